/* Faults: the world failed (disk, network, input), and somebody up the stack decides what to do.
 * A domain's "no" is a refusal and a broken invariant is a bug; neither travels in here. */
#ifndef OH_BASE_ERR_H
#define OH_BASE_ERR_H

#include <stdint.h>

#include "base/cc.h"
#include "detail_contract.h"

enum rc {
	RC_OK = 0,
	RC_FAULT,     /* disk, memory, system call; a retry may work */
	RC_UNCERTAIN, /* a write may or may not have happened; ask by its command key */
	RC_CONFLICT,  /* somebody else wrote first; reload and decide again */
	RC_INVALID,   /* input that cannot be understood; `field` says where */
	RC_MISSING,   /* what was named does not exist */
	RC_FULL,      /* a named limit or the disk is full */
};

enum { ERR_TEXT_MAX = 256, ERR_FIELD_MAX = 96 };

struct err {
	enum rc rc;
	char field[ERR_FIELD_MAX]; /* path of the offending input, such as `args.service`; or empty */
	char text[ERR_TEXT_MAX];   /* one sentence in English for the log or, with `field`, for the caller */
	enum detail detail;        /* what `text` says, to be said in other languages; DETAIL_NOT for English only */
	int64_t low, high;         /* that its words name; with `what` they take the places of {low}, {high}, {what} */
	char what[ERR_TEXT_MAX];
};

/* Fill `err` (may be NULL) and return `rc`, so that `return err_set(...)` reads well. Clears `field` and `detail`. */
CC_FORMAT(3, 4) enum rc err_set(struct err *err, enum rc rc, const char *format, ...);

/* Put `prefix` before the text that stands in `err`, keeping rc and field; returns err->rc. */
CC_FORMAT(2, 3) enum rc err_prefix(struct err *err, const char *format, ...);

/* As err_set with RC_INVALID, naming the field. */
CC_FORMAT(3, 4) enum rc err_invalid(struct err *err, const char *field, const char *format, ...);

/* As err_invalid, in the words that contract/faults.json has for `detail`; `what` may be NULL. */
enum rc err_detail(struct err *err, const char *field, enum detail detail, int64_t low, int64_t high, const char *what);

/* What `err` says, without its field, in `language`; in English where it has no detail. */
void err_words(const struct err *err, enum detail_language language, char into[ERR_TEXT_MAX]);

#endif
