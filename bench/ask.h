/* Asking a server one thing after the other, each to its end. */
#ifndef OH_BENCH_ASK_H
#define OH_BENCH_ASK_H

#include "bench/client.h"

struct arena;

enum { ASK_PATIENCE_MS = 30000 }; /* for one answer */

struct ask {
	struct client_link link; /* first: callbacks come with it */
	struct client client;
	struct arena *arena; /* for the answer that is awaited */
	int status;          /* of the last answer; -1 while it is awaited */
	struct text body;
};

/* For a server at `port`; connects at the first question. */
CC_CHECK enum rc ask_open(struct ask *ask, uint16_t port, struct err *err);
void ask_close(struct ask *ask);

/* Ask, connecting anew where that is needed. Fills `ask->status` and `ask->body`, which lives in `arena`.
 * RC_FAULT where no answer came; the question may have been read all the same. */
CC_CHECK enum rc ask_get(struct ask *ask, const char *path, struct arena *arena, struct err *err);
CC_CHECK enum rc ask_command(struct ask *ask, struct text hall, struct text key, struct text body,
			     struct arena *arena, struct err *err);

#endif
