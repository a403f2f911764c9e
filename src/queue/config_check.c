/* What a configuration must fulfil (Q3, Q4, Q5, Q8, Q9, Q15).
 *
 * The shape has checked kinds, ranges and lengths already; here is what one part asks of another. Every
 * problem is told with the place and the name, for a person has to find it in a long document. */
#include "queue/config_check_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "queue/config_private.h"
#include "queue/line_private.h"

enum { CLOCK_PER_SLOT = 60, CONFIG_WHAT_SIZE = 160 };

/* Note what is wrong, and where; false, for `return config_wrong(...)`. */
bool config_wrong(struct config_check *check, enum queue_refusal refusal, const char *format, ...)
{
	char text[CONFIG_WHAT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	check->refusal = refusal;
	check->what = text_copy(check->arena, text_of(text));
	return false;
}

/* An entry of a table, whatever the table: every one begins with its id. */
struct table {
	const char *name;
	const void *at;
	uint32_t n;
	size_t size, retired;
};

enum { TABLE_COUNT = 4 };

static void tables_of(const struct queue_config *config, struct table tables[TABLE_COUNT])
{
	tables[0] = (struct table){ "services", config->services.at, config->services.n,
				    sizeof(struct queue_config_service),
				    offsetof(struct queue_config_service, retired) };
	tables[1] = (struct table){ "windows", config->windows.at, config->windows.n,
				    sizeof(struct queue_config_window), offsetof(struct queue_config_window, retired) };
	tables[2] = (struct table){ "clerks", config->clerks.at, config->clerks.n, sizeof(struct queue_config_clerk),
				    offsetof(struct queue_config_clerk, retired) };
	tables[3] = (struct table){ "classes", config->classes.at, config->classes.n, sizeof(struct queue_config_class),
				    offsetof(struct queue_config_class, retired) };
}

static const char *entry_id(const struct table *table, uint32_t i)
{
	return (const char *)table->at + i * table->size;
}

static bool entry_retired(const struct table *table, uint32_t i)
{
	return *(const bool *)(entry_id(table, i) + table->retired);
}

bool config_is_id(const char *id)
{
	for (; *id != '\0'; id++)
		if (!((*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z') || (*id >= '0' && *id <= '9') ||
		      *id == '-' || *id == '_'))
			return false;
	return true;
}

static bool ids_are_good(struct config_check *check)
{
	struct table tables[TABLE_COUNT];

	tables_of(check->config, tables);
	for (int t = 0; t < TABLE_COUNT; t++) {
		for (uint32_t i = 0; i < tables[t].n; i++) {
			const char *id = entry_id(&tables[t], i);
			if (!config_is_id(id))
				return config_wrong(check, REFUSED_CONFIG_LETTERS, "%s[%u].id %s", tables[t].name, i,
						    id);
			for (uint32_t before = 0; before < i; before++) {
				if (strcmp(entry_id(&tables[t], before), id) == 0)
					return config_wrong(check, REFUSED_CONFIG_TWICE, "%s[%u].id %s", tables[t].name,
							    i, id);
			}
		}
	}
	return true;
}

bool config_has_service(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->services.n; i++)
		if (strcmp(config->services.at[i].id, id) == 0)
			return true;
	return false;
}

static int64_t first_of(const struct queue_config_service *service)
{
	return service->first > 0 ? service->first : 1;
}

static int64_t last_of(const struct queue_config_service *service)
{
	return service->last > 0 ? service->last : INT64_MAX;
}

/* Two services may share a range whole, or have ranges apart, or have other prefixes. */
static bool ranges_clash(const struct queue_config_service *a, const struct queue_config_service *b)
{
	if (a->retired || b->retired || strcmp(a->prefix, b->prefix) != 0)
		return false;
	if (first_of(a) == first_of(b) && last_of(a) == last_of(b))
		return false;
	return first_of(a) <= last_of(b) && first_of(b) <= last_of(a);
}

static bool numbering_is_good(struct config_check *check)
{
	const struct queue_list_record_config_service *services = &check->config->services;

	for (uint32_t i = 0; i < services->n; i++) {
		const struct queue_config_service *service = &services->at[i];
		if (strspn(service->prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(service->prefix))
			return config_wrong(check, REFUSED_CONFIG_PREFIX, "services[%u].prefix %s", i, service->prefix);
		if (first_of(service) > last_of(service))
			return config_wrong(check, REFUSED_CONFIG_ORDER, "services[%u].first", i);
		for (uint32_t before = 0; before < i; before++) {
			if (ranges_clash(service, &services->at[before]))
				return config_wrong(check, REFUSED_CONFIG_OVERLAP, "services[%u] %s, services[%u] %s",
						    before, services->at[before].id, i, service->id);
		}
	}
	return true;
}

static bool windows_are_good(struct config_check *check)
{
	const struct queue_list_record_config_window *windows = &check->config->windows;

	for (uint32_t w = 0; w < windows->n; w++) {
		for (uint32_t s = 0; s < windows->at[w].services.n; s++) {
			const char *id = windows->at[w].services.at[s].service;
			if (!config_has_service(check->config, id))
				return config_wrong(check, REFUSED_CONFIG_DANGLING,
						    "windows[%u].services[%u].service %s", w, s, id);
		}
	}
	return true;
}

static bool has_class(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->classes.n; i++)
		if (strcmp(config->classes.at[i].id, id) == 0)
			return true;
	return false;
}

static bool cards_are_good(struct config_check *check)
{
	for (uint32_t i = 0; i < check->config->cards.n; i++) {
		const struct queue_config_card *card = &check->config->cards.at[i];
		if (card->class_[0] != '\0' && !has_class(check->config, card->class_))
			return config_wrong(check, REFUSED_CONFIG_DANGLING, "cards[%u].class %s", i, card->class_);
		if (card->service[0] != '\0' && !config_has_service(check->config, card->service))
			return config_wrong(check, REFUSED_CONFIG_DANGLING, "cards[%u].service %s", i, card->service);
	}
	return true;
}

static bool hours_are_good(struct config_check *check, const struct queue_list_record_config_hours *hours,
			   const char *where, uint32_t index)
{
	for (uint32_t i = 0; i < hours->n; i++) {
		if (hours->at[i].from >= hours->at[i].to || (i > 0 && hours->at[i].from < hours->at[i - 1].to))
			return config_wrong(check, REFUSED_CONFIG_ORDER, "calendar.%s[%u].hours[%u]", where, index, i);
	}
	return true;
}

static bool ever_opens(const struct queue_config_calendar *calendar)
{
	bool opens = calendar->always_open;

	for (uint32_t i = 0; i < calendar->week.n; i++)
		opens = opens || calendar->week.at[i].hours.n > 0;
	for (uint32_t i = 0; i < calendar->special.n; i++)
		opens = opens || calendar->special.at[i].hours.n > 0;
	return opens;
}

static bool calendar_is_good(struct config_check *check)
{
	const struct queue_config_calendar *calendar = &check->config->calendar;

	for (uint32_t i = 0; i < calendar->week.n; i++) {
		if (!hours_are_good(check, &calendar->week.at[i].hours, "week", i))
			return false;
		for (uint32_t before = 0; before < i; before++) {
			if (calendar->week.at[before].day == calendar->week.at[i].day)
				return config_wrong(check, REFUSED_CONFIG_TWICE, "calendar.week[%u].day", i);
		}
	}
	for (uint32_t i = 0; i < calendar->special.n; i++) {
		if (!hours_are_good(check, &calendar->special.at[i].hours, "special", i))
			return false;
		for (uint32_t before = 0; before < i; before++) {
			if (calendar->special.at[before].date == calendar->special.at[i].date)
				return config_wrong(check, REFUSED_CONFIG_TWICE, "calendar.special[%u].date", i);
		}
	}
	return ever_opens(calendar) || config_wrong(check, REFUSED_CONFIG_NEVER_OPEN, "calendar");
}

static bool node_is_good(struct config_check *check, const struct queue_config_menu *menu, uint32_t m, uint32_t n)
{
	const struct queue_config_node *node = &menu->nodes.at[n];
	bool has_parent = node->parent[0] == '\0';

	for (uint32_t before = 0; before < n; before++) {
		const struct queue_config_node *other = &menu->nodes.at[before];
		if (strcmp(other->id, node->id) == 0)
			return config_wrong(check, REFUSED_CONFIG_TWICE, "menus[%u].nodes[%u].id %s", m, n, node->id);
		has_parent = has_parent || (strcmp(other->id, node->parent) == 0 && other->kind == QUEUE_NODE_PARENT);
	}
	if (!has_parent)
		return config_wrong(check, REFUSED_CONFIG_DANGLING, "menus[%u].nodes[%u].parent %s", m, n,
				    node->parent);
	if (node->kind == QUEUE_NODE_SERVICE && node->service[0] == '\0')
		return config_wrong(check, REFUSED_CONFIG_EMPTY, "menus[%u].nodes[%u].service", m, n);
	if (node->kind == QUEUE_NODE_SERVICE && !config_has_service(check->config, node->service))
		return config_wrong(check, REFUSED_CONFIG_DANGLING, "menus[%u].nodes[%u].service %s", m, n,
				    node->service);
	if (node->kind != QUEUE_NODE_SERVICE && node->name.len == 0)
		return config_wrong(check, REFUSED_CONFIG_EMPTY, "menus[%u].nodes[%u].name", m, n);
	return true;
}

static bool menus_are_good(struct config_check *check)
{
	for (uint32_t m = 0; m < check->config->menus.n; m++) {
		const struct queue_config_menu *menu = &check->config->menus.at[m];
		for (uint32_t n = 0; n < menu->nodes.n; n++)
			if (!node_is_good(check, menu, m, n))
				return false;
	}
	return true;
}

static bool rules_are_good(struct config_check *check)
{
	const struct queue_list_enum_rule *rules = &check->config->policy.rules;

	for (uint32_t i = 0; i < rules->n; i++) {
		const char *word = queue_rule_words.words[rules->at[i]];
		/* What a clerk chooses is told as a rule, but orders nothing. */
		if (rules->at[i] == QUEUE_RULE_CHOSEN)
			return config_wrong(check, REFUSED_CONFIG_DANGLING, "policy.rules[%u] %s", i, word);
		for (uint32_t before = 0; before < i; before++)
			if (rules->at[before] == rules->at[i])
				return config_wrong(check, REFUSED_CONFIG_TWICE, "policy.rules[%u] %s", i, word);
	}
	return true;
}

static bool booking_is_good(struct config_check *check)
{
	const struct queue_config_booking *booking = &check->config->booking;
	const int32_t minutes = booking->to - booking->from;

	if (minutes < 0 || minutes > QUEUE_SLOTS_MAX * CLOCK_PER_SLOT || minutes % CLOCK_PER_SLOT != 0)
		return config_wrong(check, REFUSED_CONFIG_SLOTS, "booking.from, booking.to");
	return true;
}

/* Entries that the old configuration had and the new one has not, or retires. */
static bool is_leaving(const struct table *now, const char *id)
{
	for (uint32_t i = 0; i < now->n; i++)
		if (strcmp(entry_id(now, i), id) == 0)
			return entry_retired(now, i);
	return true;
}

/* A ticket waits for a service, is at it, comes to it later in its visit, or may be sent back to it. */
static bool needs(const struct queue_ticket *ticket, uint16_t service)
{
	if (ticket->service.n == service || (ticket->back_window.n != 0 && ticket->back_service.n == service))
		return true;
	for (int32_t i = 0; i < ticket->then_n; i++)
		if (ticket->then[i].n == service)
			return true;
	return false;
}

/* A ticket needs the service, or a booking that stands. */
static bool is_needed(const struct queue_hall *hall, uint16_t service)
{
	for (uint32_t slot = 1; slot <= hall->ticket_n; slot++) {
		const struct queue_ticket *ticket = &hall->tickets[slot];
		if (ticket->id.n != 0 && !queue_is_over(ticket) && needs(ticket, service))
			return true;
	}
	for (uint32_t i = 0; i < hall->booking_n; i++)
		if (hall->bookings[i].state == QUEUE_APPOINTMENT_BOOKED && hall->bookings[i].service.n == service)
			return true;
	return false;
}

static const char *busy_entry(const struct config_check *check, const struct table tables[TABLE_COUNT])
{
	const struct queue_hall *hall = check->hall;

	for (uint16_t s = 1; s <= hall->service_n; s++)
		/* A ticket that was reinstated may name one that left before: nothing is lost by that any more. */
		if (!hall->services[s].config.retired && is_leaving(&tables[0], hall->services[s].config.id) &&
		    is_needed(hall, s))
			return hall->services[s].config.id;
	for (uint16_t w = 1; w <= hall->window_n; w++)
		if (hall->windows[w].state != QUEUE_WINDOW_CLOSED && is_leaving(&tables[1], hall->windows[w].config.id))
			return hall->windows[w].config.id;
	for (uint16_t c = 1; c <= hall->clerk_n; c++)
		if (hall->clerks[c].window.n != 0 && is_leaving(&tables[2], hall->clerks[c].config.id))
			return hall->clerks[c].config.id;
	return NULL;
}

/* Entries of `now` that `before` has not. */
static uint32_t newcomers(const struct table *now, const struct table *before)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < now->n; i++) {
		uint32_t known = 0;
		while (known < before->n && strcmp(entry_id(before, known), entry_id(now, i)) != 0)
			known++;
		n += known == before->n;
	}
	return n;
}

/* Places are 16 bits and never reused, so even a hall that is reconfigured for years has to end somewhere. */
static bool fits(const struct config_check *check)
{
	struct table now[TABLE_COUNT], before[TABLE_COUNT];

	tables_of(check->config, now);
	tables_of(&check->hall->config, before);
	for (int t = 0; t < TABLE_COUNT; t++)
		if (before[t].n + newcomers(&now[t], &before[t]) >= QUEUE_PLACES_MAX)
			return false;
	return queue_ranges_needed(check->hall, check->config) <= QUEUE_RANGES_MAX;
}

enum queue_refusal queue_config_check(const struct queue_hall *hall, const struct queue_config *config,
				      struct arena *arena, struct text *ret_what)
{
	static bool (*const checks[])(struct config_check * check) = {
		ids_are_good,   numbering_is_good, windows_are_good, cards_are_good,       calendar_is_good,
		menus_are_good, rules_are_good,    booking_is_good,  config_floor_is_good,
	};
	struct config_check check = { .hall = hall, .config = config, .arena = arena };
	struct table tables[TABLE_COUNT];

	for (size_t i = 0; i < CC_COUNT(checks); i++) {
		if (!checks[i](&check)) {
			*ret_what = check.what;
			return check.refusal;
		}
	}
	if (!fits(&check)) {
		*ret_what = text_printf(arena, "%d", QUEUE_PLACES_MAX);
		return REFUSED_CONFIG_TOO_LARGE;
	}
	tables_of(config, tables);
	const char *busy = busy_entry(&check, tables);
	if (busy != NULL) {
		*ret_what = text_copy(arena, text_of(busy));
		return REFUSED_CONFIG_IN_USE;
	}
	return REFUSED_NOT;
}
