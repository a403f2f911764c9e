/* The auditor's model of a hall, for its own files: one flat struct for each thing, found by looking. */
#ifndef OH_TEST_AUDIT_MODEL_H
#define OH_TEST_AUDIT_MODEL_H

#include "base/cc.h"
#include "test/audit/audit.h"
#include "test/audit/model_floor.h"

enum { MODEL_PLACES_MAX = 1024, MODEL_THEN_MAX = 7, MODEL_TEXT_MAX = 256, MODEL_NUMBER_SIZE = 16 };

struct model_ticket {
	int64_t id, visit;
	char number[MODEL_NUMBER_SIZE]; /* zero-filled */
	enum queue_ticket_state state;
	bool kept;  /* held, and no longer at a window */
	bool today; /* taken on the present business day */
	bool come_back, missed, rated;
	bool inserted;       /* put ahead of the others */
	int64_t appointment; /* that it redeemed; 0 for none */
	uint16_t service, class_, window, clerk;
	uint16_t to_window, to_clerk, back_window, back_service;
	uint16_t rate_window, rate_clerk, rate_service;
	uint16_t then[MODEL_THEN_MAX];
	uint32_t then_n;
	int64_t behind;   /* calls of others that it was put back behind and that are to come */
	int64_t calls;    /* since it entered the queue last */
	int64_t finished; /* services */
	int64_t queued_at, reinstated_at; /* 0 where it never was */
	int64_t order_at; /* the time that its place in the queue goes by */
	double order_tie; /* among those of the same time, lower is before */
	int64_t serving_since, served_ms;
};

struct model_service {
	struct queue_config_service config; /* texts are not kept */
	bool paused, full;
	int64_t given;
};

struct model_window {
	char id[17];
	bool retired, helps;
	enum queue_window_state state, state_before;
	int64_t since; /* when the state began */
	uint16_t clerk;
	int64_t ticket;
	bool serves[MODEL_PLACES_MAX + 1];
};

struct model_clerk {
	char id[17];
	bool retired;
	uint16_t window;
};

struct model_class {
	char id[17];
	int64_t rank;
};

struct model_booking {
	int64_t id;
	enum queue_appointment_state state;
	uint16_t service, class_;
	int32_t date, slot;
	char code[7];
};

struct audit {
	enum audit_breach breach;
	char text[MODEL_TEXT_MAX];
	int64_t seq, at;
	bool configured;
	int32_t date;
	int64_t offset_min;
	enum queue_rollover rollover;
	bool always_open;
	struct model_day week[7], special[MODEL_DAYS_MAX];
	uint32_t week_n, special_n;
	struct queue_config_policy policy; /* its list of rules is in `rules` */
	enum queue_rule rules[QUEUE_RULE_COUNT];
	uint32_t rule_n;
	struct queue_config_booking booking;
	int64_t waiting_limit;
	bool full;
	bool ending;     /* the day's end is being written */
	int64_t goes_on; /* ticket that was finished and must go on with the next event; 0 for none */

	/* Tables by place; entry 0 is unused. */
	struct model_service services[MODEL_PLACES_MAX + 1];
	struct model_window windows[MODEL_PLACES_MAX + 1];
	struct model_clerk clerks[MODEL_PLACES_MAX + 1];
	struct model_class classes[MODEL_PLACES_MAX + 1];
	uint32_t service_n, window_n, clerk_n, class_n;

	struct model_ticket *tickets; /* by id, ascending: all that are alive and all of this day */
	uint32_t ticket_n, ticket_size;
	uint32_t *alive; /* places in tickets */
	uint32_t alive_n;
	struct model_booking *bookings; /* of this day and later */
	uint32_t booking_n, booking_size;
	struct audit_counts counts;

	struct model_device devices[MODEL_DEVICES_MAX];
	struct model_rule alert_rules[MODEL_RULES_MAX];
	struct model_alert open_alerts[MODEL_ALERTS_MAX];
	uint32_t device_n, alert_rule_n, open_alert_n;
	int64_t bad_ticket, bad_rating; /* a rating whose alert must come next; 0 for none */
};

/* One kind of event: checks it and takes it over. False after objecting. */
typedef bool model_event(struct audit *a, const struct queue_event *event);

/* Write down the breach; always false, for `return model_object(...)`. */
CC_FORMAT(3, 4) bool model_object(struct audit *a, enum audit_breach breach, const char *format, ...);

/* The thing at a place, or NULL after objecting. */
struct model_service *model_service(struct audit *a, struct queue_service_id id);
struct model_window *model_window(struct audit *a, struct queue_window_id id);
struct model_clerk *model_clerk(struct audit *a, struct queue_clerk_id id);
struct model_ticket *model_ticket(struct audit *a, struct queue_ticket_id id);

/* Looking without objecting. */
struct model_ticket *model_find_ticket(const struct audit *a, int64_t id);
bool model_is_over(const struct model_ticket *ticket);
uint32_t model_waiting(const struct audit *a, uint16_t service); /* 0 for all services */

/* A new ticket; the pointer is good until the next one. */
struct model_ticket *model_ticket_new(struct audit *a, int64_t id);
/* The ticket is over, or alive again. */
void model_end(struct audit *a, struct model_ticket *ticket, enum queue_ticket_state state);
void model_revive(struct audit *a, struct model_ticket *ticket);
/* A new day: what was over is forgotten. */
void model_forget_over(struct audit *a);

/* Take over the opening hours of a configuration; inside of them at `at`. */
void model_set_calendar(struct audit *a, const struct queue_config_calendar *calendar);
bool model_is_open(const struct audit *a, int64_t at);

/* Business day of an instant. */
int32_t model_date(const struct audit *a, int64_t at);

/* Check a call against eligibility, overdue tickets and what the event says of them. */
bool model_check_call(struct audit *a, const struct queue_did_ticket_called *called);

/* It waits longer than the hall lets anybody wait behind others. */
bool model_is_overdue(const struct audit *a, const struct model_ticket *ticket);
/* Tickets that wait for the same service and would be called before one that is being taken. */
uint32_t model_ahead_of(const struct audit *a, const struct queue_did_ticket_taken *taken);

/* Order of the queue. */
bool model_is_before(const struct model_ticket *x, const struct model_ticket *y);
/* Who waits next behind a place (NULL: first of all) of those who compete for the same calls of a window as a
 * ticket; NULL for nobody. */
const struct model_ticket *model_next_rival(const struct audit *a, uint16_t window, const struct model_ticket *ticket,
					    const struct model_ticket *place);
/* A window calls a ticket that still waits: one call less to come for those put back behind it. */
void model_count_behind(struct audit *a, uint16_t window, const struct model_ticket *called);

/* The booking is there, and it is its hour or the grace after. */
bool model_is_in_slot(const struct audit *a, int64_t booking);
/* A ticket was taken for a booking. */
bool model_redeem(struct audit *a, const struct queue_did_ticket_taken *taken);
/* A new day: no booking of an earlier one may still stand. */
bool model_forget_bookings(struct audit *a);

/* The window chooses among others that include the ticket, at `now`. */
bool model_could_take(const struct audit *a, uint16_t window, const struct model_ticket *ticket, int64_t now);

/* Take over devices and rules of a configuration. */
bool model_set_floor(struct audit *a, const struct queue_config *config);
/* Every cause has its alert at this time, and every alert its cause. */
bool model_alerts_are_right(struct audit *a, int64_t now);
/* The level of the alert that a rating raises; 0 for none. */
int64_t model_rating_level(const struct audit *a, int64_t rating);

/* The events, by file. */
model_event model_hall_configured, model_day_opened, model_window_opened, model_window_closed, model_window_paused,
	model_window_resumed, model_window_readied, model_window_services_set, model_service_paused,
	model_service_resumed;
model_event model_ticket_taken, model_ticket_called, model_ticket_recalled, model_ticket_started, model_ticket_finished,
	model_ticket_missed, model_ticket_reinstated, model_ticket_held, model_ticket_resumed, model_ticket_released,
	model_ticket_transferred, model_ticket_continued, model_ticket_inserted, model_ticket_cancelled,
	model_ticket_unserved, model_ticket_extended, model_rating_given;
model_event model_appointment_booked, model_appointment_moved, model_appointment_cancelled, model_appointment_expired;
model_event model_device_reported, model_device_paused, model_device_resumed, model_alert_raised, model_alert_changed,
	model_alert_acknowledged, model_alert_escalated, model_alert_closed;

#endif
