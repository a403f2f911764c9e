/* Counters of one loop. Its thread alone adds to them, any thread may read them. */
#ifndef OH_GATEWAY_METER_H
#define OH_GATEWAY_METER_H

#include <stdatomic.h>
#include <stdint.h>

enum {
	METER_ROUTES_MAX = 64,
	METER_STATUSES = 14, /* statuses of HTTP that answers may have, and one for all others */
	METER_BUCKETS = 14,  /* of the histogram, and one more without a bound */
};

typedef atomic_uint_fast64_t meter_count;

struct meter {
	meter_count answers[METER_ROUTES_MAX][METER_STATUSES];
	meter_count latency[METER_BUCKETS + 1]; /* commands, from the request read to the answer given */
	meter_count latency_us;                 /* sum */
	meter_count bytes;                      /* bodies of answers and text of streams */
	meter_count streams, streams_total, streams_cut, polls, pushes;
};

/* One writer, so that no locked instruction is needed. */
static inline void meter_add(meter_count *count, int64_t n)
{
	uint64_t now = atomic_load_explicit(count, memory_order_relaxed);

	atomic_store_explicit(count, now + (uint64_t)n, memory_order_relaxed);
}

static inline uint64_t meter_read(const meter_count *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

/* Count an answer of route number `route`. */
void meter_answer(struct meter *meter, int route, int status, uint64_t bytes);
/* Count how long a command took. */
void meter_latency(struct meter *meter, int64_t us);

/* Upper bounds of the buckets in microseconds, rising. */
extern const int32_t meter_bounds_us[METER_BUCKETS];
/* Statuses by column; the last is 0, for all others. */
extern const int meter_statuses[METER_STATUSES];

#endif
