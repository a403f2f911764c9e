/* Random numbers: the published sequence, and what is drawn from it is even. */
#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>

static void test_reference_sequence(void **state)
{
	/* The reference code with the state 1, 2, 3, 4. */
	static const uint64_t expected[] = {
		UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240), UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360), UINT64_C(607988272756665600), UINT64_C(16172922978634559625),
	};
	struct rng rng = { { 1, 2, 3, 4 } };

	(void)state;
	for (int i = 0; i < 7; i++)
		assert_true(rng_next(&rng) == expected[i]);
}

static void test_seed_is_splitmix64(void **state)
{
	struct rng rng, same;

	(void)state;
	rng_seed(&rng, 0);
	assert_true(rng.s[0] == UINT64_C(0xe220a8397b1dcdaf));
	assert_true(rng.s[1] == UINT64_C(0x6e789e6aa1b965f4));
	assert_true(rng.s[2] == UINT64_C(0x06c45d188009454f));
	rng_seed(&same, 0);
	for (int i = 0; i < 100; i++)
		assert_true(rng_next(&rng) == rng_next(&same));
}

static void test_below_is_even_and_in_bounds(void **state)
{
	enum { BOUND = 7, DRAWS = 700000 };
	int seen[BOUND] = { 0 };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 42);
	for (int i = 0; i < DRAWS; i++) {
		uint64_t drawn = rng_below(&rng, BOUND);

		assert_true(drawn < BOUND);
		seen[drawn]++;
	}
	for (int i = 0; i < BOUND; i++)
		assert_in_range(seen[i], DRAWS / BOUND - 1500, DRAWS / BOUND + 1500);
	assert_int_equal(rng_below(&rng, 1), 0);
	for (int i = 0; i < 1000; i++)
		assert_true(rng_below(&rng, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
}

static void test_real_and_exponential(void **state)
{
	enum { DRAWS = 400000 };
	double sum = 0, waits = 0;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	for (int i = 0; i < DRAWS; i++) {
		double real = rng_real(&rng), wait = rng_exponential(&rng, 90);

		assert_true(real >= 0 && real < 1);
		assert_true(wait >= 0 && isfinite(wait));
		sum += real;
		waits += wait;
	}
	assert_true(fabs(sum / DRAWS - 0.5) < 0.005);
	assert_true(fabs(waits / DRAWS - 90) < 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reference_sequence),
		cmocka_unit_test(test_seed_is_splitmix64),
		cmocka_unit_test(test_below_is_even_and_in_bounds),
		cmocka_unit_test(test_real_and_exponential),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
