/* What a change of bookings brings with it. For the room's own use. */
#ifndef OH_QUEUE_BOOKING_PRIVATE_H
#define OH_QUEUE_BOOKING_PRIVATE_H

#include "queue/hall.h"

/* Work out anew when the first booking expires: after any change of bookings, their rules or the day. */
void queue_bookings_changed(struct queue_hall *hall);

#endif
