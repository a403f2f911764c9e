/* New halls (S7). */
#ifndef OH_APP_HALL_CREATE_H
#define OH_APP_HALL_CREATE_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum { HALL_ID_MAX = 16, HALL_NAME_MAX = 64 }; /* bytes of an id; characters of a name */

struct hall_new {
	struct text id;      /* 1 to HALL_ID_MAX letters, digits, `-` and `_` */
	struct text name;    /* until its configuration gives it one */
	struct text name_en; /* may be empty */
};

/* Add `n` halls to the store, all or none, in a group of its own. They are empty: the desk then takes
 * hall.configure for them. RC_INVALID for a bad id, RC_CONFLICT for one that is taken, and what the store
 * says. */
CC_CHECK enum rc hall_create(struct store *store, const struct hall_new *halls, uint32_t n, struct err *err);

#endif
