/* The header Range of a request for a file. */
#ifndef OH_GATEWAY_RANGE_H
#define OH_GATEWAY_RANGE_H

#include <stdint.h>

#include "base/text.h"

enum range_kind {
	RANGE_WHOLE, /* all of it: no header, or one that is not understood and so passed over (RFC 9110) */
	RANGE_PART,  /* from `first` to `last` */
	RANGE_NONE,  /* the file has no such bytes */
};

/* Read `header`, such as `bytes=0-499`, for a file of `bytes` (at least 1). The first and last byte are filled in for
 * RANGE_WHOLE too. One range is read; several are passed over. */
enum range_kind range_read(struct text header, int64_t bytes, int64_t *ret_first, int64_t *ret_last);

#endif
