/* Alerts and devices, rule by rule (M2, M4, Q14, Q19). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "queue/test_script.h"

/* M2: the wait of one customer. One alert for the queue, at the minute, and up a level with the next. */
static void test_a_long_wait_raises_one_alert_for_its_queue(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'wait','level1':10,'level2':20}]\n"
		   "09:00 take a -> taken A001\n"
		   "09:00 take a -> taken A002\n"
		   "09:01 take b -> taken B001\n"
		   "due 09:10\n"
		   "09:09:59 tick\n"
		   "alerts\n"
		   "09:10 tick -> alert.raised about=wait level=1 value=10 service=a ticket=A001\n"
		   "alerts wait:1\n"
		   "due 09:11\n"
		   "09:11 tick -> alert.raised about=wait level=1 service=b ticket=B001\n"
		   "09:20 tick -> alert.changed level=2 value=20 ticket=A001\n"
		   "alerts wait:2 wait:1\n"
		   "09:20 tick\n");
}

/* M2: the alert goes over to the next one who waits too long, and closes when nobody does. */
static void test_the_alert_of_a_wait_follows_the_queue(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'wait','level1':10,'level2':20}]\n"
		   "open w1 c1\n"
		   "09:00 take a -> taken A001\n"
		   "09:01 take a -> taken A002\n"
		   "09:15 take a -> alert.raised about=wait ticket=A001 & taken A003\n"
		   "09:20 call_next w1 -> alert.changed level=2 & called A001 & alert.changed level=2 value=19 "
		   "ticket=A002\n");
	script_run("config alerts=[{'kind':'wait','level1':10}]\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:09 take a\n"
		   "09:10 tick -> alert.raised about=wait ticket=A001\n"
		   "09:12 call_next w1 -> called A001 & alert.closed by=self open_ms=120000\n"
		   "alerts\n"
		   "due 09:19\n");
}

/* M2: a wait is counted from the entry into this queue, also for a ticket that stands far in front. */
static void test_a_wait_begins_with_its_queue(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'wait','level1':10}]\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:05 call_next w1 -> called A001\n"
		   "09:05 take c -> taken C001\n"
		   "09:06 transfer w1 to_service=c -> transferred A001\n"
		   "line c A001 C001\n"
		   "due 09:15\n"
		   "09:15 tick -> alert.raised about=wait service=c ticket=C001\n"
		   "09:16 cancel C001 -> cancelled C001 & alert.changed ticket=A001\n");
}

/* M2: a rule for a service goes before the one for all. */
static void test_a_service_has_its_own_rule(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'wait','level1':10},{'kind':'wait','service':'b','level2':5}]\n"
		   "09:00 take a\n"
		   "09:00 take b\n"
		   "09:05 tick -> alert.raised about=wait level=2 service=b\n"
		   "09:10 tick -> alert.raised about=wait level=1 service=a\n");
}

/* M2: tickets waiting, in the hall and for a service, with a band of a fifth and one ticket at least. */
static void test_waiting_is_counted_with_a_band(void **state)
{
	(void)state;
	script_run(
		"config alerts=[{'kind':'waiting','level1':3,'level2':5},{'kind':'waiting','service':'a','level3':2}]\n"
		"open w1 c1\n"
		"take a\n"
		"take b\n"
		"take a -> taken A002 & alert.raised about=waiting level=1 value=3 service=0 & "
		"alert.raised about=waiting level=3 value=2 service=a\n"
		"alerts waiting:1 waiting:3\n"
		/* One less is inside the band of both. */
		"call_next w1 -> called A001\n"
		"take a -> taken A003\n"
		"take b -> taken B002\n"
		"take c -> taken C001 & alert.changed level=2 value=5\n"
		"cancel C001 -> cancelled\n"
		"cancel B002 -> cancelled & alert.changed level=1 value=3\n"
		"cancel B001 -> cancelled\n"
		"cancel A003 -> cancelled & alert.closed by=self\n"
		"cancel A002 -> cancelled & alert.closed by=self\n"
		"alerts\n");
}

/* M2: waiting for each open window: level 1 from 2.5, level 2 from 3.5, level 3 above 4.5; the usual levels need not be
 * said. A paused window is not open, and a level is left a fifth below it. */
static void test_crowding_has_the_usual_levels(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'crowding'}]\n"
		   "open w1 c1\n"
		   "open w2 c2\n"
		   "take a\n"
		   "take a\n"
		   "take a\n"
		   "take a -> taken A004\n"
		   "take a -> taken A005 & alert.raised about=crowding level=1 value=25\n"
		   "take a -> taken A006\n"
		   "take a -> taken A007 & alert.changed level=2 value=35\n"
		   "take a -> taken A008\n"
		   "take a -> taken A009\n"
		   "alerts crowding:2\n"
		   "take a -> taken A010 & alert.changed level=3 value=50\n"
		   "cancel A010 -> cancelled\n"
		   "cancel A009 -> cancelled\n"
		   "cancel A008 -> cancelled & alert.changed level=2 value=35\n"
		   "cancel A007 -> cancelled\n"
		   "cancel A006 -> cancelled & alert.changed level=1 value=25\n"
		   "cancel A005 -> cancelled\n"
		   "cancel A004 -> cancelled & alert.closed by=self\n"
		   "alerts\n"
		   /* 3 for one window. */
		   "pause w2 -> paused w2 & alert.raised about=crowding level=1 value=30\n"
		   "window.resume w2 -> resumed w2 & alert.closed by=self\n");
}

/* M2: people and no window that is open: the highest level there is. */
static void test_nobody_at_the_windows_is_the_worst(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'crowding','level1':25,'level2':35}]\n"
		   "take a -> taken A001 & alert.raised about=crowding level=2 value=10\n"
		   "open w1 c1 -> opened & alert.closed by=self\n"
		   "close w1 -> closed & alert.raised about=crowding level=2\n"
		   "cancel A001 -> cancelled & alert.closed by=self\n");
}

/* A value that swings around a level does not flap (M2). */
static void test_a_swinging_value_does_not_flap(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "config alerts=[{'kind':'waiting','level1':10}]\n");
	for (int i = 1; i < 10; i++)
		script_play(&script, "take a -> taken\n");
	script_play(&script, "take a -> taken & alert.raised value=10\n");
	for (int i = 0; i < 20; i++)
		script_playf(&script,
			     "cancel A%03d -> cancelled\ncancel A%03d -> cancelled\ntake a -> taken\n"
			     "take a -> taken\n",
			     2 * i + 1, 2 * i + 2);
	script_play(&script, "cancel A041 -> cancelled\ncancel A042 -> cancelled\n"
			     "cancel A043 -> cancelled & alert.closed\n");
	script_end(&script);
}

/* M2: handling too long: the time on hold does not count, and the end of the service closes it. */
static void test_handling_too_long(void **state)
{
	(void)state;
	script_run("config "
		   "alerts=[{'kind':'handling','level1':15,'level3':30},{'kind':'handling','service':'b','level1':5}]\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:00 take b\n"
		   "09:00 call_next w1\n"
		   "due 2026-11-24 00:00\n"
		   "2026-11-23 09:10 start w1\n"
		   "due 09:25\n"
		   "09:20 hold w1 wait\n"
		   "due 2026-11-24 00:00\n"
		   "2026-11-23 09:50 resume w1 -> ticket.resumed A001\n"
		   "due 09:55\n"
		   "09:55 tick -> alert.raised about=handling level=1 value=15 service=a ticket=A001 window=w1\n"
		   "09:56 hold w1 wait -> held A001\n"
		   "alerts handling:1\n"
		   "10:00 resume w1 -> ticket.resumed A001\n"
		   "10:14 finish w1 -> alert.changed level=3 value=30 & finished A001 & alert.closed by=self\n"
		   "10:14 call_next w1 -> called B001\n"
		   "10:14 start w1\n"
		   "10:19 tick -> alert.raised about=handling service=b\n");
}

/* M2: a window is free while somebody whom it serves waits: both count, the shorter one. */
static void test_an_idle_window(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'idle','level1':3}]\n"
		   "09:00 open w1 c1\n"
		   "09:00 open w3 c3\n"
		   "09:10 take a\n"
		   "due 09:13\n"
		   "09:13 tick -> alert.raised about=idle level=1 value=3 window=w1\n"
		   "09:14 call_next w1 -> called A001 & alert.closed by=self\n"
		   /* It is not free, and w3 serves something else. */
		   "09:15 take a\n"
		   "due 2026-11-24 00:00\n"
		   "2026-11-23 09:20 no_show w1 -> missed A001\n"
		   "due 09:23\n");
}

/* One whom w1 sends on at 09:00, and which window is then said to leave him waiting. */
static const struct {
	const char *policy, *to, *then;
} sent[] = {
	/* He is none that w1 leaves waiting; the next one is. */
	{ "{}", "2",
	  "09:03 tick -> alert.raised about=idle window=w2\n"
	  "09:03 take a\n"
	  "09:06 tick -> alert.raised about=idle window=w1\n" },
	/* Nobody is there any more. */
	{ "{}", "2",
	  "09:02 close w2 -> closed\n"
	  "due 09:03\n"
	  "09:03 tick -> alert.raised about=idle window=w1\n" },
	/* He is overdue there. */
	{ "{'wait_max_min':30}", "2",
	  "pause w2\n"
	  "09:30 tick\n"
	  "09:31 tick -> alert.raised about=idle window=w1 value=31\n" },
	/* The window does not serve what he came for. */
	{ "{}", "3",
	  "due 09:03\n"
	  "09:03 tick -> alert.raised about=idle window=w3\n" },
};

/* M2: one who was sent to another window is left waiting by that one, or by those who may take him. */
static void test_an_idle_window_and_one_sent_elsewhere(void **state)
{
	static struct script script;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(sent); i++) {
		script_begin(&script);
		script_playf(&script,
			     "config alerts=[{'kind':'idle','level1':3}] policy=%s\n"
			     "open w1 c1\n"
			     "open w%s c%s\n"
			     "09:00 take a\n"
			     "09:00 call_next w1\n"
			     "09:00 transfer w1 to_window=w%s\n%s",
			     sent[i].policy, sent[i].to, sent[i].to, sent[i].to, sent[i].then);
		script_end(&script);
	}
}

/* M2, Q7: who comes after all did not wait while he was away. */
static void test_one_who_was_reinstated_waits_since_then(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'wait','level1':10},{'kind':'idle','level1':10}]\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 call_next w1\n"
		   "09:02 no_show w1 -> missed A001\n"
		   "09:30 reinstate A001 -> reinstated A001\n"
		   "alerts\n"
		   "due 09:40\n"
		   "09:40 tick -> alert.raised about=wait ticket=A001 & alert.raised about=idle\n");
}

/* M2, Q14: a bad rating alerts at once; the manager closes it. */
static void test_a_bad_rating(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'rating','level1':2,'level3':1}]\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:00 call_next w1\n"
		   "09:00 start w1\n"
		   "09:05 finish w1\n"
		   "09:06 rating.give A001 level=2 comment='慢' -> rating.given level=2 & alert.raised about=rating "
		   "level=1 value=2 service=a ticket=A001 window=w1 note='慢'\n"
		   "09:06 rating.give A001 level=1 ! ALREADY_RATED\n"
		   "09:07 take a\n"
		   "09:07 call_next w1\n"
		   "09:07 start w1\n"
		   "09:08 finish w1\n"
		   "09:08 rating.give A002 level=1 -> rating.given & alert.raised level=3\n"
		   "09:09 alert.close rating note='已致歉' -> alert.closed by=manager note='已致歉' open_ms=60000\n"
		   "09:09 alert.close rating ! ALERT_UNKNOWN\n"
		   "alerts rating:1\n"
		   "09:10 take a\n"
		   "09:10 call_next w1\n"
		   "09:10 start w1\n"
		   "09:11 finish w1\n"
		   "09:11 rating.give A003 level=3 -> rating.given\n");
}

/* M2: ratings that nobody closes do not pile up: the oldest makes room. */
static void test_ratings_do_not_pile_up(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script.quick = true;
	script_play(&script, "config alerts=[{'kind':'rating','level1':2}]\nopen w1 c1\n");
	for (int i = 1; i <= QUEUE_RATING_ALERTS_MAX + 1; i++)
		script_playf(&script,
			     "take a -> taken A%03d\ncall_next w1\nstart w1\nfinish w1\n"
			     "rating.give A%03d level=1 -> rating.given & %salert.raised\n",
			     i, i, i > QUEUE_RATING_ALERTS_MAX ? "alert.closed by=self & " : "");
	assert_int_equal(script.hall.alert_n, QUEUE_RATING_ALERTS_MAX);
	script_end(&script);
}

#define DEVICES "devices=[{'id':'k1','kind':'kiosk','name':'取号机'},{'id':'b1','kind':'board','name':'大屏'}] "

/* Q19, M2: a device that is silent or faulty raises an alert, without any rule. */
static void test_a_device_in_trouble(void **state)
{
	(void)state;
	script_run("config " DEVICES "\n"
		   "device k1 ok\n"
		   "09:00 device.report k1 silent '90 s' -> device.reported k1 silent & alert.raised about=device "
		   "level=2 value=2 device=k1\n"
		   "09:00 device.report k1 silent '90 s' ! DEVICE_SAME\n"
		   "09:01 device.report k1 silent '120 s' -> device.reported detail='120 s'\n"
		   "09:02 device.report x1 ok ! DEVICE_UNKNOWN\n"
		   "09:05 device.report k1 ok -> device.reported & alert.closed by=self open_ms=300000\n"
		   "alerts\n");
}

/* Q19, M2: paper that runs low and then out is told again, without any rule, and where both are of one level. */
static void test_a_device_that_gets_worse(void **state)
{
	(void)state;
	script_run("config " DEVICES "\n"
		   "device.report k1 paper_low -> device.reported & alert.raised about=device level=1 value=1\n"
		   "device.report k1 paper_out -> device.reported & alert.changed level=2 value=2\n"
		   "device.report k1 fault -> device.reported\n"
		   "device.report k1 paper_low -> device.reported & alert.changed level=1 value=1\n"
		   "config " DEVICES
		   "alerts=[{'kind':'device','level2':1}] -> hall.configured & alert.changed level=2\n"
		   "device.report k1 paper_out -> device.reported & alert.changed level=2 value=2\n"
		   "device.report k1 ok -> device.reported & alert.closed by=self\n");
}

/* Q19: a device that still works is of a lower level where a rule says so, and its rule can be removed from it. */
static void test_devices_have_two_levels(void **state)
{
	(void)state;
	script_run("config " DEVICES "alerts=[{'kind':'device','level1':1,'level2':2,'owner':'IT'}]\n"
		   "device.report k1 paper_low -> device.reported & alert.raised level=1 value=1\n"
		   "device.report k1 paper_out -> device.reported & alert.changed level=2 value=2\n"
		   "device.report b1 fault -> device.reported & alert.raised level=2 device=b1\n"
		   "device.report k1 paper_low -> device.reported & alert.changed level=1 value=1\n"
		   "device.report k1 ok -> device.reported & alert.closed\n"
		   "config " DEVICES
		   "alerts=[{'kind':'device','level3':2}] -> hall.configured & alert.changed level=3\n"
		   "config -> hall.configured & alert.closed by=self\n"
		   "alerts\n");
}

/* Q5, Q19, M2: boards are switched off in the evening, and those who still wait then are no crowd: neither alerts while
 * the hall is closed. Faults and calls for help do. */
static void test_a_closed_hall_rests(void **state)
{
	(void)state;
	script_run("config " DEVICES
		   "alerts=[{'kind':'crowding'}] calendar={'utc_offset_min':480,'rollover':'carry','week':["
		   "{'day':1,'hours':[{'from':'09:00','to':'12:00'},{'from':'12:00','to':'17:00'}]},"
		   "{'day':2,'hours':[{'from':'09:00','to':'12:00'},{'from':'14:00','to':'17:00'}]}]}\n"
		   "09:00 take a -> taken & alert.raised about=crowding\n"
		   "11:00 device.report b1 silent -> device.reported & alert.raised about=device\n"
		   "due 17:00\n"
		   "16:59:59 tick\n"
		   "17:00 tick -> alert.closed by=self & alert.closed by=self\n"
		   "17:30 device.report k1 silent -> device.reported\n"
		   "17:30 help.call -> alert.raised about=help\n"
		   "17:31 device.report k1 fault -> device.reported & alert.raised about=device device=k1\n"
		   "2026-11-24 00:00 tick -> alert.closed & alert.closed & day.opened & alert.raised device=k1\n"
		   "due 2026-11-24 09:00\n"
		   "2026-11-24 09:00 tick -> alert.raised about=crowding & alert.raised device=b1\n"
		   "2026-11-24 09:01 device.report b1 ok -> device.reported & alert.closed\n"
		   /* Nobody was here to tell of noon: it is told as it was, and nothing stays due. */
		   "due 12:00\n"
		   "2026-11-24 14:30 tick -> alert.closed & alert.raised about=crowding\n"
		   "due 17:00\n");
}

/* Q5, M2: a hall whose clock was set back over midnight waits for the end of a day that it has begun already. It stays
 * open then where the hours go on, and is not due over and over for nothing. */
static void test_a_hall_that_stays_open_over_midnight(void **state)
{
	(void)state;
#define ALL_DAY                                                                                                        \
	"'week':[{'day':1,'hours':[{'from':'00:00','to':'24:00'}]},{'day':2,'hours':[{'from':'00:00','to':'24:00'}]}," \
	"{'day':3,'hours':[{'from':'00:00','to':'24:00'}]}]}"
	script_run("config alerts=[{'kind':'crowding'}] calendar={'utc_offset_min':480," ALL_DAY "\n"
		   "2026-11-24 00:30 tick -> day.opened\n"
		   "00:30 take a -> taken & alert.raised about=crowding\n"
		   "config alerts=[{'kind':'crowding'}] calendar={'utc_offset_min':420," ALL_DAY "\n"
		   "due 2026-11-25 01:00\n"); /* midnight where it stands now */
}

/* M4: a kiosk that is paused is out of use, and nobody needs to be told of it. */
static void test_a_paused_device(void **state)
{
	(void)state;
	script_run("config " DEVICES "\n"
		   "device.pause k1 '换纸' -> device.paused k1 reason='换纸'\n"
		   "device.pause k1 ! DEVICE_PAUSED 换纸\n"
		   "device.report k1 paper_out -> device.reported\n"
		   "device k1 paper_out paused\n"
		   "device.resume k1 -> device.resumed k1 & alert.raised about=device\n"
		   "device.resume k1 ! DEVICE_NOT_PAUSED\n"
		   "device.pause k1 -> device.paused & alert.closed by=self\n"
		   "device.pause x ! DEVICE_UNKNOWN\n"
		   "device.resume x ! DEVICE_UNKNOWN\n"
		   /* What is known of a device outlives a change of the configuration; a new one begins afresh. */
		   "config devices=[{'id':'b2','kind':'board','name':'B'},{'id':'k1','kind':'kiosk','name':'K'}] -> "
		   "hall.configured\n"
		   "device k1 paper_out paused\n"
		   "device b2 ok\n");
}

/* M4: a call for help, from a window and from the desk; one at a time for each. */
static void test_a_call_for_help(void **state)
{
	(void)state;
	script_run(
		"open w1 c1\n"
		"09:00 help.call w1 '身份证读不出' -> alert.raised about=help level=1 window=w1 note='身份证读不出'\n"
		"09:00 help.call w1 ! HELP_CALLED\n"
		"09:01 help.call -> alert.raised about=help window=0\n"
		"09:01 help.call ! HELP_CALLED\n"
		"09:01 help.call w9 ! WINDOW_UNKNOWN\n"
		"alerts help:1 help:1\n"
		"09:03 alert.close help -> alert.closed by=manager open_ms=120000\n"
		"09:03 help.call -> alert.raised about=help\n"
		/* A rule gives the level, and lets it escalate. */
		"config alerts=[{'kind':'help','level2':1,'escalate_min':2}] -> hall.configured & "
		"alert.escalated level=2\n"
		"09:04 help.call w2 -> alert.raised level=2 window=w2\n"
		"09:05 tick -> alert.escalated level=3 & alert.escalated level=2\n"
		"09:06 tick -> alert.escalated level=3\n");
}

/* M2: nobody takes an alert on: up a level, again and again, until it was lifted to the third; then it rests. */
static void test_alerts_escalate(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'waiting','level1':1,'escalate_min':5}]\n"
		   "09:00 take a -> taken & alert.raised level=1\n"
		   "due 09:05\n"
		   "09:05 tick -> alert.escalated level=2 by=self\n"
		   "09:09:59 tick\n"
		   "09:12 tick -> alert.escalated level=3 by=self\n"
		   "due 2026-11-24 00:00\n"
		   "alert.escalate waiting ! ALERT_HIGHEST\n");
	/* One that begins at the third goes up once all the same: somebody else is told. */
	script_run("config alerts=[{'kind':'waiting','level3':1,'escalate_min':5}]\n"
		   "09:00 take a -> taken & alert.raised level=3\n"
		   "09:05 tick -> alert.escalated level=3\n"
		   "due 2026-11-24 00:00\n");
}

/* What lifted an alert stays when its cause gets better or worse (M2). */
static void test_a_lift_stays(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'waiting','level1':1,'level2':3}]\n"
		   "take a -> taken & alert.raised level=1\n"
		   "alert.escalate waiting -> alert.escalated level=2 by=manager\n"
		   "take a -> taken\n"
		   "take a -> taken & alert.changed level=3 value=3\n"
		   "cancel A001 -> cancelled\n"
		   "cancel A002 -> cancelled & alert.changed level=2 value=1\n"
		   "cancel A003 -> cancelled & alert.closed\n");
}

/* M2: taken on, an alert escalates no more by itself; it can be handed over. */
static void test_alerts_are_taken_on(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'waiting','level1':1,'escalate_min':5,'owner':'大堂经理'}]\n"
		   "09:00 take a -> taken & alert.raised\n"
		   "09:01 alert.acknowledge waiting -> alert.acknowledged owner=大堂经理 after_ms=60000\n"
		   "alerts waiting:1+\n"
		   "due 2026-11-24 00:00\n"
		   "alert.acknowledge waiting ! ALERT_OWNED 大堂经理\n"
		   "alert.acknowledge waiting owner=张 -> alert.acknowledged owner=张\n"
		   "alert.escalate waiting -> alert.escalated level=2 by=manager\n"
		   "alert.close waiting ! ALERT_HOLDS\n"
		   "alert.acknowledge 999 ! ALERT_UNKNOWN\n"
		   "alert.escalate 999 ! ALERT_UNKNOWN\n"
		   "alert.close 999 ! ALERT_UNKNOWN\n");
	/* Without a rule nobody is named. */
	script_run("09:00 help.call -> alert.raised\n"
		   "09:01 alert.acknowledge help -> alert.acknowledged owner=0\n"
		   "09:01 alert.acknowledge help ! ALERT_OWNED\n");
}

/* M2: without rules nothing is raised but help and devices. */
static void test_no_rules_no_alerts(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:00 take a\n"
		   "09:00 call_next w1\n"
		   "09:00 start w1\n"
		   "due 2026-11-24 00:00\n"
		   "2026-11-23 18:00 finish w1 -> finished\n"
		   "rating.give A001 level=1 -> rating.given\n"
		   "alerts\n");
}

/* Q2, M2: the day's end closes what is open; what still holds is raised anew. */
static void test_the_day_closes_alerts(void **state)
{
	(void)state;
	script_run("config " DEVICES "alerts=[{'kind':'waiting','level1':1},{'kind':'crowding'}]\n"
		   "09:00 open w1 c1\n"
		   "09:00 take a -> taken & alert.raised about=waiting\n"
		   "09:00 device.report k1 fault -> device.reported & alert.raised about=device\n"
		   "09:00 help.call -> alert.raised about=help\n"
		   "2026-11-24 08:00 tick -> unserved & window.closed & alert.closed by=self & alert.closed by=self & "
		   "alert.closed by=self & day.opened & alert.raised about=device\n"
		   "alerts device:2\n");
	script_run("config calendar={'always_open':true,'utc_offset_min':480,'rollover':'carry'} "
		   "alerts=[{'kind':'waiting','level1':1}]\n"
		   "09:00 take a -> taken & alert.raised about=waiting\n"
		   "2026-11-24 08:00 tick -> alert.closed & day.opened & alert.raised about=waiting\n");
}

/* M2: rules change while alerts are open: the new ones judge; without a rule, what has a cause closes, and ratings and
 * help stay for the manager. */
static void test_rules_change_under_open_alerts(void **state)
{
	(void)state;
	script_run("config alerts=[{'kind':'waiting','level1':1},{'kind':'rating','level1':4}]\n"
		   "open w1 c1\n"
		   "take a -> taken & alert.raised about=waiting\n"
		   "call_next w1 -> called & alert.closed\n"
		   "start w1\n"
		   "finish w1\n"
		   "rating.give A001 level=4 -> rating.given & alert.raised about=rating\n"
		   "help.call w2 -> alert.raised about=help\n"
		   "take a -> taken & alert.raised about=waiting level=1\n"
		   "config alerts=[{'kind':'waiting','level3':1}] -> hall.configured & alert.changed level=3\n"
		   "config -> hall.configured & alert.closed\n"
		   "alerts rating:1 help:1\n"
		   /* The window is gone, and with it who called. */
		   "config windows=[{'id':'w1','name':'1','services':[{'service':'a'}]}] -> hall.configured & "
		   "alert.closed by=self\n"
		   "alerts rating:1\n");
}

/* M4: people move; what they had kept goes back into its queue. */
static void test_clerks_move(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "clerk.move c1 w3 -> window.closed w1 c1 & window.opened w3 c1\n"
		   "window w1 closed\n"
		   "window w3 free\n"
		   "clerk.move c1 w3 ! CLERK_THERE\n"
		   "clerk.move c1 w2 ! WINDOW_OPEN\n"
		   "clerk.move c3 w1 ! CLERK_NOT_IN\n"
		   "clerk.move c9 w1 ! CLERK_UNKNOWN\n"
		   "clerk.move c1 w9 ! WINDOW_UNKNOWN\n"
		   "take a\n"
		   "take a\n"
		   "call_next w2\n"
		   "clerk.move c2 w1 ! WINDOW_BUSY A001\n"
		   "start w2\n"
		   "hold w2 keep\n"
		   "kept A001\n"
		   "clerk.move c2 w1 -> released A001 & window.closed w2 & window.opened w1 c2\n"
		   "line a A001 A002\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_long_wait_raises_one_alert_for_its_queue),
		cmocka_unit_test(test_the_alert_of_a_wait_follows_the_queue),
		cmocka_unit_test(test_a_wait_begins_with_its_queue),
		cmocka_unit_test(test_a_service_has_its_own_rule),
		cmocka_unit_test(test_waiting_is_counted_with_a_band),
		cmocka_unit_test(test_crowding_has_the_usual_levels),
		cmocka_unit_test(test_nobody_at_the_windows_is_the_worst),
		cmocka_unit_test(test_a_swinging_value_does_not_flap),
		cmocka_unit_test(test_handling_too_long),
		cmocka_unit_test(test_an_idle_window),
		cmocka_unit_test(test_an_idle_window_and_one_sent_elsewhere),
		cmocka_unit_test(test_one_who_was_reinstated_waits_since_then),
		cmocka_unit_test(test_a_bad_rating),
		cmocka_unit_test(test_ratings_do_not_pile_up),
		cmocka_unit_test(test_a_device_in_trouble),
		cmocka_unit_test(test_a_device_that_gets_worse),
		cmocka_unit_test(test_devices_have_two_levels),
		cmocka_unit_test(test_a_closed_hall_rests),
		cmocka_unit_test(test_a_hall_that_stays_open_over_midnight),
		cmocka_unit_test(test_a_paused_device),
		cmocka_unit_test(test_a_call_for_help),
		cmocka_unit_test(test_alerts_escalate),
		cmocka_unit_test(test_a_lift_stays),
		cmocka_unit_test(test_alerts_are_taken_on),
		cmocka_unit_test(test_no_rules_no_alerts),
		cmocka_unit_test(test_the_day_closes_alerts),
		cmocka_unit_test(test_rules_change_under_open_alerts),
		cmocka_unit_test(test_clerks_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
