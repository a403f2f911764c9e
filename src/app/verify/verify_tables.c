/* Two tables side by side, row by row (S7).
 *
 * Each kind of row becomes a line of text behind a key, so that one comparison serves all. Both sides
 * are read in the order of the key, a page at a time. */
#include "app/verify/verify_private.h"
#include "base/bug.h"
#include "store/projection.h"
#include "store/store.h"

enum { TABLE_PAGE = 200, TABLE_ARENA_BYTES = 256 << 20 };

/* A row: where it belongs, and all that it says. */
struct row {
	int64_t first, second;      /* ticket and leg; booking; hour */
	struct text service, class; /* of an hour */
	struct text content;
};

struct side {
	struct store *store;
	int64_t no;
	struct arena arena;
	struct row *rows;
	uint32_t n, next;
	bool ended;
};

struct table {
	const char *name;
	/* Rows behind `after`, which is NULL at first. */
	enum rc (*page)(struct side *side, const struct row *after, struct err *err);
	bool seq_is_key; /* the first part of its key is the seq of an event */
};

static enum rc page_tickets(struct side *side, const struct row *after, struct err *err)
{
	struct store_ticket *rows;

	const int64_t ticket = after != NULL ? after->first : INT64_MIN;
	const int32_t leg = after != NULL ? (int32_t)after->second : INT32_MIN;

	const enum rc rc = store_ticket_page(side->store, side->no, ticket, leg, TABLE_PAGE, &side->arena,
					     &rows, &side->n, err);
	side->rows = ARENA_ARRAY(&side->arena, side->n, struct row);
	for (uint32_t i = 0; rc == RC_OK && i < side->n; i++) {
		const struct store_ticket *t = &rows[i];
		side->rows[i] = (struct row){
			.first = t->ticket,
			.second = t->leg,
			.content = text_printf(
				&side->arena,
				"visit %lld number %.*s service %.*s class %.*s window %.*s clerk %.*s state "
				"%.*s day %d "
				"taken %lld queued %lld called %lld started %lld finished %lld served %lld "
				"calls %d "
				"appointment %lld rating %d",
				(long long)t->visit, TEXT_ARG(t->number), TEXT_ARG(t->service),
				TEXT_ARG(t->class), TEXT_ARG(t->window), TEXT_ARG(t->clerk),
				TEXT_ARG(t->state), t->day, (long long)t->taken_ms, (long long)t->queued_ms,
				(long long)t->called_ms, (long long)t->started_ms, (long long)t->finished_ms,
				(long long)t->served_ms, t->calls, (long long)t->appointment, t->rating),
		};
	}
	return rc;
}

static enum rc page_appointments(struct side *side, const struct row *after, struct err *err)
{
	struct store_appointment *rows;

	const enum rc rc = store_appointment_page(side->store, side->no,
						  after != NULL ? after->first : INT64_MIN, TABLE_PAGE,
						  &side->arena, &rows, &side->n, err);
	side->rows = ARENA_ARRAY(&side->arena, side->n, struct row);
	for (uint32_t i = 0; rc == RC_OK && i < side->n; i++) {
		const struct store_appointment *a = &rows[i];
		side->rows[i] = (struct row){
			.first = a->appointment,
			.content = text_printf(
				&side->arena,
				"code %.*s service %.*s day %d slot %d class %.*s name %.*s phone %.*s "
				"token %.*s state %.*s ticket %lld",
				TEXT_ARG(a->code), TEXT_ARG(a->service), a->day, a->slot_min,
				TEXT_ARG(a->class), TEXT_ARG(a->name), TEXT_ARG(a->phone), TEXT_ARG(a->token),
				TEXT_ARG(a->state), (long long)a->ticket),
		};
	}
	return rc;
}

static enum rc page_hours(struct side *side, const struct row *after, struct err *err)
{
	struct store_hour key = { 0 };
	struct store_hour *rows;

	if (after != NULL) {
		key.hour_ms = after->first;
		key.service = after->service;
		key.class = after->class;
	}
	const enum rc rc = store_hour_page(side->store, side->no, after != NULL ? &key : NULL, INT64_MAX,
					   TABLE_PAGE, &side->arena, &rows, &side->n, err);
	side->rows = ARENA_ARRAY(&side->arena, side->n, struct row);
	for (uint32_t i = 0; rc == RC_OK && i < side->n; i++) {
		const struct store_hour *h = &rows[i];
		const struct text waits = sketch_write(&h->waits, &side->arena);
		side->rows[i] = (struct row){
			.first = h->hour_ms,
			.service = h->service,
			.class = h->class,
			.content = text_printf(
				&side->arena,
				"arrived %lld called %lld served %lld missed %lld left %lld wait %lld "
				"wait max %lld served ms %lld waits %.*s",
				(long long)h->arrived, (long long)h->called, (long long)h->served,
				(long long)h->missed, (long long)h->left, (long long)h->wait_ms_sum,
				(long long)h->wait_ms_max, (long long)h->served_ms_sum, TEXT_ARG(waits)),
		};
	}
	return rc;
}

static const struct table tables[] = {
	{ "tickets", page_tickets, true },
	{ "appointments", page_appointments, true },
	{ "hours", page_hours, false },
};

/* The row that is next on a side, or NULL at the end. */
static enum rc look(const struct table *table, struct side *side, const struct row **ret, struct err *err)
{
	enum rc rc = RC_OK;

	if (side->next == side->n && !side->ended) {
		struct arena old = side->arena; /* has the row that the next page begins behind */
		const struct row *after = side->n > 0 ? &side->rows[side->n - 1] : NULL;
		arena_init(&side->arena, TABLE_ARENA_BYTES);
		side->next = side->n = 0;
		rc = table->page(side, after, err);
		side->ended = rc != RC_OK || side->n == 0;
		arena_done(&old);
	}
	*ret = side->next < side->n ? &side->rows[side->next] : NULL;
	return rc;
}

/* Order of two rows by key; the end comes last. */
static int compare_keys(const struct row *a, const struct row *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->second != b->second)
		return a->second < b->second ? -1 : 1;
	const int service = text_cmp(a->service, b->service);
	return service != 0 ? service : text_cmp(a->class, b->class);
}

static void compare_rows(struct verify *verify, const struct table *table, const struct row *stored,
			 const struct row *made, int order)
{
	const struct row *row = order <= 0 ? stored : made;
	const int64_t seq = table->seq_is_key ? row->first : 0;

	if (order == 0 && text_eq(stored->content, made->content))
		return;
	if (order == 0)
		verify_problem(verify, seq, "row %lld %lld%s%.*s of %s says: %.*s; the log says: %.*s",
			       (long long)row->first, (long long)row->second, row->service.len > 0 ? " " : "",
			       TEXT_ARG(row->service), table->name, TEXT_ARG(stored->content),
			       TEXT_ARG(made->content));
	else
		verify_problem(verify, seq, "row %lld %lld%s%.*s of %s is %s", (long long)row->first,
			       (long long)row->second, row->service.len > 0 ? " " : "",
			       TEXT_ARG(row->service), table->name, order < 0 ? "not in the log" : "missing");
}

static enum rc compare_table(struct verify *verify, const struct table *table, struct side *stored,
			     struct side *made, struct err *err)
{
	for (;;) {
		const struct row *a, *b;
		enum rc rc = look(table, stored, &a, err);
		if (rc == RC_OK)
			rc = look(table, made, &b, err);
		if (rc != RC_OK || (a == NULL && b == NULL))
			return rc;
		const int order = compare_keys(a, b);
		compare_rows(verify, table, a, b, order);
		stored->next += order <= 0;
		made->next += order >= 0;
	}
}

enum rc verify_tables(struct verify *verify, int64_t no, int64_t scratch_no, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < CC_COUNT(tables) && rc == RC_OK; i++) {
		struct side stored = { .store = verify->store, .no = no };
		struct side made = { .store = verify->scratch, .no = scratch_no };
		rc = compare_table(verify, &tables[i], &stored, &made, err);
		arena_done(&stored.arena);
		arena_done(&made.arena);
	}
	return rc;
}
