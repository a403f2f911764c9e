/* The desk (Q1-Q9, S7): groups.
 *
 * A group goes three ways over its halls: jobs are decided and applied one after the other; then each
 * touched hall's events, sums and perhaps a snapshot are written and all is committed; then memory is
 * tidied up. Another process that wrote to a hall meanwhile is found out when the events are appended
 * (RC_CONFLICT): memory is dropped and the group decided again, once, under the store's lock for
 * writing, where nobody can come between any more. */
#include "app/hall/desk.h"

#include <stdlib.h>
#include <string.h>

#include "app/hall/desk_private.h"
#include "app/hall/event_text.h"
#include "base/bug.h"
#include "queue/step.h"
#include "store/store.h"

enum { EVENTS_AT_FIRST = 4 };

static enum rc load_keys(struct desk *desk, struct err *err)
{
	enum rc rc = store_begin(desk->store, err);

	if (rc == RC_OK)
		rc = recognise_key_load(desk->store, &desk->key, err);
	if (rc == RC_OK)
		rc = phone_link_key_load(desk->store, &desk->links, err);
	if (rc == RC_OK)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return rc;
}

enum rc desk_open(struct desk **ret, struct store *store, uint64_t seed, struct err *err)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	*ret = NULL;
	if (desk == NULL)
		BUG("no memory for a desk");
	desk->store = store;
	rng_seed(&desk->rng, seed);
	arena_init(&desk->arena, FOLD_ARENA_BYTES);
	arena_init(&desk->paper, FOLD_ARENA_BYTES);
	desk->slots = ARENA_ARRAY(&desk->arena, DESK_PLACE_SLOTS, struct desk_place *);
	enum rc rc = load_keys(desk, err);
	if (rc == RC_OK)
		rc = desk_places_load(desk, err);
	if (rc != RC_OK) {
		desk_close(&desk);
		return rc;
	}
	*ret = desk;
	return RC_OK;
}

const struct phone_link_key *desk_phone_link_key(const struct desk *desk)
{
	return &desk->links;
}

/* --- Taking events --------------------------------------------------------------------------------- */

static void touch(struct desk *desk, struct desk_hall *hall)
{
	if (hall->touched)
		return;
	hall->touched = true;
	hall->next_touched = NULL;
	hall->events = NULL;
	hall->event_n = hall->event_size = 0;
	project_init(&hall->project, desk->store, hall->place->no, &desk->paper);
	*desk->touched_end = hall;
	desk->touched_end = &hall->next_touched;
}

static struct store_event *new_event(struct desk *desk, struct desk_hall *hall)
{
	if (hall->event_n == hall->event_size) {
		const uint32_t size = hall->event_size == 0 ? EVENTS_AT_FIRST : hall->event_size * 2;
		struct store_event *events = ARENA_ARRAY(&desk->paper, size, struct store_event);
		if (hall->event_n > 0)
			memcpy(events, hall->events, hall->event_n * sizeof(*events));
		hall->events = events;
		hall->event_size = size;
	}
	return &hall->events[hall->event_n++];
}

enum rc desk_take(struct desk *desk, struct desk_hall *hall, const struct queue_event *events, uint32_t n,
		  struct text actor, struct text key, struct err *err)
{
	enum rc rc = RC_OK;

	if (n == 0)
		return RC_OK;
	touch(desk, hall);
	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct buf buf = { .arena = &desk->paper };
		struct json_out out = { .buf = &buf };
		queue_event_write(&hall->fold.hall, &events[i], &out);
		*new_event(desk, hall) = (struct store_event){
			.seq = events[i].seq,
			.at_ms = events[i].at,
			.kind = text_of(queue_event_infos[events[i].kind].name),
			.actor = actor,
			.key = key,
			.payload = buf_view(&buf),
		};
		rc = project_apply(&hall->project, &hall->fold.hall, &events[i], err);
	}
	fold_compact(&hall->fold);
	hall->place->due_at = queue_due_at(&hall->fold.hall);
	desk->tally.events += n;
	return rc;
}

/* --- Groups ---------------------------------------------------------------------------------------- */

static bool may_write(struct desk_job *const jobs[], uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (jobs[i]->ask == DESK_COMMAND || jobs[i]->ask >= DESK_TICK)
			return true;
	return false;
}

/* One job; an error means that the group has failed. */
static enum rc run_job(struct desk *desk, struct desk_job *job, struct err *err)
{
	struct desk_hall *hall;
	const enum rc rc = desk_hall_get(desk, job->hall, &hall, err);

	job->answer = text_of(NULL);
	if (rc == RC_MISSING || rc == RC_INVALID) { /* no such hall, or one that cannot be read: others can */
		desk_fault(job, rc, NULL);
		desk->tally.faults += rc == RC_INVALID;
		if (rc == RC_INVALID && desk_hall_tells(desk, job->hall))
			job->why = text_printf(job->arena, "%s%s%s", err->text, err->field[0] ? ": " : "", err->field);
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	if (job->ask == DESK_COMMAND)
		return desk_command(desk, job, hall, err);
	if (job->ask == DESK_TICK)
		return desk_tick(desk, job, hall, err);
	if (job->ask == DESK_KEEP)
		return desk_keep(desk, job, hall, err);
	if (job->ask >= DESK_MEDIA_BEGIN)
		return desk_media(desk, job, hall, err);
	if (job->ask >= DESK_DESIGN_SAVE)
		return desk_design(desk, job, hall, err);
	desk_query(desk, job, hall);
	return RC_OK;
}

static enum rc run_group(struct desk *desk, struct desk_job *const jobs[], uint32_t n, struct err *err)
{
	const bool writes = may_write(jobs, n);
	enum rc rc = writes ? store_begin(desk->store, err) : RC_OK;

	desk->touched = NULL;
	desk->touched_end = &desk->touched;
	desk->tally = (struct desk_gauges){ 0 };
	desk->wrote = false;
	if (rc != RC_OK)
		return rc;
	for (uint32_t i = 0; i < n && rc == RC_OK; i++)
		rc = run_job(desk, jobs[i], err);
	for (struct desk_hall *hall = desk->touched; hall != NULL && rc == RC_OK; hall = hall->next_touched)
		rc = desk_write(desk, hall, err);
	if (rc == RC_OK && (desk->touched != NULL || desk->wrote))
		return store_commit(desk->store, err);
	if (writes)
		store_rollback(desk->store);
	return rc;
}

/* What the group brought, for those who listen; and make the halls ready for the next group. */
static void settle(struct desk *desk, struct arena *arena, struct desk_outcome *ret)
{
	uint32_t halls = 0;

	for (const struct desk_hall *hall = desk->touched; hall != NULL; hall = hall->next_touched)
		halls++;
	ret->news = ARENA_ARRAY(arena, halls, struct desk_news);
	for (struct desk_hall *hall = desk->touched; hall != NULL; hall = hall->next_touched) {
		const int offset = (int)hall->fold.hall.config.calendar.utc_offset_min;
		struct desk_news *news = &ret->news[ret->n++];
		news->hall = hall->place->id;
		news->first_seq = hall->events[0].seq;
		news->n = hall->event_n;
		news->events = ARENA_ARRAY(arena, hall->event_n, struct text);
		for (uint32_t i = 0; i < hall->event_n; i++) {
			news->events[i] = event_text(&hall->events[i], offset, arena);
			news->configured |= text_eq(hall->events[i].kind, TEXT("hall.configured"));
		}
		hall->touched = false;
	}
}

/* Nothing of the group is on disk: forget it, and halls that have moved on from what is. */
static void forget_group(struct desk *desk)
{
	struct desk_hall *next;

	for (struct desk_hall *hall = desk->touched; hall != NULL; hall = next) {
		next = hall->next_touched;
		hall->place->due_at = 0; /* what it was is forgotten too: the next tick will see */
		desk_hall_drop(desk, hall);
	}
	desk->touched = NULL;
}

static void add_tally(struct desk *desk)
{
	struct desk_gauges *sum = &desk->gauges;
	const struct desk_gauges *more = &desk->tally;

	sum->commands += more->commands;
	sum->refusals += more->refusals;
	sum->repeated += more->repeated;
	sum->events += more->events;
	sum->faults += more->faults;
	sum->snapshots += more->snapshots;
	sum->groups++;
}

static void clean_paper(struct desk *desk)
{
	if (desk->paper.used > DESK_PAPER_KEEP)
		arena_done(&desk->paper);
	else
		arena_reset(&desk->paper);
}

void desk_run(struct desk *desk, struct desk_job *const jobs[], uint32_t n, struct arena *arena,
	      struct desk_outcome *ret, struct err *err)
{
	ASSERT(n <= DESK_GROUP_MAX);
	for (uint32_t i = 0; i < n; i++)
		jobs[i]->why = text_of(NULL);
	*ret = (struct desk_outcome){ .rc = run_group(desk, jobs, n, err) };
	if (ret->rc == RC_CONFLICT) {
		forget_group(desk);
		clean_paper(desk);
		ret->rc = run_group(desk, jobs, n, err);
	}
	if (ret->rc == RC_OK) {
		add_tally(desk);
		settle(desk, arena, ret);
	} else {
		forget_group(desk);
		desk->gauges.faults += n;
		for (uint32_t i = 0; i < n; i++)
			desk_fault(jobs[i], ret->rc == RC_UNCERTAIN ? RC_UNCERTAIN : RC_FAULT, NULL);
	}
	clean_paper(desk);
}

void desk_gauges(const struct desk *desk, struct desk_gauges *ret)
{
	*ret = desk->gauges;
	ret->halls_open = desk->open_n;
}

/* A snapshot of every hall that has moved on since its last one. */
static enum rc put_last_snapshots(struct desk *desk, struct err *err)
{
	enum rc rc = store_begin(desk->store, err);

	if (rc != RC_OK)
		return rc;
	for (struct desk_hall *hall = desk->newest; hall != NULL && rc == RC_OK; hall = hall->older) {
		if (hall->fold.hall.seq == hall->snapshot_seq)
			continue;
		rc = desk_put_snapshot(desk, hall, err);
		clean_paper(desk);
	}
	if (rc == RC_OK)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return rc;
}

void desk_close(struct desk **desk)
{
	struct desk *d = *desk;
	struct err err;

	if (d == NULL)
		return;
	/* They only make the next start faster, so a failure is no loss. */
	if (d->open_n > 0 && put_last_snapshots(d, &err) != RC_OK)
		d->gauges.faults++;
	while (d->newest != NULL)
		desk_hall_drop(d, d->newest);
	arena_done(&d->paper);
	arena_done(&d->arena);
	free(d);
	*desk = NULL;
}
