/* Reading and writing JSON: what is refused, and that reading undoes writing (S6, S7). */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

/* From jansson, another user of which the process may have. Its header does not go with ours. */
void *json_loads(const char *input, size_t flags, void *error);
void json_delete(void *json);

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

static const struct json *parsed(const char *from)
{
	const struct json *json = NULL;
	struct err err = { .rc = RC_OK };

	if (json_parse(&arena, text_of(from), &json, &err) != RC_OK)
		fail_msg("%s: %s", from, err.text);
	return json;
}

static void test_values(void **state)
{
	const struct json *all = parsed("[null, true, false, -12, 1.5, \"\\u53f7\\ud83d\\ude00\", [], {}]");
	static const enum json_kind kinds[] = { JSON_NULL, JSON_BOOL, JSON_BOOL,  JSON_INT,
						JSON_REAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

	(void)state;
	assert_int_equal(json_kind(all), JSON_ARRAY);
	assert_int_equal(json_count(all), 8);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(json_kind(json_entry(all, i)), kinds[i]);
	assert_null(json_entry(all, 8));
	assert_true(json_bool(json_entry(all, 1)));
	assert_false(json_bool(json_entry(all, 2)));
	assert_int_equal(json_int(json_entry(all, 3)), -12);
	assert_true(json_number(json_entry(all, 3)) == -12.0);
	assert_true(json_number(json_entry(all, 4)) == 1.5);
	assert_true(text_eq(json_text(json_entry(all, 5)), TEXT("号😀")));
	assert_int_equal(json_count(json_entry(all, 3)), 0);
}

static void test_members(void **state)
{
	const struct json *object = parsed("{\"a\": 1, \"\": {\"b\": 9223372036854775807}}");

	(void)state;
	assert_int_equal(json_count(object), 2);
	assert_int_equal(json_int(json_member(object, "a")), 1);
	assert_true(json_int(json_member(json_member(object, ""), "b")) == INT64_MAX);
	assert_null(json_member(object, "b"));
	assert_null(json_member(json_member(object, "a"), "a"));
	assert_true(json_int(json_entry(parsed("[-9223372036854775808]"), 0)) == INT64_MIN);
}

struct visits {
	struct buf names;
	int left;
};

static bool note_name(void *context, struct text name, const struct json *value)
{
	struct visits *visits = context;

	buf_text(&visits->names, name);
	buf_int(&visits->names, json_int(value));
	return --visits->left > 0;
}

static void test_each_in_the_order_of_the_text(void **state)
{
	const struct json *object = parsed("{\"z\":1,\"a\":2,\"m\":3,\"b\":4,"
					   "\"y\":5,\"c\":6,\"x\":7,\"d\":8,\"w\":9}");
	struct visits all = { { .arena = &arena }, 100 }, some = { { .arena = &arena }, 2 };

	(void)state;
	json_each(object, note_name, &all);
	assert_true(text_eq(buf_view(&all.names), TEXT("z1a2m3b4y5c6x7d8w9")));
	json_each(object, note_name, &some);
	assert_true(text_eq(buf_view(&some.names), TEXT("z1a2")));
}

static void test_refused(void **state)
{
	static const struct {
		struct text from;
		const char *says;
	} rows[] = {
		{ TEXT(""), "there is nothing in it" },
		{ TEXT("  \n"), "there is nothing in it" },
		{ TEXT("\xef\xbb\xbf"), "there is nothing in it" },
		{ TEXT("12"), "line 1, column 2: a brace or a bracket must come first" },
		{ TEXT("\"text\""), "line 1" },
		{ TEXT("{\"a\": 1,\n \"a\": 2}"), "line 2, column 4: a member is there twice" },
		{ TEXT("[1,]"), "line 1, column 4: there is a comma behind the last entry" },
		{ TEXT("{\"a\":1 ,\n }"), "line 2, column 2: there is a comma behind the last entry" },
		{ TEXT("[1] x"), "line 1, column 5: something follows after the end" },
		{ TEXT("[01]"), "line 1" },
		{ TEXT("[+1]"), "line 1" },
		{ TEXT("[.5]"), "line 1" },
		{ TEXT("[NaN]"), "line 1" },
		{ TEXT("['a']"), "this is no value of JSON" },
		{ TEXT("{a: 1}"), "the name of a member in double quotes is expected" },
		{ TEXT("[\"a\nb\"]"), "a text must not hold line ends" },
		{ TEXT("[\"a\0b\"]"), "line 1" },
		{ TEXT("[\"\\u0000\"]"), "line 1" },
		{ TEXT("{\"\\u0000\": 1}"), "line 1" },
		{ TEXT("[\"\\x\"]"), "a backslash in a text is used wrongly" },
		{ TEXT("[\"\\ud800\"]"), "line 1" },
		{ TEXT("[\"\\udc00\\ud800\"]"), "line 1" },
		{ TEXT("[\"\xff\"]"), "this is not UTF-8; save it as UTF-8" },
		{ TEXT("[\"\xc0\x80\"]"), "line 1" },
		{ TEXT("[\"\xed\xa0\x80\"]"), "line 1" },
		{ TEXT("[\"\xe5\x8f\"]"), "line 1" },
		{ TEXT("[9223372036854775808]"), "a number is too large" },
		{ TEXT("[-9223372036854775809]"), "a number is too large" },
		{ TEXT("[1e999]"), "a number is too large" },
		{ TEXT("[1]\0"), "line 1" },
		{ TEXT("\xff\xfe[\0"), "this is not UTF-8" },
		{ TEXT("[1 2]"), "a comma or a closing bracket is expected" },
		{ TEXT("["), "it ends too early" },
		{ TEXT("{\"a\" 1}"), "a colon is expected behind the name" },
		{ TEXT("]"), "line 1" },
		{ TEXT("{\"a\""), "line 1, column 4: it ends too early" },
		{ TEXT("[\"a"), "it ends too early" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct json *json = NULL;
		struct err err = { .rc = RC_OK };

		assert_int_equal(json_parse(&arena, rows[i].from, &json, &err), RC_INVALID);
		assert_int_equal(err.rc, RC_INVALID);
		if (!strstr(err.text, rows[i].says))
			fail_msg("row %zu says %s", i, err.text);
		assert_null(json);
	}
}

/* S6: what editors do to a file is told in Chinese as well, and the mark that some of them put first does no harm. */
static void test_what_editors_do(void **state)
{
	static const struct {
		struct text from;
		const char *says; /* NULL where it is read */
	} rows[] = {
		{ TEXT("\xef\xbb\xbf[1]"), NULL },
		{ TEXT(""), "没有内容，须为 JSON" },
		{ TEXT("[\"\xc8\xa1\xba\xc5\"]"), "不是 UTF-8 编码，请把内容保存为 UTF-8 后重试" }, /* 取号 in GBK */
		{ TEXT("[1,\n]"), "第 2 行第 1 列：最后一项后面多了逗号" },
		{ TEXT("[\"\\u0000\"]"), "第 1 行第 9 列：不符合 JSON 语法" },
	};
	char words[ERR_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct json *json;
		struct err err;

		if (!rows[i].says) {
			assert_int_equal(json_parse(&arena, rows[i].from, &json, &err), RC_OK);
			assert_int_equal(json_count(json), 1);
			continue;
		}
		assert_int_equal(json_parse(&arena, rows[i].from, &json, &err), RC_INVALID);
		err_words(&err, DETAIL_IN_ZH, words);
		if (!strstr(words, rows[i].says))
			fail_msg("row %zu says %s", i, words);
	}
}

static void test_depth(void **state)
{
	char deep[2 * JSON_DEPTH_MAX + 8];
	const struct json *json;
	struct err err;

	(void)state;
	memset(deep, '[', JSON_DEPTH_MAX);
	memset(deep + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	assert_int_equal(json_parse(&arena, (struct text){ deep, 2 * JSON_DEPTH_MAX }, &json, &err), RC_OK);
	memset(deep, '[', JSON_DEPTH_MAX + 1);
	assert_int_equal(json_parse(&arena, (struct text){ deep, sizeof(deep) }, &json, &err), RC_INVALID);
	assert_string_equal(err.text, "line 1, column 65: values are nested more than 64 deep");
	/* brackets in texts do not count, and a quote behind a backslash ends none */
	memset(deep, '[', sizeof(deep));
	memcpy(deep, "[\"\\\"", 4);
	memcpy(deep + sizeof(deep) - 2, "\"]", 2);
	assert_int_equal(json_parse(&arena, (struct text){ deep, sizeof(deep) }, &json, &err), RC_OK);
}

static void test_too_long_and_too_many(void **state)
{
	size_t len = (size_t)JSON_BYTES_MAX + 1;
	char *from = malloc(len);
	const struct json *json;
	struct arena small;
	struct err err;

	(void)state;
	memset(from, ' ', len);
	assert_int_equal(json_parse(&arena, (struct text){ from, len }, &json, &err), RC_FULL);
	for (size_t i = 0; i < 30000; i += 3)
		memcpy(from + i, "{},", 3);
	from[0] = '[';
	from[1] = '1';
	memcpy(from + 30000, "1]", 2);
	arena_init(&small, 100000);
	assert_int_equal(json_parse(&small, (struct text){ from, 30002 }, &json, &err), RC_FULL);
	assert_true(small.used <= 50000);
	assert_int_equal(json_parse(&small, TEXT("[1]"), &json, &err), RC_OK);
	assert_int_equal(json_parse(&arena, (struct text){ from, 30002 }, &json, &err), RC_OK);
	arena_done(&small);
	free(from);
}

static void test_other_users_of_jansson_are_left_alone(void **state)
{
	void *theirs;

	(void)state;
	parsed("[1]");
	theirs = json_loads("[1]", 0, NULL);
	assert_non_null(theirs);
	parsed("[2]");
	json_delete(theirs); /* the sanitizer tells whether it came from malloc and went back */
}

static void assert_written(const struct buf *buf, const char *expected)
{
	if (!text_eq(buf_view(buf), text_of(expected)))
		fail_msg("%.*s instead of %s", TEXT_ARG(buf_view(buf)), expected);
}

static void test_writer_separates(void **state)
{
	struct buf buf = { .arena = &arena };
	struct json_out out = { .buf = &buf };

	(void)state;
	json_open(&out, '{');
	json_key(&out, "a");
	json_put_int(&out, INT64_MIN);
	json_key(&out, "b\"");
	json_open(&out, '[');
	json_open(&out, '[');
	json_close(&out, ']');
	json_put_bool(&out, true);
	json_put_bool(&out, false);
	json_put_null(&out);
	json_put_raw(&out, TEXT("{\"r\":1}"));
	json_open(&out, '{');
	json_close(&out, '}');
	json_close(&out, ']');
	json_key(&out, "t");
	json_put_time(&out, 123, 480);
	json_close(&out, '}');
	assert_written(&buf, "{\"a\":-9223372036854775808,\"b\\\"\":[[],true,false,null,{\"r\":1},{}],"
			     "\"t\":\"1970-01-01T08:00:00.123+08:00\"}");
}

static void test_text_is_escaped(void **state)
{
	static const struct {
		struct text from;
		const char *expected;
	} rows[] = {
		{ TEXT(""), "\"\"" },
		{ TEXT("plain ~"), "\"plain ~\"" },
		{ TEXT("取号"), "\"取号\"" },
		{ TEXT("\"\\/"), "\"\\\"\\\\/\"" },
		{ TEXT("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"" },
		{ TEXT("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\x7f\"" },
		{ TEXT("a\xff" "b"), "\"a\xef\xbf\xbd" "b\"" },
		{ TEXT("\xe5\x8f"), "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ TEXT("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		struct buf buf = { .arena = &arena };
		struct json_out out = { .buf = &buf };

		json_put_text(&out, rows[i].from);
		assert_written(&buf, rows[i].expected);
	}
}

static void test_reals(void **state)
{
	static const struct {
		double value;
		const char *expected;
	} rows[] = {
		{ 0, "0" },       { -0.0, "0" },      { 1.5, "1.5" },     { 0.1, "0.1" },    { -2e300,
			"-2e+300" },
		{ NAN, "null" },  { INFINITY, "null" }, { 1.0 / 3, "0.3333333333333333" },
	};
	struct rng rng;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		struct buf buf = { .arena = &arena };
		struct json_out out = { .buf = &buf };

		json_put_real(&out, rows[i].value);
		assert_written(&buf, rows[i].expected);
	}
	rng_seed(&rng, 5);
	for (int i = 0; i < 5000; i++) {
		struct buf buf = { .arena = &arena };
		struct json_out out = { .buf = &buf };
		double value = ldexp(rng_real(&rng) - 0.5, (int)rng_below(&rng, 200) - 100);

		json_put_real(&out, value);
		assert_true(strtod(text_cstr(&arena, buf_view(&buf)), NULL) == value);
	}
}

static void test_every_text_round_trips(void **state)
{
	static const char *const parts[] = { "a", "\"", "\\", "\n", "\x01", "号", "😀", "é", "/",
		" plain run of ASCII " };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 9);
	for (int i = 0; i < 5000; i++) {
		struct buf text = { .arena = &arena }, buf = { .arena = &arena };
		struct json_out out = { .buf = &buf };
		const struct json *json;

		for (uint64_t n = rng_below(&rng, 30); n; n--)
			buf_text(&text, text_of(parts[rng_below(&rng, CC_COUNT(parts))]));
		json_open(&out, '[');
		json_put_text(&out, buf_view(&text));
		json_close(&out, ']');
		json = parsed(text_cstr(&arena, buf_view(&buf)));
		assert_true(text_eq(json_text(json_entry(json, 0)), buf_view(&text)));
	}
}

/* What was parsed is written as it was, without its blanks. */
static void test_put_value(void **state)
{
	static const struct text said = TEXT("{\"b\":[1,-2,0.5,true,false,null,{}],\"a\":{\"x\":\"号\\n\"}}");
	struct buf buf = { .arena = &arena };
	struct json_out out = { .buf = &buf };
	const struct json *json;
	struct err err;

	(void)state;
	assert_int_equal(json_parse(&arena, TEXT("{ \"b\": [1, -2, 0.5, true, false, null, {}],\n"
						 "\"a\": {\"x\": \"\\u53f7\\n\"} }"),
				    &json, &err),
			 RC_OK);
	json_put_value(&out, json);
	assert_true(text_eq(buf_view(&buf), said));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_put_value),
		cmocka_unit_test(test_each_in_the_order_of_the_text),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_what_editors_do),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_too_long_and_too_many),
		cmocka_unit_test(test_other_users_of_jansson_are_left_alone),
		cmocka_unit_test(test_writer_separates),
		cmocka_unit_test(test_text_is_escaped),
		cmocka_unit_test(test_reals),
		cmocka_unit_test(test_every_text_round_trips),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
