/* Who is next (Q9): each rule alone decides, in the order that the hall says; the event tells which rule
 * and what it saw; nobody starves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/rng.h"
#include "queue/policy.h"
#include "queue/test_script.h"

/* Q9: first come, first served, over all services of the window. */
static void test_arrival(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take b\n"
		   "09:01 take a\n"
		   "09:02 take b\n"
		   "09:03 call_next w1 -> called B001 rule=arrival candidates=3 over=A001\n"
		   "no_show w1\n"
		   "call_next w1 -> called A001 over=B002\n"
		   "no_show w1\n"
		   "call_next w1 -> called B002 rule=arrival candidates=1 over=0 over_value=0\n");
}

/* Q9: of the same instant, the one that was taken first. */
static void test_same_instant(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take b\n"
		   "take a\n"
		   "take b\n"
		   "call_next w1 -> called B001 rule=arrival over=A001\n"
		   "no_show w1\n"
		   "call_next w1 -> called A001 rule=arrival over=B002\n");
}

/* Q9: a better class before another, by rank. */
static void test_class(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a class=vip\n"
		   "09:02 call_next w1 -> called A002 rule=class value=1 over=A001 over_value=2\n");
}

/* Q9, Q8: the window's own priorities; those of other windows do not matter. */
static void test_window(void **state)
{
	(void)state;
	script_run("config "
		   "windows=[{'id':'w1','name':'1','services':[{'service':'a','priority':2},{'service':'b','priority':"
		   "1}]},"
		   "{'id':'w2','name':'2','services':[{'service':'a'},{'service':'b','priority':5}]}]\n"
		   "open w1 c1\n"
		   "open w2 c2\n"
		   "09:00 take b\n"
		   "09:01 take b\n"
		   "09:02 take a\n"
		   "09:03 take a\n"
		   "call_next w2 -> called A001 rule=arrival over=A002\n"
		   "no_show w2\n"
		   "call_next w2 -> called A002 rule=window value=1 over=B001 over_value=5\n"
		   "call_next w1 -> called B001 rule=arrival\n"
		   "take a\n"
		   "no_show w1\n"
		   "call_next w1 -> called B002 rule=window value=1 over=A003 over_value=2\n");
}

/* Q9: a ticket that was sent to a window which does not serve its service comes last by that rule. */
static void test_window_rule_for_sent_tickets(void **state)
{
	(void)state;
	script_run("config policy={'rules':['window']}\n"
		   "open w1 c1\n"
		   "open w3 c3\n"
		   "09:00 take a\n"
		   "09:01 take c\n"
		   "call_next w1\n"
		   "transfer w1 to_window=w3\n"
		   "call_next w3 -> called C001 rule=window value=1 over=A001 over_value=255\n");
}

/* Q9: high-value services first. */
static void test_value(void **state)
{
	(void)state;
	script_run(
		"config "
		"services=[{'id':'a','name':'A','prefix':'A','value':1},{'id':'b','name':'B','prefix':'B','value':9},"
		"{'id':'c','name':'C','prefix':'C'}]\n"
		"open w1 c1\n"
		"09:00 take a\n"
		"09:01 take b\n"
		"09:02 call_next w1 -> called B001 rule=value value=-9 over=A001 over_value=-1\n");
}

/* Q9: waiting longer than aged_after raises above the classes. */
static void test_aged(void **state)
{
	(void)state;
	script_run("config policy={'aged_after_min':20}\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:10 take a class=vip\n"
		   "09:15 take a class=vip\n"
		   "09:20 call_next w1 -> called A002 rule=arrival over=A003\n"
		   "no_show w1\n"
		   "09:20:01 call_next w1 -> called A001 rule=aged value=0 over=A003 over_value=1\n");
}

/* Q9: waiting longer than wait_max goes before all, the oldest first, whatever else the policy says. */
static void test_overdue(void **state)
{
	(void)state;
	script_run("config policy={'wait_max_min':30,'rules':['class','overdue']}\n"
		   "open w1 c1\n"
		   "09:00 take a class=vip\n"
		   "09:01 take a\n"
		   "09:02 take a\n"
		   "09:20 take a class=vip\n"
		   "insert_ahead A004 reason=old\n"
		   "09:31 call_next w1 -> called A001 rule=overdue\n"
		   "no_show w1\n"
		   "09:31 call_next w1 -> called A004 rule=class\n"
		   "no_show w1\n"
		   "09:32:01 call_next w1 -> called A002 rule=overdue over=A003\n"
		   "no_show w1\n"
		   "take a class=vip\n"
		   "09:33 call_next w1 -> called A003 rule=overdue over=A005 over_value=9223372036854775807\n");
}

/* Q9: among the overdue of one instant the place in the queue decides, not the class. */
static void test_overdue_of_one_instant(void **state)
{
	(void)state;
	script_run("config policy={'wait_max_min':30}\n"
		   "open w1 c1\n"
		   "09:00 take a\ntake a class=vip\n"
		   "09:31 call_next w1 -> called A001 rule=arrival over=A002\n");
}

/* Q9: one that was sent to a window which pauses, or to a clerk there, is everybody's once it is overdue; before, only
 * a person may call it. */
static void test_overdue_at_a_paused_window(void **state)
{
	(void)state;
	script_run("config policy={'wait_max_min':30}\n"
		   "open w1 c1\nopen w2 c2\nopen w3 c3\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "09:02 take a\n"
		   "call_next w1 -> called A001\n"
		   "transfer w1 to_window=w2\n"
		   "call_next w1 -> called A002\n"
		   "transfer w1 to_clerk=c2\n"
		   "call w1 A001 ! TICKET_NOT_SERVED_HERE\n"
		   "window.pause w2\n"
		   "call_next w1 -> called A003 candidates=1\n"
		   "no_show w1\n"
		   "09:30 call_next w1 ! NOBODY_WAITS\n"
		   "call w3 A001 ! TICKET_NOT_SERVED_HERE\n"
		   "09:31 call_next w1 -> called A001 candidates=1\n"
		   "no_show w1\n"
		   "09:31 call w1 A002 -> called A002 rule=chosen\n"
		   "transfer w1 to_clerk=c2\n"
		   "window.resume w2\n"
		   "09:31 call w1 A002 ! TICKET_NOT_SERVED_HERE\n"
		   "09:31:01 call_next w1 -> called A002\n");
}

/* Q9: for a window that serves it after all, one that was sent to somebody who left is like any other. */
static void test_directed_elsewhere_is_no_advantage(void **state)
{
	(void)state;
	script_run("open w1 c1\nopen w2 c2\n"
		   "09:00 take a\n"
		   "09:01 take b\n"
		   "09:02 call w1 B001\n"
		   "transfer w1 to_window=w2\n"
		   "close w2\n"
		   "call_next w1 -> called A001 rule=arrival over=B001\n");
}

/* Q9: tickets that were sent to this window come before others. */
static void test_directed(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "09:00 take a\n"
		   "09:01 take b\n"
		   "09:02 call w1 B001\n"
		   "transfer w1 to_window=w2\n"
		   "call_next w2 -> called B001 rule=directed value=0 over=A001 over_value=1\n");
}

/* Q9, Q15: who has an appointment comes before walk-ins inside its slot, and with its grace. */
static void test_appointment(void **state)
{
	(void)state;
	script_run("config services=[{'id':'a','name':'A','prefix':'A','slot_capacity':2}]"
		   " booking={'from':'09:00','to':'17:00','grace_min':15}"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'}]}]\n"
		   "open w1 c1\n"
		   "08:00 book a 2026-11-23 10:00 name=wang\n"
		   "09:30 take a\n"
		   "take a\n"
		   "09:50 redeem $wang -> taken A003 appointment=wang\n"
		   "09:59:59 call_next w1 -> called A001 rule=arrival\n"
		   "no_show w1\n"
		   "10:00 call_next w1 -> called A003 rule=appointment value=0 over=A002 over_value=1\n");
}

/* Q9, Q15: the privilege ends with the slot and its grace. */
static void test_appointment_is_late(void **state)
{
	(void)state;
	script_run("config services=[{'id':'a','name':'A','prefix':'A','slot_capacity':2}]"
		   " booking={'from':'09:00','to':'17:00','grace_min':15}"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'}]}] "
		   "policy={'wait_max_min':600,'aged_after_min':600}\n"
		   "open w1 c1\n"
		   "book a 2026-11-23 10:00 name=wang\n"
		   "book a 2026-11-23 10:00 name=li\n"
		   "10:30 take a\n"
		   "10:50 redeem $wang\n"
		   "10:51 redeem $li\n"
		   "11:14 call_next w1 -> called A002 rule=arrival over=A003\n"
		   "no_show w1\n"
		   "11:15 call_next w1 -> called A001 rule=arrival over=A003\n");
}

/* Q9: ratio calling of 2 to 1 calls V V O, V V O; with nobody of the other class it calls who is there. */
static void test_ratio(void **state)
{
	(void)state;
	script_run("config policy={'rules':['ratio','class']}\n"
		   "open w1 c1\n"
		   "take a class=vip\ntake a class=vip\ntake a class=vip\ntake a class=vip\ntake a class=vip\n"
		   "take a\ntake a\ntake a\n"
		   "call_next w1 -> called A001 rule=arrival over=A002\nno_show w1\n"
		   "call_next w1 -> called A002\nno_show w1\n"
		   "call_next w1 -> called A006 rule=arrival over=A007\nno_show w1\n"
		   "call_next w1 -> called A003\nno_show w1\n"
		   "call_next w1 -> called A004\nno_show w1\n"
		   "call_next w1 -> called A007\nno_show w1\n"
		   "call_next w1 -> called A005\nno_show w1\n"
		   "call_next w1 -> called A008\nno_show w1\n"
		   "take a\ntake a\ntake a class=vip\n"
		   "call_next w1 -> called A011 rule=ratio\n");
}

/* Q9: the order of the rules is the hall's. */
static void test_order_of_rules(void **state)
{
	static const struct {
		const char *rules, *first, *rule;
	} cases[] = {
		{ "'class','window','value'", "A002", "class" },
		{ "'window','class','value'", "B001", "window" },
		{ "'value','window','class'", "A002", "class" },
		{ "'ahead','class'", "C001", "ahead" },
		{ "'class','ahead'", "A002", "class" },
		{ "'arrival'", "A001", "arrival" },
		{ "'arrival','class','overdue'", "A002", "class" },
	};
	static struct script script;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		script_begin(&script);
		script_playf(&script,
			     "config policy={'rules':[%s]} windows=[{'id':'w1','name':'1','services':["
			     "{'service':'a','priority':3},{'service':'b','priority':2},{'service':'c','priority':3}]}]"
			     " services=[{'id':'a','name':'A','prefix':'A','value':2},"
			     "{'id':'b','name':'B','prefix':'B','value':1},{'id':'c','name':'C','prefix':'C'}]\n",
			     cases[i].rules);
		script_play(&script, "open w1 c1\n"
				     "09:00 take a\n"
				     "09:01 take a class=vip\n"
				     "09:02 take b\n"
				     "09:03 take c\n"
				     "insert_ahead C001 reason=x\n");
		script_playf(&script, "call_next w1 -> called %s rule=%s\n", cases[i].first, cases[i].rule);
		script_end(&script);
	}
}

/* Q9: a window that helps takes over a service whose queue is too long, while its own is empty. */
static void test_balance(void **state)
{
	(void)state;
	script_run("config "
		   "services=[{'id':'a','name':'A','prefix':'A','balance_above':2},{'id':'b','name':'B','prefix':'B'},"
		   "{'id':'c','name':'C','prefix':'C'}]"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'}]},"
		   "{'id':'w2','name':'2','services':[{'service':'b'}],'helps':true},"
		   "{'id':'w3','name':'3','services':[{'service':'b'}]}]\n"
		   "open w2 c2\n"
		   "open w3 c3\n"
		   "take a\n"
		   "take a\n"
		   "call_next w2 ! NOBODY_WAITS\n"
		   "call w2 A001 ! TICKET_NOT_SERVED_HERE\n"
		   "take a\n"
		   "take b\n"
		   "call w2 A003 -> called A003 rule=chosen\n"
		   "no_show w2\n"
		   "take a\n"
		   "call_next w3 -> called B001\n"
		   "no_show w3\n"
		   "call_next w3 ! NOBODY_WAITS\n"
		   "take b\n"
		   "call_next w2 -> called B002\n"
		   "no_show w2\n"
		   "call_next w2 -> called A001 candidates=3\n"
		   "no_show w2\n"
		   "call_next w2 ! NOBODY_WAITS\n");
}

/* Q9: helping does not reach for what was sent to somebody else. */
static void test_balance_leaves_sent_tickets(void **state)
{
	(void)state;
	script_run("config "
		   "services=[{'id':'a','name':'A','prefix':'A','balance_above':1},{'id':'b','name':'B','prefix':'B'}]"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'}]},"
		   "{'id':'w2','name':'2','services':[{'service':'b'}],'helps':true},"
		   "{'id':'w3','name':'3','services':[{'service':'a'}]}]\n"
		   "open w1 c1\nopen w2 c2\nopen w3 c3\n"
		   "take a\ntake a\n"
		   "call_next w1\n"
		   "transfer w1 to_window=w3\n"
		   "call_next w2 -> called A002 candidates=1\n");
}

/* Q9: no class starves. A flood of VIPs at twice the capacity of the window: every ordinary ticket is called
 * within the stated bound: wait_max, and one call for each ticket that is overdue with an earlier place. */
static void test_nobody_starves(void **state)
{
	enum { ORDINARY = 20, ROUNDS = 400, WAIT_MAX_MIN = 30 };
	static struct script script;
	int64_t called_at[ORDINARY + 1] = { 0 };

	(void)state;
	script_begin(&script);
	script.quick = true;
	script_play(&script, "config policy={'wait_max_min':30,'aged_after_min':1440}"
			     " services=[{'id':'a','name':'A','prefix':'A'},{'id':'b','name':'B','prefix':'B'}]"
			     " windows=[{'id':'w1','name':'1','services':[{'service':'a'},{'service':'b'}]}]\n"
			     "open w1 c1\n09:00 tick\n");
	const int64_t begun = script.now;
	for (int round = 0; round < ROUNDS; round++) {
		script.now = begun + round * CIVIL_MS_PER_MINUTE;
		script_play(&script, "take b class=vip\ntake b class=vip\n");
		if (round < ORDINARY)
			script_play(&script, "take a\n");
		const struct queue_choice choice = queue_choose(&script.hall, &script.hall.windows[1], script.now);
		const struct queue_ticket ticket = *choice.ticket;
		script_play(&script, "call_next w1\nstart w1\nfinish w1\n");
		if (ticket.service.n != 1)
			continue;
		int64_t serial;
		assert_true(text_int(text_of(ticket.number + 1), &serial));
		called_at[serial] = script.now - ticket.taken_at;
	}
	for (int i = 1; i <= ORDINARY; i++) {
		assert_true(called_at[i] > 0);
		/* Before number i at most three tickets a minute came, all of which may be overdue. */
		assert_true(called_at[i] <= (WAIT_MAX_MIN + 1 + 3 * i) * (int64_t)CIVIL_MS_PER_MINUTE);
	}
	script_end(&script);
}

/* The first of those who wait for the same service with the same class. */
static const struct queue_ticket *first_of_its_kind(const struct queue_hall *hall, const struct queue_ticket *like)
{
	uint32_t slot = hall->services[like->service.n].line.first;

	while (hall->tickets[slot].class_.n != like->class_.n)
		slot = hall->tickets[slot].after;
	return &hall->tickets[slot];
}

/* Q9: the order is total, also among tickets of the same instant: one ticket is always before all others, with a
 * reason that holds, and among equals the first who came. Random halls, until nobody waits. */
static void test_total_order(void **state)
{
	enum { HALLS = 40, TICKETS = 30 };
	static const char *const services[] = { "a", "b" };
	static const char *const classes[] = { "ordinary", "vip" };
	static struct script script;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 9);
	for (int h = 0; h < HALLS; h++) {
		script_begin(&script);
		script.quick = true;
		script_play(&script,
			    "config policy={'rules':['ahead','directed','ratio','aged','class','window','value']}\n"
			    "open w1 c1\n09:00 tick\n");
		for (int i = 0; i < TICKETS; i++) {
			script.now += (int64_t)rng_below(&rng, 4) * CIVIL_MS_PER_MINUTE;
			script_playf(&script, "take %s class=%s\n", services[rng_below(&rng, 2)],
				     classes[rng_below(&rng, 2)]);
		}
		const struct queue_window *window = &script.hall.windows[1];
		for (int left = TICKETS; left > 0; left--) {
			const struct queue_choice choice = queue_choose(&script.hall, window, script.now);
			assert_int_equal(choice.candidates, left);
			assert_ptr_equal(choice.ticket, first_of_its_kind(&script.hall, choice.ticket));
			if (left > 1) {
				assert_ptr_not_equal(choice.ticket, choice.over);
				assert_true(choice.value < choice.over_value ||
					    (choice.rule == QUEUE_RULE_ARRIVAL && choice.value == choice.over_value &&
					     choice.ticket->order_seq < choice.over->order_seq));
			}
			script_play(&script, "call_next w1\nno_show w1\n");
		}
		assert_null(queue_choose(&script.hall, window, script.now).ticket);
		script_end(&script);
	}
}

/* Q9: a policy that names no rules has the usual ones; overdue is always first and arrival last. */
static void test_rules_are_completed(void **state)
{
	enum queue_rule some[] = { QUEUE_RULE_CLASS, QUEUE_RULE_ARRIVAL, QUEUE_RULE_OVERDUE, QUEUE_RULE_RATIO };
	const struct queue_config_policy policy = { .rules = { some, CC_COUNT(some) } }, none = { 0 };
	static const enum queue_rule should[] = { QUEUE_RULE_OVERDUE, QUEUE_RULE_CLASS, QUEUE_RULE_RATIO,
						  QUEUE_RULE_ARRIVAL };
	enum queue_rule rules[QUEUE_RULE_COUNT];
	uint32_t n;

	(void)state;
	queue_rules_complete(&policy, rules, &n);
	assert_int_equal(n, CC_COUNT(should));
	assert_memory_equal(rules, should, sizeof(should));
	queue_rules_complete(&none, rules, &n);
	assert_int_equal(n, 9);
	assert_int_equal(rules[0], QUEUE_RULE_OVERDUE);
	assert_int_equal(rules[8], QUEUE_RULE_ARRIVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arrival),
		cmocka_unit_test(test_same_instant),
		cmocka_unit_test(test_class),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_window_rule_for_sent_tickets),
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_aged),
		cmocka_unit_test(test_overdue),
		cmocka_unit_test(test_overdue_of_one_instant),
		cmocka_unit_test(test_overdue_at_a_paused_window),
		cmocka_unit_test(test_directed_elsewhere_is_no_advantage),
		cmocka_unit_test(test_directed),
		cmocka_unit_test(test_appointment),
		cmocka_unit_test(test_appointment_is_late),
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_order_of_rules),
		cmocka_unit_test(test_balance),
		cmocka_unit_test(test_balance_leaves_sent_tickets),
		cmocka_unit_test(test_nobody_starves),
		cmocka_unit_test(test_total_order),
		cmocka_unit_test(test_rules_are_completed),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
