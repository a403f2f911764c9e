/* Texts with a length, and buffers to build them in. Everything is UTF-8 unless said. */
#ifndef OH_BASE_TEXT_H
#define OH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* A view of bytes that somebody else owns; `at` may be NULL when `len` is 0; not NUL-terminated. */
struct text {
	const char *at;
	size_t len;
};

#define TEXT(literal) ((struct text){ "" literal, sizeof(literal) - 1 })
/* For printf: `"%.*s", TEXT_ARG(t)`. */
#define TEXT_ARG(t) (int)(t).len, (t).len ? (t).at : ""

/* View of a NUL-terminated string; NULL gives the empty text. */
struct text text_of(const char *string);
bool text_eq(struct text a, struct text b);
/* Bytewise order: negative, 0 or positive. */
int text_cmp(struct text a, struct text b);
bool text_starts(struct text whole, struct text prefix);
/* Copy into `arena`, with a NUL behind it; the empty text takes no room. */
struct text text_copy(struct arena *arena, struct text from);
/* NUL-terminated copy in `arena`. */
const char *text_cstr(struct arena *arena, struct text from);
/* printf into `arena`. */
CC_FORMAT(2, 3) struct text text_printf(struct arena *arena, const char *format, ...);
/* True when `t` is well-formed UTF-8 without NUL. */
bool text_is_utf8(struct text t);
/* True when `t` holds a control character other than \n: one of ASCII, or of Latin 1 (U+0080 to U+009F). */
bool text_has_controls(struct text t);
/* Code points in well-formed UTF-8. */
size_t text_chars(struct text t);
/* Cut off blanks, tabs and line ends on both sides. */
struct text text_trim(struct text t);
/* Cut `rest` at the first `sep`: the part before it is returned, `rest` keeps what follows
 * (empty when there was none). */
struct text text_cut(struct text *rest, char sep);
/* Whole of `t` as a decimal number with optional `-`; false when it is none or does not fit. */
bool text_int(struct text t, int64_t *ret_value);
/* Copy into a fixed array with NUL; cuts at a character's boundary where `t` is too long. */
void text_fill(char *into, size_t size, struct text t);

/* A growing buffer in an arena. Zeroed but for `arena` is empty and ready. */
struct buf {
	struct arena *arena;
	char *at;
	size_t len, size;
};

/* Add bytes, a text, one byte. */
void buf_put(struct buf *buf, const void *bytes, size_t len);
void buf_text(struct buf *buf, struct text t);
void buf_char(struct buf *buf, char c);
/* Decimal digits of `value`. */
void buf_int(struct buf *buf, int64_t value);
CC_FORMAT(2, 3) void buf_printf(struct buf *buf, const char *format, ...);
/* View of what is in it now; valid until the next put. */
struct text buf_view(const struct buf *buf);

#endif
