/* The projection of tickets: one row for each stay in a queue (S7). */
#include "base/bug.h"
#include "store/projection.h"
#include "store/store_private.h"

enum rc store_ticket_put(struct store *store, int64_t hall, const struct store_ticket *ticket,
			 struct err *err)
{
	struct query query = query_write(store, SQL_TICKET_PUT, err);

	ASSERT(ticket->ticket > 0 && ticket->leg > 0);
	query_int(&query, hall);
	query_int(&query, ticket->ticket);
	query_int(&query, ticket->leg);
	query_int(&query, ticket->visit);
	query_text(&query, ticket->number);
	query_text(&query, ticket->service);
	query_text(&query, ticket->class);
	query_text(&query, ticket->window);
	query_text(&query, ticket->clerk);
	query_text(&query, ticket->state);
	query_int(&query, ticket->day);
	query_int(&query, ticket->taken_ms);
	query_int(&query, ticket->queued_ms);
	query_int(&query, ticket->called_ms);
	query_int(&query, ticket->started_ms);
	query_int(&query, ticket->finished_ms);
	query_int(&query, ticket->served_ms);
	query_int(&query, ticket->calls);
	query_int(&query, ticket->appointment);
	query_int(&query, ticket->rating);
	return query_finish(&query);
}

static void read_ticket(struct query *query, struct arena *arena, struct store_ticket *ret)
{
	ret->ticket = row_int(query);
	ret->leg = row_int32(query);
	ret->visit = row_int(query);
	ret->number = row_text(query, arena);
	ret->service = row_text(query, arena);
	ret->class = row_text(query, arena);
	ret->window = row_text(query, arena);
	ret->clerk = row_text(query, arena);
	ret->state = row_text(query, arena);
	ret->day = row_int32(query);
	ret->taken_ms = row_int(query);
	ret->queued_ms = row_int(query);
	ret->called_ms = row_int(query);
	ret->started_ms = row_int(query);
	ret->finished_ms = row_int(query);
	ret->served_ms = row_int(query);
	ret->calls = row_int32(query);
	ret->appointment = row_int(query);
	ret->rating = row_int32(query);
}

static enum rc read_tickets(struct query *query, struct arena *arena, struct store_ticket **ret,
			    uint32_t *ret_n)
{
	void *list = NULL;
	uint32_t n = 0;

	while (query_row(query))
		read_ticket(query, arena, store_grow(arena, &list, n++, sizeof(**ret)));
	*ret = list;
	*ret_n = n;
	return query_end(query);
}

enum rc store_ticket_get(struct store *store, int64_t hall, int64_t ticket, int32_t leg, struct arena *arena,
			 struct store_ticket *ret, struct err *err)
{
	struct query query = query_read(store, SQL_TICKET_GET, err);
	bool found;

	query_int(&query, hall);
	query_int(&query, ticket);
	query_int(&query, leg);
	found = query_row(&query);
	if (found)
		read_ticket(&query, arena, ret);
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: ticket %lld has no leg %d", (long long)ticket,
				   leg);
	return query_end(&query);
}

enum rc store_ticket_page(struct store *store, int64_t hall, int64_t after_ticket, int32_t after_leg,
			  uint32_t limit, struct arena *arena, struct store_ticket **ret, uint32_t *ret_n,
			  struct err *err)
{
	struct query query = query_read(store, SQL_TICKET_PAGE, err);

	query_int(&query, hall);
	query_int(&query, after_ticket);
	query_int(&query, after_leg);
	query_int(&query, store_limit(limit));
	return read_tickets(&query, arena, ret, ret_n);
}

enum rc store_ticket_day_page(struct store *store, int64_t hall, int32_t day, int64_t after_ticket,
			      int32_t after_leg, uint32_t limit, struct arena *arena,
			      struct store_ticket **ret, uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_TICKET_DAY_PAGE, err);

	query_int(&query, hall);
	query_int(&query, day);
	query_int(&query, after_ticket);
	query_int(&query, after_leg);
	query_int(&query, store_limit(limit));
	return read_tickets(&query, arena, ret, ret_n);
}

enum rc store_ticket_clear(struct store *store, int64_t hall, struct err *err)
{
	struct query query = query_write(store, SQL_TICKET_CLEAR, err);

	query_int(&query, hall);
	return query_finish(&query);
}
