/* The demonstration inside a running server: a hall `demo` that is busy from the first minute on.
 *
 * demo_player_open makes the hall and plays its last ninety minutes at once; demo_player_start goes on
 * from there on a thread of its own, which asks the post office as any other client does. */
#ifndef OH_DEMO_PLAYER_H
#define OH_DEMO_PLAYER_H

#include <stdint.h>

#include "base/err.h"

struct desk;
struct floor;
struct host_clock;
struct post;
struct store;
struct demo_player;

#define DEMO_HALL "demo" /* id of its hall */

struct demo_player_options {
	double speed;                   /* how much faster than life people are; 1 is as in life */
	uint64_t seed;                  /* of what is played before the start; the rest depends on the visitors too */
	const struct host_clock *clock; /* must outlive the player */
};

/* Make the demonstration's hall in `store` unless it is there, and let `desk` decide what happened in it
 * so far. To be called before the desk has a thread. What hall_create and the desk say. */
CC_CHECK enum rc demo_player_open(struct demo_player **ret, struct store *store, struct desk *desk,
				  const struct demo_player_options *options, struct err *err);

/* Play on through `post`, and be the hall's screens for `floor`. RC_FULL where it has no box left, RC_FAULT where no
 * thread can be had. */
CC_CHECK enum rc demo_player_start(struct demo_player *player, struct post *post, struct floor *floor, struct err *err);

/* End the play and wait for its thread; before post_stop. Takes a pointer to NULL. */
void demo_player_close(struct demo_player **player);

#endif
