/* Putting a configuration to work while the hall runs (Q3, Q8).
 *
 * Places in the hall's tables are ids in the log, so a table only grows: what a new configuration leaves
 * out stays in its place as retired. After a change hall->config holds every entry there ever was, in
 * the order of its place, and the tables follow it entry by entry. */
#include "queue/config_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/alert_private.h"
#include "queue/policy.h"

static struct shape_list merge(struct arena *arena, struct shape_list old, struct shape_list new, size_t size,
			       size_t retired)
{
	struct shape_list all = { arena_array(arena, old.n + new.n, size), old.n };
	char *entries = all.at;

	for (uint32_t i = 0; i < old.n; i++) {
		memcpy(entries + i * size, (char *)old.at + i * size, size);
		*(bool *)(entries + i * size + retired) = true;
	}
	for (uint32_t i = 0; i < new.n; i++) {
		const char *entry = (char *)new.at + i * size;
		uint32_t place = 0;
		while (place < all.n && strcmp(entries + place * size, entry) != 0)
			place++;
		memcpy(entries + place * size, entry, size);
		if (place == all.n)
			all.n++;
	}
	return all;
}

/* Lists of one table have their own types but one layout. */
#define MERGE(arena, old, new, type)                                                                          \
	do {                                                                                                  \
		const struct shape_list all = merge((arena), (struct shape_list){ (old)->at, (old)->n },     \
						    (struct shape_list){ (new)->at, (new)->n }, sizeof(type), \
						    offsetof(type, retired));                                 \
		(new)->at = all.at;                                                                           \
		(new)->n = all.n;                                                                             \
	} while (0)

/* A table that does not grow stays where it is: nothing that was laid out is thrown away without need. */
static void *resize(struct arena *arena, void *old, size_t old_n, size_t n, size_t size)
{
	if (old != NULL && n == old_n)
		return old;

	char *new = arena_array(arena, n + 1, size);
	if (old != NULL)
		memcpy(new, old, (old_n + 1) * size);
	return new;
}

static void lay_out_services(struct queue_hall *hall, uint16_t classes_before)
{
	const uint32_t n = hall->config.services.n;

	hall->services = resize(hall->arena, hall->services, hall->service_n, n, sizeof(*hall->services));
	hall->service_n = (uint16_t)n;
	for (uint16_t s = 1; s <= n; s++) {
		struct queue_service *service = &hall->services[s];
		service->config = hall->config.services.at[s - 1];
		service->class_waits = resize(hall->arena, service->class_waits, classes_before, hall->class_n,
					      sizeof(*service->class_waits));
	}
}

static void lay_out_windows(struct queue_hall *hall, uint16_t services_before)
{
	const uint32_t n = hall->config.windows.n;

	hall->windows = resize(hall->arena, hall->windows, hall->window_n, n, sizeof(*hall->windows));
	hall->window_n = (uint16_t)n;
	for (uint16_t w = 1; w <= n; w++) {
		struct queue_window *window = &hall->windows[w];
		window->config = hall->config.windows.at[w - 1];
		window->priority = resize(hall->arena, window->priority, services_before, hall->service_n,
					  sizeof(*window->priority));
		if (window->state == 0)
			window->state = QUEUE_WINDOW_CLOSED;
	}
}

static void lay_out_people(struct queue_hall *hall)
{
	const uint32_t clerks = hall->config.clerks.n, classes = hall->config.classes.n;

	hall->clerks = resize(hall->arena, hall->clerks, hall->clerk_n, clerks, sizeof(*hall->clerks));
	hall->clerk_n = (uint16_t)clerks;
	for (uint16_t c = 1; c <= clerks; c++)
		hall->clerks[c].config = hall->config.clerks.at[c - 1];

	hall->classes = resize(hall->arena, hall->classes, hall->class_n, classes, sizeof(*hall->classes));
	hall->class_n = (uint16_t)classes;
	for (uint16_t c = 1; c <= classes; c++)
		hall->classes[c].config = hall->config.classes.at[c - 1];
}

static uint16_t find_service(const struct queue_hall *hall, const char *id)
{
	for (uint16_t s = 1; s <= hall->service_n; s++)
		if (strcmp(hall->services[s].config.id, id) == 0)
			return s;
	BUG("service %s passed the check but is not there", id);
}

static void set_priorities(struct queue_hall *hall)
{
	for (uint16_t w = 1; w <= hall->window_n; w++) {
		struct queue_window *window = &hall->windows[w];
		const struct queue_list_record_config_window_service *serves = &window->config.services;
		memset(window->priority, 0, (size_t)hall->service_n + 1);
		for (uint32_t i = 0; i < serves->n; i++) {
			const int64_t priority = serves->at[i].priority > 0 ? serves->at[i].priority : 1;
			window->priority[find_service(hall, serves->at[i].service)] = (uint8_t)priority;
		}
		window->helps = window->config.helps;
	}
}

/* The first class that a configuration gives; its first of all where it gives none. */
static const char *usual_class(const struct queue_config *config)
{
	for (uint32_t c = 0; c < config->classes.n; c++)
		if (!config->classes.at[c].retired)
			return config->classes.at[c].id;
	return config->classes.at[0].id;
}

static void set_usual_class(struct queue_hall *hall, const char *id)
{
	uint16_t c = hall->class_n;

	while (c > 0 && strcmp(hall->classes[c].config.id, id) != 0)
		c--;
	ASSERT(c > 0);
	hall->usual_class.n = c;
}

/* The numbers that a service asks for. */
static struct queue_range wanted(const struct queue_config_service *service)
{
	struct queue_range want = { .first = service->first > 0 ? service->first : 1,
				    .last = service->last > 0 ? service->last : INT64_MAX };

	memcpy(want.prefix, service->prefix, sizeof(want.prefix));
	want.next = want.first;
	return want;
}

static bool same_range(const struct queue_range *a, const struct queue_range *b)
{
	return strcmp(a->prefix, b->prefix) == 0 && a->first == b->first && a->last == b->last;
}

/* A range that gave numbers today stays until the day ends, whoever asks for it. */
static bool is_kept(const struct queue_range *range)
{
	return range->next > range->first;
}

static bool is_among_kept(const struct queue_hall *hall, const struct queue_range *want)
{
	for (uint16_t r = 0; r < hall->range_n; r++)
		if (is_kept(&hall->ranges[r]) && same_range(&hall->ranges[r], want))
			return true;
	return false;
}

/* True where a service before place `i` asks for the same numbers. */
static bool is_asked_before(const struct queue_list_record_config_service *services, uint32_t i)
{
	const struct queue_range want = wanted(&services->at[i]);

	for (uint32_t before = 0; before < i; before++) {
		const struct queue_range other = wanted(&services->at[before]);
		if (!services->at[before].retired && same_range(&other, &want))
			return true;
	}
	return false;
}

uint32_t queue_ranges_needed(const struct queue_hall *hall, const struct queue_config *config)
{
	uint32_t n = 0;

	for (uint16_t r = 0; r < hall->range_n; r++)
		n += is_kept(&hall->ranges[r]);
	for (uint32_t s = 0; s < config->services.n; s++) {
		const struct queue_range want = wanted(&config->services.at[s]);
		n += !config->services.at[s].retired && !is_among_kept(hall, &want) &&
		     !is_asked_before(&config->services, s);
	}
	return n;
}

/* The range of a service: where it goes on when it gave numbers today already, else a new one. */
static uint16_t use_range(struct queue_hall *hall, const struct queue_config_service *service)
{
	const struct queue_range want = wanted(service);
	uint16_t place = 0;

	while (place < hall->range_n && !same_range(&hall->ranges[place], &want))
		place++;
	if (place == hall->range_n) {
		ASSERT(hall->range_n < QUEUE_RANGES_MAX);
		hall->ranges[hall->range_n++] = want;
	}
	return place;
}

/* Ranges that no service uses and that gave no number today make room. */
static void set_ranges(struct queue_hall *hall)
{
	uint16_t kept = 0;

	for (uint16_t r = 0; r < hall->range_n; r++)
		if (is_kept(&hall->ranges[r]))
			hall->ranges[kept++] = hall->ranges[r];
	hall->range_n = kept;
	for (uint16_t s = 1; s <= hall->service_n; s++)
		if (!hall->services[s].config.retired)
			hall->services[s].range = use_range(hall, &hall->services[s].config);
}

void queue_config_lay_out(struct queue_hall *hall)
{
	const uint16_t classes_before = hall->class_n, services_before = hall->service_n;

	ASSERT(hall->config.services.n > 0);
	ASSERT(hall->config.classes.n > 0);
	lay_out_people(hall);
	lay_out_services(hall, classes_before);
	lay_out_windows(hall, services_before);
	if (hall->ranges == NULL)
		hall->ranges = ARENA_ARRAY(hall->arena, QUEUE_RANGES_MAX, struct queue_range);
	set_ranges(hall);
	queue_rules_complete(&hall->config.policy, hall->rules, &hall->rule_n);
	alert_lay_out(hall);
	hall->configured = true;
}

/* A hall without classes serves everybody alike. */
static void give_class(struct queue_hall *hall, struct queue_config *config)
{
	if (config->classes.n > 0)
		return;
	config->classes.at = ARENA_NEW(hall->arena, struct queue_config_class);
	config->classes.n = 1;
	memcpy(config->classes.at->id, "ordinary", sizeof("ordinary"));
	config->classes.at->name = TEXT("普通客户");
	config->classes.at->name_en = TEXT("Ordinary");
}

void queue_config_apply(struct queue_hall *hall, const struct queue_config *config)
{
	struct queue_config new;

	shape_copy(&queue_config_shape, config, hall->arena, &new);
	give_class(hall, &new);
	const char *usual = usual_class(&new);
	MERGE(hall->arena, &hall->config.services, &new.services, struct queue_config_service);
	MERGE(hall->arena, &hall->config.windows, &new.windows, struct queue_config_window);
	MERGE(hall->arena, &hall->config.clerks, &new.clerks, struct queue_config_clerk);
	MERGE(hall->arena, &hall->config.classes, &new.classes, struct queue_config_class);
	hall->config = new;
	queue_config_lay_out(hall);
	set_priorities(hall);
	set_usual_class(hall, usual);
}
