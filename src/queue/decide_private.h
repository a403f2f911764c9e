/* What the deciding files share. For the room's own use. */
#ifndef OH_QUEUE_DECIDE_PRIVATE_H
#define OH_QUEUE_DECIDE_PRIVATE_H

#include "queue/step.h"

/* A decision in the making. */
struct decide {
	const struct queue_hall *hall;
	int64_t now;
	uint64_t seed;
	struct arena *arena;
	struct queue_decision out;
};

/* One kind of command: reads its arguments from `command` and adds events or a refusal to `d`. */
typedef void decide_command(struct decide *d, const struct queue_command *command);

/* Add an event; the caller fills in its fields. The pointer is good until the next one is added. */
struct queue_event *decide_emit(struct decide *d, enum queue_event_kind kind);

/* Refuse; `what` (copied) fills in the text of the refusal. For `return decide_refuse(...)`. */
void decide_refuse(struct decide *d, enum queue_refusal refusal);
void decide_refuse_what(struct decide *d, enum queue_refusal refusal, struct text what);

/* The things a command names, or NULL after refusing. Retired ones are unknown. */
const struct queue_service *decide_service(struct decide *d, struct queue_service_id id);
const struct queue_window *decide_window(struct decide *d, struct queue_window_id id);
const struct queue_clerk *decide_clerk(struct decide *d, struct queue_clerk_id id);
const struct queue_ticket *decide_ticket(struct decide *d, struct queue_ticket_id id);
/* A class that was named, the hall's usual one where none was; false after refusing. */
bool decide_class(struct decide *d, struct queue_class_id named, struct queue_class_id *ret);

/* An open window that is not paused, or NULL after refusing. */
const struct queue_window *decide_open_window(struct decide *d, struct queue_window_id id);
/* Such a window without a ticket, ready to take one. */
const struct queue_window *decide_ready_window(struct decide *d, struct queue_window_id id);
/* Such a window with a ticket; `ret_ticket` is it. */
const struct queue_window *decide_busy_window(struct decide *d, struct queue_window_id id,
					      const struct queue_ticket **ret_ticket);

/* Milliseconds served in this leg up to now, holds left out. */
int64_t decide_served_ms(const struct decide *d, const struct queue_ticket *ticket);

/* A ticket to be taken: by a walk-in, or for a booking. */
struct decide_take {
	struct queue_service_id service;
	struct queue_class_id class_;
	struct queue_visit_id visit;
	struct queue_appointment_id appointment;
	enum queue_channel channel;
	struct text customer, token;
	struct queue_list_service then;
	const char *device; /* the kiosk; need not be known, for nobody goes without a ticket for that */
	bool has_right;     /* a booking: no limit applies */
};
/* Take it, or refuse: unknown things, a closed hall, and for walk-ins every limit. */
void decide_take_ticket(struct decide *d, const struct decide_take *take);

/* What is to be told of alerts at this time: see alert.h. */
void decide_alerts(struct decide *d);
/* Close all alerts: the day ends. */
void decide_close_alerts(struct decide *d);
/* Raise the alert of a rating, where the hall's rule says so; its id, or 0. */
struct queue_alert_id decide_rating_alert(struct decide *d, const struct queue_did_rating_given *given);

/* Commands, by file. */
decide_command decide_hall_configure, decide_hall_tick;
decide_command decide_ticket_take, decide_ticket_cancel, decide_ticket_reinstate, decide_ticket_insert_ahead,
	decide_ticket_add_service, decide_rating_give;
decide_command decide_ticket_call_next, decide_ticket_call, decide_ticket_recall, decide_ticket_start,
	decide_ticket_finish, decide_ticket_no_show, decide_ticket_hold, decide_ticket_resume, decide_ticket_transfer,
	decide_ticket_transfer_back;
decide_command decide_window_open, decide_window_close, decide_window_pause, decide_window_resume,
	decide_window_ready, decide_window_set_services, decide_service_pause, decide_service_resume;
decide_command decide_appointment_book, decide_appointment_move, decide_appointment_cancel,
	decide_appointment_redeem;
decide_command decide_clerk_move, decide_device_report, decide_device_pause, decide_device_resume, decide_help_call,
	decide_alert_acknowledge, decide_alert_escalate, decide_alert_close;

#endif
