/* Which halls the desk has in memory (S7, N7).
 *
 * Places are few bytes and stay; halls are large and come and go, the one unused for longest first. A
 * place keeps the time of its next tick, so a hall need not be in memory for its day to end.
 *
 * Invariants: a hall is in the list by use exactly while place->open points to it; touched halls are among
 * the DESK_GROUP_MAX newest, so none is dropped while its group runs. */
#include <stdlib.h>
#include <string.h>

#include "app/hall/desk_private.h"
#include "base/bug.h"
#include "queue/step.h"
#include "store/store.h"

_Static_assert(DESK_GROUP_MAX < DESK_HALLS_MAX, "a group must fit into memory");

static struct desk_place **slot_of(struct desk *desk, struct text id)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ (unsigned char)id.at[i]) * 16777619u;
	return &desk->slots[hash & (DESK_PLACE_SLOTS - 1)];
}

static struct desk_place *place_find(struct desk *desk, struct text id)
{
	struct desk_place *place = *slot_of(desk, id);

	while (place != NULL && !text_eq(place->id, id))
		place = place->chain;
	return place;
}

static struct desk_place *place_add(struct desk *desk, const struct store_hall *hall)
{
	struct desk_place **slot = slot_of(desk, hall->id);
	struct desk_place *place = ARENA_NEW(&desk->arena, struct desk_place);

	if (desk->place_n == desk->place_size) {
		const uint32_t size = desk->place_size == 0 ? DESK_GROUP_MAX : desk->place_size * 2;
		struct desk_place **places = ARENA_ARRAY(&desk->arena, size, struct desk_place *);
		if (desk->place_n > 0)
			memcpy(places, desk->places, desk->place_n * sizeof(places[0]));
		desk->places = places;
		desk->place_size = size;
	}
	*place = (struct desk_place){
		.chain = *slot, .id = text_copy(&desk->arena, hall->id), .no = hall->no, .due_at = INT64_MAX
	};
	*slot = place;
	desk->places[desk->place_n++] = place;
	return place;
}

enum rc desk_places_load(struct desk *desk, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct store_hall *halls;
	uint32_t n = 0;

	arena_init(&arena, FOLD_ARENA_BYTES);
	const enum rc rc = store_hall_list(desk->store, &arena, &halls, &n, err);
	if (rc != RC_OK)
		return rc;
	for (uint32_t i = 0; i < n; i++)
		place_add(desk, &halls[i]);
	return RC_OK;
}

/* --- The list by use ------------------------------------------------------------------------------- */

static void unlink_hall(struct desk *desk, struct desk_hall *hall)
{
	*(hall->newer != NULL ? &hall->newer->older : &desk->newest) = hall->older;
	*(hall->older != NULL ? &hall->older->newer : &desk->oldest) = hall->newer;
	hall->newer = hall->older = NULL;
}

static void link_newest(struct desk *desk, struct desk_hall *hall)
{
	hall->older = desk->newest;
	*(hall->older != NULL ? &hall->older->newer : &desk->oldest) = hall;
	desk->newest = hall;
}

void desk_hall_drop(struct desk *desk, struct desk_hall *hall)
{
	ASSERT(hall->place->open == hall && desk->open_n > 0);
	unlink_hall(desk, hall);
	desk->open_n--;
	hall->place->open = NULL;
	fold_done(&hall->fold);
	arena_done(&hall->shown_arena);
	free(hall);
}

static enum rc open_hall(struct desk *desk, struct desk_place *place, struct err *err)
{
	struct desk_hall *hall = calloc(1, sizeof(*hall));

	if (hall == NULL)
		BUG("no memory for a hall");
	fold_init(&hall->fold);
	const enum rc rc = fold_load(&hall->fold, desk->store, place->no, INT64_MAX, INT64_MAX, err);
	if (rc != RC_OK) {
		fold_done(&hall->fold);
		free(hall);
		return rc;
	}
	arena_init(&hall->shown_arena, FOLD_ARENA_BYTES);
	hall->shown_seq = -1;
	hall->snapshot_seq = hall->fold.snapshot_seq;
	hall->place = place;
	place->open = hall;
	place->looked = true;
	place->told = false;
	place->due_at = queue_due_at(&hall->fold.hall);
	link_newest(desk, hall);
	desk->open_n++;
	if (desk->open_n > DESK_HALLS_MAX) {
		ASSERT(!desk->oldest->touched);
		desk_hall_drop(desk, desk->oldest);
	}
	return RC_OK;
}

enum rc desk_hall_get(struct desk *desk, struct text id, struct desk_hall **ret, struct err *err)
{
	struct desk_place *place = place_find(desk, id);
	struct store_hall row;
	enum rc rc = RC_OK;

	if (place == NULL) {
		if (id.len == 0 || id.len > STORE_ID_MAX)
			return err_set(err, RC_MISSING, "no hall has such an id");
		rc = store_hall_find(desk->store, id, &desk->paper, &row, err);
		if (rc != RC_OK)
			return rc;
		place = place_add(desk, &row);
	}
	if (place->open == NULL) {
		rc = open_hall(desk, place, err);
		if (rc != RC_OK)
			return rc;
	} else if (desk->newest != place->open) {
		unlink_hall(desk, place->open);
		link_newest(desk, place->open);
	}
	*ret = place->open;
	return RC_OK;
}

bool desk_hall_tells(struct desk *desk, struct text id)
{
	struct desk_place *place = place_find(desk, id);
	const bool tells = !place->told;

	place->told = true;
	return tells;
}

/* --- Due times ------------------------------------------------------------------------------------- */

/* See when a hall is due that was not in memory since the desk opened; one that does not fit stays out. */
static void look(struct desk *desk, struct desk_place *place)
{
	struct err err;
	struct fold fold;

	if (desk->open_n < DESK_HALLS_MAX) {
		/* A hall that cannot be read says so to whoever asks for it; the clock need not. */
		if (open_hall(desk, place, &err) != RC_OK)
			place->looked = true;
		return;
	}
	fold_init(&fold);
	if (fold_load(&fold, desk->store, place->no, INT64_MAX, INT64_MAX, &err) == RC_OK)
		place->due_at = queue_due_at(&fold.hall);
	place->looked = true;
	fold_done(&fold);
}

uint32_t desk_due(struct desk *desk, int64_t now_ms, uint32_t max, struct text *ret_halls)
{
	uint32_t n = 0;

	for (uint32_t looks = 0; looks < DESK_LOOK_MAX && desk->look_next < desk->place_n; desk->look_next++)
		if (!desk->places[desk->look_next]->looked) {
			look(desk, desk->places[desk->look_next]);
			looks++;
		}
	for (uint32_t i = 0; i < desk->place_n && n < max; i++)
		if (desk->places[i]->due_at <= now_ms)
			ret_halls[n++] = desk->places[i]->id;
	return n;
}
