/* The store: what must outlive the process, in one SQLite file (S7, S8, N7).
 *
 * This header opens it and groups writes; log.h has events, answers and snapshots; projection.h has the
 * tables that can be made again from the log; design.h and media.h have what kiosks show; customer.h has
 * the register; upkeep.h has checks and backups.
 *
 * A store is used by one thread at a time. A process has one for writing, and as many for reading as
 * it has threads that read. No store outlives a call with rows half read: what is read is copied into
 * the caller's arena. Errors that every function may give and that are not named again below:
 * RC_FAULT (disk, memory, somebody else's lock), RC_FULL (disk full, or a text over STORE_TEXT_MAX). */
#ifndef OH_STORE_STORE_H
#define OH_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum {
	STORE_VERSION = 10,       /* of the schema that this program writes */
	STORE_TEXT_MAX = 64 << 20,/* bytes of any one text in a row */
	STORE_ID_MAX = 128,       /* bytes of a hall id and of a command key */
	STORE_PAGE_MAX = 1000,    /* rows that one call reads, unless it says otherwise */
	STORE_HALLS_MAX = 65536,  /* halls in one store */
	STORE_BUSY_MS = 5000,     /* wait for another process's write before giving up */
};

struct store_options {
	const char *path; /* file; its directory must exist */
	const char *vfs;  /* SQLite file system by name, or NULL for the machine's own */
	bool read_only;   /* the file must exist; writing is refused */
	bool migrate;     /* make a new file, bring an older schema up; otherwise both are refused */
	int32_t busy_ms;  /* instead of STORE_BUSY_MS; 0 for that */
};

/* Open or make a store. Recovers by itself from a crash. RC_MISSING where there is no file and none
 * is to be made; RC_INVALID where the file is no store, has a newer schema than this program knows,
 * or an older one without `migrate`. `ret` is NULL on error. */
CC_CHECK enum rc store_open(struct store **ret, const struct store_options *options, struct err *err);

/* Rolls an open group back. Takes NULL, and a pointer to NULL. */
void store_close(struct store **store);

/* A group: all that is written between begin and commit is on disk together or not at all. Groups do
 * not nest. Every function that writes needs an open group (bug otherwise). After any error in a
 * group other than RC_CONFLICT and RC_MISSING it can only be rolled back. RC_FAULT on a store that is
 * open for reading only, and where another process writes for longer than busy_ms. */
CC_CHECK enum rc store_begin(struct store *store, struct err *err);

/* Put the group on disk; on return it is closed, whatever happened. RC_OK: all of it survives a loss of
 * power. RC_FULL, RC_FAULT: none of it was written. RC_UNCERTAIN: the disk failed while committing;
 * after a crash either may be found, so ask by the command keys (store_answer_get). */
CC_CHECK enum rc store_commit(struct store *store, struct err *err);

/* Drop the group. Nothing happens where none is open. */
void store_rollback(struct store *store);

/* Read as of one moment until store_read_end, whatever others write meanwhile. Not inside a group. */
CC_CHECK enum rc store_read_begin(struct store *store, struct err *err);
void store_read_end(struct store *store);

struct store_hall {
	int64_t no; /* its number in every other table; never given twice */
	struct text id, name, name_en;
};

/* All halls, by id, into `arena`. */
CC_CHECK enum rc store_hall_list(struct store *store, struct arena *arena, struct store_hall **ret,
				 uint32_t *ret_n, struct err *err);

/* Hall by id; RC_MISSING where there is none. */
CC_CHECK enum rc store_hall_find(struct store *store, struct text id, struct arena *arena,
				 struct store_hall *ret, struct err *err);

/* New hall (writes). `id` has 1 to STORE_ID_MAX bytes. RC_CONFLICT where the id is taken, RC_FULL at
 * STORE_HALLS_MAX. */
CC_CHECK enum rc store_hall_add(struct store *store, struct text id, struct text name, struct text name_en,
				int64_t *ret_no, struct err *err);

/* Give a hall other names; its id stays (writes). RC_MISSING for no such hall. */
CC_CHECK enum rc store_hall_rename(struct store *store, int64_t no, struct text name, struct text name_en,
				   struct err *err);

/* Small facts about the whole store, such as the key that tokens are hashed with. RC_MISSING where
 * `name` was never set. Names that begin with `store.` belong to the store. */
CC_CHECK enum rc store_meta_get(struct store *store, struct text name, struct arena *arena, struct text *ret,
				struct err *err);
/* Set or replace one (writes). */
CC_CHECK enum rc store_meta_put(struct store *store, struct text name, struct text value, struct err *err);

#endif
