/* A server of this product as a child process, for benchmarks and tests. It dies with its parent. */
#ifndef OH_BENCH_CHILD_H
#define OH_BENCH_CHILD_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "host/file.h"

enum {
	CHILD_START_MS_MAX = 60000, /* until it must be ready */
	CHILD_STOP_MS_MAX = 30000,  /* until it must have ended by itself */
};

/* Zeroed is not running. */
struct child {
	pid_t pid; /* 0 for none */
	uint16_t port;
	int64_t ready_ns; /* from the start of the process to its first 200 of /readyz */
};

/* Path of the program that is running. */
CC_CHECK enum rc child_own_exe(char ret[HOST_PATH_MAX], struct err *err);

/* Serve the data directory `data` with the program `exe` at a free port of this machine's own address; what
 * it writes goes to the file `data`.log. Returns when it is ready. RC_FAULT where it is not in time. */
CC_CHECK enum rc child_start(struct child *child, const char *exe, const char *data, struct err *err);

/* Ask it to end (SIGTERM) and wait. RC_FAULT where it ended with an error or had to be killed. */
CC_CHECK enum rc child_stop(struct child *child, struct err *err);
/* End it as a loss of power would: SIGKILL, now. Nothing happens where it does not run. */
void child_kill(struct child *child);

/* Run `exe` with `arguments` (NULL-terminated, without the program's name) to its end; what it writes goes
 * to the file `log`. Its exit status, or -1 where it could not be run or was killed. */
int child_run(const char *exe, const char *const *arguments, const char *log);

/* Memory that the process has in use (RSS), bytes. */
CC_CHECK enum rc child_memory(const struct child *child, int64_t *ret_bytes, struct err *err);

#endif
