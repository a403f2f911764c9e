/* Business days and opening hours (Q5). */
#ifndef OH_QUEUE_CALENDAR_H
#define OH_QUEUE_CALENDAR_H

#include "queue/hall.h"

/* What kind of day `date` is: a special day's kind, else workday or weekend. */
enum queue_day_kind queue_day_kind(const struct queue_hall *hall, int32_t date);

/* True inside opening hours. */
bool queue_is_open(const struct queue_hall *hall, int64_t now_ms);

/* When the hall closes, where it is open, or opens, where it is closed: later on the same business day, else
 * INT64_MAX. */
int64_t queue_turns_at(const struct queue_hall *hall, int64_t now_ms);

/* Today's hours for people, such as `09:00-12:00 13:30-17:00`, or `-` when closed all day; in `arena`. */
struct text queue_hours_text(const struct queue_hall *hall, int32_t date, struct arena *arena);

/* Business day of an instant. */
int32_t queue_date(const struct queue_hall *hall, int64_t now_ms);

/* The menu that a day loads (Q4, Q5), or NULL where the services stand side by side. */
const struct queue_config_menu *queue_menu(const struct queue_hall *hall, int32_t date);

#endif
