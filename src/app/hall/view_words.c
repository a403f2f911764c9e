/* Words of the hall's configuration that screens offer, or know again in what was written down, in the language of
 * their reader: who sees to alerts (M2), why a window pauses (Q7), and what customers are asked at the pad and on their
 * phones (Q14). In the order of the configuration; none where the screens have words of their own. */
#include "app/hall/views.h"

/* Whether an alert before number `n` has its owner. */
static bool is_named_before(const struct queue_list_record_config_alert *alerts, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (text_eq(alerts->at[i].owner, alerts->at[n].owner) && alerts->at[i].owner_en.len > 0)
			return true;
	return false;
}

struct view_list_record_owner view_owners(const struct queue_hall *hall, struct arena *arena)
{
	const struct queue_list_record_config_alert *alerts = &hall->config.alerts;
	struct view_list_record_owner list = { ARENA_ARRAY(arena, alerts->n, struct view_owner), 0 };

	for (uint32_t i = 0; i < alerts->n; i++) {
		const struct queue_config_alert *alert = &alerts->at[i];
		if (alert->owner.len > 0 && alert->owner_en.len > 0 && !is_named_before(alerts, i))
			list.at[list.n++] = (struct view_owner){ .name = alert->owner, .name_en = alert->owner_en };
	}
	return list;
}

struct view_list_record_pause_reason view_pause_reasons(const struct queue_hall *hall, struct arena *arena)
{
	const struct queue_list_record_config_pause_reason *reasons = &hall->config.pause_reasons;
	struct view_list_record_pause_reason list = { ARENA_ARRAY(arena, reasons->n, struct view_pause_reason),
						      reasons->n };

	for (uint32_t i = 0; i < reasons->n; i++)
		list.at[i] = (struct view_pause_reason){ .name = reasons->at[i].name,
							 .name_en = reasons->at[i].name_en };
	return list;
}

struct view_list_record_rating view_ratings(const struct queue_hall *hall, struct arena *arena)
{
	const struct queue_list_record_config_rating *ratings = &hall->config.ratings;
	struct view_list_record_rating list = { ARENA_ARRAY(arena, ratings->n, struct view_rating), ratings->n };

	for (uint32_t i = 0; i < ratings->n; i++)
		list.at[i] = (struct view_rating){ .level = ratings->at[i].level,
						   .name = ratings->at[i].name,
						   .name_en = ratings->at[i].name_en };
	return list;
}

struct view_list_record_rating_reason view_rating_reasons(const struct queue_hall *hall, struct arena *arena)
{
	const struct queue_list_record_config_rating_reason *reasons = &hall->config.rating_reasons;
	struct view_list_record_rating_reason list = { ARENA_ARRAY(arena, reasons->n, struct view_rating_reason),
						       reasons->n };

	for (uint32_t i = 0; i < reasons->n; i++)
		list.at[i] = (struct view_rating_reason){ .name = reasons->at[i].name,
							  .name_en = reasons->at[i].name_en };
	return list;
}
