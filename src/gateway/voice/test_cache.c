/* Sounds on disk, and how they are made (Q13), with the real espeak-ng. */
#include "gateway/voice/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "gateway/voice/espeak.h"
#include "gateway/voice/wav.h"
#include "host/clock.h"
#include "host/file.h"

enum { FILE_BYTES = 1000, PATH_SIZE = 128 };

static struct arena arena;
static char dir[64];
static struct cache *cache;

static int setup(void **state)
{
	struct err err;

	(void)state;
	arena_init(&arena, 64 << 20);
	snprintf(dir, sizeof(dir), "/tmp/openhall-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	return (int)cache_open(&cache, dir, (int64_t)FILE_BYTES * 3, &err);
}

static int teardown(void **state)
{
	char command[PATH_SIZE];

	(void)state;
	cache_close(&cache);
	for (int i = 0; i < 10; i++) {
		char key[CACHE_KEY_SIZE];

		cache_key(text_printf(&arena, "%d", i), key);
		snprintf(command, sizeof(command), "%s/%s.wav", dir, key);
		unlink(command);
	}
	arena_done(&arena);
	return rmdir(dir);
}

static const char *key_of(int n)
{
	char *key = arena_alloc(&arena, CACHE_KEY_SIZE);

	cache_key(text_printf(&arena, "%d", n), key);
	return key;
}

static void put(int n)
{
	struct err err;
	char *file = arena_alloc(&arena, FILE_BYTES);

	memset(file, 'a' + n, FILE_BYTES);
	assert_int_equal(cache_put(cache, key_of(n), (struct text){ file, FILE_BYTES }, &err), RC_OK);
}

/* Q13: the one unused for longest makes room, and what is there is there after a restart. */
static void test_keeps_what_is_used(void **state)
{
	struct text file;
	struct err err;

	(void)state;
	put(0);
	put(1);
	put(2);
	assert_int_equal(cache_find(cache, key_of(0)), FILE_BYTES);
	put(3);
	assert_int_equal(cache_find(cache, key_of(1)), 0);
	assert_int_equal(cache_find(cache, key_of(0)), FILE_BYTES);
	assert_int_equal(cache_bytes(cache), FILE_BYTES * 3);
	cache_close(&cache);
	assert_int_equal(cache_open(&cache, dir, (int64_t)FILE_BYTES * 3, &err), RC_OK);
	assert_int_equal(cache_bytes(cache), FILE_BYTES * 3);
	assert_int_equal(cache_read(cache, text_of(key_of(3)), &arena, &file, &err), RC_OK);
	assert_int_equal(file.len, FILE_BYTES);
	assert_int_equal(file.at[0], 'd');
}

/* Q13: no name leads out of the directory, and what a crash left behind is swept away. */
static void test_takes_no_other_names(void **state)
{
	char path[PATH_SIZE];
	struct text file;
	struct err err;

	(void)state;
	assert_int_equal(cache_read(cache, TEXT("../../etc/passwd"), &arena, &file, &err), RC_MISSING);
	assert_int_equal(cache_read(cache, TEXT("00000000000000000000000000000000"), &arena, &file, &err), RC_MISSING);
	assert_int_equal(cache_read(cache, (struct text){ 0 }, &arena, &file, &err), RC_MISSING);
	snprintf(path, sizeof(path), "%s/%s.wav", dir, key_of(7));
	assert_int_equal(host_file_write(path, TEXT("half"), &err), RC_OK);
	cache_close(&cache);
	assert_int_equal(cache_open(&cache, dir, FILE_BYTES, &err), RC_OK);
	assert_int_equal(cache_find(cache, key_of(7)), 0);
	assert_false(host_file_exists(path));
}

/* Q13: espeak-ng says all three languages, each for a sensible time, and in the language that was asked for. */
static void test_espeak_speaks(void **state)
{
	const struct {
		const char *voice, *text;
	} said[] = {
		{ "cmn-latn-pinyin", "请 A 零 幺 二 号，到3号窗口" },
		{ "yue", "請 A 零 一 二 號，到3號窗口" },
		{ "en", "Ticket A zero one two, please go to window 3" },
	};
	struct text samples;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(said); i++) {
		if (espeak_say("espeak-ng", said[i].voice, 150, text_of(said[i].text), &arena, &samples, &err))
			fail_msg("%s", err.text);
		assert_in_range(wav_ms(samples.len), 2000, 5000);
	}
}

/* Q13: a program that is not there, that fails, that says nothing, or that hangs is told of, and in time. */
static void test_bad_programs(void **state)
{
	const struct {
		const char *program;
		enum rc rc;
	} bad[] = {
		{ "/nowhere/espeak-ng", RC_MISSING },
		{ "false", RC_FAULT },
		{ "true", RC_FAULT },
		{ "cat", RC_FAULT },
		{ "/", RC_FAULT },
	};
	const int64_t began_ns = host_monotonic_ns();
	char path[PATH_SIZE];
	struct text samples;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(bad); i++) {
		const enum rc rc = espeak_say(bad[i].program, "en", 150, TEXT("hello"), &arena, &samples, &err);

		assert_int_equal(rc, bad[i].rc);
	}
	snprintf(path, sizeof(path), "%s/hangs", dir);
	assert_int_equal(host_file_write(path, TEXT("#!/bin/sh\nexec sleep 100\n"), &err), RC_OK);
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(espeak_say(path, "en", 150, TEXT("hello"), &arena, &samples, &err), RC_FULL);
	assert_non_null(strstr(err.text, "longer than"));
	assert_int_equal(host_file_write(path, TEXT("#!/bin/sh\nexec cat /dev/zero\n"), &err), RC_OK);
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(espeak_say(path, "en", 150, TEXT("hello"), &arena, &samples, &err), RC_FULL);
	assert_true((host_monotonic_ns() - began_ns) / 1000000 < 4 * ESPEAK_MS_MAX);
	assert_int_equal(espeak_say("true", "en", 150, (struct text){ 0 }, &arena, &samples, &err), RC_INVALID);
	unlink(path);
}

static void on_alarm(int number)
{
	(void)number;
}

/* Q13: a signal in the midst of waiting does not make it wait for a program that hangs. */
static void test_a_signal_does_not_hang(void **state)
{
	const struct sigaction alarm_once = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	const struct itimerval soon = { .it_value = { .tv_usec = 200000 } };
	const int64_t began_ns = host_monotonic_ns();
	char path[PATH_SIZE];
	struct text samples;
	struct err err;

	(void)state;
	snprintf(path, sizeof(path), "%s/hangs", dir);
	assert_int_equal(host_file_write(path, TEXT("#!/bin/sh\nexec sleep 20\n"), &err), RC_OK);
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(sigaction(SIGALRM, &alarm_once, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
	assert_int_equal(espeak_say(path, "en", 150, TEXT("hello"), &arena, &samples, &err), RC_FULL);
	assert_true((host_monotonic_ns() - began_ns) / 1000000 < 4 * ESPEAK_MS_MAX);
	unlink(path);
}

/* Q13: a disk that takes nothing does not silence the hall: the last sounds are there all the same. */
static void test_holds_what_the_disk_refuses(void **state)
{
	char bytes[FILE_BYTES] = "RIFF";
	const struct text file = { bytes, sizeof(bytes) };
	struct text back;
	struct err err;

	(void)state;
	assert_int_equal(rmdir(dir), 0);
	for (int i = 0; i <= CACHE_HELD_MAX; i++) {
		bytes[4] = (char)i;
		assert_int_not_equal(cache_put(cache, key_of(i), file, &err), RC_OK);
	}
	assert_int_equal(cache_find(cache, key_of(0)), 0);
	assert_int_equal(cache_find(cache, key_of(1)), FILE_BYTES);
	assert_int_equal(cache_read(cache, text_of(key_of(CACHE_HELD_MAX)), &arena, &back, &err), RC_OK);
	assert_true(text_eq(back, file));
	assert_int_equal(cache_read(cache, text_of(key_of(0)), &arena, &back, &err), RC_MISSING);
	assert_int_equal(cache_bytes(cache), 0);
	assert_int_equal(mkdir(dir, S_IRWXU), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_keeps_what_is_used, setup, teardown),
		cmocka_unit_test_setup_teardown(test_takes_no_other_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_espeak_speaks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_programs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_signal_does_not_hang, setup, teardown),
		cmocka_unit_test_setup_teardown(test_holds_what_the_disk_refuses, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
