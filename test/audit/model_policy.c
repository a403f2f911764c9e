/* Who could have been called, and who must not have been passed over (Q9).
 *
 * The bound: whoever is overdue is called before all who are not and before all who stand later; so the
 * number of those who can still be called before an overdue ticket only shrinks, and nobody starves. */
#include "base/civil.h"
#include "test/audit/model.h"

enum { WAIT_MAX_MIN_DEFAULT = 60 };

static bool is_sent_here(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	return ticket->to_window == window || (ticket->to_clerk != 0 && ticket->to_clerk == a->windows[window].clerk);
}

static bool is_overdue_at(const struct audit *a, const struct model_ticket *ticket, int64_t now)
{
	const int64_t minutes = a->policy.wait_max_min > 0 ? a->policy.wait_max_min : WAIT_MAX_MIN_DEFAULT;

	return now - ticket->order_at > minutes * CIVIL_MS_PER_MINUTE;
}

bool model_is_overdue(const struct audit *a, const struct model_ticket *ticket)
{
	return is_overdue_at(a, ticket, a->at);
}

/* Where it was sent, if that is another window; 0 for none. */
static uint16_t other_target(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	const uint16_t to = ticket->to_window != 0  ? ticket->to_window
			    : ticket->to_clerk != 0 ? a->clerks[ticket->to_clerk].window
						    : 0;

	return to != window ? to : 0;
}

/* Sent to a window or clerk where somebody is, and not overdue. */
static bool waits_elsewhere(const struct audit *a, uint16_t window, const struct model_ticket *ticket, int64_t now)
{
	const uint16_t to = other_target(a, window, ticket);

	return to != 0 && a->windows[to].state != QUEUE_WINDOW_CLOSED && !is_overdue_at(a, ticket, now);
}

static bool is_sent_elsewhere(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	return waits_elsewhere(a, window, ticket, a->at);
}

static bool is_own(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	return is_sent_here(a, window, ticket) ||
	       (a->windows[window].serves[ticket->service] && !is_sent_elsewhere(a, window, ticket));
}

static bool helps_with(const struct audit *a, uint16_t window, uint16_t service)
{
	const int64_t above = a->services[service].config.balance_above;

	return a->windows[window].helps && above > 0 && model_waiting(a, service) > above;
}

static bool is_balanced(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	return helps_with(a, window, ticket->service) && !is_sent_elsewhere(a, window, ticket);
}

bool model_could_take(const struct audit *a, uint16_t window, const struct model_ticket *ticket, int64_t now)
{
	if (is_sent_here(a, window, ticket))
		return true;
	return (a->windows[window].serves[ticket->service] || helps_with(a, window, ticket->service)) &&
	       !waits_elsewhere(a, window, ticket, now);
}

typedef bool is_candidate(const struct audit *a, uint16_t window, const struct model_ticket *ticket);

static uint32_t count(const struct audit *a, uint16_t window, is_candidate *is)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *ticket = &a->tickets[a->alive[i]];
		n += ticket->state == QUEUE_TICKET_WAITING && is(a, window, ticket);
	}
	return n;
}

static bool is_passed_over(const struct audit *a, const struct model_ticket *ticket)
{
	return ticket->behind > 0 && !model_is_overdue(a, ticket);
}

static bool is_own_now(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	return is_own(a, window, ticket) && !is_passed_over(a, ticket);
}

static bool is_balanced_now(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	return is_balanced(a, window, ticket) && !is_passed_over(a, ticket);
}

static bool nobody_starves(struct audit *a, uint16_t window, const struct model_ticket *called, is_candidate *is)
{
	bool somebody = false;

	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *other = &a->tickets[a->alive[i]];
		if (other == called || other->state != QUEUE_TICKET_WAITING || !is(a, window, other) ||
		    !model_is_overdue(a, other))
			continue;
		somebody = true;
		if (!model_is_overdue(a, called) || model_is_before(other, called))
			return model_object(a, AUDIT_STARVED, "ticket %lld is called before %lld, which is overdue",
					    (long long)called->id, (long long)other->id);
	}
	a->counts.calls++;
	a->counts.overdue_calls += somebody;
	return true;
}

/* What the event says of the next best ticket and of the rule that decided. */
static bool reason_is_so(struct audit *a, const struct queue_did_ticket_called *called,
			 const struct model_ticket *ticket, is_candidate *is, uint32_t n)
{
	const struct model_ticket *over = model_find_ticket(a, called->over.n);

	if ((called->over.n != 0) != (n > 1))
		return model_object(a, AUDIT_POLICY, "%u candidates, and ticket %lld is the next best", n,
				    (long long)called->over.n);
	if (n == 1)
		return true;
	if (over == NULL || over == ticket || over->state != QUEUE_TICKET_WAITING || !is(a, called->window.n, over))
		return model_object(a, AUDIT_POLICY, "ticket %lld is the next best and is no candidate",
				    (long long)called->over.n);
	const bool by_overdue = model_is_overdue(a, ticket) &&
				(!model_is_overdue(a, over) || ticket->order_at < over->order_at);
	if (by_overdue != (called->rule == QUEUE_RULE_OVERDUE))
		return model_object(a, AUDIT_POLICY, "ticket %lld is called by the rule %s before %lld",
				    (long long)ticket->id, queue_rule_words.words[called->rule], (long long)over->id);
	return true;
}

/* A person may also choose what waits for a window that pauses. */
static bool may_be_chosen(const struct audit *a, uint16_t window, const struct model_ticket *ticket)
{
	struct model_ticket unsent = *ticket;

	if (a->windows[other_target(a, window, ticket)].state == QUEUE_WINDOW_PAUSED)
		unsent.to_window = unsent.to_clerk = 0;
	return is_own(a, window, &unsent) || is_balanced(a, window, &unsent);
}

const struct model_ticket *model_next_rival(const struct audit *a, uint16_t window, const struct model_ticket *ticket,
					    const struct model_ticket *place)
{
	const bool serves = a->windows[window].serves[ticket->service];
	const struct model_ticket *next = NULL;

	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *other = &a->tickets[a->alive[i]];
		const bool competes = serves ? is_own(a, window, other)
					     : other->service == ticket->service &&
						       !is_sent_elsewhere(a, window, other);
		if (other->state == QUEUE_TICKET_WAITING && competes &&
		    (place == NULL || model_is_before(place, other)) && (next == NULL || model_is_before(other, next)))
			next = other;
	}
	return next;
}

void model_count_behind(struct audit *a, uint16_t window, const struct model_ticket *called)
{
	const bool own = a->windows[window].serves[called->service] || is_sent_here(a, window, called);

	for (uint32_t i = 0; i < a->alive_n; i++) {
		struct model_ticket *other = &a->tickets[a->alive[i]];
		const int64_t above = a->services[other->service].config.balance_above;
		if (other != called && other->behind > 0 &&
		    (own ? a->windows[window].serves[other->service]
			 : above > 0 && model_waiting(a, other->service) > above))
			other->behind--;
	}
}

bool model_check_call(struct audit *a, const struct queue_did_ticket_called *called)
{
	const struct model_ticket *ticket = model_find_ticket(a, called->ticket.n);
	const uint16_t window = called->window.n;

	if (called->rule == QUEUE_RULE_CHOSEN)
		return may_be_chosen(a, window, ticket) ||
		       model_object(a, AUDIT_POLICY, "window %s calls ticket %lld, which is not for it",
				    a->windows[window].id, (long long)ticket->id);
	static is_candidate *const kinds[] = { is_own_now, is_own, is_balanced_now, is_balanced };
	is_candidate *is = is_balanced;
	uint32_t n = 0;

	for (size_t i = 0; i < CC_COUNT(kinds) && n == 0; i++) {
		is = kinds[i];
		n = count(a, window, is);
	}
	if (!is(a, window, ticket))
		return model_object(a, AUDIT_POLICY, "window %s calls ticket %lld, which is not for it",
				    a->windows[window].id, (long long)ticket->id);
	if (called->candidates != n)
		return model_object(a, AUDIT_COUNT, "%lld candidates are %u", (long long)called->candidates, n);
	return nobody_starves(a, window, ticket, is) && reason_is_so(a, called, ticket, is, n);
}
