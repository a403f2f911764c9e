/* The auditor is tested too: it passes a sound log, and objects to each broken one by the right name. A
 * check that cannot fail proves nothing; so every breach that it knows has a log here that has it.
 *
 * A log is text: one event a line, as `MINUTE KIND BODY`, with ' for "; the seq counts on. Every log begins
 * with the same six events: a configuration, two windows opened, and three tickets taken, 4 and 5 for s1
 * (A001 and A002) and 6 for s2 (B001). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "test/audit/audit.h"

enum { MS_PER_MINUTE = 60000, LOG_MAX = 4096 };
#define START_MS INT64_C(1795392000000) /* 2026-11-23T08:00+08:00: sixteen hours before the day ends */

/* clang-format off */
#define W1 "{'id':'w1','name':'1','services':[{'service':'s1'}]},"
#define CONFIG(windows)                                                                           \
	"hall.configured {'config':{'name':'h','services':["                                      \
	"{'id':'s1','name':'1','prefix':'A','daily_limit':4},"                                    \
	"{'id':'s2','name':'2','prefix':'B','slot_capacity':1}],'windows':[" windows              \
	"{'id':'w2','name':'2','services':[{'service':'s1'},{'service':'s2'}]}],"                 \
	"'clerks':[{'id':'c1','name':'1'},{'id':'c2','name':'2'}],'policy':{'wait_max_min':30}," \
	"'calendar':{'always_open':true,'utc_offset_min':480},"                                   \
	"'booking':{'from':'09:00','to':'18:00','grace_min':10}}}\n"

#define TAKE(ticket, number, serial, service, ahead, more)                                                 \
	"ticket.taken {'ticket':" ticket ",'number':'" number "','serial':" serial ",'service':'" service \
	"','class':'ordinary','ahead':" ahead ",'visit':" ticket ",'channel':'api'" more "}\n"
#define CALL(ticket, number, window, clerk, service, rule, candidates, more, waited)                   \
	"ticket.called {'ticket':" ticket ",'number':'" number "','window':'" window "','clerk':'"    \
	clerk "','service':'" service "','rule':'" rule "','candidates':" candidates more              \
	",'waited_ms':" waited "}\n"
#define AT(kind, ticket, window, more) kind " {'ticket':" ticket ",'window':'" window "'" more "}\n"
#define FINISH(ticket, window, clerk, service, served, more) \
	AT("ticket.finished", ticket, window, \
	   ",'clerk':'" clerk "','service':'" service "','served_ms':" served more)
#define SEND(ticket, window, clerk, from, to, more, served)                                               \
	AT("ticket.transferred", ticket, window,                                                          \
	   ",'clerk':'" clerk "','from_service':'" from "','service':'" to "'" more ",'served_ms':" served)
#define TICKET(kind, ticket) kind " {'ticket':" ticket "}\n"
#define WINDOW(kind, window, more) kind " {'window':'" window "'" more "}\n"
#define BOOK(id, code, date, slot)                                                             \
	"appointment.booked {'appointment':" id ",'code':'" code "','service':'s2','date':'" \
	date "','slot':'" slot "','class':'ordinary','channel':'api'}\n"
#define CANCEL(ticket, by) "ticket.cancelled {'ticket':" ticket ",'by':'" by "'}\n"
#define RATE(level, clerk) \
	"rating.given {'ticket':4,'level':" level ",'window':'w1','clerk':'" clerk "','service':'s1'}\n"

/* Window w1 calls ticket 4 at minute 5, over ticket 5; starts at 6; finishes at 10. */
#define CALL_4   "5 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "2", ",'over':5", "240000")
#define START_4  "6 " AT("ticket.started", "4", "w1", "")
#define FINISH_4 "10 " FINISH("4", "w1", "c1", "s1", "240000", "")

static const char prologue[] =
	"0 " CONFIG(W1)
	"0 " WINDOW("window.opened", "w1", ",'clerk':'c1'")
	"0 " WINDOW("window.opened", "w2", ",'clerk':'c2'")
	"1 " TAKE("4", "A001", "1", "s1", "0", "")
	"2 " TAKE("5", "A002", "2", "s1", "1", "")
	"3 " TAKE("6", "B001", "1", "s2", "0", "");

/* The day's end, at midnight: ticket 4 was served, 5 and 6 were not. */
#define END_OF_5_AND_6 "960 " TICKET("ticket.unserved", "5") "960 " TICKET("ticket.unserved", "6")
#define END_OF_WINDOWS \
	"960 " WINDOW("window.closed", "w1", ",'clerk':'c1','forced':true") \
	"960 " WINDOW("window.closed", "w2", ",'clerk':'c2','forced':true")
#define NEW_DAY "960 day.opened {'date':'2026-11-24'}\n"

/* Rules and a kiosk come with a second configuration at minute 4, event 7; ticket 4 has waited ten minutes at 11. */
#define RULES                                                                                         \
	"4 hall.configured {'config':{'name':'h','services':["                                        \
	"{'id':'s1','name':'1','prefix':'A'},{'id':'s2','name':'2','prefix':'B'}],'windows':["         \
	W1 "{'id':'w2','name':'2','services':[{'service':'s1'},{'service':'s2'}]}],"                  \
	"'clerks':[{'id':'c1','name':'1'},{'id':'c2','name':'2'}],"                                   \
	"'calendar':{'always_open':true,'utc_offset_min':480},"                                       \
	"'devices':[{'id':'k1','kind':'kiosk','name':'k'}],'alerts':["                                \
	"{'kind':'wait','service':'s1','level1':10,'escalate_min':5},{'kind':'rating','level2':2}]}}\n"
#define RAISED(alert, about, level, more) \
	"alert.raised {'alert':" alert ",'about':'" about "','level':" level ",'value':1" more "}\n"
#define LONG_WAIT "11 " RAISED("8", "wait", "1", ",'service':'s1','ticket':4")
#define LIFTED(alert, level, by) "alert.escalated {'alert':" alert ",'level':" level ",'by':'" by "'}\n"
#define CLOSED(alert, by, ms) "alert.closed {'alert':" alert ",'by':'" by "','open_ms':" ms "}\n"
#define REPORT(state) "device.reported {'device':'k1','state':'" state "'}\n"
#define BROKEN(alert, level, value) \
	"alert.raised {'alert':" alert ",'about':'device','level':" level ",'value':" value ",'device':'k1'}\n"
#define HELP(alert) RAISED(alert, "help", "1", "")

struct log {
	const char *name;
	enum audit_breach breach;
	const char *text;
};

static const struct log sound[] = {
	{ "a ticket from the kiosk to the rating", AUDIT_FINE,
	  CALL_4 START_4 FINISH_4
	  "11 " RATE("5", "c1") },
	{ "a day's end", AUDIT_FINE, CALL_4 START_4 FINISH_4 END_OF_5_AND_6 END_OF_WINDOWS NEW_DAY
	  "970 " TAKE("15", "A001", "1", "s1", "0", "") },
	{ "the oldest overdue ticket first", AUDIT_FINE,
	  "40 " CALL("4", "A001", "w2", "c2", "s1", "overdue", "3", ",'over':5", "2340000") },
	{ "a hold that is not counted", AUDIT_FINE,
	  CALL_4 START_4 "8 " AT("ticket.held", "4", "w1", ",'hold':'wait','served_ms':120000")
	  "20 " AT("ticket.resumed", "4", "w1", ",'clerk':'c1'")
	  "21 " FINISH("4", "w1", "c1", "s1", "180000", "") },
	{ "a transfer and back again", AUDIT_FINE,
	  CALL_4 START_4
	  "8 " SEND("4", "w1", "c1", "s1", "s2", ",'come_back':true", "120000")
	  "9 " CALL("4", "A001", "w2", "c2", "s2", "chosen", "1", "", "60000")
	  "9 " AT("ticket.started", "4", "w2", "")
	  "10 " FINISH("4", "w2", "c2", "s2", "60000", "")
	  "10 ticket.continued {'ticket':4,'service':'s1','to_window':'w1'}\n"
	  "11 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "2", ",'over':5", "60000") },
	{ "a wait that alerts, changes, escalates and ends", AUDIT_FINE,
	  RULES LONG_WAIT
	  "12 " CANCEL("4", "customer") "12 alert.changed {'alert':8,'level':1,'value':10,'ticket':5}\n"
	  "16 " LIFTED("8", "2", "self")
	  "17 alert.acknowledged {'alert':8,'after_ms':360000}\n"
	  "40 " CANCEL("5", "customer") "40 " CLOSED("8", "self", "1740000") },
	{ "a kiosk without paper", AUDIT_FINE,
	  RULES "5 " REPORT("paper_out") "5 " BROKEN("9", "2", "2")
	  "6 device.paused {'device':'k1'}\n6 " CLOSED("9", "self", "60000") },
	{ "a bad rating", AUDIT_FINE,
	  RULES CALL_4 START_4 FINISH_4 "11 " RATE("2", "c1")
	  "11 " RAISED("12", "rating", "2", ",'service':'s1','ticket':4,'window':'w1'")
	  "11 " CLOSED("12", "manager", "0") },
	{ "a booking redeemed", AUDIT_FINE,
	  "5 " BOOK("7", "212345", "2026-11-23", "10:00")
	  "130 " TAKE("8", "B002", "2", "s2", "1", ",'appointment':7") },
};

/* Break 1: two counters call one ticket. Break 2: one number twice. Break 3: a ticket is announced that the
 * window did not get. Break 7: the nightly reset marks open tickets as served, or drops them. Break 8:
 * no-shows and redirects count as services of no length. */
static const struct log broken[] = {
	{ "a wait alerts nobody", AUDIT_ALERT, RULES "12 " CANCEL("6", "customer") },
	{ "a wait alerts nobody at the log's end", AUDIT_ALERT,
	  RULES "5 " CANCEL("4", "customer") "12 " REPORT("ok") },
	{ "an alert without a cause", AUDIT_ALERT,
	  RULES "10 " RAISED("8", "wait", "1", ",'service':'s1','ticket':4") },
	{ "an alert of another level", AUDIT_ALERT,
	  RULES "11 " RAISED("8", "wait", "2", ",'service':'s1','ticket':4") },
	{ "an alert about somebody else", AUDIT_ALERT,
	  RULES "11 " RAISED("8", "wait", "1", ",'service':'s1','ticket':5") },
	{ "an alert where there is no rule", AUDIT_ALERT, "4 " RAISED("7", "crowding", "3", "") },
	{ "two alerts about one queue", AUDIT_ALERT,
	  RULES LONG_WAIT "11 " RAISED("9", "wait", "1", ",'service':'s1','ticket':4") },
	{ "a change that is none", AUDIT_ALERT,
	  RULES LONG_WAIT "11 alert.changed {'alert':8,'level':1,'value':9,'ticket':4}\n" },
	{ "an alert about somebody who is gone", AUDIT_ALERT,
	  RULES LONG_WAIT "12 " CANCEL("4", "customer") "13 " REPORT("ok") },
	{ "an alert closes before its time", AUDIT_ALERT, RULES LONG_WAIT "12 " CLOSED("8", "self", "60000") },
	{ "an alert is closed against its cause", AUDIT_ALERT,
	  RULES LONG_WAIT "12 " CLOSED("8", "manager", "60000") },
	{ "an alert closes with a time that was not", AUDIT_ALERT,
	  RULES "5 " HELP("8") "12 " CLOSED("8", "manager", "1") },
	{ "an alert escalates too early", AUDIT_ALERT, RULES LONG_WAIT "15 " LIFTED("8", "2", "self") },
	{ "an alert does not escalate", AUDIT_ALERT, RULES LONG_WAIT "17 " REPORT("ok") },
	{ "an alert is lifted by two", AUDIT_ALERT, RULES LONG_WAIT "12 " LIFTED("8", "3", "manager") },
	{ "a bad rating alerts nobody", AUDIT_ALERT, RULES CALL_4 START_4 FINISH_4 "11 " RATE("1", "c1") },
	{ "a good rating alerts", AUDIT_ALERT,
	  RULES CALL_4 START_4 FINISH_4 "11 " RATE("3", "c1")
	  "11 " RAISED("12", "rating", "2", ",'service':'s1','ticket':4,'window':'w1'") },
	{ "a device alerts nobody", AUDIT_ALERT, RULES "5 " REPORT("silent") "6 " REPORT("fault") },
	{ "a device gets worse in silence", AUDIT_ALERT,
	  RULES "5 " REPORT("paper_low") "5 " BROKEN("9", "1", "1") "6 " REPORT("fault") "7 " REPORT("ok") },
	{ "a device is worse than its alert says", AUDIT_ALERT, RULES "5 " REPORT("fault") "5 " BROKEN("9", "2", "1") },
	{ "a device is paused twice", AUDIT_ALERT,
	  RULES "5 device.paused {'device':'k1'}\n6 device.paused {'device':'k1'}\n" },
	{ "an unknown device", AUDIT_UNKNOWN, RULES "5 device.paused {'device':'k2'}\n" },
	{ "an unknown alert", AUDIT_UNKNOWN, RULES "5 " CLOSED("7", "manager", "0") },
	{ "an alert outlives its day", AUDIT_ALERT,
	  "4 " HELP("7") "960 " TICKET("ticket.unserved", "4") END_OF_5_AND_6 END_OF_WINDOWS NEW_DAY },
	{ "break 1: two windows call one ticket", AUDIT_CALLED_TWICE,
	  CALL_4 "5 " CALL("4", "A001", "w2", "c2", "s1", "chosen", "1", "", "240000") },
	{ "break 1: a ticket in service is called", AUDIT_CALLED_TWICE,
	  CALL_4 START_4 "7 " CALL("4", "A001", "w2", "c2", "s1", "chosen", "1", "", "360000") },
	{ "break 2: a number of a waiting ticket", AUDIT_NUMBER_TWICE,
	  "4 " TAKE("7", "A002", "2", "s1", "2", "") },
	{ "break 2: a number of a ticket that is over", AUDIT_NUMBER_TWICE,
	  CALL_4 START_4 FINISH_4 "12 " TAKE("10", "A001", "1", "s1", "1", "") },
	{ "break 3: another number is announced", AUDIT_NOT_GOT,
	  "5 " CALL("4", "A002", "w1", "c1", "s1", "arrival", "2", ",'over':5", "240000") },
	{ "break 3: a window starts another's ticket", AUDIT_NOT_GOT,
	  CALL_4 "6 " AT("ticket.started", "4", "w2", "") },
	{ "break 3: a window recalls what it has not", AUDIT_NOT_GOT,
	  "6 " AT("ticket.recalled", "4", "w1", ",'number':'A001','calls':2") },
	{ "break 7: a waiting ticket is marked as served", AUDIT_OPEN_SERVED,
	  "960 " FINISH("4", "w1", "c1", "s1", "0", ",'forced':true") },
	{ "break 7: a called ticket is marked as served", AUDIT_OPEN_SERVED,
	  CALL_4 "960 " FINISH("4", "w1", "c1", "s1", "0", ",'forced':true") },
	{ "break 7: an open ticket vanishes", AUDIT_LOST,
	  "960 " TICKET("ticket.unserved", "4") "960 " TICKET("ticket.unserved", "5") END_OF_WINDOWS
	  NEW_DAY },
	{ "break 8: a service without a start", AUDIT_SERVICE_TIME,
	  CALL_4 "6 " FINISH("4", "w1", "c1", "s1", "0", "") },
	{ "break 8: a service of no length", AUDIT_SERVICE_TIME,
	  CALL_4 START_4 "10 " FINISH("4", "w1", "c1", "s1", "0", "") },
	{ "break 8: a redirect of no length", AUDIT_SERVICE_TIME,
	  CALL_4 START_4 "8 " SEND("4", "w1", "c1", "s1", "s2", "", "0") },
	{ "a hold counts as service", AUDIT_SERVICE_TIME,
	  CALL_4 START_4 "8 " AT("ticket.held", "4", "w1", ",'hold':'wait','served_ms':120000")
	  "20 " AT("ticket.resumed", "4", "w1", ",'clerk':'c1'")
	  "21 " FINISH("4", "w1", "c1", "s1", "900000", "") },
	{ "time runs backwards", AUDIT_CLOCK, "2 " TAKE("7", "A003", "3", "s1", "2", "") },
	{ "a day goes on into the next", AUDIT_DAY, "970 " TAKE("7", "A003", "3", "s1", "2", "") },
	{ "a day begins twice", AUDIT_DAY, "5 day.opened {'date':'2026-11-23'}\n" },
	{ "a day ends in the morning", AUDIT_DAY, "5 " TICKET("ticket.unserved", "4") },
	{ "a window is open overnight", AUDIT_DAY,
	  "960 " TICKET("ticket.unserved", "4") END_OF_5_AND_6 NEW_DAY },
	{ "a day's end that breaks off", AUDIT_DAY, "960 " TICKET("ticket.unserved", "4") },
	{ "a ticket that was never taken", AUDIT_UNKNOWN,
	  "5 " TICKET("ticket.cancelled", "99,'by':'customer'") },
	{ "a service that nobody offers", AUDIT_UNKNOWN, "5 " TAKE("7", "A003", "3", "s9", "0", "") },
	{ "no kind of event", AUDIT_UNREADABLE, "5 ticket.eaten {'ticket':4}\n" },
	{ "no JSON", AUDIT_UNREADABLE, "5 ticket.cancelled {'ticket'\n" },
	{ "no event of the contract", AUDIT_UNREADABLE, "5 ticket.cancelled {'ticket':'four'}\n" },
	{ "a wait from elsewhere", AUDIT_WAIT,
	  "5 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "2", ",'over':5", "0") },
	{ "a wait from before the transfer", AUDIT_WAIT,
	  CALL_4 "8 " SEND("4", "w1", "c1", "s1", "s2", "", "0")
	  "9 " CALL("4", "A001", "w2", "c2", "s2", "chosen", "1", "", "480000") },
	{ "nobody ahead where one is", AUDIT_COUNT, "4 " TAKE("7", "A003", "3", "s1", "0", "") },
	{ "a candidate too few", AUDIT_COUNT,
	  "5 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "1", "", "240000") },
	{ "a recall that is not counted", AUDIT_COUNT,
	  CALL_4 "6 " AT("ticket.recalled", "4", "w1", ",'number':'A001','calls':1") },
	{ "a number of another service", AUDIT_NUMBER, "4 " TAKE("7", "B003", "3", "s1", "2", "") },
	{ "an overdue ticket is passed over", AUDIT_STARVED,
	  "39 " TAKE("7", "A003", "3", "s1", "2", "")
	  "40 " CALL("7", "A003", "w1", "c1", "s1", "class", "3", ",'over':4", "60000") },
	{ "a younger overdue ticket goes first", AUDIT_STARVED,
	  "40 " CALL("5", "A002", "w1", "c1", "s1", "overdue", "2", ",'over':4", "2280000") },
	{ "an overdue ticket of another service is passed over", AUDIT_STARVED,
	  "39 " TAKE("7", "B002", "2", "s2", "1", "")
	  "40 " CALL("7", "B002", "w2", "c2", "s2", "window", "4", ",'over':6", "60000") },
	{ "a window calls what it does not serve", AUDIT_POLICY,
	  "5 " CALL("6", "B001", "w1", "c1", "s2", "chosen", "1", "", "120000") },
	{ "a call by policy of what it does not serve", AUDIT_POLICY,
	  "5 " CALL("6", "B001", "w1", "c1", "s2", "arrival", "2", ",'over':5", "120000") },
	{ "a reason that is not so", AUDIT_POLICY,
	  "40 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "2", ",'over':5", "2340000") },
	{ "a next best that is no candidate", AUDIT_POLICY,
	  "5 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "2", ",'over':6", "240000") },
	{ "a service of a visit vanishes", AUDIT_LOST,
	  "4 ticket.extended {'ticket':4,'service':'s2'}\n" CALL_4 START_4 FINISH_4
	  "11 " WINDOW("window.paused", "w1", "") },
	{ "a service of a visit vanishes at the end", AUDIT_LOST,
	  "4 ticket.extended {'ticket':4,'service':'s2'}\n" CALL_4 START_4 FINISH_4 },
	{ "a clerk leaves with a kept ticket", AUDIT_LOST,
	  CALL_4 START_4 "8 " AT("ticket.held", "4", "w1", ",'hold':'keep','served_ms':120000")
	  "9 " WINDOW("window.closed", "w1", ",'clerk':'c1'") },
	{ "a booking vanishes", AUDIT_LOST,
	  "5 " BOOK("7", "212345", "2026-11-23", "10:00") "960 " TICKET("ticket.unserved", "4") END_OF_5_AND_6
	  END_OF_WINDOWS NEW_DAY },
	{ "a ticket leaves twice", AUDIT_TWO_ENDS,
	  "5 " CANCEL("4", "customer") "5 " CANCEL("4", "late") },
	{ "a ticket is served and leaves", AUDIT_TWO_ENDS,
	  CALL_4 START_4 FINISH_4 "11 " CANCEL("4", "customer") },
	{ "a ticket that left is served", AUDIT_TWO_ENDS,
	  "5 " CANCEL("4", "customer")
	  "6 " FINISH("4", "w1", "c1", "s1", "0", "") },
	{ "a ticket that left is called", AUDIT_TICKET_CHART,
	  "5 " CANCEL("4", "customer")
	  "5 " CALL("4", "A001", "w1", "c1", "s1", "chosen", "1", "", "240000") },
	{ "a served ticket is reinstated", AUDIT_TICKET_CHART,
	  CALL_4 START_4 FINISH_4 "11 " TICKET("ticket.reinstated", "4") },
	{ "a ticket in service leaves", AUDIT_TICKET_CHART,
	  CALL_4 START_4 "7 " CANCEL("4", "customer") },
	{ "a no-show against the policy", AUDIT_TICKET_CHART,
	  CALL_4 "6 " AT("ticket.missed", "4", "w1", ",'clerk':'c1','places':3") },
	{ "a ticket is put back behind more than wait", AUDIT_COUNT,
	  CALL_4 "6 " AT("ticket.held", "4", "w1", ",'hold':'put_back','served_ms':0,'places':3") },
	{ "a ticket that was put back is called too soon", AUDIT_POLICY,
	  CALL_4 "6 " AT("ticket.held", "4", "w1", ",'hold':'put_back','served_ms':0,'places':1")
	  "7 " CALL("4", "A001", "w1", "c1", "s1", "arrival", "2", ",'over':5", "60000") },
	{ "a window calls two", AUDIT_WINDOW_CHART,
	  CALL_4 "5 " CALL("5", "A002", "w1", "c1", "s1", "chosen", "1", "", "180000") },
	{ "a window closes with its ticket", AUDIT_WINDOW_CHART,
	  CALL_4 "6 " WINDOW("window.closed", "w1", ",'clerk':'c1'") },
	{ "a window pauses with its ticket", AUDIT_WINDOW_CHART,
	  CALL_4 "6 " WINDOW("window.paused", "w1", "") },
	{ "a paused window calls", AUDIT_WINDOW_CHART, "4 " WINDOW("window.paused", "w1", "") CALL_4 },
	{ "a window opens twice", AUDIT_WINDOW_CHART,
	  "4 " WINDOW("window.opened", "w1", ",'clerk':'c1'") },
	{ "a clerk at two windows", AUDIT_CLERK,
	  "4 " WINDOW("window.closed", "w2", ",'clerk':'c2'")
	  "4 " WINDOW("window.opened", "w2", ",'clerk':'c1'") },
	{ "a clerk calls at another's window", AUDIT_CLERK,
	  "5 " CALL("4", "A001", "w1", "c2", "s1", "arrival", "2", ",'over':5", "240000") },
	{ "a second rating", AUDIT_RATING,
	  CALL_4 START_4 FINISH_4
	  "11 " RATE("5", "c1")
	  "12 " RATE("1", "c1") },
	{ "a rating of no service", AUDIT_RATING,
	  "5 " RATE("5", "c1") },
	{ "a rating of another clerk", AUDIT_RATING,
	  CALL_4 START_4 FINISH_4
	  "11 " RATE("1", "c2") },
	{ "a booking redeemed twice", AUDIT_BOOKING,
	  "5 " BOOK("7", "212345", "2026-11-23", "10:00")
	  "130 " TAKE("8", "B002", "2", "s2", "1", ",'appointment':7")
	  "131 " TAKE("9", "B003", "3", "s2", "2", ",'appointment':7") },
	{ "a code twice on a day", AUDIT_BOOKING,
	  "5 " BOOK("7", "212345", "2026-11-23", "10:00") "6 appointment.cancelled {'appointment':7}\n"
	  "7 " BOOK("9", "212345", "2026-11-23", "10:00") },
	{ "a slot overbooked", AUDIT_BOOKING,
	  "5 " BOOK("7", "212345", "2026-11-23", "10:00") "5 " BOOK("8", "254321", "2026-11-23", "10:00") },
	{ "a code of another slot", AUDIT_BOOKING, "5 " BOOK("7", "312345", "2026-11-23", "10:00") },
	{ "a booking redeemed a day early", AUDIT_BOOKING,
	  "5 " BOOK("7", "212345", "2026-11-24", "10:00")
	  "130 " TAKE("8", "B002", "2", "s2", "1", ",'appointment':7") },
	{ "a booking that expires too soon", AUDIT_BOOKING,
	  "5 " BOOK("7", "212345", "2026-11-23", "10:00") "130 appointment.expired {'appointment':7}\n" },
	{ "a ticket of a paused service", AUDIT_LIMIT,
	  "4 service.paused {'service':'s1'}\n5 " TAKE("8", "A003", "3", "s1", "2", "") },
	{ "a ticket too many", AUDIT_LIMIT,
	  "4 " TAKE("7", "A003", "3", "s1", "2", "") "4 " TAKE("8", "A004", "4", "s1", "3", "")
	  "4 " TAKE("9", "A005", "5", "s1", "4", "") },
	{ "a visit goes elsewhere", AUDIT_VISIT,
	  "4 ticket.extended {'ticket':4,'service':'s2'}\n" CALL_4 START_4 FINISH_4
	  "10 ticket.continued {'ticket':4,'service':'s1'}\n" },
	{ "a visit goes on without a reason", AUDIT_VISIT,
	  CALL_4 START_4 FINISH_4 "10 ticket.continued {'ticket':4,'service':'s1'}\n" },
	{ "an open window is taken away", AUDIT_CONFIG, "5 " CONFIG("") },
};

/* clang-format on */

/* Read the events of `text`; `seq` is that of the last one read before, and moves on. */
static void read_log(struct audit *audit, const char *text, int64_t *seq)
{
	char json[LOG_MAX];
	const size_t len = strlen(text);

	assert_true(len < sizeof(json));
	for (size_t i = 0; i < len; i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	struct text rest = { json, len };
	while (rest.len > 0) {
		struct text line = text_cut(&rest, '\n');
		const struct text minute = text_cut(&line, ' '), kind = text_cut(&line, ' ');
		int64_t n;
		assert_true(text_int(minute, &n));
		audit_json(audit, ++*seq, START_MS + n * MS_PER_MINUTE, kind, line);
	}
}

static enum audit_breach breach_of(const struct log *log, char *ret_why, size_t size)
{
	struct audit *audit = audit_open();
	int64_t seq = 0;

	read_log(audit, prologue, &seq);
	assert_int_equal(AUDIT_FINE, audit_breach(audit));
	read_log(audit, log->text, &seq);
	audit_end(audit);
	const enum audit_breach breach = audit_breach(audit);
	snprintf(ret_why, size, "%s", audit_text(audit));
	audit_close(&audit);
	return breach;
}

static void expect(const struct log *logs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char why[512];
		const enum audit_breach breach = breach_of(&logs[i], why, sizeof(why));
		if (breach != logs[i].breach)
			fail_msg("%s: %s where %s was to come: %s", logs[i].name, audit_breach_name(breach),
				 audit_breach_name(logs[i].breach), why);
	}
}

/* Q7, Q9, Q15, Q17: what halls do is let through. */
static void test_sound_logs_pass(void **state)
{
	(void)state;
	expect(sound, CC_COUNT(sound));
}

/* Q2, Q7, Q8, Q9, Q14, Q15, Q17: each broken log is objected to, by its name. */
static void test_broken_logs_are_objected_to(void **state)
{
	(void)state;
	expect(broken, CC_COUNT(broken));
}

/* S7: a seq that is missing, and one that comes twice. */
static void test_gap(void **state)
{
	(void)state;
	for (int64_t wrong = -1; wrong <= 1; wrong += 2) {
		struct audit *audit = audit_open();
		int64_t seq = 0;
		read_log(audit, prologue, &seq);
		seq += wrong;
		read_log(audit, CALL_4, &seq);
		assert_int_equal(AUDIT_GAP, audit_breach(audit));
		audit_close(&audit);
	}
}

/* Every breach has a log above that has it. */
static void test_every_breach_can_be_found(void **state)
{
	bool found[AUDIT_BREACH_COUNT + 1] = { [AUDIT_FINE] = true, [AUDIT_GAP] = true };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(broken); i++)
		found[broken[i].breach] = true;
	for (int breach = 0; breach <= AUDIT_BREACH_COUNT; breach++)
		if (!found[breach])
			fail_msg("no log has the breach %s", audit_breach_name((enum audit_breach)breach));
}

/* After the first breach nothing is read, and it stays what it was. */
static void test_first_breach_stays(void **state)
{
	struct audit *audit = audit_open();
	int64_t seq = 0;

	(void)state;
	read_log(audit, prologue, &seq);
	read_log(audit, "5 ticket.eaten {}\n" CALL_4, &seq);
	assert_int_equal(AUDIT_UNREADABLE, audit_breach(audit));
	assert_int_equal(6, audit_counts(audit).seq);
	assert_false(audit_end(audit));
	audit_close(&audit);
}

/* Q7: what was taken is alive or has ended, each in one way. */
static void test_counts(void **state)
{
	struct audit *audit = audit_open();
	int64_t seq = 0;

	(void)state;
	read_log(audit, prologue, &seq);
	read_log(audit, CALL_4 START_4 FINISH_4 "11 " CANCEL("5", "customer"), &seq);
	assert_true(audit_end(audit));
	const struct audit_counts counts = audit_counts(audit);
	assert_int_equal(3, counts.taken);
	assert_int_equal(1, counts.alive);
	assert_int_equal(1, counts.ended[QUEUE_TICKET_FINISHED]);
	assert_int_equal(1, counts.ended[QUEUE_TICKET_CANCELLED]);
	assert_int_equal(QUEUE_TICKET_WAITING, audit_ticket_state(audit, 6));
	assert_int_equal(0, audit_ticket_state(audit, 7));
	audit_close(&audit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound_logs_pass),
		cmocka_unit_test(test_broken_logs_are_objected_to),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_every_breach_can_be_found),
		cmocka_unit_test(test_first_breach_stays),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
