/* What people are shown of a range: whole minutes that promise nothing which the range does not.
 *
 * The low end is rounded down and the high end up, so whoever waits within the range waits within what was shown.
 * Beyond PLAN_EXACT_MIN minutes both go by steps of PLAN_STEP_MIN: nobody plans by the minute there. */
#ifndef OH_PLAN_SHOW_H
#define OH_PLAN_SHOW_H

#include "plan/wait.h"

enum {
	PLAN_EXACT_MIN = 20,
	PLAN_STEP_MIN = 5,
};

struct plan_shown {
	enum plan_silence silence; /* the minutes are 0 unless it is PLAN_SPEAKS */
	int64_t low_min, high_min; /* low <= high; high is at least 1 */
};

/* What to show of `range`. */
struct plan_shown plan_show(const struct plan_range *range);

/* True where `wait_ms` lies within what was shown. */
bool plan_shown_holds(const struct plan_shown *shown, int64_t wait_ms);

#endif
