/* What tickets were told, for their slips (Q1, Q16): asked of the office of waits, which may be busy learning.
 *
 * A slip waits for the answer, but not for long: a customer stands at the kiosk. Invariant: one question is under way
 * at most, so an office that hangs delays one slip and no other; those that follow do without until it is back. A floor
 * that is still looking into its halls does not ask: the office would have to read them all, one after the other, while
 * the slips of new tickets wait. */
#include <stdlib.h>

#include "base/bug.h"
#include "gateway/expect.h"
#include "gateway/floor/floor_private.h"
#include "host/clock.h"

enum { ASK_BYTES_MAX = 1 << 20, NS_PER_MS = 1000000 };

static void on_answer(struct post_job *job)
{
	((struct floor_ask *)job)->busy = false; /* its first member */
}

static bool submit(struct floor *floor, const struct floor_hall *hall, int64_t ticket)
{
	struct floor_ask *ask = &floor->ask;
	const struct json *body;
	struct err err;

	arena_reset(&ask->arena);
	const struct text json = text_printf(&ask->arena, "{\"ticket\":%lld}", (long long)ticket);
	if (json_parse(&ask->arena, json, &body, &err) != RC_OK)
		BUG("own arguments: %s", err.text);
	ask->job = (struct post_job){ .desk = { .ask = DESK_TICKET,
						.hall = text_copy(&ask->arena, text_of(hall->id)),
						.body = body,
						.now_ms = host_clock_now_ms(floor->options.clock),
						.arena = &ask->arena },
				      .done = on_answer };
	ask->busy = expect_submit(floor->options.expect, floor->told_box, &ask->job);
	return ask->busy;
}

struct view_expected told_find(struct floor *floor, const struct floor_hall *hall, int64_t ticket)
{
	const int64_t until_ns = host_monotonic_ns() + (int64_t)FLOOR_TOLD_MS * NS_PER_MS;
	struct floor_ask *ask = &floor->ask;

	if (floor->options.expect == NULL || !floor->ready)
		return (struct view_expected){ 0 };
	if (ask->busy)
		post_box_deliver(floor->told_box);
	if (ask->busy || !submit(floor, hall, ticket))
		return (struct view_expected){ 0 };
	while (ask->busy && !atomic_load(&floor->stopping)) {
		const int64_t left_ms = (until_ns - host_monotonic_ns()) / NS_PER_MS;

		if (left_ms <= 0 || !post_box_wait(floor->told_box, (int)left_ms))
			break;
	}
	return ask->busy ? (struct view_expected){ 0 } : ask->job.desk.told;
}

enum rc told_open(struct floor *floor, struct err *err)
{
	if (floor->options.expect == NULL)
		return RC_OK;
	const enum rc rc = post_box_open(&floor->told_box, floor->options.post, NULL, NULL, err);
	if (rc == RC_OK)
		arena_init(&floor->ask.arena, ASK_BYTES_MAX);
	return rc;
}

void told_close(struct floor *floor)
{
	if (floor->told_box == NULL)
		return;
	while (floor->ask.busy)
		(void)post_box_wait(floor->told_box, FLOOR_TOLD_MS);
	post_box_close(&floor->told_box);
	arena_done(&floor->ask.arena);
}
