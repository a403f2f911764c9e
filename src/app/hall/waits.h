/* Telling waits beside the desk: halls are followed by their logs, on one thread, with a reading store of its own
 * (Q1, Q16, A3).
 *
 * A hall is followed from when it is first asked about. Opening one costs nothing until then, and what it then
 * costs is bounded: WAITS_STRIDE * (WAITS_JUDGED + 2) events at most. A question follows WAITS_PAGES_NOW pages of them
 * and no more; the rest is learned by waits_learn, when there is nothing else to do. Until all is learned nothing
 * is told. See waits_hall.h for what is learned. */
#ifndef OH_APP_HALL_WAITS_H
#define OH_APP_HALL_WAITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "view_contract.h"

struct store;
struct waits;

enum {
	WAITS_PAGES_NOW = 16,   /* pages of FOLD_PAGE events that one question reads */
	WAITS_HALLS_MAX = 4096, /* halls that are followed; the one unused for longest leaves first */
	WAITS_FRESH_MS = 2000,  /* what a hall's services are told is worked out again after that */
};

/* Over a store that is open for reading (not owned). */
CC_CHECK enum rc waits_open(struct waits **ret, struct store *store, struct err *err);
/* Takes a pointer to NULL. */
void waits_close(struct waits **waits);

/* View "waits" as JSON in `arena`, as of `now_ms`. RC_MISSING for no such hall, RC_INVALID where its log cannot be
 * read. */
CC_CHECK enum rc waits_json(struct waits *waits, struct text hall, int64_t now_ms, struct arena *arena,
			    struct text *ret_json, struct err *err);

/* How long `ticket` is still likely to wait at `now_ms`; all zero for one that does not wait. Errors as above. */
CC_CHECK enum rc waits_ticket(struct waits *waits, struct text hall, int64_t ticket, int64_t now_ms,
			      struct view_expected *ret, struct err *err);

/* What `ticket` was told as it was taken; all zero where that is not known, or not any more: it is for at least
 * WAITS_STRIDE events, whatever became of the ticket. Errors as above. */
CC_CHECK enum rc waits_told(struct waits *waits, struct text hall, int64_t ticket, struct view_expected *ret,
			    struct err *err);

/* Follow a hall that is behind by one page more; false where none is. */
bool waits_learn(struct waits *waits);

#endif
