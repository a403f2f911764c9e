/* Properties of what tickets are told of their waits, under random commands to random halls (Q16, Q9).
 *
 *     prop_wait [--seconds N] [--seed S]
 *
 * A world is one hall from one seed, followed event by event. After each event:
 *
 *   - what is told is in order, not negative and within its limit, or nothing at all;
 *   - as many ranges are kept as tickets wait that were told one, at most;
 *   - of a ticket that waits, picked at random: nobody is ahead of it if and only if every window that would
 *     call it, as the policy says, would call it next. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/clock.h"
#include "plan/follow.h"
#include "queue/policy.h"
#include "queue/step.h"
#include "test/prop/make.h"

enum { WORLD_COMMANDS = 4000, SECONDS_DEFAULT = 10, PICKS = 3 };
#define ARENA_BYTES ((size_t)1 << 30)
#define START_MS    INT64_C(1795392000000) /* 2026-11-23T08:00+08:00 */
#define NS_PER_S    INT64_C(1000000000)

struct world {
	struct rng rng;
	struct arena arena, scratch, learned;
	struct queue_hall hall;
	struct plan_follow follow;
	int64_t now, told, spoken, picked;
	const char *why; /* NULL as long as all is well */
};

static void check_range(struct world *w, const struct plan_range *range)
{
	if (range->silence != PLAN_SPEAKS && (range->low_ms | range->mid_ms | range->high_ms) != 0)
		w->why = "a silent range has times";
	if (range->low_ms < 0 || range->low_ms > range->mid_ms || range->mid_ms > range->high_ms)
		w->why = "a range is out of order";
	if (range->high_ms > PLAN_WAIT_MAX_MS)
		w->why = "a range goes beyond its limit";
}

/* Whoever stands ahead stands ahead at some window; help is another matter, for it ends by itself. */
static void check_ahead(struct world *w, const struct queue_ticket *ticket)
{
	const struct plan_stand stand = plan_stand_of(&w->hall, ticket, w->hall.at, &w->follow.wait.handling);
	bool others = false, helped = false;

	for (uint16_t i = 1; i <= w->hall.window_n; i++) {
		const struct queue_window *window = &w->hall.windows[i];
		if (window->state == QUEUE_WINDOW_CLOSED || window->state == QUEUE_WINDOW_PAUSED ||
		    !queue_considers(&w->hall, window, ticket, w->hall.at))
			continue;
		helped |= window->helps;
		others |= queue_choose(&w->hall, window, w->hall.at).ticket != ticket;
	}
	if (stand.open > 0 && !helped && (stand.ahead > 0) != others)
		w->why = others ? "nobody is ahead, but another would be called"
				: "some are ahead who are not called before";
	w->picked += stand.open > 0 && !helped;
}

static void pick(struct world *w)
{
	for (int i = 0; i < PICKS && w->hall.ticket_n > 0; i++) {
		const struct queue_ticket *ticket = &w->hall.tickets[make_number(&w->rng, 1, w->hall.ticket_n)];
		if (ticket->id.n != 0 && ticket->state == QUEUE_TICKET_WAITING)
			check_ahead(w, ticket);
	}
}

static void apply(struct world *w, const struct queue_decision *decision)
{
	for (uint32_t i = 0; i < decision->n && w->why == NULL; i++) {
		queue_apply(&w->hall, &decision->events[i]);
		const struct plan_news news = plan_follow_event(&w->follow, &w->hall, &decision->events[i]);
		check_range(w, &news.range);
		w->told += news.what == PLAN_TOLD;
		w->spoken += news.what == PLAN_TOLD && news.range.silence == PLAN_SPEAKS;
		if (w->follow.by_ticket.n > w->hall.waiting)
			w->why = "ranges are kept of tickets that do not wait";
	}
}

static void step(struct world *w)
{
	arena_reset(&w->scratch);
	w->now += make_number(&w->rng, 0, 120) * 1000;
	const struct queue_decision due = queue_due(&w->hall, w->now, &w->scratch);
	apply(w, &due);
	const struct queue_command command = make_command(&w->rng, &w->hall, &w->scratch);
	const struct queue_decision decided = queue_decide(&w->hall, &command, w->now, rng_next(&w->rng), &w->scratch);
	if (decided.refusal == REFUSED_NOT)
		apply(w, &decided);
	if (w->why == NULL)
		pick(w);
}

static void world_run(struct world *w, uint64_t seed)
{
	*w = (struct world){ .now = START_MS };
	rng_seed(&w->rng, seed);
	arena_init(&w->arena, ARENA_BYTES);
	arena_init(&w->scratch, ARENA_BYTES);
	arena_init(&w->learned, ARENA_BYTES);
	queue_hall_init(&w->hall, &w->arena);
	plan_follow_init(&w->follow, &w->learned);
	for (int i = 0; i < WORLD_COMMANDS && w->why == NULL; i++)
		step(w);
	arena_done(&w->arena);
	arena_done(&w->scratch);
	arena_done(&w->learned);
}

int main(int argc, char **argv)
{
	static const struct option known[] = { { "seconds", required_argument, NULL, 'n' },
					       { "seed", required_argument, NULL, 's' },
					       { 0 } };
	int64_t seconds = SECONDS_DEFAULT, passed = 0, told = 0, spoken = 0, picked = 0;
	uint64_t seed = 1;
	static struct world world;

	for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		if (option == 'n')
			seconds = strtoll(optarg, NULL, 10);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 10);
		else
			return 2;
	}
	for (const int64_t begun = host_monotonic_ns(); host_monotonic_ns() - begun < seconds * NS_PER_S; seed++) {
		world_run(&world, seed);
		told += world.told;
		spoken += world.spoken;
		picked += world.picked;
		if (world.why != NULL) {
			printf("FAILED: prop_wait --seed %" PRIu64 ": %s\n%" PRId64 " passed, 1 failed\n", seed,
			       world.why, passed);
			return 1;
		}
		passed++;
	}
	printf("%" PRId64 " tickets, of which %" PRId64 " were told a range; %" PRId64 " looked at while they waited\n",
	       told, spoken, picked);
	/* Halls in which nothing is told, or nobody is called, prove nothing. */
	const bool idle = spoken == 0 || picked == 0;
	printf("%" PRId64 " passed, %d failed\n", passed, idle);
	return idle;
}
