/* A conversation with one printer: how it is, and one slip at a time with its confirmation (Q1, Q19). */
#ifndef OH_GATEWAY_PRINT_TALK_H
#define OH_GATEWAY_PRINT_TALK_H

#include "gateway/print/escpos.h"
#include "gateway/print/link.h"
#include "gateway/print/lookup.h"

/* Milliseconds that the printer has for each thing. */
struct talk_limits {
	int32_t connect_ms;
	int32_t write_ms;   /* without taking a byte */
	int32_t answer_ms;  /* to a question about its state */
	int32_t confirm_ms; /* from a slip sent to its confirmation, while nothing is wrong with the printer */
	int32_t name_ms;    /* to the address of its host */
	int32_t keep_ms;    /* until that is looked up again */
	int32_t rest_ms;    /* the same where it was not found, and what was found before still serves */
};

enum { TALK_BYTES_MAX = 4096 }; /* from a printer until the answer that is awaited; more is no printer's */

enum talk_end {
	TALK_DONE,     /* as asked */
	TALK_BELIEVED, /* a slip was taken by a printer that is ready and never confirms anything */
	TALK_FAILED,   /* no connection, or no answer */
	TALK_STOPPED,
};

/* Whether a printer answers escpos_confirm; some do not. */
enum talk_habit { TALK_NOT_KNOWN, TALK_CONFIRMS, TALK_MUTE };

/* Zeroed but for the members up to `context` (and the link's) is ready. */
struct talk {
	struct listen_address address;
	const char *host; /* by its name, at the port of `address`; empty where that is its address */
	struct talk_limits limits;
	void (*told)(void *context, enum escpos_state state); /* called whenever the state was found out */
	void *context;
	struct link link;
	struct lookup *lookup;     /* that is under way */
	struct lookup_found found; /* for `host`, the last time */
	int64_t found_until_ns;    /* it serves without a new lookup */
	bool nameless;             /* the last lookup found nothing */
	struct escpos_reader reader;
	enum talk_habit habit;
	bool confirmed; /* the slip that was sent last */
};

/* Find out how the printer is, connecting where there is no connection; TALK_DONE when it answered, whatever that
 * was. On TALK_FAILED the connection is closed. */
CC_CHECK enum talk_end talk_ask(struct talk *talk, enum escpos_state *ret);

/* Print `slip`, behind `before` (may be empty), on a printer that has just answered talk_ask that it prints (bug where
 * there is no connection). `ret_touched` becomes true when any of it may get on paper. While the printer stands for
 * want of paper or with its cover open, the slip is in its memory and comes out later; so this waits for as long as
 * it answers, and the slip is not sent twice for that. TALK_DONE when it is printed for sure. */
CC_CHECK enum talk_end talk_print(struct talk *talk, struct text before, struct text slip, bool *ret_touched);

/* Ask a printer that never confirmed a slip whether it does by now, for one answer that was lost does not make it one
 * that never gives any. To an idle printer that has just answered talk_ask that it prints: nothing is before the
 * question then, so it answers at once if at all. */
void talk_probe(struct talk *talk);

/* Hang up; nothing happens where there is no connection. */
void talk_close(struct talk *talk);
/* Hang up for good, leaving a lookup to itself. */
void talk_done(struct talk *talk);

#endif
