/* Learning waits from a hall's events: what was told of each ticket as it entered, and what came of it.
 *
 * Whoever applies events to a hall shows them here as well, in their order and from any moment on; all that is known
 * is what has happened by then. */
#ifndef OH_PLAN_FOLLOW_H
#define OH_PLAN_FOLLOW_H

#include "base/index.h"
#include "plan/wait.h"

struct plan_follow {
	struct arena *arena;
	struct plan_wait wait;
	struct index by_ticket;  /* tickets that wait, to places of `told`, from 1 */
	struct plan_range *told; /* at most as many as a hall has live tickets at once */
	uint32_t told_n, told_size;
	uint32_t *unused; /* places of `told` */
	uint32_t unused_n;
};

enum plan_what { PLAN_NOTHING, PLAN_TOLD, PLAN_CALLED };

/* What an event meant. */
struct plan_news {
	enum plan_what what;
	struct queue_ticket_id ticket;
	struct plan_range range; /* told now, or when the ticket that is called now had entered */
	int64_t wait_ms;         /* of a call: since then */
};

/* Nothing is known yet. `arena` must outlive it. */
void plan_follow_init(struct plan_follow *follow, struct arena *arena);

/* `event` was just applied to `hall`. */
struct plan_news plan_follow_event(struct plan_follow *follow, const struct queue_hall *hall,
				   const struct queue_event *event);

#endif
