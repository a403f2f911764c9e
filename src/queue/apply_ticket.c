/* From events to the next state: the life of a ticket (Q1, Q7, Q9, Q14, Q17).
 *
 * The chart in docs/state-charts.md is what these functions do: each asserts the state that it leaves. */
#include "queue/apply_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/booking_private.h"
#include "queue/line_private.h"
#include "queue/numbering_private.h"
#include "queue/policy.h"

void apply_ticket_taken(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_taken *taken = &event->ticket_taken;
	struct queue_service *service = queue_service_at(hall, taken->service);
	struct queue_ticket *ticket = queue_ticket_new(hall, taken->ticket);

	ASSERT(service != NULL && queue_class_at(hall, taken->class_) != NULL);
	ASSERT(taken->then.n <= QUEUE_THEN_MAX);
	ticket->visit = taken->visit;
	ticket->appointment = taken->appointment;
	ticket->channel = taken->channel;
	ticket->service = taken->service;
	ticket->class_ = taken->class_;
	ticket->leg = 1;
	ticket->taken_at = ticket->queued_at = ticket->order_at = hall->at;
	ticket->order_seq = hall->seq * QUEUE_ORDER_ROOM;
	ticket->customer = text_copy(hall->arena, taken->customer);
	ticket->token = text_copy(hall->arena, taken->token);
	memcpy(ticket->number, taken->number, sizeof(ticket->number));
	queue_number_bear(hall, ticket);
	ticket->then_n = (int32_t)taken->then.n;
	for (uint32_t i = 0; i < taken->then.n; i++)
		ticket->then[i] = taken->then.at[i];

	queue_number_given(hall, service, taken->serial);
	queue_wait_enter(hall, ticket);
	service->given++;
	hall->counts.taken++;
	service->full = service->full || (service->config.waiting_limit > 0 &&
					  service->line.n >= (uint32_t)service->config.waiting_limit);
	hall->full = hall->full ||
		     (hall->config.waiting_limit > 0 && hall->waiting >= (uint32_t)hall->config.waiting_limit);

	struct queue_booking *booking = queue_booking_at(hall, taken->appointment);
	if (booking != NULL) {
		booking->state = QUEUE_APPOINTMENT_REDEEMED;
		booking->ticket = taken->ticket;
		queue_bookings_changed(hall);
	}
}

/* Put a call at the head of the board's list; one line for each ticket. */
static void show_call(struct queue_hall *hall, const struct queue_ticket *ticket)
{
	uint32_t at = 0;

	while (at < hall->call_n && hall->calls[at].ticket.n != ticket->id.n)
		at++;
	if (at == hall->call_n && hall->call_n < QUEUE_CALLS_SHOWN)
		hall->call_n++;
	if (at == QUEUE_CALLS_SHOWN)
		at--;
	memmove(&hall->calls[1], &hall->calls[0], at * sizeof(hall->calls[0]));
	hall->calls[0] = (struct queue_call){
		.ticket = ticket->id, .window = ticket->window, .at = hall->at, .calls = ticket->calls
	};
	memcpy(hall->calls[0].number, ticket->number, sizeof(ticket->number));
}

/* A class that has used up its share begins a new cycle for all (ratio calling). */
static void count_call(struct queue_hall *hall, struct queue_class_id id)
{
	struct queue_class *class_ = queue_class_at(hall, id);
	const int64_t share = class_->config.share > 0 ? class_->config.share : 1;

	if (class_->called >= share)
		for (uint16_t c = 1; c <= hall->class_n; c++)
			hall->classes[c].called = 0;
	class_->called++;
}

/* One more was called before those who were put back and compete for the same call. */
static void count_behind(struct queue_hall *hall, struct queue_window_id at, const struct queue_ticket *called)
{
	uint32_t left = hall->put_back;

	for (uint16_t s = 1; s <= hall->service_n && left > 0; s++) {
		for (uint32_t slot = hall->services[s].line.first; slot != 0; slot = hall->tickets[slot].after) {
			struct queue_ticket *ticket = &hall->tickets[slot];
			if (ticket->behind == 0)
				continue;
			left--;
			if (ticket == called || !queue_competes(hall, &hall->windows[at.n], called, ticket))
				continue;
			ticket->behind--;
			hall->put_back -= ticket->behind == 0;
		}
	}
}

void apply_ticket_called(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_called *called = &event->ticket_called;
	struct queue_ticket *ticket = apply_ticket(hall, called->ticket);

	count_behind(hall, called->window, ticket);
	queue_wait_leave(hall, ticket);
	count_call(hall, ticket->class_);
	ticket->state = QUEUE_TICKET_CALLED;
	ticket->window = called->window;
	ticket->clerk = called->clerk;
	ticket->to_window.n = 0;
	ticket->to_clerk.n = 0;
	ticket->called_at = hall->at;
	ticket->calls++;
	queue_window_at(hall, called->window)->ticket = called->ticket;
	apply_window_state(hall, called->window, QUEUE_WINDOW_CALLED);
	show_call(hall, ticket);
}

void apply_ticket_recalled(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_recalled.ticket);

	ASSERT(ticket->state == QUEUE_TICKET_CALLED);
	ticket->calls++;
	show_call(hall, ticket);
}

void apply_ticket_started(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_started.ticket);

	ASSERT(ticket->state == QUEUE_TICKET_CALLED);
	ticket->state = QUEUE_TICKET_SERVING;
	if (ticket->started_at == 0)
		ticket->started_at = hall->at;
	ticket->serving_since = hall->at;
	apply_window_state(hall, event->ticket_started.window, QUEUE_WINDOW_SERVING);
}

/* The ticket is over. */
static void end(struct queue_hall *hall, struct queue_ticket *ticket, enum queue_ticket_state state)
{
	ticket->state = state;
	ticket->serving_since = 0;
	ticket->held_at = 0;
	ticket->finished_at = hall->at;
	queue_done_enter(hall, ticket);
}

void apply_ticket_finished(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_finished *finished = &event->ticket_finished;
	struct queue_ticket *ticket = apply_ticket(hall, finished->ticket);

	ASSERT(ticket->state == QUEUE_TICKET_SERVING || ticket->state == QUEUE_TICKET_HELD);
	ticket->served_ms = finished->served_ms;
	ticket->finished++;
	ticket->rated = false;
	ticket->rating = 0;
	ticket->rate_window = finished->window;
	ticket->rate_clerk = finished->clerk;
	ticket->rate_service = finished->service;
	hall->counts.served++;
	apply_window_leave(hall, finished->window,
			   hall->config.policy.wrap_up ? QUEUE_WINDOW_WRAP_UP : QUEUE_WINDOW_FREE);
	end(hall, ticket, QUEUE_TICKET_FINISHED);
}

/* Back into a queue in a given place: a new entry, whose wait is counted from now. */
static void queue_again(struct queue_hall *hall, struct queue_ticket *ticket)
{
	ticket->queued_at = hall->at;
	ticket->serving_since = 0;
	ticket->held_at = 0;
	ticket->calls = 0;
	queue_wait_enter(hall, ticket);
}

/* Let `places` of those who compete with the ticket at its window go before it. Its place in the queue alone would not
 * do: other rules may put it before them all the same. Among those of the same time it takes a number between its
 * new neighbours, so that one who was put there before does not count twice. */
static void step_back(struct queue_hall *hall, struct queue_ticket *ticket, int64_t places)
{
	const struct queue_window *window = &hall->windows[ticket->window.n];
	const struct queue_place place = queue_place_behind(hall, window, ticket, places, hall->at);
	const struct queue_ticket *before = place.before, *after = place.after;

	ticket->behind = (int32_t)place.n;
	if (before == NULL || queue_order(before, ticket) < 0)
		return;
	ticket->order_at = before->order_at;
	ticket->order_seq = hall->seq * QUEUE_ORDER_ROOM;
	if (after != NULL && after->order_at == before->order_at && after->order_seq > before->order_seq + 1)
		ticket->order_seq = before->order_seq + (after->order_seq - before->order_seq) / 2;
}

void apply_ticket_missed(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_missed *missed = &event->ticket_missed;
	struct queue_ticket *ticket = apply_ticket(hall, missed->ticket);

	ASSERT(ticket->state == QUEUE_TICKET_CALLED);
	apply_window_leave(hall, missed->window, QUEUE_WINDOW_FREE);
	hall->counts.no_shows++;
	if (missed->ended) {
		hall->counts.missed++;
		return end(hall, ticket, QUEUE_TICKET_NO_SHOW);
	}
	ticket->missed = true;
	ticket->ahead = false;
	ticket->calls = 0;
	step_back(hall, ticket, missed->places);
	/* The last call counts: the wait goes on from the same entry. */
	queue_wait_enter(hall, ticket);
}

void apply_ticket_reinstated(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_reinstated.ticket);

	ASSERT(ticket->state == QUEUE_TICKET_NO_SHOW);
	queue_line_remove(hall, &hall->done, ticket);
	ticket->finished_at = 0;
	ticket->reinstated_at = hall->at;
	ticket->calls = 0;
	hall->counts.missed -= hall->counts.missed > 0;
	queue_wait_enter(hall, ticket);
}

void apply_ticket_held(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_held *held = &event->ticket_held;
	struct queue_ticket *ticket = apply_ticket(hall, held->ticket);

	ASSERT(ticket->state == QUEUE_TICKET_CALLED || ticket->state == QUEUE_TICKET_SERVING ||
	       ticket->state == QUEUE_TICKET_HELD);
	ticket->served_ms = held->served_ms;
	ticket->serving_since = 0;
	ticket->held_at = hall->at;
	if (held->hold == QUEUE_HOLD_WAIT) {
		ticket->state = QUEUE_TICKET_HELD;
		apply_window_state(hall, held->window, QUEUE_WINDOW_WAITING);
		return;
	}
	apply_window_leave(hall, held->window, QUEUE_WINDOW_FREE);
	if (held->hold == QUEUE_HOLD_KEEP) {
		ticket->state = QUEUE_TICKET_HELD;
		queue_line_append(hall, &hall->held, ticket);
	} else {
		step_back(hall, ticket, held->places);
		queue_again(hall, ticket);
	}
}

void apply_ticket_resumed(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_resumed *resumed = &event->ticket_resumed;
	struct queue_ticket *ticket = apply_ticket(hall, resumed->ticket);
	struct queue_window *window = queue_window_at(hall, resumed->window);

	ASSERT(ticket->state == QUEUE_TICKET_HELD);
	if (window->ticket.n != ticket->id.n)
		queue_line_remove(hall, &hall->held, ticket);
	ticket->state = QUEUE_TICKET_SERVING;
	ticket->window = resumed->window;
	ticket->clerk = resumed->clerk;
	ticket->held_at = 0;
	ticket->serving_since = hall->at;
	window->ticket = ticket->id;
	apply_window_state(hall, resumed->window, QUEUE_WINDOW_SERVING);
}

void apply_ticket_released(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_released.ticket);

	ASSERT(ticket->state == QUEUE_TICKET_HELD);
	queue_line_remove(hall, &hall->held, ticket);
	queue_again(hall, ticket);
}

/* A new entry into a queue, with what belongs to the entry before it cleared. */
static void next_leg(struct queue_hall *hall, struct queue_ticket *ticket, struct queue_service_id service)
{
	ticket->service = service;
	ticket->leg++;
	ticket->missed = false;
	ticket->ahead = false;
	ticket->called_at = ticket->started_at = ticket->finished_at = 0;
	ticket->served_ms = 0;
	if (hall->config.policy.transfer_to_end) {
		ticket->order_at = hall->at;
		ticket->order_seq = hall->seq * QUEUE_ORDER_ROOM;
	}
	queue_again(hall, ticket);
}

void apply_ticket_transferred(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_transferred *sent = &event->ticket_transferred;
	struct queue_ticket *ticket = apply_ticket(hall, sent->ticket);

	ASSERT(ticket->state == QUEUE_TICKET_CALLED || ticket->state == QUEUE_TICKET_SERVING ||
	       ticket->state == QUEUE_TICKET_HELD);
	apply_window_leave(hall, sent->window, QUEUE_WINDOW_FREE);
	ticket->back_window = sent->window;
	ticket->back_service = sent->from_service;
	ticket->come_back = sent->come_back;
	ticket->to_window = sent->to_window;
	ticket->to_clerk = sent->to_clerk;
	next_leg(hall, ticket, sent->service);
}

/* The next service of the visit, which is then no longer to come. */
static struct queue_service_id take_next(struct queue_ticket *ticket)
{
	const struct queue_service_id next = ticket->then[0];

	ASSERT(ticket->then_n > 0);
	ticket->then_n--;
	memmove(&ticket->then[0], &ticket->then[1], (size_t)ticket->then_n * sizeof(ticket->then[0]));
	ticket->then[ticket->then_n].n = 0;
	return next;
}

void apply_ticket_continued(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_ticket_continued *on = &event->ticket_continued;
	struct queue_ticket *ticket = apply_ticket(hall, on->ticket);

	ASSERT(ticket->state == QUEUE_TICKET_FINISHED);
	queue_line_remove(hall, &hall->done, ticket);
	/* Retired services before the one it goes on to are skipped. */
	if (on->to_window.n == 0)
		while (take_next(ticket).n != on->service.n)
			;
	ticket->come_back = false;
	ticket->back_window.n = 0;
	ticket->back_service.n = 0;
	ticket->to_window = on->to_window;
	next_leg(hall, ticket, on->service);
}

void apply_ticket_inserted(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_inserted.ticket);

	ASSERT(ticket->state == QUEUE_TICKET_WAITING);
	hall->put_back -= ticket->behind > 0;
	ticket->behind = 0;
	ticket->ahead = true;
	ticket->reason = text_copy(hall->arena, event->ticket_inserted.reason);
}

/* Take a ticket out of wherever it is: its queue, a clerk's keeping, or a window. */
static void withdraw(struct queue_hall *hall, struct queue_ticket *ticket)
{
	if (ticket->state == QUEUE_TICKET_WAITING)
		queue_wait_leave(hall, ticket);
	else if (hall->windows[ticket->window.n].ticket.n == ticket->id.n)
		apply_window_leave(hall, ticket->window, QUEUE_WINDOW_FREE);
	else
		queue_line_remove(hall, &hall->held, ticket);
}

void apply_ticket_cancelled(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_cancelled.ticket);

	withdraw(hall, ticket);
	hall->counts.left++;
	end(hall, ticket, QUEUE_TICKET_CANCELLED);
}

void apply_ticket_unserved(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_unserved.ticket);

	withdraw(hall, ticket);
	end(hall, ticket, QUEUE_TICKET_UNSERVED);
}

void apply_ticket_extended(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->ticket_extended.ticket);

	ASSERT(ticket->then_n < QUEUE_THEN_MAX);
	ticket->then[ticket->then_n++] = event->ticket_extended.service;
}

void apply_rating_given(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_ticket *ticket = apply_ticket(hall, event->rating_given.ticket);

	ASSERT(!ticket->rated);
	ticket->rated = true;
	ticket->rating = (int32_t)event->rating_given.level;
}
