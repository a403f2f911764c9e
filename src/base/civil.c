/* Civil time: days by Hinnant's algorithms, and its texts by hand, for a time is written in every event.
 * A year of the algorithms begins on 1 March, so that the leap day is its last; an era is 400 years.
 * Invariant: what is formatted always fits, because it is brought into the years 1 to 9999 first. */
#include "base/civil.h"

#include <string.h>

#include "base/bug.h"

enum {
	DAYS_PER_ERA = 146097,
	DAYS_TO_1970 = 719468, /* from 0000-03-01 to 1970-01-01 */
	DAY_MIN = -719162,     /* 0001-01-01 */
	DAY_MAX = 2932896,     /* 9999-12-31 */
	MINUTES_PER_HOUR = 60,
	MS_PER_SECOND = 1000,
	FRACTION_DIGITS_MAX = 9,
};

/* Quotient rounded down, for days and minutes before 1970. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t civil_to_day(struct civil_date date)
{
	int32_t year = date.year - (date.month <= 2);
	int32_t era = (int32_t)floor_div(year, 400);
	int32_t year_of_era = year - era * 400;
	int32_t day_of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
	int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	ASSERT(date.month >= 1 && date.month <= 12);
	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

struct civil_date civil_from_day(int32_t day)
{
	int64_t shifted = (int64_t)day + DAYS_TO_1970;
	int32_t era = (int32_t)floor_div(shifted, DAYS_PER_ERA);
	int32_t day_of_era = (int32_t)(shifted - (int64_t)era * DAYS_PER_ERA);
	int32_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
	int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int32_t month_from_march = (5 * day_of_year + 2) / 153;
	int32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

	return (struct civil_date){
		.year = year_of_era + era * 400 + (month <= 2),
		.month = month,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

int civil_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(((int64_t)day % 7 + 7 + 3) % 7) + 1;
}

int32_t civil_local_day(int64_t ms, int utc_offset_min)
{
	return (int32_t)floor_div(ms + (int64_t)utc_offset_min * CIVIL_MS_PER_MINUTE, CIVIL_MS_PER_DAY);
}

int civil_local_minute(int64_t ms, int utc_offset_min)
{
	int64_t minute = floor_div(ms, CIVIL_MS_PER_MINUTE) + utc_offset_min;

	return (int)(minute - floor_div(minute, CIVIL_MINUTES_PER_DAY) * CIVIL_MINUTES_PER_DAY);
}

int64_t civil_instant(int32_t day, int minute, int utc_offset_min)
{
	return day * CIVIL_MS_PER_DAY + (int64_t)(minute - utc_offset_min) * CIVIL_MS_PER_MINUTE;
}

/* Take `n` digits off the front of `t`; false where there are not that many. */
static bool take_digits(struct text *t, size_t n, int *ret_value)
{
	int value = 0;

	if (t->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (t->at[i] < '0' || t->at[i] > '9')
			return false;
		value = value * 10 + (t->at[i] - '0');
	}
	t->at += n;
	t->len -= n;
	*ret_value = value;
	return true;
}

/* Take one character that is `a` or `b`. */
static bool take_char(struct text *t, char a, char b)
{
	if (!t->len || (t->at[0] != a && t->at[0] != b))
		return false;
	t->at++;
	t->len--;
	return true;
}

static bool take_date(struct text *t, int32_t *ret_day)
{
	struct civil_date date, back;

	if (!take_digits(t, 4, &date.year) || !take_char(t, '-', '-') || !take_digits(t, 2, &date.month) ||
	    !take_char(t, '-', '-') || !take_digits(t, 2, &date.day))
		return false;
	if (date.year < 1 || date.month < 1 || date.month > 12)
		return false;
	/* A day that the month does not have comes back as one of another month. */
	*ret_day = civil_to_day(date);
	back = civil_from_day(*ret_day);
	return back.month == date.month && back.day == date.day;
}

static bool take_clock(struct text *t, int *ret_hour, int *ret_minute)
{
	return take_digits(t, 2, ret_hour) && take_char(t, ':', ':') && take_digits(t, 2, ret_minute) &&
	       *ret_minute < MINUTES_PER_HOUR;
}

/* `.` and digits, cut to milliseconds; none is 0. */
static bool take_fraction(struct text *t, int *ret_ms)
{
	int digits = 0, digit;

	*ret_ms = 0;
	if (!take_char(t, '.', '.'))
		return true;
	for (int weight = 100; take_digits(t, 1, &digit); weight /= 10, digits++)
		*ret_ms += digit * weight;
	return digits >= 1 && digits <= FRACTION_DIGITS_MAX;
}

/* `Z` or `+08:00`. */
static bool take_offset(struct text *t, int *ret_min)
{
	int hour, minute, sign = t->len && t->at[0] == '-' ? -1 : 1;

	*ret_min = 0;
	if (take_char(t, 'Z', 'z'))
		return true;
	if (!take_char(t, '+', '-') || !take_clock(t, &hour, &minute) || hour > 23)
		return false;
	*ret_min = sign * (hour * MINUTES_PER_HOUR + minute);
	return true;
}

bool civil_parse_date(struct text t, int32_t *ret_day)
{
	int32_t day;

	if (!take_date(&t, &day) || t.len)
		return false;
	*ret_day = day;
	return true;
}

bool civil_parse_clock(struct text t, int *ret_minute)
{
	int hour, minute;

	if (!take_clock(&t, &hour, &minute) || t.len ||
	    hour * MINUTES_PER_HOUR + minute > CIVIL_MINUTES_PER_DAY)
		return false;
	*ret_minute = hour * MINUTES_PER_HOUR + minute;
	return true;
}

bool civil_parse_time(struct text t, int64_t *ret_ms)
{
	int hour, minute, second, fraction, offset;
	int32_t day;
	int64_t ms;

	if (!take_date(&t, &day) || !take_char(&t, 'T', 't') || !take_clock(&t, &hour, &minute) ||
	    !take_char(&t, ':', ':') || !take_digits(&t, 2, &second) || !take_fraction(&t, &fraction) ||
	    !take_offset(&t, &offset) || t.len || hour > 23)
		return false;
	ms = civil_instant(day, hour * MINUTES_PER_HOUR + minute, offset);
	/* Leap seconds end a day of UTC. */
	if (second == 60 && civil_local_minute(ms, 0) == CIVIL_MINUTES_PER_DAY - 1)
		second = 59;
	if (second > 59)
		return false;
	ms += second * MS_PER_SECOND + fraction;
	if (ms < CIVIL_MS_MIN || ms > CIVIL_MS_MAX)
		return false;
	*ret_ms = ms;
	return true;
}

static char *put_digits(char *at, int n, int32_t value)
{
	for (int i = n - 1; i >= 0; i--) {
		at[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return at + n;
}

static char *put_clock(char *at, int minute)
{
	at = put_digits(at, 2, minute / MINUTES_PER_HOUR);
	*at++ = ':';
	return put_digits(at, 2, minute % MINUTES_PER_HOUR);
}

static char *put_date(char *at, int32_t day)
{
	struct civil_date date = civil_from_day(day);

	at = put_digits(at, 4, date.year);
	*at++ = '-';
	at = put_digits(at, 2, date.month);
	*at++ = '-';
	return put_digits(at, 2, date.day);
}

int civil_format_date(int32_t day, char into[CIVIL_DATE_SIZE])
{
	char *end = put_date(into, day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : day);

	*end = '\0';
	return (int)(end - into);
}

int civil_format_clock(int minute, char into[CIVIL_CLOCK_SIZE])
{
	char *end;

	ASSERT(minute >= 0 && minute <= CIVIL_MINUTES_PER_DAY);
	end = put_clock(into, minute);
	*end = '\0';
	return (int)(end - into);
}

static char *put_offset(char *at, int utc_offset_min)
{
	if (!utc_offset_min) {
		*at++ = 'Z';
		return at;
	}
	*at++ = utc_offset_min < 0 ? '-' : '+';
	return put_clock(at, utc_offset_min < 0 ? -utc_offset_min : utc_offset_min);
}

int civil_format_time(int64_t ms, int utc_offset_min, char into[CIVIL_TIME_SIZE])
{
	int64_t local;
	int32_t day, of_day;
	char *at;

	ASSERT(utc_offset_min > -CIVIL_MINUTES_PER_DAY && utc_offset_min < CIVIL_MINUTES_PER_DAY);
	ms = ms < CIVIL_MS_MIN ? CIVIL_MS_MIN : ms > CIVIL_MS_MAX ? CIVIL_MS_MAX : ms;
	local = ms + (int64_t)utc_offset_min * CIVIL_MS_PER_MINUTE;
	if (local < CIVIL_MS_MIN || local > CIVIL_MS_MAX) { /* a year of five digits there, but not in UTC */
		local = ms;
		utc_offset_min = 0;
	}
	day = (int32_t)floor_div(local, CIVIL_MS_PER_DAY);
	of_day = (int32_t)(local - day * CIVIL_MS_PER_DAY);
	at = put_date(into, day);
	*at++ = 'T';
	at = put_clock(at, of_day / CIVIL_MS_PER_MINUTE);
	*at++ = ':';
	at = put_digits(at, 2, of_day / MS_PER_SECOND % 60);
	*at++ = '.';
	at = put_digits(at, 3, of_day % MS_PER_SECOND);
	at = put_offset(at, utc_offset_min);
	*at = '\0';
	return (int)(at - into);
}
