/* Taking tickets, and what happens to a ticket away from windows (Q1, Q3, Q5, Q6, Q7, Q14, Q17). */
#include "queue/decide_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/calendar.h"
#include "queue/limit.h"
#include "queue/line_private.h"
#include "queue/numbering_private.h"
#include "queue/policy.h"

/* Why a hall gives no ticket for `service` now, or REFUSED_NOT. */
static enum queue_refusal closed_for(const struct decide *d, const struct queue_service *service, bool has_right)
{
	if (!queue_is_open(d->hall, d->now))
		return REFUSED_HALL_CLOSED;
	if (service->paused)
		return REFUSED_SERVICE_PAUSED;
	const enum queue_refusal limit = queue_limit(d->hall, service);
	return has_right && limit != REFUSED_HALL_CROWDED ? REFUSED_NOT : limit;
}

static void refuse_take(struct decide *d, enum queue_refusal why, const struct queue_service *service)
{
	if (why == REFUSED_HALL_CLOSED)
		return decide_refuse_what(d, why, queue_hours_text(d->hall, queue_date(d->hall, d->now), d->arena));
	if (why != REFUSED_SERVICE_PAUSED)
		return decide_refuse(d, why);
	decide_refuse_what(d, why, service->reason);
	d->out.ask = text_copy(d->arena, service->ask);
}

/* A visit bears the id of its first ticket; none is a new one. */
static bool is_visit(const struct queue_hall *hall, struct queue_visit_id id)
{
	const struct queue_ticket *first = queue_ticket_at(hall, (struct queue_ticket_id){ id.n });

	return id.n == 0 || (first != NULL && first->visit.n == id.n);
}

void decide_take_ticket(struct decide *d, const struct decide_take *take)
{
	const struct queue_service *service = decide_service(d, take->service);
	struct queue_class_id class_;
	int64_t serial;
	char number[QUEUE_NUMBER_MAX + 1];

	const struct queue_device *kiosk = queue_device_at(d->hall, take->device);

	if (service == NULL || !decide_class(d, take->class_, &class_))
		return;
	if (kiosk != NULL && kiosk->paused)
		return decide_refuse_what(d, REFUSED_DEVICE_PAUSED, kiosk->reason);
	for (uint32_t i = 0; i < take->then.n; i++)
		if (decide_service(d, take->then.at[i]) == NULL)
			return;
	const enum queue_refusal why = closed_for(d, service, take->has_right);
	if (why != REFUSED_NOT)
		return refuse_take(d, why, service);
	if (!is_visit(d->hall, take->visit))
		return decide_refuse(d, REFUSED_VISIT_UNKNOWN);
	if (!queue_number_next(d->hall, service, &serial, number))
		return decide_refuse(d, REFUSED_NUMBERS_EXHAUSTED);

	struct queue_event *event = decide_emit(d, QUEUE_DID_TICKET_TAKEN);
	struct queue_did_ticket_taken *taken = &event->ticket_taken;
	*taken = (struct queue_did_ticket_taken){
		.ticket = { event->seq },
		.serial = serial,
		.service = take->service,
		.class_ = class_,
		.ahead = queue_ahead_of(d->hall,
					&(struct queue_ticket){ .service = take->service,
								.class_ = class_,
								.appointment = take->appointment,
								.order_at = d->now,
								.order_seq = INT64_MAX },
					d->now),
		.visit = { take->visit.n != 0 ? take->visit.n : event->seq },
		.channel = take->channel != 0 ? take->channel : QUEUE_CHANNEL_API,
		.customer = take->customer,
		.token = take->token,
		.appointment = take->appointment,
		.then = { take->then.at, take->then.n },
	};
	memcpy(taken->number, number, sizeof(number));
	text_fill(taken->device, sizeof(taken->device), text_of(take->device));
}

void decide_ticket_take(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_take *args = &command->ticket_take;

	decide_take_ticket(d, &(struct decide_take){ .service = args->service,
						     .class_ = args->class_,
						     .visit = args->visit,
						     .channel = args->channel,
						     .customer = args->customer,
						     .token = args->token,
						     .then = args->then,
						     .device = args->device });
}

void decide_ticket_cancel(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_cancel *args = &command->ticket_cancel;
	const struct queue_ticket *ticket = decide_ticket(d, args->ticket);

	if (ticket == NULL)
		return;
	if (queue_is_over(ticket))
		return decide_refuse(d, REFUSED_TICKET_OVER);
	if (ticket->state != QUEUE_TICKET_WAITING && ticket->state != QUEUE_TICKET_HELD)
		return decide_refuse(d, REFUSED_TICKET_NOT_WAITING);
	decide_emit(d, QUEUE_DID_TICKET_CANCELLED)->ticket_cancelled = (struct queue_did_ticket_cancelled){
		.ticket = args->ticket, .by = args->by != 0 ? args->by : QUEUE_LEAVE_CUSTOMER
	};
}

void decide_ticket_reinstate(struct decide *d, const struct queue_command *command)
{
	const struct queue_ticket_id id = command->ticket_reinstate.ticket;
	const struct queue_ticket *ticket = decide_ticket(d, id);

	if (ticket == NULL)
		return;
	if (ticket->state != QUEUE_TICKET_NO_SHOW)
		return decide_refuse(d, REFUSED_TICKET_NOT_MISSED);
	if (decide_service(d, ticket->service) == NULL)
		return;
	decide_emit(d, QUEUE_DID_TICKET_REINSTATED)->ticket_reinstated.ticket = id;
}

void decide_ticket_insert_ahead(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_insert_ahead *args = &command->ticket_insert_ahead;
	const struct queue_ticket *ticket = decide_ticket(d, args->ticket);

	if (ticket == NULL)
		return;
	if (ticket->state != QUEUE_TICKET_WAITING)
		return decide_refuse(d, REFUSED_TICKET_NOT_WAITING);
	decide_emit(d, QUEUE_DID_TICKET_INSERTED)->ticket_inserted =
		(struct queue_did_ticket_inserted){ .ticket = args->ticket, .reason = args->reason };
}

void decide_ticket_add_service(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_ticket_add_service *args = &command->ticket_add_service;
	const struct queue_ticket *ticket = decide_ticket(d, args->ticket);

	if (ticket == NULL || decide_service(d, args->service) == NULL)
		return;
	if (queue_is_over(ticket))
		return decide_refuse(d, REFUSED_TICKET_OVER);
	if (ticket->then_n == QUEUE_THEN_MAX)
		return decide_refuse(d, REFUSED_VISIT_FULL);
	decide_emit(d, QUEUE_DID_TICKET_EXTENDED)->ticket_extended =
		(struct queue_did_ticket_extended){ .ticket = args->ticket, .service = args->service };
}

/* A hall that configured no levels takes all five. */
static bool is_offered(const struct queue_config *config, int64_t level)
{
	for (uint32_t i = 0; i < config->ratings.n; i++)
		if (config->ratings.at[i].level == level)
			return true;
	return config->ratings.n == 0;
}

void decide_rating_give(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_rating_give *args = &command->rating_give;
	const struct queue_ticket *ticket = decide_ticket(d, args->ticket);

	if (ticket == NULL)
		return;
	if (ticket->finished == 0)
		return decide_refuse(d, REFUSED_NOTHING_TO_RATE);
	if (ticket->rated)
		return decide_refuse(d, REFUSED_ALREADY_RATED);
	if (!is_offered(&d->hall->config, args->level))
		return decide_refuse(d, REFUSED_LEVEL_NOT_OFFERED);
	const struct queue_did_rating_given given = {
		.ticket = args->ticket,
		.level = args->level,
		.comment = args->comment,
		.window = ticket->rate_window,
		.clerk = ticket->rate_clerk,
		.service = ticket->rate_service,
	};
	decide_emit(d, QUEUE_DID_RATING_GIVEN)->rating_given = given;
	d->out.events[0].rating_given.alert = decide_rating_alert(d, &given);
}
