/* The limit (N8).
 *
 * What a server does besides is left out on purpose: deciding, hashes, sums of hours, snapshots, HTTP. The
 * values are kept as SQLite read them and are bound without a copy, so that this is as fast as it gets. */
#include "bench/limit.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/bug.h"
#include "host/clock.h"

enum {
	PASS_HALLS = 100000, /* hall numbers of one pass; more than a store can have */
	BUSY_MS = 5000,
	VALUES = 30,
};

/* As the store sets them for its writer; see src/store/store.c. */
static const char pragmas[] =
	"PRAGMA page_size = 4096; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;"
	"PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL;"
	"PRAGMA journal_mode = WAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 10000;"
	"PRAGMA journal_size_limit = 67108864;";

/* Every column of the three tables, the hall first and once. */
static const char select_sql[] =
	"SELECT e.hall, e.seq, e.at, e.kind, e.actor, e.key, e.payload, e.hash, a.seq, a.at, a.answer,"
	" t.ticket, t.leg, t.visit, t.number, t.service, t.class, t.window_id, t.clerk, t.state, t.day,"
	" t.taken_at, t.queued_at, t.called_at, t.started_at, t.finished_at, t.served_ms, t.calls,"
	" t.appointment, t.rating"
	" FROM events e JOIN answers a ON a.hall = e.hall AND a.key = e.key"
	" JOIN tickets t ON t.hall = e.hall AND t.ticket = json_extract(e.payload, '$.ticket')"
	" ORDER BY e.at, e.hall, e.seq LIMIT ?";

static const char *const insert_sql[] = {
	"INSERT INTO events (hall, seq, at, kind, actor, key, payload, hash)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	"INSERT INTO answers (hall, key, seq, at, answer) VALUES (?1, ?6, ?9, ?10, ?11)",
	"INSERT INTO tickets (hall, ticket, leg, visit, number, service, class, window_id, clerk, state, day,"
	" taken_at, queued_at, called_at, started_at, finished_at, served_ms, calls, appointment, rating)"
	" VALUES (?1, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)"
	" ON CONFLICT (hall, ticket, leg) DO UPDATE SET window_id = excluded.window_id, clerk = excluded.clerk,"
	" state = excluded.state, queued_at = excluded.queued_at, called_at = excluded.called_at,"
	" started_at = excluded.started_at, finished_at = excluded.finished_at, served_ms = excluded.served_ms,"
	" calls = excluded.calls, rating = excluded.rating",
};

/* The parameters of each insert, as runs of places in a row of select_sql. */
static const struct {
	int first, last;
} parameters[][2] = { { { 1, 8 }, { 0, -1 } }, { { 6, 6 }, { 9, 11 } }, { { 12, 30 }, { 0, -1 } } };

struct row {
	sqlite3_value *values[VALUES];
};

struct limit {
	sqlite3 *db;
	sqlite3_stmt *inserts[3];
	struct row *rows;
	uint32_t n, next;
	int64_t pass;
};

static enum rc fail(sqlite3 *db, const char *what, struct err *err)
{
	return err_set(err, RC_FAULT, "limit: %s: %s", what, db ? sqlite3_errmsg(db) : "no memory");
}

static enum rc run(sqlite3 *db, const char *sql, struct err *err)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : fail(db, sql, err);
}

/* Make the tables and indexes of `from` in the file of `limit`. */
static enum rc copy_schema(struct limit *limit, sqlite3 *from, struct err *err)
{
	static const char sql[] = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name";
	sqlite3_stmt *stmt;
	enum rc rc = RC_OK;

	if (sqlite3_prepare_v2(from, sql, -1, &stmt, NULL) != SQLITE_OK)
		return fail(from, sql, err);
	while (rc == RC_OK && sqlite3_step(stmt) == SQLITE_ROW)
		rc = run(limit->db, (const char *)sqlite3_column_text(stmt, 0), err);
	sqlite3_finalize(stmt);
	return rc;
}

static enum rc copy_rows(struct limit *limit, sqlite3 *from, struct err *err)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(from, select_sql, -1, &stmt, NULL) != SQLITE_OK)
		return fail(from, select_sql, err);
	sqlite3_bind_int(stmt, 1, LIMIT_COMMANDS_MAX);
	while (limit->n < LIMIT_COMMANDS_MAX && sqlite3_step(stmt) == SQLITE_ROW) {
		struct row *row = &limit->rows[limit->n++];

		for (int i = 0; i < VALUES; i++)
			row->values[i] = sqlite3_value_dup(sqlite3_column_value(stmt, i));
	}
	sqlite3_finalize(stmt);
	return limit->n >= LIMIT_GROUP ? RC_OK : err_set(err, RC_FAULT, "limit: only %u commands to copy", limit->n);
}

static enum rc set_up(struct limit *limit, const char *from, const char *path, struct err *err)
{
	sqlite3 *source = NULL;
	enum rc rc = RC_OK;

	if (sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		rc = fail(source, from, err);
	sqlite3_busy_timeout(source, BUSY_MS);
	if (rc == RC_OK && sqlite3_open_v2(path, &limit->db,
					   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
					   NULL) != SQLITE_OK)
		rc = fail(limit->db, path, err);
	if (rc == RC_OK)
		rc = run(limit->db, pragmas, err);
	if (rc == RC_OK)
		rc = copy_schema(limit, source, err);
	if (rc == RC_OK)
		rc = copy_rows(limit, source, err);
	sqlite3_close(source);
	for (size_t i = 0; i < CC_COUNT(insert_sql) && rc == RC_OK; i++)
		if (sqlite3_prepare_v2(limit->db, insert_sql[i], -1, &limit->inserts[i], NULL) != SQLITE_OK)
			rc = fail(limit->db, insert_sql[i], err);
	return rc;
}

enum rc limit_open(struct limit **ret, const char *from, const char *path, struct err *err)
{
	struct limit *limit = calloc(1, sizeof(*limit));
	enum rc rc;

	*ret = NULL;
	if (!limit)
		BUG("no memory");
	limit->rows = calloc(LIMIT_COMMANDS_MAX, sizeof(*limit->rows));
	if (!limit->rows)
		BUG("no memory for rows");
	rc = set_up(limit, from, path, err);
	if (rc != RC_OK) {
		limit_close(&limit);
		return rc;
	}
	*ret = limit;
	return RC_OK;
}

void limit_close(struct limit **limit)
{
	struct limit *l = *limit;

	if (!l)
		return;
	for (uint32_t r = 0; r < l->n; r++)
		for (int i = 0; i < VALUES; i++)
			sqlite3_value_free(l->rows[r].values[i]);
	for (size_t i = 0; i < CC_COUNT(l->inserts); i++)
		sqlite3_finalize(l->inserts[i]);
	sqlite3_close(l->db);
	free(l->rows);
	free(l);
	*limit = NULL;
}

static void bind(sqlite3_stmt *stmt, int place, sqlite3_value *value)
{
	int bytes = sqlite3_value_bytes(value);

	if (sqlite3_value_type(value) == SQLITE_INTEGER)
		sqlite3_bind_int64(stmt, place, sqlite3_value_int64(value));
	else if (sqlite3_value_type(value) == SQLITE_BLOB)
		sqlite3_bind_blob(stmt, place, sqlite3_value_blob(value), bytes, SQLITE_STATIC);
	else
		sqlite3_bind_text(stmt, place, (const char *)sqlite3_value_text(value), bytes, SQLITE_STATIC);
}

static enum rc write_command(struct limit *limit, struct err *err)
{
	struct row *row = &limit->rows[limit->next++];
	int64_t hall = sqlite3_value_int64(row->values[0]) + limit->pass * PASS_HALLS;

	for (size_t i = 0; i < CC_COUNT(limit->inserts); i++) {
		sqlite3_stmt *stmt = limit->inserts[i];

		for (int run_no = 0; run_no < 2; run_no++)
			for (int p = parameters[i][run_no].first; p >= 1 && p <= parameters[i][run_no].last; p++)
				bind(stmt, p, row->values[p - 1]);
		sqlite3_bind_int64(stmt, 1, hall);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			return fail(limit->db, insert_sql[i], err);
		sqlite3_reset(stmt);
	}
	if (limit->next == limit->n) {
		limit->next = 0;
		limit->pass++;
	}
	return RC_OK;
}

static enum rc write_group(struct limit *limit, struct err *err)
{
	enum rc rc = run(limit->db, "BEGIN IMMEDIATE", err);

	for (int i = 0; i < LIMIT_GROUP && rc == RC_OK; i++)
		rc = write_command(limit, err);
	return rc == RC_OK ? run(limit->db, "COMMIT", err) : rc;
}

enum rc limit_run(struct limit *limit, double seconds, double *ret_rate, struct err *err)
{
	int64_t began_ns = host_monotonic_ns(), now_ns = began_ns, groups = 0;
	enum rc rc = RC_OK;

	while (rc == RC_OK && (double)(now_ns - began_ns) < seconds * 1e9) {
		rc = write_group(limit, err);
		groups++;
		now_ns = host_monotonic_ns();
	}
	*ret_rate = (double)(groups * LIMIT_GROUP) * 1e9 / (double)(now_ns - began_ns);
	return rc;
}
