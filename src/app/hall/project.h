/* Projections (S7, A3): the tables of tickets, bookings and hours, kept in step with the log.
 *
 * They are a function of the events alone: however the events are grouped, the rows come out the
 * same. So the tables can be dropped and made again, and `verify` does so and compares. */
#ifndef OH_APP_HALL_PROJECT_H
#define OH_APP_HALL_PROJECT_H

#include <stdint.h>

#include "base/err.h"
#include "base/index.h"
#include "queue/hall.h"

struct store;
struct store_hour;

enum { PROJECT_HOURS_MAX = 256 * 16 }; /* services times classes: rows of one hour */

/* What the events of one hall add to its tables in one group of writes. */
struct project {
	struct store *store;
	int64_t no; /* the hall's number in the store */
	struct arena *arena;
	int64_t hour_ms;          /* the hour that `hours` is about */
	struct store_hour *hours; /* not in the store yet */
	uint32_t hour_n, hour_size;
	struct index by_key; /* service and class to place in `hours`, from 1 */
};

/* Begin; `arena` must live until project_flush. */
void project_init(struct project *project, struct store *store, int64_t no, struct arena *arena);

/* Apply `event` to `hall` and bring the tables in step. On error the hall has moved on and the group
 * of the store can only be rolled back. */
CC_CHECK enum rc project_apply(struct project *project, struct queue_hall *hall,
			       const struct queue_event *event, struct err *err);

/* Write what is still held back; before the group is committed. */
CC_CHECK enum rc project_flush(struct project *project, struct err *err);

/* Offset from UTC of hall `no`, minutes, as its configuration says now; 0 before there is one. */
CC_CHECK enum rc project_offset(struct store *store, int64_t no, int *ret_min, struct err *err);

#endif
