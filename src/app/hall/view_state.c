/* The hall as it stands, for boards, pads, callers and monitors (Q7, Q12, Q14, M1).
 *
 * What was retired is shown as long as it is still in use: a service while tickets wait for it, a window
 * until it closes. */
#include "app/hall/views.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "queue/alert.h"
#include "queue/calendar.h"
#include "view_contract.h"

/* A pad asks for a rating so long after the service: then the customer has left, and another stands there. */
enum { RATE_WITHIN_MIN = 10 };

struct scene {
	const struct queue_hall *hall;
	struct arena *arena;
	int64_t now_ms;
	const struct queue_ticket **finished; /* finished[window.n]: whose service ended there last, or NULL */
};

static struct text service_id(const struct queue_hall *hall, struct queue_service_id id)
{
	const struct queue_service *service = queue_service_at(hall, id);

	return text_of(service != NULL ? service->config.id : NULL);
}

static struct text window_id(const struct queue_hall *hall, struct queue_window_id id)
{
	const struct queue_window *window = queue_window_at(hall, id);

	return text_of(window != NULL ? window->config.id : NULL);
}

static struct text clerk_id(const struct queue_hall *hall, struct queue_clerk_id id)
{
	const struct queue_clerk *clerk = queue_clerk_at(hall, id);

	return text_of(clerk != NULL ? clerk->config.id : NULL);
}

static struct text class_id(const struct queue_hall *hall, struct queue_class_id id)
{
	const struct queue_class *class = queue_class_at(hall, id);

	return text_of(class != NULL ? class->config.id : NULL);
}

static struct view_list_record_service services(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_service list = {
		ARENA_ARRAY(scene->arena, hall->service_n, struct view_service), 0
	};

	for (uint16_t s = 1; s <= hall->service_n; s++) {
		const struct queue_service *service = &hall->services[s];
		if (service->config.retired && service->line.n == 0)
			continue;
		list.at[list.n++] = (struct view_service){
			.id = text_of(service->config.id),
			.name = service->config.name,
			.name_en = service->config.name_en,
			.prefix = text_of(service->config.prefix),
			.paused = service->paused,
			.reason = service->reason,
			.ask = service->ask,
			.waiting = service->line.n,
			.given = service->given,
		};
	}
	return list;
}

/* The services that a window serves, in the order of their priority there, and those priorities. */
static struct view_list_text served(const struct scene *scene, const struct queue_window *window,
				    struct view_list_int *ret_priorities)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_text list = { ARENA_ARRAY(scene->arena, hall->service_n, struct text), 0 };
	int last = 0;

	*ret_priorities = (struct view_list_int){ ARENA_ARRAY(scene->arena, hall->service_n, int64_t), 0 };

	for (;;) {
		int next = INT32_MAX;
		for (uint16_t s = 1; s <= hall->service_n; s++) {
			const int priority = window->priority[s];
			if (priority > last && priority < next)
				next = priority;
		}
		if (next == INT32_MAX)
			return list;
		for (uint16_t s = 1; s <= hall->service_n; s++)
			if (window->priority[s] == next) {
				list.at[list.n++] = text_of(hall->services[s].config.id);
				ret_priorities->at[ret_priorities->n++] = next;
			}
		last = next;
	}
}

static void show_ticket_at(const struct scene *scene, const struct queue_ticket *ticket,
			   struct view_window *view)
{
	view->ticket = ticket->id.n;
	view->number = text_of(ticket->number);
	view->service = service_id(scene->hall, ticket->service);
	view->class_ = class_id(scene->hall, ticket->class_);
	view->customer = ticket->customer;
	view->calls = ticket->calls;
	view->can_return = ticket->back_window.n != 0 && ticket->back_window.n != ticket->window.n;
	view->then.at = ARENA_ARRAY(scene->arena, (size_t)ticket->then_n, struct text);
	for (int32_t i = 0; i < ticket->then_n; i++)
		view->then.at[view->then.n++] = service_id(scene->hall, ticket->then[i]);
}

/* When the last service of a ticket ended. One whose visit goes on entered its next queue at that time. */
static int64_t ended_at(const struct queue_ticket *ticket)
{
	return ticket->finished_at != 0 ? ticket->finished_at : ticket->queued_at;
}

static void note_finished(const struct scene *scene, const struct queue_ticket *ticket)
{
	const struct queue_ticket **place = &scene->finished[ticket->rate_window.n];

	if (ticket->finished > 0 && ended_at(ticket) >= scene->now_ms - RATE_WITHIN_MIN * CIVIL_MS_PER_MINUTE &&
	    (*place == NULL || ended_at(*place) < ended_at(ticket)))
		*place = ticket;
}

static void note_line(const struct scene *scene, const struct queue_line *line)
{
	for (uint32_t slot = line->first; slot != 0; slot = scene->hall->tickets[slot].after)
		note_finished(scene, &scene->hall->tickets[slot]);
}

/* Which service ended last at each window: among the tickets that are over, newest first until they are too old, and
 * among those whose visit goes on. */
static void find_finished(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	const int64_t oldest = scene->now_ms - RATE_WITHIN_MIN * CIVIL_MS_PER_MINUTE;

	for (uint32_t slot = hall->done.last; slot != 0; slot = hall->tickets[slot].before) {
		if (hall->tickets[slot].finished_at < oldest)
			break;
		note_finished(scene, &hall->tickets[slot]);
	}
	for (uint16_t s = 1; s <= hall->service_n; s++)
		note_line(scene, &hall->services[s].line);
	note_line(scene, &hall->held);
	for (uint16_t w = 1; w <= hall->window_n; w++) {
		const struct queue_ticket *ticket = queue_ticket_at(hall, hall->windows[w].ticket);
		if (ticket != NULL)
			note_finished(scene, ticket);
	}
}

static void show_finished(const struct queue_ticket *ticket, struct view_window *view)
{
	view->finished = ticket->id.n;
	view->finished_number = text_of(ticket->number);
	view->finished_at = ended_at(ticket);
	view->rated = ticket->rated;
}

/* The zone that a window stands in: the first unless it says another, none in a hall that has no zones. */
static struct text window_zone(const struct queue_hall *hall, const struct queue_window *window)
{
	if (window->config.zone[0] != '\0' || hall->config.zones.n == 0)
		return text_of(window->config.zone);
	return text_of(hall->config.zones.at[0].id);
}

static struct view_list_record_window windows(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_window list = { ARENA_ARRAY(scene->arena, hall->window_n, struct view_window),
						0 };

	for (uint16_t w = 1; w <= hall->window_n; w++) {
		const struct queue_window *window = &hall->windows[w];
		const struct queue_clerk *clerk = queue_clerk_at(hall, window->clerk);
		const struct queue_ticket *ticket = queue_ticket_at(hall, window->ticket);
		if (window->config.retired && window->state == QUEUE_WINDOW_CLOSED)
			continue;
		struct view_window *view = &list.at[list.n++];
		*view = (struct view_window){
			.id = text_of(window->config.id),
			.name = window->config.name,
			.name_en = window->config.name_en,
			.state = window->state,
			.reason = window->reason,
			.since = window->since,
			.helps = window->helps,
			.zone = window_zone(hall, window),
		};
		view->services = served(scene, window, &view->priorities);
		if (clerk != NULL) {
			view->clerk = text_of(clerk->config.id);
			view->clerk_name = clerk->config.name;
		}
		if (ticket != NULL)
			show_ticket_at(scene, ticket, view);
		if (scene->finished[w] != NULL)
			show_finished(scene->finished[w], view);
	}
	return list;
}

static int by_entry(const void *left, const void *right)
{
	const struct queue_ticket *a = *(const struct queue_ticket *const *)left;
	const struct queue_ticket *b = *(const struct queue_ticket *const *)right;

	if (a->queued_at != b->queued_at)
		return a->queued_at < b->queued_at ? -1 : 1;
	return a->id.n < b->id.n ? -1 : a->id.n > b->id.n;
}

static struct view_waiting waiting_one(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	return (struct view_waiting){
		.ticket = ticket->id.n,
		.number = text_of(ticket->number),
		.service = service_id(hall, ticket->service),
		.class_ = class_id(hall, ticket->class_),
		.since = ticket->queued_at,
		.taken = ticket->taken_at,
		.customer = ticket->customer,
		.ahead = ticket->ahead,
		.missed = ticket->missed,
		.reason = ticket->ahead ? ticket->reason : text_of(NULL),
		.window = window_id(hall, ticket->to_window),
		.clerk = clerk_id(hall, ticket->to_clerk),
		.appointment = ticket->appointment.n,
	};
}

static struct view_list_record_waiting waiting(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	const struct queue_ticket **all = ARENA_ARRAY(scene->arena, hall->waiting,
						      const struct queue_ticket *);
	struct view_list_record_waiting list = { 0 };
	uint32_t n = 0;

	for (uint16_t s = 1; s <= hall->service_n; s++)
		for (uint32_t slot = hall->services[s].line.first; slot != 0;
		     slot = hall->tickets[slot].after) {
			ASSERT(n < hall->waiting);
			all[n++] = &hall->tickets[slot];
		}
	qsort(all, n, sizeof(all[0]), by_entry);
	list.n = n < VIEW_WAITING_MAX ? n : VIEW_WAITING_MAX;
	list.at = ARENA_ARRAY(scene->arena, list.n, struct view_waiting);
	for (uint32_t i = 0; i < list.n; i++)
		list.at[i] = waiting_one(hall, all[i]);
	return list;
}

static struct view_list_record_held held(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_held list = { ARENA_ARRAY(scene->arena, hall->held.n, struct view_held), 0 };

	for (uint32_t slot = hall->held.first; slot != 0; slot = hall->tickets[slot].after) {
		const struct queue_ticket *ticket = &hall->tickets[slot];
		list.at[list.n++] = (struct view_held){
			.ticket = ticket->id.n,
			.number = text_of(ticket->number),
			.service = service_id(hall, ticket->service),
			.window = window_id(hall, ticket->window),
			.clerk = clerk_id(hall, ticket->clerk),
			.since = ticket->held_at,
		};
	}
	return list;
}

static struct view_list_record_call calls(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_call list = { ARENA_ARRAY(scene->arena, hall->call_n, struct view_call), 0 };

	for (uint32_t i = 0; i < hall->call_n; i++) {
		const struct queue_call *call = &hall->calls[i];
		const struct queue_window *window = queue_window_at(hall, call->window);
		ASSERT(window != NULL);
		list.at[list.n++] = (struct view_call){
			.ticket = call->ticket.n,
			.number = text_of(call->number),
			.window = text_of(window->config.id),
			.window_name = window->config.name,
			.window_name_en = window->config.name_en,
			.at = call->at,
			.calls = call->calls,
		};
	}
	return list;
}

static struct view_list_record_clerk clerks(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_clerk list = { ARENA_ARRAY(scene->arena, hall->clerk_n, struct view_clerk),
					       0 };

	for (uint16_t c = 1; c <= hall->clerk_n; c++) {
		const struct queue_clerk *clerk = &hall->clerks[c];
		if (clerk->config.retired && clerk->window.n == 0)
			continue;
		list.at[list.n++] = (struct view_clerk){
			.id = text_of(clerk->config.id),
			.name = clerk->config.name,
			.window = window_id(hall, clerk->window),
		};
	}
	return list;
}

static struct view_list_record_class classes(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_class list = { ARENA_ARRAY(scene->arena, hall->class_n, struct view_class),
					       0 };

	for (uint16_t c = 1; c <= hall->class_n; c++) {
		const struct queue_config_class *class = &hall->classes[c].config;
		if (!class->retired)
			list.at[list.n++] = (struct view_class){ .id = text_of(class->id),
								 .name = class->name,
								 .name_en = class->name_en,
								 .rank = class->rank,
								 .usual = c == hall->usual_class.n };
	}
	return list;
}

static struct view_list_record_alert alerts(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_alert list = { ARENA_ARRAY(scene->arena, hall->alert_n, struct view_alert), 0 };

	for (uint32_t i = 0; i < hall->alert_n; i++) {
		const struct queue_alert *alert = &hall->alerts[i];
		const struct queue_config_alert *rule = queue_alert_rule(hall, alert->about, alert->service);
		const struct queue_ticket *ticket = queue_ticket_at(hall, alert->ticket);
		struct view_alert *view = &list.at[list.n++];
		*view = (struct view_alert){
			.alert = alert->id.n,
			.kind = alert->about,
			.level = alert->level,
			.since = alert->raised_at,
			.value = alert->value,
			.service = service_id(hall, alert->service),
			.ticket = alert->ticket.n,
			.number = text_of(ticket != NULL ? ticket->number : NULL),
			.window = window_id(hall, alert->window),
			.device = text_of(alert->device),
			.note = alert->note,
			.acknowledged_at = alert->acknowledged_at,
			.escalated = alert->lifts > 0,
		};
		if (rule != NULL) {
			view->owner = rule->owner;
			view->action = rule->action;
			view->action_en = rule->action_en;
		}
		if (alert->acknowledged_at != 0)
			view->owner = alert->owner;
	}
	return list;
}

/* Where a device stands: in its own zone, in that of its window, or in the first. */
static struct text zone_of(const struct queue_config *config, const struct queue_config_device *device)
{
	if (device->zone[0] != '\0')
		return text_of(device->zone);
	for (uint32_t w = 0; w < config->windows.n && device->window[0] != '\0'; w++)
		if (strcmp(config->windows.at[w].id, device->window) == 0 && config->windows.at[w].zone[0] != '\0')
			return text_of(config->windows.at[w].zone);
	return text_of(config->zones.n > 0 ? config->zones.at[0].id : NULL);
}

static struct view_list_record_device devices(const struct scene *scene)
{
	const struct queue_hall *hall = scene->hall;
	struct view_list_record_device list = { ARENA_ARRAY(scene->arena, hall->device_n, struct view_device), 0 };

	for (uint16_t i = 0; i < hall->device_n; i++) {
		const struct queue_config_device *config = &hall->config.devices.at[i];
		const struct queue_device *device = &hall->devices[i];
		list.at[list.n++] = (struct view_device){
			.id = text_of(device->id),
			.kind = config->kind,
			.name = config->name,
			.name_en = config->name_en,
			.window = text_of(config->window),
			.zone = zone_of(&hall->config, config),
			.state = device->state,
			.detail = device->detail,
			.since = device->since,
			.paused = device->paused,
			.reason = device->reason,
		};
	}
	return list;
}

static struct view_list_record_zone zones(const struct scene *scene)
{
	const struct queue_list_record_config_zone *zones = &scene->hall->config.zones;
	struct view_list_record_zone list = { ARENA_ARRAY(scene->arena, zones->n, struct view_zone), zones->n };

	for (uint32_t i = 0; i < zones->n; i++)
		list.at[i] = (struct view_zone){ .id = text_of(zones->at[i].id),
						 .name = zones->at[i].name,
						 .name_en = zones->at[i].name_en };
	return list;
}

struct text view_state_json(const struct view_source *source, struct arena *arena)
{
	const struct queue_hall *hall = source->hall;
	const struct scene scene = { hall, arena, source->now_ms,
				     ARENA_ARRAY(arena, hall->window_n + 1U, const struct queue_ticket *) };
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	find_finished(&scene);
	const struct view_state view = {
		.hall = source->id,
		.name = hall->config.name,
		.name_en = hall->config.name_en,
		.seq = hall->seq,
		.at = hall->at,
		.date = hall->date,
		.open = hall->configured && queue_is_open(hall, source->now_ms),
		.services = services(&scene),
		.windows = windows(&scene),
		.waiting = waiting(&scene),
		.held = held(&scene),
		.calls = calls(&scene),
		.clerks = clerks(&scene),
		.classes = classes(&scene),
		.alerts = alerts(&scene),
		.devices = devices(&scene),
		.zones = zones(&scene),
		.owners = view_owners(hall, arena),
		.pause_reasons = view_pause_reasons(hall, arena),
		.ratings = view_ratings(hall, arena),
		.rating_reasons = view_rating_reasons(hall, arena),
		.taken = hall->counts.taken,
		.served = hall->counts.served,
		.missed = hall->counts.missed,
		.no_shows = hall->counts.no_shows,
		.left = hall->counts.left,
	};
	shape_write(&view_state_shape, &view, NULL, (int)hall->config.calendar.utc_offset_min, &out);
	return buf_view(&buf);
}
