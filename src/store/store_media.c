/* Pictures and videos in parts (Q18, S7). In the same file as all else, so that a backup has them too. */
#include "store/media.h"

#include "base/bug.h"
#include "store/store_private.h"

static void read_media(struct query *query, struct arena *arena, struct store_media *ret)
{
	*ret = (struct store_media){ .media = row_int(query) };
	ret->hash = row_text(query, arena);
	ret->type = row_text(query, arena);
	ret->name = row_text(query, arena);
	ret->bytes = row_int(query);
	ret->have = row_int(query);
	ret->done = row_int(query) != 0;
	ret->at_ms = row_int(query);
}

enum rc store_media_list(struct store *store, int64_t hall, struct arena *arena, struct store_media **ret,
			 uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_MEDIA_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, store_limit(STORE_PAGE_MAX));
	while (query_row(&query)) {
		read_media(&query, arena, store_grow(arena, &list, n, sizeof(struct store_media)));
		n++;
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

/* The one row that `query`, with its parameters bound, finds. */
static enum rc read_one(struct query *query, struct arena *arena, struct store_media *ret, struct err *err)
{
	if (query_row(query))
		read_media(query, arena, ret);
	else if (query->rc == RC_OK)
		query->rc = err_set(err, RC_MISSING, "the media library has no such file");
	return query_end(query);
}

enum rc store_media_get(struct store *store, int64_t hall, int64_t media, struct arena *arena, struct store_media *ret,
			struct err *err)
{
	struct query query = query_read(store, SQL_MEDIA_GET, err);

	query_int(&query, hall);
	query_int(&query, media);
	return read_one(&query, arena, ret, err);
}

enum rc store_media_find(struct store *store, int64_t hall, struct text hash, struct arena *arena,
			 struct store_media *ret, struct err *err)
{
	struct query query = query_read(store, SQL_MEDIA_FIND, err);

	query_int(&query, hall);
	query_text(&query, hash);
	return read_one(&query, arena, ret, err);
}

enum rc store_media_total(struct store *store, int64_t hall, struct store_media_total *ret, struct err *err)
{
	struct query query = query_read(store, SQL_MEDIA_TOTAL, err);

	*ret = (struct store_media_total){ 0 };
	query_int(&query, hall);
	if (query_row(&query)) {
		ret->n = row_int(&query);
		ret->bytes = row_int(&query);
		ret->last = row_int(&query);
		ret->open = row_int(&query);
	}
	return query_end(&query);
}

enum rc store_media_add(struct store *store, int64_t hall, const struct store_media *media, struct err *err)
{
	struct query query = query_write(store, SQL_MEDIA_ADD, err);

	ASSERT(media->media > 0);
	query_int(&query, hall);
	query_int(&query, media->media);
	query_text(&query, media->hash);
	query_text(&query, media->type);
	query_text(&query, media->name);
	query_int(&query, media->bytes);
	query_int(&query, media->have);
	query_int(&query, media->done);
	query_int(&query, media->at_ms);
	return query_finish(&query);
}

enum rc store_media_set(struct store *store, int64_t hall, const struct store_media *media, struct err *err)
{
	struct query query = query_write(store, SQL_MEDIA_SET, err);

	query_int(&query, hall);
	query_int(&query, media->media);
	query_text(&query, media->hash);
	query_text(&query, media->type);
	query_int(&query, media->have);
	query_int(&query, media->done);
	query_int(&query, media->at_ms);
	return query_finish(&query);
}

enum rc store_media_remove(struct store *store, int64_t hall, int64_t media, struct err *err)
{
	struct query query = query_write(store, SQL_PARTS_REMOVE, err);

	query_int(&query, hall);
	query_int(&query, media);
	const enum rc rc = query_finish(&query);
	if (rc != RC_OK)
		return rc;
	query = query_write(store, SQL_MEDIA_REMOVE, err);
	query_int(&query, hall);
	query_int(&query, media);
	return query_finish(&query);
}

enum rc store_media_stale(struct store *store, int64_t hall, int64_t before_ms, int64_t *ret, struct err *err)
{
	struct query query = query_read(store, SQL_MEDIA_STALE, err);

	query_int(&query, hall);
	query_int(&query, before_ms);
	*ret = query_row(&query) ? row_int(&query) : 0;
	return query_end(&query);
}

enum rc store_part_put(struct store *store, int64_t hall, int64_t media, int64_t part, struct text bytes,
		       struct err *err)
{
	struct query query = query_write(store, SQL_PART_PUT, err);

	ASSERT(bytes.len > 0 && bytes.len <= STORE_PART_BYTES);
	query_int(&query, hall);
	query_int(&query, media);
	query_int(&query, part);
	query_bytes(&query, bytes);
	return query_finish(&query);
}

enum rc store_part_get(struct store *store, int64_t hall, int64_t media, int64_t part, struct arena *arena,
		       struct text *ret, struct err *err)
{
	struct query query = query_read(store, SQL_PART_GET, err);

	query_int(&query, hall);
	query_int(&query, media);
	query_int(&query, part);
	*ret = text_of(NULL);
	if (query_row(&query))
		*ret = row_bytes(&query, arena);
	else if (query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "the file has no such part");
	return query_end(&query);
}
