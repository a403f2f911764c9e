/* An auditor who reads the log of one hall and knows the rules by himself: nothing of the product's own
 * state machine is used. What he holds against a hall is an error with the seq of the event.
 *
 * Rules: seqs follow each other; a ticket's id and number are given once, and numbers of a service without
 * a gap; a ticket is called only while it waits, by a window that has no other, and starts, finishes,
 * is missed or held only at the window that called it; it waits again only when it was put back. */
#ifndef OH_BENCH_AUDITOR_H
#define OH_BENCH_AUDITOR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/index.h"
#include "base/text.h"

struct ask;
struct json;

enum {
	AUDITOR_NAME_SIZE = 20, /* of an id or a kind of event, with its NUL */
	AUDITOR_PLACES_MAX = 64, /* windows, and services, that a hall may name */
	AUDITOR_EVENTS_MAX = 32 << 20,
};

/* What an event said, for comparing with answers. */
struct auditor_event {
	uint8_t kind;   /* place in the auditor's table of kinds */
	uint8_t window; /* place in `windows` + 1, 0 for none */
	int64_t ticket; /* 0 for none */
	uint32_t serial; /* of a new ticket */
	uint32_t claims; /* answers that named this event */
};

struct auditor_ticket {
	uint8_t state;  /* enum of the auditor's own */
	uint8_t window; /* place in `windows` + 1 */
};

struct auditor_service {
	char id[AUDITOR_NAME_SIZE];
	int64_t serial; /* of the last ticket */
};

struct auditor {
	struct arena arena;
	struct text hall;
	int64_t seq; /* of the last event read */
	struct auditor_event *events; /* events[seq - 1] */
	int64_t events_size;
	struct index by_id;  /* ticket to place in `tickets`, from 1 */
	struct auditor_ticket *tickets;
	uint32_t ticket_n, ticket_size;
	char windows[AUDITOR_PLACES_MAX][AUDITOR_NAME_SIZE];
	int64_t at_window[AUDITOR_PLACES_MAX + 1]; /* ticket that a window has called, 0 for none */
	uint32_t window_n;
	struct auditor_service services[AUDITOR_PLACES_MAX];
	uint32_t service_n;
};

/* For the hall `hall`, which must outlive him. */
void auditor_init(struct auditor *auditor, struct text hall);
void auditor_done(struct auditor *auditor);

/* Read all events that he does not know yet from the server that `ask` asks. RC_INVALID: the log breaks a rule. */
CC_CHECK enum rc auditor_read(struct auditor *auditor, struct ask *ask, struct err *err);

/* An answer of 200 to a command: each of its events must be in the log with the same kind, ticket, number
 * and window, and its result must name that ticket. Also claims the events: two answers to different
 * commands never name the same one. RC_INVALID otherwise. */
CC_CHECK enum rc auditor_claim(struct auditor *auditor, struct text answer, struct err *err);

#endif
