/* A day of the time machine at a glance (M5): what a slider over the day is drawn from, and which events lie under
 * each of its minutes.
 *
 * The day is folded once, with the code that runs the live hall, and looked at when a minute ends; so the cost is
 * that of the state at midnight and of one pass over the day, however long anybody drags the slider. Invariant: rows
 * are in the order of their minutes, for the times of a log never go back. */
#include "app/hall/fold.h"
#include "app/hall/project.h"
#include "app/hall/reader_private.h"
#include "base/bug.h"
#include "base/civil.h"
#include "queue/step.h"
#include "store/log.h"
#include "view_contract.h"

enum { OUTLINE_MINUTES_MAX = 24 * 60 };

struct pass {
	struct reader *reader;
	int64_t no;
	int offset_min;
	int64_t from_ms, to_ms;
	struct fold fold;
	struct arena *arena; /* of the answer: the reader's paper is cleaned from page to page */
	struct view_outline view;
};

static int64_t open_windows(const struct queue_hall *hall)
{
	int64_t n = 0;

	for (uint16_t w = 1; w <= hall->window_n; w++)
		n += hall->windows[w].state != QUEUE_WINDOW_CLOSED;
	return n;
}

/* The row of the minute of `at_ms`; the last one where it is of the same minute. */
static struct view_outline_minute *row_at(struct pass *pass, int64_t at_ms)
{
	struct view_list_record_outline_minute *rows = &pass->view.minutes;
	const int64_t minute = (at_ms - pass->from_ms) / CIVIL_MS_PER_MINUTE;

	ASSERT(minute >= 0 && minute < OUTLINE_MINUTES_MAX);
	if (rows->n == 0 || rows->at[rows->n - 1].minute != minute) {
		ASSERT(rows->n < OUTLINE_MINUTES_MAX);
		rows->at[rows->n++] = (struct view_outline_minute){ .minute = minute };
	}
	return &rows->at[rows->n - 1];
}

static enum rc take(struct pass *pass, const struct store_event *from, struct err *err)
{
	struct queue_hall *hall = &pass->fold.hall;
	struct view_outline_minute *row = row_at(pass, from->at_ms);
	struct queue_event event;

	const enum rc rc = fold_read(&pass->fold, from, &pass->reader->paper, &event, err);
	if (rc != RC_OK)
		return rc;
	queue_apply(hall, &event);
	fold_compact(&pass->fold);
	row->seq = hall->seq;
	row->waiting = hall->waiting;
	row->windows = open_windows(hall);
	row->taken += event.kind == QUEUE_DID_TICKET_TAKEN;
	row->calls += event.kind == QUEUE_DID_TICKET_CALLED;
	if (event.kind == QUEUE_DID_ALERT_RAISED && event.alert_raised.level > row->alert)
		row->alert = event.alert_raised.level;
	return RC_OK;
}

/* A page of the day, as fold_page does it for those who need not look. */
static enum rc take_page(struct pass *pass, bool *ret_more, struct err *err)
{
	struct reader *reader = pass->reader;
	struct store_event *events;
	uint32_t n = 0;

	arena_reset(&reader->paper);
	enum rc rc = store_events(reader->store, pass->no, pass->fold.hall.seq, pass->to_ms - 1, FOLD_PAGE,
				  &reader->paper, &events, &n, err);
	for (uint32_t i = 0; rc == RC_OK && i < n; i++)
		rc = take(pass, &events[i], err);
	*ret_more = n > 0;
	return rc;
}

static enum rc walk(struct pass *pass, struct err *err)
{
	bool more = true;

	enum rc rc = reader_fold(pass->reader, &pass->fold, pass->no, pass->from_ms - 1, err);
	if (rc != RC_OK)
		return rc;
	pass->view.after = pass->fold.hall.seq;
	pass->view.waiting = pass->fold.hall.waiting;
	pass->view.windows = open_windows(&pass->fold.hall);
	while (rc == RC_OK && more) {
		rc = reader_go_on(pass->reader, err);
		if (rc == RC_OK)
			rc = take_page(pass, &more, err);
	}
	pass->view.last = pass->fold.hall.seq;
	return rc;
}

static struct text write(struct pass *pass)
{
	struct buf buf = { .arena = pass->arena };
	struct json_out out = { .buf = &buf };

	shape_write(&view_outline_shape, &pass->view, NULL, pass->offset_min, &out);
	return buf_view(&buf);
}

enum rc reader_outline(struct reader *reader, struct text hall, int32_t day, struct arena *arena,
		       struct text *ret_json, struct err *err)
{
	struct pass pass = { .reader = reader, .arena = arena };

	enum rc rc = reader_find(reader, hall, &pass.no, err);
	if (rc == RC_OK)
		rc = project_offset(reader->store, pass.no, &pass.offset_min, err);
	if (rc == RC_OK) {
		pass.from_ms = civil_instant(day, 0, pass.offset_min);
		pass.to_ms = civil_instant(day + 1, 0, pass.offset_min);
		pass.view = (struct view_outline){ .hall = hall, .date = day, .from = pass.from_ms, .to = pass.to_ms };
		pass.view.minutes.at = ARENA_ARRAY(arena, OUTLINE_MINUTES_MAX, struct view_outline_minute);
		fold_init(&pass.fold);
		rc = walk(&pass, err);
		if (rc == RC_OK)
			*ret_json = write(&pass);
		fold_done(&pass.fold);
	}
	reader_clean(reader);
	return rc;
}
