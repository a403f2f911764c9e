/* Faults as callers see them: complete in every language (S6). */
#include "app/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

enum { ARENA_MAX = 1 << 20 };

static const char *text_member(const struct json *object, const char *name, struct arena *arena)
{
	const struct json *member = json_member(object, name);

	return member ? text_cstr(arena, json_text(member)) : NULL;
}

static void every_fault_says_what_to_do(void **state)
{
	(void)state;
	for (int fault = 1; fault <= FAULT_COUNT; fault++) {
		for (int language = 0; language < QUEUE_LANGUAGE_COUNT; language++) {
			CC_CLEANUP(arena_done) struct arena arena;
			const struct json *object;
			struct text json;

			arena_init(&arena, ARENA_MAX);
			json = fault_text((enum fault)fault, (enum queue_language)language, (struct text){ 0 },
					  (struct text){ 0 }, &arena);
			assert_int_equal(json_parse(&arena, json, &object, NULL), RC_OK);
			assert_string_equal(text_member(object, "error", &arena), fault_infos[fault].name);
			assert_true(strlen(text_member(object, "message", &arena)) > 0);
			assert_true(strlen(text_member(object, "hint", &arena)) > 0);
			assert_null(json_member(object, "field"));
			assert_in_range(fault_status((enum fault)fault), 400, 503);
		}
	}
}

static void field_and_detail_are_told(void **state)
{
	static const struct {
		enum queue_language language;
		const char *message;
	} cases[] = {
		{ QUEUE_LANGUAGE_ZH, "请求内容有误：args.n must be a \"number\"" },
		{ QUEUE_LANGUAGE_EN, "The request body cannot be understood: args.n must be a \"number\"" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		CC_CLEANUP(arena_done) struct arena arena;
		const struct json *object;

		arena_init(&arena, ARENA_MAX);
		assert_int_equal(json_parse(&arena,
					    fault_text(FAULT_BODY_INVALID, cases[i].language, TEXT("args.n"),
						       TEXT("must be a \"number\""), &arena),
					    &object, NULL),
				 RC_OK);
		assert_string_equal(text_member(object, "message", &arena), cases[i].message);
		assert_string_equal(text_member(object, "field", &arena), "args.n");
	}
}

/* S6: whatever is wrong with an input is said in the caller's language, with its field, and no gap stays open. */
static void every_detail_is_said_in_both_languages(void **state)
{
	(void)state;
	for (int detail = 1; detail <= DETAIL_COUNT; detail++) {
		CC_CLEANUP(arena_done) struct arena arena;
		char words[QUEUE_LANGUAGE_COUNT][ERR_TEXT_MAX];
		struct err err;

		arena_init(&arena, ARENA_MAX);
		assert_int_equal(err_detail(&err, "args.n", (enum detail)detail, 3, 7, "a, b"), RC_INVALID);
		for (int language = 0; language < QUEUE_LANGUAGE_COUNT; language++) {
			const struct text json = fault_text_err(FAULT_BODY_INVALID, (enum queue_language)language, &err,
								&arena);
			const struct json *object;

			err_words(&err, (enum detail_language)language, words[language]);
			assert_int_equal(json_parse(&arena, json, &object, NULL), RC_OK);
			const char *message = text_member(object, "message", &arena);
			assert_non_null(strstr(message, words[language]));
			assert_non_null(strstr(message, "args.n "));
			assert_null(strpbrk(message, "{}"));
			assert_string_equal(text_member(object, "field", &arena), "args.n");
		}
		assert_string_equal(words[QUEUE_LANGUAGE_EN], err.text);
		for (const char *at = words[QUEUE_LANGUAGE_EN]; *at; at++)
			assert_in_range(*at, ' ', '~');
		assert_string_not_equal(words[QUEUE_LANGUAGE_ZH], words[QUEUE_LANGUAGE_EN]);
	}
}

/* S6: what has no words but English ones is still told. */
static void a_detail_without_words_is_told_in_english(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *object;
	struct err err;

	(void)state;
	arena_init(&arena, ARENA_MAX);
	(void)err_detail(&err, "args.n", DETAIL_INT_FROM_TO, 3, 7, NULL);
	(void)err_invalid(&err, "", "the {low} of it");
	assert_int_equal(
		json_parse(&arena, fault_text_err(FAULT_BODY_INVALID, QUEUE_LANGUAGE_ZH, &err, &arena), &object, NULL),
		RC_OK);
	assert_string_equal(text_member(object, "message", &arena), "请求内容有误：the {low} of it");
}

/* S6: numbers and texts stand where the words want them. */
static void gaps_are_filled(void **state)
{
	static const struct {
		enum detail detail;
		const char *zh, *en;
	} rows[] = {
		{ DETAIL_INT_FROM_TO, "须为 -3 至 7 的整数", "must be a whole number from -3 to 7" },
		{ DETAIL_TEXT_TO, "须为不超过 7 个字符的文本", "must be a text of at most 7 characters" },
		{ DETAIL_MEMBER_UNKNOWN, "不是这里的字段；可用的有 a, b", "is no member here; known are a, b" },
		{ DETAIL_MISSING, "缺少，必须填写", "is missing" },
	};
	char words[ERR_TEXT_MAX];
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		(void)err_detail(&err, "x", rows[i].detail, -3, 7, "a, b");
		err_words(&err, DETAIL_IN_ZH, words);
		assert_string_equal(words, rows[i].zh);
		assert_string_equal(err.text, rows[i].en);
	}
}

static void a_long_detail_is_cut(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	char detail[4096];
	struct text json;

	(void)state;
	arena_init(&arena, ARENA_MAX);
	memset(detail, 'x', sizeof(detail));
	json = fault_text(FAULT_BUSY, QUEUE_LANGUAGE_EN, (struct text){ 0 }, (struct text){ detail, sizeof(detail) },
			  &arena);
	assert_true(json.len < 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_says_what_to_do),
		cmocka_unit_test(field_and_detail_are_told),
		cmocka_unit_test(every_detail_is_said_in_both_languages),
		cmocka_unit_test(a_detail_without_words_is_told_in_english),
		cmocka_unit_test(gaps_are_filled),
		cmocka_unit_test(a_long_detail_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
