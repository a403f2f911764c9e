/* A server as a child process (S7, N8). Only processes that were started here are ever signalled, by the
 * pid that fork returned. */
#include "bench/child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "bench/ask.h"
#include "host/clock.h"

enum { ARGUMENTS_MAX = 16, NOT_RUN = 127, POLL_US = 500, LINE_MAX_BYTES = 256 };

static const int64_t ns_per_ms = 1000000;

enum rc child_own_exe(char ret[HOST_PATH_MAX], struct err *err)
{
	ssize_t n = readlink("/proc/self/exe", ret, HOST_PATH_MAX - 1);

	if (n < 0)
		return err_set(err, RC_FAULT, "cannot find this program: %s", strerror(errno));
	ret[n] = '\0';
	return RC_OK;
}

static void pause_us(long us)
{
	const struct timespec time = { .tv_nsec = us * 1000 };

	nanosleep(&time, NULL);
}

/* A port that is free now. */
static enum rc free_port(uint16_t *ret, struct err *err)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool found = fd >= 0 && !bind(fd, (struct sockaddr *)&address, size) &&
		     !getsockname(fd, (struct sockaddr *)&address, &size);

	*ret = ntohs(address.sin_port);
	if (!found)
		err_set(err, RC_FAULT, "no free port: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return found ? RC_OK : RC_FAULT;
}

/* In the child: only calls that may follow a fork. Never returns. */
static void become(const char *exe, char *const *argv, int log)
{
	struct rlimit files;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	execv(exe, argv);
	_exit(NOT_RUN);
}

/* Start `exe`; the pid, or -1. */
static pid_t spawn(const char *exe, const char *const *arguments, const char *log)
{
	int fd = open(log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
	char *argv[ARGUMENTS_MAX + 2] = { (char *)(uintptr_t)exe };
	pid_t pid;

	if (fd < 0)
		return -1;
	for (int i = 0; arguments[i]; i++) {
		ASSERT(i < ARGUMENTS_MAX);
		argv[i + 1] = (char *)(uintptr_t)arguments[i];
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become(exe, argv, fd);
	close(fd);
	return pid;
}

static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			BUG("waitpid: %s", strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int child_run(const char *exe, const char *const *arguments, const char *log)
{
	pid_t pid = spawn(exe, arguments, log);

	return pid < 0 ? -1 : reap(pid);
}

/* True when the child has ended; it is reaped then. */
static bool has_ended(struct child *child, int *ret_status)
{
	if (waitpid(child->pid, ret_status, WNOHANG) != child->pid)
		return false;
	child->pid = 0;
	return true;
}

static enum rc await_ready(struct child *child, int64_t began_ns, struct err *err)
{
	struct ask ask;
	enum rc rc = ask_open(&ask, child->port, err);
	bool ready = false;
	int status;

	if (rc != RC_OK)
		return rc;
	while (!ready && host_monotonic_ns() < began_ns + CHILD_START_MS_MAX * ns_per_ms) {
		if (has_ended(child, &status))
			break;
		ready = ask_get(&ask, "/readyz", NULL, err) == RC_OK && ask.status == 200;
		if (!ready)
			pause_us(POLL_US);
	}
	ask_close(&ask);
	child->ready_ns = host_monotonic_ns() - began_ns;
	return ready ? RC_OK : err_set(err, RC_FAULT, "the server did not become ready; see its log");
}

enum rc child_start(struct child *child, const char *exe, const char *data, struct err *err)
{
	char listen[32], log[HOST_PATH_MAX + 8];
	const char *const arguments[] = { "serve", "--data", data, "--listen", listen, "--log-level", "warn", NULL };
	int64_t began_ns = host_monotonic_ns();
	enum rc rc = free_port(&child->port, err);

	ASSERT(child->pid == 0);
	if (rc != RC_OK)
		return rc;
	snprintf(listen, sizeof(listen), "127.0.0.1:%u", child->port);
	snprintf(log, sizeof(log), "%s.log", data);
	child->pid = spawn(exe, arguments, log);
	if (child->pid < 0) {
		child->pid = 0;
		return err_set(err, RC_FAULT, "cannot start %s: %s", exe, strerror(errno));
	}
	rc = await_ready(child, began_ns, err);
	if (rc != RC_OK) {
		child_kill(child);
		return err_prefix(err, "%s: ", log);
	}
	return RC_OK;
}

enum rc child_stop(struct child *child, struct err *err)
{
	int64_t until_ns = host_monotonic_ns() + CHILD_STOP_MS_MAX * ns_per_ms;
	int status = 0;

	ASSERT(child->pid > 0);
	kill(child->pid, SIGTERM);
	while (!has_ended(child, &status)) {
		if (host_monotonic_ns() > until_ns) {
			child_kill(child);
			return err_set(err, RC_FAULT, "the server did not end in %d ms", CHILD_STOP_MS_MAX);
		}
		pause_us(POLL_US);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, RC_FAULT, "the server ended with status %d", status);
	return RC_OK;
}

void child_kill(struct child *child)
{
	if (child->pid <= 0)
		return;
	kill(child->pid, SIGKILL);
	(void)reap(child->pid);
	child->pid = 0;
}

enum rc child_memory(const struct child *child, int64_t *ret_bytes, struct err *err)
{
	char path[64], line[LINE_MAX_BYTES];
	long long kib = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)child->pid);
	file = fopen(path, "re");
	while (file && kib < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmRSS: %lld kB", &kib) != 1)
			kib = -1;
	if (file)
		fclose(file);
	*ret_bytes = kib * 1024;
	return kib >= 0 ? RC_OK : err_set(err, RC_FAULT, "%s does not say how much memory is used", path);
}
