/* A map from positive int64 keys to uint32 values, in an arena: open addressing with linear probing
 * and backward-shift deletion. Grows by doubling; the old table stays in the arena until it ends. */
#ifndef OH_BASE_INDEX_H
#define OH_BASE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct index_slot {
	int64_t key; /* 0 is empty */
	uint32_t value;
};

/* Zeroed but for `arena` is empty and ready. */
struct index {
	struct arena *arena;
	struct index_slot *slots;
	uint32_t size; /* slots, a power of two, or 0 */
	uint32_t n;
};

/* False where `key` (at least 1) is not in it; `ret_value` may be NULL. */
bool index_get(const struct index *index, int64_t key, uint32_t *ret_value);
/* Insert or replace. */
void index_put(struct index *index, int64_t key, uint32_t value);
/* Remove; false where it was not in it. */
bool index_remove(struct index *index, int64_t key);

#endif
