/* Halls folded from their logs (S7, M5).
 *
 * Invariant: the hall of a fold is what its events up to hall.seq leave behind, whether they were
 * applied one by one or came in by a snapshot. */
#include "app/hall/fold.h"

#include "base/bug.h"
#include "queue/step.h"
#include "store/log.h"

void fold_init(struct fold *fold)
{
	*fold = (struct fold){ 0 };
	arena_init(&fold->arenas[0], FOLD_ARENA_BYTES);
	arena_init(&fold->arenas[1], FOLD_ARENA_BYTES);
	queue_hall_init(&fold->hall, &fold->arenas[0]);
}

void fold_done(struct fold *fold)
{
	arena_done(&fold->arenas[0]);
	arena_done(&fold->arenas[1]);
}

/* Put the hall that `state` describes as it was after event `seq` into the fold, in place of the one that is
 * there. On error the fold stays as it is. `paper` is for the JSON. */
static enum rc take_snapshot(struct fold *fold, struct text state, int64_t seq, struct arena *paper, struct err *err)
{
	const uint32_t other = 1 - fold->which;
	struct queue_hall hall;
	const struct json *json;

	enum rc rc = json_parse(paper, state, &json, err);
	if (rc == RC_OK)
		rc = queue_snapshot_read(json, &fold->arenas[other], &hall, err);
	if (rc == RC_OK && hall.seq != seq)
		rc = err_set(err, RC_INVALID, "the snapshot of event %lld is of event %lld", (long long)seq,
			     (long long)hall.seq);
	if (rc != RC_OK) {
		arena_done(&fold->arenas[other]);
		return rc;
	}
	arena_done(&fold->arenas[fold->which]);
	fold->which = other;
	fold->hall = hall;
	fold->base_used = fold->arenas[other].used;
	return RC_OK;
}

enum rc fold_read(const struct fold *fold, const struct store_event *event, struct arena *arena,
		  struct queue_event *ret, struct err *err)
{
	const struct json *body;

	if (event->seq != fold->hall.seq + 1)
		return err_set(err, RC_INVALID, "event %lld does not follow event %lld",
			       (long long)event->seq, (long long)fold->hall.seq);
	enum rc rc = json_parse(arena, event->payload, &body, err);
	if (rc == RC_OK)
		rc = queue_event_read(&fold->hall, event->seq, event->at_ms, event->kind, body, arena, ret,
				      err);
	if (rc == RC_OK)
		rc = queue_event_fits(&fold->hall, ret, err);
	return rc == RC_OK ? RC_OK : err_prefix(err, "event %lld: ", (long long)event->seq);
}

enum rc fold_page(struct fold *fold, struct store *store, int64_t no, int64_t seq_max, int64_t until_ms,
		  struct arena *paper, bool *ret_more, struct err *err)
{
	const int64_t left = seq_max - fold->hall.seq;
	const uint32_t limit = left < FOLD_PAGE ? (uint32_t)left : FOLD_PAGE;
	struct store_event *events;
	uint32_t n = 0;

	*ret_more = false;
	if (limit == 0)
		return RC_OK;
	enum rc rc = store_events(store, no, fold->hall.seq, until_ms, limit, paper, &events, &n, err);
	for (uint32_t i = 0; rc == RC_OK && i < n; i++) {
		struct queue_event event;
		rc = fold_read(fold, &events[i], paper, &event, err);
		if (rc == RC_OK) {
			queue_apply(&fold->hall, &event);
			fold_compact(fold);
		}
	}
	*ret_more = n > 0;
	return rc;
}

enum rc fold_begin(struct fold *fold, struct store *store, int64_t no, int64_t seq_max, int64_t until_ms,
		   struct arena *paper, struct err *err)
{
	struct store_snapshot snapshot;
	struct err unread;

	ASSERT(fold->hall.seq == 0 && seq_max >= 0);
	const enum rc rc = store_snapshot_get(store, no, seq_max, until_ms, paper, &snapshot, err);
	if (rc != RC_OK)
		return rc == RC_MISSING ? RC_OK : rc;
	if (take_snapshot(fold, snapshot.state, snapshot.seq, paper, &unread) == RC_OK)
		fold->snapshot_seq = snapshot.seq;
	return RC_OK;
}

enum rc fold_load(struct fold *fold, struct store *store, int64_t no, int64_t seq_max, int64_t until_ms,
		  struct err *err)
{
	CC_CLEANUP(arena_done) struct arena paper;
	bool more = true;

	arena_init(&paper, FOLD_ARENA_BYTES);
	enum rc rc = fold_begin(fold, store, no, seq_max, until_ms, &paper, err);
	while (rc == RC_OK && more) {
		arena_reset(&paper);
		rc = fold_page(fold, store, no, seq_max, until_ms, &paper, &more, err);
	}
	return rc;
}

struct text fold_snapshot(const struct fold *fold, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	queue_snapshot_write(&fold->hall, &out);
	return buf.len <= FOLD_TEXT_MAX ? buf_view(&buf) : text_of(NULL);
}

void fold_compact(struct fold *fold)
{
	const size_t used = fold->arenas[fold->which].used;
	CC_CLEANUP(arena_done) struct arena paper;
	struct err err;

	arena_init(&paper, FOLD_ARENA_BYTES);
	if (used <= 2 * fold->base_used + FOLD_GROWTH_BYTES)
		return;
	const struct text state = fold_snapshot(fold, &paper);
	/* Too large to be read back, or refused by it: the hall serves on as it is, and tries again when it has
	 * doubled. */
	if (state.len == 0 || take_snapshot(fold, state, fold->hall.seq, &paper, &err) != RC_OK)
		fold->base_used = used;
}
