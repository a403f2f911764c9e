/* The map from keys to values, against a plain array as the model. */
#include "base/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>


#include "base/cc.h"
#include "base/rng.h"

enum { KEYS = 700, STEPS = 200000 };

static void test_empty(void **state)
{
	struct index index = { 0 };

	(void)state;
	assert_false(index_get(&index, 1, NULL));
	assert_false(index_remove(&index, INT64_MAX));
}

static void test_same_as_model(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct index index = { .arena = &arena };
	uint32_t model[KEYS + 1] = { 0 }, n = 0, value;
	struct rng rng;

	(void)state;
	arena_init(&arena, 1 << 20);
	rng_seed(&rng, 7);
	for (int step = 0; step < STEPS; step++) {
		uint64_t key = rng_below(&rng, KEYS) + 1;

		if (rng_below(&rng, 5) < (step / 20000 % 2 ? 1u : 4u)) {
			n += !model[key];
			model[key] = (uint32_t)step + 1;
			index_put(&index, (int64_t)key, model[key]);
		} else {
			assert_int_equal(index_remove(&index, (int64_t)key), model[key] != 0);
			n -= model[key] != 0;
			model[key] = 0;
		}
		assert_int_equal(index.n, n);
		if (step % 1000)
			continue;
		for (int64_t k = 1; k <= KEYS; k++) {
			assert_int_equal(index_get(&index, k, &value), model[k] != 0);
			assert_true(!model[k] || value == model[k]);
		}
	}
}

static void test_extreme_keys_and_growth(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct index index = { .arena = &arena };
	uint32_t value;

	(void)state;
	arena_init(&arena, 16 << 20);
	for (uint32_t i = 0; i < 100000; i++)
		index_put(&index, INT64_MAX - (int64_t)i * 4096, i);
	assert_int_equal(index.n, 100000);
	assert_true(index.n <= index.size / 4 * 3);
	for (uint32_t i = 0; i < 100000; i++) {
		assert_true(index_get(&index, INT64_MAX - (int64_t)i * 4096, &value));
		assert_int_equal(value, i);
	}
	assert_false(index_get(&index, 1, NULL));
	index_put(&index, INT64_MAX, 5);
	assert_int_equal(index.n, 100000);
	assert_true(index_get(&index, INT64_MAX, &value));
	assert_int_equal(value, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_same_as_model),
		cmocka_unit_test(test_extreme_keys_and_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
