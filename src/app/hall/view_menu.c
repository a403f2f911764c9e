/* What kiosks, phones and booking pages show: menu, slots, a ticket, the configuration (Q1, Q4, Q5, Q15). */
#include "app/hall/views.h"

#include <string.h>

#include "base/bug.h"
#include "queue/booking.h"
#include "queue/calendar.h"
#include "view_contract.h"

static int offset_of(const struct queue_hall *hall)
{
	return (int)hall->config.calendar.utc_offset_min;
}

static struct text write(const struct shape *shape, const void *view, const struct queue_hall *hall,
			 struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(shape, view, NULL, offset_of(hall), &out);
	return buf_view(&buf);
}

static const struct queue_service *service_called(const struct queue_hall *hall, const char *id)
{
	for (uint16_t s = 1; s <= hall->service_n; s++)
		if (strcmp(hall->services[s].config.id, id) == 0)
			return &hall->services[s];
	return NULL;
}

static void show_service(const struct queue_service *service, struct view_button *button)
{
	button->service = text_of(service->config.id);
	button->paused = service->paused;
	button->waiting = service->line.n;
	button->slip_notice = service->config.notice;
	button->slip_notice_en = service->config.notice_en;
	if (button->name.len == 0)
		button->name = service->config.name;
	if (button->name_en.len == 0)
		button->name_en = service->config.name_en;
}

static struct view_list_record_button tree(const struct queue_hall *hall,
					   const struct queue_config_menu *menu, struct arena *arena)
{
	struct view_list_record_button list = { ARENA_ARRAY(arena, menu->nodes.n, struct view_button), 0 };

	for (uint32_t i = 0; i < menu->nodes.n; i++) {
		const struct queue_config_node *node = &menu->nodes.at[i];
		const struct queue_service *service = NULL;
		if (node->kind == QUEUE_NODE_SERVICE) {
			service = service_called(hall, node->service);
			if (service == NULL || service->config.retired)
				continue;
		}
		struct view_button *button = &list.at[list.n++];
		*button = (struct view_button){
			.id = text_of(node->id),
			.parent = text_of(node->parent),
			.kind = node->kind,
			.name = node->name,
			.name_en = node->name_en,
			.notice = node->notice,
			.notice_en = node->notice_en,
		};
		if (service != NULL)
			show_service(service, button);
	}
	return list;
}

static struct view_list_record_button side_by_side(const struct queue_hall *hall, struct arena *arena)
{
	struct view_list_record_button list = { ARENA_ARRAY(arena, hall->service_n, struct view_button), 0 };

	for (uint16_t s = 1; s <= hall->service_n; s++) {
		const struct queue_service *service = &hall->services[s];
		if (service->config.retired)
			continue;
		struct view_button *button = &list.at[list.n++];
		*button = (struct view_button){ .id = text_of(service->config.id),
						.kind = QUEUE_NODE_SERVICE };
		show_service(service, button);
	}
	return list;
}

struct text view_menu_json(const struct view_source *source, struct arena *arena)
{
	const struct queue_hall *hall = source->hall;
	const int32_t date = queue_date(hall, source->now_ms);
	const struct queue_config_menu *menu = queue_menu(hall, date);

	const struct view_menu view = {
		.hall = source->id,
		.seq = hall->seq,
		.date = date,
		.day_kind = queue_day_kind(hall, date),
		.open = hall->configured && !hall->full && queue_is_open(hall, source->now_ms),
		.hours = queue_hours_text(hall, date, arena),
		.buttons = menu != NULL ? tree(hall, menu, arena) : side_by_side(hall, arena),
	};
	return write(&view_menu_shape, &view, hall, arena);
}

/* The classes with the usual one first, for the first is what makes it so when the configuration comes back;
 * in the hall they stand in the order of their places. */
static struct queue_list_record_config_class usual_first(const struct queue_hall *hall, struct arena *arena)
{
	const struct queue_list_record_config_class *classes = &hall->config.classes;
	struct queue_list_record_config_class list = {
		ARENA_ARRAY(arena, classes->n, struct queue_config_class), 0
	};

	ASSERT(hall->usual_class.n >= 1 && hall->usual_class.n <= classes->n);
	list.at[list.n++] = classes->at[hall->usual_class.n - 1];
	for (uint32_t i = 0; i < classes->n; i++)
		if (i + 1 != hall->usual_class.n)
			list.at[list.n++] = classes->at[i];
	return list;
}

struct text view_config_json(const struct view_source *source, struct arena *arena)
{
	struct queue_config config = source->hall->config;

	ASSERT(source->hall->configured);
	config.classes = usual_first(source->hall, arena);
	return write(&queue_config_shape, &config, source->hall, arena);
}

struct text view_slots_json(const struct view_source *source, struct queue_service_id service, int32_t date,
			    struct arena *arena)
{
	const struct queue_hall *hall = source->hall;
	struct queue_slot slots[QUEUE_SLOTS_MAX];
	struct view_slot shown[QUEUE_SLOTS_MAX];
	const uint32_t n = queue_slots(hall, service, date, source->now_ms, slots);

	for (uint32_t i = 0; i < n; i++)
		shown[i] = (struct view_slot){ .slot = slots[i].minute, .free = slots[i].free };
	const struct view_slots view = {
		.service = text_of(hall->services[service.n].config.id),
		.date = date,
		.slots = { shown, n },
	};
	return write(&view_slots_shape, &view, hall, arena);
}

/* Tickets that are called before it if nothing changes: those of a better class, and those of its own
 * that stand before it. */
static int64_t ahead_of(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const int64_t rank = hall->classes[ticket->class_.n].config.rank;
	bool before = true;
	int64_t n = 0;

	if (ticket->state != QUEUE_TICKET_WAITING)
		return 0;
	for (uint32_t slot = hall->services[ticket->service.n].line.first; slot != 0;
	     slot = hall->tickets[slot].after) {
		const struct queue_ticket *other = &hall->tickets[slot];
		const int64_t other_rank = hall->classes[other->class_.n].config.rank;
		if (other == ticket)
			before = false;
		else
			n += other_rank < rank || (other_rank == rank && before);
	}
	return n;
}

struct text view_ticket_json(const struct view_source *source, const struct queue_ticket *ticket,
			     struct arena *arena)
{
	const struct queue_hall *hall = source->hall;
	const struct queue_window *window = queue_window_at(hall, ticket->window);

	const struct view_ticket view = {
		.ticket = ticket->id.n,
		.number = text_of(ticket->number),
		.state = ticket->state,
		.service = text_of(hall->services[ticket->service.n].config.id),
		.class_ = text_of(hall->classes[ticket->class_.n].config.id),
		.ahead = ahead_of(hall, ticket),
		.window = text_of(ticket->called_at != 0 && window != NULL ? window->config.id : NULL),
		.taken = ticket->taken_at,
		.rated = ticket->rated,
		.rateable = ticket->finished > 0 && !ticket->rated,
	};
	return write(&view_ticket_shape, &view, hall, arena);
}
