/* Files of the machine: limits, replacing, copying, directories, the lock of a data directory. S7. */
#include "host/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARENA_BYTES = 8 << 20 };

struct place {
	char dir[32];
	struct arena arena;
	struct err err;
};

static int setup(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	arena_init(&place->arena, ARENA_BYTES);
	snprintf(place->dir, sizeof(place->dir), "/tmp/openhall-file-XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	*state = place;
	return 0;
}

static const char *in(struct place *place, const char *name)
{
	return text_printf(&place->arena, "%s/%s", place->dir, name).at;
}

static int teardown(void **state)
{
	static const char *const names[] = { "a", "b", "a.part", "b.part", "lock", "x/y/z", "x/y", "x", "file" };
	struct place *place = *state;

	for (size_t i = 0; i < CC_COUNT(names); i++)
		remove(in(place, names[i]));
	/* Fails where a part of a file was left behind. */
	assert_int_equal(0, rmdir(place->dir));
	arena_done(&place->arena);
	free(place);
	return 0;
}

static void test_write_and_read(void **state)
{
	static const char *const contents[] = { "", "one", "two lines\nand a second", "营业厅" };
	struct place *place = *state;
	struct text text;

	for (size_t i = 0; i < CC_COUNT(contents); i++) {
		assert_int_equal(RC_OK, host_file_write(in(place, "a"), text_of(contents[i]), &place->err));
		assert_int_equal(RC_OK, host_file_read(in(place, "a"), 1000, &place->arena, &text, &place->err));
		assert_true(text_eq(text_of(contents[i]), text));
		assert_int_equal('\0', text.at[text.len]);
		assert_false(host_file_exists(in(place, "a.part")));
	}
}

static void test_large_file(void **state)
{
	enum { LARGE = (1 << 20) + 17 };
	struct place *place = *state;
	char *bytes = arena_alloc(&place->arena, LARGE);
	struct text text;

	for (size_t i = 0; i < LARGE; i++)
		bytes[i] = (char)(i * 7);
	assert_int_equal(RC_OK, host_file_write(in(place, "a"), (struct text){ bytes, LARGE }, &place->err));
	assert_int_equal(RC_OK, host_file_copy(in(place, "a"), in(place, "b"), &place->err));
	assert_int_equal(RC_OK, host_file_read(in(place, "b"), LARGE, &place->arena, &text, &place->err));
	assert_int_equal(LARGE, text.len);
	assert_memory_equal(bytes, text.at, LARGE);
	assert_int_equal(RC_FULL, host_file_read(in(place, "b"), LARGE - 1, &place->arena, &text, &place->err));
}

static void test_errors_say_which_file(void **state)
{
	struct place *place = *state;
	struct text text;
	char long_path[2 * HOST_PATH_MAX];

	assert_int_equal(RC_MISSING, host_file_read(in(place, "none"), 10, &place->arena, &text, &place->err));
	assert_non_null(strstr(place->err.text, "/none"));
	assert_int_equal(RC_FAULT, host_file_read(place->dir, 10, &place->arena, &text, &place->err));
	assert_int_equal(RC_MISSING, host_file_write(in(place, "no/dir"), TEXT("x"), &place->err));
	assert_int_equal(RC_MISSING, host_file_copy(in(place, "none"), in(place, "b"), &place->err));
	assert_int_equal(RC_MISSING, host_file_rename(in(place, "none"), in(place, "b"), &place->err));
	assert_int_equal(RC_OK, host_file_remove(in(place, "none"), &place->err));
	assert_int_equal(RC_FAULT, host_file_remove(place->dir, &place->err));
	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_int_equal(RC_FULL, host_file_write(long_path, TEXT("x"), &place->err));
	assert_int_equal(RC_FULL, host_dir_make(long_path, &place->err));
}

static void test_copy_spares_what_is_there(void **state)
{
	struct place *place = *state;
	struct text text;

	assert_int_equal(RC_OK, host_file_write(in(place, "a"), TEXT("new"), &place->err));
	assert_int_equal(RC_OK, host_file_write(in(place, "b"), TEXT("old"), &place->err));
	assert_int_equal(RC_CONFLICT, host_file_copy(in(place, "a"), in(place, "b"), &place->err));
	assert_int_equal(RC_OK, host_file_read(in(place, "b"), 10, &place->arena, &text, &place->err));
	assert_true(text_eq(TEXT("old"), text));
	assert_int_equal(RC_OK, host_file_rename(in(place, "a"), in(place, "b"), &place->err));
	assert_int_equal(RC_OK, host_file_read(in(place, "b"), 10, &place->arena, &text, &place->err));
	assert_true(text_eq(TEXT("new"), text));
	assert_false(host_file_exists(in(place, "a")));
}

/* What the store keeps is for its owner only. */
static void test_directories(void **state)
{
	struct place *place = *state;
	struct stat status;

	assert_int_equal(RC_OK, host_dir_make(in(place, "x/y/z"), &place->err));
	assert_int_equal(RC_OK, host_dir_make(in(place, "x/y/z"), &place->err));
	assert_int_equal(0, stat(in(place, "x/y/z"), &status));
	assert_int_equal(0700, status.st_mode & 0777);
	assert_int_equal(RC_OK, host_file_write(in(place, "file"), TEXT("x"), &place->err));
	assert_int_equal(0, stat(in(place, "file"), &status));
	assert_int_equal(0600, status.st_mode & 0777);
	assert_int_equal(RC_FAULT, host_dir_make(in(place, "file"), &place->err));
	assert_int_equal(RC_FAULT, host_dir_make(in(place, "file/below"), &place->err));
}

/* S7: a second server is kept off a data directory, and told who is in it. */
static void test_lock_in_one_process(void **state)
{
	struct place *place = *state;
	struct host_lock first = { 0 }, second = { 0 };
	struct text pid = text_printf(&place->arena, "process %ld;", (long)getpid());

	assert_int_equal(RC_OK, host_lock_take(&first, place->dir, &place->err));
	assert_int_equal(RC_CONFLICT, host_lock_take(&second, place->dir, &place->err));
	assert_non_null(strstr(place->err.text, pid.at));
	host_lock_release(&second);
	host_lock_release(&first);
	host_lock_release(&first);
	assert_int_equal(RC_OK, host_lock_take(&second, place->dir, &place->err));
	host_lock_release(&second);
	assert_int_equal(RC_MISSING, host_lock_take(&first, in(place, "none"), &place->err));
}

/* S7: however a server ends, its directory is free again. */
static void test_lock_ends_with_its_process(void **state)
{
	struct place *place = *state;
	struct host_lock lock = { 0 };
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (host_lock_take(&lock, place->dir, NULL) != RC_OK)
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	assert_true(child > 0);
	assert_int_equal(child, waitpid(child, &status, 0));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(RC_OK, host_lock_take(&lock, place->dir, &place->err));
	host_lock_release(&lock);
}

/* S7: a write that fails half way leaves the old file whole, and nothing beside it. */
static void test_failed_write_keeps_the_old(void **state)
{
	enum { LIMIT = 4096 };
	struct place *place = *state;
	const struct rlimit small = { .rlim_cur = LIMIT, .rlim_max = LIMIT };
	char *large = arena_alloc(&place->arena, 2 * LIMIT);
	struct text text;
	int status;

	memset(large, 'x', 2 * LIMIT);
	assert_int_equal(RC_OK, host_file_write(in(place, "a"), TEXT("old"), &place->err));
	const char *path = in(place, "a"), *copy = in(place, "b");
	pid_t child = fork();
	if (child == 0) {
		/* Its files end where a full disk would. */
		signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &small) != 0)
			_exit(1);
		if (host_file_write(path, (struct text){ large, 2 * LIMIT }, &place->err) != RC_FAULT)
			_exit(2);
		_exit(host_file_copy("/proc/self/exe", copy, &place->err) == RC_FAULT ? 0 : 3);
	}
	assert_true(child > 0);
	assert_int_equal(child, waitpid(child, &status, 0));
	assert_true(WIFEXITED(status));
	assert_int_equal(0, WEXITSTATUS(status));
	assert_int_equal(RC_OK, host_file_read(path, 10, &place->arena, &text, &place->err));
	assert_true(text_eq(TEXT("old"), text));
	assert_false(host_file_exists(in(place, "a.part")));
	assert_false(host_file_exists(copy));
	assert_false(host_file_exists(in(place, "b.part")));
}

/* S7: who reads while others write sees the one or the other, never a piece, and always something. */
static void test_readers_see_whole_files(void **state)
{
	enum { WRITES = 150, LEN = 40000 };
	struct place *place = *state;
	const char *path = in(place, "a");
	char *bytes = arena_alloc(&place->arena, LEN);
	int status, seen[2] = { 0 };

	memset(bytes, 'a', LEN);
	assert_int_equal(RC_OK, host_file_write(path, (struct text){ bytes, LEN }, &place->err));
	pid_t child = fork();
	if (child == 0) {
		for (int i = 0; i < WRITES; i++) {
			memset(bytes, i % 2 == 0 ? 'b' : 'a', LEN);
			if (host_file_write(path, (struct text){ bytes, LEN }, NULL) != RC_OK)
				_exit(1);
		}
		_exit(0);
	}
	assert_true(child > 0);
	while (waitpid(child, &status, WNOHANG) == 0) {
		struct arena arena;
		struct text text;

		arena_init(&arena, 2 * LEN);
		assert_int_equal(RC_OK, host_file_read(path, LEN, &arena, &text, &place->err));
		assert_int_equal(LEN, text.len);
		assert_true(text.at[0] == 'a' || text.at[0] == 'b');
		assert_memory_equal(text.at, text.at + 1, LEN - 1);
		seen[text.at[0] == 'b']++;
		arena_done(&arena);
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(seen[0] + seen[1] > 0);
}

/* S7: what a crash left half written is not taken for content, nor in the way. */
static void test_left_behind_parts(void **state)
{
	static const char *const junk = "half of something that was much longer than what follows";
	struct place *place = *state;
	struct text text;

	assert_int_equal(RC_OK, host_file_write(in(place, "a.part"), text_of(junk), &place->err));
	assert_int_equal(RC_OK, host_file_write(in(place, "a"), TEXT("new"), &place->err));
	assert_int_equal(RC_OK, host_file_write(in(place, "b.part"), text_of(junk), &place->err));
	assert_int_equal(RC_OK, host_file_copy(in(place, "a"), in(place, "b"), &place->err));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(RC_OK,
				 host_file_read(in(place, i == 0 ? "a" : "b"), 100, &place->arena, &text, &place->err));
		assert_true(text_eq(TEXT("new"), text));
	}
	assert_false(host_file_exists(in(place, "a.part")));
	assert_false(host_file_exists(in(place, "b.part")));
}

/* A link to nowhere is something: it is neither copied over nor missed, and removing it spares what it names. */
static void test_links(void **state)
{
	struct place *place = *state;
	struct text text;

	assert_int_equal(0, symlink("x", in(place, "b")));
	assert_true(host_file_exists(in(place, "b")));
	assert_int_equal(RC_OK, host_file_write(in(place, "a"), TEXT("content"), &place->err));
	assert_int_equal(RC_CONFLICT, host_file_copy(in(place, "a"), in(place, "b"), &place->err));
	assert_non_null(strstr(place->err.text, "move it away first"));
	assert_int_equal(RC_MISSING, host_file_read(in(place, "b"), 10, &place->arena, &text, &place->err));
	assert_int_equal(RC_OK, host_file_remove(in(place, "b"), &place->err));
	assert_int_equal(0, symlink("a", in(place, "b")));
	assert_int_equal(RC_OK, host_file_read(in(place, "b"), 10, &place->arena, &text, &place->err));
	assert_int_equal(RC_OK, host_file_remove(in(place, "b"), &place->err));
	assert_true(host_file_exists(in(place, "a")));
}

/* Limits are to the byte: of a file, and of a path with what is put behind it. */
static void test_limits(void **state)
{
	static const struct {
		size_t bytes;
		enum rc rc;
	} rows[] = { { 0, RC_FULL }, { 4, RC_FULL }, { 5, RC_OK }, { 6, RC_OK } };
	struct place *place = *state;
	struct host_lock lock = { 0 };
	char path[HOST_PATH_MAX + 1];
	struct text text;

	assert_int_equal(RC_OK, host_file_write(in(place, "a"), TEXT("12345"), &place->err));
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_int_equal(rows[i].rc,
				 host_file_read(in(place, "a"), rows[i].bytes, &place->arena, &text, &place->err));
	/* A path of slashes leads to this directory however long it is, until it is too long. */
	memset(path, '/', sizeof(path));
	memcpy(path + HOST_PATH_MAX - 1 - strlen(place->dir), place->dir, strlen(place->dir) + 1);
	assert_int_equal(HOST_PATH_MAX - 1, strlen(path));
	assert_int_equal(RC_OK, host_dir_make(path, &place->err));
	assert_int_equal(RC_FULL, host_lock_take(&lock, path, &place->err));
	assert_int_equal(RC_OK, host_lock_take(&lock, path + strlen("/lock"), &place->err));
	host_lock_release(&lock);
}

/* S7: a lock file that was left behind, with another's number in it, holds nobody off, and is signed anew. */
static void test_stale_lock(void **state)
{
	struct place *place = *state;
	struct host_lock lock = { 0 };
	struct text text;

	assert_int_equal(RC_OK, host_file_write(in(place, "lock"), TEXT("123456789012"), &place->err));
	assert_int_equal(RC_OK, host_lock_take(&lock, place->dir, &place->err));
	assert_int_equal(RC_OK, host_file_read(in(place, "lock"), 20, &place->arena, &text, &place->err));
	assert_true(text_eq(text_printf(&place->arena, "%ld", (long)getpid()), text));
	host_lock_release(&lock);
	/* The file stays: who deleted it could delete the next one's. */
	assert_true(host_file_exists(in(place, "lock")));
}

/* S7: the lock is not passed on to programs that its holder starts. */
static void test_lock_stays_with_its_holder(void **state)
{
	struct place *place = *state;
	struct host_lock lock = { 0 };

	assert_int_equal(RC_OK, host_lock_take(&lock, place->dir, &place->err));
	assert_true((fcntl(lock.fd_plus_1 - 1, F_GETFD) & FD_CLOEXEC) != 0);
	host_lock_release(&lock);
	assert_int_equal(0, lock.fd_plus_1);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(test_write_and_read),
		IN_PLACE(test_large_file),
		IN_PLACE(test_errors_say_which_file),
		IN_PLACE(test_copy_spares_what_is_there),
		IN_PLACE(test_directories),
		IN_PLACE(test_lock_in_one_process),
		IN_PLACE(test_lock_ends_with_its_process),
		IN_PLACE(test_failed_write_keeps_the_old),
		IN_PLACE(test_readers_see_whole_files),
		IN_PLACE(test_left_behind_parts),
		IN_PLACE(test_links),
		IN_PLACE(test_limits),
		IN_PLACE(test_stale_lock),
		IN_PLACE(test_lock_stays_with_its_holder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
