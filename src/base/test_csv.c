/* CSV: rows that are odd and rows that are none (S6: the error names the line). */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* All of `from`, as `line:field|field;` for a row and `line!;` for what is none. */
static const char *rows_of(struct text from)
{
	struct buf buf = { .arena = &arena };
	struct csv_row row;
	struct csv csv;
	struct err err;

	csv_init(&csv, from);
	while (csv_next(&csv, &arena, &row, &err)) {
		buf_printf(&buf, "%lld%s", (long long)csv.line, err.rc == RC_OK ? ":" : "!");
		for (size_t i = 0; i < row.n; i++)
			buf_printf(&buf, "%s%.*s", i ? "|" : "", TEXT_ARG(row.fields[i]));
		buf_char(&buf, ';');
	}
	assert_int_equal(csv.rest.len, 0);
	return text_cstr(&arena, buf_view(&buf));
}

static void test_rows(void **state)
{
	static const struct {
		const char *from, *expected;
	} rows[] = {
		{ "", "" },
		{ "\n\r\n\n", "" },
		{ "a", "1:a;" },
		{ "a,b\n", "1:a|b;" },
		{ "a,b\r\nc,d\r\n", "1:a|b;2:c|d;" },
		{ "a,b\r", "1:a|b;" },
		{ "a\rb,c\n", "1:a\rb|c;" },
		{ ",\n", "1:|;" },
		{ "a,\n,b\n", "1:a|;2:|b;" },
		{ "\n\na\n\nb", "3:a;5:b;" },
		{ " a , b \n", "1: a | b ;" },
		{ "\xef\xbb\xbf" "a,b", "1:a|b;" },
		{ "\"a,b\",c", "1:a,b|c;" },
		{ "\"\"\n", "1:;" },
		{ "\"\",\"\"", "1:|;" },
		{ "\"a\"\"b\"", "1:a\"b;" },
		{ "\"\"\"\"\"\"", "1:\"\";" },
		{ "\"a\nb\r\nc\",d\ne", "1:a\nb\r\nc|d;4:e;" },
		{ "a\"b,c\"\n", "1:a\"b|c\";" },
		{ "取号,窗口\n", "1:取号|窗口;" },
		{ "a,\"b\"\r\n", "1:a|b;" },
		{ "\"a", "1!;" },
		{ "\"a\nb\nc", "1!;2:b;3:c;" },
		{ "\"a\"b,c\nd", "1!;2:d;" },
		{ "\"a\" ,c\nd", "1!;2:d;" },
		{ "x,\"a\nc,\"d\",e\nf", "1!;2:c|d|e;3:f;" },
		{ "a\n\"", "1:a;2!;" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const char *got = rows_of(text_of(rows[i].from));

		if (strcmp(got, rows[i].expected))
			fail_msg("row %zu: %s instead of %s", i, got, rows[i].expected);
	}
	/* a NUL is kept, though printf stops at it */
	assert_string_equal(rows_of(TEXT("a\0b,c")), "1:a|c;");
}

static void test_faults_name_line_and_reason(void **state)
{
	static const struct {
		const char *from, *says;
		int64_t line;
	} rows[] = {
		{ "\n\"a\nb", "a quoted field does not end", 2 },
		{ "\"a\"b", "text follows a closing quote; write a quote inside a quoted field twice", 1 },
	};
	struct csv_row row;
	struct csv csv;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		csv_init(&csv, text_of(rows[i].from));
		assert_true(csv_next(&csv, &arena, &row, &err));
		assert_int_equal(err.rc, RC_INVALID);
		assert_string_equal(rows[i].says, err.text);
		assert_int_equal(rows[i].line, csv.line);
		assert_int_equal(row.n, 0);
	}
}

static void test_field_limit(void **state)
{
	char from[CSV_FIELDS_MAX + 8];
	struct csv_row row;
	struct csv csv;
	struct err err;

	(void)state;
	memset(from, ',', sizeof(from));
	csv_init(&csv, (struct text){ from, CSV_FIELDS_MAX - 1 });
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(err.rc, RC_OK);
	assert_int_equal(row.n, CSV_FIELDS_MAX);
	csv_init(&csv, (struct text){ from, CSV_FIELDS_MAX });
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_string_equal(err.text, "the row has too many fields");
	assert_false(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(err.rc, RC_OK);
}

static void test_length_limit(void **state)
{
	size_t len = CSV_ROW_BYTES_MAX;
	char *from = malloc(len + 8);
	struct csv_row row;
	struct csv csv;
	struct err err;

	(void)state;
	memset(from, 'x', len + 8);
	memcpy(from + len, "\nlast", 5);
	csv_init(&csv, (struct text){ from, len + 5 }); /* with its line end one byte too long */
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(err.rc, RC_INVALID);
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(err.rc, RC_OK);
	assert_true(text_eq(row.fields[0], TEXT("last")));
	csv_init(&csv, (struct text){ from + 1, len + 4 });
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(err.rc, RC_OK);
	assert_int_equal(row.fields[0].len, len - 1);
	from[0] = '"'; /* a quote that never ends */
	csv_init(&csv, (struct text){ from, len + 5 });
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(err.rc, RC_INVALID);
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(csv.line, 2);
	free(from);
}

static void test_column(void **state)
{
	struct csv_row row;
	struct csv csv;
	struct err err;

	(void)state;
	csv_init(&csv, TEXT("id,\"name\",名称\n"));
	assert_true(csv_next(&csv, &arena, &row, &err));
	assert_int_equal(csv_column(&row, "id"), 0);
	assert_int_equal(csv_column(&row, "name"), 1);
	assert_int_equal(csv_column(&row, "名称"), 2);
	assert_int_equal(csv_column(&row, "ID"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),        cmocka_unit_test(test_faults_name_line_and_reason),
		cmocka_unit_test(test_field_limit), cmocka_unit_test(test_length_limit),
		cmocka_unit_test(test_column),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
