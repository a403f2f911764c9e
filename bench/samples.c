/* Durations: all are kept and sorted, so that the percentiles are exact. */
#include "bench/samples.h"

#include <stdlib.h>

#include "base/bug.h"

enum { SIZE_FIRST = 4096 };

void samples_add(struct samples *samples, int64_t ns)
{
	if (samples->n == SAMPLES_MAX) {
		samples->lost++;
		return;
	}
	if (samples->n == samples->size) {
		samples->size = samples->size ? samples->size * 2 : SIZE_FIRST;
		samples->ns = realloc(samples->ns, samples->size * sizeof(*samples->ns));
		if (!samples->ns)
			BUG("no memory for %zu samples", samples->size);
	}
	samples->ns[samples->n++] = ns;
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

double samples_ms(struct samples *samples, double share)
{
	size_t rank = (size_t)(share * (double)samples->n + 0.999999);

	ASSERT(share >= 0 && share <= 1);
	if (!samples->n)
		return 0;
	qsort(samples->ns, samples->n, sizeof(*samples->ns), compare);
	rank = rank < 1 ? 1 : rank > samples->n ? samples->n : rank;
	return (double)samples->ns[rank - 1] / 1e6;
}

void samples_done(struct samples *samples)
{
	free(samples->ns);
	*samples = (struct samples){ 0 };
}
