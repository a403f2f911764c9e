/* Stopping at a broken invariant. Serves S7: what comes after is recovery from the log, so the text
 * goes straight to standard error, with nothing allocated and nothing locked for long. */
#include "base/bug.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void bug_stop(const char *file, int line, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(stderr, "%s:%d: bug: %s\n", file, line, text);
	fflush(stderr);
	abort();
}
