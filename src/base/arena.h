/* Arenas: memory that is handed out piece by piece and given back all at once.
 *
 * A function that produces something takes the caller's arena and leaves the result there; nobody
 * frees single things. An arena has a limit that correct input cannot reach (every input is bounded
 * before it gets here), so running into it is a bug and allocation never returns NULL. */
#ifndef OH_BASE_ARENA_H
#define OH_BASE_ARENA_H

#include <stddef.h>

#include "base/cc.h"

struct arena_block;

struct arena {
	struct arena_block *head; /* newest block, the one that is being filled */
	size_t used;              /* bytes handed out since init or reset */
	size_t limit;             /* bytes that may be handed out */
};

/* Empty arena that hands out at most `limit` bytes; takes no memory before the first allocation. */
void arena_init(struct arena *arena, size_t limit);

/* Give everything back to the system. Safe on a zeroed arena, and twice. */
void arena_done(struct arena *arena);

/* Forget all contents but keep the newest block for reuse. */
void arena_reset(struct arena *arena);

/* `size` zeroed bytes aligned for any type; size 0 gives a unique non-NULL pointer. */
CC_CHECK void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; the product may not overflow (bug). */
CC_CHECK void *arena_array(struct arena *arena, size_t count, size_t size);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

/* For `CC_CLEANUP(arena_done) struct arena a;` the function itself serves. */

#endif
