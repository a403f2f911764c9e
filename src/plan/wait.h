/* The wait that a customer is told: a range that the wait falls into four times out of five, and its middle.
 *
 * A ticket for which a window is free is called as soon as someone presses the button; the range is that of the waits
 * which such tickets had of late. Any other needs k = ahead - free + 1 windows to become ready:
 *
 *   unit  = work / sqrt(open)               work: typical handling of those ahead and at the windows
 *   pace  = sum(w wait / unit) / sum(w k)   over the last PLAN_PAST_MAX tickets that had to wait
 *   wait(z) = pace unit k (1 - 1/(9k) + z / (3 sqrt k))^3
 *
 * If windows became ready at a constant rate, the wait would have an Erlang distribution of shape k, and wait(z) is
 * its quantile at the normal quantile z (E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17,
 * 1931). They do not. So each ticket that was called says which z would have been right for it, and the range lies
 * between the weighted quantiles PLAN_LOW and PLAN_HIGH of these: distributional conformal prediction (V. Chernozhukov,
 * K. Wuethrich and Y. Zhu, PNAS 118, 2021), with weights as R. F. Barber and others give them ("Conformal prediction
 * beyond exchangeability", Annals of Statistics 51, 2023). No distribution is taken for granted; w, the
 * weight of a ticket, is PLAN_TODAY for one of the same day and 1 for any other.
 *
 * The square root is measured, not derived: among those who had to wait at a bank's two branches, twice the windows
 * did not halve the wait. It was chosen on the first two thirds of their days, as were PLAN_TODAY and the quantiles;
 * exponents from 0.35 to 1 change the mean error there by 6 of 100, and the pace takes up the rest.
 *
 * More ahead never means less: z is at most PLAN_Z_MAX, and wait(z) grows with k wherever z is less than
 * 6 sqrt k + 4 / (3 sqrt k), which is 7.3 at the least. Pure: no clock, no randomness. */
#ifndef OH_PLAN_WAIT_H
#define OH_PLAN_WAIT_H

#include "plan/stand.h"

enum {
	PLAN_PAST_MAX = 400, /* tickets whose waits are remembered, of either kind; the newest stay */
	PLAN_PRIOR = 10,     /* tickets that the formula alone counts for, before any was seen */
	PLAN_TODAY = 4,      /* weight of a ticket of this day; of any other 1 */
	PLAN_LOW = 8,        /* percent of waits below the range, and not above it */
	PLAN_MIDDLE = 50,
	PLAN_HIGH = 92,
	PLAN_Z_MAX = 6,
	PLAN_UNITS_MAX = 4,         /* times k: a longer wait moves the pace no further */
	PLAN_PRESS_MS = 60000,      /* a free window calls within that, until it is known better */
	PLAN_WAIT_MAX_MS = 21600000 /* nobody is told more; longer waits are learned as this */
};

/* Why nothing is told. */
enum plan_silence {
	PLAN_SPEAKS,
	PLAN_NO_WINDOW,  /* no window that would call it is open */
	PLAN_NO_SERVICE, /* the service is paused or full: a newcomer could not enter */
	PLAN_NO_HISTORY, /* too few services have ended in this hall */
	PLAN_TOO_MANY,   /* more tickets and windows than PLAN_LOOKS_MAX */
	PLAN_TOO_LONG,   /* over PLAN_WAIT_MAX_MS */
};

/* What is told of one ticket; times count from the moment of asking. */
struct plan_range {
	enum plan_silence silence; /* the times are 0 unless it is PLAN_SPEAKS */
	int64_t low_ms, mid_ms, high_ms;
	/* For plan_wait_learn. */
	bool at_once;   /* a window is free for it */
	int32_t date;   /* business day */
	double unit_ms; /* 0 where it is not known */
	double shape;   /* k */
	double pace;
};

/* A ticket that had to wait and was called. */
struct plan_past {
	int32_t date;
	double units; /* wait / unit */
	double shape;
	double z;
};

/* A ticket that found a window free. */
struct plan_press {
	int32_t date;
	int64_t wait_ms;
};

/* What a hall's past teaches. Zeroed but for handling.arena is empty and ready. */
struct plan_wait {
	struct plan_handling handling;
	struct plan_past past[PLAN_PAST_MAX]; /* rings: place n % PLAN_PAST_MAX is the next */
	struct plan_press presses[PLAN_PAST_MAX];
	uint32_t past_n, press_n; /* ever learned */
};

/* What to tell of `ticket`, which waits in the hall or is a newcomer (plan_newcomer), at `now_ms`; low <= mid <= high.
 * Its service must be one of the hall's. */
struct plan_range plan_wait_tell(const struct plan_wait *wait, const struct queue_hall *hall,
				 const struct queue_ticket *ticket, int64_t now_ms);

/* A ticket was called `wait_ms` after `told` was worked out, at its entry into the queue, whether or not that was
 * silent. Negative waits are no waits and are left out. Tickets that were never called are not to be learned. */
void plan_wait_learn(struct plan_wait *wait, const struct plan_range *told, int64_t wait_ms);

#endif
