/* The tables in docs/state-charts.md against the machine (S9): every command is tried in every state, and
 * the table that comes out must stand in the document, cell by cell.
 *
 *     test_charts            compare with docs/state-charts.md, which is read from the working directory
 *     test_charts --print    print the tables
 *
 * A cell is the state that follows, `=` where it stays, or the refusal in capitals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "host/file.h"
#include "queue/step.h"

enum { ARENA_BYTES = 64 << 20, DOCUMENT_BYTES_MAX = 1 << 20, STEPS_MAX = 8, TICKET = 2, ALERT = 5 };

/* 2026-11-23T09:00+08:00. */
#define NOW INT64_C(1795395600000)

/* A hall with two services, two windows, two clerks, a kiosk and two rules for alerts, and what a table row wants of
 * its policy. */
static const char config_text[] =
	"{\"command\": \"hall.configure\", \"args\": {\"config\": {\"name\": \"营业厅\","
	"\"services\": [{\"id\": \"s1\", \"name\": \"缴费\", \"prefix\": \"A\"},"
	"{\"id\": \"s2\", \"name\": \"开户\", \"prefix\": \"B\"}],"
	"\"windows\": [{\"id\": \"w1\", \"name\": \"1\", \"services\": [{\"service\": \"s1\"}]},"
	"{\"id\": \"w2\", \"name\": \"2\", \"services\": [{\"service\": \"s2\"}]}],"
	"\"clerks\": [{\"id\": \"c1\", \"name\": \"李\"}, {\"id\": \"c2\", \"name\": \"王\"}],"
	"\"classes\": [{\"id\": \"ordinary\", \"name\": \"普通\"}],"
	"\"policy\": {%s},"
	"\"devices\": [{\"id\": \"k1\", \"kind\": \"kiosk\", \"name\": \"取号机\"}],"
	"\"alerts\": [{\"kind\": \"waiting\", \"service\": \"s2\", \"level1\": 1, \"escalate_min\": 5},"
	"{\"kind\": \"help\", \"level1\": 1, \"escalate_min\": 5}],"
	"\"calendar\": {\"always_open\": true, \"utc_offset_min\": 480}}}}";

/* A state, and the commands that lead there; ticket 2 is the one that is looked at. */
struct column {
	const char *name;
	const char *steps[STEPS_MAX];
};

struct row {
	const char *name;
	const char *policy;  /* members of the policy; NULL for none */
	const char *command; /* NULL for what time brings */
	int64_t after_ms;    /* how much later it comes */
};

#define AT_W1(name) "{\"command\": \"" name "\", \"args\": {\"window\": \"w1\"}}"
#define OPEN        "{\"command\": \"window.open\", \"args\": {\"window\": \"w1\", \"clerk\": \"c1\"}}"
#define HOLD(kind)  "{\"command\": \"ticket.hold\", \"args\": {\"window\": \"w1\", \"kind\": \"" kind "\"}}"
#define SEND                                                                \
	"{\"command\": \"ticket.transfer\", \"args\": {\"window\": \"w1\"," \
	"\"to_service\": \"s2\"}}"
#define ON_2(name) "{\"command\": \"" name "\", \"args\": {\"ticket\": 2}}"
#define CALL       AT_W1("ticket.call_next")
#define START      AT_W1("ticket.start")
#define FINISH     AT_W1("ticket.finish")
#define WRAP_UP    "\"wrap_up\": true"

static const struct column window_columns[] = {
	{ "closed", { NULL } },
	{ "free", { OPEN } },
	{ "called", { OPEN, CALL } },
	{ "serving", { OPEN, CALL, START } },
	{ "waiting", { OPEN, CALL, START, HOLD("wait") } },
	{ "wrap_up", { OPEN, CALL, START, FINISH } },
	{ "paused", { OPEN, AT_W1("window.pause") } },
};

static const struct row window_rows[] = {
	{ "window.open", WRAP_UP, OPEN, 0 },
	{ "window.close", WRAP_UP, AT_W1("window.close"), 0 },
	{ "window.pause", WRAP_UP, AT_W1("window.pause"), 0 },
	{ "window.resume", WRAP_UP, AT_W1("window.resume"), 0 },
	{ "window.ready", WRAP_UP, AT_W1("window.ready"), 0 },
	{ "ticket.call_next", WRAP_UP, CALL, 0 },
	{ "ticket.recall", WRAP_UP, AT_W1("ticket.recall"), 0 },
	{ "ticket.start", WRAP_UP, START, 0 },
	{ "ticket.no_show", WRAP_UP, AT_W1("ticket.no_show"), 0 },
	{ "ticket.hold keep", WRAP_UP, HOLD("keep"), 0 },
	{ "ticket.hold wait", WRAP_UP, HOLD("wait"), 0 },
	{ "ticket.hold put_back", WRAP_UP, HOLD("put_back"), 0 },
	{ "ticket.resume", WRAP_UP, AT_W1("ticket.resume"), 0 },
	{ "ticket.transfer", WRAP_UP, SEND, 0 },
	{ "ticket.finish", WRAP_UP, FINISH, 0 },
	{ "the day ends", WRAP_UP, NULL, CIVIL_MS_PER_DAY },
};

static const struct column ticket_columns[] = {
	{ "waiting", { OPEN } },
	{ "called", { OPEN, CALL } },
	{ "serving", { OPEN, CALL, START } },
	{ "held, kept", { OPEN, CALL, START, HOLD("keep") } },
	{ "held, window waits", { OPEN, CALL, START, HOLD("wait") } },
	{ "finished", { OPEN, CALL, START, FINISH } },
	{ "no_show", { OPEN, CALL, AT_W1("ticket.no_show") } },
	{ "cancelled", { OPEN, ON_2("ticket.cancel") } },
};

static const struct row ticket_rows[] = {
	{ "ticket.call", NULL, "{\"command\": \"ticket.call\", \"args\": {\"window\": \"w1\", \"ticket\": 2}}", 0 },
	{ "ticket.recall", NULL, AT_W1("ticket.recall"), 0 },
	{ "ticket.start", NULL, START, 0 },
	{ "ticket.finish", NULL, FINISH, 0 },
	{ "ticket.no_show", NULL, AT_W1("ticket.no_show"), 0 },
	{ "ticket.hold keep", NULL, HOLD("keep"), 0 },
	{ "ticket.hold wait", NULL, HOLD("wait"), 0 },
	{ "ticket.hold put_back", NULL, HOLD("put_back"), 0 },
	{ "ticket.resume", NULL, "{\"command\": \"ticket.resume\", \"args\": {\"window\": \"w1\", \"ticket\": 2}}", 0 },
	{ "ticket.transfer", NULL, SEND, 0 },
	{ "ticket.insert_ahead", NULL,
	  "{\"command\": \"ticket.insert_ahead\", \"args\": {\"ticket\": 2, \"reason\": \"高龄\"}}", 0 },
	{ "ticket.add_service", NULL,
	  "{\"command\": \"ticket.add_service\", \"args\": {\"ticket\": 2, \"service\": \"s2\"}}", 0 },
	{ "ticket.cancel", NULL, ON_2("ticket.cancel"), 0 },
	{ "ticket.reinstate", NULL, ON_2("ticket.reinstate"), 0 },
	{ "rating.give", NULL, "{\"command\": \"rating.give\", \"args\": {\"ticket\": 2, \"level\": 5}}", 0 },
	{ "window.close", NULL, AT_W1("window.close"), 0 },
	{ "10 minutes pass, holds last 5", "\"hold_max_min\": 5", NULL, 600000 },
	{ "the day ends", NULL, NULL, CIVIL_MS_PER_DAY },
};

#define TAKE_S2      "{\"command\": \"ticket.take\", \"args\": {\"service\": \"s2\"}}"
#define HELP         AT_W1("help.call")
#define ON_ALERT(name) "{\"command\": \"" name "\", \"args\": {\"alert\": 5}}"
#define REPORT(state)  "{\"command\": \"device.report\", \"args\": {\"device\": \"k1\", \"state\": \"" state "\"}}"
#define DEVICE(name)   "{\"command\": \"" name "\", \"args\": {\"device\": \"k1\"}}"

/* Alert 5 is looked at: of ticket 4, which waits for s2, or of a call for help. */
static const struct column alert_columns[] = {
	{ "waiting", { TAKE_S2 } },
	{ "waiting, taken on", { TAKE_S2, ON_ALERT("alert.acknowledge") } },
	{ "help", { OPEN, HELP } },
	{ "help, taken on", { OPEN, HELP, ON_ALERT("alert.acknowledge") } },
	{ "help, lifted to 3", { OPEN, HELP, ON_ALERT("alert.escalate"), ON_ALERT("alert.escalate") } },
};

static const struct row alert_rows[] = {
	{ "alert.acknowledge", NULL, ON_ALERT("alert.acknowledge"), 0 },
	{ "alert.acknowledge by another", NULL,
	  "{\"command\": \"alert.acknowledge\", \"args\": {\"alert\": 5, \"owner\": \"王\"}}", 0 },
	{ "alert.escalate", NULL, ON_ALERT("alert.escalate"), 0 },
	{ "alert.close", NULL, ON_ALERT("alert.close"), 0 },
	{ "5 minutes pass", NULL, NULL, 300000 },
	{ "who waits is gone", NULL, "{\"command\": \"ticket.cancel\", \"args\": {\"ticket\": 4}}", 0 },
	{ "help.call", NULL, HELP, 0 },
	{ "the day ends", NULL, NULL, CIVIL_MS_PER_DAY },
};

static const struct column device_columns[] = {
	{ "ok", { NULL } },
	{ "fault", { REPORT("fault") } },
	{ "ok, paused", { DEVICE("device.pause") } },
	{ "fault, paused", { REPORT("fault"), DEVICE("device.pause") } },
};

static const struct row device_rows[] = {
	{ "device.report fault", NULL, REPORT("fault"), 0 },
	{ "device.report ok", NULL, REPORT("ok"), 0 },
	{ "device.pause", NULL, DEVICE("device.pause"), 0 },
	{ "device.resume", NULL, DEVICE("device.resume"), 0 },
	{ "the day ends", NULL, NULL, CIVIL_MS_PER_DAY },
};

struct trial {
	struct arena arena;
	struct queue_hall hall;
};

static struct queue_decision submit(struct trial *trial, const char *text, int64_t at_ms)
{
	const struct json *json;
	struct queue_command command;
	struct err err = { .rc = RC_OK };

	if (json_parse(&trial->arena, text_of(text), &json, &err) ||
	    queue_command_read(&trial->hall, json, &trial->arena, &command, &err))
		fail_msg("%s: %s %s", text, err.field, err.text);
	return queue_step(&trial->hall, &command, at_ms, 1, &trial->arena);
}

static void must(struct trial *trial, const char *text)
{
	const struct queue_decision decision = submit(trial, text, NOW);

	if (decision.refusal != REFUSED_NOT)
		fail_msg("%s: %s", text, queue_refusal_infos[decision.refusal].name);
}

/* A hall in the state of `column`, with the policy of `row`. Tickets 2 and 3 are taken first. */
static void begin(struct trial *trial, const struct column *column, const struct row *row)
{
	const char *const take = "{\"command\": \"ticket.take\", \"args\": {\"service\": \"s1\"}}";

	*trial = (struct trial){ 0 };
	arena_init(&trial->arena, ARENA_BYTES);
	queue_hall_init(&trial->hall, &trial->arena);
	must(trial,
	     text_cstr(&trial->arena, text_printf(&trial->arena, config_text, row->policy != NULL ? row->policy : "")));
	must(trial, take);
	must(trial, take);
	for (int i = 0; i < STEPS_MAX && column->steps[i] != NULL; i++)
		must(trial, column->steps[i]);
}

static const char *window_word(const struct queue_hall *hall)
{
	return queue_window_state_words.words[hall->windows[1].state];
}

static const char *ticket_word(const struct queue_hall *hall)
{
	const struct queue_ticket *ticket = queue_ticket_at(hall, (struct queue_ticket_id){ TICKET });

	return ticket != NULL ? queue_ticket_state_words.words[ticket->state] : NULL;
}

static const char *alert_word(const struct queue_hall *hall)
{
	static const char *const words[2][QUEUE_ALERT_LEVELS] = { { "level 1", "level 2", "level 3" },
								  { "taken on, 1", "taken on, 2", "taken on, 3" } };
	const struct queue_alert *alert = queue_alert_at(hall, (struct queue_alert_id){ ALERT });

	return alert != NULL ? words[alert->acknowledged_at != 0][alert->level - 1] : "closed";
}

/* With its alert, where it has one. */
static const char *device_word(const struct queue_hall *hall)
{
	const struct queue_device *device = queue_device_at(hall, "k1");

	if (device->paused)
		return device->state == QUEUE_DEVICE_OK ? "ok, paused" : "fault, paused";
	return device->state == QUEUE_DEVICE_OK ? "ok" : hall->alert_n > 0 ? "fault, alert" : "fault";
}

/* The end of a day forgets its tickets; how one ended is in the events. */
static const char *ending(const struct queue_decision *decision)
{
	for (uint32_t i = 0; i < decision->n; i++) {
		const struct queue_event *event = &decision->events[i];
		if (event->kind == QUEUE_DID_TICKET_UNSERVED && event->ticket_unserved.ticket.n == TICKET)
			return queue_ticket_state_words.words[QUEUE_TICKET_UNSERVED];
		if (event->kind == QUEUE_DID_TICKET_FINISHED && event->ticket_finished.ticket.n == TICKET)
			return queue_ticket_state_words.words[QUEUE_TICKET_FINISHED];
	}
	return NULL;
}

/* What follows when the command of `row` comes in the state of `column`. */
static const char *cell(const struct column *column, const struct row *row,
			const char *(*word)(const struct queue_hall *), struct arena *arena)
{
	const char *const tick = "{\"command\": \"hall.tick\", \"args\": {}}";
	struct trial trial;
	const char *after;

	begin(&trial, column, row);
	const char *before = word(&trial.hall);
	const struct queue_decision decision = submit(&trial, row->command != NULL ? row->command : tick,
						      NOW + row->after_ms);
	after = word(&trial.hall);
	if (after == NULL)
		after = ending(&decision);
	if (decision.refusal != REFUSED_NOT)
		after = queue_refusal_infos[decision.refusal].name;
	else if (after == NULL || strcmp(after, before) == 0)
		after = "=";
	after = text_cstr(arena, text_of(after));
	arena_done(&trial.arena);
	return after;
}

struct chart {
	const char *name;
	const struct column *columns;
	size_t column_n;
	const struct row *rows;
	size_t row_n;
	const char *(*word)(const struct queue_hall *hall);
};

static const struct chart charts[] = {
	{ "window", window_columns, CC_COUNT(window_columns), window_rows, CC_COUNT(window_rows), window_word },
	{ "ticket", ticket_columns, CC_COUNT(ticket_columns), ticket_rows, CC_COUNT(ticket_rows), ticket_word },
	{ "alert", alert_columns, CC_COUNT(alert_columns), alert_rows, CC_COUNT(alert_rows), alert_word },
	{ "device", device_columns, CC_COUNT(device_columns), device_rows, CC_COUNT(device_rows), device_word },
};

/* The chart as a table in Markdown. */
static struct text table(const struct chart *chart, struct arena *arena)
{
	struct buf buf = { .arena = arena };

	buf_printf(&buf, "| %s |", chart->name);
	for (size_t c = 0; c < chart->column_n; c++)
		buf_printf(&buf, " %s |", chart->columns[c].name);
	buf_text(&buf, TEXT("\n| --- |"));
	for (size_t c = 0; c < chart->column_n; c++)
		buf_text(&buf, TEXT(" --- |"));
	for (size_t r = 0; r < chart->row_n; r++) {
		buf_printf(&buf, "\n| %s |", chart->rows[r].name);
		for (size_t c = 0; c < chart->column_n; c++)
			buf_printf(&buf, " %s |", cell(&chart->columns[c], &chart->rows[r], chart->word, arena));
	}
	buf_char(&buf, '\n');
	return buf_view(&buf);
}

/* S9, Q7, Q19, M2: all tables stand in the document as the machine makes them. */
static void test_tables_are_true(void **state)
{
	struct arena arena = { 0 };
	struct text document;
	struct err err = { .rc = RC_OK };

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	if (host_file_read("docs/state-charts.md", DOCUMENT_BYTES_MAX, &arena, &document, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < CC_COUNT(charts); i++) {
		const struct text made = table(&charts[i], &arena);
		if (strstr(text_cstr(&arena, document), text_cstr(&arena, made)) == NULL)
			fail_msg("docs/state-charts.md has another table; the machine says:\n%.*s", TEXT_ARG(made));
	}
	arena_done(&arena);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_tables_are_true) };
	struct arena arena = { 0 };

	if (argc < 2 || strcmp(argv[1], "--print") != 0)
		return cmocka_run_group_tests(tests, NULL, NULL);
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < CC_COUNT(charts); i++)
		printf("%.*s\n", TEXT_ARG(table(&charts[i], &arena)));
	arena_done(&arena);
	return 0;
}
