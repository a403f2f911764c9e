/* Numbers on slips (Q2, Q3).
 *
 * Services with the same prefix and range share a counter, and ranges of one prefix that are in use do not
 * overlap. Those that a hall used before it was configured anew may: what they gave today is passed over, so a
 * number names one ticket of the day. A counter only goes up within a day; past its digits a number grows
 * wider instead of beginning again. Invariant: of the numbers between a range's first and next, none can be
 * given any more today. */
#include "queue/numbering_private.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "queue/line_private.h"

enum { DIGITS_DEFAULT = 3, SERIAL_MAX = 999999999 };

/* FNV-1a (G. Fowler, L. Noll, K.-P. Vo), without the sign, and never 0. */
static int64_t hash(struct text number)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < number.len; i++)
		h = (h ^ (unsigned char)number.at[i]) * UINT64_C(0x100000001b3);
	return (int64_t)(h >> 1 | 1);
}

void queue_number_bear(struct queue_hall *hall, const struct queue_ticket *ticket)
{
	index_put(&hall->by_number, hash(text_of(ticket->number)), queue_slot(hall, ticket));
}

void queue_number_unbear(struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const int64_t key = hash(text_of(ticket->number));
	uint32_t slot;

	if (index_get(&hall->by_number, key, &slot) && slot == queue_slot(hall, ticket))
		(void)index_remove(&hall->by_number, key);
}

struct queue_ticket *queue_number_bearer(const struct queue_hall *hall, struct text number)
{
	uint32_t slot;

	if (!index_get(&hall->by_number, hash(number), &slot))
		return NULL;
	return text_eq(text_of(hall->tickets[slot].number), number) ? &hall->tickets[slot] : NULL;
}

/* The first number from `serial` on that no range of the prefix has given today. */
static int64_t pass_given(const struct queue_hall *hall, const char *prefix, int64_t serial)
{
	uint16_t r = 0;

	while (r < hall->range_n) {
		const struct queue_range *range = &hall->ranges[r];
		if (serial >= range->first && serial < range->next && strcmp(range->prefix, prefix) == 0) {
			serial = range->next;
			r = 0;
		} else {
			r++;
		}
	}
	return serial;
}

bool queue_number_next(const struct queue_hall *hall, const struct queue_service *service, int64_t *ret_serial,
		       char ret_number[QUEUE_NUMBER_MAX + 1])
{
	const struct queue_range *range = &hall->ranges[service->range];
	const int digits = service->config.digits > 0 ? (int)service->config.digits : DIGITS_DEFAULT;

	for (int64_t serial = range->next;; serial++) {
		serial = pass_given(hall, range->prefix, serial);
		if (serial > range->last || serial > SERIAL_MAX)
			return false;
		const int len = snprintf(ret_number, QUEUE_NUMBER_MAX + 1, "%s%0*lld", service->config.prefix, digits,
					 (long long)serial);
		ASSERT(len > 0 && len <= QUEUE_NUMBER_MAX);
		/* Within a day a serial is given once, so whoever bears the number came on an earlier day; one who is
		 * over counts too, for a no-show may be reinstated. */
		if (queue_number_bearer(hall, text_of(ret_number)) != NULL)
			continue;
		*ret_serial = serial;
		return true;
	}
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
