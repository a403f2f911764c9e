/* A hall folded from its log (S7, M5): the newest snapshot, then the events behind it.
 *
 * A hall's arena only grows while events are applied, so a fold that has outgrown itself is replaced
 * by its own snapshot read back, which is equal in every respect. */
#ifndef OH_APP_HALL_FOLD_H
#define OH_APP_HALL_FOLD_H

#include <stdint.h>

#include "base/err.h"
#include "queue/hall.h"

struct store;
struct store_event;

enum {
	FOLD_PAGE = 256,               /* events read at once */
	FOLD_GROWTH_BYTES = 256 << 10, /* a hall is compacted beyond twice its size when loaded and this */
	FOLD_TEXT_MAX = 64 << 20,      /* bytes of a snapshot; a larger one is not written, nor read */
};
/* Limit of a hall in memory, and of the paper it is worked out on. */
#define FOLD_ARENA_BYTES ((size_t)4 << 30)

/* Stays where it is while it is in use: the hall points to its arena. */
struct fold {
	struct arena arenas[2]; /* the hall lives in one; the other is for its successor */
	uint32_t which;
	struct queue_hall hall;
	size_t base_used;     /* bytes of its arena when the hall was fresh */
	int64_t snapshot_seq; /* seq of the snapshot that it began with; 0 for none */
};

/* An empty hall. */
void fold_init(struct fold *fold);
/* Gives the memory back; safe on a zeroed fold, and twice. */
void fold_done(struct fold *fold);

/* Fill an initialised fold with hall `no` of the store as it was after the last event that is neither
 * behind `seq_max` nor later than `until_ms` (INT64_MAX for no bound). RC_INVALID where the log holds
 * what no hall can read, and what the store says; the fold is then good only for fold_done. */
CC_CHECK enum rc fold_load(struct fold *fold, struct store *store, int64_t no, int64_t seq_max,
			   int64_t until_ms, struct err *err);

/* The same in two steps, for whoever may want to give up between pages. First the newest snapshot that serves;
 * one that cannot be read, as after a change of its format or a damage, is no loss: the events say the same. */
CC_CHECK enum rc fold_begin(struct fold *fold, struct store *store, int64_t no, int64_t seq_max, int64_t until_ms,
			    struct arena *paper, struct err *err);
/* Then FOLD_PAGE events at most, until `ret_more` is false. `paper` may be reset after each call. */
CC_CHECK enum rc fold_page(struct fold *fold, struct store *store, int64_t no, int64_t seq_max, int64_t until_ms,
			   struct arena *paper, bool *ret_more, struct err *err);

/* Read an event of the log, which must be the next one, into `arena`; the fold does not move on.
 * RC_INVALID where it is no event, or one that cannot have happened to the hall. */
CC_CHECK enum rc fold_read(const struct fold *fold, const struct store_event *event, struct arena *arena,
			   struct queue_event *ret, struct err *err);

/* Replace the hall by its own snapshot where it has outgrown itself. Pointers into it are then void. */
void fold_compact(struct fold *fold);

/* The hall's snapshot as JSON in `arena`; the empty text where it is over FOLD_TEXT_MAX. */
struct text fold_snapshot(const struct fold *fold, struct arena *arena);

#endif
