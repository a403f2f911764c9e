/* Numbers on slips (Q2, Q3).
 *
 * Services with the same prefix and range share a counter, and ranges of one prefix do not overlap, so a
 * number names one ticket of the day. A counter only goes up within a day; past its digits a number
 * grows wider instead of beginning again. */
#include "queue/numbering_private.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"

enum { DIGITS_DEFAULT = 3, SERIAL_MAX = 999999999 };

/* Within a day a serial is given once, so a ticket that bears the number is from an earlier day; one that is
 * over counts too, for it may be reinstated. */
static bool is_borne(const struct queue_hall *hall, const char *number)
{
	for (uint32_t slot = 1; slot <= hall->ticket_n; slot++)
		if (hall->tickets[slot].id.n != 0 && strcmp(hall->tickets[slot].number, number) == 0)
			return true;
	return false;
}

bool queue_number_next(const struct queue_hall *hall, const struct queue_service *service, int64_t *ret_serial,
		       char ret_number[QUEUE_NUMBER_MAX + 1])
{
	const struct queue_range *range = &hall->ranges[service->range];
	const int digits = service->config.digits > 0 ? (int)service->config.digits : DIGITS_DEFAULT;

	for (int64_t serial = range->next; serial <= range->last && serial <= SERIAL_MAX; serial++) {
		const int len = snprintf(ret_number, QUEUE_NUMBER_MAX + 1, "%s%0*lld", service->config.prefix, digits,
					 (long long)serial);
		ASSERT(len > 0 && len <= QUEUE_NUMBER_MAX);
		if (hall->carried && is_borne(hall, ret_number))
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
