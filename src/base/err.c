/* Filling in faults. Serves S6 (every error says what to do) by keeping one sentence and one field, and of what is
 * wrong with an input also the name, so that it can be said in the caller's language.
 *
 * Texts are made in a local array first, so that the arguments may point into the fault that is being
 * replaced, and are cut at a character's boundary where they are too long. */
#include "base/err.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

static enum rc set(struct err *err, enum rc rc, const char *field, const char *format, va_list args)
{
	char text[2 * ERR_TEXT_MAX];

	ASSERT(rc != RC_OK);
	if (!err)
		return rc;
	vsnprintf(text, sizeof(text), format, args);
	err->rc = rc;
	err->detail = DETAIL_NOT;
	text_fill(err->field, sizeof(err->field), text_of(field));
	text_fill(err->text, sizeof(err->text), text_of(text));
	return rc;
}

enum rc err_set(struct err *err, enum rc rc, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(err, rc, "", format, args);
	va_end(args);
	return rc;
}

enum rc err_invalid(struct err *err, const char *field, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(err, RC_INVALID, field, format, args);
	va_end(args);
	return RC_INVALID;
}

enum rc err_prefix(struct err *err, const char *format, ...)
{
	char text[2 * ERR_TEXT_MAX];
	va_list args;
	int n;

	if (!err) /* nobody listens, but a failure stays one */
		return RC_FAULT;
	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof(text))
		snprintf(text + n, sizeof(text) - (size_t)n, "%s", err->text);
	text_fill(err->text, sizeof(err->text), text_of(text));
	return err->rc;
}

void err_words(const struct err *err, enum detail_language language, char into[ERR_TEXT_MAX])
{
	char low[24], high[24], text[2 * ERR_TEXT_MAX];
	const struct {
		const char *name, *value;
	} gaps[] = { { "{low}", low }, { "{high}", high }, { "{what}", err->what } };
	const char *at = detail_says[err->detail][language];
	size_t len = 0;

	if (err->detail == DETAIL_NOT) {
		text_fill(into, ERR_TEXT_MAX, text_of(err->text));
		return;
	}
	snprintf(low, sizeof(low), "%" PRId64, err->low);
	snprintf(high, sizeof(high), "%" PRId64, err->high);
	/* Words and gaps fit: the longest words of the contract are far shorter than ERR_TEXT_MAX - 2 * 24. */
	while (*at && len < sizeof(text)) {
		size_t gap = 0;

		while (gap < CC_COUNT(gaps) && strncmp(at, gaps[gap].name, strlen(gaps[gap].name)) != 0)
			gap++;
		if (gap == CC_COUNT(gaps)) {
			text[len++] = *at++;
			continue;
		}
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", gaps[gap].value);
		at += strlen(gaps[gap].name);
	}
	ASSERT(len < sizeof(text));
	text_fill(into, ERR_TEXT_MAX, (struct text){ text, len });
}

enum rc err_detail(struct err *err, const char *field, enum detail detail, int64_t low, int64_t high, const char *what)
{
	struct err made = { .rc = RC_INVALID, .detail = detail, .low = low, .high = high };

	ASSERT(detail > DETAIL_NOT && (int)detail <= DETAIL_COUNT);
	if (!err)
		return RC_INVALID;
	text_fill(made.field, sizeof(made.field), text_of(field));
	text_fill(made.what, sizeof(made.what), text_of(what));
	err_words(&made, DETAIL_IN_EN, made.text);
	*err = made;
	return RC_INVALID;
}
