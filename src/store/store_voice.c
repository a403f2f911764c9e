/* What the voice of a hall keeps (Q13). */
#include "store/voice.h"

#include "base/bug.h"
#include "store/store_private.h"

enum rc store_voice_put(struct store *store, int64_t hall, const struct store_voice *voice, struct err *err)
{
	struct query query = query_write(store, SQL_VOICE_PUT, err);

	ASSERT(voice->zone.len > 0 && voice->zone.len <= STORE_ID_MAX);
	query_int(&query, hall);
	query_text(&query, voice->zone);
	query_int(&query, voice->version);
	query_int(&query, voice->done);
	query_int(&query, voice->loan);
	query_int(&query, voice->until_ms);
	query_int(&query, voice->given);
	query_text(&query, voice->player);
	return query_finish(&query);
}

enum rc store_voice_list(struct store *store, int64_t hall, struct arena *arena, struct store_voice **ret,
			 uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_VOICE_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, STORE_ZONES_MAX);
	while (query_row(&query)) {
		struct store_voice *voice = store_grow(arena, &list, n++, sizeof(*voice));

		voice->zone = row_text(&query, arena);
		voice->version = row_int(&query);
		voice->done = row_int(&query);
		voice->loan = row_int(&query);
		voice->until_ms = row_int(&query);
		voice->given = row_int32(&query);
		voice->player = row_text(&query, arena);
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_piece_put(struct store *store, int64_t hall, const struct store_piece *piece, struct text sound,
			struct err *err)
{
	struct query query = query_write(store, SQL_PIECE_PUT, err);

	query_int(&query, hall);
	query_text(&query, piece->language);
	query_text(&query, piece->piece);
	query_int(&query, piece->at_ms);
	query_bytes(&query, sound);
	return query_finish(&query);
}

enum rc store_piece_remove(struct store *store, int64_t hall, struct text language, struct text piece, struct err *err)
{
	struct query query = query_write(store, SQL_PIECE_REMOVE, err);

	query_int(&query, hall);
	query_text(&query, language);
	query_text(&query, piece);
	if (!query_row(&query) && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "there is no such piece");
	return query_finish(&query);
}

enum rc store_piece_list(struct store *store, int64_t hall, struct arena *arena, struct store_piece **ret,
			 uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_PIECE_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, STORE_PIECES_MAX);
	while (query_row(&query)) {
		struct store_piece *piece = store_grow(arena, &list, n++, sizeof(*piece));

		piece->language = row_text(&query, arena);
		piece->piece = row_text(&query, arena);
		piece->at_ms = row_int(&query);
		piece->bytes = row_int(&query);
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_piece_get(struct store *store, int64_t hall, struct text language, struct text piece, struct arena *arena,
			struct text *ret, struct err *err)
{
	struct query query = query_read(store, SQL_PIECE_GET, err);
	bool found;

	query_int(&query, hall);
	query_text(&query, language);
	query_text(&query, piece);
	found = query_row(&query);
	if (found)
		*ret = row_bytes(&query, arena);
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "there is no such piece");
	return query_end(&query);
}
