/* Appointments: slots and what is free in them (Q15).
 *
 * Slots last an hour and are counted from the first of the day, so that one digit names them. A slot
 * takes slot_capacity bookings of each service. */
#include "queue/booking.h"

#include "base/bug.h"
#include "base/civil.h"
#include "queue/booking_private.h"
#include "queue/calendar.h"

enum { SLOT_MIN = 60, DAYS_AHEAD_DEFAULT = 7 };

static int32_t booked(const struct queue_hall *hall, struct queue_service_id service, int32_t date, int32_t slot)
{
	int32_t n = 0;

	for (uint32_t i = 0; i < hall->booking_n; i++) {
		const struct queue_booking *booking = &hall->bookings[i];
		n += booking->date == date && booking->slot == slot && booking->service.n == service.n &&
		     (booking->state == QUEUE_APPOINTMENT_BOOKED || booking->state == QUEUE_APPOINTMENT_REDEEMED);
	}
	return n;
}

int64_t queue_days_ahead(const struct queue_hall *hall)
{
	const int64_t days = hall->config.booking.days_ahead;

	return days > 0 ? days : DAYS_AHEAD_DEFAULT;
}

enum queue_refusal queue_slot_reach(const struct queue_hall *hall, int32_t date, int32_t minute, int64_t now)
{
	if (date > queue_date(hall, now) + queue_days_ahead(hall))
		return REFUSED_SLOT_TOO_FAR;
	if (civil_instant(date, minute + SLOT_MIN, (int)hall->config.calendar.utc_offset_min) <= now)
		return REFUSED_SLOT_PAST;
	return REFUSED_NOT;
}

uint32_t queue_slots(const struct queue_hall *hall, struct queue_service_id service, int32_t date, int64_t now,
		     struct queue_slot ret_slots[QUEUE_SLOTS_MAX])
{
	const struct queue_config_booking *booking = &hall->config.booking;
	const int offset = (int)hall->config.calendar.utc_offset_min;
	uint32_t n = 0;

	ASSERT(service.n >= 1 && service.n <= hall->service_n);
	const int32_t capacity = (int32_t)hall->services[service.n].config.slot_capacity;
	if (capacity == 0 || hall->services[service.n].config.retired)
		return 0;
	for (int32_t minute = booking->from; minute + SLOT_MIN <= booking->to && n < QUEUE_SLOTS_MAX;
	     minute += SLOT_MIN) {
		if (!queue_is_open(hall, civil_instant(date, minute, offset)))
			continue;
		const int32_t left = capacity - booked(hall, service, date, minute);
		const bool bookable = left > 0 && queue_slot_reach(hall, date, minute, now) == REFUSED_NOT;
		ret_slots[n++] = (struct queue_slot){ minute, bookable ? left : 0 };
	}
	return n;
}

bool queue_booking_is_void(const struct queue_booking *booking)
{
	return booking->state == QUEUE_APPOINTMENT_CANCELLED || booking->state == QUEUE_APPOINTMENT_EXPIRED;
}

bool queue_booking_room(const struct queue_hall *hall)
{
	for (uint32_t i = 0; i < hall->booking_n; i++)
		if (queue_booking_is_void(&hall->bookings[i]))
			return true;
	return false;
}

int64_t queue_booking_ends(const struct queue_hall *hall, const struct queue_booking *booking)
{
	return civil_instant(booking->date, booking->slot + SLOT_MIN, (int)hall->config.calendar.utc_offset_min) +
	       hall->config.booking.grace_min * CIVIL_MS_PER_MINUTE;
}

void queue_bookings_changed(struct queue_hall *hall)
{
	hall->booking_due = INT64_MAX;
	for (uint32_t i = 0; i < hall->booking_n; i++) {
		const struct queue_booking *booking = &hall->bookings[i];
		if (booking->state == QUEUE_APPOINTMENT_BOOKED && queue_booking_ends(hall, booking) < hall->booking_due)
			hall->booking_due = queue_booking_ends(hall, booking);
	}
}
