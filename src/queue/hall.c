/* The hall's tables: from ids to things, and from names to ids. */
#include "queue/hall.h"

#include <string.h>

#include "base/bug.h"
#include "queue/line_private.h"
#include "queue/numbering_private.h"

void queue_hall_init(struct queue_hall *hall, struct arena *arena)
{
	*hall = (struct queue_hall){ .arena = arena, .by_id = { .arena = arena }, .by_number = { .arena = arena } };
}

struct queue_service *queue_service_at(const struct queue_hall *hall, struct queue_service_id id)
{
	return id.n >= 1 && id.n <= hall->service_n ? &hall->services[id.n] : NULL;
}

struct queue_window *queue_window_at(const struct queue_hall *hall, struct queue_window_id id)
{
	return id.n >= 1 && id.n <= hall->window_n ? &hall->windows[id.n] : NULL;
}

struct queue_clerk *queue_clerk_at(const struct queue_hall *hall, struct queue_clerk_id id)
{
	return id.n >= 1 && id.n <= hall->clerk_n ? &hall->clerks[id.n] : NULL;
}

struct queue_class *queue_class_at(const struct queue_hall *hall, struct queue_class_id id)
{
	return id.n >= 1 && id.n <= hall->class_n ? &hall->classes[id.n] : NULL;
}

struct queue_ticket *queue_ticket_at(const struct queue_hall *hall, struct queue_ticket_id id)
{
	uint32_t slot;

	return id.n >= 1 && index_get(&hall->by_id, id.n, &slot) ? &hall->tickets[slot] : NULL;
}

struct queue_booking *queue_booking_at(const struct queue_hall *hall, struct queue_appointment_id id)
{
	uint32_t low = 0, high = hall->booking_n;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (hall->bookings[middle].id.n < id.n)
			low = middle + 1;
		else
			high = middle;
	}
	return low < hall->booking_n && hall->bookings[low].id.n == id.n ? &hall->bookings[low] : NULL;
}

struct queue_alert *queue_alert_at(const struct queue_hall *hall, struct queue_alert_id id)
{
	for (uint32_t i = 0; i < hall->alert_n; i++)
		if (hall->alerts[i].id.n == id.n)
			return &hall->alerts[i];
	return NULL;
}

struct queue_device *queue_device_at(const struct queue_hall *hall, const char *id)
{
	for (uint16_t i = 0; i < hall->device_n; i++)
		if (strcmp(hall->devices[i].id, id) == 0)
			return &hall->devices[i];
	return NULL;
}

struct queue_ticket *queue_ticket_numbered(const struct queue_hall *hall, struct text number)
{
	struct queue_ticket *ticket = queue_number_bearer(hall, number);

	return ticket != NULL && !queue_is_over(ticket) ? ticket : NULL;
}

static const char *entry_name(const struct queue_hall *hall, int table, uint16_t place)
{
	switch ((enum queue_table)table) {
	case QUEUE_TABLE_SERVICE:
		return place <= hall->service_n ? hall->services[place].config.id : NULL;
	case QUEUE_TABLE_WINDOW:
		return place <= hall->window_n ? hall->windows[place].config.id : NULL;
	case QUEUE_TABLE_CLERK:
		return place <= hall->clerk_n ? hall->clerks[place].config.id : NULL;
	case QUEUE_TABLE_CLASS:
		return place <= hall->class_n ? hall->classes[place].config.id : NULL;
	}
	BUG("no table %d", table);
}

static struct text name_at(const void *context, int table, uint16_t place)
{
	return place >= 1 ? text_of(entry_name(context, table, place)) : text_of(NULL);
}

static uint16_t find_name(const void *context, int table, struct text name)
{
	const char *entry;

	for (uint16_t place = 1; (entry = entry_name(context, table, place)) != NULL; place++)
		if (strlen(entry) == name.len && memcmp(entry, name.at, name.len) == 0)
			return place;
	return SHAPE_UNKNOWN;
}

uint32_t queue_live(const struct queue_hall *hall)
{
	return hall->by_id.n - hall->done.n;
}

struct shape_names queue_names(const struct queue_hall *hall)
{
	return (struct shape_names){ .context = hall, .find = find_name, .name = name_at };
}
