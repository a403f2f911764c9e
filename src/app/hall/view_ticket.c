/* One ticket, for desks and for its customer's phone (Q1, Q14, Q16). What a phone is shown names nobody: no other
 * ticket, no clerk, no customer. */
#include "app/hall/views.h"

#include "base/bug.h"
#include "base/civil.h"
#include "queue/policy.h"

static int64_t booked_at(const struct queue_hall *hall, const struct queue_booking *booking)
{
	return civil_instant(booking->date, booking->slot, (int)hall->config.calendar.utc_offset_min);
}

static struct view_ticket ticket_view(const struct view_source *source, const struct view_told_ticket *told)
{
	const struct queue_hall *hall = source->hall;
	const struct queue_ticket *ticket = told->ticket;
	const struct queue_window *window = queue_window_at(hall, ticket->window);
	const struct queue_booking *booking = queue_booking_at(hall, ticket->appointment);
	const bool waits = ticket->state == QUEUE_TICKET_WAITING;

	return (struct view_ticket){
		.ticket = ticket->id.n,
		.number = text_of(ticket->number),
		.state = ticket->state,
		.service = text_of(hall->services[ticket->service.n].config.id),
		.class_ = text_of(hall->classes[ticket->class_.n].config.id),
		.ahead = waits ? queue_ahead_of(hall, ticket, source->now_ms) : 0,
		.window = text_of(ticket->called_at != 0 && window != NULL ? window->config.id : NULL),
		.taken = ticket->taken_at,
		.rated = ticket->rated,
		.rateable = ticket->finished > 0 && !ticket->rated,
		.booked = booking != NULL ? booked_at(hall, booking) : 0,
		.expected = waits ? told->expected : (struct view_expected){ 0 },
		.told = told->told,
		.link = told->link,
	};
}

static struct text write(const struct shape *shape, const void *view, const struct queue_hall *hall,
			 struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(shape, view, NULL, (int)hall->config.calendar.utc_offset_min, &out);
	return buf_view(&buf);
}

struct text view_ticket_json(const struct view_source *source, const struct view_told_ticket *told, struct arena *arena)
{
	const struct view_ticket view = ticket_view(source, told);

	return write(&view_ticket_shape, &view, source->hall, arena);
}

struct text view_link_json(const struct view_source *source, const struct view_told_ticket *told, struct arena *arena)
{
	const struct queue_hall *hall = source->hall;
	const struct queue_ticket *ticket = told->ticket;
	const struct queue_service *service = &hall->services[ticket->service.n];
	struct view_link view = {
		.hall = source->id,
		.name = hall->config.name,
		.name_en = hall->config.name_en,
		.at = source->now_ms,
		.ticket = ticket_view(source, told),
		.service_name = service->config.name,
		.service_name_en = service->config.name_en,
		.ratings = view_ratings(hall, arena),
		.rating_reasons = view_rating_reasons(hall, arena),
		.live = true,
	};

	if (view.ticket.window.len > 0) {
		const struct queue_window *window = queue_window_at(hall, ticket->window);
		view.window_name = window->config.name;
		view.window_name_en = window->config.name_en;
		view.called = ticket->called_at;
		view.calls = ticket->calls;
	}
	return write(&view_link_shape, &view, hall, arena);
}
