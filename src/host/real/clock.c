/* Clocks that follow the machine's: the real one, and one that runs faster for demonstrations. */
#include "host/clock.h"

#include <time.h>

#include "base/bug.h"

enum { NS_PER_MS = 1000000, MS_PER_S = 1000 };

int64_t host_clock_now_ms(const struct host_clock *clock)
{
	return clock->now_ms(clock);
}

static int64_t system_ns(clockid_t id)
{
	struct timespec now;

	if (clock_gettime(id, &now) != 0)
		BUG("clock_gettime failed");
	return (int64_t)now.tv_sec * MS_PER_S * NS_PER_MS + now.tv_nsec;
}

static int64_t real_now_ms(const struct host_clock *clock)
{
	(void)clock;
	return system_ns(CLOCK_REALTIME) / NS_PER_MS;
}

const struct host_clock *host_clock_real(void)
{
	static const struct host_clock real = { .now_ms = real_now_ms };

	return &real;
}

int64_t host_monotonic_ns(void)
{
	return system_ns(CLOCK_MONOTONIC);
}

static int64_t scaled_now_ms(const struct host_clock *clock)
{
	const struct host_scaled_clock *scaled = (const struct host_scaled_clock *)clock;
	double passed_ms = (double)(host_monotonic_ns() - scaled->start_ns) / NS_PER_MS;

	return scaled->base_ms + (int64_t)(passed_ms * scaled->speed);
}

void host_scaled_clock_init(struct host_scaled_clock *clock, int64_t base_ms, double speed)
{
	ASSERT(speed >= 0 && speed <= HOST_CLOCK_SPEED_MAX);
	*clock = (struct host_scaled_clock){
		.clock = { .now_ms = scaled_now_ms },
		.base_ms = base_ms,
		.start_ns = host_monotonic_ns(),
		.speed = speed,
	};
}
