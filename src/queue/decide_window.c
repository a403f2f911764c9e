/* Windows, clerks, services and the configuration while the hall runs (Q3, Q6, Q7, Q8, M4). */
#include "queue/decide_private.h"

#include "base/bug.h"
#include "queue/config_private.h"

void decide_hall_configure(struct decide *d, const struct queue_command *command)
{
	const struct queue_config *config = &command->hall_configure.config;
	struct text what = { 0 };
	const enum queue_refusal why = queue_config_check(d->hall, config, d->arena, &what);

	if (why != REFUSED_NOT)
		return decide_refuse_what(d, why, what);
	decide_emit(d, QUEUE_DID_HALL_CONFIGURED)->hall_configured.config = *config;
}

/* Time passes by queue_due, before every command; the command itself adds nothing. */
void decide_hall_tick(struct decide *d, const struct queue_command *command)
{
	(void)d;
	(void)command;
}

void decide_window_open(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_window_open *args = &command->window_open;
	const struct queue_window *window = decide_window(d, args->window);
	const struct queue_clerk *clerk = window != NULL ? decide_clerk(d, args->clerk) : NULL;

	if (clerk == NULL)
		return;
	if (window->state != QUEUE_WINDOW_CLOSED)
		return decide_refuse(d, REFUSED_WINDOW_OPEN);
	if (clerk->window.n != 0)
		return decide_refuse_what(d, REFUSED_CLERK_ELSEWHERE, d->hall->windows[clerk->window.n].config.name);
	decide_emit(d, QUEUE_DID_WINDOW_OPENED)->window_opened =
		(struct queue_did_window_opened){ .window = args->window, .clerk = args->clerk };
}

/* What a clerk who leaves had kept goes back into its queue: nothing waits for somebody who is gone. */
static void release_kept(struct decide *d, struct queue_clerk_id clerk)
{
	const struct queue_hall *hall = d->hall;

	for (uint32_t slot = hall->held.first; slot != 0; slot = hall->tickets[slot].after)
		if (hall->tickets[slot].clerk.n == clerk.n)
			decide_emit(d, QUEUE_DID_TICKET_RELEASED)->ticket_released.ticket = hall->tickets[slot].id;
}

void decide_window_close(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id id = command->window_close.window;
	const struct queue_window *window = decide_window(d, id);

	if (window == NULL)
		return;
	if (window->state == QUEUE_WINDOW_CLOSED)
		return decide_refuse(d, REFUSED_WINDOW_CLOSED);
	if (window->ticket.n != 0)
		return decide_refuse_what(d, REFUSED_WINDOW_BUSY,
					  text_of(queue_ticket_at(d->hall, window->ticket)->number));
	release_kept(d, window->clerk);
	decide_emit(d, QUEUE_DID_WINDOW_CLOSED)->window_closed =
		(struct queue_did_window_closed){ .window = id, .clerk = window->clerk };
}

/* As when the clerk signs out here and in there: what was kept goes back into its queue. */
void decide_clerk_move(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_clerk_move *args = &command->clerk_move;
	const struct queue_clerk *clerk = decide_clerk(d, args->clerk);
	const struct queue_window *to = clerk != NULL ? decide_window(d, args->window) : NULL;

	if (to == NULL)
		return;
	if (clerk->window.n == 0)
		return decide_refuse(d, REFUSED_CLERK_NOT_IN);
	if (clerk->window.n == args->window.n)
		return decide_refuse(d, REFUSED_CLERK_THERE);
	if (to->state != QUEUE_WINDOW_CLOSED)
		return decide_refuse(d, REFUSED_WINDOW_OPEN);
	const struct queue_ticket *ticket = queue_ticket_at(d->hall, d->hall->windows[clerk->window.n].ticket);
	if (ticket != NULL)
		return decide_refuse_what(d, REFUSED_WINDOW_BUSY, text_of(ticket->number));
	release_kept(d, args->clerk);
	decide_emit(d, QUEUE_DID_WINDOW_CLOSED)->window_closed =
		(struct queue_did_window_closed){ .window = clerk->window, .clerk = args->clerk };
	decide_emit(d, QUEUE_DID_WINDOW_OPENED)->window_opened =
		(struct queue_did_window_opened){ .window = args->window, .clerk = args->clerk };
}

void decide_window_pause(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_window_pause *args = &command->window_pause;

	if (decide_ready_window(d, args->window) != NULL)
		decide_emit(d, QUEUE_DID_WINDOW_PAUSED)->window_paused =
			(struct queue_did_window_paused){ .window = args->window, .reason = args->reason };
}

void decide_window_resume(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id id = command->window_resume.window;
	const struct queue_window *window = decide_window(d, id);

	if (window == NULL)
		return;
	if (window->state == QUEUE_WINDOW_CLOSED)
		return decide_refuse(d, REFUSED_WINDOW_CLOSED);
	if (window->state != QUEUE_WINDOW_PAUSED)
		return decide_refuse(d, REFUSED_WINDOW_NOT_PAUSED);
	decide_emit(d, QUEUE_DID_WINDOW_RESUMED)->window_resumed.window = id;
}

void decide_window_ready(struct decide *d, const struct queue_command *command)
{
	const struct queue_window_id id = command->window_ready.window;
	const struct queue_window *window = decide_open_window(d, id);

	if (window == NULL)
		return;
	if (window->state != QUEUE_WINDOW_WRAP_UP)
		return decide_refuse(d, REFUSED_WINDOW_NOT_WRAPPING);
	decide_emit(d, QUEUE_DID_WINDOW_READIED)->window_readied.window = id;
}

void decide_window_set_services(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_window_set_services *args = &command->window_set_services;

	if (decide_window(d, args->window) == NULL)
		return;
	for (uint32_t i = 0; i < args->services.n; i++)
		if (decide_service(d, args->services.at[i].service) == NULL)
			return;
	decide_emit(d, QUEUE_DID_WINDOW_SERVICES_SET)->window_services_set = (struct queue_did_window_services_set){
		.window = args->window, .services = args->services, .helps = args->helps };
}

void decide_service_pause(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_service_pause *args = &command->service_pause;
	const struct queue_service *service = decide_service(d, args->service);

	if (service == NULL)
		return;
	if (service->paused) {
		decide_refuse_what(d, REFUSED_SERVICE_PAUSED, service->reason);
		d->out.ask = text_copy(d->arena, service->ask);
		return;
	}
	decide_emit(d, QUEUE_DID_SERVICE_PAUSED)->service_paused = (struct queue_did_service_paused){
		.service = args->service, .reason = args->reason, .ask = args->ask };
}

/* Also opens a service again that reached its waiting limit. */
void decide_service_resume(struct decide *d, const struct queue_command *command)
{
	const struct queue_service_id id = command->service_resume.service;
	const struct queue_service *service = decide_service(d, id);

	if (service == NULL)
		return;
	if (!service->paused && !service->full)
		return decide_refuse(d, REFUSED_SERVICE_NOT_PAUSED);
	decide_emit(d, QUEUE_DID_SERVICE_RESUMED)->service_resumed.service = id;
}
