/* A hall as the voice's office follows it: its configuration, and the calls of each zone in their order, as the log
 * tells them. For the office's thread. */
#ifndef OH_GATEWAY_VOICE_FOLLOWED_H
#define OH_GATEWAY_VOICE_FOLLOWED_H

#include "gateway/voice/office.h"
#include "gateway/voice/turn.h"

struct wording;

struct followed_zone {
	char id[TURN_NAME_SIZE];
	struct text name, name_en;
	struct turn turn;
	int64_t asked_ms; /* by a clock that never steps; 0 for never */
	int64_t failed;   /* seq that could not be made audible, 0 once one could, and how often it could not */
	int32_t tries;
	int64_t tried_ms; /* when that was last counted */
};

struct followed {
	struct followed *next;
	struct arena arena; /* of the configuration */
	const struct queue_config *config;
	int64_t seen; /* the last event that was looked at */
	struct followed_zone *zones;
	uint32_t zones_n;
	struct text id;
	char id_bytes[];
};

/* Begin to follow. RC_MISSING for no such hall; RC_INVALID where its log cannot be read. */
CC_CHECK enum rc followed_open(struct followed **ret, struct reader *reader, struct text hall, struct err *err);
void followed_close(struct followed **hall);
/* Take in what has happened since. */
CC_CHECK enum rc followed_catch_up(struct followed *hall, struct reader *reader, struct err *err);

/* Zone by id; `hall` is the first unless one is called so. NULL where there is none. */
struct followed_zone *followed_zone(struct followed *hall, struct text id);
/* A call's words for the voice; views into the hall and the call. */
struct wording followed_wording(const struct followed *hall, const struct turn_call *call);
/* True in the hall's quiet hours. */
bool followed_is_quiet(const struct followed *hall, int64_t now_ms);

#endif
