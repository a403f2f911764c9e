/* Addresses of a host by its name, found by the machine's resolver, which may take as long as it likes: on a thread of
 * its own, so that who asks waits for a bounded time, and ends at once when told to stop (Q19). */
#ifndef OH_GATEWAY_PRINT_LOOKUP_H
#define OH_GATEWAY_PRINT_LOOKUP_H

#include "gateway/listen.h"

struct lookup;

enum {
	LOOKUP_HOST_SIZE = 65,   /* a name of 64 characters and a NUL */
	LOOKUP_LABEL_MAX = 63,   /* between two dots */
	LOOKUP_FOUND_MAX = 4,    /* addresses of a host that are tried */
	LOOKUP_MS_MAX = 5000,    /* that one waits for a name */
	LOOKUP_KEEP_MS = 300000, /* before a name is looked up again that led to its host */
	LOOKUP_REST_MS = 30000,  /* the same where it was not found, and what was found before still serves */
};

struct lookup_found {
	struct listen_address at[LOOKUP_FOUND_MAX];
	int n;
};

enum lookup_end {
	LOOKUP_FOUND,
	LOOKUP_UNKNOWN, /* there is no such name, or no name server answers */
	LOOKUP_LATE,    /* not yet; lookup_await goes on with it */
	LOOKUP_STOPPED,
};

/* True for what may be the name of a host: letters, digits, `-` and `_`, with dots between. Four numbers are an
 * address, and a name whose last part is a number would be taken for a strange one. */
bool lookup_is_name(struct text text);

/* Begin to look for `host`, at `port`. RC_FAULT. */
CC_CHECK enum rc lookup_start(struct lookup **ret, const char *host, int port, struct err *err);
/* Wait for at most `limit_ms`, or until `stop_fd` is readable. Except for LOOKUP_LATE and LOOKUP_STOPPED `*lookup` is
 * NULL then. */
CC_CHECK enum lookup_end lookup_await(struct lookup **lookup, int stop_fd, int32_t limit_ms, struct lookup_found *ret);
/* Give it up; the resolver ends when it likes. Takes a pointer to NULL. */
void lookup_drop(struct lookup **lookup);

#endif
