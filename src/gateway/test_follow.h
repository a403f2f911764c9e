/* A reader of event streams, as a browser is one. */
#ifndef OH_GATEWAY_TEST_FOLLOW_H
#define OH_GATEWAY_TEST_FOLLOW_H

#include "gateway/test_site.h"

enum { FOLLOW_LINE_MAX = 1024 };

/* An event counts when the blank line behind it has come. Each must follow on the last one. */
struct follower {
	int fd;
	int64_t last;    /* id of the last whole event; 0 takes any for the first */
	int64_t pending; /* id of the one that is being read, 0 for none */
	uint32_t pings;
	bool ended;           /* by the server */
	bool checks;          /* hold every event against the contract */
	const char *must_not; /* a text that no event may hold; NULL for none */
	char line[FOLLOW_LINE_MAX];
	size_t len; /* of the line so far; what does not fit is dropped */
};

/* Ask for a stream at `path` over a connection of its own; `header` is a line with its end, or empty. */
int follow_open(const struct site_test *site, const char *path, const char *header);
/* Read what has come, waiting up to `wait_ms` for the first of it; false where nothing came. */
bool follow_some(struct follower *follower, int wait_ms);
/* Read up to event `until`; fails the test when the stream ends before or nothing comes for long. */
void follow_until(struct follower *follower, int64_t until);

#endif
