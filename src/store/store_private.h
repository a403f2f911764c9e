/* What the files of the store share: the handle, and running a statement. SQLite's types stay here. */
#ifndef OH_STORE_STORE_PRIVATE_H
#define OH_STORE_STORE_PRIVATE_H

#include <sqlite3.h>

#include "store/sqlite_log_vfs.h"
#include "store/store.h"
#include "store/store_sql.h"

enum store_group {
	STORE_GROUP_NONE,
	STORE_GROUP_OPEN,
	STORE_GROUP_BROKEN, /* something in it failed; it can only be rolled back */
	STORE_GROUP_READ,   /* between store_read_begin and store_read_end */
};

struct store {
	sqlite3 *db;
	bool read_only;
	enum store_group group;
	sqlite3_stmt *cache[SQL_N]; /* prepared when first used */
	struct log_vfs log_vfs;
};

/* Turn an SQLite result into an error that says `what` could not be done; breaks the open group unless
 * it is a row that is there already. */
enum rc store_fail(struct store *store, int result, const char *what, struct err *err);

/* Run statements without results, such as BEGIN or a pragma. */
CC_CHECK enum rc store_run(struct store *store, const char *sql, struct err *err);

/* First column of the first row of a statement that has one, for pragmas and the like. */
CC_CHECK enum rc store_ask(struct store *store, const char *sql, int64_t *ret, struct err *err);

/* One run of a cached statement. The first error sticks: later steps do nothing, and query_end
 * returns it. Parameters and columns are taken from left to right. */
struct query {
	struct store *store;
	sqlite3_stmt *stmt;
	int parameter, column;
	enum rc rc;
	struct err *err;
};

/* Start reading. Every query must see its query_end. */
struct query query_read(struct store *store, enum sql sql, struct err *err);
/* Start writing; bug outside a group. */
struct query query_write(struct store *store, enum sql sql, struct err *err);

/* Bind the next parameter. */
void query_int(struct query *query, int64_t value);
/* `value` must live until query_end. */
void query_text(struct query *query, struct text value);
void query_hash(struct query *query, const uint8_t *hash);
/* Any bytes; `value` must live until query_end. */
void query_bytes(struct query *query, struct text value);

/* Next row: true where there is one. */
bool query_row(struct query *query);
int64_t row_int(struct query *query);
int32_t row_int32(struct query *query);
struct text row_text(struct query *query, struct arena *arena);
/* View that lives until the next row or query_end. */
struct text row_view(struct query *query);
void row_hash(struct query *query, uint8_t *ret);
/* Any bytes, copied to `arena`. */
struct text row_bytes(struct query *query, struct arena *arena);

/* Give the statement back; RC_OK where all went well. */
CC_CHECK enum rc query_end(struct query *query);
/* As query_end, after running a statement to its end. */
CC_CHECK enum rc query_finish(struct query *query);

/* Zeroed place for one more entry of `size` bytes behind the `n` of `list`, which moves as it grows. */
void *store_grow(struct arena *arena, void **list, uint32_t n, size_t size);

/* A page's limit for a statement; bug where it is over STORE_PAGE_MAX. */
int64_t store_limit(uint32_t limit);

#endif
