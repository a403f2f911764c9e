/* The mark of a printer (Q1): two numbers instead of a spool. The slips themselves can be made again from the log of
 * the hall, so that only how far the printer has got must outlive a crash. */
#include "gateway/print/mark.h"

#include <stdio.h>
#include <string.h>

#include "host/file.h"

/* Cut `NAME N` and its line end off `rest`. */
static bool take(struct text *rest, struct text name, int64_t *ret)
{
	const char *end = rest->len > 0 ? memchr(rest->at, '\n', rest->len) : NULL;
	struct text line = text_cut(rest, '\n');

	return end != NULL && text_eq(text_cut(&line, ' '), name) && text_int(line, ret) && *ret >= 0;
}

enum rc mark_parse(struct text text, struct mark *ret, struct err *err)
{
	struct mark mark;

	if (text.len > MARK_BYTES_MAX || !take(&text, TEXT("settled"), &mark.settled) ||
	    !take(&text, TEXT("begun"), &mark.begun) || text.len != 0)
		return err_set(err, RC_INVALID, "this is no mark of a printer");
	*ret = mark;
	return RC_OK;
}

enum rc mark_read(const char *path, struct mark *ret, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct text text;

	*ret = (struct mark){ 0 };
	arena_init(&arena, MARK_BYTES_MAX * 2);
	enum rc rc = host_file_read(path, MARK_BYTES_MAX, &arena, &text, err);
	if (rc == RC_MISSING)
		return RC_OK;
	if (rc == RC_OK)
		rc = mark_parse(text, ret, err);
	return rc == RC_OK ? RC_OK : err_prefix(err, "%s: ", path);
}

enum rc mark_write(const char *path, const struct mark *mark, struct err *err)
{
	char text[MARK_BYTES_MAX];
	const int len = snprintf(text, sizeof(text), "settled %lld\nbegun %lld\n", (long long)mark->settled,
				 (long long)mark->begun);

	return host_file_write(path, (struct text){ text, (size_t)len }, err);
}
