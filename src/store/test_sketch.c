/* Sketches of durations: bounds of the error, merging, text. S7. */
#include "store/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/rng.h"

enum { ARENA_BYTES = 1 << 20, S = 1000 };

/* The quantile of one value is that value, to 1/32 of it or half a second. */
static void test_one_value(void **state)
{
	(void)state;
	for (int64_t s = 0; s < 36 * 3600; s += s < 100 ? 1 : s / 50) {
		struct sketch sketch = { 0 };
		int64_t got, off;

		sketch_add(&sketch, s * S + 499);
		got = sketch_quantile_ms(&sketch, 0.5);
		off = got > s * S + 499 ? got - s * S - 499 : s * S + 499 - got;
		assert_true(off <= S || off <= s * S / 32 + S);
		assert_int_equal(1, sketch_count(&sketch));
	}
}

static void test_edges(void **state)
{
	struct sketch sketch = { 0 };

	(void)state;
	assert_int_equal(0, sketch_quantile_ms(&sketch, 0.9));
	sketch_add(&sketch, -5);
	assert_int_equal(500, sketch_quantile_ms(&sketch, 1));
	sketch_add(&sketch, INT64_MAX);
	assert_int_equal(1, sketch.n[SKETCH_BUCKETS - 1]);
	assert_int_equal(500, sketch_quantile_ms(&sketch, 0));
	assert_int_equal(500, sketch_quantile_ms(&sketch, 0.5));
	assert_true(sketch_quantile_ms(&sketch, 1) > 35 * INT64_C(3600) * S);
}

/* Every bucket is reached, and a longer wait is never in a lower bucket. */
static void test_buckets_are_in_order(void **state)
{
	uint32_t last = 0;

	(void)state;
	for (int64_t s = 0; s < 131072; s++) {
		struct sketch sketch = { 0 };
		uint32_t bucket = 0;

		sketch_add(&sketch, s * S);
		while (sketch.n[bucket] == 0)
			bucket++;
		assert_true(bucket == last || bucket == last + 1);
		last = bucket;
	}
	assert_int_equal(SKETCH_BUCKETS - 1, last);
}

static void test_merging_is_counting_all(void **state)
{
	struct sketch parts[3] = { 0 }, merged = { 0 }, all = { 0 };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 3000; i++) {
		int64_t ms = (int64_t)rng_exponential(&rng, 600 * S);

		sketch_add(&parts[i % 3], ms);
		sketch_add(&all, ms);
	}
	for (int i = 0; i < 3; i++)
		sketch_merge(&merged, &parts[i]);
	assert_memory_equal(&all, &merged, sizeof(all));
	/* The 90th percentile of an exponential is 2.303 means. */
	assert_in_range(sketch_quantile_ms(&all, 0.9), 1250 * S, 1510 * S);
}

static void test_counts_stop_at_the_top(void **state)
{
	struct sketch a = { 0 };

	(void)state;
	a.n[3] = UINT32_MAX;
	sketch_merge(&a, &a);
	assert_int_equal(UINT32_MAX, a.n[3]);
	sketch_add(&a, 3 * S);
	assert_int_equal(UINT32_MAX, a.n[3]);
}

static void test_text_there_and_back(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct sketch sketch = { 0 }, back;
	struct text text;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(0, sketch_write(&sketch, &arena).len);
	assert_true(sketch_read(&back, TEXT("")));
	sketch_add(&sketch, 3 * S);
	sketch_add(&sketch, 3 * S);
	sketch_add(&sketch, 70 * S);
	text = sketch_write(&sketch, &arena);
	assert_true(text_eq(TEXT("3:2 49:1"), text));
	assert_true(sketch_read(&back, text));
	assert_memory_equal(&sketch, &back, sizeof(back));
	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++)
		sketch.n[i] = UINT32_MAX;
	assert_true(sketch_read(&back, sketch_write(&sketch, &arena)));
	assert_memory_equal(&sketch, &back, sizeof(back));
}

static void test_bad_texts(void **state)
{
	static const char *const bad[] = { "x",       "3",     "3:",  "3:0",     "3:-1",         ":4",
					   "-1:4",    "224:1", "3:x", "3:1 3:1", "3:4294967296", "3:1,4:1",
					   "3:1  4:1" };
	struct sketch sketch;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_false(sketch_read(&sketch, text_of(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_value),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_buckets_are_in_order),
		cmocka_unit_test(test_merging_is_counting_all),
		cmocka_unit_test(test_counts_stop_at_the_top),
		cmocka_unit_test(test_text_there_and_back),
		cmocka_unit_test(test_bad_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
