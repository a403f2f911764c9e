/* From events to the next state: the table of events, and those about the hall, its windows, services
 * and bookings (Q3, Q6, Q8, Q15).
 *
 * Applying never refuses: an event is a fact. It reads nothing but the hall and the event. */
#include "queue/apply_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/booking_private.h"
#include "queue/calendar.h"
#include "queue/config_private.h"
#include "queue/line_private.h"
#include "queue/numbering_private.h"

/* What kiosks look like is told by the log and kept beside the hall: nobody waits differently for it. */
static void apply_nothing(struct queue_hall *hall, const struct queue_event *event)
{
	ASSERT(hall->seq == event->seq);
}

static apply_event *const events[QUEUE_EVENT_COUNT + 1] = {
	[QUEUE_DID_HALL_CONFIGURED] = apply_hall_configured,
	[QUEUE_DID_DAY_OPENED] = apply_day_opened,
	[QUEUE_DID_TICKET_TAKEN] = apply_ticket_taken,
	[QUEUE_DID_TICKET_CALLED] = apply_ticket_called,
	[QUEUE_DID_TICKET_RECALLED] = apply_ticket_recalled,
	[QUEUE_DID_TICKET_STARTED] = apply_ticket_started,
	[QUEUE_DID_TICKET_FINISHED] = apply_ticket_finished,
	[QUEUE_DID_TICKET_MISSED] = apply_ticket_missed,
	[QUEUE_DID_TICKET_REINSTATED] = apply_ticket_reinstated,
	[QUEUE_DID_TICKET_HELD] = apply_ticket_held,
	[QUEUE_DID_TICKET_RESUMED] = apply_ticket_resumed,
	[QUEUE_DID_TICKET_RELEASED] = apply_ticket_released,
	[QUEUE_DID_TICKET_TRANSFERRED] = apply_ticket_transferred,
	[QUEUE_DID_TICKET_CONTINUED] = apply_ticket_continued,
	[QUEUE_DID_TICKET_INSERTED] = apply_ticket_inserted,
	[QUEUE_DID_TICKET_CANCELLED] = apply_ticket_cancelled,
	[QUEUE_DID_TICKET_UNSERVED] = apply_ticket_unserved,
	[QUEUE_DID_TICKET_EXTENDED] = apply_ticket_extended,
	[QUEUE_DID_WINDOW_OPENED] = apply_window_opened,
	[QUEUE_DID_WINDOW_CLOSED] = apply_window_closed,
	[QUEUE_DID_WINDOW_PAUSED] = apply_window_paused,
	[QUEUE_DID_WINDOW_RESUMED] = apply_window_resumed,
	[QUEUE_DID_WINDOW_READIED] = apply_window_readied,
	[QUEUE_DID_WINDOW_SERVICES_SET] = apply_window_services_set,
	[QUEUE_DID_SERVICE_PAUSED] = apply_service_paused,
	[QUEUE_DID_SERVICE_RESUMED] = apply_service_resumed,
	[QUEUE_DID_RATING_GIVEN] = apply_rating_given,
	[QUEUE_DID_APPOINTMENT_BOOKED] = apply_appointment_booked,
	[QUEUE_DID_APPOINTMENT_MOVED] = apply_appointment_moved,
	[QUEUE_DID_APPOINTMENT_CANCELLED] = apply_appointment_cancelled,
	[QUEUE_DID_APPOINTMENT_EXPIRED] = apply_appointment_expired,
	[QUEUE_DID_DEVICE_REPORTED] = apply_device_reported,
	[QUEUE_DID_DEVICE_PAUSED] = apply_device_paused,
	[QUEUE_DID_DEVICE_RESUMED] = apply_device_resumed,
	[QUEUE_DID_ALERT_RAISED] = apply_alert_raised,
	[QUEUE_DID_ALERT_CHANGED] = apply_alert_changed,
	[QUEUE_DID_ALERT_ACKNOWLEDGED] = apply_alert_acknowledged,
	[QUEUE_DID_ALERT_ESCALATED] = apply_alert_escalated,
	[QUEUE_DID_ALERT_CLOSED] = apply_alert_closed,
	[QUEUE_DID_KIOSK_PUBLISHED] = apply_nothing,
};

void queue_apply(struct queue_hall *hall, const struct queue_event *event)
{
	ASSERT(event->seq == hall->seq + 1);
	ASSERT(event->at >= hall->at);
	ASSERT(event->kind >= 1 && event->kind <= QUEUE_EVENT_COUNT);
	hall->seq = event->seq;
	hall->at = event->at;
	events[event->kind](hall, event);
}

struct queue_ticket *apply_ticket(const struct queue_hall *hall, struct queue_ticket_id id)
{
	struct queue_ticket *ticket = queue_ticket_at(hall, id);

	ASSERT(ticket != NULL);
	return ticket;
}

static struct queue_window *window_of(const struct queue_hall *hall, struct queue_window_id id)
{
	struct queue_window *window = queue_window_at(hall, id);

	ASSERT(window != NULL);
	return window;
}

void apply_window_state(struct queue_hall *hall, struct queue_window_id id, enum queue_window_state state)
{
	struct queue_window *window = window_of(hall, id);

	window->state = state;
	window->since = hall->at;
}

void apply_window_leave(struct queue_hall *hall, struct queue_window_id id, enum queue_window_state next)
{
	window_of(hall, id)->ticket.n = 0;
	apply_window_state(hall, id, next);
}

/* What a waiting limit closed stays closed for the day, whatever else changes; another limit opens it again. */
static void reopen_by_limit(struct queue_hall *hall, const struct queue_config *config)
{
	if (config->waiting_limit != hall->config.waiting_limit)
		hall->full = false;
	for (uint32_t i = 0; i < config->services.n; i++)
		for (uint16_t s = 1; s <= hall->service_n; s++) {
			struct queue_service *service = &hall->services[s];
			if (strcmp(service->config.id, config->services.at[i].id) == 0 &&
			    service->config.waiting_limit != config->services.at[i].waiting_limit)
				service->full = false;
		}
}

void apply_hall_configured(struct queue_hall *hall, const struct queue_event *event)
{
	const bool first = !hall->configured;
	const uint16_t windows_before = hall->window_n;

	reopen_by_limit(hall, &event->hall_configured.config);
	queue_config_apply(hall, &event->hall_configured.config);
	for (uint16_t w = (uint16_t)(windows_before + 1); w <= hall->window_n; w++)
		hall->windows[w].since = hall->at;
	if (first)
		hall->date = queue_date(hall, hall->at);
	queue_bookings_changed(hall);
}

static bool is_old(const struct queue_hall *hall, const struct queue_booking *booking)
{
	return booking->date < hall->date;
}

static bool is_void(const struct queue_hall *hall, const struct queue_booking *booking)
{
	(void)hall;
	return queue_booking_is_void(booking);
}

static void drop_bookings(struct queue_hall *hall,
			  bool (*drops)(const struct queue_hall *hall, const struct queue_booking *booking))
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < hall->booking_n; i++)
		if (!drops(hall, &hall->bookings[i]))
			hall->bookings[kept++] = hall->bookings[i];
	hall->booking_n = kept;
}

void apply_day_opened(struct queue_hall *hall, const struct queue_event *event)
{
	hall->date = event->day_opened.date;
	hall->full = false;
	hall->counts = (struct queue_counts){ 0 };
	hall->call_n = 0;
	for (uint16_t s = 1; s <= hall->service_n; s++) {
		hall->services[s].given = 0;
		hall->services[s].full = false;
	}
	for (uint16_t c = 1; c <= hall->class_n; c++)
		hall->classes[c].called = 0;
	queue_number_new_day(hall);
	drop_bookings(hall, is_old);
	while (hall->done.first != 0) {
		struct queue_ticket *ticket = &hall->tickets[hall->done.first];
		queue_line_remove(hall, &hall->done, ticket);
		queue_ticket_forget(hall, ticket);
	}
	queue_bookings_changed(hall);
}

void apply_window_opened(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_window_opened *opened = &event->window_opened;

	window_of(hall, opened->window)->clerk = opened->clerk;
	queue_clerk_at(hall, opened->clerk)->window = opened->window;
	apply_window_state(hall, opened->window, QUEUE_WINDOW_FREE);
}

void apply_window_closed(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_window_closed *closed = &event->window_closed;
	struct queue_window *window = window_of(hall, closed->window);

	queue_clerk_at(hall, closed->clerk)->window.n = 0;
	window->clerk.n = 0;
	window->reason = text_of(NULL);
	apply_window_leave(hall, closed->window, QUEUE_WINDOW_CLOSED);
}

void apply_window_paused(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_window_paused *paused = &event->window_paused;

	window_of(hall, paused->window)->reason = text_copy(hall->arena, paused->reason);
	apply_window_state(hall, paused->window, QUEUE_WINDOW_PAUSED);
}

void apply_window_resumed(struct queue_hall *hall, const struct queue_event *event)
{
	window_of(hall, event->window_resumed.window)->reason = text_of(NULL);
	apply_window_state(hall, event->window_resumed.window, QUEUE_WINDOW_FREE);
}

void apply_window_readied(struct queue_hall *hall, const struct queue_event *event)
{
	apply_window_state(hall, event->window_readied.window, QUEUE_WINDOW_FREE);
}

void apply_window_services_set(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_window_services_set *set = &event->window_services_set;
	struct queue_window *window = window_of(hall, set->window);

	memset(window->priority, 0, (size_t)hall->service_n + 1);
	for (uint32_t i = 0; i < set->services.n; i++) {
		const struct queue_window_service *serves = &set->services.at[i];
		window->priority[serves->service.n] = (uint8_t)(serves->priority > 0 ? serves->priority : 1);
	}
	window->helps = set->helps;
}

void apply_service_paused(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_service_paused *paused = &event->service_paused;
	struct queue_service *service = queue_service_at(hall, paused->service);

	ASSERT(service != NULL);
	service->paused = true;
	service->reason = text_copy(hall->arena, paused->reason);
	service->ask = text_copy(hall->arena, paused->ask);
}

void apply_service_resumed(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_service *service = queue_service_at(hall, event->service_resumed.service);

	ASSERT(service != NULL);
	service->paused = false;
	service->full = false;
	service->reason = service->ask = text_of(NULL);
}

static struct queue_booking *booking_new(struct queue_hall *hall)
{
	enum { BOOKINGS_AT_FIRST = 16 };

	/* What came to nothing is kept to tell why a code is refused, as long as there is room. */
	if (hall->booking_n >= QUEUE_BOOKINGS_MAX)
		drop_bookings(hall, is_void);
	if (hall->booking_n == hall->booking_size) {
		const uint32_t size = hall->booking_size == 0 ? BOOKINGS_AT_FIRST : hall->booking_size * 2;
		struct queue_booking *bookings = ARENA_ARRAY(hall->arena, size, struct queue_booking);
		if (hall->booking_n > 0)
			memcpy(bookings, hall->bookings, hall->booking_n * sizeof(*bookings));
		hall->bookings = bookings;
		hall->booking_size = size;
	}
	return &hall->bookings[hall->booking_n++];
}

void apply_appointment_booked(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_appointment_booked *booked = &event->appointment_booked;
	struct queue_booking *booking = booking_new(hall);

	*booking = (struct queue_booking){
		.id = booked->appointment,
		.state = QUEUE_APPOINTMENT_BOOKED,
		.service = booked->service,
		.class_ = booked->class_,
		.date = booked->date,
		.slot = booked->slot,
		.channel = booked->channel,
		.name = text_copy(hall->arena, booked->name),
		.phone = text_copy(hall->arena, booked->phone),
		.token = text_copy(hall->arena, booked->token),
	};
	memcpy(booking->code, booked->code, sizeof(booking->code));
	queue_bookings_changed(hall);
}

static struct queue_booking *booking_of(const struct queue_hall *hall, struct queue_appointment_id id)
{
	struct queue_booking *booking = queue_booking_at(hall, id);

	ASSERT(booking != NULL);
	return booking;
}

void apply_appointment_moved(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_appointment_moved *moved = &event->appointment_moved;
	struct queue_booking *booking = booking_of(hall, moved->appointment);

	booking->date = moved->date;
	booking->slot = moved->slot;
	memcpy(booking->code, moved->code, sizeof(booking->code));
	queue_bookings_changed(hall);
}

void apply_appointment_cancelled(struct queue_hall *hall, const struct queue_event *event)
{
	booking_of(hall, event->appointment_cancelled.appointment)->state = QUEUE_APPOINTMENT_CANCELLED;
	queue_bookings_changed(hall);
}

void apply_appointment_expired(struct queue_hall *hall, const struct queue_event *event)
{
	booking_of(hall, event->appointment_expired.appointment)->state = QUEUE_APPOINTMENT_EXPIRED;
	queue_bookings_changed(hall);
}
