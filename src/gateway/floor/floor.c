/* The thread of the floor (Q1, Q12, Q19): follows the logs of halls that have devices.
 *
 * A hall is followed by its news, and by its log where news were lost; each event is dealt with once, in order. On
 * opening, the floor goes back as far as a slip is worth printing, with the configuration of then.
 *
 * Invariant: `seq` of a hall is the last event that was dealt with; what lies behind it is in the log or in the box. */
#define _GNU_SOURCE /* memmem */
#include "gateway/floor/floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/hall/reader.h"
#include "base/bug.h"
#include "base/civil.h"
#include "gateway/floor/floor_private.h"
#include "gateway/log.h"
#include "gateway/print/picture.h"
#include "host/clock.h"

enum { PAPER_BYTES_MAX = 256 << 20, NS_PER_MS = 1000000, KIND_WITHIN = 120 };

static int64_t stale_ms(void)
{
	struct printer_options options;

	printer_options_init(&options);
	return options.stale_ms;
}

static void note_failure(const char *hall, const struct err *err)
{
	LOG(LOG_LEVEL_ERROR, "floor_read_failed", log_string("hall", hall), log_string("why", err->text));
}

int64_t floor_stale_seq(struct floor *floor, const struct floor_hall *hall)
{
	const int64_t at_ms = host_clock_now_ms(floor->options.clock) - stale_ms();
	struct err err;
	int64_t seq;

	if (reader_seq_at(floor->options.reader, text_of(hall->id), at_ms, &seq, &err) == RC_OK)
		return seq;
	note_failure(hall->id, &err);
	return hall->seq;
}

void floor_read(struct floor *floor, struct floor_hall *hall, int64_t after, int64_t to, floor_take_fn *take,
		int64_t context)
{
	CC_CLEANUP(arena_done) struct arena page;
	bool goes_on = true;

	arena_init(&page, PAPER_BYTES_MAX);
	while (goes_on && after < to && !atomic_load(&floor->stopping)) {
		struct text *events;
		struct err err;
		uint32_t n;

		arena_reset(&page);
		if (reader_events(floor->options.reader, text_of(hall->id), after, FLOOR_EVENTS_PAGE, &page, &events,
				  &n, &err) != RC_OK) {
			note_failure(hall->id, &err);
			return;
		}
		for (uint32_t i = 0; i < n && goes_on && after < to; i++) {
			goes_on = take(floor, hall, ++after, events[i], context);
			arena_reset(&floor->paper);
		}
		goes_on = goes_on && n > 0;
	}
}

/* Events. */

static void take_configured(struct floor *floor, struct floor_hall *hall, const struct json *event)
{
	struct queue_config config;
	struct err err;

	if (shape_read_written(&queue_config_shape, json_member(event, "config"), NULL, "config", &floor->paper,
			       &config, &err) == RC_OK)
		registry_configure(floor, hall, &config);
	else
		note_failure(hall->id, &err);
}

static struct text text_at(const struct json *event, const char *name)
{
	const struct json *value = json_member(event, name);

	return value != NULL && json_kind(value) == JSON_TEXT ? json_text(value) : (struct text){ 0 };
}

static void take_call(struct floor *floor, struct floor_hall *hall, int64_t seq, const struct json *event)
{
	const struct json *ticket = json_member(event, "ticket");
	struct floor_call call = { .seq = seq };

	if (ticket == NULL || json_kind(ticket) != JSON_INT || !civil_parse_time(text_at(event, "at"), &call.at_ms))
		return;
	call.ticket = json_int(ticket);
	text_fill(call.number, sizeof(call.number), text_at(event, "number"));
	text_fill(call.window, sizeof(call.window), text_at(event, "window"));
	if (call.at_ms < floor->began_ms)
		return;
	pthread_mutex_lock(&floor->lock);
	registry_call(floor, hall, &call);
	pthread_mutex_unlock(&floor->lock);
}

/* The kinds that matter here. Most events do not, and are not worth being parsed: an event begins with its seq, time
 * and kind. */
enum kind { KIND_OTHER, KIND_CONFIGURED, KIND_TAKEN, KIND_CALLED };

static enum kind kind_of(struct text event)
{
	static const struct {
		struct text word;
		enum kind kind;
	} kinds[] = {
		{ { "\"kind\":\"hall.configured\"", 24 }, KIND_CONFIGURED },
		{ { "\"kind\":\"ticket.taken\"", 21 }, KIND_TAKEN },
		{ { "\"kind\":\"ticket.called\"", 22 }, KIND_CALLED },
		{ { "\"kind\":\"ticket.recalled\"", 24 }, KIND_CALLED },
	};
	const size_t len = event.len < KIND_WITHIN ? event.len : KIND_WITHIN;

	for (size_t i = 0; i < CC_COUNT(kinds); i++)
		if (memmem(event.at, len, kinds[i].word.at, kinds[i].word.len) != NULL)
			return kinds[i].kind;
	return KIND_OTHER;
}

static bool take_event(struct floor *floor, struct floor_hall *hall, int64_t seq, struct text text, int64_t context)
{
	const enum kind kind = kind_of(text);
	const struct json *event;
	struct err err;

	(void)context;
	if (kind != KIND_OTHER && json_parse(&floor->paper, text, &event, &err) != RC_OK) {
		note_failure(hall->id, &err);
	} else if (kind == KIND_CONFIGURED) {
		take_configured(floor, hall, event);
	} else if (kind == KIND_TAKEN) {
		press_ticket(floor, hall, seq, event);
	} else if (kind == KIND_CALLED) {
		take_call(floor, hall, seq, event);
	}
	hall->seq = seq;
	return true;
}

/* Deal with what the log has and the floor has not seen. */
static void catch_up(struct floor *floor, struct floor_hall *hall)
{
	struct err err;
	int64_t head;

	if (reader_head(floor->options.reader, text_of(hall->id), &head, &err) == RC_OK)
		floor_read(floor, hall, hall->seq, head, take_event, 0);
	else
		note_failure(hall->id, &err);
}

/* Halls. */

static void forget(struct floor *floor, struct floor_hall *hall)
{
	post_unlisten(floor->box, text_of(hall->id));
	registry_remove(floor, hall);
}

/* Begin to follow a hall that has devices. News are awaited before the log is read, so that nothing falls between. */
static void follow(struct floor *floor, struct text id)
{
	struct reader *reader = floor->options.reader;
	struct floor_hall *hall = registry_add(floor, id);
	struct queue_config config;
	struct err err;
	int64_t seq;

	post_listen(floor->box, id);
	hall->seq = floor_stale_seq(floor, hall);
	const enum rc rc = reader_config(reader, id, hall->seq, &floor->paper, &config, &seq, &err);
	if (rc == RC_OK)
		registry_configure(floor, hall, &config);
	else if (rc != RC_MISSING) /* configured since then only: the log will tell */
		note_failure(hall->id, &err);
	catch_up(floor, hall);
	if (hall->config.devices.n == 0)
		forget(floor, hall);
}

/* Follow a hall if it has devices. */
static void look_into(struct floor *floor, struct text id)
{
	struct queue_config config;
	struct err err;
	int64_t seq;

	const enum rc rc = reader_config(floor->options.reader, id, INT64_MAX, &floor->paper, &config, &seq, &err);
	if (rc == RC_OK && config.devices.n > 0)
		follow(floor, id);
	else if (rc != RC_OK && rc != RC_MISSING)
		note_failure(text_cstr(&floor->paper, id), &err);
	arena_reset(&floor->paper);
}

static void take_news(struct floor *floor, struct floor_hall *hall, struct news *news)
{
	struct text rest = news_after(news, hall->seq);

	if (news->first_seq > hall->seq + 1) {
		catch_up(floor, hall);
		return;
	}
	while (rest.len > 0) {
		static const char lead[] = "data: ";
		struct text line = text_cut(&rest, '\n');

		if (!text_starts(line, text_of(lead)))
			continue;
		line = (struct text){ line.at + sizeof(lead) - 1, line.len - (sizeof(lead) - 1) };
		(void)take_event(floor, hall, hall->seq + 1, line, 0);
		arena_reset(&floor->paper);
	}
}

static void on_news(void *context, struct news *news)
{
	struct floor *floor = context;

	if (atomic_load(&floor->stopping))
		return; /* the log keeps it */
	if (news == NULL) {
		floor->news_lost = true;
		return;
	}
	struct floor_hall *const hall = registry_find(floor, news->hall);
	if (hall == NULL) {
		look_into(floor, news->hall);
		return;
	}
	take_news(floor, hall, news);
	if (hall->config.devices.n == 0)
		forget(floor, hall);
}

/* All halls: which of them have devices, and what those that are followed did meanwhile. */
static void look_into_all(struct floor *floor)
{
	CC_CLEANUP(arena_done) struct arena list;
	struct text *ids;
	struct err err;
	uint32_t n;

	arena_init(&list, PAPER_BYTES_MAX);
	if (reader_hall_ids(floor->options.reader, &list, &ids, &n, &err) != RC_OK) {
		note_failure("", &err);
		return;
	}
	floor->news_lost = false;
	for (uint32_t i = 0; i < n && !atomic_load(&floor->stopping); i++) {
		struct floor_hall *hall = registry_find(floor, ids[i]);

		if (hall == NULL)
			look_into(floor, ids[i]);
		else
			catch_up(floor, hall);
	}
}

static void *run(void *argument)
{
	struct floor *floor = argument;
	int64_t look_ns = host_monotonic_ns();

	look_into_all(floor);
	pthread_mutex_lock(&floor->lock);
	floor->ready = true;
	pthread_mutex_unlock(&floor->lock);
	pictures_warm(floor->options.pictures);
	while (!atomic_load(&floor->stopping)) {
		const int64_t left_ms = (look_ns - host_monotonic_ns()) / NS_PER_MS;

		if (left_ms > 0)
			(void)post_box_wait(floor->box, (int)left_ms);
		else
			post_box_deliver(floor->box);
		if (floor->news_lost)
			look_into_all(floor);
		if (!atomic_exchange(&floor->hurry, false) && host_monotonic_ns() < look_ns)
			continue;
		watch_look(floor);
		look_ns = host_monotonic_ns() + FLOOR_LOOK_MS * INT64_C(1000000);
	}
	return NULL;
}

/* Opening and closing. */

static enum rc make_room(struct floor *floor, struct err *err)
{
	char path[HOST_PATH_MAX];
	const struct text data = floor->options.data;

	if (data.len == 0)
		return RC_OK;
	if (snprintf(path, sizeof(path), "%.*s/printers", TEXT_ARG(data)) >= (int)sizeof(path))
		return err_set(err, RC_FULL, "the path of the data is longer than %d bytes", HOST_PATH_MAX - 1);
	text_fill(floor->data, sizeof(floor->data), data);
	return host_dir_make(path, err);
}

enum rc floor_open(struct floor **ret, const struct floor_options *options, struct err *err)
{
	struct floor *floor = calloc(1, sizeof(*floor));
	int failed;

	*ret = NULL;
	if (floor == NULL)
		BUG("no memory for the floor");
	ASSERT(options->post != NULL && options->reader != NULL && options->clock != NULL);
	floor->options = *options;
	floor->began_ms = host_clock_now_ms(options->clock);
	arena_init(&floor->paper, PAPER_BYTES_MAX);
	pthread_mutex_init(&floor->lock, NULL);
	enum rc rc = make_room(floor, err);
	if (rc == RC_OK)
		rc = post_box_open(&floor->box, options->post, on_news, floor, err);
	if (rc == RC_OK)
		rc = told_open(floor, err);
	if (rc == RC_OK) {
		post_watch(floor->box);
		failed = pthread_create(&floor->thread, NULL, run, floor);
		floor->started = failed == 0;
		if (failed != 0)
			rc = err_set(err, RC_FAULT, "cannot start a thread: %s", strerror(failed));
	}
	*ret = floor;
	return rc;
}

void floor_stop(struct floor *floor)
{
	atomic_store(&floor->stopping, true);
	if (floor->box != NULL)
		post_box_wake(floor->box);
}

void floor_close(struct floor **at)
{
	struct floor *floor = *at;
	struct table_node *node;

	*at = NULL;
	if (floor == NULL)
		return;
	floor_stop(floor);
	if (floor->started)
		pthread_join(floor->thread, NULL);
	told_close(floor);
	if (floor->box != NULL)
		post_box_deliver(floor->box); /* answers to reports; the office has given them all */
	for (node = table_next(&floor->halls, NULL); node != NULL; node = table_next(&floor->halls, node)) {
		struct floor_hall *hall = (struct floor_hall *)node;

		for (uint32_t i = 0; i < hall->config.devices.n; i++)
			press_stop(hall->devices[i].press);
	}
	while ((node = table_next(&floor->halls, NULL)) != NULL)
		registry_remove(floor, (struct floor_hall *)node);
	table_done(&floor->halls);
	post_box_close(&floor->box);
	pthread_mutex_destroy(&floor->lock);
	arena_done(&floor->paper);
	free(floor);
}
