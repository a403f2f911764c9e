/* The log and the words to systemd: one line for one thing, whatever is in it (S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/log.h"
#include "gateway/notify.h"

enum { LINES_MAX = 4096 };

/* What is written to standard error meanwhile. */
struct capture {
	int pipe[2], saved;
	char lines[LINES_MAX];
};

static void capture_begin(struct capture *capture)
{
	assert_int_equal(pipe(capture->pipe), 0);
	capture->saved = dup(STDERR_FILENO);
	dup2(capture->pipe[1], STDERR_FILENO);
}

static void capture_end(struct capture *capture)
{
	ssize_t n;

	dup2(capture->saved, STDERR_FILENO);
	close(capture->saved);
	close(capture->pipe[1]);
	n = read(capture->pipe[0], capture->lines, LINES_MAX - 1);
	capture->lines[n > 0 ? n : 0] = '\0';
	close(capture->pipe[0]);
}

static void a_line_has_its_pairs(void **state)
{
	struct capture capture;

	(void)state;
	log_set_level(LOG_LEVEL_INFO);
	capture_begin(&capture);
	LOG(LOG_LEVEL_WARN, "disk_full", log_string("dir", "/var/lib/openhall"), log_number("free", -1),
	    log_string("why", "no space left"), log_string("none", NULL));
	capture_end(&capture);
	assert_memory_equal(capture.lines, "time=20", 7);
	assert_non_null(strstr(capture.lines, "Z level=warn event=disk_full dir=/var/lib/openhall free=-1 "
					      "why=\"no space left\" none=\"\"\n"));
}

/* Nobody can write a line of their own into the log. */
static void values_cannot_break_the_line(void **state)
{
	struct capture capture;

	(void)state;
	capture_begin(&capture);
	LOG(LOG_LEVEL_ERROR, "odd", log_text("path", TEXT("/a\nlevel=error \"b\"\\ \x1b[31m")));
	capture_end(&capture);
	assert_non_null(strstr(capture.lines, "path=\"/a\\x0alevel=error \\\"b\\\"\\\\ \\x1b[31m\"\n"));
	assert_ptr_equal(strchr(capture.lines, '\n'), capture.lines + strlen(capture.lines) - 1);
}

static void long_values_are_cut(void **state)
{
	struct capture capture;
	char value[2 * LOG_VALUE_MAX];

	(void)state;
	memset(value, 'x', sizeof(value));
	capture_begin(&capture);
	LOG(LOG_LEVEL_ERROR, "long", log_text("value", (struct text){ value, sizeof(value) }));
	capture_end(&capture);
	assert_int_equal(strlen(strstr(capture.lines, "value=")), strlen("value=") + LOG_VALUE_MAX + 1);
}

static void what_is_below_the_level_is_not_said(void **state)
{
	struct capture capture;

	(void)state;
	log_set_level(LOG_LEVEL_WARN);
	assert_true(log_on(LOG_LEVEL_ERROR));
	assert_false(log_on(LOG_LEVEL_INFO));
	capture_begin(&capture);
	LOG(LOG_LEVEL_INFO, "quiet", log_number("n", 1));
	LOG(LOG_LEVEL_WARN, "heard", log_number("n", 2));
	capture_end(&capture);
	assert_null(strstr(capture.lines, "quiet"));
	assert_non_null(strstr(capture.lines, "event=heard n=2\n"));
}

static void systemd_is_told(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char got[64] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	snprintf(at.sun_path, sizeof(at.sun_path), "/tmp/openhall-notify-%d", (int)getpid());
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	notify_send("READY=1");
	assert_int_equal(recv(fd, got, sizeof(got) - 1, 0), 7);
	assert_string_equal(got, "READY=1");
	unlink(at.sun_path);
	close(fd);
	notify_send("STOPPING=1"); /* nobody there any more */
	unsetenv("NOTIFY_SOCKET");
	notify_send("STOPPING=1");
}

static void the_watchdog_is_half_of_what_was_asked(void **state)
{
	char pid[16];

	(void)state;
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	assert_int_equal(notify_watchdog_ms(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(notify_watchdog_ms(), 15000);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(notify_watchdog_ms(), 0);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(notify_watchdog_ms(), 15000);
	setenv("WATCHDOG_USEC", "soon", 1);
	assert_int_equal(notify_watchdog_ms(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_its_pairs), cmocka_unit_test(values_cannot_break_the_line),
		cmocka_unit_test(long_values_are_cut),  cmocka_unit_test(what_is_below_the_level_is_not_said),
		cmocka_unit_test(systemd_is_told),      cmocka_unit_test(the_watchdog_is_half_of_what_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
