/* A hall: its configuration, its windows, its tickets and bookings at one moment.
 *
 * The state is what the hall's events, applied in order, leave behind; nothing else ever changes it.
 * It lives in one arena and holds no pointer to the outside. */
#ifndef OH_QUEUE_HALL_H
#define OH_QUEUE_HALL_H

#include "base/arena.h"
#include "base/index.h"
#include "base/shape.h"
#include "queue_contract.h"

enum {
	QUEUE_NUMBER_MAX = 12,     /* characters of a number on a slip */
	QUEUE_THEN_MAX = 7,        /* services that follow the present one in a visit */
	QUEUE_LIVE_MAX = 50000,    /* tickets that wait, are at a window or on hold */
	QUEUE_DONE_MAX = 1024,     /* finished tickets that can still be rated or reinstated */
	QUEUE_CALLS_SHOWN = 16,    /* last calls that boards show */
	QUEUE_BOOKINGS_MAX = 8192, /* appointments in the book */
	QUEUE_RANGES_MAX = 1024,   /* ranges of numbers that a day's configurations may use */
	QUEUE_PLACES_MAX = 4096,   /* entries that a table of a hall ever has, retired ones among them */
	QUEUE_ORDER_ROOM = 1 << 20, /* between the order_seq of two events, for tickets put back among them */
	QUEUE_SLOTS_MAX = 9,       /* hour slots of a day: the first digit of a code */
};

/* Numbers of one prefix between two bounds: given once a day each, in order. */
struct queue_range {
	char prefix[4];
	int64_t first, last; /* last is INT64_MAX where there is no end */
	int64_t next;
};

/* A ticket (号). One entry into a queue, until it is served, sent on or lost, is a leg. */
struct queue_ticket {
	struct queue_ticket_id id;
	struct queue_visit_id visit;
	struct queue_appointment_id appointment;
	enum queue_ticket_state state;
	enum queue_channel channel;
	struct queue_service_id service;
	struct queue_class_id class_;
	struct queue_window_id window; /* where it is, or was last */
	struct queue_clerk_id clerk;   /* who has it, or had it last */
	struct queue_window_id to_window; /* the only window that may call it */
	struct queue_clerk_id to_clerk;   /* the only clerk who may call it */
	struct queue_window_id back_window; /* who transferred it here, for the way back */
	struct queue_service_id back_service;
	bool come_back;  /* returns to back_window when done */
	bool ahead;      /* put ahead, with a reason */
	bool missed;     /* put back once as a no-show */
	int32_t behind;  /* put back behind others: so many of them are still to be called; 0 unless it waits */
	bool rated;      /* the last finished service has its rating */
	int32_t leg;     /* entries into a queue, from 1 */
	int32_t calls;   /* calls since it entered the queue last */
	int32_t finished; /* services finished */
	int64_t taken_at;
	int64_t queued_at; /* entered this queue: waits are counted from here */
	int64_t order_at;  /* the time that its place in the queue goes by: fairness is counted from here */
	int64_t order_seq; /* breaks ties of order_at; see QUEUE_ORDER_ROOM */
	int64_t called_at, started_at, finished_at;
	int64_t serving_since; /* the present stretch of service began; 0 outside of service */
	int64_t served_ms; /* stretches of service in this leg that have ended */
	int64_t held_at;   /* the present hold began; 0 for none */
	int32_t rating;    /* of the last finished service, 0 for none */
	struct queue_service_id rate_service; /* what a rating speaks of */
	struct queue_window_id rate_window;
	struct queue_clerk_id rate_clerk;
	struct queue_service_id then[QUEUE_THEN_MAX];
	int32_t then_n;
	uint32_t before, after; /* neighbours in the list of its state and service, 1-based slots, 0 ends */
	char number[QUEUE_NUMBER_MAX + 1];
	struct text customer; /* name to greet by */
	struct text token;    /* hash of what identified the customer */
	struct text reason;   /* why it was put ahead */
};

/* Tickets in order, linked through `before` and `after`. */
struct queue_line {
	uint32_t first, last; /* 1-based slots, 0 for none */
	uint32_t n;
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
/* Live ticket by its number, which only one has; NULL for none. */
struct queue_ticket *queue_ticket_numbered(const struct queue_hall *hall, struct text number);

/* Tickets that wait, are at a window or on hold: at most QUEUE_LIVE_MAX. */
uint32_t queue_live(const struct queue_hall *hall);

/* Names of the hall's tables, for reading and writing shapes. Lives as long as `hall`. */
struct shape_names queue_names(const struct queue_hall *hall);

#endif
