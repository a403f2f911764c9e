/* What stands between a ticket and its call: who goes before it, and which windows work on that.
 *
 * Ahead is who the hall's policy would call before it now, at the windows that would call it. Where a ticket ahead
 * may as well be called by windows that do not take the one in question, only its share counts: the part of its
 * windows at which it stands in the way. That takes for granted that windows share their work evenly. Who comes
 * later and goes before it all the same (a better class, an appointment) is not known, and not counted; nor that it
 * will be called earlier when it has waited long. */
#ifndef OH_PLAN_STAND_H
#define OH_PLAN_STAND_H

#include "plan/handling.h"

enum { PLAN_LOOKS_MAX = 1 << 17 }; /* tickets that wait, times windows that are open: no more are compared */

struct plan_stand {
	bool looked;    /* false where that were too many; the rest is then 0 */
	uint32_t open;  /* windows open that would call it: neither closed nor paused */
	uint32_t free;  /* of these, those with nobody */
	double ahead;   /* tickets before it, each by its share */
	double work_ms; /* typical handling of one of these, or of one at the windows now; 0 where not known */
};

/* A ticket as it would stand if it were taken now, for a hall that must say so before it is. Not in the hall. */
struct queue_ticket plan_newcomer(struct queue_service_id service, struct queue_class_id class_, int64_t now_ms);

/* How `ticket`, which waits in the hall or is a newcomer, stands at `now_ms`. A window that only helps with its
 * service is counted while nobody waits for what it serves itself. */
struct plan_stand plan_stand_of(const struct queue_hall *hall, const struct queue_ticket *ticket, int64_t now_ms,
				const struct plan_handling *handling);

#endif
