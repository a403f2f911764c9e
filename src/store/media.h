/* The media library of a hall (Q18): pictures and videos in parts, so that neither writing nor reading one holds more
 * than a part in memory. A file is whole once `done`; until then it is an upload under way. */
#ifndef OH_STORE_MEDIA_H
#define OH_STORE_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum { STORE_PART_BYTES = 512 << 10 }; /* of each part of a file but its last */

struct store_media {
	int64_t media; /* number in its hall, never 0 */
	struct text hash, type, name;
	int64_t bytes, have; /* size, and parts that are there */
	bool done;
	int64_t at_ms; /* its beginning, or its last part */
};

/* Files and uploads of a hall, newest first; at most STORE_PAGE_MAX. */
CC_CHECK enum rc store_media_list(struct store *store, int64_t hall, struct arena *arena, struct store_media **ret,
				  uint32_t *ret_n, struct err *err);
/* One of them by number; RC_MISSING. */
CC_CHECK enum rc store_media_get(struct store *store, int64_t hall, int64_t media, struct arena *arena,
				 struct store_media *ret, struct err *err);
/* A whole file by its hash; RC_MISSING. */
CC_CHECK enum rc store_media_find(struct store *store, int64_t hall, struct text hash, struct arena *arena,
				  struct store_media *ret, struct err *err);

struct store_media_total {
	int64_t n, bytes, last, open;
};

/* Of all files and uploads: how many, their bytes, the highest number, and how many are uploads. */
CC_CHECK enum rc store_media_total(struct store *store, int64_t hall, struct store_media_total *ret, struct err *err);

/* Add one (writes). */
CC_CHECK enum rc store_media_add(struct store *store, int64_t hall, const struct store_media *media, struct err *err);
/* Set hash, type, have, done and time of one (writes). */
CC_CHECK enum rc store_media_set(struct store *store, int64_t hall, const struct store_media *media, struct err *err);
/* Remove one with its parts (writes). */
CC_CHECK enum rc store_media_remove(struct store *store, int64_t hall, int64_t media, struct err *err);
/* Number of the upload with the oldest time, where that is before `before_ms`, or 0. */
CC_CHECK enum rc store_media_stale(struct store *store, int64_t hall, int64_t before_ms, int64_t *ret, struct err *err);

/* Add a part of at most STORE_PART_BYTES (writes). */
CC_CHECK enum rc store_part_put(struct store *store, int64_t hall, int64_t media, int64_t part, struct text bytes,
				struct err *err);
/* Bytes of a part; RC_MISSING. */
CC_CHECK enum rc store_part_get(struct store *store, int64_t hall, int64_t media, int64_t part, struct arena *arena,
				struct text *ret, struct err *err);

#endif
