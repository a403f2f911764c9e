/* Devices, calls for help, and what the hall's manager does with alerts (M2, M4, Q14, Q19). */
#include "queue/alert_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/decide_private.h"

/* --- Devices --------------------------------------------------------------------------------------- */

static const struct queue_device *decide_device(struct decide *d, const char *id)
{
	const struct queue_device *device = queue_device_at(d->hall, id);

	if (device == NULL)
		decide_refuse(d, REFUSED_DEVICE_UNKNOWN);
	return device;
}

void decide_device_report(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_device_report *args = &command->device_report;
	const struct queue_device *device = decide_device(d, args->device);

	if (device == NULL)
		return;
	if (device->state == args->state && text_eq(device->detail, args->detail))
		return decide_refuse(d, REFUSED_DEVICE_SAME);
	struct queue_did_device_reported *reported = &decide_emit(d, QUEUE_DID_DEVICE_REPORTED)->device_reported;
	*reported = (struct queue_did_device_reported){ .state = args->state, .detail = args->detail };
	memcpy(reported->device, device->id, sizeof(reported->device));
}

void decide_device_pause(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_device_pause *args = &command->device_pause;
	const struct queue_device *device = decide_device(d, args->device);

	if (device == NULL)
		return;
	if (device->paused)
		return decide_refuse_what(d, REFUSED_DEVICE_PAUSED, device->reason);
	struct queue_did_device_paused *paused = &decide_emit(d, QUEUE_DID_DEVICE_PAUSED)->device_paused;
	paused->reason = args->reason;
	memcpy(paused->device, device->id, sizeof(paused->device));
}

void decide_device_resume(struct decide *d, const struct queue_command *command)
{
	const struct queue_device *device = decide_device(d, command->device_resume.device);

	if (device == NULL)
		return;
	if (!device->paused)
		return decide_refuse(d, REFUSED_DEVICE_NOT_PAUSED);
	memcpy(decide_emit(d, QUEUE_DID_DEVICE_RESUMED)->device_resumed.device, device->id, sizeof(device->id));
}

/* --- Alerts that people raise ---------------------------------------------------------------------- */

void decide_help_call(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_help_call *args = &command->help_call;
	const struct queue_window *window = args->window.n != 0 ? decide_window(d, args->window) : NULL;

	if (args->window.n != 0 && window == NULL)
		return;
	const uint16_t open = window != NULL ? window->alerts : d->hall->alert_bits;
	if ((open & alert_bit(QUEUE_ALERT_KIND_HELP)) != 0)
		return decide_refuse(d, REFUSED_HELP_CALLED);
	struct queue_event *event = decide_emit(d, QUEUE_DID_ALERT_RAISED);
	event->alert_raised = (struct queue_did_alert_raised){
		.alert = { event->seq },
		.about = QUEUE_ALERT_KIND_HELP,
		.level = alert_help_level(d->hall),
		.value = 1,
		.window = args->window,
		.note = args->note,
	};
}

static void make_room_for_rating(struct decide *d)
{
	const struct queue_alert *oldest = NULL;
	uint32_t n = 0;

	for (uint32_t i = d->hall->alert_n; i > 0; i--)
		if (d->hall->alerts[i - 1].about == QUEUE_ALERT_KIND_RATING) {
			oldest = &d->hall->alerts[i - 1];
			n++;
		}
	if (n >= QUEUE_RATING_ALERTS_MAX)
		decide_emit(d, QUEUE_DID_ALERT_CLOSED)->alert_closed = (struct queue_did_alert_closed){
			.alert = oldest->id, .by = QUEUE_ALERT_END_SELF, .open_ms = d->now - oldest->raised_at
		};
}

struct queue_alert_id decide_rating_alert(struct decide *d, const struct queue_did_rating_given *given)
{
	const int32_t level = alert_rating_level(d->hall, given->level);

	if (level == 0)
		return (struct queue_alert_id){ 0 };
	make_room_for_rating(d);
	struct queue_event *event = decide_emit(d, QUEUE_DID_ALERT_RAISED);
	event->alert_raised = (struct queue_did_alert_raised){
		.alert = { event->seq },
		.about = QUEUE_ALERT_KIND_RATING,
		.level = level,
		.value = given->level,
		.service = given->service,
		.ticket = given->ticket,
		.window = given->window,
		.note = given->comment,
	};
	return event->alert_raised.alert;
}

/* --- What is done with alerts ---------------------------------------------------------------------- */

static const struct queue_alert *open_alert(struct decide *d, struct queue_alert_id id)
{
	const struct queue_alert *alert = queue_alert_at(d->hall, id);

	if (alert == NULL)
		decide_refuse(d, REFUSED_ALERT_UNKNOWN);
	return alert;
}

void decide_alert_acknowledge(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_alert_acknowledge *args = &command->alert_acknowledge;
	const struct queue_alert *alert = open_alert(d, args->alert);

	if (alert == NULL)
		return;
	const struct queue_config_alert *rule = queue_alert_rule(d->hall, alert->about, alert->service);
	const struct text usual = rule != NULL ? text_copy(d->arena, rule->owner) : text_of(NULL);
	const struct text owner = args->owner.len > 0 ? args->owner : usual;
	if (alert->acknowledged_at != 0 && text_eq(alert->owner, owner))
		return decide_refuse_what(d, REFUSED_ALERT_OWNED, alert->owner);
	decide_emit(d, QUEUE_DID_ALERT_ACKNOWLEDGED)->alert_acknowledged = (struct queue_did_alert_acknowledged){
		.alert = alert->id, .owner = owner, .after_ms = d->now - alert->raised_at
	};
}

void decide_alert_escalate(struct decide *d, const struct queue_command *command)
{
	const struct queue_alert *alert = open_alert(d, command->alert_escalate.alert);

	if (alert == NULL)
		return;
	if (!alert_can_be_lifted(alert->level, alert->lifts))
		return decide_refuse(d, REFUSED_ALERT_HIGHEST);
	decide_emit(d, QUEUE_DID_ALERT_ESCALATED)->alert_escalated = (struct queue_did_alert_escalated){
		.alert = alert->id,
		.level = alert->level < QUEUE_ALERT_LEVELS ? alert->level + 1 : QUEUE_ALERT_LEVELS,
		.by = QUEUE_ALERT_END_MANAGER,
	};
}

void decide_alert_close(struct decide *d, const struct queue_command *command)
{
	const struct queue_do_alert_close *args = &command->alert_close;
	const struct queue_alert *alert = open_alert(d, args->alert);

	if (alert == NULL)
		return;
	if (alert_closes_itself(alert->about))
		return decide_refuse(d, REFUSED_ALERT_HOLDS);
	decide_emit(d, QUEUE_DID_ALERT_CLOSED)->alert_closed = (struct queue_did_alert_closed){
		.alert = alert->id,
		.by = QUEUE_ALERT_END_MANAGER,
		.note = args->note,
		.open_ms = d->now - alert->raised_at,
	};
}
