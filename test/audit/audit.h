/* The auditor: reads the events of one hall, in order, and objects to the first that cannot be true.
 *
 * It shares no code with the room `queue`: it keeps a model of its own, of plain arrays and naive loops,
 * and its rules are written from the requirements. What it finds is a breach, never a crash: a log may
 * hold anything. It reads events as the contract has them, decoded or as JSON. */
#ifndef OH_TEST_AUDIT_AUDIT_H
#define OH_TEST_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "queue_contract.h"

/* What can be wrong with a log. Where a well-known way in which queueing products break shows in the
 * log, the name of the breach is its own. */
enum audit_breach {
	AUDIT_FINE = 0,
	AUDIT_GAP,          /* seqs have a gap, or one comes twice */
	AUDIT_CLOCK,        /* time runs backwards */
	AUDIT_DAY,          /* a business day begins or ends when it must not */
	AUDIT_UNKNOWN,      /* names what is not there */
	AUDIT_UNREADABLE,   /* is no event of the contract */
	AUDIT_CALLED_TWICE, /* two windows call one ticket */
	AUDIT_NUMBER_TWICE, /* two tickets of a day have one number */
	AUDIT_NOT_GOT,      /* a window announces or serves a ticket that it did not get */
	AUDIT_OPEN_SERVED,  /* the day's end marks a ticket as served that nobody served */
	AUDIT_SERVICE_TIME, /* a service time that was not: a zero for what was no service, say */
	AUDIT_WAIT,         /* a wait that is not from queue entry to call */
	AUDIT_COUNT,        /* a number of tickets ahead, of candidates, of calls that is wrong */
	AUDIT_NUMBER,       /* a number that is not its service's */
	AUDIT_STARVED,      /* another is called before an overdue ticket */
	AUDIT_POLICY,       /* a call of a ticket that the window may not call, or a rule that is not so */
	AUDIT_LOST,         /* a ticket, a service of a visit or a booking vanishes */
	AUDIT_TWO_ENDS,     /* a ticket ends that has ended */
	AUDIT_TICKET_CHART, /* a ticket does what its state does not allow */
	AUDIT_WINDOW_CHART, /* a window does what its state does not allow */
	AUDIT_CLERK,        /* a clerk at two windows, or acting where somebody else sits */
	AUDIT_RATING,       /* a second rating of one service, or of somebody else's */
	AUDIT_BOOKING,      /* a booking redeemed twice, over capacity, with a code that is not unique */
	AUDIT_LIMIT,        /* a ticket from a service that is paused, retired, full or used up */
	AUDIT_VISIT,        /* a visit goes on elsewhere than was said */
	AUDIT_CONFIG,       /* a configuration takes away what is in use */
	AUDIT_ALERT,        /* an alert without a cause, a cause without an alert, or another level */
};
#define AUDIT_BREACH_COUNT AUDIT_ALERT

struct audit;

/* Auditor of an empty log. */
struct audit *audit_open(void);
/* Takes a pointer to NULL. */
void audit_close(struct audit **audit);

/* Read the next event. False from the first breach on; nothing is read any more then. */
bool audit_event(struct audit *audit, const struct queue_event *event);

/* The same for an event as the log stores it: kind by name, its own fields as a JSON object. */
bool audit_json(struct audit *audit, int64_t seq, int64_t at, struct text kind, struct text body);

/* The log ends here: false where something was begun that had to be ended in the same breath, or where
 * the tickets that were taken are not those that are alive and those that have ended. */
bool audit_end(struct audit *audit);

/* What was wrong, or AUDIT_FINE. */
enum audit_breach audit_breach(const struct audit *audit);
/* The same as a sentence that lives as long as the auditor; empty for AUDIT_FINE. */
const char *audit_text(const struct audit *audit);
/* The breach in a word or two. */
const char *audit_breach_name(enum audit_breach breach);

/* State of a ticket of this day as the auditor has it; 0 for one that it does not know (any more). */
enum queue_ticket_state audit_ticket_state(const struct audit *audit, int64_t ticket);

struct audit_counts {
	int64_t seq;                                 /* last event read */
	int64_t taken;                               /* since the log began */
	int64_t alive;                               /* of these, now */
	int64_t ended[QUEUE_TICKET_STATE_COUNT + 1]; /* by state; those that were brought back left out */
	int64_t calls;                               /* by policy */
	int64_t overdue_calls;                       /* of these, when somebody was overdue */
};
/* Counts up to the last event that was read. */
struct audit_counts audit_counts(const struct audit *audit);

#endif
