/* Breaking of texts into lines (Q1). Pure.
 *
 * Invariant: every call cuts off at least one character or line end, so that cutting ends; what is cut off is a view
 * of the text, so that no character is ever made or torn. */
#include "gateway/print/columns.h"

#include <string.h>

#include "base/bug.h"
#include "base/cc.h"

static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x7f, 0x9f },     { 0xad, 0xad },     { 0x61c, 0x61c },     { 0x180e, 0x180e },    { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },    { 0xfff0, 0xfffb },
	{ 0xd800, 0xdfff }, { 0xe000, 0xf8ff }, { 0x1f3fb, 0x1f3ff }, { 0xe0000, 0x10ffff },
};

/* What may not stand at the beginning of a line. */
static const char closing[] = "，。、；：？！）》」』】〕’”…—·,.;:?!)]}%";

/* Bytes of the character at `at`, which is well-formed; its code point into `ret`. */
static size_t character(const char *at, uint32_t *ret)
{
	const unsigned char *b = (const unsigned char *)at;
	const size_t n = b[0] < 0x80 ? 1 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;

	*ret = n == 1 ? b[0] : b[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++)
		*ret = *ret << 6 | (b[i] & 0x3fU);
	return n;
}

static int width(uint32_t code)
{
	return code < 0x80 ? 1 : 2;
}

int columns_of(struct text text)
{
	uint32_t code;
	int sum = 0;

	for (size_t i = 0; i < text.len;) {
		i += character(text.at + i, &code);
		sum += width(code);
	}
	return sum;
}

static bool is_unseen(uint32_t code)
{
	if (code < ' ')
		return true;
	for (size_t i = 0; i < CC_COUNT(unseen); i++)
		if (code >= unseen[i].first && code <= unseen[i].last)
			return true;
	return false;
}

struct text columns_clean(struct text text, struct arena *arena)
{
	struct buf clean = { .arena = arena };
	uint32_t code;
	size_t n;

	ASSERT(text_is_utf8(text));
	for (size_t i = 0; i < text.len; i += n) {
		n = character(text.at + i, &code);
		if (code == '\n')
			buf_char(&clean, '\n');
		else if (code == '\t')
			buf_char(&clean, ' ');
		else if (!is_unseen(code))
			buf_put(&clean, text.at + i, n);
	}
	return buf_view(&clean);
}

static bool is_closing(const char *at, size_t n)
{
	uint32_t code;

	for (size_t i = 0; closing[i] != '\0'; i += character(closing + i, &code))
		if (strncmp(closing + i, at, n) == 0)
			return true;
	return false;
}

/* True where a line may end between two characters. */
static bool may_break(uint32_t before, const char *at, size_t n, uint32_t after)
{
	if (is_closing(at, n) || after == ' ')
		return false;
	return before == ' ' || before >= 0x80 || after >= 0x80;
}

struct text columns_cut(struct text *rest, int columns)
{
	const struct text all = *rest;
	size_t end = 0, good = 0, last = 0; /* of what fits; the last place to break; where its last character begins */
	uint32_t code = 0, before = 0;
	int sum = 0;

	ASSERT(columns >= 2);
	while (end < all.len && all.at[end] != '\n') {
		const size_t n = character(all.at + end, &code);

		if (end > 0 && may_break(before, all.at + end, n, code))
			good = end;
		/* A blank at the end of a line is not printed, and so may stand outside. */
		if (sum + width(code) > columns && code != ' ')
			break;
		sum += width(code);
		last = end;
		end += n;
		before = code;
	}
	const bool whole = end == all.len || all.at[end] == '\n';
	size_t cut = whole ? end : good > 0 ? good : end;
	/* Closing marks in such a row that there is no place to break: before the last character that fits. */
	if (!whole && good == 0 && last > 0 && is_closing(all.at + end, character(all.at + end, &code)))
		cut = last;
	struct text line = { all.at, cut };
	if (whole && cut < all.len)
		cut++;
	*rest = (struct text){ all.at + cut, all.len - cut };
	while (line.len > 0 && line.at[line.len - 1] == ' ')
		line.len--;
	return line;
}
