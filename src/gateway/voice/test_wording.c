/* What is said of a call (Q13). */
#include "gateway/voice/wording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

enum {
	MANDARIN = QUEUE_VOICE_LANGUAGE_MANDARIN,
	CANTONESE = QUEUE_VOICE_LANGUAGE_CANTONESE,
	ENGLISH = QUEUE_VOICE_LANGUAGE_ENGLISH,
};

/* A call, and what is read and spoken of it in a language. */
static const struct {
	int language;
	const char *number, *name, *name_en, *read, *spoken;
} cases[] = {
	{ MANDARIN, "A012", "3号窗口", "Window 3", "请 A012 号，到3号窗口", "请 A 零 幺 二 号，到3号窗口" },
	{ MANDARIN, "H7", "12", "", "请 H7 号，到12号窗口", "请 诶曲 七 号，到12号窗口" },
	{ MANDARIN, "1999", "贵宾室", "VIP room", "请 1999 号，到贵宾室", "请 幺 九 九 九 号，到贵宾室" },
	{ CANTONESE, "B101", "3号窗口", "", "請 B101 號，到3号窗口", "請 B 一 零 一 號，到3号窗口" },
	{ CANTONESE, "W2", "5", "", "請 W2 號，到5號窗口", "請 W 二 號，到5號窗口" },
	{ ENGLISH, "A012", "3号窗口", "Window 3", "Ticket A012, please go to Window 3",
	  "Ticket A zero one two, please go to Window 3" },
	{ ENGLISH, "A9", "12号窗口", "", "Ticket A9, please go to window 12", "Ticket A nine, please go to window 12" },
	{ ENGLISH, "A9", "贵宾室", "", "Ticket A9, please go to w7", "Ticket A nine, please go to w7" },
	{ ENGLISH, "A9", "贵宾室", "4", "Ticket A9, please go to window 4", "Ticket A nine, please go to window 4" },
};

/* Q13: digits one by one, letters as letters, windows by their names. */
static void test_says_calls(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		const struct wording call = { text_of(cases[i].number), TEXT("w7"), text_of(cases[i].name),
					      text_of(cases[i].name_en) };
		const enum queue_voice_language language = (enum queue_voice_language)cases[i].language;

		assert_string_equal(text_cstr(&arena, wording_read(&call, language, &arena)), cases[i].read);
		assert_string_equal(text_cstr(&arena, wording_spoken(&call, language, &arena)), cases[i].spoken);
	}
}

/* Q13: a recorded pack needs these pieces, in this order. */
static void test_names_pieces(void **state)
{
	static const char *const names[] = { "please", "A", "0", "1", "2", "goto", "window.w3" };
	struct wording call = { .number = TEXT("A012"), .window = TEXT("w3") };
	struct text pieces[WORDING_PIECES_MAX];

	(void)state;
	assert_int_equal(wording_pieces(&call, &arena, pieces), CC_COUNT(names));
	for (size_t i = 0; i < CC_COUNT(names); i++) {
		assert_string_equal(text_cstr(&arena, pieces[i]), names[i]);
		assert_true(wording_is_piece(pieces[i]));
	}
	call.number = TEXT("A-12");
	assert_int_equal(wording_pieces(&call, &arena, pieces), 0);
	call.number = TEXT("ABC123456789012");
	assert_int_equal(wording_pieces(&call, &arena, pieces), 0);
}

/* Q13: names that no piece has; and what is said for those that there are. */
static void test_knows_pieces(void **state)
{
	static const char *const bad[] = { "", "a", "pleas", "window.", "window.aaaaaaaaaaaaaaaaaaa", "10", "A0", "-" };
	const struct wording window = { .window = TEXT("w3"), .name = TEXT("3") };
	const enum queue_voice_language mandarin = QUEUE_VOICE_LANGUAGE_MANDARIN;
	const struct {
		const char *piece, *say;
	} said[] = {
		{ "please", "请" }, { "goto", "号，到" }, { "1", "幺" }, { "W", "达不溜" }, { "window.w3", "3号窗口" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_false(wording_is_piece(text_of(bad[i])));
	for (size_t i = 0; i < CC_COUNT(said); i++)
		assert_string_equal(
			text_cstr(&arena, wording_of_piece(text_of(said[i].piece), mandarin, &window, &arena)),
			said[i].say);
	assert_int_equal(wording_of_piece(TEXT("a"), mandarin, NULL, &arena).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_says_calls),
		cmocka_unit_test(test_names_pieces),
		cmocka_unit_test(test_knows_pieces),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
