/* The auditor: from event to event, and what holds for every kind of event.
 *
 * Invariant: until the first breach the model is the hall as the requirements have it after the events
 * that were read; from then on nothing changes. Proof of Q2, Q3, Q6, Q7, Q8, Q9, Q14, Q15, Q17,
 * Q19, M2, M4, S7. */
#include "test/audit/audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "test/audit/model.h"

enum { JSON_ARENA_BYTES = 64 << 20 };

/* What kiosks look like changes nothing for those who wait. */
static bool model_nothing(struct audit *a, const struct queue_event *event)
{
	return a->seq == event->seq;
}

static model_event *const events[QUEUE_EVENT_COUNT + 1] = {
	[QUEUE_DID_HALL_CONFIGURED] = model_hall_configured,
	[QUEUE_DID_DAY_OPENED] = model_day_opened,
	[QUEUE_DID_TICKET_TAKEN] = model_ticket_taken,
	[QUEUE_DID_TICKET_CALLED] = model_ticket_called,
	[QUEUE_DID_TICKET_RECALLED] = model_ticket_recalled,
	[QUEUE_DID_TICKET_STARTED] = model_ticket_started,
	[QUEUE_DID_TICKET_FINISHED] = model_ticket_finished,
	[QUEUE_DID_TICKET_MISSED] = model_ticket_missed,
	[QUEUE_DID_TICKET_REINSTATED] = model_ticket_reinstated,
	[QUEUE_DID_TICKET_HELD] = model_ticket_held,
	[QUEUE_DID_TICKET_RESUMED] = model_ticket_resumed,
	[QUEUE_DID_TICKET_RELEASED] = model_ticket_released,
	[QUEUE_DID_TICKET_TRANSFERRED] = model_ticket_transferred,
	[QUEUE_DID_TICKET_CONTINUED] = model_ticket_continued,
	[QUEUE_DID_TICKET_INSERTED] = model_ticket_inserted,
	[QUEUE_DID_TICKET_CANCELLED] = model_ticket_cancelled,
	[QUEUE_DID_TICKET_UNSERVED] = model_ticket_unserved,
	[QUEUE_DID_TICKET_EXTENDED] = model_ticket_extended,
	[QUEUE_DID_WINDOW_OPENED] = model_window_opened,
	[QUEUE_DID_WINDOW_CLOSED] = model_window_closed,
	[QUEUE_DID_WINDOW_PAUSED] = model_window_paused,
	[QUEUE_DID_WINDOW_RESUMED] = model_window_resumed,
	[QUEUE_DID_WINDOW_READIED] = model_window_readied,
	[QUEUE_DID_WINDOW_SERVICES_SET] = model_window_services_set,
	[QUEUE_DID_SERVICE_PAUSED] = model_service_paused,
	[QUEUE_DID_SERVICE_RESUMED] = model_service_resumed,
	[QUEUE_DID_RATING_GIVEN] = model_rating_given,
	[QUEUE_DID_APPOINTMENT_BOOKED] = model_appointment_booked,
	[QUEUE_DID_APPOINTMENT_MOVED] = model_appointment_moved,
	[QUEUE_DID_APPOINTMENT_CANCELLED] = model_appointment_cancelled,
	[QUEUE_DID_APPOINTMENT_EXPIRED] = model_appointment_expired,
	[QUEUE_DID_DEVICE_REPORTED] = model_device_reported,
	[QUEUE_DID_DEVICE_PAUSED] = model_device_paused,
	[QUEUE_DID_DEVICE_RESUMED] = model_device_resumed,
	[QUEUE_DID_ALERT_RAISED] = model_alert_raised,
	[QUEUE_DID_ALERT_CHANGED] = model_alert_changed,
	[QUEUE_DID_ALERT_ACKNOWLEDGED] = model_alert_acknowledged,
	[QUEUE_DID_ALERT_ESCALATED] = model_alert_escalated,
	[QUEUE_DID_ALERT_CLOSED] = model_alert_closed,
	[QUEUE_DID_KIOSK_PUBLISHED] = model_nothing,
};

struct audit *audit_open(void)
{
	struct audit *a = calloc(1, sizeof(*a));

	ASSERT(a != NULL);
	return a;
}

void audit_close(struct audit **audit)
{
	if (*audit == NULL)
		return;
	free((*audit)->tickets);
	free((*audit)->alive);
	free((*audit)->bookings);
	free(*audit);
	*audit = NULL;
}

bool model_object(struct audit *a, enum audit_breach breach, const char *format, ...)
{
	va_list args;
	const int n = snprintf(a->text, sizeof(a->text), "event %lld: ", (long long)a->seq);

	ASSERT(a->breach == AUDIT_FINE && breach != AUDIT_FINE);
	a->breach = breach;
	va_start(args, format);
	vsnprintf(a->text + n, sizeof(a->text) - (size_t)n, format, args);
	va_end(args);
	return false;
}

/* A finished ticket with more to do goes on at once; the end of a day is written in one piece. */
static bool follows(struct audit *a, const struct queue_event *event)
{
	const enum queue_event_kind kind = event->kind;

	if (a->goes_on != 0 && (kind != QUEUE_DID_TICKET_CONTINUED || event->ticket_continued.ticket.n != a->goes_on))
		return model_object(a, AUDIT_LOST, "ticket %lld had more to do and did not go on",
				    (long long)a->goes_on);
	if (a->ending && kind != QUEUE_DID_TICKET_UNSERVED && kind != QUEUE_DID_TICKET_FINISHED &&
	    kind != QUEUE_DID_WINDOW_CLOSED && kind != QUEUE_DID_ALERT_CLOSED && kind != QUEUE_DID_DAY_OPENED)
		return model_object(a, AUDIT_DAY, "%s while the day ends", queue_event_infos[kind].name);
	if (a->bad_ticket != 0 && kind != QUEUE_DID_ALERT_RAISED && kind != QUEUE_DID_ALERT_CLOSED)
		return model_object(a, AUDIT_ALERT, "a bad rating of ticket %lld alerts nobody",
				    (long long)a->bad_ticket);
	return true;
}

/* What time brings by itself. */
static bool comes_by_itself(const struct queue_event *event)
{
	switch (event->kind) {
	case QUEUE_DID_DAY_OPENED:
	case QUEUE_DID_TICKET_UNSERVED:
	case QUEUE_DID_APPOINTMENT_EXPIRED:
	case QUEUE_DID_TICKET_RELEASED:
	case QUEUE_DID_ALERT_CHANGED: return true;
	case QUEUE_DID_TICKET_FINISHED: return event->ticket_finished.forced;
	case QUEUE_DID_WINDOW_CLOSED: return event->window_closed.forced;
	case QUEUE_DID_ALERT_RAISED: return event->alert_raised.about != QUEUE_ALERT_KIND_HELP;
	case QUEUE_DID_ALERT_ESCALATED: return event->alert_escalated.by == QUEUE_ALERT_END_SELF;
	case QUEUE_DID_ALERT_CLOSED: return event->alert_closed.by == QUEUE_ALERT_END_SELF;
	default: return false;
	}
}

/* Time has gone on since `before`: the alerts were right when it did, and are when a command comes. */
static bool alerts_kept_up(struct audit *a, const struct queue_event *event, int64_t before)
{
	if (event->at <= before || !a->configured)
		return true;
	return model_alerts_are_right(a, before) &&
	       (comes_by_itself(event) || model_alerts_are_right(a, event->at));
}

/* States of windows begin with the events that change them. */
static bool note_states(struct audit *a)
{
	for (uint32_t w = 1; w <= a->window_n; w++)
		if (a->windows[w].state != a->windows[w].state_before) {
			a->windows[w].state_before = a->windows[w].state;
			a->windows[w].since = a->at;
		}
	return true;
}

/* What a new day brings comes before all else that happens on it. */
static bool is_of_today(struct audit *a, const struct queue_event *event)
{
	const enum queue_event_kind kind = event->kind;

	if (!a->configured)
		return kind == QUEUE_DID_HALL_CONFIGURED ||
		       model_object(a, AUDIT_CONFIG, "%s before there is a configuration",
				    queue_event_infos[kind].name);
	const bool is_due = comes_by_itself(event) && kind != QUEUE_DID_ALERT_CHANGED &&
			    kind != QUEUE_DID_ALERT_RAISED && kind != QUEUE_DID_ALERT_ESCALATED;
	if (!is_due && model_date(a, event->at) > a->date)
		return model_object(a, AUDIT_DAY, "%s on a day that has not been opened", queue_event_infos[kind].name);
	return true;
}

bool audit_event(struct audit *a, const struct queue_event *event)
{
	if (a->breach != AUDIT_FINE)
		return false;
	if (event->kind < 1 || event->kind > QUEUE_EVENT_COUNT)
		return model_object(a, AUDIT_UNREADABLE, "no kind of event is %d", (int)event->kind);
	if (event->seq != a->seq + 1)
		return model_object(a, AUDIT_GAP, "seq %lld follows", (long long)event->seq);
	const int64_t before = a->at;
	a->seq = a->counts.seq = event->seq;
	a->at = event->at;
	if (event->at < before)
		return model_object(a, AUDIT_CLOCK, "%lld ms earlier than the one before",
				    (long long)(before - event->at));
	return follows(a, event) && is_of_today(a, event) && alerts_kept_up(a, event, before) &&
	       events[event->kind](a, event) && note_states(a);
}

static const char *entry_name(const struct audit *a, int table, uint32_t place)
{
	switch ((enum queue_table)table) {
	case QUEUE_TABLE_SERVICE: return place <= a->service_n ? a->services[place].config.id : NULL;
	case QUEUE_TABLE_WINDOW: return place <= a->window_n ? a->windows[place].id : NULL;
	case QUEUE_TABLE_CLERK: return place <= a->clerk_n ? a->clerks[place].id : NULL;
	case QUEUE_TABLE_CLASS: return place <= a->class_n ? a->classes[place].id : NULL;
	}
	BUG("no table %d", table);
}

static uint16_t find_name(const void *context, int table, struct text name)
{
	const char *entry;

	for (uint16_t place = 1; (entry = entry_name(context, table, place)) != NULL; place++)
		if (text_eq(text_of(entry), name))
			return place;
	return SHAPE_UNKNOWN;
}

static struct text name_at(const void *context, int table, uint16_t place)
{
	return place >= 1 ? text_of(entry_name(context, table, place)) : text_of(NULL);
}

bool audit_json(struct audit *a, int64_t seq, int64_t at, struct text kind, struct text body)
{
	const struct shape_names names = { .context = a, .find = find_name, .name = name_at };
	struct queue_event event = { .seq = seq, .at = at };
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *json;
	struct err err;

	if (a->breach != AUDIT_FINE)
		return false;
	arena_init(&arena, JSON_ARENA_BYTES);
	for (int k = 1; k <= QUEUE_EVENT_COUNT; k++)
		if (text_eq(text_of(queue_event_infos[k].name), kind))
			event.kind = (enum queue_event_kind)k;
	if (event.kind == 0)
		return model_object(a, AUDIT_UNREADABLE, "no kind of event is %.*s", TEXT_ARG(kind));
	if (json_parse(&arena, body, &json, &err) != RC_OK ||
	    shape_read(queue_event_infos[event.kind].body, json, &names, "", &arena, &event.ticket_taken, &err) !=
		    RC_OK)
		return model_object(a, AUDIT_UNREADABLE, "%s %s", err.field, err.text);
	return audit_event(a, &event);
}

bool audit_end(struct audit *a)
{
	int64_t ended = 0;

	if (a->breach != AUDIT_FINE)
		return false;
	if (a->goes_on != 0)
		return model_object(a, AUDIT_LOST, "ticket %lld had more to do and did not go on",
				    (long long)a->goes_on);
	if (a->ending)
		return model_object(a, AUDIT_DAY, "the day's end is not written to its end");
	if (a->bad_ticket != 0)
		return model_object(a, AUDIT_ALERT, "a bad rating of ticket %lld alerts nobody",
				    (long long)a->bad_ticket);
	if (a->configured && !model_alerts_are_right(a, a->at))
		return false;
	for (int state = 0; state <= QUEUE_TICKET_STATE_COUNT; state++)
		ended += a->counts.ended[state];
	if (a->counts.taken != ended + a->alive_n)
		return model_object(a, AUDIT_LOST, "%lld tickets taken, %lld ended, %u alive",
				    (long long)a->counts.taken, (long long)ended, a->alive_n);
	return true;
}

enum audit_breach audit_breach(const struct audit *a)
{
	return a->breach;
}

const char *audit_text(const struct audit *a)
{
	return a->text;
}

const char *audit_breach_name(enum audit_breach breach)
{
	static const char *const names[AUDIT_BREACH_COUNT + 1] = {
		[AUDIT_FINE] = "fine",
		[AUDIT_GAP] = "gap",
		[AUDIT_CLOCK] = "clock",
		[AUDIT_DAY] = "day",
		[AUDIT_UNKNOWN] = "unknown",
		[AUDIT_UNREADABLE] = "unreadable",
		[AUDIT_CALLED_TWICE] = "called twice",
		[AUDIT_NUMBER_TWICE] = "number twice",
		[AUDIT_NOT_GOT] = "not got",
		[AUDIT_OPEN_SERVED] = "open served",
		[AUDIT_SERVICE_TIME] = "service time",
		[AUDIT_WAIT] = "wait",
		[AUDIT_COUNT] = "count",
		[AUDIT_NUMBER] = "number",
		[AUDIT_STARVED] = "starved",
		[AUDIT_POLICY] = "policy",
		[AUDIT_LOST] = "lost",
		[AUDIT_TWO_ENDS] = "two ends",
		[AUDIT_TICKET_CHART] = "ticket chart",
		[AUDIT_WINDOW_CHART] = "window chart",
		[AUDIT_CLERK] = "clerk",
		[AUDIT_RATING] = "rating",
		[AUDIT_BOOKING] = "booking",
		[AUDIT_LIMIT] = "limit",
		[AUDIT_VISIT] = "visit",
		[AUDIT_CONFIG] = "config",
		[AUDIT_ALERT] = "alert",
	};

	ASSERT(breach <= AUDIT_BREACH_COUNT && names[breach] != NULL);
	return names[breach];
}

enum queue_ticket_state audit_ticket_state(const struct audit *a, int64_t ticket)
{
	const struct model_ticket *found = model_find_ticket(a, ticket);

	return found != NULL ? found->state : 0;
}

struct audit_counts audit_counts(const struct audit *a)
{
	struct audit_counts counts = a->counts;

	counts.alive = a->alive_n;
	return counts;
}
