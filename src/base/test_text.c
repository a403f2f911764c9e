/* Texts and buffers. */
#include "base/text.h"

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
	arena_init(&arena, 8 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void assert_text(struct text t, const char *expected)
{
	assert_string_equal(text_cstr(&arena, t), expected);
	assert_int_equal(t.len, strlen(expected));
}

static void test_compare(void **state)
{
	static const char *const ordered[] = { "", "A", "a", "aa", "ab", "b", "号" };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(ordered); i++) {
		for (size_t j = 0; j < CC_COUNT(ordered); j++) {
			int order = text_cmp(text_of(ordered[i]), text_of(ordered[j]));

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
			assert_int_equal(text_eq(text_of(ordered[i]), text_of(ordered[j])), i == j);
		}
	}
	assert_true(text_eq(text_of(NULL), TEXT("")));
	assert_true(text_starts(TEXT("abc"), TEXT("ab")));
	assert_true(text_starts(TEXT("abc"), text_of(NULL)));
	assert_false(text_starts(TEXT("a"), TEXT("ab")));
	assert_false(text_starts(TEXT("xbc"), TEXT("ab")));
}

static void test_copy_and_print(void **state)
{
	(void)state;
	assert_text(text_copy(&arena, TEXT("abc")), "abc");
	assert_text(text_copy(&arena, text_of(NULL)), "");
	assert_text(text_printf(&arena, "%05d %s", 42, "号"), "00042 号");
}

static void test_utf8(void **state)
{
	static const struct {
		struct text t;
		bool good;
		size_t chars;
	} rows[] = {
		{ TEXT(""), true, 0 },
		{ TEXT("abc"), true, 3 },
		{ TEXT("取号"), true, 2 },
		{ TEXT("\xc2\x80"), true, 1 },
		{ TEXT("\xdf\xbf\xe0\xa0\x80"), true, 2 },
		{ TEXT("\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"), true, 3 },
		{ TEXT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true, 2 },
		{ TEXT("a\0b"), false, 0 },
		{ TEXT("\x80"), false, 0 },
		{ TEXT("\xc0\x80"), false, 0 },
		{ TEXT("\xc1\xbf"), false, 0 },
		{ TEXT("\xe0\x9f\xbf"), false, 0 },
		{ TEXT("\xed\xa0\x80"), false, 0 },
		{ TEXT("\xf0\x8f\xbf\xbf"), false, 0 },
		{ TEXT("\xf4\x90\x80\x80"), false, 0 },
		{ TEXT("\xf5\x80\x80\x80"), false, 0 },
		{ TEXT("\xff"), false, 0 },
		{ TEXT("\xe5\x8f"), false, 0 },
		{ TEXT("\xe5\x8fx"), false, 0 },
		{ TEXT("\xf0\x90\x80"), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		assert_int_equal(text_is_utf8(rows[i].t), rows[i].good);
		if (rows[i].good)
			assert_int_equal(text_chars(rows[i].t), rows[i].chars);
	}
}

static void test_trim_and_cut(void **state)
{
	struct text rest = TEXT("a,,b");

	(void)state;
	assert_text(text_trim(TEXT(" \t\r\n a b \n")), "a b");
	assert_text(text_trim(TEXT(" \t ")), "");
	assert_text(text_trim(TEXT("")), "");
	assert_text(text_cut(&rest, ','), "a");
	assert_text(text_cut(&rest, ','), "");
	assert_text(text_cut(&rest, ','), "b");
	assert_text(rest, "");
	assert_text(text_cut(&rest, ','), "");
	rest = text_of(NULL);
	assert_text(text_cut(&rest, ','), "");
}

static void test_int(void **state)
{
	static const struct {
		const char *t;
		bool good;
		int64_t value;
	} rows[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "007", true, 7 },
		{ "-42", true, -42 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "--1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1.0", false, 0 },
		{ "0x1", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		int64_t value = 77;

		assert_int_equal(text_int(text_of(rows[i].t), &value), rows[i].good);
		assert_true(value == (rows[i].good ? rows[i].value : 77));
	}
}

static void test_fill_cuts_between_characters(void **state)
{
	char into[6];

	(void)state;
	text_fill(into, sizeof(into), TEXT("abc"));
	assert_string_equal(into, "abc");
	text_fill(into, sizeof(into), TEXT("abcdefgh"));
	assert_string_equal(into, "abcde");
	text_fill(into, sizeof(into), TEXT("取号机"));
	assert_string_equal(into, "取");
	text_fill(into, 2, TEXT("取"));
	assert_string_equal(into, "");
	text_fill(into, 1, TEXT("a"));
	assert_string_equal(into, "");
}

static void test_buf_int(void **state)
{
	static const int64_t values[] = { 0,  1,   -1,   9,          10,        99,       100,
					  -10, 12345, -987654321, INT64_MAX, INT64_MIN };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(values); i++) {
		struct buf buf = { .arena = &arena };

		buf_int(&buf, values[i]);
		assert_text(buf_view(&buf), text_printf(&arena, "%lld", (long long)values[i]).at);
	}
}

static void test_buf_grows(void **state)
{
	struct buf buf = { .arena = &arena };
	char expected[5000];

	(void)state;
	assert_int_equal(buf_view(&buf).len, 0);
	buf_put(&buf, NULL, 0);
	for (int i = 0; i < 4999; i++) {
		expected[i] = (char)('a' + i % 26);
		buf_char(&buf, expected[i]);
	}
	expected[4999] = '\0';
	assert_text(buf_view(&buf), expected);
	buf_put(&buf, expected, 4999);
	assert_int_equal(buf.len, 9998);
	assert_memory_equal(buf.at + 4999, expected, 4999);
}

static void test_buf_printf_at_every_fill(void **state)
{
	(void)state;
	for (size_t fill = 0; fill < 600; fill++) {
		struct buf buf = { .arena = &arena };

		for (size_t i = 0; i < fill; i++)
			buf_char(&buf, 'x');
		buf_printf(&buf, "%s-%d", "号", 1234);
		buf_text(&buf, TEXT("!"));
		assert_int_equal(buf.len, fill + 9);
		assert_memory_equal(buf.at + fill, "号-1234!", 9);
	}
}

/* S6: what no text that people read may hold. */
static void test_controls(void **state)
{
	static const struct {
		struct text t;
		bool held;
	} rows[] = {
		{ TEXT(""), false },        { TEXT("a\nb 号"), false }, { TEXT("\xc2\xa0"), false },
		{ TEXT("a\tb"), true },     { TEXT("a\x1f"), true },    { TEXT("\x7f"), true },
		{ TEXT("\xc2\x80"), true }, { TEXT("a\xc2\x9f"), true },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_int_equal(text_has_controls(rows[i].t), rows[i].held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_copy_and_print),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_trim_and_cut),
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_fill_cuts_between_characters),
		cmocka_unit_test(test_buf_int),
		cmocka_unit_test(test_buf_grows),
		cmocka_unit_test(test_buf_printf_at_every_fill),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
