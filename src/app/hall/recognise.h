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
	RECOGNISE_NAME_MAX = 48,   /* characters of a name to greet by, as the contract has it */
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

/* A mark by which a text is known again without being kept: the same kind of hash of all its bytes. */
void recognise_mark(const struct recognise_key *key, struct text whole, char ret[RECOGNISE_TOKEN_SIZE]);

/* True where a customer can be greeted by `name`: it is what commands and events may hold. */
bool recognise_name_fits(struct text name);

/* Replace the `card` of ticket.take, appointment.book and appointment.redeem by what is known of it.
 * What the command says itself (class, customer, service) stays. A name in the register that does not fit is
 * left out. Texts live in `arena`. */
CC_CHECK enum rc recognise(struct store *store, const struct recognise_key *key, const struct queue_hall *hall,
			   struct arena *arena, struct queue_command *command, struct err *err);

#endif
