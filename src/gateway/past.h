/* The time machine's office: shows halls as they were (M5), on a thread and with a reader of its own, for
 * folding a log takes far longer than a loop may stand still. Answers come by the asker's box; one that would take
 * too long is a fault that says to try again. */
#ifndef OH_GATEWAY_PAST_H
#define OH_GATEWAY_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct past;
struct post_box;
struct post_job;
struct reader;

enum {
	PAST_INBOX_MAX = 32,     /* questions that wait; more are turned away */
	PAST_PATIENCE_MS = 10000 /* from a question to its answer */
};

/* Open an office that reads with `reader` (not owned) and has an answer to every question within `patience_ms`;
 * starts its thread, which alone touches the reader until past_close has returned. */
CC_CHECK enum rc past_open(struct past **ret, struct reader *reader, int64_t patience_ms, struct err *err);
/* Turn away new questions; those that wait and the one that runs are answered with a fault. */
void past_stop(struct past *past);
/* Stop, and wait until all answers lie in their boxes. Takes a pointer to NULL. */
void past_close(struct past **past);

/* Ask for the state of desk.hall at desk.now_ms (DESK_STATE), or for the outline of desk.day (DESK_OUTLINE), with
 * faults in desk.language; the asker fills `done` as for post_submit. On
 * the thread of the box. False, with the job untouched, where the inbox is full or the office stops. */
CC_CHECK bool past_submit(struct past *past, struct post_box *box, struct post_job *job);

/* Questions that wait, without the one that runs. Any thread. */
uint32_t past_waiting(struct past *past);

#endif
