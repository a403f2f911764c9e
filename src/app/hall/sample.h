/* Halls to try things with: plain, always open, every window serves everything. */
#ifndef OH_APP_HALL_SAMPLE_H
#define OH_APP_HALL_SAMPLE_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct desk;
struct store;

/* How many of each, none below 1, and where. */
struct sample_size {
	int32_t halls;          /* h1, h2, ...: at most SAMPLE_HALLS_MAX */
	int32_t windows;        /* w1, w2, ...: at most 128 in a hall */
	int32_t services;       /* s1, s2, ...: at most 256 */
	int32_t clerks;         /* c1, c2, ...: at most 1024; as many as windows where it is less */
	int32_t utc_offset_min; /* their local time less UTC, as in a calendar */
};

enum { SAMPLE_HALLS_MAX = 30000, SAMPLE_WINDOWS_MAX = 128, SAMPLE_SERVICES_MAX = 256, SAMPLE_CLERKS_MAX = 1024 };

/* Configuration of hall number `number` as JSON in `arena`. Prefixes are A to Z, then AA and on. */
struct text sample_config(const struct sample_size *size, int32_t number, struct arena *arena);

/* Make the halls in `store` and configure them through `desk` (over that store) at `now_ms`, in groups; so a
 * failure leaves those of the groups before. RC_CONFLICT where one of them is there already. */
CC_CHECK enum rc sample_make(struct desk *desk, struct store *store, const struct sample_size *size, int64_t now_ms,
			     struct err *err);

#endif
