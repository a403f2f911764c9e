/* Arenas, and that a broken invariant stops the process (S7). */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"

/* Run `act` in a child; true when it ended by abort and said `text`. */
static bool stops(void (*act)(void), const char *text)
{
	char said[512] = "";
	int pipes[2], status;
	ssize_t n;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (!child) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		signal(SIGABRT, SIG_DFL);
		dup2(pipes[1], STDERR_FILENO);
		act();
		_exit(0);
	}
	close(pipes[1]);
	n = read(pipes[0], said, sizeof(said) - 1);
	close(pipes[0]);
	assert_true(n >= 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && strstr(said, text);
}

static void test_pieces_are_zeroed_aligned_and_apart(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	unsigned char *last = NULL;

	(void)state;
	arena_init(&arena, 8 << 20);
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 2000; size++) {
			unsigned char *piece = arena_alloc(&arena, size);

			assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
			assert_ptr_not_equal(piece, last);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(piece[i], 0);
			memset(piece, 0xaa, size);
			last = piece;
		}
		assert_true(arena.used >= 2000 * 1999 / 2);
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
}

static void test_pieces_keep_their_contents(void **state)
{
	enum { PIECES = 500 };
	CC_CLEANUP(arena_done) struct arena arena;
	unsigned char *pieces[PIECES];

	(void)state;
	arena_init(&arena, 8 << 20);
	for (int i = 0; i < PIECES; i++) {
		pieces[i] = arena_alloc(&arena, (size_t)i + 1);
		memset(pieces[i], i & 0xff, (size_t)i + 1);
	}
	for (int i = 0; i < PIECES; i++) {
		assert_int_equal(pieces[i][0], i & 0xff);
		assert_int_equal(pieces[i][i], i & 0xff);
	}
}

static void test_large_piece_gets_its_own_block(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	char *large;

	(void)state;
	arena_init(&arena, 64 << 20);
	large = arena_alloc(&arena, 20 << 20);
	large[(20 << 20) - 1] = 'x';
	assert_non_null(ARENA_ARRAY(&arena, 1000, int64_t));
}

static void test_done_is_safe_twice_and_on_zero(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	arena_done(&arena);
	arena_init(&arena, 1000);
	assert_non_null(ARENA_NEW(&arena, int));
	arena_done(&arena);
	arena_done(&arena);
	assert_int_equal(arena.used, 0);
	assert_non_null(ARENA_NEW(&arena, int));
	arena_done(&arena);
	arena_reset(&arena);
}

static void act_pass_limit(void)
{
	struct arena arena;

	arena_init(&arena, 100);
	(void)!arena_alloc(&arena, 80);
	(void)!arena_alloc(&arena, 32);
}

static void act_huge(void)
{
	struct arena arena;

	arena_init(&arena, SIZE_MAX);
	(void)!arena_alloc(&arena, SIZE_MAX - 3);
}

static void act_overflow(void)
{
	struct arena arena;

	arena_init(&arena, SIZE_MAX);
	(void)!arena_array(&arena, SIZE_MAX / 2, 3);
}

static void act_assert(void)
{
	ASSERT(1 + 1 == 2);
	ASSERT(1 + 1 == 3);
}

static void act_nothing(void)
{
}

static void test_bugs_stop_the_process(void **state)
{
	(void)state;
	assert_true(stops(act_pass_limit, "arena of 100 bytes holds 80 and has no room for 32 more"));
	assert_true(stops(act_huge, "no room for"));
	assert_true(stops(act_overflow, "bug: array of"));
	assert_true(stops(act_assert, "test_arena.c:"));
	assert_true(stops(act_assert, "bug: 1 + 1 == 3"));
	assert_false(stops(act_nothing, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(test_pieces_keep_their_contents),
		cmocka_unit_test(test_large_piece_gets_its_own_block),
		cmocka_unit_test(test_done_is_safe_twice_and_on_zero),
		cmocka_unit_test(test_bugs_stop_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
