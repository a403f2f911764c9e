/* Windows and clerks, calling and serving, holds, transfers: every success and every refusal (Q7, Q8, Q17). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "queue/policy.h"
#include "queue/test_script.h"

/* Q7: sign in and out; one clerk at one window. */
static void test_open_and_close(void **state)
{
	(void)state;
	script_run("config\n"
		   "window w1 closed\n"
		   "open w1 c1 -> opened w1 c1\n"
		   "window w1 free\n"
		   "open w1 c2 ! WINDOW_OPEN\n"
		   "open w2 c1 ! CLERK_ELSEWHERE 1\n"
		   "open w9 c1 ! WINDOW_UNKNOWN\n"
		   "open w2 c9 ! CLERK_UNKNOWN\n"
		   "close w1 -> window.closed w1 c1 forced=false\n"
		   "window w1 closed\n"
		   "close w1 ! WINDOW_CLOSED\n"
		   "close w9 ! WINDOW_UNKNOWN\n"
		   "open w2 c1 -> opened w2 c1\n"
		   "take a\n"
		   "call_next w2\n"
		   "close w2 ! WINDOW_BUSY A001\n");
}

/* Q7: a paused window calls nobody; its reason goes with the pause. */
static void test_pause(void **state)
{
	(void)state;
	script_run("window.pause w1 ! WINDOW_CLOSED\n"
		   "window.resume w1 ! WINDOW_CLOSED\n"
		   "window.resume w9 ! WINDOW_UNKNOWN\n"
		   "open w1 c1\n"
		   "window.resume w1 ! WINDOW_NOT_PAUSED\n"
		   "take a\n"
		   "window.pause w1 reason=lunch -> window.paused w1 reason=lunch\n"
		   "window w1 paused\n"
		   "window.pause w1 ! WINDOW_PAUSED\n"
		   "call_next w1 ! WINDOW_PAUSED\n"
		   "call w1 A001 ! WINDOW_PAUSED\n"
		   "ready w1 ! WINDOW_PAUSED\n"
		   "window.resume w1 -> window.resumed w1\n"
		   "window w1 free\n"
		   "call_next w1 -> called A001\n"
		   "window.pause w1 ! WINDOW_BUSY A001\n"
		   "no_show w1\n"
		   "window.pause w1\n"
		   "close w1 -> window.closed w1 c1\n");
}

/* Q7: the way of a ticket at a window; walking, serving and waiting are kept apart. */
static void test_serve(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:05 call_next w1 -> called A001 window=w1 clerk=c1 service=a waited_ms=300000\n"
		   "window w1 called A001\n"
		   "ticket A001 called\n"
		   "call_next w1 ! WINDOW_BUSY A001\n"
		   "call w1 A001 ! WINDOW_BUSY A001\n"
		   "finish w1 ! TICKET_NOT_STARTED\n"
		   "09:06 recall w1 -> recalled A001 window=w1 calls=2\n"
		   "09:07 start w1 -> started A001 w1\n"
		   "window w1 serving A001\n"
		   "ticket A001 serving\n"
		   "start w1 ! TICKET_STARTED\n"
		   "recall w1 ! TICKET_STARTED\n"
		   "no_show w1 ! TICKET_STARTED\n"
		   "ready w1 ! WINDOW_NOT_WRAPPING\n"
		   "09:10:30 finish w1 -> finished A001 w1 clerk=c1 service=a served_ms=210000 forced=false\n"
		   "window w1 free\n"
		   "ticket A001 finished\n"
		   "counts served=1 waiting=0\n");
}

/* Q7: commands at a window that has nobody, is closed or is not there. */
static void test_nothing_at_the_window(void **state)
{
	static const char *const commands[] = {
		"recall", "start", "finish", "no_show", "transfer_back", "ticket.resume"
	};
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\n");
	for (size_t i = 0; i < CC_COUNT(commands); i++) {
		script_playf(&script, "%s w9 ! WINDOW_UNKNOWN\n", commands[i]);
		script_playf(&script, "%s w2 ! WINDOW_CLOSED\n", commands[i]);
		if (i < 5)
			script_playf(&script, "%s w1 ! WINDOW_IDLE\n", commands[i]);
	}
	script_play(&script, "ticket.resume w1 ! TICKET_NOT_HELD\n"
			     "hold w1 keep ! WINDOW_IDLE\n"
			     "hold w2 keep ! WINDOW_CLOSED\n"
			     "transfer w1 to_service=b ! WINDOW_IDLE\n"
			     "call_next w2 ! WINDOW_CLOSED\n"
			     "call_next w1 ! NOBODY_WAITS\n"
			     "call w2 1 ! WINDOW_CLOSED\n");
	script_end(&script);
}

/* Q7: call a chosen ticket, by id or by number. */
static void test_call_a_chosen_ticket(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w3 c3\n"
		   "take a\n"
		   "take a\n"
		   "take c\n"
		   "call w1 A002 -> called A002 rule=chosen candidates=1 over=0\n"
		   "no_show w1\n"
		   "call w1 A002 ! TICKET_NOT_WAITING\n"
		   "call w1 number=A002 ! TICKET_UNKNOWN\n"
		   "call w1 number=A001 -> called A001 rule=chosen\n"
		   "start w1\n"
		   "finish w1\n"
		   "call w1 C001 ! TICKET_NOT_SERVED_HERE\n"
		   "call w1 999 ! TICKET_UNKNOWN\n"
		   "call w1 number=Z9 ! TICKET_UNKNOWN\n"
		   "call w1 ! TICKET_UNKNOWN\n"
		   "call w3 number=C001 -> called C001\n");
}

/* Q7: wrap-up lasts until the window is ready, or calls. */
static void test_wrap_up(void **state)
{
	(void)state;
	script_run("config policy={'wrap_up':true}\n"
		   "open w1 c1\n"
		   "take a\n"
		   "take a\n"
		   "call_next w1\n"
		   "start w1\n"
		   "finish w1\n"
		   "window w1 wrap_up\n"
		   "ready w1 -> readied w1\n"
		   "window w1 free\n"
		   "ready w1 ! WINDOW_NOT_WRAPPING\n"
		   "ready w2 ! WINDOW_CLOSED\n"
		   "ready w9 ! WINDOW_UNKNOWN\n"
		   "call_next w1\n"
		   "start w1\n"
		   "finish w1\n"
		   "take b\n"
		   "call_next w1 -> called B001\n"
		   "no_show w1\n"
		   "window w1 free\n"
		   "take b\n"
		   "call_next w1\n"
		   "start w1\n"
		   "finish w1\n"
		   "close w1 -> window.closed w1\n");
}

/* Q7: a no-show ends the ticket unless the hall says otherwise; it can be reinstated where it stood. */
static void test_no_show_ends(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "reinstate A001 ! TICKET_NOT_MISSED\n"
		   "09:02 call_next w1\n"
		   "09:03 no_show w1 -> missed A001 w1 clerk=c1 ended=true places=0\n"
		   "ticket A001 no_show\n"
		   "window w1 free\n"
		   "counts missed=1 served=0\n"
		   "cancel A001 ! TICKET_OVER\n"
		   "09:04 reinstate A001 -> reinstated A001\n"
		   "line a A001 A002\n"
		   "counts missed=0 no_shows=1\n"
		   "reinstate A001 ! TICKET_NOT_MISSED\n"
		   "reinstate 999 ! TICKET_UNKNOWN\n"
		   "09:05 call_next w1 -> called A001 waited_ms=300000\n");
}

/* Q7: recalls come before a no-show, anew each time that the ticket is called. */
static void test_no_show_after_recalls(void **state)
{
	(void)state;
	script_run("config policy={'no_show_recalls':2,'no_show_places':1}\n"
		   "open w1 c1\n"
		   "take a\n"
		   "call_next w1\n"
		   "take a\n"
		   "no_show w1 ! RECALL_FIRST 2\n"
		   "recall w1 -> recalled A001 calls=2\n"
		   "no_show w1 ! RECALL_FIRST 1\n"
		   "recall w1\n"
		   "no_show w1 -> missed A001 ended=false places=1\n"
		   "cancel A002\n"
		   "call_next w1 -> called A001\n"
		   "no_show w1 ! RECALL_FIRST 2\n"
		   "recall w1\n"
		   "recall w1\n"
		   "no_show w1 -> missed A001 ended=true places=0\n"
		   "reinstate A001\n"
		   "call_next w1\n"
		   "no_show w1 ! RECALL_FIRST 2\n");
}

/* Q7: a first no-show goes back so many places, the second ends; each of several gets exactly its places. */
static void test_no_show_goes_back(void **state)
{
	(void)state;
	script_run("config policy={'no_show_places':2}\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "09:02 take a\n"
		   "09:03 take a\n"
		   "09:04 take a\n"
		   "09:05 call_next w1 -> called A001\n"
		   "09:06 no_show w1 -> missed A001 ended=false places=2\n"
		   "line a A002 A003 A001 A004 A005\n"
		   "09:07 call_next w1 -> called A002\n"
		   "09:08 no_show w1 -> missed A002 ended=false\n"
		   "line a A003 A001 A002 A004 A005\n"
		   "09:09 call_next w1 -> called A003\n"
		   "09:10 no_show w1\n"
		   "line a A001 A002 A003 A004 A005\n"
		   "09:11 call_next w1 -> called A001 waited_ms=660000\n"
		   "09:12 no_show w1 -> missed A001 ended=true\n"
		   "counts missed=1 no_shows=4\n"
		   "line a A002 A003 A004 A005\n"
		   "09:13 call w1 A005\n"
		   "09:14 no_show w1\n"
		   "line a A002 A003 A004 A005\n");
}

/* Q7: two that went back behind the same ticket keep to their places. */
static void test_no_shows_behind_one_ticket(void **state)
{
	(void)state;
	script_run("config policy={'no_show_places':1}\n"
		   "open w1 c1\n"
		   "open w2 c2\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "09:02 take a\n"
		   "09:03 take a\n"
		   "call_next w1 -> called A001\n"
		   "call_next w2 -> called A002\n"
		   "no_show w1\n"
		   "line a A003 A001 A004\n"
		   "no_show w2\n"
		   "line a A003 A002 A001 A004\n");
}

/* Q7: places are exact among those who came in the same instant, too. */
static void test_no_show_in_the_same_instant(void **state)
{
	(void)state;
	script_run("config policy={'no_show_places':1}\n"
		   "open w1 c1\n"
		   "09:00 take a\ntake a\ntake a\n"
		   "09:01 take a\n"
		   "call_next w1 -> called A001\n"
		   "no_show w1\n"
		   "line a A002 A001 A003 A004\n"
		   "call w1 A002\n"
		   "no_show w1\n"
		   "line a A001 A002 A003 A004\n");
}

/* Q7: places count those who come behind; who was put ahead loses that with the no-show. */
static void test_no_show_in_an_empty_queue(void **state)
{
	(void)state;
	script_run("config policy={'no_show_places':3}\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "insert_ahead A002 reason=child\n"
		   "09:02 call_next w1 -> called A002 rule=ahead\n"
		   "09:03 no_show w1\n"
		   "line a A001 A002\n"
		   "09:04 call_next w1 -> called A001 rule=arrival\n"
		   "09:05 no_show w1\n"
		   "line a A002 A001\n"
		   "09:06 call_next w1 -> called A002\n"
		   "09:07 no_show w1 -> missed A002 ended=true\n"
		   "09:08 call_next w1 -> called A001 over=0 candidates=1\n"
		   "09:09 no_show w1 -> missed A001 ended=true\n");
}

/* Q7: keep: the clerk calls others and goes on later; the gap does not count as service. */
static void test_hold_keep(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "take a\n"
		   "take a\n"
		   "take a\n"
		   "call_next w1\n"
		   "hold w1 keep ! TICKET_NOT_STARTED\n"
		   "hold w1 wait ! TICKET_NOT_STARTED\n"
		   "09:00 start w1\n"
		   "09:02 hold w1 keep -> held A001 w1 keep served_ms=120000 places=0\n"
		   "kept A001\n"
		   "window w1 free\n"
		   "ticket A001 held\n"
		   "call w2 A001 ! TICKET_NOT_WAITING\n"
		   "ticket.resume w2 A001 ! TICKET_HELD_ELSEWHERE Li\n"
		   "ticket.resume w2 ! TICKET_NOT_HELD\n"
		   "ticket.resume w2 A002 ! TICKET_NOT_HELD\n"
		   "ticket.resume w2 999 ! TICKET_UNKNOWN\n"
		   "09:05 call_next w1 -> called A002\n"
		   "ticket.resume w1 A001 ! WINDOW_BUSY A002\n"
		   "09:06 start w1\n"
		   "09:07 hold w1 keep -> held A002 served_ms=60000\n"
		   "kept A001 A002\n"
		   "10:00 ticket.resume w1 -> ticket.resumed A001 w1 c1\n"
		   "window w1 serving A001\n"
		   "10:03 finish w1 -> finished A001 served_ms=300000\n"
		   "ticket.resume w1 A002 -> ticket.resumed A002\n"
		   "10:04 finish w1 -> finished A002 served_ms=120000\n"
		   "kept\n");
}

/* Q7: wait: the window waits with the customer, who fills in a form. */
static void test_hold_wait(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "take a\n"
		   "call_next w1\n"
		   "09:00 start w1\n"
		   "09:02 hold w1 wait -> held A001 w1 wait served_ms=120000\n"
		   "window w1 waiting A001\n"
		   "ticket A001 held\n"
		   "kept\n"
		   "hold w1 wait ! TICKET_NOT_STARTED\n"
		   "call_next w1 ! WINDOW_BUSY A001\n"
		   "recall w1 ! TICKET_STARTED\n"
		   "09:10 ticket.resume w1 -> ticket.resumed A001 w1\n"
		   "09:11 hold w1 wait -> held A001 served_ms=180000\n"
		   "ticket.resume w1 A001 -> ticket.resumed A001\n"
		   "hold w1 wait\n"
		   "ticket.resume w1 999 ! WINDOW_BUSY A001\n"
		   "09:15 finish w1 -> finished A001 served_ms=180000\n"
		   "take a\n"
		   "call_next w1\n"
		   "09:20 start w1\n"
		   "09:21 hold w1 wait\n"
		   "09:22 hold w1 keep -> held A002 w1 keep served_ms=60000\n"
		   "kept A002\n"
		   "window w1 free\n");
}

/* Q7: put back: into the queue behind so many, before or after the start. */
static void test_hold_put_back(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "09:02 take a\n"
		   "09:03 call_next w1\n"
		   "09:04 hold w1 put_back places=1 -> held A001 w1 put_back places=1 served_ms=0\n"
		   "line a A002 A001 A003\n"
		   "window w1 free\n"
		   "09:05 call_next w1 -> called A002\n"
		   "09:06 start w1\n"
		   "09:07 hold w1 put_back -> held A002 served_ms=60000 places=0\n"
		   "line a A002 A001 A003\n"
		   "09:08 call_next w1 -> called A002 waited_ms=60000\n"
		   "09:09 start w1\n"
		   "09:10 hold w1 wait\n"
		   "09:11 hold w1 put_back places=100 -> held A002 places=2\n"
		   "line a A001 A003 A002\n"
		   "09:12 call w1 A002\n"
		   "09:13 start w1\n"
		   "09:14 finish w1 -> finished A002 served_ms=180000\n");
}

/* Q7: places hold against every rule: whoever is put back comes only when so many others of that window were called,
 * whatever class, appointment or value it has. */
static void test_put_back_against_the_rules(void **state)
{
	(void)state;
	script_run("config services=[{'id':'a','name':'A','prefix':'A','slot_capacity':2},"
		   "{'id':'b','name':'B','prefix':'B','value':9},{'id':'c','name':'C','prefix':'C'}]"
		   " booking={'from':'09:00','to':'17:00'}\n"
		   "open w1 c1\n"
		   "book a 2026-11-23 09:00 name=wang\n"
		   "09:00 take a\ntake a\ntake a\ntake a\n"
		   "09:01 take a class=vip\n"
		   "call_next w1 -> called A005 rule=class\n"
		   "hold w1 put_back places=3 -> held A005 places=3\n"
		   "call_next w1 -> called A001 rule=arrival candidates=4 over=A002\n"
		   "no_show w1\n"
		   "call w1 A004 -> called A004 rule=chosen\n"
		   "no_show w1\n"
		   "call_next w1 -> called A002 candidates=2\n"
		   "no_show w1\n"
		   "call_next w1 -> called A005 rule=class over=A003\n"
		   "hold w1 put_back places=1\n"
		   "redeem $wang -> taken A006\n"
		   "call_next w1 -> called A006 rule=appointment candidates=2\n"
		   "hold w1 put_back places=2 -> held A006 places=2\n"
		   "call_next w1 -> called A005 candidates=2\n"
		   "no_show w1\n"
		   "take b\n"
		   "call_next w1 -> called B001 rule=value\n"
		   "hold w1 put_back places=1 -> held B001 places=1\n"
		   "call_next w1 -> called A006 rule=appointment candidates=2\n"
		   "no_show w1\n"
		   "call_next w1 -> called B001 rule=value over=A003\n");
}

/* Q1, Q7: whoever was put back is told the truth about those before it. */
static void test_put_back_knows_who_is_ahead(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, "open w1 c1\n"
			     "09:00 take a\ntake a\ntake a\n"
			     "09:01 take a class=vip\n"
			     "call_next w1 -> called A004\n"
			     "hold w1 put_back places=2\n");
	const struct queue_ticket_id vip = { script_id(&script, "A004") };
	assert_int_equal(queue_ahead_of(&script.hall, queue_ticket_at(&script.hall, vip), script.now), 2);
	script_play(&script, "call_next w1 -> called A001\n");
	assert_int_equal(queue_ahead_of(&script.hall, queue_ticket_at(&script.hall, vip), script.now), 1);
	script_end(&script);
}

/* Q7: a first no-show too; and only calls that the ticket could have had count. */
static void test_places_count_calls_that_compete(void **state)
{
	(void)state;
	script_run("config policy={'no_show_places':2} windows=[{'id':'w1','name':'1','services':[{'service':'a'},"
		   "{'service':'b'}]},{'id':'w2','name':'2','services':[{'service':'b'}]}]\n"
		   "open w1 c1\nopen w2 c2\n"
		   "09:00 take a class=vip\n"
		   "09:01 take b\ntake b\ntake b\ntake b\n"
		   "call_next w1 -> called A001\n"
		   "no_show w1 -> missed A001 places=2\n"
		   "call_next w2 -> called B001\n"
		   "call_next w1 -> called B002 candidates=3\n"
		   "no_show w1\n"
		   "no_show w2\n"
		   "call_next w1 -> called B003\n"
		   "start w1\n"
		   "finish w1\n"
		   "call_next w1 -> called A001 rule=class\n");
}

/* Q7, Q9: nobody is put behind for ever: not where nobody else is, not once it is overdue, not when it is put
 * ahead; and it is not put behind more than are there. */
static void test_put_back_does_not_starve(void **state)
{
	(void)state;
	script_run("config policy={'wait_max_min':30}\n"
		   "open w1 c1\n"
		   "open w2 c2\n"
		   "09:00 take a class=vip\n"
		   "call_next w1\n"
		   "hold w1 put_back places=9 -> held A001 places=0\n"
		   "09:05 take a\n"
		   "take a\n"
		   "call_next w1 -> called A001 rule=class\n"
		   "hold w1 put_back places=9 -> held A001 places=2\n"
		   "cancel A002\n"
		   "cancel A003\n"
		   "call_next w1 -> called A001 candidates=1\n"
		   "take a\ntake a\ntake a\n"
		   "hold w1 put_back places=3 -> held A001 places=3\n"
		   "insert_ahead A001 reason=ill\n"
		   "call_next w1 -> called A001 rule=ahead candidates=4\n"
		   "hold w1 put_back places=3\n"
		   "09:30 call_next w1 -> called A004 candidates=3\n"
		   "09:36 take b class=vip\n"
		   "call_next w2 -> called A005 rule=arrival candidates=4 over=A006\n");
}

/* Q7: one of a service that the window does not serve has its places among those of that service. */
static void test_put_back_of_a_sent_ticket(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w3 c3\n"
		   "09:00 take a class=vip\n"
		   "take a\n"
		   "take c\ntake c\n"
		   "call_next w1\n"
		   "transfer w1 to_window=w3\n"
		   "call_next w3 -> called A001\n"
		   "hold w3 put_back places=5 -> held A001 places=1\n"
		   "call_next w3 -> called C001\n"
		   "call_next w1 -> called A002 candidates=1\n");
}

/* Q7: what a clerk keeps goes back into its queue after hold_max_min, and when the clerk leaves. */
static void test_kept_tickets_come_back(void **state)
{
	(void)state;
	script_run("config policy={'hold_max_min':10}\n"
		   "open w1 c1\n"
		   "open w2 c2\n"
		   "take a\n"
		   "take a\n"
		   "take a\n"
		   "call_next w1\n"
		   "start w1\n"
		   "09:00 hold w1 keep\n"
		   "due 09:10\n"
		   "09:09:59 tick ->\n"
		   "09:10 tick -> released A001\n"
		   "line a A001 A002 A003\n"
		   "kept\n"
		   "due 2026-11-24 00:00\n"
		   "call w1 A001\n"
		   "start w1\n"
		   "09:20 hold w1 keep\n"
		   "call w2 A002\n"
		   "start w2\n"
		   "09:21 hold w2 keep\n"
		   "call w1 A003\n"
		   "start w1\n"
		   "09:22 hold w1 keep\n"
		   "kept A001 A002 A003\n"
		   "09:23 close w1 -> released A001 & released A003 & window.closed w1 c1\n"
		   "kept A002\n"
		   "line a A001 A003\n");
}

/* Q7: transfer to a service: no new ticket, no new number, and the time of the visit goes on to count. */
static void test_transfer_to_a_service(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w3 c3\n"
		   "09:00 take a\n"
		   "09:01 take c\n"
		   "09:02 call_next w1\n"
		   "transfer w1 ! TRANSFER_TO_NOWHERE\n"
		   "transfer w1 to_service=c to_window=w3 ! TRANSFER_TO_MANY\n"
		   "transfer w1 to_service=x ! SERVICE_UNKNOWN\n"
		   "transfer w1 to_service=a ! TRANSFER_TO_SELF\n"
		   "09:03 start w1\n"
		   "09:05 transfer w1 to_service=c"
		   " -> transferred A001 w1 c1 from_service=a service=c to_window=0 served_ms=120000 come_back=false\n"
		   "window w1 free\n"
		   "line c A001 C001\n"
		   "09:10 call_next w3 -> called A001 service=c waited_ms=300000\n"
		   "09:11 start w3\n"
		   "09:12 finish w3 -> finished A001 service=c served_ms=60000\n"
		   "counts taken=2 served=1\n");
}

/* Q7: a hall may let transferred tickets queue at the end. */
static void test_transfer_to_the_end(void **state)
{
	(void)state;
	script_run("config policy={'transfer_to_end':true}\n"
		   "open w1 c1\n"
		   "09:00 take a\n"
		   "09:01 take c\n"
		   "09:02 call_next w1\n"
		   "09:03 transfer w1 to_service=c -> transferred A001 served_ms=0\n"
		   "line c C001 A001\n");
}

/* Q7: sent to a window: it alone may call, though it does not serve the service; when it closes, those do
 * who serve it. */
static void test_transfer_to_a_window(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "09:00 take a\n"
		   "09:01 take a\n"
		   "09:02 call_next w1\n"
		   "transfer w1 to_window=w1 ! TRANSFER_TO_SELF\n"
		   "transfer w1 to_window=w3 ! TRANSFER_TARGET_AWAY 3\n"
		   "transfer w1 to_window=w9 ! WINDOW_UNKNOWN\n"
		   "open w3 c3\n"
		   "09:03 transfer w1 to_window=w3 -> transferred A001 service=a to_window=w3\n"
		   "line a A001 A002\n"
		   "call w2 A001 ! TICKET_NOT_SERVED_HERE\n"
		   "call_next w2 -> called A002\n"
		   "no_show w2\n"
		   "call_next w2 ! NOBODY_WAITS\n"
		   "window.pause w3\n"
		   "call_next w2 ! NOBODY_WAITS\n"
		   "window.resume w3\n"
		   "call_next w3 -> called A001 candidates=1\n"
		   "transfer w3 to_window=w2\n"
		   "close w2\n"
		   "call_next w3 ! NOBODY_WAITS\n"
		   "call_next w1 -> called A001\n");
}

/* Q7: sent to a clerk: wherever the clerk sits, and to all once the clerk is gone. */
static void test_transfer_to_a_clerk(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "take a\n"
		   "call_next w1\n"
		   "transfer w1 to_clerk=c1 ! TRANSFER_TO_SELF\n"
		   "transfer w1 to_clerk=c3 ! TRANSFER_TARGET_AWAY He\n"
		   "transfer w1 to_clerk=c9 ! CLERK_UNKNOWN\n"
		   "transfer w1 to_clerk=c2 -> transferred A001 to_clerk=c2 service=a\n"
		   "call_next w2 -> called A001 rule=arrival\n"
		   "transfer w2 to_clerk=c1\n"
		   "call_next w1 -> called A001\n"
		   "transfer w1 to_clerk=c2\n"
		   "call_next w1 ! NOBODY_WAITS\n"
		   "close w2\n"
		   "open w3 c2\n"
		   "call w1 A001 ! TICKET_NOT_SERVED_HERE\n"
		   "call_next w3 -> called A001 window=w3 clerk=c2\n"
		   "transfer w3 to_clerk=c1\n"
		   "close w1\n"
		   "call_next w3 ! NOBODY_WAITS\n"
		   "open w2 c1\n"
		   "close w2\n"
		   "open w2 c3\n"
		   "call_next w2 -> called A001\n");
}

/* Q7: back to the window that sent it. */
static void test_transfer_back(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "open w3 c3\n"
		   "take a\n"
		   "call_next w1\n"
		   "transfer_back w1 ! TICKET_FROM_NOBODY\n"
		   "transfer w1 to_service=c\n"
		   "call_next w3 -> called A001 service=c\n"
		   "transfer_back w3 -> transferred A001 w3 c3 from_service=c service=a to_window=w1\n"
		   "call_next w2 ! NOBODY_WAITS\n"
		   "call_next w1 -> called A001 service=a\n"
		   "transfer_back w1 -> transferred A001 w1 service=c to_window=w3\n"
		   "call_next w3\n"
		   "start w3\n"
		   "finish w3 -> finished A001 service=c\n");
}

/* Q7: a ticket that came back to the window that it was sent from knows no way back. */
static void test_transfer_back_to_self(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "take a\n"
		   "call_next w1\n"
		   "transfer w1 to_service=b\n"
		   "call_next w1 -> called A001 service=b\n"
		   "transfer_back w1 ! TICKET_FROM_NOBODY\n");
}

/* Q17: sent on to come back: afterwards it waits for the sender, then goes through the rest of its visit. */
static void test_come_back(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "open w3 c3\n"
		   "take a then=['b']\n"
		   "call_next w1\n"
		   "start w1\n"
		   "transfer w1 to_service=c come_back=true -> transferred A001 come_back=true\n"
		   "call_next w3\n"
		   "start w3\n"
		   "finish w3 -> finished A001 service=c & continued A001 a to_window=w1\n"
		   "call_next w2 ! NOBODY_WAITS\n"
		   "call_next w1 -> called A001 service=a\n"
		   "start w1\n"
		   "finish w1 -> finished A001 service=a & continued A001 b to_window=0\n"
		   "call_next w2 -> called A001 service=b\n");
}

/* Q7, Q8: services that were retired while a no-show was away are left out of its visit, and nothing waits for them
 * again. */
static void test_reinstated_after_a_retirement(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "open w2 c2\n"
		   "take a then=['c','b','c']\n"
		   "call_next w1\n"
		   "no_show w1 -> missed A001 ended=true\n"
		   "take b\n"
		   "call_next w1\n"
		   "transfer w1 to_service=a come_back=true\n"
		   "call_next w2\n"
		   "no_show w2 -> missed B001 ended=true\n"
		   "config services=[{'id':'a','name':'A','prefix':'A'},{'id':'b','name':'B','prefix':'B'}]"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'},{'service':'b'}]},"
		   "{'id':'w2','name':'2','services':[{'service':'a'}]}]\n"
		   "reinstate A001\n"
		   "call_next w1 -> called A001\n"
		   "start w1\n"
		   "config services=[{'id':'a','name':'A','prefix':'A'},{'id':'b','name':'B','prefix':'B'}]"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'},{'service':'b'}]},"
		   "{'id':'w2','name':'2','services':[{'service':'a'}]}]\n"
		   "finish w1 -> finished A001 & continued A001 b\n"
		   "call_next w1 -> called A001 service=b\n"
		   "start w1\n"
		   "finish w1 -> finished A001 service=b\n"
		   "config services=[{'id':'a','name':'A','prefix':'A'}]"
		   " windows=[{'id':'w1','name':'1','services':[{'service':'a'}]},"
		   "{'id':'w2','name':'2','services':[{'service':'a'}]}]\n"
		   "reinstate B001\n"
		   "call_next w2 -> called B001 service=a\n"
		   "transfer_back w2 ! SERVICE_UNKNOWN\n"
		   "start w2\n"
		   "finish w2 -> finished B001\n");
}

/* Q8: the manager changes what a window serves while the hall runs; configuring again sets it back. */
static void test_set_services(void **state)
{
	(void)state;
	script_run("open w3 c3\n"
		   "take a\n"
		   "take c\n"
		   "set_services w3 [{'service':'a','priority':2},{'service':'b'}] -> services_set w3 helps=false\n"
		   "call w3 C001 ! TICKET_NOT_SERVED_HERE\n"
		   "call_next w3 -> called A001\n"
		   "no_show w3\n"
		   "set_services w3 [] -> services_set w3\n"
		   "call_next w3 ! WINDOW_SERVES_NOTHING\n"
		   "set_services w3 [] helps=true -> services_set w3 helps=true\n"
		   "call_next w3 ! NOBODY_WAITS\n"
		   "set_services w3 [{'service':'x'}] ! SERVICE_UNKNOWN\n"
		   "set_services w9 [] ! WINDOW_UNKNOWN\n"
		   "config\n"
		   "call_next w3 -> called C001\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_and_close),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_serve),
		cmocka_unit_test(test_nothing_at_the_window),
		cmocka_unit_test(test_call_a_chosen_ticket),
		cmocka_unit_test(test_wrap_up),
		cmocka_unit_test(test_no_show_ends),
		cmocka_unit_test(test_no_show_after_recalls),
		cmocka_unit_test(test_no_show_goes_back),
		cmocka_unit_test(test_no_shows_behind_one_ticket),
		cmocka_unit_test(test_no_show_in_the_same_instant),
		cmocka_unit_test(test_no_show_in_an_empty_queue),
		cmocka_unit_test(test_hold_keep),
		cmocka_unit_test(test_hold_wait),
		cmocka_unit_test(test_hold_put_back),
		cmocka_unit_test(test_put_back_against_the_rules),
		cmocka_unit_test(test_put_back_knows_who_is_ahead),
		cmocka_unit_test(test_places_count_calls_that_compete),
		cmocka_unit_test(test_put_back_does_not_starve),
		cmocka_unit_test(test_put_back_of_a_sent_ticket),
		cmocka_unit_test(test_kept_tickets_come_back),
		cmocka_unit_test(test_transfer_to_a_service),
		cmocka_unit_test(test_transfer_to_the_end),
		cmocka_unit_test(test_transfer_to_a_window),
		cmocka_unit_test(test_transfer_to_a_clerk),
		cmocka_unit_test(test_transfer_back),
		cmocka_unit_test(test_transfer_back_to_self),
		cmocka_unit_test(test_come_back),
		cmocka_unit_test(test_reinstated_after_a_retirement),
		cmocka_unit_test(test_set_services),
	};

	return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
