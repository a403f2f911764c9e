/* Recognising customers by card, ID or phone number (Q10).
 *
 * What was read from a card goes no further than here: commands reach the hall with its token, and with
 * the class and name that the register or the kind of card gives. */
#ifndef OH_APP_HALL_RECOGNISE_H
#define OH_APP_HALL_RECOGNISE_H

#include <stdbool.h>

#include "base/err.h"
#include "queue/hall.h"

struct store;

enum {
	RECOGNISE_KEY_BYTES = 32,
	RECOGNISE_TOKEN_SIZE = 33, /* 32 hexadecimal digits and NUL */
};

/* The secret that tokens are made with; one for each store. */
struct recognise_key {
	unsigned char bytes[RECOGNISE_KEY_BYTES];
};

/* The store's key, made at random the first time (needs an open group then). */
CC_CHECK enum rc recognise_key_load(struct store *store, struct recognise_key *ret, struct err *err);

/* Token of a number: its keyed BLAKE2b hash in hexadecimal. Blanks, dots and dashes do not count, and
 * letters count as capitals, so that a number typed and a number read from the card are the same. False,
 * and the empty text, where nothing counts: that is nobody's number. */
bool recognise_token(const struct recognise_key *key, struct text number, char ret[RECOGNISE_TOKEN_SIZE]);

/* Replace the `card` of ticket.take, appointment.book and appointment.redeem by what is known of it.
 * What the command says itself (class, customer, service) stays. Texts live in `arena`. */
CC_CHECK enum rc recognise(struct store *store, const struct recognise_key *key, const struct queue_hall *hall,
			   struct arena *arena, struct queue_command *command, struct err *err);

#endif
