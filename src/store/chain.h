/* The hash chain over a hall's events.
 *
 * hash(n) = BLAKE2b-256, without key, over:
 *
 *   32 bytes  hash(n-1); 32 zero bytes for the first event
 *    8 bytes  seq, big-endian
 *    8 bytes  at, milliseconds since 1970-01-01 UTC, two's complement, big-endian
 *   then for each of kind, actor, key, payload in this order:
 *    8 bytes  length in bytes, big-endian
 *    n bytes  the text, UTF-8 as stored
 *
 * The number of the hall is not in it, so a hall that moves to another store keeps its chain. */
#ifndef OH_STORE_CHAIN_H
#define OH_STORE_CHAIN_H

#include <stdint.h>

struct store_event;

enum { STORE_HASH_BYTES = 32 };

/* Hash of `event` after an event of hash `before`, into `ret`, which may be `before`. */
void store_chain_hash(const uint8_t before[STORE_HASH_BYTES], const struct store_event *event,
		      uint8_t ret[STORE_HASH_BYTES]);

#endif
