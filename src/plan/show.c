/* Ranges for people (Q1, Q16). Invariant: a shown range encloses the one that it was made of. */
#include "plan/show.h"

#include "base/bug.h"
#include "base/civil.h"

static int64_t stepped(int64_t minutes, bool up)
{
	if (minutes <= PLAN_EXACT_MIN)
		return minutes;
	return (minutes + (up ? PLAN_STEP_MIN - 1 : 0)) / PLAN_STEP_MIN * PLAN_STEP_MIN;
}

struct plan_shown plan_show(const struct plan_range *range)
{
	struct plan_shown shown = { .silence = range->silence };

	ASSERT(range->low_ms >= 0 && range->low_ms <= range->high_ms);
	if (range->silence != PLAN_SPEAKS)
		return shown;
	shown.low_min = stepped(range->low_ms / CIVIL_MS_PER_MINUTE, false);
	shown.high_min = stepped((range->high_ms + CIVIL_MS_PER_MINUTE - 1) / CIVIL_MS_PER_MINUTE, true);
	if (shown.high_min == 0)
		shown.high_min = 1;
	ASSERT(shown.low_min <= shown.high_min);
	return shown;
}

bool plan_shown_holds(const struct plan_shown *shown, int64_t wait_ms)
{
	return shown->silence == PLAN_SPEAKS && wait_ms >= shown->low_min * CIVIL_MS_PER_MINUTE &&
	       wait_ms <= shown->high_min * CIVIL_MS_PER_MINUTE;
}
