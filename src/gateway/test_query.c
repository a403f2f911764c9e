/* The query of an address: what is read and what is refused (S6, N8). */
#include "gateway/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static const char *const names[] = { "after", "limit", "name", NULL };

static void good_queries_are_read(void **state)
{
	static const struct {
		const char *query, *after, *limit, *name; /* NULL where it is not given */
	} cases[] = {
		{ "", NULL, NULL, NULL },
		{ "after=12", "12", NULL, NULL },
		{ "limit=5&after=12", "12", "5", NULL },
		{ "name=", NULL, NULL, "" },
		{ "name=%E6%9D%8E+%2b", NULL, NULL, "李 +" },
		{ "n%61me=a=b", NULL, NULL, "a=b" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		const char *wanted[] = { cases[i].after, cases[i].limit, cases[i].name };
		struct text values[3];
		struct err err;

		assert_int_equal(query_parse(text_of(cases[i].query), names, &arena, values, &err), RC_OK);
		for (int j = 0; j < 3; j++) {
			assert_int_equal(values[j].at != NULL, wanted[j] != NULL);
			if (wanted[j])
				assert_true(text_eq(values[j], text_of(wanted[j])));
		}
	}
}

static void bad_queries_name_the_parameter(void **state)
{
	static const struct {
		const char *query, *field;
	} cases[] = {
		{ "colour=red", "colour" }, { "after=1&after=2", "after" }, { "after", "after" },
		{ "name=%", "name" },       { "name=%4", "name" },          { "name=%zz", "name" },
		{ "name=%ff", "name" },     { "name=%00", "name" },         { "name=a%0ab", "name" },
		{ "&after=1", "" },         { "%gg=1", "query" },           { "After=1", "After" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct text values[3];
		struct err err;

		assert_int_equal(query_parse(text_of(cases[i].query), names, &arena, values, &err), RC_INVALID);
		assert_string_equal(err.field, cases[i].field);
		assert_true(strlen(err.text) > 0);
		assert_int_equal(query_parse(text_of(cases[i].query), names, &arena, values, NULL), RC_INVALID);
	}
}

static void long_queries_are_refused(void **state)
{
	char query[QUERY_BYTES_MAX + 2];
	struct text values[3];
	struct err err;

	(void)state;
	memset(query, 'a', sizeof(query));
	memcpy(query, "name=", 5);
	assert_int_equal(query_parse((struct text){ query, QUERY_BYTES_MAX }, names, &arena, values, &err), RC_OK);
	assert_int_equal(values[2].len, QUERY_BYTES_MAX - 5);
	assert_int_equal(query_parse((struct text){ query, QUERY_BYTES_MAX + 1 }, names, &arena, values, &err),
			 RC_INVALID);
}

static void paths_keep_their_plus(void **state)
{
	struct text got;

	(void)state;
	assert_int_equal(query_decode(TEXT("a+b%2Fc"), false, &arena, &got, NULL), RC_OK);
	assert_true(text_eq(got, TEXT("a+b/c")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_queries_are_read),
		cmocka_unit_test(bad_queries_name_the_parameter),
		cmocka_unit_test(long_queries_are_refused),
		cmocka_unit_test(paths_keep_their_plus),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
