/* Designs and media of a hall as the store has them, and as views show them. */
#ifndef OH_APP_DESIGN_LIBRARY_H
#define OH_APP_DESIGN_LIBRARY_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "store/design.h"
#include "store/media.h"

struct store;

enum {
	LIBRARY_DESIGNS_MAX = 32,       /* designs of a hall */
	LIBRARY_VERSIONS_MAX = 30,      /* of a design; the oldest that no kiosk shows leaves first */
	LIBRARY_FILES_MAX = 500,        /* files and uploads of a hall */
	LIBRARY_UPLOADS_MAX = 4,        /* uploads of a hall under way */
	LIBRARY_IDLE_MS = 60 * 1000,    /* without a part, after which an upload may give way to another */
	LIBRARY_STALE_MS = 3600 * 1000, /* the same, after which it is dropped */
	LIBRARY_HASH_BYTES = 32,
	LIBRARY_HASH_CHARS = 2 * LIBRARY_HASH_BYTES, /* of a hash in hex */
};
#define LIBRARY_BYTES_MAX (INT64_C(512) << 20) /* of all files of a hall */

/* The library of hall `no`; times are written with its offset. */
struct library {
	struct store *store;
	int64_t no;
	int offset_min;
};

/* View "designs". */
CC_CHECK enum rc library_designs(const struct library *library, struct arena *arena, struct text *ret_json,
				 struct err *err);
/* View "kiosk". */
CC_CHECK enum rc library_kiosk(const struct library *library, struct arena *arena, struct text *ret_json,
			       struct err *err);
/* View "media_list". */
CC_CHECK enum rc library_media(const struct library *library, struct arena *arena, struct text *ret_json,
			       struct err *err);
/* View "design_text" of a row. */
struct text library_design_text(const struct library *library, const struct store_design *design, struct arena *arena);
/* The draft of a design, or its newest version where it has no draft. RC_MISSING. */
CC_CHECK enum rc library_newest(const struct library *library, struct text design, struct arena *arena,
				struct store_design *ret, struct err *err);

/* BLAKE2b-256 of `before` and `bytes` together, in hex, in `arena`. With the parts of a file one after the other and
 * `before` the hash so far, at first empty, it comes to the hash of the file. */
struct text library_hash(struct text before, struct text bytes, struct arena *arena);

/* Parts of a file of so many bytes. */
int64_t library_parts(int64_t bytes);

#endif
