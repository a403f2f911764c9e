/* The projection of hours: counts and waits that add up over hours, services, classes and halls (S7). */
#include "base/bug.h"
#include "store/projection.h"
#include "store/store_private.h"

enum { SKETCH_TEXT_MAX = 1 << 14 }; /* bytes of arena that a sketch takes as text, while it grows */

static void query_key(struct query *query, int64_t hall, const struct store_hour *key)
{
	query_int(query, hall);
	query_int(query, key->hour_ms);
	query_text(query, key->service);
	query_text(query, key->class);
}

static void row_sketch(struct query *query, struct sketch *ret)
{
	if (!sketch_read(ret, row_view(query)) && query->rc == RC_OK)
		query->rc = err_set(query->err, RC_FAULT,
				    "store: a row of hours is damaged; rebuild the projections");
}

/* Waits that the row of `delta` will have: those that it has now, and those of `delta`. */
static enum rc merge_waits(struct store *store, int64_t hall, const struct store_hour *delta,
			   struct sketch *ret, struct err *err)
{
	struct query query = query_write(store, SQL_HOUR_WAITS, err);

	*ret = (struct sketch){ 0 };
	query_key(&query, hall, delta);
	if (query_row(&query))
		row_sketch(&query, ret);
	sketch_merge(ret, &delta->waits);
	return query_end(&query);
}

enum rc store_hour_add(struct store *store, int64_t hall, const struct store_hour *delta, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct sketch waits = { 0 };
	struct query query;
	enum rc rc = RC_OK;

	arena_init(&arena, SKETCH_TEXT_MAX);
	/* Most deltas have no waits; the row's own then stay without being read. */
	if (delta->called > 0)
		rc = merge_waits(store, hall, delta, &waits, err);
	if (rc != RC_OK)
		return rc;
	query = query_write(store, SQL_HOUR_ADD, err);
	query_key(&query, hall, delta);
	query_int(&query, delta->arrived);
	query_int(&query, delta->called);
	query_int(&query, delta->served);
	query_int(&query, delta->missed);
	query_int(&query, delta->left);
	query_int(&query, delta->wait_ms_sum);
	query_int(&query, delta->wait_ms_max);
	query_int(&query, delta->served_ms_sum);
	query_text(&query, delta->called > 0 ? sketch_write(&waits, &arena) : text_of(NULL));
	return query_finish(&query);
}

static void read_hour(struct query *query, struct arena *arena, struct store_hour *ret)
{
	ret->hour_ms = row_int(query);
	ret->service = row_text(query, arena);
	ret->class = row_text(query, arena);
	ret->arrived = row_int(query);
	ret->called = row_int(query);
	ret->served = row_int(query);
	ret->missed = row_int(query);
	ret->left = row_int(query);
	ret->wait_ms_sum = row_int(query);
	ret->wait_ms_max = row_int(query);
	ret->served_ms_sum = row_int(query);
	row_sketch(query, &ret->waits);
}

enum rc store_hour_page(struct store *store, int64_t hall, const struct store_hour *after, int64_t until_ms,
			uint32_t limit, struct arena *arena, struct store_hour **ret, uint32_t *ret_n,
			struct err *err)
{
	struct query query = query_read(store, SQL_HOUR_PAGE, err);
	const struct store_hour first = { .hour_ms = INT64_MIN };
	void *list = NULL;
	uint32_t n = 0;

	query_key(&query, hall, after != NULL ? after : &first);
	query_int(&query, until_ms);
	query_int(&query, store_limit(limit));
	while (query_row(&query))
		read_hour(&query, arena, store_grow(arena, &list, n++, sizeof(**ret)));
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_hour_clear(struct store *store, int64_t hall, struct err *err)
{
	struct query query = query_write(store, SQL_HOUR_CLEAR, err);

	query_int(&query, hall);
	return query_finish(&query);
}
