/* Arenas on blocks that double in size. Invariants: `head` is the only block with room that counts;
 * every piece begins at a multiple of ALIGN; `used` never passes `limit`.
 *
 * Pieces are zeroed when they are handed out and not when a block is made, because a block that
 * arena_reset kept is dirty. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

enum {
	ALIGN = _Alignof(max_align_t),
	BLOCK_MIN = 4 << 10, /* the first block, headers included */
	BLOCK_MAX = 1 << 20, /* growth stops here; larger pieces get a block that fits */
};

struct arena_block {
	struct arena_block *older;
	size_t size, fill; /* of `bytes` */
	_Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t limit)
{
	*arena = (struct arena){ .limit = limit };
}

static void free_from(struct arena_block *block)
{
	while (block) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void arena_done(struct arena *arena)
{
	free_from(arena->head);
	*arena = (struct arena){ .limit = arena->limit };
}

void arena_reset(struct arena *arena)
{
	arena->used = 0;
	if (!arena->head)
		return;
	free_from(arena->head->older);
	arena->head->older = NULL;
	arena->head->fill = 0;
}

static struct arena_block *add_block(struct arena *arena, size_t room)
{
	size_t size = BLOCK_MIN - sizeof(struct arena_block);
	struct arena_block *block;

	if (arena->head && arena->head->size < BLOCK_MAX)
		size = arena->head->size * 2;
	else if (arena->head)
		size = BLOCK_MAX;
	if (size < room)
		size = room;
	block = malloc(sizeof(*block) + size);
	if (!block)
		BUG("no memory for a block of %zu bytes", size);
	block->older = arena->head;
	block->size = size;
	block->fill = 0;
	arena->head = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->head;
	size_t room = (size + !size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	void *piece;

	if (room < size || room > arena->limit - arena->used)
		BUG("arena of %zu bytes holds %zu and has no room for %zu more", arena->limit, arena->used,
		    size);
	if (!block || room > block->size - block->fill)
		block = add_block(arena, room);
	piece = block->bytes + block->fill;
	block->fill += room;
	arena->used += room;
	return memset(piece, 0, room);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		BUG("array of %zu times %zu bytes", count, size);
	return arena_alloc(arena, bytes);
}
