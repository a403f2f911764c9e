/* How far a printer has got, kept in a small file beside the data so that a restart prints nothing twice. */
#ifndef OH_GATEWAY_PRINT_MARK_H
#define OH_GATEWAY_PRINT_MARK_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { MARK_BYTES_MAX = 256 }; /* of the file */

struct mark {
	int64_t settled; /* slips up to this number are printed, or too old to be */
	int64_t begun;   /* this one may be on paper, wholly or in part; 0 for none */
};

/* Read a file's text, `settled N` and `begun N` on a line each. RC_INVALID for anything else. */
CC_CHECK enum rc mark_parse(struct text text, struct mark *ret, struct err *err);
/* Read the file `path`; zeroes where there is none. */
CC_CHECK enum rc mark_read(const char *path, struct mark *ret, struct err *err);
/* Replace it; it is on disk when this returns. */
CC_CHECK enum rc mark_write(const char *path, const struct mark *mark, struct err *err);

#endif
