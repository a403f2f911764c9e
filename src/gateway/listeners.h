/* Which boxes listen to which hall: written by the threads of the boxes, read by the desk thread. */
#ifndef OH_GATEWAY_LISTENERS_H
#define OH_GATEWAY_LISTENERS_H

#include <pthread.h>
#include <stdint.h>

#include "gateway/table.h"

enum { LISTENERS_MAX = 64 }; /* numbers from 0 */

struct listeners {
	pthread_mutex_t lock;
	struct table halls;
};

/* Nobody listens yet. */
void listeners_init(struct listeners *listeners);
/* Frees what is left; the lock may not be held. */
void listeners_done(struct listeners *listeners);
/* Box `number` listens to `hall` from now on. */
void listeners_add(struct listeners *listeners, struct text hall, uint32_t number);
/* No longer. */
void listeners_remove(struct listeners *listeners, struct text hall, uint32_t number);
/* A bit for each box that listens to `hall`. */
uint64_t listeners_mask(struct listeners *listeners, struct text hall);

#endif
