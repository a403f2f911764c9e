/* Appointments: codes, capacity, and that each is redeemed once, on its day (Q15). */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "test/audit/model.h"

enum { SIZE_AT_FIRST = 16, SLOT_MIN = 60 };

static struct model_booking *find(struct audit *a, int64_t id)
{
	for (uint32_t i = 0; i < a->booking_n; i++)
		if (a->bookings[i].id == id)
			return &a->bookings[i];
	model_object(a, AUDIT_UNKNOWN, "there is no booking %lld", (long long)id);
	return NULL;
}

bool model_is_in_slot(const struct audit *a, int64_t booking)
{
	for (uint32_t i = 0; i < a->booking_n; i++) {
		const struct model_booking *found = &a->bookings[i];
		if (found->id != booking)
			continue;
		const int64_t begins = civil_instant(found->date, found->slot, (int)a->offset_min);
		return a->at >= begins && a->at < begins + (SLOT_MIN + a->booking.grace_min) * CIVIL_MS_PER_MINUTE;
	}
	return false;
}

/* A booking that still stands; NULL after objecting. */
static struct model_booking *standing(struct audit *a, int64_t id)
{
	struct model_booking *booking = find(a, id);

	if (booking == NULL || booking->state == QUEUE_APPOINTMENT_BOOKED)
		return booking;
	model_object(a, AUDIT_BOOKING, "booking %lld is %s already", (long long)id,
		     queue_appointment_state_words.words[booking->state]);
	return NULL;
}

/* The first digit names the slot; no other booking of the day has the code. */
static bool code_is_good(struct audit *a, const struct model_booking *booking)
{
	const int slot = (booking->slot - a->booking.from) / SLOT_MIN + 1;

	if (strspn(booking->code, "0123456789") != 6 || booking->code[0] != '0' + slot % 10)
		return model_object(a, AUDIT_BOOKING, "%s is no code of slot %d", booking->code, slot);
	for (uint32_t i = 0; i < a->booking_n; i++) {
		const struct model_booking *other = &a->bookings[i];
		if (other != booking && other->date == booking->date && strcmp(other->code, booking->code) == 0)
			return model_object(a, AUDIT_BOOKING, "bookings %lld and %lld have the code %s",
					    (long long)other->id, (long long)booking->id, booking->code);
	}
	return true;
}

static bool slot_has_room(struct audit *a, const struct model_booking *booking)
{
	int64_t n = 0;

	for (uint32_t i = 0; i < a->booking_n; i++) {
		const struct model_booking *other = &a->bookings[i];
		n += other->date == booking->date && other->slot == booking->slot &&
		     other->service == booking->service &&
		     (other->state == QUEUE_APPOINTMENT_BOOKED || other->state == QUEUE_APPOINTMENT_REDEEMED);
	}
	return n <= a->services[booking->service].config.slot_capacity ||
	       model_object(a, AUDIT_BOOKING, "booking %lld is one too many in its slot", (long long)booking->id);
}

bool model_appointment_booked(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_appointment_booked *booked = &event->appointment_booked;

	if (model_service(a, booked->service) == NULL)
		return false;
	if (booked->appointment.n != a->seq)
		return model_object(a, AUDIT_BOOKING, "a new booking has the id %lld",
				    (long long)booked->appointment.n);
	if (a->booking_n == a->booking_size) {
		a->booking_size = a->booking_size == 0 ? SIZE_AT_FIRST : a->booking_size * 2;
		a->bookings = realloc(a->bookings, a->booking_size * sizeof(*a->bookings));
		ASSERT(a->bookings != NULL);
	}
	struct model_booking *booking = &a->bookings[a->booking_n++];
	*booking = (struct model_booking){ .id = booked->appointment.n,
					   .state = QUEUE_APPOINTMENT_BOOKED,
					   .service = booked->service.n,
					   .class_ = booked->class_.n,
					   .date = booked->date,
					   .slot = booked->slot };
	memcpy(booking->code, booked->code, sizeof(booking->code));
	return code_is_good(a, booking) && slot_has_room(a, booking);
}

bool model_appointment_moved(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_appointment_moved *moved = &event->appointment_moved;
	struct model_booking *booking = standing(a, moved->appointment.n);

	if (booking == NULL)
		return false;
	const bool same = booking->date == moved->date && booking->slot == moved->slot;
	booking->date = moved->date;
	booking->slot = moved->slot;
	memcpy(booking->code, moved->code, sizeof(booking->code));
	return code_is_good(a, booking) && (same || slot_has_room(a, booking));
}

bool model_appointment_cancelled(struct audit *a, const struct queue_event *event)
{
	struct model_booking *booking = standing(a, event->appointment_cancelled.appointment.n);

	if (booking == NULL)
		return false;
	booking->state = QUEUE_APPOINTMENT_CANCELLED;
	return true;
}

bool model_appointment_expired(struct audit *a, const struct queue_event *event)
{
	struct model_booking *booking = standing(a, event->appointment_expired.appointment.n);

	if (booking == NULL)
		return false;
	const int64_t slot_ends = civil_instant(booking->date, 0, (int)a->offset_min) +
				  (booking->slot + SLOT_MIN) * (int64_t)CIVIL_MS_PER_MINUTE;
	if (a->at < slot_ends)
		return model_object(a, AUDIT_BOOKING, "booking %lld expires inside its slot", (long long)booking->id);
	booking->state = QUEUE_APPOINTMENT_EXPIRED;
	return true;
}

bool model_redeem(struct audit *a, const struct queue_did_ticket_taken *taken)
{
	struct model_booking *booking = standing(a, taken->appointment.n);

	if (booking == NULL)
		return false;
	if (booking->date != model_date(a, a->at))
		return model_object(a, AUDIT_BOOKING, "booking %lld is for another day", (long long)booking->id);
	if (booking->service != taken->service.n || booking->class_ != taken->class_.n)
		return model_object(a, AUDIT_BOOKING, "booking %lld is for another service or class",
				    (long long)booking->id);
	booking->state = QUEUE_APPOINTMENT_REDEEMED;
	return true;
}

bool model_forget_bookings(struct audit *a)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < a->booking_n; i++) {
		const struct model_booking *booking = &a->bookings[i];
		if (booking->date < a->date && booking->state == QUEUE_APPOINTMENT_BOOKED)
			return model_object(a, AUDIT_LOST, "booking %lld was neither used nor given up nor expired",
					    (long long)booking->id);
		if (booking->date >= a->date)
			a->bookings[kept++] = *booking;
	}
	a->booking_n = kept;
	return true;
}
