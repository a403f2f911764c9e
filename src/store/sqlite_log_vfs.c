/* A file system for SQLite that writes the log in large pieces (S8).
 *
 * SQLite writes each page of its write-ahead log with two calls, 24 bytes and then the page; a group of
 * commands is some 200 pages. Here what follows on each other is gathered, and goes to the file system below
 * when it is read, cut, measured or synced, or when the next write lies elsewhere.
 *
 * This is as safe as before: with synchronous=FULL every commit syncs the log before its pages are shown to
 * anyone, here or in another process; and what was not synced was never promised. A write that fails is
 * reported by the call that flushes it, at the latest by that sync, and the commit fails with it. */
#include "store/sqlite_log_vfs.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"

enum { PIECE_BYTES = 124 << 10 }; /* SQLite's files take less than 128 KiB in one write */

struct log_file {
	sqlite3_file base;
	sqlite3_file *real;   /* behind this struct */
	sqlite3_int64 offset; /* in the file, of the piece */
	int len;
	char *piece; /* PIECE_BYTES; NULL until the first write */
};

static struct log_file *log_of(sqlite3_file *file)
{
	return (struct log_file *)file;
}

static int flush(struct log_file *log)
{
	int len = log->len;

	log->len = 0;
	return len ? log->real->pMethods->xWrite(log->real, log->piece, len, log->offset) : SQLITE_OK;
}

static int log_close(sqlite3_file *file)
{
	struct log_file *log = log_of(file);
	int written = flush(log);
	int closed = log->real->pMethods->xClose(log->real);

	sqlite3_free(log->piece);
	return written != SQLITE_OK ? written : closed;
}

static int log_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
	struct log_file *log = log_of(file);
	int result = SQLITE_OK;

	if (log->piece == NULL)
		log->piece = sqlite3_malloc(PIECE_BYTES);
	if (log->piece == NULL)
		return SQLITE_NOMEM;
	if (offset != log->offset + log->len || n > PIECE_BYTES - log->len)
		result = flush(log);
	if (result != SQLITE_OK)
		return result;
	if (n > PIECE_BYTES)
		return log->real->pMethods->xWrite(log->real, bytes, n, offset);
	if (log->len == 0)
		log->offset = offset;
	memcpy(log->piece + log->len, bytes, (size_t)n);
	log->len += n;
	return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *into, int n, sqlite3_int64 offset)
{
	struct log_file *log = log_of(file);
	int result = flush(log);

	return result == SQLITE_OK ? log->real->pMethods->xRead(log->real, into, n, offset) : result;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct log_file *log = log_of(file);
	int result = flush(log);

	return result == SQLITE_OK ? log->real->pMethods->xTruncate(log->real, size) : result;
}

static int log_sync(sqlite3_file *file, int flags)
{
	struct log_file *log = log_of(file);
	int result = flush(log);

	return result == SQLITE_OK ? log->real->pMethods->xSync(log->real, flags) : result;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	struct log_file *log = log_of(file);
	int result = flush(log);

	return result == SQLITE_OK ? log->real->pMethods->xFileSize(log->real, ret) : result;
}

/* The log is never locked; these are here because the interface wants them. */
static int log_lock(sqlite3_file *file, int kind)
{
	return log_of(file)->real->pMethods->xLock(log_of(file)->real, kind);
}

static int log_unlock(sqlite3_file *file, int kind)
{
	return log_of(file)->real->pMethods->xUnlock(log_of(file)->real, kind);
}

static int log_is_reserved(sqlite3_file *file, int *ret)
{
	return log_of(file)->real->pMethods->xCheckReservedLock(log_of(file)->real, ret);
}

static int log_control(sqlite3_file *file, int what, void *argument)
{
	struct log_file *log = log_of(file);
	int result = flush(log);

	return result == SQLITE_OK ? log->real->pMethods->xFileControl(log->real, what, argument) : result;
}

static int log_sector_size(sqlite3_file *file)
{
	return log_of(file)->real->pMethods->xSectorSize(log_of(file)->real);
}

static int log_traits(sqlite3_file *file)
{
	return log_of(file)->real->pMethods->xDeviceCharacteristics(log_of(file)->real);
}

static const sqlite3_io_methods methods = {
	.iVersion = 1, /* shared memory and mapping are the business of the main file */
	.xClose = log_close,
	.xRead = log_read,
	.xWrite = log_write,
	.xTruncate = log_truncate,
	.xSync = log_sync,
	.xFileSize = log_size,
	.xLock = log_lock,
	.xUnlock = log_unlock,
	.xCheckReservedLock = log_is_reserved,
	.xFileControl = log_control,
	.xSectorSize = log_sector_size,
	.xDeviceCharacteristics = log_traits,
};

/* --- The file system: the log is ours, all else goes on to the one below ---------------------------- */

static sqlite3_vfs *below(sqlite3_vfs *vfs)
{
	return ((struct log_vfs *)vfs)->below;
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
	struct log_file *log = log_of(file);

	if (!(flags & SQLITE_OPEN_WAL))
		return below(vfs)->xOpen(below(vfs), name, file, flags, ret_flags);
	*log = (struct log_file){ .real = (sqlite3_file *)(log + 1) };
	const int result = below(vfs)->xOpen(below(vfs), name, log->real, flags, ret_flags);
	if (log->real->pMethods != NULL)
		log->base.pMethods = &methods;
	return result;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	return below(vfs)->xDelete(below(vfs), name, sync_dir);
}

static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	return below(vfs)->xAccess(below(vfs), name, flags, ret);
}

static int full_path(sqlite3_vfs *vfs, const char *name, int size, char *ret)
{
	return below(vfs)->xFullPathname(below(vfs), name, size, ret);
}

static int randomness(sqlite3_vfs *vfs, int n, char *ret)
{
	return below(vfs)->xRandomness(below(vfs), n, ret);
}

static int nap(sqlite3_vfs *vfs, int microseconds)
{
	return below(vfs)->xSleep(below(vfs), microseconds);
}

static int last_error(sqlite3_vfs *vfs, int size, char *ret)
{
	return below(vfs)->xGetLastError != NULL ? below(vfs)->xGetLastError(below(vfs), size, ret) : 0;
}

static int current_time(sqlite3_vfs *vfs, double *ret)
{
	return below(vfs)->xCurrentTime(below(vfs), ret);
}

bool log_vfs_open(struct log_vfs *log, sqlite3_vfs *real)
{
	ASSERT(log->below == NULL && real != NULL);
	log->below = real;
	log->vfs = (sqlite3_vfs){
		.iVersion = 1,
		.szOsFile = real->szOsFile + (int)sizeof(struct log_file),
		.mxPathname = real->mxPathname,
		.zName = log->name,
		.xOpen = open_file,
		.xDelete = delete_file,
		.xAccess = access_file,
		.xFullPathname = full_path,
		.xRandomness = randomness,
		.xSleep = nap,
		.xCurrentTime = current_time,
		.xGetLastError = last_error,
	};
	snprintf(log->name, sizeof(log->name), "log-%p", (void *)log);
	return sqlite3_vfs_register(&log->vfs, 0) == SQLITE_OK;
}

void log_vfs_close(struct log_vfs *log)
{
	if (log->below != NULL)
		sqlite3_vfs_unregister(&log->vfs);
	log->below = NULL;
}
