/* Reading comma-separated values (RFC 4180; CR LF or LF; quotes; a byte order mark is skipped). */
#ifndef OH_BASE_CSV_H
#define OH_BASE_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { CSV_FIELDS_MAX = 256, CSV_ROW_BYTES_MAX = 1 << 20 };

/* A position in a text that the caller keeps alive. */
struct csv {
	struct text rest;
	int64_t line; /* line on which the last row read began, from 1 */
	int64_t next_line;
};

struct csv_row {
	struct text fields[CSV_FIELDS_MAX];
	size_t n;
};

/* Begin at the first row of `whole`. */
void csv_init(struct csv *csv, struct text whole);

/* Next row; blank lines are skipped. False at the end. A row that is no CSV (a quote that never ends,
 * text behind a closing quote, too many fields, too long) gives true with `err` set (RC_INVALID) and
 * the reader stands behind that line, whose number is csv->line; `err` is RC_OK otherwise. Fields point
 * into the text, or into `arena` where quotes had to be undone. */
bool csv_next(struct csv *csv, struct arena *arena, struct csv_row *ret_row, struct err *err);

/* Index of the column named `name` in a header row, or -1. */
int csv_column(const struct csv_row *header, const char *name);

#endif
