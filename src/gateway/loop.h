/* One loop: a thread that serves a share of all connections, with everything it needs to itself. */
#ifndef OH_GATEWAY_LOOP_H
#define OH_GATEWAY_LOOP_H

#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"
#include "gateway/meter.h"

struct event_base;
struct evhttp;
struct post_box;
struct reader;
struct request;
struct site;
struct streams;

enum {
	LOOP_HEADER_BYTES_MAX = 16 << 10, /* request line and headers */
	LOOP_BODY_BYTES_MAX = 1 << 20,
	LOOP_URI_BYTES_MAX = 4 << 10,
	LOOP_IDLE_S = 60,         /* a connection that says nothing is closed */
	LOOP_FD_RESERVE = 64,     /* descriptors that connections leave free */
	LOOP_REQUESTS_KEPT = 256, /* request objects kept for reuse */
	LOOP_LOG_BURST = 20,      /* lines about refused requests in a second */
	LOOP_BEAT_MS = 1000,      /* between looks at quiet streams and the like */
	LOOP_FLUSH_MS = 50,       /* for sockets to take the last answers; what they do not is lost */
};

/* Members are for the files that serve on the loop; see loop_open for who owns them. */
struct loop {
	struct site *site;
	struct reader *reader;
	struct event_base *base;
	struct evhttp *http;
	struct post_box *box;
	struct streams *streams;
	struct meter meter;
	struct request *kept; /* request objects not in use */
	uint32_t kept_n;
	uint32_t busy;      /* requests that wait for the desk or for news */
	struct rng rng;     /* for ids of traces */
	uint32_t log_spent; /* lines about errors in this second */
	int nowhere;        /* a descriptor that is no socket; see request_take_socket */
};

/* Loop over the listening socket `fd` (owned from now on) with a reader (not owned) for its thread.
 * loop_start begins to serve. */
CC_CHECK enum rc loop_open(struct loop **ret, struct site *site, struct reader *reader, int fd, struct err *err);
CC_CHECK enum rc loop_start(struct loop *loop, struct err *err);
/* Make the loop look at site->stopping. Any thread. */
void loop_wake(struct loop *loop);
/* Wait until its thread has ended: when the site stops and every parked request was answered. */
void loop_join(struct loop *loop);
void loop_close(struct loop **loop);

#endif
