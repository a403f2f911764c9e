/* The floor of every hall: which devices stand there, how they are, what they have shown and spoken, and the printers
 * among them (Q1, Q12, Q19, M1).
 *
 * A thread of its own follows the news of the halls that have devices. It opens and closes their printers as their
 * configurations change, puts the slips of tickets into them, remembers the last calls, and tells a hall by
 * `device.report` when a device gets into another state. Signs of life stay in memory: they come every half minute
 * from every screen, and only changes are worth an event. */
#ifndef OH_GATEWAY_FLOOR_FLOOR_H
#define OH_GATEWAY_FLOOR_FLOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "gateway/print/ticket_slip.h"
#include "view_contract.h"

struct expect;
struct floor;
struct host_clock;
struct pictures;
struct post;
struct reader;

enum {
	FLOOR_CALLS_KEPT = 16,   /* last calls of a hall that receipts are kept of */
	FLOOR_REPORTS_MAX = 32,  /* reports to halls that are under way at once */
	FLOOR_SILENT_S = 90,     /* after which a device counts as silent where its configuration says nothing */
	FLOOR_BEAT_S = 30,       /* most between two beats; a third of the time to silence where that is less */
	FLOOR_LOOK_MS = 1000,    /* between looks at all devices */
	FLOOR_EVENTS_PAGE = 256, /* events read from the log at once */
	FLOOR_TOLD_MS = 500,     /* a slip waits for what its ticket was told; then it does without */
	FLOOR_BOUNDS = 9,        /* of the histograms of receipts, and one more without a bound */
};

struct floor_options {
	struct post *post;
	struct reader *reader; /* for its thread alone, not owned */
	const struct host_clock *clock;
	struct text data; /* directory in which printers keep how far they have got, in `printers/`; empty for none */
	enum slip_languages languages; /* of slips */
	struct ticket_slip_links links;
	struct expect *expect;     /* that knows what tickets were told; NULL for slips without */
	struct pictures *pictures; /* to warm up while nobody waits for it */
};

/* Open, with no hall known; its thread looks for the halls that have devices. */
CC_CHECK enum rc floor_open(struct floor **ret, const struct floor_options *options, struct err *err);
/* Begin to end: no report and no slip is taken on any more. */
void floor_stop(struct floor *floor);
/* After floor_stop, post_stop and expect_stop. Slips that are not on paper are in the log, and are printed after the
 * next start. */
void floor_close(struct floor **floor);

enum floor_outcome {
	FLOOR_DONE,
	FLOOR_UNKNOWN, /* no such hall, or none with that device */
	FLOOR_LATER,   /* the halls are still being read */
};

/* A device says that it is there. Any thread. */
enum floor_outcome floor_beat(struct floor *floor, struct text hall, struct text device,
			      const struct view_device_beat *beat, struct arena *arena, struct view_device_heard *ret);

/* View "devices" of a hall in `arena`; FLOOR_UNKNOWN where it has none. Any thread. */
enum floor_outcome floor_show(struct floor *floor, struct text hall, struct arena *arena, struct text *ret_json);

/* What receipts said: how long after a call. */
struct floor_histogram {
	int64_t n[FLOOR_BOUNDS + 1]; /* by floor_bounds_ms, not summed up */
	int64_t ms;                  /* sum */
};

extern const int32_t floor_bounds_ms[FLOOR_BOUNDS];

struct floor_gauges {
	int64_t halls, devices, silent; /* now */
	int64_t beats, slips;           /* taken so far */
	struct floor_histogram shown, spoken;
};

/* For metrics. Any thread. */
void floor_gauges(struct floor *floor, struct floor_gauges *ret);

#endif
