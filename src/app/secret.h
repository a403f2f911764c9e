/* Secrets of a store: random bytes that are made once and kept in it, in hexadecimal. */
#ifndef OH_APP_SECRET_H
#define OH_APP_SECRET_H

#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum { SECRET_BYTES_MAX = 64 };

/* The store's secret `name` of `n` bytes (at most SECRET_BYTES_MAX), made at random the first time (needs an open group
 * then). RC_FAULT where it is damaged. */
CC_CHECK enum rc secret_load(struct store *store, struct text name, unsigned char *ret, size_t n, struct err *err);

#endif
