/* Writing C structs as JSON by their shapes: every event and every answer, so nothing is allocated but
 * what the buffer grows by. Invariant: what is written here, shape_read reads back as the same struct. */
#include "base/shape.h"

#include <string.h>

#include "base/bug.h"
#include "base/civil.h"

struct writer {
	const struct shape_names *names;
	int utc_offset_min;
	struct json_out *out;
};

static void write_value(const struct writer *writer, const struct shape_field *field, const void *at);

static int64_t int_at(const struct shape_field *field, const void *at)
{
	ASSERT(field->size == sizeof(int32_t) || field->size == sizeof(int64_t));
	return field->size == sizeof(int32_t) ? *(const int32_t *)at : *(const int64_t *)at;
}

static bool is_zero(const struct shape_field *field, const void *at);

/* By its fields and not by its bytes, for padding may hold anything. */
static bool record_is_zero(const struct shape *shape, const void *from)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (!is_zero(&shape->fields[i], (const char *)from + shape->fields[i].offset))
			return false;
	}
	return true;
}

static bool is_zero(const struct shape_field *field, const void *at)
{
	switch (field->kind) {
	case SHAPE_BOOL:
		return !*(const bool *)at;
	case SHAPE_INT:
		return !int_at(field, at);
	case SHAPE_TEXT:
	case SHAPE_RAW:
		return !((const struct text *)at)->len;
	case SHAPE_CHARS:
		return !*(const char *)at;
	case SHAPE_TIME:
		return !*(const int64_t *)at;
	case SHAPE_DATE:
	case SHAPE_CLOCK:
		return !*(const int32_t *)at;
	case SHAPE_ENUM:
		return !*(const int *)at;
	case SHAPE_NAME:
		return !*(const uint16_t *)at;
	case SHAPE_RECORD:
		return record_is_zero(field->of, at);
	case SHAPE_LIST:
		return !((const struct shape_list *)at)->n;
	}
	BUG("field %s is of no kind: %d", field->name, (int)field->kind);
}

static void write_date(struct json_out *out, int32_t day)
{
	char date[CIVIL_DATE_SIZE];
	int len = civil_format_date(day, date);

	json_put_text(out, (struct text){ date, (size_t)len });
}

static void write_clock(struct json_out *out, int32_t minute)
{
	char clock[CIVIL_CLOCK_SIZE];
	int len = civil_format_clock(minute, clock);

	json_put_text(out, (struct text){ clock, (size_t)len });
}

static void write_word(struct json_out *out, const struct shape_words *words, int word)
{
	ASSERT(word >= 1 && word <= words->n);
	json_put_text(out, text_of(words->words[word]));
}

static void write_name(const struct writer *writer, const struct shape_field *field, uint16_t place)
{
	ASSERT(writer->names);
	json_put_text(writer->out, writer->names->name(writer->names->context, field->table, place));
}

static void write_list(const struct writer *writer, const struct shape_field *field,
		       const struct shape_list *list)
{
	json_open(writer->out, '[');
	for (uint32_t i = 0; i < list->n; i++)
		write_value(writer, field->entry, (const char *)list->at + (size_t)i * field->entry->size);
	json_close(writer->out, ']');
}

static void write_raw(struct json_out *out, struct text raw)
{
	if (raw.len)
		json_put_raw(out, raw);
	else
		json_put_null(out);
}

static void write_value(const struct writer *writer, const struct shape_field *field, const void *at)
{
	struct json_out *out = writer->out;

	switch (field->kind) {
	case SHAPE_BOOL:
		json_put_bool(out, *(const bool *)at);
		break;
	case SHAPE_INT:
		json_put_int(out, int_at(field, at));
		break;
	case SHAPE_TEXT:
		json_put_text(out, *(const struct text *)at);
		break;
	case SHAPE_CHARS:
		json_put_text(out, (struct text){ at, strnlen(at, field->size) });
		break;
	case SHAPE_TIME:
		json_put_time(out, *(const int64_t *)at, writer->utc_offset_min);
		break;
	case SHAPE_DATE:
		write_date(out, *(const int32_t *)at);
		break;
	case SHAPE_CLOCK:
		write_clock(out, *(const int32_t *)at);
		break;
	case SHAPE_ENUM:
		write_word(out, field->words, *(const int *)at);
		break;
	case SHAPE_NAME:
		write_name(writer, field, *(const uint16_t *)at);
		break;
	case SHAPE_RECORD:
		shape_write(field->of, at, writer->names, writer->utc_offset_min, out);
		break;
	case SHAPE_LIST:
		write_list(writer, field, at);
		break;
	case SHAPE_RAW:
		write_raw(out, *(const struct text *)at);
		break;
	}
}

void shape_write_member(const struct shape_field *field, const void *from, const struct shape_names *names,
			int utc_offset_min, struct json_out *out)
{
	const struct writer writer = { names, utc_offset_min, out };
	const void *at = (const char *)from + field->offset;
	bool zero = (!field->required || field->nullable) && is_zero(field, at);

	if (zero && !field->nullable)
		return;
	json_key(out, field->name);
	if (zero)
		json_put_null(out);
	else
		write_value(&writer, field, at);
}

void shape_write_members(const struct shape *shape, const void *from, const struct shape_names *names,
			 int utc_offset_min, struct json_out *out)
{
	for (size_t i = 0; i < shape->n; i++)
		shape_write_member(&shape->fields[i], from, names, utc_offset_min, out);
}

void shape_write(const struct shape *shape, const void *from, const struct shape_names *names,
		 int utc_offset_min, struct json_out *out)
{
	json_open(out, '{');
	shape_write_members(shape, from, names, utc_offset_min, out);
	json_close(out, '}');
}
