/* The parts of the verification. For this folder only. */
#ifndef OH_APP_VERIFY_VERIFY_PRIVATE_H
#define OH_APP_VERIFY_VERIFY_PRIVATE_H

#include "app/verify/verify.h"
#include "base/cc.h"

/* A verification that is under way. */
struct verify {
	struct store *store, *scratch;
	struct arena *arena; /* of the report */
	struct verify_report *report;
	struct text hall; /* the one that is looked at */
};

/* Note a problem of the present hall. */
CC_FORMAT(3, 4) void verify_problem(struct verify *verify, int64_t seq, const char *format, ...);

/* Compare the tables of hall `no` in the store with those of hall `scratch_no` in the scratch store. */
CC_CHECK enum rc verify_tables(struct verify *verify, int64_t no, int64_t scratch_no, struct err *err);

#endif
