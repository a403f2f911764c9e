/* A reader of event streams: ids without a gap and without a double, whole events only (Q12). */
#include "gateway/test_follow.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "gateway/test_view.h"

enum { PATIENCE_MS = 30000 };

int follow_open(const struct site_test *site, const char *path, const char *header)
{
	char request[256];
	int fd = site_connect(site);

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, header);
	site_send(fd, request);
	return fd;
}

static void take_event(const struct follower *follower, const char *data)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *event;
	struct err err;

	arena_init(&arena, 1 << 20);
	assert_true(follower->pending > 0);
	if (follower->must_not)
		assert_null(strstr(data, follower->must_not));
	if (!follower->checks)
		return;
	assert_int_equal(json_parse(&arena, text_of(data), &event, &err), RC_OK);
	if (view_check_event(event, &err))
		fail_msg("%s: %s in %s", err.field, err.text, data);
	assert_int_equal(view_int(event, "seq"), follower->pending);
}

static void take_line(struct follower *follower)
{
	const char *line = follower->line;

	if (strncmp(line, "id: ", 4) == 0) {
		follower->pending = strtoll(line + 4, NULL, 10);
		if (follower->last)
			assert_int_equal(follower->pending, follower->last + 1);
	} else if (strncmp(line, "data: ", 6) == 0) {
		take_event(follower, line + 6);
	} else if (!*line && follower->pending) {
		follower->last = follower->pending;
		follower->pending = 0;
	} else if (strcmp(line, ": ping") == 0) {
		follower->pings++;
	}
}

static void take_bytes(struct follower *follower, const char *bytes, ssize_t n)
{
	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (follower->len + 1 < FOLLOW_LINE_MAX)
				follower->line[follower->len++] = bytes[i];
			continue;
		}
		follower->line[follower->len] = '\0';
		follower->len = 0;
		take_line(follower);
	}
}

bool follow_some(struct follower *follower, int wait_ms)
{
	struct pollfd poller = { .fd = follower->fd, .events = POLLIN };
	char bytes[64 << 10];
	ssize_t n;

	if (follower->ended || poll(&poller, 1, wait_ms) != 1)
		return false;
	n = recv(follower->fd, bytes, sizeof(bytes), 0);
	follower->ended = n <= 0;
	take_bytes(follower, bytes, n);
	return true;
}

void follow_until(struct follower *follower, int64_t until)
{
	while (follower->last < until)
		if (!follow_some(follower, PATIENCE_MS))
			fail_msg("the stream %s after event %lld", follower->ended ? "ended" : "was silent",
				 (long long)follower->last);
	assert_int_equal(follower->last, until);
}
