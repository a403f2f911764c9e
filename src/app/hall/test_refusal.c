/* Refusals and faults as callers read them, each against the contract itself (S6). */
#include "app/hall/refusal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/fault.h"

enum { ARENA_MAX = 16 << 20, FILE_MAX = 1 << 16 };

static const char *const language_names[QUEUE_LANGUAGE_COUNT] = {
	[QUEUE_LANGUAGE_ZH] = "zh-CN",
	[QUEUE_LANGUAGE_EN] = "en",
};

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, ARENA_MAX);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* The list `member` of a file of the contract; tests run in the folder of the sources. */
static const struct json *contract(const char *path, const char *member)
{
	char *text = arena_alloc(&arena, FILE_MAX);
	const struct json *json;
	struct err err;
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		fail_msg("%s cannot be opened; run the test in the folder of the sources", path);
	const size_t n = fread(text, 1, FILE_MAX, file);
	fclose(file);
	assert_true(n > 0 && n < FILE_MAX);
	if (json_parse(&arena, (struct text){ text, n }, &json, &err) != RC_OK)
		fail_msg("%s: %s", path, err.text);
	return json_member(json, member);
}

static const struct json *parse(struct text text)
{
	const struct json *json;

	assert_int_equal(json_parse(&arena, text, &json, NULL), RC_OK);
	return json;
}

static const char *string(const struct json *object, const char *name)
{
	const struct json *member = json_member(object, name);

	if (member == NULL)
		fail_msg("there is no %s", name);
	return text_cstr(&arena, json_text(member));
}

/* `pattern` with each `gap` replaced, by other means than the code's. */
static const char *filled(const char *pattern, const char *gap, const char *by)
{
	const char *at = strstr(pattern, gap);

	if (at == NULL)
		return pattern;
	const char *rest = filled(at + strlen(gap), gap, by);
	return text_printf(&arena, "%.*s%s%s", (int)(at - pattern), pattern, by, rest).at;
}

static void assert_says(const char *name, const char *said, const char *pattern, const char *what, const char *ask)
{
	if (strcmp(said, filled(filled(pattern, "{what}", what), "{ask}", ask)) != 0)
		fail_msg("%s: %s, of: %s", name, said, pattern);
	assert_true(strlen(said) > 0);
	assert_null(strpbrk(said, "{}"));
}

/* Every refusal of the contract, in both languages, with its gaps filled and its own status. */
static void test_every_refusal(void **state)
{
	const struct json *all = contract("contract/refusals.json", "refusals");

	(void)state;
	assert_int_equal(json_count(all), QUEUE_REFUSAL_COUNT);
	for (int r = 1; r <= QUEUE_REFUSAL_COUNT; r++) {
		const char *name = queue_refusal_infos[r].name;
		const struct json *entry = json_member(all, name);

		if (entry == NULL)
			fail_msg("%s is not in the contract", name);
		assert_int_equal(refusal_status((enum queue_refusal)r), json_int(json_member(entry, "status")));
		for (int l = 0; l < QUEUE_LANGUAGE_COUNT; l++) {
			const struct json *words = json_member(entry, language_names[l]);
			const struct json *said = parse(refusal_text((enum queue_refusal)r, (enum queue_language)l,
								     TEXT("3号\"窗口\""), TEXT("王\\经理"), &arena));

			assert_string_equal(string(said, "refusal"), name);
			assert_says(name, string(said, "message"), string(words, "message"), "3号\"窗口\"", "王\\经理");
			assert_says(name, string(said, "hint"), string(words, "hint"), "3号\"窗口\"", "王\\经理");
			assert_int_equal(json_count(said), 3);
		}
	}
}

/* With nothing to say in a gap there are words all the same, in the language of the sentence. */
static void test_gaps_are_never_empty(void **state)
{
	static const char *const what[] = { "未说明", "no details were given" };
	static const char *const ask[] = { "大堂经理", "the hall manager" };
	const struct json *all = contract("contract/refusals.json", "refusals");
	int gaps = 0;

	(void)state;
	for (int r = 1; r <= QUEUE_REFUSAL_COUNT; r++) {
		const struct json *entry = json_member(all, queue_refusal_infos[r].name);

		for (int l = 0; l < QUEUE_LANGUAGE_COUNT; l++) {
			const struct json *words = json_member(entry, language_names[l]);
			const struct json *said = parse(refusal_text((enum queue_refusal)r, (enum queue_language)l,
								     text_of(NULL), text_of(NULL), &arena));
			const int w = l == QUEUE_LANGUAGE_ZH ? 0 : 1;

			gaps += strchr(string(words, "message"), '{') != NULL;
			assert_says(queue_refusal_infos[r].name, string(said, "message"), string(words, "message"),
				    what[w], ask[w]);
			assert_says(queue_refusal_infos[r].name, string(said, "hint"), string(words, "hint"), what[w],
				    ask[w]);
		}
	}
	assert_true(gaps > 4);
}

/* What fills a gap is not looked at again: a reason may speak of gaps. */
static void test_a_gap_is_filled_once(void **state)
{
	const struct json *said = parse(
		refusal_text(REFUSED_SERVICE_PAUSED, QUEUE_LANGUAGE_EN, TEXT("{ask}{what}"), TEXT("{what}"), &arena));

	(void)state;
	assert_string_equal(string(said, "message"), "This service is paused: {ask}{what}");
	assert_string_equal(string(said, "hint"), "Ask {what}, or choose another service");
}

/* Every fault of the contract likewise; a detail stands behind the message. */
static void test_every_fault(void **state)
{
	const struct json *all = contract("contract/faults.json", "faults");

	(void)state;
	assert_int_equal(json_count(all), FAULT_COUNT);
	for (int f = 1; f <= FAULT_COUNT; f++) {
		const char *name = fault_infos[f].name;
		const struct json *entry = json_member(all, name);

		if (entry == NULL)
			fail_msg("%s is not in the contract", name);
		assert_int_equal(fault_status((enum fault)f), json_int(json_member(entry, "status")));
		for (int l = 0; l < QUEUE_LANGUAGE_COUNT; l++) {
			const struct json *words = json_member(entry, language_names[l]);
			const struct json *plain = parse(fault_text((enum fault)f, (enum queue_language)l,
								    text_of(NULL), text_of(NULL), &arena));
			const struct json *full = parse(fault_text((enum fault)f, (enum queue_language)l,
								   TEXT("args.service"), TEXT("must be there"),
								   &arena));
			const char *colon = l == QUEUE_LANGUAGE_ZH ? "：" : ": ";

			assert_string_equal(string(plain, "error"), name);
			assert_string_equal(string(plain, "message"), string(words, "message"));
			assert_string_equal(string(plain, "hint"), string(words, "hint"));
			assert_null(json_member(plain, "field"));
			assert_string_equal(string(full, "field"), "args.service");
			assert_string_equal(
				string(full, "message"),
				text_printf(&arena, "%s%sargs.service must be there", string(words, "message"), colon)
					.at);
		}
	}
}

/* Nobody reads Chinese in an English sentence, and the other way round. */
static void test_languages_are_apart(void **state)
{
	(void)state;
	for (int r = 1; r <= QUEUE_REFUSAL_COUNT; r++) {
		for (int l = 0; l < QUEUE_LANGUAGE_COUNT; l++) {
			const struct json *said = parse(refusal_text((enum queue_refusal)r, (enum queue_language)l,
								     text_of(NULL), text_of(NULL), &arena));
			const char *parts[] = { string(said, "message"), string(said, "hint") };

			for (size_t i = 0; i < CC_COUNT(parts); i++) {
				bool wide = false;
				for (const char *c = parts[i]; *c != '\0'; c++)
					wide = wide || (unsigned char)*c >= 0x80;
				assert_int_equal(wide, l == QUEUE_LANGUAGE_ZH);
			}
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_refusal), TEST(test_gaps_are_never_empty), TEST(test_a_gap_is_filled_once),
		TEST(test_every_fault),   TEST(test_languages_are_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
