/* A clock that moves only when it is told to, so that a simulated day takes no time. */
#include "host/sim/clock.h"

static int64_t sim_now_ms(const struct host_clock *clock)
{
	return ((const struct sim_clock *)clock)->now_ms;
}

void sim_clock_init(struct sim_clock *clock, int64_t now_ms)
{
	*clock = (struct sim_clock){ .clock = { .now_ms = sim_now_ms }, .now_ms = now_ms };
}

void sim_clock_advance(struct sim_clock *clock, int64_t ms)
{
	clock->now_ms += ms;
}
