/* What a group of the desk leaves in the store for each hall that it touched (S7, N7).
 *
 * Events first, for a snapshot belongs to an event that is there. With a snapshot goes what has grown old:
 * all but a few of the old snapshots, which the time machine starts from, and answers that nobody will ask
 * for again. */
#include "app/hall/desk_private.h"
#include "base/civil.h"
#include "store/log.h"

/* What an event may cost in snapshots: so many tickets, each written once. */
enum { TICKETS_PER_EVENT = 4 };

static enum rc append(struct desk *desk, const struct desk_hall *hall, struct err *err)
{
	int64_t seq = hall->fold.hall.seq - hall->event_n;
	enum rc rc = RC_OK;

	for (uint32_t done = 0; done < hall->event_n && rc == RC_OK;) {
		const uint32_t left = hall->event_n - done;
		const uint32_t n = left < STORE_APPEND_MAX ? left : STORE_APPEND_MAX;
		rc = store_append(desk->store, hall->place->no, seq, hall->events + done, n, err);
		seq += n;
		done += n;
	}
	return rc;
}

enum rc desk_put_snapshot(struct desk *desk, struct desk_hall *hall, struct err *err)
{
	const int64_t seq = hall->fold.hall.seq;
	const int64_t forget_ms = hall->fold.hall.at - DESK_ANSWER_DAYS * CIVIL_MS_PER_DAY;
	const int64_t stride = (int64_t)DESK_SNAPSHOT_EVERY * DESK_THIN_EVERY;
	const struct text state = fold_snapshot(&hall->fold, &desk->paper);
	uint32_t purged;
	enum rc rc = RC_OK;

	hall->snapshot_seq = seq;
	if (state.len > 0) {
		rc = store_snapshot_put(desk->store, hall->place->no, seq, state, err);
		desk->tally.snapshots++;
	}
	if (rc == RC_OK && seq > stride)
		rc = store_snapshot_thin(desk->store, hall->place->no, seq - stride, stride, err);
	if (rc == RC_OK)
		rc = store_answer_purge(desk->store, hall->place->no, forget_ms, DESK_PURGE_MAX, &purged,
					err);
	return rc;
}

/* True when enough has happened to write a snapshot. One costs as much as there are tickets in it, so a crowded
 * hall has them less often, and a command's share of them stays the same. */
static bool snapshot_is_due(const struct desk_hall *hall)
{
	const struct queue_hall *now = &hall->fold.hall;
	const int64_t since = now->seq - hall->snapshot_seq;

	return since >= DESK_SNAPSHOT_EVERY && since >= queue_live(now) / TICKETS_PER_EVENT;
}

enum rc desk_write(struct desk *desk, struct desk_hall *hall, struct err *err)
{
	enum rc rc = append(desk, hall, err);

	if (rc == RC_OK)
		rc = project_flush(&hall->project, err);
	if (rc == RC_OK && snapshot_is_due(hall))
		rc = desk_put_snapshot(desk, hall, err);
	return rc;
}
