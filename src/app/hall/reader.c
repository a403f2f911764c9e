/* Reading halls beside the desk (M5, Q15, N8).
 *
 * The time machine folds the log up to the moment asked for, with the code that runs the live hall; so
 * what it shows is what the screens showed then. */
#include "app/hall/reader.h"

#include <stdlib.h>

#include "app/hall/event_text.h"
#include "app/hall/fold.h"
#include "app/hall/project.h"
#include "app/hall/reader_private.h"
#include "app/hall/views.h"
#include "base/bug.h"
#include "queue/step.h"
#include "store/log.h"
#include "store/store.h"

enum rc reader_open(struct reader **ret, struct store *store, struct err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));

	*ret = NULL;
	if (reader == NULL)
		return err_set(err, RC_FAULT, "no memory for a reader");
	reader->store = store;
	arena_init(&reader->paper, FOLD_ARENA_BYTES);
	*ret = reader;
	return RC_OK;
}

void reader_close(struct reader **reader)
{
	if (*reader == NULL)
		return;
	arena_done(&(*reader)->paper);
	free(*reader);
	*reader = NULL;
}

void reader_limit(struct reader *reader, reader_go_on_fn *go_on, void *context)
{
	reader->go_on = go_on;
	reader->go_on_context = context;
}

void reader_clean(struct reader *reader)
{
	if (reader->paper.used > READER_PAPER_KEEP)
		arena_done(&reader->paper);
	else
		arena_reset(&reader->paper);
}

enum rc reader_find(struct reader *reader, struct text hall, int64_t *ret_no, struct err *err)
{
	struct store_hall row;

	*ret_no = 0;
	if (hall.len == 0 || hall.len > STORE_ID_MAX)
		return err_set(err, RC_MISSING, "no hall has such an id");
	const enum rc rc = store_hall_find(reader->store, hall, &reader->paper, &row, err);
	if (rc == RC_OK)
		*ret_no = row.no;
	return rc;
}

enum rc reader_head(struct reader *reader, struct text hall, int64_t *ret_seq, struct err *err)
{
	struct store_head head = { 0 };
	int64_t no;

	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = store_head(reader->store, no, &head, err);
	*ret_seq = head.seq;
	reader_clean(reader);
	return rc;
}

/* Texts of those events that fit into the rest of the page; an event alone always does. False at the end of it. */
static bool fill_page(const struct store_event *events, uint32_t n, int offset, struct arena *arena, struct text *texts,
		      uint32_t *ret_n, size_t *ret_bytes)
{
	for (uint32_t i = 0; i < n; i++) {
		*ret_bytes += events[i].payload.len;
		if (*ret_bytes > READER_PAGE_BYTES && *ret_n > 0)
			return false;
		texts[(*ret_n)++] = event_text(&events[i], offset, arena);
	}
	return n > 0;
}

/* Page by page of the store, none of which need be the last for being short. */
static enum rc read_events(struct reader *reader, int64_t no, int64_t after, uint32_t limit, struct arena *arena,
			   struct text *texts, uint32_t *ret_n, struct err *err)
{
	bool more = true;
	size_t bytes = 0;
	int offset = 0;
	enum rc rc = project_offset(reader->store, no, &offset, err);

	while (rc == RC_OK && more && *ret_n < limit) {
		struct store_event *events;
		uint32_t n = 0;
		arena_reset(&reader->paper);
		rc = store_events(reader->store, no, after + *ret_n, INT64_MAX, limit - *ret_n, &reader->paper, &events,
				  &n, err);
		more = rc == RC_OK && fill_page(events, n, offset, arena, texts, ret_n, &bytes);
	}
	return rc;
}

enum rc reader_events(struct reader *reader, struct text hall, int64_t after, uint32_t limit, struct arena *arena,
		      struct text **ret_events, uint32_t *ret_n, struct err *err)
{
	int64_t no;

	ASSERT(limit <= READER_EVENTS_MAX && after >= 0);
	*ret_n = 0;
	*ret_events = ARENA_ARRAY(arena, limit, struct text);
	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = read_events(reader, no, after, limit, arena, *ret_events, ret_n, err);
	reader_clean(reader);
	return rc;
}

enum rc reader_go_on(const struct reader *reader, struct err *err)
{
	if (reader->go_on != NULL && !reader->go_on(reader->go_on_context))
		return err_set(err, RC_FULL, "the question was given up");
	return RC_OK;
}

enum rc reader_fold(struct reader *reader, struct fold *fold, int64_t no, int64_t at_ms, struct err *err)
{
	bool more = true;

	enum rc rc = fold_begin(fold, reader->store, no, INT64_MAX, at_ms, &reader->paper, err);
	while (rc == RC_OK && more) {
		rc = reader_go_on(reader, err);
		if (rc != RC_OK)
			return rc;
		arena_reset(&reader->paper);
		rc = fold_page(fold, reader->store, no, INT64_MAX, at_ms, &reader->paper, &more, err);
	}
	return rc;
}

enum rc reader_state_at(struct reader *reader, struct text hall, int64_t at_ms, struct arena *arena,
			struct text *ret_json, struct err *err)
{
	struct fold fold;
	int64_t no;

	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc != RC_OK) {
		reader_clean(reader);
		return rc;
	}
	fold_init(&fold);
	rc = reader_fold(reader, &fold, no, at_ms, err);
	if (rc == RC_OK && fold.hall.seq == 0)
		rc = err_set(err, RC_MISSING, "hall %.*s has no event that early", TEXT_ARG(hall));
	if (rc == RC_OK) {
		const struct view_source source = { hall, &fold.hall, at_ms };
		*ret_json = text_copy(arena, view_state_json(&source, &reader->paper));
	}
	fold_done(&fold);
	reader_clean(reader);
	return rc;
}
