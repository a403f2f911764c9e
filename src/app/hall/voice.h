/* What the voice of a hall reads and keeps (Q13): its configuration and log come from a reader, what it keeps goes by
 * the desk, which alone writes to the store. */
#ifndef OH_APP_HALL_VOICE_H
#define OH_APP_HALL_VOICE_H

#include "app/hall/desk.h"

struct reader;

enum {
	VOICE_LANGUAGES_MAX = 3,
	VOICE_WINDOWS_MAX = 128,
	VOICE_DIGITS = 10,
	VOICE_LETTERS = 26,
	VOICE_PHRASES = 2, /* around the number */
	/* Recorded pieces of a hall: all that its calls can need in every language. */
	VOICE_PIECES_MAX = VOICE_LANGUAGES_MAX * (VOICE_WINDOWS_MAX + VOICE_DIGITS + VOICE_LETTERS + VOICE_PHRASES),
};

/* How far the voice of a zone has got; see gateway/voice/turn.h for what the numbers mean. */
struct voice_mark {
	struct text zone;
	int64_t version, done, loan, until_ms;
	int32_t given;
	struct text player;
};

struct voice_piece {
	struct text language, piece; /* a word of voice_language; see gateway/voice/wording.h */
	int64_t at_ms, bytes;
};

enum desk_keep_kind { DESK_KEEP_MARK, DESK_KEEP_PIECE, DESK_KEEP_NO_PIECE };

/* What a DESK_KEEP job brings. PIECE answers 422 PACK_FULL at VOICE_PIECES_MAX, NO_PIECE 404 where there is none. */
struct desk_keep {
	enum desk_keep_kind kind;
	struct voice_mark mark;   /* not written over a later version */
	struct voice_piece piece; /* language and piece */
	struct text sound;
};

/* A hall as its voice sees it. */
struct voice_hall {
	const struct queue_config *config;
	int64_t seq; /* the last event that it was made of */
	struct voice_mark *marks;
	uint32_t marks_n;
};

/* The hall as it stands, in `arena`. RC_MISSING for no such hall, or one that was never configured; RC_INVALID where
 * its log cannot be read. */
CC_CHECK enum rc voice_hall_read(struct reader *reader, struct text hall, struct arena *arena, struct voice_hall *ret,
				 struct err *err);
/* Recorded pieces of the hall, by language and name. RC_MISSING for no such hall. */
CC_CHECK enum rc voice_pieces_read(struct reader *reader, struct text hall, struct arena *arena,
				   struct voice_piece **ret, uint32_t *ret_n, struct err *err);
/* The file of one piece. RC_MISSING. */
CC_CHECK enum rc voice_piece_read(struct reader *reader, struct text hall, struct text language, struct text piece,
				  struct arena *arena, struct text *ret, struct err *err);

#endif
