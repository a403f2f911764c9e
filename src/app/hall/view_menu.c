/* What kiosks, callers and booking pages ask for: menu, who is next, slots, the configuration (Q1, Q4, Q5, Q7, Q15). */
#include "app/hall/views.h"

#include <string.h>

#include "base/bug.h"
#include "queue/booking.h"
#include "queue/calendar.h"
#include "queue/limit.h"
#include "queue/policy.h"
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

static void show_service(const struct queue_hall *hall, const struct queue_service *service, struct view_button *button)
{
	button->service = text_of(service->config.id);
	button->paused = service->paused;
	button->full = queue_is_full(hall, service);
	button->waiting = service->line.n;
	button->slip_notice = service->config.notice;
	button->slip_notice_en = service->config.notice_en;
	if (button->name.len == 0)
		button->name = service->config.name;
	if (button->name_en.len == 0)
		button->name_en = service->config.name_en;
}

static struct view_list_record_button tree(const struct queue_hall *hall, const struct queue_config_menu *menu,
					   struct arena *arena)
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
			show_service(hall, service, button);
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
		*button = (struct view_button){ .id = text_of(service->config.id), .kind = QUEUE_NODE_SERVICE };
		show_service(hall, service, button);
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

/* --- The configuration, as it can be sent back ---
 *
 * What was retired stays in the hall's tables for ever, but not in what is shown: left out, it is retired again when
 * the configuration comes back. References to it go with it. */

static bool is_offered(const struct queue_config *shown, const char *service)
{
	for (uint32_t i = 0; i < shown->services.n; i++)
		if (strcmp(shown->services.at[i].id, service) == 0)
			return true;
	return false;
}

static bool is_given(const struct queue_config *shown, const char *class)
{
	for (uint32_t i = 0; i < shown->classes.n; i++)
		if (strcmp(shown->classes.at[i].id, class) == 0)
			return true;
	return false;
}

/* A hall that offers nothing shows one of its services all the same, for a configuration has at least one. */
static void keep_services(struct queue_config *shown, struct arena *arena)
{
	const struct queue_list_record_config_service all = shown->services;
	struct queue_list_record_config_service kept = { ARENA_ARRAY(arena, all.n, struct queue_config_service), 0 };

	for (uint32_t i = 0; i < all.n; i++)
		if (!all.at[i].retired)
			kept.at[kept.n++] = all.at[i];
	if (kept.n == 0)
		kept.at[kept.n++] = all.at[0];
	shown->services = kept;
}

static void keep_served(const struct queue_config *shown, struct queue_config_window *window, struct arena *arena)
{
	const struct queue_list_record_config_window_service all = window->services;

	window->services.at = ARENA_ARRAY(arena, all.n, struct queue_config_window_service);
	window->services.n = 0;
	for (uint32_t i = 0; i < all.n; i++)
		if (is_offered(shown, all.at[i].service))
			window->services.at[window->services.n++] = all.at[i];
}

static void keep_windows(struct queue_config *shown, struct arena *arena)
{
	const struct queue_list_record_config_window all = shown->windows;
	struct queue_list_record_config_window kept = { ARENA_ARRAY(arena, all.n, struct queue_config_window), 0 };

	for (uint32_t i = 0; i < all.n; i++) {
		if (all.at[i].retired)
			continue;
		kept.at[kept.n] = all.at[i];
		keep_served(shown, &kept.at[kept.n++], arena);
	}
	shown->windows = kept;
}

static void keep_clerks(struct queue_config *shown, struct arena *arena)
{
	const struct queue_list_record_config_clerk all = shown->clerks;
	struct queue_list_record_config_clerk kept = { ARENA_ARRAY(arena, all.n, struct queue_config_clerk), 0 };

	for (uint32_t i = 0; i < all.n; i++)
		if (!all.at[i].retired)
			kept.at[kept.n++] = all.at[i];
	shown->clerks = kept;
}

/* The usual one first, for the first is what makes it so when the configuration comes back; it is there even where
 * it is retired, for tickets without a class get it. In the hall they stand in the order of their places. */
static void keep_classes(struct queue_config *shown, uint16_t usual, struct arena *arena)
{
	const struct queue_list_record_config_class all = shown->classes;
	struct queue_list_record_config_class kept = { ARENA_ARRAY(arena, all.n, struct queue_config_class), 0 };

	ASSERT(usual >= 1 && usual <= all.n);
	kept.at[kept.n++] = all.at[usual - 1];
	for (uint32_t i = 0; i < all.n; i++)
		if (i + 1 != usual && !all.at[i].retired)
			kept.at[kept.n++] = all.at[i];
	shown->classes = kept;
}

static void keep_nodes(const struct queue_config *shown, struct queue_config_menu *menu, struct arena *arena)
{
	const struct queue_list_record_config_node all = menu->nodes;

	menu->nodes.at = ARENA_ARRAY(arena, all.n, struct queue_config_node);
	menu->nodes.n = 0;
	for (uint32_t i = 0; i < all.n; i++)
		if (all.at[i].kind != QUEUE_NODE_SERVICE || is_offered(shown, all.at[i].service))
			menu->nodes.at[menu->nodes.n++] = all.at[i];
}

static void keep_references(struct queue_config *shown, struct arena *arena)
{
	const struct queue_list_record_config_card cards = shown->cards;
	const struct queue_list_record_config_menu menus = shown->menus;

	shown->cards.at = ARENA_ARRAY(arena, cards.n, struct queue_config_card);
	for (uint32_t i = 0; i < cards.n; i++) {
		struct queue_config_card *card = &shown->cards.at[i];
		*card = cards.at[i];
		if (!is_given(shown, card->class_))
			memset(card->class_, 0, sizeof(card->class_));
		if (!is_offered(shown, card->service))
			memset(card->service, 0, sizeof(card->service));
	}
	shown->menus.at = ARENA_ARRAY(arena, menus.n, struct queue_config_menu);
	for (uint32_t i = 0; i < menus.n; i++) {
		shown->menus.at[i] = menus.at[i];
		keep_nodes(shown, &shown->menus.at[i], arena);
	}
}

struct text view_config_json(const struct view_source *source, struct arena *arena)
{
	struct queue_config shown = source->hall->config;

	ASSERT(source->hall->configured);
	keep_services(&shown, arena);
	keep_windows(&shown, arena);
	keep_clerks(&shown, arena);
	keep_classes(&shown, source->hall->usual_class.n, arena);
	keep_references(&shown, arena);
	return write(&queue_config_shape, &shown, source->hall, arena);
}

struct text view_next_json(const struct view_source *source, struct queue_window_id window, struct arena *arena)
{
	const struct queue_hall *hall = source->hall;
	const struct queue_window *asks = queue_window_at(hall, window);

	ASSERT(asks != NULL);
	const struct queue_choice choice = queue_choose(hall, asks, source->now_ms);
	struct view_next view = {
		.window = text_of(asks->config.id),
		.seq = hall->seq,
		.candidates = choice.candidates,
	};
	if (choice.ticket != NULL) {
		view.ticket = choice.ticket->id.n;
		view.number = text_of(choice.ticket->number);
		view.service = text_of(queue_service_at(hall, choice.ticket->service)->config.id);
		view.rule = choice.rule;
	}
	return write(&view_next_shape, &view, hall, arena);
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
