/* The voice's office: follows the calls of halls that somebody wants to hear, hands them to players one at a time for
 * each zone, and makes them audible (Q13). One thread with a reader of its own, which may wait for the disk and for
 * espeak-ng while no loop does. Answers come by the asker's box. */
#ifndef OH_GATEWAY_VOICE_OFFICE_H
#define OH_GATEWAY_VOICE_OFFICE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/hall/voice.h"
#include "gateway/post.h"

struct reader;
struct voice;

enum {
	VOICE_INBOX_MAX = 4096,
	VOICE_HALLS_MAX = 512, /* that are followed; the one unused for longest leaves */
	VOICE_ZONES_MAX = 32,
	VOICE_LOOKBACK = 4000,  /* events that are read again for calls when a hall is first asked about */
	VOICE_PAUSE_MS = 400,   /* between two languages and between two rounds */
	VOICE_MARGIN_MS = 8000, /* for fetching the sound and for the answer, on top of what a call takes */
	VOICE_COMING_MAX = 8,   /* calls that are told to come */
	VOICE_TRIES_MAX = 3,    /* to make a call audible; others wait behind it */
	VOICE_RETRY_MS = 1000,  /* between them; those of more players, or with each event, count as one */
	VOICE_PLAYER_MAX = 64,  /* bytes of a player's name */
	VOICE_PIECE_MS_MIN = 50,
	VOICE_PIECE_MS_MAX = 10000, /* of a recorded piece */
};

struct voice_options {
	struct reader *reader;          /* not owned; the office's alone until it is closed */
	const char *dir;                /* of the cache of sounds */
	const char *program;            /* espeak-ng; empty for none */
	const struct host_clock *clock; /* what the halls go by, for quiet hours */
};

enum voice_ask {
	VOICE_NEXT,   /* view "voice_next"; with `lent`, `keep` is to be kept before the answer leaves */
	VOICE_DONE,   /* view "voice_done"; with taken, the same */
	VOICE_RETURN, /* the same; the call that was lent has not reached the player */
	VOICE_SOUND,  /* bytes of the sound `key` */
	VOICE_STATUS, /* view "voice" */
	VOICE_PACK,   /* view "voice_pack" */
};

/* A question, of the hall post.desk.hall; `post` as for post_submit, its `ask` is not read. */
struct voice_job {
	struct post_job post;
	enum voice_ask ask;
	struct text zone, key;
	char player[VOICE_PLAYER_MAX + 1];
	int64_t announcement; /* of VOICE_DONE and VOICE_RETURN; set by a VOICE_NEXT that lends */
	bool spoken;          /* of VOICE_DONE */

	struct buf said; /* the answer; who asks again with the same job gets the next one in its place */
	bool lent, must_keep;
	struct desk_keep keep;
	int64_t seen;     /* seq that the answer is of */
	int64_t again_ms; /* where there was nothing: look again after so long; 0 to wait for news */
};

struct voice_gauges {
	int64_t spoken, skipped, lost, failures, sound_bytes;
};

/* Start. RC_FAULT. */
CC_CHECK enum rc voice_open(struct voice **ret, const struct voice_options *options, struct err *err);
/* Turn away new questions; those that wait are answered with a fault. */
void voice_stop(struct voice *voice);
/* Stop, and wait until all answers lie in their boxes. Takes a pointer to NULL. */
void voice_close(struct voice **voice);

/* Ask, on the thread of the box. False, with the job untouched, where the inbox is full or the office stops. */
CC_CHECK bool voice_submit(struct voice *voice, struct post_box *box, struct voice_job *job);

/* Any thread. */
void voice_gauges(struct voice *voice, struct voice_gauges *ret);

/* Check a recording that is offered as a piece, and make of it what is kept: its sound, and nothing else that its file
 * may hold. RC_INVALID says what is wrong with it. */
CC_CHECK enum rc voice_make_piece(struct text file, struct arena *arena, struct text *ret, struct err *err);

#endif
