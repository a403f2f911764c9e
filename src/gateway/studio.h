/* The studio: draws slips as pictures (Q1, N8) on a thread of its own, for a drawing takes longer than a loop may stand
 * still, and the first one of a cold machine seconds. Answers come by the asker's box. */
#ifndef OH_GATEWAY_STUDIO_H
#define OH_GATEWAY_STUDIO_H

#include <stdbool.h>

#include "base/err.h"
#include "gateway/post.h"
#include "gateway/print/picture.h"

struct studio;

enum { STUDIO_INBOX_MAX = 64 }; /* slips that wait; more are turned away */

/* A slip to draw. Of `post` the asker fills `done`, and of desk the hall and the language, for faults, and the arena,
 * where the answer is a picture with status 200. */
struct studio_job {
	struct post_job post; /* first */
	char key[PICTURES_KEY_SIZE];
	struct slip slip;
};

/* Open one that draws with `pictures` (not owned); starts its thread. */
CC_CHECK enum rc studio_open(struct studio **ret, struct pictures *pictures, struct err *err);
/* Turn away new slips; those that wait are answered with a fault. */
void studio_stop(struct studio *studio);
/* Stop, and wait until all answers lie in their boxes. Takes a pointer to NULL. */
void studio_close(struct studio **studio);

/* Have a slip drawn. On the thread of the box. False, with the job untouched, where the inbox is full or the studio
 * stops. */
CC_CHECK bool studio_submit(struct studio *studio, struct post_box *box, struct studio_job *job);

#endif
