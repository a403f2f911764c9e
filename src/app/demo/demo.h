/* A player of days: customers, clerks and a manager who keep a hall busy (S6).
 *
 * It says which command comes next and when, and goes on by what the hall answered; it knows no
 * threads, no clock and no store, so the same player rehearses a past hour in memory and then plays on
 * live. It speaks to the hall as everybody does, by commands, and learns nothing but the answers and what the
 * manager's screen shows.
 *
 *     while ((at = demo_due_at(demo)) <= now)
 *             if (demo_wants_look(demo, at))
 *                     demo_look(demo, at, open alerts);
 *             if (demo_next(demo, at, &out))
 *                     demo_answered(demo, at, answer to out);
 *
 * Same script, seed, times and answers: same commands. */
#ifndef OH_APP_DEMO_DEMO_H
#define OH_APP_DEMO_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "app/demo/script.h"
#include "base/json.h"
#include "base/rng.h"

enum { DEMO_ERRANDS_MAX = 256 }; /* things that customers and the manager still mean to do */

/* What a clerk believes about the window; a refusal sets it right. */
enum demo_post_state { DEMO_AWAY, DEMO_FREE, DEMO_CALLED, DEMO_SERVING, DEMO_WAITING, DEMO_PAUSED };

/* A window and the clerk at it. */
struct demo_post {
	struct text window;
	uint32_t clerk; /* place in script->clerks */
	enum demo_post_state state;
	int64_t at_ms; /* when the next move is due */
	int64_t shift_ends_ms;
	int64_t ticket; /* at the window */
	int64_t kept;   /* on hold, 0 for none */
	uint32_t need;  /* place in script->needs, or their number for one that is not among them */
	int move;       /* the last one, whose answer tells what became of it */
	bool absent;    /* the customer does not come */
	bool recalled;  /* and was called once more */
	bool plain;     /* the service ends without detours */
};

enum demo_errand_kind {
	DEMO_ARRIVE,
	DEMO_BOOK,
	DEMO_RATE,
	DEMO_LEAVE,
	DEMO_RETURN,
	DEMO_INSERT,
	DEMO_REDEEM,
	DEMO_HELP,
	DEMO_TAKE_ON,
	DEMO_WATCH, /* take on an alert that ends with its cause */
	DEMO_SETTLE,
	DEMO_ERRAND_COUNT
};

struct demo_errand {
	enum demo_errand_kind kind;
	int64_t at_ms;
	int64_t subject; /* ticket, booking or alert; of DEMO_HELP the place of the post */
};

struct demo {
	const struct demo_script *script;
	struct rng rng;
	double speed;
	int utc_offset_min;
	struct demo_post posts[DEMO_CREW_MAX];
	struct demo_errand errands[DEMO_ERRANDS_MAX];
	uint32_t errand_n;
	int64_t look_at_ms;            /* when the manager looks at the alerts again */
	uint32_t next_clerk;           /* who is asked first to sign in */
	int64_t ahead[DEMO_NEEDS_MAX]; /* tickets ahead when one was last taken, by need */
	struct demo_post *asked_post;  /* whose command awaits its answer; NULL for none */
	struct demo_errand asked;      /* the errand that does, where asked_post is NULL */
	bool is_asking;
	uint32_t need;     /* of the errand that is asked */
	int32_t day, slot; /* that it books */
};

/* A player who starts at `now_ms`, when everybody is still away. `speed` divides all durations: 1 is as
 * in life. `script` must live as long. */
void demo_init(struct demo *demo, const struct demo_script *script, uint64_t seed, int utc_offset_min, double speed,
	       int64_t now_ms);

/* When there is something to do next. */
int64_t demo_due_at(const struct demo *demo);

/* True when the manager looks at the alerts; then comes demo_look with those that are open, as view "state" lists them;
 * NULL where the hall did not say. Who sees to those that nobody has taken on is planned there. */
bool demo_wants_look(const struct demo *demo, int64_t now_ms);
void demo_look(struct demo *demo, int64_t now_ms, const struct json *alerts);

/* The command that is due at `now_ms` into `command`, as the body of a request; false where nothing is
 * (somebody changed their mind). After true comes demo_answered. */
bool demo_next(struct demo *demo, int64_t now_ms, struct buf *command);

/* What the hall said: {"result": ...}, a refusal or a fault, as the API says it. After a fault the same
 * is tried again a little later. */
void demo_answered(struct demo *demo, int64_t now_ms, const struct json *answer);

#endif
