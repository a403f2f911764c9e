/* Commands to halls that a crowd of screens watches: one by one, or at a steady rate. */
#ifndef OH_BENCH_PACE_H
#define OH_BENCH_PACE_H

#include "bench/crowd.h"

enum { PACE_LINKS = 64, PACE_HEARD_MS_MAX = 10000 };

struct pace;

struct pacer {
	struct client_link link; /* first: callbacks come with it */
	struct pace *pace;
	int64_t due_ns; /* when its command was to be sent */
	bool busy;
};

struct pace {
	struct crowd *crowd;
	struct pacer pacers[PACE_LINKS];
	uint32_t busy;
	uint32_t steps[HALLS_MAX]; /* of each hall's ticket at w1 */
	int64_t serial, sent, refused;
	struct samples *answers;
};

/* Commands through the client of `crowd`, which stays open until pace_close. */
CC_CHECK enum rc pace_open(struct pace *pace, struct crowd *crowd, struct err *err);
void pace_close(struct pace *pace);

/* `n` commands to `hall`, each when every screen has heard the one before. */
CC_CHECK enum rc pace_one_by_one(struct pace *pace, uint32_t hall, uint32_t n, struct err *err);

/* `rate` commands a second for `seconds`, to the `halls` halls from `first` on in turn, whether the ones before
 * are answered or not; then until every screen has heard everything. Answers are timed from when their
 * command was due. */
CC_CHECK enum rc pace_steady(struct pace *pace, uint32_t first, uint32_t halls, double rate, double seconds,
			     struct samples *answers, struct err *err);

#endif
