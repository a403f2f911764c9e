/* Clerks at their windows (S6): sign in, call, start, finish, and what happens in between.
 *
 * A clerk moves by what it believes of the window. Where that is wrong (a day has ended, the server was
 * restarted, somebody used the window by hand), the refusal says how things stand, and the clerk goes on
 * from there. Beliefs change with answers only, so after a fault the same move is made again. */
#include "app/demo/demo_private.h"

#include "base/bug.h"

enum {
	SHIFT_MIN_S = 2400,
	SHIFT_MAX_S = 5400,   /* at a window before somebody else takes over */
	OTHER_SERVICE_S = 60, /* mean of a service that the script does not know */
	ABSENT_S = 9,         /* waiting for somebody who does not come */
	REFUSED_S = 2,
	NOBODY_MIN_S = 4,
	NOBODY_MAX_S = 9,
	RATE_MIN_S = 3,
	RATE_MAX_S = 15,
	RETURN_MIN_S = 30,
	RETURN_MAX_S = 240,
	HELP_MIN_S = 5,
	HELP_MAX_S = 20, /* into a service, before help is called */
	COME_BACK_PERCENT = 50, /* of those who are sent on */
};

enum move {
	MOVE_OPEN,
	MOVE_CLOSE,
	MOVE_PAUSE,
	MOVE_UNPAUSE,
	MOVE_CALL,
	MOVE_RECALL,
	MOVE_START,
	MOVE_NO_SHOW,
	MOVE_FINISH,
	MOVE_KEEP,
	MOVE_WAIT,
	MOVE_RESUME,
	MOVE_SEND
};

static void put_clerk(struct demo *demo, struct demo_post *post, struct json_out *out)
{
	post->clerk = demo->next_clerk++ % demo->script->clerks.n;
	demo_put_text(out, "clerk", demo_word(&demo->script->clerks, post->clerk));
}

static void put_reason(struct demo *demo, struct demo_post *post CC_UNUSED, struct json_out *out)
{
	demo_put_text(out, "reason", demo_any(demo, &demo->script->pause_reasons));
}

static void put_keep(struct demo *demo CC_UNUSED, struct demo_post *post CC_UNUSED, struct json_out *out)
{
	demo_put_text(out, "kind", TEXT("keep"));
}

static void put_wait(struct demo *demo CC_UNUSED, struct demo_post *post CC_UNUSED, struct json_out *out)
{
	demo_put_text(out, "kind", TEXT("wait"));
}

static void put_kept(struct demo *demo CC_UNUSED, struct demo_post *post, struct json_out *out)
{
	if (post->state == DEMO_FREE)
		demo_put_int(out, "ticket", post->kept);
}

static void put_target(struct demo *demo, struct demo_post *post, struct json_out *out)
{
	const struct demo_need *needs = demo->script->needs.at;
	const uint32_t n = demo->script->needs.n;
	const uint32_t step = (uint32_t)demo_between(demo, 1, n - 1);

	demo_put_text(out, "to_service", needs[(post->need + step) % n].service);
	json_key(out, "come_back");
	json_put_bool(out, demo_chance(demo, COME_BACK_PERCENT));
}

static void begin_shift(struct demo *demo, struct demo_post *post, int64_t now_ms)
{
	post->ticket = 0;
	post->kept = 0;
	post->shift_ends_ms = demo_within(demo, now_ms, SHIFT_MIN_S, SHIFT_MAX_S);
}

static void learn_open(struct demo *demo, struct demo_post *post, int64_t now_ms, const struct json *result CC_UNUSED)
{
	begin_shift(demo, post, now_ms);
}

static void learn_called(struct demo *demo, struct demo_post *post, int64_t now_ms, const struct json *result)
{
	post->ticket = demo_result_int(result, "ticket");
	post->need = demo_need_of(demo, demo_result_text(result, "service"));
	post->recalled = false;
	post->plain = false;
	post->absent = demo_chance(demo, demo->script->odds.absent);
	if (post->absent)
		post->at_ms = demo_after(demo, now_ms, ABSENT_S);
}

static void learn_recalled(struct demo *demo CC_UNUSED, struct demo_post *post, int64_t now_ms CC_UNUSED,
			   const struct json *result CC_UNUSED)
{
	post->recalled = true;
}

/* Times at the window vary: half of the mean is fixed, the rest is exponential. */
static void learn_serving(struct demo *demo, struct demo_post *post, int64_t now_ms,
			  const struct json *result CC_UNUSED)
{
	const struct demo_need *needs = demo->script->needs.at;
	const double mean = post->need < demo->script->needs.n ? needs[post->need].serve_s : OTHER_SERVICE_S;

	if (post->move == MOVE_RESUME && post->state == DEMO_FREE) {
		post->ticket = post->kept;
		post->kept = 0;
	}
	post->plain = post->move == MOVE_RESUME;
	if (demo_chance(demo, demo->script->odds.helps))
		demo_plan(demo, DEMO_HELP, demo_within(demo, now_ms, HELP_MIN_S, HELP_MAX_S), post - demo->posts);
	post->at_ms = demo_after(demo, now_ms, mean / 2 + rng_exponential(&demo->rng, mean / 2));
}

static void learn_missed(struct demo *demo, struct demo_post *post, int64_t now_ms, const struct json *result)
{
	const struct json *ended = json_member(result, "ended");

	if (ended != NULL && json_kind(ended) == JSON_BOOL && json_bool(ended) &&
	    demo_chance(demo, demo->script->odds.returns))
		demo_plan(demo, DEMO_RETURN, demo_within(demo, now_ms, RETURN_MIN_S, RETURN_MAX_S), post->ticket);
}

static void learn_finished(struct demo *demo, struct demo_post *post, int64_t now_ms,
			   const struct json *result CC_UNUSED)
{
	if (demo_chance(demo, demo->script->odds.rates))
		demo_plan(demo, DEMO_RATE, demo_within(demo, now_ms, RATE_MIN_S, RATE_MAX_S), post->ticket);
}

static void learn_kept(struct demo *demo CC_UNUSED, struct demo_post *post, int64_t now_ms CC_UNUSED,
		       const struct json *result CC_UNUSED)
{
	post->kept = post->ticket;
}

/* Every move: its command, arguments besides the window, what it leads to, how long until the next
 * one, and what else its answer brings. */
static const struct {
	const char *command;
	void (*put)(struct demo *demo, struct demo_post *post, struct json_out *out);
	enum demo_post_state next;
	int low_s, high_s;
	void (*learn)(struct demo *demo, struct demo_post *post, int64_t now_ms, const struct json *result);
} moves[] = {
	[MOVE_OPEN] = { "window.open", put_clerk, DEMO_FREE, 2, 6, learn_open },
	[MOVE_CLOSE] = { "window.close", NULL, DEMO_AWAY, 10, 30, NULL },
	[MOVE_PAUSE] = { "window.pause", put_reason, DEMO_PAUSED, 40, 120, NULL },
	[MOVE_UNPAUSE] = { "window.resume", NULL, DEMO_FREE, 1, 3, NULL },
	[MOVE_CALL] = { "ticket.call_next", NULL, DEMO_CALLED, 3, 9, learn_called },
	[MOVE_RECALL] = { "ticket.recall", NULL, DEMO_CALLED, 7, 12, learn_recalled },
	[MOVE_START] = { "ticket.start", NULL, DEMO_SERVING, 1, 1, learn_serving },
	[MOVE_NO_SHOW] = { "ticket.no_show", NULL, DEMO_FREE, 1, 3, learn_missed },
	[MOVE_FINISH] = { "ticket.finish", NULL, DEMO_FREE, 1, 5, learn_finished },
	[MOVE_KEEP] = { "ticket.hold", put_keep, DEMO_FREE, 1, 3, learn_kept },
	[MOVE_WAIT] = { "ticket.hold", put_wait, DEMO_WAITING, 15, 40, NULL },
	[MOVE_RESUME] = { "ticket.resume", put_kept, DEMO_SERVING, 1, 1, learn_serving },
	[MOVE_SEND] = { "ticket.transfer", put_target, DEMO_FREE, 1, 4, NULL },
};

/* A free clerk first goes on with what was kept and has had its time, then may go home or pause, then
 * calls. */
static enum move choose_free(struct demo *demo, const struct demo_post *post, int64_t now_ms)
{
	if (post->kept != 0 && post->kept != post->ticket)
		return MOVE_RESUME;
	if (now_ms >= post->shift_ends_ms)
		return post->kept != 0 ? MOVE_RESUME : MOVE_CLOSE;
	if (post->ticket != 0 && post->kept == 0 && demo_chance(demo, demo->script->odds.pauses))
		return MOVE_PAUSE;
	return MOVE_CALL;
}

static enum move choose_serving(struct demo *demo, const struct demo_post *post)
{
	const struct demo_odds *odds = &demo->script->odds;
	const int64_t dice = demo_between(demo, 0, 99);

	if (post->plain)
		return MOVE_FINISH;
	if (dice < odds->keeps)
		return post->kept == 0 ? MOVE_KEEP : MOVE_FINISH;
	if (dice < odds->keeps + odds->waits)
		return MOVE_WAIT;
	return dice < odds->keeps + odds->waits + odds->sends ? MOVE_SEND : MOVE_FINISH;
}

static enum move choose(struct demo *demo, const struct demo_post *post, int64_t now_ms)
{
	switch (post->state) {
	case DEMO_AWAY: return MOVE_OPEN;
	case DEMO_FREE: return choose_free(demo, post, now_ms);
	case DEMO_CALLED: return !post->absent ? MOVE_START : post->recalled ? MOVE_NO_SHOW : MOVE_RECALL;
	case DEMO_SERVING: return choose_serving(demo, post);
	case DEMO_WAITING: return MOVE_RESUME;
	case DEMO_PAUSED: return MOVE_UNPAUSE;
	}
	BUG("post state %d", post->state);
}

void demo_post_move(struct demo *demo, struct demo_post *post, int64_t now_ms, struct buf *command)
{
	const enum move move = choose(demo, post, now_ms);
	struct json_out out = demo_command(command, moves[move].command);

	post->move = move;
	demo_put_text(&out, "window", post->window);
	if (moves[move].put != NULL)
		moves[move].put(demo, post, &out);
	demo_command_end(&out);
}

/* What a refusal says about the window. */
static const struct lesson {
	const char *refusal;
	enum demo_post_state state;
} lessons[] = {
	{ "WINDOW_CLOSED", DEMO_AWAY },   { "WINDOW_OPEN", DEMO_FREE },
	{ "WINDOW_BUSY", DEMO_CALLED },   { "WINDOW_IDLE", DEMO_FREE },
	{ "WINDOW_PAUSED", DEMO_PAUSED }, { "WINDOW_NOT_PAUSED", DEMO_FREE },
	{ "NOBODY_WAITS", DEMO_FREE },    { "TICKET_STARTED", DEMO_SERVING },
	{ "CLERK_ELSEWHERE", DEMO_AWAY }, { "TICKET_NOT_STARTED", DEMO_CALLED },
	{ "TICKET_NOT_HELD", DEMO_FREE }, { "TICKET_HELD_ELSEWHERE", DEMO_FREE },
	{ "TICKET_UNKNOWN", DEMO_FREE },  { "RECALL_FIRST", DEMO_CALLED },
};

static void learn_refused(struct demo *demo, struct demo_post *post, int64_t now_ms, struct text refusal)
{
	for (size_t i = 0; i < CC_COUNT(lessons); i++)
		if (text_eq(refusal, text_of(lessons[i].refusal)))
			post->state = lessons[i].state;
	/* Whatever was meant to happen to the ticket, it now ends the short way. */
	post->plain = true;
	post->absent = post->absent && post->state == DEMO_CALLED;
	post->recalled = false;
	if (post->move == MOVE_OPEN)
		begin_shift(demo, post, now_ms);
	if (post->move == MOVE_RESUME)
		post->kept = 0;
	if (post->state == DEMO_FREE)
		post->ticket = 0;
	if (post->move == MOVE_CALL)
		post->at_ms = demo_within(demo, now_ms, NOBODY_MIN_S, NOBODY_MAX_S);
	else
		post->at_ms = demo_after(demo, now_ms, REFUSED_S);
}

void demo_post_learn(struct demo *demo, struct demo_post *post, int64_t now_ms, const struct json *result,
		     struct text refusal)
{
	if (result == NULL)
		return learn_refused(demo, post, now_ms, refusal);
	const int move = post->move;
	post->at_ms = demo_within(demo, now_ms, moves[move].low_s, moves[move].high_s);
	if (moves[move].learn != NULL)
		moves[move].learn(demo, post, now_ms, result);
	post->state = moves[move].next;
}
