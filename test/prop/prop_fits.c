/* Properties of events that were damaged or written by hand, under random commands to random halls (S6, S7).
 *
 *     prop_fits [--seconds N] [--seed S]
 *
 * A world is one hall from one seed. Every event that is decided fits. Of some of them a copy is made that says
 * something else in one member, or comes at another time: it does not fit, or applying it to a copy of the hall stops
 * at no assertion and leaves it whole. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/clock.h"
#include "queue/step.h"
#include "queue/whole.h"
#include "test/prop/make.h"

enum { WORLD_COMMANDS = 1500, SECONDS_DEFAULT = 10, DAMAGE_SAMPLE = 4, DAMAGES = 4, PLACES_MAX = 12, WHY_MAX = 512 };
#define ARENA_BYTES ((size_t)1 << 30)
#define START_MS    INT64_C(1795392000000) /* 2026-11-23T08:00+08:00 */
#define DAY_MS      INT64_C(86400000)
#define NS_PER_S    INT64_C(1000000000)

struct world {
	struct rng rng;
	struct arena arena, scratch;
	struct queue_hall hall;
	int64_t now, damaged, refused;
	char why[WHY_MAX]; /* empty as long as all is well */
};

static int64_t any_number(struct world *w, const struct shape_field *field)
{
	const int64_t near = make_number(&w->rng, 0, w->hall.seq + 2);

	if (make_rarely(&w->rng, 8))
		return field->high;
	return near < field->low ? field->low : near > field->high ? field->high : near;
}

/* Another value of a member, of those that can be read. */
static void damage_member(struct world *w, const struct shape_field *field, char *at)
{
	const uint16_t place = make_rarely(&w->rng, 8) ? (uint16_t)SHAPE_UNKNOWN
						       : (uint16_t)make_number(&w->rng, !!field->required, PLACES_MAX);
	const int64_t number = any_number(w, field);
	const bool yes = make_rarely(&w->rng, 2);

	switch (field->kind) {
	case SHAPE_NAME: memcpy(at, &place, sizeof(place)); break;
	case SHAPE_BOOL: memcpy(at, &yes, sizeof(yes)); break;
	case SHAPE_INT:
		if (field->size == sizeof(number))
			memcpy(at, &number, sizeof(number));
		break;
	case SHAPE_ENUM: *(int *)(void *)at = (int)make_number(&w->rng, 1, field->words->n); break;
	case SHAPE_CHARS: snprintf(at, field->size, "%0*d", (int)field->low, (int)place); break;
	default: break;
	}
}

static struct queue_event damage(struct world *w, const struct queue_event *event)
{
	const struct shape *shape = queue_event_infos[event->kind].body;
	const uint64_t which = rng_below(&w->rng, shape->n + 1);
	struct queue_event damaged = *event;

	if (which == shape->n)
		damaged.at += make_number(&w->rng, -DAY_MS, DAY_MS);
	else
		damage_member(w, &shape->fields[which], (char *)&damaged.ticket_taken + shape->fields[which].offset);
	return damaged;
}

static struct text text_of_event(const struct queue_hall *hall, const struct queue_event *event, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	buf_printf(&buf, "%s ", queue_event_infos[event->kind].name);
	queue_event_write(hall, event, &out);
	return buf_view(&buf);
}

/* Apply a damaged event that fits to a copy of the hall. */
static void try_on_a_copy(struct world *w, const struct queue_event *event)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf buf = { .arena = &w->scratch };
	struct json_out out = { .buf = &buf };
	const struct json *json;
	struct queue_hall copy;
	struct err err;

	arena_init(&arena, ARENA_BYTES);
	queue_snapshot_write(&w->hall, &out);
	enum rc rc = json_parse(&w->scratch, buf_view(&buf), &json, &err);
	if (rc == RC_OK)
		rc = queue_snapshot_read(json, &arena, &copy, &err);
	if (rc == RC_OK) {
		queue_apply(&copy, event);
		rc = queue_whole(&copy, &err);
	}
	if (rc != RC_OK)
		snprintf(w->why, sizeof(w->why), "%s, after %.*s", err.text,
			 TEXT_ARG(text_of_event(&w->hall, event, &w->scratch)));
}

static void apply(struct world *w, const struct queue_decision *decision)
{
	struct err err;

	for (uint32_t i = 0; i < decision->n && w->why[0] == '\0'; i++) {
		const struct queue_event *event = &decision->events[i];
		const bool sampled = make_rarely(&w->rng, DAMAGE_SAMPLE);
		for (int d = 0; sampled && d < DAMAGES && w->why[0] == '\0'; d++) {
			const struct queue_event damaged = damage(w, event);
			w->damaged++;
			if (queue_event_fits(&w->hall, &damaged, &err) != RC_OK)
				w->refused++;
			else
				try_on_a_copy(w, &damaged);
		}
		if (queue_event_fits(&w->hall, event, &err) != RC_OK)
			snprintf(w->why, sizeof(w->why), "%s, before %.*s", err.text,
				 TEXT_ARG(text_of_event(&w->hall, event, &w->scratch)));
		else
			queue_apply(&w->hall, event);
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
	if (decided.refusal == REFUSED_NOT && w->why[0] == '\0')
		apply(w, &decided);
}

static void world_run(struct world *w, uint64_t seed)
{
	*w = (struct world){ .now = START_MS };
	rng_seed(&w->rng, seed);
	arena_init(&w->arena, ARENA_BYTES);
	arena_init(&w->scratch, ARENA_BYTES);
	queue_hall_init(&w->hall, &w->arena);
	for (int i = 0; i < WORLD_COMMANDS && w->why[0] == '\0'; i++)
		step(w);
	arena_done(&w->arena);
	arena_done(&w->scratch);
}

int main(int argc, char **argv)
{
	static const struct option known[] = { { "seconds", required_argument, NULL, 'n' },
					       { "seed", required_argument, NULL, 's' },
					       { 0 } };
	int64_t seconds = SECONDS_DEFAULT, passed = 0, damaged = 0, refused = 0;
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
		damaged += world.damaged;
		refused += world.refused;
		if (world.why[0] != '\0') {
			printf("FAILED: prop_fits --seed %" PRIu64 ": %s\n%" PRId64 " passed, 1 failed\n", seed,
			       world.why, passed);
			return 1;
		}
		passed++;
	}
	printf("%" PRId64 " damaged events, of which %" PRId64 " were refused\n", damaged, refused);
	/* Events that are all refused, or none, prove nothing. */
	const bool idle = refused == 0 || refused == damaged;
	printf("%" PRId64 " passed, %d failed\n", passed, idle);
	return idle;
}
