/* Data directories of halls that never close, for benchmarks and tests. */
#ifndef OH_BENCH_HALLS_H
#define OH_BENCH_HALLS_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct arena;

enum {
	HALLS_MAX = 1000,
	HALLS_WINDOWS = 8,  /* of each hall: w1 to w8, open, each with its clerk c1 to c8 */
	HALLS_SERVICES = 4, /* s1 to s4; every window serves all */
	HALLS_ID_SIZE = 16,
	HALLS_FILE_SIZE = 1200, /* of a path below a data directory */
};

/* Name of the store in a data directory. */
extern const char halls_store_name[];

/* Id of hall `number`, which counts from 0. */
struct text halls_id(uint32_t number, char into[HALLS_ID_SIZE]);

/* A new directory of its own below `parent` (NULL for /var/tmp, which is a disk where /tmp may be memory),
 * its path into `ret`. */
CC_CHECK enum rc halls_temp(const char *parent, char ret[HALLS_FILE_SIZE], struct err *err);
/* Delete what halls_temp made, with `dir`.log; sub-directories and files in them go too. */
void halls_clean(const char *dir);

/* Make the directory `data` with `n` such halls. Local time of all of them is about noon now, so that no
 * business day ends while somebody measures. */
CC_CHECK enum rc halls_make(const char *data, uint32_t n, struct err *err);

/* Let the halls of `data` go through `events` more events, most of them tickets that are taken, called,
 * started and finished, as fast as the desk decides. */
CC_CHECK enum rc halls_fill(const char *data, uint32_t n, int64_t events, struct err *err);

#endif
