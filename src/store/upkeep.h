/* Checks, backups and housekeeping of a store (S7). */
#ifndef OH_STORE_UPKEEP_H
#define OH_STORE_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct store;

/* SQLite's own check of the file: every page and index, and that every log has its hall; or only the pages
 * where `quick`.
 * RC_INVALID names the first damage. Reads all of the file. */
CC_CHECK enum rc store_integrity(struct store *store, bool quick, struct err *err);

/* Walk the log of a hall: seqs from 1 without a gap, and every hash. RC_INVALID with the first bad seq
 * in `ret_bad_seq` (the missing one for a gap); 0 there when all is well. */
CC_CHECK enum rc store_chain_verify(struct store *store, int64_t hall, int64_t *ret_bad_seq, struct err *err);

/* Copy the store as of now into a new file `path` of this machine while others write. Takes shape under
 * `path`.part and is renamed when it is on disk whole; RC_CONFLICT where there is anything at `path`. Use a store
 * that is open for reading: a writer would stand still for it. Not inside a group or a read. */
CC_CHECK enum rc store_backup(struct store *store, const char *path, struct err *err);

/* Put a copy of the backup `from` at `path`, after checking it. RC_INVALID where `from` is damaged or no
 * store that this program can open, RC_CONFLICT where there is a file at `path` (move it and its
 * -wal and -shm away first), RC_MISSING without `from`. Nobody may have `path` open. */
CC_CHECK enum rc store_restore(const char *from, const char *path, struct err *err);

/* Move what was committed from the write-ahead log into the file, without waiting for readers. For
 * quiet moments; commits do it by themselves only every 10,000 pages. */
CC_CHECK enum rc store_checkpoint(struct store *store, struct err *err);

struct store_stats {
	int64_t bytes;     /* of the file, committed */
	int64_t wal_bytes; /* of the write-ahead log */
	int64_t pages;
	int64_t free_pages; /* of these, not in use */
};

/* How large the store is now. */
CC_CHECK enum rc store_stats(struct store *store, struct store_stats *ret, struct err *err);

#endif
