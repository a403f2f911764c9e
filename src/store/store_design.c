/* Designs of kiosks (Q18, S7): rows of documents, and which of them screens show.
 *
 * Invariants: what a screen shows is a version that is there, for versions are not removed while one does. No revision
 * comes twice in a hall, also not that of a draft of which nothing is left. The files that a document names are in a
 * table of their own, changed with it, for whether one is in use is asked of many at once. */
#include "store/design.h"

#include "base/bug.h"
#include "store/store_private.h"

/* The columns up to the hash. */
static void read_head(struct query *query, struct arena *arena, struct store_design *ret)
{
	*ret = (struct store_design){ .design = row_text(query, arena) };
	ret->version = row_int(query);
	ret->revision = row_int(query);
	ret->screen = row_text(query, arena);
	ret->name = row_text(query, arena);
	ret->name_en = row_text(query, arena);
	ret->at_ms = row_int(query);
	ret->actor = row_text(query, arena);
	ret->hash = row_text(query, arena);
}

enum rc store_design_list(struct store *store, int64_t hall, struct arena *arena, struct store_design **ret,
			  uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_DESIGN_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, store_limit(STORE_PAGE_MAX));
	while (query_row(&query)) {
		struct store_design *design = store_grow(arena, &list, n, sizeof(*design));

		read_head(&query, arena, design);
		n++;
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

static enum rc missing(struct query *query, struct err *err)
{
	if (query->rc == RC_OK)
		query->rc = err_set(err, RC_MISSING, "there is no such design or version");
	return query_end(query);
}

enum rc store_design_get(struct store *store, int64_t hall, struct text design, int64_t version, struct arena *arena,
			 struct store_design *ret, struct err *err)
{
	struct query query = query_read(store, SQL_DESIGN_GET, err);

	query_int(&query, hall);
	query_text(&query, design);
	query_int(&query, version);
	if (!query_row(&query))
		return missing(&query, err);
	read_head(&query, arena, ret);
	ret->document = row_text(&query, arena);
	return query_end(&query);
}

/* Forget which files a document names. */
static enum rc unname(struct store *store, int64_t hall, struct text design, int64_t version, struct err *err)
{
	struct query query = query_write(store, SQL_DESIGN_UNNAME, err);

	query_int(&query, hall);
	query_text(&query, design);
	query_int(&query, version);
	return query_finish(&query);
}

static enum rc name_files(struct store *store, int64_t hall, const struct store_design *design, struct err *err)
{
	enum rc rc = unname(store, hall, design->design, design->version, err);

	if (rc != RC_OK)
		return rc;
	struct query query = query_write(store, SQL_DESIGN_NAMES, err);
	query_int(&query, hall);
	query_text(&query, design->design);
	query_int(&query, design->version);
	query_text(&query, design->document);
	return query_finish(&query);
}

/* Remember that a revision is taken. */
static enum rc mark(struct store *store, int64_t hall, int64_t revision, struct err *err)
{
	struct query query = query_write(store, SQL_DESIGN_MARK, err);

	query_int(&query, hall);
	query_int(&query, revision);
	return query_finish(&query);
}

enum rc store_design_put(struct store *store, int64_t hall, const struct store_design *design, struct err *err)
{
	struct query query = query_write(store, SQL_DESIGN_PUT, err);

	ASSERT(design->design.len > 0 && design->version >= 0);
	query_int(&query, hall);
	query_text(&query, design->design);
	query_int(&query, design->version);
	query_int(&query, design->revision);
	query_text(&query, design->screen);
	query_text(&query, design->name);
	query_text(&query, design->name_en);
	query_int(&query, design->at_ms);
	query_text(&query, design->actor);
	query_text(&query, design->hash);
	query_text(&query, design->document);
	enum rc rc = query_finish(&query);
	if (rc == RC_OK)
		rc = mark(store, hall, design->revision, err);
	return rc == RC_OK ? name_files(store, hall, design, err) : rc;
}

enum rc store_design_remove(struct store *store, int64_t hall, struct text design, int64_t version, struct err *err)
{
	struct query query = query_write(store, SQL_DESIGN_REMOVE, err);

	query_int(&query, hall);
	query_text(&query, design);
	query_int(&query, version);
	if (!query_row(&query))
		return missing(&query, err);
	const enum rc rc = query_finish(&query);
	return rc == RC_OK ? unname(store, hall, design, version, err) : rc;
}

enum rc store_design_last(struct store *store, int64_t hall, int64_t *ret, struct err *err)
{
	struct query query = query_read(store, SQL_DESIGN_LAST, err);

	query_int(&query, hall);
	*ret = query_row(&query) ? row_int(&query) : 0;
	return query_end(&query);
}

enum rc store_design_uses(struct store *store, int64_t hall, struct text media, int64_t *ret, struct err *err)
{
	struct query query = query_read(store, SQL_DESIGN_USES, err);

	query_int(&query, hall);
	query_text(&query, media);
	*ret = query_row(&query) ? row_int(&query) : 0;
	return query_end(&query);
}

enum rc store_screen_list(struct store *store, int64_t hall, struct arena *arena, struct store_screen **ret,
			  uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_SCREEN_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, store_limit(STORE_PAGE_MAX));
	while (query_row(&query)) {
		struct store_screen *screen = store_grow(arena, &list, n, sizeof(*screen));

		screen->screen = row_text(&query, arena);
		screen->design = row_text(&query, arena);
		screen->version = row_int(&query);
		screen->since_ms = row_int(&query);
		n++;
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_screen_put(struct store *store, int64_t hall, const struct store_screen *screen, struct err *err)
{
	struct query query = query_write(store, SQL_SCREEN_PUT, err);

	query_int(&query, hall);
	query_text(&query, screen->screen);
	query_text(&query, screen->design);
	query_int(&query, screen->version);
	query_int(&query, screen->since_ms);
	return query_finish(&query);
}
