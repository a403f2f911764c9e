/* A clock that moves only when it is told to. */
#ifndef OH_HOST_SIM_CLOCK_H
#define OH_HOST_SIM_CLOCK_H

#include "host/clock.h"

struct sim_clock {
	struct host_clock clock;
	int64_t now_ms;
};

/* Stand at `now_ms`. */
void sim_clock_init(struct sim_clock *clock, int64_t now_ms);
/* Move on by `ms`; negative steps back, as clocks of real machines do. */
void sim_clock_advance(struct sim_clock *clock, int64_t ms);

#endif
