/* Quantiles of durations from histograms that add up (S7: projections that can be made again and added up).
 *
 * Buckets by whole seconds s: 0..31 one each; above, sixteen for each power of two, which are the four
 * bits below the highest. */
#include "store/sketch.h"

#include <math.h>

#include "base/bug.h"

enum { MS_PER_S = 1000, BITS = 4, EXACT = 2 * SKETCH_PER_OCTAVE };

static uint32_t bucket_of(int64_t ms)
{
	uint64_t s = ms > 0 ? (uint64_t)ms / MS_PER_S : 0;
	uint64_t bucket;
	uint32_t shift;

	if (s < EXACT)
		return (uint32_t)s;
	shift = 63 - (uint32_t)__builtin_clzll(s) - BITS;
	bucket = (uint64_t)shift * SKETCH_PER_OCTAVE + (s >> shift);
	return bucket < SKETCH_BUCKETS ? (uint32_t)bucket : SKETCH_BUCKETS - 1;
}

/* Least duration of a bucket. */
static int64_t floor_ms(uint32_t bucket)
{
	uint32_t shift = bucket < EXACT ? 0 : bucket / SKETCH_PER_OCTAVE - 1;

	return ((int64_t)(bucket - shift * SKETCH_PER_OCTAVE) << shift) * MS_PER_S;
}

static void count(struct sketch *sketch, uint32_t bucket, uint32_t more)
{
	uint32_t room = UINT32_MAX - sketch->n[bucket];

	sketch->n[bucket] += more < room ? more : room;
}

void sketch_add(struct sketch *sketch, int64_t ms)
{
	count(sketch, bucket_of(ms), 1);
}

void sketch_merge(struct sketch *sketch, const struct sketch *other)
{
	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++)
		count(sketch, i, other->n[i]);
}

int64_t sketch_count(const struct sketch *sketch)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++)
		sum += sketch->n[i];
	return sum;
}

int64_t sketch_quantile_ms(const struct sketch *sketch, double q)
{
	int64_t rank = (int64_t)ceil(q * (double)sketch_count(sketch));
	int64_t below = 0;

	ASSERT(q >= 0 && q <= 1);
	if (rank < 1)
		rank = 1;
	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++) {
		below += sketch->n[i];
		if (below >= rank)
			return (floor_ms(i) + floor_ms(i + 1)) / 2;
	}
	return 0;
}

struct text sketch_write(const struct sketch *sketch, struct arena *arena)
{
	struct buf buf = { .arena = arena };

	for (uint32_t i = 0; i < SKETCH_BUCKETS; i++) {
		if (sketch->n[i] == 0)
			continue;
		if (buf.len > 0)
			buf_char(&buf, ' ');
		buf_int(&buf, i);
		buf_char(&buf, ':');
		buf_int(&buf, sketch->n[i]);
	}
	return buf_view(&buf);
}

bool sketch_read(struct sketch *ret, struct text from)
{
	*ret = (struct sketch){ 0 };
	while (from.len > 0) {
		struct text entry = text_cut(&from, ' ');
		struct text bucket = text_cut(&entry, ':');
		int64_t place, n;

		if (!text_int(bucket, &place) || place < 0 || place >= SKETCH_BUCKETS || ret->n[place] != 0)
			return false;
		if (!text_int(entry, &n) || n < 1 || n > UINT32_MAX)
			return false;
		ret->n[place] = (uint32_t)n;
	}
	return true;
}
