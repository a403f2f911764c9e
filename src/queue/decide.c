/* From a command to events or a refusal: the table of commands, and what all of them share (Q1-Q9).
 *
 * Deciding never changes the hall. A command that is refused has no event; one that is accepted has at
 * least one, but for hall.tick. */
#include "queue/decide_private.h"

#include "base/bug.h"

enum { EVENTS_AT_FIRST = 4 };

static decide_command *const commands[QUEUE_COMMAND_COUNT + 1] = {
	[QUEUE_DO_HALL_CONFIGURE] = decide_hall_configure,
	[QUEUE_DO_HALL_TICK] = decide_hall_tick,
	[QUEUE_DO_TICKET_TAKE] = decide_ticket_take,
	[QUEUE_DO_TICKET_CALL_NEXT] = decide_ticket_call_next,
	[QUEUE_DO_TICKET_CALL] = decide_ticket_call,
	[QUEUE_DO_TICKET_RECALL] = decide_ticket_recall,
	[QUEUE_DO_TICKET_START] = decide_ticket_start,
	[QUEUE_DO_TICKET_FINISH] = decide_ticket_finish,
	[QUEUE_DO_TICKET_NO_SHOW] = decide_ticket_no_show,
	[QUEUE_DO_TICKET_REINSTATE] = decide_ticket_reinstate,
	[QUEUE_DO_TICKET_HOLD] = decide_ticket_hold,
	[QUEUE_DO_TICKET_RESUME] = decide_ticket_resume,
	[QUEUE_DO_TICKET_TRANSFER] = decide_ticket_transfer,
	[QUEUE_DO_TICKET_TRANSFER_BACK] = decide_ticket_transfer_back,
	[QUEUE_DO_TICKET_INSERT_AHEAD] = decide_ticket_insert_ahead,
	[QUEUE_DO_TICKET_CANCEL] = decide_ticket_cancel,
	[QUEUE_DO_TICKET_ADD_SERVICE] = decide_ticket_add_service,
	[QUEUE_DO_WINDOW_OPEN] = decide_window_open,
	[QUEUE_DO_WINDOW_CLOSE] = decide_window_close,
	[QUEUE_DO_WINDOW_PAUSE] = decide_window_pause,
	[QUEUE_DO_WINDOW_RESUME] = decide_window_resume,
	[QUEUE_DO_WINDOW_READY] = decide_window_ready,
	[QUEUE_DO_WINDOW_SET_SERVICES] = decide_window_set_services,
	[QUEUE_DO_SERVICE_PAUSE] = decide_service_pause,
	[QUEUE_DO_SERVICE_RESUME] = decide_service_resume,
	[QUEUE_DO_RATING_GIVE] = decide_rating_give,
	[QUEUE_DO_APPOINTMENT_BOOK] = decide_appointment_book,
	[QUEUE_DO_APPOINTMENT_MOVE] = decide_appointment_move,
	[QUEUE_DO_APPOINTMENT_CANCEL] = decide_appointment_cancel,
	[QUEUE_DO_APPOINTMENT_REDEEM] = decide_appointment_redeem,
	[QUEUE_DO_CLERK_MOVE] = decide_clerk_move,
	[QUEUE_DO_DEVICE_REPORT] = decide_device_report,
	[QUEUE_DO_DEVICE_PAUSE] = decide_device_pause,
	[QUEUE_DO_DEVICE_RESUME] = decide_device_resume,
	[QUEUE_DO_HELP_CALL] = decide_help_call,
	[QUEUE_DO_ALERT_ACKNOWLEDGE] = decide_alert_acknowledge,
	[QUEUE_DO_ALERT_ESCALATE] = decide_alert_escalate,
	[QUEUE_DO_ALERT_CLOSE] = decide_alert_close,
};

struct queue_event *decide_emit(struct decide *d, enum queue_event_kind kind)
{
	struct queue_decision *out = &d->out;

	ASSERT(out->refusal == REFUSED_NOT);
	ASSERT(out->n < QUEUE_EVENTS_MAX);
	if (out->n == out->size) {
		const uint32_t size = out->size == 0 ? EVENTS_AT_FIRST : out->size * 2;
		struct queue_event *events = ARENA_ARRAY(d->arena, size, struct queue_event);
		for (uint32_t i = 0; i < out->n; i++)
			events[i] = out->events[i];
		out->events = events;
		out->size = size;
	}
	struct queue_event *event = &out->events[out->n];
	*event = (struct queue_event){ .seq = d->hall->seq + 1 + out->n, .at = d->now, .kind = kind };
	out->n++;
	return event;
}

void decide_refuse_what(struct decide *d, enum queue_refusal refusal, struct text what)
{
	ASSERT(refusal != REFUSED_NOT);
	ASSERT(d->out.n == 0);
	d->out.refusal = refusal;
	d->out.what = text_copy(d->arena, what);
}

void decide_refuse(struct decide *d, enum queue_refusal refusal)
{
	decide_refuse_what(d, refusal, text_of(NULL));
}

const struct queue_service *decide_service(struct decide *d, struct queue_service_id id)
{
	const struct queue_service *service = queue_service_at(d->hall, id);

	if (service != NULL && !service->config.retired)
		return service;
	decide_refuse(d, REFUSED_SERVICE_UNKNOWN);
	return NULL;
}

const struct queue_window *decide_window(struct decide *d, struct queue_window_id id)
{
	const struct queue_window *window = queue_window_at(d->hall, id);

	if (window != NULL && !window->config.retired)
		return window;
	decide_refuse(d, REFUSED_WINDOW_UNKNOWN);
	return NULL;
}

const struct queue_clerk *decide_clerk(struct decide *d, struct queue_clerk_id id)
{
	const struct queue_clerk *clerk = queue_clerk_at(d->hall, id);

	if (clerk != NULL && !clerk->config.retired)
		return clerk;
	decide_refuse(d, REFUSED_CLERK_UNKNOWN);
	return NULL;
}

const struct queue_ticket *decide_ticket(struct decide *d, struct queue_ticket_id id)
{
	const struct queue_ticket *ticket = queue_ticket_at(d->hall, id);

	if (ticket == NULL)
		decide_refuse(d, REFUSED_TICKET_UNKNOWN);
	return ticket;
}

bool decide_class(struct decide *d, struct queue_class_id named, struct queue_class_id *ret)
{
	*ret = named.n == 0 ? d->hall->usual_class : named;
	const struct queue_class *class_ = queue_class_at(d->hall, *ret);
	if (class_ != NULL && (!class_->config.retired || named.n == 0))
		return true;
	decide_refuse(d, REFUSED_CLASS_UNKNOWN);
	return false;
}

const struct queue_window *decide_open_window(struct decide *d, struct queue_window_id id)
{
	const struct queue_window *window = decide_window(d, id);

	if (window == NULL)
		return NULL;
	if (window->state == QUEUE_WINDOW_CLOSED)
		return decide_refuse(d, REFUSED_WINDOW_CLOSED), NULL;
	if (window->state == QUEUE_WINDOW_PAUSED)
		return decide_refuse(d, REFUSED_WINDOW_PAUSED), NULL;
	return window;
}

const struct queue_window *decide_ready_window(struct decide *d, struct queue_window_id id)
{
	const struct queue_window *window = decide_open_window(d, id);

	if (window == NULL || window->ticket.n == 0)
		return window;
	const struct queue_ticket *ticket = queue_ticket_at(d->hall, window->ticket);
	return decide_refuse_what(d, REFUSED_WINDOW_BUSY, text_of(ticket->number)), NULL;
}

const struct queue_window *decide_busy_window(struct decide *d, struct queue_window_id id,
					      const struct queue_ticket **ret_ticket)
{
	const struct queue_window *window = decide_open_window(d, id);

	if (window == NULL)
		return NULL;
	if (window->ticket.n == 0)
		return decide_refuse(d, REFUSED_WINDOW_IDLE), NULL;
	*ret_ticket = queue_ticket_at(d->hall, window->ticket);
	ASSERT(*ret_ticket != NULL);
	return window;
}

int64_t decide_served_ms(const struct decide *d, const struct queue_ticket *ticket)
{
	return ticket->served_ms + (ticket->serving_since > 0 ? d->now - ticket->serving_since : 0);
}

static struct decide decide_begin(const struct queue_hall *hall, int64_t now_ms, struct arena *arena)
{
	return (struct decide){ .hall = hall, .now = now_ms > hall->at ? now_ms : hall->at, .arena = arena };
}

struct queue_decision queue_decide(const struct queue_hall *hall, const struct queue_command *command, int64_t now_ms,
				   uint64_t seed, struct arena *arena)
{
	struct decide d = decide_begin(hall, now_ms, arena);

	ASSERT(command->kind >= 1 && command->kind <= QUEUE_COMMAND_COUNT);
	d.seed = seed;
	if (!hall->configured && command->kind != QUEUE_DO_HALL_CONFIGURE && command->kind != QUEUE_DO_HALL_TICK)
		decide_refuse(&d, REFUSED_HALL_NOT_CONFIGURED);
	else
		commands[command->kind](&d, command);
	return d.out;
}

/* Put more events behind those of `all`; mostly there are none yet. */
static void append(struct queue_decision *all, const struct queue_decision *more, struct arena *arena)
{
	const uint32_t n = all->n + more->n;

	if (all->n == 0) {
		*all = *more;
		return;
	}
	if (n > all->size) {
		struct queue_event *events = ARENA_ARRAY(arena, n, struct queue_event);
		for (uint32_t i = 0; i < all->n; i++)
			events[i] = all->events[i];
		all->events = events;
		all->size = n;
	}
	for (uint32_t i = 0; i < more->n; i++)
		all->events[all->n++] = more->events[i];
}

static void happen(struct queue_hall *hall, const struct queue_decision *decision, struct queue_decision *all,
		   struct arena *arena)
{
	for (uint32_t i = 0; i < decision->n; i++)
		queue_apply(hall, &decision->events[i]);
	append(all, decision, arena);
}

/* Round by round, for what one brings may make the next. */
static void pass_time(struct queue_hall *hall, int64_t now_ms, struct queue_decision *all, struct arena *arena)
{
	struct queue_decision due = queue_due(hall, now_ms, arena);

	for (int round = 0; due.n > 0; round++) {
		ASSERT(round < QUEUE_DUE_ROUNDS_MAX);
		happen(hall, &due, all, arena);
		due = queue_due(hall, now_ms, arena);
	}
}

struct queue_decision queue_step(struct queue_hall *hall, const struct queue_command *command, int64_t now_ms,
				 uint64_t seed, struct arena *arena)
{
	struct queue_decision all = { 0 };

	pass_time(hall, now_ms, &all, arena);
	const struct queue_decision decided = queue_decide(hall, command, now_ms, seed, arena);
	happen(hall, &decided, &all, arena);
	/* Of what time brings, alerts alone follow from a command. */
	if (decided.refusal == REFUSED_NOT && queue_alerts_due_at(hall) <= hall->at)
		pass_time(hall, now_ms, &all, arena);
	all.refusal = decided.refusal;
	all.what = decided.what;
	all.ask = decided.ask;
	return all;
}
