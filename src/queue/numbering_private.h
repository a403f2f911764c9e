/* Numbers on slips (Q2, Q3). For the room's own use. */
#ifndef OH_QUEUE_NUMBERING_PRIVATE_H
#define OH_QUEUE_NUMBERING_PRIVATE_H

#include "queue/hall.h"

/* Next serial of the service and its text. False when its range is used up. A number that a ticket of
 * an earlier day still carries is passed over. */
bool queue_number_next(const struct queue_hall *hall, const struct queue_service *service, int64_t *ret_serial,
		       char ret_number[QUEUE_NUMBER_MAX + 1]);

/* Note that `serial` of the service was given. */
void queue_number_given(struct queue_hall *hall, const struct queue_service *service, int64_t serial);

/* Note that a ticket bears its number from now on, or no longer. */
void queue_number_bear(struct queue_hall *hall, const struct queue_ticket *ticket);
void queue_number_unbear(struct queue_hall *hall, const struct queue_ticket *ticket);

/* The ticket that bears a number, also one that is over; NULL for none. */
struct queue_ticket *queue_number_bearer(const struct queue_hall *hall, struct text number);

/* All numberings begin again. */
void queue_number_new_day(struct queue_hall *hall);

#endif
