/* Views of text. Invariant: a view is never written through, and `at` is not read when `len` is 0. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/text_private.h"

struct text text_of(const char *string)
{
	return (struct text){ string, string ? strlen(string) : 0 };
}

bool text_eq(struct text a, struct text b)
{
	return a.len == b.len && (!a.len || !memcmp(a.at, b.at, a.len));
}

int text_cmp(struct text a, struct text b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool text_starts(struct text whole, struct text prefix)
{
	return whole.len >= prefix.len && (!prefix.len || !memcmp(whole.at, prefix.at, prefix.len));
}

struct text text_copy(struct arena *arena, struct text from)
{
	char *at;

	if (!from.len)
		return TEXT("");
	at = arena_alloc(arena, from.len + 1);
	memcpy(at, from.at, from.len);
	return (struct text){ at, from.len };
}

const char *text_cstr(struct arena *arena, struct text from)
{
	return text_copy(arena, from).at;
}

struct text text_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *at;
	int n;

	ASSERT(format);
	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ASSERT(n >= 0);
	at = arena_alloc(arena, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(at, (size_t)n + 1, format, args);
	va_end(args);
	return (struct text){ at, (size_t)n };
}

bool text_is_utf8(struct text t)
{
	for (size_t i = 0, n; i < t.len; i += n) {
		n = utf8_span(t.at + i, t.len - i);
		if (!n || !t.at[i])
			return false;
	}
	return true;
}

bool text_has_controls(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.at[i];

		if ((c < ' ' && c != '\n') || c == 0x7f)
			return true;
		if (c == 0xc2 && i + 1 < t.len && (unsigned char)t.at[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t text_chars(struct text t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		n += !continues(t.at[i]);
	return n;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t)
{
	while (t.len && blank(t.at[0])) {
		t.at++;
		t.len--;
	}
	while (t.len && blank(t.at[t.len - 1]))
		t.len--;
	return t;
}

struct text text_cut(struct text *rest, char sep)
{
	const char *end = rest->len ? memchr(rest->at, sep, rest->len) : NULL;
	struct text part = *rest;

	if (!end) {
		*rest = (struct text){ rest->len ? rest->at + rest->len : rest->at, 0 };
		return part;
	}
	part.len = (size_t)(end - rest->at);
	rest->at = end + 1;
	rest->len -= part.len + 1;
	return part;
}

bool text_int(struct text t, int64_t *ret_value)
{
	bool minus = t.len && t.at[0] == '-';
	int64_t value = 0;

	if (t.len == (size_t)minus)
		return false;
	for (size_t i = minus; i < t.len; i++) {
		int digit = t.at[i] - '0';

		if (digit < 0 || digit > 9)
			return false;
		/* built up on the side of its sign, so that INT64_MIN fits */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, minus ? -digit : digit, &value))
			return false;
	}
	*ret_value = value;
	return true;
}

void text_fill(char *into, size_t size, struct text t)
{
	size_t n = t.len;

	ASSERT(size > 0);
	if (n > size - 1) {
		n = size - 1;
		while (n && continues(t.at[n]))
			n--;
	}
	if (n)
		memcpy(into, t.at, n);
	into[n] = '\0';
}
