/* Reading the query of an address, strictly: what is not understood is an error, never ignored. */
#ifndef OH_GATEWAY_QUERY_H
#define OH_GATEWAY_QUERY_H

#include "base/err.h"
#include "base/text.h"

enum {
	QUERY_BYTES_MAX = 4096, /* of the whole query */
	QUERY_NAMES_MAX = 8,    /* names that a route may know */
};

/* Undo %XX (and `+` for a blank where `plus`) into `arena`. RC_INVALID where an escape is broken or the
 * result is not UTF-8 without control characters; `field` is left empty. */
CC_CHECK enum rc query_decode(struct text from, bool plus, struct arena *arena, struct text *ret,
			      struct err *err);

/* Read `a=1&b=2` into the values of `names` (NULL-terminated, at most QUERY_NAMES_MAX):
 * ret_values[i] belongs to names[i] and has `at` NULL where it was not given. RC_INVALID names the
 * parameter that is unknown, given twice, without `=`, or not decodable. */
CC_CHECK enum rc query_parse(struct text query, const char *const *names, struct arena *arena,
			     struct text *ret_values, struct err *err);

#endif
