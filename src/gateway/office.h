/* An office beside the desk: a thread that answers questions one after the other, in the order in which they came, and
 * brings the answers to the boxes of those who asked. For what takes longer than a loop may stand still, and must not
 * keep the desk from deciding. */
#ifndef OH_GATEWAY_OFFICE_H
#define OH_GATEWAY_OFFICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct office;
struct post_box;
struct post_job;

/* What an office does, all of it on its thread. */
struct office_work {
	/* Fill in what the job asks for. */
	void (*answer)(void *context, struct post_job *job);
	/* Do a little of what can wait, when no question does; false where nothing is left. May be NULL. */
	bool (*idle)(void *context);
	void *context;
	uint32_t inbox_max; /* questions that wait; more are turned away */
};

/* Start the thread. */
CC_CHECK enum rc office_open(struct office **ret, const struct office_work *work, struct err *err);
/* Turn away new questions. Those that wait are still answered; `answer` may ask office_is_stopping to be brief. */
void office_stop(struct office *office);
/* Stop, and wait until all answers lie in their boxes. Takes a pointer to NULL. */
void office_close(struct office **office);

/* Ask; the asker fills the job as for post_submit. On the thread of the box. False, with the job untouched, where
 * the inbox is full or the office stops. */
CC_CHECK bool office_submit(struct office *office, struct post_box *box, struct post_job *job);

/* Any thread. */
bool office_is_stopping(struct office *office);
/* Questions that wait, without the one that is being answered. Any thread. */
uint32_t office_waiting(struct office *office);

#endif
