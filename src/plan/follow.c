/* Following a hall (Q1, Q12, Q16). Invariant: a place of `told` is that of one ticket that waits, or is in `unused`.
 *
 * A ticket that ends without being called teaches nothing about waits: how long it would have waited is not known.
 * One that nobody answered to was called, so its wait counts, but it was not served, so its handling does not. */
#include "plan/follow.h"

#include "base/bug.h"

enum { TOLD_AT_FIRST = 64 };

void plan_follow_init(struct plan_follow *follow, struct arena *arena)
{
	*follow = (struct plan_follow){ .arena = arena, .wait.handling.arena = arena, .by_ticket.arena = arena };
}

static void grow(struct plan_follow *follow)
{
	const uint32_t size = follow->told_size == 0 ? TOLD_AT_FIRST : 2 * follow->told_size;
	struct plan_range *told = ARENA_ARRAY(follow->arena, size, struct plan_range);

	for (uint32_t i = 0; i < follow->told_n; i++)
		told[i] = follow->told[i];
	ASSERT(follow->unused_n == 0); /* or there was no need to grow */
	follow->unused = ARENA_ARRAY(follow->arena, size, uint32_t);
	follow->told = told;
	follow->told_size = size;
}

/* What was told of a ticket that no longer waits; false where nothing was. */
static bool forget(struct plan_follow *follow, struct queue_ticket_id ticket, struct plan_range *ret)
{
	uint32_t place;

	if (!index_get(&follow->by_ticket, ticket.n, &place))
		return false;
	index_remove(&follow->by_ticket, ticket.n);
	*ret = follow->told[place - 1];
	follow->unused[follow->unused_n++] = place;
	return true;
}

static struct plan_news enter(struct plan_follow *follow, const struct queue_hall *hall, struct queue_ticket_id id)
{
	const struct queue_ticket *ticket = queue_ticket_at(hall, id);
	struct plan_news news = { .what = PLAN_TOLD, .ticket = id };
	struct plan_range before;

	ASSERT(ticket != NULL);
	forget(follow, id, &before);
	news.range = plan_wait_tell(&follow->wait, hall, ticket, hall->at);
	if (follow->unused_n == 0 && follow->told_n == follow->told_size)
		grow(follow);
	const uint32_t place = follow->unused_n > 0 ? follow->unused[--follow->unused_n] : ++follow->told_n;
	follow->told[place - 1] = news.range;
	index_put(&follow->by_ticket, id.n, place);
	return news;
}

static struct plan_news call(struct plan_follow *follow, const struct queue_did_ticket_called *called)
{
	struct plan_news news = { .what = PLAN_CALLED, .ticket = called->ticket, .wait_ms = called->waited_ms };

	if (!forget(follow, called->ticket, &news.range))
		return (struct plan_news){ 0 };
	plan_wait_learn(&follow->wait, &news.range, called->waited_ms);
	return news;
}

struct plan_news plan_follow_event(struct plan_follow *follow, const struct queue_hall *hall,
				   const struct queue_event *event)
{
	const struct plan_news nothing = { 0 };
	struct plan_range told;

	switch (event->kind) {
	case QUEUE_DID_TICKET_TAKEN: return enter(follow, hall, event->ticket_taken.ticket);
	case QUEUE_DID_TICKET_CONTINUED: return enter(follow, hall, event->ticket_continued.ticket);
	case QUEUE_DID_TICKET_TRANSFERRED:
		plan_handling_learn(&follow->wait.handling, event->ticket_transferred.from_service,
				    event->ticket_transferred.served_ms);
		return enter(follow, hall, event->ticket_transferred.ticket);
	case QUEUE_DID_TICKET_CALLED: return call(follow, &event->ticket_called);
	case QUEUE_DID_TICKET_FINISHED:
		if (!event->ticket_finished.forced)
			plan_handling_learn(&follow->wait.handling, event->ticket_finished.service,
					    event->ticket_finished.served_ms);
		return nothing;
	case QUEUE_DID_TICKET_CANCELLED: forget(follow, event->ticket_cancelled.ticket, &told); return nothing;
	case QUEUE_DID_TICKET_INSERTED: /* no longer waits as it was told */
		forget(follow, event->ticket_inserted.ticket, &told);
		return nothing;
	case QUEUE_DID_TICKET_UNSERVED: forget(follow, event->ticket_unserved.ticket, &told); return nothing;
	default: return nothing;
	}
}
