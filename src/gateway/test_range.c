/* The header Range (Q18). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cc.h"
#include "gateway/range.h"

enum { BYTES = 1000 };

static void ranges_are_read(void **state)
{
	static const struct {
		const char *header;
		enum range_kind kind;
		int64_t first, last;
	} cases[] = {
		{ "", RANGE_WHOLE, 0, 999 },
		{ "bytes=0-", RANGE_PART, 0, 999 },
		{ "bytes=0-0", RANGE_PART, 0, 0 },
		{ "bytes=10-19", RANGE_PART, 10, 19 },
		{ "bytes=999-2000", RANGE_PART, 999, 999 },
		{ "bytes=1000-", RANGE_NONE, 0, 0 },
		{ "bytes=1000-1001", RANGE_NONE, 0, 0 },
		{ "bytes=-1", RANGE_PART, 999, 999 },
		{ "bytes=-2000", RANGE_PART, 0, 999 },
		{ "bytes=-0", RANGE_NONE, 0, 0 },
		{ "bytes=9-8", RANGE_WHOLE, 0, 999 },
		{ "bytes=0-1,5-6", RANGE_WHOLE, 0, 999 },
		{ "bytes=a-", RANGE_WHOLE, 0, 999 },
		{ "bytes=--1", RANGE_WHOLE, 0, 999 },
		{ "bytes=1--2", RANGE_WHOLE, 0, 999 },
		{ "bytes=", RANGE_WHOLE, 0, 999 },
		{ "lines=1-2", RANGE_WHOLE, 0, 999 },
		{ "bytes=99999999999999999999-", RANGE_WHOLE, 0, 999 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		int64_t first, last;
		const enum range_kind kind = range_read(text_of(cases[i].header), BYTES, &first, &last);
		if (kind != cases[i].kind)
			fail_msg("%s: %d", cases[i].header, (int)kind);
		if (kind == RANGE_NONE)
			continue;
		assert_int_equal(cases[i].first, first);
		assert_int_equal(cases[i].last, last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(ranges_are_read) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
