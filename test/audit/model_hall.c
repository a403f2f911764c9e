/* Events of the hall, its windows, clerks and services (Q2, Q3, Q6, Q7, Q8). */
#include <string.h>

#include "test/audit/model.h"

/* Place of an id in a table whose entries begin with it; a new one at the end. False when it is full. */
static bool place_of(void *table, uint32_t *n, size_t size, const char *id, uint32_t *ret)
{
	char *entries = table;

	for (*ret = 1; *ret <= *n; (*ret)++)
		if (strcmp(entries + *ret * size, id) == 0)
			return true;
	if (*n == MODEL_PLACES_MAX)
		return false;
	memcpy(entries + *ret * size, id, strlen(id) + 1);
	(*n)++;
	return true;
}

static bool set_services(struct audit *a, const struct queue_config *config)
{
	uint32_t place;

	for (uint32_t s = 1; s <= a->service_n; s++)
		a->services[s].config.retired = true;
	for (uint32_t i = 0; i < config->services.n; i++) {
		if (!place_of(a->services, &a->service_n, sizeof(a->services[0]), config->services.at[i].id, &place))
			return model_object(a, AUDIT_CONFIG, "more services than the auditor can count");
		a->services[place].config = config->services.at[i];
	}
	for (uint16_t s = 1; s <= a->service_n; s++) {
		a->services[s].full = false;
		if (a->services[s].config.retired && model_waiting(a, s) > 0)
			return model_object(a, AUDIT_CONFIG, "service %s is taken away from those who wait for it",
					    a->services[s].config.id);
	}
	return true;
}

static bool set_windows(struct audit *a, const struct queue_config *config)
{
	uint32_t w, s;

	for (w = 1; w <= a->window_n; w++)
		a->windows[w].retired = true;
	for (uint32_t i = 0; i < config->windows.n; i++) {
		const struct queue_config_window *from = &config->windows.at[i];
		if (!place_of(a->windows, &a->window_n, sizeof(a->windows[0]), from->id, &w))
			return model_object(a, AUDIT_CONFIG, "more windows than the auditor can count");
		struct model_window *window = &a->windows[w];
		window->retired = from->retired;
		window->helps = from->helps;
		if (window->state == 0)
			window->state = QUEUE_WINDOW_CLOSED;
		memset(window->serves, 0, sizeof(window->serves));
		for (uint32_t k = 0; k < from->services.n; k++)
			if (place_of(a->services, &a->service_n, sizeof(a->services[0]), from->services.at[k].service,
				     &s))
				window->serves[s] = true;
	}
	for (w = 1; w <= a->window_n; w++)
		if (a->windows[w].retired && a->windows[w].state != QUEUE_WINDOW_CLOSED)
			return model_object(a, AUDIT_CONFIG, "window %s is taken away while it is open",
					    a->windows[w].id);
	return true;
}

static bool set_people(struct audit *a, const struct queue_config *config)
{
	uint32_t c;

	for (c = 1; c <= a->clerk_n; c++)
		a->clerks[c].retired = true;
	for (uint32_t i = 0; i < config->clerks.n; i++) {
		if (!place_of(a->clerks, &a->clerk_n, sizeof(a->clerks[0]), config->clerks.at[i].id, &c))
			return model_object(a, AUDIT_CONFIG, "more clerks than the auditor can count");
		a->clerks[c].retired = config->clerks.at[i].retired;
	}
	for (c = 1; c <= a->clerk_n; c++)
		if (a->clerks[c].retired && a->clerks[c].window != 0)
			return model_object(a, AUDIT_CONFIG, "clerk %s is taken away while signed in", a->clerks[c].id);
	for (uint32_t i = 0; i < config->classes.n; i++) {
		if (!place_of(a->classes, &a->class_n, sizeof(a->classes[0]), config->classes.at[i].id, &c))
			return model_object(a, AUDIT_CONFIG, "more classes than the auditor can count");
		a->classes[c].rank = config->classes.at[i].rank;
	}
	if (config->classes.n > 0)
		return true;
	/* A hall without classes has one for everybody. */
	if (!place_of(a->classes, &a->class_n, sizeof(a->classes[0]), "ordinary", &c))
		return model_object(a, AUDIT_CONFIG, "more classes than the auditor can count");
	a->classes[c].rank = 0;
	return true;
}

static void set_rules(struct audit *a, const struct queue_list_enum_rule *rules)
{
	static const enum queue_rule usual[] = { QUEUE_RULE_AHEAD, QUEUE_RULE_APPOINTMENT, QUEUE_RULE_AGED,
						 QUEUE_RULE_CLASS };

	a->rule_n = rules->n > 0 ? rules->n : CC_COUNT(usual);
	memcpy(a->rules, rules->n > 0 ? rules->at : usual, a->rule_n * sizeof(a->rules[0]));
	a->policy.rules.at = NULL;
	a->policy.rules.n = 0;
}

bool model_hall_configured(struct audit *a, const struct queue_event *event)
{
	const struct queue_config *config = &event->hall_configured.config;

	a->policy = config->policy;
	set_rules(a, &config->policy.rules);
	a->booking = config->booking;
	a->waiting_limit = config->waiting_limit;
	a->offset_min = config->calendar.utc_offset_min;
	a->rollover = config->calendar.rollover;
	model_set_calendar(a, &config->calendar);
	a->full = false;
	if (!a->configured)
		a->date = model_date(a, a->at);
	a->configured = true;
	return set_services(a, config) && set_windows(a, config) && set_people(a, config) &&
	       model_set_floor(a, config);
}

/* A hall that clears has ended every ticket and closed every window before the new day begins; none is
 * swept away without an end (and none is marked as served, which the end of a ticket checks). */
bool model_day_opened(struct audit *a, const struct queue_event *event)
{
	const int32_t date = event->day_opened.date;

	if (date <= a->date || date != model_date(a, a->at))
		return model_object(a, AUDIT_DAY, "day %d follows day %d", date, a->date);
	if (a->rollover != QUEUE_ROLLOVER_CARRY) {
		if (a->alive_n > 0)
			return model_object(a, AUDIT_LOST, "ticket %lld is alive and the day that clears it begins",
					    (long long)a->tickets[a->alive[0]].id);
		for (uint32_t w = 1; w <= a->window_n; w++)
			if (a->windows[w].state != QUEUE_WINDOW_CLOSED)
				return model_object(a, AUDIT_DAY, "window %s is still open", a->windows[w].id);
	}
	if (a->open_alert_n > 0)
		return model_object(a, AUDIT_ALERT, "alert %lld is of a day that has ended",
				    (long long)a->open_alerts[0].id);
	a->date = date;
	a->ending = false;
	a->full = false;
	for (uint32_t s = 1; s <= a->service_n; s++) {
		a->services[s].full = false;
		a->services[s].given = 0;
	}
	model_forget_over(a);
	return model_forget_bookings(a);
}

bool model_window_opened(struct audit *a, const struct queue_event *event)
{
	struct model_window *window = model_window(a, event->window_opened.window);
	struct model_clerk *clerk = window != NULL ? model_clerk(a, event->window_opened.clerk) : NULL;

	if (clerk == NULL)
		return false;
	if (window->state != QUEUE_WINDOW_CLOSED || window->retired)
		return model_object(a, AUDIT_WINDOW_CHART, "window %s opens and is not closed", window->id);
	if (clerk->window != 0 || clerk->retired)
		return model_object(a, AUDIT_CLERK, "clerk %s signs in at %s and is elsewhere already", clerk->id,
				    window->id);
	clerk->window = event->window_opened.window.n;
	window->clerk = event->window_opened.clerk.n;
	window->state = QUEUE_WINDOW_FREE;
	return true;
}

/* Nothing may be left waiting for a clerk who goes. */
bool model_window_closed(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_window_closed *closed = &event->window_closed;
	struct model_window *window = model_window(a, closed->window);

	if (window == NULL)
		return false;
	if (window->state == QUEUE_WINDOW_CLOSED || window->ticket != 0)
		return model_object(a, AUDIT_WINDOW_CHART, "window %s closes and is closed, or has a ticket",
				    window->id);
	if (window->clerk != closed->clerk.n)
		return model_object(a, AUDIT_CLERK, "window %s is closed by a clerk who is not there", window->id);
	if (closed->forced && model_date(a, a->at) <= a->date)
		return model_object(a, AUDIT_DAY, "window %s is closed by the end of a day that goes on", window->id);
	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *ticket = &a->tickets[a->alive[i]];
		if (ticket->state == QUEUE_TICKET_HELD && ticket->kept && ticket->clerk == window->clerk)
			return model_object(a, AUDIT_LOST, "ticket %lld is kept by a clerk who leaves",
					    (long long)ticket->id);
	}
	a->ending = a->ending || closed->forced;
	a->clerks[window->clerk].window = 0;
	window->clerk = 0;
	window->state = QUEUE_WINDOW_CLOSED;
	return true;
}

static bool move(struct audit *a, struct queue_window_id id, unsigned from, enum queue_window_state to)
{
	struct model_window *window = model_window(a, id);

	if (window == NULL)
		return false;
	if ((from & 1U << window->state) == 0 || window->ticket != 0)
		return model_object(a, AUDIT_WINDOW_CHART, "window %s goes from %s to %s", window->id,
				    queue_window_state_words.words[window->state], queue_window_state_words.words[to]);
	window->state = to;
	return true;
}

bool model_window_paused(struct audit *a, const struct queue_event *event)
{
	return move(a, event->window_paused.window, 1U << QUEUE_WINDOW_FREE | 1U << QUEUE_WINDOW_WRAP_UP,
		    QUEUE_WINDOW_PAUSED);
}

bool model_window_resumed(struct audit *a, const struct queue_event *event)
{
	return move(a, event->window_resumed.window, 1U << QUEUE_WINDOW_PAUSED, QUEUE_WINDOW_FREE);
}

bool model_window_readied(struct audit *a, const struct queue_event *event)
{
	return move(a, event->window_readied.window, 1U << QUEUE_WINDOW_WRAP_UP, QUEUE_WINDOW_FREE);
}

bool model_window_services_set(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_window_services_set *set = &event->window_services_set;
	struct model_window *window = model_window(a, set->window);

	if (window == NULL)
		return false;
	memset(window->serves, 0, sizeof(window->serves));
	for (uint32_t i = 0; i < set->services.n; i++) {
		if (model_service(a, set->services.at[i].service) == NULL)
			return false;
		window->serves[set->services.at[i].service.n] = true;
	}
	window->helps = set->helps;
	return true;
}

bool model_service_paused(struct audit *a, const struct queue_event *event)
{
	struct model_service *service = model_service(a, event->service_paused.service);

	if (service == NULL)
		return false;
	if (service->paused)
		return model_object(a, AUDIT_LIMIT, "service %s is paused twice", service->config.id);
	service->paused = true;
	return true;
}

bool model_service_resumed(struct audit *a, const struct queue_event *event)
{
	struct model_service *service = model_service(a, event->service_resumed.service);

	if (service == NULL)
		return false;
	if (!service->paused && !service->full)
		return model_object(a, AUDIT_LIMIT, "service %s is resumed and was not paused", service->config.id);
	service->paused = service->full = false;
	return true;
}
