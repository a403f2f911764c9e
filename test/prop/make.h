/* Random configurations and commands for one hall, from a generator of random numbers alone.
 *
 * Commands look into the hall to find what exists, so that deep states are reached; now and then they
 * name what does not exist or makes no sense, for a hall has to live with that too. */
#ifndef OH_TEST_PROP_MAKE_H
#define OH_TEST_PROP_MAKE_H

#include "base/rng.h"
#include "queue/hall.h"

/* A number of low..high, both included. */
int64_t make_number(struct rng *rng, int64_t low, int64_t high);
/* True once in `n`. */
bool make_rarely(struct rng *rng, uint64_t n);

/* A configuration in `arena`. Most are good. Ids come from small pools, so that the next one changes,
 * retires and brings back what this one had. */
struct queue_config make_config(struct rng *rng, struct arena *arena);

/* A command; lists and texts live in `arena`. */
struct queue_command make_command(struct rng *rng, const struct queue_hall *hall, struct arena *arena);

#endif
