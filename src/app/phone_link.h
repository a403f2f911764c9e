/* Links that lead a phone to its own ticket and to no other (Q1, Q14, Q16).
 *
 *     HALL-TICKET-CHECK
 *
 * CHECK is a keyed hash of the hall and the ticket, so nobody comes to another's ticket by counting. Whoever
 * has the link has the ticket, as whoever holds the slip does. The key is the store's own: a backup keeps its links. */
#ifndef OH_APP_PHONE_LINK_H
#define OH_APP_PHONE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum {
	PHONE_LINK_KEY_BYTES = 32,
	PHONE_LINK_CHECK_BYTES = 10, /* 80 bits: at a million guesses a second, one in 38 billion years */
	PHONE_LINK_MAX = 128,        /* bytes of a whole link */
};

struct phone_link_key {
	unsigned char bytes[PHONE_LINK_KEY_BYTES];
};

/* What a link leads to. `hall` is a view into the link. */
struct phone_link {
	struct text hall;
	int64_t ticket;
};

/* The store's key, made at random the first time (needs an open group then). */
CC_CHECK enum rc phone_link_key_load(struct store *store, struct phone_link_key *ret, struct err *err);

/* Link of a ticket, in `arena`. */
struct text phone_link_text(const struct phone_link_key *key, struct text hall, int64_t ticket, struct arena *arena);

/* What `link` leads to; false for one that this key did not make. Takes any bytes. */
bool phone_link_read(const struct phone_link_key *key, struct text link, struct phone_link *ret);

#endif
