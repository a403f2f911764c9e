/* The time machine's office: shows halls as they were (M5), on a thread and with a reader of its own, for
 * folding a log takes far longer than a loop may stand still. Answers come by the asker's box. */
#ifndef OH_GATEWAY_PAST_H
#define OH_GATEWAY_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct past;
struct post_box;
struct post_job;
struct reader;

enum { PAST_INBOX_MAX = 32 }; /* questions that wait; more are turned away */

/* Open an office that reads with `reader` (not owned); starts its thread, which alone touches the reader until
 * past_close has returned. */
CC_CHECK enum rc past_open(struct past **ret, struct reader *reader, struct err *err);
/* Turn away new questions; those that wait are answered with a fault. The one that runs is finished. */
void past_stop(struct past *past);
/* Stop, and wait until all answers lie in their boxes. Takes a pointer to NULL. */
void past_close(struct past **past);

/* Ask for the state of desk.hall at desk.now_ms in desk.language; the asker fills `done` as for post_submit. On
 * the thread of the box. False, with the job untouched, where the inbox is full or the office stops. */
CC_CHECK bool past_submit(struct past *past, struct post_box *box, struct post_job *job);

/* Questions that wait, without the one that runs. Any thread. */
uint32_t past_waiting(struct past *past);

#endif
