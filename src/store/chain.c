/* The hash chain over a hall's events (S7). The bytes are laid down in the header. */
#include "store/chain.h"

#include <sodium.h>

#include "base/bug.h"
#include "store/log.h"

static void put_u64(crypto_generichash_state *state, uint64_t value)
{
	uint8_t bytes[8];

	for (int i = 7; i >= 0; i--) {
		bytes[i] = (uint8_t)value;
		value >>= 8;
	}
	crypto_generichash_update(state, bytes, sizeof(bytes));
}

static void put_text(crypto_generichash_state *state, struct text value)
{
	put_u64(state, value.len);
	if (value.len > 0)
		crypto_generichash_update(state, (const uint8_t *)value.at, value.len);
}

void store_chain_hash(const uint8_t before[STORE_HASH_BYTES], const struct store_event *event,
		      uint8_t ret[STORE_HASH_BYTES])
{
	crypto_generichash_state state;

	/* Without sodium_init() the portable code runs; it gives the same hash. */
	crypto_generichash_init(&state, NULL, 0, STORE_HASH_BYTES);
	crypto_generichash_update(&state, before, STORE_HASH_BYTES);
	put_u64(&state, (uint64_t)event->seq);
	put_u64(&state, (uint64_t)event->at_ms);
	put_text(&state, event->kind);
	put_text(&state, event->actor);
	put_text(&state, event->key);
	put_text(&state, event->payload);
	crypto_generichash_final(&state, ret, STORE_HASH_BYTES);
}
