/* Properties of the pure hall under random commands (Q2, Q7, Q8, Q9, Q14, Q15, Q17, S7).
 *
 *     prop_queue [--seconds N | --commands N] [--seed S]
 *
 * A world is one hall from one seed. Two copies of it hear the same commands; every so often one of them
 * is replaced by what is read back from the other's snapshot, so that whatever a snapshot forgets shows
 * as a difference. After each command:
 *
 *   - both copies gave the same events, byte for byte, or the same refusal;
 *   - the auditor, which knows nothing of the hall's code, has no objection to the events;
 *   - a refused command has changed nothing (a sample is compared whole);
 *   - nothing is due any more, and nothing was due before its time.
 *
 * The seed of a world that fails is printed; `--seed` with it plays the world again. */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/civil.h"
#include "host/clock.h"
#include "queue/step.h"
#include "test/audit/audit.h"
#include "test/prop/make.h"

enum {
	WORLD_COMMANDS = 20000,
	SNAPSHOT_EVERY = 500,
	REFUSAL_SAMPLE = 100, /* one in so many commands is compared whole where it is refused */
	DUE_SAMPLE = 20,
	SECONDS_DEFAULT = 10,
	SEED_DEFAULT = 1,
	WHY_MAX = 512,
	FAILURES_MAX = 5, /* enough to look at */
};
#define ARENA_BYTES ((size_t)1 << 30)
#define START_MS    INT64_C(1795392000000) /* 2026-11-23T08:00+08:00 */
#define NS_PER_S    INT64_C(1000000000)

struct world {
	uint64_t seed;
	struct rng rng;
	struct arena arenas[2], scratch;
	struct queue_hall halls[2]; /* twins; each in its arena */
	struct audit *audit;
	int64_t now, step_ms;
	int64_t commands, refusals, events;
	char why[WHY_MAX]; /* empty as long as all is well */
};

/* Said where an assertion in the hall stops the process. */
static char last_words[64];

static void say_last_words(int signal_number)
{
	(void)signal_number;
	if (write(STDOUT_FILENO, last_words, strlen(last_words)) < 0)
		_exit(2);
}

CC_FORMAT(2, 3) static void fail(struct world *w, const char *format, ...)
{
	va_list args;

	if (w->why[0] != '\0')
		return;
	va_start(args, format);
	vsnprintf(w->why, sizeof(w->why), format, args);
	va_end(args);
}

static struct text snapshot(const struct queue_hall *hall, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	queue_snapshot_write(hall, &out);
	return buf_view(&buf);
}

/* The twins are equal, and what is read from the snapshot of one takes the place of the other. */
static void swap_twins(struct world *w)
{
	const struct text first = snapshot(&w->halls[0], &w->scratch);
	const struct text second = snapshot(&w->halls[1], &w->scratch);
	const struct json *json;
	struct err err;

	if (!text_eq(first, second))
		return fail(w, "the copy that came from a snapshot has gone another way");
	if (json_parse(&w->scratch, first, &json, &err) != RC_OK)
		return fail(w, "the snapshot is no JSON: %s", err.text);
	w->halls[0] = w->halls[1];
	const struct arena arena = w->arenas[0];
	w->arenas[0] = w->arenas[1];
	w->arenas[1] = arena;
	w->halls[0].arena = w->halls[0].by_id.arena = &w->arenas[0];
	arena_reset(&w->arenas[1]);
	if (queue_snapshot_read(json, &w->arenas[1], &w->halls[1], &err) != RC_OK)
		return fail(w, "the snapshot cannot be read: %s %s", err.field, err.text);
	if (!text_eq(first, snapshot(&w->halls[1], &w->scratch)))
		return fail(w, "the snapshot of the restored hall differs");
}

/* The auditor and the hall have the same tickets alive, in the same states. */
static void compare_tickets(struct world *w)
{
	const struct queue_hall *hall = &w->halls[0];
	int64_t alive = 0;

	for (uint32_t slot = 1; slot <= hall->ticket_n; slot++) {
		const struct queue_ticket *ticket = &hall->tickets[slot];
		if (ticket->id.n == 0)
			continue;
		alive += ticket->state < QUEUE_TICKET_FINISHED;
		const enum queue_ticket_state state = audit_ticket_state(w->audit, ticket->id.n);
		if (state != ticket->state)
			return fail(w, "ticket %" PRId64 " is %s in the hall and %s by its events", ticket->id.n,
				    queue_ticket_state_words.words[ticket->state],
				    state != 0 ? queue_ticket_state_words.words[state] : "unknown");
	}
	const struct audit_counts counts = audit_counts(w->audit);
	if (counts.alive != alive)
		fail(w, "%" PRId64 " tickets are alive in the hall and %" PRId64 " by its events", alive, counts.alive);
	if (counts.seq != hall->seq)
		fail(w, "the hall is at %" PRId64 " and its events at %" PRId64, hall->seq, counts.seq);
}

static struct text event_text(const struct queue_hall *hall, const struct queue_event *event, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	buf_printf(&buf, "%" PRId64 " %" PRId64 " %s ", event->seq, event->at, queue_event_infos[event->kind].name);
	queue_event_write(hall, event, &out);
	return buf_view(&buf);
}

/* Both copies decided the same. */
static void compare_decisions(struct world *w, const struct queue_decision decided[2])
{
	if (decided[0].refusal != decided[1].refusal || decided[0].n != decided[1].n ||
	    !text_eq(decided[0].what, decided[1].what))
		return fail(w, "the copies decide differently");
	for (uint32_t i = 0; i < decided[0].n; i++)
		if (!text_eq(event_text(&w->halls[0], &decided[0].events[i], &w->scratch),
			     event_text(&w->halls[1], &decided[1].events[i], &w->scratch)))
			return fail(w, "the copies give different events");
}

/* What is due was due not long before, and is not due any more; a new configuration alone may change
 * what that is. */
static void check_due(struct world *w, enum queue_command_kind kind)
{
	const struct queue_hall *hall = &w->halls[0];
	const int64_t at = queue_due_at(hall);
	const int64_t now = w->now > hall->at ? w->now : hall->at;

	if (kind == QUEUE_DO_HALL_CONFIGURE)
		return;
	if (queue_due(hall, now, &w->scratch).n > 0)
		fail(w, "something is due behind the command");
	if (hall->configured && at <= now)
		fail(w, "something is to be due at %" PRId64 ", which is over", at);
	if (at < INT64_MAX && queue_due(hall, at - 1, &w->scratch).n > 0)
		fail(w, "something is due before its time");
}

/* Time goes on, mostly; clocks are also set, forward and back, and nights pass. */
static void pass_time(struct world *w)
{
	w->now += (int64_t)rng_below(&w->rng, (uint64_t)w->step_ms);
	if (make_rarely(&w->rng, 200))
		w->now += make_number(&w->rng, 1, 90) * CIVIL_MS_PER_MINUTE;
	if (make_rarely(&w->rng, 1000))
		w->now -= make_number(&w->rng, 1, 300) * CIVIL_MS_PER_MINUTE;
	if (make_rarely(&w->rng, 4000))
		w->now += make_number(&w->rng, 1, 3) * CIVIL_MS_PER_DAY;
	if (w->now < w->halls[0].at && make_rarely(&w->rng, 50))
		w->now = w->halls[0].at;
}

static void one_command(struct world *w)
{
	const bool sampled = make_rarely(&w->rng, REFUSAL_SAMPLE);
	struct queue_decision decided[2];
	struct text before = { 0 };

	pass_time(w);
	const struct queue_command command = make_command(&w->rng, &w->halls[0], &w->scratch);
	const uint64_t seed = rng_next(&w->rng);
	if (sampled)
		before = snapshot(&w->halls[0], &w->scratch);
	for (int i = 0; i < 2; i++)
		decided[i] = queue_step(&w->halls[i], &command, w->now, seed, &w->scratch);

	w->commands++;
	w->refusals += decided[0].refusal != REFUSED_NOT;
	w->events += decided[0].n;
	compare_decisions(w, decided);
	for (uint32_t i = 0; i < decided[0].n; i++)
		if (!audit_event(w->audit, &decided[0].events[i]))
			return fail(w, "the auditor objects (%s): %s", audit_breach_name(audit_breach(w->audit)),
				    audit_text(w->audit));
	if (!audit_end(w->audit))
		fail(w, "the auditor objects (%s): %s", audit_breach_name(audit_breach(w->audit)),
		     audit_text(w->audit));
	if (sampled && decided[0].refusal != REFUSED_NOT && decided[0].n == 0 &&
	    !text_eq(before, snapshot(&w->halls[0], &w->scratch)))
		fail(w, "a refused command (%s) has changed the hall", queue_command_infos[command.kind].name);
	if (make_rarely(&w->rng, DUE_SAMPLE))
		check_due(w, command.kind);
}

static void world_init(struct world *w, uint64_t seed)
{
	*w = (struct world){ .seed = seed, .now = START_MS, .audit = audit_open() };
	rng_seed(&w->rng, seed);
	arena_init(&w->scratch, ARENA_BYTES);
	for (int i = 0; i < 2; i++) {
		arena_init(&w->arenas[i], ARENA_BYTES);
		queue_hall_init(&w->halls[i], &w->arenas[i]);
	}
	/* From a busy hall, a command a second, to one where most are overdue. */
	w->step_ms = make_number(&w->rng, 1, 60) * make_number(&w->rng, 1, 4) * 1000;
	snprintf(last_words, sizeof(last_words), "\nFAILED: prop_queue --seed %" PRIu64 "\n0 passed, 1 failed\n", seed);
}

static void world_done(struct world *w)
{
	audit_close(&w->audit);
	for (int i = 0; i < 2; i++)
		arena_done(&w->arenas[i]);
	arena_done(&w->scratch);
}

/* Play the world of `seed`. */
static void world_run(struct world *w, uint64_t seed)
{
	world_init(w, seed);
	while (w->commands < WORLD_COMMANDS && w->why[0] == '\0') {
		one_command(w);
		if (w->commands % SNAPSHOT_EVERY == 0 && w->why[0] == '\0') {
			compare_tickets(w);
			swap_twins(w);
		}
		arena_reset(&w->scratch);
	}
}

struct options {
	int64_t seconds, commands; /* one of them is 0 */
	uint64_t seed;
	bool once; /* one world only: a seed was given */
};

static bool read_options(int argc, char **argv, struct options *ret)
{
	static const struct option known[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ "commands", required_argument, NULL, 'c' },
		{ "seed", required_argument, NULL, 'r' },
		{ 0 },
	};
	int64_t value;
	int option;

	*ret = (struct options){ .seconds = SECONDS_DEFAULT, .seed = SEED_DEFAULT };
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == '?' || !text_int(text_of(optarg), &value) || value < 0)
			return false;
		if (option == 's') {
			ret->seconds = value;
		} else if (option == 'c') {
			ret->commands = value;
			ret->seconds = 0;
		} else {
			ret->seed = (uint64_t)value;
			ret->once = true;
		}
	}
	return optind == argc;
}

int main(int argc, char **argv)
{
	struct options options;
	int64_t commands = 0, events = 0, refusals = 0, passed = 0, failed = 0;

	if (!read_options(argc, argv, &options)) {
		fprintf(stderr, "usage: prop_queue [--seconds N | --commands N] [--seed S]\n");
		return 2;
	}
	signal(SIGABRT, say_last_words);
	const int64_t begun = host_monotonic_ns();
	for (uint64_t seed = options.seed; failed < FAILURES_MAX; seed++) {
		static struct world world;
		world_run(&world, seed);
		commands += world.commands;
		events += world.events;
		refusals += world.refusals;
		if (world.why[0] != '\0')
			printf("FAILED: prop_queue --seed %" PRIu64 ", command %" PRId64 ": %s\n", seed, world.commands,
			       world.why);
		failed += world.why[0] != '\0';
		passed += world.why[0] == '\0';
		world_done(&world);
		if (options.once)
			break;
		if (options.seconds > 0 ? host_monotonic_ns() - begun >= options.seconds * NS_PER_S
					: commands >= options.commands)
			break;
	}
	const double seconds = (double)(host_monotonic_ns() - begun) / (double)NS_PER_S;
	printf("%" PRId64 " commands in %.1f s (%.0f/s): %" PRId64 " events, %" PRId64 " refusals, seeds from %" PRIu64
	       "\n",
	       commands, seconds, (double)commands / seconds, events, refusals, options.seed);
	printf("%" PRId64 " passed, %" PRId64 " failed\n", passed, failed);
	return failed > 0;
}
