/* What the voice of a hall reads (Q13). */
#include "app/hall/fold.h"
#include "app/hall/reader_private.h"
#include "app/hall/voice.h"
#include "store/voice.h"

static enum rc read_config(struct reader *reader, int64_t no, struct arena *arena, struct voice_hall *ret,
			   struct err *err)
{
	struct queue_config *config = ARENA_NEW(arena, struct queue_config);
	struct fold fold;

	fold_init(&fold);
	enum rc rc = fold_load(&fold, reader->store, no, INT64_MAX, INT64_MAX, err);
	if (rc == RC_OK && !fold.hall.configured)
		rc = err_set(err, RC_MISSING, "the hall was never configured");
	if (rc == RC_OK) {
		shape_copy(&queue_config_shape, &fold.hall.config, arena, config);
		ret->config = config;
		ret->seq = fold.hall.seq;
	}
	fold_done(&fold);
	return rc;
}

static enum rc read_marks(struct reader *reader, int64_t no, struct arena *arena, struct voice_hall *ret,
			  struct err *err)
{
	struct store_voice *rows;
	uint32_t n = 0;
	const enum rc rc = store_voice_list(reader->store, no, arena, &rows, &n, err);

	ret->marks = ARENA_ARRAY(arena, n, struct voice_mark);
	ret->marks_n = n;
	for (uint32_t i = 0; i < n; i++)
		ret->marks[i] = (struct voice_mark){ .zone = rows[i].zone,
						     .version = rows[i].version,
						     .done = rows[i].done,
						     .loan = rows[i].loan,
						     .until_ms = rows[i].until_ms,
						     .given = rows[i].given,
						     .player = rows[i].player };
	return rc;
}

enum rc voice_hall_read(struct reader *reader, struct text hall, struct arena *arena, struct voice_hall *ret,
			struct err *err)
{
	int64_t no;

	*ret = (struct voice_hall){ 0 };
	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = read_config(reader, no, arena, ret, err);
	if (rc == RC_OK)
		rc = read_marks(reader, no, arena, ret, err);
	reader_clean(reader);
	return rc;
}

enum rc voice_pieces_read(struct reader *reader, struct text hall, struct arena *arena, struct voice_piece **ret,
			  uint32_t *ret_n, struct err *err)
{
	struct store_piece *rows;
	int64_t no;

	*ret = NULL;
	*ret_n = 0;
	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = store_piece_list(reader->store, no, arena, &rows, ret_n, err);
	if (rc == RC_OK)
		*ret = ARENA_ARRAY(arena, *ret_n, struct voice_piece);
	for (uint32_t i = 0; rc == RC_OK && i < *ret_n; i++)
		(*ret)[i] = (struct voice_piece){ rows[i].language, rows[i].piece, rows[i].at_ms, rows[i].bytes };
	reader_clean(reader);
	return rc;
}

enum rc voice_piece_read(struct reader *reader, struct text hall, struct text language, struct text piece,
			 struct arena *arena, struct text *ret, struct err *err)
{
	int64_t no;

	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = store_piece_get(reader->store, no, language, piece, arena, ret, err);
	reader_clean(reader);
	return rc;
}
