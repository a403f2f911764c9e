/* Events of tickets: who may go where from which state, and what the numbers in the events must be
 * (Q1, Q2, Q3, Q7, Q14, Q17). */
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "test/audit/model.h"

enum { DIGITS_DEFAULT = 3 };

#define STATE_BIT(state) (1U << (state))

static const char *state_word(enum queue_ticket_state state)
{
	return queue_ticket_state_words.words[state];
}

/* The ticket in one of some states; NULL after objecting. */
static struct model_ticket *ticket_in(struct audit *a, struct queue_ticket_id id, unsigned states)
{
	struct model_ticket *ticket = model_ticket(a, id);

	if (ticket == NULL || (states & STATE_BIT(ticket->state)) != 0)
		return ticket;
	model_object(a, AUDIT_TICKET_CHART, "ticket %lld is %s", (long long)id.n, state_word(ticket->state));
	return NULL;
}

/* The ticket, in one of some states, at the window that the event names; NULL after objecting. */
static struct model_ticket *ticket_at(struct audit *a, struct queue_ticket_id id, struct queue_window_id at,
				      unsigned states)
{
	const struct model_window *window = model_window(a, at);
	struct model_ticket *ticket = window != NULL ? model_ticket(a, id) : NULL;

	if (ticket == NULL)
		return NULL;
	if (window->ticket != id.n || ticket->window != at.n) {
		model_object(a, AUDIT_NOT_GOT, "window %s has ticket %lld and not %lld", window->id,
			     (long long)window->ticket, (long long)id.n);
		return NULL;
	}
	return ticket_in(a, id, states);
}

static void leave(struct audit *a, const struct model_ticket *ticket, enum queue_window_state next)
{
	a->windows[ticket->window].ticket = 0;
	a->windows[ticket->window].state = next;
}

/* Milliseconds served in this leg, holds left out. */
static int64_t served(const struct audit *a, const struct model_ticket *ticket)
{
	return ticket->served_ms + (ticket->serving_since > 0 ? a->at - ticket->serving_since : 0);
}

static bool served_is(struct audit *a, const struct model_ticket *ticket, int64_t said)
{
	return said == served(a, ticket) ||
	       model_object(a, AUDIT_SERVICE_TIME, "ticket %lld was served for %lld ms and not %lld",
			    (long long)ticket->id, (long long)served(a, ticket), (long long)said);
}

static void queue_again(struct audit *a, struct model_ticket *ticket)
{
	ticket->state = QUEUE_TICKET_WAITING;
	ticket->kept = false;
	ticket->calls = 0;
	ticket->serving_since = 0;
	ticket->queued_at = a->at;
}

bool model_is_before(const struct model_ticket *x, const struct model_ticket *y)
{
	if (x->order_at != y->order_at)
		return x->order_at < y->order_at;
	return x->order_tie != y->order_tie ? x->order_tie < y->order_tie : x->id < y->id;
}

/* Behind `places` of those who compete with it, and before the one who follows. `asked` were asked for: fewer only
 * where fewer are there. */
static bool step_back(struct audit *a, struct model_ticket *ticket, int64_t places, int64_t asked)
{
	const struct model_ticket *behind = NULL, *next = model_next_rival(a, ticket->window, ticket, NULL);
	int64_t n = 0;

	for (; n < places && next != NULL; n++) {
		behind = next;
		next = model_next_rival(a, ticket->window, ticket, behind);
	}
	if (n < places || (places < asked && next != NULL))
		return model_object(a, AUDIT_COUNT, "%lld go before ticket %lld and not %lld", (long long)n,
				    (long long)ticket->id, (long long)places);
	ticket->behind = places;
	if (behind == NULL || model_is_before(behind, ticket))
		return true;
	/* Two who came back to one place leave no room between them; then it goes behind all of that time. */
	const bool has_room = next != NULL && next->order_at == behind->order_at && next->order_tie > behind->order_tie;
	ticket->order_tie = has_room ? (behind->order_tie + next->order_tie) / 2 : (double)a->seq;
	ticket->order_at = behind->order_at;
	return true;
}

/* Why a walk-in must not have got a ticket, or NULL. */
static const char *closed_for(const struct audit *a, const struct model_service *service, bool has_right)
{
	if (service->config.retired)
		return "is retired";
	if (service->paused)
		return "is paused";
	if (has_right)
		return NULL;
	if (service->full || a->full)
		return "is full for today";
	if (service->config.daily_limit > 0 && service->given >= service->config.daily_limit)
		return "has given all its tickets";
	return NULL;
}

static bool number_is_good(struct audit *a, const struct queue_did_ticket_taken *taken, char number[MODEL_NUMBER_SIZE])
{
	const struct queue_config_service *config = &a->services[taken->service.n].config;
	const int digits = config->digits > 0 ? (int)config->digits : DIGITS_DEFAULT;
	const int64_t first = config->first > 0 ? config->first : 1;

	snprintf(number, MODEL_NUMBER_SIZE, "%s%0*lld", config->prefix, digits, (long long)taken->serial);
	if (strcmp(number, taken->number) != 0 || taken->serial < first ||
	    (config->last > 0 && taken->serial > config->last))
		return model_object(a, AUDIT_NUMBER, "%s with serial %lld is no number of service %s", taken->number,
				    (long long)taken->serial, config->id);
	for (uint32_t i = 0; i < a->ticket_n; i++) {
		const struct model_ticket *other = &a->tickets[i];
		if (memcmp(other->number, number, MODEL_NUMBER_SIZE) == 0 && (other->today || !model_is_over(other)))
			return model_object(a, AUDIT_NUMBER_TWICE, "tickets %lld and %lld have the number %s",
					    (long long)other->id, (long long)taken->ticket.n, number);
	}
	return true;
}

static bool ahead_is(struct audit *a, const struct queue_did_ticket_taken *taken)
{
	const int64_t ahead = model_ahead_of(a, taken);

	return taken->ahead == ahead ||
	       model_object(a, AUDIT_COUNT, "%lld wait ahead and not %lld", (long long)ahead, (long long)taken->ahead);
}

static bool visit_is_good(struct audit *a, const struct queue_did_ticket_taken *taken)
{
	if (taken->visit.n == taken->ticket.n)
		return true;
	for (uint32_t i = 0; i < a->ticket_n; i++)
		if (a->tickets[i].visit == taken->visit.n || a->tickets[i].id == taken->visit.n)
			return true;
	return model_object(a, AUDIT_VISIT, "there is no visit %lld", (long long)taken->visit.n);
}

static bool take_is_good(struct audit *a, const struct queue_did_ticket_taken *taken, char number[MODEL_NUMBER_SIZE])
{
	const struct model_service *service = model_service(a, taken->service);

	if (service == NULL)
		return false;
	if (taken->class_.n < 1 || taken->class_.n > a->class_n)
		return model_object(a, AUDIT_UNKNOWN, "there is no class %u", taken->class_.n);
	if (taken->ticket.n != a->seq)
		return model_object(a, AUDIT_TICKET_CHART, "a new ticket has the id %lld", (long long)taken->ticket.n);
	const char *why = closed_for(a, service, taken->appointment.n != 0);
	if (why != NULL)
		return model_object(a, AUDIT_LIMIT, "a ticket for service %s, which %s", service->config.id, why);
	for (uint32_t i = 0; i < taken->then.n; i++)
		if (model_service(a, taken->then.at[i]) == NULL)
			return false;
	if (taken->then.n > MODEL_THEN_MAX)
		return model_object(a, AUDIT_VISIT, "%u services follow", taken->then.n);
	if (taken->appointment.n != 0 && !model_redeem(a, taken))
		return false;
	return number_is_good(a, taken, number) && ahead_is(a, taken) && visit_is_good(a, taken);
}

bool model_ticket_taken(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_taken *taken = &event->ticket_taken;
	char number[MODEL_NUMBER_SIZE] = { 0 };

	if (!take_is_good(a, taken, number))
		return false;
	struct model_ticket *ticket = model_ticket_new(a, taken->ticket.n);
	memcpy(ticket->number, number, sizeof(number));
	ticket->visit = taken->visit.n;
	ticket->service = taken->service.n;
	ticket->class_ = taken->class_.n;
	ticket->appointment = taken->appointment.n;
	ticket->queued_at = ticket->order_at = a->at;
	ticket->order_tie = (double)a->seq;
	ticket->then_n = taken->then.n;
	for (uint32_t i = 0; i < taken->then.n; i++)
		ticket->then[i] = taken->then.at[i].n;

	struct model_service *service = &a->services[ticket->service];
	service->given++;
	if (service->config.waiting_limit > 0 && model_waiting(a, ticket->service) >= service->config.waiting_limit)
		service->full = true;
	if (a->waiting_limit > 0 && model_waiting(a, 0) >= a->waiting_limit)
		a->full = true;
	return true;
}

static bool call_is_good(struct audit *a, const struct queue_did_ticket_called *called)
{
	const struct model_window *window = model_window(a, called->window);
	const struct model_ticket *ticket = window != NULL ? model_ticket(a, called->ticket) : NULL;

	if (ticket == NULL)
		return false;
	if (ticket->state == QUEUE_TICKET_CALLED || ticket->state == QUEUE_TICKET_SERVING)
		return model_object(a, AUDIT_CALLED_TWICE, "window %s calls ticket %lld, which is at window %s",
				    window->id, (long long)ticket->id, a->windows[ticket->window].id);
	if (ticket->state != QUEUE_TICKET_WAITING)
		return model_object(a, AUDIT_TICKET_CHART, "ticket %lld is called and is %s", (long long)ticket->id,
				    state_word(ticket->state));
	if ((window->state != QUEUE_WINDOW_FREE && window->state != QUEUE_WINDOW_WRAP_UP) || window->ticket != 0)
		return model_object(a, AUDIT_WINDOW_CHART, "window %s calls and is %s", window->id,
				    queue_window_state_words.words[window->state]);
	if (called->clerk.n != window->clerk)
		return model_object(a, AUDIT_CLERK, "a clerk who is not there calls at %s", window->id);
	if (called->service.n != ticket->service || strcmp(called->number, ticket->number) != 0)
		return model_object(a, AUDIT_NOT_GOT, "%s is announced for ticket %lld, which is %s", called->number,
				    (long long)ticket->id, ticket->number);
	if (called->waited_ms != a->at - ticket->queued_at)
		return model_object(a, AUDIT_WAIT, "ticket %lld waited %lld ms and not %lld", (long long)ticket->id,
				    (long long)(a->at - ticket->queued_at), (long long)called->waited_ms);
	return model_check_call(a, called);
}

bool model_ticket_called(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_called *called = &event->ticket_called;

	if (!call_is_good(a, called))
		return false;
	struct model_ticket *ticket = model_find_ticket(a, called->ticket.n);
	model_count_behind(a, called->window.n, ticket);
	ticket->behind = 0;
	ticket->state = QUEUE_TICKET_CALLED;
	ticket->window = called->window.n;
	ticket->clerk = called->clerk.n;
	ticket->to_window = ticket->to_clerk = 0;
	ticket->calls++;
	a->windows[ticket->window].ticket = ticket->id;
	a->windows[ticket->window].state = QUEUE_WINDOW_CALLED;
	return true;
}

bool model_ticket_recalled(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_recalled *recalled = &event->ticket_recalled;
	struct model_ticket *ticket = ticket_at(a, recalled->ticket, recalled->window, STATE_BIT(QUEUE_TICKET_CALLED));

	if (ticket == NULL)
		return false;
	ticket->calls++;
	if (strcmp(recalled->number, ticket->number) != 0)
		return model_object(a, AUDIT_NOT_GOT, "%s is announced for ticket %lld, which is %s", recalled->number,
				    (long long)ticket->id, ticket->number);
	return recalled->calls == ticket->calls ||
	       model_object(a, AUDIT_COUNT, "ticket %lld has %lld calls and not %lld", (long long)ticket->id,
			    (long long)ticket->calls, (long long)recalled->calls);
}

bool model_ticket_started(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_started *started = &event->ticket_started;
	struct model_ticket *ticket = ticket_at(a, started->ticket, started->window, STATE_BIT(QUEUE_TICKET_CALLED));

	if (ticket == NULL)
		return false;
	ticket->state = QUEUE_TICKET_SERVING;
	ticket->serving_since = a->at;
	a->windows[ticket->window].state = QUEUE_WINDOW_SERVING;
	return true;
}

/* Nobody is marked as served who was not; at the day's end least of all. */
static bool finish_is_good(struct audit *a, const struct queue_did_ticket_finished *finished)
{
	const struct model_ticket *ticket = model_ticket(a, finished->ticket);

	if (ticket == NULL)
		return false;
	if (model_is_over(ticket))
		return model_object(a, AUDIT_TWO_ENDS, "ticket %lld is %s already", (long long)ticket->id,
				    state_word(ticket->state));
	if (ticket->state == QUEUE_TICKET_WAITING || ticket->state == QUEUE_TICKET_CALLED || ticket->kept)
		return model_object(a, finished->forced ? AUDIT_OPEN_SERVED : AUDIT_SERVICE_TIME,
				    "ticket %lld is marked as served and is %s", (long long)ticket->id,
				    state_word(ticket->state));
	if (finished->forced && model_date(a, a->at) <= a->date)
		return model_object(a, AUDIT_DAY, "ticket %lld is ended by the end of a day that goes on",
				    (long long)ticket->id);
	if (ticket_at(a, finished->ticket, finished->window,
		      STATE_BIT(QUEUE_TICKET_SERVING) | STATE_BIT(QUEUE_TICKET_HELD)) == NULL)
		return false;
	if (finished->clerk.n != a->windows[ticket->window].clerk)
		return model_object(a, AUDIT_CLERK, "a clerk who is not there serves ticket %lld",
				    (long long)ticket->id);
	if (finished->service.n != ticket->service)
		return model_object(a, AUDIT_VISIT, "ticket %lld is served for another service", (long long)ticket->id);
	return served_is(a, ticket, finished->served_ms);
}

/* Services that were retired while the ticket was over are left out of what is to come. */
static void skip_retired(const struct audit *a, struct model_ticket *ticket)
{
	ticket->come_back = ticket->come_back && !a->services[ticket->back_service].config.retired;
	while (!ticket->come_back && ticket->then_n > 0 && a->services[ticket->then[0]].config.retired) {
		ticket->then_n--;
		memmove(&ticket->then[0], &ticket->then[1], ticket->then_n * sizeof(ticket->then[0]));
	}
}

bool model_ticket_finished(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_finished *finished = &event->ticket_finished;

	if (!finish_is_good(a, finished))
		return false;
	struct model_ticket *ticket = model_find_ticket(a, finished->ticket.n);
	ticket->finished++;
	ticket->rated = false;
	ticket->rate_window = finished->window.n;
	ticket->rate_clerk = finished->clerk.n;
	ticket->rate_service = finished->service.n;
	leave(a, ticket, a->policy.wrap_up ? QUEUE_WINDOW_WRAP_UP : QUEUE_WINDOW_FREE);
	model_end(a, ticket, QUEUE_TICKET_FINISHED);
	a->ending = a->ending || finished->forced;
	skip_retired(a, ticket);
	if (!finished->forced && (ticket->come_back || ticket->then_n > 0))
		a->goes_on = ticket->id;
	return true;
}

bool model_ticket_missed(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_missed *missed = &event->ticket_missed;
	struct model_ticket *ticket = ticket_at(a, missed->ticket, missed->window, STATE_BIT(QUEUE_TICKET_CALLED));

	if (ticket == NULL)
		return false;
	if (missed->clerk.n != a->windows[ticket->window].clerk)
		return model_object(a, AUDIT_CLERK, "a clerk who is not there misses ticket %lld",
				    (long long)ticket->id);
	if (ticket->calls <= a->policy.no_show_recalls)
		return model_object(a, AUDIT_COUNT, "ticket %lld is a no-show after %lld calls", (long long)ticket->id,
				    (long long)ticket->calls);
	if (missed->ended != (a->policy.no_show_places == 0 || ticket->missed) ||
	    (!missed->ended && missed->places > a->policy.no_show_places))
		return model_object(a, AUDIT_TICKET_CHART, "ticket %lld is a no-show against the hall's policy",
				    (long long)ticket->id);
	leave(a, ticket, QUEUE_WINDOW_FREE);
	if (missed->ended)
		return model_end(a, ticket, QUEUE_TICKET_NO_SHOW), true;
	ticket->missed = true;
	ticket->inserted = false;
	ticket->calls = 0;
	if (!step_back(a, ticket, missed->places, a->policy.no_show_places))
		return false;
	ticket->state = QUEUE_TICKET_WAITING; /* the last call counts: it waits since the same entry */
	return true;
}

bool model_ticket_reinstated(struct audit *a, const struct queue_event *event)
{
	struct model_ticket *ticket = ticket_in(a, event->ticket_reinstated.ticket, STATE_BIT(QUEUE_TICKET_NO_SHOW));

	if (ticket == NULL)
		return false;
	model_revive(a, ticket);
	ticket->calls = 0;
	ticket->reinstated_at = a->at;
	return true;
}

bool model_ticket_held(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_held *held = &event->ticket_held;
	const unsigned states = STATE_BIT(QUEUE_TICKET_SERVING) |
				(held->hold != QUEUE_HOLD_WAIT ? STATE_BIT(QUEUE_TICKET_HELD) : 0) |
				(held->hold == QUEUE_HOLD_PUT_BACK ? STATE_BIT(QUEUE_TICKET_CALLED) : 0);
	struct model_ticket *ticket = ticket_at(a, held->ticket, held->window, states);

	if (ticket == NULL || !served_is(a, ticket, held->served_ms))
		return false;
	ticket->served_ms = held->served_ms;
	ticket->serving_since = 0;
	leave(a, ticket, QUEUE_WINDOW_FREE);
	ticket->state = QUEUE_TICKET_HELD;
	if (held->hold == QUEUE_HOLD_WAIT) {
		a->windows[ticket->window].state = QUEUE_WINDOW_WAITING;
		a->windows[ticket->window].ticket = ticket->id;
	} else if (held->hold == QUEUE_HOLD_KEEP) {
		ticket->kept = true;
	} else {
		if (!step_back(a, ticket, held->places, held->places))
			return false;
		queue_again(a, ticket);
	}
	return true;
}

bool model_ticket_resumed(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_resumed *resumed = &event->ticket_resumed;
	struct model_window *window = model_window(a, resumed->window);
	struct model_ticket *ticket = window != NULL ? ticket_in(a, resumed->ticket, STATE_BIT(QUEUE_TICKET_HELD))
						     : NULL;

	if (ticket == NULL)
		return false;
	if (resumed->clerk.n != window->clerk || ticket->clerk != window->clerk)
		return model_object(a, AUDIT_CLERK, "ticket %lld is resumed by a clerk who did not keep it",
				    (long long)ticket->id);
	const bool is_ready = window->ticket == 0 &&
			      (window->state == QUEUE_WINDOW_FREE || window->state == QUEUE_WINDOW_WRAP_UP);
	if (ticket->kept ? !is_ready : window->ticket != ticket->id)
		return model_object(a, AUDIT_WINDOW_CHART, "window %s resumes ticket %lld and is %s", window->id,
				    (long long)ticket->id, queue_window_state_words.words[window->state]);
	ticket->state = QUEUE_TICKET_SERVING;
	ticket->kept = false;
	ticket->window = resumed->window.n;
	ticket->serving_since = a->at;
	window->ticket = ticket->id;
	window->state = QUEUE_WINDOW_SERVING;
	return true;
}

bool model_ticket_released(struct audit *a, const struct queue_event *event)
{
	struct model_ticket *ticket = ticket_in(a, event->ticket_released.ticket, STATE_BIT(QUEUE_TICKET_HELD));

	if (ticket == NULL)
		return false;
	if (!ticket->kept)
		return model_object(a, AUDIT_TICKET_CHART, "ticket %lld is at a window", (long long)ticket->id);
	queue_again(a, ticket);
	return true;
}

/* What belongs to an entry into a queue begins anew. */
static void next_leg(struct audit *a, struct model_ticket *ticket, uint16_t service)
{
	ticket->service = service;
	ticket->missed = ticket->inserted = false;
	ticket->served_ms = 0;
	if (a->policy.transfer_to_end) {
		ticket->order_at = a->at;
		ticket->order_tie = (double)a->seq;
	}
	queue_again(a, ticket);
}

bool model_ticket_transferred(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_transferred *sent = &event->ticket_transferred;
	const unsigned at_window = STATE_BIT(QUEUE_TICKET_CALLED) | STATE_BIT(QUEUE_TICKET_SERVING) |
				   STATE_BIT(QUEUE_TICKET_HELD);
	struct model_ticket *ticket = ticket_at(a, sent->ticket, sent->window, at_window);

	if (ticket == NULL || model_service(a, sent->service) == NULL || !served_is(a, ticket, sent->served_ms))
		return false;
	if (sent->from_service.n != ticket->service)
		return model_object(a, AUDIT_VISIT, "ticket %lld comes from another service", (long long)ticket->id);
	if ((sent->to_window.n != 0 && model_window(a, sent->to_window) == NULL) ||
	    (sent->to_clerk.n != 0 && model_clerk(a, sent->to_clerk) == NULL))
		return false;
	if (sent->clerk.n != a->windows[ticket->window].clerk)
		return model_object(a, AUDIT_CLERK, "a clerk who is not there sends ticket %lld",
				    (long long)ticket->id);
	leave(a, ticket, QUEUE_WINDOW_FREE);
	ticket->back_window = sent->window.n;
	ticket->back_service = sent->from_service.n;
	ticket->come_back = sent->come_back;
	ticket->to_window = sent->to_window.n;
	ticket->to_clerk = sent->to_clerk.n;
	next_leg(a, ticket, sent->service.n);
	return true;
}

/* Back to the sender where that was asked for, else to the next service of the visit. */
bool model_ticket_continued(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_ticket_continued *on = &event->ticket_continued;
	struct model_ticket *ticket = ticket_in(a, on->ticket, STATE_BIT(QUEUE_TICKET_FINISHED));

	if (ticket == NULL)
		return false;
	if (a->goes_on != ticket->id)
		return model_object(a, AUDIT_VISIT, "ticket %lld goes on and had nothing more to do",
				    (long long)ticket->id);
	a->goes_on = 0;
	const uint16_t service = ticket->come_back ? ticket->back_service : ticket->then[0];
	const uint16_t window = ticket->come_back ? ticket->back_window : 0;
	if (on->service.n != service || on->to_window.n != window)
		return model_object(a, AUDIT_VISIT, "ticket %lld goes on to service %u and not %u",
				    (long long)ticket->id, on->service.n, service);
	if (!ticket->come_back) {
		ticket->then_n--;
		memmove(&ticket->then[0], &ticket->then[1], ticket->then_n * sizeof(ticket->then[0]));
	}
	ticket->come_back = false;
	ticket->to_window = window;
	ticket->to_clerk = 0;
	model_revive(a, ticket);
	next_leg(a, ticket, service);
	return true;
}

bool model_ticket_inserted(struct audit *a, const struct queue_event *event)
{
	struct model_ticket *ticket = ticket_in(a, event->ticket_inserted.ticket, STATE_BIT(QUEUE_TICKET_WAITING));

	if (ticket == NULL)
		return false;
	ticket->behind = 0;
	ticket->inserted = true;
	return true;
}

static bool end(struct audit *a, struct queue_ticket_id id, unsigned states, enum queue_ticket_state state)
{
	struct model_ticket *ticket = model_ticket(a, id);

	if (ticket == NULL)
		return false;
	if (model_is_over(ticket))
		return model_object(a, AUDIT_TWO_ENDS, "ticket %lld is %s already", (long long)id.n,
				    state_word(ticket->state));
	if (ticket_in(a, id, states) == NULL)
		return false;
	if (ticket->state != QUEUE_TICKET_WAITING && !ticket->kept)
		leave(a, ticket, QUEUE_WINDOW_FREE);
	model_end(a, ticket, state);
	return true;
}

bool model_ticket_cancelled(struct audit *a, const struct queue_event *event)
{
	return end(a, event->ticket_cancelled.ticket, STATE_BIT(QUEUE_TICKET_WAITING) | STATE_BIT(QUEUE_TICKET_HELD),
		   QUEUE_TICKET_CANCELLED);
}

bool model_ticket_unserved(struct audit *a, const struct queue_event *event)
{
	const struct queue_ticket_id id = event->ticket_unserved.ticket;

	if (model_date(a, a->at) <= a->date || a->rollover == QUEUE_ROLLOVER_CARRY)
		return model_object(a, AUDIT_DAY, "ticket %lld is ended by the end of a day that goes on",
				    (long long)id.n);
	a->ending = true;
	return end(a, id,
		   STATE_BIT(QUEUE_TICKET_WAITING) | STATE_BIT(QUEUE_TICKET_CALLED) | STATE_BIT(QUEUE_TICKET_HELD),
		   QUEUE_TICKET_UNSERVED);
}

bool model_ticket_extended(struct audit *a, const struct queue_event *event)
{
	struct model_ticket *ticket = model_ticket(a, event->ticket_extended.ticket);

	if (ticket == NULL || model_service(a, event->ticket_extended.service) == NULL)
		return false;
	if (model_is_over(ticket) || ticket->then_n == MODEL_THEN_MAX)
		return model_object(a, AUDIT_VISIT, "ticket %lld takes no further service", (long long)ticket->id);
	ticket->then[ticket->then_n++] = event->ticket_extended.service.n;
	return true;
}

bool model_rating_given(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_rating_given *rating = &event->rating_given;
	struct model_ticket *ticket = model_ticket(a, rating->ticket);

	if (ticket == NULL)
		return false;
	if (ticket->finished == 0 || ticket->rated)
		return model_object(a, AUDIT_RATING, "ticket %lld has nothing to rate, or did already",
				    (long long)ticket->id);
	if (rating->level < 1 || rating->level > 5 || rating->window.n != ticket->rate_window ||
	    rating->clerk.n != ticket->rate_clerk || rating->service.n != ticket->rate_service)
		return model_object(a, AUDIT_RATING, "ticket %lld rates what it did not have", (long long)ticket->id);
	ticket->rated = true;
	if (model_rating_level(a, rating->level) > 0) {
		a->bad_ticket = ticket->id;
		a->bad_rating = rating->level;
	}
	return true;
}
