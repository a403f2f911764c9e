/* Clocks: the machine's, a faster one, one that is told. And random numbers. Q1 (times on slips), N7. */
#include "host/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "host/random.h"
#include "host/sim/clock.h"

enum { NS_PER_MS = 1000000, SLACK_MS = 5000 };

static void nap_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * NS_PER_MS }, NULL);
}

static void test_real_clock(void **state)
{
	int64_t before = (int64_t)time(NULL) * 1000;
	int64_t now = host_clock_now_ms(host_clock_real());

	(void)state;
	assert_in_range(now, before, before + SLACK_MS);
}

static void test_monotonic_clock(void **state)
{
	int64_t start = host_monotonic_ns();

	(void)state;
	nap_ms(10);
	assert_in_range(host_monotonic_ns() - start, 10 * NS_PER_MS, (int64_t)SLACK_MS * NS_PER_MS);
}

static void test_scaled_clock(void **state)
{
	struct host_scaled_clock fast, still;

	(void)state;
	host_scaled_clock_init(&fast, 1000000, 1000);
	host_scaled_clock_init(&still, 1000000, 0);
	nap_ms(20);
	assert_in_range(host_clock_now_ms(&fast.clock), 1000000 + 20000, 1000000 + SLACK_MS * 1000);
	assert_int_equal(1000000, host_clock_now_ms(&still.clock));
}

static void test_told_clock(void **state)
{
	struct sim_clock clock;

	(void)state;
	sim_clock_init(&clock, 500);
	assert_int_equal(500, host_clock_now_ms(&clock.clock));
	sim_clock_advance(&clock, 250);
	assert_int_equal(750, host_clock_now_ms(&clock.clock));
	sim_clock_advance(&clock, -100);
	assert_int_equal(650, host_clock_now_ms(&clock.clock));
}

/* Every bit is sometimes set and sometimes not; numbers do not come twice. */
static void test_random(void **state)
{
	uint64_t some = 0, all = UINT64_MAX, last = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		uint64_t value = host_random_u64();

		assert_true(value != last);
		last = value;
		some |= value;
		all &= value;
	}
	assert_true(some == UINT64_MAX);
	assert_true(all == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_clock),   cmocka_unit_test(test_monotonic_clock),
		cmocka_unit_test(test_scaled_clock), cmocka_unit_test(test_told_clock),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
