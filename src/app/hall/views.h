/* What a hall shows: the views of contract/views.json, made from its state (Q1, Q4, Q5, Q12, Q15, M1). */
#ifndef OH_APP_HALL_VIEWS_H
#define OH_APP_HALL_VIEWS_H

#include <stdint.h>

#include "queue/hall.h"
#include "view_contract.h"

enum {
	VIEW_WAITING_MAX = 20000, /* tickets that wait in one view "state"; the oldest are shown */
};

/* A hall as a view needs it. */
struct view_source {
	struct text id;
	const struct queue_hall *hall;
	int64_t now_ms; /* for what depends on the time of day */
};

/* View "state" as JSON in `arena`. */
struct text view_state_json(const struct view_source *source, struct arena *arena);

/* View "menu": the buttons of the day's menu, or the services side by side where there is none. */
struct text view_menu_json(const struct view_source *source, struct arena *arena);

/* Record "config": the configuration as it holds now, without what was retired and what refers to that; sent back by
 * hall.configure it changes nothing. */
struct text view_config_json(const struct view_source *source, struct arena *arena);

/* View "next" of a window that is there: whom the policy would give it now (Q7, Q9). */
struct text view_next_json(const struct view_source *source, struct queue_window_id window, struct arena *arena);

/* View "slots" of a service that is there. */
struct text view_slots_json(const struct view_source *source, struct queue_service_id service, int32_t date,
			    struct arena *arena);

/* A ticket with what the hall itself does not know of it. */
struct view_told_ticket {
	const struct queue_ticket *ticket;
	struct view_expected expected; /* shown while it waits */
	struct view_expected told;     /* as it was taken */
	struct text link;
};

/* Who sees to alerts, where the rules name them in English too, each once; in `arena`. */
struct view_list_record_owner view_owners(const struct queue_hall *hall, struct arena *arena);

/* Reasons that desks offer to pause a window, in `arena`; none where the hall did not configure them. */
struct view_list_record_pause_reason view_pause_reasons(const struct queue_hall *hall, struct arena *arena);

/* Levels and reasons that customers may choose from, in `arena`; none where the hall did not configure them. */
struct view_list_record_rating view_ratings(const struct queue_hall *hall, struct arena *arena);
struct view_list_record_rating_reason view_rating_reasons(const struct queue_hall *hall, struct arena *arena);

/* View "ticket". */
struct text view_ticket_json(const struct view_source *source, const struct view_told_ticket *told,
			     struct arena *arena);

/* View "link": what its customer sees of it on a phone, and nothing of anybody else. */
struct text view_link_json(const struct view_source *source, const struct view_told_ticket *told, struct arena *arena);

#endif
