/* What text.c, buf.c and the JSON writer share: the hot parts, to be inlined. Stays in src/base. */
#ifndef OH_BASE_TEXT_PRIVATE_H
#define OH_BASE_TEXT_PRIVATE_H

#include "base/text.h"

/* Make room for at least `len` more bytes by moving the contents. */
void buf_grow(struct buf *buf, size_t len);

/* Where the next `len` bytes go. The caller writes at most that many and adds to buf->len. */
static inline char *buf_room(struct buf *buf, size_t len)
{
	if (len > buf->size - buf->len)
		buf_grow(buf, len);
	return buf->at + buf->len;
}

/* Bytes of the well-formed UTF-8 sequence at `at`, 1 to 4; 0 where there is none in `left` (at least 1)
 * bytes. Overlong forms, surrogates and what is past U+10FFFF are not well-formed (Unicode, table 3-7). */
static inline size_t utf8_span(const char *at, size_t left)
{
	const unsigned char *b = (const unsigned char *)at;
	unsigned low = 0x80, high = 0xbf;
	size_t n;

	if (b[0] < 0x80)
		return 1;
	if (b[0] < 0xc2 || b[0] > 0xf4)
		return 0;
	n = b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
	if (n > left)
		return 0;
	if (b[0] == 0xe0)
		low = 0xa0;
	else if (b[0] == 0xed)
		high = 0x9f;
	else if (b[0] == 0xf0)
		low = 0x90;
	else if (b[0] == 0xf4)
		high = 0x8f;
	if (b[1] < low || b[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++) {
		if ((b[i] & 0xc0) != 0x80)
			return 0;
	}
	return n;
}

#endif
