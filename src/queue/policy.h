/* Who is next (Q9).
 *
 * Candidates of a window are the waiting tickets of the services that it serves and those sent to it
 * or to its clerk; when there are none and the window helps, those of balanced services. A ticket sent
 * to a window or clerk waits for that one alone, as long as somebody is there and it is not overdue. One that was put
 * back behind others is no candidate until as many of them were called as it was put behind; it is one all the same
 * where nobody else is, or when it is overdue. Candidates are compared by the hall's rules in their order; the first
 * rule that sees a difference decides; `arrival` sees one always, so the order is total and a replay exact.
 *
 *   overdue      waited longer than wait_max: before all others, in the order of the queue
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

/* True when `window`, which may call both, would call `a` before `b` at `now_ms`: whoever was put back behind others
 * who are still to be called goes after those who were not. Neither has to be in the hall. */
bool queue_goes_before(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *a,
		       const struct queue_ticket *b, int64_t now_ms);

/* True when the window chooses by itself among others that include the ticket: it serves the service, helps with it, or
 * the ticket was sent to it or its clerk; and it does not wait for another. The ticket need not be in the hall. */
bool queue_considers(const struct queue_hall *hall, const struct queue_window *window,
		     const struct queue_ticket *ticket, int64_t now_ms);

/* From when on, as things are: INT64_MIN where it does, INT64_MAX where time alone does not bring it about. */
int64_t queue_considers_from(const struct queue_hall *hall, const struct queue_window *window,
			     const struct queue_ticket *ticket);

/* True when the window may call the ticket by hand at `now_ms`: it serves the service, helps with it, or the
 * ticket was sent to it or its clerk; and it was not sent to another who is there and does not pause, or it is
 * overdue. */
bool queue_may_call(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *ticket,
		    int64_t now_ms);

/* A place among those who wait. */
struct queue_place {
	const struct queue_ticket *before, *after; /* its neighbours; NULL at either end */
	uint32_t n;                                /* tickets before it */
};

/* The place of `ticket`, which is not waiting, when `window` puts it back behind `places` of those who compete with it
 * there: behind all of them where they are fewer. */
struct queue_place queue_place_behind(const struct queue_hall *hall, const struct queue_window *window,
				      const struct queue_ticket *ticket, int64_t places, int64_t now_ms);

/* True when `other`, which is sent nowhere, could have been chosen by `window` in place of `called`. Both wait. */
bool queue_competes(const struct queue_hall *hall, const struct queue_window *window, const struct queue_ticket *called,
		    const struct queue_ticket *other);

/* Tickets of the same service that would be called before a waiting `ticket` at `now_ms`: by the hall's rules, but
 * for those that depend on the window that calls or on who was called before (directed, ratio, window). The same
 * holds for one that is about to be taken: its id is 0, and service, class, booking and place in the queue are
 * set. For one that was put back, not less than it is still behind. */
uint32_t queue_ahead_of(const struct queue_hall *hall, const struct queue_ticket *ticket, int64_t now_ms);

/* Fill the complete order of rules from a policy: each rule once, overdue first, arrival last. */
void queue_rules_complete(const struct queue_config_policy *policy, enum queue_rule rules[QUEUE_RULE_COUNT],
			  uint32_t *ret_n);

#endif
