/* Filling the register of known customers from a file (Q10). */
#ifndef OH_APP_CUSTOMER_REGISTER_H
#define OH_APP_CUSTOMER_REGISTER_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum {
	REGISTER_BYTES_MAX = 256 << 20, /* of a file: about four million customers */
	REGISTER_REJECTS_SHOWN = 1000,  /* rows that are named one by one */
};

struct register_reject {
	int64_t line;
	const char *why; /* one sentence */
};

struct register_outcome {
	int64_t accepted, rejected;
	struct register_reject *rejects; /* the first REGISTER_REJECTS_SHOWN of them */
	uint32_t reject_n;
};

/* Read comma-separated values with the columns card, class and, if there is one, name; add or change a
 * customer for each row. A class that no hall has is a mistake, unless no hall is configured yet.
 * All or nothing: with a rejected row nothing is written and the result is
 * RC_INVALID, `ret` names the rows. Rejects live in `arena`. Needs a store open for writing, without an
 * open group. */
CC_CHECK enum rc register_import(struct store *store, struct text csv, struct arena *arena,
				 struct register_outcome *ret, struct err *err);

/* Forget the customer with this card, ID or phone number. RC_MISSING where there is none. */
CC_CHECK enum rc register_remove(struct store *store, struct text card, struct err *err);

#endif
