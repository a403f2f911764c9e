/* The desk: where commands to halls are decided, written and answered (Q1-Q9, Q14, Q15, Q17, S7).
 *
 * One thread owns a desk, and with it the state of every open hall. It is handed jobs in groups;
 * a group is one transaction: all of it is on disk before any answer may leave, or none of it is.
 *
 * Invariant: the state in memory is the log folded up to its head, or the hall is not in memory. A
 * group that fails drops the halls that it touched; they are read again from the log. */
#ifndef OH_APP_HALL_DESK_H
#define OH_APP_HALL_DESK_H

#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "view_contract.h"

struct store;
struct desk;
struct phone_link_key;

enum {
	DESK_GROUP_MAX = 512,      /* jobs in one transaction */
	DESK_HALLS_MAX = 4096,     /* halls in memory; the one unused for longest leaves first */
	DESK_KEY_MAX = 128,        /* bytes of a command key */
	DESK_SNAPSHOT_EVERY = 2048 /* events of a hall between snapshots; more where more tickets are live */
};

enum desk_ask {
	DESK_COMMAND, /* decide `body`, a parsed {"command", "args"} */
	DESK_STATE,   /* the hall as it stands: view "state" */
	DESK_MENU,    /* what its kiosks offer now: view "menu" */
	DESK_CONFIG,  /* its configuration: record "config" */
	DESK_NEXT,    /* whom a window would be given now: view "next"; args window */
	DESK_SLOTS,   /* free slots: view "slots"; args service, date */
	DESK_TICKET,  /* one ticket: view "ticket"; args ticket */
	DESK_LINK,    /* the same for a phone: view "link"; args ticket */
	DESK_WAITS,   /* view "waits"; answered beside the desk, where waits are learned */
	DESK_OUTLINE, /* view "outline" of `day`; for the time machine, the desk has no answer to it */
	DESK_TICK,    /* let time pass in `hall`; no answer text */
	DESK_KEEP,    /* keep `keep`; an empty object is the answer */
	/* What kiosks show; `body` is a record of contract/design.json. */
	DESK_DESIGN_SAVE,    /* the draft of design `item`: record "save" */
	DESK_DESIGN_DISCARD, /* give that draft up: record "discard" */
	DESK_DESIGN_PUBLISH, /* that draft, or a version of it: record "publish" */
	DESK_DESIGN_REMOVE,  /* that design with all its versions, if no kiosk shows it: record "remove" */
	DESK_MEDIA_BEGIN,    /* an upload: record "upload" */
	DESK_MEDIA_PART,     /* `bytes` are part `part` of upload `number` */
	DESK_MEDIA_ABORT,    /* give upload `number` up; nothing where there is none, or it is whole */
	DESK_MEDIA_REMOVE,   /* the file with the hash `item` */
};

/* What is kept of a hall beside its log, for it is nobody's history. */
struct desk_keep;

/* One question to one hall. The asker owns it and its arena until the desk hands it back. */
struct desk_job {
	enum desk_ask ask;
	struct text hall;             /* id from the path */
	struct text key;              /* command key; empty for none (then nothing is remembered) */
	struct text actor;            /* who asks, for the log */
	const struct json *body;      /* DESK_COMMAND: the body; others: an object of arguments, or NULL */
	const struct desk_keep *keep; /* DESK_KEEP; see app/hall/voice.h */
	enum queue_language language;
	int64_t now_ms;      /* the asker's clock */
	int32_t day;         /* DESK_OUTLINE: which, counted as civil.h does */
	struct arena *arena; /* for the answer */
	/* DESK_TICKET, DESK_LINK: what a ticket that waits is told, and what it was told as it was taken; all zero for
	 * nothing. */
	struct view_expected expected, told;
	struct text base; /* what a link to a ticket's page begins with, such as https://q.example; may be empty */
	struct text item, bytes; /* of jobs about designs and files */
	int64_t number, part;

	int status;         /* of HTTP: 200, 400, 404, 409, 422, 503 */
	struct text answer; /* JSON */
	struct text why;    /* in `arena`: that its hall cannot be read, told once, for the log of the program */

	void *asker;           /* for the asker alone */
	struct desk_job *next; /* for the asker's lists */
};

/* Events that a group added to one hall, ready to be pushed. */
struct desk_news {
	struct text hall;
	int64_t first_seq;   /* seq of events[0]; they follow without a gap */
	struct text *events; /* JSON objects, as the API shows them */
	uint32_t n;
	bool configured; /* one of them is a configuration */
};

struct desk_outcome {
	struct desk_news *news; /* one entry for each hall with new events */
	uint32_t n;
	enum rc rc; /* RC_OK, or why nothing of the group is on disk (every job then says 503) */
};

/* Desk over `store` (not owned, open for writing). `seed` feeds the random digits of codes. */
CC_CHECK enum rc desk_open(struct desk **ret, struct store *store, uint64_t seed, struct err *err);
/* Writes a snapshot of every hall that changed since its last one. */
void desk_close(struct desk **desk);

/* The key of the links to its tickets (app/phone_link.h), for whoever has to read them. Never changes; any thread, as
 * long as the desk is open. */
const struct phone_link_key *desk_phone_link_key(const struct desk *desk);

/* Decide `n` jobs (at most DESK_GROUP_MAX) in order, in one transaction. Fills status and answer of
 * every job, whatever happens; `ret` and what it points to live in `arena`. `err` says why where
 * ret->rc is not RC_OK. Jobs of one hall see each other's effects; a refused job leaves no trace. */
void desk_run(struct desk *desk, struct desk_job *const jobs[], uint32_t n, struct arena *arena,
	      struct desk_outcome *ret, struct err *err);

/* Hall ids that need a tick at `now_ms` (a day to roll over, a booking or hold to expire); at most
 * `max` texts into `ret_halls`, which live until the next call on the desk. Returns how many. Halls
 * that are not in memory are looked at once after desk_open, by and by. */
uint32_t desk_due(struct desk *desk, int64_t now_ms, uint32_t max, struct text *ret_halls);

/* What happened since desk_open, for metrics. */
struct desk_gauges {
	int64_t commands, refusals, repeated, events, groups, faults, snapshots;
	uint32_t halls_open;
};
/* Copy the gauges as they stand between two groups. */
void desk_gauges(const struct desk *desk, struct desk_gauges *ret);

#endif
