/* Handling times by service (Q16, W2). Invariant: what is learned lies between the two limits, so a typical time
 * does as well. */
#include "plan/handling.h"

#include <math.h>

#include "base/bug.h"

enum { SERVICES_AT_FIRST = 16 };

static void add(struct plan_mean *mean, double log_ms)
{
	const double kept = exp(-1.0 / PLAN_HANDLING_MEMORY);

	mean->weight = mean->weight * kept + 1;
	mean->log_sum = mean->log_sum * kept + log_ms;
}

static struct plan_mean *mean_of(struct plan_handling *handling, uint32_t service)
{
	if (service >= handling->size) {
		uint32_t size = handling->size == 0 ? SERVICES_AT_FIRST : handling->size;
		while (size <= service)
			size *= 2;
		struct plan_mean *services = ARENA_ARRAY(handling->arena, size, struct plan_mean);
		for (uint32_t i = 0; i < handling->size; i++)
			services[i] = handling->services[i];
		handling->services = services;
		handling->size = size;
	}
	return &handling->services[service];
}

void plan_handling_learn(struct plan_handling *handling, struct queue_service_id service, int64_t ms)
{
	ASSERT(handling->arena != NULL && service.n <= QUEUE_PLACES_MAX);
	if (ms < PLAN_HANDLING_MIN_MS || ms > PLAN_HANDLING_MAX_MS)
		return;
	add(mean_of(handling, service.n), log((double)ms));
	add(&handling->all, log((double)ms));
	handling->n++;
}

double plan_handling_ms(const struct plan_handling *handling, struct queue_service_id service)
{
	struct plan_mean own = { 0 };

	if (handling->n < PLAN_HANDLING_FIRST)
		return 0;
	if (service.n < handling->size)
		own = handling->services[service.n];
	const double all = handling->all.log_sum / handling->all.weight;
	return exp((own.log_sum + PLAN_HANDLING_LEAN * all) / (own.weight + PLAN_HANDLING_LEAN));
}
