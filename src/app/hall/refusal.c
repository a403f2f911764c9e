/* Refusals as callers see them (S6, Q5, Q6): the words stand in contract/refusals.json; here the gaps in
 * them are filled. */
#include "app/hall/refusal.h"

#include "base/bug.h"
#include "view_contract.h"

/* For a refusal that leaves a gap open, such as a pause without a reason. */
static const struct {
	const char *what, *ask;
} unsaid[QUEUE_LANGUAGE_COUNT] = {
	[QUEUE_LANGUAGE_ZH] = { "未说明", "大堂经理" },
	[QUEUE_LANGUAGE_EN] = { "no details were given", "the hall manager" },
};

static const struct queue_refusal_info *info_of(enum queue_refusal refusal)
{
	ASSERT(refusal > REFUSED_NOT && (int)refusal <= QUEUE_REFUSAL_COUNT);
	return &queue_refusal_infos[refusal];
}

static struct text fill(const char *pattern, struct text what, struct text ask, struct arena *arena)
{
	const struct text gap_what = TEXT("{what}"), gap_ask = TEXT("{ask}");
	struct text rest = text_of(pattern);
	struct buf buf = { .arena = arena };

	while (rest.len > 0) {
		size_t skip = 1;
		if (text_starts(rest, gap_what)) {
			buf_text(&buf, what);
			skip = gap_what.len;
		} else if (text_starts(rest, gap_ask)) {
			buf_text(&buf, ask);
			skip = gap_ask.len;
		} else {
			buf_char(&buf, rest.at[0]);
		}
		rest.at += skip;
		rest.len -= skip;
	}
	return buf_view(&buf);
}

struct text refusal_text(enum queue_refusal refusal, enum queue_language language, struct text what,
			 struct text ask, struct arena *arena)
{
	const struct queue_refusal_info *info = info_of(refusal);
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	ASSERT((int)language < QUEUE_LANGUAGE_COUNT);
	if (what.len == 0)
		what = text_of(unsaid[language].what);
	if (ask.len == 0)
		ask = text_of(unsaid[language].ask);
	const struct view_refused view = {
		.refusal = text_of(info->name),
		.message = fill(info->say[language].message, what, ask, arena),
		.hint = fill(info->say[language].hint, what, ask, arena),
	};
	shape_write(&view_refused_shape, &view, NULL, 0, &out);
	return buf_view(&buf);
}

int refusal_status(enum queue_refusal refusal)
{
	return info_of(refusal)->status;
}
