/* What the applying files share. For the room's own use. */
#ifndef OH_QUEUE_APPLY_PRIVATE_H
#define OH_QUEUE_APPLY_PRIVATE_H

#include "queue/step.h"

/* One kind of event: folds it into the hall. What it names is there: deciding made sure. */
typedef void apply_event(struct queue_hall *hall, const struct queue_event *event);

/* The ticket that an event names (bug when it is not there). */
struct queue_ticket *apply_ticket(const struct queue_hall *hall, struct queue_ticket_id id);

/* Give a window another state. */
void apply_window_state(struct queue_hall *hall, struct queue_window_id id, enum queue_window_state state);

/* Note that the window's ticket is gone: the window is free, or in `next`. */
void apply_window_leave(struct queue_hall *hall, struct queue_window_id id, enum queue_window_state next);

apply_event apply_hall_configured, apply_day_opened;
apply_event apply_ticket_taken, apply_ticket_called, apply_ticket_recalled, apply_ticket_started,
	apply_ticket_finished, apply_ticket_missed, apply_ticket_reinstated, apply_ticket_held, apply_ticket_resumed,
	apply_ticket_released, apply_ticket_transferred, apply_ticket_continued, apply_ticket_inserted,
	apply_ticket_cancelled, apply_ticket_unserved, apply_ticket_extended, apply_rating_given;
apply_event apply_window_opened, apply_window_closed, apply_window_paused, apply_window_resumed,
	apply_window_readied, apply_window_services_set, apply_service_paused, apply_service_resumed;
apply_event apply_appointment_booked, apply_appointment_moved, apply_appointment_cancelled,
	apply_appointment_expired;
apply_event apply_device_reported, apply_device_paused, apply_device_resumed, apply_alert_raised, apply_alert_changed,
	apply_alert_acknowledged, apply_alert_escalated, apply_alert_closed;

#endif
