/* Who is next (Q9).
 *
 * Candidates of a window are the waiting tickets of the services that it serves and those sent to it
 * or to its clerk; when there are none and the window helps, those of balanced services. A ticket sent
 * to a window or clerk waits for that one alone, as long as somebody is there. Candidates are compared by the hall's
 * rules in their order; the first rule that sees a difference decides; `arrival` sees one always, so
 * the order is total and a replay exact.
 *
 *   overdue      waited longer than wait_max: before all others, oldest first
 *   ahead        put ahead with a reason
 *   directed     sent to this window or clerk
 *   appointment  redeemed a booking, inside its slot
 *   ratio        its class has calls left in the present cycle
 *   aged         waited longer than aged_after
 *   class        rank of the customer class
 *   window       the window's priority for the service
 *   value        high-value services
 *   arrival      place in the queue
 *
 * Bound: once a ticket is overdue, only tickets with an earlier place that are overdue too are called
 * before it by policy, at any window that serves it. So no class starves. */
#ifndef OH_QUEUE_POLICY_H
#define OH_QUEUE_POLICY_H

#include "queue/hall.h"

struct queue_choice {
	struct queue_ticket *ticket; /* NULL when nobody waits for the window */
	struct queue_ticket *over;   /* the next best; NULL when there is none */
	enum queue_rule rule;        /* what put the one before the other; arrival when it was alone */
	int64_t value, over_value;   /* what the rule saw in each; lower wins */
	uint32_t candidates;
};

/* The ticket that `window` should call at `now_ms`. Reads only. */
struct queue_choice queue_choose(const struct queue_hall *hall, const struct queue_window *window, int64_t now_ms);

/* True when `window`, which may call both, would call `a` before `b` at `now_ms`. Neither has to be in the hall. */
bool queue_goes_before(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *a,
		       const struct queue_ticket *b, int64_t now_ms);

/* True when the window may call the ticket by hand: it serves the service, helps with it, or the
 * ticket was sent to it or its clerk; and it was not sent to another. */
bool queue_may_call(const struct queue_hall *hall, const struct queue_window *window,
		    const struct queue_ticket *ticket);

/* Tickets that wait ahead of one that would be taken now: those of the same service with a class of the
 * same or a better rank; for a `booking` (else NULL) inside its slot only others like it. */
uint32_t queue_ahead_of(const struct queue_hall *hall, struct queue_service_id service, struct queue_class_id class_,
			const struct queue_booking *booking, int64_t now_ms);

/* Fill the complete order of rules from a policy: each rule once, overdue first, arrival last. */
void queue_rules_complete(const struct queue_config_policy *policy, enum queue_rule rules[QUEUE_RULE_COUNT],
			  uint32_t *ret_n);

#endif
