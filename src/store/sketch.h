/* A sketch of many durations that gives quantiles and can be added to another one: a histogram whose
 * buckets grow with the value, as in HdrHistogram (G. Tene, public domain). Whole seconds up to 31
 * are exact; above, a bucket is at most 1/16 of its value wide. */
#ifndef OH_STORE_SKETCH_H
#define OH_STORE_SKETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum {
	SKETCH_PER_OCTAVE = 16,
	SKETCH_BUCKETS = 14 * SKETCH_PER_OCTAVE, /* up to 36 hours; what is longer is in the last one */
};

struct sketch {
	uint32_t n[SKETCH_BUCKETS];
};

/* Count a duration; negative ones count as 0. */
void sketch_add(struct sketch *sketch, int64_t ms);
/* Count all of `other` too. */
void sketch_merge(struct sketch *sketch, const struct sketch *other);
/* Durations counted. */
int64_t sketch_count(const struct sketch *sketch);
/* Duration in ms that a share `q` (0 to 1) of all is not above, to the middle of its bucket: the value
 * of rank ceil(q * count), at least 1. 0 for an empty sketch. */
int64_t sketch_quantile_ms(const struct sketch *sketch, double q);
/* As text: `bucket:count` for each bucket that is not empty, joined by blanks. */
struct text sketch_write(const struct sketch *sketch, struct arena *arena);
/* Back from text; false where it is malformed. */
bool sketch_read(struct sketch *ret, struct text from);

#endif
