/* What customers are asked at the pad and on their phones: the levels and reasons of the hall's configuration, in its
 * order; none where the screens name them (Q14). */
#include "app/hall/views.h"

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
