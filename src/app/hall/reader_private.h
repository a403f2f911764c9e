/* The parts of the reader. For this folder only. */
#ifndef OH_APP_HALL_READER_PRIVATE_H
#define OH_APP_HALL_READER_PRIVATE_H

#include "app/hall/reader.h"

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
/* At the end of a question. */
void reader_clean(struct reader *reader);

#endif
