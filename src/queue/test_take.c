/* Taking tickets: numbers, limits, pauses, visits (Q1, Q2, Q3, Q5, Q6, Q17), and what becomes of a ticket
 * away from the windows (Q7, Q14). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "queue/test_script.h"

/* Q1: the slip says number, service and how many wait ahead; those of a worse class are not ahead. */
static void test_take(void **state)
{
	(void)state;
	script_run("bare\n"
		   "take a ! HALL_NOT_CONFIGURED\n"
		   "tick\n"
		   "config -> configured\n"
		   "09:00 take a -> taken A001 serial=1 service=a class=ordinary ahead=0 channel=api\n"
		   "09:01 take a channel=kiosk -> taken A002 serial=2 ahead=1 channel=kiosk\n"
		   "09:02 take b customer=Wang token=h1 -> taken B001 ahead=0 customer=Wang token=h1\n"
		   "09:03 take a class=vip -> taken A003 class=vip ahead=0\n"
		   "09:04 take a class=vip -> taken A004 ahead=1\n"
		   "09:05 take a -> taken A005 ahead=4\n"
		   "line a A001 A002 A003 A004 A005\n"
		   "line b B001\n"
		   "counts taken=6 waiting=6\n"
		   "take x ! SERVICE_UNKNOWN\n"
		   "take a class=x ! CLASS_UNKNOWN\n"
		   "take a then=['b','x'] ! SERVICE_UNKNOWN\n");
}

/* Q1, Q19: the log says which kiosk gave a ticket, known or not; nobody goes without one for that.
 * M4: a kiosk that the manager has paused gives none. */
static void test_kiosk(void **state)
{
	(void)state;
	script_run("config devices=[{'id':'k1','kind':'kiosk','name':'K'}]\n"
		   "09:00 take a channel=kiosk device=k1 -> taken A001 channel=kiosk device=k1\n"
		   "09:01 take a device=elsewhere -> taken A002 device=elsewhere\n"
		   "device.pause k1 '换纸' -> device.paused k1\n"
		   "take a device=k1 ! DEVICE_PAUSED 换纸\n"
		   "take a -> taken A003\n");
}

/* Q1, Q9: where the policy does not look at classes, all who wait are ahead. */
static void test_ahead_without_classes(void **state)
{
	(void)state;
	script_run("config policy={'rules':['arrival']}\n"
		   "09:00 take a -> taken A001 ahead=0\n"
		   "09:01 take a class=vip -> taken A002 ahead=1\n");
}

/* Q3: prefix, digits, own ranges; T and four digits for lost cards. */
static void test_numbers(void **state)
{
	(void)state;
	script_run("config services=[{'id':'a','name':'A'},"
		   "{'id':'lost','name':'T','prefix':'T','digits':4},"
		   "{'id':'vip','name':'V','prefix':'VIP','digits':1},"
		   "{'id':'low','name':'L','prefix':'S','first':100,'last':101},"
		   "{'id':'high','name':'H','prefix':'S','first':102,'last':999999999,'digits':9}]"
		   " windows=[]\n"
		   "take a -> taken 001\n"
		   "take lost -> taken T0001\n"
		   "take lost -> taken T0002\n"
		   "take vip -> taken VIP1\n"
		   "take low -> taken S100\n"
		   "take low -> taken S101 serial=101\n"
		   "take low ! NUMBERS_EXHAUSTED\n"
		   "take high -> taken S000000102\n");
}

/* Q3: services with the same prefix and range share a counter, whatever their digits. */
static void test_shared_counter(void **state)
{
	(void)state;
	script_run("config services=[{'id':'a','name':'A','prefix':'K'},{'id':'b','name':'B','prefix':'K'},"
		   "{'id':'c','name':'C','prefix':'K','digits':4}]\n"
		   "take a -> taken K001\n"
		   "take b -> taken K002\n"
		   "take c -> taken K0003\n"
		   "take a -> taken K004\n");
}

/* Q3: past its digits a number grows wider instead of beginning again. */
static void test_wider_after_999(void **state)
{
	(void)state;
	script_run("config services=[{'id':'a','name':'A','prefix':'A','first':998},"
		   "{'id':'b','name':'B','prefix':'ZZZ','first':999999998,'digits':9}]"
		   " windows=[]\n"
		   "take a -> taken A998\n"
		   "take a -> taken A999\n"
		   "take a -> taken A1000 serial=1000\n"
		   "take b -> taken ZZZ999999998\n"
		   "take b -> taken ZZZ999999999\n"
		   "take b ! NUMBERS_EXHAUSTED\n");
}

/* Q3: the daily limit counts tickets of the day, whatever became of them; 0 is none; a new day begins at 0. */
static void test_daily_limit(void **state)
{
	(void)state;
	script_run("config "
		   "services=[{'id':'a','name':'A','prefix':'A','daily_limit':2},{'id':'b','name':'B','prefix':'B'},"
		   "{'id':'c','name':'C','prefix':'C'}]\n"
		   "take a\n"
		   "cancel A001\n"
		   "take a\n"
		   "take a ! SERVICE_LIMIT\n"
		   "take b -> taken B001\n"
		   "2026-11-24 09:00 tick -> unserved A002 & unserved B001 & day.opened 2026-11-24\n"
		   "take a -> taken A001\n");
}

/* Q5: at its waiting limit a service gives no more for the day, also when fewer wait later or other things of the
 * configuration change; the manager opens it again. */
static void test_waiting_limit_of_a_service(void **state)
{
	(void)state;
	script_run(
		"config "
		"services=[{'id':'a','name':'A','prefix':'A','waiting_limit':2},{'id':'b','name':'B','prefix':'B'},"
		"{'id':'c','name':'C','prefix':'C'}]\n"
		"take a\n"
		"take a\n"
		"take a ! SERVICE_FULL\n"
		"cancel A001\n"
		"take a ! SERVICE_FULL\n"
		"config name='renamed' services=[{'id':'a','name':'A','prefix':'A','waiting_limit':2},"
		"{'id':'b','name':'B','prefix':'B'},{'id':'c','name':'C','prefix':'C'}]\n"
		"take a ! SERVICE_FULL\n"
		"take b -> taken B001\n"
		"service.resume a -> service.resumed a\n"
		"take a -> taken A003\n"
		"take a ! SERVICE_FULL\n"
		"2026-11-24 09:00 take a -> unserved A002 & unserved A003 & unserved B001 & day.opened & taken A001\n");
}

/* Q5: the hall's own limit stops every service for the day, until that limit itself is changed. */
static void test_waiting_limit_of_the_hall(void **state)
{
	(void)state;
	script_run("config waiting_limit=2\n"
		   "take a\n"
		   "take b\n"
		   "take a ! HALL_FULL\n"
		   "cancel A001\n"
		   "take c ! HALL_FULL\n"
		   "config name='renamed' waiting_limit=2\n"
		   "take c ! HALL_FULL\n"
		   "config waiting_limit=5\n"
		   "take c -> taken C001\n"
		   "config waiting_limit=1\n"
		   "take a -> taken A002\n"
		   "take a ! HALL_FULL\n"
		   "2026-11-24 09:00 tick\n"
		   "take a -> taken A001\n");
}

/* Q6: who picks a paused service reads why and whom to ask. */
static void test_paused_service(void **state)
{
	(void)state;
	script_run("service.pause a reason='no forms left' ask='the manager at desk 1'"
		   " -> service.paused a reason='no forms left' ask='the manager at desk 1'\n"
		   "take a ! SERVICE_PAUSED no forms left / the manager at desk 1\n"
		   "service.pause a ! SERVICE_PAUSED no forms left / the manager at desk 1\n"
		   "take b -> taken B001\n"
		   "service.resume a -> service.resumed a\n"
		   "service.resume a ! SERVICE_NOT_PAUSED\n"
		   "take a -> taken A001\n"
		   "service.pause x ! SERVICE_UNKNOWN\n"
		   "service.resume x ! SERVICE_UNKNOWN\n");
}

/* Q17: tickets of one visit; a visit bears the id of its first ticket. */
static void test_visit(void **state)
{
	(void)state;
	script_run("take a -> taken A001 visit=A001\n"
		   "take b visit=A001 -> taken B001 visit=A001\n"
		   "take b visit=B001 ! VISIT_UNKNOWN\n"
		   "take b visit=999 ! VISIT_UNKNOWN\n"
		   "cancel A001\n"
		   "take b visit=A001 -> taken B002 visit=A001\n");
}

/* Q17: a visit goes through its services in order, with one number and an entry in each queue. */
static void test_several_services(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w3 c3\n"
		   "09:00 take a then=['c','b'] -> taken A001 then=2\n"
		   "09:01 add_service A001 c -> extended A001 c\n"
		   "09:05 call_next w1 -> called A001 service=a waited_ms=300000\n"
		   "start w1\n"
		   "09:07 finish w1 -> finished A001 service=a served_ms=120000 & continued A001 c to_window=0\n"
		   "line c A001\n"
		   "window w1 free\n"
		   "09:10 call_next w3 -> called A001 service=c waited_ms=180000\n"
		   "start w3\n"
		   "09:11 finish w3 -> finished A001 service=c served_ms=60000 & continued A001 b\n"
		   "call_next w1\n"
		   "start w1\n"
		   "finish w1 -> finished A001 service=b & continued A001 c\n"
		   "call_next w3\n"
		   "start w3\n"
		   "finish w3 -> finished A001\n"
		   "ticket A001 finished\n"
		   "counts taken=1 served=4\n"
		   "add_service A001 b ! TICKET_OVER\n");
}

/* Q17: at most eight services in a visit. */
static void test_visit_is_full(void **state)
{
	(void)state;
	script_run("take a then=['b','b','b','b','b','b']\n"
		   "add_service A001 c -> extended A001 c\n"
		   "add_service A001 c ! VISIT_FULL\n"
		   "add_service A001 x ! SERVICE_UNKNOWN\n"
		   "add_service 999 c ! TICKET_UNKNOWN\n");
}

/* Q7: customers leave from the queue or from a clerk's keeping, not from a window that calls them. */
static void test_cancel(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "take a\n"
		   "take a\n"
		   "take a\n"
		   "cancel A002 -> cancelled A002 by=customer\n"
		   "cancel A002 ! TICKET_OVER\n"
		   "line a A001 A003\n"
		   "call_next w1\n"
		   "cancel A001 ! TICKET_NOT_WAITING\n"
		   "start w1\n"
		   "cancel A001 ! TICKET_NOT_WAITING\n"
		   "hold w1 keep\n"
		   "cancel A001 by=late -> cancelled A001 by=late\n"
		   "kept\n"
		   "call_next w1 -> called A003\n"
		   "start w1\n"
		   "hold w1 wait\n"
		   "cancel A003 by=clerk -> cancelled A003 by=clerk\n"
		   "window w1 free\n"
		   "cancel 999 ! TICKET_UNKNOWN\n"
		   "cancel 998 ! TICKET_UNKNOWN\n"
		   "counts taken=3 left=3 served=0 missed=0\n");
}

/* Q7: put ahead with a reason; it goes before all but those who are overdue. */
static void test_insert_ahead(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a class=vip\n"
		   "09:02 take b\n"
		   "09:03 take b\n"
		   "insert_ahead B002 reason='70 years old' -> inserted B002 reason='70 years old'\n"
		   "09:04 call_next w1 -> called B002 rule=ahead value=0 over=A002 over_value=1 candidates=4\n"
		   "insert_ahead B002 reason=x ! TICKET_NOT_WAITING\n"
		   "insert_ahead 999 reason=x ! TICKET_UNKNOWN\n"
		   "start w1\n"
		   "finish w1\n"
		   "insert_ahead B001 reason=x\n"
		   "10:00:01 call_next w1 -> called A001 rule=overdue\n");
}

/* Q14: one rating for each finished service; those of a visit one after another. */
static void test_rating(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w3 c3\n"
		   "take a then=['c']\n"
		   "rating.give A001 5 ! NOTHING_TO_RATE\n"
		   "call_next w1\n"
		   "start w1\n"
		   "rating.give A001 5 ! NOTHING_TO_RATE\n"
		   "finish w1\n"
		   "rating.give A001 2 comment='too slow' -> given A001 2 comment='too slow' window=w1 clerk=c1 "
		   "service=a\n"
		   "rating.give A001 5 ! ALREADY_RATED\n"
		   "call_next w3\n"
		   "start w3\n"
		   "finish w3\n"
		   "rating.give A001 5 -> given A001 5 window=w3 clerk=c3 service=c\n"
		   "rating.give A001 5 ! ALREADY_RATED\n"
		   "rating.give 999 5 ! TICKET_UNKNOWN\n");
}

/* Q14: the levels are those that the hall configured. */
static void test_rating_levels(void **state)
{
	(void)state;
	script_run("config ratings=[{'level':5,'name':'good'},{'level':1,'name':'bad'}]\n"
		   "open w1 c1\n"
		   "take a\n"
		   "call_next w1\n"
		   "start w1\n"
		   "finish w1\n"
		   "rating.give A001 4 ! LEVEL_NOT_OFFERED\n"
		   "rating.give A001 1 -> given A001 1 window=w1 clerk=c1 service=a\n");
}

/* Q14: finished tickets can be rated until QUEUE_DONE_MAX newer ones are over. */
static void test_forgotten_tickets(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script.quick = true;
	script_play(&script, "open w1 c1\n"
			     "take a\n"
			     "call_next w1\n"
			     "start w1\n"
			     "finish w1\n");
	for (int i = 0; i < QUEUE_DONE_MAX - 1; i++)
		script_playf(&script, "take b\ncancel B%03d\n", i + 1);
	script_play(&script, "rating.give A001 5\n"
			     "take b\n"
			     "cancel B1024\n"
			     "rating.give A001 5 ! TICKET_UNKNOWN\n"
			     "cancel B001 ! TICKET_OVER\n"
			     "take b visit=A001 ! VISIT_UNKNOWN\n");
	assert_int_equal(script.hall.done.n, QUEUE_DONE_MAX);
	script_end(&script);
}

/* Q2: the hall holds QUEUE_LIVE_MAX tickets and no more; the count alone decides. */
static void test_live_tickets_are_bounded(void **state)
{
	static struct script script;
	struct queue_command take = { .kind = QUEUE_DO_TICKET_TAKE, .ticket_take.service = { 1 } };

	(void)state;
	script_begin(&script);
	script_play(&script, "take a\ncancel A001\n");
	const uint32_t really = script.hall.by_id.n;
	script.hall.by_id.n = QUEUE_LIVE_MAX + script.hall.done.n;
	assert_int_equal(queue_decide(&script.hall, &take, script.now, 1, &script.arena).refusal, REFUSED_HALL_CROWDED);
	script.hall.by_id.n--;
	assert_int_equal(queue_decide(&script.hall, &take, script.now, 1, &script.arena).refusal, REFUSED_NOT);
	script.hall.by_id.n = really;
	script_end(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_kiosk),
		cmocka_unit_test(test_ahead_without_classes),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_shared_counter),
		cmocka_unit_test(test_wider_after_999),
		cmocka_unit_test(test_daily_limit),
		cmocka_unit_test(test_waiting_limit_of_a_service),
		cmocka_unit_test(test_waiting_limit_of_the_hall),
		cmocka_unit_test(test_paused_service),
		cmocka_unit_test(test_visit),
		cmocka_unit_test(test_several_services),
		cmocka_unit_test(test_visit_is_full),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_insert_ahead),
		cmocka_unit_test(test_rating),
		cmocka_unit_test(test_rating_levels),
		cmocka_unit_test(test_forgotten_tickets),
		cmocka_unit_test(test_live_tickets_are_bounded),
	};

	return cmocka_run_group_tests_name("take", tests, NULL, NULL);
}
