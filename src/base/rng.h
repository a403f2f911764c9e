/* Random numbers that are the same for the same seed, on every machine. Not for secrets.
 * xoshiro256** 1.0 seeded by splitmix64: D. Blackman and S. Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 2021 (public domain reference code). */
#ifndef OH_BASE_RNG_H
#define OH_BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s[4];
};

/* Begin the sequence of `seed`; any value will do. */
void rng_seed(struct rng *rng, uint64_t seed);
/* Next 64 bits. */
uint64_t rng_next(struct rng *rng);
/* Uniform in 0 .. bound-1; bound at least 1. Unbiased. */
uint64_t rng_below(struct rng *rng, uint64_t bound);
/* Uniform in [0, 1) with 53 bits. */
double rng_real(struct rng *rng);
/* Exponential with the given mean. */
double rng_exponential(struct rng *rng, double mean);

#endif
