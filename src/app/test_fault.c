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
		{ QUEUE_LANGUAGE_ZH, "请求内容有误：must be a \"number\"" },
		{ QUEUE_LANGUAGE_EN, "The request body cannot be understood: must be a \"number\"" },
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
		cmocka_unit_test(a_long_detail_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
