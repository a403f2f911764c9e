/* Counters of one loop (M2, S7), kept apart by loop so that counting costs next to nothing. */
#include "gateway/meter.h"

#include "base/bug.h"

const int32_t meter_bounds_us[METER_BUCKETS] = { 250,   500,   1000,   2500,   5000,   10000,   25000,
						 50000, 75000, 100000, 250000, 500000, 1000000, 5000000 };

const int meter_statuses[METER_STATUSES] = { 200, 304, 400, 403, 404, 405, 409,
					     413, 414, 415, 422, 500, 503, 0 };

void meter_answer(struct meter *meter, int route, int status, uint64_t bytes)
{
	int column = 0;

	ASSERT(route >= 0 && route < METER_ROUTES_MAX);
	while (meter_statuses[column] && meter_statuses[column] != status)
		column++;
	meter_add(&meter->answers[route][column], 1);
	meter_add(&meter->bytes, (int64_t)bytes);
}

void meter_latency(struct meter *meter, int64_t us)
{
	int bucket = 0;

	while (bucket < METER_BUCKETS && us > meter_bounds_us[bucket])
		bucket++;
	meter_add(&meter->latency[bucket], 1);
	meter_add(&meter->latency_us, us);
}
