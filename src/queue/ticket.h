/* A ticket, and tickets in order. */
#ifndef OH_QUEUE_TICKET_H
#define OH_QUEUE_TICKET_H

#include "base/shape.h"
#include "queue_contract.h"

enum {
	QUEUE_NUMBER_MAX = 12, /* characters of a number on a slip */
	QUEUE_THEN_MAX = 7,    /* services that follow the present one in a visit */
	QUEUE_ORDER_ROOM = 1 << 20, /* between the order_seq of two events, for tickets put back among them */
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
	int64_t reinstated_at; /* came back after all, in this queue; 0 for never */
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

#endif
