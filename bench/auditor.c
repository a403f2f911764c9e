/* The auditor (Q2, Q7, S7). */
#include "bench/auditor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/json.h"
#include "bench/ask.h"

enum ticket_state { NOWHERE, WAITING, CALLED, SERVING, KEPT, ENDED };

enum {
	LOG_ARENA_MAX = 1 << 30, /* for what is kept of a long log */
	PAGE_ARENA_MAX = 64 << 20,
	PAGE_EVENTS = 1000,
	FIRST_SIZE = 4096,
};

/* One kind of event: where its ticket must be, and where it is then. */
struct rule {
	const char *kind;
	unsigned int from; /* bits of enum ticket_state; 0 for events without a ticket */
	enum ticket_state to;
	bool at_window; /* the event's window must be the ticket's */
};

#define IN(state) (1u << (state))

static const struct rule rules[] = {
	{ "ticket.taken", IN(NOWHERE), WAITING, false },
	{ "ticket.called", IN(WAITING), CALLED, false },
	{ "ticket.recalled", IN(CALLED), CALLED, true },
	{ "ticket.started", IN(CALLED), SERVING, true },
	{ "ticket.finished", IN(SERVING), ENDED, true },
	{ "ticket.missed", IN(CALLED), WAITING, true }, /* or ENDED, see next_state() */
	{ "ticket.reinstated", IN(ENDED), WAITING, false },
	{ "ticket.held", IN(CALLED) | IN(SERVING), KEPT, true }, /* or WAITING, see next_state() */
	{ "ticket.resumed", IN(KEPT), SERVING, false },
	{ "ticket.released", IN(KEPT), WAITING, false },
	{ "ticket.cancelled", IN(WAITING), ENDED, false },
	{ "hall.configured", 0, NOWHERE, false },
	{ "day.opened", 0, NOWHERE, false },
	{ "window.opened", 0, NOWHERE, false },
	{ "window.closed", 0, NOWHERE, false },
	{ "window.readied", 0, NOWHERE, false },
};

void auditor_init(struct auditor *auditor, struct text hall)
{
	*auditor = (struct auditor){ .hall = hall };
	arena_init(&auditor->arena, LOG_ARENA_MAX);
	auditor->by_id.arena = &auditor->arena;
}

void auditor_done(struct auditor *auditor)
{
	free(auditor->events);
	free(auditor->tickets);
	arena_done(&auditor->arena);
	*auditor = (struct auditor){ 0 };
}

static void *grow(void *at, int64_t size, size_t each)
{
	at = realloc(at, (size_t)size * each);
	if (!at)
		BUG("no memory for %lld entries", (long long)size);
	return at;
}

static int64_t member_int(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);

	return value && json_kind(value) == JSON_INT ? json_int(value) : 0;
}

static struct text member_text(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);

	return value && json_kind(value) == JSON_TEXT ? json_text(value) : (struct text){ 0 };
}

static bool member_bool(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);

	return value && json_kind(value) == JSON_BOOL && json_bool(value);
}

static int find_kind(struct text kind)
{
	for (size_t i = 0; i < CC_COUNT(rules); i++)
		if (text_eq(kind, text_of(rules[i].kind)))
			return (int)i;
	return -1;
}

/* Place + 1 of a window, 0 for the empty name. */
static uint8_t find_window(struct auditor *auditor, struct text name)
{
	if (!name.len)
		return 0;
	for (uint32_t i = 0; i < auditor->window_n; i++)
		if (text_eq(name, text_of(auditor->windows[i])))
			return (uint8_t)(i + 1);
	ASSERT(auditor->window_n < AUDITOR_PLACES_MAX && name.len < AUDITOR_NAME_SIZE);
	text_fill(auditor->windows[auditor->window_n++], AUDITOR_NAME_SIZE, name);
	return (uint8_t)auditor->window_n;
}

static struct auditor_service *find_service(struct auditor *auditor, struct text id)
{
	struct auditor_service *service;

	for (uint32_t i = 0; i < auditor->service_n; i++)
		if (text_eq(id, text_of(auditor->services[i].id)))
			return &auditor->services[i];
	ASSERT(auditor->service_n < AUDITOR_PLACES_MAX && id.len < AUDITOR_NAME_SIZE);
	service = &auditor->services[auditor->service_n++];
	*service = (struct auditor_service){ .serial = 0 };
	text_fill(service->id, sizeof(service->id), id);
	return service;
}

static struct auditor_ticket *find_ticket(struct auditor *auditor, int64_t id)
{
	uint32_t place;

	return index_get(&auditor->by_id, id, &place) ? &auditor->tickets[place - 1] : NULL;
}

static struct auditor_ticket *new_ticket(struct auditor *auditor, int64_t id)
{
	if (auditor->ticket_n == auditor->ticket_size) {
		auditor->ticket_size = auditor->ticket_size ? auditor->ticket_size * 2 : FIRST_SIZE;
		auditor->tickets = grow(auditor->tickets, auditor->ticket_size, sizeof(*auditor->tickets));
	}
	auditor->tickets[auditor->ticket_n++] = (struct auditor_ticket){ .state = NOWHERE };
	index_put(&auditor->by_id, id, auditor->ticket_n);
	return &auditor->tickets[auditor->ticket_n - 1];
}

static enum rc complain(const struct auditor *auditor, const char *what, int64_t ticket, struct err *err)
{
	return err_set(err, RC_INVALID, "hall %.*s, event %lld, ticket %lld: %s", TEXT_ARG(auditor->hall),
		       (long long)auditor->seq + 1, (long long)ticket, what);
}

/* The serial of a service is the last one plus 1, and the number on the slip ends with it. */
static enum rc check_number(struct auditor *auditor, const struct json *event, int64_t ticket, struct err *err)
{
	struct auditor_service *service = find_service(auditor, member_text(event, "service"));
	struct text number = member_text(event, "number");
	int64_t serial = member_int(event, "serial"), shown;

	if (serial != service->serial + 1)
		return complain(auditor, "its number does not follow the last one", ticket, err);
	service->serial = serial;
	while (number.len && (number.at[0] < '0' || number.at[0] > '9'))
		number = (struct text){ number.at + 1, number.len - 1 };
	if (!text_int(number, &shown) || shown != serial)
		return complain(auditor, "the number on its slip is not its serial", ticket, err);
	return RC_OK;
}

/* Where a held or missed ticket comes to be; the others follow the table. */
static enum ticket_state next_state(const struct rule *rule, const struct json *event)
{
	struct text hold = member_text(event, "hold");

	if (member_bool(event, "ended"))
		return ENDED;
	if (text_eq(hold, TEXT("put_back")))
		return WAITING;
	return rule->to;
}

/* A window has at most one ticket that was called or is served. */
static enum rc move_at_window(struct auditor *auditor, struct auditor_ticket *ticket, int64_t id,
			      enum ticket_state to, uint8_t window, struct err *err)
{
	bool was_there = ticket->state == CALLED || ticket->state == SERVING;
	bool is_there = to == CALLED || to == SERVING;

	if (is_there && !was_there) {
		if (!window || auditor->at_window[window])
			return complain(auditor, "called by a window that has another ticket", id, err);
		auditor->at_window[window] = id;
		ticket->window = window;
	}
	if (was_there && !is_there)
		auditor->at_window[ticket->window] = 0;
	ticket->state = (uint8_t)to;
	return RC_OK;
}

static enum rc follow_ticket(struct auditor *auditor, const struct rule *rule, const struct json *event,
			     struct auditor_event *kept, struct err *err)
{
	struct auditor_ticket *ticket = find_ticket(auditor, kept->ticket);
	enum rc rc = RC_OK;

	if (rule->to == WAITING && rule->from == IN(NOWHERE)) {
		if (ticket)
			return complain(auditor, "taken twice", kept->ticket, err);
		ticket = new_ticket(auditor, kept->ticket);
		kept->serial = (uint32_t)member_int(event, "serial");
		rc = check_number(auditor, event, kept->ticket, err);
	}
	if (rc != RC_OK)
		return rc;
	if (!ticket)
		return complain(auditor, "nobody took it", kept->ticket, err);
	if (!(rule->from & IN(ticket->state)))
		return complain(auditor, rule->kind, kept->ticket, err);
	if (rule->at_window && ticket->window != kept->window)
		return complain(auditor, "it is at another window", kept->ticket, err);
	return move_at_window(auditor, ticket, kept->ticket, next_state(rule, event), kept->window, err);
}

static void start_day(struct auditor *auditor)
{
	for (uint32_t i = 0; i < auditor->service_n; i++)
		auditor->services[i].serial = 0;
}

static enum rc follow(struct auditor *auditor, const struct json *event, struct err *err)
{
	int kind = find_kind(member_text(event, "kind"));
	struct auditor_event *kept;
	enum rc rc = RC_OK;

	if (kind < 0)
		return complain(auditor, "an event of a kind that nobody asked for", 0, err);
	if (member_int(event, "seq") != auditor->seq + 1)
		return complain(auditor, "its seq does not follow the last one", 0, err);
	ASSERT(auditor->seq < AUDITOR_EVENTS_MAX);
	if (auditor->seq == auditor->events_size) {
		auditor->events_size = auditor->events_size ? auditor->events_size * 2 : FIRST_SIZE;
		auditor->events = grow(auditor->events, auditor->events_size, sizeof(*auditor->events));
	}
	kept = &auditor->events[auditor->seq];
	*kept = (struct auditor_event){
		.kind = (uint8_t)kind,
		.ticket = member_int(event, "ticket"),
		.window = find_window(auditor, member_text(event, "window")),
	};
	if (rules[kind].from)
		rc = follow_ticket(auditor, &rules[kind], event, kept, err);
	else if (!strcmp(rules[kind].kind, "day.opened"))
		start_day(auditor);
	if (rc == RC_OK)
		auditor->seq++;
	return rc;
}

/* One page of the log; `ret_n` is how many events it had. */
static enum rc read_page(struct auditor *auditor, struct ask *ask, size_t *ret_n, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *page, *events;
	struct text path;
	enum rc rc;

	arena_init(&arena, PAGE_ARENA_MAX);
	path = text_printf(&arena, "/v1/halls/%.*s/events?after=%lld&limit=%d", TEXT_ARG(auditor->hall),
			   (long long)auditor->seq, PAGE_EVENTS);
	rc = ask_get(ask, path.at, &arena, err);
	if (rc == RC_OK && ask->status != 200)
		rc = err_set(err, RC_FAULT, "%.*s: status %d", TEXT_ARG(path), ask->status);
	if (rc == RC_OK)
		rc = json_parse(&arena, ask->body, &page, err);
	if (rc != RC_OK)
		return rc;
	events = json_member(page, "events");
	*ret_n = events ? json_count(events) : 0;
	for (size_t i = 0; i < *ret_n && rc == RC_OK; i++)
		rc = follow(auditor, json_entry(events, i), err);
	return rc;
}

enum rc auditor_read(struct auditor *auditor, struct ask *ask, struct err *err)
{
	size_t n = 1;
	enum rc rc = RC_OK;

	while (n && rc == RC_OK)
		rc = read_page(auditor, ask, &n, err);
	return rc;
}

static enum rc claim_event(struct auditor *auditor, const struct json *event, struct err *err)
{
	int64_t seq = member_int(event, "seq");
	struct auditor_event *kept;

	if (seq < 1 || seq > auditor->seq)
		return err_set(err, RC_INVALID, "an answer names event %lld, which is not in the log", (long long)seq);
	kept = &auditor->events[seq - 1];
	if (find_kind(member_text(event, "kind")) != kept->kind || member_int(event, "ticket") != kept->ticket ||
	    find_window(auditor, member_text(event, "window")) != kept->window ||
	    member_int(event, "serial") != (int64_t)kept->serial)
		return err_set(err, RC_INVALID, "an answer and the log tell event %lld differently", (long long)seq);
	if (kept->claims++)
		return err_set(err, RC_INVALID, "two answers name event %lld", (long long)seq);
	return RC_OK;
}

enum rc auditor_claim(struct auditor *auditor, struct text answer, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *parsed, *events, *event;
	enum rc rc;

	arena_init(&arena, PAGE_ARENA_MAX);
	rc = json_parse(&arena, answer, &parsed, err);
	if (rc != RC_OK)
		return rc;
	events = json_member(parsed, "events");
	if (!events || !json_count(events))
		return err_set(err, RC_INVALID, "an answer without events: %.*s", TEXT_ARG(answer));
	for (size_t i = 0; i < json_count(events) && rc == RC_OK; i++)
		rc = claim_event(auditor, json_entry(events, i), err);
	event = json_entry(events, json_count(events) - 1);
	if (rc == RC_OK && member_int(json_member(parsed, "result"), "ticket") != member_int(event, "ticket"))
		rc = err_set(err, RC_INVALID, "an answer announces a ticket that it did not get: %.*s",
			     TEXT_ARG(answer));
	return rc;
}
