/* Who is next (Q9): numbered rules, compared in the hall's order, to a total order.
 *
 * Each rule sees a ticket as one number, lower wins. The numbers depend on the hall, the window and the
 * time alone, so the same hall always chooses the same ticket. */
#include "queue/policy.h"

#include "base/bug.h"
#include "base/civil.h"
#include "queue/booking.h"
#include "queue/line_private.h"

enum { WAIT_MAX_MIN_DEFAULT = 60, AGED_AFTER_MIN_DEFAULT = 30 };

/* What every rule may look at. */
struct view {
	const struct queue_hall *hall;
	const struct queue_window *window;
	int64_t now;
};

static int64_t minutes_or(int64_t minutes, int64_t otherwise)
{
	return (minutes > 0 ? minutes : otherwise) * CIVIL_MS_PER_MINUTE;
}

static int64_t overdue_from(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	return ticket->order_at + minutes_or(hall->config.policy.wait_max_min, WAIT_MAX_MIN_DEFAULT) + 1;
}

static bool is_overdue(const struct view *view, const struct queue_ticket *ticket)
{
	return view->now >= overdue_from(view->hall, ticket);
}

static int64_t see_overdue(const struct view *view, const struct queue_ticket *ticket)
{
	return is_overdue(view, ticket) ? ticket->order_at : INT64_MAX;
}

static int64_t see_ahead(const struct view *view, const struct queue_ticket *ticket)
{
	(void)view;
	return ticket->ahead ? 0 : 1;
}

static bool is_sent_here(const struct queue_hall *hall, const struct queue_window *window,
			 const struct queue_ticket *ticket)
{
	return (ticket->to_window.n != 0 && &hall->windows[ticket->to_window.n] == window) ||
	       (ticket->to_clerk.n != 0 && ticket->to_clerk.n == window->clerk.n);
}

static int64_t see_directed(const struct view *view, const struct queue_ticket *ticket)
{
	return is_sent_here(view->hall, view->window, ticket) ? 0 : 1;
}

static bool is_in_slot(const struct queue_hall *hall, const struct queue_booking *booking, int64_t now_ms)
{
	const int64_t begins = civil_instant(booking->date, booking->slot, (int)hall->config.calendar.utc_offset_min);

	return now_ms >= begins && now_ms < queue_booking_ends(hall, booking);
}

static int64_t see_appointment(const struct view *view, const struct queue_ticket *ticket)
{
	const struct queue_booking *booking = queue_booking_at(view->hall, ticket->appointment);

	return booking != NULL && is_in_slot(view->hall, booking, view->now) ? 0 : 1;
}

static int64_t see_ratio(const struct view *view, const struct queue_ticket *ticket)
{
	const struct queue_class *class_ = &view->hall->classes[ticket->class_.n];
	const int64_t share = class_->config.share > 0 ? class_->config.share : 1;

	return class_->called < share ? 0 : 1;
}

static int64_t see_aged(const struct view *view, const struct queue_ticket *ticket)
{
	const int64_t after = minutes_or(view->hall->config.policy.aged_after_min, AGED_AFTER_MIN_DEFAULT);

	return view->now - ticket->order_at > after ? 0 : 1;
}

static int64_t see_class(const struct view *view, const struct queue_ticket *ticket)
{
	return view->hall->classes[ticket->class_.n].config.rank;
}

static int64_t see_window(const struct view *view, const struct queue_ticket *ticket)
{
	const uint8_t priority = view->window->priority[ticket->service.n];

	return priority > 0 ? priority : UINT8_MAX;
}

static int64_t see_value(const struct view *view, const struct queue_ticket *ticket)
{
	return -view->hall->services[ticket->service.n].config.value;
}

static int64_t see_arrival(const struct view *view, const struct queue_ticket *ticket)
{
	(void)view;
	return ticket->order_at;
}

typedef int64_t see(const struct view *view, const struct queue_ticket *ticket);

static see *const sees[QUEUE_RULE_COUNT + 1] = {
	[QUEUE_RULE_OVERDUE] = see_overdue,   [QUEUE_RULE_AHEAD] = see_ahead,
	[QUEUE_RULE_DIRECTED] = see_directed, [QUEUE_RULE_APPOINTMENT] = see_appointment,
	[QUEUE_RULE_RATIO] = see_ratio,       [QUEUE_RULE_AGED] = see_aged,
	[QUEUE_RULE_CLASS] = see_class,       [QUEUE_RULE_WINDOW] = see_window,
	[QUEUE_RULE_VALUE] = see_value,       [QUEUE_RULE_ARRIVAL] = see_arrival,
};

/* A ticket with what the first n rules saw in it: no rule looks twice, and none that does not have to. */
struct candidate {
	const struct queue_ticket *ticket; /* NULL for none */
	uint32_t n;
	int64_t seen[QUEUE_RULE_COUNT];
};

static int64_t look(const struct view *view, struct candidate *candidate, uint32_t i)
{
	if (candidate->n == i)
		candidate->seen[candidate->n++] = sees[view->hall->rules[i]](view, candidate->ticket);
	return candidate->seen[i];
}

/* True when `a` goes before `b`; `ret` says by which rule. */
static bool goes_before(const struct view *view, struct candidate *a, struct candidate *b, struct queue_choice *ret)
{
	for (uint32_t i = 0; i < view->hall->rule_n; i++) {
		const int64_t in_a = look(view, a, i), in_b = look(view, b, i);
		/* Among the overdue only the place in the queue counts, or a class could keep another back. */
		if (in_a == in_b && view->hall->rules[i] == QUEUE_RULE_OVERDUE && in_a != INT64_MAX)
			break;
		if (in_a == in_b)
			continue;
		*ret = (struct queue_choice){ .rule = view->hall->rules[i],
					      .value = in_a < in_b ? in_a : in_b,
					      .over_value = in_a < in_b ? in_b : in_a };
		return in_a < in_b;
	}
	/* Same instant: the order of events decides. */
	*ret = (struct queue_choice){ .rule = QUEUE_RULE_ARRIVAL,
				      .value = a->ticket->order_at,
				      .over_value = b->ticket->order_at };
	return queue_order(a->ticket, b->ticket) < 0;
}

/* Put back behind others who are still to be called, and not overdue. */
static bool is_passed_over(const struct view *view, const struct queue_ticket *ticket)
{
	return ticket->behind > 0 && !is_overdue(view, ticket);
}

/* The best two of what was offered, and how many that were. */
struct field {
	struct candidate best, second;
	uint32_t n;
};

static void offer(const struct view *view, const struct queue_ticket *ticket, struct field *field)
{
	struct candidate candidate = { .ticket = ticket };
	struct queue_choice why;

	field->n++;
	if (field->best.ticket == NULL) {
		field->best = candidate;
	} else if (goes_before(view, &candidate, &field->best, &why)) {
		field->second = field->best;
		field->best = candidate;
	} else if (field->second.ticket == NULL || goes_before(view, &candidate, &field->second, &why)) {
		field->second = candidate;
	}
}

/* The window that a ticket was sent to, or where the clerk sits it was sent to; NULL where nobody is there. */
static const struct queue_window *target(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const struct queue_window_id to = ticket->to_clerk.n != 0 ? hall->clerks[ticket->to_clerk.n].window
								  : ticket->to_window;

	return to.n != 0 && hall->windows[to.n].state != QUEUE_WINDOW_CLOSED ? &hall->windows[to.n] : NULL;
}

/* A ticket that was sent somewhere waits for that one alone, as long as somebody is there and it is not overdue:
 * a window that pauses for long must not keep it from everybody. */
static bool is_for_another(const struct view *view, const struct queue_ticket *ticket)
{
	if (ticket->to_window.n == 0 && ticket->to_clerk.n == 0)
		return false;
	const struct queue_window *to = target(view->hall, ticket);
	return to != NULL && to != view->window && !is_overdue(view, ticket);
}

static bool is_balanced(const struct queue_service *service)
{
	return service->config.balance_above > 0 && service->line.n > (uint32_t)service->config.balance_above;
}

/* What a window can choose from: who is passed over comes up only where there is nobody else. */
struct offers {
	struct field now, passed_over;
};

static void offer_line(const struct view *view, const struct queue_line *line, bool sent_here_only,
		       struct offers *offers)
{
	const struct queue_hall *hall = view->hall;

	for (uint32_t slot = line->first; slot != 0; slot = hall->tickets[slot].after) {
		const struct queue_ticket *ticket = &hall->tickets[slot];
		if (sent_here_only ? is_sent_here(hall, view->window, ticket) : !is_for_another(view, ticket))
			offer(view, ticket, is_passed_over(view, ticket) ? &offers->passed_over : &offers->now);
	}
}

static void offer_own(const struct view *view, struct offers *offers)
{
	for (uint16_t s = 1; s <= view->hall->service_n; s++) {
		const struct queue_line *line = &view->hall->services[s].line;
		const bool serves = view->window->priority[s] > 0;
		if (serves || view->hall->directed > 0)
			offer_line(view, line, !serves, offers);
	}
}

static void offer_balanced(const struct view *view, struct offers *offers)
{
	for (uint16_t s = 1; s <= view->hall->service_n; s++)
		if (is_balanced(&view->hall->services[s]))
			offer_line(view, &view->hall->services[s].line, false, offers);
}

static struct queue_ticket *in_hall(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	return ticket == NULL ? NULL : &hall->tickets[ticket - hall->tickets];
}

struct queue_choice queue_choose(const struct queue_hall *hall, const struct queue_window *window, int64_t now_ms)
{
	const struct view view = { .hall = hall, .window = window, .now = now_ms };
	struct offers offers = { 0 };

	ASSERT(window >= hall->windows + 1 && window <= hall->windows + hall->window_n);
	offer_own(&view, &offers);
	if (offers.now.n + offers.passed_over.n == 0 && window->helps)
		offer_balanced(&view, &offers);

	struct field *field = offers.now.n > 0 ? &offers.now : &offers.passed_over;
	struct queue_choice choice = { .rule = QUEUE_RULE_ARRIVAL };
	if (field->second.ticket != NULL) {
		const bool before = goes_before(&view, &field->best, &field->second, &choice);
		ASSERT(before);
	} else if (field->best.ticket != NULL) {
		choice.value = field->best.ticket->order_at;
	}
	choice.ticket = in_hall(hall, field->best.ticket);
	choice.over = in_hall(hall, field->second.ticket);
	choice.candidates = field->n;
	return choice;
}

bool queue_goes_before(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *a,
		       const struct queue_ticket *b, int64_t now_ms)
{
	const struct view view = { .hall = hall, .window = window, .now = now_ms };
	struct candidate first = { .ticket = a }, second = { .ticket = b };
	const bool over_a = is_passed_over(&view, a), over_b = is_passed_over(&view, b);
	struct queue_choice why;

	return over_a == over_b ? goes_before(&view, &first, &second, &why) : over_b;
}

/* The first behind `place` (NULL: of all) of those whom `window` may call as it may call `ticket`: of all that it
 * serves, or of the ticket's service alone where that is none of its own. */
static const struct queue_ticket *next_rival(const struct view *view, const struct queue_ticket *ticket,
					     const struct queue_ticket *place)
{
	const struct queue_hall *hall = view->hall;
	const bool serves = view->window->priority[ticket->service.n] > 0;
	const struct queue_ticket *next = NULL;

	for (uint16_t s = 1; s <= hall->service_n; s++) {
		const bool own = serves ? view->window->priority[s] > 0 : s == ticket->service.n;
		if (!own && (!serves || hall->directed == 0))
			continue;
		for (uint32_t slot = hall->services[s].line.first; slot != 0; slot = hall->tickets[slot].after) {
			const struct queue_ticket *other = &hall->tickets[slot];
			if ((place != NULL && queue_order(other, place) <= 0) ||
			    (own ? is_for_another(view, other) : !is_sent_here(hall, view->window, other)))
				continue;
			if (next == NULL || queue_order(other, next) < 0)
				next = other;
			break;
		}
	}
	return next;
}

struct queue_place queue_place_behind(const struct queue_hall *hall, const struct queue_window *window,
				      const struct queue_ticket *ticket, int64_t places, int64_t now_ms)
{
	const struct view view = { .hall = hall, .window = window, .now = now_ms };
	struct queue_place place = { .after = next_rival(&view, ticket, NULL) };

	while (place.n < places && place.after != NULL) {
		place.before = place.after;
		place.after = next_rival(&view, ticket, place.before);
		place.n++;
	}
	return place;
}

bool queue_competes(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *called,
		    const struct queue_ticket *other)
{
	if (is_sent_here(hall, window, called) || window->priority[called->service.n] > 0)
		return window->priority[other->service.n] > 0;
	return is_balanced(&hall->services[other->service.n]);
}

/* True for what the window serves, and what it helps with. */
static bool takes(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *ticket)
{
	return window->priority[ticket->service.n] > 0 ||
	       (window->helps && is_balanced(&hall->services[ticket->service.n]));
}

int64_t queue_considers_from(const struct queue_hall *hall, const struct queue_window *window,
			     const struct queue_ticket *ticket)
{
	if (is_sent_here(hall, window, ticket))
		return INT64_MIN;
	if (!takes(hall, window, ticket))
		return INT64_MAX;
	const struct queue_window *to = target(hall, ticket);
	return to != NULL && to != window ? overdue_from(hall, ticket) : INT64_MIN;
}

bool queue_considers(const struct queue_hall *hall, const struct queue_window *window,
		     const struct queue_ticket *ticket, int64_t now_ms)
{
	return queue_considers_from(hall, window, ticket) <= now_ms;
}

/* A target that pauses keeps a ticket from the choice of others, not from a person who decides otherwise. */
bool queue_may_call(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *ticket,
		    int64_t now_ms)
{
	const struct view view = { .hall = hall, .window = window, .now = now_ms };

	if (is_sent_here(hall, window, ticket))
		return true;
	if (is_for_another(&view, ticket) && target(hall, ticket)->state != QUEUE_WINDOW_PAUSED)
		return false;
	return takes(hall, window, ticket);
}

/* Rules that order the tickets of one service wherever they are called, and whoever was called before. */
static bool orders_a_line(enum queue_rule rule)
{
	return rule != QUEUE_RULE_DIRECTED && rule != QUEUE_RULE_RATIO && rule != QUEUE_RULE_WINDOW &&
	       rule != QUEUE_RULE_VALUE;
}

static bool waits_before(const struct view *view, const struct queue_ticket *a, const struct queue_ticket *b)
{
	for (uint32_t i = 0; i < view->hall->rule_n; i++) {
		const enum queue_rule rule = view->hall->rules[i];
		if (!orders_a_line(rule))
			continue;
		const int64_t in_a = sees[rule](view, a), in_b = sees[rule](view, b);
		if (in_a != in_b)
			return in_a < in_b;
		if (rule == QUEUE_RULE_OVERDUE && in_a != INT64_MAX)
			break; /* as in goes_before */
	}
	return queue_order(a, b) < 0;
}

/* Waiting tickets of a service whose class has the same or a better rank than `rank`. */
static uint32_t ranked_in_line(const struct queue_hall *hall, const struct queue_service *service, int64_t rank)
{
	uint32_t n = 0;

	for (uint16_t c = 1; c <= hall->class_n; c++)
		if (hall->classes[c].config.rank <= rank)
			n += service->class_waits[c];
	return n;
}

uint32_t queue_ahead_of(const struct queue_hall *hall, const struct queue_ticket *ticket, int64_t now_ms)
{
	const struct view view = { .hall = hall, .now = now_ms };
	const struct queue_service *service = &hall->services[ticket->service.n];
	const int64_t rank = hall->classes[ticket->class_.n].config.rank;
	const bool is_new = ticket->id.n == 0;
	uint32_t n = 0;

	/* A crowd is not gone through for each who joins it: nothing puts the newest, without a booking, before those
	 * of its rank. */
	if (is_new && ticket->appointment.n == 0 && ranked_in_line(hall, service, rank) == service->line.n)
		return service->line.n;
	for (uint32_t slot = service->line.first; slot != 0; slot = hall->tickets[slot].after) {
		const struct queue_ticket *other = &hall->tickets[slot];
		n += other != ticket && waits_before(&view, other, ticket);
	}
	/* Whoever was put back may be the first by all rules and still has others before it. */
	return is_passed_over(&view, ticket) && n < (uint32_t)ticket->behind ? (uint32_t)ticket->behind : n;
}

void queue_rules_complete(const struct queue_config_policy *policy, enum queue_rule rules[QUEUE_RULE_COUNT],
			  uint32_t *ret_n)
{
	static const enum queue_rule usual[] = {
		QUEUE_RULE_AHEAD, QUEUE_RULE_DIRECTED, QUEUE_RULE_APPOINTMENT, QUEUE_RULE_AGED,
		QUEUE_RULE_CLASS, QUEUE_RULE_WINDOW,   QUEUE_RULE_VALUE,
	};
	const enum queue_rule *from = policy->rules.n > 0 ? policy->rules.at : usual;
	const uint32_t from_n = policy->rules.n > 0 ? policy->rules.n : CC_COUNT(usual);
	uint32_t n = 0;

	rules[n++] = QUEUE_RULE_OVERDUE;
	for (uint32_t i = 0; i < from_n; i++)
		if (from[i] != QUEUE_RULE_OVERDUE && from[i] != QUEUE_RULE_ARRIVAL)
			rules[n++] = from[i];
	rules[n++] = QUEUE_RULE_ARRIVAL;
	*ret_n = n;
}
