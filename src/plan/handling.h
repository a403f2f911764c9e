/* How long a service takes, learned from services as they end.
 *
 * The mean of the logarithms, that is, the geometric mean: handling times are close to lognormal (L. Brown and
 * others, "Statistical analysis of a telephone call center", JASA 100, 2005), and a few endless ones must not move it.
 * The past is forgotten exponentially, so that it follows the day. A service of which little is known leans on
 * the hall's: (n_s m_s + K m) / (n_s + K), the posterior mean of a normal mean (A. Gelman and others, "Bayesian Data
 * Analysis", 2013, 2.5), with K = PLAN_HANDLING_LEAN. */
#ifndef OH_PLAN_HANDLING_H
#define OH_PLAN_HANDLING_H

#include "queue/hall.h"

enum {
	PLAN_HANDLING_LEAN = 10,         /* services that the hall's mean counts for beside those of one kind */
	PLAN_HANDLING_MEMORY = 500,      /* services after which the past weighs 1/e */
	PLAN_HANDLING_FIRST = 5,         /* services that must have ended before anything is known */
	PLAN_HANDLING_MIN_MS = 5000,     /* shorter: a slip of the hand, or nobody came */
	PLAN_HANDLING_MAX_MS = 28800000, /* longer: someone forgot to finish */
};

struct plan_mean {
	double weight, log_sum;
};

/* Zeroed but for `arena` is empty and ready. */
struct plan_handling {
	struct arena *arena;
	struct plan_mean *services; /* by id; those beyond `size` had none yet */
	uint32_t size;
	struct plan_mean all;
	uint32_t n; /* services that were learned */
};

/* A service ended after `ms` at a window. Times outside of the limits above say nothing and are left out: no-shows
 * and clocks that went back poison no mean. */
void plan_handling_learn(struct plan_handling *handling, struct queue_service_id service, int64_t ms);

/* Typical time of the service, ms; 0 as long as fewer than PLAN_HANDLING_FIRST ended in the hall. */
double plan_handling_ms(const struct plan_handling *handling, struct queue_service_id service);

#endif
