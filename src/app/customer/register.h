/* Filling the register of known customers from a file (Q10). */
#ifndef OH_APP_CUSTOMER_REGISTER_H
#define OH_APP_CUSTOMER_REGISTER_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;
struct store_customer;

enum {
	REGISTER_BYTES_MAX = 256 << 20, /* of a file */
	REGISTER_LINES_MAX = 4 << 20,   /* of a file */
	REGISTER_SEEN_BYTES = 32,       /* of memory for one card, in a table that is at most half full */
	REGISTER_REJECTS_SHOWN = 1000,  /* rows that are named one by one */
	REGISTER_GROUP_MAX = 4096,      /* rows that are written under one lock */
};

struct register_reject {
	int64_t line;
	const char *why; /* one sentence */
};

struct register_outcome {
	int64_t accepted, rejected;      /* customers, each once; rows */
	struct register_reject *rejects; /* the first REGISTER_REJECTS_SHOWN of them */
	uint32_t reject_n;
};

/* Called between two groups, while the store's lock for writing is free: to wait until others had their turn. */
struct register_rest {
	void (*rest)(void *context);
	void *context;
};

/* Read comma-separated values with the columns card, class and, if there is one, name; add or change a
 * customer for each row. A class that no hall has is a mistake, unless no hall is configured yet; so is a card that
 * stands twice with different classes, a row of more fields than the first line has, and a line that is not UTF-8.
 * All of the file is checked before anything is written: with a rejected row nothing is, the result is
 * RC_INVALID, and `ret` names the rows. Then at most REGISTER_GROUP_MAX rows are written at a time, with a `rest`
 * (or NULL) in between; when the store fails, what it has stays, and the file can be imported again.
 * RC_FULL beyond REGISTER_LINES_MAX. Rejects live in `arena`, and so does a table of all cards. Needs a store open for
 * writing, without an open group. */
CC_CHECK enum rc register_import(struct store *store, struct text csv, const struct register_rest *rest,
				 struct arena *arena, struct register_outcome *ret, struct err *err);

/* Forget the customer with this card, ID or phone number; who that was, into `ret` and `arena`. RC_MISSING where there
 * is none. */
CC_CHECK enum rc register_remove(struct store *store, struct text card, struct arena *arena, struct store_customer *ret,
				 struct err *err);

#endif
