/* A stretch of a demonstration played in memory, on the hall's own machine, in milliseconds: the commands
 * that came out can then be given to a real hall, which decides them the same. */
#ifndef OH_APP_DEMO_REHEARSE_H
#define OH_APP_DEMO_REHEARSE_H

#include "app/demo/demo.h"

enum { REHEARSE_COMMANDS_MAX = 65536 }; /* of one rehearsal */

struct demo_deed {
	int64_t at_ms;
	struct text command; /* body of a request */
};

/* What a rehearsal brought. */
struct demo_rehearsal {
	struct demo_deed *deeds; /* in the order of time; the first configures the hall */
	uint32_t n, refused;     /* commands, and how many of them the hall refused */
	int64_t seq;             /* of the hall's last event */
};

/* Configure an empty hall by `config` (JSON of a configuration) at `from_ms` and let `demo` play in it until
 * `to_ms` or REHEARSE_COMMANDS_MAX. The player can go on from there. All results live in `arena`.
 * RC_INVALID where the configuration cannot be used. */
CC_CHECK enum rc demo_rehearse(struct demo *demo, struct text config, int64_t from_ms, int64_t to_ms,
			       struct arena *arena, struct demo_rehearsal *ret, struct err *err);

#endif
