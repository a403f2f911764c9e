/* Numbers that nobody can foresee, from the kernel. For seeds and secrets. */
#ifndef OH_HOST_RANDOM_H
#define OH_HOST_RANDOM_H

#include <stdint.h>

/* 64 random bits. Never fails: a kernel without randomness is a bug. */
uint64_t host_random_u64(void);

#endif
