/* The demonstration: packs that can be read, and days that look like days (S6).
 *
 * A rehearsal is played once more, command by command, on a hall of the test's own; the test counts what
 * it sees there, so nothing is believed that the player says of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/demo/rehearse.h"
#include "base/civil.h"
#include "queue/step.h"

enum { ARENA_BYTES = 512 << 20, OFFSET_MIN = 480, SEED = 20261123 };

#define HOUR_MS  INT64_C(3600000)
/* 2026-11-23T00:00+08:00, a Monday. */
#define MIDNIGHT INT64_C(1795363200000)

struct stage {
	struct arena arena;
	struct demo_script script;
	struct demo demo;
	struct demo_rehearsal done;
};

static void rehearse(struct stage *stage, uint64_t seed, int64_t from_ms, int64_t to_ms)
{
	struct err err = { .rc = RC_OK };

	arena_init(&stage->arena, ARENA_BYTES);
	if (demo_script_read(text_of(demo_day_json), &stage->arena, &stage->script, &err))
		fail_msg("%s: %s", err.field, err.text);
	demo_init(&stage->demo, &stage->script, seed, OFFSET_MIN, 1, from_ms);
	if (demo_rehearse(&stage->demo, text_of(demo_hall_json), from_ms, to_ms, &stage->arena, &stage->done, &err))
		fail_msg("%s: %s", err.field, err.text);
}

enum { EVENTS_MAX = 100000, LEVELS = 3 };

/* What an audience sees. */
struct seen {
	/* Alerts about waits: the worst level of each by its id, how many ended with which, how many
	 * somebody took on. */
	int8_t worst[EVENTS_MAX];
	int64_t levels[LEVELS + 1], waits_taken_on;
	int64_t kinds[QUEUE_EVENT_COUNT + 1];
	int64_t refusals[QUEUE_REFUSAL_COUNT + 1];
	int64_t events, commands, waited_ms, waited_ms_max, gap_ms_max, waiting_max;
	int64_t used_windows; /* bit for each window that called */
};

static void watch_alert(struct seen *seen, const struct queue_event *event)
{
	switch ((int)event->kind) {
	case QUEUE_DID_ALERT_RAISED:
		if (event->alert_raised.about == QUEUE_ALERT_KIND_WAIT)
			seen->worst[event->alert_raised.alert.n] = (int8_t)event->alert_raised.level;
		break;
	case QUEUE_DID_ALERT_CHANGED:
	case QUEUE_DID_ALERT_ESCALATED: {
		const bool is_change = event->kind == QUEUE_DID_ALERT_CHANGED;
		int8_t *worst = &seen->worst[is_change ? event->alert_changed.alert.n : event->alert_escalated.alert.n];
		const int32_t level = is_change ? event->alert_changed.level : event->alert_escalated.level;

		if (*worst > 0 && level > *worst)
			*worst = (int8_t)level;
		break;
	}
	case QUEUE_DID_ALERT_ACKNOWLEDGED:
		seen->waits_taken_on += seen->worst[event->alert_acknowledged.alert.n] > 0;
		break;
	case QUEUE_DID_ALERT_CLOSED: seen->levels[seen->worst[event->alert_closed.alert.n]]++; break;
	default: break;
	}
}

static void watch(struct seen *seen, const struct queue_decision *decision, int64_t last_at)
{
	seen->refusals[decision->refusal]++;
	for (uint32_t i = 0; i < decision->n; i++) {
		const struct queue_event *event = &decision->events[i];

		seen->kinds[event->kind]++;
		seen->events++;
		watch_alert(seen, event);
		if (last_at > 0 && event->at - last_at > seen->gap_ms_max)
			seen->gap_ms_max = event->at - last_at;
		last_at = event->at;
		if (event->kind != QUEUE_DID_TICKET_CALLED)
			continue;
		seen->used_windows |= INT64_C(1) << event->ticket_called.window.n;
		seen->waited_ms += event->ticket_called.waited_ms;
		if (event->ticket_called.waited_ms > seen->waited_ms_max)
			seen->waited_ms_max = event->ticket_called.waited_ms;
	}
}

/* Play the deeds again. */
static void audit(const struct stage *stage, struct seen *seen, struct queue_hall *hall, struct arena *arena)
{
	struct arena paper = { 0 };
	struct err err = { .rc = RC_OK };

	*seen = (struct seen){ .events = 0 };
	arena_init(&paper, ARENA_BYTES);
	queue_hall_init(hall, arena);
	for (uint32_t i = 0; i < stage->done.n; i++) {
		const struct demo_deed *deed = &stage->done.deeds[i];
		const struct json *json;
		struct queue_command command;
		const int64_t last_at = hall->at;

		arena_reset(&paper);
		assert_int_equal(json_parse(&paper, deed->command, &json, &err), RC_OK);
		assert_int_equal(queue_command_read(hall, json, &paper, &command, &err), RC_OK);
		assert_true(i == 0 || deed->at_ms >= stage->done.deeds[i - 1].at_ms);
		const struct queue_decision decision = queue_step(hall, &command, deed->at_ms, i + 7, &paper);
		watch(seen, &decision, i > 0 ? last_at : 0);
		seen->commands++;
		if (hall->waiting > seen->waiting_max)
			seen->waiting_max = hall->waiting;
	}
	arena_done(&paper);
}

/* S6: what ships can be read, and the script speaks of things that the hall has. */
static void test_packs(void **state)
{
	struct stage stage = { 0 };
	struct arena arena = { 0 };
	struct queue_hall hall;
	struct seen seen;
	struct demo_script script;
	struct err err = { .rc = RC_OK };

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(demo_script_read(text_of(demo_day_json), &arena, &script, &err), RC_OK);
	assert_true(script.crew.n == 6 && script.needs.n == 8 && script.curve.n == DEMO_HOURS);
	rehearse(&stage, SEED, MIDNIGHT, MIDNIGHT);
	audit(&stage, &seen, &hall, &arena);
	const struct shape_names names = queue_names(&hall);

	for (uint32_t i = 0; i < script.crew.n; i++)
		assert_int_not_equal(names.find(names.context, QUEUE_TABLE_WINDOW, demo_word(&script.crew, i)),
				     SHAPE_UNKNOWN);
	for (uint32_t i = 0; i < script.clerks.n; i++)
		assert_int_not_equal(names.find(names.context, QUEUE_TABLE_CLERK, demo_word(&script.clerks, i)),
				     SHAPE_UNKNOWN);
	for (uint32_t i = 0; i < script.needs.n; i++)
		assert_int_not_equal(names.find(names.context, QUEUE_TABLE_SERVICE,
						((const struct demo_need *)script.needs.at)[i].service),
				     SHAPE_UNKNOWN);
	for (uint32_t i = 0; i < script.classes.n; i++)
		assert_int_not_equal(names.find(names.context, QUEUE_TABLE_CLASS,
						((const struct demo_class *)script.classes.at)[i].class_),
				     SHAPE_UNKNOWN);
	assert_true(hall.window_n == 8 && hall.clerk_n == 10 && hall.class_n == 3 && hall.service_n == 8);
	arena_done(&stage.arena);
	arena_done(&arena);
}

static const struct {
	const char *text, *field;
} bad_scripts[] = {
	{ "{}", "script.crew" },
	{ "{\"crew\": []}", "script.crew" },
	{ "{\"crew\": [\"w1\"], \"clerks\": [\"c1\"], \"gap_s\": 0}", "script.gap_s" },
	{ "{\"crew\": [\"w1\"], \"clerks\": [1]}", "script.clerks[0]" },
	{ "[]", "script" },
};

/* S6: a bad script is told with its field. */
static void test_bad_scripts(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad_scripts); i++) {
		struct arena arena = { 0 };
		struct demo_script script;
		struct err err = { .rc = RC_OK };

		arena_init(&arena, ARENA_BYTES);
		assert_int_equal(demo_script_read(text_of(bad_scripts[i].text), &arena, &script, &err), RC_INVALID);
		assert_string_equal(err.field, bad_scripts[i].field);
		arena_done(&arena);
	}
}

/* S6: the first hour and a half, at any hour of the day, fills the boards. */
static void test_first_hours(void **state)
{
	(void)state;
	for (int hour = 0; hour < 24; hour += 3) {
		struct stage stage = { 0 };
		struct arena arena = { 0 };
		struct queue_hall hall;
		struct seen seen;
		const int64_t from = MIDNIGHT + hour * HOUR_MS, to = from + HOUR_MS * 3 / 2;

		rehearse(&stage, SEED + (uint64_t)hour, from, to);
		arena_init(&arena, ARENA_BYTES);
		audit(&stage, &seen, &hall, &arena);
		assert_true(seen.kinds[QUEUE_DID_TICKET_TAKEN] > 200);
		assert_true(hall.waiting >= 4 && hall.call_n == QUEUE_CALLS_SHOWN);
		/* An event every few seconds, and never a hall that seems to have stopped. */
		assert_in_range(seen.events, 90 * 60 / 4, 90 * 60);
		assert_true(seen.gap_ms_max < 60000);
		arena_done(&arena);
		arena_done(&stage.arena);
	}
}

/* S6, Q9: a whole day is plausible: nearly all are served, waits are short but real, and classes, holds,
 * transfers, no-shows, ratings and bookings all come up. */
static void test_day(void **state)
{
	static const enum queue_event_kind all_happen[] = {
		QUEUE_DID_TICKET_RECALLED,  QUEUE_DID_TICKET_MISSED,      QUEUE_DID_TICKET_REINSTATED,
		QUEUE_DID_TICKET_HELD,      QUEUE_DID_TICKET_RESUMED,     QUEUE_DID_TICKET_TRANSFERRED,
		QUEUE_DID_TICKET_CONTINUED, QUEUE_DID_TICKET_INSERTED,    QUEUE_DID_TICKET_CANCELLED,
		QUEUE_DID_WINDOW_CLOSED,    QUEUE_DID_WINDOW_PAUSED,      QUEUE_DID_WINDOW_RESUMED,
		QUEUE_DID_RATING_GIVEN,     QUEUE_DID_APPOINTMENT_BOOKED, QUEUE_DID_ALERT_RAISED,
		QUEUE_DID_ALERT_CHANGED,    QUEUE_DID_ALERT_ACKNOWLEDGED, QUEUE_DID_ALERT_ESCALATED,
		QUEUE_DID_ALERT_CLOSED,
	};
	struct stage stage = { 0 };
	struct arena arena = { 0 };
	struct queue_hall hall;
	struct seen seen;

	(void)state;
	rehearse(&stage, SEED, MIDNIGHT, MIDNIGHT + CIVIL_MS_PER_DAY - 1);
	arena_init(&arena, ARENA_BYTES);
	audit(&stage, &seen, &hall, &arena);
	for (size_t i = 0; i < CC_COUNT(all_happen); i++)
		if (seen.kinds[all_happen[i]] == 0)
			fail_msg("no %s all day", queue_event_infos[all_happen[i]].name);
	assert_true(hall.counts.taken > 4000);
	assert_true(hall.counts.served * 100 > hall.counts.taken * 80);
	assert_true(hall.counts.missed * 100 < hall.counts.taken * 8);
	const int64_t mean_wait_s = seen.waited_ms / seen.kinds[QUEUE_DID_TICKET_CALLED] / 1000;
	assert_in_range(mean_wait_s, 30, 900);
	assert_true(seen.waited_ms_max < HOUR_MS);
	assert_in_range(seen.waiting_max, 10, 80);
	/* M2: the manager takes most alerts about waits on, so that they end at all levels and few at the worst. */
	assert_true(seen.waits_taken_on * 2 > seen.levels[1] + seen.levels[2] + seen.levels[3]);
	assert_true(seen.levels[1] > seen.levels[2] && seen.levels[2] > 0 && seen.levels[3] > 0);
	assert_true(seen.levels[3] * 6 < seen.levels[1] + seen.levels[2]);
	/* Windows 7 and 8 are left to visitors. */
	assert_int_equal(seen.used_windows, 0x7e);
	arena_done(&arena);
	arena_done(&stage.arena);
}

/* S6: across midnight the hall clears, and the clerks find that out and sign in again. */
static void test_midnight(void **state)
{
	struct stage stage = { 0 };
	struct arena arena = { 0 };
	struct queue_hall hall;
	struct seen seen;

	(void)state;
	rehearse(&stage, SEED, MIDNIGHT + 23 * HOUR_MS, MIDNIGHT + 25 * HOUR_MS);
	arena_init(&arena, ARENA_BYTES);
	audit(&stage, &seen, &hall, &arena);
	assert_int_equal(seen.kinds[QUEUE_DID_DAY_OPENED], 1);
	assert_int_equal(hall.date, civil_local_day(MIDNIGHT + 25 * HOUR_MS, OFFSET_MIN));
	assert_true(hall.counts.served > 100);
	int closed = 0;
	for (uint16_t w = 1; w <= 6; w++)
		closed += hall.windows[w].state == QUEUE_WINDOW_CLOSED;
	/* One may be between two shifts. */
	assert_in_range(closed, 0, 1);
	assert_true(hall.windows[7].state == QUEUE_WINDOW_CLOSED && hall.windows[8].state == QUEUE_WINDOW_CLOSED);
	arena_done(&arena);
	arena_done(&stage.arena);
}

/* S6: refusals are those that life brings, and few of each but "nobody waits". */
static void test_refusals(void **state)
{
	static const enum queue_refusal usual[] = {
		REFUSED_NOT,
		REFUSED_NOBODY_WAITS,
		REFUSED_CLERK_ELSEWHERE,
		REFUSED_TICKET_NOT_WAITING,
		REFUSED_TICKET_OVER,
		REFUSED_TICKET_UNKNOWN,
		REFUSED_APPOINTMENTS_OFF,
		REFUSED_SLOT_FULL,
		REFUSED_ALREADY_RATED,
		REFUSED_TICKET_NOT_MISSED,
		REFUSED_APPOINTMENT_OVER,
		REFUSED_TICKET_NOT_HELD, /* who was to be called back has left */
		REFUSED_ALERT_UNKNOWN,   /* its cause was gone before the manager came */
		REFUSED_HELP_CALLED,     /* and has not been seen to */
	};
	struct stage stage = { 0 };
	struct arena arena = { 0 };
	struct queue_hall hall;
	struct seen seen;

	(void)state;
	rehearse(&stage, SEED + 1, MIDNIGHT + 8 * HOUR_MS, MIDNIGHT + 20 * HOUR_MS);
	arena_init(&arena, ARENA_BYTES);
	audit(&stage, &seen, &hall, &arena);
	for (int r = 0; r <= QUEUE_REFUSAL_COUNT; r++) {
		bool is_usual = false;

		for (size_t i = 0; i < CC_COUNT(usual); i++)
			is_usual = is_usual || (int)usual[i] == r;
		if (!is_usual && seen.refusals[r] > 0)
			fail_msg("%lld times %s", (long long)seen.refusals[r], queue_refusal_infos[r].name);
		if (r != REFUSED_NOT && r != REFUSED_NOBODY_WAITS)
			assert_true(seen.refusals[r] * 20 < seen.commands);
	}
	arena_done(&arena);
	arena_done(&stage.arena);
}

/* S6: the same seed gives the same day to the byte, another seed another one. */
static void test_deterministic(void **state)
{
	struct stage a = { 0 }, b = { 0 }, c = { 0 };
	bool differs = false;

	(void)state;
	rehearse(&a, 1, MIDNIGHT, MIDNIGHT + 2 * HOUR_MS);
	rehearse(&b, 1, MIDNIGHT, MIDNIGHT + 2 * HOUR_MS);
	rehearse(&c, 2, MIDNIGHT, MIDNIGHT + 2 * HOUR_MS);
	assert_int_equal(a.done.n, b.done.n);
	for (uint32_t i = 0; i < a.done.n; i++) {
		assert_int_equal(a.done.deeds[i].at_ms, b.done.deeds[i].at_ms);
		assert_true(text_eq(a.done.deeds[i].command, b.done.deeds[i].command));
		differs = differs || i >= c.done.n || !text_eq(a.done.deeds[i].command, c.done.deeds[i].command);
	}
	assert_true(differs);
	arena_done(&a.arena);
	arena_done(&b.arena);
	arena_done(&c.arena);
}

static const struct json *parse(struct arena *arena, const char *text)
{
	const struct json *json;
	struct err err;

	assert_int_equal(json_parse(arena, text_of(text), &json, &err), RC_OK);
	return json;
}

/* The next command of the player whose name is `name`; all others get `others` for an answer. */
static int64_t run_to(struct stage *stage, const char *name, const char *others)
{
	enum { STEPS_MAX = 10000 };

	for (int i = 0; i < STEPS_MAX; i++) {
		struct buf command = { .arena = &stage->arena };
		const int64_t at = demo_due_at(&stage->demo);

		if (!demo_next(&stage->demo, at, &command))
			continue;
		const struct json *json = parse(&stage->arena, text_cstr(&stage->arena, buf_view(&command)));
		if (text_eq(json_text(json_member(json, "command")), text_of(name)))
			return at;
		demo_answered(&stage->demo, at, parse(&stage->arena, others));
	}
	fail_msg("no %s in %d steps", name, STEPS_MAX);
	return 0;
}

/* S6: after a fault the same is tried again; nothing is believed to have happened. */
static void test_fault(void **state)
{
	struct stage stage = { 0 };

	(void)state;
	rehearse(&stage, SEED, MIDNIGHT, MIDNIGHT);
	int64_t at = run_to(&stage, "window.open", "{\"refusal\": \"SERVICE_FULL\"}");
	for (int i = 0; i < 20; i++) {
		demo_answered(&stage.demo, at, parse(&stage.arena, "{\"error\": \"STORE_DOWN\"}"));
		const int64_t again = run_to(&stage, "window.open", "{\"error\": \"STORE_DOWN\"}");
		assert_true(again >= at);
		at = again;
		for (uint32_t p = 0; p < stage.script.crew.n; p++)
			assert_int_equal(stage.demo.posts[p].state, DEMO_AWAY);
	}
	demo_look(&stage.demo, at, NULL); /* nor does the manager see anything */
	/* As many arrivals as before are planned: faults do not multiply customers. */
	assert_true(stage.demo.errand_n <= 2);
	arena_done(&stage.arena);
}

static const struct {
	const char *refusal, *next;
} lessons[] = {
	{ "WINDOW_OPEN", "ticket.call_next" }, { "CLERK_ELSEWHERE", "window.open" },
	{ "WINDOW_PAUSED", "window.resume" },  { "WINDOW_BUSY", "ticket.start" },
	{ "TICKET_STARTED", "ticket.finish" },
};

/* S6: a clerk who finds the window otherwise than believed goes on from how it is. */
static void test_lessons(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(lessons); i++) {
		struct stage stage = { 0 };

		rehearse(&stage, SEED, MIDNIGHT, MIDNIGHT);
		const int64_t at = run_to(&stage, "window.open", "{\"refusal\": \"SERVICE_FULL\"}");
		demo_answered(&stage.demo, at,
			      parse(&stage.arena,
				    text_cstr(&stage.arena,
					      text_printf(&stage.arena, "{\"refusal\": \"%s\"}", lessons[i].refusal))));
		run_to(&stage, lessons[i].next, "{\"refusal\": \"WINDOW_UNKNOWN\"}");
		arena_done(&stage.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packs),         cmocka_unit_test(test_bad_scripts),
		cmocka_unit_test(test_first_hours),   cmocka_unit_test(test_day),
		cmocka_unit_test(test_midnight),      cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_deterministic), cmocka_unit_test(test_fault),
		cmocka_unit_test(test_lessons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
