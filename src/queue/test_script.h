/* A small language for tests of the hall. A script is lines; a line is a command, with what must come of it:
 *
 *     config policy={'rules':['class']}            the usual configuration, with these members instead
 *     09:00 take a class=vip -> taken A001 ahead=0      command, arguments by place or name=value; its events
 *     09:01 call_next w1 ! WINDOW_BUSY A001        command; why it is refused, and what the refusal names
 *     2026-11-24 08:00 tick -> unserved A001 & window.closed w1 & day.opened
 *     line a A002 A003                             who waits for service a, in order
 *     window w1 serving A001                       what a window does, and with whom
 *     ticket A001 finished                         the state of a ticket
 *     counts taken=3 missed=1                      the day's counts
 *     due 2026-11-24 00:00                         when time alone brings the next event
 *     alerts wait:2 help:1+                        open alerts in order: kind, level, + for one taken on
 *     device k1 paper_out paused                   the state of a device
 *
 * The clock stays where it was when a line says no time. Names may leave out what stands before the dot.
 * Tickets are named by their numbers, the newest of that number, bookings by their customer's name, and alerts by
 * their kind, the newest of it;
 * $wang is the code of wang's booking. Values may hold JSON with ' for ". Lines that begin with # are
 * for the reader.
 *
 * After every command the hall must be whole (queue/whole.h); a second hall read from the snapshot before the
 * command must give the same events, and a third one that is fed with the events as JSON must end the
 * same; a refusal must change nothing. */
#ifndef OH_QUEUE_TEST_SCRIPT_H
#define OH_QUEUE_TEST_SCRIPT_H

#include "queue/step.h"

enum { SCRIPT_LABELS_MAX = 8192 };

struct script_label {
	char name[24];
	int64_t id;
};

struct script {
	struct arena arena;        /* of the hall; lives as long as the script */
	struct arena replay_arena; /* of the one that is fed with events */
	struct queue_hall hall, replay;
	struct text saved; /* snapshot after the last command */
	struct arena saved_arena;
	int64_t now;
	int32_t date;
	int line; /* for failures */
	uint64_t seed;
	uint32_t label_n;
	bool bare;  /* no configuration comes by itself */
	bool quick; /* leave out the other two halls: for long scripts */
	struct script_label labels[SCRIPT_LABELS_MAX];
};

/* Play a whole script on a fresh hall; a line that does not come true fails the test. */
void script_run(const char *text);

/* The same in pieces, for tests that look into the hall themselves. */
void script_begin(struct script *script);
void script_play(struct script *script, const char *lines);
CC_FORMAT(2, 3) void script_playf(struct script *script, const char *format, ...);
void script_end(struct script *script);

/* The ticket or booking of that name (test fails where there is none). */
int64_t script_id(struct script *script, const char *name);

/* The hall's snapshot in `arena`. */
struct text script_snapshot(const struct queue_hall *hall, struct arena *arena);

#endif
