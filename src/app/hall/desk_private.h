/* The parts of the desk. For this folder only. */
#ifndef OH_APP_HALL_DESK_PRIVATE_H
#define OH_APP_HALL_DESK_PRIVATE_H

#include "app/fault.h"
#include "app/hall/desk.h"
#include "app/hall/fold.h"
#include "app/hall/project.h"
#include "app/hall/recognise.h"
#include "app/phone_link.h"
#include "base/rng.h"
#include "store/log.h"

struct library;

enum {
	DESK_PLACE_SLOTS = 1 << 16, /* heads of the chains of places */
	DESK_PAPER_KEEP = 4 << 20,  /* bytes of scratch that stay for the next group */
	DESK_LOOK_MAX = 16,         /* halls that one desk_due opens to see when they are due */
	DESK_THIN_EVERY = 8,        /* old snapshots: one in so many stays */
	DESK_ANSWER_DAYS = 7,       /* days that an answer is remembered for its key, at least */
	DESK_PURGE_MAX = 4096,      /* answers forgotten at a time */
};

/* A hall of the store that the desk has heard of; stays as long as the desk. */
struct desk_place {
	struct desk_place *chain;
	struct text id;
	int64_t no;     /* its number in the store */
	int64_t due_at; /* when it needs a tick; INT64_MAX for never; known once it was looked at */
	bool looked;
	bool told;              /* that it cannot be read */
	struct desk_hall *open; /* NULL where it is not in memory */
};

/* A hall in memory. */
struct desk_hall {
	struct desk_place *place;
	struct desk_hall *newer, *older; /* by use */
	struct fold fold;
	int64_t snapshot_seq; /* seq at which a snapshot was last written, or tried */

	/* Of the group that runs. */
	bool touched;
	struct desk_hall *next_touched;
	struct project project;
	struct store_event *events; /* not in the store yet */
	uint32_t event_n, event_size;

	/* View "state" as it was made last. */
	struct arena shown_arena;
	struct text shown;
	int64_t shown_seq, shown_minute;
};

struct desk {
	struct store *store;
	struct recognise_key key; /* makes tokens of card numbers */
	struct phone_link_key links;
	struct rng rng;
	struct arena arena;         /* places */
	struct desk_place **slots;  /* DESK_PLACE_SLOTS chains */
	struct desk_place **places; /* all, in the order in which they became known */
	uint32_t place_n, place_size;
	uint32_t look_next; /* places before it were looked at */
	struct desk_hall *newest, *oldest;
	uint32_t open_n;
	struct desk_gauges gauges;

	/* Of the group that runs. */
	struct arena paper; /* events, payloads and sums until they are written */
	struct desk_hall *touched, **touched_end;
	struct desk_gauges tally; /* becomes part of the gauges when the group is on disk */
	bool wrote;
};

/* --- Halls (desk_halls.c) --- */

/* Hear of every hall of the store. */
CC_CHECK enum rc desk_places_load(struct desk *desk, struct err *err);
/* The hall `id` in memory, read from the store where it is not. RC_MISSING for no such hall; RC_INVALID where
 * its log cannot be read. */
CC_CHECK enum rc desk_hall_get(struct desk *desk, struct text id, struct desk_hall **ret, struct err *err);
/* True where nobody was told yet that the hall `id` cannot be read; they are from now on, until it can be. */
bool desk_hall_tells(struct desk *desk, struct text id);
/* Take a hall out of memory. */
void desk_hall_drop(struct desk *desk, struct desk_hall *hall);

/* --- Groups (desk.c) --- */

/* Apply `n` events of a decision to the hall, in the projections too, and keep them for the log. */
CC_CHECK enum rc desk_take(struct desk *desk, struct desk_hall *hall, const struct queue_event *events, uint32_t n,
			   struct text actor, struct text key, struct err *err);

/* --- Writing (desk_write.c) --- */

/* Write the events and sums of a touched hall, and a snapshot when it is time for one. RC_CONFLICT where
 * another process has written to the hall. */
CC_CHECK enum rc desk_write(struct desk *desk, struct desk_hall *hall, struct err *err);
/* Write a snapshot of the hall as it stands, and forget what has grown old. */
CC_CHECK enum rc desk_put_snapshot(struct desk *desk, struct desk_hall *hall, struct err *err);

/* --- Jobs (desk_command.c, desk_query.c) --- */

/* Decide a command or tick. An error means that the group has failed. */
CC_CHECK enum rc desk_command(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err);
CC_CHECK enum rc desk_tick(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err);
/* Keep what a job brings (desk_keep.c). An error means that the group has failed. */
CC_CHECK enum rc desk_keep(struct desk *desk, struct desk_job *job, const struct desk_hall *hall, struct err *err);
/* Let what is due by the job's time happen. An error means that the group has failed. */
CC_CHECK enum rc desk_pass_time(struct desk *desk, const struct desk_job *job, struct desk_hall *hall, struct err *err);
/* Answer what only reads. */
void desk_query(struct desk *desk, struct desk_job *job, struct desk_hall *hall);
/* Answer with a fault. `err` says what is wrong with the body; NULL where that is not it. */
void desk_fault(struct desk_job *job, enum rc rc, const struct err *err);

/* --- Designs and files (desk_design.c, desk_media.c) --- */

/* Do what a job about a design or a file asks. An error means that the group has failed. */
CC_CHECK enum rc desk_design(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err);
CC_CHECK enum rc desk_media(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err);
/* The hall's library, in the store that the desk writes. */
struct library desk_library(struct desk *desk, const struct desk_hall *hall);
/* Answer with a fault, and with what `err` says of the input where it is not NULL; always RC_OK, for the group goes
 * on. */
enum rc desk_design_fault(struct desk_job *job, enum fault fault, const struct err *err);

#endif
