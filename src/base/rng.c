/* xoshiro256** and what is drawn from it. Serves the simulator and the twin: same seed, same run.
 * Invariant: the state is never all zero, which splitmix64 cannot give for four words in a row. */
#include "base/rng.h"

#include <math.h>

#include "base/bug.h"

static uint64_t rotl(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void rng_seed(struct rng *rng, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		rng->s[i] = splitmix64(&seed);
}

uint64_t rng_next(struct rng *rng)
{
	uint64_t *s = rng->s;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint64_t rng_below(struct rng *rng, uint64_t bound)
{
	uint64_t uneven, drawn;

	ASSERT(bound >= 1);
	/* The lowest 2^64 mod bound values would make some remainders likelier: draw again there. */
	uneven = -bound % bound;
	do
		drawn = rng_next(rng);
	while (drawn < uneven);
	return drawn % bound;
}

double rng_real(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1.0p-53;
}

double rng_exponential(struct rng *rng, double mean)
{
	return -mean * log1p(-rng_real(rng));
}
