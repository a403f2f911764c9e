/* Which boxes listen to which hall: written by the threads of the boxes, read by the desk thread. */
#ifndef OH_GATEWAY_LISTENERS_H
#define OH_GATEWAY_LISTENERS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/table.h"

enum { LISTENERS_MAX = 64 }; /* numbers from 0 */

struct listeners {
	pthread_mutex_t lock;
	struct table halls;
	uint64_t watchers; /* of configurations, a bit each */
};

/* Nobody listens yet. */
void listeners_init(struct listeners *listeners);
/* Frees what is left; the lock may not be held. */
void listeners_done(struct listeners *listeners);
/* Box `number` listens to `hall` from now on. */
void listeners_add(struct listeners *listeners, struct text hall, uint32_t number);
/* No longer. */
void listeners_remove(struct listeners *listeners, struct text hall, uint32_t number);
/* Box `number` wants news of any hall with a configuration among them, from now on and for good. */
void listeners_watch(struct listeners *listeners, uint32_t number);
/* A bit for each box that wants news of `hall`, with a configuration among them or not. */
uint64_t listeners_mask(struct listeners *listeners, struct text hall, bool configured);

#endif
