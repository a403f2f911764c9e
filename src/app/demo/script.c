/* Reading scripts of demonstrations (S6). The shapes are by hand: a script is no part of the contract, and
 * nobody outside ever sees one. */
#include "app/demo/script.h"

#include <stddef.h>

#include "base/bug.h"
#include "base/json.h"

/* Fields, all required; the numbers are a range. */
#define NUMBER(type, member, from, to)                                                                     \
	{                                                                                                  \
		.name = #member, .kind = SHAPE_INT, .required = true, .size = sizeof(((type *)0)->member), \
		.offset = offsetof(type, member), .low = (from), .high = (to)                              \
	}
#define WORD(type, member, called)                                                                 \
	{                                                                                          \
		.name = called, .kind = SHAPE_TEXT, .required = true, .size = sizeof(struct text), \
		.offset = offsetof(type, member), .low = 1, .high = 64                             \
	}
#define LIST(type, member, of_what, from, to)                                                             \
	{                                                                                                 \
		.name = #member, .kind = SHAPE_LIST, .required = true, .size = sizeof(struct shape_list), \
		.offset = offsetof(type, member), .low = (from), .high = (to), .entry = &(of_what)        \
	}
#define RECORD(type, member, shape)                                                                           \
	{                                                                                                     \
		.name = #member, .kind = SHAPE_RECORD, .required = true, .size = sizeof(((type *)0)->member), \
		.offset = offsetof(type, member), .of = &(shape)                                              \
	}
#define SHAPE(name, type, fields) static const struct shape name = { #name, sizeof(type), fields, CC_COUNT(fields) }
#define ENTRY(field, shape, type)                                                                            \
	static const struct shape_field field = {                                                            \
		.name = #field, .kind = SHAPE_RECORD, .required = true, .size = sizeof(type), .of = &(shape) \
	}

static const struct shape_field word = {
	.name = "word", .kind = SHAPE_TEXT, .required = true, .size = sizeof(struct text), .low = 1, .high = 128
};
static const struct shape_field percent = {
	.name = "percent", .kind = SHAPE_INT, .required = true, .size = sizeof(int32_t), .low = 1, .high = 1000
};

static const struct shape_field need_fields[] = {
	WORD(struct demo_need, service, "service"),
	NUMBER(struct demo_need, weight, 1, 1000),
	NUMBER(struct demo_need, serve_s, 1, 3600),
};
SHAPE(need_shape, struct demo_need, need_fields);
ENTRY(need, need_shape, struct demo_need);

static const struct shape_field class_fields[] = {
	WORD(struct demo_class, class_, "class"),
	NUMBER(struct demo_class, weight, 1, 1000),
};
SHAPE(class_shape, struct demo_class, class_fields);
ENTRY(class_, class_shape, struct demo_class);

static const struct shape_field rating_fields[] = {
	NUMBER(struct demo_rating, level, 1, 5),
	NUMBER(struct demo_rating, weight, 1, 1000),
	LIST(struct demo_rating, comments, word, 1, DEMO_WORDS_MAX),
};
SHAPE(rating_shape, struct demo_rating, rating_fields);
ENTRY(rating, rating_shape, struct demo_rating);

static const struct shape_field odds_fields[] = {
	NUMBER(struct demo_odds, then, 0, 100),   NUMBER(struct demo_odds, leaves, 0, 100),
	NUMBER(struct demo_odds, absent, 0, 100), NUMBER(struct demo_odds, returns, 0, 100),
	NUMBER(struct demo_odds, rates, 0, 100),  NUMBER(struct demo_odds, keeps, 0, 100),
	NUMBER(struct demo_odds, waits, 0, 100),  NUMBER(struct demo_odds, sends, 0, 100),
	NUMBER(struct demo_odds, pauses, 0, 100), NUMBER(struct demo_odds, ahead, 0, 100),
	NUMBER(struct demo_odds, helps, 0, 100),
};
SHAPE(odds_shape, struct demo_odds, odds_fields);

static const struct shape_field script_fields[] = {
	LIST(struct demo_script, crew, word, 1, DEMO_CREW_MAX),
	LIST(struct demo_script, clerks, word, 1, DEMO_CLERKS_MAX),
	NUMBER(struct demo_script, gap_s, 1, 3600),
	NUMBER(struct demo_script, patience, 1, 10000),
	LIST(struct demo_script, curve, percent, DEMO_HOURS, DEMO_HOURS),
	LIST(struct demo_script, needs, need, 2, DEMO_NEEDS_MAX),
	LIST(struct demo_script, classes, class_, 1, DEMO_WORDS_MAX),
	RECORD(struct demo_script, odds, odds_shape),
	NUMBER(struct demo_script, book_gap_s, 1, 86400),
	LIST(struct demo_script, names, word, 1, DEMO_WORDS_MAX),
	LIST(struct demo_script, ahead_reasons, word, 1, DEMO_WORDS_MAX),
	LIST(struct demo_script, pause_reasons, word, 1, DEMO_WORDS_MAX),
	LIST(struct demo_script, help_notes, word, 1, DEMO_WORDS_MAX),
	LIST(struct demo_script, done_notes, word, 1, DEMO_WORDS_MAX),
	LIST(struct demo_script, ratings, rating, 1, DEMO_WORDS_MAX),
};
SHAPE(script_shape, struct demo_script, script_fields);

enum rc demo_script_read(struct text from, struct arena *arena, struct demo_script *ret, struct err *err)
{
	const struct json *json;
	enum rc rc = json_parse(arena, from, &json, err);

	if (rc == RC_OK)
		rc = shape_read(&script_shape, json, NULL, "script", arena, ret, err);
	if (rc == RC_OK && ret->clerks.n < ret->crew.n)
		rc = err_invalid(err, "script.clerks", "%u clerks cannot man %u windows", ret->clerks.n, ret->crew.n);
	return rc;
}

struct text demo_word(const struct shape_list *list, uint64_t i)
{
	ASSERT(i < list->n);
	return ((const struct text *)list->at)[i];
}
