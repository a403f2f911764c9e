/* Writing JSON straight into a buffer: every answer and every event of the log goes through here, so
 * text that needs no escape is found by table and copied in one piece.
 * Invariant: `comma` says whether a value stands before the place where the next one goes. */
#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "base/text_private.h"

/* A real in the shortest of these that reads back as itself. */
enum { REAL_DIGITS_SURE = 15, REAL_DIGITS_MAX = 17, REAL_SIZE = 32 };

/* 0 is copied as it stands, 'u' is written \u00XX, 'm' begins a character of more bytes, and any other
 * is what to write behind a backslash. */
static const char escapes[256] = {
	[0x00 ... 0x07] = 'u', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', [0x0b] = 'u', ['\f'] = 'f',
	['\r'] = 'r', [0x0e ... 0x1f] = 'u', ['"'] = '"', ['\\'] = '\\', [0x80 ... 0xff] = 'm',
};

static void separate(struct json_out *out)
{
	if (out->comma)
		buf_char(out->buf, ',');
	out->comma = true;
}

void json_open(struct json_out *out, char bracket)
{
	ASSERT(bracket == '{' || bracket == '[');
	separate(out);
	buf_char(out->buf, bracket);
	out->comma = false;
}

void json_close(struct json_out *out, char bracket)
{
	ASSERT(bracket == '}' || bracket == ']');
	buf_char(out->buf, bracket);
	out->comma = true;
}

/* Bytes from `at` on that can be copied as they stand. */
static size_t plain_span(const char *at, size_t left)
{
	size_t n = 0;

	while (n < left) {
		unsigned char escape = (unsigned char)escapes[(unsigned char)at[n]];
		size_t span = 1;

		if (escape == 'm')
			span = utf8_span(at + n, left - n);
		else if (escape)
			break;
		if (!span)
			break;
		n += span;
	}
	return n;
}

static void put_escaped(struct buf *buf, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char escape = escapes[c];

	if (escape == 'u')
		buf_put(buf, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
	else if (escape == 'm')
		buf_put(buf, "\xef\xbf\xbd", 3); /* U+FFFD for a byte that is no UTF-8 */
	else
		buf_put(buf, (char[]){ '\\', escape }, 2);
}

static void put_quoted(struct buf *buf, struct text t)
{
	char *at = buf_room(buf, t.len + 2);
	size_t done = plain_span(t.at, t.len);

	*at++ = '"';
	if (done)
		memcpy(at, t.at, done);
	buf->len += done + 1;
	while (done < t.len) {
		size_t span;

		put_escaped(buf, (unsigned char)t.at[done++]);
		span = plain_span(t.at + done, t.len - done);
		buf_put(buf, t.at + done, span);
		done += span;
	}
	buf_char(buf, '"');
}

void json_key(struct json_out *out, const char *name)
{
	separate(out);
	put_quoted(out->buf, text_of(name));
	buf_char(out->buf, ':');
	out->comma = false;
}

void json_put_text(struct json_out *out, struct text value)
{
	separate(out);
	put_quoted(out->buf, value);
}

void json_put_int(struct json_out *out, int64_t value)
{
	separate(out);
	buf_int(out->buf, value);
}

void json_put_real(struct json_out *out, double value)
{
	char digits[REAL_SIZE];

	if (!isfinite(value)) {
		json_put_null(out);
		return;
	}
	value += 0.0; /* no negative zero: `-0` would be read back as an integer that has none */
	for (int precision = REAL_DIGITS_SURE; precision <= REAL_DIGITS_MAX; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	separate(out);
	buf_text(out->buf, text_of(digits));
}

void json_put_bool(struct json_out *out, bool value)
{
	separate(out);
	buf_text(out->buf, value ? TEXT("true") : TEXT("false"));
}

void json_put_null(struct json_out *out)
{
	separate(out);
	buf_text(out->buf, TEXT("null"));
}

void json_put_raw(struct json_out *out, struct text value)
{
	ASSERT(value.len > 0);
	separate(out);
	buf_text(out->buf, value);
}

void json_put_time(struct json_out *out, int64_t ms, int utc_offset_min)
{
	char time[CIVIL_TIME_SIZE];
	int n = civil_format_time(ms, utc_offset_min, time);
	char *at;

	separate(out);
	at = buf_room(out->buf, (size_t)n + 2);
	at[0] = '"';
	memcpy(at + 1, time, (size_t)n);
	at[n + 1] = '"';
	out->buf->len += (size_t)n + 2;
}

static bool put_member(void *context, struct text name, const struct json *value)
{
	struct json_out *out = context;

	json_put_text(out, name);
	buf_char(out->buf, ':');
	out->comma = false;
	json_put_value(out, value);
	return true;
}

void json_put_value(struct json_out *out, const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_NULL: return json_put_null(out);
	case JSON_BOOL: return json_put_bool(out, json_bool(value));
	case JSON_INT: return json_put_int(out, json_int(value));
	case JSON_REAL: return json_put_real(out, json_number(value));
	case JSON_TEXT: return json_put_text(out, json_text(value));
	case JSON_ARRAY:
		json_open(out, '[');
		for (size_t i = 0; i < json_count(value); i++)
			json_put_value(out, json_entry(value, i));
		return json_close(out, ']');
	case JSON_OBJECT:
		json_open(out, '{');
		json_each(value, put_member, out);
		return json_close(out, '}');
	}
}
