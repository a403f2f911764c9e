/* A printer of slips: a queue in front of it, and a thread that gets them on paper (Q1, Q19).
 *
 * A slip that cannot be printed now is kept and tried again. What the printer confirmed is never sent again; what may
 * have got on paper without a confirmation is sent again behind `again`, a line that says so. Slips come out in the
 * order in which they were put in. One that has become older than `stale_ms` is dropped and reported: its customer
 * has been called or has gone, and a heap of old numbers does harm.
 *
 * How to wire it to tickets. A printer belongs to one hall; the id of a slip is the seq of the event that asks for it,
 * such as `ticket.taken`, so that ids rise. On news of the hall: make the slip (slip_of_ticket, escpos_of_slip) and
 * printer_put it, from any thread. After a start: read the events behind printer_settled() whose time is not further
 * back than `stale_ms`, and put them first; what was put in already is PRINT_KNOWN, so that an overlap of log
 * and news does no harm. The slips are not kept on disk, because the log has all that is in them: only how far the
 * printer has got is (mark.h). `settled` says what became of each slip, `changed` when the printer needs a hand. */
#ifndef OH_GATEWAY_PRINT_PRINTER_H
#define OH_GATEWAY_PRINT_PRINTER_H

#include "gateway/print/talk.h"

struct host_clock;
struct printer;

enum {
	PRINTER_WAITING_MAX = 256, /* slips in its queue */
	PRINTER_NAME_SIZE = 64,    /* longer names are cut */
};

enum print_outcome {
	PRINT_DONE,     /* the printer has confirmed it */
	PRINT_BELIEVED, /* taken by a printer that is ready and cannot confirm */
	PRINT_STALE,    /* too old, dropped */
};

enum print_put { PRINT_TAKEN, PRINT_KNOWN, PRINT_FULL, PRINT_STOPPING };

struct printer_status {
	enum escpos_state state;
	int64_t seen_ms;                  /* when it last answered, by the clock; 0 for never */
	uint32_t waiting;                 /* slips that are not settled */
	int64_t printed, repeated, stale; /* slips since printer_open; repeated ones were sent more than once */
};

/* Called on the printer's thread, which may not be stopped from there. Either may be NULL. */
struct printer_observer {
	void (*changed)(void *context, const struct printer_status *status); /* its state is another one */
	void (*settled)(void *context, int64_t id, enum print_outcome outcome);
	void *context;
};

struct printer_options {
	const char *name; /* for logs; copied */
	struct listen_address address;
	char host[LOOKUP_HOST_SIZE];    /* its name, at the port of `address`; empty where that is its address */
	const struct host_clock *clock; /* of the ages of slips; outlives the printer */
	const char *mark_path;          /* file that keeps how far it has got, copied; NULL for none */
	int64_t id_max;                 /* that has been given out; a mark above it is of another log, and set aside */
	struct talk_limits limits;
	int32_t again_ms;     /* to the next try: at first, and always while the printer answers */
	int32_t again_ms_max; /* it doubles up to this while it does not */
	int32_t beat_ms;      /* between looks at a printer that has nothing to print */
	int32_t stop_ms;      /* for a slip that is being printed when the printer is stopped */
	int64_t stale_ms;     /* age at which slips are dropped */
	struct printer_observer observer;
};

/* Texts are copied. */
struct print_job {
	int64_t id;      /* above 0 and above that of the job before; 0 for a slip of no account, such as a test */
	int64_t made_ms; /* when the ticket was taken */
	struct text slip;
	struct text again; /* what to send before it where it may be on paper already */
};

/* Limits and times that suit a printer in the next room; address and clock are left to the caller. */
void printer_options_init(struct printer_options *options);

/* Address of a printer as people write it: `192.168.1.50`, `192.168.1.50:9100`, `[fe80::1]:9100`, or by its name:
 * `printer-1.lan`, `printer-1.lan:9100`; into `address` and `host` of `ret`. Nothing is looked up. RC_INVALID. */
CC_CHECK enum rc printer_address(struct text text, struct printer_options *ret, struct err *err);

/* Start. RC_INVALID where the mark is none, RC_FULL where its path is too long, RC_FAULT. */
CC_CHECK enum rc printer_open(struct printer **ret, const struct printer_options *options, struct err *err);
/* Take a slip into the queue. Any thread; never waits for the printer. Whoever gets PRINT_FULL keeps the slip and puts
 * it again when another one was settled, before any later one; a later id makes it PRINT_KNOWN. */
enum print_put printer_put(struct printer *printer, const struct print_job *job);
/* Every slip up to this id is settled. Any thread. */
int64_t printer_settled(struct printer *printer);
/* How it is. Any thread. */
void printer_status(struct printer *printer, struct printer_status *ret);
/* Begin to end, and take no slip any more; so that many printers end at once. Any thread. */
void printer_stop(struct printer *printer);
/* End within `stop_ms`, or the time that the disk takes for the mark. What is not settled by then is not forgotten by
 * the mark. Then close. */
void printer_close(struct printer **printer);

#endif
