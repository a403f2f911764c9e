/* Appointments: slots, capacity and codes (Q15). */
#ifndef OH_QUEUE_BOOKING_H
#define OH_QUEUE_BOOKING_H

#include "queue/hall.h"
#include "queue_contract.h"

struct queue_slot {
	int32_t minute; /* start, minutes of the day */
	int32_t free;   /* bookings that it still takes; 0 where it cannot be booked any more, or not yet */
};

/* How many days ahead of today the hall lets slots be booked. */
int64_t queue_days_ahead(const struct queue_hall *hall);

/* Why no booking may be made at `now` for the slot that begins at `minute` of `date`: REFUSED_SLOT_PAST when it is
 * over, REFUSED_SLOT_TOO_FAR when it is further ahead than queue_days_ahead; else REFUSED_NOT. */
enum queue_refusal queue_slot_reach(const struct queue_hall *hall, int32_t date, int32_t minute, int64_t now);

/* Slots of `date` for `service` and what is free in each at `now`; returns how many (0 where the service takes
 * no appointments or the hall is closed that day). */
uint32_t queue_slots(const struct queue_hall *hall, struct queue_service_id service, int32_t date, int64_t now,
		     struct queue_slot ret_slots[QUEUE_SLOTS_MAX]);

/* True where a full book has entries that nobody needs any more: those cancelled or expired. */
bool queue_booking_room(const struct queue_hall *hall);

/* When a booking can no longer be redeemed. */
int64_t queue_booking_ends(const struct queue_hall *hall, const struct queue_booking *booking);

#endif
