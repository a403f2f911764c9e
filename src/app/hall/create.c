/* New halls (S7). An id is part of addresses and file names, so it is plain. */
#include "app/hall/create.h"

#include <stdbool.h>

#include "store/store.h"

static bool is_plain(struct text id)
{
	if (id.len < 1 || id.len > HALL_ID_MAX)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		const char c = id.at[i];
		const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				  (c >= '0' && c <= '9') || c == '-' || c == '_';
		if (!fine)
			return false;
	}
	return true;
}

static enum rc check(const struct hall_new *hall, struct err *err)
{
	if (!is_plain(hall->id))
		return err_invalid(err, "id",
				   "a hall's id has 1 to %d letters, digits, - or _, unlike `%.*s`",
				   HALL_ID_MAX, TEXT_ARG(hall->id));
	if (!text_is_utf8(hall->name) || text_chars(hall->name) > HALL_NAME_MAX)
		return err_invalid(err, "name", "the name of hall %.*s has more than %d characters",
				   TEXT_ARG(hall->id), HALL_NAME_MAX);
	return RC_OK;
}

enum rc hall_create(struct store *store, const struct hall_new *halls, uint32_t n, struct err *err)
{
	int64_t no;
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++)
		rc = check(&halls[i], err);
	if (rc != RC_OK)
		return rc;
	rc = store_begin(store, err);
	if (rc != RC_OK)
		return rc;
	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		rc = store_hall_add(store, halls[i].id, halls[i].name, halls[i].name_en, &no, err);
		if (rc == RC_CONFLICT)
			rc = err_set(err, RC_CONFLICT, "there is a hall %.*s already", TEXT_ARG(halls[i].id));
	}
	if (rc == RC_OK)
		return store_commit(store, err);
	store_rollback(store);
	return rc;
}
