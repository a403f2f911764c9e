/* The script of a demonstration: who plays, what customers need and how often what happens. It is data,
 * packs/demo-day.json; the hall that it is played in is packs/demo-hall.json. Both are compiled in. */
#ifndef OH_APP_DEMO_SCRIPT_H
#define OH_APP_DEMO_SCRIPT_H

#include <stdint.h>

#include "base/err.h"
#include "base/shape.h"
#include "base/text.h"

enum {
	DEMO_CREW_MAX = 32,   /* windows that the demonstration mans */
	DEMO_CLERKS_MAX = 64, /* clerks who take turns at them */
	DEMO_NEEDS_MAX = 64,  /* services that customers come for */
	DEMO_WORDS_MAX = 64,  /* entries of any other list */
	DEMO_HOURS = 24,
};

struct demo_need {
	struct text service;
	int32_t weight;  /* of all customers, by the sum of weights */
	int32_t serve_s; /* mean time at the window, seconds */
};

struct demo_class {
	struct text class_;
	int32_t weight;
};

struct demo_rating {
	int32_t level; /* 1 to 5 */
	int32_t weight;
	struct shape_list comments; /* struct text; one of them is given now and then */
};

/* Chances in percent. */
struct demo_odds {
	int32_t then;    /* a customer has a second need in the same visit */
	int32_t leaves;  /* a customer gives up, if it takes long */
	int32_t absent;  /* nobody comes to a call */
	int32_t returns; /* one whose ticket ended so comes after all */
	int32_t rates;   /* a customer rates the service */
	int32_t keeps;   /* a service is put on hold, and the clerk calls others */
	int32_t waits;   /* a service is put on hold, and the clerk waits */
	int32_t sends;   /* a customer is sent on to another service */
	int32_t pauses;  /* a clerk pauses after a customer */
	int32_t ahead;   /* the manager puts a customer ahead */
	int32_t helps;   /* a clerk calls the manager to a customer */
};

struct demo_script {
	struct shape_list crew;    /* struct text: ids of windows */
	struct shape_list clerks;  /* struct text: ids of clerks, more than windows so that shifts can change */
	int32_t gap_s;             /* mean time between customers, seconds, where the curve has 100 */
	int32_t patience;          /* tickets ahead at which customers turn round at the door */
	struct shape_list curve;   /* int32_t, DEMO_HOURS: customers by hour of the day, percent */
	struct shape_list needs;   /* struct demo_need */
	struct shape_list classes; /* struct demo_class; only the first has no name to greet by */
	struct demo_odds odds;
	int32_t book_gap_s;                             /* mean time between bookings, seconds */
	struct shape_list names;                        /* struct text: customers who are greeted by name */
	struct shape_list ahead_reasons, pause_reasons; /* struct text */
	struct shape_list help_notes, done_notes;       /* struct text: why help is called, what the manager did */
	struct shape_list ratings;                      /* struct demo_rating */
};

/* Read a script. RC_INVALID names the field. */
CC_CHECK enum rc demo_script_read(struct text from, struct arena *arena, struct demo_script *ret, struct err *err);

/* The hall's configuration and the script of its day, as JSON; the build makes them of packs/. */
extern const char demo_hall_json[], demo_day_json[];

/* Entry of a list of texts. */
struct text demo_word(const struct shape_list *list, uint64_t i);

#endif
