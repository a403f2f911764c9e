/* Reading designs and media beside the desk (Q18). */
#include "app/design/library.h"
#include "app/hall/project.h"
#include "app/hall/reader_private.h"
#include "base/bug.h"

static enum rc open_library(struct reader *reader, struct text hall, struct library *ret, struct err *err)
{
	*ret = (struct library){ .store = reader->store };
	const enum rc rc = reader_find(reader, hall, &ret->no, err);
	return rc == RC_OK ? project_offset(reader->store, ret->no, &ret->offset_min, err) : rc;
}

/* A view of the whole library. */
static enum rc show(struct reader *reader, struct text hall,
		    enum rc (*view)(const struct library *library, struct arena *arena, struct text *ret_json,
				    struct err *err),
		    struct arena *arena, struct text *ret_json, struct err *err)
{
	struct library library;
	struct text json;

	enum rc rc = open_library(reader, hall, &library, err);
	if (rc == RC_OK)
		rc = view(&library, &reader->paper, &json, err);
	if (rc == RC_OK)
		*ret_json = text_copy(arena, json);
	reader_clean(reader);
	return rc;
}

enum rc reader_kiosk(struct reader *reader, struct text hall, struct arena *arena, struct text *ret_json,
		     struct err *err)
{
	return show(reader, hall, library_kiosk, arena, ret_json, err);
}

enum rc reader_designs(struct reader *reader, struct text hall, struct arena *arena, struct text *ret_json,
		       struct err *err)
{
	return show(reader, hall, library_designs, arena, ret_json, err);
}

enum rc reader_media(struct reader *reader, struct text hall, struct arena *arena, struct text *ret_json,
		     struct err *err)
{
	return show(reader, hall, library_media, arena, ret_json, err);
}

enum rc reader_design(struct reader *reader, struct text hall, struct text design, int64_t version, struct arena *arena,
		      struct text *ret_json, struct err *err)
{
	struct store_design row;
	struct library library;

	*ret_json = text_of(NULL);
	enum rc rc = open_library(reader, hall, &library, err);
	if (rc == RC_OK) {
		*ret_json = TEXT(" ");
		rc = version < 0
			     ? library_newest(&library, design, &reader->paper, &row, err)
			     : store_design_get(reader->store, library.no, design, version, &reader->paper, &row, err);
	}
	if (rc == RC_OK)
		*ret_json = library_design_text(&library, &row, arena);
	reader_clean(reader);
	return rc;
}

enum rc reader_file(struct reader *reader, struct text hall, struct text hash, struct arena *arena,
		    struct reader_file *ret, struct err *err)
{
	struct store_media file = { 0 };

	*ret = (struct reader_file){ 0 };
	enum rc rc = reader_find(reader, hall, &ret->hall, err);
	if (rc == RC_OK)
		rc = store_media_find(reader->store, ret->hall, hash, arena, &file, err);
	ret->media = file.media;
	ret->type = file.type;
	ret->bytes = file.bytes;
	reader_clean(reader);
	return rc;
}

enum rc reader_part(struct reader *reader, const struct reader_file *file, int64_t at, struct arena *arena,
		    struct text *ret_bytes, int64_t *ret_before, struct err *err)
{
	ASSERT(at >= 0 && at < file->bytes);
	*ret_before = at / STORE_PART_BYTES * STORE_PART_BYTES;
	return store_part_get(reader->store, file->hall, file->media, at / STORE_PART_BYTES, arena, ret_bytes, err);
}
