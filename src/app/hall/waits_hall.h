/* What one hall is told of its waits, and how that came out: a function of its log alone (Q16, A3).
 *
 * The log is cut into strides of WAITS_STRIDE events. What is told in a stride was learned from the stride before it
 * and from what has come of it by then; so a server that starts anew learns a bounded piece of the log and then tells
 * what it would have told had it never stopped, to the millisecond. For that two learn at a time: the elder, who
 * tells, and a younger one who began with this stride and takes over with the next.
 *
 * Beside them everything is judged that was told as tickets were taken, in the last WAITS_JUDGED strides. */
#ifndef OH_APP_HALL_WAITS_HALL_H
#define OH_APP_HALL_WAITS_HALL_H

#include "plan/follow.h"
#include "plan/show.h"
#include "view_contract.h"

enum {
	WAITS_STRIDE = 8192, /* events: some two thousand tickets, five times what the plan remembers */
	WAITS_JUDGED = 8,    /* strides that are judged, the present one among them: weeks of a branch */
};

/* Sums over tickets that were called. */
struct waits_tally {
	int64_t told, silent, held, queued, queued_held;
	double error_s, width_s, naive_error_s;
};

struct waits_stride {
	struct waits_tally all, day; /* of the whole stride; of `date`, the last business day in it */
	int32_t date;
	int64_t since_ms; /* when its first ticket was taken; 0 for none */
};

struct waits_learner {
	struct arena arena;
	struct plan_follow follow;
	double handled_s; /* of services that have ended */
	int64_t handled_n;
};

/* What a ticket was told as it was taken. */
struct waits_told {
	int64_t ticket, seq;
	struct plan_shown shown;
	double mid_s, naive_s;
};

struct waits_hall {
	struct waits_learner learners[2];
	uint32_t elder;
	struct arena told_arenas[2]; /* one holds what is below, the other is for the next stride */
	uint32_t told_which;
	struct index by_ticket;  /* of those not judged yet: to places of `told`, from 1 */
	struct waits_told *told; /* in the present stride and the one before, in order */
	uint32_t told_n, told_size;
	int64_t stride;                            /* the present one */
	struct waits_stride strides[WAITS_JUDGED]; /* by stride % WAITS_JUDGED */
};

/* The event after which a hall whose log ends at `head` has to be followed, to know all that one knows who followed
 * it from the first. */
int64_t waits_hall_start(int64_t head);

/* Follow a hall from `seq`, which waits_hall_start gave, on. */
void waits_hall_init(struct waits_hall *waits, int64_t seq);
/* Gives the memory back; safe on a zeroed one, and twice. */
void waits_hall_done(struct waits_hall *waits);

/* `event` was just applied to `hall`. */
void waits_hall_see(struct waits_hall *waits, const struct queue_hall *hall, const struct queue_event *event);

/* What to show of a ticket that waits in the hall or is a newcomer, at `now_ms`. */
struct plan_shown waits_hall_tell(const struct waits_hall *waits, const struct queue_hall *hall,
				  const struct queue_ticket *ticket, int64_t now_ms);

/* What `ticket` was told as it was taken, in the present stride or the one before; false for any other. */
bool waits_hall_told(const struct waits_hall *waits, int64_t ticket, struct plan_shown *ret);

/* What was told on `date`, and in all strides that are judged; and when the first ticket of these was taken. */
struct view_told waits_hall_day(const struct waits_hall *waits, int32_t date);
struct view_told waits_hall_past(const struct waits_hall *waits, int64_t *ret_since_ms);

#endif
