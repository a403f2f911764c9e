/* Reading halls beside the desk: from the log and its projections, on any thread, each with a reader
 * of its own. What a reader sees is committed; it may be a moment behind the desk (M5, Q15, N8). */
#ifndef OH_APP_HALL_READER_H
#define OH_APP_HALL_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct queue_config;
struct reader;
struct store;

enum {
	READER_EVENTS_MAX = 1000,    /* events in one page */
	READER_PAGE_BYTES = 4 << 20, /* of their payload, but for a page of one */
	READER_LINK_MS = 86400000,   /* that a phone may look at a ticket that is over: a day */
};

/* Reader over a store that is open for reading (not owned). */
CC_CHECK enum rc reader_open(struct reader **ret, struct store *store, struct err *err);
void reader_close(struct reader **reader);

/* Asked now and then during a long question: false to give it up. */
typedef bool reader_go_on_fn(void *context);
/* From now on ask `go_on` with `context`; NULL, as at first, to take all the time that it needs. */
void reader_limit(struct reader *reader, reader_go_on_fn *go_on, void *context);

/* View "halls" as JSON. */
CC_CHECK enum rc reader_halls(struct reader *reader, struct arena *arena, struct text *ret_json, struct err *err);

/* Seq of the hall's last event, 0 for none; RC_MISSING for no such hall. */
CC_CHECK enum rc reader_head(struct reader *reader, struct text hall, int64_t *ret_seq, struct err *err);

/* Up to `limit` (at most READER_EVENTS_MAX) events after `after`, each a JSON object as the API shows
 * it; ret_events[i] has seq after+1+i. Ends early, after at least one, where they have READER_PAGE_BYTES: an
 * empty page is the end, a short one need not be. RC_MISSING for no such hall. */
CC_CHECK enum rc reader_events(struct reader *reader, struct text hall, int64_t after, uint32_t limit,
			       struct arena *arena, struct text **ret_events, uint32_t *ret_n, struct err *err);

/* Ids of all halls, in order. */
CC_CHECK enum rc reader_hall_ids(struct reader *reader, struct arena *arena, struct text **ret_ids, uint32_t *ret_n,
				 struct err *err);

/* The configuration that held after event `seq_max` (INT64_MAX for now), and the seq of its event. RC_MISSING for no
 * such hall, or one that had none yet; RC_INVALID for one that cannot be read. */
CC_CHECK enum rc reader_config(struct reader *reader, struct text hall, int64_t seq_max, struct arena *arena,
			       struct queue_config *ret, int64_t *ret_seq, struct err *err);

/* The day and the minute of it when the slot of a booking begins, as it was moved last. RC_MISSING for no such hall or
 * booking. */
CC_CHECK enum rc reader_booked(struct reader *reader, struct text hall, int64_t appointment, int32_t *ret_day,
			       int32_t *ret_minute, struct err *err);

/* Seq of the last event that is not later than `at_ms`, 0 for none. RC_MISSING for no such hall. */
CC_CHECK enum rc reader_seq_at(struct reader *reader, struct text hall, int64_t at_ms, int64_t *ret_seq,
			       struct err *err);

/* The hall as it stood at `at_ms` (time machine): view "state" as JSON. RC_MISSING for no such hall or
 * a time before its first event; RC_FULL where it was given up. */
CC_CHECK enum rc reader_state_at(struct reader *reader, struct text hall, int64_t at_ms, struct arena *arena,
				 struct text *ret_json, struct err *err);

/* View "link" of a ticket that its hall no longer knows, from the table of tickets; `link` is its address. RC_MISSING
 * where there is no such ticket, or more than READER_LINK_MS have passed since anything last happened to it. */
CC_CHECK enum rc reader_link(struct reader *reader, struct text hall, int64_t ticket, struct text link, int64_t now_ms,
			     struct arena *arena, struct text *ret_json, struct err *err);

/* What happened on a day, minute by minute: view "outline". `day` is local to the hall, by the offset from UTC that
 * holds now. A day without events has no minutes. RC_MISSING for no such hall; RC_FULL where it was given up. */
CC_CHECK enum rc reader_outline(struct reader *reader, struct text hall, int32_t day, struct arena *arena,
				struct text *ret_json, struct err *err);

/* Filters of bookings: state and date as the API writes them, name a part of it, the others whole. */
struct reader_bookings {
	struct text date, name, phone, token, code, state;
};

/* Bookings that fit every filter that is not empty: view "appointments", at most 500, by day and slot.
 * RC_MISSING for no such hall; RC_INVALID names a filter that is malformed. */
CC_CHECK enum rc reader_appointments(struct reader *reader, struct text hall, const struct reader_bookings *filter,
				     struct arena *arena, struct text *ret_json, struct err *err);

/* What kiosks show, as JSON: view "kiosk"; view "designs"; view "media_list". RC_MISSING for no such hall. */
CC_CHECK enum rc reader_kiosk(struct reader *reader, struct text hall, struct arena *arena, struct text *ret_json,
			      struct err *err);
CC_CHECK enum rc reader_designs(struct reader *reader, struct text hall, struct arena *arena, struct text *ret_json,
				struct err *err);
CC_CHECK enum rc reader_media(struct reader *reader, struct text hall, struct arena *arena, struct text *ret_json,
			      struct err *err);

/* View "design_text" of a version, 0 for the draft; below 0 for the draft or, where there is none, the newest version.
 * RC_MISSING for no such hall, with ret_json empty; or for no such design or version, with a blank in it. */
CC_CHECK enum rc reader_design(struct reader *reader, struct text hall, struct text design, int64_t version,
			       struct arena *arena, struct text *ret_json, struct err *err);

/* A file of the media library, to be read part by part. */
struct reader_file {
	int64_t hall, media; /* numbers for reader_part */
	struct text type;    /* media type, in the caller's arena */
	int64_t bytes;
};

/* Find a file by its hash. RC_MISSING for no such hall or file. */
CC_CHECK enum rc reader_file(struct reader *reader, struct text hall, struct text hash, struct arena *arena,
			     struct reader_file *ret, struct err *err);
/* The part that has byte `at` of a file, and how many bytes of the file come before it. RC_MISSING where the file was
 * removed meanwhile. */
CC_CHECK enum rc reader_part(struct reader *reader, const struct reader_file *file, int64_t at, struct arena *arena,
			     struct text *ret_bytes, int64_t *ret_before, struct err *err);

#endif
