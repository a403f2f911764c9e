/* A slip as a picture, for screens and telephones (Q1): the same document that goes to a printer, drawn dot for dot on
 * the same grid of columns, as a PNG in shades of grey. */
#ifndef OH_GATEWAY_PRINT_PICTURE_H
#define OH_GATEWAY_PRINT_PICTURE_H

#include "base/err.h"
#include "gateway/print/slip.h"

struct pictures;

enum {
	PICTURES_KEPT = 64,       /* pictures that were drawn last */
	PICTURES_KEY_SIZE = 96,   /* bytes of the name of one, with its NUL */
	PICTURE_HEIGHT_MAX = 8192 /* dots; a slip is at most some 6000 high */
};

/* A drawing room: the font, and the last pictures. One drawing is made at a time; any thread. Finding a picture
 * waits for none. */
CC_CHECK enum rc pictures_open(struct pictures **ret, struct err *err);
void pictures_close(struct pictures **pictures);

/* Find the font, which takes a tenth of a second, before somebody waits for a picture. */
void pictures_warm(struct pictures *pictures);

/* Copy the picture that was kept as `key`; false where there is none. */
bool pictures_find(struct pictures *pictures, const char *key, struct arena *arena, struct text *ret_png);

/* Draw a slip into a PNG, and keep it as `key` unless that is NULL. RC_FULL where it is higher than
 * PICTURE_HEIGHT_MAX, RC_FAULT where it cannot be drawn. */
CC_CHECK enum rc pictures_draw(struct pictures *pictures, const char *key, const struct slip *slip, struct arena *arena,
			       struct text *ret_png, struct err *err);

/* What pictures depend on beside the slip, for those who compare them: the font and the libraries that draw. */
struct text pictures_made_with(struct pictures *pictures, struct arena *arena);

#endif
