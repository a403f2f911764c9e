/* Calling and serving at a window (Q7, Q8, Q9, Q17). */
#include "queue/decide_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/policy.h"

static void emit_called(struct decide *d, struct queue_window_id at, const struct queue_choice *choice)
{
	const struct queue_ticket *ticket = choice->ticket;
	struct queue_did_ticket_called *called = &decide_emit(d, QUEUE_DID_TICKET_CALLED)->ticket_called;

	*called = (struct queue_did_ticket_called){
		.ticket = ticket->id,
		.window = at,
		.clerk = d->hall->windows[at.n].clerk,
		.service = ticket->service,
		.rule = choice->rule,
		.candidates = choice->candidates,
		.value = choice->value,
		.over = choice->over != NULL ? choice->over->id : (struct queue_ticket_id){ 0 },
		.over_value = choice->over_value,
		.waited_ms = d->now - ticket->queued_at,
	};
	memcpy(called->number, ticket->number, sizeof(called->number));
}

static bool serves_anything(const struct queue_hall *hall, const struct queue_window *window)
{
	for (uint16_t s = 1; s <= hall->service_n; s++)
		if (window->priority[s] > 0)
			return true;
	return window->helps;
}

void decide_ticket_call_next(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id at = command->ticket_call_next.window;
	const struct queue_window *window = decide_ready_window(d, at);

	if (window == NULL)
		return;
	const struct queue_choice choice = queue_choose(d->hall, window, d->now);
	if (choice.ticket != NULL)
		return emit_called(d, at, &choice);
	decide_refuse(d, serves_anything(d->hall, window) ? REFUSED_NOBODY_WAITS : REFUSED_WINDOW_SERVES_NOTHING);
}

void decide_ticket_call(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_call *args = &command->ticket_call;
	const struct queue_window *window = decide_ready_window(d, args->window);

	if (window == NULL)
		return;
	struct queue_ticket *ticket = args->ticket.n != 0 ? queue_ticket_at(d->hall, args->ticket)
							  : queue_ticket_numbered(d->hall, args->number);
	if (ticket == NULL)
		return decide_refuse(d, REFUSED_TICKET_UNKNOWN);
	if (ticket->state != QUEUE_TICKET_WAITING)
		return decide_refuse(d, REFUSED_TICKET_NOT_WAITING);
	if (!queue_may_call(d->hall, window, ticket, d->now))
		return decide_refuse(d, REFUSED_TICKET_NOT_SERVED_HERE);
	const struct queue_choice choice = { .ticket = ticket, .rule = QUEUE_RULE_CHOSEN, .candidates = 1 };
	emit_called(d, args->window, &choice);
}

/* The ticket that a window has called and not yet started; NULL after refusing. */
static const struct queue_ticket *called_ticket(struct decide *d, struct queue_window_id at)
{
	const struct queue_ticket *ticket;

	if (decide_busy_window(d, at, &ticket) == NULL)
		return NULL;
	if (ticket->state == QUEUE_TICKET_CALLED)
		return ticket;
	return decide_refuse(d, REFUSED_TICKET_STARTED), NULL;
}

void decide_ticket_recall(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id at = command->ticket_recall.window;
	const struct queue_ticket *ticket = called_ticket(d, at);

	if (ticket == NULL)
		return;
	struct queue_did_ticket_recalled *recalled = &decide_emit(d, QUEUE_DID_TICKET_RECALLED)->ticket_recalled;
	*recalled =
		(struct queue_did_ticket_recalled){ .ticket = ticket->id, .window = at, .calls = ticket->calls + 1 };
	memcpy(recalled->number, ticket->number, sizeof(recalled->number));
}

void decide_ticket_start(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id at = command->ticket_start.window;
	const struct queue_ticket *ticket = called_ticket(d, at);

	if (ticket != NULL)
		decide_emit(d, QUEUE_DID_TICKET_STARTED)->ticket_started =
			(struct queue_did_ticket_started){ .ticket = ticket->id, .window = at };
}

/* How many go before a ticket that its window puts back: never more than wait there. */
static int64_t places_behind(const struct decide *d, const struct queue_ticket *ticket, int64_t places)
{
	return queue_place_behind(d->hall, &d->hall->windows[ticket->window.n], ticket, places, d->now).n;
}

void decide_ticket_no_show(struct decide *d, const struct queue_command *command)
{
	const struct queue_config_policy *policy = &d->hall->config.policy;
	const struct queue_window_id at = command->ticket_no_show.window;
	const struct queue_ticket *ticket = called_ticket(d, at);

	if (ticket == NULL)
		return;
	const int64_t missing = policy->no_show_recalls + 1 - ticket->calls;
	if (missing > 0)
		return decide_refuse_what(d, REFUSED_RECALL_FIRST, text_printf(d->arena, "%lld", (long long)missing));
	const bool ended = policy->no_show_places == 0 || ticket->missed;
	decide_emit(d, QUEUE_DID_TICKET_MISSED)->ticket_missed = (struct queue_did_ticket_missed){
		.ticket = ticket->id,
		.window = at,
		.clerk = ticket->clerk,
		.ended = ended,
		.places = ended ? 0 : places_behind(d, ticket, policy->no_show_places),
	};
}

static bool is_retired(const struct decide *d, struct queue_service_id service)
{
	return d->hall->services[service.n].config.retired;
}

/* A ticket whose service is done goes on to what is left of its visit. One that was reinstated may have missed that
 * a service was retired: that one is skipped. */
static void emit_next_leg(struct decide *d, const struct queue_ticket *ticket)
{
	struct queue_did_ticket_continued next = { .ticket = ticket->id };

	if (ticket->come_back && !is_retired(d, ticket->back_service)) {
		next.service = ticket->back_service;
		next.to_window = ticket->back_window;
	} else {
		int32_t i = 0;
		while (i < ticket->then_n && is_retired(d, ticket->then[i]))
			i++;
		if (i == ticket->then_n)
			return;
		next.service = ticket->then[i];
	}
	decide_emit(d, QUEUE_DID_TICKET_CONTINUED)->ticket_continued = next;
}

void decide_ticket_finish(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id at = command->ticket_finish.window;
	const struct queue_ticket *ticket;

	if (decide_busy_window(d, at, &ticket) == NULL)
		return;
	if (ticket->state == QUEUE_TICKET_CALLED)
		return decide_refuse(d, REFUSED_TICKET_NOT_STARTED);
	decide_emit(d, QUEUE_DID_TICKET_FINISHED)->ticket_finished = (struct queue_did_ticket_finished){
		.ticket = ticket->id,
		.window = at,
		.clerk = ticket->clerk,
		.service = ticket->service,
		.served_ms = decide_served_ms(d, ticket),
	};
	emit_next_leg(d, ticket);
}

void decide_ticket_hold(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_hold *args = &command->ticket_hold;
	const struct queue_ticket *ticket;

	if (decide_busy_window(d, args->window, &ticket) == NULL)
		return;
	if (ticket->state == QUEUE_TICKET_CALLED && args->kind != QUEUE_HOLD_PUT_BACK)
		return decide_refuse(d, REFUSED_TICKET_NOT_STARTED);
	if (ticket->state == QUEUE_TICKET_HELD && args->kind == QUEUE_HOLD_WAIT)
		return decide_refuse(d, REFUSED_TICKET_NOT_STARTED);
	decide_emit(d, QUEUE_DID_TICKET_HELD)->ticket_held = (struct queue_did_ticket_held){
		.ticket = ticket->id,
		.window = args->window,
		.hold = args->kind,
		.served_ms = decide_served_ms(d, ticket),
		.places = args->kind == QUEUE_HOLD_PUT_BACK ? places_behind(d, ticket, args->places) : 0,
	};
}

static const struct queue_ticket *oldest_kept_by(const struct queue_hall *hall, struct queue_clerk_id clerk)
{
	for (uint32_t slot = hall->held.first; slot != 0; slot = hall->tickets[slot].after)
		if (hall->tickets[slot].clerk.n == clerk.n)
			return &hall->tickets[slot];
	return NULL;
}

/* A kept ticket that `window` may go on with; NULL after refusing. */
static const struct queue_ticket *kept_ticket(struct decide *d, const struct queue_window *window,
					      struct queue_ticket_id named)
{
	const struct queue_ticket *ticket = named.n != 0 ? decide_ticket(d, named)
							 : oldest_kept_by(d->hall, window->clerk);

	if (ticket == NULL)
		return named.n != 0 ? NULL : (decide_refuse(d, REFUSED_TICKET_NOT_HELD), NULL);
	if (ticket->state != QUEUE_TICKET_HELD)
		return decide_refuse(d, REFUSED_TICKET_NOT_HELD), NULL;
	if (ticket->clerk.n != window->clerk.n)
		return decide_refuse_what(d, REFUSED_TICKET_HELD_ELSEWHERE,
					  d->hall->clerks[ticket->clerk.n].config.name),
		       NULL;
	return ticket;
}

void decide_ticket_resume(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_resume *args = &command->ticket_resume;
	const struct queue_window *window = decide_open_window(d, args->window);
	const struct queue_ticket *ticket;

	if (window == NULL)
		return;
	if (window->state == QUEUE_WINDOW_WAITING && (args->ticket.n == 0 || args->ticket.n == window->ticket.n)) {
		ticket = queue_ticket_at(d->hall, window->ticket);
	} else {
		window = decide_ready_window(d, args->window);
		ticket = window != NULL ? kept_ticket(d, window, args->ticket) : NULL;
	}
	if (ticket != NULL)
		decide_emit(d, QUEUE_DID_TICKET_RESUMED)->ticket_resumed = (struct queue_did_ticket_resumed){
			.ticket = ticket->id, .window = args->window, .clerk = window->clerk
		};
}

/* False after refusing: the target must be one, be known, be elsewhere, and be manned. */
static bool target_is_good(struct decide *d, const struct queue_do_ticket_transfer *args,
			   const struct queue_window *window, const struct queue_ticket *ticket)
{
	const int named = (args->to_service.n != 0) + (args->to_window.n != 0) + (args->to_clerk.n != 0);

	if (named != 1)
		return decide_refuse(d, named == 0 ? REFUSED_TRANSFER_TO_NOWHERE : REFUSED_TRANSFER_TO_MANY), false;
	if (args->to_service.n != 0) {
		if (decide_service(d, args->to_service) == NULL)
			return false;
		if (args->to_service.n == ticket->service.n)
			return decide_refuse(d, REFUSED_TRANSFER_TO_SELF), false;
		return true;
	}
	if (args->to_window.n != 0) {
		const struct queue_window *to = decide_window(d, args->to_window);
		if (to == NULL)
			return false;
		if (to == window)
			return decide_refuse(d, REFUSED_TRANSFER_TO_SELF), false;
		if (to->state == QUEUE_WINDOW_CLOSED)
			return decide_refuse_what(d, REFUSED_TRANSFER_TARGET_AWAY, to->config.name), false;
		return true;
	}
	const struct queue_clerk *to = decide_clerk(d, args->to_clerk);
	if (to == NULL)
		return false;
	if (args->to_clerk.n == window->clerk.n)
		return decide_refuse(d, REFUSED_TRANSFER_TO_SELF), false;
	if (to->window.n == 0)
		return decide_refuse_what(d, REFUSED_TRANSFER_TARGET_AWAY, to->config.name), false;
	return true;
}

void decide_ticket_transfer(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_transfer *args = &command->ticket_transfer;
	const struct queue_ticket *ticket;
	const struct queue_window *window = decide_busy_window(d, args->window, &ticket);

	if (window == NULL || !target_is_good(d, args, window, ticket))
		return;
	decide_emit(d, QUEUE_DID_TICKET_TRANSFERRED)->ticket_transferred = (struct queue_did_ticket_transferred){
		.ticket = ticket->id,
		.window = args->window,
		.clerk = window->clerk,
		.from_service = ticket->service,
		.service = args->to_service.n != 0 ? args->to_service : ticket->service,
		.to_window = args->to_window,
		.to_clerk = args->to_clerk,
		.come_back = args->come_back,
		.served_ms = decide_served_ms(d, ticket),
	};
}

void decide_ticket_transfer_back(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id at = command->ticket_transfer_back.window;
	const struct queue_ticket *ticket;
	const struct queue_window *window = decide_busy_window(d, at, &ticket);

	if (window == NULL)
		return;
	if (ticket->back_window.n == 0 || ticket->back_window.n == at.n)
		return decide_refuse(d, REFUSED_TICKET_FROM_NOBODY);
	if (decide_service(d, ticket->back_service) == NULL)
		return;
	decide_emit(d, QUEUE_DID_TICKET_TRANSFERRED)->ticket_transferred = (struct queue_did_ticket_transferred){
		.ticket = ticket->id,
		.window = at,
		.clerk = window->clerk,
		.from_service = ticket->service,
		.service = ticket->back_service,
		.to_window = ticket->back_window,
		.served_ms = decide_served_ms(d, ticket),
	};
}
