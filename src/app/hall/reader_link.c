/* A ticket that is over, for the phone of its customer (Q14, Q16): a hall forgets its tickets when the next day opens,
 * and whoever looks at the slip that evening should still read what became of it. */
#include "app/hall/project.h"
#include "app/hall/reader_private.h"
#include "base/bug.h"
#include "store/projection.h"
#include "store/store.h"
#include "view_contract.h"

enum { LEGS_PAGE = 64 /* legs of a ticket that are read at once */ };

/* Place of a word of the contract, or 0. */
static enum queue_ticket_state state_of(struct text word)
{
	for (int i = 1; i <= queue_ticket_state_words.n; i++)
		if (text_eq(word, text_of(queue_ticket_state_words.words[i])))
			return (enum queue_ticket_state)i;
	return 0;
}

/* The last leg of the ticket; RC_MISSING. */
static enum rc last_leg(struct reader *reader, int64_t no, int64_t ticket, struct store_ticket *ret, struct err *err)
{
	struct store_ticket *rows;
	uint32_t n = 1;
	enum rc rc = RC_OK;

	*ret = (struct store_ticket){ 0 };
	while (rc == RC_OK && n > 0) {
		rc = store_ticket_page(reader->store, no, ticket, ret->leg, LEGS_PAGE, &reader->paper, &rows, &n, err);
		for (uint32_t i = 0; rc == RC_OK && i < n; i++) {
			if (rows[i].ticket != ticket)
				return ret->leg > 0 ? RC_OK : err_set(err, RC_MISSING, "no such ticket");
			*ret = rows[i];
		}
	}
	return rc == RC_OK && ret->leg == 0 ? err_set(err, RC_MISSING, "no such ticket") : rc;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t last_ms(const struct store_ticket *leg)
{
	return later(later(leg->taken_ms, leg->queued_ms),
		     later(later(leg->called_ms, leg->started_ms), leg->finished_ms));
}

static struct text write(const struct store_hall *hall, const struct store_ticket *leg, struct text link,
			 int64_t now_ms, int offset, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };
	const struct view_link view = {
		.hall = hall->id,
		.name = hall->name,
		.name_en = hall->name_en,
		.at = now_ms,
		.ticket = {
			.ticket = leg->ticket,
			.number = leg->number,
			.state = state_of(leg->state),
			.service = leg->service,
			.class_ = leg->class,
			.window = leg->window,
			.taken = leg->taken_ms,
			.rated = leg->rating > 0,
			.link = link,
		},
		.called = leg->called_ms,
		.calls = leg->calls,
	};

	shape_write(&view_link_shape, &view, NULL, offset, &out);
	return buf_view(&buf);
}

static enum rc show(struct reader *reader, struct text id, int64_t ticket, struct text link, int64_t now_ms,
		    struct arena *arena, struct text *ret_json, struct err *err)
{
	struct store_hall hall;
	struct store_ticket leg;
	int offset = 0;
	enum rc rc = store_hall_find(reader->store, id, &reader->paper, &hall, err);

	if (rc == RC_OK)
		rc = last_leg(reader, hall.no, ticket, &leg, err);
	if (rc == RC_OK)
		rc = project_offset(reader->store, hall.no, &offset, err);
	if (rc != RC_OK)
		return rc;
	if (now_ms - last_ms(&leg) > READER_LINK_MS || state_of(leg.state) == 0)
		return err_set(err, RC_MISSING, "the ticket is over for more than a day");
	*ret_json = write(&hall, &leg, link, now_ms, offset, arena);
	return RC_OK;
}

enum rc reader_link(struct reader *reader, struct text hall, int64_t ticket, struct text link, int64_t now_ms,
		    struct arena *arena, struct text *ret_json, struct err *err)
{
	ASSERT(hall.len > 0 && hall.len <= STORE_ID_MAX && ticket > 0);
	const enum rc rc = show(reader, hall, ticket, link, now_ms, arena, ret_json, err);
	reader_clean(reader);
	return rc;
}
