/* Telling systemd how the service is, to a socket as systemd has one (S7). */
#include "gateway/notify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/cc.h"

static char dir[] = "/tmp/openhall-notify-XXXXXX";

static int setup(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	return rmdir(dir);
}

/* A socket that hears what is sent to `name`, a path or `@` and a name outside the file system. */
static int listen_at(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	memcpy(at.sun_path, name, strlen(name));
	if (*name == '@')
		at.sun_path[0] = '\0';
	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	return fd;
}

static void check_heard(int fd, const char *state)
{
	char heard[64] = "";
	ssize_t n = recv(fd, heard, sizeof(heard) - 1, 0);

	if (!state) {
		assert_int_equal(n, -1);
		assert_int_equal(errno, EAGAIN);
		return;
	}
	assert_int_equal(n, strlen(state)); /* one datagram, without a NUL */
	assert_string_equal(heard, state);
}

static void every_state_is_a_datagram(void **state)
{
	static const char *const states[] = { "READY=1", "WATCHDOG=1", "STOPPING=1" };
	char path[64], abstract[64];
	const char *const names[] = { path, abstract };

	(void)state;
	snprintf(path, sizeof(path), "%s/notify", dir);
	snprintf(abstract, sizeof(abstract), "@openhall-test-notify-%ld", (long)getpid());
	for (size_t i = 0; i < CC_COUNT(names); i++) {
		int fd = listen_at(names[i]);

		setenv("NOTIFY_SOCKET", names[i], 1);
		for (size_t s = 0; s < CC_COUNT(states); s++)
			notify_send(states[s]);
		for (size_t s = 0; s < CC_COUNT(states); s++)
			check_heard(fd, states[s]);
		check_heard(fd, NULL);
		unsetenv("NOTIFY_SOCKET");
		notify_send("READY=1"); /* to nobody */
		check_heard(fd, NULL);
		close(fd);
	}
	setenv("NOTIFY_SOCKET", path, 1);
	notify_send("READY=1"); /* nobody listens there any more: lost, and no signal */
	unlink(path);
}

/* Names that no socket can have are passed over, and leave no descriptor open. */
static void bad_names_are_passed_over(void **state)
{
	static char lengthy[256];
	static const char *const names[] = { "", "/", "@", "relative/path", "/nonexistent/notify", lengthy };
	int before = dup(0), after;

	(void)state;
	close(before);
	memset(lengthy, 'x', sizeof(lengthy) - 1);
	lengthy[0] = '/';
	for (size_t i = 0; i < CC_COUNT(names); i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		notify_send("READY=1");
	}
	after = dup(0);
	close(after);
	assert_int_equal(before, after);
}

/* The watchdog is fed at half of the time that systemd allows, and only by the process that it means. */
static void the_watchdog_is_fed_in_time(void **state)
{
	static const struct {
		const char *usec, *pid; /* NULL for none, "me" for this process */
		int64_t ms;
	} cases[] = {
		{ NULL, NULL, 0 },         { "30000000", NULL, 15000 }, { "30000000", "me", 15000 },
		{ "30000000", "1", 0 },    { "30000000", "x", 0 },      { "2000", NULL, 1 },
		{ "1999", NULL, 0 },       { "0", NULL, 0 },            { "-30000000", NULL, 0 },
		{ "30 seconds", NULL, 0 }, { "", NULL, 0 },             { "99999999999999999999", NULL, 0 },
	};
	char me[24];

	(void)state;
	snprintf(me, sizeof(me), "%ld", (long)getpid());
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		unsetenv("WATCHDOG_USEC");
		unsetenv("WATCHDOG_PID");
		if (cases[i].usec)
			setenv("WATCHDOG_USEC", cases[i].usec, 1);
		if (cases[i].pid)
			setenv("WATCHDOG_PID", strcmp(cases[i].pid, "me") == 0 ? me : cases[i].pid, 1);
		assert_int_equal(notify_watchdog_ms(), cases[i].ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_is_a_datagram),
		cmocka_unit_test(bad_names_are_passed_over),
		cmocka_unit_test(the_watchdog_is_fed_in_time),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
