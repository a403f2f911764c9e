/* Time. Whoever needs the time gets a clock; nobody else asks the system, so that tests, simulations
 * and demonstrations can run on a time of their own. */
#ifndef OH_HOST_CLOCK_H
#define OH_HOST_CLOCK_H

#include <stdint.h>

/* Embedded as the first member of each kind of clock. */
struct host_clock {
	int64_t (*now_ms)(const struct host_clock *clock);
};

/* Milliseconds since 1970-01-01 UTC by `clock`. A clock that follows the system's may step back. */
int64_t host_clock_now_ms(const struct host_clock *clock);

/* The system's clock. */
const struct host_clock *host_clock_real(void);

/* Nanoseconds of a clock that never steps, from an arbitrary start; for measuring durations. */
int64_t host_monotonic_ns(void);

/* A clock that starts at `base_ms` and runs `speed` times as fast as the world: a day in minutes. */
struct host_scaled_clock {
	struct host_clock clock;
	int64_t base_ms;
	int64_t start_ns; /* host_monotonic_ns when it was `base_ms` */
	double speed;
};

enum { HOST_CLOCK_SPEED_MAX = 100000 };

/* Start at `base_ms`; `speed` is from 0 (stands still) to HOST_CLOCK_SPEED_MAX. */
void host_scaled_clock_init(struct host_scaled_clock *clock, int64_t base_ms, double speed);

#endif
