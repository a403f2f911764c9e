/* Checks and housekeeping (S7). Backups are in store_backup.c. */
#include "store/upkeep.h"

#include <string.h>

#include "base/bug.h"
#include "store/log.h"
#include "store/store_private.h"

static enum rc check_file(struct store *store, bool quick, struct err *err)
{
	const char *sql = quick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)";
	sqlite3_stmt *stmt = NULL;
	int result = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
	enum rc rc = RC_OK;

	if (result == SQLITE_OK)
		result = sqlite3_step(stmt);
	if (result == SQLITE_ROW) {
		const char *finding = (const char *)sqlite3_column_text(stmt, 0);

		if (finding == NULL || strcmp(finding, "ok") != 0)
			rc = err_set(err, RC_INVALID, "store: damaged: %s", finding != NULL ? finding : "unknown");
	} else if ((result & 0xff) == SQLITE_CORRUPT) {
		rc = err_set(err, RC_INVALID, "store: too damaged to be checked");
	} else {
		rc = store_fail(store, result, "check the file", err);
	}
	sqlite3_finalize(stmt);
	return rc;
}

/* Every log belongs to a hall: whoever walks the halls would never see the log of one that was struck out. */
static enum rc check_owners(struct store *store, struct err *err)
{
	int64_t n = 0;
	enum rc rc = store_ask(store,
			       "SELECT count(*) FROM (SELECT DISTINCT hall FROM events)"
			       " WHERE hall NOT IN (SELECT no FROM halls)",
			       &n, err);

	if (rc != RC_OK || n == 0)
		return rc;
	return err_set(err, RC_INVALID, "store: damaged: %lld log%s to no hall", (long long)n,
		       n == 1 ? " belongs" : "s belong");
}

enum rc store_integrity(struct store *store, bool quick, struct err *err)
{
	enum rc rc = check_file(store, quick, err);

	return rc == RC_OK && !quick ? check_owners(store, err) : rc;
}

/* Check the event in the row against the seq and hash that it should have; moves `hash` on. */
static bool link_holds(struct query *query, int64_t seq, uint8_t hash[STORE_HASH_BYTES])
{
	uint8_t stored[STORE_HASH_BYTES];
	struct store_event event;

	event.seq = row_int(query);
	event.at_ms = row_int(query);
	event.kind = row_view(query);
	event.actor = row_view(query);
	event.key = row_view(query);
	event.payload = row_view(query);
	row_hash(query, stored);
	if (event.seq != seq)
		return false;
	store_chain_hash(hash, &event, hash);
	return memcmp(hash, stored, STORE_HASH_BYTES) == 0;
}

enum rc store_chain_verify(struct store *store, int64_t hall, int64_t *ret_bad_seq, struct err *err)
{
	struct query query = query_read(store, SQL_CHAIN, err);
	uint8_t hash[STORE_HASH_BYTES] = { 0 };

	*ret_bad_seq = 0;
	query_int(&query, hall);
	for (int64_t seq = 1; query_row(&query); seq++) {
		if (link_holds(&query, seq, hash) || query.rc != RC_OK)
			continue;
		*ret_bad_seq = seq;
		query.rc = err_set(err, RC_INVALID,
				   "store: the log of hall %lld is not as it was written from "
				   "event %lld on",
				   (long long)hall, (long long)seq);
	}
	return query_end(&query);
}

enum rc store_checkpoint(struct store *store, struct err *err)
{
	int result;

	ASSERT(store->group == STORE_GROUP_NONE);
	if (store->read_only)
		return err_set(err, RC_FAULT, "store: open for reading only");
	result = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return result == SQLITE_OK ? RC_OK : store_fail(store, result, "checkpoint", err);
}

/* Size of the write-ahead log, asked of SQLite, which has it open. */
static enum rc wal_bytes(struct store *store, int64_t *ret, struct err *err)
{
	sqlite3_file *wal = NULL;
	sqlite3_int64 size = 0;
	int result = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);

	if (result == SQLITE_OK && wal != NULL && wal->pMethods != NULL)
		result = wal->pMethods->xFileSize(wal, &size);
	*ret = size;
	return result == SQLITE_OK ? RC_OK : store_fail(store, result, "look at the log", err);
}

enum rc store_stats(struct store *store, struct store_stats *ret, struct err *err)
{
	int64_t page_bytes = 0;
	enum rc rc;

	*ret = (struct store_stats){ 0 };
	rc = store_ask(store, "PRAGMA page_size", &page_bytes, err);
	if (rc == RC_OK)
		rc = store_ask(store, "PRAGMA page_count", &ret->pages, err);
	if (rc == RC_OK)
		rc = store_ask(store, "PRAGMA freelist_count", &ret->free_pages, err);
	if (rc == RC_OK)
		rc = wal_bytes(store, &ret->wal_bytes, err);
	ret->bytes = ret->pages * page_bytes;
	return rc;
}
