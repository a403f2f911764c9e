/* Appointments: slots, capacity and codes (Q15). */
#ifndef OH_QUEUE_BOOKING_H
#define OH_QUEUE_BOOKING_H

#include "queue/hall.h"

struct queue_slot {
	int32_t minute; /* start, minutes of the day */
	int32_t free;   /* bookings that it still takes */
};

/* Slots of `date` for `service` and what is free in each; returns how many (0 where the service takes
 * no appointments or the hall is closed that day). */
uint32_t queue_slots(const struct queue_hall *hall, struct queue_service_id service, int32_t date,
		     struct queue_slot ret_slots[QUEUE_SLOTS_MAX]);

/* When a booking can no longer be redeemed. */
int64_t queue_booking_ends(const struct queue_hall *hall, const struct queue_booking *booking);

#endif
