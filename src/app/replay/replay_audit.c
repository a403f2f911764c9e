/* The auditor (W7, Q2): reads the log of events and believes nobody.
 *
 * It knows no queue and no driver, only what the words of the events mean: a number is given once a day, a
 * window has one ticket at a time, a ticket is called, started and finished once. */
#include <stdlib.h>

#include "app/replay/replay_private.h"
#include "base/bug.h"
#include "base/civil.h"
#include "base/index.h"
#include "base/json.h"
#include "store/log.h"
#include "store/store.h"

enum { AUDIT_PAGE = 1000, AUDIT_PAPER_BYTES = 256 << 20, TICKETS_AT_FIRST = 1024, SERIAL_BITS = 30 };

struct audited {
	int64_t id;
	int64_t taken_ms, called_ms;
	int32_t calls, finishes;
};

struct audit {
	struct arena *arena;
	struct replay_branch *report;
	struct audited *tickets;
	uint32_t n, size;
	struct index by_id, numbers;           /* ticket to place from 1; day and serial to 1 */
	int64_t at_window[REPLAY_SERVERS_MAX]; /* ticket that was called there and is not finished */
};

static struct audited *new_ticket(struct audit *audit)
{
	if (audit->n == audit->size) {
		const uint32_t size = audit->size == 0 ? TICKETS_AT_FIRST : audit->size * 2;
		struct audited *tickets = ARENA_ARRAY(audit->arena, size, struct audited);
		for (uint32_t i = 0; i < audit->n; i++)
			tickets[i] = audit->tickets[i];
		audit->tickets = tickets;
		audit->size = size;
	}
	return &audit->tickets[audit->n++];
}

static int64_t int_of(const struct json *body, const char *name)
{
	const struct json *value = json_member(body, name);

	return value != NULL && json_kind(value) == JSON_INT ? json_int(value) : 0;
}

/* Place of `w12` in at_window; the number of places for what is no such window. */
static uint32_t window_of(const struct json *body)
{
	const struct json *value = json_member(body, "window");
	struct text name = value != NULL && json_kind(value) == JSON_TEXT ? json_text(value) : text_of(NULL);
	int64_t number;

	if (name.len < 2)
		return REPLAY_SERVERS_MAX;
	name.at++;
	name.len--;
	return text_int(name, &number) && number >= 1 && number <= REPLAY_SERVERS_MAX ? (uint32_t)number - 1
										      : REPLAY_SERVERS_MAX;
}

static void taken(struct audit *audit, const struct store_event *event, const struct json *body)
{
	const int64_t id = int_of(body, "ticket");
	const int64_t day = civil_local_day(event->at_ms, 0);
	const int64_t number = (day << SERIAL_BITS) + int_of(body, "serial") + 1;

	if (index_get(&audit->by_id, id, NULL) || index_get(&audit->numbers, number, NULL))
		audit->report->doubled++;
	*new_ticket(audit) = (struct audited){ .id = id, .taken_ms = event->at_ms };
	index_put(&audit->by_id, id, audit->n);
	index_put(&audit->numbers, number, 1);
}

static void called(struct audit *audit, struct audited *ticket, const struct store_event *event,
		   const struct json *body)
{
	const uint32_t window = window_of(body);

	audit->report->doubled += ticket->calls > 0;
	ticket->calls++;
	ticket->called_ms = event->at_ms;
	if (window < REPLAY_SERVERS_MAX) {
		audit->report->doubled += audit->at_window[window] != 0;
		audit->at_window[window] = ticket->id;
	}
}

static void finished(struct audit *audit, struct audited *ticket, const struct json *body)
{
	const uint32_t window = window_of(body);

	audit->report->doubled += ticket->finishes > 0;
	ticket->finishes++;
	if (window < REPLAY_SERVERS_MAX && audit->at_window[window] == ticket->id)
		audit->at_window[window] = 0;
}

static enum rc audit_event(struct audit *audit, const struct store_event *event, struct arena *paper,
			   struct err *err)
{
	const struct json *body;
	uint32_t place = 0;

	const enum rc rc = json_parse(paper, event->payload, &body, err);
	if (rc != RC_OK)
		return rc;
	const int64_t id = int_of(body, "ticket");
	if (id >= 1 && text_eq(event->kind, TEXT("ticket.taken"))) {
		taken(audit, event, body);
		return RC_OK;
	}
	if (id < 1 || !index_get(&audit->by_id, id, &place))
		return RC_OK;
	if (text_eq(event->kind, TEXT("ticket.called")))
		called(audit, &audit->tickets[place - 1], event, body);
	else if (text_eq(event->kind, TEXT("ticket.finished")))
		finished(audit, &audit->tickets[place - 1], body);
	return RC_OK;
}

static enum rc read_log(struct audit *audit, struct store *store, int64_t no, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena paper;
	struct store_event *events;
	int64_t after = 0;
	uint32_t n = 1;
	enum rc rc = RC_OK;

	arena_init(&paper, AUDIT_PAPER_BYTES);
	while (rc == RC_OK && n > 0) {
		arena_reset(&paper);
		rc = store_events(store, no, after, INT64_MAX, AUDIT_PAGE, &paper, &events, &n, err);
		for (uint32_t i = 0; rc == RC_OK && i < n; i++)
			rc = audit_event(audit, &events[i], &paper, err);
		after += n;
	}
	return rc;
}

int replay_by_value(const void *left, const void *right)
{
	const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static void sum_up(struct audit *audit)
{
	struct replay_branch *report = audit->report;
	const int64_t expected = report->tickets - report->refused;

	report->waits = ARENA_ARRAY(audit->arena, audit->n, int64_t);
	for (uint32_t i = 0; i < audit->n; i++) {
		const struct audited *ticket = &audit->tickets[i];
		report->served += ticket->finishes > 0;
		report->lost += ticket->finishes == 0;
		if (ticket->calls > 0)
			report->waits[report->wait_n++] = ticket->called_ms - ticket->taken_ms;
	}
	report->lost += expected > audit->n ? expected - audit->n : 0;
	report->doubled += expected < audit->n ? audit->n - expected : 0;
	qsort(report->waits, report->wait_n, sizeof(report->waits[0]), replay_by_value);
}

enum rc replay_audit(struct store *store, struct text hall, struct arena *arena, struct replay_branch *ret,
		     struct err *err)
{
	struct audit audit = {
		.arena = arena, .report = ret, .by_id = { .arena = arena }, .numbers = { .arena = arena }
	};
	struct store_hall row;

	enum rc rc = store_hall_find(store, hall, arena, &row, err);
	if (rc == RC_OK)
		rc = read_log(&audit, store, row.no, err);
	if (rc == RC_OK)
		sum_up(&audit);
	return rc;
}
