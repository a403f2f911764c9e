/* What a change of bookings brings with it. For the room's own use. */
#ifndef OH_QUEUE_BOOKING_PRIVATE_H
#define OH_QUEUE_BOOKING_PRIVATE_H

#include "queue/hall.h"

/* True when a booking came to nothing: cancelled or expired. */
bool queue_booking_is_void(const struct queue_booking *booking);

/* Work out anew when the first booking expires: after any change of bookings, their rules or the day. */
void queue_bookings_changed(struct queue_hall *hall);

#endif
