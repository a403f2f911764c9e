/* Running the program as people and scripts do: with arguments, in a directory of the test's own. Every run is
 * bounded in time, and only processes that were started here are ever signalled. */
#ifndef OH_TEST_CLI_CLI_RUN_H
#define OH_TEST_CLI_CLI_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

enum {
	RUN_MS_MAX = 60000, /* of one run, also on a busy machine with sanitizers */
	RUN_ARGUMENTS_MAX = 24,
	RUN_BYTES_MAX = 4 << 20, /* of a file, and of what a run writes */
};

/* What a run came to; the texts live until the end of the test. */
struct run {
	int status;            /* of its exit; -1 where a signal ended it */
	const char *out, *err; /* what it wrote */
};

/* A run that has not ended. Zeroed is none. */
struct running {
	pid_t pid;
	int out, err; /* files that it writes into */
};

/* Take the program from the first argument, or `openhall` beside this test; false after a message. */
bool run_use(int argc, char **argv);

/* For each test: an empty directory, in which the program runs and which is also its TMPDIR's parent. */
int run_setup(void **state);
/* Ends what still runs and removes the directory. */
int run_teardown(void **state);

#define RUN_TEST(test) cmocka_unit_test_setup_teardown(test, run_setup, run_teardown)

/* Run with `arguments` (NULL at the end) to the end. */
struct run run_all(const char *const *arguments);
#define RUN(...) run_all((const char *const[]){ __VA_ARGS__, NULL })
/* The same, with standard output into the file `into`. */
struct run run_into(const char *into, const char *const *arguments);

/* From now on, to the end of the test, run as a user who owns nothing here; false where this one may not do that. */
bool run_as_stranger(void);
/* And as oneself again. */
void run_as_oneself(void);

/* Start, and go on while it runs. */
void run_start(struct running *running, const char *const *arguments);
#define RUN_START(running, ...) run_start((running), (const char *const[]){ __VA_ARGS__, NULL })
/* Wait until its standard output has `part`; all of that output. Fails where it ends before. */
const char *run_await(const struct running *running, const char *part);
/* Send it `signal` (0 for none) and wait for its end. */
struct run run_end(struct running *running, int signal);

/* The test fails, and shows the run, unless it ended with `status` and wrote these texts to the letter. */
void assert_ran(struct run run, int status, const char *out, const char *err);
/* The same where only a part of standard output or error matters; the other one is empty. */
void assert_said(struct run run, const char *part);
void assert_failed(struct run run, int status, const char *part);
void assert_has(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

/* printf, until the end of the test. */
__attribute__((format(printf, 1, 2))) const char *say(const char *format, ...);
/* Path of a file in the directory. */
const char *file_path(const char *name);
void file_put(const char *name, const char *content);
/* Content with a NUL behind it; `ret_len` may be NULL. */
const char *file_get(const char *name, size_t *ret_len);
bool file_there(const char *name);
/* Names in a folder of the directory, in order, each with a blank behind it. */
const char *files_in(const char *name);
/* Run statements of SQL that change something in the store `name`. */
void file_sql(const char *name, const char *sql);
/* First column of all rows of a query, each with a line end behind it. */
const char *file_query(const char *name, const char *sql);
/* All that counts in the store of the data directory `data`: the same text means that nothing was changed. */
const char *data_print(const char *data);

#endif
