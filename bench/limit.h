/* The limit: how fast one thread can write the rows that commands cause, with nothing around it.
 *
 * The rows are those of a store that a server has just written: for each command its event, its ticket with
 * the index over it, and its answer. They go into a new file with the same tables and the same settings, in
 * groups of 64 and with synchronous=FULL, through SQLite alone. */
#ifndef OH_BENCH_LIMIT_H
#define OH_BENCH_LIMIT_H

#include <stdint.h>

#include "base/err.h"

struct limit;

enum { LIMIT_GROUP = 64, LIMIT_COMMANDS_MAX = 20000 };

/* Take up to LIMIT_COMMANDS_MAX commands from the store `from` (a server may be writing to it) and make the
 * file `path`, which may not exist. */
CC_CHECK enum rc limit_open(struct limit **ret, const char *from, const char *path, struct err *err);
void limit_close(struct limit **limit);

/* Write for `seconds`, each pass over the rows as other halls, and say the commands in a second. */
CC_CHECK enum rc limit_run(struct limit *limit, double seconds, double *ret_rate, struct err *err);

#endif
