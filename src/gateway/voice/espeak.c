/* espeak-ng as a child (Q13).
 *
 * The sentence goes in by a pipe and never by the command line, so that no name of a window is taken for an option. It
 * is written before the child starts: a pipe holds it, and nobody has to wait for it to be read. */
#define _GNU_SOURCE /* pipe2 */
#include "gateway/voice/espeak.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "gateway/voice/wav.h"
#include "host/clock.h"

enum { PIECE = 64 << 10, RATE_DIGITS = 12, NAP_MS = 2, PATH_MAX_BYTES = 4096 };

static bool can_run(const char *path)
{
	struct stat is;

	return stat(path, &is) == 0 && S_ISREG(is.st_mode) && access(path, X_OK) == 0;
}

bool espeak_is_there(const char *program)
{
	const char *dirs = getenv("PATH");
	struct text rest = text_of(dirs ? dirs : "/bin:/usr/bin");
	char path[PATH_MAX_BYTES];

	if (!program[0] || strchr(program, '/'))
		return program[0] && can_run(program);
	while (rest.len > 0) {
		const struct text dir = text_cut(&rest, ':'); /* an empty one is where the process is */
		const int n = snprintf(path, sizeof(path), "%.*s/%s", TEXT_ARG(dir.len ? dir : TEXT(".")), program);

		if (n < (int)sizeof(path) && can_run(path))
			return true;
	}
	return false;
}

/* Two pipes: what the child reads, and what it says. -1 for an end that is closed. */
struct ends {
	int in[2], out[2];
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_ends(struct ends *ends)
{
	close_end(&ends->in[0]);
	close_end(&ends->in[1]);
	close_end(&ends->out[0]);
	close_end(&ends->out[1]);
}

static enum rc open_ends(struct ends *ends, struct text text, struct err *err)
{
	*ends = (struct ends){ { -1, -1 }, { -1, -1 } };
	if (!pipe2(ends->in, O_CLOEXEC) && !pipe2(ends->out, O_CLOEXEC) &&
	    write(ends->in[1], text.at, text.len) == (ssize_t)text.len) {
		close_end(&ends->in[1]);
		return RC_OK;
	}
	const enum rc rc = err_set(err, RC_FAULT, "cannot make a pipe: %s", strerror(errno));
	close_ends(ends);
	return rc;
}

/* As if started from a shell: all signals as usual, none blocked. */
static int spawn(const char *program, char *const argv[], const struct ends *ends, pid_t *ret)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	failed = posix_spawn_file_actions_adddup2(&actions, ends->in[0], STDIN_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, ends->out[1], STDOUT_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!failed)
		failed = posix_spawnp(ret, program, &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static int left_ms(int64_t until_ns)
{
	const int64_t left = (until_ns - host_monotonic_ns()) / 1000000;

	return left > 0 ? (int)left : 0;
}

static enum rc refuse_late(struct err *err)
{
	return err_set(err, RC_FULL, "it took longer than %d ms", ESPEAK_MS_MAX);
}

static enum rc hear(int fd, int64_t until_ns, struct buf *into, struct err *err)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char piece[PIECE];
	ssize_t n;

	for (;;) {
		const int ready = poll(&wait, 1, left_ms(until_ns));

		if (ready == 0)
			return refuse_late(err);
		if (ready < 0 && errno == EINTR)
			continue; /* nothing is there, and reading would wait for as long as the child does */
		n = read(fd, piece, sizeof(piece));
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return err_set(err, RC_FAULT, "it cannot be heard: %s", strerror(errno));
		if (n == 0)
			return RC_OK;
		if (into->len + (size_t)n > ESPEAK_BYTES_MAX)
			return err_set(err, RC_FULL, "it said more than %d bytes", ESPEAK_BYTES_MAX);
		buf_put(into, piece, (size_t)n);
	}
}

/* Wait for the end of the child; one that does not end by itself in time, or has failed already, is ended. */
static enum rc bury(pid_t child, enum rc rc, int64_t until_ns, struct err *err)
{
	int status = 0;
	pid_t ended = 0;

	while (rc == RC_OK && (ended = waitpid(child, &status, WNOHANG)) == 0) {
		if (left_ms(until_ns) == 0)
			rc = refuse_late(err);
		else
			poll(NULL, 0, NAP_MS);
	}
	if (ended == 0) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	if (rc == RC_OK && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
		return err_set(err, RC_FAULT, "it ended with status %d", status);
	return rc;
}

static enum rc run(const char *program, char *const argv[], struct ends *ends, struct buf *into, struct err *err)
{
	const int64_t until_ns = host_monotonic_ns() + (int64_t)ESPEAK_MS_MAX * 1000000;
	pid_t child;
	const int failed = spawn(program, argv, ends, &child);

	if (failed)
		return err_set(err, failed == ENOENT ? RC_MISSING : RC_FAULT, "cannot start it: %s", strerror(failed));
	close_end(&ends->in[0]);
	close_end(&ends->out[1]);
	return bury(child, hear(ends->out[0], until_ns, into, err), until_ns, err);
}

enum rc espeak_say(const char *program, const char *voice, int rate, struct text text, struct arena *arena,
		   struct text *ret_samples, struct err *err)
{
	char digits[RATE_DIGITS];
	char *argv[] = { (char *)program, "-v", (char *)voice, "-s", digits, "--stdin", "--stdout", NULL };
	struct buf said = { .arena = arena };
	struct text samples;
	struct ends ends;
	enum rc rc;

	if (text.len == 0 || text.len > ESPEAK_TEXT_MAX)
		return err_set(err, RC_INVALID, "a sentence has 1 to %d bytes", ESPEAK_TEXT_MAX);
	snprintf(digits, sizeof(digits), "%d", rate);
	rc = open_ends(&ends, text, err);
	if (rc == RC_OK)
		rc = run(program, argv, &ends, &said, err);
	close_ends(&ends);
	if (rc == RC_OK && wav_parse(buf_view(&said), true, &samples, err) != RC_OK)
		rc = RC_FAULT;
	if (rc != RC_OK) {
		(void)err_prefix(err, "%s: ", program);
		return rc;
	}
	*ret_samples = wav_trim(samples);
	return ret_samples->len ? RC_OK : err_set(err, RC_FAULT, "%s said nothing", program);
}
