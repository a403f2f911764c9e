/* Business days, opening hours and the menu of the day (Q4, Q5).
 *
 * A special day overrides the week: a holiday without hours is closed, a make-up day without hours
 * keeps Monday's. Hours are half-open: at closing time the hall is closed. */
#include "queue/calendar.h"

#include "base/bug.h"
#include "base/civil.h"

enum { MONDAY = 1, SATURDAY = 6 };

static const struct queue_config_special_day *special_day(const struct queue_hall *hall, int32_t date)
{
	const struct queue_config_calendar *calendar = &hall->config.calendar;

	for (uint32_t i = 0; i < calendar->special.n; i++)
		if (calendar->special.at[i].date == date)
			return &calendar->special.at[i];
	return NULL;
}

enum queue_day_kind queue_day_kind(const struct queue_hall *hall, int32_t date)
{
	const struct queue_config_special_day *special = special_day(hall, date);

	if (special != NULL)
		return special->kind;
	return civil_weekday(date) >= SATURDAY ? QUEUE_DAY_KIND_WEEKEND : QUEUE_DAY_KIND_WORKDAY;
}

static struct queue_list_record_config_hours week_hours(const struct queue_hall *hall, int weekday)
{
	const struct queue_config_calendar *calendar = &hall->config.calendar;

	for (uint32_t i = 0; i < calendar->week.n; i++)
		if (calendar->week.at[i].day == weekday)
			return calendar->week.at[i].hours;
	return (struct queue_list_record_config_hours){ 0 };
}

static struct queue_list_record_config_hours day_hours(const struct queue_hall *hall, int32_t date)
{
	const struct queue_config_special_day *special = special_day(hall, date);

	if (special == NULL)
		return week_hours(hall, civil_weekday(date));
	if (special->hours.n == 0 && special->kind == QUEUE_DAY_KIND_MAKE_UP)
		return week_hours(hall, MONDAY);
	return special->hours;
}

int32_t queue_date(const struct queue_hall *hall, int64_t now_ms)
{
	return civil_local_day(now_ms, (int)hall->config.calendar.utc_offset_min);
}

static bool is_in(const struct queue_list_record_config_hours *hours, int64_t minute)
{
	for (uint32_t i = 0; i < hours->n; i++)
		if (minute >= hours->at[i].from && minute < hours->at[i].to)
			return true;
	return false;
}

bool queue_is_open(const struct queue_hall *hall, int64_t now_ms)
{
	const struct queue_config_calendar *calendar = &hall->config.calendar;

	if (calendar->always_open)
		return true;
	const struct queue_list_record_config_hours hours = day_hours(hall, queue_date(hall, now_ms));
	return is_in(&hours, civil_local_minute(now_ms, (int)calendar->utc_offset_min));
}

static bool opens_at_midnight(const struct queue_hall *hall, int32_t date)
{
	const struct queue_list_record_config_hours hours = day_hours(hall, date);

	return is_in(&hours, 0);
}

/* Hours may touch: at noon a hall does not close that opens at noon, nor at 24:00 one that opens at 00:00. They follow
 * one another. */
int64_t queue_turns_at(const struct queue_hall *hall, int64_t now_ms)
{
	const struct queue_config_calendar *calendar = &hall->config.calendar;
	const int offset_min = (int)calendar->utc_offset_min;

	if (calendar->always_open)
		return INT64_MAX;
	const int32_t date = queue_date(hall, now_ms);
	const struct queue_list_record_config_hours hours = day_hours(hall, date);
	const int minute = civil_local_minute(now_ms, offset_min);
	const bool open = is_in(&hours, minute);
	for (uint32_t i = 0; i < hours.n; i++) {
		const int at = open ? (int)hours.at[i].to : (int)hours.at[i].from;
		const bool open_then = at == CIVIL_MINUTES_PER_DAY ? opens_at_midnight(hall, date + 1)
								   : is_in(&hours, at);
		if (at > minute && open_then != open)
			return civil_instant(date, at, offset_min);
	}
	return INT64_MAX;
}

struct text queue_hours_text(const struct queue_hall *hall, int32_t date, struct arena *arena)
{
	if (hall->config.calendar.always_open)
		return TEXT("00:00-24:00");

	const struct queue_list_record_config_hours hours = day_hours(hall, date);
	struct buf buf = { .arena = arena };
	for (uint32_t i = 0; i < hours.n; i++) {
		char from[CIVIL_CLOCK_SIZE], to[CIVIL_CLOCK_SIZE];
		civil_format_clock(hours.at[i].from, from);
		civil_format_clock(hours.at[i].to, to);
		buf_printf(&buf, "%s%s-%s", i > 0 ? " " : "", from, to);
	}
	return hours.n > 0 ? buf_view(&buf) : TEXT("-");
}

const struct queue_config_menu *queue_menu(const struct queue_hall *hall, int32_t date)
{
	const struct queue_list_record_config_menu *menus = &hall->config.menus;
	const enum queue_day_kind kind = queue_day_kind(hall, date);
	const struct queue_config_menu *common = NULL;

	for (uint32_t i = 0; i < menus->n; i++) {
		const struct queue_config_menu *menu = &menus->at[i];
		for (uint32_t d = 0; d < menu->days.n; d++)
			if (menu->days.at[d] == kind)
				return menu;
		if (menu->days.n == 0 && common == NULL)
			common = menu;
	}
	return common;
}
