/* Faults (S6: an error says where and what). */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void test_set_fills_all(void **state)
{
	struct err err = { .field = "old" };

	(void)state;
	assert_int_equal(err_set(&err, RC_FULL, "disk %d of %s", 2, "three"), RC_FULL);
	assert_int_equal(err.rc, RC_FULL);
	assert_string_equal(err.text, "disk 2 of three");
	assert_string_equal(err.field, "");
	assert_int_equal(err_invalid(&err, "args.x", "must be %s", "y"), RC_INVALID);
	assert_string_equal(err.field, "args.x");
	assert_string_equal(err.text, "must be y");
}

static void test_nobody_listens(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, RC_MISSING, "x"), RC_MISSING);
	assert_int_equal(err_invalid(NULL, "f", "x"), RC_INVALID);
	assert_int_equal(err_prefix(NULL, "x"), RC_FAULT);
}

/* S6: a detail is named for other languages, and said in English at once; what comes after it forgets it. */
static void test_detail_is_kept_until_the_next_fault(void **state)
{
	char long_what[2 * ERR_TEXT_MAX], words[ERR_TEXT_MAX];
	struct err err;

	(void)state;
	assert_int_equal(err_detail(&err, "args.n", DETAIL_INT_FROM, 5, 0, NULL), RC_INVALID);
	assert_int_equal(err.detail, DETAIL_INT_FROM);
	assert_string_equal(err.field, "args.n");
	assert_string_equal(err.text, "must be a whole number of at least 5");
	assert_int_equal(err_detail(NULL, "args.n", DETAIL_MISSING, 0, 0, NULL), RC_INVALID);
	err_set(&err, RC_FULL, "x");
	assert_int_equal(err.detail, DETAIL_NOT);
	memset(long_what, 'w', sizeof(long_what) - 1);
	long_what[sizeof(long_what) - 1] = '\0';
	err_detail(&err, "f", DETAIL_WORD_NEEDED, 0, 0, long_what);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
	err_words(&err, DETAIL_IN_ZH, words);
	assert_in_range(strlen(words), ERR_TEXT_MAX - 3, ERR_TEXT_MAX - 1);
}

static void test_prefix_keeps_code_and_field(void **state)
{
	struct err err;

	(void)state;
	err_invalid(&err, "a.b", "is missing");
	assert_int_equal(err_prefix(&err, "row %d: ", 7), RC_INVALID);
	assert_string_equal(err.text, "row 7: is missing");
	assert_string_equal(err.field, "a.b");
	err_prefix(&err, "%s: ", err.text);
	assert_string_equal(err.text, "row 7: is missing: row 7: is missing");
}

static void test_arguments_may_come_from_the_fault_itself(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, RC_FAULT, "first");
	err_set(&err, RC_FAULT, "%s, then second", err.text);
	assert_string_equal(err.text, "first, then second");
}

static void test_long_texts_are_cut_between_characters(void **state)
{
	char chinese[3 * 300 + 1] = "";
	struct err err;

	(void)state;
	for (int i = 0; i < 300; i++)
		memcpy(chinese + (size_t)(3 * i), "号", 4);
	err_invalid(&err, chinese, "x%s", chinese);
	assert_int_equal(strlen(err.text), 1 + 84 * 3);
	assert_int_equal(strlen(err.field), 31 * 3);
	err_prefix(&err, "%s", chinese);
	assert_int_equal(strlen(err.text), 85 * 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_fills_all),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_detail_is_kept_until_the_next_fault),
		cmocka_unit_test(test_prefix_keeps_code_and_field),
		cmocka_unit_test(test_arguments_may_come_from_the_fault_itself),
		cmocka_unit_test(test_long_texts_are_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
