/* View "state": every window state, every list, times and limits (Q7, Q12, M1). */
#include <string.h>

#include "app/hall/views.h"
#include "app/test_world.h"
#include "base/civil.h"
#include "queue/step.h"

/* True where the last answer has `name` in the object at `path`. */
static bool has(struct world *world, const char *path, const char *name)
{
	const struct json *at = path[0] != '\0' ? world_member(world, path) : world_answer(world);

	return json_member(at, name) != NULL;
}

static bool is_null(struct world *world, const char *path)
{
	return json_kind(world_member(world, path)) == JSON_NULL;
}

static void show(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_STATE, "h1", NULL), 200);
}

/* What a window shows after each move of its clerk. */
static const struct {
	const char *command, *args, *state;
	bool has_clerk, has_ticket;
} window_moves[] = {
	{ "hall.tick", NULL, "closed", false, false },
	{ "window.open", "{\"window\":\"w2\",\"clerk\":\"c3\"}", "free", true, false },
	{ "ticket.call_next", "{\"window\":\"w2\"}", "called", true, true },
	{ "ticket.start", "{\"window\":\"w2\"}", "serving", true, true },
	{ "ticket.hold", "{\"window\":\"w2\",\"kind\":\"wait\"}", "waiting", true, true },
	{ "ticket.resume", "{\"window\":\"w2\"}", "serving", true, true },
	{ "ticket.finish", "{\"window\":\"w2\"}", "wrap_up", true, false },
	{ "window.ready", "{\"window\":\"w2\"}", "free", true, false },
	{ "window.pause", "{\"window\":\"w2\",\"reason\":\"交接班\"}", "paused", true, false },
	{ "window.resume", "{\"window\":\"w2\"}", "free", true, false },
	{ "window.close", "{\"window\":\"w2\"}", "closed", false, false },
};

/* Q7, Q12: each state of a window has its word, its time, and a clerk and ticket exactly while it has them. */
static void test_every_window_state(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", "{\"wrap_up\":true}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s2\",\"class\":\"vip\"}");
	for (size_t i = 0; i < CC_COUNT(window_moves); i++) {
		char since[CIVIL_TIME_SIZE];

		world.now_ms += CIVIL_MS_PER_MINUTE;
		world_must(&world, "h1", window_moves[i].command, window_moves[i].args);
		show(&world);
		assert_string_equal(world_text(&world, "windows.1.state"), window_moves[i].state);
		assert_int_equal(is_null(&world, "windows.1.clerk"), !window_moves[i].has_clerk);
		assert_int_equal(has(&world, "windows.1", "clerk_name"), window_moves[i].has_clerk);
		assert_int_equal(is_null(&world, "windows.1.ticket"), !window_moves[i].has_ticket);
		assert_int_equal(is_null(&world, "windows.1.number"), !window_moves[i].has_ticket);
		assert_int_equal(is_null(&world, "windows.1.service"), !window_moves[i].has_ticket);
		assert_int_equal(is_null(&world, "windows.1.class"), !window_moves[i].has_ticket);
		assert_int_equal(has(&world, "windows.1", "reason"), strcmp(window_moves[i].state, "paused") == 0);
		if (i == 0)
			continue; /* it has been closed since before */
		civil_format_time(world.now_ms, 480, since);
		assert_string_equal(world_text(&world, "windows.1.since"), since);
	}
	assert_int_equal(json_count(world_member(&world, "windows")), 3);
	world_done(&world);
}

/* A hall with one service, in a zone of its own; the arguments: offset, calendar's other members. */
static const char *zone_config(struct world *world, int offset_min, const char *calendar)
{
	return text_printf(&world->arena,
			   "{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"业务\",\"prefix\":\"A\"}],"
			   "\"windows\":[{\"id\":\"w1\",\"name\":\"1\",\"services\":[{\"service\":\"s1\"}]}],"
			   "\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"}],"
			   "\"calendar\":{\"utc_offset_min\":%d,%s}}",
			   offset_min, calendar)
		.at;
}

static const struct {
	int offset_min;
	const char *at, *date;
} zones[] = {
	{ 480, "2026-11-23T09:00:00.000+08:00", "2026-11-23" },
	{ 0, "2026-11-23T01:00:00.000Z", "2026-11-23" },
	{ 345, "2026-11-23T06:45:00.000+05:45", "2026-11-23" },
	{ -210, "2026-11-22T21:30:00.000-03:30", "2026-11-22" },
	{ -720, "2026-11-22T13:00:00.000-12:00", "2026-11-22" },
	{ 840, "2026-11-23T15:00:00.000+14:00", "2026-11-23" },
};

/* Q5: every time in the view, and its day, are those of the hall's own place. */
static void test_times_carry_the_offset(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(zones); i++) {
		struct world world;

		world_open(&world, true);
		world_hall_with(&world, "h1", zone_config(&world, zones[i].offset_min, "\"always_open\":true"));
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
		world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
		show(&world);
		assert_string_equal(world_text(&world, "at"), zones[i].at);
		assert_string_equal(world_text(&world, "date"), zones[i].date);
		assert_string_equal(world_text(&world, "windows.0.since"), zones[i].at);
		assert_string_equal(world_text(&world, "waiting.0.since"), zones[i].at);
		assert_string_equal(world_text(&world, "waiting.0.taken"), zones[i].at);
		assert_string_equal(world_text(&world, "calls.0.at"), zones[i].at);
		world_done(&world);
	}
}

/* Q1, Q12: who waits, in the order in which they came into the queue, with all that a clerk has to know. */
static void test_who_waits(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s3\"}"); /* is sent to a window */
	const int64_t sent = world_int(&world, "result.ticket");
	world.now_ms += 1000;
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s2\",\"class\":\"vip\",\"customer\":\"陈女士\"}");
	world.now_ms += 1000;
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}"); /* is put ahead */
	const long long ahead = world_int(&world, "result.ticket");
	world_must(&world, "h1", "ticket.insert_ahead",
		   text_printf(&world.arena, "{\"ticket\":%lld,\"reason\":\"孕妇\"}", ahead).at);
	world_must(&world, "h1", "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"09:00\"}");
	const long long booking = world_int(&world, "result.appointment");
	world.now_ms += 1000;
	world_must(&world, "h1", "appointment.redeem", text_printf(&world.arena, "{\"appointment\":%lld}", booking).at);
	world.now_ms += 1000;
	world_must(&world, "h1", "ticket.call",
		   text_printf(&world.arena, "{\"window\":\"w1\",\"ticket\":%lld}", (long long)sent).at);
	world.now_ms += 1000;
	world_must(&world, "h1", "ticket.transfer", "{\"window\":\"w1\",\"to_window\":\"w2\"}");

	show(&world);
	assert_int_equal(json_count(world_member(&world, "waiting")), 4);
	assert_string_equal(world_text(&world, "waiting.0.number"), "B001");
	assert_string_equal(world_text(&world, "waiting.0.class"), "vip");
	assert_string_equal(world_text(&world, "waiting.0.customer"), "陈女士");
	assert_false(has(&world, "waiting.0", "ahead") || has(&world, "waiting.0", "reason"));
	assert_int_equal(world_int(&world, "waiting.1.ticket"), ahead);
	assert_true(json_bool(world_member(&world, "waiting.1.ahead")));
	assert_string_equal(world_text(&world, "waiting.1.reason"), "孕妇");
	assert_int_equal(world_int(&world, "waiting.2.appointment"), booking);
	assert_false(has(&world, "waiting.1", "appointment"));
	/* Sent on last, so it came into this queue last; it was taken first. */
	assert_int_equal(world_int(&world, "waiting.3.ticket"), sent);
	assert_string_equal(world_text(&world, "waiting.3.window"), "w2");
	assert_string_equal(world_text(&world, "waiting.3.taken"), "2026-11-23T09:00:00.000+08:00");
	assert_string_equal(world_text(&world, "waiting.3.since"), "2026-11-23T09:00:05.000+08:00");
	assert_false(has(&world, "waiting.2", "window"));

	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w2\"}");
	world_must(&world, "h1", "ticket.transfer", "{\"window\":\"w2\",\"to_clerk\":\"c1\"}");
	show(&world);
	assert_string_equal(world_text(&world, "waiting.3.clerk"), "c1");
	world_done(&world);
}

/* Q8, Q12: services with their pause, clerks where they sit, classes with their rank; what is retired is gone. */
static void test_services_clerks_and_classes(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w3\",\"clerk\":\"c4\"}");
	world_must(&world, "h1", "service.pause", "{\"service\":\"s3\",\"reason\":\"系统维护\",\"ask\":\"王经理\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w3\"}");
	show(&world);
	assert_string_equal(world_text(&world, "services.2.reason"), "系统维护");
	assert_string_equal(world_text(&world, "services.2.ask"), "王经理");
	assert_true(json_bool(world_member(&world, "services.2.paused")));
	assert_false(json_bool(world_member(&world, "services.0.paused")));
	assert_int_equal(world_int(&world, "services.0.waiting"), 1);
	assert_int_equal(world_int(&world, "services.0.given"), 2);
	assert_string_equal(world_text(&world, "clerks.3.window"), "w3");
	assert_true(is_null(&world, "clerks.0.window"));
	assert_int_equal(world_int(&world, "classes.0.rank"), 2);
	assert_string_equal(world_text(&world, "classes.1.name"), "贵宾");

	/* A configuration without s2, w1, c1 and vip. */
	world_must(&world, "h1", "hall.configure",
		   "{\"config\":{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\"},"
		   "{\"id\":\"s3\",\"name\":\"三\"}],\"windows\":[{\"id\":\"w3\",\"name\":\"3\",\"services\":"
		   "[{\"service\":\"s3\",\"priority\":2},{\"service\":\"s1\",\"priority\":1}]}],"
		   "\"clerks\":[{\"id\":\"c4\",\"name\":\"赵\"}],\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\"}],"
		   "\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}}");
	show(&world);
	assert_int_equal(json_count(world_member(&world, "services")), 2);
	assert_string_equal(world_text(&world, "services.1.id"), "s3");
	assert_int_equal(json_count(world_member(&world, "windows")), 1);
	assert_int_equal(json_count(world_member(&world, "clerks")), 1);
	assert_int_equal(json_count(world_member(&world, "classes")), 1);
	/* In the order of their priority at the window, not of the table. */
	assert_string_equal(world_text(&world, "windows.0.services.0"), "s1");
	assert_string_equal(world_text(&world, "windows.0.services.1"), "s3");
	assert_int_equal(world_int(&world, "windows.0.priorities.0"), 1);
	assert_int_equal(world_int(&world, "windows.0.priorities.1"), 2);
	assert_false(has(&world, "", "name_en"));
	world_done(&world);
}

/* Q12: boards show the last calls, newest first, each ticket once, and no more than fit. */
static void test_last_calls(void **state)
{
	enum { CALLS = QUEUE_CALLS_SHOWN + 3 };
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	for (int i = 1; i <= CALLS; i++) {
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
		if (i < CALLS) {
			world_must(&world, "h1", "ticket.start", "{\"window\":\"w1\"}");
			world_must(&world, "h1", "ticket.finish", "{\"window\":\"w1\"}");
		}
	}
	world.now_ms += 7000;
	world_must(&world, "h1", "ticket.recall", "{\"window\":\"w1\"}");
	show(&world);
	assert_int_equal(json_count(world_member(&world, "calls")), QUEUE_CALLS_SHOWN);
	for (int i = 0; i < QUEUE_CALLS_SHOWN; i++)
		assert_string_equal(world_text(&world, text_printf(&world.arena, "calls.%d.number", i).at),
				    text_printf(&world.arena, "A%03d", CALLS - i).at);
	assert_int_equal(world_int(&world, "calls.0.calls"), 2);
	assert_string_equal(world_text(&world, "calls.0.at"), "2026-11-23T09:00:07.000+08:00");
	assert_int_equal(world_int(&world, "calls.1.calls"), 1);
	assert_int_equal(world_int(&world, "windows.0.calls"), 2);
	assert_int_equal(world_int(&world, "taken"), CALLS);
	assert_int_equal(world_int(&world, "served"), CALLS - 1);
	world_done(&world);
}

/* Q12: a window has its English name at the window and in the last calls, and none where none was given. */
static void test_windows_have_english_names(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(&world, "h1",
			"{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\"}],\"windows\":["
			"{\"id\":\"w1\",\"name\":\"1号窗口\",\"name_en\":\"Window 1\",\"services\":"
			"[{\"service\":\"s1\"}]},{\"id\":\"w2\",\"name\":\"2号窗口\"}],"
			"\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"}],"
			"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}");
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	show(&world);
	assert_string_equal(world_text(&world, "windows.0.name_en"), "Window 1");
	assert_string_equal(world_text(&world, "calls.0.window_name_en"), "Window 1");
	assert_false(has(&world, "windows.1", "name_en"));
	world_done(&world);
}

/* Q7: who came back after a no-show is marked, so that a clerk does not lose the number again. */
static void test_a_missed_ticket_is_marked(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", "{\"no_show_places\":1}");
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "ticket.no_show", "{\"window\":\"w1\"}");
	show(&world);
	assert_int_equal(json_count(world_member(&world, "waiting")), 2);
	assert_string_equal(world_text(&world, "waiting.0.number"), "A001");
	assert_true(json_bool(world_member(&world, "waiting.0.missed")));
	assert_false(has(&world, "waiting.1", "missed"));
	assert_int_equal(world_int(&world, "missed"), 0); /* it has not ended */
	assert_int_equal(world_int(&world, "no_shows"), 1);
	world_done(&world);
}

/* Q14: what a clerk keeps, and where a ticket can be sent back to. */
static void test_held_and_sent(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\",\"then\":[\"s2\",\"s3\"]}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	show(&world);
	assert_int_equal(json_count(world_member(&world, "windows.0.then")), 2);
	assert_string_equal(world_text(&world, "windows.0.then.1"), "s3");
	assert_false(has(&world, "windows.0", "can_return"));
	world_must(&world, "h1", "ticket.transfer", "{\"window\":\"w1\",\"to_window\":\"w2\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w2\"}");
	show(&world);
	assert_true(json_bool(world_member(&world, "windows.1.can_return")));
	world_must(&world, "h1", "ticket.start", "{\"window\":\"w2\"}");
	world.now_ms += 30000;
	world_must(&world, "h1", "ticket.hold", "{\"window\":\"w2\",\"kind\":\"keep\"}");
	show(&world);
	assert_int_equal(json_count(world_member(&world, "held")), 1);
	assert_string_equal(world_text(&world, "held.0.window"), "w2");
	assert_string_equal(world_text(&world, "held.0.clerk"), "c2");
	assert_string_equal(world_text(&world, "held.0.since"), "2026-11-23T09:00:30.000+08:00");
	assert_string_equal(world_text(&world, "held.0.number"), "A001");
	assert_int_equal(json_count(world_member(&world, "waiting")), 0);
	world_done(&world);
}

/* Q14: a pad learns whose service ended at its window, also when the next one is there or the ticket queues again, and
 * for ten minutes only. */
static void test_who_can_rate(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}");
	for (int i = 0; i < 3; i++)
		world_must(&world, "h1", "ticket.take",
			   i == 1 ? "{\"service\":\"s1\",\"then\":[\"s2\"]}" : "{\"service\":\"s1\"}");
	for (int i = 0; i < 2; i++) {
		const char *at = i == 0 ? "{\"window\":\"w1\"}" : "{\"window\":\"w2\"}";
		world_must(&world, "h1", "ticket.call_next", at);
		world_must(&world, "h1", "ticket.start", at);
		world_must(&world, "h1", "ticket.finish", at);
	}
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	show(&world);
	assert_string_equal(world_text(&world, "windows.0.finished_number"), "A001");
	assert_string_equal(world_text(&world, "windows.0.finished_at"), "2026-11-23T09:00:00.000+08:00");
	assert_string_equal(world_text(&world, "windows.1.finished_number"), "A002");
	assert_false(has(&world, "windows.2", "finished"));
	assert_false(has(&world, "windows.0", "rated"));
	world_must(
		&world, "h1", "rating.give",
		text_printf(&world.arena, "{\"ticket\":%d,\"level\":5}", (int)world_int(&world, "windows.0.finished"))
			.at);
	show(&world);
	assert_true(json_bool(world_member(&world, "windows.0.rated")));
	world.now_ms += 10 * CIVIL_MS_PER_MINUTE + 1;
	world_must(&world, "h1", "ticket.recall", "{\"window\":\"w1\"}");
	show(&world);
	assert_false(has(&world, "windows.0", "finished"));
	assert_false(has(&world, "windows.1", "finished"));
	world_done(&world);
}

/* Q7, Q12, Q14: screens learn the zones, which window stands where, why windows pause, and what a pad asks. */
static void test_zones_and_levels(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(
		&world, "h1",
		"{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"业务\",\"prefix\":\"A\"}],"
		"\"windows\":[{\"id\":\"w1\",\"name\":\"1\"},{\"id\":\"w2\",\"name\":\"2\",\"zone\":\"b\"}],"
		"\"zones\":[{\"id\":\"a\",\"name\":\"东区\"},{\"id\":\"b\",\"name\":\"西区\",\"name_en\":\"West\"}],"
		"\"ratings\":[{\"level\":5,\"name\":\"满意\"},{\"level\":1,\"name\":\"不满意\",\"name_en\":\"Bad\"}],"
		"\"rating_reasons\":[{\"name\":\"等候太久\"}],"
		"\"pause_reasons\":[{\"name\":\"用餐\"},{\"name\":\"补充凭条纸\",\"name_en\":\"Refilling paper\"}],"
		"\"calendar\":{\"utc_offset_min\":480,\"always_open\":true}}");
	show(&world);
	assert_string_equal(world_text(&world, "zones.1.name_en"), "West");
	assert_string_equal(world_text(&world, "windows.0.zone"), "a");
	assert_string_equal(world_text(&world, "windows.1.zone"), "b");
	assert_int_equal(world_int(&world, "ratings.1.level"), 1);
	assert_string_equal(world_text(&world, "ratings.1.name_en"), "Bad");
	assert_string_equal(world_text(&world, "rating_reasons.0.name"), "等候太久");
	assert_string_equal(world_text(&world, "pause_reasons.1.name"), "补充凭条纸");
	assert_string_equal(world_text(&world, "pause_reasons.1.name_en"), "Refilling paper");
	assert_false(has(&world, "pause_reasons.0", "name_en"));
	world_done(&world);
}

/* Q5: the text is kept while nothing happens; doors open with the clock all the same. */
static void test_doors_open_by_the_clock(void **state)
{
	static const struct {
		int64_t after_ms;
		bool open;
	} moments[] = {
		{ -1, false }, /* 08:59:59.999 */
		{ 0, true },
		{ 1, true },
		{ 3 * 60 * CIVIL_MS_PER_MINUTE - 1, true },
		{ 3 * 60 * CIVIL_MS_PER_MINUTE, false }, /* noon */
		{ CIVIL_MS_PER_DAY, false },             /* Tuesday has no hours */
	};
	struct world world;

	(void)state;
	world_open(&world, true);
	world.now_ms = WORLD_START_MS - CIVIL_MS_PER_MINUTE;
	world_hall_with(
		&world, "h1",
		zone_config(&world, 480, "\"week\":[{\"day\":1,\"hours\":[{\"from\":\"09:00\",\"to\":\"12:00\"}]}]"));
	for (size_t i = 0; i < CC_COUNT(moments); i++) {
		world.now_ms = WORLD_START_MS + moments[i].after_ms;
		show(&world);
		assert_int_equal(json_bool(world_member(&world, "open")), moments[i].open);
		assert_int_equal(world_int(&world, "seq"), 1);
	}
	world_done(&world);
}

/* One command to a hall that no desk keeps. */
static void step(struct queue_hall *hall, struct text body, int64_t now_ms, struct arena *paper)
{
	const struct json *json;
	struct queue_command command;
	struct err err;

	assert_int_equal(json_parse(paper, body, &json, &err), RC_OK);
	assert_int_equal(queue_command_read(hall, json, paper, &command, &err), RC_OK);
	assert_int_equal(queue_step(hall, &command, now_ms, 1, paper).refusal, REFUSED_NOT);
}

/* M1: however many wait, the view has a limit; those who came first are in it, and all are counted. */
static void test_waiting_is_cut(void **state)
{
	enum { TICKETS = VIEW_WAITING_MAX + 50, ARENA_MAX = 1 << 30 };
	CC_CLEANUP(arena_done) struct arena arena;
	CC_CLEANUP(arena_done) struct arena paper;
	struct world world = { .bed = { .simulated = false } };
	struct queue_hall hall;
	const struct json *view;

	(void)state;
	arena_init(&arena, ARENA_MAX);
	arena_init(&paper, ARENA_MAX);
	arena_init(&world.arena, ARENA_MAX);
	queue_hall_init(&hall, &arena);
	step(&hall,
	     text_printf(&world.arena, "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}",
			 world_config(&world, NULL, NULL)),
	     WORLD_START_MS, &paper);
	for (int i = 0; i < TICKETS; i++) {
		/* The second service's tickets stand between those of the first. */
		step(&hall,
		     i % 2 == 0 ? TEXT("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}")
				: TEXT("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s2\"}}"),
		     WORLD_START_MS + i, &paper);
		arena_reset(&paper);
	}
	const struct view_source source = { TEXT("h1"), &hall, WORLD_START_MS + TICKETS };
	assert_int_equal(json_parse(&world.arena, view_state_json(&source, &world.arena), &view, &world.err), RC_OK);
	const struct json *waiting = json_member(view, "waiting");
	assert_int_equal(json_count(waiting), VIEW_WAITING_MAX);
	for (size_t i = 0; i < VIEW_WAITING_MAX; i++)
		assert_int_equal(json_int(json_member(json_entry(waiting, i), "ticket")), i + 2);
	assert_int_equal(json_int(json_member(view, "taken")), TICKETS);
	assert_int_equal(json_int(json_member(json_entry(json_member(view, "services"), 0), "waiting")), TICKETS / 2);
	arena_done(&world.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_window_state),
		cmocka_unit_test(test_times_carry_the_offset),
		cmocka_unit_test(test_who_waits),
		cmocka_unit_test(test_services_clerks_and_classes),
		cmocka_unit_test(test_last_calls),
		cmocka_unit_test(test_windows_have_english_names),
		cmocka_unit_test(test_a_missed_ticket_is_marked),
		cmocka_unit_test(test_held_and_sent),
		cmocka_unit_test(test_who_can_rate),
		cmocka_unit_test(test_zones_and_levels),
		cmocka_unit_test(test_doors_open_by_the_clock),
		cmocka_unit_test(test_waiting_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
