/* The parts of the replay. For this folder only. */
#ifndef OH_APP_REPLAY_REPLAY_PRIVATE_H
#define OH_APP_REPLAY_REPLAY_PRIVATE_H

#include "app/replay/replay.h"

/* Read the log of hall `hall` in the store and fill in what the auditor counts; `ret` has tickets and
 * refused filled in. */
CC_CHECK enum rc replay_audit(struct store *store, struct text hall, struct arena *arena,
			      struct replay_branch *ret, struct err *err);

/* Id of the hall that stands for a branch. */
struct text replay_hall(struct text branch, struct arena *arena);

/* Ascending order of int64_t, for qsort. */
int replay_by_value(const void *left, const void *right);

#endif
