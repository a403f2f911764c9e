/* What people are shown of a range: never a promise that the range does not keep (Q1, Q16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cc.h"
#include "base/civil.h"
#include "base/rng.h"
#include "plan/show.h"

static const struct row {
	int64_t low_s, high_s, low_min, high_min;
} rows[] = {
	{ 0, 0, 0, 1 },         { 0, 20, 0, 1 },        { 59, 61, 0, 2 },       { 60, 120, 1, 2 },
	{ 300, 300, 5, 5 },     { 179, 541, 2, 10 },    { 1200, 1200, 20, 20 }, { 1199, 1201, 19, 25 },
	{ 1260, 1500, 20, 25 }, { 1499, 1501, 20, 30 }, { 1500, 3540, 25, 60 }, { 6000, 21600, 100, 360 },
};

/* Q16: whole minutes, the low end down and the high end up; steps of five beyond twenty. */
static void test_rounding(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct plan_range range = { .low_ms = rows[i].low_s * 1000, .high_ms = rows[i].high_s * 1000 };
		const struct plan_shown shown = plan_show(&range);
		assert_int_equal(shown.low_min, rows[i].low_min);
		assert_int_equal(shown.high_min, rows[i].high_min);
	}
}

/* Q16: whoever waits within the range waits within what was shown. */
static void test_encloses(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	for (int i = 0; i < 100000; i++) {
		const int64_t low = (int64_t)(rng_next(&rng) % PLAN_WAIT_MAX_MS);
		const int64_t high = low + (int64_t)(rng_next(&rng) % (uint64_t)(PLAN_WAIT_MAX_MS - low + 1));
		const struct plan_range range = { .low_ms = low, .high_ms = high };
		const struct plan_shown shown = plan_show(&range);
		assert_true(plan_shown_holds(&shown, low) && plan_shown_holds(&shown, high));
		assert_true(shown.low_min >= 0 && shown.low_min <= shown.high_min && shown.high_min >= 1);
		assert_false(plan_shown_holds(&shown, shown.high_min * CIVIL_MS_PER_MINUTE + 1));
	}
}

/* Q16: silence shows no minutes, and holds for nobody. */
static void test_silence(void **state)
{
	const struct plan_range range = { .silence = PLAN_NO_WINDOW };
	const struct plan_shown shown = plan_show(&range);

	(void)state;
	assert_int_equal(shown.silence, PLAN_NO_WINDOW);
	assert_int_equal(shown.low_min | shown.high_min, 0);
	assert_false(plan_shown_holds(&shown, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_encloses),
		cmocka_unit_test(test_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
