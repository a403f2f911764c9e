/* A connection to a printer with a deadline for everything, which ends soon when it is told to stop. */
#ifndef OH_GATEWAY_PRINT_LINK_H
#define OH_GATEWAY_PRINT_LINK_H

#include "base/err.h"
#include "base/text.h"
#include "gateway/listen.h"

enum link_end {
	LINK_OK,
	LINK_LATE,    /* nothing moved until the deadline */
	LINK_BROKEN,  /* refused, reset, closed */
	LINK_STOPPED, /* `stop_fd` was readable, and the grace is over */
};

/* Zeroed but for `stop_fd` and `grace_ms` is closed. */
struct link {
	int stop_fd;      /* readable when to stop; not owned */
	int32_t grace_ms; /* how long what was begun may go on after that */
	int64_t stop_ns;  /* when the grace is over; 0 while nobody stops */
	int fd_plus_1;    /* descriptor + 1, so that zero is none */
};

/* Connect within `limit_ms`; the link must be closed. `err` says why not. */
CC_CHECK enum link_end link_open(struct link *link, const struct listen_address *address, int32_t limit_ms,
				 struct err *err);
/* True between link_open and link_close. */
bool link_is_open(const struct link *link);
/* Close; nothing happens where it is closed. */
void link_close(struct link *link);

/* Write all of `bytes`; LINK_LATE when none is taken for `limit_ms`. `ret_sent` (may be NULL) is how many were. */
CC_CHECK enum link_end link_write(struct link *link, struct text bytes, int32_t limit_ms, size_t *ret_sent);
/* Read one byte until `until_ns` (host_monotonic_ns). */
CC_CHECK enum link_end link_read(struct link *link, int64_t until_ns, uint8_t *ret);

#endif
