/* Live push: event streams and parked polls of one loop. */
#ifndef OH_GATEWAY_STREAMS_H
#define OH_GATEWAY_STREAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cc.h"
#include "base/text.h"

struct loop;
struct news;
struct request;
struct streams;

enum {
	STREAMS_BACKLOG_MAX = 256 << 10, /* bytes that wait for a slow reader before it is cut off */
	STREAMS_SOCKET_BYTES = 64 << 10, /* asked of the kernel for each stream beside that; it takes twice as much */
	STREAMS_SLICES_MAX = 512,        /* pieces that wait */
	STREAMS_BEAT_MS = 15000,         /* a stream that says nothing for so long sends a comment */
	STREAMS_STILL_MAX = 4,           /* beats without taking anything of what waits before it is cut off */
	STREAMS_TURN_MAX = 16,           /* streams that catch up before others get their turn */
	STREAMS_WAIT_S_MAX = 30,         /* of a poll */
	STREAMS_POLLS_MAX = 1024,        /* polls that wait on one loop */
};

/* For `loop`, whose base and reader are set. */
struct streams *streams_open(struct loop *loop);
/* Ends every stream; every poll must be answered (bug otherwise). */
void streams_close(struct streams **streams);

/* Turn the connection of `request` into an event stream of `hall` that begins after `after`. */
void streams_attach(struct streams *streams, struct request *request, struct text hall, int64_t after);

/* Keep `request` until there is news of `hall`, `wait_s` have passed or the client hangs up, then call `resume`
 * with it. False, with the request untouched, at STREAMS_POLLS_MAX. */
CC_CHECK bool streams_park(struct streams *streams, struct request *request, struct text hall, int wait_s,
			   void (*resume)(struct request *request));

/* Resume a request that is parked there, at once. */
void streams_resume(struct request *request);

/* Take in news; NULL where some were lost, so that streams and polls of every hall have to look. */
void streams_news(struct streams *streams, struct news *news);

/* Send what is due at `at_ms` (host_monotonic_ns in ms) to streams that were quiet for long, and cut off those that
 * are stuck. Called about once a second. */
void streams_beat(struct streams *streams, int64_t at_ms);

/* Resume every poll, end every stream. */
void streams_stop(struct streams *streams);

#endif
