/* Clocks: the machine's, a faster one, one that is told. And random numbers. Q1 (times on slips), N7. */
#include "host/clock.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cc.h"
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

/* A clock that only runs on: asked as often as one likes, it never steps back, at any speed. */
static void test_scaled_clock_runs_on(void **state)
{
	static const double speeds[] = { 0, 0.001, 1, 60, HOST_CLOCK_SPEED_MAX };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(speeds); i++) {
		struct host_scaled_clock clock;
		int64_t last_ms = -1000, now_ms;

		/* Times before 1970 are times too. */
		host_scaled_clock_init(&clock, last_ms, speeds[i]);
		for (int n = 0; n < 10000; n++) {
			now_ms = host_clock_now_ms(&clock.clock);
			assert_true(now_ms >= last_ms);
			last_ms = now_ms;
		}
	}
}

/* Two clocks with the same start differ by their speeds alone. */
static void test_speeds_compare(void **state)
{
	struct host_scaled_clock slow, fast;

	(void)state;
	host_scaled_clock_init(&slow, 0, 10);
	fast = slow;
	fast.speed = 1000;
	nap_ms(20);
	/* `fast` is asked first, so that a pause between the two cannot help it. */
	const int64_t fast_ms = host_clock_now_ms(&fast.clock), slow_ms = host_clock_now_ms(&slow.clock);
	assert_in_range(slow_ms, 200, fast_ms);
	assert_true(fast_ms >= 20000);
}

/* A speed that is none is a bug of the caller: the process ends instead of telling wrong times. */
static void test_speed_limits(void **state)
{
	static const struct {
		double speed;
		bool ends;
	} rows[] = { { -0.1, true },
		     { 0, false },
		     { HOST_CLOCK_SPEED_MAX, false },
		     { HOST_CLOCK_SPEED_MAX + 1, true },
		     { NAN, true } };
	struct host_scaled_clock clock;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		int status;
		pid_t child = fork();

		if (child == 0) {
			const struct rlimit none = { 0 };

			(void)setrlimit(RLIMIT_CORE, &none);
			signal(SIGABRT, SIG_DFL);
			close(STDERR_FILENO);
			host_scaled_clock_init(&clock, 0, rows[i].speed);
			_exit(0);
		}
		assert_true(child > 0);
		assert_int_equal(child, waitpid(child, &status, 0));
		assert_int_equal(rows[i].ends, !WIFEXITED(status) || WEXITSTATUS(status) != 0);
	}
}

/* Seeds come from here: processes that were forked from one another get different numbers. */
static void test_random_in_children(void **state)
{
	uint64_t numbers[2];
	int ends[2], status;

	(void)state;
	assert_int_equal(0, pipe(ends));
	pid_t child = fork();
	if (child == 0) {
		numbers[0] = host_random_u64();
		_exit(write(ends[1], numbers, sizeof(numbers[0])) == sizeof(numbers[0]) ? 0 : 1);
	}
	assert_true(child > 0);
	numbers[1] = host_random_u64();
	assert_int_equal(sizeof(numbers[0]), read(ends[0], numbers, sizeof(numbers[0])));
	assert_int_equal(child, waitpid(child, &status, 0));
	assert_true(numbers[0] != numbers[1]);
	close(ends[0]);
	close(ends[1]);
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
		cmocka_unit_test(test_real_clock),
		cmocka_unit_test(test_monotonic_clock),
		cmocka_unit_test(test_scaled_clock),
		cmocka_unit_test(test_told_clock),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_scaled_clock_runs_on),
		cmocka_unit_test(test_speeds_compare),
		cmocka_unit_test(test_speed_limits),
		cmocka_unit_test(test_random_in_children),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
