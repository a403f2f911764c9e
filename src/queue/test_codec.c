/* Commands and events as JSON: what is wrong with a body is said with its place (Q1, Q7, S6, N8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "queue/test_script.h"

static struct script script;

static int set_up(void **state)
{
	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\ntake a\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	script_end(&script);
	return 0;
}

static enum rc read(const char *body, struct queue_command *ret, struct err *err)
{
	const struct json *json;

	assert_int_equal(json_parse(&script.arena, text_of(body), &json, err), RC_OK);
	return queue_command_read(&script.hall, json, &script.arena, ret, err);
}

/* S6: bodies that are no command. */
static void test_bad_commands(void **state)
{
	static const struct {
		const char *body, *field;
	} cases[] = {
		{ "[]", "" },
		{ "{}", "command" },
		{ "{\"command\":7}", "command" },
		{ "{\"command\":\"ticket.fly\"}", "command" },
		{ "{\"command\":\"ticket.take\",\"arg\":{}}", "arg" },
		{ "{\"command\":\"ticket.take\",\"args\":[]}", "args" },
		{ "{\"command\":\"ticket.take\",\"args\":{\"service\":5}}", "args.service" },
		{ "{\"command\":\"ticket.call_next\"}", "args.window" },
		{ "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\",\"x\":1}}", "args.x" },
		{ "{\"command\":\"ticket.hold\",\"args\":{\"window\":\"w1\",\"kind\":\"drop\"}}", "args.kind" },
		{ "{\"command\":\"rating.give\",\"args\":{\"ticket\":1,\"level\":6}}", "args.level" },
		{ "{\"command\":\"ticket.insert_ahead\",\"args\":{\"ticket\":1,\"reason\":\"\"}}", "args.reason" },
		{ "{\"command\":\"ticket.cancel\",\"args\":{\"ticket\":0}}", "args.ticket" },
		{ "{\"command\":\"appointment.book\",\"args\":{\"service\":\"a\",\"date\":\"2026-02-30\",\"slot\":\"09:"
		  "00\"}}",
		  "args.date" },
		{ "{\"command\":\"appointment.book\",\"args\":{\"service\":\"a\",\"date\":\"2026-02-28\",\"slot\":"
		  "\"9\"}}",
		  "args.slot" },
		{ "{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"x\"}}}", "args.config.services" },
		{ "{\"command\":\"ticket.take\",\"args\":{\"service\":\"a\",\"then\":[\"a\",\"a\",\"a\",\"a\",\"a\","
		  "\"a\",\"a\",\"a\"]}}",
		  "args.then" },
	};
	struct queue_command command;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_int_equal(read(cases[i].body, &command, &err), RC_INVALID);
		assert_string_equal(err.field, cases[i].field);
		assert_true(strlen(err.text) > 8);
	}
}

/* Q7, S6: names that the hall does not know are read, and refused by the hall. */
static void test_unknown_names_are_refused_not_invalid(void **state)
{
	struct queue_command command;
	struct err err;

	(void)state;
	assert_int_equal(read("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w77\"}}", &command, &err),
			 RC_OK);
	assert_int_equal(queue_decide(&script.hall, &command, script.now, 1, &script.arena).refusal,
			 REFUSED_WINDOW_UNKNOWN);
	assert_int_equal(read("{\"command\":\"ticket.take\"}", &command, &err), RC_INVALID);
	assert_string_equal("args.service", err.field);
	assert_int_equal(read("{\"command\":\"hall.tick\"}", &command, &err), RC_OK);
	assert_int_equal(command.kind, QUEUE_DO_HALL_TICK);
}

/* N8: a small arena is no reason to crash; the error is handed on. */
static void test_no_room_for_arguments(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct queue_command command;
	const struct json *json;
	struct err err;

	(void)state;
	assert_int_equal(json_parse(&script.arena, TEXT("{\"command\":\"hall.tick\"}"), &json, &err), RC_OK);
	arena_init(&arena, 16);
	assert_int_equal(queue_command_read(&script.hall, json, &arena, &command, &err), RC_FULL);
}

/* S6: events of another version, or broken ones. */
static void test_bad_events(void **state)
{
	static const struct {
		const char *kind, *body, *field;
	} cases[] = {
		{ "ticket.flown", "{}", "kind" },
		{ "ticket.started", "{}", "ticket" },
		{ "ticket.started", "{\"ticket\":\"x\"}", "ticket" },
		{ "ticket.started", "{\"ticket\":1,\"window\":\"w1\",\"why\":1}", "why" },
	};
	struct queue_event event;
	const struct json *json;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_int_equal(json_parse(&script.arena, text_of(cases[i].body), &json, &err), RC_OK);
		assert_int_equal(
			queue_event_read(&script.hall, 1, 1, text_of(cases[i].kind), json, &script.arena, &event, &err),
			RC_INVALID);
		assert_string_equal(err.field, cases[i].field);
	}
}

/* Q7: ids from outside that name nothing, at each end of each table. */
static void test_ids_at_the_edges(void **state)
{
	const struct queue_hall *hall = &script.hall;

	(void)state;
	assert_null(queue_service_at(hall, (struct queue_service_id){ 0 }));
	assert_non_null(queue_service_at(hall, (struct queue_service_id){ 3 }));
	assert_null(queue_service_at(hall, (struct queue_service_id){ 4 }));
	assert_null(queue_window_at(hall, (struct queue_window_id){ 0 }));
	assert_null(queue_window_at(hall, (struct queue_window_id){ SHAPE_UNKNOWN }));
	assert_null(queue_clerk_at(hall, (struct queue_clerk_id){ 0 }));
	assert_null(queue_clerk_at(hall, (struct queue_clerk_id){ 4 }));
	assert_null(queue_class_at(hall, (struct queue_class_id){ 0 }));
	assert_null(queue_class_at(hall, (struct queue_class_id){ 3 }));
	assert_null(queue_ticket_at(hall, (struct queue_ticket_id){ -1 }));
	assert_null(queue_ticket_at(hall, (struct queue_ticket_id){ INT64_MAX }));
	assert_null(queue_booking_at(hall, (struct queue_appointment_id){ 1 }));
	assert_int_equal(queue_names(hall).name(hall, QUEUE_TABLE_CLASS, 0).len, 0);
	assert_int_equal(queue_names(hall).name(hall, QUEUE_TABLE_CLASS, 9).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bad_commands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unknown_names_are_refused_not_invalid, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_room_for_arguments, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bad_events, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ids_at_the_edges, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("codec", tests, NULL, NULL);
}
