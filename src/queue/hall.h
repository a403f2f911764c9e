/* A hall: its configuration, its windows, its tickets and bookings at one moment.
 *
 * The state is what the hall's events, applied in order, leave behind; nothing else ever changes it.
 * It lives in one arena and holds no pointer to the outside. */
#ifndef OH_QUEUE_HALL_H
#define OH_QUEUE_HALL_H

#include "base/arena.h"
#include "base/index.h"
#include "queue/alert.h"
#include "queue/ticket.h"

enum {
	QUEUE_LIVE_MAX = 50000,    /* tickets that wait, are at a window or on hold */
	QUEUE_DONE_MAX = 1024,     /* finished tickets that can still be rated or reinstated */
	QUEUE_CALLS_SHOWN = 16,    /* last calls that boards show */
	QUEUE_BOOKINGS_MAX = 8192, /* appointments in the book */
	QUEUE_RANGES_MAX = 1024,   /* ranges of numbers that a day's configurations may use */
	QUEUE_PLACES_MAX = 4096,   /* entries that a table of a hall ever has, retired ones among them */
	QUEUE_SLOTS_MAX = 9,       /* hour slots of a day: the first digit of a code */
};

/* Numbers of one prefix between two bounds: given once a day each, in order. */
struct queue_range {
	char prefix[4];
	int64_t first, last; /* last is INT64_MAX where there is no end */
	int64_t next;
};

struct queue_service {
	struct queue_config_service config;
	bool paused;
	bool full;             /* reached its waiting limit: no more today */
	struct text reason, ask; /* of the pause */
	uint16_t range;        /* place of its numbering in hall->ranges */
	int32_t given;         /* tickets today */
	struct queue_line line; /* who waits, in the order of order_at, order_seq */
	uint32_t *class_waits; /* waiting by class: class_waits[class.n] */
	uint16_t alert_rules[QUEUE_ALERT_KIND_COUNT + 1]; /* by kind: 1-based place in config.alerts, 0 for none */
	uint16_t alerts;       /* kinds of the open alerts about it, as bits */
};

struct queue_window {
	struct queue_config_window config;
	enum queue_window_state state;
	int64_t since;                /* when this state began */
	struct queue_clerk_id clerk;  /* signed in */
	struct queue_ticket_id ticket; /* at the window */
	struct text reason; /* of the pause */
	bool helps;
	uint8_t *priority;            /* priority[service.n]: 1 first; 0 is not served */
	uint16_t alerts;              /* kinds of the open alerts about it, as bits */
};

struct queue_clerk {
	struct queue_config_clerk config;
	struct queue_window_id window; /* signed in at, or none */
};

struct queue_class {
	struct queue_config_class config;
	int32_t called; /* in the present cycle of ratio calling */
};

struct queue_booking {
	struct queue_appointment_id id;
	enum queue_appointment_state state;
	struct queue_service_id service;
	struct queue_class_id class_;
	int32_t date, slot;
	enum queue_channel channel;
	struct queue_ticket_id ticket;
	char code[7];
	struct text name, phone, token;
};

/* One line of "last calls": one entry for each ticket, newest first. */
struct queue_call {
	struct queue_ticket_id ticket;
	struct queue_window_id window;
	int64_t at;
	int32_t calls;
	char number[QUEUE_NUMBER_MAX + 1];
};

struct queue_counts {
	int64_t taken, served, left; /* since the day began */
	int64_t missed, no_shows;    /* ended as no-shows and not reinstated; every no-show, whatever became of it */
};

struct queue_hall {
	struct arena *arena;
	int64_t seq;  /* last event applied, 0 for an empty hall */
	int64_t at;   /* its time */
	int32_t date; /* business day */
	bool configured;
	struct queue_config config; /* as given last; the tables below say what holds now */

	/* Tables: entry 0 is unused, places are ids. */
	struct queue_service *services;
	struct queue_window *windows;
	struct queue_clerk *clerks;
	struct queue_class *classes;
	uint16_t service_n, window_n, clerk_n, class_n;
	struct queue_range *ranges;    /* entry 0 is used */
	uint16_t range_n;
	struct queue_class_id usual_class; /* of a ticket that names none */
	enum queue_rule rules[QUEUE_RULE_COUNT]; /* the policy's order, complete */
	uint32_t rule_n;

	/* Tickets: slots are reused; slot 0 is unused. */
	struct queue_ticket *tickets;
	uint32_t ticket_size, ticket_n; /* slots there are, slots ever used */
	struct queue_line unused, held, done; /* free slots; kept tickets; finished, oldest first */
	struct index by_id;             /* ticket id to slot */
	struct index by_number;         /* hash of a number to the slot of the ticket that bears it */
	uint32_t waiting;               /* tickets in all service lines */
	uint32_t directed;              /* of these, sent to a window or clerk */
	uint32_t put_back;              /* of these, behind others who are still to be called */
	bool full;                      /* reached the hall's waiting limit: no more today */

	struct queue_booking *bookings; /* by id, ascending */
	uint32_t booking_n, booking_size;
	int64_t booking_due; /* when the first of them expires, INT64_MAX for never */

	struct queue_call calls[QUEUE_CALLS_SHOWN];
	uint32_t call_n;
	struct queue_counts counts;

	struct queue_device *devices; /* in the order of config.devices; entry 0 is used */
	uint16_t device_n;
	uint16_t trouble;             /* devices that need a hand and are not paused */
	struct queue_alert *alerts;   /* open ones, by id, ascending */
	uint32_t alert_n, alert_size;
	uint16_t alert_bits;          /* kinds of those about the hall as a whole, as bits */
	uint16_t alert_rules[QUEUE_ALERT_KIND_COUNT + 1]; /* rules that name no service, as in a service */
};

/* Empty hall in `arena`: nothing is configured, every command but hall.configure is refused. */
void queue_hall_init(struct queue_hall *hall, struct arena *arena);

/* The thing with that id, or NULL where there is none (ids come from outside). */
struct queue_service *queue_service_at(const struct queue_hall *hall, struct queue_service_id id);
struct queue_window *queue_window_at(const struct queue_hall *hall, struct queue_window_id id);
struct queue_clerk *queue_clerk_at(const struct queue_hall *hall, struct queue_clerk_id id);
struct queue_class *queue_class_at(const struct queue_hall *hall, struct queue_class_id id);
struct queue_ticket *queue_ticket_at(const struct queue_hall *hall, struct queue_ticket_id id);
struct queue_booking *queue_booking_at(const struct queue_hall *hall, struct queue_appointment_id id);
struct queue_alert *queue_alert_at(const struct queue_hall *hall, struct queue_alert_id id);
struct queue_device *queue_device_at(const struct queue_hall *hall, const char *id);
/* Live ticket by its number, which only one has; NULL for none. */
struct queue_ticket *queue_ticket_numbered(const struct queue_hall *hall, struct text number);

/* Tickets that wait, are at a window or on hold: at most QUEUE_LIVE_MAX. */
uint32_t queue_live(const struct queue_hall *hall);

/* Names of the hall's tables, for reading and writing shapes. Lives as long as `hall`. */
struct shape_names queue_names(const struct queue_hall *hall);

#endif
