/* Civil time: every day of 400 years, and texts that are and are no times. */
#include "base/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/rng.h"

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static void test_every_day_of_400_years(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct civil_date expected = { 1900, 1, 1 };
	int32_t day = -25567;
	int weekday = 1;

	(void)state;
	while (expected.year < 2300) {
		struct civil_date date = civil_from_day(day);
		int length = lengths[expected.month - 1] + (expected.month == 2 && leap(expected.year));

		assert_memory_equal(&date, &expected, sizeof(date));
		assert_int_equal(civil_to_day(expected), day);
		assert_int_equal(civil_weekday(day), weekday);
		day++;
		weekday = weekday % 7 + 1;
		if (++expected.day > length) {
			expected.day = 1;
			if (++expected.month > 12) {
				expected.month = 1;
				expected.year++;
			}
		}
	}
	assert_int_equal(day, -25567 + 146097);
}

static void test_ends_of_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(civil_to_day((struct civil_date){ 1970, 1, 1 }), 0);
	assert_true(civil_to_day((struct civil_date){ 1, 1, 1 }) * CIVIL_MS_PER_DAY == CIVIL_MS_MIN);
	assert_true((civil_to_day((struct civil_date){ 9999, 12,
		31 }) + 1) * CIVIL_MS_PER_DAY - 1 == CIVIL_MS_MAX);
}

static void test_local_day_and_minute(void **state)
{
	static const struct {
		int64_t ms;
		int offset;
		int32_t day;
		int minute;
	} rows[] = {
		{ 0, 0, 0, 0 },
		{ -1, 0, -1, 1439 },
		{ -60001, 0, -1, 1438 },
		{ 0, 480, 0, 480 },
		{ 0, -480, -1, 960 },
		{ 16 * 3600000LL, 480, 1, 0 },
		{ 16 * 3600000LL - 1, 480, 0, 1439 },
		{ 86399999, 0, 0, 1439 },
		{ 86400000, 345, 1, 345 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		assert_int_equal(civil_local_day(rows[i].ms, rows[i].offset), rows[i].day);
		assert_int_equal(civil_local_minute(rows[i].ms, rows[i].offset), rows[i].minute);
	}
	assert_true(civil_instant(1, 0, 480) == 16 * 3600000LL);
	assert_true(civil_instant(0, 1440, 0) == 86400000);
}

static void test_instant_is_inverse(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (int i = 0; i < 20000; i++) {
		int32_t day = (int32_t)rng_below(&rng, 100000) - 50000;
		int minute = (int)rng_below(&rng, 1440), offset = (int)rng_below(&rng, 1681) - 840;
		int64_t ms = civil_instant(day, minute, offset) + (int64_t)rng_below(&rng, 60000);

		assert_int_equal(civil_local_day(ms, offset), day);
		assert_int_equal(civil_local_minute(ms, offset), minute);
	}
}

static void test_dates(void **state)
{
	static const char *const bad[] = {
		"",           "2026-11-2",  "2026-11-233", "2026-13-01", "2026-00-01", "2026-02-29",
		"2026-04-31",
		"2026-01-00", "2026-01-32", "0000-01-01",  "2026/01/01", "20260101",   "-026-01-01",
		" 2026-01-01",
		"2026-01-1 ", "1900-02-29",
	};
	static const char *const good[] = { "0001-01-01", "1970-01-01", "2000-02-29", "2026-11-23",
		"9999-12-31" };
	char into[CIVIL_DATE_SIZE];
	int32_t day;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_false(civil_parse_date(text_of(bad[i]), &day));
	for (size_t i = 0; i < CC_COUNT(good); i++) {
		assert_true(civil_parse_date(text_of(good[i]), &day));
		assert_int_equal(civil_format_date(day, into), 10);
		assert_string_equal(into, good[i]);
	}
	civil_format_date(INT32_MAX, into);
	assert_string_equal(into, "9999-12-31");
	civil_format_date(INT32_MIN, into);
	assert_string_equal(into, "0001-01-01");
}

static void test_clocks(void **state)
{
	static const char *const bad[] = { "", "9:30", "09:60", "24:01", "25:00", "09:30:00", "09.30",
		"-9:30", "99:99" };
	char into[CIVIL_CLOCK_SIZE];
	int minute;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_false(civil_parse_clock(text_of(bad[i]), &minute));
	for (int expected = 0; expected <= CIVIL_MINUTES_PER_DAY; expected++) {
		assert_int_equal(civil_format_clock(expected, into), 5);
		assert_true(civil_parse_clock(text_of(into), &minute));
		assert_int_equal(minute, expected);
	}
	assert_string_equal(into, "24:00");
}

static void test_times(void **state)
{
	static const struct {
		const char *t;
		int64_t ms;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01t00:00:00z", 0 },
		{ "1969-12-31T23:59:59.999Z", -1 },
		{ "1970-01-01T08:00:00+08:00", 0 },
		{ "1969-12-31T16:00:00-08:00", 0 },
		{ "1970-01-01T05:45:00.5+05:45", 500 },
		{ "1970-01-01T00:00:00.123456789Z", 123 },
		{ "1970-01-01T00:00:00.9999-00:00", 999 },
		{ "2016-12-31T23:59:60Z", INT64_C(1483228799000) },
		{ "2017-01-01T07:59:60.25+08:00", INT64_C(1483228799250) },
		{ "2026-11-23T16:03:00.123+08:00", INT64_C(1795420980123) },
		{ "0001-01-01T00:00:00Z", CIVIL_MS_MIN },
		{ "9999-12-31T23:59:59.999Z", CIVIL_MS_MAX },
	};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		assert_true(civil_parse_time(text_of(rows[i].t), &ms));
		assert_true(ms == rows[i].ms);
	}
}

static void test_no_times(void **state)
{
	static const char *const bad[] = {
		"", "1970-01-01", "1970-01-01T00:00Z", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z",
		"1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z",
		"1970-01-01T00:00:60Z",
		"1970-01-01T23:59:60+08:00", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.1234567890Z",
		"1970-01-01T00:00:00,5Z", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+0800",
		"1970-01-01T00:00:00+08", "1970-01-01T00:00:00+08:60", "1970-01-01T00:00:00Zx",
		"1970-02-30T00:00:00Z",
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "1970-01-01T00:00:00.5",
	};
	int64_t ms = 77;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_false(civil_parse_time(text_of(bad[i]), &ms));
	assert_true(ms == 77);
}

static void test_format_time(void **state)
{
	static const struct {
		int64_t ms;
		int offset;
		const char *expected;
	} rows[] = {
		{ INT64_C(1795420980123), 480, "2026-11-23T16:03:00.123+08:00" },
		{ INT64_C(1795420980123), 0, "2026-11-23T08:03:00.123Z" },
		{ -1, -570, "1969-12-31T14:29:59.999-09:30" },
		{ CIVIL_MS_MAX, 480, "9999-12-31T23:59:59.999Z" },
		{ CIVIL_MS_MIN, -1, "0001-01-01T00:00:00.000Z" },
		{ INT64_MAX, 0, "9999-12-31T23:59:59.999Z" },
		{ INT64_MIN, 60, "0001-01-01T01:00:00.000+01:00" },
	};
	char into[CIVIL_TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		int n = civil_format_time(rows[i].ms, rows[i].offset, into);

		assert_string_equal(into, rows[i].expected);
		assert_int_equal(n, strlen(into));
	}
}

static void test_times_round_trip(void **state)
{
	char into[CIVIL_TIME_SIZE];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11);
	for (int i = 0; i < 50000; i++) {
		int64_t ms = CIVIL_MS_MIN + (int64_t)rng_below(&rng,
			(uint64_t)(CIVIL_MS_MAX - CIVIL_MS_MIN) + 1);
		int offset = (int)rng_below(&rng, 2 * 1439 + 1) - 1439;
		int64_t back = 0;

		civil_format_time(ms, offset, into);
		assert_true(civil_parse_time(text_of(into), &back));
		assert_true(back == ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day_of_400_years),
		cmocka_unit_test(test_ends_of_the_calendar),
		cmocka_unit_test(test_local_day_and_minute),
		cmocka_unit_test(test_instant_is_inverse),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_no_times),
		cmocka_unit_test(test_format_time),
		cmocka_unit_test(test_times_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
