/* Runs of the program. What it writes goes to files without a name, so that no pipe can stand full. */

#include "cli_run.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cc.h"
#include "base/text.h"
#include "host/clock.h"
#include "host/file.h"

enum {
	ARENA_BYTES = 256 << 20,
	RUNNING_MAX = 8,
	NOT_RUN = 127,
	NAP_NS = 2000000,
	NAMES_MAX = 64,
	NOBODY = 65534, /* the user and the group of that name */
};

static const int64_t ns_per_ms = 1000000;

static char program[PATH_MAX];
static char dir[64];
static struct arena arena;
static uid_t runs_as;           /* 0 for as oneself */
static pid_t pids[RUNNING_MAX]; /* of what was started and not waited for; 0 for none */

bool run_use(int argc, char **argv)
{
	char beside[PATH_MAX - sizeof("openhall")];
	ssize_t len = readlink("/proc/self/exe", beside, sizeof(beside) - 1);
	char *slash;

	beside[len > 0 ? len : 0] = '\0';
	slash = strrchr(beside, '/');
	if (argc < 2 && slash != NULL)
		snprintf(program, sizeof(program), "%.*s/openhall", (int)(slash - beside), beside);
	else if (argc < 2 || realpath(argv[1], program) == NULL)
		program[0] = '\0';
	if (access(program, X_OK) == 0)
		return true;
	fprintf(stderr, "there is no program to test; it goes: %s PROGRAM\n", argv[0]);
	return false;
}

int run_setup(void **state)
{
	(void)state;
	arena_init(&arena, ARENA_BYTES);
	snprintf(dir, sizeof(dir), "/tmp/openhall-cli-XXXXXX");
	if (mkdtemp(dir) == NULL || mkdir(file_path("tmp"), S_IRWXU) != 0)
		return -1;
	return setenv("TMPDIR", file_path("tmp"), 1);
}

static void remove_all(char *path)
{
	char *const paths[] = { path, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

	if (tree == NULL)
		return;
	for (FTSENT *at = fts_read(tree); at != NULL; at = fts_read(tree))
		if (at->fts_info != FTS_D)
			remove(at->fts_accpath);
	fts_close(tree);
}

int run_teardown(void **state)
{
	(void)state;
	run_as_oneself();
	for (size_t i = 0; i < RUNNING_MAX; i++) {
		if (pids[i] == 0)
			continue;
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
		pids[i] = 0;
	}
	remove_all(dir);
	arena_done(&arena);
	return 0;
}

/* A file without a name, which does not pass to other runs. */
static int nameless(void)
{
	char path[] = "/tmp/openhall-out-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || unlink(path) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		fail_msg("no file for output: %s", strerror(errno));
	return fd;
}

/* In the child. Never returns. */
static void become(char *const *argv, int out, int err)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (runs_as != 0 && (setgroups(0, NULL) != 0 || setgid(runs_as) != 0 || setuid(runs_as) != 0))
		_exit(NOT_RUN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (chdir(dir) == 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
		execv(program, argv);
	_exit(NOT_RUN);
}

static void start(struct running *running, int out, const char *const *arguments)
{
	char *argv[RUN_ARGUMENTS_MAX + 2] = { program };
	size_t place = 0;

	for (size_t i = 0; arguments[i] != NULL; i++) {
		assert_true(i < RUN_ARGUMENTS_MAX);
		argv[i + 1] = (char *)(uintptr_t)arguments[i];
	}
	while (place < RUNNING_MAX && pids[place] != 0)
		place++;
	assert_true(place < RUNNING_MAX);
	*running = (struct running){ .out = out, .err = nameless() };
	fflush(NULL);
	running->pid = fork();
	if (running->pid == 0)
		become(argv, running->out, running->err);
	if (running->pid < 0)
		fail_msg("cannot start %s: %s", program, strerror(errno));
	pids[place] = running->pid;
}

bool run_as_stranger(void)
{
	if (geteuid() != 0)
		return false;
	/* The directory must let them through to what they may not touch. */
	assert_int_equal(0, chmod(dir, S_IRWXU | S_IXGRP | S_IXOTH));
	runs_as = NOBODY;
	return true;
}

void run_as_oneself(void)
{
	runs_as = 0;
}

void run_start(struct running *running, const char *const *arguments)
{
	start(running, nameless(), arguments);
}

static const char *content(int fd, size_t *ret_len)
{
	struct stat status;
	size_t len = 0;
	char *bytes;

	assert_int_equal(0, fstat(fd, &status));
	assert_in_range(status.st_size, 0, RUN_BYTES_MAX);
	bytes = arena_alloc(&arena, (size_t)status.st_size + 1);
	while (len < (size_t)status.st_size) {
		ssize_t got = pread(fd, bytes + len, (size_t)status.st_size - len, (off_t)len);

		assert_true(got > 0);
		len += (size_t)got;
	}
	if (ret_len != NULL)
		*ret_len = len;
	return bytes;
}

/* True when it has ended; it is reaped then, and `ret_status` is filled. */
static bool has_ended(pid_t pid, int *ret_status)
{
	int status;

	if (waitpid(pid, &status, WNOHANG) != pid)
		return false;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	for (size_t i = 0; i < RUNNING_MAX; i++)
		if (pids[i] == pid)
			pids[i] = 0;
	return true;
}

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = NAP_NS }, NULL);
}

const char *run_await(const struct running *running, const char *part)
{
	const int64_t until_ns = host_monotonic_ns() + RUN_MS_MAX * ns_per_ms;
	int status;

	while (host_monotonic_ns() < until_ns) {
		const bool ended = has_ended(running->pid, &status);
		const char *out = content(running->out, NULL);
		if (strstr(out, part) != NULL)
			return out;
		if (ended)
			fail_msg("it ended with status %d and without `%s`:\n%s", status, part,
				 content(running->err, NULL));
		nap();
	}
	fail_msg("it did not say `%s` in %d ms", part, RUN_MS_MAX);
	return NULL;
}

struct run run_end(struct running *running, int signal)
{
	const int64_t until_ns = host_monotonic_ns() + RUN_MS_MAX * ns_per_ms;
	struct run run = { .status = -1 };

	if (signal != 0)
		assert_int_equal(0, kill(running->pid, signal));
	while (!has_ended(running->pid, &run.status)) {
		if (host_monotonic_ns() > until_ns)
			fail_msg("it did not end in %d ms:\n%s", RUN_MS_MAX, content(running->err, NULL));
		nap();
	}
	run.out = content(running->out, NULL);
	run.err = content(running->err, NULL);
	close(running->out);
	close(running->err);
	*running = (struct running){ 0 };
	return run;
}

struct run run_all(const char *const *arguments)
{
	struct running running;

	run_start(&running, arguments);
	return run_end(&running, 0);
}

struct run run_into(const char *into, const char *const *arguments)
{
	const int fd = open(into, O_WRONLY | O_CLOEXEC);
	struct running running;

	assert_true(fd >= 0);
	start(&running, fd, arguments);
	/* What went there is not read again. */
	close(running.out);
	running.out = nameless();
	return run_end(&running, 0);
}

void assert_ran(struct run run, int status, const char *out, const char *err)
{
	if (run.status != status || strcmp(run.out, out) != 0 || strcmp(run.err, err) != 0)
		fail_msg("status %d instead of %d\n-- output:\n%s-- instead of:\n%s-- errors:\n%s-- instead of:\n%s",
			 run.status, status, run.out, out, run.err, err);
}

void assert_said(struct run run, const char *part)
{
	if (run.status != 0 || strstr(run.out, part) == NULL || run.err[0] != '\0')
		fail_msg("status %d, and `%s` is wanted\n-- output:\n%s-- errors:\n%s", run.status, part, run.out,
			 run.err);
}

void assert_failed(struct run run, int status, const char *part)
{
	if (run.status != status || strstr(run.err, part) == NULL || run.out[0] != '\0')
		fail_msg("status %d instead of %d, and `%s` is wanted\n-- output:\n%s-- errors:\n%s", run.status,
			 status, part, run.out, run.err);
}

void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("`%s` is not in:\n%s", part, text);
}

void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("`%s` is in:\n%s", part, text);
}

const char *say(const char *format, ...)
{
	char text[PATH_MAX];
	va_list args;

	va_start(args, format);
	const int len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	assert_in_range(len, 0, sizeof(text) - 1);
	return text_cstr(&arena, text_of(text));
}

const char *file_path(const char *name)
{
	return say("%s/%s", dir, name);
}

void file_put(const char *name, const char *content)
{
	struct err err;

	if (host_file_write(file_path(name), text_of(content), &err) != RC_OK)
		fail_msg("%s", err.text);
}

const char *file_get(const char *name, size_t *ret_len)
{
	const int fd = open(file_path(name), O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail_msg("cannot open %s: %s", name, strerror(errno));
	const char *bytes = content(fd, ret_len);
	close(fd);
	return bytes;
}

bool file_there(const char *name)
{
	return host_file_exists(file_path(name));
}

static int by_name(const FTSENT **left, const FTSENT **right)
{
	return strcmp((*left)->fts_name, (*right)->fts_name);
}

const char *files_in(const char *name)
{
	char *const paths[] = { (char *)(uintptr_t)file_path(name), NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	struct buf names = { .arena = &arena };

	assert_non_null(tree);
	assert_non_null(fts_read(tree));
	for (FTSENT *at = fts_children(tree, FTS_NAMEONLY); at != NULL; at = at->fts_link)
		buf_printf(&names, "%s ", at->fts_name);
	fts_close(tree);
	return text_cstr(&arena, buf_view(&names));
}

static sqlite3 *open_store(const char *name)
{
	sqlite3 *db;

	assert_int_equal(SQLITE_OK, sqlite3_open_v2(file_path(name), &db, SQLITE_OPEN_READWRITE, NULL));
	assert_int_equal(SQLITE_OK, sqlite3_busy_timeout(db, RUN_MS_MAX));
	return db;
}

void file_sql(const char *name, const char *sql)
{
	sqlite3 *db = open_store(name);
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_true(sqlite3_total_changes(db) > 0);
	sqlite3_close(db);
}

const char *file_query(const char *name, const char *sql)
{
	struct buf rows = { .arena = &arena };
	sqlite3 *db = open_store(name);
	sqlite3_stmt *stmt;
	int result;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while ((result = sqlite3_step(stmt)) == SQLITE_ROW)
		buf_printf(&rows, "%s\n", (const char *)sqlite3_column_text(stmt, 0));
	assert_int_equal(SQLITE_DONE, result);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text_cstr(&arena, buf_view(&rows));
}

const char *data_print(const char *data)
{
	static const char sql[] =
		"SELECT 'hall ' || no || id || name || name_en FROM halls"
		" UNION ALL SELECT 'event ' || hall || ' ' || seq || hex(hash) FROM events"
		" UNION ALL SELECT 'customer ' || token || class || name FROM customers"
		" UNION ALL SELECT 'meta ' || name || value FROM meta"
		" UNION ALL SELECT 'ticket ' || hall || ticket || leg || number || state FROM tickets ORDER BY 1";

	return file_query(say("%s/openhall.db", data), sql);
}
