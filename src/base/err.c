/* Filling in faults. Serves S6 (every error says what to do) by keeping one sentence and one field.
 *
 * Texts are made in a local array first, so that the arguments may point into the fault that is being
 * replaced, and are cut at a character's boundary where they are too long. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

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
