/* The office of expected waits: learns them from the halls' logs and tells them, on a thread of its own, so that the
 * desk has nothing to do with it (Q1, Q16). What has to be learned first is learned while nobody asks. */
#ifndef OH_GATEWAY_EXPECT_H
#define OH_GATEWAY_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct expect;
struct post_box;
struct post_job;
struct waits;

enum { EXPECT_INBOX_MAX = 4096 /* questions that wait; more are turned away */ };

/* Open an office that asks `waits` (not owned), which nobody else touches until expect_close has returned. */
CC_CHECK enum rc expect_open(struct expect **ret, struct waits *waits, struct err *err);
/* Turn away new questions; those that wait are answered. */
void expect_stop(struct expect *expect);
/* Stop, and wait until all answers lie in their boxes. Takes a pointer to NULL. */
void expect_close(struct expect **expect);

/* Ask about desk.hall at desk.now_ms; the asker fills the job as for post_submit, and is called back in the same way.
 * On the thread of the box. False, with the job untouched, where the inbox is full or the office stops.
 *
 * For DESK_WAITS the answer is complete. For DESK_TICKET and DESK_LINK desk.expected and desk.told are filled in and
 * nothing else, for whoever goes on to ask the desk, or to make a slip: where nothing is known, also for want of such a
 * hall or ticket, all of it is zero. */
CC_CHECK bool expect_submit(struct expect *expect, struct post_box *box, struct post_job *job);

/* Questions that wait. Any thread. */
uint32_t expect_waiting(struct expect *expect);

#endif
