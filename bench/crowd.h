/* A crowd of screens, each an event stream of one hall, and how long they wait for what they show. */
#ifndef OH_BENCH_CROWD_H
#define OH_BENCH_CROWD_H

#include "bench/client.h"
#include "bench/halls.h"
#include "bench/samples.h"

enum {
	CROWD_SCREENS_MAX = 100000,
	CROWD_SENT_KEPT = 64, /* commands of a hall that may be on their way to its screens */
};

struct crowd;

struct screen {
	struct client_link link; /* first: callbacks come with it */
	struct crowd *crowd;
	uint32_t hall;
	int64_t seq; /* of the last event heard */
};

/* What is known of a hall that screens watch. Commands come from one place, one event each, so the seq of
 * the next event is known when its command is sent. */
struct watched {
	uint32_t screens;
	int64_t seq; /* of the last event; 0 where not known yet */
	int64_t sent_ns[CROWD_SENT_KEPT]; /* by seq */
};

struct crowd {
	struct client *client; /* not owned */
	struct screen *screens;
	uint32_t n, open;
	int64_t heard;   /* events */
	int64_t strange; /* events out of order, or that nobody sent */
	int64_t broken;  /* streams that ended or were refused */
	struct watched halls[HALLS_MAX];
	struct samples *delays; /* from the request to the screen; NULL to measure none */
};

/* Open `n` screens through `client`: the first `first_n` watch hall `first`, the others in turn the `others_n`
 * halls that follow it. Returns when every stream has begun. */
CC_CHECK enum rc crowd_open(struct crowd *crowd, struct client *client, uint32_t n, uint32_t first_n,
			    uint32_t first, uint32_t others_n, struct err *err);
/* Tell the crowd that the next command to `hall` leaves now; after an event its seq. */
void crowd_sent(struct crowd *crowd, uint32_t hall, int64_t now_ns);
void crowd_close(struct crowd *crowd);

#endif
