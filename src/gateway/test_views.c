/* What queries answer, held against the contract, now and as it was (Q1, Q4, Q12, Q15, M5, N8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { STEP_MS = 97000, STATE_MAX = 16 << 10, PATH_MAX_BYTES = 160 };

static struct site_test site;
static struct reply reply;

static int setup(void **state)
{
	(void)state;
	site_open_with(&site, &(struct site_wish){ .start_ms = WORLD_START_MS + STEP_MS });
	return 0;
}

/* A command that must succeed; the answer is left in `reply`. */
static void must(const char *hall, const char *body)
{
	site_command(&site, hall, body, NULL, &reply);
	if (reply.status != 200)
		fail_msg("%s: %s", body, reply.bytes);
}

#define DO(command, args) "{\"command\":\"" command "\",\"args\":{" args "}}"
#define BOOK(rest)        DO("appointment.book", "\"service\":\"s1\"," rest)

static const char take[] = DO("ticket.take", "\"service\":\"s1\"");

/* What stands between a test and a wrong answer must itself be able to say no. */
static void the_check_of_views_finds_faults(void **state)
{
	static const struct {
		const char *view, *json, *field; /* NULL where it is right */
	} cases[] = {
		{ "slots", "{\"service\":\"s\",\"date\":\"2026-11-23\",\"slots\":[{\"slot\":\"09:00\",\"free\":0}]}",
		  NULL },
		{ "slots", "{\"service\":\"s\",\"date\":\"2026-11-23\"}", "slots" },
		{ "slots", "{\"service\":\"s\",\"date\":\"2026-11-31\",\"slots\":[]}", "date" },
		{ "slots", "{\"service\":7,\"date\":\"2026-11-23\",\"slots\":[]}", "service" },
		{ "slots", "{\"service\":\"s\",\"date\":\"2026-11-23\",\"slots\":{}}", "slots" },
		{ "slots", "{\"service\":\"s\",\"date\":\"2026-11-23\",\"slots\":[{\"slot\":\"9:00\",\"free\":0}]}",
		  "slots.0.slot" },
		{ "slots", "{\"service\":\"s\",\"date\":\"2026-11-23\",\"slots\":[{\"slot\":\"09:00\",\"free\":1.5}]}",
		  "slots.0.free" },
		{ "hall", "{\"id\":\"h\",\"name\":\"n\"}", NULL },
		{ "hall", "{\"id\":\"h\",\"name\":\"n\",\"name_en\":\"\"}", "name_en" },
		{ "hall", "{\"id\":\"h\",\"name\":\"n\",\"more\":1}", "more" },
		{ "hall", "{\"id\":\"h\",\"name\":null}", "name" },
		{ "hall", "[]", "" },
	};
	static const char *const bad_events[] = {
		"{\"seq\":1,\"kind\":\"window.closed\",\"window\":\"w\",\"clerk\":\"c\"}",
		"{\"seq\":1,\"at\":\"2026-11-23T09:00:00.000Z\",\"kind\":\"service.resumed\",\"service\":\"s\"}",
		"{\"seq\":1,\"at\":\"2026-11-23T09:00:00.000+08:00\",\"kind\":\"service.sold\",\"service\":\"s\"}",
		"{\"seq\":1,\"at\":\"2026-11-23T09:00:00.000+08:00\",\"kind\":\"service.resumed\"}",
		"{\"seq\":1,\"at\":\"2026-11-23T09:00:00.000+08:00\",\"kind\":\"service.resumed\",\"service\":\"\"}",
	};
	const struct json *value;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_int_equal(json_parse(&site.world.arena, text_of(cases[i].json), &value, &err), RC_OK);
		assert_int_equal(view_check(view_shape(cases[i].view), value, &err),
				 cases[i].field ? RC_INVALID : RC_OK);
		assert_string_equal(cases[i].field ? err.field : "", cases[i].field ? cases[i].field : "");
	}
	for (size_t i = 0; i < CC_COUNT(bad_events); i++) {
		assert_int_equal(json_parse(&site.world.arena, text_of(bad_events[i]), &value, &err), RC_OK);
		assert_int_equal(view_check_event(value, &err), RC_INVALID);
	}
}

static struct text hall_id(const struct json *halls, int place)
{
	char path[PATH_MAX_BYTES];

	snprintf(path, sizeof(path), "halls.%d.id", place);
	return json_text(view_member(halls, path));
}

/* Q15: the halls, a menu with a tree of its own, and the configuration as it was given. */
static void halls_menus_and_configurations_fit(void **state)
{
	const char *config = world_config(
		&site.world, NULL,
		"\"menus\":[{\"id\":\"m\",\"nodes\":[{\"id\":\"top\",\"kind\":\"parent\",\"name\":\"个人\"},"
		"{\"id\":\"b1\",\"parent\":\"top\",\"kind\":\"service\",\"service\":\"s1\"},"
		"{\"id\":\"note\",\"kind\":\"notice\",\"name\":\"须知\",\"notice\":\"请带证件\"}]}]");
	const struct json *view;

	(void)state;
	view = view_get(&site, "/v1/halls", "halls");
	assert_int_equal(json_count(view_member(view, "halls")), 3); /* the bed of the store has one of its own */
	for (int i = 1; i < 3; i++)
		assert_true(text_cmp(hall_id(view, i - 1), hall_id(view, i)) < 0);
	view = view_get(&site, "/v1/halls/h1/menu", "menu");
	assert_int_equal(json_count(view_member(view, "buttons")), 3);
	must("h1",
	     text_printf(&site.world.arena, "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}", config).at);
	must("h1", take);
	must("h1", DO("service.pause", "\"service\":\"s1\""));
	view = view_get(&site, "/v1/halls/h1/menu", "menu");
	assert_true(view_is(view, "day_kind", "workday"));
	assert_int_equal(view_int(view, "seq"), 4);
	assert_int_equal(json_count(view_member(view, "buttons")), 3);
	assert_true(view_is(view, "buttons.1.parent", "top"));
	assert_true(view_is(view, "buttons.1.name", "综合业务"));
	assert_true(view_bool(view, "buttons.1.paused"));
	assert_int_equal(view_int(view, "buttons.1.waiting"), 1);
	assert_true(view_is(view, "buttons.2.notice", "请带证件"));
	view = view_get(&site, "/v1/halls/h1/config", "config");
	assert_true(view_is(view, "menus.0.nodes.1.service", "s1"));
	assert_true(view_is(view, "services.0.name_en", "General"));
}

/* Q4: a slot has one place less for each booking. */
static void slots_count_down(void **state)
{
	static const char path[] = "/v1/halls/h1/slots?service=s1&date=2026-11-24";
	const struct json *view = view_get(&site, path, "slots");

	(void)state;
	assert_int_equal(json_count(view_member(view, "slots")), 8);
	for (int64_t left = 3; left > 0; left--) {
		view = view_get(&site, path, "slots");
		assert_true(view_is(view, "slots.1.slot", "10:00"));
		assert_int_equal(view_int(view, "slots.1.free"), left);
		must("h1", BOOK("\"date\":\"2026-11-24\",\"slot\":\"10:00\""));
	}
	assert_int_equal(view_int(view_get(&site, path, "slots"), "slots.1.free"), 0);
	site_command(&site, "h1", BOOK("\"date\":\"2026-11-24\",\"slot\":\"10:00\""), NULL, &reply);
	reply_must(&reply, 409, "SLOT_FULL");
	site_get(&site, "/v1/halls/h1/slots?service=none&date=2026-11-24", &reply);
	reply_must(&reply, 400, "\"field\":\"service\"");
	site_get(&site, "/v1/halls/h1/slots?service=s1&date=2026-02-30", &reply);
	reply_must(&reply, 400, "\"field\":\"date\"");
}

/* A ticket as a phone sees it, from the queue to the rating. */
static void a_ticket_is_followed(void **state)
{
	static const struct {
		const char *body, *now;
		int64_t ahead;
		bool rated, rateable;
	} steps[] = {
		{ DO("window.open", "\"window\":\"w1\",\"clerk\":\"c1\""), "waiting", 1, false, false },
		{ DO("ticket.call_next", "\"window\":\"w1\""), "waiting", 0, false, false },
		{ DO("ticket.no_show", "\"window\":\"w1\""), "waiting", 0, false, false },
		{ DO("ticket.call_next", "\"window\":\"w1\""), "called", 0, false, false },
		{ DO("ticket.start", "\"window\":\"w1\""), "serving", 0, false, false },
		{ DO("ticket.finish", "\"window\":\"w1\""), "finished", 0, false, true },
		{ NULL, "finished", 0, true, false },
	};
	char path[PATH_MAX_BYTES];
	const struct json *view;
	int64_t ticket;

	(void)state;
	must("h1", take);
	must("h1", take);
	ticket = view_int(view_body(&reply), "result.ticket");
	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%lld", (long long)ticket);
	for (size_t i = 0; i < CC_COUNT(steps); i++) {
		const char *body = steps[i].body;

		if (!body)
			body = text_printf(&site.world.arena,
					   "{\"command\":\"rating.give\",\"args\":{\"ticket\":%lld,\"level\":4}}",
					   (long long)ticket)
				       .at;
		must("h1", body);
		view = view_get(&site, path, "ticket");
		assert_int_equal(view_int(view, "ticket"), ticket);
		assert_true(view_is(view, "number", "A002"));
		assert_true(view_is(view, "state", steps[i].now));
		assert_int_equal(view_int(view, "ahead"), steps[i].ahead);
		assert_int_equal(view_bool(view, "rated"), steps[i].rated);
		assert_int_equal(view_bool(view, "rateable"), steps[i].rateable);
	}
	assert_true(view_is(view, "window", "w1"));
}

/* Q4: every filter finds what it names and nothing else. */
static void bookings_are_found_by_every_filter(void **state)
{
	static const struct {
		const char *query;
		int found;
	} cases[] = {
		{ "", 4 },
		{ "?date=2026-11-24", 2 },
		{ "?date=2026-11-26", 0 },
		{ "?name=%E5%91%A8", 2 }, /* a part of a name */
		{ "?name=%E5%91%A8%E4%BC%AF", 1 },
		{ "?phone=139", 1 },
		{ "?phone=13", 0 },
		{ "?token=tok", 1 },
		{ "?state=cancelled", 1 },
		{ "?state=booked", 3 },
		{ "?state=booked&date=2026-11-24", 1 },
		{ "?code=xxxxxx", 0 },
	};
	char path[PATH_MAX_BYTES];
	const struct json *view;
	int64_t last;

	(void)state;
	must("h1", BOOK("\"date\":\"2026-11-24\",\"slot\":\"11:00\",\"name\":\"周伯通\",\"phone\":\"139\""));
	must("h1", BOOK("\"date\":\"2026-11-25\",\"slot\":\"09:00\",\"name\":\"周一\",\"phone\":\"13900\""));
	must("h1", BOOK("\"date\":\"2026-11-25\",\"slot\":\"10:00\",\"token\":\"tok\""));
	must("h1", BOOK("\"date\":\"2026-11-24\",\"slot\":\"09:00\""));
	last = view_int(view_body(&reply), "result.appointment");
	must("h1", text_printf(&site.world.arena,
			       "{\"command\":\"appointment.cancel\",\"args\":{\"appointment\":%lld}}", (long long)last)
			   .at);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		snprintf(path, sizeof(path), "/v1/halls/h1/appointments%s", cases[i].query);
		view = view_get(&site, path, "appointments");
		if ((int)json_count(view_member(view, "appointments")) != cases[i].found)
			fail_msg("%s: wanted %d bookings", path, cases[i].found);
	}
	view = view_get(&site, "/v1/halls/h1/appointments", "appointments");
	assert_int_equal(view_int(view, "appointments.0.appointment"), last); /* by day and slot */
	snprintf(path, sizeof(path), "/v1/halls/h1/appointments?code=%.*s",
		 TEXT_ARG(json_text(view_member(view, "appointments.3.code"))));
	view = view_get(&site, path, "appointments");
	assert_int_equal(json_count(view_member(view, "appointments")), 1);
	assert_true(view_is(view, "appointments.0.slot", "10:00"));
	site_get(&site, "/v1/halls/h1/appointments?state=lost", &reply);
	reply_must(&reply, 400, "\"field\":\"state\"");
	site_get(&site, "/v1/halls/h1/appointments?date=soon", &reply);
	reply_must(&reply, 400, "\"field\":\"date\"");
}

/* N8: the log in pages, each event as the contract says, every one once. */
static void the_log_is_read_in_pages(void **state)
{
	enum { EVENTS = 130, PAGE = 7, STANDARD = 100 };
	char path[PATH_MAX_BYTES];
	int64_t seen = 0;
	struct err err;

	(void)state;
	for (int i = 1; i < EVENTS; i++)
		must("h1", take);
	while (seen < EVENTS) {
		const struct json *page;
		size_t n;

		snprintf(path, sizeof(path), "/v1/halls/h1/events?after=%lld&limit=%d", (long long)seen, PAGE);
		site_get(&site, path, &reply);
		page = view_body(&reply);
		n = json_count(view_member(page, "events"));
		assert_int_equal(n, EVENTS - seen < PAGE ? EVENTS - seen : PAGE);
		assert_int_equal(view_int(page, "last"), EVENTS);
		for (size_t i = 0; i < n; i++) {
			const struct json *event = json_entry(view_member(page, "events"), i);

			if (view_check_event(event, &err))
				fail_msg("%s: %s in %s", err.field, err.text, reply.bytes);
			assert_int_equal(view_int(event, "seq"), ++seen);
		}
	}
	site_get(&site, "/v1/halls/h1/events", &reply);
	assert_int_equal(json_count(view_member(view_body(&reply), "events")), STANDARD);
	site_get(&site, "/v1/halls/h1/events?limit=1000", &reply);
	assert_int_equal(json_count(view_member(view_body(&reply), "events")), EVENTS);
	site_get(&site, "/v1/halls/h1/events?limit=1001", &reply);
	reply_must(&reply, 400, "\"field\":\"limit\"");
}

static const char *const past[] = {
	take,
	take,
	DO("window.open", "\"window\":\"w1\",\"clerk\":\"c1\""),
	DO("ticket.take", "\"service\":\"s2\",\"class\":\"vip\",\"customer\":\"陈\""),
	DO("ticket.call_next", "\"window\":\"w1\""),
	DO("service.pause", "\"service\":\"s3\",\"reason\":\"维护\""),
	DO("ticket.start", "\"window\":\"w1\""),
	DO("ticket.hold", "\"window\":\"w1\",\"kind\":\"keep\""),
	DO("ticket.call_next", "\"window\":\"w1\""),
	DO("ticket.no_show", "\"window\":\"w1\""),
	BOOK("\"date\":\"2026-11-24\",\"slot\":\"11:00\""),
	DO("ticket.resume", "\"window\":\"w1\""),
	DO("ticket.finish", "\"window\":\"w1\""),
	DO("window.pause", "\"window\":\"w1\",\"reason\":\"午餐\""),
	NULL, /* a night passes */
	take,
	DO("window.open", "\"window\":\"w2\",\"clerk\":\"c1\""),
};

/* The state at a time by the time machine; `offset_min` says how the time is written. */
static void get_state_at(int64_t at_ms, int offset_min)
{
	char at[CIVIL_TIME_SIZE], path[PATH_MAX_BYTES];
	char *plus;

	civil_format_time(at_ms, offset_min, at);
	plus = strchr(at, '+');
	snprintf(path, sizeof(path), "/v1/halls/h1/state?at=%.*s%s%s", (int)(plus ? plus - at : (int)strlen(at)), at,
		 plus ? "%2B" : "", plus ? plus + 1 : "");
	site_get(&site, path, &reply);
}

/* M5: the hall of any moment of the past is byte for byte what it showed then, to the last millisecond before
 * the next event. */
static void the_past_is_as_it_was(void **state)
{
	static char states[CC_COUNT(past)][STATE_MAX];
	int64_t at_ms[CC_COUNT(past)];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(past); i++) {
		site_advance(&site, past[i] ? STEP_MS : CIVIL_MS_PER_DAY);
		must("h1", past[i] ? past[i] : DO("hall.tick", ""));
		site_get(&site, "/v1/halls/h1/state", &reply);
		view_of(&reply, "state");
		assert_true(reply.len - reply.head_len < STATE_MAX);
		snprintf(states[i], STATE_MAX, "%s", reply_body(&reply));
		at_ms[i] = atomic_load(&site.clock.now_ms);
		assert_true(!i || strcmp(states[i], states[i - 1]) != 0);
	}
	for (size_t i = CC_COUNT(past); i-- > 0;) {
		get_state_at(at_ms[i], i % 2 ? 480 : 0);
		assert_int_equal(reply.status, 200);
		assert_string_equal(reply_body(&reply), states[i]);
		get_state_at(at_ms[i] - 1, -90);
		if (i && past[i]) /* the night has events of its own */
			assert_string_equal(reply_body(&reply), states[i - 1]);
	}
	/* The clock of a screen may be fast, but nobody sees tomorrow. */
	get_state_at(at_ms[CC_COUNT(past) - 1] + CIVIL_MS_PER_MINUTE, 0);
	assert_string_equal(reply_body(&reply), states[CC_COUNT(past) - 1]);
	get_state_at(at_ms[CC_COUNT(past) - 1] + CIVIL_MS_PER_MINUTE + 1, 0);
	reply_must(&reply, 400, "晚于现在");
	get_state_at(WORLD_START_MS - 1, 0);
	reply_must(&reply, 404, "TIME_UNKNOWN");
}

#define OWN_SITE_TEST(test) SITE_TEST_OF(test, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN_SITE_TEST(the_check_of_views_finds_faults),
		OWN_SITE_TEST(halls_menus_and_configurations_fit),
		OWN_SITE_TEST(slots_count_down),
		OWN_SITE_TEST(a_ticket_is_followed),
		OWN_SITE_TEST(bookings_are_found_by_every_filter),
		OWN_SITE_TEST(the_log_is_read_in_pages),
		OWN_SITE_TEST(the_past_is_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
