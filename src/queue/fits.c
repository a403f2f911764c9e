/* Whether an event can be applied (S6, S7).
 *
 * Deciding makes only events that fit; what comes from a file may be anything. Invariant: applying what fits stops at
 * no assertion, and a whole hall is whole behind it. What an event needs is a row of a table; what a row cannot say is
 * a function beside it. */
#include "queue/step.h"

#include <string.h>

#include "base/civil.h"
#include "queue/alert_private.h"
#include "queue/config_private.h"
#include "queue/line_private.h"
#include "queue/whole.h"

/* Member of an event, so that 0 is none. */
#define AT(event, member) ((uint16_t)(1 + offsetof(struct queue_did_##event, member)))
#define IN(state)         ((uint16_t)(1U << QUEUE_TICKET_##state))

enum { AT_WINDOW = IN(CALLED) | IN(SERVING) | IN(HELD), LIVE = AT_WINDOW | IN(WAITING), ANY_STATE = UINT16_MAX };

/* How the window of an event has to be. */
enum stands {
	STANDS_ANYHOW,
	STANDS_CLOSED,
	STANDS_EMPTY,   /* open, and without a ticket */
	STANDS_WITH_IT, /* with the ticket of the event */
};

/* What else; NULL where nothing is wrong, or what is. */
typedef const char *demand(const struct queue_hall *hall, const struct queue_event *event,
			   const struct queue_ticket *ticket);

struct needs {
	uint16_t ticket, states;
	uint16_t window, stands;
	uint16_t clerk; /* is at the window */
	uint16_t span;  /* time in the ticket's life */
	demand *more;
};

static enum rc unfit(struct err *err, const char *part, long long which, const char *what)
{
	return err_invalid(err, part, "%s %lld %s", part, which, what);
}

/* --- What tables cannot say ------------------------------------------------------------------------ */

static const char *config_can_be_laid_out(const struct queue_hall *hall, const struct queue_event *event,
					  const struct queue_ticket *ticket)
{
	const struct queue_config *config = &event->hall_configured.config;

	(void)ticket;
	for (uint32_t w = 0; w < config->windows.n; w++) {
		const struct queue_list_record_config_window_service *serves = &config->windows.at[w].services;
		for (uint32_t i = 0; i < serves->n; i++) {
			uint32_t s = 0;
			while (s < config->services.n && strcmp(config->services.at[s].id, serves->at[i].service) != 0)
				s++;
			if (s == config->services.n)
				return "names a service that is not there";
		}
	}
	if (config->services.n == 0 || queue_ranges_needed(hall, config) > QUEUE_RANGES_MAX)
		return "has no services, or too many numbers";
	return NULL;
}

static const char *ticket_is_new(const struct queue_hall *hall, const struct queue_event *event,
				 const struct queue_ticket *ticket)
{
	const struct queue_did_ticket_taken *taken = &event->ticket_taken;
	const struct queue_service *service = queue_service_at(hall, taken->service);
	const struct queue_booking *booking = queue_booking_at(hall, taken->appointment);

	(void)ticket;
	if (taken->ticket.n != event->seq || taken->visit.n > event->seq)
		return "is not called after its event";
	if (service->config.retired || taken->serial < hall->ranges[service->range].next ||
	    taken->serial > hall->ranges[service->range].last)
		return "has a number that is not given";
	if (taken->appointment.n != 0 && (booking == NULL || booking->state != QUEUE_APPOINTMENT_BOOKED))
		return "redeems an appointment that is not there";
	return NULL;
}

/* Kept by its clerk, at no window. */
static bool is_kept(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	return hall->windows[ticket->window.n].ticket.n != ticket->id.n;
}

static const char *ticket_is_kept(const struct queue_hall *hall, const struct queue_event *event,
				  const struct queue_ticket *ticket)
{
	(void)event;
	return is_kept(hall, ticket) ? NULL : "is at a window";
}

static const char *window_can_resume(const struct queue_hall *hall, const struct queue_event *event,
				     const struct queue_ticket *ticket)
{
	const struct queue_window *window = queue_window_at(hall, event->ticket_resumed.window);

	if (window->ticket.n == ticket->id.n || (window->ticket.n == 0 && is_kept(hall, ticket)))
		return NULL;
	return "is not where it is resumed";
}

static const char *services_go_on(const struct queue_hall *hall, const struct queue_event *event,
				  const struct queue_ticket *ticket)
{
	const struct queue_did_ticket_continued *on = &event->ticket_continued;
	int32_t i = 0;

	(void)hall;
	while (i < ticket->then_n && ticket->then[i].n != on->service.n)
		i++;
	return on->to_window.n != 0 || i < ticket->then_n ? NULL : "does not go on to that service";
}

static const char *services_have_room(const struct queue_hall *hall, const struct queue_event *event,
				      const struct queue_ticket *ticket)
{
	(void)hall;
	(void)event;
	return ticket->then_n < QUEUE_THEN_MAX ? NULL : "has too many services to follow";
}

static const char *ticket_can_be_rated(const struct queue_hall *hall, const struct queue_event *event,
				       const struct queue_ticket *ticket)
{
	(void)hall;
	(void)event;
	return ticket->finished > 0 && !ticket->rated ? NULL : "cannot be rated";
}

static const char *clerk_is_nowhere(const struct queue_hall *hall, const struct queue_event *event,
				    const struct queue_ticket *ticket)
{
	(void)ticket;
	return queue_clerk_at(hall, event->window_opened.clerk)->window.n == 0 ? NULL : "has a clerk who is elsewhere";
}

static const char *nothing_is_kept(const struct queue_hall *hall, const struct queue_event *event,
				   const struct queue_ticket *ticket)
{
	(void)ticket;
	for (uint32_t slot = hall->held.first; slot != 0; slot = hall->tickets[slot].after)
		if (hall->tickets[slot].clerk.n == event->window_closed.clerk.n)
			return "has a clerk who keeps a ticket";
	return NULL;
}

static const char *booking_is_new(const struct queue_hall *hall, const struct queue_event *event,
				  const struct queue_ticket *ticket)
{
	(void)hall;
	(void)ticket;
	return event->appointment_booked.appointment.n == event->seq ? NULL : "is not called after its event";
}

/* The first member of what becomes of bookings, devices and alerts is which. */
static const char *booking_is_there(const struct queue_hall *hall, const struct queue_event *event,
				    const struct queue_ticket *ticket)
{
	const struct queue_booking *booking = queue_booking_at(hall, event->appointment_cancelled.appointment);

	(void)ticket;
	return booking != NULL && booking->state == QUEUE_APPOINTMENT_BOOKED ? NULL : "is not there";
}

static const char *device_is_there(const struct queue_hall *hall, const struct queue_event *event,
				   const struct queue_ticket *ticket)
{
	(void)ticket;
	return queue_device_at(hall, event->device_resumed.device) != NULL ? NULL : "is not there";
}

static const char *alert_is_new(const struct queue_hall *hall, const struct queue_event *event,
				const struct queue_ticket *ticket)
{
	const struct queue_alert alert = alert_raised(event);
	struct queue_hall now = *hall;
	struct err err;

	(void)ticket;
	now.seq = event->seq;
	now.at = event->at;
	if (alert.id.n != event->seq || hall->alert_n == QUEUE_ALERTS_MAX || queue_alert_whole(&now, &alert, &err))
		return "cannot be";
	if (alert.about == QUEUE_ALERT_KIND_DEVICE && queue_device_at(hall, alert.device) == NULL)
		return "is about a device that is not there";
	return NULL;
}

static const char *alert_is_there(const struct queue_hall *hall, const struct queue_event *event,
				  const struct queue_ticket *ticket)
{
	(void)ticket;
	return queue_alert_at(hall, event->alert_closed.alert) != NULL ? NULL : "is not there";
}

/* Whether an alert that was lifted `lifts` times can have `level`. */
static bool is_level_of(int64_t level, int64_t lifts)
{
	return level == QUEUE_ALERT_LEVELS || level > lifts;
}

static const char *alert_can_change(const struct queue_hall *hall, const struct queue_event *event,
				    const struct queue_ticket *ticket)
{
	const struct queue_did_alert_changed *changed = &event->alert_changed;
	const struct queue_alert *alert = queue_alert_at(hall, changed->alert);

	(void)ticket;
	if (alert == NULL)
		return "is not there";
	return changed->ticket.n <= event->seq && is_level_of(changed->level, alert->lifts) ? NULL
											    : "cannot be changed so";
}

static const char *alert_can_rise(const struct queue_hall *hall, const struct queue_event *event,
				  const struct queue_ticket *ticket)
{
	const struct queue_alert *alert = queue_alert_at(hall, event->alert_escalated.alert);

	(void)ticket;
	if (alert == NULL)
		return "is not there";
	return alert->lifts + 1 < QUEUE_ALERT_LEVELS && is_level_of(event->alert_escalated.level, alert->lifts + 1)
		       ? NULL
		       : "cannot be lifted so";
}

/* --- The table ------------------------------------------------------------------------------------- */

#define TICKET(event, which) .ticket = AT(event, ticket), .states = (which)
#define WINDOW(event, how)   .window = AT(event, window), .stands = (how)
#define CLERK(event)         .clerk = AT(event, clerk)
#define SPAN(event, member)  .span = AT(event, member)

static const struct needs table[QUEUE_EVENT_COUNT + 1] = {
	[QUEUE_DID_HALL_CONFIGURED] = { .more = config_can_be_laid_out },
	[QUEUE_DID_TICKET_TAKEN] = { .more = ticket_is_new },
	[QUEUE_DID_TICKET_CALLED] = { TICKET(ticket_called, IN(WAITING)), WINDOW(ticket_called, STANDS_EMPTY),
				      CLERK(ticket_called), SPAN(ticket_called, waited_ms) },
	[QUEUE_DID_TICKET_RECALLED] = { TICKET(ticket_recalled, IN(CALLED)) },
	[QUEUE_DID_TICKET_STARTED] = { TICKET(ticket_started, IN(CALLED)), WINDOW(ticket_started, STANDS_WITH_IT) },
	[QUEUE_DID_TICKET_FINISHED] = { TICKET(ticket_finished, IN(SERVING) | IN(HELD)),
					WINDOW(ticket_finished, STANDS_WITH_IT), CLERK(ticket_finished),
					SPAN(ticket_finished, served_ms) },
	[QUEUE_DID_TICKET_MISSED] = { TICKET(ticket_missed, IN(CALLED)), WINDOW(ticket_missed, STANDS_WITH_IT),
				      CLERK(ticket_missed) },
	[QUEUE_DID_TICKET_REINSTATED] = { TICKET(ticket_reinstated, IN(NO_SHOW)) },
	[QUEUE_DID_TICKET_HELD] = { TICKET(ticket_held, AT_WINDOW), WINDOW(ticket_held, STANDS_WITH_IT),
				    SPAN(ticket_held, served_ms) },
	[QUEUE_DID_TICKET_RESUMED] = { TICKET(ticket_resumed, IN(HELD)), WINDOW(ticket_resumed, STANDS_ANYHOW),
				       CLERK(ticket_resumed), .more = window_can_resume },
	[QUEUE_DID_TICKET_RELEASED] = { TICKET(ticket_released, IN(HELD)), .more = ticket_is_kept },
	[QUEUE_DID_TICKET_TRANSFERRED] = { TICKET(ticket_transferred, AT_WINDOW),
					   WINDOW(ticket_transferred, STANDS_WITH_IT), CLERK(ticket_transferred),
					   SPAN(ticket_transferred, served_ms) },
	[QUEUE_DID_TICKET_CONTINUED] = { TICKET(ticket_continued, IN(FINISHED)), .more = services_go_on },
	[QUEUE_DID_TICKET_INSERTED] = { TICKET(ticket_inserted, IN(WAITING)) },
	[QUEUE_DID_TICKET_CANCELLED] = { TICKET(ticket_cancelled, LIVE) },
	[QUEUE_DID_TICKET_UNSERVED] = { TICKET(ticket_unserved, LIVE) },
	[QUEUE_DID_TICKET_EXTENDED] = { TICKET(ticket_extended, ANY_STATE), .more = services_have_room },
	[QUEUE_DID_WINDOW_OPENED] = { WINDOW(window_opened, STANDS_CLOSED), .more = clerk_is_nowhere },
	[QUEUE_DID_WINDOW_CLOSED] = { WINDOW(window_closed, STANDS_EMPTY), CLERK(window_closed),
				      .more = nothing_is_kept },
	[QUEUE_DID_WINDOW_PAUSED] = { WINDOW(window_paused, STANDS_EMPTY) },
	[QUEUE_DID_WINDOW_RESUMED] = { WINDOW(window_resumed, STANDS_EMPTY) },
	[QUEUE_DID_WINDOW_READIED] = { WINDOW(window_readied, STANDS_EMPTY) },
	[QUEUE_DID_RATING_GIVEN] = { TICKET(rating_given, ANY_STATE), .more = ticket_can_be_rated },
	[QUEUE_DID_APPOINTMENT_BOOKED] = { .more = booking_is_new },
	[QUEUE_DID_APPOINTMENT_MOVED] = { .more = booking_is_there },
	[QUEUE_DID_APPOINTMENT_CANCELLED] = { .more = booking_is_there },
	[QUEUE_DID_APPOINTMENT_EXPIRED] = { .more = booking_is_there },
	[QUEUE_DID_DEVICE_REPORTED] = { .more = device_is_there },
	[QUEUE_DID_DEVICE_PAUSED] = { .more = device_is_there },
	[QUEUE_DID_DEVICE_RESUMED] = { .more = device_is_there },
	[QUEUE_DID_ALERT_RAISED] = { .more = alert_is_new },
	[QUEUE_DID_ALERT_CHANGED] = { .more = alert_can_change },
	[QUEUE_DID_ALERT_ACKNOWLEDGED] = { .more = alert_is_there },
	[QUEUE_DID_ALERT_ESCALATED] = { .more = alert_can_rise },
	[QUEUE_DID_ALERT_CLOSED] = { .more = alert_is_there },
};

_Static_assert(offsetof(struct queue_did_appointment_moved, appointment) == 0 &&
		       offsetof(struct queue_did_appointment_cancelled, appointment) == 0 &&
		       offsetof(struct queue_did_appointment_expired, appointment) == 0 &&
		       offsetof(struct queue_did_device_reported, device) == 0 &&
		       offsetof(struct queue_did_device_paused, device) == 0 &&
		       offsetof(struct queue_did_device_resumed, device) == 0 &&
		       offsetof(struct queue_did_alert_acknowledged, alert) == 0 &&
		       offsetof(struct queue_did_alert_closed, alert) == 0,
	       "what becomes of a thing says first which");

/* --- Looking --------------------------------------------------------------------------------------- */

static const void *member(const struct queue_event *event, uint16_t at)
{
	return (const char *)&event->ticket_taken + at - 1;
}

static uint16_t place(const struct queue_event *event, uint16_t at)
{
	uint16_t n;

	memcpy(&n, member(event, at), sizeof(n));
	return n;
}

static int64_t number(const struct queue_event *event, uint16_t at)
{
	int64_t n;

	memcpy(&n, member(event, at), sizeof(n));
	return n;
}

static bool name_is_there(const struct shape_names *names, const struct shape_field *field, const char *at)
{
	uint16_t n;

	memcpy(&n, at, sizeof(n));
	return n == 0 || names->name(names->context, field->table, n).len > 0;
}

/* The first member that names what is not in the hall's tables, in the lists of the event too; NULL for none. */
static const char *stranger(const struct shape_names *names, const struct shape *shape, const char *from)
{
	for (size_t f = 0; f < shape->n; f++) {
		const struct shape_field *field = &shape->fields[f];
		const char *at = from + field->offset;
		if (field->kind == SHAPE_NAME && !name_is_there(names, field, at))
			return field->name;
		if (field->kind != SHAPE_LIST)
			continue;
		const struct shape_list *list = (const struct shape_list *)(const void *)at;
		for (uint32_t i = 0; i < list->n; i++) {
			const char *entry = (const char *)list->at + (size_t)i * field->entry->size;
			if ((field->entry->kind == SHAPE_NAME && !name_is_there(names, field->entry, entry)) ||
			    (field->entry->kind == SHAPE_RECORD && stranger(names, field->entry->of, entry) != NULL))
				return field->name;
		}
	}
	return NULL;
}

static enum rc ticket_fits(const struct queue_event *event, const struct needs *needs,
			   const struct queue_ticket *ticket, struct err *err)
{
	if (needs->ticket == 0)
		return RC_OK;
	if (ticket == NULL)
		return unfit(err, "ticket", number(event, needs->ticket), "is not there");
	if ((needs->states & (1U << ticket->state)) == 0)
		return err_invalid(err, "ticket", "ticket %lld is %s", (long long)ticket->id.n,
				   queue_ticket_state_words.words[ticket->state]);
	if (needs->span != 0 && number(event, needs->span) > event->at - ticket->taken_at)
		return unfit(err, "ticket", ticket->id.n, "is younger than that");
	return RC_OK;
}

static enum rc window_fits(const struct queue_hall *hall, const struct queue_event *event, const struct needs *needs,
			   struct err *err)
{
	if (needs->window == 0)
		return RC_OK;
	const uint16_t w = place(event, needs->window);
	const struct queue_window *window = &hall->windows[w];
	const bool closed = window->state == QUEUE_WINDOW_CLOSED;
	const int64_t ticket = needs->ticket != 0 ? number(event, needs->ticket) : 0;

	if (closed != (needs->stands == STANDS_CLOSED))
		return unfit(err, "window", w, closed ? "is closed" : "is open");
	if (needs->stands == STANDS_EMPTY && window->ticket.n != 0)
		return unfit(err, "window", w, "has a ticket");
	if (needs->stands == STANDS_WITH_IT && window->ticket.n != ticket)
		return unfit(err, "window", w, "does not have that ticket");
	if (needs->clerk != 0 && place(event, needs->clerk) != window->clerk.n)
		return unfit(err, "window", w, "has another clerk");
	return RC_OK;
}

enum rc queue_event_fits(const struct queue_hall *hall, const struct queue_event *event, struct err *err)
{
	const struct needs *needs = &table[event->kind];
	const struct shape_names names = queue_names(hall);
	const struct queue_ticket *ticket = NULL;

	if (event->at < hall->at || event->at < CIVIL_MS_MIN || event->at > CIVIL_MS_MAX)
		return err_invalid(err, "at", "its time is before that of the event before it, or none");
	const char *name = stranger(&names, queue_event_infos[event->kind].body, member(event, 1));
	if (name != NULL)
		return err_invalid(err, name, "%s names what is not there", name);
	if (needs->ticket != 0)
		ticket = queue_ticket_at(hall, (struct queue_ticket_id){ number(event, needs->ticket) });
	enum rc rc = ticket_fits(event, needs, ticket, err);
	if (rc == RC_OK)
		rc = window_fits(hall, event, needs, err);
	if (rc != RC_OK || needs->more == NULL)
		return rc;
	const char *wrong = needs->more(hall, event, ticket);
	return wrong == NULL ? RC_OK : err_invalid(err, "", "what it speaks of %s", wrong);
}
