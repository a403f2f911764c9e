/* Durations that were measured, and what can be said of them. */
#ifndef OH_BENCH_SAMPLES_H
#define OH_BENCH_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

enum { SAMPLES_MAX = 16 << 20 }; /* kept; later ones are counted only */

/* Zeroed is empty. */
struct samples {
	int64_t *ns;
	size_t n, size;
	int64_t lost; /* over SAMPLES_MAX */
};

/* Keep one more duration. */
void samples_add(struct samples *samples, int64_t ns);
/* Milliseconds that `share` (0 to 1) of the samples do not exceed, by the nearest rank; 0 where there are
 * none. Sorts them. */
double samples_ms(struct samples *samples, double share);
/* Free and forget all. */
void samples_done(struct samples *samples);

#endif
