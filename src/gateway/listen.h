/* Listening sockets: an address as people write it, and one socket on it for each loop. */
#ifndef OH_GATEWAY_LISTEN_H
#define OH_GATEWAY_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/text.h"

enum { LISTEN_BACKLOG = 1024, LISTEN_TEXT_SIZE = 64 };

struct listen_address {
	struct sockaddr_storage at;
	socklen_t len;
	bool loopback; /* only programs on this machine can reach it */
};

/* Parse `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `0.0.0.0:80`. RC_INVALID says how to write it. */
CC_CHECK enum rc listen_parse(struct text text, struct listen_address *ret, struct err *err);

/* Open `n` sockets on one address into `ret_fds`, so that the kernel spreads connections over them. Port
 * 0 becomes a free port, the same for all, in `address`. RC_CONFLICT where another program listens
 * there. On error none is open. */
CC_CHECK enum rc listen_open(struct listen_address *address, int n, int *ret_fds, struct err *err);

/* Its port; after listen_open never 0. */
int listen_port(const struct listen_address *address);

/* Back to a text, into `ret`. */
void listen_text(const struct listen_address *address, char ret[LISTEN_TEXT_SIZE]);

#endif
