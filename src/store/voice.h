/* What the voice of a hall keeps: how far it has got in each zone, and recorded pieces of speech. Errors as in
 * store.h. */
#ifndef OH_STORE_VOICE_H
#define OH_STORE_VOICE_H

#include "store/store.h"

enum { STORE_ZONES_MAX = 64, STORE_PIECES_MAX = 1000 }; /* of a hall, that a call reads */

/* A zone; what its numbers mean is the voice's business. */
struct store_voice {
	struct text zone;
	int64_t version, done, loan, until_ms;
	int32_t given;
	struct text player;
};

/* Set or replace (writes), unless what is there has the same version or a later one. */
CC_CHECK enum rc store_voice_put(struct store *store, int64_t hall, const struct store_voice *voice, struct err *err);
/* The zones of a hall into `arena`, by name, STORE_ZONES_MAX at most. */
CC_CHECK enum rc store_voice_list(struct store *store, int64_t hall, struct arena *arena, struct store_voice **ret,
				  uint32_t *ret_n, struct err *err);

struct store_piece {
	struct text language, piece;
	int64_t at_ms, bytes;
};

/* Set or replace a recorded piece (writes). */
CC_CHECK enum rc store_piece_put(struct store *store, int64_t hall, const struct store_piece *piece, struct text sound,
				 struct err *err);
/* Take one away (writes). RC_MISSING. */
CC_CHECK enum rc store_piece_remove(struct store *store, int64_t hall, struct text language, struct text piece,
				    struct err *err);
/* The pieces of a hall, without their sound, by language and name. */
CC_CHECK enum rc store_piece_list(struct store *store, int64_t hall, struct arena *arena, struct store_piece **ret,
				  uint32_t *ret_n, struct err *err);
/* The sound of one. RC_MISSING. */
CC_CHECK enum rc store_piece_get(struct store *store, int64_t hall, struct text language, struct text piece,
				 struct arena *arena, struct text *ret, struct err *err);

#endif
