/* Telling waits beside the desk (Q1, Q16, A3).
 *
 * Invariant: a hall that is followed is its log folded up to where the fold stands; what is read is committed, so
 * whoever was answered by the desk finds here what the answer spoke of. A hall whose log cannot be read is let go of,
 * and read anew when it is asked about next. */
#include "app/hall/waits.h"

#include <stdlib.h>

#include "app/hall/fold.h"
#include "app/hall/waits_hall.h"
#include "base/bug.h"
#include "queue/step.h"
#include "store/log.h"
#include "store/store.h"

enum { PAPER_KEEP = 1 << 20 /* bytes of scratch that stay for the next page */ };

struct followed {
	struct followed *newer, *older; /* by use */
	struct text id;
	int64_t no;
	struct fold fold;
	struct waits_hall waits;
	struct arena shown_arena; /* the id, and view "waits" as it was made last */
	struct text shown;
	int64_t shown_at_ms;
	bool behind; /* there are events that it has not seen, as far as is known */
};

struct waits {
	struct store *store;
	struct arena paper; /* for one page, or one answer */
	struct followed *newest, *oldest;
	uint32_t n;
};

enum rc waits_open(struct waits **ret, struct store *store, struct err *err)
{
	struct waits *waits = calloc(1, sizeof(*waits));

	*ret = NULL;
	if (waits == NULL)
		return err_set(err, RC_FAULT, "no memory for what waits are told");
	waits->store = store;
	arena_init(&waits->paper, FOLD_ARENA_BYTES);
	*ret = waits;
	return RC_OK;
}

/* --- Halls ----------------------------------------------------------------------------------------- */

static void unlink_hall(struct waits *waits, struct followed *hall)
{
	*(hall->newer != NULL ? &hall->newer->older : &waits->newest) = hall->older;
	*(hall->older != NULL ? &hall->older->newer : &waits->oldest) = hall->newer;
}

static void put_first(struct waits *waits, struct followed *hall)
{
	hall->newer = NULL;
	hall->older = waits->newest;
	*(waits->newest != NULL ? &waits->newest->newer : &waits->oldest) = hall;
	waits->newest = hall;
}

static void let_go(struct waits *waits, struct followed *hall)
{
	unlink_hall(waits, hall);
	waits->n--;
	waits_hall_done(&hall->waits);
	fold_done(&hall->fold);
	arena_done(&hall->shown_arena);
	free(hall);
}

void waits_close(struct waits **waits)
{
	if (*waits == NULL)
		return;
	while ((*waits)->newest != NULL)
		let_go(*waits, (*waits)->newest);
	arena_done(&(*waits)->paper);
	free(*waits);
	*waits = NULL;
}

static void clean(struct waits *waits)
{
	if (waits->paper.used > PAPER_KEEP)
		arena_done(&waits->paper);
	else
		arena_reset(&waits->paper);
}

/* Fold a hall up to where it has to be followed from. */
static enum rc begin(struct waits *waits, struct followed *hall, struct err *err)
{
	struct store_head head;
	enum rc rc = store_head(waits->store, hall->no, &head, err);

	if (rc != RC_OK)
		return rc;
	const int64_t start = waits_hall_start(head.seq);
	if (start > 0)
		rc = fold_load(&hall->fold, waits->store, hall->no, start, INT64_MAX, err);
	waits_hall_init(&hall->waits, start);
	hall->behind = true;
	return rc;
}

static enum rc follow(struct waits *waits, struct text id, struct followed **ret, struct err *err)
{
	struct store_hall row;
	enum rc rc = RC_MISSING;

	if (id.len > 0 && id.len <= STORE_ID_MAX)
		rc = store_hall_find(waits->store, id, &waits->paper, &row, err);
	if (rc != RC_OK)
		return rc == RC_MISSING ? err_set(err, RC_MISSING, "no hall has such an id") : rc;
	if (waits->n == WAITS_HALLS_MAX)
		let_go(waits, waits->oldest);
	struct followed *hall = calloc(1, sizeof(*hall));
	if (hall == NULL)
		return err_set(err, RC_FAULT, "no memory for a hall");
	hall->no = row.no;
	arena_init(&hall->shown_arena, FOLD_ARENA_BYTES);
	hall->id = text_copy(&hall->shown_arena, id);
	fold_init(&hall->fold);
	put_first(waits, hall);
	waits->n++;
	rc = begin(waits, hall, err);
	if (rc != RC_OK)
		let_go(waits, hall);
	*ret = hall;
	return rc;
}

/* One page more; `hall->behind` says whether there was one. */
static enum rc see_page(struct waits *waits, struct followed *hall, struct err *err)
{
	struct store_event *events;
	uint32_t n = 0;

	arena_reset(&waits->paper);
	enum rc rc = store_events(waits->store, hall->no, hall->fold.hall.seq, INT64_MAX, FOLD_PAGE, &waits->paper,
				  &events, &n, err);
	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct queue_event event;
		rc = fold_read(&hall->fold, &events[i], &waits->paper, &event, err);
		if (rc == RC_OK) {
			queue_apply(&hall->fold.hall, &event);
			waits_hall_see(&hall->waits, &hall->fold.hall, &event);
			fold_compact(&hall->fold);
		}
	}
	hall->behind = n > 0;
	clean(waits);
	return rc;
}

/* The hall, as far up its log as one question may go. */
static enum rc get(struct waits *waits, struct text id, struct followed **ret, struct err *err)
{
	struct followed *hall = waits->newest;
	enum rc rc = RC_OK;

	while (hall != NULL && !text_eq(hall->id, id))
		hall = hall->older;
	if (hall == NULL)
		rc = follow(waits, id, &hall, err);
	if (rc != RC_OK)
		return rc;
	unlink_hall(waits, hall);
	put_first(waits, hall);
	hall->behind = true;
	for (int i = 0; i < WAITS_PAGES_NOW && hall->behind && rc == RC_OK; i++)
		rc = see_page(waits, hall, err);
	if (rc != RC_OK)
		let_go(waits, hall);
	*ret = hall;
	return rc;
}

bool waits_learn(struct waits *waits)
{
	struct followed *hall = waits->newest;
	struct err err;

	while (hall != NULL && !hall->behind)
		hall = hall->older;
	if (hall == NULL)
		return false;
	if (see_page(waits, hall, &err) != RC_OK)
		let_go(waits, hall); /* whoever asks next is told why */
	return true;
}

/* --- Answers --------------------------------------------------------------------------------------- */

_Static_assert((int)QUEUE_SILENCE_TOO_LONG == (int)PLAN_TOO_LONG && (int)QUEUE_SILENCE_NO_WINDOW == (int)PLAN_NO_WINDOW,
	       "the plan's silences are the first of the contract's, in its order");

static struct view_expected view_of(const struct plan_shown *shown)
{
	return (struct view_expected){ .low_min = shown->low_min,
				       .high_min = shown->high_min,
				       .silence = (enum queue_silence)shown->silence };
}

static struct view_expected expected(const struct followed *hall, const struct queue_ticket *ticket, int64_t now_ms)
{
	if (hall->behind)
		return (struct view_expected){ .silence = QUEUE_SILENCE_LEARNING };
	const struct plan_shown shown = waits_hall_tell(&hall->waits, &hall->fold.hall, ticket, now_ms);
	return view_of(&shown);
}

static struct text make_view(const struct followed *hall, int64_t now_ms, struct arena *arena)
{
	const struct queue_hall *now = &hall->fold.hall;
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };
	struct view_waits view = {
		.hall = hall->id,
		.seq = now->seq,
		.at = now->at,
		.ready = !hall->behind,
		.services = { ARENA_ARRAY(arena, now->service_n, struct view_service_wait), 0 },
		.today = waits_hall_day(&hall->waits, now->date),
	};

	view.past = waits_hall_past(&hall->waits, &view.since);
	for (uint16_t s = 1; s <= now->service_n; s++) {
		const struct queue_ticket newcomer = plan_newcomer((struct queue_service_id){ s }, now->usual_class,
								   now_ms);
		if (!now->services[s].config.retired)
			view.services.at[view.services.n++] = (struct view_service_wait){
				.service = text_of(now->services[s].config.id),
				.expected = expected(hall, &newcomer, now_ms),
			};
	}
	shape_write(&view_waits_shape, &view, NULL, (int)now->config.calendar.utc_offset_min, &out);
	return buf_view(&buf);
}

/* Boards ask every few seconds, all of the same hall. */
static bool is_fresh(const struct followed *hall, int64_t now_ms)
{
	const int64_t age_ms = now_ms - hall->shown_at_ms;

	return hall->shown.len > 0 && age_ms >= 0 && age_ms < WAITS_FRESH_MS;
}

enum rc waits_json(struct waits *waits, struct text id, int64_t now_ms, struct arena *arena, struct text *ret_json,
		   struct err *err)
{
	struct followed *hall;
	const enum rc rc = get(waits, id, &hall, err);

	if (rc != RC_OK)
		return rc;
	if (hall->behind) { /* not worth keeping */
		*ret_json = make_view(hall, now_ms, arena);
		return RC_OK;
	}
	if (!is_fresh(hall, now_ms)) {
		const struct text json = make_view(hall, now_ms, &waits->paper);
		const struct text name = text_copy(&waits->paper, hall->id);
		arena_reset(&hall->shown_arena);
		hall->id = text_copy(&hall->shown_arena, name);
		hall->shown = text_copy(&hall->shown_arena, json);
		hall->shown_at_ms = now_ms;
		clean(waits);
	}
	*ret_json = text_copy(arena, hall->shown);
	return RC_OK;
}

enum rc waits_ticket(struct waits *waits, struct text id, int64_t ticket, int64_t now_ms, struct view_expected *ret,
		     struct err *err)
{
	struct followed *hall;
	const enum rc rc = get(waits, id, &hall, err);

	*ret = (struct view_expected){ 0 };
	if (rc != RC_OK)
		return rc;
	const struct queue_ticket *live = queue_ticket_at(&hall->fold.hall, (struct queue_ticket_id){ ticket });
	if (hall->behind)
		ret->silence = QUEUE_SILENCE_LEARNING;
	else if (live != NULL && live->state == QUEUE_TICKET_WAITING)
		*ret = expected(hall, live, now_ms);
	return RC_OK;
}

enum rc waits_told(struct waits *waits, struct text id, int64_t ticket, struct view_expected *ret, struct err *err)
{
	struct plan_shown shown;
	struct followed *hall;
	const enum rc rc = get(waits, id, &hall, err);

	*ret = (struct view_expected){ 0 };
	if (rc != RC_OK)
		return rc;
	if (hall->behind)
		ret->silence = QUEUE_SILENCE_LEARNING;
	else if (waits_hall_told(&hall->waits, ticket, &shown))
		*ret = view_of(&shown);
	return RC_OK;
}
