/* Sounds on disk, by the hash of what they were made of, so that what was spoken once is there at once. Bounded: the
 * one unused for longest goes first. What a full disk does not take is held in memory. All of it can be made again. For
 * one thread. */
#ifndef OH_GATEWAY_VOICE_CACHE_H
#define OH_GATEWAY_VOICE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct cache;

enum {
	CACHE_BYTES_MAX = 64 << 20, /* some 400 sentences */
	CACHE_FILES_MAX = 4096,
	CACHE_FILE_BYTES_MAX = 2 << 20, /* a sentence of half a minute has less */
	CACHE_HELD_MAX = 32,
	CACHE_KEY_SIZE = 33, /* 32 digits and a NUL */
};

/* Open the cache in `dir`, which is made where it is not there, with what it holds. RC_FAULT. */
CC_CHECK enum rc cache_open(struct cache **ret, const char *dir, int64_t bytes_max, struct err *err);
/* Takes a pointer to NULL. */
void cache_close(struct cache **cache);

/* Key of what is made of `what`. */
void cache_key(struct text what, char ret[CACHE_KEY_SIZE]);

/* Size of the file with this key, which counts as used now; 0 where there is none. */
size_t cache_find(struct cache *cache, const char *key);
/* Keep a file of at most CACHE_FILE_BYTES_MAX; older ones make room. One that the disk does not take, which is what is
 * returned, is there all the same, for as long as it is one of the last CACHE_HELD_MAX such. */
CC_CHECK enum rc cache_put(struct cache *cache, const char *key, struct text file, struct err *err);
/* The file with this key, any text, into `arena`. RC_MISSING where there is none. */
CC_CHECK enum rc cache_read(struct cache *cache, struct text key, struct arena *arena, struct text *ret,
			    struct err *err);

/* Bytes of all that it holds. */
int64_t cache_bytes(const struct cache *cache);

#endif
