/* Days, hours, menus and the turn of the day (Q2, Q3, Q4, Q5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "queue/calendar.h"
#include "queue/test_script.h"

/* Monday to Friday 9 to 12 and 13:30 to 17, Saturday 10 to 12; a holiday on Wednesday the 25th, a make-up
 * day on Sunday the 29th, a short workday on the 26th. */
#define CALENDAR                                                                                               \
	"calendar={'utc_offset_min':480,'week':["                                                              \
	"{'day':1,'hours':[{'from':'09:00','to':'12:00'},{'from':'13:30','to':'17:00'}]},"                     \
	"{'day':2,'hours':[{'from':'09:00','to':'24:00'}]},{'day':3,'hours':[{'from':'09:00','to':'17:00'}]}," \
	"{'day':6,'hours':[{'from':'10:00','to':'12:00'}]}],"                                                  \
	"'special':[{'date':'2026-11-25','kind':'holiday','name':'Festival'},"                                 \
	"{'date':'2026-11-26','kind':'workday','hours':[{'from':'10:00','to':'11:00'}]},"                      \
	"{'date':'2026-11-29','kind':'make_up'}]}"

/* Q5: tickets are given inside opening hours only; the refusal says today's. */
static void test_hours(void **state)
{
	static const struct {
		const char *when, *hours; /* NULL: open */
	} cases[] = {
		{ "2026-11-23 08:59:59", "09:00-12:00 13:30-17:00" },
		{ "2026-11-23 09:00", NULL },
		{ "2026-11-23 11:59:59", NULL },
		{ "2026-11-23 12:00", "09:00-12:00 13:30-17:00" },
		{ "2026-11-23 13:30", NULL },
		{ "2026-11-23 17:00", "09:00-12:00 13:30-17:00" },
		{ "2026-11-24 23:59:59", NULL },
		{ "2026-11-25 10:00", "-" },
		{ "2026-11-26 09:30", "10:00-11:00" },
		{ "2026-11-26 10:30", NULL },
		{ "2026-11-27 10:00", "-" },
		{ "2026-11-28 09:00", "10:00-12:00" },
		{ "2026-11-28 10:00", NULL },
		{ "2026-11-29 10:00", NULL },
		{ "2026-11-29 12:30", "09:00-12:00 13:30-17:00" },
		{ "2026-12-05 11:00", NULL },
		{ "2026-12-06 11:00", "-" },
	};
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "config " CALENDAR "\n");
	for (size_t i = 0; i < CC_COUNT(cases); i++)
		if (cases[i].hours == NULL)
			script_playf(&script, "%s take a\n", cases[i].when);
		else
			script_playf(&script, "%s take a ! HALL_CLOSED %s\n", cases[i].when, cases[i].hours);
	script_end(&script);
}

/* Q5: hours may follow each other without a break. */
static void test_hours_without_a_break(void **state)
{
	(void)state;
	script_run("config calendar={'utc_offset_min':480,'week':[{'day':1,'hours':["
		   "{'from':'09:00','to':'12:00'},{'from':'12:00','to':'13:00'}]}]} -> configured\n"
		   "12:00 take a\n"
		   "13:00 take a ! HALL_CLOSED 09:00-12:00 12:00-13:00\n");
}

/* Q5: hours that end at 24:00 turn at midnight, unless the next day begins with it. */
static void test_hours_up_to_midnight(void **state)
{
	static const struct {
		const char *when, *turns; /* NULL: not on its day */
	} cases[] = {
		{ "2026-11-23T08:00:00.000+08:00", "2026-11-23T09:00:00.000+08:00" },
		{ "2026-11-23T23:59:59.999+08:00", NULL },
		{ "2026-11-24T00:00:00.000+08:00", "2026-11-25T00:00:00.000+08:00" },
		{ "2026-11-24T23:59:59.999+08:00", "2026-11-25T00:00:00.000+08:00" },
		{ "2026-11-25T00:00:00.000+08:00", NULL },
	};
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "config calendar={'utc_offset_min':480,'week':["
			     "{'day':1,'hours':[{'from':'09:00','to':'24:00'}]},"
			     "{'day':2,'hours':[{'from':'00:00','to':'24:00'}]}]}\n");
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		int64_t when, turns = INT64_MAX;

		assert_true(civil_parse_time(text_of(cases[i].when), &when));
		if (cases[i].turns != NULL)
			assert_true(civil_parse_time(text_of(cases[i].turns), &turns));
		assert_true(queue_turns_at(&script.hall, when) == turns);
	}
	script_end(&script);
}

/* Q5: what kind a day is. */
static void test_day_kinds(void **state)
{
	static const struct {
		struct text date;
		enum queue_day_kind kind;
	} cases[] = {
		{ TEXT("2026-11-23"), QUEUE_DAY_KIND_WORKDAY }, { TEXT("2026-11-25"), QUEUE_DAY_KIND_HOLIDAY },
		{ TEXT("2026-11-26"), QUEUE_DAY_KIND_WORKDAY }, { TEXT("2026-11-28"), QUEUE_DAY_KIND_WEEKEND },
		{ TEXT("2026-11-29"), QUEUE_DAY_KIND_MAKE_UP }, { TEXT("2026-12-06"), QUEUE_DAY_KIND_WEEKEND },
	};
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "config " CALENDAR "\n");
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		int32_t date;
		assert_true(civil_parse_date(cases[i].date, &date));
		assert_int_equal(queue_day_kind(&script.hall, date), cases[i].kind);
	}
	script_end(&script);
}

/* Q5: a hall that never closes. */
static void test_always_open(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "2026-11-29 03:00 take a\n");
	assert_true(text_eq(queue_hours_text(&script.hall, script.date, &script.arena), TEXT("00:00-24:00")));
	script_end(&script);
}

/* Q4, Q5: the menu of a day is the one that names its kind, else the first that names none. */
static void test_menus(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "config " CALENDAR " menus=[{'id':'work','days':['workday','make_up'],'nodes':[{'id':'n1',"
			     "'kind':'service','service':'a'}]},"
			     "{'id':'any'},{'id':'other'},{'id':'free','days':['weekend']}]\n");
	assert_string_equal(queue_menu(&script.hall, script.date)->id, "work");
	assert_string_equal(queue_menu(&script.hall, script.date + 2)->id, "any");
	assert_string_equal(queue_menu(&script.hall, script.date + 5)->id, "free");
	assert_string_equal(queue_menu(&script.hall, script.date + 6)->id, "work");
	script_play(&script, "config menus=[{'id':'work','days':['workday']}]\n");
	assert_null(queue_menu(&script.hall, script.date + 6));
	script_play(&script, "config\n");
	assert_null(queue_menu(&script.hall, script.date));
	script_end(&script);
}

/* Q2, Q3: a hall that clears ends each ticket for what it was, closes its windows and begins to number again.
 * What was in service is finished by force with its real time; nothing else counts as served. */
static void test_day_is_cleared(void **state)
{
	(void)state;
	script_run("open w1 c1\nopen w2 c2\nopen w3 c3\n"
		   "take a\ntake a\ntake a\ntake b\ntake c\n"
		   "call_next w1 -> called A001\nstart w1\nhold w1 keep\n"
		   "call_next w1 -> called A002\n"
		   "call_next w2 -> called A003\n"
		   "23:50 start w2\n"
		   "call_next w3\n"
		   "23:40 start w3\n"
		   "23:55 hold w3 wait\n"
		   "counts taken=5 served=0\n"
		   "due 2026-11-24 00:00\n"
		   "2026-11-24 00:10 tick -> unserved B001 & unserved A002"
		   " & finished A003 w2 clerk=c2 served_ms=1200000 forced=true"
		   " & finished C001 w3 served_ms=300000 forced=true & unserved A001"
		   " & window.closed w1 c1 forced=true & window.closed w2 forced=true & window.closed w3 forced=true"
		   " & day.opened 2026-11-24\n"
		   "window w1 closed\n"
		   "window w2 closed\n"
		   "counts taken=0 served=0 missed=0 left=0 waiting=0\n"
		   "ticket A001 forgotten\n"
		   "rating.give C001 5 ! TICKET_UNKNOWN\n"
		   "take a -> taken A001\n"
		   "open w1 c1\n");
}

/* Q2, Q3: a hall that carries over keeps tickets and windows; only counts and numbers begin again, and a
 * number that a carried ticket still bears is passed over. */
static void test_day_is_carried(void **state)
{
	(void)state;
	script_run("config calendar={'always_open':true,'utc_offset_min':480,'rollover':'carry'}\n"
		   "open w1 c1\nopen w2 c2\n"
		   "23:00 take a\ntake a\ntake a\ntake a\n"
		   "call_next w1 -> called A001\n"
		   "call_next w2 -> called A002\nstart w2\nhold w2 keep\n"
		   "cancel A003\n"
		   "2026-11-24 00:00 tick -> released A002 & day.opened 2026-11-24\n"
		   "window w1 called A001\n"
		   "line a A002 A004\n"
		   "counts taken=0 left=0 waiting=2\n"
		   "take a -> taken A003 serial=3\n"
		   "take a -> taken A005\n"
		   "start w1\n"
		   "finish w1\n"
		   "2026-11-25 09:00 tick -> day.opened\n"
		   "take a -> taken A001\n"
		   "take a -> taken A006\n");
}

/* Q2: a carried ticket that was a no-show keeps its number for when it is reinstated. */
static void test_carried_no_show(void **state)
{
	(void)state;
	script_run("config calendar={'always_open':true,'utc_offset_min':480,'rollover':'carry'}\n"
		   "open w1 c1\n"
		   "23:00 take a\n"
		   "2026-11-24 00:00 tick -> day.opened\n"
		   "call_next w1\n"
		   "no_show w1 -> missed A001 ended=true\n"
		   "take a -> taken A002\n"
		   "reinstate A001\n"
		   "line a A001 A002\n");
}

/* Q7: in a hall that carries over a kept ticket stays kept as long as the policy lets it. */
static void test_holds_over_midnight(void **state)
{
	(void)state;
	script_run("config calendar={'always_open':true,'utc_offset_min':480,'rollover':'carry'} "
		   "policy={'hold_max_min':60}\n"
		   "open w1 c1\n"
		   "23:00 take a\n"
		   "call_next w1\nstart w1\n"
		   "23:30 hold w1 keep\n"
		   "2026-11-24 00:10 tick -> day.opened\n"
		   "kept A001\n"
		   "due 00:30\n"
		   "00:30 tick -> released A001\n");
}

/* Q2: days on which nothing happened are passed over at once. */
static void test_days_later(void **state)
{
	(void)state;
	script_run("take a\n"
		   "2026-12-20 09:00 take a -> unserved & day.opened 2026-12-20 & taken A001\n"
		   "due 2026-12-21 00:00\n");
}

/* Q2: when the clock steps back, the hall's time stands still: nothing is undone, no day begins twice. */
static void test_clock_steps_back(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\n"
			     "10:00 take a -> taken A001\n"
			     "09:00 take a -> taken A002 ahead=1\n");
	assert_int_equal(script.hall.at - script.now, 3600000);
	script_play(&script, "09:30 call_next w1 -> called A001 waited_ms=0\n"
			     "09:31 start w1\n"
			     "10:05 finish w1 -> finished A001 served_ms=300000\n"
			     "2026-11-24 00:01 tick\n"
			     "take a -> taken A001\n"
			     "2026-11-23 23:59 take a -> taken A002\n"
			     "2026-11-24 00:02 take a -> taken A003\n"
			     "due 2026-11-25 00:00\n");
	script_end(&script);
}

/* Q5: the day turns at local midnight; when the offset changes, no day begins twice. */
static void test_local_midnight(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "config calendar={'always_open':true,'utc_offset_min':-300}\n"
			     "2026-11-23 12:59 take a -> taken A001\n"
			     "13:01 tick -> unserved A001 & day.opened 2026-11-23\n"
			     "take a -> taken A001\n");
	script_play(&script, "config calendar={'always_open':true,'utc_offset_min':-600}\n"
			     "13:02 take a -> taken A002\n"
			     "2026-11-24 18:01 take a -> unserved & unserved & day.opened 2026-11-24 & taken\n");
	script_end(&script);
}

/* Nothing is due in a hall without a configuration. */
static void test_nothing_is_due(void **state)
{
	(void)state;
	script_run("bare\n"
		   "due never\n"
		   "2026-12-01 09:00 tick ->\n"
		   "config\n"
		   "due 2026-12-02 00:00\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_hours_without_a_break),
		cmocka_unit_test(test_hours_up_to_midnight),
		cmocka_unit_test(test_day_kinds),
		cmocka_unit_test(test_always_open),
		cmocka_unit_test(test_menus),
		cmocka_unit_test(test_day_is_cleared),
		cmocka_unit_test(test_day_is_carried),
		cmocka_unit_test(test_carried_no_show),
		cmocka_unit_test(test_holds_over_midnight),
		cmocka_unit_test(test_days_later),
		cmocka_unit_test(test_clock_steps_back),
		cmocka_unit_test(test_local_midnight),
		cmocka_unit_test(test_nothing_is_due),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
