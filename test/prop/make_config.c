/* Random configurations: small halls in which ranges run out, limits are reached, and services, windows,
 * clerks, classes, devices and alert rules come and go (Q3, Q5, Q8, Q9, Q15, Q19, M2). */
#include "test/prop/make.h"

#include <stdio.h>
#include <string.h>

enum { SERVICES = 7, WINDOWS = 5, CLERKS = 6, CLASSES = 3, DEVICES = 4, HOUR_MIN = 60, CHINA_MIN = 480 };

int64_t make_number(struct rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)rng_below(rng, (uint64_t)(high - low + 1));
}

bool make_rarely(struct rng *rng, uint64_t n)
{
	return rng_below(rng, n) == 0;
}

/* Service `i` has a range of its own; two share one, and two have two ranges of one prefix. */
static void make_service(struct rng *rng, int i, struct queue_config_service *service)
{
	static const char prefixes[SERVICES][4] = { "A", "A", "B", "B", "", "VIP", "T" };

	snprintf(service->id, sizeof(service->id), "s%d", i);
	memcpy(service->prefix, prefixes[i], sizeof(service->prefix));
	service->name = TEXT("对公业务");
	service->digits = prefixes[i][0] == 'T' ? 4 : make_number(rng, 0, 3);
	if (prefixes[i][0] == 'B') {
		service->first = i == 2 ? 1 : 500;
		service->last = i == 2 ? 499 : 0;
	}
	if (prefixes[i][0] == 'T')
		service->last = make_number(rng, 5, 60);
	service->daily_limit = make_rarely(rng, 4) ? make_number(rng, 3, 200) : 0;
	service->waiting_limit = make_rarely(rng, 6) ? make_number(rng, 3, 40) : 0;
	service->balance_above = make_rarely(rng, 2) ? make_number(rng, 1, 6) : 0;
	service->slot_capacity = make_rarely(rng, 2) ? make_number(rng, 1, 4) : 0;
	service->value = make_number(rng, 0, 2);
	service->retired = make_rarely(rng, 12);
}

static void make_services(struct rng *rng, struct arena *arena, struct queue_config *config)
{
	config->services.at = ARENA_ARRAY(arena, SERVICES, struct queue_config_service);
	for (int i = 0; i < SERVICES; i++)
		if (i == 0 || !make_rarely(rng, 7))
			make_service(rng, i, &config->services.at[config->services.n++]);
	if (make_rarely(rng, 20)) /* a clash: the configuration must be refused */
		config->services.at[0].first = 2;
}

static void make_windows(struct rng *rng, struct arena *arena, struct queue_config *config)
{
	config->windows.at = ARENA_ARRAY(arena, WINDOWS, struct queue_config_window);
	for (int i = 0; i < WINDOWS; i++) {
		if (make_rarely(rng, 8))
			continue;
		struct queue_config_window *window = &config->windows.at[config->windows.n++];
		snprintf(window->id, sizeof(window->id), "w%d", i);
		window->name = TEXT("窗口");
		window->helps = make_rarely(rng, 2);
		window->services.at = ARENA_ARRAY(arena, SERVICES, struct queue_config_window_service);
		for (uint32_t s = 0; s < config->services.n; s++) {
			if (make_rarely(rng, 2))
				continue;
			struct queue_config_window_service *serves = &window->services.at[window->services.n++];
			memcpy(serves->service, config->services.at[s].id, sizeof(serves->service));
			serves->priority = make_number(rng, 0, 3);
		}
	}
}

static void make_people(struct rng *rng, struct arena *arena, struct queue_config *config)
{
	config->clerks.at = ARENA_ARRAY(arena, CLERKS, struct queue_config_clerk);
	for (int i = 0; i < CLERKS; i++) {
		if (make_rarely(rng, 8))
			continue;
		struct queue_config_clerk *clerk = &config->clerks.at[config->clerks.n++];
		snprintf(clerk->id, sizeof(clerk->id), "c%d", i);
		clerk->name = TEXT("柜员");
	}
	config->classes.at = ARENA_ARRAY(arena, CLASSES, struct queue_config_class);
	for (int i = 0; i < CLASSES && !make_rarely(rng, 8); i++) {
		struct queue_config_class *class_ = &config->classes.at[config->classes.n++];
		snprintf(class_->id, sizeof(class_->id), "k%d", i);
		class_->name = TEXT("客户");
		class_->rank = make_number(rng, 0, 2);
		class_->share = make_number(rng, 0, 3);
	}
}

/* Some of the rules in any order; none for the usual ones. */
static void make_rules(struct rng *rng, struct arena *arena, struct queue_config_policy *policy)
{
	policy->rules.at = ARENA_ARRAY(arena, QUEUE_RULE_COUNT, enum queue_rule);
	if (make_rarely(rng, 3))
		return;
	for (int rule = QUEUE_RULE_OVERDUE; rule <= QUEUE_RULE_ARRIVAL; rule++)
		if (!make_rarely(rng, 4))
			policy->rules.at[policy->rules.n++] = (enum queue_rule)rule;
	for (uint32_t i = policy->rules.n; i > 1; i--) {
		const uint64_t other = rng_below(rng, i);
		const enum queue_rule rule = policy->rules.at[i - 1];
		policy->rules.at[i - 1] = policy->rules.at[other];
		policy->rules.at[other] = rule;
	}
}

static void make_policy(struct rng *rng, struct arena *arena, struct queue_config_policy *policy)
{
	make_rules(rng, arena, policy);
	policy->wait_max_min = make_number(rng, 0, 90);
	policy->aged_after_min = make_number(rng, 0, 45);
	policy->no_show_places = make_rarely(rng, 2) ? make_number(rng, 1, 5) : 0;
	policy->no_show_recalls = make_rarely(rng, 2) ? make_number(rng, 1, 2) : 0;
	policy->hold_max_min = make_rarely(rng, 2) ? make_number(rng, 1, 60) : 0;
	policy->transfer_to_end = make_rarely(rng, 2);
	policy->wrap_up = make_rarely(rng, 2);
}

static void make_calendar(struct rng *rng, struct arena *arena, struct queue_config_calendar *calendar)
{
	calendar->utc_offset_min = make_rarely(rng, 20) ? make_number(rng, -720, 840) : CHINA_MIN;
	calendar->rollover = make_rarely(rng, 3) ? QUEUE_ROLLOVER_CARRY : QUEUE_ROLLOVER_CLEAR;
	calendar->always_open = !make_rarely(rng, 4);
	calendar->week.at = ARENA_ARRAY(arena, 7, struct queue_config_weekday);
	for (int day = 1; day <= 7 && !calendar->always_open; day++) {
		struct queue_config_weekday *weekday = &calendar->week.at[calendar->week.n++];
		weekday->day = day;
		weekday->hours.at = ARENA_NEW(arena, struct queue_config_hours);
		weekday->hours.n = 1;
		*weekday->hours.at = (struct queue_config_hours){ .from = 2 * HOUR_MIN, .to = 22 * HOUR_MIN };
	}
}

/* None, or any that rise and that a device can reach. */
static void make_device_levels(struct rng *rng, struct queue_config_alert *alert)
{
	alert->level1 = make_number(rng, 0, 1);
	alert->level2 = make_rarely(rng, 2) ? make_number(rng, 1, 2) : 0;
	alert->level3 = make_rarely(rng, 2) ? 2 : 0;
}

/* Half of the halls have no rules at all. */
static void make_alerts(struct rng *rng, struct arena *arena, struct queue_config *config)
{
	config->alerts.at = ARENA_ARRAY(arena, QUEUE_ALERT_KIND_COUNT + 3, struct queue_config_alert);
	if (make_rarely(rng, 2))
		return;
	for (int kind = 1; kind <= QUEUE_ALERT_KIND_COUNT; kind++) {
		const int rules = kind <= QUEUE_ALERT_KIND_WAITING || kind == QUEUE_ALERT_KIND_HANDLING ? 2 : 1;
		for (int i = 0; i < rules; i++) {
			struct queue_config_alert *alert = &config->alerts.at[config->alerts.n];
			if (make_rarely(rng, 3))
				continue;
			config->alerts.n++;
			alert->kind = (enum queue_alert_kind)kind;
			if (i == 1)
				memcpy(alert->service, config->services.at[0].id, sizeof(alert->service));
			const int64_t step = kind == QUEUE_ALERT_KIND_RATING ? -1 : make_number(rng, 0, 8);
			alert->level1 = kind == QUEUE_ALERT_KIND_RATING ? 3 : make_number(rng, 1, 25);
			alert->level2 = make_rarely(rng, 3) ? 0 : alert->level1 + step;
			alert->level3 = make_rarely(rng, 3) ? 0 : alert->level1 + 2 * step;
			if (make_rarely(rng, 5))
				alert->level1 = 0;
			if (kind == QUEUE_ALERT_KIND_DEVICE)
				make_device_levels(rng, alert);
			else if (alert->level1 + alert->level2 + alert->level3 == 0)
				alert->level3 = 1;
			alert->escalate_min = make_rarely(rng, 2) ? make_number(rng, 1, 20) : 0;
			alert->owner = TEXT("大堂经理");
			alert->owner_en = TEXT("Lobby manager");
		}
	}
}

static void make_devices(struct rng *rng, struct arena *arena, struct queue_config *config)
{
	config->devices.at = ARENA_ARRAY(arena, DEVICES, struct queue_config_device);
	for (int i = 0; i < DEVICES; i++) {
		struct queue_config_device *device = &config->devices.at[config->devices.n];
		if (make_rarely(rng, 4))
			continue;
		config->devices.n++;
		snprintf(device->id, sizeof(device->id), "d%d", i);
		device->kind = i == 0 ? QUEUE_DEVICE_KIND_KIOSK : QUEUE_DEVICE_KIND_BOARD;
		device->name = TEXT("设备");
	}
}

/* Reasons to pause, the second in one language. */
static void make_words(struct rng *rng, struct arena *arena, struct queue_config *config)
{
	enum { REASONS = 2 };

	if (make_rarely(rng, 2))
		return;
	config->pause_reasons.at = ARENA_ARRAY(arena, REASONS, struct queue_config_pause_reason);
	config->pause_reasons.n = REASONS;
	config->pause_reasons.at[0] = (struct queue_config_pause_reason){ TEXT("用餐"), TEXT("Meal break") };
	config->pause_reasons.at[1] = (struct queue_config_pause_reason){ .name = TEXT("盘点") };
}

struct queue_config make_config(struct rng *rng, struct arena *arena)
{
	struct queue_config config = { .name = TEXT("营业厅") };

	make_services(rng, arena, &config);
	make_windows(rng, arena, &config);
	make_people(rng, arena, &config);
	make_policy(rng, arena, &config.policy);
	make_calendar(rng, arena, &config.calendar);
	config.booking.from = (int32_t)make_number(rng, 8, 15) * HOUR_MIN;
	config.booking.to = config.booking.from + (int32_t)make_number(rng, 1, QUEUE_SLOTS_MAX) * HOUR_MIN;
	config.booking.grace_min = make_rarely(rng, 2) ? make_number(rng, 1, 240) : 0;
	make_alerts(rng, arena, &config);
	make_devices(rng, arena, &config);
	make_words(rng, arena, &config);
	config.waiting_limit = make_rarely(rng, 8) ? make_number(rng, 20, 100) : 0;
	return config;
}
