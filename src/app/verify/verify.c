/* Verification, hall by hall (S7).
 *
 * The tables are made again with the code that writes them live, in one transaction of a scratch store
 * that is rolled back at the end; so memory is bounded by SQLite's cache and nothing stays behind. A hall
 * whose chain is broken is not folded: an event that was tampered with means nothing. */
#include "app/verify/verify.h"

#include <stdarg.h>
#include <stdio.h>

#include "app/hall/fold.h"
#include "app/hall/project.h"
#include "app/verify/verify_private.h"
#include "base/bug.h"
#include "store/log.h"
#include "store/store.h"
#include "store/upkeep.h"

void verify_problem(struct verify *verify, int64_t seq, const char *format, ...)
{
	struct verify_report *report = verify->report;
	char what[VERIFY_WHAT_MAX];
	va_list args;

	if (report->problem_n < VERIFY_PROBLEMS_MAX) {
		va_start(args, format);
		vsnprintf(what, sizeof(what), format, args);
		va_end(args);
		report->problems[report->problem_n] = (struct verify_problem){
			.hall = text_copy(verify->arena, verify->hall),
			.seq = seq,
			.what = text_copy(verify->arena, text_of(what)),
		};
	}
	report->problem_n++;
}

/* The snapshots of a hall, a page at a time. */
struct snapshots {
	struct arena arena;
	struct store_snapshot *list;
	uint32_t n, next;
	int64_t after;
	bool ended;
};

/* Seq of the next snapshot, or 0 when there is none. */
static enum rc next_snapshot(struct verify *verify, struct snapshots *snapshots, int64_t no, int64_t *ret_seq,
			     struct err *err)
{
	enum rc rc = RC_OK;

	if (snapshots->next == snapshots->n && !snapshots->ended) {
		arena_reset(&snapshots->arena);
		snapshots->next = snapshots->n = 0;
		rc = store_snapshot_list(verify->store, no, snapshots->after, &snapshots->arena,
					 &snapshots->list, &snapshots->n, err);
		snapshots->ended = snapshots->n == 0;
	}
	*ret_seq = snapshots->next < snapshots->n ? snapshots->list[snapshots->next].seq : 0;
	return rc;
}

static enum rc compare_snapshot(struct verify *verify, const struct fold *fold, int64_t no,
				struct arena *paper, struct err *err)
{
	struct store_snapshot stored;
	const int64_t seq = fold->hall.seq;

	const enum rc rc = store_snapshot_get(verify->store, no, seq, INT64_MAX, paper, &stored, err);
	if (rc != RC_OK && rc != RC_MISSING)
		return rc;
	if (rc == RC_MISSING || stored.seq != seq)
		verify_problem(verify, seq, "the snapshot does not carry the hash of its event");
	else if (!text_eq(stored.state, fold_snapshot(fold, paper)))
		verify_problem(verify, seq, "the snapshot is not what the events up to it leave behind");
	return RC_OK;
}

/* A hall on its way through its log. */
struct walk {
	struct fold fold;
	struct project project;
	struct arena paper, sums; /* of a page; of the projections until they are flushed */
	struct snapshots snapshots;
};

static enum rc walk_event(struct verify *verify, struct walk *walk, int64_t no,
			  const struct store_event *stored, struct err *err)
{
	struct queue_event event;
	int64_t snapshot;

	enum rc rc = fold_read(&walk->fold, stored, &walk->paper, &event, err);
	if (rc == RC_OK)
		rc = project_apply(&walk->project, &walk->fold.hall, &event, err);
	if (rc == RC_OK)
		rc = next_snapshot(verify, &walk->snapshots, no, &snapshot, err);
	if (rc == RC_OK && snapshot == event.seq) {
		rc = compare_snapshot(verify, &walk->fold, no, &walk->paper, err);
		walk->snapshots.after = snapshot;
		walk->snapshots.next++;
	}
	verify->report->events++;
	return rc;
}

static enum rc walk_log(struct verify *verify, struct walk *walk, int64_t no, struct err *err)
{
	struct store_event *events;
	uint32_t n = 1;
	enum rc rc = RC_OK;

	while (rc == RC_OK && n > 0) {
		arena_reset(&walk->paper);
		rc = store_events(verify->store, no, walk->fold.hall.seq, INT64_MAX, FOLD_PAGE, &walk->paper,
				  &events, &n, err);
		for (uint32_t i = 0; rc == RC_OK && i < n; i++)
			rc = walk_event(verify, walk, no, &events[i], err);
		if (rc == RC_OK)
			rc = project_flush(&walk->project, err);
		arena_reset(&walk->sums);
		project_init(&walk->project, verify->scratch, walk->project.no, &walk->sums);
		fold_compact(&walk->fold);
	}
	return rc;
}

/* What stands about the hall itself. */
static enum rc compare_hall(struct verify *verify, const struct store_hall *hall,
			    const struct queue_hall *folded, struct err *err)
{
	int offset;

	const enum rc rc = project_offset(verify->store, hall->no, &offset, err);
	if (rc != RC_OK || !folded->configured)
		return rc;
	if (!text_eq(hall->name, folded->config.name) || !text_eq(hall->name_en, folded->config.name_en))
		verify_problem(verify, 0, "the hall's name is not that of its configuration");
	if (offset != folded->config.calendar.utc_offset_min)
		verify_problem(verify, 0, "the hall's offset from UTC is not that of its configuration");
	return RC_OK;
}

static enum rc rebuild(struct verify *verify, const struct store_hall *hall, struct walk *walk,
		       struct err *err)
{
	int64_t scratch_no, snapshot;

	enum rc rc = store_hall_add(verify->scratch, TEXT("scratch"), hall->name, hall->name_en, &scratch_no,
				    err);
	if (rc != RC_OK)
		return rc;
	project_init(&walk->project, verify->scratch, scratch_no, &walk->sums);
	rc = walk_log(verify, walk, hall->no, err);
	if (rc == RC_OK)
		rc = next_snapshot(verify, &walk->snapshots, hall->no, &snapshot, err);
	if (rc == RC_OK && snapshot != 0)
		verify_problem(verify, snapshot, "there is a snapshot and no event of its number");
	if (rc == RC_OK)
		rc = compare_hall(verify, hall, &walk->fold.hall, err);
	if (rc == RC_OK)
		rc = verify_tables(verify, hall->no, scratch_no, err);
	return rc;
}

static enum rc check_hall(struct verify *verify, const struct store_hall *hall, struct err *err)
{
	struct walk walk = { 0 };
	int64_t bad_seq = 0;

	enum rc rc = store_chain_verify(verify->store, hall->no, &bad_seq, err);
	if (rc == RC_INVALID) {
		verify_problem(verify, bad_seq, "%s; the hall was not looked at further", err->text);
		return RC_OK;
	}
	if (rc == RC_OK)
		rc = store_begin(verify->scratch, err);
	if (rc != RC_OK)
		return rc;
	fold_init(&walk.fold);
	arena_init(&walk.paper, FOLD_ARENA_BYTES);
	arena_init(&walk.sums, FOLD_ARENA_BYTES);
	arena_init(&walk.snapshots.arena, FOLD_ARENA_BYTES);
	rc = rebuild(verify, hall, &walk, err);
	store_rollback(verify->scratch);
	arena_done(&walk.snapshots.arena);
	arena_done(&walk.sums);
	arena_done(&walk.paper);
	fold_done(&walk.fold);
	return rc;
}

/* One hall as of one moment, whatever a server writes meanwhile. */
static void verify_hall(struct verify *verify, const struct store_hall *listed)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct store_hall hall;
	struct err err = { .rc = RC_OK };

	arena_init(&arena, FOLD_ARENA_BYTES);
	verify->hall = listed->id;
	verify->report->halls++;
	enum rc rc = store_read_begin(verify->store, &err);
	if (rc == RC_OK)
		rc = store_hall_find(verify->store, listed->id, &arena, &hall, &err);
	if (rc == RC_OK)
		rc = check_hall(verify, &hall, &err);
	if (rc != RC_OK)
		verify_problem(verify, 0, "%s%s%s", err.field, err.field[0] != '\0' ? " " : "", err.text);
	store_read_end(verify->store);
}

void verify_run(struct store *store, struct store *scratch, struct arena *arena, struct verify_report *ret)
{
	struct verify verify = { .store = store, .scratch = scratch, .arena = arena, .report = ret };
	CC_CLEANUP(arena_done) struct arena list;
	struct store_hall *halls;
	struct err err = { .rc = RC_OK };
	uint32_t n = 0;

	ASSERT(store != scratch);
	*ret = (struct verify_report){ 0 };
	arena_init(&list, FOLD_ARENA_BYTES);
	if (store_integrity(store, false, &err) != RC_OK)
		verify_problem(&verify, 0, "%s", err.text);
	if (store_hall_list(store, &list, &halls, &n, &err) != RC_OK)
		verify_problem(&verify, 0, "%s", err.text);
	for (uint32_t i = 0; i < n; i++)
		verify_hall(&verify, &halls[i]);
}

struct text verify_json(const struct verify_report *report, struct arena *arena)
{
	const int64_t listed = report->problem_n < VERIFY_PROBLEMS_MAX ? report->problem_n
								       : VERIFY_PROBLEMS_MAX;
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	json_open(&out, '{');
	json_key(&out, "ok");
	json_put_bool(&out, report->problem_n == 0);
	json_key(&out, "halls");
	json_put_int(&out, report->halls);
	json_key(&out, "events");
	json_put_int(&out, report->events);
	json_key(&out, "problems");
	json_open(&out, '[');
	for (int64_t i = 0; i < listed; i++) {
		const struct verify_problem *problem = &report->problems[i];
		json_open(&out, '{');
		json_key(&out, "hall");
		json_put_text(&out, problem->hall);
		json_key(&out, "seq");
		json_put_int(&out, problem->seq);
		json_key(&out, "what");
		json_put_text(&out, problem->what);
		json_close(&out, '}');
	}
	json_close(&out, ']');
	json_key(&out, "left_off");
	json_put_int(&out, report->problem_n - listed);
	json_close(&out, '}');
	return buf_view(&buf);
}
