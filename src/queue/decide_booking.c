/* Appointments: book, move, cancel, redeem (Q15).
 *
 * A code has six digits: the first names the hour slot, counted from the first of the day, the others
 * are random and unique among the bookings of that day. */
#include "queue/decide_private.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "base/rng.h"
#include "queue/booking.h"
#include "queue/calendar.h"

enum { SLOT_MIN = 60, CODES = 100000 };

/* Why a slot cannot be booked, or REFUSED_NOT. */
static enum queue_refusal slot_closed(const struct decide *d, struct queue_service_id service, int32_t date,
				      int32_t minute)
{
	struct queue_slot slots[QUEUE_SLOTS_MAX];

	if (d->hall->services[service.n].config.slot_capacity == 0)
		return REFUSED_APPOINTMENTS_OFF;
	const enum queue_refusal reach = queue_slot_reach(d->hall, date, minute, d->now);
	if (reach != REFUSED_NOT)
		return reach;
	const uint32_t n = queue_slots(d->hall, service, date, d->now, slots);
	for (uint32_t i = 0; i < n; i++)
		if (slots[i].minute == minute)
			return slots[i].free > 0 ? REFUSED_NOT : REFUSED_SLOT_FULL;
	return REFUSED_SLOT_UNKNOWN;
}

static void refuse_slot(struct decide *d, enum queue_refusal why)
{
	if (why == REFUSED_SLOT_TOO_FAR)
		decide_refuse_what(d, why, text_printf(d->arena, "%lld", (long long)queue_days_ahead(d->hall)));
	else
		decide_refuse(d, why);
}

static bool code_is_free(const struct queue_hall *hall, int32_t date, const char *code)
{
	for (uint32_t i = 0; i < hall->booking_n; i++)
		if (hall->bookings[i].date == date && strcmp(hall->bookings[i].code, code) == 0)
			return false;
	return true;
}

/* QUEUE_BOOKINGS_MAX is far below CODES, so a free code is always found. */
static void make_code(const struct decide *d, int32_t date, int32_t slot, char ret_code[7])
{
	const int digit = (slot - d->hall->config.booking.from) / SLOT_MIN + 1;
	struct rng rng;

	ASSERT(digit >= 1 && digit <= QUEUE_SLOTS_MAX);
	rng_seed(&rng, d->seed);
	do {
		snprintf(ret_code, 7, "%d%05d", digit % 10, (int)rng_below(&rng, CODES));
	} while (!code_is_free(d->hall, date, ret_code));
}

void decide_appointment_book(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_appointment_book *args = &command->appointment_book;
	struct queue_class_id class_;

	if (decide_service(d, args->service) == NULL || !decide_class(d, args->class_, &class_))
		return;
	const enum queue_refusal why = slot_closed(d, args->service, args->date, args->slot);
	if (why != REFUSED_NOT)
		return refuse_slot(d, why);
	if (d->hall->booking_n >= QUEUE_BOOKINGS_MAX && !queue_booking_room(d->hall))
		return decide_refuse(d, REFUSED_APPOINTMENTS_MAX);

	struct queue_event *event = decide_emit(d, QUEUE_DID_APPOINTMENT_BOOKED);
	event->appointment_booked = (struct queue_did_appointment_booked){
		.appointment = { event->seq },
		.service = args->service,
		.date = args->date,
		.slot = args->slot,
		.class_ = class_,
		.name = args->name,
		.phone = args->phone,
		.token = args->token,
		.channel = args->channel != 0 ? args->channel : QUEUE_CHANNEL_API,
	};
	make_code(d, args->date, args->slot, event->appointment_booked.code);
}

/* A booking that still stands; NULL after refusing. */
static const struct queue_booking *standing(struct decide *d, struct queue_appointment_id id)
{
	const struct queue_booking *booking = queue_booking_at(d->hall, id);

	if (booking == NULL)
		return decide_refuse(d, REFUSED_APPOINTMENT_UNKNOWN), NULL;
	if (booking->state != QUEUE_APPOINTMENT_BOOKED)
		return decide_refuse(d, REFUSED_APPOINTMENT_OVER), NULL;
	return booking;
}

void decide_appointment_move(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_appointment_move *args = &command->appointment_move;
	const struct queue_booking *booking = standing(d, args->appointment);

	if (booking == NULL)
		return;
	const enum queue_refusal why = slot_closed(d, booking->service, args->date, args->slot);
	const bool same = booking->date == args->date && booking->slot == args->slot;
	if (why != REFUSED_NOT && !(same && why == REFUSED_SLOT_FULL))
		return refuse_slot(d, why);
	struct queue_did_appointment_moved *moved = &decide_emit(d, QUEUE_DID_APPOINTMENT_MOVED)->appointment_moved;
	*moved = (struct queue_did_appointment_moved){
		.appointment = args->appointment, .date = args->date, .slot = args->slot };
	make_code(d, args->date, args->slot, moved->code);
}

void decide_appointment_cancel(struct decide *d, const struct queue_command *command)
{
	const struct queue_appointment_id id = command->appointment_cancel.appointment;

	if (standing(d, id) != NULL)
		decide_emit(d, QUEUE_DID_APPOINTMENT_CANCELLED)->appointment_cancelled.appointment = id;
}

/* How well a booking answers to what the customer showed: the best one is redeemed. */
enum match { MATCH_NONE, MATCH_OVER, MATCH_OTHER_DAY, MATCH_TODAY };

static enum match match(const struct decide *d, const struct queue_do_appointment_redeem *args,
			const struct queue_booking *booking)
{
	const bool shown = args->appointment.n != 0 ? booking->id.n == args->appointment.n
			   : args->code.len > 0     ? text_eq(args->code, text_of(booking->code))
						    : args->token.len > 0 && text_eq(args->token, booking->token);

	if (!shown)
		return MATCH_NONE;
	if (booking->state != QUEUE_APPOINTMENT_BOOKED)
		return MATCH_OVER;
	return booking->date == queue_date(d->hall, d->now) ? MATCH_TODAY : MATCH_OTHER_DAY;
}

void decide_appointment_redeem(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_appointment_redeem *args = &command->appointment_redeem;
	const struct queue_booking *found = NULL;
	enum match best = MATCH_NONE;

	for (uint32_t i = 0; i < d->hall->booking_n; i++) {
		const struct queue_booking *booking = &d->hall->bookings[i];
		const enum match how = match(d, args, booking);
		if (how > best || (how == MATCH_TODAY && booking->slot < found->slot)) {
			best = how;
			found = booking;
		}
	}
	if (best == MATCH_NONE)
		return decide_refuse(d, REFUSED_APPOINTMENT_UNKNOWN);
	if (best == MATCH_OVER)
		return decide_refuse(d, REFUSED_APPOINTMENT_OVER);
	if (best == MATCH_OTHER_DAY) {
		char date[CIVIL_DATE_SIZE];
		civil_format_date(found->date, date);
		return decide_refuse_what(d, REFUSED_APPOINTMENT_NOT_TODAY, text_of(date));
	}
	decide_take_ticket(d, &(struct decide_take){ .service = found->service,
						     .class_ = found->class_,
						     .appointment = found->id,
						     .channel = args->channel,
						     .customer = text_copy(d->arena, found->name),
						     .token = text_copy(d->arena, found->token),
						     .device = args->device,
						     .has_right = true });
}
