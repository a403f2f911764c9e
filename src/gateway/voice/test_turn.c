/* Who is heard next in a zone (Q13): scripts of what comes and who asks. */
#include "gateway/voice/turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/cc.h"
#include "base/rng.h"

enum { LOAN_MS = 10000, CROWD = 30, SEEDS = 200, STEPS = 400 };

enum act {
	END,
	CALL,    /* seq, ticket */
	OVER,    /* ticket */
	ASK,     /* player, at; then the seq that is given, 0 for nothing, -1 for busy */
	SAID,    /* player, seq; then 1 where it is taken */
	FAILED,  /* the same, of one who could not speak */
	UNHEARD, /* as ASK, of a call that then cannot be made audible */
	BACK,    /* as SAID, of a call that never reached its player */
	HUSH,    /* quiet hours */
	RESTART, /* only the mark is left, and the calls of the log */
};

struct step {
	enum act act;
	int64_t a, b, expect;
};

struct script {
	const char *about;
	struct step steps[16];
	struct turn_counts counts;
};

static const struct script scripts[] = {
	{ "calls come in their order, one at a time",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { ASK, 1, 0, 1 },
	    { ASK, 2, 1, -1 },
	    { SAID, 1, 1, 1 },
	    { ASK, 2, 2, 2 },
	    { ASK, 1, 3, -1 },
	    { SAID, 2, 2, 1 },
	    { ASK, 1, 4, 0 } },
	  { 2, 0, 0 } },
	{ "a player that dies: its call is handed out once more, then given up",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { ASK, 1, 0, 1 },
	    { ASK, 2, LOAN_MS - 1, -1 },
	    { ASK, 2, LOAN_MS, 1 },
	    { ASK, 3, 2 * LOAN_MS, 2 },
	    { SAID, 3, 2, 1 } },
	  { 1, 0, 1 } },
	{ "one who comes back too late has nothing to say",
	  { { CALL, 1, 11, 0 },
	    { ASK, 1, 0, 1 },
	    { ASK, 2, LOAN_MS, 1 },
	    { SAID, 1, 1, 0 },
	    { SAID, 2, 1, 1 },
	    { SAID, 1, 1, 0 } },
	  { 1, 0, 0 } },
	{ "who says again what it has said is heard again, and counted once",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { ASK, 1, 0, 1 },
	    { SAID, 1, 1, 1 },
	    { ASK, 2, 1, 2 },
	    { SAID, 1, 1, 1 },
	    { FAILED, 1, 1, 0 },
	    { SAID, 2, 1, 0 },
	    { SAID, 2, 2, 1 },
	    { SAID, 1, 1, 0 } },
	  { 2, 0, 0 } },
	{ "an answer that is lost while there is no sound wins no further try",
	  { { CALL, 1, 11, 0 },
	    { ASK, 1, 0, 1 },
	    { UNHEARD, 1, 1, 1 },
	    { UNHEARD, 1, 2, 1 },
	    { ASK, 2, LOAN_MS, 1 },
	    { ASK, 3, 2 * LOAN_MS, 0 } },
	  { 0, 0, 1 } },
	{ "a call that never reached its players is not lost",
	  { { CALL, 1, 11, 0 },
	    { ASK, 1, 0, 1 },
	    { BACK, 2, 1, 0 },
	    { BACK, 1, 1, 1 },
	    { ASK, 2, 1, 1 },
	    { BACK, 2, 1, 1 },
	    { ASK, 3, 2, 1 },
	    { SAID, 3, 1, 1 } },
	  { 1, 0, 0 } },
	{ "an answer that was lost is given again, and costs no try",
	  { { CALL, 1, 11, 0 },
	    { ASK, 1, 0, 1 },
	    { ASK, 1, 1, 1 },
	    { ASK, 1, 2, 1 },
	    { ASK, 2, LOAN_MS + 2, 1 },
	    { SAID, 2, 1, 1 } },
	  { 1, 0, 0 } },
	{ "a player that cannot speak hands its call on at once",
	  { { CALL, 1, 11, 0 },
	    { ASK, 1, 0, 1 },
	    { FAILED, 1, 1, 1 },
	    { ASK, 2, 1, 1 },
	    { FAILED, 2, 1, 1 },
	    { ASK, 1, 2, 0 } },
	  { 0, 0, 1 } },
	{ "a customer who came is not called",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { OVER, 11, 0, 0 },
	    { ASK, 1, 0, 2 },
	    { OVER, 12, 0, 0 },
	    { SAID, 1, 2, 1 },
	    { ASK, 1, 1, 0 } },
	  { 1, 1, 0 } },
	{ "a call and its recall are both spoken",
	  { { CALL, 1, 11, 0 }, { CALL, 2, 11, 0 }, { ASK, 1, 0, 1 }, { SAID, 1, 1, 1 }, { ASK, 1, 1, 2 } },
	  { 1, 0, 0 } },
	{ "but an old one that was repeated is not",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { CALL, 3, 11, 0 },
	    { ASK, 1, TURN_AGAIN_MS, 2 },
	    { SAID, 1, 2, 1 },
	    { ASK, 1, TURN_AGAIN_MS, 3 } },
	  { 1, 1, 0 } },
	{ "quiet hours pass over what waits, but do not cut anybody short",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { ASK, 1, 0, 1 },
	    { HUSH, 0, 0, 0 },
	    { SAID, 1, 1, 1 },
	    { HUSH, 0, 0, 0 },
	    { ASK, 1, 1, 0 },
	    { CALL, 3, 13, 0 },
	    { ASK, 1, 1, 3 } },
	  { 1, 1, 0 } },
	{ "a restart: what was said stays said, what is being said is not handed out",
	  { { CALL, 1, 11, 0 },
	    { CALL, 2, 12, 0 },
	    { ASK, 1, 0, 1 },
	    { SAID, 1, 1, 1 },
	    { ASK, 1, 1, 2 },
	    { RESTART, 0, 0, 0 },
	    { ASK, 2, 2, -1 },
	    { SAID, 1, 2, 1 },
	    { ASK, 2, 3, 0 } },
	  { 1, 0, 0 } },
	{ "a restart, and the player is gone: its second chance is kept in mind",
	  { { CALL, 1, 11, 0 },
	    { ASK, 1, 0, 1 },
	    { RESTART, 0, 0, 0 },
	    { ASK, 2, LOAN_MS, 1 },
	    { RESTART, 0, 0, 0 },
	    { ASK, 3, 2 * LOAN_MS, 0 } },
	  { 0, 0, 1 } },
	{ "a clock that was set back does not keep a zone silent",
	  { { CALL, 1, 11, 0 }, { ASK, 1, 9 * TURN_LOAN_MS_MAX, 1 }, { ASK, 2, 0, 1 } },
	  { 0, 0, 0 } },
};

static struct turn turn;

static struct turn_call call_of(int64_t seq, int64_t ticket)
{
	return (struct turn_call){ .seq = seq, .ticket = ticket };
}

static const char *player_of(int64_t n)
{
	static const char *const names[] = { "", "left", "right", "third" };

	return names[n];
}

/* What the next call is; taken on by the player where it is heard. */
static int64_t ask_for(const char *player, int64_t now_ms, bool heard)
{
	const struct turn_call *call;
	const enum turn_next next = turn_next(&turn, player, now_ms, now_ms, &call);

	if (next == TURN_BUSY)
		return -1;
	if (next == TURN_NOTHING)
		return 0;
	if (heard)
		turn_lend(&turn, player, now_ms, LOAN_MS);
	return call->seq;
}

static int64_t ask(const char *player, int64_t now_ms)
{
	return ask_for(player, now_ms, true);
}

static void restart(const struct step *steps)
{
	const struct turn_mark mark = turn.mark;

	turn = (struct turn){ .mark = mark };
	for (; steps->act != RESTART; steps++) {
		if (steps->act == CALL)
			turn_add(&turn, &(struct turn_call){ .seq = steps->a, .ticket = steps->b });
		if (steps->act == OVER)
			turn_over(&turn, steps->a);
	}
}

static void play(const struct script *script)
{
	const struct turn_call *none;

	turn = (struct turn){ 0 };
	for (const struct step *s = script->steps; s->act != END; s++) {
		const struct turn_call call = call_of(s->a, s->b);
		int64_t got = 0;

		switch (s->act) {
		case CALL: turn_add(&turn, &call); break;
		case OVER: turn_over(&turn, s->a); break;
		case ASK: got = ask(player_of(s->a), s->b); break;
		case UNHEARD: got = ask_for(player_of(s->a), s->b, false); break;
		case BACK: got = turn_return(&turn, s->b, player_of(s->a)); break;
		case SAID: got = turn_done(&turn, s->b, player_of(s->a), true); break;
		case FAILED: got = turn_done(&turn, s->b, player_of(s->a), false); break;
		case HUSH: turn_skip_all(&turn); break;
		case RESTART: restart(script->steps); break;
		case END: break;
		}
		if (got != s->expect)
			fail_msg("%s: step %d is %d", script->about, (int)(s - script->steps), (int)got);
	}
	(void)turn_next(&turn, "nobody", 0, 0, &none);
	if (memcmp(&turn.counts, &script->counts, sizeof(turn.counts)) != 0)
		fail_msg("%s: spoken %d skipped %d lost %d", script->about, (int)turn.counts.spoken,
			 (int)turn.counts.skipped, (int)turn.counts.lost);
}

/* Q13: never two at once, never lost, never twice. */
static void test_plays_scripts(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(scripts); i++)
		play(&scripts[i]);
}

/* Q13: thirty calls in one second to two players: each is heard once, in order, one at a time. */
static void test_thirty_at_once(void **state)
{
	int64_t said = 0;

	(void)state;
	turn = (struct turn){ 0 };
	for (int i = 1; i <= CROWD; i++)
		turn_add(&turn, &(struct turn_call){ .seq = i, .ticket = i, .at_ms = i * 1000 / CROWD });
	for (int64_t now_ms = 1000; said < CROWD; now_ms += 5000) {
		const int64_t speaker = 1 + said % 2;

		assert_int_equal(ask(player_of(speaker), now_ms), said + 1);
		assert_int_equal(ask(player_of(3 - speaker), now_ms), -1);
		assert_true(turn_done(&turn, ++said, player_of(speaker), true));
	}
	assert_int_equal(turn.counts.spoken, CROWD);
	assert_int_equal(turn.counts.lost + turn.counts.skipped, 0);
}

/* Q13: a zone that nobody listens to for a day does not grow, and a call that is being heard is not pushed out. */
static void test_is_bounded(void **state)
{
	(void)state;
	turn = (struct turn){ 0 };
	for (int i = 1; i <= TURN_CALLS_MAX + 7; i++)
		turn_add(&turn, &(struct turn_call){ .seq = i, .ticket = i });
	assert_int_equal(turn.n, TURN_CALLS_MAX);
	assert_int_equal(turn.counts.lost, 7);
	assert_int_equal(ask("left", 0), 8);
	turn_add(&turn, &(struct turn_call){ .seq = 9999, .ticket = 1 });
	assert_int_equal(turn_at(&turn, 0)->seq, 8);
	assert_true(turn_done(&turn, 8, "left", true));
	assert_null(turn_at(&turn, turn.n));
}

/* Q13: whatever players do, and wherever the server stops: a call is given to at most two players, is said at most
 * once, never before an earlier one, and never while another is on loan. */
static void test_holds_by_chance(void **state)
{
	static struct turn_call calls[STEPS];

	(void)state;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct rng rng;
		int64_t now_ms = 0, last_said = 0, seq = 0, loan_end = 0;
		int given[STEPS + 1] = { 0 };

		rng_seed(&rng, (uint64_t)seed);
		turn = (struct turn){ 0 };
		for (int step = 0; step < STEPS; step++) {
			const char *player = player_of(1 + (int64_t)rng_below(&rng, 3));
			const int64_t had = turn.mark.loan;
			const bool mine = strcmp(turn.mark.player, player) == 0;
			int64_t got;

			now_ms += (int64_t)rng_below(&rng, 4000);
			switch (rng_below(&rng, 5)) {
			case 0:
				calls[seq] = (struct turn_call){ .seq = seq + 1, .ticket = seq, .at_ms = now_ms };
				turn_add(&turn, &calls[seq++]);
				break;
			case 1:
			case 2:
				got = ask(player, now_ms);
				if (got <= 0 || (had == got && mine && now_ms < loan_end))
					break;
				assert_true(!had || now_ms >= loan_end);
				assert_true(got > last_said);
				assert_true(++given[got] <= TURN_GIVEN_MAX);
				loan_end = turn.mark.until_ms;
				break;
			case 3:
				if (!turn_done(&turn, had, player, rng_below(&rng, 3) > 0))
					break;
				assert_true(mine && had > last_said);
				last_said = turn.mark.done == had ? had : last_said;
				break;
			default: {
				const struct turn_mark mark = turn.mark;

				turn = (struct turn){ .mark = mark };
				for (int64_t i = 0; i < seq; i++)
					turn_add(&turn, &calls[i]);
			}
			}
			if (turn.mark.loan && turn.mark.loan == had)
				loan_end = turn.mark.until_ms;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plays_scripts),
		cmocka_unit_test(test_thirty_at_once),
		cmocka_unit_test(test_is_bounded),
		cmocka_unit_test(test_holds_by_chance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
