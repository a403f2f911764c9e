/* What keeps tickets from being given though the hall is open (Q3, Q5). */
#ifndef OH_QUEUE_LIMIT_H
#define OH_QUEUE_LIMIT_H

#include "queue/hall.h"
#include "queue_contract.h"

/* The limit that keeps one who walks in from a ticket of `service`, or REFUSED_NOT: the hall holds all the tickets
 * that it can, a waiting limit closed the hall or the service for the day, or the day's tickets are given. */
enum queue_refusal queue_limit(const struct queue_hall *hall, const struct queue_service *service);

/* True while nobody who walks in gets a ticket of `service`: by queue_limit, or as its numbers are used up. */
bool queue_is_full(const struct queue_hall *hall, const struct queue_service *service);

#endif
