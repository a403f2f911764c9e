/* Reading recorded tickets (W7). A row that cannot be is listed with the reason and left out; it is never
 * mended, for then the replay would no longer be of the record. */
#include <stdlib.h>

#include "app/replay/replay.h"
#include "base/bug.h"
#include "base/civil.h"
#include "base/csv.h"

enum { COLUMN_ID, COLUMN_BRANCH, COLUMN_DATE, COLUMN_WAIT_START, COLUMN_WAIT_END, COLUMN_SERVICE_END, COLUMN_COUNT };
enum { ROWS_AT_FIRST = 1024, BRANCH_BYTES_MAX = 32 };

static const char *const columns[COLUMN_COUNT] = { "id", "branch_id", "date", "wait_start", "wait_end", "service_end" };

struct reading {
	struct replay_log *log;
	struct arena *arena;
	struct text branch; /* the only one that is wanted, or empty */
	int places[COLUMN_COUNT];
	uint32_t size;
};

static void reject(struct reading *reading, int64_t line, const char *why)
{
	struct replay_log *log = reading->log;

	if (log->rejected_n < REPLAY_REJECTED_MAX)
		log->rejected[log->rejected_n] = (struct replay_rejected){ line,
									   text_copy(reading->arena, text_of(why)) };
	log->rejected_n++;
}

/* `09:04:58` of a day, as an instant. */
static bool read_time(int32_t day, struct text t, int64_t *ret)
{
	struct text rest = t;
	const struct text hour = text_cut(&rest, ':'), minute = text_cut(&rest, ':');
	int64_t h, m, s;

	if (!text_int(hour, &h) || !text_int(minute, &m) || !text_int(rest, &s))
		return false;
	if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
		return false;
	*ret = civil_instant(day, (int)(h * 60 + m), 0) + s * 1000;
	return true;
}

/* Place of a branch, or -1 when there are too many. */
static int64_t branch_place(struct replay_log *log, struct text id, struct arena *arena)
{
	for (uint32_t i = 0; i < log->branch_n; i++)
		if (text_eq(log->branches[i], id))
			return i;
	if (log->branch_n == REPLAY_BRANCHES_MAX)
		return -1;
	log->branches[log->branch_n] = text_copy(arena, id);
	return log->branch_n++;
}

static void add_row(struct reading *reading, const struct replay_row *row)
{
	struct replay_log *log = reading->log;

	if (log->row_n == reading->size) {
		const uint32_t size = reading->size == 0 ? ROWS_AT_FIRST : reading->size * 2;
		struct replay_row *rows = ARENA_ARRAY(reading->arena, size, struct replay_row);
		for (uint32_t i = 0; i < log->row_n; i++)
			rows[i] = log->rows[i];
		log->rows = rows;
		reading->size = size;
	}
	log->rows[log->row_n++] = *row;
}

/* Why a row cannot be, or NULL when it can. */
static const char *read_row(const struct reading *reading, const struct csv_row *fields, struct replay_row *ret)
{
	struct text value[COLUMN_COUNT];
	int32_t day;

	for (int i = 0; i < COLUMN_COUNT; i++) {
		if ((size_t)reading->places[i] >= fields->n)
			return "the row has too few fields";
		value[i] = text_trim(fields->fields[reading->places[i]]);
	}
	if (value[COLUMN_BRANCH].len == 0 || value[COLUMN_BRANCH].len > BRANCH_BYTES_MAX)
		return "branch_id is missing or too long";
	if (!civil_parse_date(value[COLUMN_DATE], &day))
		return "date is no day such as 2020-04-01";
	if (!read_time(day, value[COLUMN_WAIT_START], &ret->arrive_ms))
		return "wait_start is no time such as 09:04:58";
	if (!read_time(day, value[COLUMN_WAIT_END], &ret->call_ms))
		return "wait_end is no time such as 09:04:58";
	if (!read_time(day, value[COLUMN_SERVICE_END], &ret->end_ms))
		return "service_end is no time such as 09:04:58";
	if (ret->call_ms < ret->arrive_ms)
		return "the wait is negative: wait_end is before wait_start";
	if (ret->end_ms < ret->call_ms)
		return "the service is negative: service_end is before wait_end";
	return NULL;
}

static bool is_wanted(const struct reading *reading, const struct csv_row *fields)
{
	const size_t place = (size_t)reading->places[COLUMN_BRANCH];

	return reading->branch.len == 0 || place >= fields->n ||
	       text_eq(text_trim(fields->fields[place]), reading->branch);
}

static enum rc take_row(struct reading *reading, const struct csv_row *fields, int64_t line, struct err *err)
{
	struct replay_row row = { .line = line };

	if (!is_wanted(reading, fields))
		return RC_OK;
	const char *why = read_row(reading, fields, &row);
	if (why != NULL) {
		reject(reading, line, why);
		return RC_OK;
	}
	const int64_t branch = branch_place(reading->log, text_trim(fields->fields[reading->places[COLUMN_BRANCH]]),
					    reading->arena);
	if (branch < 0)
		return err_set(err, RC_FULL, "line %lld: more than %d branches", (long long)line, REPLAY_BRANCHES_MAX);
	if (reading->log->row_n == REPLAY_ROWS_MAX)
		return err_set(err, RC_FULL, "line %lld: more than %d tickets", (long long)line, REPLAY_ROWS_MAX);
	row.branch = (uint32_t)branch;
	add_row(reading, &row);
	return RC_OK;
}

static enum rc read_header(struct reading *reading, struct csv *csv, struct csv_row *fields, struct err *err)
{
	if (!csv_next(csv, reading->arena, fields, err))
		return err_set(err, RC_INVALID, "the file is empty");
	if (err->rc != RC_OK)
		return err_prefix(err, "line %lld: ", (long long)csv->line);
	for (int i = 0; i < COLUMN_COUNT; i++) {
		reading->places[i] = csv_column(fields, columns[i]);
		if (reading->places[i] < 0)
			return err_set(err, RC_INVALID, "there is no column %s in the first line", columns[i]);
	}
	return RC_OK;
}

static int by_arrival(const void *left, const void *right)
{
	const struct replay_row *a = left, *b = right;

	if (a->branch != b->branch)
		return a->branch < b->branch ? -1 : 1;
	if (a->arrive_ms != b->arrive_ms)
		return a->arrive_ms < b->arrive_ms ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

enum rc replay_read(struct text text, struct text branch, struct arena *arena, struct replay_log *ret, struct err *err)
{
	struct reading reading = { .log = ret, .arena = arena, .branch = branch };
	struct csv_row *fields = ARENA_NEW(arena, struct csv_row);
	struct csv csv;

	*ret = (struct replay_log){ 0 };
	csv_init(&csv, text);
	enum rc rc = read_header(&reading, &csv, fields, err);
	while (rc == RC_OK && csv_next(&csv, arena, fields, err)) {
		if (err->rc != RC_OK)
			reject(&reading, csv.line, err->text);
		else
			rc = take_row(&reading, fields, csv.line, err);
	}
	if (rc == RC_OK && ret->row_n == 0)
		rc = err_set(err, RC_MISSING, "the file has no usable ticket%s%.*s",
			     branch.len > 0 ? " of branch " : "", TEXT_ARG(branch));
	if (rc == RC_OK)
		qsort(ret->rows, ret->row_n, sizeof(ret->rows[0]), by_arrival);
	return rc;
}
