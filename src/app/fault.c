/* Faults as callers see them (S6): a stable name for programs, a message and a hint for people.
 *
 * The words stand in contract/faults.json, the members in the view "fault"; nothing is said here. */
#include "app/fault.h"

#include "base/bug.h"
#include "view_contract.h"

enum { FAULT_DETAIL_MAX = 512 };

static const struct fault_info *info_of(enum fault fault)
{
	ASSERT(fault > FAULT_NOT && (int)fault <= FAULT_COUNT);
	return &fault_infos[fault];
}

int fault_status(enum fault fault)
{
	return info_of(fault)->status;
}

void fault_write(enum fault fault, enum queue_language language, struct text field, struct text detail,
		 struct json_out *out)
{
	const struct fault_info *info = info_of(fault);
	const char *colon = language == QUEUE_LANGUAGE_ZH ? "：" : ": ";
	char message[FAULT_DETAIL_MAX];
	struct view_fault view = { .error = text_of(info->name), .field = field };

	ASSERT((int)language < QUEUE_LANGUAGE_COUNT);
	struct buf joined = { .arena = out->buf->arena };
	buf_text(&joined, text_of(info->say[language].message));
	if (detail.len) {
		text_fill(message, sizeof(message), detail);
		buf_text(&joined, text_of(colon));
		buf_text(&joined, field);
		buf_text(&joined, field.len ? TEXT(" ") : text_of(NULL));
		buf_text(&joined, text_of(message));
	}
	view.message = buf_view(&joined);
	view.hint = text_of(info->say[language].hint);
	shape_write(&view_fault_shape, &view, NULL, 0, out);
}

struct text fault_text(enum fault fault, enum queue_language language, struct text field, struct text detail,
		       struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	fault_write(fault, language, field, detail, &out);
	return buf_view(&buf);
}

struct text fault_text_all(enum fault fault, struct arena *arena)
{
	const struct fault_info *info = info_of(fault);
	struct buf message = { .arena = arena }, hint = { .arena = arena }, buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	for (int language = 0; language < QUEUE_LANGUAGE_COUNT; language++) {
		buf_printf(&message, "%s%s", language ? " / " : "", info->say[language].message);
		buf_printf(&hint, "%s%s", language ? " / " : "", info->say[language].hint);
	}
	const struct view_fault view = { .error = text_of(info->name),
					 .message = buf_view(&message),
					 .hint = buf_view(&hint) };
	shape_write(&view_fault_shape, &view, NULL, 0, &out);
	return buf_view(&buf);
}

struct text fault_text_err(enum fault fault, enum queue_language language, const struct err *err, struct arena *arena)
{
	char words[ERR_TEXT_MAX];

	_Static_assert((int)QUEUE_LANGUAGE_ZH == DETAIL_IN_ZH && (int)QUEUE_LANGUAGE_EN == DETAIL_IN_EN &&
			       (int)QUEUE_LANGUAGE_COUNT == DETAIL_LANGUAGES,
		       "the contract counts languages alike everywhere");
	err_words(err, (enum detail_language)language, words);
	return fault_text(fault, language, text_of(err->field), text_of(words), arena);
}
