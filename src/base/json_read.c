/* Reading JSON by jansson, with its nodes in arenas (S7: nothing leaks, nothing is freed twice).
 *
 * jansson has one allocator for the process. Ours hands out from `parsing` while the thread is inside
 * json_parse and from malloc otherwise, so that other users of jansson are none the wiser. Nodes are
 * never released: they go with their arena. Two things are settled before jansson sees the text, since
 * it has no limits of our choosing: the length and the depth. */
#include "base/json.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* jansson calls its kinds by the names of ours. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY  JANSSON_ARRAY
#define JSON_REAL   JANSSON_REAL
#define JSON_NULL   JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_REAL
#undef JSON_NULL

enum { ALLOC_OVERHEAD = 2 * sizeof(max_align_t) };

static _Thread_local struct {
	struct arena *arena; /* NULL outside json_parse */
	size_t limit;        /* what arena->used may come to */
	bool full;
} parsing;

static void *node_alloc(size_t size)
{
	struct arena *arena = parsing.arena;

	if (!arena)
		return malloc(size);
	if (arena->used > parsing.limit || size + ALLOC_OVERHEAD > parsing.limit - arena->used) {
		parsing.full = true;
		return NULL;
	}
	return arena_alloc(arena, size);
}

static void node_free(void *node)
{
	if (!parsing.arena)
		free(node);
}

static void take_over_allocation(void)
{
	json_set_alloc_funcs(node_alloc, node_free);
}

static const json_t *node(const struct json *value)
{
	ASSERT(value);
	return (const json_t *)value;
}

/* Brackets outside of strings; whether they match is for the parser to say. */
static enum rc check_depth(struct text from, struct err *err)
{
	int depth = 0, line = 1;
	size_t line_start = 0;
	bool quoted = false;

	for (size_t i = 0; i < from.len; i++) {
		char c = from.at[i];

		if (c == '"') {
			quoted = !quoted;
		} else if (quoted) {
			i += c == '\\';
		} else if (c == '\n') {
			line++;
			line_start = i + 1;
		} else if (c == ']' || c == '}') {
			depth--;
		} else if ((c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX) {
			char deepest[16];

			snprintf(deepest, sizeof(deepest), "%d", JSON_DEPTH_MAX);
			return err_detail(err, "", DETAIL_JSON_DEEP, line, (int64_t)(i - line_start + 1), deepest);
		}
	}
	return RC_OK;
}

/* Not wrong, but more than is read. */
static enum rc full(struct err *err, enum detail detail, int64_t bytes, int64_t bytes_max)
{
	(void)err_detail(err, "", detail, bytes, bytes_max, NULL);
	if (err)
		err->rc = RC_FULL;
	return RC_FULL;
}

/* Where jansson stopped is behind a closing bracket that has a comma before it. */
static bool follows_comma(struct text from, int position)
{
	size_t at = position > 0 && (size_t)position <= from.len ? (size_t)position - 1 : 0;

	if (!at || (from.at[at] != ']' && from.at[at] != '}'))
		return false;
	do
		at--;
	while (at && strchr(" \t\r\n", from.at[at]));
	return from.at[at] == ',';
}

static bool ends_with(struct text whole, struct text end)
{
	return whole.len >= end.len && memcmp(whole.at + whole.len - end.len, end.at, end.len) == 0;
}

/* jansson's code of an error tells little more than "syntax", so its words are gone by; what they are not known
 * for stays in its words, with line and column. */
static enum detail detail_of(struct text from, const json_error_t *error)
{
	static const struct {
		const char *begins;
		enum detail detail;
	} rows[] = {
		{ "unable to decode byte", DETAIL_JSON_ENCODING },
		{ "premature end of input", DETAIL_JSON_CUT },
		{ "end of file expected", DETAIL_JSON_MORE },
		{ "duplicate object key", DETAIL_JSON_TWICE },
		{ "'[' or '{' expected", DETAIL_JSON_TOP },
		{ "string or '}' expected", DETAIL_JSON_NAME },
		{ "':' expected", DETAIL_JSON_COLON },
		{ "'}' expected", DETAIL_JSON_JOINT },
		{ "']' expected", DETAIL_JSON_JOINT },
		{ "unexpected token", DETAIL_JSON_VALUE },
		{ "invalid token", DETAIL_JSON_VALUE },
		{ "unexpected newline", DETAIL_JSON_CONTROL },
		{ "control character", DETAIL_JSON_CONTROL },
		{ "invalid escape", DETAIL_JSON_ESCAPE },
		{ "invalid Unicode", DETAIL_JSON_ESCAPE },
		{ "too big", DETAIL_JSON_NUMBER },
		{ "real number overflow", DETAIL_JSON_NUMBER },
	};

	if (text_trim(from).len == 0)
		return DETAIL_JSON_EMPTY;
	if (ends_with(text_of(error->text), TEXT("near end of file")))
		return DETAIL_JSON_CUT;
	if (follows_comma(from, error->position))
		return DETAIL_JSON_COMMA;
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		if (text_starts(text_of(error->text), text_of(rows[i].begins)))
			return rows[i].detail;
	return DETAIL_JSON_WRONG;
}

enum rc json_parse(struct arena *arena, struct text from, const struct json **ret, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static const struct text mark = { "\xef\xbb\xbf", 3 };
	json_error_t error;
	json_t *root;
	enum rc rc;

	ASSERT(!parsing.arena);
	if (from.len > JSON_BYTES_MAX)
		return full(err, DETAIL_JSON_LONG, (int64_t)from.len, JSON_BYTES_MAX);
	if (text_starts(from, mark)) { /* the sign of UTF-8 that some editors put first; it is no part of JSON */
		from.at += mark.len;
		from.len -= mark.len;
	}
	rc = check_depth(from, err);
	if (rc != RC_OK)
		return rc;
	pthread_once(&once, take_over_allocation);
	parsing.arena = arena;
	parsing.limit = arena->used + (arena->limit - arena->used) / 2;
	parsing.full = false;
	root = json_loadb(from.len ? from.at : "", from.len, JSON_REJECT_DUPLICATES, &error);
	parsing.arena = NULL;
	if (parsing.full)
		return full(err, DETAIL_JSON_FULL, 0, 0);
	if (!root)
		return err_detail(err, "", detail_of(from, &error), error.line, error.column, error.text);
	*ret = (const struct json *)root;
	return RC_OK;
}

enum json_kind json_kind(const struct json *value)
{
	static const enum json_kind kinds[] = {
		[JANSSON_OBJECT] = JSON_OBJECT, [JANSSON_ARRAY] = JSON_ARRAY, [JSON_STRING] = JSON_TEXT,
		[JSON_INTEGER] = JSON_INT,      [JANSSON_REAL] = JSON_REAL,   [JSON_TRUE] = JSON_BOOL,
		[JSON_FALSE] = JSON_BOOL,       [JANSSON_NULL] = JSON_NULL,
	};

	return kinds[json_typeof(node(value))];
}

const struct json *json_member(const struct json *value, const char *name)
{
	return (const struct json *)json_object_get(node(value), name);
}

size_t json_count(const struct json *value)
{
	const json_t *counted = node(value);

	return json_typeof(counted) == JANSSON_ARRAY ? json_array_size(counted) : json_object_size(counted);
}

const struct json *json_entry(const struct json *array, size_t index)
{
	return (const struct json *)json_array_get(node(array), index);
}

bool json_bool(const struct json *value)
{
	ASSERT(json_kind(value) == JSON_BOOL);
	return json_typeof(node(value)) == JSON_TRUE;
}

int64_t json_int(const struct json *value)
{
	ASSERT(json_kind(value) == JSON_INT);
	return json_integer_value(node(value));
}

double json_number(const struct json *value)
{
	ASSERT(json_kind(value) == JSON_INT || json_kind(value) == JSON_REAL);
	return json_number_value(node(value));
}

struct text json_text(const struct json *value)
{
	ASSERT(json_kind(value) == JSON_TEXT);
	return (struct text){ json_string_value(node(value)), json_string_length(node(value)) };
}

void json_each(const struct json *object, bool (*visit)(void *context, struct text name, const struct json *value),
	       void *context)
{
	json_t *members = (json_t *)node(object); /* jansson iterates over what could be changed; we do not */

	ASSERT(json_kind(object) == JSON_OBJECT);
	for (void *at = json_object_iter(members); at; at = json_object_iter_next(members, at)) {
		const char *name = json_object_iter_key(at);

		if (!visit(context, text_of(name), (const struct json *)json_object_iter_value(at)))
			return;
	}
}
