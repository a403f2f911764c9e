/* A load of commands in a closed loop: each of many connections sends its next command when it has the answer
 * to the last. Each stands for a window of a hall and goes through take, call_next, start and finish. */
#ifndef OH_BENCH_LOAD_H
#define OH_BENCH_LOAD_H

#include <stdbool.h>

#include "bench/client.h"
#include "bench/halls.h"
#include "bench/samples.h"

enum { LOAD_WORKERS_MAX = 256, LOAD_KEY_SIZE = 32, LOAD_BODY_SIZE = 128, LOAD_ANSWER_MS_MAX = 30000 };

struct load;

struct worker {
	struct client_link link; /* first: callbacks come with it */
	struct load *load;
	uint32_t hall, window, step;
	int64_t sent_ns;
};

struct load {
	struct client client;
	struct worker workers[LOAD_WORKERS_MAX];
	uint32_t n;
	uint32_t awaited; /* answers */
	bool stopping;    /* send nothing more */
	int64_t serial;   /* of the last command key */
	int64_t done;     /* commands that were answered with 200 */
	int64_t refused;  /* with anything else */
	struct samples *answers;
};

/* The command that step `step` of a ticket is made of, at window w`window`. */
struct text load_body(uint32_t step, uint32_t window, char into[LOAD_BODY_SIZE]);

/* `n` connections to the server at `port`: connection i is window w(i / halls + 1) of hall b(i % halls). */
CC_CHECK enum rc load_open(struct load *load, uint16_t port, uint32_t n, uint32_t halls, struct err *err);
void load_close(struct load *load);

/* Run for `seconds` and until the last answer is there; adds the time from each request to its answer to
 * `answers` and says the commands answered with 200 in a second. RC_FAULT where a link broke. */
CC_CHECK enum rc load_run(struct load *load, double seconds, struct samples *answers, double *ret_rate,
			  struct err *err);

#endif
