/* Growing buffers. Invariant: len <= size, and `at` has `size` bytes. Doubling leaves the old bytes in
 * the arena, so a buffer costs at most twice its final size. On the hot path of every answer. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/text_private.h"

enum { BUF_FIRST = 256, INT_DIGITS_MAX = 20 };

void buf_grow(struct buf *buf, size_t len)
{
	size_t need, size = buf->size ? buf->size * 2 : BUF_FIRST;
	char *at;

	ASSERT(buf->arena);
	ASSERT(!__builtin_add_overflow(buf->len, len, &need));
	if (size < need)
		size = need;
	at = arena_alloc(buf->arena, size);
	if (buf->len)
		memcpy(at, buf->at, buf->len);
	buf->at = at;
	buf->size = size;
}

void buf_put(struct buf *buf, const void *bytes, size_t len)
{
	if (!len)
		return;
	memcpy(buf_room(buf, len), bytes, len);
	buf->len += len;
}

void buf_text(struct buf *buf, struct text t)
{
	buf_put(buf, t.at, t.len);
}

void buf_char(struct buf *buf, char c)
{
	*buf_room(buf, 1) = c;
	buf->len++;
}

void buf_int(struct buf *buf, int64_t value)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char digits[INT_DIGITS_MAX], *first = digits + sizeof(digits);

	do {
		*--first = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		*--first = '-';
	buf_put(buf, first, (size_t)(digits + sizeof(digits) - first));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	size_t left = buf->size - buf->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(left ? buf->at + buf->len : NULL, left, format, args);
	va_end(args);
	ASSERT(n >= 0);
	if ((size_t)n >= left) { /* it did not fit with the NUL that printf adds */
		char *at = buf_room(buf, (size_t)n + 1);

		va_start(args, format);
		vsnprintf(at, (size_t)n + 1, format, args);
		va_end(args);
	}
	buf->len += (size_t)n;
}

struct text buf_view(const struct buf *buf)
{
	return (struct text){ buf->at, buf->len };
}
