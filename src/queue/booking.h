/* Appointments: slots, capacity and codes (Q15). */
#ifndef OH_QUEUE_BOOKING_H
#define OH_QUEUE_BOOKING_H

#include "queue/hall.h"

struct queue_slot {
	int32_t minute; /* start, minutes of the day */
	int32_t free;   /* bookings that it still takes; 0 where it cannot be booked any more, or not yet */
};

/* True where a booking for the slot that begins at `minute` of `date` may be made at `now`: the slot is not
 * over and not further ahead than the hall allows. */
bool queue_slot_in_reach(const struct queue_hall *hall, int32_t date, int32_t minute, int64_t now);

/* Slots of `date` for `service` and what is free in each at `now`; returns how many (0 where the service takes
 * no appointments or the hall is closed that day). */
uint32_t queue_slots(const struct queue_hall *hall, struct queue_service_id service, int32_t date, int64_t now,
		     struct queue_slot ret_slots[QUEUE_SLOTS_MAX]);

/* When a booking can no longer be redeemed. */
int64_t queue_booking_ends(const struct queue_hall *hall, const struct queue_booking *booking);

#endif
