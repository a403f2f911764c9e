/* Numbers on slips (Q2, Q3).
 *
 * Services with the same prefix and range share a counter, and ranges of one prefix do not overlap, so a
 * number names one ticket of the day. A counter only goes up within a day; past its digits a number
 * grows wider instead of beginning again. */
#include "queue/numbering_private.h"

#include <stdio.h>

#include "base/bug.h"

enum { DIGITS_DEFAULT = 3, SERIAL_MAX = 999999999 };

bool queue_number_next(const struct queue_hall *hall, const struct queue_service *service, int64_t *ret_serial,
		       char ret_number[QUEUE_NUMBER_MAX + 1])
{
	const struct queue_range *range = &hall->ranges[service->range];
	const int digits = service->config.digits > 0 ? (int)service->config.digits : DIGITS_DEFAULT;

	for (int64_t serial = range->next; serial <= range->last && serial <= SERIAL_MAX; serial++) {
		const int len = snprintf(ret_number, QUEUE_NUMBER_MAX + 1, "%s%0*lld", service->config.prefix, digits,
					 (long long)serial);
		ASSERT(len > 0 && len <= QUEUE_NUMBER_MAX);
		if (hall->carried && queue_ticket_numbered(hall, text_of(ret_number)) != NULL)
			continue;
		*ret_serial = serial;
		return true;
	}
	return false;
}

void queue_number_given(struct queue_hall *hall, const struct queue_service *service, int64_t serial)
{
	struct queue_range *range = &hall->ranges[service->range];

	ASSERT(serial >= range->next && serial <= range->last);
	range->next = serial + 1;
}

void queue_number_new_day(struct queue_hall *hall)
{
	for (uint16_t r = 0; r < hall->range_n; r++)
		hall->ranges[r].next = hall->ranges[r].first;
}
