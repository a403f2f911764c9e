/* Every command of the contract over HTTP: done, refused and misread, in both languages (Q1-Q9, Q14, Q19, M2, M4,
 * N8, S6).
 *
 * Whatever is answered is held against the contract: events by their kind, results by what the command says it
 * shows, refusals and faults by their views; and so is the state of the hall after every step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { BODY_MAX = 16 << 10, ARGS_MAX = 1 << 10, STEP_MS = 1000, MADE_MAX = 10 };

static struct site_test site;
static struct reply reply;

static int setup(void **state)
{
	(void)state;
	site_open_with(&site, &(struct site_wish){ .start_ms = WORLD_START_MS + 60000 });
	return 0;
}

static const struct {
	const char *header;
	enum queue_language language;
} languages[] = { { "zh-CN,zh;q=0.9", QUEUE_LANGUAGE_ZH }, { "en", QUEUE_LANGUAGE_EN } };

/* Send a body with an Accept-Language, or without for NULL. */
static void post(const char *hall, const char *accept, const char *body)
{
	static char request[BODY_MAX];

	snprintf(request, sizeof(request),
		 "POST /v1/halls/%s/commands HTTP/1.1\r\nHost: localhost\r\n%s%s%sContent-Length: %zu\r\n\r\n%s", hall,
		 accept ? "Accept-Language: " : "", accept ? accept : "", accept ? "\r\n" : "", strlen(body), body);
	site_ask(&site, request, &reply);
}

static void post_command(const char *hall, const char *accept, const char *command, const char *args)
{
	static char body[BODY_MAX];

	snprintf(body, sizeof(body), "{\"command\":\"%s\",\"args\":%s}", command, args);
	post(hall, accept, body);
}

/* One line of a day in which every command is done and refused. `says` is the kind of the first event, or the
 * refusal; the empty text stands for no event. `$1` in the arguments is the id of the first thing that the
 * day made, a ticket, a booking or an alert, `$2` of the second and so on. */
struct step {
	const char *command, *args;
	int status;
	const char *says;
};

#define W1 "{\"window\":\"w1\"}"
#define W2 "{\"window\":\"w2\"}"
#define W3 "{\"window\":\"w3\"}"

static const struct step day[] = {
	{ "hall.tick", "{}", 200, "" },
	{ "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}", 200, "window.opened" },
	{ "window.open", "{\"window\":\"w1\",\"clerk\":\"c2\"}", 409, "WINDOW_OPEN" },
	{ "window.open", "{\"window\":\"w2\",\"clerk\":\"c1\"}", 409, "CLERK_ELSEWHERE" },
	{ "window.open", "{\"window\":\"w2\",\"clerk\":\"nobody\"}", 409, "CLERK_UNKNOWN" },
	{ "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}", 200, "window.opened" },
	{ "service.pause", "{\"service\":\"s3\",\"reason\":\"系统维护\",\"ask\":\"李经理\"}", 200, "service.paused" },
	{ "service.pause", "{\"service\":\"s3\"}", 409, "SERVICE_PAUSED" },
	{ "ticket.take", "{\"service\":\"s3\"}", 409, "SERVICE_PAUSED" },
	{ "service.resume", "{\"service\":\"s3\"}", 200, "service.resumed" },
	{ "service.resume", "{\"service\":\"s3\"}", 409, "SERVICE_NOT_PAUSED" },
	{ "ticket.call_next", W1, 409, "NOBODY_WAITS" },
	{ "ticket.take", "{\"service\":\"s1\",\"customer\":\"陈\",\"channel\":\"kiosk\"}", 200, "ticket.taken" },
	{ "ticket.take", "{\"service\":\"s1\"}", 200, "ticket.taken" },
	{ "ticket.take", "{\"service\":\"s2\",\"class\":\"vip\"}", 200, "ticket.taken" },
	{ "ticket.take", "{\"service\":\"s2\",\"then\":[\"s1\"]}", 200, "ticket.taken" },
	{ "ticket.take", "{\"service\":\"none\"}", 409, "SERVICE_UNKNOWN" },
	{ "ticket.take", "{\"service\":\"s1\",\"class\":\"none\"}", 409, "CLASS_UNKNOWN" },
	{ "ticket.call_next", W3, 409, "WINDOW_CLOSED" },
	{ "ticket.call", "{\"window\":\"w1\",\"number\":\"A001\"}", 200, "ticket.called" },
	{ "ticket.call", "{\"window\":\"w2\",\"ticket\":$1}", 409, "TICKET_NOT_WAITING" },
	{ "ticket.call", "{\"window\":\"w2\",\"ticket\":99}", 409, "TICKET_UNKNOWN" },
	{ "ticket.recall", W2, 409, "WINDOW_IDLE" },
	{ "ticket.recall", W1, 200, "ticket.recalled" },
	{ "ticket.finish", W1, 409, "TICKET_NOT_STARTED" },
	{ "ticket.start", W2, 409, "WINDOW_IDLE" },
	{ "ticket.start", W1, 200, "ticket.started" },
	{ "ticket.no_show", W1, 409, "TICKET_STARTED" },
	{ "ticket.transfer", W1, 422, "TRANSFER_TO_NOWHERE" },
	{ "ticket.transfer", "{\"window\":\"w1\",\"to_window\":\"w1\"}", 409, "TRANSFER_TO_SELF" },
	{ "ticket.transfer", "{\"window\":\"w1\",\"to_window\":\"w3\"}", 409, "TRANSFER_TARGET_AWAY" },
	{ "ticket.transfer_back", W1, 409, "TICKET_FROM_NOBODY" },
	{ "ticket.transfer", "{\"window\":\"w1\",\"to_window\":\"w2\"}", 200, "ticket.transferred" },
	{ "ticket.call", "{\"window\":\"w2\",\"ticket\":$1}", 200, "ticket.called" },
	{ "ticket.start", W2, 200, "ticket.started" },
	{ "ticket.transfer_back", W2, 200, "ticket.transferred" },
	{ "ticket.call", "{\"window\":\"w1\",\"ticket\":$1}", 200, "ticket.called" },
	{ "ticket.start", W1, 200, "ticket.started" },
	{ "ticket.hold", "{\"window\":\"w2\",\"kind\":\"keep\"}", 409, "WINDOW_IDLE" },
	{ "ticket.hold", "{\"window\":\"w1\",\"kind\":\"keep\"}", 200, "ticket.held" },
	{ "ticket.resume", "{\"window\":\"w2\",\"ticket\":$1}", 409, "TICKET_HELD_ELSEWHERE" },
	{ "ticket.resume", W1, 200, "ticket.resumed" },
	{ "rating.give", "{\"ticket\":$1,\"level\":5}", 409, "NOTHING_TO_RATE" },
	{ "ticket.finish", W1, 200, "ticket.finished" },
	{ "window.ready", W2, 409, "WINDOW_NOT_WRAPPING" },
	{ "window.ready", W1, 200, "window.readied" },
	{ "rating.give", "{\"ticket\":$1,\"level\":5,\"comment\":\"好\"}", 200, "rating.given" },
	{ "rating.give", "{\"ticket\":$1,\"level\":1}", 409, "ALREADY_RATED" },
	{ "ticket.insert_ahead", "{\"ticket\":$4,\"reason\":\"老人\"}", 200, "ticket.inserted" },
	{ "ticket.insert_ahead", "{\"ticket\":$1,\"reason\":\"老人\"}", 409, "TICKET_NOT_WAITING" },
	{ "ticket.add_service", "{\"ticket\":$2,\"service\":\"s3\"}", 200, "ticket.extended" },
	{ "ticket.add_service", "{\"ticket\":$1,\"service\":\"s3\"}", 409, "TICKET_OVER" },
	{ "ticket.call_next", W1, 200, "ticket.called" },
	{ "ticket.no_show", W1, 200, "ticket.missed" },
	{ "ticket.reinstate", "{\"ticket\":$4}", 200, "ticket.reinstated" },
	{ "ticket.reinstate", "{\"ticket\":$4}", 409, "TICKET_NOT_MISSED" },
	{ "ticket.cancel", "{\"ticket\":$3,\"by\":\"clerk\"}", 200, "ticket.cancelled" },
	{ "ticket.cancel", "{\"ticket\":$3}", 409, "TICKET_OVER" },
	{ "window.pause", "{\"window\":\"w1\",\"reason\":\"午餐\"}", 200, "window.paused" },
	{ "window.pause", W1, 409, "WINDOW_PAUSED" },
	{ "window.resume", W1, 200, "window.resumed" },
	{ "window.resume", W1, 409, "WINDOW_NOT_PAUSED" },
	{ "window.set_services",
	  "{\"window\":\"w1\",\"services\":[{\"service\":\"s1\",\"priority\":1}],\"helps\":true}", 200,
	  "window.services_set" },
	{ "window.set_services", "{\"window\":\"w9\",\"services\":[]}", 409, "WINDOW_UNKNOWN" },
	{ "ticket.call", "{\"window\":\"w1\",\"ticket\":$4}", 409, "TICKET_NOT_SERVED_HERE" },
	{ "window.close", W1, 200, "window.closed" },
	{ "window.close", W1, 409, "WINDOW_CLOSED" },
	{ "appointment.book",
	  "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:00\",\"name\":\"周\",\"phone\":\"139\"}", 200,
	  "appointment.booked" },
	{ "appointment.book", "{\"service\":\"s2\",\"date\":\"2026-11-23\",\"slot\":\"10:00\"}", 409,
	  "APPOINTMENTS_OFF" },
	{ "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:30\"}", 409, "SLOT_UNKNOWN" },
	{ "appointment.move", "{\"appointment\":$5,\"date\":\"2026-11-23\",\"slot\":\"11:00\"}", 200,
	  "appointment.moved" },
	{ "appointment.move", "{\"appointment\":$5,\"date\":\"2027-11-23\",\"slot\":\"11:00\"}", 409, "SLOT_TOO_FAR" },
	{ "appointment.redeem", "{\"code\":\"000000\"}", 409, "APPOINTMENT_UNKNOWN" },
	{ "appointment.redeem", "{\"appointment\":$5}", 200, "ticket.taken" },
	{ "appointment.redeem", "{\"appointment\":$5}", 409, "APPOINTMENT_OVER" },
	{ "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-24\",\"slot\":\"10:00\"}", 200,
	  "appointment.booked" },
	{ "appointment.redeem", "{\"appointment\":$7}", 409, "APPOINTMENT_NOT_TODAY" },
	{ "appointment.cancel", "{\"appointment\":$7}", 200, "appointment.cancelled" },
	{ "appointment.cancel", "{\"appointment\":$7}", 409, "APPOINTMENT_OVER" },
	{ "clerk.move", "{\"clerk\":\"c2\",\"window\":\"w1\"}", 200, "window.closed" },
	{ "clerk.move", "{\"clerk\":\"c2\",\"window\":\"w1\"}", 409, "CLERK_THERE" },
	{ "clerk.move", "{\"clerk\":\"c1\",\"window\":\"w2\"}", 409, "CLERK_NOT_IN" },
	{ "device.pause", "{\"device\":\"k1\",\"reason\":\"换纸\"}", 200, "device.paused" },
	{ "device.pause", "{\"device\":\"k1\"}", 409, "DEVICE_PAUSED" },
	{ "device.report", "{\"device\":\"k1\",\"state\":\"paper_out\"}", 200, "device.reported" },
	{ "device.report", "{\"device\":\"k1\",\"state\":\"paper_out\"}", 409, "DEVICE_SAME" },
	{ "device.report", "{\"device\":\"k2\",\"state\":\"ok\"}", 409, "DEVICE_UNKNOWN" },
	{ "device.report", "{\"device\":\"k1\",\"state\":\"ok\"}", 200, "device.reported" },
	{ "device.resume", "{\"device\":\"k1\"}", 200, "device.resumed" },
	{ "device.resume", "{\"device\":\"k1\"}", 409, "DEVICE_NOT_PAUSED" },
	{ "help.call", "{\"window\":\"w1\",\"note\":\"读不出\"}", 200, "alert.raised" },
	{ "help.call", W1, 409, "HELP_CALLED" },
	{ "alert.acknowledge", "{\"alert\":$8,\"owner\":\"赵\"}", 200, "alert.acknowledged" },
	{ "alert.acknowledge", "{\"alert\":$8,\"owner\":\"赵\"}", 409, "ALERT_OWNED" },
	{ "alert.escalate", "{\"alert\":$8}", 200, "alert.escalated" },
	{ "alert.escalate", "{\"alert\":$8}", 200, "alert.escalated" },
	{ "alert.escalate", "{\"alert\":$8}", 409, "ALERT_HIGHEST" },
	{ "alert.close", "{\"alert\":$8,\"note\":\"已办\"}", 200, "alert.closed" },
	{ "alert.close", "{\"alert\":$8}", 409, "ALERT_UNKNOWN" },
};

static enum queue_command_kind kind_of(const char *command)
{
	for (int i = 1; i <= QUEUE_COMMAND_COUNT; i++)
		if (strcmp(queue_command_infos[i].name, command) == 0)
			return (enum queue_command_kind)i;
	fail_msg("the contract has no command %s", command);
	return 0;
}

static bool same(const struct json *a, const struct json *b)
{
	if (!a || !b || json_kind(a) != json_kind(b))
		return false;
	switch (json_kind(a)) {
	case JSON_BOOL: return json_bool(a) == json_bool(b);
	case JSON_INT: return json_int(a) == json_int(b);
	case JSON_TEXT: return text_eq(json_text(a), json_text(b));
	default: return false;
	}
}

/* The result shows what the command says that it shows, as it stands in the event that it is taken from. */
static void check_result(const struct queue_command_info *info, const struct json *answer)
{
	const struct json *events = view_member(answer, "events"), *result = view_member(answer, "result");
	const struct json *event = NULL;
	size_t shown = 0;

	for (size_t i = 0; i < json_count(events) && !event; i++)
		if (info->result_event &&
		    view_is(json_entry(events, i), "kind", queue_event_infos[info->result_event].name))
			event = json_entry(events, i);
	for (int i = 0; event && info->result_fields[i]; i++) {
		const struct json *member = json_member(event, info->result_fields[i]);

		shown += member != NULL;
		if (member && !same(member, json_member(result, info->result_fields[i])))
			fail_msg("%s does not show %s as it happened: %s", info->name, info->result_fields[i],
				 reply_body(&reply));
	}
	assert_int_equal(json_kind(result), JSON_OBJECT);
	assert_int_equal(json_count(result), shown);
	assert_true(!info->result_event || event);
}

static int64_t check_done(const struct step *step)
{
	const struct json *answer, *events;
	struct err err;

	if (reply.status != 200 || !strstr(reply.bytes, "Content-Type: application/json"))
		fail_msg("%s %s: %s", step->command, step->args, reply.bytes);
	answer = view_body(&reply);
	assert_int_equal(json_count(answer), 3);
	events = view_member(answer, "events");
	for (size_t i = 0; i < json_count(events); i++)
		if (view_check_event(json_entry(events, i), &err))
			fail_msg("%s: event %zu, %s: %s", step->command, i, err.field, err.text);
	assert_int_equal(json_count(events) > 0, *step->says != '\0');
	if (*step->says) {
		assert_true(view_is(answer, "events.0.kind", step->says));
		assert_int_equal(view_int(json_entry(events, json_count(events) - 1), "seq"), view_int(answer, "seq"));
	}
	check_result(&queue_command_infos[kind_of(step->command)], answer);
	return view_int(answer, "seq");
}

/* The words are those of the contract; where they have a gap, what stands before it. */
static void check_refused(const struct step *step, enum queue_language language)
{
	const struct json *view;
	const struct queue_refusal_info *info = queue_refusal_infos;
	struct text message, words;

	if (reply.status != step->status || !strstr(reply.bytes, step->says))
		fail_msg("%s %s: wanted %d %s: %s", step->command, step->args, step->status, step->says, reply.bytes);
	view = view_of(&reply, "refused");
	for (int i = 1; i <= QUEUE_REFUSAL_COUNT; i++)
		if (view_is(view, "refusal", queue_refusal_infos[i].name))
			info = &queue_refusal_infos[i];
	assert_string_equal(info->name, step->says);
	assert_int_equal(info->status, step->status);
	message = json_text(view_member(view, "message"));
	words = text_of(info->say[language].message);
	assert_true(text_starts(message, text_cut(&words, '{')));
	assert_null(strpbrk(reply_body(&reply) + 1, "{"));
	assert_true(json_text(view_member(view, "hint")).len > 0);
}

/* The state afterwards fits its view, and is as far as the answer said. */
static void check_state(const char *hall, int64_t seq)
{
	char path[64];
	const struct json *view;

	snprintf(path, sizeof(path), "/v1/halls/%s/state", hall);
	view = view_get(&site, path, "state");
	assert_true(view_is(view, "hall", hall));
	if (view_int(view, "seq") != seq)
		fail_msg("the state is at %lld, the answer was at %lld", (long long)view_int(view, "seq"),
			 (long long)seq);
}

static const char *config_args(const char *more)
{
	const char *config = world_config(&site.world, "{\"wrap_up\":true}", more);

	return text_printf(&site.world.arena, "{\"config\":%s}", config).at;
}

/* Arguments of a step with the ids in their places, into `ret`. */
static void fill_ids(const char *args, const int64_t *made, char ret[ARGS_MAX])
{
	size_t n = 0;

	for (const char *at = args; *at; at++) {
		if (*at == '$')
			n += (size_t)snprintf(ret + n, ARGS_MAX - n, "%lld", (long long)made[*++at - '0']);
		else
			ret[n++] = *at;
	}
	ret[n] = '\0';
}

static int64_t made_by(const struct json *answer)
{
	const char *kind = json_count(view_member(answer, "events")) ? "events.0.kind" : NULL;

	if (kind && view_is(answer, kind, "ticket.taken"))
		return view_int(answer, "result.ticket");
	if (kind && view_is(answer, kind, "alert.raised"))
		return view_int(answer, "result.alert");
	return kind && view_is(answer, kind, "appointment.booked") ? view_int(answer, "result.appointment") : 0;
}

static void run_day(const char *hall, size_t l, bool *done, bool *refused)
{
	int64_t made[MADE_MAX] = { 0 }, seq = 0;
	char args[ARGS_MAX];
	size_t n = 1;

	for (size_t i = 0; i < CC_COUNT(day); i++) {
		site_advance(&site, STEP_MS);
		fill_ids(day[i].args, made, args);
		post_command(hall, languages[l].header, day[i].command, args);
		if (day[i].status == 200) {
			seq = check_done(&day[i]);
			made[n] = made_by(view_body(&reply));
			n += made[n] != 0;
		} else {
			check_refused(&day[i], languages[l].language);
		}
		check_state(hall, seq);
		(day[i].status == 200 ? done : refused)[kind_of(day[i].command)] = true;
	}
}

static void every_command_is_done_and_refused(void **state)
{
	static const char *const halls[] = { "h1", "h2" };
	struct step good = { "hall.configure",
			     config_args("\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\"}]"), 200,
			     "hall.configured" };
	struct step bad = { "hall.configure",
			    config_args("\"menus\":[{\"id\":\"m\",\"nodes\":[{\"id\":\"n\",\"kind\":"
					"\"service\",\"service\":\"none\"}]}]"),
			    422, "CONFIG_DANGLING" };

	(void)state;
	for (size_t l = 0; l < CC_COUNT(languages); l++) {
		bool done[QUEUE_COMMAND_COUNT + 1] = { 0 }, refused[QUEUE_COMMAND_COUNT + 1] = { 0 };

		post_command(halls[l], languages[l].header, good.command, good.args);
		done[kind_of("hall.configure")] = check_done(&good) > 0;
		post_command(halls[l], languages[l].header, bad.command, bad.args);
		check_refused(&bad, languages[l].language);
		refused[kind_of("hall.configure")] = true;
		refused[kind_of("hall.tick")] = true; /* time passes whatever a hall thinks of it */
		run_day(halls[l], l, done, refused);
		for (int i = 1; i <= QUEUE_COMMAND_COUNT; i++)
			if (!done[i] || !refused[i])
				fail_msg("%s is not %s here", queue_command_infos[i].name,
					 done[i] ? "refused" : "done");
	}
}

/* S6: what cannot be understood is told with the place where it stands. */
static void check_misread(const char *command, const char *args, const char *name, size_t l)
{
	char field[64];
	const struct json *view;

	post_command("h1", languages[l].header, command, args);
	reply_must(&reply, 400, "BODY_INVALID");
	view = view_of(&reply, "fault");
	snprintf(field, sizeof(field), "args.%s", name);
	if (!view_is(view, "field", field))
		fail_msg("%s %s: wanted field %s: %s", command, args, field, reply_body(&reply));
	assert_int_equal(strstr(reply.bytes, "cannot be understood") != NULL,
			 languages[l].language == QUEUE_LANGUAGE_EN);
}

static void every_argument_is_checked(void **state)
{
	char args[128];

	(void)state;
	for (int i = 1; i <= QUEUE_COMMAND_COUNT; i++) {
		const struct queue_command_info *info = &queue_command_infos[i];
		const char *missing = NULL;
		size_t l = (size_t)i % CC_COUNT(languages);

		check_misread(info->name, "{\"bogus\":1}", "bogus", l);
		for (size_t f = 0; f < info->args->n; f++) {
			const struct shape_field *field = &info->args->fields[f];

			/* A real number is no value of any kind. */
			snprintf(args, sizeof(args), "{\"%s\":1.5}", field->name);
			check_misread(info->name, args, field->name, l);
			missing = field->required && !missing ? field->name : missing;
		}
		if (missing)
			check_misread(info->name, "{}", missing, l);
	}
}

static void bodies_that_are_no_command_are_told(void **state)
{
	static const struct {
		const char *body, *holds;
	} cases[] = {
		{ "[]", "BODY_INVALID" },
		{ "1", "BODY_INVALID" },
		{ "", "没有内容，须为 JSON" },
		{ "\xef\xbb\xbf{}", "\"field\":\"command\"" },
		{ "{\"command\":\"hall.tick\",}", "最后一项后面多了逗号" },
		{ "{\"command\":\"appointment.book\",\"args\":{\"service\":\"s1\",\"date\":\"2026-11-24\",\"slot\":\"9:"
		  "00\"}}",
		  "时、分各两位，例如 09:00" },
		{ "{\"command\":\"window.open\"}", "\"field\":\"args.window\"" },
		{ "{\"command\":\"ticket.steal\",\"args\":{}}", "\"field\":\"command\"" },
		{ "{\"command\":7,\"args\":{}}", "\"field\":\"command\"" },
		{ "{\"command\":\"hall.tick\",\"args\":[]}", "\"field\":\"args\"" },
		{ "{\"command\":\"hall.tick\",\"args\":{},\"more\":1}", "\"field\":\"more\"" },
		{ "{\"command\":\"hall.tick\",\"command\":\"hall.tick\",\"args\":{}}", "BODY_INVALID" },
		{ "{\"command\":\"hall.tick\",\"args\":{}} {}", "BODY_INVALID" },
		{ "{\"command\":\"ticket.take\",\"args\":{\"service\":\"\xff\xfe\"}}", "BODY_INVALID" },
		{ "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s\\u0000\"}}", "BODY_INVALID" },
		{ "{\"command\":\"ticket.take\",\"args\":{\"customer\":\"a\\u0007\",\"service\":\"s1\"}}",
		  "args.customer" },
		{ "{\"command\":\"rating.give\",\"args\":{\"ticket\":1,\"level\":6}}", "args.level" },
		{ "{\"command\":\"rating.give\",\"args\":{\"ticket\":9223372036854775808,\"level\":5}}",
		  "BODY_INVALID" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		post("h1", NULL, cases[i].body);
		if (reply.status != 400 || !strstr(reply.bytes, cases[i].holds))
			fail_msg("%s: wanted 400 %s: %s", cases[i].body, cases[i].holds, reply.bytes);
		view_of(&reply, "fault");
		assert_null(strstr(reply.bytes, "所指的字段")); /* many of them name none */
	}
}

/* Accept-Language chooses the words of refusals and of faults alike; Chinese is what nobody asked for. */
static void the_language_is_the_one_asked_for(void **state)
{
	static const struct {
		const char *header; /* NULL for none */
		bool chinese;
	} cases[] = {
		{ NULL, true },
		{ "zh", true },
		{ "zh-CN", true },
		{ "ZH-hant", true },
		{ "zh;q=0.1, en", false },
		{ "*", true },
		{ "en", false },
		{ "en-GB, zh", false },
		{ "de", false },
		{ "zhx", false },
		{ "en;q=0.9", false },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		post_command("h1", cases[i].header, "ticket.take", "{\"service\":\"none\"}");
		reply_must(&reply, 409, cases[i].chinese ? "没有这项业务" : "There is no such service");
		post_command("h9", cases[i].header, "ticket.take", "{\"service\":\"none\"}");
		reply_must(&reply, 404, cases[i].chinese ? "没有这个营业厅" : "There is no such hall");
	}
}

#define OWN_SITE_TEST(test) SITE_TEST_OF(test, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN_SITE_TEST(every_command_is_done_and_refused),
		OWN_SITE_TEST(every_argument_is_checked),
		OWN_SITE_TEST(bodies_that_are_no_command_are_told),
		OWN_SITE_TEST(the_language_is_the_one_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
