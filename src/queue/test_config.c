/* Configurations: what is refused and why, and changes while the hall runs (Q2, Q3, Q4, Q5, Q8, Q9, Q15). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "queue/test_script.h"

static void expect_snapshot_back(struct script *script)
{
	const struct text saved = script_snapshot(&script->hall, &script->arena);
	const struct json *json;
	struct queue_hall copy;
	struct err err;

	assert_int_equal(json_parse(&script->arena, saved, &json, &err), RC_OK);
	assert_int_equal(queue_snapshot_read(json, &script->arena, &copy, &err), RC_OK);
	assert_true(text_eq(script_snapshot(&copy, &script->arena), saved));
}

struct bad_config {
	const char *config, *what;
};

static void expect_refused(const struct bad_config *cases, size_t n)
{
	static struct script script;

	script_begin(&script);
	script.bare = true;
	for (size_t i = 0; i < n; i++)
		script_playf(&script, "config %s ! %s\n", cases[i].config, cases[i].what);
	assert_false(script.hall.configured);
	script_end(&script);
}

/* Q3-Q9, Q15: every problem is told with its place. */
static void test_refusals(void **state)
{
	static const struct bad_config cases[] = {
		{ "services=[{'id':'a b','name':'A'}] windows=[]", "CONFIG_LETTERS services[0].id a b" },
		{ "clerks=[{'id':'a.b','name':'A'}]", "CONFIG_LETTERS clerks[0].id a.b" },
		{ "clerks=[{'id':'a:','name':'A'}]", "CONFIG_LETTERS clerks[0].id a:" },
		{ "clerks=[{'id':'a@','name':'A'}]", "CONFIG_LETTERS clerks[0].id a@" },
		{ "clerks=[{'id':'a^','name':'A'}]", "CONFIG_LETTERS clerks[0].id a^" },
		{ "clerks=[{'id':'a~','name':'A'}]", "CONFIG_LETTERS clerks[0].id a~" },
		{ "services=[{'id':'a','name':'A'},{'id':'a','name':'B'}] windows=[]",
		  "CONFIG_TWICE services[1].id a" },
		{ "windows=[{'id':'w','name':'1'},{'id':'w','name':'2'}]", "CONFIG_TWICE windows[1].id w" },
		{ "clerks=[{'id':'c','name':'1'},{'id':'c','name':'2'}]", "CONFIG_TWICE clerks[1].id c" },
		{ "classes=[{'id':'o','name':'1'},{'id':'o','name':'2'}]", "CONFIG_TWICE classes[1].id o" },
		{ "services=[{'id':'a','name':'A','prefix':'a'}] windows=[]", "CONFIG_PREFIX services[0].prefix a" },
		{ "services=[{'id':'a','name':'A','first':5,'last':4}] windows=[]", "CONFIG_ORDER services[0].first" },
		{ "services=[{'id':'a','name':'A','first':5},{'id':'b','name':'B','last':5}] windows=[]",
		  "CONFIG_OVERLAP services[0] a, services[1] b" },
		{ "services=[{'id':'a','name':'A','last':5},{'id':'b','name':'B','last':9}] windows=[]",
		  "CONFIG_OVERLAP services[0] a, services[1] b" },
		{ "windows=[{'id':'w','name':'1','services':[{'service':'x'}]}]",
		  "CONFIG_DANGLING windows[0].services[0].service x" },
		{ "calendar={'utc_offset_min':480,'week':[{'day':1,'hours':[{'from':'09:00','to':'09:00'}]}]}",
		  "CONFIG_ORDER calendar.week[0].hours[0]" },
		{ "calendar={'utc_offset_min':480,'week':[{'day':1,'hours':[{'from':'09:00','to':'12:00'},"
		  "{'from':'11:00','to':'13:00'}]}]}",
		  "CONFIG_ORDER calendar.week[0].hours[1]" },
		{ "calendar={'utc_offset_min':480,'week':[{'day':1},{'day':1}]}", "CONFIG_TWICE calendar.week[1].day" },
		{ "calendar={'utc_offset_min':480,'special':[{'date':'2026-01-01','kind':'holiday',"
		  "'hours':[{'from':'10:00','to':'09:00'}]}]}",
		  "CONFIG_ORDER calendar.special[0].hours[0]" },
		{ "calendar={'utc_offset_min':480,'special':[{'date':'2026-01-01','kind':'holiday'},"
		  "{'date':'2026-01-01','kind':'make_up'}]}",
		  "CONFIG_TWICE calendar.special[1].date" },
		{ "menus=[{'id':'m','nodes':[{'id':'n','kind':'notice','name':'N'},{'id':'n','kind':'notice','name':'N'"
		  "}]}]",
		  "CONFIG_TWICE menus[0].nodes[1].id n" },
		{ "menus=[{'id':'m','nodes':[{'id':'n','parent':'p','kind':'notice','name':'N'}]}]",
		  "CONFIG_DANGLING menus[0].nodes[0].parent p" },
		{ "menus=[{'id':'m','nodes':[{'id':'p','kind':'notice','name':'P'},"
		  "{'id':'n','parent':'p','kind':'notice','name':'N'}]}]",
		  "CONFIG_DANGLING menus[0].nodes[1].parent p" },
		{ "menus=[{'id':'m','nodes':[{'id':'n','kind':'service','service':'x'}]}]",
		  "CONFIG_DANGLING menus[0].nodes[0].service x" },
		{ "menus=[{'id':'m','nodes':[{'id':'n','kind':'service'}]}]",
		  "CONFIG_EMPTY menus[0].nodes[0].service" },
		{ "menus=[{'id':'m','nodes':[{'id':'n','kind':'parent'}]}]", "CONFIG_EMPTY menus[0].nodes[0].name" },
		{ "calendar={'utc_offset_min':480,'special':[{'date':'2026-01-01','kind':'holiday'}]}",
		  "CONFIG_NEVER_OPEN calendar" },
		{ "policy={'rules':['class','class']}", "CONFIG_TWICE policy.rules[1] class" },
		{ "policy={'rules':['chosen']}", "CONFIG_DANGLING policy.rules[0] chosen" },
		{ "booking={'from':'12:00','to':'11:00'}", "CONFIG_SLOTS booking.from, booking.to" },
		{ "booking={'from':'08:00','to':'18:00'}", "CONFIG_SLOTS booking.from, booking.to" },
		{ "booking={'from':'08:00','to':'09:30'}", "CONFIG_SLOTS booking.from, booking.to" },
		{ "cards=[{'prefix':'62','class':'gold'}]", "CONFIG_DANGLING cards[0].class gold" },
		{ "cards=[{'prefix':'62','class':'vip'},{'prefix':'9','service':'x'}]",
		  "CONFIG_DANGLING cards[1].service x" },
	};

	(void)state;
	expect_refused(cases, CC_COUNT(cases));
}

/* Q12, Q13, Q14, Q19, M2: zones, devices, voice, alerts and ratings. */
static void test_floor_refusals(void **state)
{
	static const struct bad_config cases[] = {
		{ "zones=[{'id':'a','name':'A'},{'id':'a','name':'B'}]", "CONFIG_TWICE zones[1].id a" },
		{ "pause_reasons=[{'name':'A'},{'name':'B'},{'name':'A','name_en':'C'}]",
		  "CONFIG_TWICE pause_reasons[2].name A" },
		{ "zones=[{'id':'a b','name':'A'}]", "CONFIG_LETTERS zones[0].id a b" },
		{ "windows=[{'id':'w','name':'1','zone':'x'}]", "CONFIG_DANGLING windows[0].zone x" },
		{ "devices=[{'id':'d','kind':'pad','name':'D'}]", "CONFIG_EMPTY devices[0].window" },
		{ "devices=[{'id':'d','kind':'board','name':'D','window':'x'}]",
		  "CONFIG_DANGLING devices[0].window x" },
		{ "devices=[{'id':'d','kind':'board','name':'D','zone':'x'}]", "CONFIG_DANGLING devices[0].zone x" },
		{ "devices=[{'id':'d','kind':'kiosk','name':'D','printer':'d'}]",
		  "CONFIG_DANGLING devices[0].printer d" },
		{ "devices=[{'id':'d','kind':'printer','name':'D'}]", "CONFIG_EMPTY devices[0].address" },
		{ "voice={'languages':['english','english']}", "CONFIG_TWICE voice.languages[1] english" },
		{ "voice={'quiet':[{'from':'12:00','to':'12:00'}]}", "CONFIG_ORDER voice.quiet[0]" },
		{ "alerts=[{'kind':'wait','service':'x'}]", "CONFIG_DANGLING alerts[0].service x" },
		{ "alerts=[{'kind':'wait','level1':20,'level3':10}]", "CONFIG_ORDER alerts[0].level1" },
		{ "alerts=[{'kind':'rating','level1':1,'level2':2}]", "CONFIG_ORDER alerts[0].level1" },
		{ "alerts=[{'kind':'wait'}]", "CONFIG_LEVELS alerts[0] wait" },
		{ "alerts=[{'kind':'device'},{'kind':'rating'}]", "CONFIG_LEVELS alerts[1] rating" },
		{ "alerts=[{'kind':'idle','escalate_min':5}]", "CONFIG_LEVELS alerts[0] idle" },
		{ "alerts=[{'kind':'rating','level1':5}]", "CONFIG_LEVELS alerts[0] rating" },
		{ "alerts=[{'kind':'rating','level1':100000,'level2':1}]", "CONFIG_LEVELS alerts[0] rating" },
		{ "alerts=[{'kind':'device','level1':3}]", "CONFIG_LEVELS alerts[0] device" },
		{ "devices=[{'id':'d','kind':'printer','name':'D','address':'p:9100','paper_mm':56}]",
		  "CONFIG_PAPER devices[0].paper_mm 56" },
		{ "alerts=[{'kind':'help'},{'kind':'help'}]", "CONFIG_TWICE alerts[1] help" },
		{ "alerts=[{'kind':'crowding','service':'a'}]", "CONFIG_SERVICE alerts[0].service a" },
		{ "alerts=[{'kind':'rating','service':'a'}]", "CONFIG_SERVICE alerts[0].service a" },
		{ "ratings=[{'level':5,'name':'A'},{'level':5,'name':'B'}]", "CONFIG_TWICE ratings[1].level 5" },
	};

	(void)state;
	expect_refused(cases, CC_COUNT(cases));
}

/* Q13, Q19, M2: quiet hours over midnight, all papers, and rules that have levels of their own. */
static void test_floor_accepted(void **state)
{
	(void)state;
	script_run("config voice={'quiet':[{'from':'22:00','to':'07:00'}]} "
		   "alerts=[{'kind':'crowding'},{'kind':'help'},{'kind':'device','level3':2},{'kind':'rating','level1':"
		   "4}] "
		   "devices=[{'id':'p','kind':'printer','name':'P','address':'p:9100','paper_mm':58},"
		   "{'id':'o','kind':'printer','name':'O','address':'o:9100','paper_mm':57},"
		   "{'id':'q','kind':'printer','name':'Q','address':'q:9100','paper_mm':80},"
		   "{'id':'r','kind':'printer','name':'R','address':'r:9100'}] -> configured\n");
}

/* Q4: what a good configuration may hold. */
static void test_accepted(void **state)
{
	(void)state;
	script_run("config menus=[{'id':'m','nodes':[{'id':'p','kind':'parent','name':'P'},"
		   "{'id':'n','parent':'p','kind':'service','service':'a'},{'id':'t','kind':'notice','name':'T','"
		   "notice':'text'}]}]"
		   " services=[{'id':'a','name':'A','first':1,'last':9},{'id':'b','name':'B','first':10,'last':19},"
		   "{'id':'c','name':'C','prefix':'C','first':1,'last':9},{'id':'d','name':'D','prefix':'C','last':9},"
		   "{'id':'e','name':'E','prefix':'C','retired':true}]"
		   " cards=[{'prefix':'62','class':'vip','service':'a'},{'prefix':'1'}] "
		   "clerks=[{'id':'aZ09-_','name':'Z'}]"
		   " policy={'rules':['arrival','overdue','class']} -> configured\n"
		   "take e ! SERVICE_UNKNOWN\n");
}

/* Q2, Q3: whatever the ranges become during a day, no number is given twice. */
static void test_numbers_across_changes(void **state)
{
	(void)state;
	script_run(
		"config services=[{'id':'a','name':'A','prefix':'A'}] windows=[]\n"
		"take a -> taken A001\ntake a -> taken A002\n"
		"config services=[{'id':'a','name':'A','prefix':'A','first':1,'last':99}] windows=[]\n"
		"take a -> taken A003\n"
		"config services=[{'id':'a','name':'A','prefix':'A','first':50,'last':99},"
		"{'id':'b','name':'B','prefix':'A','first':2,'last':49}] windows=[]\n"
		"take a -> taken A050\n"
		"take b -> taken A004\n"
		"config services=[{'id':'a','name':'A','prefix':'B'},{'id':'b','name':'B','prefix':'A'}] windows=[]\n"
		"take a -> taken B001\n"
		"take b -> taken A005\n"
		"config services=[{'id':'a','name':'A','prefix':'A','first':1,'last':40},{'id':'b','name':'B'}] "
		"windows=[]\n"
		"take a -> taken A006\n"
		"2026-11-24 09:00 tick\n"
		"take a -> taken A001\n");
}

/* Q2: numbering goes on after a restart in the middle of the day: the second hall of every step is read from the
 * snapshot, and here the first one is replaced by it, too. */
static void test_restart_in_the_day(void **state)
{
	static struct script script;
	const struct json *json;
	struct err err;

	(void)state;
	script_begin(&script);
	script_play(
		&script,
		"config services=[{'id':'a','name':'A','prefix':'A'},{'id':'b','name':'B','prefix':'A'}] windows=[]\n"
		"take a -> taken A001\n"
		"take b -> taken A002\n"
		"cancel A002\n");
	assert_int_equal(json_parse(&script.arena, script.saved, &json, &err), RC_OK);
	assert_int_equal(queue_snapshot_read(json, &script.arena, &script.hall, &err), RC_OK);
	script_play(&script, "take b -> taken A003\n"
			     "take a -> taken A004\n");
	script_end(&script);
}

/* Q3, Q8: what a configuration leaves out is retired; its place stays, and it can come back. */
static void test_retired_entries(void **state)
{
	(void)state;
	script_run("open w3 c3\n"
		   "take c\n"
		   "call_next w3\nstart w3\nfinish w3\n"
		   "close w3\n"
		   "config services=[{'id':'b','name':'B','prefix':'B'},{'id':'n','name':'N','prefix':'N'}]"
		   " windows=[{'id':'w2','name':'2','services':[{'service':'n'}]}]"
		   " clerks=[{'id':'c2','name':'Wu'}] classes=[{'id':'vip','name':'V'}]\n"
		   "take a ! SERVICE_UNKNOWN\n"
		   "take b class=ordinary ! CLASS_UNKNOWN\n"
		   "take b -> taken B001 class=vip\n"
		   "take n -> taken N001\n"
		   "open w1 c2 ! WINDOW_UNKNOWN\n"
		   "open w2 c1 ! CLERK_UNKNOWN\n"
		   "open w2 c2\n"
		   "call_next w2 -> called N001\n"
		   "set_services w2 [{'service':'a'}] ! SERVICE_UNKNOWN\n"
		   "transfer w2 to_service=a ! SERVICE_UNKNOWN\n"
		   "rating.give C001 4 -> given C001 4 window=w3 clerk=c3 service=c\n"
		   "config ! CONFIG_IN_USE n\n"
		   "no_show w2\n"
		   "config\n"
		   "take a -> taken A001 class=ordinary\n"
		   "take c -> taken C002\n");
}

/* Q2, Q3: what another range gave is passed over, and nothing else is lost by it: going to one range for all and back,
 * every number is given once. */
static void test_no_number_is_lost_by_a_change(void **state)
{
	static const char two[] = "config services=[{'id':'a','name':'A','prefix':'T','first':1,'last':100},"
				  "{'id':'b','name':'B','prefix':'T','first':101,'last':200}] windows=[]\n";
	static struct script script;

	(void)state;
	script_begin(&script);
	script_play(&script, two);
	script_play(&script, "take a\ntake a\ntake a -> taken T003\n"
			     "take b\ntake b\ntake b\ntake b\ntake b -> taken T105\n"
			     "config services=[{'id':'a','name':'A','prefix':'T'},{'id':'b','name':'B'}] windows=[]\n"
			     "take a -> taken T004\n");
	script_play(&script, two);
	script_play(&script, "take a -> taken T005\n"
			     "take b -> taken T106\n"
			     "config services=[{'id':'a','name':'A','prefix':'T','first':90},{'id':'b','name':'B'}] "
			     "windows=[]\n");
	script.quick = true;
	for (int n = 90; n <= 100; n++)
		script_playf(&script, "take a -> taken T%03d\n", n);
	script_play(&script, "take a -> taken T107\n");
	script_play(&script, two);
	for (int n = 6; n < 90; n++)
		script_playf(&script, "take a -> taken T%03d\n", n);
	script_play(&script, "take a ! NUMBERS_EXHAUSTED\n"
			     "take b -> taken T108\n");
	script_end(&script);
}

/* Q2, Q3: a number that another range gave is passed over also when its ticket is forgotten already. */
static void test_no_forgotten_number_comes_again(void **state)
{
	static struct script script;

	(void)state;
	script_begin(&script);
	script.quick = true;
	script_play(&script, "config services=[{'id':'a','name':'A','prefix':'T','last':100},{'id':'b','name':'B'}] "
			     "windows=[]\n"
			     "take a -> taken T001\n"
			     "cancel T001\n");
	for (int i = 1; i <= QUEUE_DONE_MAX; i++)
		script_playf(&script, "take b\ncancel %03d\n", i);
	script_play(&script, "cancel T001 ! TICKET_UNKNOWN\n"
			     "config services=[{'id':'a','name':'A','prefix':'T'},{'id':'b','name':'B'}] windows=[]\n"
			     "take a -> taken T002\n");
	script_end(&script);
}

/* Q8: what is in use cannot go: services of tickets that are alive, also later in their visits, open
 * windows, clerks who are signed in. */
static void test_in_use(void **state)
{
	(void)state;
	script_run("config clerks=[{'id':'c1','name':'Li'},{'id':'c2','name':'Wu'}]\n"
		   "open w1 c1\nopen w2 c2\n"
		   "take b\n2026-11-24 08:00 tick\nopen w1 c1\nopen w2 c2\n"
		   "take a then=['b','c']\n"
		   "config windows=[] ! CONFIG_IN_USE w1\n"
		   "config clerks=[{'id':'c1','name':'Li'}] ! CONFIG_IN_USE c2\n"
		   "config clerks=[{'id':'c1','name':'Li'},{'id':'c2','name':'Wu','retired':true}] ! CONFIG_IN_USE c2\n"
		   "config services=[{'id':'b','name':'B'},{'id':'c','name':'C','prefix':'C'}] ! CONFIG_DANGLING\n"
		   "config services=[{'id':'a','name':'A'},{'id':'b','name':'B','prefix':'B'},"
		   "{'id':'c','name':'C','prefix':'C','retired':true}] ! CONFIG_IN_USE c\n"
		   "call_next w1\n"
		   "start w1\n"
		   "hold w1 keep\n"
		   "config services=[{'id':'a','name':'A','retired':true},{'id':'b','name':'B','prefix':'B'},"
		   "{'id':'c','name':'C','prefix':'C'}] ! CONFIG_IN_USE a\n"
		   "ticket.resume w1\n"
		   "transfer w1 to_service=b\n"
		   "config services=[{'id':'a','name':'A','retired':true},{'id':'b','name':'B','prefix':'B'},"
		   "{'id':'c','name':'C','prefix':'C'}] ! CONFIG_IN_USE a\n"
		   "cancel A001\n"
		   "config services=[{'id':'a','name':'A','retired':true},{'id':'b','name':'B','prefix':'B'},"
		   "{'id':'c','name':'C','prefix':'C','retired':true}] -> configured\n");
}

/* Q7: a no-show whose service has gone since cannot be reinstated. */
static void test_reinstate_into_nothing(void **state)
{
	(void)state;
	script_run("open w1 c1\n"
		   "take a\n"
		   "call_next w1\n"
		   "no_show w1\n"
		   "config services=[{'id':'b','name':'B','prefix':'B'}] "
		   "windows=[{'id':'w1','name':'1'},{'id':'w2','name':'2'},"
		   "{'id':'w3','name':'3'}]\n"
		   "reinstate A001 ! SERVICE_UNKNOWN\n");
}

/* Q9: a hall without classes serves everybody alike; the usual class is the first that is given now. */
static void test_usual_class(void **state)
{
	(void)state;
	script_run("config classes=[]\n"
		   "take a -> taken A001 class=ordinary\n"
		   "config classes=[{'id':'vip','name':'V'}]\n"
		   "take a -> taken A002 class=vip\n"
		   "take a class=ordinary ! CLASS_UNKNOWN\n"
		   "config classes=[{'id':'new','name':'N'},{'id':'vip','name':'V'},{'id':'ordinary','name':'O'}]\n"
		   "take a -> taken A003 class=new\n"
		   "config classes=[{'id':'new','name':'N','retired':true},{'id':'ordinary','name':'O'}]\n"
		   "take a -> taken A004 class=ordinary\n"
		   "config classes=[{'id':'new','name':'N','retired':true}]\n"
		   "take a -> taken A005 class=new\n");
}

/* Q3: tables only grow; a hall that has been given too many different entries refuses more, and can still
 * be saved and read with all that it ever had. */
static void test_places_are_bounded(void **state)
{
	static const struct {
		const char *table;
		int n; /* entries of each configuration */
	} cases[] = { { "services", 200 }, { "windows", 100 }, { "clerks", 200 }, { "classes", 16 } };
	static struct script script;
	static char config[16 << 10];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		script_begin(&script);
		script.quick = true;
		for (int round = 0; round <= QUEUE_PLACES_MAX / cases[i].n; round++) {
			const bool full = (round + 1) * cases[i].n >= QUEUE_PLACES_MAX;
			int len = snprintf(config, sizeof(config), "config %s %s=[", i == 1 ? "" : "windows=[]",
					   cases[i].table);
			for (int n = 0; n < cases[i].n; n++)
				len += snprintf(config + len, sizeof(config) - (size_t)len,
						"%s{'id':'%d-%d','name':'x'}", n > 0 ? "," : "", round, n);
			snprintf(config + len, sizeof(config) - (size_t)len, "]%s\n",
				 full ? " ! CONFIG_TOO_LARGE 4096" : "");
			script_play(&script, config);
		}
		expect_snapshot_back(&script);
		script_end(&script);
	}
}

/* Services with prefixes of their own, as a configuration; `round` makes them others. */
static void configure_prefixes(struct script *script, int round, int n, const char *expected)
{
	static char config[32 << 10];
	int len = snprintf(config, sizeof(config), "config windows=[] services=[");

	for (int i = 0; i < n; i++) {
		const int name = round * n + i;
		len += snprintf(config + len, sizeof(config) - (size_t)len,
				"%s{'id':'%d','name':'x','prefix':'%c%c%c'}", i > 0 ? "," : "", name, 'A' + name / 676,
				'A' + name / 26 % 26, 'A' + name % 26);
	}
	snprintf(config + len, sizeof(config) - (size_t)len, "]%s\n", expected);
	script_play(script, config);
}

/* A number of each service that is offered, given and taken back. */
static void give_a_number_of_each(struct script *script)
{
	struct queue_command take = { .kind = QUEUE_DO_TICKET_TAKE }, cancel = { .kind = QUEUE_DO_TICKET_CANCEL };

	for (uint16_t s = 1; s <= script->hall.service_n; s++) {
		if (script->hall.services[s].config.retired)
			continue;
		take.ticket_take.service.n = s;
		assert_int_equal(queue_step(&script->hall, &take, script->now, 1, &script->arena).refusal, REFUSED_NOT);
		cancel.ticket_cancel.ticket.n = script->hall.seq;
		assert_int_equal(queue_step(&script->hall, &cancel, script->now, 1, &script->arena).refusal,
				 REFUSED_NOT);
	}
}

/* Q3: so many ranges of numbers can have given numbers on one day; such a hall can be saved and read. */
static void test_ranges_are_bounded(void **state)
{
	enum { EACH = QUEUE_RANGES_MAX / 4 };
	static struct script script;

	(void)state;
	script_begin(&script);
	script.quick = true;
	for (int round = 0; round < 4; round++) {
		configure_prefixes(&script, round, EACH, "");
		give_a_number_of_each(&script);
		expect_snapshot_back(&script);
	}
	configure_prefixes(&script, 4, EACH, " ! CONFIG_TOO_LARGE 4096");
	configure_prefixes(&script, 3, EACH, "");
	expect_snapshot_back(&script);
	script_end(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_floor_refusals),
		cmocka_unit_test(test_floor_accepted),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_numbers_across_changes),
		cmocka_unit_test(test_no_number_is_lost_by_a_change),
		cmocka_unit_test(test_no_forgotten_number_comes_again),
		cmocka_unit_test(test_restart_in_the_day),
		cmocka_unit_test(test_retired_entries),
		cmocka_unit_test(test_in_use),
		cmocka_unit_test(test_reinstate_into_nothing),
		cmocka_unit_test(test_usual_class),
		cmocka_unit_test(test_places_are_bounded),
		cmocka_unit_test(test_ranges_are_bounded),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
