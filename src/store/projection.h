/* Projections: tables made from the log, written in the transaction of their events. They can be
 * dropped and made again, and must then be the same; so each can be read whole in the order of its
 * key, page by page, and deleted by hall.
 *
 * In every row an empty text or a 0 stands for "none". Days count from 1970-01-01. */
#ifndef OH_STORE_PROJECTION_H
#define OH_STORE_PROJECTION_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "store/sketch.h"

struct store;

/* One stay of a ticket in one queue. Key: hall, ticket, leg. */
struct store_ticket {
	int64_t ticket;
	int32_t leg; /* 1 for the service that the ticket was taken for, then one more at each queue entry */
	int64_t visit;
	struct text number, service, class, window, clerk;
	struct text state; /* word of ticket_state in contract/types.json */
	int32_t day;
	int64_t taken_ms;  /* times since 1970; of the ticket */
	int64_t queued_ms; /* of entry into this queue */
	int64_t called_ms, started_ms, finished_ms;
	int64_t served_ms; /* duration */
	int32_t calls;
	int64_t appointment;
	int32_t rating; /* 1 to 5 */
};

/* Write a row, or bring the one of its key up to date: what a leg began with (visit, number, service, class,
 * day, taken_ms, appointment) stays as it was first written (writes). */
CC_CHECK enum rc store_ticket_put(struct store *store, int64_t hall, const struct store_ticket *ticket,
				  struct err *err);
/* One leg; RC_MISSING. */
CC_CHECK enum rc store_ticket_get(struct store *store, int64_t hall, int64_t ticket, int32_t leg,
				  struct arena *arena, struct store_ticket *ret, struct err *err);
/* Legs after (ticket, leg) by key, at most `limit` <= STORE_PAGE_MAX; from (0, 0) for the first page. */
CC_CHECK enum rc store_ticket_page(struct store *store, int64_t hall, int64_t after_ticket, int32_t after_leg,
				   uint32_t limit, struct arena *arena, struct store_ticket **ret,
				   uint32_t *ret_n, struct err *err);
/* The same for one business day. */
CC_CHECK enum rc store_ticket_day_page(struct store *store, int64_t hall, int32_t day, int64_t after_ticket,
				       int32_t after_leg, uint32_t limit, struct arena *arena,
				       struct store_ticket **ret, uint32_t *ret_n, struct err *err);
/* Delete all of a hall (writes). */
CC_CHECK enum rc store_ticket_clear(struct store *store, int64_t hall, struct err *err);

/* A booking. Key: hall, appointment. */
struct store_appointment {
	int64_t appointment;
	struct text code, service;
	int32_t day;
	int32_t slot_min; /* minute of the day */
	struct text class, name, phone, token;
	struct text state; /* word of appointment_state in contract/types.json */
	int64_t ticket;    /* that it became */
};

/* Write the whole row, new or in place of the old one (writes). */
CC_CHECK enum rc store_appointment_put(struct store *store, int64_t hall,
				       const struct store_appointment *appointment, struct err *err);
/* One booking; RC_MISSING. */
CC_CHECK enum rc store_appointment_get(struct store *store, int64_t hall, int64_t appointment,
				       struct arena *arena, struct store_appointment *ret, struct err *err);
/* Bookings after `after` by key, at most `limit` <= STORE_PAGE_MAX. */
CC_CHECK enum rc store_appointment_page(struct store *store, int64_t hall, int64_t after, uint32_t limit,
					struct arena *arena, struct store_appointment **ret, uint32_t *ret_n,
					struct err *err);

/* Bookings that fit every filter that is set. */
struct store_appointment_filter {
	int32_t day;      /* 0 for any */
	struct text name; /* a part of the name; all others whole */
	struct text phone, token, code, state;
};

/* Bookings that fit, by day, slot and key; at most `limit` <= STORE_PAGE_MAX. */
CC_CHECK enum rc store_appointment_search(struct store *store, int64_t hall,
					  const struct store_appointment_filter *filter, uint32_t limit,
					  struct arena *arena, struct store_appointment **ret,
					  uint32_t *ret_n, struct err *err);
/* Delete all of a hall (writes). */
CC_CHECK enum rc store_appointment_clear(struct store *store, int64_t hall, struct err *err);

/* What happened in one hour. Key: hall, hour_ms, service, class. Waiting is from queue entry to call. */
struct store_hour {
	int64_t hour_ms; /* start of the hour, time since 1970 */
	struct text service, class;
	int64_t arrived, called, served, missed, left;
	int64_t wait_ms_sum, wait_ms_max, served_ms_sum;
	struct sketch waits; /* of those called */
};

/* Add `delta` to the row of its key: sums add, the maximum is the larger, sketches merge (writes). */
CC_CHECK enum rc store_hour_add(struct store *store, int64_t hall, const struct store_hour *delta,
				struct err *err);
/* Rows after the key of `after` (NULL for the first page) and before `until_ms`, by key; at most `limit`
 * <= STORE_PAGE_MAX. Only the key of `after` is looked at. */
CC_CHECK enum rc store_hour_page(struct store *store, int64_t hall, const struct store_hour *after,
				 int64_t until_ms, uint32_t limit, struct arena *arena,
				 struct store_hour **ret, uint32_t *ret_n, struct err *err);
/* Delete all of a hall (writes). */
CC_CHECK enum rc store_hour_clear(struct store *store, int64_t hall, struct err *err);

#endif
