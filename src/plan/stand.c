/* Where a ticket stands (Q16, Q9). The order is asked of the policy itself, window by window, so that this room has
 * no second opinion about who is next. Reads only. */
#include "plan/stand.h"

#include "base/bug.h"
#include "queue/policy.h"

struct look {
	const struct queue_hall *hall;
	const struct queue_ticket *ticket;
	int64_t now_ms;
	const struct plan_handling *handling;
	uint16_t open[QUEUE_PLACES_MAX]; /* windows that are open, and whether they take the ticket */
	bool takes[QUEUE_PLACES_MAX];
	bool helps_now[QUEUE_PLACES_MAX];
	uint32_t open_n;
	double work_ms, jobs; /* handling known so far, and of how many */
	double usual_ahead;   /* tickets ahead that were not put back */
};

struct queue_ticket plan_newcomer(struct queue_service_id service, struct queue_class_id class_, int64_t now_ms)
{
	return (struct queue_ticket){ .state = QUEUE_TICKET_WAITING,
				      .service = service,
				      .class_ = class_,
				      .taken_at = now_ms,
				      .queued_at = now_ms,
				      .order_at = now_ms,
				      .order_seq = INT64_MAX };
}

static bool has_own_work(const struct queue_hall *hall, const struct queue_window *window)
{
	for (uint16_t s = 1; s <= hall->service_n; s++)
		if (window->priority[s] > 0 && hall->services[s].line.n > 0)
			return true;
	return false;
}

/* The i-th open window would call the ticket by itself, sooner or later. */
static bool would_call(const struct look *look, uint32_t i, const struct queue_ticket *ticket)
{
	const struct queue_window *window = &look->hall->windows[look->open[i]];
	const bool sent = ticket->to_window.n != 0 || ticket->to_clerk.n != 0;

	if (!sent && window->priority[ticket->service.n] > 0)
		return true;
	return (sent || look->helps_now[i]) && queue_considers(look->hall, window, ticket, look->now_ms);
}

static void work_on(struct look *look, struct queue_service_id service, double share)
{
	look->work_ms += share * plan_handling_ms(look->handling, service);
	look->jobs += share;
}

static void see_windows(struct look *look, struct plan_stand *stand)
{
	const struct queue_hall *hall = look->hall;

	for (uint16_t w = 1; w <= hall->window_n; w++) {
		const struct queue_window *window = &hall->windows[w];
		if (window->state == QUEUE_WINDOW_CLOSED || window->state == QUEUE_WINDOW_PAUSED)
			continue;
		const uint32_t i = look->open_n++;
		look->open[i] = w;
		look->helps_now[i] = window->helps && !has_own_work(hall, window);
		look->takes[i] = would_call(look, i, look->ticket);
		if (!look->takes[i])
			continue;
		stand->open++;
		stand->free += window->state == QUEUE_WINDOW_FREE;
		if (window->state == QUEUE_WINDOW_FREE)
			continue;
		const struct queue_ticket *at = queue_ticket_at(hall, window->ticket);
		work_on(look, at != NULL ? at->service : look->ticket->service, 1);
	}
}

/* The part of the windows of `other` at which it stands in the way. All that the policy sees of a window are its
 * priorities, so windows that give both tickets the same ones need be asked only once. */
static double share_of(const struct look *look, const struct queue_ticket *other)
{
	uint32_t all = 0, before = 0;
	int32_t asked_other = -1, asked_own = -1;
	bool goes = false;

	for (uint32_t i = 0; i < look->open_n; i++) {
		const struct queue_window *window = &look->hall->windows[look->open[i]];
		const int32_t own = window->priority[look->ticket->service.n];
		if (!would_call(look, i, other))
			continue;
		all++;
		if (!look->takes[i])
			continue;
		if (window->priority[other->service.n] != asked_other || own != asked_own) {
			asked_other = window->priority[other->service.n];
			asked_own = own;
			goes = queue_goes_before(look->hall, window, other, look->ticket, look->now_ms);
		}
		before += goes;
	}
	return all > 0 ? (double)before / all : 0;
}

typedef void see_other(struct look *look, struct plan_stand *stand, const struct queue_ticket *other);

static void see_line(struct look *look, struct plan_stand *stand, see_other *see)
{
	const struct queue_hall *hall = look->hall;

	for (uint16_t s = 1; s <= hall->service_n; s++)
		for (uint32_t slot = hall->services[s].line.first; slot != 0; slot = hall->tickets[slot].after)
			if (hall->tickets[slot].id.n != look->ticket->id.n)
				see(look, stand, &hall->tickets[slot]);
}

static void count_ahead(struct look *look, struct plan_stand *stand, const struct queue_ticket *other, double share)
{
	stand->ahead += share;
	work_on(look, other->service, share);
}

static void see_usual(struct look *look, struct plan_stand *stand, const struct queue_ticket *other)
{
	if (other->behind == 0)
		count_ahead(look, stand, other, share_of(look, other));
}

/* Whoever was put back comes up again when as many as it has to let go first were called: before the ticket, where more
 * than these are called before that one. */
static void see_put_back(struct look *look, struct plan_stand *stand, const struct queue_ticket *other)
{
	struct queue_ticket again = *other;

	if (other->behind == 0)
		return;
	if (look->ticket->behind == 0 && other->behind <= look->usual_ahead)
		again.behind = 0;
	count_ahead(look, stand, other, share_of(look, &again));
}

static void see_tickets(struct look *look, struct plan_stand *stand)
{
	see_line(look, stand, see_usual);
	look->usual_ahead = stand->ahead;
	if (look->ticket->behind > 0 && stand->ahead > look->ticket->behind)
		stand->ahead = look->ticket->behind;
	see_line(look, stand, see_put_back);
}

struct plan_stand plan_stand_of(const struct queue_hall *hall, const struct queue_ticket *ticket, int64_t now_ms,
				const struct plan_handling *handling)
{
	struct look look = { .hall = hall, .ticket = ticket, .now_ms = now_ms, .handling = handling };
	struct plan_stand stand = { 0 };

	ASSERT(ticket->state == QUEUE_TICKET_WAITING);
	ASSERT(hall->window_n <= QUEUE_PLACES_MAX && ticket->service.n <= hall->service_n);
	see_windows(&look, &stand);
	if ((int64_t)look.open_n * hall->waiting > PLAN_LOOKS_MAX)
		return (struct plan_stand){ 0 };
	stand.looked = true;
	if (stand.open > 0)
		see_tickets(&look, &stand);
	stand.work_ms = look.jobs > 0 ? look.work_ms / look.jobs : plan_handling_ms(handling, ticket->service);
	return stand;
}
