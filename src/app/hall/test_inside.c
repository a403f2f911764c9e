/* A look inside a desk, for its tests (N7, S7). */
#include "app/hall/test_inside.h"

#include "app/hall/desk_private.h"

bool inside_has(const struct desk *desk, const char *hall)
{
	for (const struct desk_hall *h = desk->newest; h != NULL; h = h->older)
		if (text_eq(h->place->id, text_of(hall)))
			return true;
	return false;
}

size_t inside_bytes(const struct desk *desk)
{
	const struct fold *fold = &desk->newest->fold;

	return fold->arenas[fold->which].used;
}

int64_t inside_snapshot_seq(const struct desk *desk)
{
	return desk->newest->snapshot_seq;
}

int64_t inside_seq(const struct desk *desk)
{
	return desk->newest->fold.hall.seq;
}
