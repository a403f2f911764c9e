/* Open addressing with linear probing. Invariants: at most three quarters of the slots are taken, so a
 * probe always ends at an empty one; between a key's home slot and its place no slot is empty, which
 * removal keeps up by shifting back what follows. */
#include "base/index.h"

#include "base/bug.h"

enum { SIZE_FIRST = 16 };
#define SIZE_MAX_SLOTS (UINT32_C(1) << 31)

/* Multiplicative (Fibonacci) hashing: the high bits are the mixed ones. `size` is at least 2. */
static uint32_t home(const struct index *index, int64_t key)
{
	uint64_t mixed = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(mixed >> (64 - __builtin_ctz(index->size)));
}

/* Slot that holds `key`, or the empty one where it belongs. */
static uint32_t probe(const struct index *index, int64_t key)
{
	uint32_t at = home(index, key);

	while (index->slots[at].key && index->slots[at].key != key)
		at = (at + 1) & (index->size - 1);
	return at;
}

bool index_get(const struct index *index, int64_t key, uint32_t *ret_value)
{
	uint32_t at;

	ASSERT(key >= 1);
	if (!index->n)
		return false;
	at = probe(index, key);
	if (!index->slots[at].key)
		return false;
	if (ret_value)
		*ret_value = index->slots[at].value;
	return true;
}

static void grow(struct index *index)
{
	struct index old = *index;

	ASSERT(index->size < SIZE_MAX_SLOTS);
	index->size = old.size ? old.size * 2 : SIZE_FIRST;
	index->slots = ARENA_ARRAY(index->arena, index->size, struct index_slot);
	for (uint32_t i = 0; i < old.size; i++) {
		if (old.slots[i].key)
			index->slots[probe(index, old.slots[i].key)] = old.slots[i];
	}
}

void index_put(struct index *index, int64_t key, uint32_t value)
{
	uint32_t at;

	ASSERT(key >= 1);
	if (index->n >= index->size / 4 * 3)
		grow(index);
	at = probe(index, key);
	if (!index->slots[at].key)
		index->n++;
	index->slots[at] = (struct index_slot){ key, value };
}

bool index_remove(struct index *index, int64_t key)
{
	uint32_t hole, next, mask;

	ASSERT(key >= 1);
	if (!index->n)
		return false;
	mask = index->size - 1;
	hole = probe(index, key);
	if (!index->slots[hole].key)
		return false;
	for (next = (hole + 1) & mask; index->slots[next].key; next = (next + 1) & mask) {
		uint32_t from = home(index, index->slots[next].key);

		/* It may move into the hole unless its home lies behind the hole. */
		if (((next - from) & mask) < ((next - hole) & mask))
			continue;
		index->slots[hole] = index->slots[next];
		hole = next;
	}
	index->slots[hole] = (struct index_slot){ 0 };
	index->n--;
	return true;
}
