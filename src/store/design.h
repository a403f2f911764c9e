/* What kiosks show (Q18): designs with their versions, and which one each kind of screen shows. Documents are texts
 * to the store. */
#ifndef OH_STORE_DESIGN_H
#define OH_STORE_DESIGN_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

struct store_design {
	struct text design;
	int64_t version;  /* 0 for the draft */
	int64_t revision; /* counted up in its hall by each save of a draft; of a version, that of its draft */
	struct text screen, name, name_en;
	int64_t at_ms;
	struct text actor, hash;
	struct text document; /* JSON; empty in lists */
};

/* Drafts and versions of a hall without their documents, by design and version, the draft first; at most
 * STORE_PAGE_MAX. */
CC_CHECK enum rc store_design_list(struct store *store, int64_t hall, struct arena *arena, struct store_design **ret,
				   uint32_t *ret_n, struct err *err);

/* One of them with its document; RC_MISSING. */
CC_CHECK enum rc store_design_get(struct store *store, int64_t hall, struct text design, int64_t version,
				  struct arena *arena, struct store_design *ret, struct err *err);

/* Add or replace one (writes). */
CC_CHECK enum rc store_design_put(struct store *store, int64_t hall, const struct store_design *design,
				  struct err *err);

/* Remove one (writes); RC_MISSING. */
CC_CHECK enum rc store_design_remove(struct store *store, int64_t hall, struct text design, int64_t version,
				     struct err *err);

/* The highest revision that any design of the hall has had, also one that is gone; 0 for none. */
CC_CHECK enum rc store_design_last(struct store *store, int64_t hall, int64_t *ret, struct err *err);

/* How many documents name a file, as the member `media` of anything in them. */
CC_CHECK enum rc store_design_uses(struct store *store, int64_t hall, struct text media, int64_t *ret, struct err *err);

/* What one kind of screen shows. */
struct store_screen {
	struct text screen, design;
	int64_t version, since_ms;
};

/* All of a hall, by screen. */
CC_CHECK enum rc store_screen_list(struct store *store, int64_t hall, struct arena *arena, struct store_screen **ret,
				   uint32_t *ret_n, struct err *err);
/* Set or replace one (writes). */
CC_CHECK enum rc store_screen_put(struct store *store, int64_t hall, const struct store_screen *screen,
				  struct err *err);

#endif
