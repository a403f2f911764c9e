/* Running statements: prepared once, bound from left to right, rows copied out at once (S8). */
#include <string.h>

#include "base/bug.h"
#include "store/chain.h"
#include "store/store_private.h"

static enum rc rc_of(int result)
{
	switch (result & 0xff) {
	case SQLITE_FULL:
	case SQLITE_TOOBIG: return RC_FULL;
	case SQLITE_CONSTRAINT: return RC_CONFLICT;
	case SQLITE_NOTADB: return RC_INVALID;
	default: return RC_FAULT;
	}
}

enum rc store_fail(struct store *store, int result, const char *what, struct err *err)
{
	enum rc rc = rc_of(result);

	if (store->group == STORE_GROUP_OPEN && rc != RC_CONFLICT)
		store->group = STORE_GROUP_BROKEN;
	if ((result & 0xff) == SQLITE_CORRUPT)
		return err_set(err, rc, "store: the file is damaged or incomplete; restore a backup");
	return err_set(err, rc, "store: cannot %s: %s (%s)", what, sqlite3_errstr(result),
		       store->db != NULL ? sqlite3_errmsg(store->db) : "no handle");
}

enum rc store_run(struct store *store, const char *sql, struct err *err)
{
	int result = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return result == SQLITE_OK ? RC_OK : store_fail(store, result, "run a statement", err);
}

enum rc store_ask(struct store *store, const char *sql, int64_t *ret, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int result = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(stmt);
	if (result == SQLITE_ROW)
		*ret = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return result == SQLITE_ROW ? RC_OK : store_fail(store, result, "read", err);
}

static void fail(struct query *query, int result, const char *what)
{
	if (query->rc == RC_OK)
		query->rc = store_fail(query->store, result, what, query->err);
}

struct query query_read(struct store *store, enum sql sql, struct err *err)
{
	struct query query = { .store = store, .err = err };
	sqlite3_stmt **cached = &store->cache[sql];

	if (store->group == STORE_GROUP_BROKEN) {
		query.rc = err_set(err, RC_FAULT, "store: this group has failed; roll it back");
		return query;
	}
	if (*cached == NULL) {
		int result = sqlite3_prepare_v3(store->db, store_sql[sql], -1, SQLITE_PREPARE_PERSISTENT,
						cached, NULL);

		if (result != SQLITE_OK) {
			fail(&query, result, "prepare a statement");
			return query;
		}
	}
	ASSERT(!sqlite3_stmt_busy(*cached));
	query.stmt = *cached;
	return query;
}

struct query query_write(struct store *store, enum sql sql, struct err *err)
{
	ASSERT(store->group == STORE_GROUP_OPEN || store->group == STORE_GROUP_BROKEN);
	return query_read(store, sql, err);
}

static void bound(struct query *query, int result)
{
	if (result != SQLITE_OK)
		fail(query, result, "bind a value");
}

void query_int(struct query *query, int64_t value)
{
	query->parameter++;
	if (query->rc == RC_OK)
		bound(query, sqlite3_bind_int64(query->stmt, query->parameter, value));
}

void query_text(struct query *query, struct text value)
{
	query->parameter++;
	if (query->rc != RC_OK)
		return;
	if (value.len > STORE_TEXT_MAX) {
		fail(query, SQLITE_TOOBIG, "bind a text");
		return;
	}
	bound(query, sqlite3_bind_text(query->stmt, query->parameter, value.len > 0 ? value.at : "",
				       (int)value.len, SQLITE_STATIC));
}

void query_hash(struct query *query, const uint8_t *hash)
{
	query->parameter++;
	if (query->rc == RC_OK)
		bound(query, sqlite3_bind_blob(query->stmt, query->parameter, hash, STORE_HASH_BYTES,
					       SQLITE_STATIC));
}

void query_bytes(struct query *query, struct text value)
{
	query->parameter++;
	if (query->rc == RC_OK)
		bound(query, sqlite3_bind_blob64(query->stmt, query->parameter, value.len > 0 ? value.at : "",
						 value.len, SQLITE_STATIC));
}

bool query_row(struct query *query)
{
	int result;

	if (query->rc != RC_OK)
		return false;
	query->column = 0;
	result = sqlite3_step(query->stmt);
	if (result == SQLITE_ROW)
		return true;
	if (result != SQLITE_DONE)
		fail(query, result, "run a statement");
	return false;
}

int64_t row_int(struct query *query)
{
	return sqlite3_column_int64(query->stmt, query->column++);
}

int32_t row_int32(struct query *query)
{
	return (int32_t)row_int(query);
}

struct text row_view(struct query *query)
{
	const char *at = (const char *)sqlite3_column_text(query->stmt, query->column);
	int len = sqlite3_column_bytes(query->stmt, query->column);

	/* Columns are never NULL, so this is memory that ran out while the text was made. */
	if (at == NULL)
		fail(query, SQLITE_NOMEM, "read a text");
	query->column++;
	return (struct text){ at, at != NULL ? (size_t)len : 0 };
}

struct text row_text(struct query *query, struct arena *arena)
{
	return text_copy(arena, row_view(query));
}

void row_hash(struct query *query, uint8_t *ret)
{
	const void *at = sqlite3_column_blob(query->stmt, query->column);
	int len = sqlite3_column_bytes(query->stmt, query->column);

	/* A hash of another length was not written by this program; zeros fit no event. */
	memset(ret, 0, STORE_HASH_BYTES);
	if (at != NULL && len == STORE_HASH_BYTES)
		memcpy(ret, at, STORE_HASH_BYTES);
	query->column++;
}

struct text row_bytes(struct query *query, struct arena *arena)
{
	const void *at = sqlite3_column_blob(query->stmt, query->column);
	const int len = sqlite3_column_bytes(query->stmt, query->column);

	query->column++;
	return at != NULL ? text_copy(arena, (struct text){ at, (size_t)len }) : text_of(NULL);
}

enum rc query_end(struct query *query)
{
	if (query->stmt != NULL) {
		/* What reset returns is the error of the last step, which has been seen. */
		(void)sqlite3_reset(query->stmt);
		(void)sqlite3_clear_bindings(query->stmt);
	}
	return query->rc;
}

enum rc query_finish(struct query *query)
{
	while (query_row(query))
		;
	return query_end(query);
}

void *store_grow(struct arena *arena, void **list, uint32_t n, size_t size)
{
	enum { FIRST = 16 };
	bool full = n == 0 || (n >= FIRST && (n & (n - 1)) == 0);

	if (full) {
		void *larger = arena_array(arena, n == 0 ? FIRST : (size_t)n * 2, size);

		if (n > 0)
			memcpy(larger, *list, n * size);
		*list = larger;
	}
	return (char *)*list + n * size;
}

int64_t store_limit(uint32_t limit)
{
	ASSERT(limit <= STORE_PAGE_MAX);
	return limit;
}
