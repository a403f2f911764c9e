/* Secrets of a store (Q10, Q16). One that is there is never replaced: all that was hashed with it would be lost. */
#include "app/secret.h"

#include <sodium.h>

#include "base/bug.h"
#include "store/store.h"

enum { PAPER_BYTES = 4096 };

enum rc secret_load(struct store *store, struct text name, unsigned char *ret, size_t n, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	char text[2 * SECRET_BYTES_MAX + 1];
	struct text hex;
	size_t len;

	ASSERT(n <= SECRET_BYTES_MAX);
	arena_init(&arena, PAPER_BYTES);
	const enum rc rc = store_meta_get(store, name, &arena, &hex, err);
	if (rc == RC_MISSING) {
		if (sodium_init() < 0)
			return err_set(err, RC_FAULT, "the machine gives no random numbers");
		randombytes_buf(ret, n);
		sodium_bin2hex(text, sizeof(text), ret, n);
		return store_meta_put(store, name, text_of(text), err);
	}
	if (rc != RC_OK)
		return rc;
	if (sodium_hex2bin(ret, n, hex.at, hex.len, NULL, &len, NULL) != 0 || len != n)
		return err_set(err, RC_FAULT, "the store's secret %.*s is damaged; restore a backup", TEXT_ARG(name));
	return RC_OK;
}
