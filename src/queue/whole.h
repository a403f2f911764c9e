/* What is true of every hall, whatever happened to it. */
#ifndef OH_QUEUE_WHOLE_H
#define OH_QUEUE_WHOLE_H

#include "base/err.h"
#include "queue/hall.h"

/* RC_OK when the hall's parts agree with each other: lines, counts, ids, and who is where. RC_INVALID
 * names the part that does not. A hall that commands and events have made is always whole; one that was
 * read from outside has to be looked at before it is used. Reads every ticket and booking once. */
CC_CHECK enum rc queue_whole(const struct queue_hall *hall, struct err *err);

/* The same for an alert that is to be put behind the hall's others: every part of it can be, and there is none about
 * the same thing yet. */
CC_CHECK enum rc queue_alert_whole(struct queue_hall *hall, const struct queue_alert *alert, struct err *err);

#endif
