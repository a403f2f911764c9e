/* Shapes: every kind read and written, each error with its path (S6), and that reading undoes writing. */
#include "base/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/civil.h"
#include "base/rng.h"

enum { TABLE_SERVICES = 3 };

struct service {
	struct text name;
	int32_t priority;
};

struct inner {
	int64_t count;
	char padded; /* not in the shape: padding and the like are not looked at */
	char code[5];
};

struct all {
	bool flag;
	int32_t small;
	int64_t large;
	struct text text;
	char chars[8];
	int64_t time;
	int32_t date, clock;
	int word;
	uint16_t name;
	struct inner inner;
	struct shape_list services, numbers;
};

static const char *const colours[] = { NULL, "red", "green", "blue" };
static const struct shape_words words = { "colour", colours, 3 };

#define AT(type, member) .size = sizeof(((struct type *)0)->member), .offset = offsetof(struct type, member)

static const struct shape_field service_fields[] = {
	{ "name", SHAPE_TEXT, true, AT(service, name), .low = 1, .high = 4 },
	{ "priority", SHAPE_INT, false, AT(service, priority), .low = 0, .high = 9 },
};
static const struct shape service_shape = { "service", sizeof(struct service), service_fields, 2 };
static const struct shape_field service_entry = {
	"", SHAPE_RECORD, true, .size = sizeof(struct service), .of = &service_shape,
};
static const struct shape_field number_entry = {
	"", SHAPE_INT, true, .size = sizeof(int32_t), .low = -5, .high = INT64_MAX,
};

static const struct shape_field inner_fields[] = {
	{ "count", SHAPE_INT, false, AT(inner, count), .low = INT64_MIN, .high = INT64_MAX },
	{ "code", SHAPE_CHARS, false, AT(inner, code), .low = 0, .high = 4 },
};
static const struct shape inner_shape = { "inner", sizeof(struct inner), inner_fields, 2 };

static const struct shape_field all_fields[] = {
	{ "flag", SHAPE_BOOL, false, AT(all, flag) },
	{ "small", SHAPE_INT, true, AT(all, small), .low = -10, .high = 10 },
	{ "large", SHAPE_INT, false, AT(all, large), .low = 0, .high = INT64_MAX },
	{ "text", SHAPE_TEXT, false, AT(all, text), .low = 1, .high = 64 },
	{ "chars", SHAPE_CHARS, false, AT(all, chars), .low = 1, .high = 12 },
	{ "time", SHAPE_TIME, false, AT(all, time) },
	{ "date", SHAPE_DATE, false, AT(all, date) },
	{ "clock", SHAPE_CLOCK, false, AT(all, clock) },
	{ "word", SHAPE_ENUM, false, AT(all, word), .words = &words },
	{ "name", SHAPE_NAME, false, AT(all, name), .table = TABLE_SERVICES },
	{ "inner", SHAPE_RECORD, false, AT(all, inner), .of = &inner_shape },
	{ "services", SHAPE_LIST, false, AT(all, services), .low = 0, .high = 5, .entry = &service_entry },
	{ "numbers", SHAPE_LIST, false, AT(all, numbers), .low = 0, .high = UINT32_MAX,
		.entry = &number_entry },
};
static const struct shape all_shape = { "all", sizeof(struct all), all_fields, CC_COUNT(all_fields) };

static uint16_t find_name(const void *context, int table, struct text name)
{
	int64_t place;

	assert_ptr_equal(context, colours);
	assert_int_equal(table, TABLE_SERVICES);
	if (!text_starts(name, TEXT("S")))
		return SHAPE_UNKNOWN;
	return text_int((struct text){ name.at + 1, name.len - 1 }, &place) ? (uint16_t)place : SHAPE_UNKNOWN;
}

static struct arena arena;

static struct text name_at(const void *context, int table, uint16_t place)
{
	assert_ptr_equal(context, colours);
	assert_int_equal(table, TABLE_SERVICES);
	return text_printf(&arena, "S%d", place);
}

static const struct shape_names names = { colours, find_name, name_at };

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

static enum rc read_all(struct text from, const char *path, struct all *into, struct err *err)
{
	const struct json *json;

	*err = (struct err){ .rc = RC_OK };
	if (json_parse(&arena, from, &json, err) != RC_OK)
		fail_msg("%.*s: %s", TEXT_ARG(from), err->text);
	return shape_read(&all_shape, json, &names, path, &arena, into, err);
}

static struct text written(const struct all *all)
{
	struct buf buf = { .arena = &arena };
	struct json_out out = { .buf = &buf };

	shape_write(&all_shape, all, &names, 480, &out);
	return buf_view(&buf);
}

static const char full[] =
	"{\"flag\":true,\"small\":-10,\"large\":9223372036854775807,\"text\":\"取号\\n\",\"chars\":\"A001\","
	"\"time\":\"2026-11-23T16:03:00.123+08:00\",\"date\":\"2026-11-23\","
	"\"clock\":\"24:00\",\"word\":\"blue\","
	"\"name\":\"S7\",\"inner\":{\"count\":-1,\"code\":\"abcd\"},"
	"\"services\":[{\"name\":\"现金\",\"priority\":9},{\"name\":\"b\"}],\"numbers\":[0,-5,2147483647]}";

static void test_every_kind(void **state)
{
	struct all all;
	struct err err;

	(void)state;
	memset(&all, 0xaa, sizeof(all));
	assert_int_equal(read_all(text_of(full), "args", &all, &err), RC_OK);
	assert_true(all.flag);
	assert_int_equal(all.small, -10);
	assert_true(all.large == INT64_MAX);
	assert_true(text_eq(all.text, TEXT("取号\n")));
	assert_string_equal(all.chars, "A001");
	assert_true(all.time == INT64_C(1795420980123));
	assert_int_equal(all.date, civil_to_day((struct civil_date){ 2026, 11, 23 }));
	assert_int_equal(all.clock, 1440);
	assert_int_equal(all.word, 3);
	assert_int_equal(all.name, 7);
	assert_int_equal(all.inner.count, -1);
	assert_string_equal(all.inner.code, "abcd");
	assert_int_equal(all.services.n, 2);
	assert_int_equal(((struct service *)all.services.at)[0].priority, 9);
	assert_true(text_eq(((struct service *)all.services.at)[1].name, TEXT("b")));
	assert_int_equal(((int32_t *)all.numbers.at)[2], INT32_MAX);
	assert_true(text_eq(written(&all), text_of(full)));
}

static void test_zeros_are_left_out(void **state)
{
	struct all all, zero = { 0 };
	struct err err;

	(void)state;
	zero.inner.padded = 'x';
	assert_true(text_eq(written(&zero), TEXT("{\"small\":0}")));
	zero.inner.padded = 0;
	assert_int_equal(read_all(TEXT("{\"small\":0,\"flag\":false,\"numbers\":[],\"inner\":{}}"), "", &all,
		&err), RC_OK);
	assert_true(text_eq(written(&all), TEXT("{\"small\":0}")));
	assert_int_equal(all.numbers.n, 0);
	assert_int_equal(all.large, 0);
}

static void test_unknown_name_is_kept_apart(void **state)
{
	struct all all;
	struct err err;

	(void)state;
	assert_int_equal(read_all(TEXT("{\"small\":1,\"name\":\"nobody\"}"), "args", &all, &err), RC_OK);
	assert_int_equal(all.name, SHAPE_UNKNOWN);
}

/* S7: what was written before is read back, control characters and all; every other limit holds. */
static void test_what_was_written_is_read(void **state)
{
	const struct json *json;
	struct all all;
	struct err err;

	(void)state;
	assert_int_equal(json_parse(&arena, TEXT("{\"small\":1,\"text\":\"a\\u0007\"}"), &json, &err), RC_OK);
	assert_int_equal(shape_read(&all_shape, json, NULL, "", &arena, &all, &err), RC_INVALID);
	assert_int_equal(shape_read_written(&all_shape, json, NULL, "", &arena, &all, &err), RC_OK);
	assert_true(text_eq(all.text, TEXT("a\a")));
	assert_int_equal(json_parse(&arena, TEXT("{\"small\":11}"), &json, &err), RC_OK);
	assert_int_equal(shape_read_written(&all_shape, json, NULL, "", &arena, &all, &err), RC_INVALID);
}

static void test_errors_name_the_path_and_what_is_expected(void **state)
{
	static const struct {
		const char *from, *field, *text;
	} rows[] = {
		{ "[]", "args", "must be an object" },
		{ "{}", "args.small", "is missing" },
		{ "{\"small\":1,\"flag\":1}", "args.flag", "must be true or false" },
		{ "{\"small\":11}", "args.small", "must be a whole number from -10 to 10" },
		{ "{\"small\":1.0}", "args.small", "must be a whole number from -10 to 10" },
		{ "{\"small\":null}", "args.small", "must be a whole number from -10 to 10" },
		{ "{\"small\":1,\"large\":-1}", "args.large", "must be a whole number of at least 0" },
		{ "{\"small\":1,\"inner\":{\"count\":\"1\"}}", "args.inner.count", "must be a whole number" },
		{ "{\"small\":1,\"text\":\"\"}", "args.text", "must be a text of 1 to 64 characters" },
		{ "{\"small\":1,\"text\":7}", "args.text", "must be a text of 1 to 64 characters" },
		{ "{\"small\":1,\"text\":\"a\\tb\"}", "args.text",
		  "must not hold control characters other than line ends (\\n)" },
		{ "{\"small\":1,\"text\":\"\\u007f\"}", "args.text",
		  "must not hold control characters other than line ends (\\n)" },
		{ "{\"small\":1,\"text\":\"\\u0085\"}", "args.text",
		  "must not hold control characters other than line ends (\\n)" },
		{ "{\"small\":1,\"chars\":\"12345678\"}", "args.chars",
		  "must be a text of 1 to 7 characters" },
		{ "{\"small\":1,\"chars\":true}", "args.chars", "must be a text of 1 to 7 characters" },
		{ "{\"small\":1,\"chars\":\"号\"}", "args.chars",
		  "must be a text of 1 to 7 letters, digits and signs of ASCII" },
		{ "{\"small\":1,\"inner\":{\"code\":\"abcde\"}}", "args.inner.code",
		  "must be a text of at most 4 characters" },
		{ "{\"small\":1,\"time\":\"2026-11-23\"}", "args.time",
		  "must be a time such as 2026-11-23T09:30:00+08:00 (in an address, a plus sign is %2B)" },
		{ "{\"small\":1,\"date\":\"2026-02-30\"}", "args.date", "must be a date such as 2026-11-23" },
		{ "{\"small\":1,\"date\":20261123}", "args.date", "must be a date such as 2026-11-23" },
		{ "{\"small\":1,\"clock\":\"24:01\"}", "args.clock",
		  "must be a time of the day from 00:00 to 24:00 with two digits each, such as 09:00" },
		{ "{\"small\":1,\"word\":\"Red\"}", "args.word", "must be one of red, green, blue" },
		{ "{\"small\":1,\"word\":1}", "args.word", "must be one of red, green, blue" },
		{ "{\"small\":1,\"name\":7}", "args.name", "must be a name in quotes" },
		{ "{\"small\":1,\"inner\":[]}", "args.inner", "must be an object" },
		{ "{\"small\":1,\"inner\":{\"x\":1}}", "args.inner.x",
		  "is no member here; known are count, code" },
		{ "{\"small\":1,\"services\":{}}", "args.services", "must be a list of at most 5 entries" },
		{ "{\"small\":1,\"numbers\":{}}", "args.numbers", "must be a list of at most 4294967295 entries" },
		{ "{\"small\":1,\"numbers\":[1,-6]}", "args.numbers[1]",
		  "must be a whole number from -5 to 2147483647" },
		{ "{\"small\":1,\"numbers\":[2147483648]}", "args.numbers[0]",
		  "must be a whole number from -5 to 2147483647" },
		{ "{\"small\":1,\"services\":[{\"name\":\"a\"},{\"name\":\"a\"},{\"name\":\"a\"},"
		  "{\"name\":\"a\",\"priority\":10}]}", "args.services[3].priority",
		  "must be a whole number from 0 to 9" },
		{ "{\"small\":1,\"services\":[{}]}", "args.services[0].name", "is missing" },
		{ "{\"small\":1,\"services\":[1]}", "args.services[0]", "must be an object" },
		{ "{\"smal\":1}", "args.smal",
		  "is no member here; known are flag, small, large, text, chars, time, date, "
		  "clock, word, name, inner, services, numbers" },
	};
	struct all all;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		assert_int_equal(read_all(text_of(rows[i].from), "args", &all, &err), RC_INVALID);
		assert_string_equal(err.field, rows[i].field);
		assert_string_equal(err.text, rows[i].text);
	}
	assert_int_equal(read_all(TEXT("{}"), "", &all, &err), RC_INVALID);
	assert_string_equal(err.field, "small");
}

static void test_long_stranger_is_cut(void **state)
{
	struct buf buf = { .arena = &arena };
	struct all all;
	struct err err;

	(void)state;
	buf_text(&buf, TEXT("{\"small\":1,\""));
	for (int i = 0; i < 500; i++)
		buf_text(&buf, TEXT("号"));
	buf_text(&buf, TEXT("\":1}"));
	assert_int_equal(read_all(buf_view(&buf), "args", &all, &err), RC_INVALID);
	assert_true(strlen(err.field) < ERR_FIELD_MAX);
	assert_true(text_is_utf8(text_of(err.field)));
}

static void test_find_and_single_members(void **state)
{
	struct all all = { .small = 3 };
	struct buf buf = { .arena = &arena };
	struct json_out out = { .buf = &buf };

	(void)state;
	assert_ptr_equal(shape_find(&all_shape, TEXT("small")), &all_fields[1]);
	assert_null(shape_find(&all_shape, TEXT("smal")));
	json_open(&out, '{');
	shape_write_member(shape_find(&all_shape, TEXT("flag")), &all, &names, 0, &out);
	shape_write_member(shape_find(&all_shape, TEXT("small")), &all, &names, 0, &out);
	json_key(&out, "more");
	json_put_int(&out, 1);
	json_close(&out, '}');
	assert_true(text_eq(buf_view(&buf), TEXT("{\"small\":3,\"more\":1}")));
}

static void test_raw_is_copied(void **state)
{
	static const struct shape_field fields[] = {
		{ "raw", SHAPE_RAW, false, .size = sizeof(struct text), .offset = 0 },
		{ "must", SHAPE_RAW, true, .size = sizeof(struct text), .offset = sizeof(struct text) },
	};
	static const struct shape shape = { "raws", 2 * sizeof(struct text), fields, 2 };
	struct text raws[2] = { { "[1]", 3 }, { "", 0 } };
	struct buf buf = { .arena = &arena };
	struct json_out out = { .buf = &buf };

	(void)state;
	shape_write(&shape, raws, NULL, 0, &out);
	raws[0].len = 0;
	shape_write(&shape, raws, NULL, 0, &out);
	assert_true(text_eq(buf_view(&buf), TEXT("{\"raw\":[1],\"must\":null},{\"must\":null}")));
}

static void test_nullable_is_always_there(void **state)
{
	static const struct shape_field fields[] = {
		{ "free", SHAPE_INT, false, true, .size = 4, .offset = 0, .low = 1, .high = 9 },
		{ "must", SHAPE_INT, true, true, .size = 4, .offset = 4, .low = 1, .high = 9 },
	};
	static const struct shape shape = { "nullables", 8, fields, 2 };
	static const struct {
		int32_t values[2];
		const char *text;
	} rows[] = {
		{ { 0, 0 }, "{\"free\":null,\"must\":null}" },
		{ { 3, 0 }, "{\"free\":3,\"must\":null}" },
		{ { 0, 4 }, "{\"free\":null,\"must\":4}" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		struct buf buf = { .arena = &arena };
		struct json_out out = { .buf = &buf };
		int32_t back[2] = { 7, 7 };
		const struct json *json;
		struct err err;

		shape_write(&shape, rows[i].values, NULL, 0, &out);
		assert_true(text_eq(buf_view(&buf), text_of(rows[i].text)));
		assert_int_equal(json_parse(&arena, buf_view(&buf), &json, &err), RC_OK);
		assert_int_equal(shape_read(&shape, json, NULL, "", &arena, back, &err), RC_OK);
		assert_memory_equal(back, rows[i].values, sizeof(back));
	}
}

static struct text random_text(struct rng *rng, uint64_t low, uint64_t high)
{
	static const char *const parts[] = { "a", "\"", "\\", "\n", "号", "😀", " ", "é" };
	struct buf buf = { .arena = &arena };

	for (uint64_t n = low + rng_below(rng, high - low + 1); n; n--)
		buf_text(&buf, text_of(parts[rng_below(rng, CC_COUNT(parts))]));
	return buf_view(&buf);
}

/* Each member is zero half of the time. */
static struct all random_all(struct rng *rng)
{
	struct all all = { 0 };
	uint64_t coins = rng_next(rng);

	all.flag = coins & 1;
	all.small = (int32_t)rng_below(rng, 21) - 10;
	all.large = coins & 2 ? (int64_t)(rng_next(rng) >> 1) : 0;
	all.text = coins & 4 ? random_text(rng, 1, 64) : TEXT("");
	if (coins & 8)
		text_fill(all.chars, sizeof(all.chars), text_printf(&arena, "%lld", (long long)rng_below(rng,
			10000000)));
	if (coins & 16)
		all.time = (int64_t)rng_below(rng, (uint64_t)CIVIL_MS_MAX);
	if (coins & 32)
		all.date = (int32_t)rng_below(rng, 100000) - 50000;
	all.clock = coins & 64 ? (int32_t)rng_below(rng, 1441) : 0;
	all.word = (int)rng_below(rng, 4);
	all.name = coins & 128 ? (uint16_t)rng_below(rng, SHAPE_UNKNOWN) : 0;
	all.inner.count = coins & 256 ? (int64_t)rng_next(rng) : 0;
	all.services.n = (uint32_t)rng_below(rng, 6);
	all.services.at = ARENA_ARRAY(&arena, all.services.n, struct service);
	for (uint32_t i = 0; i < all.services.n; i++)
		((struct service *)all.services.at)[i] =
			(struct service){ random_text(rng, 1, 4), (int32_t)rng_below(rng, 10) };
	return all;
}

static void test_random_values_round_trip(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 2026);
	for (int i = 0; i < 3000; i++) {
		struct all all = random_all(&rng), back;
		struct text first = written(&all);
		struct err err;

		if (read_all(first, "", &back, &err) != RC_OK)
			fail_msg("%s %s in %.*s", err.field, err.text, TEXT_ARG(first));
		assert_true(text_eq(written(&back), first));
		assert_true(text_eq(back.text, all.text));
		assert_int_equal(back.inner.count, all.inner.count);
		assert_int_equal(back.date, all.date);
		assert_int_equal(back.services.n, all.services.n);
		if (i % 100 == 99)
			arena_reset(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind),
		cmocka_unit_test(test_zeros_are_left_out),
		cmocka_unit_test(test_unknown_name_is_kept_apart),
		cmocka_unit_test(test_what_was_written_is_read),
		cmocka_unit_test(test_errors_name_the_path_and_what_is_expected),
		cmocka_unit_test(test_long_stranger_is_cut),
		cmocka_unit_test(test_find_and_single_members),
		cmocka_unit_test(test_raw_is_copied),
		cmocka_unit_test(test_nullable_is_always_there),
		cmocka_unit_test(test_random_values_round_trip),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
