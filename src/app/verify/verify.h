/* Verification of a whole store (S7): that the log is whole and unchanged, and that everything made from
 * it is what the log says.
 *
 * For each hall: the chain of hashes without a gap; every table that the log feeds, made again and
 * compared row by row; every snapshot against the fold. And the file itself, by SQLite's own check. */
#ifndef OH_APP_VERIFY_VERIFY_H
#define OH_APP_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct store;

enum {
	VERIFY_PROBLEMS_MAX = 1000, /* problems that are listed; more are counted */
	VERIFY_WHAT_MAX = 1000,     /* bytes of the description of one */
};

struct verify_problem {
	struct text hall; /* its id; empty for the file as a whole */
	int64_t seq;      /* the event it is about; 0 for none */
	struct text what; /* in English, for the operator */
};

struct verify_report {
	int64_t halls, events; /* looked at */
	struct verify_problem problems[VERIFY_PROBLEMS_MAX];
	int64_t problem_n; /* found; only the first VERIFY_PROBLEMS_MAX are in `problems` */
};

/* Look at all of `store`, which is open for reading; a server may write to it meanwhile. The tables are
 * made again in `scratch`, an empty store that is open for writing and is left empty. Memory does not
 * grow with the log. What is found goes into `ret`, its texts into `arena`. */
void verify_run(struct store *store, struct store *scratch, struct arena *arena, struct verify_report *ret);

/* {"ok", "halls", "events", "problems": [{"hall", "seq", "what"}], "left_off"} */
struct text verify_json(const struct verify_report *report, struct arena *arena);

#endif
