/* The parts of the floor. For this folder only.
 *
 * The thread of the floor alone changes which halls, configurations and printers there are, and does so under the
 * lock; so it may look at them without it. Everything else is changed under the lock by any thread. */
#ifndef OH_GATEWAY_FLOOR_FLOOR_PRIVATE_H
#define OH_GATEWAY_FLOOR_FLOOR_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/json.h"
#include "gateway/floor/floor.h"
#include "gateway/post.h"
#include "gateway/print/printer.h"
#include "gateway/table.h"
#include "host/file.h"

struct floor_press;

/* Where a device stands, or a call is to: places in the configuration that holds, so that a call finds its devices
 * without comparing names. */
struct floor_place {
	int32_t zone;   /* -1 in a hall without zones */
	int32_t window; /* -1 for none, and for one that is no longer configured */
};

struct floor_device {
	const struct queue_config_device *config; /* in its hall's arena */
	struct floor_place place;
	int64_t heard_ns;                     /* monotonic: the last sign of life, or when the watch began */
	int64_t seen_ms;                      /* by the clock: the last sign of life; 0 for none */
	enum queue_device_state said;         /* by itself; 0 for nothing */
	char *detail;                         /* that goes with it, or NULL; owned */
	int64_t shown, shown_at_ms, shown_ms; /* last seq, when that was heard, how long after the last call */
	int64_t spoken, spoken_at_ms, spoken_ms;
	uint64_t told;             /* mark of what its hall was told last; 0 for nothing yet */
	bool asked;                /* a report of it is under way */
	struct floor_press *press; /* of a printer; NULL while one takes the place of another */
};

struct floor_call {
	int64_t seq, ticket, at_ms;
	char number[13], window[17];
	struct floor_place place; /* set by registry_call */
	int64_t shown, first_ms, last_ms;
	int64_t spoken, spoken_ms;
};

struct floor_hall {
	struct table_node node;
	struct arena arena;           /* of its configuration */
	struct queue_config config;   /* what floors and slips need of it */
	struct floor_device *devices; /* as config.devices; owned */
	int64_t seq;                  /* all events up to here are dealt with */
	struct floor_call *calls;     /* newest first; NULL before the first one; owned */
	uint32_t calls_n;
	char id[17];
};

/* One job to a hall. */
struct floor_report {
	struct post_job job; /* first */
	struct floor *floor;
	struct arena arena;
	char hall[17], device[17];
	uint64_t mark;
	bool busy;
};

/* What the office of waits is asked about one ticket. It belongs to the office while it is busy, which may be longer
 * than the slip waits. */
struct floor_ask {
	struct post_job job; /* first */
	struct arena arena;
	bool busy;
};

struct floor {
	struct floor_options options;
	char data[HOST_PATH_MAX];
	struct post_box *box;
	pthread_t thread;
	bool started;
	atomic_bool stopping;
	atomic_bool hurry; /* a printer has got into another state: look at once */

	/* Its thread only. */
	struct arena paper; /* of one thing at a time */
	bool news_lost;
	struct floor_report reports[FLOOR_REPORTS_MAX];
	struct post_box
		*told_box; /* where nothing arrives but answers to `ask`, so that waiting for one deals with none */
	struct floor_ask ask;

	pthread_mutex_t lock; /* for all below, as said above */
	struct table halls;
	int64_t began_ms; /* by the clock; no receipts are known of calls before */
	bool ready;       /* all halls were looked at */
	struct floor_gauges gauges;
};

/* registry.c. The hall or NULL; under the lock unless on the floor's thread. */
struct floor_hall *registry_find(struct floor *floor, struct text hall);
/* Make a hall without devices. */
struct floor_hall *registry_add(struct floor *floor, struct text hall);
/* Give a hall another configuration, none for one that has left. What is known of devices that stay, stays; printers
 * are opened, closed or kept. */
void registry_configure(struct floor *floor, struct floor_hall *hall, const struct queue_config *config);
/* Forget a hall. */
void registry_remove(struct floor *floor, struct floor_hall *hall);
struct floor_device *registry_device(const struct floor_hall *hall, struct text id);
/* Another call; under the lock. */
void registry_call(struct floor *floor, struct floor_hall *hall, const struct floor_call *call);

/* press.c: the printers. All on the floor's thread. True where a printer is what the device is now. */
bool press_fits(const struct floor_press *press, const struct queue_config_device *device);
/* Open the printer of a device, which reads the log again from event `behind` on; 0 for not. What cannot be opened now
 * is tried again at each look, and its slips come out then. */
struct floor_press *press_open(struct floor *floor, const struct floor_hall *hall,
			       const struct queue_config_device *device, int64_t behind);
/* The first event that a successor has to read again, for a slip that is not settled and not too old; 0 for none. */
int64_t press_rest(struct floor *floor, const struct floor_hall *hall, const struct floor_press *press);
void press_close(struct floor_press **press);
/* Begin to close without waiting. */
void press_stop(struct floor_press *press);
/* A ticket was taken: `event` as the API shows it. Nothing happens where its kiosk has no printer. */
void press_ticket(struct floor *floor, struct floor_hall *hall, int64_t seq, const struct json *event);
/* Put slips that found the printer full or not open, now that it may not be so any more. */
void press_look(struct floor *floor, struct floor_hall *hall, struct floor_device *device);
/* How it is; zeroed where it is not open. Any thread, under the lock. */
void press_status(const struct floor_press *press, struct printer_status *ret);
/* What it cannot be used for: `address`, `mark` (of how far it has got), `server`, or `name` of a host that cannot be
 * found; empty where there is nothing of that. Any thread, under the lock. */
struct text press_lack(const struct floor_press *press);

/* told.c: what a ticket was told as it was taken, as slips say it: all zero where nothing is known within
 * FLOOR_TOLD_MS. On the floor's thread, which waits. */
struct view_expected told_find(struct floor *floor, const struct floor_hall *hall, int64_t ticket);
CC_CHECK enum rc told_open(struct floor *floor, struct err *err);
/* Waits for an answer that is under way. */
void told_close(struct floor *floor);

/* watch.c: how a device is; 0 for not known yet. Under the lock. `ret_detail` may be NULL. */
enum queue_device_state watch_state(const struct floor_device *device, int64_t now_ns, struct text *ret_detail);
/* Look at all devices, and tell halls of those that changed. On the floor's thread. */
void watch_look(struct floor *floor);

/* floor.c: the last event that is too old to be printed. */
int64_t floor_stale_seq(struct floor *floor, const struct floor_hall *hall);
/* Takes one event; false to take no more. */
typedef bool floor_take_fn(struct floor *floor, struct floor_hall *hall, int64_t seq, struct text event,
			   int64_t context);
/* Events of the log after `after` up to `to` in order, until `take` returns false, the log cannot be read, which is
 * logged, or the floor stops. Both on the floor's thread. */
void floor_read(struct floor *floor, struct floor_hall *hall, int64_t after, int64_t to, floor_take_fn *take,
		int64_t context);

#endif
