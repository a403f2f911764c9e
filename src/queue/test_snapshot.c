/* The snapshot: it holds everything, and whatever is broken in one gives an error that names the part, never
 * a crash and never a hall that contradicts itself (Q2, S6, S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "queue/test_script.h"
#include "queue/whole.h"

enum { BYTES_MAX = 64 << 20 };

/* A hall with something of everything in it. */
static const char busy[] =
	"config services=[{'id':'a','name':'A','prefix':'A','slot_capacity':2,'waiting_limit':9,'notice':'n'},"
	"{'id':'b','name':'B','prefix':'B','value':3},{'id':'c','name':'C','prefix':'C','balance_above':5}]"
	" booking={'from':'09:00','to':'12:00','grace_min':5} waiting_limit=50"
	" devices=[{'id':'k1','kind':'kiosk','name':'K'},{'id':'b1','kind':'board','name':'B'}]"
	" alerts=[{'kind':'waiting','level1':2,'owner':'m'},{'kind':'rating','level1':4},{'kind':'wait','service':'a',"
	"'level1':40}]"
	" policy={'rules':['ratio','class'],'no_show_places':1,'hold_max_min':90,'wait_max_min':45}"
	" menus=[{'id':'m','days':['workday'],'nodes':[{'id':'n','kind':'service','service':'a'}]}]"
	" calendar={'always_open':true,'utc_offset_min':480,'rollover':'carry','week':[{'day':1,'hours':[{'from':'09:"
	"00',"
	"'to':'17:00'}]}],'special':[{'date':'2026-12-25','kind':'holiday','name':'F','hours':[]}]}\n"
	"open w1 c1\nopen w2 c2\nopen w3 c3\n"
	"set_services w3 [{'service':'c','priority':4}] helps=true\n"
	"09:00 take a class=vip customer=Wang token=t channel=kiosk then=['b','c']\n"
	"take a\ntake a\ntake a\ntake a visit=A002\ntake b\ntake b\ntake c\n"
	"book a 2026-11-23 10:00 name=li phone=139 token=u\n"
	"book a 2026-11-24 10:00 name=he\n"
	"book a 2026-11-24 11:00 name=sun\n"
	"appointment.cancel sun\n"
	"redeem $li\n"
	"09:10 call_next w1\nstart w1\n09:12 hold w1 keep\n"
	"09:13 call w1 A002\nstart w1\n09:15 finish w1\n"
	"rating.give A002 4 comment=good\n"
	"09:16 call w1 A003\nno_show w1\n"
	"call w1 A004\nstart w1\ntransfer w1 to_window=w2 come_back=true\n"
	"call w1 B001\nstart w1\ntransfer w1 to_clerk=c3\n"
	"cancel B002\n"
	"09:20 call w2 A004\nstart w2\nhold w2 wait\n"
	"call w1 A005\nrecall w1\n"
	"insert_ahead A003 reason=old\n"
	"09:30 service.pause b reason=r ask=q\n"
	"09:31 device.report k1 paper_low '58 mm'\ndevice.pause b1 'cleaning'\n"
	"09:32 help.call w1 'note'\nalert.acknowledge help owner=Li\nalert.escalate device\n"
	"09:41 tick\n"
	"alerts waiting:1 rating:1 device:2 help:1+ wait:1\n";

static struct script script;

static int set_up(void **state)
{
	(void)state;
	script_begin(&script);
	script_play(&script, busy);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	script_end(&script);
	return 0;
}

/* S7: written, read and written again it is the same, and from there the hall goes on the same: every line
 * of every script checks that; this is the hall with most in it, over the turn of the day. */
static void test_q2_everything_is_in_it(void **state)
{
	(void)state;
	script_play(&script, "window w1 called A005\n"
			     "window w2 waiting A004\n"
			     "kept A001\n"
			     "ticket.resume w2\n"
			     "finish w2 -> finished A004 & continued A004 to_window=w1\n"
			     "call_next w3 -> called B001\n"
			     "transfer_back w3 -> transferred B001 to_window=w1\n"
			     "2026-11-24 00:10 tick -> released A001 & alert.closed & "
			     "alert.closed & alert.closed & alert.closed & alert.closed & day.opened & "
			     "alert.raised about=waiting & alert.raised about=wait & alert.raised about=device\n"
			     "redeem $he -> taken A002 appointment=he\n"
			     "take b ! SERVICE_PAUSED r / q\n");
}

/* Where a copy of a snapshot differs from the snapshot. */
enum change {
	CHANGE_DROP,
	CHANGE_NULL,
	CHANGE_TRUE,
	CHANGE_NEGATIVE,
	CHANGE_HUGE,
	CHANGE_WORD,
	CHANGE_LIST,
	CHANGE_COUNT
};

struct copier {
	struct json_out out;
	int place, changed; /* values written so far; the one to change */
	enum change change;
	char name[64]; /* of the member that was changed */
};

static void copy_value(struct copier *copier, const struct json *value);

static void put_change(struct copier *copier)
{
	switch (copier->change) {
	case CHANGE_NULL: return json_put_null(&copier->out);
	case CHANGE_TRUE: return json_put_bool(&copier->out, true);
	case CHANGE_NEGATIVE: return json_put_int(&copier->out, -1);
	case CHANGE_HUGE: return json_put_int(&copier->out, INT64_MAX);
	case CHANGE_WORD: return json_put_text(&copier->out, TEXT("nonsense"));
	case CHANGE_LIST: return json_put_raw(&copier->out, TEXT("[]"));
	case CHANGE_DROP:
	case CHANGE_COUNT: break;
	}
}

static bool copy_member(void *context, struct text name, const struct json *value)
{
	struct copier *copier = context;
	const bool here = copier->place++ == copier->changed;

	if (here)
		text_fill(copier->name, sizeof(copier->name), name);
	if (here && copier->change == CHANGE_DROP)
		return true;
	char key[64];
	text_fill(key, sizeof(key), name);
	json_key(&copier->out, key);
	if (here)
		put_change(copier);
	else
		copy_value(copier, value);
	return true;
}

static void copy_value(struct copier *copier, const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_NULL: return json_put_null(&copier->out);
	case JSON_BOOL: return json_put_bool(&copier->out, json_bool(value));
	case JSON_INT: return json_put_int(&copier->out, json_int(value));
	case JSON_REAL: return json_put_real(&copier->out, json_number(value));
	case JSON_TEXT: return json_put_text(&copier->out, json_text(value));
	case JSON_ARRAY:
		json_open(&copier->out, '[');
		for (size_t i = 0; i < json_count(value); i++) {
			const bool here = copier->place++ == copier->changed;
			if (here && copier->change != CHANGE_DROP)
				put_change(copier);
			else if (!here)
				copy_value(copier, json_entry(value, i));
		}
		return json_close(&copier->out, ']');
	case JSON_OBJECT:
		json_open(&copier->out, '{');
		json_each(value, copy_member, copier);
		return json_close(&copier->out, '}');
	}
}

/* Use a hall that was read from a changed snapshot: it may be any hall, but must work as one. */
static void use(struct queue_hall *hall, struct arena *arena)
{
	struct queue_command command = { .kind = QUEUE_DO_HALL_TICK };
	struct err err;

	if (queue_whole(hall, &err) != RC_OK)
		fail_msg("%s", err.text);
	for (uint16_t w = 1; w <= hall->window_n; w++) {
		command = (struct queue_command){ .kind = QUEUE_DO_TICKET_CALL_NEXT, .ticket_call_next.window = { w } };
		(void)queue_step(hall, &command, script.now, 1, arena);
		command = (struct queue_command){ .kind = QUEUE_DO_TICKET_FINISH, .ticket_finish.window = { w } };
		(void)queue_step(hall, &command, script.now, 1, arena);
	}
	for (uint16_t s = 1; s <= hall->service_n; s++) {
		command = (struct queue_command){ .kind = QUEUE_DO_TICKET_TAKE, .ticket_take.service = { s } };
		(void)queue_step(hall, &command, script.now, 1, arena);
	}
	if (queue_whole(hall, &err) != RC_OK)
		fail_msg("after use: %s", err.text);
	script_snapshot(hall, arena);
}

/* S6, S7: each value of the snapshot in turn left out, of another kind, out of range, or naming nothing. */
static void test_every_value_broken(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena, scratch;
	const struct json *whole, *json;
	int refused[CHANGE_COUNT] = { 0 }, places = 0;
	struct err err;

	(void)state;
	arena_init(&arena, BYTES_MAX);
	arena_init(&scratch, BYTES_MAX);
	assert_int_equal(json_parse(&arena, script.saved, &whole, &err), RC_OK);
	for (bool more = true; more; places++) {
		for (int change = 0; change < CHANGE_COUNT; change++) {
			struct buf buf = { .arena = &scratch };
			struct copier copier = { .out = { .buf = &buf },
						 .changed = places,
						 .change = (enum change)change };
			struct queue_hall hall;
			copy_value(&copier, whole);
			more = places < copier.place;
			assert_int_equal(json_parse(&scratch, buf_view(&buf), &json, &err), RC_OK);
			if (queue_snapshot_read(json, &scratch, &hall, &err) == RC_OK)
				use(&hall, &scratch);
			else
				refused[change]++;
			assert_true(err.rc == RC_OK || err.text[0] != '\0');
			arena_reset(&scratch);
		}
	}
	assert_true(places > 400);
	/* No value may be null or a word where it was something else; only texts may be words. */
	assert_true(refused[CHANGE_NULL] >= places - 1);
	for (int change = 0; change < CHANGE_COUNT; change++)
		assert_true(refused[change] > places / 8);
}

/* What a hall must never hold: text of the snapshot, what stands there instead, and the part that is blamed; NULL
 * where it may be a hall, if another one. */
static const struct {
	const char *from, *to, *part;
} contradictions[] = {
	{ "\"state\":\"called\",\"since\"", "\"state\":\"free\",\"since\"", "windows" },
	{ "\"state\":\"called\",\"since\"", "\"state\":\"serving\",\"since\"", "windows" },
	{ "\"state\":\"called\",\"since\"", "\"state\":\"closed\",\"since\"", "windows" },
	{ "\"state\":\"waiting\",\"since\"", "\"state\":\"free\",\"since\"", "windows" },
	{ "\"clerk\":\"c1\",\"ticket\"", "\"clerk\":\"c2\",\"ticket\"", "windows" },
	{ "\"clerk\":\"c1\",\"ticket\"", "\"clerk\":\"c9\",\"ticket\"", "windows" },
	{ "\"state\":\"held\"", "\"state\":\"called\"", "windows" },
	{ "\"state\":\"held\"", "\"state\":\"finished\"", "windows" },
	{ "\"state\":\"cancelled\",\"channel\"", "\"state\":\"waiting\",\"channel\"", NULL },
	{ "\"state\":\"cancelled\",\"channel\"", "\"state\":\"called\",\"channel\"", "tickets" },
	{ "\"seq\":", "\"seq\":1", NULL },
	{ "\"window\":\"w1\"", "\"window\":\"w8\"", NULL },
	{ "\"to_clerk\":\"c3\"", "\"to_clerk\":\"c8\"", "tickets" },
	{ "\"come_back\":true", "\"come_back\":true,\"rating\":3", "tickets" },
	{ "\"back_window\":\"w1\",", "", "tickets" },
	{ "\"back_service\":\"a\",", "", "tickets" },
	{ "\"then\":[\"b\",\"c\"]", "\"then\":[\"b\",\"z\"]", "tickets" },
	{ "\"then\":[\"b\",\"c\"]", "\"then\":[\"b\",\"c\",\"b\",\"c\",\"b\",\"c\",\"b\",\"c\"]", "tickets" },
	{ "\"held_at\":", "\"held_at\":9", "tickets" },
	{ "\"rating\":4", "\"rating\":0", "tickets" },
	{ "\"usual_class\":\"ordinary\"", "\"usual_class\":\"x\"", "hall" },
	{ "\"rules\":[\"ratio\",\"class\"]", "\"rules\":[\"ratio\",\"ratio\"]", "tables.config" },
	{ "\"rules\":[\"ratio\",\"class\"]", "\"rules\":[\"chosen\"]", "tables.config" },
	{ "\"first\":1,", "\"first\":-5,", "ranges" },
	{ "\"first\":1,\"last\":9", "\"first\":7,\"last\":3,\"next\":9},{\"last\":9", "ranges" },
	{ "\"state\":\"redeemed\"", "\"state\":\"booked\"", "bookings" },
	{ "\"slot\":600", "\"slot\":1441", "bookings" },
	{ "\"date\":20780,", "\"date\":2000000000,", NULL },
	{ "\"calls\":[", "\"calls\":[{\"ticket\":1,\"window\":\"w1\",\"at\":1},{\"window\":\"w1\"},", "calls" },
	{ "\"priority\":4", "\"priority\":400", NULL },
	{ "\"services\":[{\"service\":\"c\",\"priority\":4}]", "\"services\":[{\"service\":\"z\"}]", "windows" },
	{ "\"name\":\"Li\"", "\"name\":\"Li\",\"x\":1", NULL },
	{ "\"about\":\"help\"", "\"about\":\"wait\"", "alerts" },
	{ "\"about\":\"help\"", "\"about\":\"idle\"", NULL },
	{ "\"about\":\"help\"", "\"about\":\"handling\"", "alerts" },
	{ "\"about\":\"help\"", "\"about\":\"crowding\"", "alerts" },
	{ "\"about\":\"help\"", "\"about\":\"device\"", "alerts" },
	{ "\"about\":\"help\",", "", "alerts" },
	{ "\"about\":\"waiting\"", "\"about\":\"crowding\"", NULL },
	{ "\"about\":\"device\"", "\"about\":\"help\"", "alerts" },
	{ "\"about\":\"rating\",\"level\":1", "\"about\":\"rating\",\"level\":4", "alerts" },
	{ "\"about\":\"rating\",\"level\":1", "\"about\":\"rating\",\"level\":1,\"lifts\":1", "alerts" },
	{ "\"about\":\"device\",\"level\":2,\"lifts\":1", "\"about\":\"device\",\"level\":3", "alerts" },
	{ "\"device\":\"k1\",\"raised_at\":", "\"device\":\"k1\",\"raised_at\":9", "alerts" },
	{ "\"device\":\"k1\"", "\"device\":\"k9\"", NULL },
	{ "\"state\":\"paper_low\",", "", "devices" },
	{ "\"alerts\":[{\"id\"",
	  "\"alerts\":[{\"id\":1,\"about\":\"waiting\",\"level\":1,\"value\":1,"
	  "\"raised_at\":1},{\"id\"",
	  "alerts" },
	{ "{\"state\":\"ok\",", "{\"state\":\"ok\",\"since\":0},{\"state\":\"ok\",", NULL },
};

/* S6: each of them is found, put into the snapshot as text. */
static void test_contradictions(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const char *saved = script.saved.at;

	(void)state;
	arena_init(&arena, BYTES_MAX);
	for (size_t i = 0; i < CC_COUNT(contradictions); i++) {
		const char *at = strstr(saved, contradictions[i].from);
		const struct json *json;
		struct queue_hall hall;
		struct err err;
		if (at == NULL)
			fail_msg("%s is not in %s", contradictions[i].from, saved);
		const struct text changed = text_printf(&arena, "%.*s%s%s", (int)(at - saved), saved,
							contradictions[i].to, at + strlen(contradictions[i].from));
		if (json_parse(&arena, changed, &json, &err) != RC_OK)
			continue;
		if (queue_snapshot_read(json, &arena, &hall, &err) == RC_OK) {
			if (contradictions[i].part != NULL)
				fail_msg("%s is accepted", contradictions[i].to);
			use(&hall, &arena);
		} else if (contradictions[i].part != NULL && strcmp(err.field, contradictions[i].part) != 0) {
			fail_msg("%s is blamed on %s: %s", contradictions[i].to, err.field, err.text);
		}
	}
}

/* S6: what is no snapshot at all. */
static void test_no_snapshot(void **state)
{
	static const struct {
		const char *json, *field;
	} cases[] = {
		{ "{}", "hall" },
		{ "[]", "hall" },
		{ "{\"hall\":3}", "hall" },
		{ "{\"hall\":{},\"tables\":{}}", "tables.config" },
		{ "{\"hall\":{\"tickets\":[{\"id\":1}]}}", "tickets" },
		{ "{\"hall\":{\"seq\":1,\"bookings\":[{\"id\":1,\"state\":\"booked\"}]}}", "bookings" },
		{ "{\"hall\":{\"seq\":-1}}", "hall" },
		{ "{\"hall\":{},\"tables\":{\"config\":{\"name\":\"x\",\"services\":[{\"id\":\"a\",\"name\":\"A\"}],"
		  "\"calendar\":{\"always_open\":true,\"utc_offset_min\":0}}}}",
		  "tables" },
		{ "{\"hall\":{},\"tables\":{\"config\":{\"name\":\"x\",\"services\":[{\"id\":\"a\",\"name\":\"A\"}],"
		  "\"classes\":[{\"id\":\"o\",\"name\":\"O\"}],"
		  "\"calendar\":{\"always_open\":true,\"utc_offset_min\":0}}}}",
		  "services" },
	};
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *json;
	struct queue_hall hall;
	struct err err;

	(void)state;
	arena_init(&arena, BYTES_MAX);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_int_equal(json_parse(&arena, text_of(cases[i].json), &json, &err), RC_OK);
		assert_int_equal(queue_snapshot_read(json, &arena, &hall, &err), RC_INVALID);
		assert_string_equal(err.field, cases[i].field);
	}
	assert_int_equal(json_parse(&arena, TEXT("{\"hall\":{}}"), &json, &err), RC_OK);
	assert_int_equal(queue_snapshot_read(json, &arena, &hall, &err), RC_OK);
	assert_false(hall.configured);
}

/* S6: lists that are longer than a hall can be. */
static void test_too_long(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf buf = { .arena = &arena };
	const struct json *json;
	struct queue_hall hall;
	struct err err;

	(void)state;
	arena_init(&arena, BYTES_MAX);
	buf_printf(&buf, "{\"hall\":{\"calls\":[");
	for (int i = 0; i <= QUEUE_CALLS_SHOWN; i++)
		buf_printf(&buf, "%s{\"at\":1}", i > 0 ? "," : "");
	buf_printf(&buf, "]}}");
	assert_int_equal(json_parse(&arena, buf_view(&buf), &json, &err), RC_OK);
	assert_int_equal(queue_snapshot_read(json, &arena, &hall, &err), RC_INVALID);
	assert_string_equal(err.field, "calls");

	buf.len = 0;
	buf_printf(&buf,
		   "{\"hall\":{},\"tables\":{\"config\":{\"name\":\"x\",\"services\":[{\"id\":\"a\",\"name\":\"A\"}],"
		   "\"classes\":[{\"id\":\"o\",\"name\":\"O\"}],"
		   "\"calendar\":{\"always_open\":true,\"utc_offset_min\":0}},\"ranges\":[");
	for (int i = 0; i <= QUEUE_RANGES_MAX; i++)
		buf_printf(&buf, "%s{\"first\":%d,\"last\":%d,\"next\":%d}", i > 0 ? "," : "", i * 2 + 1, i * 2 + 1,
			   i * 2 + 2);
	buf_printf(&buf, "]}}");
	assert_int_equal(json_parse(&arena, buf_view(&buf), &json, &err), RC_OK);
	assert_int_equal(queue_snapshot_read(json, &arena, &hall, &err), RC_INVALID);
	assert_string_equal(err.field, "tables");
}

#define SPOILT(place, value, part)                                     \
	do {                                                           \
		const typeof(place) was = (place);                     \
		(place) = (value);                                     \
		assert_int_equal(queue_whole(hall, &err), RC_INVALID); \
		assert_string_equal(err.field, part);                  \
		(place) = was;                                         \
		assert_int_equal(queue_whole(hall, &err), RC_OK);      \
	} while (0)

/* An alert or device that was spoilt in memory is found. */
static void test_whole_finds_spoilt_alerts(void **state)
{
	struct queue_hall *hall = &script.hall;
	struct err err;

	(void)state;
	SPOILT(hall->alert_bits, 0, "alerts");
	SPOILT(hall->services[2].alerts, 1, "alerts");
	SPOILT(hall->windows[1].alerts, 0, "alerts");
	SPOILT(hall->trouble, 2, "alerts");
	SPOILT(hall->devices[0].alerts, 0, "alerts");
	SPOILT(hall->devices[0].state, 0, "devices");
	SPOILT(hall->devices[0].since, INT64_MAX, "devices");
	SPOILT(hall->alert_n, hall->alert_n - 1, "alerts");
}

/* A ticket, window or count that was spoilt in memory is found: the checker itself is checked. */
static void test_whole_finds_what_is_spoilt(void **state)
{
	struct queue_hall *hall = &script.hall;
	struct queue_ticket *waits = &hall->tickets[hall->services[1].line.first];
	struct queue_ticket *kept = &hall->tickets[hall->held.first], *over = &hall->tickets[hall->done.first];
	struct err err;

	(void)state;
	SPOILT(hall->waiting, 0, "hall");
	SPOILT(hall->directed, 9, "hall");
	SPOILT(hall->put_back, 9, "hall");
	SPOILT(waits->behind, 101, "tickets");
	SPOILT(kept->behind, 1, "tickets");
	SPOILT(hall->by_id.n, hall->by_id.n + 1, "hall");
	SPOILT(hall->services[1].class_waits[1], 77, "services");
	SPOILT(hall->services[1].given, -1, "services");
	SPOILT(hall->services[1].range, 99, "services");
	SPOILT(hall->services[1].line.n, 1, "tickets");
	SPOILT(hall->services[1].line.n, 99, "tickets");
	SPOILT(hall->held.n, 2, "tickets");
	SPOILT(hall->held.n, 0, "tickets");
	SPOILT(hall->windows[1].state, QUEUE_WINDOW_CLOSED, "windows");
	SPOILT(hall->windows[1].state, 0, "windows");
	SPOILT(hall->windows[1].since, INT64_MAX, "windows");
	SPOILT(hall->windows[1].ticket.n, 0, "windows");
	SPOILT(hall->windows[1].clerk.n, 3, "clerks");
	SPOILT(hall->clerks[1].window.n, 0, "windows");
	SPOILT(hall->calls[0].window.n, 0, "calls");
	SPOILT(hall->ranges[0].next, 0, "ranges");
	SPOILT(hall->date, INT32_MAX, "hall");
	SPOILT(hall->bookings[0].id.n, INT64_MAX, "bookings");
	SPOILT(hall->bookings[1].id.n, hall->bookings[0].id.n, "bookings");
	SPOILT(hall->bookings[0].date, INT32_MAX, "bookings");
	SPOILT(hall->bookings[0].ticket.n, 0, "bookings");
	SPOILT(hall->bookings[0].code[0], '\0', "bookings");
	SPOILT(waits->before, 3, "tickets");
	SPOILT(waits->id.n, over->id.n, "tickets");
	SPOILT(waits->id.n, INT64_MAX, "tickets");
	SPOILT(waits->visit.n, 0, "tickets");
	SPOILT(waits->appointment.n, INT64_MAX, "tickets");
	SPOILT(waits->order_at, hall->at, "tickets");
	SPOILT(waits->class_.n, 9, "tickets");
	SPOILT(waits->then_n, QUEUE_THEN_MAX + 1, "tickets");
	SPOILT(waits->rated, !waits->rated, "tickets");
	SPOILT(waits->leg, 0, "tickets");
	SPOILT(waits->channel, 0, "tickets");
	SPOILT(kept->held_at, 0, "tickets");
	SPOILT(kept->clerk.n, 0, "tickets");
	SPOILT(kept->state, QUEUE_TICKET_CALLED, "tickets");
	SPOILT(over->state, QUEUE_TICKET_WAITING, "tickets");
	SPOILT(over->rate_window.n, 9, "tickets");
	SPOILT(over->taken_at, INT64_MAX, "tickets");
	SPOILT(hall->at, INT64_MAX, "hall");
	SPOILT(hall->usual_class.n, 0, "hall");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_q2_everything_is_in_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_value_broken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_contradictions, set_up, tear_down),
		cmocka_unit_test(test_no_snapshot),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test_setup_teardown(test_whole_finds_what_is_spoilt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_whole_finds_spoilt_alerts, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
