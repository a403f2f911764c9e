/* A desk over a store under test, and short ways to ask it things. */
#ifndef OH_APP_TEST_WORLD_H
#define OH_APP_TEST_WORLD_H

#include "app/hall/desk.h"
#include "store/test_bed.h"

/* 2026-11-23, a Monday, at 09:00 in China. */
#define WORLD_START_MS INT64_C(1795395600000)

struct world {
	struct bed bed; /* its own hall is not used */
	struct desk *desk;
	struct arena arena;
	struct desk_outcome outcome; /* of the last group */
	struct err err;
	int64_t now_ms;
	enum queue_language language;
	const char *key;     /* of the next command; NULL for none */
	struct desk_job job; /* the last one that was asked alone */
};

/* Make a world without halls; `simulated` puts it on a disk that can fail. */
void world_open(struct world *world, bool simulated);
void world_done(struct world *world);
/* Close the desk and open one that has nothing in memory. */
void world_reopen_desk(struct world *world);

/* Add a hall and configure it: services s1 to s3 (A, B, C), windows w1 to w3 that serve them all, clerks
 * c1 to c4, classes ordinary and vip, always open. `policy` is a JSON object or NULL. */
void world_hall(struct world *world, const char *id, const char *policy);
/* The same with a whole configuration. */
void world_hall_with(struct world *world, const char *id, const char *config);
/* The text of that configuration, in the world's arena; `more` is put in as further members, or NULL. */
const char *world_config(struct world *world, const char *policy, const char *more);

/* A job, ready to be run with others by world_group. */
struct desk_job world_job(struct world *world, enum desk_ask ask, const char *hall, const char *body);
void world_group(struct world *world, struct desk_job *jobs, uint32_t n);

/* Ask one thing alone; the answer is in world->job. Returns its status. */
int world_ask(struct world *world, enum desk_ask ask, const char *hall, const char *body);
/* One command; `args` is an object or NULL. Returns its status. */
int world_do(struct world *world, const char *hall, const char *command, const char *args);
/* One command that must succeed. */
void world_must(struct world *world, const char *hall, const char *command, const char *args);

/* The last answer parsed; and a member of it by a path such as `result.ticket` or `events.0.kind`. */
const struct json *world_answer(struct world *world);
const struct json *world_member(struct world *world, const char *path);
int64_t world_int(struct world *world, const char *path);
const char *world_text(struct world *world, const char *path);

/* A day in a hall with everything that can happen to a ticket: transfers, holds, no-shows, ratings,
 * bookings, services that follow, a day's end. */
void world_busy_day(struct world *world, const char *hall);

#endif
