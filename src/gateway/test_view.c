/* Answers held against the contract, by a walk over its tables of shapes. It is written apart from the reader
 * of shapes, which forgives what a client may leave out: an answer may not. */
#include "gateway/test_view.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "view_contract.h"

enum { PATH_MAX_BYTES = 96, VIEW_ARENA_MAX = 64 << 20 };

/* Where a walk is. */
struct walk {
	const struct shape *shape;
	const char *path;
	bool is_event;
	struct err *err;
	enum rc rc;
};

static enum rc check_record(const struct shape *shape, const struct json *value, const char *path, bool is_event,
			    struct err *err);

static bool is_offset_time(struct text t)
{
	int64_t ms;

	return t.len == CIVIL_TIME_SIZE - 1 && civil_parse_time(t, &ms) && memcmp(t.at + t.len - 6, "+08:00", 6) == 0;
}

static bool is_word(const struct shape_words *words, struct text t)
{
	for (int i = 1; i <= words->n; i++)
		if (text_eq(text_of(words->words[i]), t))
			return true;
	return false;
}

/* A member that is written as a JSON string. */
static bool text_is_good(const struct shape_field *field, struct text t)
{
	int64_t chars = (int64_t)text_chars(t);
	int32_t day;
	int minute;

	switch (field->kind) {
	case SHAPE_TEXT:
	case SHAPE_CHARS: return text_is_utf8(t) && chars >= field->low && chars <= field->high;
	case SHAPE_TIME: return is_offset_time(t);
	case SHAPE_DATE: return civil_parse_date(t, &day);
	case SHAPE_CLOCK: return civil_parse_clock(t, &minute);
	case SHAPE_ENUM: return is_word(field->words, t);
	case SHAPE_NAME: return t.len > 0;
	default: return false;
	}
}

static bool scalar_is_good(const struct shape_field *field, const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_BOOL: return field->kind == SHAPE_BOOL;
	case JSON_INT:
		return field->kind == SHAPE_INT && json_int(value) >= field->low && json_int(value) <= field->high;
	case JSON_TEXT: return text_is_good(field, json_text(value));
	default: return false;
	}
}

static enum rc check_value(const struct shape_field *field, const struct json *value, const char *path,
			   struct err *err);

static enum rc check_list(const struct shape_field *field, const struct json *value, const char *path, struct err *err)
{
	int64_t n = (int64_t)json_count(value);
	char below[PATH_MAX_BYTES];
	enum rc rc = RC_OK;

	if (json_kind(value) != JSON_ARRAY || n < field->low || n > field->high)
		return err_invalid(err, path, "it is no list of %lld to %lld entries", (long long)field->low,
				   (long long)field->high);
	for (int64_t i = 0; i < n && !rc; i++) {
		snprintf(below, sizeof(below), "%.60s.%lld", path, (long long)i);
		rc = check_value(field->entry, json_entry(value, (size_t)i), below, err);
	}
	return rc;
}

static enum rc check_value(const struct shape_field *field, const struct json *value, const char *path, struct err *err)
{
	if (field->nullable && json_kind(value) == JSON_NULL)
		return RC_OK;
	if (field->kind == SHAPE_RECORD)
		return check_record(field->of, value, path, false, err);
	if (field->kind == SHAPE_LIST)
		return check_list(field, value, path, err);
	return scalar_is_good(field, value) ? RC_OK : err_invalid(err, path, "it is not of its kind or range");
}

static bool is_zero(const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_NULL: return true;
	case JSON_BOOL: return !json_bool(value);
	case JSON_INT: return !json_int(value);
	case JSON_TEXT: return !json_text(value).len;
	case JSON_ARRAY:
	case JSON_OBJECT: return !json_count(value);
	case JSON_REAL: return false;
	}
	return false;
}

static bool is_of_every_event(struct text name)
{
	return text_eq(name, TEXT("seq")) || text_eq(name, TEXT("at")) || text_eq(name, TEXT("kind"));
}

/* One member that is there. */
static bool visit(void *context, struct text name, const struct json *value)
{
	struct walk *walk = context;
	const struct shape_field *field = shape_find(walk->shape, name);
	char path[PATH_MAX_BYTES];

	snprintf(path, sizeof(path), "%.50s%s%.24s", walk->path, *walk->path ? "." : "", name.at);
	if (walk->is_event && is_of_every_event(name))
		return true;
	if (!field)
		walk->rc = err_invalid(walk->err, path, "%s has no such member", walk->shape->name);
	else if (!field->required && !field->nullable && is_zero(value))
		walk->rc = err_invalid(walk->err, path, "it is written although it holds its zero");
	else
		walk->rc = check_value(field, value, path, walk->err);
	return walk->rc == RC_OK;
}

static enum rc check_record(const struct shape *shape, const struct json *value, const char *path, bool is_event,
			    struct err *err)
{
	struct walk walk = { .shape = shape, .path = path, .is_event = is_event, .err = err };

	if (json_kind(value) != JSON_OBJECT)
		return err_invalid(err, path, "it is no object");
	for (size_t i = 0; i < shape->n; i++) {
		const struct shape_field *field = &shape->fields[i];

		if ((field->required || field->nullable) && !json_member(value, field->name))
			return err_invalid(err, field->name, "%s lacks it, at `%s`", shape->name, path);
	}
	json_each(value, visit, &walk);
	return walk.rc;
}

enum rc view_check(const struct shape *shape, const struct json *value, struct err *err)
{
	return check_record(shape, value, "", false, err);
}

enum rc view_check_event(const struct json *event, struct err *err)
{
	const struct json *kind = json_member(event, "kind"), *at = json_member(event, "at");
	const struct json *seq = json_member(event, "seq");

	if (!kind || json_kind(kind) != JSON_TEXT || !at || json_kind(at) != JSON_TEXT || !seq ||
	    json_kind(seq) != JSON_INT)
		return err_invalid(err, "", "an event has seq, at and kind");
	if (!is_offset_time(json_text(at)))
		return err_invalid(err, "at", "it is no time with the hall's offset");
	for (int i = 1; i <= QUEUE_EVENT_COUNT; i++)
		if (text_eq(text_of(queue_event_infos[i].name), json_text(kind)))
			return check_record(queue_event_infos[i].body, event, "", true, err);
	return err_invalid(err, "kind", "there is no such event");
}

const struct shape *view_shape(const char *name)
{
	static const struct shape *const shapes[] = {
		&view_halls_shape,      &view_state_shape,        &view_menu_shape,  &view_slots_shape,
		&view_ticket_shape,     &view_appointments_shape, &view_fault_shape, &view_refused_shape,
		&view_hall_shape,       &queue_config_shape,      &view_voice_shape, &view_voice_next_shape,
		&view_voice_done_shape, &view_voice_pack_shape,
	};

	for (size_t i = 0; i < CC_COUNT(shapes); i++)
		if (strcmp(shapes[i]->name, name) == 0)
			return shapes[i];
	fail_msg("there is no view %s", name);
	return NULL;
}

const struct json *view_body(const struct reply *reply)
{
	static _Thread_local struct arena arena;
	struct text body = { reply->bytes + reply->head_len, reply->len - reply->head_len };
	const struct json *value;
	struct err err;

	arena_done(&arena);
	arena_init(&arena, VIEW_ARENA_MAX);
	if (json_parse(&arena, body, &value, &err))
		fail_msg("%s: %s", err.text, reply->bytes);
	return value;
}

const struct json *view_of(const struct reply *reply, const char *name)
{
	const struct json *value = view_body(reply);
	struct err err;

	if (view_check(view_shape(name), value, &err))
		fail_msg("view %s, %s: %s; in %s", name, err.field, err.text, reply->bytes);
	return value;
}

const struct json *view_get(const struct site_test *site, const char *path, const char *name)
{
	static _Thread_local struct reply reply;

	site_get(site, path, &reply);
	reply_must(&reply, 200, "Content-Type: application/json; charset=utf-8\r\n");
	return view_of(&reply, name);
}

const struct json *view_member(const struct json *value, const char *path)
{
	struct text rest = text_of(path);
	char name[PATH_MAX_BYTES];

	while (rest.len && value) {
		struct text step = text_cut(&rest, '.');
		int64_t index;

		text_fill(name, sizeof(name), step);
		if (!text_int(step, &index))
			value = json_member(value, name);
		else
			value = (size_t)index < json_count(value) ? json_entry(value, (size_t)index) : NULL;
	}
	if (!value)
		fail_msg("there is no member %s", path);
	return value;
}

int64_t view_int(const struct json *value, const char *path)
{
	assert_int_equal(json_kind(view_member(value, path)), JSON_INT);
	return json_int(view_member(value, path));
}

bool view_bool(const struct json *value, const char *path)
{
	assert_int_equal(json_kind(view_member(value, path)), JSON_BOOL);
	return json_bool(view_member(value, path));
}

bool view_is(const struct json *value, const char *path, const char *text)
{
	const struct json *member = view_member(value, path);

	return json_kind(member) == JSON_TEXT && text_eq(json_text(member), text_of(text));
}
