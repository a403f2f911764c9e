/* Reading CSV a row at a time, in one pass and without copying what needs no copy.
 *
 * Invariants: every call that returns true moves forward by at least one line, so reading ends; after a
 * row that is none, reading goes on behind the line on which it began, so that a quote too many costs
 * one row and not the rest of the file. */
#include "base/csv.h"

#include <string.h>

#include "base/bug.h"

/* The row that is being read. */
struct scan {
	const char *at, *end;
	int64_t line; /* of `at` */
	struct arena *arena;
	struct csv_row *row;
	const char *fault; /* why it is no row; NULL as long as it is one */
};

void csv_init(struct csv *csv, struct text whole)
{
	struct text mark = TEXT("\xef\xbb\xbf");

	if (text_starts(whole, mark)) {
		whole.at += mark.len;
		whole.len -= mark.len;
	}
	*csv = (struct csv){ .rest = whole, .line = 0, .next_line = 1 };
}

/* Bytes of the line end at `at`: LF, CR LF, or a CR that ends the text; 0 where there is none. */
static size_t line_end(const char *at, const char *end)
{
	if (at == end)
		return 0;
	if (*at == '\n')
		return 1;
	if (*at != '\r')
		return 0;
	if (at + 1 == end)
		return 1;
	return at[1] == '\n' ? 2 : 0;
}

static struct text plain_field(struct scan *scan)
{
	const char *start = scan->at;

	while (scan->at < scan->end && *scan->at != ',' && !line_end(scan->at, scan->end))
		scan->at++;
	return (struct text){ start, (size_t)(scan->at - start) };
}

/* `quoted` with each pair of quotes made one. */
static struct text undo_pairs(struct arena *arena, struct text quoted)
{
	char *into = arena_alloc(arena, quoted.len);
	size_t len = 0;

	for (size_t i = 0; i < quoted.len; i++) {
		into[len++] = quoted.at[i];
		i += quoted.at[i] == '"';
	}
	return (struct text){ into, len };
}

static struct text quoted_field(struct scan *scan)
{
	const char *start = ++scan->at;
	struct text inner;
	bool pairs = false;

	for (;; scan->at++) {
		if (scan->at == scan->end) {
			scan->fault = "a quoted field does not end";
			return (struct text){ 0 };
		}
		scan->line += *scan->at == '\n';
		if (*scan->at != '"')
			continue;
		if (scan->at + 1 == scan->end || scan->at[1] != '"')
			break;
		pairs = true;
		scan->at++;
	}
	inner = (struct text){ start, (size_t)(scan->at++ - start) };
	if (scan->at < scan->end && *scan->at != ',' && !line_end(scan->at, scan->end))
		scan->fault = "text follows a closing quote; write a quote inside a quoted field twice";
	return pairs && !scan->fault ? undo_pairs(scan->arena, inner) : inner;
}

/* Fields up to the end of the row; `at` stands behind the line end then. */
static void scan_row(struct scan *scan)
{
	bool more = true;

	while (more) {
		struct text field = scan->at < scan->end && *scan->at == '"' ? quoted_field(scan) :
									       plain_field(scan);

		if (scan->fault)
			return;
		if (scan->row->n == CSV_FIELDS_MAX) {
			scan->fault = "the row has too many fields";
			return;
		}
		scan->row->fields[scan->row->n++] = field;
		more = scan->at < scan->end && *scan->at == ',';
		scan->at += more;
	}
	scan->at += line_end(scan->at, scan->end);
	scan->line++;
}

static void move_to(struct csv *csv, const char *at, int64_t line)
{
	csv->rest.len -= (size_t)(at - csv->rest.at);
	csv->rest.at = at;
	csv->next_line = line;
}

static void skip_blank_lines(struct csv *csv)
{
	const char *at = csv->rest.at, *end = at + csv->rest.len;
	int64_t line = csv->next_line;

	for (size_t n; (n = line_end(at, end)); line++)
		at += n;
	move_to(csv, at, line);
}

/* One row is no longer than CSV_ROW_BYTES_MAX, so no more than one byte beyond is looked at. */
static const char *row_end_max(const struct csv *csv)
{
	size_t len = csv->rest.len <= CSV_ROW_BYTES_MAX ? csv->rest.len : CSV_ROW_BYTES_MAX + 1;

	return csv->rest.at + len;
}

bool csv_next(struct csv *csv, struct arena *arena, struct csv_row *ret_row, struct err *err)
{
	struct scan scan = { .arena = arena, .row = ret_row };
	const char *line_break;

	ASSERT(err);
	*err = (struct err){ .rc = RC_OK };
	ret_row->n = 0;
	if (!csv->rest.len)
		return false;
	skip_blank_lines(csv);
	if (!csv->rest.len)
		return false;
	csv->line = scan.line = csv->next_line;
	scan.at = csv->rest.at;
	scan.end = row_end_max(csv);
	scan_row(&scan);
	if (scan.at - csv->rest.at > CSV_ROW_BYTES_MAX)
		scan.fault = "the row is too long, or a quoted field does not end";
	if (!scan.fault) {
		move_to(csv, scan.at, scan.line);
		return true;
	}
	err_set(err, RC_INVALID, "%s", scan.fault);
	ret_row->n = 0;
	line_break = memchr(csv->rest.at, '\n', csv->rest.len);
	move_to(csv, line_break ? line_break + 1 : csv->rest.at + csv->rest.len, csv->line + 1);
	return true;
}

int csv_column(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->n; i++) {
		if (text_eq(header->fields[i], text_of(name)))
			return (int)i;
	}
	return -1;
}
