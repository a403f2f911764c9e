/* What keeps tickets from being given though the hall is open (Q3, Q5).
 *
 * The flags `full` are set when a ticket brings a queue to its waiting limit, and stay for the day. */
#include "queue/limit.h"

#include "base/bug.h"
#include "queue/numbering_private.h"

enum queue_refusal queue_limit(const struct queue_hall *hall, const struct queue_service *service)
{
	if (queue_live(hall) >= QUEUE_LIVE_MAX)
		return REFUSED_HALL_CROWDED;
	if (hall->full)
		return REFUSED_HALL_FULL;
	if (service->full)
		return REFUSED_SERVICE_FULL;
	if (service->config.daily_limit > 0 && service->given >= service->config.daily_limit)
		return REFUSED_SERVICE_LIMIT;
	return REFUSED_NOT;
}

bool queue_is_full(const struct queue_hall *hall, const struct queue_service *service)
{
	char number[QUEUE_NUMBER_MAX + 1];
	int64_t serial;

	ASSERT(!service->config.retired);
	return queue_limit(hall, service) != REFUSED_NOT || !queue_number_next(hall, service, &serial, number);
}
