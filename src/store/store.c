/* Opening the store, groups, halls (S7, S8, N7).
 *
 * SQLite with a write-ahead log and synchronous=FULL: a commit returns when it is on disk. One writer,
 * any number of readers, who never wait for each other.
 *
 * Invariant: no statement is half run between two calls, and outside a group nothing is written. */
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/bug.h"
#include "store/store_private.h"
#include "store/store_schema.h"

/* For every connection. The temporary files that SQLite would make stay in memory. EXTRA is for the
 * moments before the write-ahead log is on: a new file begins with a rollback journal, and where its
 * removal is not synced, a loss of power brings it back and it undoes all that came after it. */
static const char pragmas[] = "PRAGMA page_size = 4096; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;"
			      "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA synchronous = EXTRA;";
static const char pragmas_reader[] = "PRAGMA query_only = ON; PRAGMA cache_size = -8192;";
/* A log that a slow reader made long is cut again; 64 MiB hold 10,000 pages with room. */
static const char pragmas_writer[] =
	"PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 10000;"
	"PRAGMA journal_size_limit = 67108864;";

/* Version of the schema; 0 for an empty file. */
static enum rc read_version(struct store *store, int64_t *ret, struct err *err)
{
	int64_t tables, ours;
	enum rc rc = store_ask(store, "SELECT count(*) FROM sqlite_schema", &tables, err);

	*ret = 0;
	if (rc != RC_OK || tables == 0)
		return rc;
	rc = store_ask(store,
		       "SELECT count(*) FROM sqlite_schema"
		       " WHERE type = 'table' AND name IN ('meta', 'halls', 'events')",
		       &ours, err);
	if (rc != RC_OK)
		return rc;
	if (ours != 3)
		return err_set(err, RC_INVALID, "store: the file is a database, but not of this program");
	return store_ask(store, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'store.version'", ret, err);
}

static enum rc write_version(struct store *store, struct err *err)
{
	struct query query = query_write(store, SQL_META_PUT, err);
	char digits[16];

	sqlite3_snprintf(sizeof(digits), digits, "%d", STORE_VERSION);
	query_text(&query, TEXT("store.version"));
	query_text(&query, text_of(digits));
	return query_finish(&query);
}

static enum rc migrate(struct store *store, struct err *err)
{
	int64_t version;
	enum rc rc = store_begin(store, err);

	if (rc != RC_OK)
		return rc;
	/* Read again: another process may have done it while this one waited. */
	rc = read_version(store, &version, err);
	for (int64_t step = version; rc == RC_OK && step < STORE_VERSION; step++)
		rc = store_run(store, store_schema[step], err);
	if (rc == RC_OK && version < STORE_VERSION)
		rc = write_version(store, err);
	if (rc != RC_OK) {
		store_rollback(store);
		(void)err_prefix(err, "cannot bring the schema to version %d: ", STORE_VERSION);
		return rc;
	}
	return store_commit(store, err);
}

static enum rc use_wal(struct store *store, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int result = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);
	bool wal = false;

	if (result == SQLITE_OK)
		result = sqlite3_step(stmt);
	/* The answer is the mode that it has now, which is another one where this cannot be had. */
	if (result == SQLITE_ROW)
		wal = text_eq(text_of((const char *)sqlite3_column_text(stmt, 0)), TEXT("wal"));
	sqlite3_finalize(stmt);
	if (result != SQLITE_ROW)
		return store_fail(store, result, "turn the write-ahead log on", err);
	if (!wal)
		return err_set(err, RC_FAULT, "store: this file system cannot hold a write-ahead log");
	return store_run(store, pragmas_writer, err);
}

static enum rc check_version(struct store *store, const struct store_options *options, struct err *err)
{
	int64_t version;
	enum rc rc = read_version(store, &version, err);

	if (rc != RC_OK)
		return rc;
	if (version > STORE_VERSION)
		return err_set(err, RC_INVALID,
			       "store: schema %lld is newer than %d, the newest that this program "
			       "knows; start a newer program, or restore a backup",
			       (long long)version, STORE_VERSION);
	if (!options->read_only) {
		rc = use_wal(store, err);
		if (rc != RC_OK)
			return rc;
	}
	if (version == STORE_VERSION)
		return RC_OK;
	if (options->read_only || !options->migrate)
		return err_set(err, RC_INVALID, "store: schema %lld is older than %d; let the server migrate it first",
			       (long long)version, STORE_VERSION);
	return migrate(store, err);
}

/* SQLite counts its memory under one lock for all threads, unless told not to before it is first used. */
static void count_no_memory(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum rc open_file(struct store *store, const struct store_options *options, struct err *err)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	sqlite3_vfs *vfs = sqlite3_vfs_find(options->vfs);
	int exists = 0;
	int result;

	if (vfs == NULL)
		return err_set(err, RC_FAULT, "store: no file system is called %s", options->vfs);
	result = vfs->xAccess(vfs, options->path, SQLITE_ACCESS_EXISTS, &exists);
	if (result != SQLITE_OK)
		return store_fail(store, result, "look for the file", err);
	if (!exists && (options->read_only || !options->migrate))
		return err_set(err, RC_MISSING, "store: there is no file %s", options->path);
	flags |= options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (!log_vfs_open(&store->log_vfs, vfs))
		return err_set(err, RC_FAULT, "no memory");
	result = sqlite3_open_v2(options->path, &store->db, flags, store->log_vfs.name);
	if (result != SQLITE_OK)
		return store_fail(store, result, "open the file", err);
	/* The file is looked into only when it is read. */
	result = sqlite3_exec(store->db, "PRAGMA schema_version", NULL, NULL, NULL);
	if (result == SQLITE_NOTADB)
		return err_set(err, RC_INVALID, "store: the file is no database; name a store or a backup of one");
	return RC_OK;
}

static enum rc set_up(struct store *store, const struct store_options *options, struct err *err)
{
	enum rc rc = open_file(store, options, err);

	if (rc != RC_OK)
		return rc;
	sqlite3_busy_timeout(store->db, options->busy_ms > 0 ? options->busy_ms : STORE_BUSY_MS);
	/* A row holds several texts. */
	sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, 2 * STORE_TEXT_MAX);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	rc = store_run(store, pragmas, err);
	if (rc == RC_OK && options->read_only)
		rc = store_run(store, pragmas_reader, err);
	return rc == RC_OK ? check_version(store, options, err) : rc;
}

enum rc store_open(struct store **ret, const struct store_options *options, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct store *store = calloc(1, sizeof(*store));
	enum rc rc;

	*ret = NULL;
	if (store == NULL)
		return err_set(err, RC_FAULT, "no memory");
	(void)pthread_once(&once, count_no_memory);
	store->read_only = options->read_only;
	rc = set_up(store, options, err);
	if (rc != RC_OK) {
		store_close(&store);
		(void)err_prefix(err, "%s: ", options->path);
		return rc;
	}
	*ret = store;
	return RC_OK;
}

void store_close(struct store **store)
{
	if (store == NULL || *store == NULL)
		return;
	for (int i = 0; i < SQL_N; i++)
		sqlite3_finalize((*store)->cache[i]);
	if (sqlite3_close((*store)->db) != SQLITE_OK)
		BUG("a statement of the store was not given back");
	log_vfs_close(&(*store)->log_vfs);
	free(*store);
	*store = NULL;
}

enum rc store_begin(struct store *store, struct err *err)
{
	enum rc rc;

	ASSERT(store->group == STORE_GROUP_NONE);
	if (store->read_only)
		return err_set(err, RC_FAULT, "store: open for reading only");
	rc = store_run(store, "BEGIN IMMEDIATE", err);
	if (rc == RC_OK)
		store->group = STORE_GROUP_OPEN;
	return rc;
}

/* SQLite rolls back by itself after some errors; then there is nothing left to do. */
static void roll_back(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->group = STORE_GROUP_NONE;
}

enum rc store_commit(struct store *store, struct err *err)
{
	enum rc rc;
	int result;

	ASSERT(store->group == STORE_GROUP_OPEN || store->group == STORE_GROUP_BROKEN);
	if (store->group == STORE_GROUP_BROKEN) {
		roll_back(store);
		return err_set(err, RC_FAULT, "store: this group has failed and was rolled back");
	}
	result = sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	if (result == SQLITE_OK) {
		store->group = STORE_GROUP_NONE;
		return RC_OK;
	}
	rc = store_fail(store, result, "commit", err);
	/* The last frame of the log may be on disk although the call failed, and recovery would then find
	 * it. A full disk never got that far, and a lock is asked for before anything is written. */
	if ((result & 0xff) == SQLITE_IOERR)
		rc = err_set(err, RC_UNCERTAIN, "store: the disk failed while committing: %s", sqlite3_errstr(result));
	roll_back(store);
	return rc;
}

void store_rollback(struct store *store)
{
	if (store->group == STORE_GROUP_OPEN || store->group == STORE_GROUP_BROKEN)
		roll_back(store);
}

enum rc store_read_begin(struct store *store, struct err *err)
{
	int64_t tables;
	enum rc rc;

	ASSERT(store->group == STORE_GROUP_NONE);
	rc = store_run(store, "BEGIN", err);
	if (rc != RC_OK)
		return rc;
	store->group = STORE_GROUP_READ;
	/* The moment is that of the first read, so read. */
	rc = store_ask(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (rc != RC_OK)
		store_read_end(store);
	return rc;
}

void store_read_end(struct store *store)
{
	if (store->group == STORE_GROUP_READ)
		roll_back(store);
}

enum rc store_meta_get(struct store *store, struct text name, struct arena *arena, struct text *ret, struct err *err)
{
	struct query query = query_read(store, SQL_META_GET, err);
	bool found;

	query_text(&query, name);
	found = query_row(&query);
	if (found)
		*ret = row_text(&query, arena);
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: %.*s was never set", TEXT_ARG(name));
	return query_end(&query);
}

enum rc store_meta_put(struct store *store, struct text name, struct text value, struct err *err)
{
	struct query query = query_write(store, SQL_META_PUT, err);

	ASSERT(!text_starts(name, TEXT("store.")));
	query_text(&query, name);
	query_text(&query, value);
	return query_finish(&query);
}
