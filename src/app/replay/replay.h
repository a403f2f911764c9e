/* Replaying a recorded log of tickets through the desk (W7): what would have happened with our queue.
 *
 * Each branch becomes a hall. A ticket is taken when the record says that somebody came; when a window is
 * free it calls the next one, and the service lasts as long as that ticket's did in the record. All of it
 * is ordinary commands to the desk, in simulated time; an auditor then reads the log of events. */
#ifndef OH_APP_REPLAY_REPLAY_H
#define OH_APP_REPLAY_REPLAY_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct desk;
struct store;

enum {
	REPLAY_ROWS_MAX = 1000000,
	REPLAY_BRANCHES_MAX = 64,
	REPLAY_SERVERS_MAX = 128,   /* windows of a hall */
	REPLAY_REJECTED_MAX = 1000, /* rows that are listed; more are counted */
	REPLAY_SHIFT_MIN = 30,      /* minutes for which a number of servers is inferred */
};

/* A row of the record; times as written, taken for UTC. */
struct replay_row {
	int64_t line;
	uint32_t branch;   /* place in replay_log.branches */
	int64_t arrive_ms; /* wait_start */
	int64_t call_ms;   /* wait_end */
	int64_t end_ms;    /* service_end */
};

struct replay_rejected {
	int64_t line;
	struct text why;
};

struct replay_log {
	struct text branches[REPLAY_BRANCHES_MAX];
	uint32_t branch_n;
	struct replay_row *rows; /* by branch, arrival, line */
	uint32_t row_n;
	struct replay_rejected rejected[REPLAY_REJECTED_MAX];
	int64_t rejected_n; /* rows that cannot be; only the first REPLAY_REJECTED_MAX are listed */
};

/* Read a CSV with the columns id, branch_id, date, wait_start, wait_end, service_end, in any order; only
 * the rows of `branch` where it is not empty. Rows that cannot be (unreadable times, a negative wait or
 * service) are rejected and listed. RC_INVALID where the columns are missing, RC_MISSING where no row is
 * left, RC_FULL beyond the limits above. All in `arena`, or in `csv`. */
CC_CHECK enum rc replay_read(struct text csv, struct text branch, struct arena *arena, struct replay_log *ret,
			     struct err *err);

/* A number of servers from a moment on. */
struct replay_shift {
	int64_t from_ms;
	int32_t servers;
};

/* Servers of a branch as the record shows them: for each stretch of REPLAY_SHIFT_MIN minutes the most that
 * it has in service at once, at most REPLAY_SERVERS_MAX. `rows` are those of one branch. */
void replay_infer(const struct replay_row *rows, uint32_t n, struct arena *arena, struct replay_shift **ret,
		  uint32_t *ret_n);

/* What tickets were told of their waits as they were taken, against what they waited. */
struct replay_waits {
	int64_t shown, held;   /* tickets that were told a range; that waited within it */
	int64_t silent;        /* that were told nothing */
	int64_t queued, queued_held; /* of those shown: that found no window free */
	/* Sums over the tickets shown, in seconds. Naive is the mean handling time so far, times the tickets
	 * ahead, by the windows open; its range is that more or less by half. */
	double error_s, naive_error_s; /* between the middle and the wait, whichever is longer */
	double width_s, naive_width_s;
	double score_s, naive_score_s; /* interval score at 80 percent: T. Gneiting and A. E. Raftery, "Strictly
					* proper scoring rules", JASA 102, 2007, (43) */
};

/* The days that a method may have been fitted to, and the last third, that it may not have been. */
enum replay_part { REPLAY_ALL_DAYS, REPLAY_LAST_THIRD, REPLAY_PART_COUNT };

/* What one branch came to. */
struct replay_branch {
	struct text id;
	int64_t tickets; /* rows that were played */
	int64_t days;    /* on which somebody came */
	int64_t third_from_ms; /* when the last third of these days begins */
	int32_t servers; /* the most at once */
	int64_t refused; /* takes that the hall refused */
	/* By the auditor, from the log of events alone: */
	int64_t served;  /* tickets that were finished */
	int64_t doubled; /* numbers given twice in a day, tickets called or finished twice, two at a window */
	int64_t lost;    /* rows without a ticket or a refusal, tickets that were never finished */
	uint32_t wait_n;
	int64_t *waits; /* ms from the queue to the call, ascending */
	uint32_t recorded_n;
	int64_t *recorded; /* the same in the record */
	struct replay_waits told[REPLAY_PART_COUNT]; /* where that was asked for */
};

struct replay_report {
	struct replay_branch branches[REPLAY_BRANCHES_MAX];
	uint32_t branch_n;
	int64_t days; /* on which somebody came to any of them */
	bool told;    /* what customers were told of their waits was asked for */
};

/* Play `log` in halls of `desk` that are made for it (RC_CONFLICT where one is there already), with
 * `servers` windows, or as replay_infer says for 0. The store belongs to the desk; the auditor reads from
 * it. The report and what it points to live in `arena`. */
CC_CHECK enum rc replay_run(struct desk *desk, struct store *store, const struct replay_log *log,
			    int32_t servers, struct arena *arena, struct replay_report *ret, struct err *err);

/* The wait of rank ceil(percent / 100 * n) among `waits`, ascending, in ms; there is at least one. */
int64_t replay_percentile(const int64_t *waits, uint32_t n, uint32_t percent);

/* Fill in what customers would have been told of their waits in the halls that replay_run has played, from
 * the log of events in its order; so what was told knew only what had happened by then. */
CC_CHECK enum rc replay_judge_waits(struct store *store, struct arena *arena, struct replay_report *report,
				    struct err *err);

/* Those of all branches together. */
struct replay_waits replay_waits_sum(const struct replay_report *report, enum replay_part part);

/* The report as one JSON object. */
struct text replay_json(const struct replay_log *log, const struct replay_report *report, int32_t servers,
			struct arena *arena);

#endif
