/* Backup while running, and restore (S7).
 *
 * The copy is made inside one reading transaction, so it is the store of one moment and never has to
 * begin anew when somebody writes; the price is that the log cannot be cut until it is done. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "host/file.h"
#include "store/log.h"
#include "store/store_private.h"
#include "store/upkeep.h"

enum { STEP_PAGES = 256, RESTORE_BYTES = 64 << 20 };

/* `path` with `tail` behind it. */
static enum rc path_with(char into[HOST_PATH_MAX], const char *path, const char *tail, struct err *err)
{
	int len = snprintf(into, HOST_PATH_MAX, "%s%s", path, tail);

	if (len < 0 || len >= HOST_PATH_MAX)
		return err_set(err, RC_FULL, "path is longer than %d bytes", HOST_PATH_MAX - 1);
	return RC_OK;
}

static enum rc copy_pages(struct store *store, sqlite3 *to, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", store->db, "main");
	int result;

	if (backup == NULL)
		return err_set(err, RC_FAULT, "cannot copy the store: %s", sqlite3_errmsg(to));
	do {
		result = sqlite3_backup_step(backup, STEP_PAGES);
	} while (result == SQLITE_OK);
	/* Finishing gives the error of the last step, if any. */
	result = sqlite3_backup_finish(backup);
	if (result != SQLITE_OK)
		return err_set(err, (result & 0xff) == SQLITE_FULL ? RC_FULL : RC_FAULT, "cannot copy the store: %s",
			       sqlite3_errstr(result));
	return RC_OK;
}

/* Copy into a file that nobody knows yet, so it needs no journal; the last step syncs it. */
static enum rc copy_to(struct store *store, const char *path, struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	sqlite3 *to = NULL;
	enum rc rc;

	if (sqlite3_open_v2(path, &to, flags, NULL) != SQLITE_OK ||
	    sqlite3_exec(to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK)
		rc = err_set(err, RC_FAULT, "cannot make %s: %s", path, sqlite3_errmsg(to));
	else
		rc = copy_pages(store, to, err);
	sqlite3_close(to);
	return rc;
}

/* What is at `path` is not to be replaced: an older backup may be the only good one, and the users of a store would
 * go on writing to a file without a name. */
static enum rc check_target(struct store *store, const char *path, struct err *err)
{
	const char *own = sqlite3_db_filename(store->db, "main");
	struct stat from, to;
	char wal[HOST_PATH_MAX];
	enum rc rc = path_with(wal, path, "-wal", err);

	if (rc != RC_OK)
		return rc;
	if (own != NULL && stat(own, &from) == 0 && stat(path, &to) == 0 && from.st_dev == to.st_dev &&
	    from.st_ino == to.st_ino)
		return err_set(err, RC_CONFLICT, "%s is the store itself; name another file", path);
	if (host_file_exists(wal))
		return err_set(err, RC_CONFLICT, "there is a %s: %s is a store in use; name another file", wal, path);
	if (host_file_exists(path))
		return err_set(err, RC_CONFLICT,
			       "there is a %s already, and a backup overwrites nothing; name another file", path);
	return RC_OK;
}

enum rc store_backup(struct store *store, const char *path, struct err *err)
{
	char part[HOST_PATH_MAX];
	enum rc rc = path_with(part, path, ".part", err);

	ASSERT(store->group == STORE_GROUP_NONE);
	if (rc == RC_OK)
		rc = check_target(store, path, err);
	if (rc == RC_OK)
		rc = host_file_remove(part, err);
	if (rc == RC_OK)
		rc = store_read_begin(store, err);
	if (rc != RC_OK)
		return rc;
	rc = copy_to(store, part, err);
	store_read_end(store);
	if (rc == RC_OK)
		rc = host_file_rename(part, path, err);
	if (rc != RC_OK)
		(void)remove(part);
	return rc;
}

static enum rc verify_chains(struct store *store, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct store_hall *halls;
	uint32_t n;
	int64_t bad_seq;
	enum rc rc;

	arena_init(&arena, RESTORE_BYTES);
	rc = store_hall_list(store, &arena, &halls, &n, err);
	for (uint32_t i = 0; rc == RC_OK && i < n; i++)
		rc = store_chain_verify(store, halls[i].no, &bad_seq, err);
	return rc;
}

/* Open the copy, which brings an older schema up, and check all of it. A copy of `from`, which is named: the copy's
 * own name says nothing to anybody. */
static enum rc check_copy(const char *path, const char *from, struct err *err)
{
	struct store *store = NULL;
	struct stat status;
	enum rc rc;

	/* An empty file would be taken for a store that is new. */
	if (stat(path, &status) == 0 && status.st_size == 0)
		return err_set(err, RC_INVALID, "%s: the backup is damaged or incomplete: it is empty", from);
	rc = store_open(&store, &(struct store_options){ .path = path, .migrate = true }, err);
	if (rc == RC_FAULT)
		return err_set(err, RC_INVALID, "%s: the backup is damaged or incomplete; take another one", from);
	if (rc != RC_OK)
		return rc;
	rc = store_integrity(store, false, err);
	if (rc == RC_OK)
		rc = verify_chains(store, err);
	store_close(&store);
	return rc == RC_OK ? rc : err_prefix(err, "%s: the backup is damaged or incomplete: ", from);
}

/* A file with a log beside it is a store that is in use or was not closed: half of it is in that log. */
static enum rc check_alone(const char *path, struct err *err)
{
	char wal[HOST_PATH_MAX];
	enum rc rc = path_with(wal, path, "-wal", err);

	if (rc != RC_OK)
		return rc;
	if (host_file_exists(wal))
		return err_set(err, RC_INVALID, "there is a %s: this is no backup, or it is in use", wal);
	return RC_OK;
}

static void remove_copy(const char *copy)
{
	static const char *const tails[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < CC_COUNT(tails); i++) {
		char path[HOST_PATH_MAX];

		if (path_with(path, copy, tails[i], NULL) == RC_OK)
			(void)remove(path);
	}
}

enum rc store_restore(const char *from, const char *path, struct err *err)
{
	char copy[HOST_PATH_MAX];
	enum rc rc = path_with(copy, path, ".restore", err);

	if (rc == RC_OK && host_file_exists(path))
		rc = err_set(err, RC_CONFLICT, "there is a store %s already; move it away first", path);
	if (rc == RC_OK)
		rc = check_alone(from, err);
	if (rc == RC_OK)
		rc = check_alone(path, err);
	if (rc != RC_OK)
		return rc;
	remove_copy(copy);
	rc = host_file_copy(from, copy, err);
	if (rc == RC_OK)
		rc = check_copy(copy, from, err);
	/* Closing has moved its log into the file; where that failed, the log is still there. */
	if (rc == RC_OK)
		rc = check_alone(copy, err);
	if (rc == RC_OK)
		rc = host_file_rename(copy, path, err);
	if (rc != RC_OK)
		remove_copy(copy);
	return rc;
}
