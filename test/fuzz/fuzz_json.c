/* Any bytes as JSON: no crash, and what is read, written and read again is the same text (S6, S7). */
#include <stddef.h>
#include <stdint.h>

#include "base/bug.h"
#include "base/json.h"

enum { ARENA_MAX = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void put(struct json_out *out, const struct json *value);

static bool put_member(void *context, struct text name, const struct json *value)
{
	struct json_out *out = context;

	json_key(out, name.at); /* jansson's names end with a NUL */
	put(out, value);
	return true;
}

static void put(struct json_out *out, const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_NULL:
		json_put_null(out);
		break;
	case JSON_BOOL:
		json_put_bool(out, json_bool(value));
		break;
	case JSON_INT:
		json_put_int(out, json_int(value));
		break;
	case JSON_REAL:
		json_put_real(out, json_number(value));
		break;
	case JSON_TEXT:
		ASSERT(text_is_utf8(json_text(value)));
		json_put_text(out, json_text(value));
		break;
	case JSON_ARRAY:
		json_open(out, '[');
		for (size_t i = 0; i < json_count(value); i++)
			put(out, json_entry(value, i));
		json_close(out, ']');
		break;
	case JSON_OBJECT:
		json_open(out, '{');
		json_each(value, put_member, out);
		json_close(out, '}');
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct text from = { (const char *)bytes, len };
	struct buf first = { .arena = &arena }, second = { .arena = &arena };
	const struct json *json;
	struct err err = { .rc = RC_OK };

	arena_init(&arena, ARENA_MAX);
	if (json_parse(&arena, from, &json, &err) != RC_OK) {
		ASSERT(err.rc != RC_OK && err.text[0]);
		return 0;
	}
	put(&(struct json_out){ .buf = &first }, json);
	if (json_parse(&arena, buf_view(&first), &json, &err) != RC_OK)
		BUG("%s: %.*s", err.text, TEXT_ARG(buf_view(&first)));
	put(&(struct json_out){ .buf = &second }, json);
	ASSERT(text_eq(buf_view(&first), buf_view(&second)));
	return 0;
}
