/* Views of designs and media (Q18). The store holds documents as the writer of shapes wrote them, so that views take
 * them as they are. */
#include "app/design/library.h"

#include <sodium.h>
#include <string.h>

#include "base/bug.h"
#include "view_contract.h"

static struct text write(const struct library *library, const struct shape *shape, const void *view,
			 struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(shape, view, NULL, library->offset_min, &out);
	return buf_view(&buf);
}

struct text library_hash(struct text before, struct text bytes, struct arena *arena)
{
	unsigned char hash[LIBRARY_HASH_BYTES];
	char hex[LIBRARY_HASH_CHARS + 1];
	crypto_generichash_state state;

	int bad = crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	bad |= crypto_generichash_update(&state, (const unsigned char *)(before.len > 0 ? before.at : ""), before.len);
	bad |= crypto_generichash_update(&state, (const unsigned char *)(bytes.len > 0 ? bytes.at : ""), bytes.len);
	bad |= crypto_generichash_final(&state, hash, sizeof(hash));
	ASSERT(bad == 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return text_copy(arena, text_of(hex));
}

int64_t library_parts(int64_t bytes)
{
	return (bytes + STORE_PART_BYTES - 1) / STORE_PART_BYTES;
}

/* The version of a design that a screen shows; 0 for none. */
static int64_t live_version(const struct store_screen *screens, uint32_t n, struct text design)
{
	int64_t version = 0;

	for (uint32_t i = 0; i < n; i++)
		if (text_eq(screens[i].design, design) && screens[i].version > version)
			version = screens[i].version;
	return version;
}

static struct view_design_version show_version(const struct store_design *row)
{
	return (struct view_design_version){ .version = row->version,
					     .revision = row->revision,
					     .at = row->at_ms,
					     .actor = row->actor,
					     .hash = row->hash };
}

/* One design of rows[0..n), its draft first where it has one, then its versions upwards. */
static struct view_design show_design(const struct store_design *rows, uint32_t n, struct arena *arena)
{
	const struct store_design *newest = rows[0].version == 0 ? &rows[0] : &rows[n - 1];
	struct view_design design = {
		.design = newest->design, .name = newest->name, .name_en = newest->name_en, .screen = newest->screen
	};

	if (rows[0].version == 0)
		design.draft = rows[0].revision;
	design.versions.at = ARENA_ARRAY(arena, n, struct view_design_version);
	if (design.draft > 0)
		design.versions.at[design.versions.n++] = show_version(&rows[0]);
	for (uint32_t i = n; i-- > 0;)
		if (rows[i].version > 0)
			design.versions.at[design.versions.n++] = show_version(&rows[i]);
	return design;
}

enum rc library_designs(const struct library *library, struct arena *arena, struct text *ret_json, struct err *err)
{
	struct view_designs view = { { NULL, 0 } };
	struct store_screen *screens;
	struct store_design *rows;
	uint32_t n, screen_n = 0;

	enum rc rc = store_design_list(library->store, library->no, arena, &rows, &n, err);
	if (rc == RC_OK)
		rc = store_screen_list(library->store, library->no, arena, &screens, &screen_n, err);
	if (rc != RC_OK)
		return rc;
	view.designs.at = ARENA_ARRAY(arena, n, struct view_design);
	for (uint32_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && text_eq(rows[to].design, rows[from].design);)
			to++;
		struct view_design *design = &view.designs.at[view.designs.n++];
		*design = show_design(rows + from, to - from, arena);
		design->live = live_version(screens, screen_n, design->design);
	}
	*ret_json = write(library, &view_designs_shape, &view, arena);
	return RC_OK;
}

enum rc library_kiosk(const struct library *library, struct arena *arena, struct text *ret_json, struct err *err)
{
	struct view_kiosk view = { { NULL, 0 } };
	struct store_screen *screens;
	uint32_t n = 0;

	enum rc rc = store_screen_list(library->store, library->no, arena, &screens, &n, err);
	view.screens.at = ARENA_ARRAY(arena, n, struct view_kiosk_screen);
	for (uint32_t i = 0; rc == RC_OK && i < n; i++) {
		struct store_design row;
		rc = store_design_get(library->store, library->no, screens[i].design, screens[i].version, arena, &row,
				      err);
		if (rc == RC_OK)
			view.screens.at[view.screens.n++] = (struct view_kiosk_screen){ .screen = screens[i].screen,
											.design = row.design,
											.version = row.version,
											.since = screens[i].since_ms,
											.hash = row.hash,
											.document = row.document };
	}
	if (rc == RC_OK)
		*ret_json = write(library, &view_kiosk_shape, &view, arena);
	return rc;
}

enum rc library_media(const struct library *library, struct arena *arena, struct text *ret_json, struct err *err)
{
	struct view_media_list view = { .bytes_max = LIBRARY_BYTES_MAX };
	struct store_media *files;
	uint32_t n = 0;

	enum rc rc = store_media_list(library->store, library->no, arena, &files, &n, err);
	view.media.at = ARENA_ARRAY(arena, n, struct view_media);
	for (uint32_t i = 0; rc == RC_OK && i < n; i++) {
		int64_t uses = 0;
		view.bytes += files[i].bytes;
		if (!files[i].done)
			continue;
		rc = store_design_uses(library->store, library->no, files[i].hash, &uses, err);
		view.media.at[view.media.n++] = (struct view_media){ .media = files[i].hash,
								     .name = files[i].name,
								     .type = files[i].type,
								     .bytes = files[i].bytes,
								     .at = files[i].at_ms,
								     .used = uses > 0 };
	}
	if (rc == RC_OK)
		*ret_json = write(library, &view_media_list_shape, &view, arena);
	return rc;
}

struct text library_design_text(const struct library *library, const struct store_design *design, struct arena *arena)
{
	const struct view_design_text view = { .design = design->design,
					       .version = design->version,
					       .revision = design->revision,
					       .at = design->at_ms,
					       .actor = design->actor,
					       .hash = design->hash,
					       .document = design->document };

	return write(library, &view_design_text_shape, &view, arena);
}

enum rc library_newest(const struct library *library, struct text design, struct arena *arena, struct store_design *ret,
		       struct err *err)
{
	struct store_design *rows;
	int64_t version = -1;
	uint32_t n = 0;

	enum rc rc = store_design_list(library->store, library->no, arena, &rows, &n, err);
	for (uint32_t i = 0; i < n && version != 0; i++)
		if (text_eq(rows[i].design, design))
			version = rows[i].version;
	if (rc == RC_OK && version < 0)
		rc = err_set(err, RC_MISSING, "there is no such design");
	return rc == RC_OK ? store_design_get(library->store, library->no, design, version, arena, ret, err) : rc;
}
