/* The parts of the reader. For this folder only. */
#ifndef OH_APP_HALL_READER_PRIVATE_H
#define OH_APP_HALL_READER_PRIVATE_H

#include "app/hall/reader.h"

struct fold;

enum {
	READER_PAPER_KEEP = 1 << 20, /* bytes of scratch that stay for the next question */
	READER_BOOKINGS_MAX = 500
}; /* bookings in one view "appointments" */

struct reader {
	struct store *store;
	struct arena paper; /* for one question */
	reader_go_on_fn *go_on;
	void *go_on_context;
};

/* Number of a hall in the store; RC_MISSING. */
CC_CHECK enum rc reader_find(struct reader *reader, struct text hall, int64_t *ret_no, struct err *err);
/* Fold hall `no` up to `at_ms`. Most halls have a snapshot every few thousand events, but a crowded one has fewer, and
 * one whose snapshots were damaged none; so whoever waits is asked page by page. RC_FULL where it was given up. */
CC_CHECK enum rc reader_fold(struct reader *reader, struct fold *fold, int64_t no, int64_t at_ms, struct err *err);
/* Whether whoever waits still does; RC_FULL otherwise. */
CC_CHECK enum rc reader_go_on(const struct reader *reader, struct err *err);
/* At the end of a question. */
void reader_clean(struct reader *reader);

#endif
