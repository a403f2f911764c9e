/* Reading and writing JSON (RFC 8259).
 *
 * Reading: jansson, with every node in the caller's arena, so there is nothing to free and nothing
 * of jansson to see. Writing: straight into a buffer, for answers and the log are on the hot path. */
#ifndef OH_BASE_JSON_H
#define OH_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { JSON_BYTES_MAX = 64 << 20, JSON_DEPTH_MAX = 64 };

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json; /* a value; lives as long as the arena it was parsed into */

/* Parse all of `from` (an object or array at the top; UTF-8; no member twice; at most JSON_BYTES_MAX
 * bytes and JSON_DEPTH_MAX deep; a byte order mark of UTF-8 before it is passed over). RC_INVALID says line and
 * column; RC_FULL where the values would take more than half of what the arena has left (the rest is for what is
 * made of them). */
CC_CHECK enum rc json_parse(struct arena *arena, struct text from, const struct json **ret, struct err *err);

enum json_kind json_kind(const struct json *value);
/* Member of an object, or NULL where there is none or `value` is no object. */
const struct json *json_member(const struct json *value, const char *name);
/* Entries of an array or members of an object; 0 for all else. */
size_t json_count(const struct json *value);
const struct json *json_entry(const struct json *array, size_t index);
/* Value reads; the kind must be right (bug otherwise). */
bool json_bool(const struct json *value);
int64_t json_int(const struct json *value);
/* A JSON_INT or a JSON_REAL. (Not `json_real`, for jansson exports that name.) */
double json_number(const struct json *value);
struct text json_text(const struct json *value);

/* Visit the members of an object in the order of the text. Stops when `visit` returns false. */
void json_each(const struct json *object,
	       bool (*visit)(void *context, struct text name, const struct json *value), void *context);

/* Writer. Zeroed but for `buf` is ready. Members and entries are separated by themselves. */
struct json_out {
	struct buf *buf;
	bool comma; /* a comma is due before the next value */
};

void json_open(struct json_out *out, char bracket);  /* '{' or '[' */
void json_close(struct json_out *out, char bracket); /* '}' or ']' */
void json_key(struct json_out *out, const char *name);
void json_put_text(struct json_out *out, struct text value); /* invalid UTF-8 is written as U+FFFD */
void json_put_int(struct json_out *out, int64_t value);
void json_put_real(struct json_out *out, double value); /* NaN and infinities as null */
void json_put_bool(struct json_out *out, bool value);
void json_put_null(struct json_out *out);
/* A value that is JSON already, copied as it stands. */
void json_put_raw(struct json_out *out, struct text value);
/* A value that was parsed: members in the order of the text, without blanks. */
void json_put_value(struct json_out *out, const struct json *value);
/* A quoted RFC 3339 time, with milliseconds. */
void json_put_time(struct json_out *out, int64_t ms, int utc_offset_min);

#endif
