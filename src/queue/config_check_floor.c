/* What the configuration of the floor must fulfil: zones, devices, voice, alerts, pauses and ratings
 * (Q7, Q12, Q13, Q14, Q19, M2).
 *
 * Devices and zones are named by id from elsewhere in the configuration only: nobody in the hall keeps a place in
 * these lists, so that they may come and go while it runs. */
#include "queue/config_check_private.h"

#include <stddef.h>
#include <string.h>

enum {
	RATING_ALERT_MAX = 4, /* the best level, 5, is no reason to be told */
	DEVICE_ALERT_MAX = 2, /* a device is out of order at worst */
	PAPER_NARROW_MM = 58,
	PAPER_SAME_MM = 57, /* the same roll: shops sell it under either width */
	PAPER_WIDE_MM = 80,
};

/* The lists of the floor begin their entries with the id. */
_Static_assert(offsetof(struct queue_config_zone, id) == 0, "ids_are_good reads the id at the beginning");
_Static_assert(offsetof(struct queue_config_device, id) == 0, "ids_are_good reads the id at the beginning");

static bool ids_are_good(struct config_check *check, const char *list, const void *at, uint32_t n, size_t size)
{
	for (uint32_t i = 0; i < n; i++) {
		const char *id = (const char *)at + i * size;
		if (!config_is_id(id))
			return config_wrong(check, REFUSED_CONFIG_LETTERS, "%s[%u].id %s", list, i, id);
		for (uint32_t before = 0; before < i; before++)
			if (strcmp((const char *)at + before * size, id) == 0)
				return config_wrong(check, REFUSED_CONFIG_TWICE, "%s[%u].id %s", list, i, id);
	}
	return true;
}

/* An empty id names nothing, and that is fine. */
static bool is_zone(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->zones.n; i++)
		if (strcmp(config->zones.at[i].id, id) == 0)
			return true;
	return id[0] == '\0';
}

static bool is_window(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->windows.n; i++)
		if (strcmp(config->windows.at[i].id, id) == 0)
			return true;
	return id[0] == '\0';
}

static bool is_printer(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->devices.n; i++)
		if (config->devices.at[i].kind == QUEUE_DEVICE_KIND_PRINTER &&
		    strcmp(config->devices.at[i].id, id) == 0)
			return true;
	return id[0] == '\0';
}

static bool zones_are_good(struct config_check *check)
{
	const struct queue_config *config = check->config;

	if (!ids_are_good(check, "zones", config->zones.at, config->zones.n, sizeof(*config->zones.at)))
		return false;
	for (uint32_t w = 0; w < config->windows.n; w++)
		if (!is_zone(config, config->windows.at[w].zone))
			return config_wrong(check, REFUSED_CONFIG_DANGLING, "windows[%u].zone %s", w,
					    config->windows.at[w].zone);
	return true;
}

static bool belongs_to_a_window(enum queue_device_kind kind)
{
	return kind == QUEUE_DEVICE_KIND_CALLER || kind == QUEUE_DEVICE_KIND_WINDOW_BOARD ||
	       kind == QUEUE_DEVICE_KIND_PAD;
}

static bool is_paper(int32_t width_mm)
{
	return width_mm == 0 || width_mm == PAPER_NARROW_MM || width_mm == PAPER_SAME_MM || width_mm == PAPER_WIDE_MM;
}

static bool device_is_good(struct config_check *check, uint32_t i)
{
	const struct queue_config *config = check->config;
	const struct queue_config_device *device = &config->devices.at[i];

	if (!is_window(config, device->window))
		return config_wrong(check, REFUSED_CONFIG_DANGLING, "devices[%u].window %s", i, device->window);
	if (device->window[0] == '\0' && belongs_to_a_window(device->kind))
		return config_wrong(check, REFUSED_CONFIG_EMPTY, "devices[%u].window", i);
	if (!is_zone(config, device->zone))
		return config_wrong(check, REFUSED_CONFIG_DANGLING, "devices[%u].zone %s", i, device->zone);
	if (!is_printer(config, device->printer))
		return config_wrong(check, REFUSED_CONFIG_DANGLING, "devices[%u].printer %s", i, device->printer);
	if (device->kind == QUEUE_DEVICE_KIND_PRINTER && device->address.len == 0)
		return config_wrong(check, REFUSED_CONFIG_EMPTY, "devices[%u].address", i);
	if (!is_paper(device->paper_mm))
		return config_wrong(check, REFUSED_CONFIG_PAPER, "devices[%u].paper_mm %d", i, (int)device->paper_mm);
	return true;
}

static bool devices_are_good(struct config_check *check)
{
	const struct queue_config *config = check->config;

	if (!ids_are_good(check, "devices", config->devices.at, config->devices.n, sizeof(*config->devices.at)))
		return false;
	for (uint32_t i = 0; i < config->devices.n; i++)
		if (!device_is_good(check, i))
			return false;
	return true;
}

static bool voice_is_good(struct config_check *check)
{
	const struct queue_config_voice *voice = &check->config->voice;

	for (uint32_t i = 0; i < voice->languages.n; i++)
		for (uint32_t before = 0; before < i; before++)
			if (voice->languages.at[before] == voice->languages.at[i])
				return config_wrong(check, REFUSED_CONFIG_TWICE, "voice.languages[%u] %s", i,
						    queue_voice_language_words.words[voice->languages.at[i]]);
	/* Quiet hours may last until the next morning. */
	for (uint32_t i = 0; i < voice->quiet.n; i++)
		if (voice->quiet.at[i].from == voice->quiet.at[i].to)
			return config_wrong(check, REFUSED_CONFIG_ORDER, "voice.quiet[%u]", i);
	return true;
}

/* A level that is there is not below the one under it; of ratings, where less is worse, not above. */
static bool levels_rise(const struct queue_config_alert *alert)
{
	const int64_t levels[] = { alert->level1, alert->level2, alert->level3 };
	int64_t last = 0;

	for (size_t i = 0; i < CC_COUNT(levels); i++) {
		if (levels[i] == 0)
			continue;
		if (last != 0 && (alert->kind == QUEUE_ALERT_KIND_RATING ? levels[i] > last : levels[i] < last))
			return false;
		last = levels[i];
	}
	return true;
}

/* A rule that could never alert, or alerts of what is good, is a slip of the pen. */
static bool levels_make_sense(const struct queue_config_alert *alert)
{
	const bool has_usual = alert->kind == QUEUE_ALERT_KIND_CROWDING || alert->kind == QUEUE_ALERT_KIND_DEVICE ||
			       alert->kind == QUEUE_ALERT_KIND_HELP;
	const int64_t levels[] = { alert->level1, alert->level2, alert->level3 };
	const int64_t highest = alert->kind == QUEUE_ALERT_KIND_RATING   ? RATING_ALERT_MAX
				: alert->kind == QUEUE_ALERT_KIND_DEVICE ? DEVICE_ALERT_MAX
									 : INT64_MAX;
	bool says_any = false;

	for (size_t i = 0; i < CC_COUNT(levels); i++) {
		if (levels[i] > highest)
			return false;
		says_any = says_any || levels[i] != 0;
	}
	return says_any || has_usual;
}

static bool has_service_rules(enum queue_alert_kind kind)
{
	return kind == QUEUE_ALERT_KIND_WAIT || kind == QUEUE_ALERT_KIND_WAITING || kind == QUEUE_ALERT_KIND_HANDLING;
}

static bool alerts_are_good(struct config_check *check)
{
	const struct queue_list_record_config_alert *alerts = &check->config->alerts;

	for (uint32_t i = 0; i < alerts->n; i++) {
		const struct queue_config_alert *alert = &alerts->at[i];
		if (alert->service[0] != '\0' && !has_service_rules(alert->kind))
			return config_wrong(check, REFUSED_CONFIG_SERVICE, "alerts[%u].service %s", i, alert->service);
		if (alert->service[0] != '\0' && !config_has_service(check->config, alert->service))
			return config_wrong(check, REFUSED_CONFIG_DANGLING, "alerts[%u].service %s", i, alert->service);
		if (!levels_rise(alert))
			return config_wrong(check, REFUSED_CONFIG_ORDER, "alerts[%u].level1", i);
		if (!levels_make_sense(alert))
			return config_wrong(check, REFUSED_CONFIG_LEVELS, "alerts[%u] %s", i,
					    queue_alert_kind_words.words[alert->kind]);
		for (uint32_t before = 0; before < i; before++)
			if (alerts->at[before].kind == alert->kind &&
			    strcmp(alerts->at[before].service, alert->service) == 0)
				return config_wrong(check, REFUSED_CONFIG_TWICE, "alerts[%u] %s", i,
						    queue_alert_kind_words.words[alert->kind]);
	}
	return true;
}

/* Screens know a reason again by its words. */
static bool pause_reasons_are_good(struct config_check *check)
{
	const struct queue_list_record_config_pause_reason *reasons = &check->config->pause_reasons;

	for (uint32_t i = 0; i < reasons->n; i++)
		for (uint32_t before = 0; before < i; before++)
			if (text_eq(reasons->at[before].name, reasons->at[i].name))
				return config_wrong(check, REFUSED_CONFIG_TWICE, "pause_reasons[%u].name %.*s", i,
						    TEXT_ARG(reasons->at[i].name));
	return true;
}

static bool ratings_are_good(struct config_check *check)
{
	const struct queue_list_record_config_rating *ratings = &check->config->ratings;

	for (uint32_t i = 0; i < ratings->n; i++)
		for (uint32_t before = 0; before < i; before++)
			if (ratings->at[before].level == ratings->at[i].level)
				return config_wrong(check, REFUSED_CONFIG_TWICE, "ratings[%u].level %d", i,
						    (int)ratings->at[i].level);
	return true;
}

bool config_floor_is_good(struct config_check *check)
{
	return zones_are_good(check) && devices_are_good(check) && voice_is_good(check) && alerts_are_good(check) &&
	       pause_reasons_are_good(check) && ratings_are_good(check);
}
