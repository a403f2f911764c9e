/* From events to the next state: devices and alerts, and where they are kept (M2, M4, Q19).
 *
 * Invariants: alerts stand in the order of their ids; of alerts that have bits there is one for each, and the bit of
 * its kind is set in the thing that it is about; hall->trouble counts the devices in trouble. */
#include "queue/alert_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/apply_private.h"

enum { ALERTS_AT_FIRST = 8 };

struct alert_key alert_key(const struct queue_alert *alert)
{
	return (struct alert_key){ .about = alert->about,
				   .service = alert->service,
				   .window = alert->window,
				   .device = alert->device[0] != '\0' ? alert->device : NULL };
}

uint16_t alert_bit(enum queue_alert_kind about)
{
	return (uint16_t)(1U << about);
}

uint16_t *alert_bits(struct queue_hall *hall, const struct alert_key *key)
{
	struct queue_device *device;

	switch (key->about) {
	case QUEUE_ALERT_KIND_WAIT:
	case QUEUE_ALERT_KIND_WAITING:
		return key->service.n != 0 ? &hall->services[key->service.n].alerts : &hall->alert_bits;
	case QUEUE_ALERT_KIND_HANDLING:
	case QUEUE_ALERT_KIND_IDLE:
	case QUEUE_ALERT_KIND_HELP:
		return key->window.n != 0 ? &hall->windows[key->window.n].alerts : &hall->alert_bits;
	case QUEUE_ALERT_KIND_CROWDING: return &hall->alert_bits;
	case QUEUE_ALERT_KIND_DEVICE:
		device = key->device != NULL ? queue_device_at(hall, key->device) : NULL;
		return device != NULL ? &device->alerts : NULL;
	case QUEUE_ALERT_KIND_RATING: break;
	}
	return NULL;
}

void alert_add(struct queue_hall *hall, const struct queue_alert *alert)
{
	const struct alert_key key = alert_key(alert);
	uint16_t *bits = alert_bits(hall, &key);

	ASSERT(hall->alert_n < QUEUE_ALERTS_MAX);
	if (hall->alert_n == hall->alert_size) {
		const uint32_t size = hall->alert_size == 0 ? ALERTS_AT_FIRST : hall->alert_size * 2;
		struct queue_alert *alerts = ARENA_ARRAY(hall->arena, size, struct queue_alert);
		if (hall->alert_n > 0)
			memcpy(alerts, hall->alerts, hall->alert_n * sizeof(*alerts));
		hall->alerts = alerts;
		hall->alert_size = size;
	}
	hall->alerts[hall->alert_n++] = *alert;
	if (bits != NULL)
		*bits |= alert_bit(alert->about);
}

void alert_remove(struct queue_hall *hall, struct queue_alert *alert)
{
	const uint32_t place = (uint32_t)(alert - hall->alerts);
	const struct alert_key key = alert_key(alert);
	uint16_t *bits = alert_bits(hall, &key);

	ASSERT(place < hall->alert_n);
	if (bits != NULL)
		*bits &= (uint16_t)~alert_bit(key.about);
	memmove(alert, alert + 1, (hall->alert_n - place - 1) * sizeof(*alert));
	hall->alert_n--;
}

/* --- Rules and devices of a configuration ---------------------------------------------------------- */

static void look_up_rules(struct queue_hall *hall)
{
	const struct queue_list_record_config_alert *rules = &hall->config.alerts;

	ASSERT(rules->n <= QUEUE_PLACES_MAX);
	memset(hall->alert_rules, 0, sizeof(hall->alert_rules));
	for (uint16_t s = 1; s <= hall->service_n; s++)
		memset(hall->services[s].alert_rules, 0, sizeof(hall->services[s].alert_rules));
	for (uint32_t i = 0; i < rules->n; i++) {
		const struct queue_config_alert *rule = &rules->at[i];
		if (rule->service[0] == '\0')
			hall->alert_rules[rule->kind] = (uint16_t)(i + 1);
		for (uint16_t s = 1; s <= hall->service_n && rule->service[0] != '\0'; s++)
			if (strcmp(hall->services[s].config.id, rule->service) == 0)
				hall->services[s].alert_rules[rule->kind] = (uint16_t)(i + 1);
	}
}

void alert_count_trouble(struct queue_hall *hall)
{
	hall->trouble = 0;
	for (uint16_t i = 0; i < hall->device_n; i++)
		hall->trouble += queue_device_is_in_trouble(&hall->devices[i]);
}

void alert_lay_out(struct queue_hall *hall)
{
	const struct queue_list_record_config_device *config = &hall->config.devices;
	struct queue_device *devices = ARENA_ARRAY(hall->arena, config->n, struct queue_device);

	for (uint32_t i = 0; i < config->n; i++) {
		const struct queue_device *known = queue_device_at(hall, config->at[i].id);
		devices[i] = known != NULL ? *known
					   : (struct queue_device){ .state = QUEUE_DEVICE_OK, .since = hall->at };
		memcpy(devices[i].id, config->at[i].id, sizeof(devices[i].id));
	}
	hall->devices = devices;
	hall->device_n = (uint16_t)config->n;
	alert_count_trouble(hall);
	look_up_rules(hall);
}

/* --- Events ---------------------------------------------------------------------------------------- */

static struct queue_device *device_of(const struct queue_hall *hall, const char *id)
{
	struct queue_device *device = queue_device_at(hall, id);

	ASSERT(device != NULL);
	return device;
}

void apply_device_reported(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_device_reported *reported = &event->device_reported;
	struct queue_device *device = device_of(hall, reported->device);

	if (device->state != reported->state)
		device->since = hall->at;
	device->state = reported->state;
	device->detail = text_copy(hall->arena, reported->detail);
	alert_count_trouble(hall);
}

void apply_device_paused(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_device *device = device_of(hall, event->device_paused.device);

	device->paused = true;
	device->reason = text_copy(hall->arena, event->device_paused.reason);
	alert_count_trouble(hall);
}

void apply_device_resumed(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_device *device = device_of(hall, event->device_resumed.device);

	device->paused = false;
	device->reason = text_of(NULL);
	alert_count_trouble(hall);
}

struct queue_alert alert_raised(const struct queue_event *event)
{
	const struct queue_did_alert_raised *raised = &event->alert_raised;
	struct queue_alert alert = {
		.id = raised->alert,
		.about = raised->about,
		.level = (int32_t)raised->level,
		.value = raised->value,
		.service = raised->service,
		.ticket = raised->ticket,
		.window = raised->window,
		.raised_at = event->at,
		.note = raised->note,
	};

	memcpy(alert.device, raised->device, sizeof(alert.device));
	return alert;
}

void apply_alert_raised(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_alert alert = alert_raised(event);

	alert.note = text_copy(hall->arena, alert.note);
	alert_add(hall, &alert);
}

static struct queue_alert *alert_of(const struct queue_hall *hall, struct queue_alert_id id)
{
	struct queue_alert *alert = queue_alert_at(hall, id);

	ASSERT(alert != NULL);
	return alert;
}

void apply_alert_changed(struct queue_hall *hall, const struct queue_event *event)
{
	const struct queue_did_alert_changed *changed = &event->alert_changed;
	struct queue_alert *alert = alert_of(hall, changed->alert);

	alert->level = (int32_t)changed->level;
	alert->value = changed->value;
	alert->ticket = changed->ticket;
}

void apply_alert_acknowledged(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_alert *alert = alert_of(hall, event->alert_acknowledged.alert);

	alert->acknowledged_at = hall->at;
	alert->owner = text_copy(hall->arena, event->alert_acknowledged.owner);
}

void apply_alert_escalated(struct queue_hall *hall, const struct queue_event *event)
{
	struct queue_alert *alert = alert_of(hall, event->alert_escalated.alert);

	alert->level = (int32_t)event->alert_escalated.level;
	alert->lifts++;
	alert->lifted_at = hall->at;
}

void apply_alert_closed(struct queue_hall *hall, const struct queue_event *event)
{
	alert_remove(hall, alert_of(hall, event->alert_closed.alert));
}
