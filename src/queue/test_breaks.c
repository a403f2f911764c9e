/* How other queueing products break, each as a test: what happened to them must not happen here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "queue/policy.h"
#include "queue/test_script.h"

/* Q7, Q9: two counters call one ticket. The second decision was made on a state that is no longer true: it
 * is refused by its sequence, and made again it finds the next ticket. */
static void test_two_windows_never_call_one_ticket(void **state)
{
	const struct queue_command first = { .kind = QUEUE_DO_TICKET_CALL_NEXT, .ticket_call_next.window = { 1 } };
	const struct queue_command second = { .kind = QUEUE_DO_TICKET_CALL_NEXT, .ticket_call_next.window = { 2 } };
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\nopen w2 c2\ntake a\ntake a\n");
	struct arena *arena = &script.arena;
	const struct queue_decision one = queue_decide(&script.hall, &first, script.now, 1, arena);
	const struct queue_decision two = queue_decide(&script.hall, &second, script.now, 1, arena);
	/* Both were decided on the same state: the same ticket, and the same place in the log. */
	assert_int_equal(one.events[0].ticket_called.ticket.n, two.events[0].ticket_called.ticket.n);
	assert_int_equal(one.events[0].seq, two.events[0].seq);
	queue_apply(&script.hall, &one.events[0]);
	assert_int_not_equal(two.events[0].seq, script.hall.seq + 1);
	const struct queue_decision again = queue_step(&script.hall, &second, script.now, 1, arena);
	assert_int_not_equal(again.events[0].ticket_called.ticket.n, one.events[0].ticket_called.ticket.n);
	script_end(&script);
}

/* Q2, Q3: numbers from counting rows repeat when tickets go. Here a number is given once a day, whatever
 * becomes of the tickets before it. */
static void test_numbers_do_not_come_from_counting(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\n");
	for (int i = 1; i <= 40; i++) {
		script_playf(&script, "take a -> taken A%03d\n", i);
		if (i % 3 == 0)
			script_playf(&script, "cancel A%03d\n", i);
		if (i % 5 == 0)
			script_play(&script, "call_next w1\nstart w1\nfinish w1\n");
	}
	script_end(&script);
}

/* Q7, Q9: "call next" that announces a ticket which it did not get. The answer is the event itself: the ticket
 * that it names is at the window then. */
static void test_what_is_announced_is_at_the_window(void **state)
{
	(void)state;
	script_run("open w1 c1\nopen w2 c2\n"
		   "take a\ntake b\n"
		   "call_next w1 -> called A001 window=w1\n"
		   "window w1 called A001\n"
		   "call_next w2 -> called B001 window=w2\n"
		   "window w2 called B001\n"
		   "call_next w1 ! WINDOW_BUSY A001\n"
		   "window w1 called A001\n");
}

/* Q9: an order that a database makes, with what is missing first here and last there. Here everything has a
 * value and a total order: tickets without class, appointment or direction are as good as the usual ones. */
static void test_order_without_missing_values(void **state)
{
	(void)state;
	script_run("config policy={'rules':['ahead','directed','appointment','class','window','value']}\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a class=ordinary\n"
		   "09:02 take b\n"
		   "09:03 take b class=ordinary\n"
		   "call_next w1 -> called A001 rule=arrival\nno_show w1\n"
		   "call_next w1 -> called A002 rule=arrival\nno_show w1\n"
		   "call_next w1 -> called B001 rule=arrival\nno_show w1\n"
		   "call_next w1 -> called B002 rule=arrival\n");
}

/* Q9: newest first within a class by mistake. */
static void test_oldest_first_within_a_class(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a class=vip\n"
		   "09:02 take a class=vip\n"
		   "09:03 take a\n"
		   "call_next w1 -> called A002\nno_show w1\n"
		   "call_next w1 -> called A003\nno_show w1\n"
		   "call_next w1 -> called A001\nno_show w1\n"
		   "call_next w1 -> called A004\n");
}

/* Q7, Q12: a panel that shows only the last of several calls. The hall keeps the last calls, one line for each
 * ticket, newest first; a recall moves its line up instead of adding one. */
static void test_no_call_is_lost_on_the_board(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\nopen w2 c2\nopen w3 c3\n"
			     "take a\ntake a\ntake c\n"
			     "call_next w1\ncall_next w2\ncall_next w3\nrecall w1\n");
	assert_int_equal(script.hall.call_n, 3);
	assert_string_equal(script.hall.calls[0].number, "A001");
	assert_int_equal(script.hall.calls[0].calls, 2);
	assert_string_equal(script.hall.calls[1].number, "C001");
	assert_string_equal(script.hall.calls[2].number, "A002");
	script_play(&script, "no_show w1\n");
	for (int i = 0; i < QUEUE_CALLS_SHOWN + 4; i++)
		script_play(&script, "take a\ncall_next w1\nno_show w1\n");
	assert_int_equal(script.hall.call_n, QUEUE_CALLS_SHOWN);
	assert_string_equal(script.hall.calls[0].number, "A022");
	script_play(&script, "recall w2\n");
	assert_string_equal(script.hall.calls[0].number, "A002");
	assert_int_equal(script.hall.call_n, QUEUE_CALLS_SHOWN);
	script_end(&script);
}

/* Q1, Q2: the ticket is issued, the answer gets lost, the customer takes another. The same decision on the same
 * state is the same answer: the server can give it again by the command's key. */
static void test_a_lost_answer_can_be_given_again(void **state)
{
	const struct queue_command take = { .kind = QUEUE_DO_TICKET_TAKE, .ticket_take.service = { 1 } };
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "take b\n");
	const struct queue_decision one = queue_decide(&script.hall, &take, script.now, 7, &script.arena);
	const struct queue_decision two = queue_decide(&script.hall, &take, script.now, 7, &script.arena);
	assert_int_equal(one.n, 1);
	assert_int_equal(one.events[0].seq, two.events[0].seq);
	assert_int_equal(one.events[0].ticket_taken.ticket.n, two.events[0].ticket_taken.ticket.n);
	assert_string_equal(one.events[0].ticket_taken.number, two.events[0].ticket_taken.number);
	script_end(&script);
}

/* Q2: a nightly reset that marks open tickets as served, so that nobody ever gave up; and counters that
 * begin again only when every hall is empty. */
static void test_the_reset_tells_the_truth(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "take a\ntake a\ntake a\n"
		   "call_next w1\n"
		   "2026-11-24 00:00 tick -> unserved A002 & unserved A003 & unserved A001 & window.closed w1 & "
		   "day.opened\n"
		   "counts served=0 missed=0 left=0\n"
		   "take a -> taken A001\n");
}

/* Q7: no-shows and redirected tickets that are stored with a service of 0 ms, which enters the mean. Only a
 * service that was begun and finished makes a finished event. */
static void test_a_no_show_is_no_service(void **state)
{
	(void)state;
	script_run("open w1 c1\nopen w3 c3\n"
		   "take a\ntake a\n"
		   "call_next w1\n"
		   "no_show w1 -> missed A001\n"
		   "call_next w1\n"
		   "transfer w1 to_service=c -> transferred A002 served_ms=0\n"
		   "counts served=0 missed=1\n"
		   "call_next w3\n"
		   "09:00 start w3\n"
		   "09:03 finish w3 -> finished A002 service=c served_ms=180000\n"
		   "counts served=1\n"
		   "rating.give A001 5 ! NOTHING_TO_RATE\n");
}

/* Q2, Q5: local time mixed with UTC. A hall knows instants; its offset decides the day and nothing else. */
static void test_instants_not_local_times(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\n2026-11-24 00:00:01 tick\n");
	/* 2026-11-23T16:00:01Z is the 24th in China. */
	assert_int_equal(script.hall.at, INT64_C(1795449601000));
	assert_int_equal(script.hall.date, script.date);
	script_play(&script, "open w1 c1\ntake a\n"
			     "config calendar={'always_open':true,'utc_offset_min':540}\n"
			     "00:05:01 call_next w1 -> called A001 waited_ms=300000\n");
	script_end(&script);
}

/* Q7: a clerk who changes windows, or a ticket that changes services, in mid-service. The ticket keeps its number
 * and its letter, and a clerk cannot be at two windows. */
static void test_nothing_is_torn_in_mid_service(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "take a\n"
		   "call_next w1\nstart w1\n"
		   "close w1 ! WINDOW_BUSY A001\n"
		   "open w3 c1 ! CLERK_ELSEWHERE 1\n"
		   "open w3 c3\n"
		   "transfer w1 to_service=c\n"
		   "line c A001\n"
		   "call_next w3 -> called A001 number=A001 service=c\n"
		   "config windows=[{'id':'w1','name':'1'}] ! CONFIG_IN_USE w3\n"
		   "window w3 called A001\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_windows_never_call_one_ticket),
		cmocka_unit_test(test_numbers_do_not_come_from_counting),
		cmocka_unit_test(test_what_is_announced_is_at_the_window),
		cmocka_unit_test(test_order_without_missing_values),
		cmocka_unit_test(test_oldest_first_within_a_class),
		cmocka_unit_test(test_no_call_is_lost_on_the_board),
		cmocka_unit_test(test_a_lost_answer_can_be_given_again),
		cmocka_unit_test(test_the_reset_tells_the_truth),
		cmocka_unit_test(test_a_no_show_is_no_service),
		cmocka_unit_test(test_instants_not_local_times),
		cmocka_unit_test(test_nothing_is_torn_in_mid_service),
	};

	return cmocka_run_group_tests_name("breaks", tests, NULL, NULL);
}
