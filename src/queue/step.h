/* The hall as a machine: commands in, events out.
 *
 *     decide(state, command, now, seed) -> events | refusal
 *     apply(state, event)               -> state
 *
 * Pure: no clock, no randomness but `seed`, no memory but the arenas. The same hall, command, time and
 * seed give the same events, always, and every change of state is an event. */
#ifndef OH_QUEUE_STEP_H
#define OH_QUEUE_STEP_H

#include "queue/hall.h"

enum {
	/* Of one command: a day's end ends every ticket, also those that were reinstated, closes every window and
	 * every alert, and may expire every booking. */
	QUEUE_EVENTS_MAX = QUEUE_LIVE_MAX + QUEUE_DONE_MAX + QUEUE_PLACES_MAX + QUEUE_BOOKINGS_MAX + QUEUE_ALERTS_MAX,
	/* What time brings in a breath: a day's end, what was kept too long and expired, alerts. */
	QUEUE_DUE_ROUNDS_MAX = 4,
};

/* What a decision gives: events in order, or why not. */
struct queue_decision {
	struct queue_event *events; /* seq and at are filled in */
	uint32_t n, size;
	enum queue_refusal refusal; /* REFUSED_NOT with events */
	struct text what, ask;      /* fill {what} and {ask} of the refusal's text */
};

/* Decide `command` at `now_ms`. Reads `hall`, which must have nothing due (see queue_due). The time of
 * the events is now_ms, or the time of the hall's last event where the clock went back: a hall's time
 * never runs backwards. `seed` feeds the random digits of appointment codes. Events and their texts
 * live in `arena`, or in the command; they keep no pointer into `hall`. */
struct queue_decision queue_decide(const struct queue_hall *hall, const struct queue_command *command, int64_t now_ms,
				   uint64_t seed, struct arena *arena);

/* What time alone brings at `now_ms`: the end of a day, expired bookings, holds that end; then, of the hall as they
 * leave it, alerts. The events of one round: apply them and ask again, until there are none (QUEUE_DUE_ROUNDS_MAX). */
struct queue_decision queue_due(const struct queue_hall *hall, int64_t now_ms, struct arena *arena);

/* Earliest instant at which queue_due may have something; INT64_MAX for never. After a command that may be at once, for
 * alerts follow from what it did. */
int64_t queue_due_at(const struct queue_hall *hall);

/* RC_OK when `event` can have happened to the hall: what it names is there and in a state that it can come upon. What
 * was decided always fits; what was read from a file has to be looked at before it is applied. RC_INVALID says what
 * is wrong. */
CC_CHECK enum rc queue_event_fits(const struct queue_hall *hall, const struct queue_event *event, struct err *err);

/* Fold one event into the hall: event->seq must be hall->seq + 1, and it must fit (bug otherwise). Texts are copied. */
void queue_apply(struct queue_hall *hall, const struct queue_event *event);

/* The whole step of a live hall: what is due first (a fact whether or not the command is refused),
 * then the command and the alerts that follow from it; all events are applied and returned together. A refused
 * command adds none. */
struct queue_decision queue_step(struct queue_hall *hall, const struct queue_command *command, int64_t now_ms,
				 uint64_t seed, struct arena *arena);

/* Read {"command": name, "args": {...}}. RC_INVALID names the field. Names of services, windows and so
 * on are looked up in `hall`; unknown ones are left for queue_decide to refuse. */
CC_CHECK enum rc queue_command_read(const struct queue_hall *hall, const struct json *from, struct arena *arena,
				    struct queue_command *ret, struct err *err);

/* The event's own fields as a JSON object, without seq, at and kind: what the log stores. */
void queue_event_write(const struct queue_hall *hall, const struct queue_event *event, struct json_out *out);
/* Inverse of it: `kind` by its name. */
CC_CHECK enum rc queue_event_read(const struct queue_hall *hall, int64_t seq, int64_t at, struct text kind,
				  const struct json *body, struct arena *arena, struct queue_event *ret,
				  struct err *err);

/* The hall as JSON, whole: the snapshot. Reading it gives a hall that is equal in every respect. */
void queue_snapshot_write(const struct queue_hall *hall, struct json_out *out);
CC_CHECK enum rc queue_snapshot_read(const struct json *from, struct arena *arena, struct queue_hall *ret,
				     struct err *err);

#endif
