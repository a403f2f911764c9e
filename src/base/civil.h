/* Civil time in the proleptic Gregorian calendar, with no clock and no time zone database.
 *
 * An instant is int64 milliseconds since 1970-01-01T00:00Z. A day is int32 days since 1970-01-01.
 * A local day or minute comes from an instant and an offset from UTC in minutes, always passed in.
 * Day and civil conversion: H. Hinnant, "chrono-compatible low-level date algorithms", 2013. */
#ifndef OH_BASE_CIVIL_H
#define OH_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { CIVIL_MS_PER_MINUTE = 60000, CIVIL_MINUTES_PER_DAY = 1440 };
#define CIVIL_MS_PER_DAY INT64_C(86400000)
/* Years 1 to 9999; instants outside are refused by the parsers. */
#define CIVIL_MS_MIN INT64_C(-62135596800000)
#define CIVIL_MS_MAX INT64_C(253402300799999)

struct civil_date {
	int32_t year;
	int32_t month; /* 1 to 12 */
	int32_t day;   /* 1 to 31 */
};

/* Day of a date; the date must exist (bug otherwise where its month or day is out of range). */
int32_t civil_to_day(struct civil_date date);
/* Date of a day; inverse of civil_to_day. */
struct civil_date civil_from_day(int32_t day);
/* 1 is Monday, 7 is Sunday. */
int civil_weekday(int32_t day);

/* Local day and minute of the day (0 to 1439) of an instant. */
int32_t civil_local_day(int64_t ms, int utc_offset_min);
int civil_local_minute(int64_t ms, int utc_offset_min);
/* Instant at which the local `day` reaches `minute` (0 to 1440). */
int64_t civil_instant(int32_t day, int minute, int utc_offset_min);

/* `2026-11-23`; false when it is no such date. */
bool civil_parse_date(struct text t, int32_t *ret_day);
/* `09:30`, and `24:00` for 1440; false otherwise. */
bool civil_parse_clock(struct text t, int *ret_minute);
/* RFC 3339 with any offset and 0 to 9 decimals of a second (cut to ms); a leap second counts as the
 * second before it. False when it is none. */
bool civil_parse_time(struct text t, int64_t *ret_ms);

enum { CIVIL_DATE_SIZE = 11, CIVIL_CLOCK_SIZE = 6, CIVIL_TIME_SIZE = 30 };
/* The texts above, NUL-terminated, into arrays of those sizes. The time is written with milliseconds
 * and with the offset given: `2026-11-23T16:03:00.123+08:00`, or `Z` for offset 0. Returns length. */
int civil_format_date(int32_t day, char into[CIVIL_DATE_SIZE]);
int civil_format_clock(int minute, char into[CIVIL_CLOCK_SIZE]);
int civil_format_time(int64_t ms, int utc_offset_min, char into[CIVIL_TIME_SIZE]);

#endif
