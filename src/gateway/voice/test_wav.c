/* Sound as bytes (Q13). */
#include "gateway/voice/wav.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { SECOND = WAV_RATE * WAV_SAMPLE_BYTES };

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

/* `ms` of a loud sound. */
static void put_sound(struct buf *buf, int ms)
{
	for (int i = 0; i < WAV_RATE * ms / 1000; i++)
		buf_put(buf, i % 2 ? "\x00\x40" : "\x00\xc0", 2);
}

/* Q13: a file that was written is read, and tells how long it is. */
static void test_writes_what_it_reads(void **state)
{
	struct buf buf = { .arena = &arena };
	struct text samples, file;
	struct err err;

	(void)state;
	put_sound(&buf, 500);
	file = wav_file(buf_view(&buf), &arena);
	assert_int_equal(wav_file_ms(file.len), 500);
	assert_int_equal(wav_parse(file, false, &samples, &err), RC_OK);
	assert_true(text_eq(samples, buf_view(&buf)));
	assert_int_equal(wav_ms(SECOND), 1000);
}

/* Q13: silence around a sound goes, all but a little; a silent file has nothing. */
static void test_cuts_silence_off(void **state)
{
	struct buf buf = { .arena = &arena };

	(void)state;
	wav_put_silence(&buf, 300);
	assert_int_equal(wav_trim(buf_view(&buf)).len, 0);
	put_sound(&buf, 200);
	wav_put_silence(&buf, 390);
	assert_in_range(wav_ms(wav_trim(buf_view(&buf)).len), 200, 200 + 2 * WAV_QUIET_KEPT_MS);
}

/* One byte of a good file made another, or the file cut, and what is then wrong. */
static const struct {
	size_t at;
	char byte;
	size_t len;
	bool streamed_is_good;
	const char *why;
} bad[] = {
	{ 0, 'X', 0, false, "no WAV" },    { 8, 'X', 0, false, "no WAV" },         { 20, 3, 0, false, "16 bits" },
	{ 22, 2, 0, false, "16 bits" },    { 24, 0, 0, false, "22050" },           { 34, 8, 0, false, "16 bits" },
	{ 36, 'x', 0, false, "no sound" }, { 12, 'x', 0, false, "format before" }, { 16, 0x7f, 0, false, "cut off" },
	{ 0, 'R', 100, true, "cut off" },  { 42, 0x7f, 0, true, "cut off" },       { 0, 'R', 11, false, "no WAV" },
	{ 16, 4, 0, false, "cut off" },
};

/* Q13: what is no such file is refused, and said to be so. */
static void test_refuses_other_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++) {
		struct buf buf = { .arena = &arena };
		struct text file, samples;
		struct err err = { .rc = RC_OK };

		put_sound(&buf, 100);
		file = wav_file(buf_view(&buf), &arena);
		((char *)file.at)[bad[i].at] = bad[i].byte;
		if (bad[i].len)
			file.len = bad[i].len;
		assert_int_equal(wav_parse(file, false, &samples, &err), RC_INVALID);
		if (!strstr(err.text, bad[i].why))
			fail_msg("%zu: %s", i, err.text);
		assert_int_equal(wav_parse(file, true, &samples, &err), bad[i].streamed_is_good ? RC_OK : RC_INVALID);
	}
}

/* Q13: what stands between the head and the sound is passed over, also where it has an odd length. */
static void test_passes_over_other_chunks(void **state)
{
	struct buf sound = { .arena = &arena }, buf = { .arena = &arena };
	struct text file, samples;
	struct err err;

	(void)state;
	put_sound(&sound, 100);
	file = wav_file(buf_view(&sound), &arena);
	buf_put(&buf, file.at, 36);
	buf_put(&buf, "LIST\x03\0\0\0abc\0", 12);
	buf_put(&buf, file.at + 36, file.len - 36);
	assert_int_equal(wav_parse(buf_view(&buf), false, &samples, &err), RC_OK);
	assert_true(text_eq(samples, buf_view(&sound)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_writes_what_it_reads),
		cmocka_unit_test(test_cuts_silence_off),
		cmocka_unit_test(test_refuses_other_files),
		cmocka_unit_test(test_passes_over_other_chunks),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
