/* What is said of a call, in each language: as people read it, as espeak-ng is given it, and as pieces of a recorded
 * pack. Pure; all words come from contract/speech.json. */
#ifndef OH_GATEWAY_VOICE_WORDING_H
#define OH_GATEWAY_VOICE_WORDING_H

#include <stdbool.h>

#include "base/text.h"
#include "speech_contract.h"

enum {
	WORDING_PIECES_MAX = 16, /* of a call: a number has at most 12 characters */
	WORDING_PIECE_MAX = 24,  /* bytes of a piece's name */
};

/* A call. Views; names as the configuration has them. */
struct wording {
	struct text number;
	struct text window, name, name_en; /* id and names of the window */
};

/* As boards write it: `请 A012 号，到3号窗口`. */
struct text wording_read(const struct wording *call, enum queue_voice_language language, struct arena *arena);

/* For espeak-ng: the same with the number spelled, one character after the other. */
struct text wording_spoken(const struct wording *call, enum queue_voice_language language, struct arena *arena);

/* Names of the pieces that say it, in order, in `arena`. Returns how many; 0 where a character of the number is
 * neither a letter nor a digit, so that no pack can say it. */
uint32_t wording_pieces(const struct wording *call, struct arena *arena, struct text ret[WORDING_PIECES_MAX]);

/* What to say when a piece is recorded: a digit's or a letter's name, `please` and `goto`, or, for `window.ID`, how
 * that window is called. `window` has its names, and may be NULL for other pieces. Empty where it is no piece. */
struct text wording_of_piece(struct text piece, enum queue_voice_language language, const struct wording *window,
			     struct arena *arena);

/* True for a name that a piece may have: `please`, `goto`, a digit, a capital letter, `window.ID`. */
bool wording_is_piece(struct text name);

#endif
