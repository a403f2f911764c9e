/* The register of known customers, shared by all halls: who is greeted by name, and in which class (Q10).
 *
 * A customer is found by a token, the keyed hash of a card, ID or phone number; what was hashed is
 * nowhere in the store. */
#ifndef OH_STORE_CUSTOMER_H
#define OH_STORE_CUSTOMER_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

struct store_customer {
	struct text token;
	struct text class; /* id of a customer class of the halls */
	struct text name;  /* may be empty */
};

/* RC_MISSING where the token is not known. */
CC_CHECK enum rc store_customer_get(struct store *store, struct text token, struct arena *arena,
				    struct store_customer *ret, struct err *err);
/* Write the row, new or in place of the old one (writes). */
CC_CHECK enum rc store_customer_put(struct store *store, const struct store_customer *customer, struct err *err);
/* Forget one (writes). RC_MISSING where the token is not known. */
CC_CHECK enum rc store_customer_remove(struct store *store, struct text token, struct err *err);
/* How many there are. */
CC_CHECK enum rc store_customer_count(struct store *store, int64_t *ret, struct err *err);

#endif
