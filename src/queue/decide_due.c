/* What time alone brings: the end of a day, bookings that expire, holds that end, and alerts (Q2, Q7, Q15, M2).
 *
 * At the end of a day a hall that clears ends every ticket for what it was (unserved, or finished by
 * force where it was being served; never as served by the clerk) and closes every window. A hall that
 * carries over keeps them all; only numbering and counts begin again. */
#include "queue/decide_private.h"

#include "base/bug.h"
#include "base/civil.h"
#include "queue/booking.h"
#include "queue/calendar.h"

/* At a window with its service begun; a clerk's kept tickets are not. */
static bool is_being_served(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	return ticket->state == QUEUE_TICKET_SERVING ||
	       (ticket->state == QUEUE_TICKET_HELD && hall->windows[ticket->window.n].ticket.n == ticket->id.n);
}

static void end_ticket(struct decide *d, const struct queue_ticket *ticket)
{
	if (!is_being_served(d->hall, ticket)) {
		decide_emit(d, QUEUE_DID_TICKET_UNSERVED)->ticket_unserved.ticket = ticket->id;
		return;
	}
	decide_emit(d, QUEUE_DID_TICKET_FINISHED)->ticket_finished = (struct queue_did_ticket_finished){
		.ticket = ticket->id,
		.window = ticket->window,
		.clerk = ticket->clerk,
		.service = ticket->service,
		.served_ms = decide_served_ms(d, ticket),
		.forced = true,
	};
}

static void end_line(struct decide *d, const struct queue_line *line)
{
	for (uint32_t slot = line->first; slot != 0; slot = d->hall->tickets[slot].after)
		end_ticket(d, &d->hall->tickets[slot]);
}

/* In the order of the lines: slots may differ between halls that are equal. */
static void clear_hall(struct decide *d)
{
	const struct queue_hall *hall = d->hall;

	for (uint16_t s = 1; s <= hall->service_n; s++)
		end_line(d, &hall->services[s].line);
	for (uint16_t w = 1; w <= hall->window_n; w++)
		if (hall->windows[w].ticket.n != 0)
			end_ticket(d, queue_ticket_at(hall, hall->windows[w].ticket));
	end_line(d, &hall->held);
	for (uint16_t w = 1; w <= hall->window_n; w++)
		if (hall->windows[w].state != QUEUE_WINDOW_CLOSED)
			decide_emit(d, QUEUE_DID_WINDOW_CLOSED)->window_closed = (struct queue_did_window_closed){
				.window = { w }, .clerk = hall->windows[w].clerk, .forced = true };
}

/* A booking counts on its day only, so its grace ends with the day at the latest. */
static void expire_bookings(struct decide *d)
{
	const int32_t today = queue_date(d->hall, d->now);

	for (uint32_t i = 0; i < d->hall->booking_n; i++) {
		const struct queue_booking *booking = &d->hall->bookings[i];
		if (booking->state == QUEUE_APPOINTMENT_BOOKED &&
		    (booking->date < today || queue_booking_ends(d->hall, booking) <= d->now))
			decide_emit(d, QUEUE_DID_APPOINTMENT_EXPIRED)->appointment_expired.appointment = booking->id;
	}
}

static int64_t day_ends(const struct queue_hall *hall)
{
	return civil_instant(hall->date + 1, 0, (int)hall->config.calendar.utc_offset_min);
}

/* When a kept ticket goes back by itself. */
static int64_t hold_ends(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const int64_t hold_max = hall->config.policy.hold_max_min;

	return hold_max > 0 ? ticket->held_at + hold_max * CIVIL_MS_PER_MINUTE : day_ends(hall);
}

static void release_holds(struct decide *d)
{
	const struct queue_hall *hall = d->hall;

	for (uint32_t slot = hall->held.first; slot != 0; slot = hall->tickets[slot].after)
		if (hold_ends(hall, &hall->tickets[slot]) <= d->now)
			decide_emit(d, QUEUE_DID_TICKET_RELEASED)->ticket_released.ticket = hall->tickets[slot].id;
}

struct queue_decision queue_due(const struct queue_hall *hall, int64_t now_ms, struct arena *arena)
{
	struct decide d = { .hall = hall, .now = now_ms > hall->at ? now_ms : hall->at, .arena = arena };

	if (!hall->configured)
		return d.out;
	expire_bookings(&d);
	if (queue_date(hall, d.now) <= hall->date) {
		release_holds(&d);
		/* Alerts are of the hall as these leave it: of the next round. */
		if (d.out.n == 0)
			decide_alerts(&d);
		return d.out;
	}
	if (hall->config.calendar.rollover == QUEUE_ROLLOVER_CARRY)
		release_holds(&d);
	else
		clear_hall(&d);
	decide_close_alerts(&d);
	decide_emit(&d, QUEUE_DID_DAY_OPENED)->day_opened.date = queue_date(hall, d.now);
	return d.out;
}

int64_t queue_due_at(const struct queue_hall *hall)
{
	if (!hall->configured)
		return INT64_MAX;
	int64_t due = day_ends(hall);
	if (hall->booking_due < due)
		due = hall->booking_due;
	if (hall->held.first != 0 && hold_ends(hall, &hall->tickets[hall->held.first]) < due)
		due = hold_ends(hall, &hall->tickets[hall->held.first]);
	const int64_t alerts_due = queue_alerts_due_at(hall);
	return alerts_due < due ? alerts_due : due;
}
