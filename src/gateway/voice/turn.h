/* Whose turn it is to be heard in one zone: calls in their order, one at a time, each on loan to one player (Q13).
 * Pure: times come in, nothing is read or written.
 *
 * A call is handed to a player for the time that it takes to speak and a margin. It is done when the player says so;
 * when the time runs out, or the player could not speak it, it is handed out once more and then given up. While
 * one is on loan no other is handed out, so no two calls of a zone are ever heard at once. What is kept on
 * disk (struct turn_mark) is enough for all of it to hold across a restart: the calls come again from the log. */
#ifndef OH_GATEWAY_VOICE_TURN_H
#define OH_GATEWAY_VOICE_TURN_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TURN_CALLS_MAX = 512,  /* that wait in a zone; the oldest is then given up */
	TURN_GIVEN_MAX = 2,    /* times that a call is handed out */
	TURN_AGAIN_MS = 60000, /* a call this old that was repeated since is not spoken */
	TURN_LOAN_MS_MAX = 300000,
	TURN_NUMBER_SIZE = 13,
	TURN_NAME_SIZE = 17,
	TURN_PLAYER_SIZE = 65,
};

/* A call or recall. */
struct turn_call {
	int64_t seq;   /* of its event; what it is known by */
	int64_t at_ms; /* by the hall's clock */
	int64_t ticket;
	char number[TURN_NUMBER_SIZE];
	char window[TURN_NAME_SIZE];
	bool over; /* the ticket has been started, put back, or has ended */
};

/* What is remembered of a zone. */
struct turn_mark {
	int64_t version;  /* rises with each change */
	int64_t done;     /* every call up to this seq is settled */
	int64_t loan;     /* seq that is on loan; 0 for none */
	int64_t until_ms; /* end of that loan */
	int32_t given;    /* times that the call behind `done` was handed out */
	char player[TURN_PLAYER_SIZE];
};

struct turn_counts {
	int64_t spoken, skipped, lost; /* lost: handed out in vain, or one too many */
};

/* Zeroed but for `mark` is ready. */
struct turn {
	struct turn_mark mark;
	struct turn_counts counts;
	char said_by[TURN_PLAYER_SIZE]; /* who spoke the call mark.done, where that was spoken */
	uint32_t first, n;
	struct turn_call calls[TURN_CALLS_MAX]; /* a ring, by seq */
};

/* Take in a call, whose seq is above those before; one that is settled is passed over. */
void turn_add(struct turn *turn, const struct turn_call *call);
/* The ticket needs no calling any more. */
void turn_over(struct turn *turn, int64_t ticket);
/* Pass over all that waits and is not on loan, as in quiet hours. */
void turn_skip_all(struct turn *turn);

/* What to do for a player that asks. */
enum turn_next {
	TURN_NOTHING, /* nobody is called */
	TURN_BUSY,    /* another player speaks, until mark.until_ms at the latest */
	TURN_GIVE,    /* `*ret` is for it: turn_lend, or turn_give_up where it cannot be made audible */
};
/* Settles what is over and whose time has run out. A player that asks again while it has a call on loan has lost the
 * answer, and is given the same. Loans go by `now_ms`, the age of calls by `hall_ms`, which may be another clock. */
enum turn_next turn_next(struct turn *turn, const char *player, int64_t now_ms, int64_t hall_ms,
			 const struct turn_call **ret);
/* Hand the first call to `player` for `loan_ms`. */
void turn_lend(struct turn *turn, const char *player, int64_t now_ms, int64_t loan_ms);
/* The first call cannot be spoken at all. */
void turn_give_up(struct turn *turn);

/* A player is done with the call `seq`; with `spoken` false it could not. False where it had no such loan. One that
 * says a second time what it has just spoken did not hear the answer: that is true again, and changes nothing. */
bool turn_done(struct turn *turn, int64_t seq, const char *player, bool spoken);
/* The call `seq` never reached the player, which costs it no try. False where that had no such loan. */
bool turn_return(struct turn *turn, int64_t seq, const char *player);

/* The `i`th call that waits, that on loan included; NULL behind the last. */
const struct turn_call *turn_at(const struct turn *turn, uint32_t i);

#endif
