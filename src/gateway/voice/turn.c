/* The acknowledged queue of a zone (Q13).
 *
 * Invariants: calls stand in the order of their seq, all above mark.done; a loan is always of the first one. So one
 * number, `done`, says what is settled, however the server ends. */
#include "gateway/voice/turn.h"

#include <stddef.h>
#include <string.h>

#include "base/bug.h"

static struct turn_call *at(struct turn *turn, uint32_t i)
{
	return i < turn->n ? &turn->calls[(turn->first + i) % TURN_CALLS_MAX] : NULL;
}

const struct turn_call *turn_at(const struct turn *turn, uint32_t i)
{
	return at((struct turn *)turn, i);
}

static void end_loan(struct turn *turn)
{
	turn->mark.loan = 0;
	turn->mark.until_ms = 0;
	turn->mark.player[0] = '\0';
	turn->mark.version++;
}

/* Calls up to `seq` are settled. */
static void settle(struct turn *turn, int64_t seq)
{
	turn->mark.done = seq;
	turn->mark.given = 0;
	turn->said_by[0] = '\0';
	end_loan(turn);
}

/* The first call is settled, one way or the other. */
static void settle_first(struct turn *turn)
{
	ASSERT(turn->n > 0);
	settle(turn, at(turn, 0)->seq);
	turn->first = (turn->first + 1) % TURN_CALLS_MAX;
	turn->n--;
}

void turn_add(struct turn *turn, const struct turn_call *call)
{
	const struct turn_call *last = turn_at(turn, turn->n - 1);

	ASSERT(call->seq > 0);
	if (call->seq <= turn->mark.done || (last && call->seq <= last->seq))
		return;
	if (turn->n == TURN_CALLS_MAX) {
		turn->counts.lost++;
		if (turn->mark.loan) /* which is of the first: it is being heard */
			return;
		settle_first(turn);
	}
	turn->n++;
	*at(turn, turn->n - 1) = *call;
}

void turn_over(struct turn *turn, int64_t ticket)
{
	for (uint32_t i = 0; i < turn->n; i++)
		if (at(turn, i)->ticket == ticket)
			at(turn, i)->over = true;
}

/* True for a call that need not be heard: its customer came, or a later call of the same ticket will do. */
static bool is_idle(struct turn *turn, int64_t hall_ms)
{
	const struct turn_call *first = at(turn, 0);

	if (first->over || hall_ms - first->at_ms < TURN_AGAIN_MS)
		return first->over;
	for (uint32_t i = 1; i < turn->n; i++)
		if (at(turn, i)->ticket == first->ticket)
			return true;
	return false;
}

void turn_skip_all(struct turn *turn)
{
	while (turn->n > 0 && !turn->mark.loan) {
		settle_first(turn);
		turn->counts.skipped++;
	}
}

/* Where the loan has run out, or is of a call that is no longer known: a log that was restored may lack it. */
static void check_loan(struct turn *turn, int64_t now_ms)
{
	const struct turn_mark *mark = &turn->mark;

	if (!mark->loan)
		return;
	if (now_ms < mark->until_ms && mark->until_ms - now_ms <= TURN_LOAN_MS_MAX)
		return;
	end_loan(turn);
}

enum turn_next turn_next(struct turn *turn, const char *player, int64_t now_ms, int64_t hall_ms,
			 const struct turn_call **ret)
{
	*ret = NULL;
	check_loan(turn, now_ms);
	if (turn->mark.loan &&
	    (strcmp(turn->mark.player, player) != 0 || !turn->n || at(turn, 0)->seq != turn->mark.loan))
		return TURN_BUSY;
	if (turn->mark.loan) {
		*ret = at(turn, 0);
		return TURN_GIVE;
	}
	while (turn->n > 0) {
		const bool idle = is_idle(turn, hall_ms);

		if (!idle && turn->mark.given < TURN_GIVEN_MAX) {
			*ret = at(turn, 0);
			return TURN_GIVE;
		}
		*(idle ? &turn->counts.skipped : &turn->counts.lost) += 1;
		settle_first(turn);
	}
	return TURN_NOTHING;
}

void turn_lend(struct turn *turn, const char *player, int64_t now_ms, int64_t loan_ms)
{
	const struct turn_call *first = at(turn, 0);
	struct turn_mark *mark = &turn->mark;

	ASSERT(first && loan_ms > 0 && strlen(player) < TURN_PLAYER_SIZE);
	mark->version++;
	if (mark->loan != first->seq) /* a player that has it already has lost the answer, so it was not heard */
		mark->given++;
	mark->loan = first->seq;
	mark->until_ms = now_ms + (loan_ms < TURN_LOAN_MS_MAX ? loan_ms : TURN_LOAN_MS_MAX);
	memcpy(mark->player, player, strlen(player) + 1);
}

void turn_give_up(struct turn *turn)
{
	settle_first(turn);
	turn->counts.lost++;
}

static bool has_loan(const struct turn *turn, int64_t seq, const char *player)
{
	return turn->mark.loan && turn->mark.loan == seq && strcmp(turn->mark.player, player) == 0;
}

bool turn_done(struct turn *turn, int64_t seq, const char *player, bool spoken)
{
	if (!has_loan(turn, seq, player))
		return spoken && seq == turn->mark.done && strcmp(turn->said_by, player) == 0;
	if (!spoken) {
		end_loan(turn);
		return true;
	}
	if (turn->n > 0 && at(turn, 0)->seq == seq)
		settle_first(turn);
	else
		settle(turn, seq);
	turn->counts.spoken++;
	memcpy(turn->said_by, player, strlen(player) + 1);
	return true;
}

bool turn_return(struct turn *turn, int64_t seq, const char *player)
{
	if (!has_loan(turn, seq, player))
		return false;
	if (turn->mark.given > 0)
		turn->mark.given--;
	end_loan(turn);
	return true;
}
