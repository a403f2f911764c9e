/* Reading JSON into C structs by their shapes. Serves S6: what is wrong is said in words that the caller
 * of the API can act on, with the path of the member.
 *
 * Invariants: nothing is written outside the `size` bytes of the struct; a struct that was read keeps
 * every limit of its shape. The path of a value lives on the stack as a chain of places and becomes a
 * text only when there is an error to tell. */
#include "base/shape.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"

/* Where in the input a value stands: a member where `name` is set, else an entry of a list. */
struct place {
	const struct place *up;
	struct text name;
	uint32_t entry;
	bool listed;
};

struct reader {
	const struct shape_names *names;
	struct arena *arena;
	struct err *err;
	bool written; /* by shape_write */
};

static enum rc read_value(struct reader *reader, const struct shape_field *field, const struct json *from,
			  const struct place *place, void *into);
static enum rc read_members(struct reader *reader, const struct shape *shape, const struct json *from,
			    const struct place *place, void *into);

/* Append the path of `place` to `path`, which holds `len` bytes; returns the bytes it holds then. */
static size_t put_path(const struct place *place, char path[ERR_FIELD_MAX], size_t len)
{
	char part[ERR_FIELD_MAX + 16];

	if (place->up)
		len = put_path(place->up, path, len);
	if (place->listed)
		snprintf(part, sizeof(part), "[%" PRIu32 "]", place->entry);
	else
		snprintf(part, sizeof(part), "%s%.*s", len && place->name.len ? "." : "",
			 (int)(place->name.len < ERR_FIELD_MAX ? place->name.len : ERR_FIELD_MAX),
			 place->name.len ? place->name.at : "");
	text_fill(path + len, ERR_FIELD_MAX - len, text_of(part));
	return len + strlen(path + len);
}

/* What is wrong with the value at `place`. */
static enum rc wrong_with(struct reader *reader, const struct place *place, enum detail detail, int64_t low,
			  int64_t high, const char *what)
{
	char path[ERR_FIELD_MAX] = "";

	put_path(place, path, 0);
	return err_detail(reader->err, path, detail, low, high, what);
}

static enum rc wrong(struct reader *reader, const struct place *place, enum detail detail)
{
	return wrong_with(reader, place, detail, 0, 0, NULL);
}

static enum rc wrong_int(struct reader *reader, const struct place *place, const struct shape_field *limits)
{
	const bool low = limits->low > INT64_MIN, high = limits->high < INT64_MAX;

	return wrong_with(reader, place,
			  high  ? DETAIL_INT_FROM_TO
			  : low ? DETAIL_INT_FROM
				: DETAIL_INT_NEEDED,
			  limits->low, limits->high, NULL);
}

/* `up_to` says what is expected with a highest length only, `from_to` with a lowest one as well. */
static enum rc wrong_length(struct reader *reader, const struct place *place, const struct shape_field *limits,
			    enum detail up_to, enum detail from_to)
{
	return wrong_with(reader, place, limits->low > 0 ? from_to : up_to, limits->low, limits->high, NULL);
}

static bool in_range(const struct shape_field *field, int64_t value)
{
	return value >= field->low && value <= field->high;
}

static enum rc read_bool(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	ASSERT(field->size == sizeof(bool));
	if (json_kind(from) != JSON_BOOL)
		return wrong(reader, place, DETAIL_BOOL_NEEDED);
	*(bool *)into = json_bool(from);
	return RC_OK;
}

static enum rc read_int(struct reader *reader, const struct shape_field *field, const struct json *from,
			const struct place *place, void *into)
{
	struct shape_field limits = *field;

	ASSERT(field->size == sizeof(int32_t) || field->size == sizeof(int64_t));
	if (field->size == sizeof(int32_t)) {
		limits.low = field->low < INT32_MIN ? INT32_MIN : field->low;
		limits.high = field->high > INT32_MAX ? INT32_MAX : field->high;
	}
	if (json_kind(from) != JSON_INT || !in_range(&limits, json_int(from)))
		return wrong_int(reader, place, &limits);
	if (field->size == sizeof(int32_t))
		*(int32_t *)into = (int32_t)json_int(from);
	else
		*(int64_t *)into = json_int(from);
	return RC_OK;
}

static enum rc read_text(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	ASSERT(field->size == sizeof(struct text));
	if (json_kind(from) != JSON_TEXT || !in_range(field, (int64_t)text_chars(json_text(from))))
		return wrong_length(reader, place, field, DETAIL_TEXT_TO, DETAIL_TEXT_FROM_TO);
	if (!reader->written && text_has_controls(json_text(from)))
		return wrong(reader, place, DETAIL_CONTROLS_HELD);
	if (json_text(from).len)
		*(struct text *)into = text_copy(reader->arena, json_text(from));
	return RC_OK;
}

static enum rc read_chars(struct reader *reader, const struct shape_field *field, const struct json *from,
			  const struct place *place, void *into)
{
	struct shape_field limits = *field;
	struct text t;

	ASSERT(field->size >= 1);
	if (limits.high > field->size - 1)
		limits.high = field->size - 1;
	if (json_kind(from) != JSON_TEXT)
		return wrong_length(reader, place, &limits, DETAIL_TEXT_TO, DETAIL_TEXT_FROM_TO);
	t = json_text(from);
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] < ' ' || t.at[i] > '~')
			return wrong_length(reader, place, &limits, DETAIL_ASCII_TO, DETAIL_ASCII_FROM_TO);
	}
	if (!in_range(&limits, (int64_t)t.len))
		return wrong_length(reader, place, &limits, DETAIL_TEXT_TO, DETAIL_TEXT_FROM_TO);
	memcpy(into, t.at, t.len);
	return RC_OK;
}

static enum rc read_time(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	ASSERT(field->size == sizeof(int64_t));
	if (json_kind(from) != JSON_TEXT || !civil_parse_time(json_text(from), into))
		return wrong(reader, place, DETAIL_TIME_NEEDED);
	return RC_OK;
}

static enum rc read_date(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	ASSERT(field->size == sizeof(int32_t));
	if (json_kind(from) != JSON_TEXT || !civil_parse_date(json_text(from), into))
		return wrong(reader, place, DETAIL_DATE_NEEDED);
	return RC_OK;
}

static enum rc read_clock(struct reader *reader, const struct shape_field *field, const struct json *from,
			  const struct place *place, void *into)
{
	ASSERT(field->size == sizeof(int32_t));
	if (json_kind(from) != JSON_TEXT || !civil_parse_clock(json_text(from), into))
		return wrong(reader, place, DETAIL_CLOCK_NEEDED);
	return RC_OK;
}

static enum rc read_enum(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	const struct shape_words *words = field->words;
	char known[ERR_TEXT_MAX] = "";
	size_t len = 0;

	ASSERT(field->size == sizeof(int));
	for (int i = 1; json_kind(from) == JSON_TEXT && i <= words->n; i++) {
		if (text_eq(json_text(from), text_of(words->words[i]))) {
			*(int *)into = i;
			return RC_OK;
		}
	}
	for (int i = 1; i <= words->n && len < sizeof(known); i++)
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s", i > 1 ? ", " : "", words->words[i]);
	return wrong_with(reader, place, DETAIL_WORD_NEEDED, 0, 0, known);
}

static enum rc read_name(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	const struct shape_names *names = reader->names;

	ASSERT(field->size == sizeof(uint16_t) && names);
	if (json_kind(from) != JSON_TEXT)
		return wrong(reader, place, DETAIL_NAME_NEEDED);
	*(uint16_t *)into = names->find(names->context, field->table, json_text(from));
	return RC_OK;
}

static enum rc read_record(struct reader *reader, const struct shape_field *field, const struct json *from,
			   const struct place *place, void *into)
{
	ASSERT(field->size == field->of->size);
	return read_members(reader, field->of, from, place, into);
}

static enum rc read_list(struct reader *reader, const struct shape_field *field, const struct json *from,
			 const struct place *place, void *into)
{
	const struct shape_field *entry = field->entry;
	struct shape_list *list = into;

	ASSERT(field->size == sizeof(*list));
	if (json_kind(from) != JSON_ARRAY || !in_range(field, (int64_t)json_count(from)))
		return wrong_length(reader, place, field, DETAIL_LIST_TO, DETAIL_LIST_FROM_TO);
	list->n = (uint32_t)json_count(from);
	if (list->n)
		list->at = arena_array(reader->arena, list->n, entry->size);
	for (uint32_t i = 0; i < list->n; i++) {
		struct place here = { .up = place, .entry = i, .listed = true };
		enum rc rc = read_value(reader, entry, json_entry(from, i), &here,
					(char *)list->at + (size_t)i * entry->size);

		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc read_value(struct reader *reader, const struct shape_field *field, const struct json *from,
			  const struct place *place, void *into)
{
	static enum rc (*const readers[])(struct reader *, const struct shape_field *, const struct json *,
					  const struct place *, void *) = {
		[SHAPE_BOOL] = read_bool,     [SHAPE_INT] = read_int,   [SHAPE_TEXT] = read_text,
		[SHAPE_CHARS] = read_chars,   [SHAPE_TIME] = read_time, [SHAPE_DATE] = read_date,
		[SHAPE_CLOCK] = read_clock,   [SHAPE_ENUM] = read_enum, [SHAPE_NAME] = read_name,
		[SHAPE_RECORD] = read_record, [SHAPE_LIST] = read_list,
	};

	ASSERT(field->kind < CC_COUNT(readers)); /* SHAPE_RAW is for writing only */
	return readers[field->kind](reader, field, from, place, into);
}

struct stranger {
	const struct shape *shape;
	struct text name;
};

static bool find_stranger(void *context, struct text name, const struct json *value CC_UNUSED)
{
	struct stranger *stranger = context;

	stranger->name = name;
	return shape_find(stranger->shape, name) != NULL;
}

static enum rc wrong_member(struct reader *reader, const struct shape *shape, const struct json *from,
			    const struct place *place)
{
	struct stranger stranger = { .shape = shape };
	struct place here = { .up = place };
	char known[ERR_TEXT_MAX] = "";
	size_t len = 0;

	json_each(from, find_stranger, &stranger);
	here.name = stranger.name;
	if (!shape->n)
		return wrong(reader, &here, DETAIL_MEMBER_NONE);
	for (size_t i = 0; i < shape->n && len < sizeof(known); i++)
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s", i ? ", " : "", shape->fields[i].name);
	return wrong_with(reader, &here, DETAIL_MEMBER_UNKNOWN, 0, 0, known);
}

static enum rc read_members(struct reader *reader, const struct shape *shape, const struct json *from,
			    const struct place *place, void *into)
{
	const struct shape_field *missing = NULL;
	size_t found = 0;

	if (json_kind(from) != JSON_OBJECT)
		return wrong(reader, place, DETAIL_OBJECT_NEEDED);
	for (size_t i = 0; i < shape->n; i++) {
		const struct shape_field *field = &shape->fields[i];
		const struct json *value = json_member(from, field->name);
		struct place here = { .up = place, .name = text_of(field->name) };
		enum rc rc;

		if (!value) {
			if (field->required && !missing)
				missing = field;
			continue;
		}
		found++;
		if (field->nullable && json_kind(value) == JSON_NULL)
			continue;
		rc = read_value(reader, field, value, &here, (char *)into + field->offset);
		if (rc != RC_OK)
			return rc;
	}
	/* A misspelt name is both unknown and missing: the first says more. */
	if (found < json_count(from))
		return wrong_member(reader, shape, from, place);
	if (missing) {
		struct place here = { .up = place, .name = text_of(missing->name) };

		return wrong(reader, &here, DETAIL_MISSING);
	}
	return RC_OK;
}

static enum rc read_whole(struct reader *reader, const struct shape *shape, const struct json *from, const char *path,
			  void *into)
{
	const struct place root = { .name = text_of(path) };

	memset(into, 0, shape->size);
	return read_members(reader, shape, from, &root, into);
}

enum rc shape_read(const struct shape *shape, const struct json *from, const struct shape_names *names,
		   const char *path, struct arena *arena, void *into, struct err *err)
{
	struct reader reader = { .names = names, .arena = arena, .err = err };

	return read_whole(&reader, shape, from, path, into);
}

enum rc shape_read_written(const struct shape *shape, const struct json *from, const struct shape_names *names,
			   const char *path, struct arena *arena, void *into, struct err *err)
{
	struct reader reader = { .names = names, .arena = arena, .err = err, .written = true };

	return read_whole(&reader, shape, from, path, into);
}

const struct shape_field *shape_find(const struct shape *shape, struct text name)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (text_eq(name, text_of(shape->fields[i].name)))
			return &shape->fields[i];
	}
	return NULL;
}
