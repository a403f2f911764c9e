/* Any bytes as a morning in a hall: every line is a command as JSON; a line of digits lets so many seconds pass.
 * No crash, the hall stays whole, every event and the snapshot can be read back, and a refusal changes
 * nothing (S6, Q1, Q2, Q7, Q9, M2). */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "queue/step.h"
#include "queue/whole.h"

enum { HALL_BYTES_MAX = 512 << 20, STEP_BYTES_MAX = 256 << 20, LINES_MAX = 200, SECONDS_MAX = 400 * 86400 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A hall with two services, windows, clerks and classes, appointments, every policy that adds a way, and rules
 * for alerts. */
static const char usual[] =
	"{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"x\",\"services\":["
	"{\"id\":\"a\",\"name\":\"A\",\"prefix\":\"A\",\"slot_capacity\":2,\"balance_above\":2,\"waiting_limit\":20},"
	"{\"id\":\"b\",\"name\":\"B\",\"prefix\":\"A\",\"value\":1,\"daily_limit\":20}],\"windows\":["
	"{\"id\":\"w1\",\"name\":\"1\",\"services\":[{\"service\":\"a\"},{\"service\":\"b\",\"priority\":2}]},"
	"{\"id\":\"w2\",\"name\":\"2\",\"services\":[{\"service\":\"b\"}],\"helps\":true}],\"clerks\":["
	"{\"id\":\"c1\",\"name\":\"Li\"},{\"id\":\"c2\",\"name\":\"Wu\"}],\"classes\":["
	"{\"id\":\"o\",\"name\":\"O\",\"rank\":2},{\"id\":\"v\",\"name\":\"V\",\"rank\":1,\"share\":2}],"
	"\"policy\":{\"rules\":[\"ahead\",\"directed\",\"appointment\",\"ratio\",\"aged\",\"class\",\"window\","
	"\"value\"],"
	"\"no_show_places\":2,\"hold_max_min\":30},"
	"\"calendar\":{\"utc_offset_min\":480,\"rollover\":\"carry\",\"always_open\":true},"
	"\"booking\":{\"from\":\"09:00\",\"to\":\"17:00\",\"grace_min\":10},"
	"\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"k\"}],\"alerts\":["
	"{\"kind\":\"wait\",\"level1\":5,\"level2\":10,\"escalate_min\":2},{\"kind\":\"waiting\",\"level1\":3},"
	"{\"kind\":\"waiting\",\"service\":\"b\",\"level2\":2},{\"kind\":\"crowding\"},"
	"{\"kind\":\"handling\",\"level1\":5},{\"kind\":\"idle\",\"level1\":2},"
	"{\"kind\":\"rating\",\"level1\":2},{\"kind\":\"device\",\"level1\":1,\"level2\":2}]}}}";
static const int64_t begin_ms = INT64_C(1795392000000); /* 2026-11-23T08:00+08:00 */

struct run {
	struct arena arena;
	struct queue_hall hall;
	int64_t now;
	uint64_t seed;
};

static struct text snapshot(const struct queue_hall *hall, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	queue_snapshot_write(hall, &out);
	return buf_view(&buf);
}

static void expect_whole(const struct queue_hall *hall)
{
	struct err err;

	if (queue_whole(hall, &err) != RC_OK)
		BUG("%s", err.text);
}

static struct text event_text(const struct queue_hall *hall, const struct queue_event *event, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	queue_event_write(hall, event, &out);
	return buf_view(&buf);
}

static void expect_event_back(const struct queue_hall *hall, const struct queue_event *event, struct arena *arena)
{
	const struct text written = event_text(hall, event, arena);
	const struct json *json;
	struct queue_event back;
	struct err err;

	if (json_parse(arena, written, &json, &err) != RC_OK ||
	    queue_event_read(hall, event->seq, event->at, text_of(queue_event_infos[event->kind].name), json, arena,
			     &back, &err) != RC_OK)
		BUG("%.*s: %s %s", TEXT_ARG(written), err.field, err.text);
	ASSERT(text_eq(event_text(hall, &back, arena), written));
}

/* The snapshot reads back as an equal hall. */
static struct text expect_snapshot_back(const struct queue_hall *hall, struct arena *arena)
{
	const struct text written = snapshot(hall, arena);
	const struct json *json;
	struct queue_hall back;
	struct err err;

	if (json_parse(arena, written, &json, &err) != RC_OK || queue_snapshot_read(json, arena, &back, &err) != RC_OK)
		BUG("%s %s", err.field, err.text);
	ASSERT(text_eq(snapshot(&back, arena), written));
	return written;
}

static void play(struct run *run, struct text line)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct queue_command command;
	const struct json *json;
	struct err err;
	int64_t seconds;

	if (text_int(line, &seconds) && seconds >= -SECONDS_MAX && seconds <= SECONDS_MAX) {
		run->now += seconds * 1000;
		return;
	}
	arena_init(&arena, STEP_BYTES_MAX);
	if (json_parse(&arena, line, &json, &err) != RC_OK ||
	    queue_command_read(&run->hall, json, &arena, &command, &err) != RC_OK) {
		ASSERT(err.text[0] != '\0');
		return;
	}
	const struct text before = snapshot(&run->hall, &arena);
	const int64_t seq = run->hall.seq;
	const struct queue_decision decision = queue_step(&run->hall, &command, run->now, run->seed++, &arena);
	ASSERT(run->hall.seq == seq + decision.n);
	for (uint32_t i = 0; i < decision.n; i++)
		expect_event_back(&run->hall, &decision.events[i], &arena);
	expect_whole(&run->hall);
	const struct text after = expect_snapshot_back(&run->hall, &arena);
	ASSERT(decision.n > 0 || text_eq(before, after));
	ASSERT(decision.n > 0 || decision.refusal != REFUSED_NOT || command.kind == QUEUE_DO_HALL_TICK);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct text rest = { (const char *)bytes, len };
	struct run run = { .now = begin_ms };

	arena_init(&run.arena, HALL_BYTES_MAX);
	queue_hall_init(&run.hall, &run.arena);
	play(&run, text_of(usual));
	ASSERT(run.hall.configured);
	for (int lines = 0; rest.len > 0 && lines < LINES_MAX; lines++)
		play(&run, text_cut(&rest, '\n'));
	arena_done(&run.arena);
	return 0;
}
