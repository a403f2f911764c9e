/* Halls of a store: the stable name of each and its number in every other table (S8). */
#include "base/bug.h"
#include "store/store_private.h"

static struct store_hall read_hall(struct query *query, struct arena *arena)
{
	struct store_hall hall;

	hall.no = row_int(query);
	hall.id = row_text(query, arena);
	hall.name = row_text(query, arena);
	hall.name_en = row_text(query, arena);
	return hall;
}

enum rc store_hall_list(struct store *store, struct arena *arena, struct store_hall **ret, uint32_t *ret_n,
			struct err *err)
{
	struct query query = query_read(store, SQL_HALL_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	while (query_row(&query)) {
		struct store_hall *hall = store_grow(arena, &list, n++, sizeof(*hall));

		*hall = read_hall(&query, arena);
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_hall_find(struct store *store, struct text id, struct arena *arena, struct store_hall *ret,
			struct err *err)
{
	struct query query = query_read(store, SQL_HALL_FIND, err);
	bool found;

	query_text(&query, id);
	found = query_row(&query);
	if (found)
		*ret = read_hall(&query, arena);
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "there is no hall %.*s", TEXT_ARG(id));
	return query_end(&query);
}

static enum rc check_room(struct store *store, struct err *err)
{
	struct query query = query_write(store, SQL_HALL_COUNT, err);

	if (query_row(&query) && row_int(&query) >= STORE_HALLS_MAX)
		query.rc = err_set(err, RC_FULL, "store: there are %d halls already", STORE_HALLS_MAX);
	return query_end(&query);
}

enum rc store_hall_add(struct store *store, struct text id, struct text name, struct text name_en,
		       int64_t *ret_no, struct err *err)
{
	struct query query;
	enum rc rc = check_room(store, err);

	ASSERT(id.len > 0 && id.len <= STORE_ID_MAX);
	if (rc != RC_OK)
		return rc;
	query = query_write(store, SQL_HALL_ADD, err);
	query_text(&query, id);
	query_text(&query, name);
	query_text(&query, name_en);
	if (query_row(&query))
		*ret_no = row_int(&query);
	return query_finish(&query);
}

enum rc store_hall_rename(struct store *store, int64_t no, struct text name, struct text name_en,
			  struct err *err)
{
	struct query query = query_write(store, SQL_HALL_RENAME, err);

	query_int(&query, no);
	query_text(&query, name);
	query_text(&query, name_en);
	if (!query_row(&query) && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: there is no hall %lld", (long long)no);
	return query_finish(&query);
}
