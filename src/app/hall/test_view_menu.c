/* Views "menu", "next", "slots" and "ticket": what kiosks, booking pages and phones show (Q1, Q4, Q5, Q7, Q15, Q17). */
#include <string.h>

#include "app/test_world.h"
#include "base/civil.h"

static bool has(struct world *world, const char *path, const char *name)
{
	return json_member(world_member(world, path), name) != NULL;
}

static bool is_null(struct world *world, const char *path)
{
	return json_kind(world_member(world, path)) == JSON_NULL;
}

static void ask_menu(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_MENU, "h1", NULL), 200);
}

/* A hall with opening hours, holidays and three menus. */
static const char menu_config[] =
	"{\"name\":\"厅\",\"services\":["
	"{\"id\":\"s1\",\"name\":\"综合业务\",\"name_en\":\"General\",\"prefix\":\"A\",\"slot_capacity\":2},"
	"{\"id\":\"s2\",\"name\":\"对公业务\",\"prefix\":\"B\"}],"
	"\"windows\":[{\"id\":\"w1\",\"name\":\"1\",\"services\":[{\"service\":\"s1\"},{\"service\":\"s2\"}]}],"
	"\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"}],"
	"\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\",\"rank\":2},{\"id\":\"vip\",\"name\":\"贵宾\",\"rank\":1}]"
	","
	"\"calendar\":{\"utc_offset_min\":480,\"week\":["
	"{\"day\":1,\"hours\":[{\"from\":\"09:00\",\"to\":\"12:00\"},{\"from\":\"13:30\",\"to\":\"17:00\"}]},"
	"{\"day\":6,\"hours\":[{\"from\":\"10:00\",\"to\":\"24:00\"}]}],"
	"\"special\":[{\"date\":\"2026-11-24\",\"kind\":\"holiday\",\"name\":\"节\"},"
	"{\"date\":\"2026-11-29\",\"kind\":\"make_up\"},"
	"{\"date\":\"2026-11-30\",\"kind\":\"workday\",\"hours\":[{\"from\":\"08:00\",\"to\":\"08:30\"}]}]},"
	"\"booking\":{\"from\":\"09:00\",\"to\":\"17:00\",\"days_ahead\":14},"
	"\"waiting_limit\":3,"
	"\"menus\":["
	"{\"id\":\"rest\",\"nodes\":[{\"id\":\"a\",\"kind\":\"service\",\"service\":\"s2\"}]},"
	"{\"id\":\"week\",\"days\":[\"workday\",\"make_up\"],\"nodes\":["
	"{\"id\":\"top\",\"kind\":\"parent\",\"name\":\"个人\",\"name_en\":\"Personal\"},"
	"{\"id\":\"in\",\"parent\":\"top\",\"kind\":\"parent\",\"name\":\"存取\"},"
	"{\"id\":\"leaf\",\"parent\":\"in\",\"kind\":\"service\",\"service\":\"s1\"},"
	"{\"id\":\"own\",\"kind\":\"service\",\"service\":\"s2\",\"name\":\"企业\",\"name_en\":\"Firms\"},"
	"{\"id\":\"note\",\"kind\":\"notice\",\"name\":\"须知\",\"notice\":\"请带身份证\","
	"\"notice_en\":\"Bring your ID\"}]},"
	"{\"id\":\"sat\",\"days\":[\"weekend\"],\"nodes\":[{\"id\":\"b\",\"kind\":\"service\",\"service\":\"s1\"}]}]}";

static void open_menu_world(struct world *world)
{
	world_open(world, true);
	world_hall_with(world, "h1", menu_config);
}

/* Q4, Q5: each kind of day has its menu, its hours and its doors. */
static void test_the_day_chooses_the_menu(void **state)
{
	static const struct {
		int days, minutes; /* after Monday, 09:00 */
		const char *day_kind, *hours, *first;
		bool open;
		size_t buttons;
	} cases[] = {
		{ 0, 0, "workday", "09:00-12:00 13:30-17:00", "top", true, 5 },
		{ 0, 200, "workday", "09:00-12:00 13:30-17:00", "top", false, 5 }, /* lunch */
		{ 0, 270, "workday", "09:00-12:00 13:30-17:00", "top", true, 5 },
		{ 0, 480, "workday", "09:00-12:00 13:30-17:00", "top", false, 5 },
		{ 1, 0, "holiday", "-", "a", false, 1 },
		{ 2, 0, "workday", "-", "top", false, 5 }, /* a Wednesday without hours */
		{ 5, 0, "weekend", "10:00-24:00", "b", false, 1 },
		{ 5, 899, "weekend", "10:00-24:00", "b", true, 1 }, /* 23:59 */
		{ 5, 900, "make_up", "09:00-12:00 13:30-17:00", "top", false, 5 },
		{ 6, 0, "make_up", "09:00-12:00 13:30-17:00", "top", true, 5 }, /* a Sunday like a Monday */
		{ 7, -60, "workday", "08:00-08:30", "top", true, 5 },
		{ 7, -30, "workday", "08:00-08:30", "top", false, 5 },
	};
	struct world world;

	(void)state;
	open_menu_world(&world);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		world.now_ms = WORLD_START_MS + cases[i].days * CIVIL_MS_PER_DAY +
			       cases[i].minutes * (int64_t)CIVIL_MS_PER_MINUTE;
		ask_menu(&world);
		assert_string_equal(world_text(&world, "day_kind"), cases[i].day_kind);
		assert_string_equal(world_text(&world, "hours"), cases[i].hours);
		assert_string_equal(world_text(&world, "buttons.0.id"), cases[i].first);
		assert_int_equal(json_bool(world_member(&world, "open")), cases[i].open);
		assert_int_equal(json_count(world_member(&world, "buttons")), cases[i].buttons);
	}
	world_done(&world);
}

/* Q4: the tree comes parents first, with names of its own or of the services. */
static void test_the_tree(void **state)
{
	struct world world;

	(void)state;
	open_menu_world(&world);
	ask_menu(&world);
	assert_string_equal(world_text(&world, "buttons.0.kind"), "parent");
	assert_string_equal(world_text(&world, "buttons.0.name_en"), "Personal");
	assert_true(is_null(&world, "buttons.0.parent") && is_null(&world, "buttons.0.service"));
	assert_string_equal(world_text(&world, "buttons.1.parent"), "top");
	assert_string_equal(world_text(&world, "buttons.2.parent"), "in");
	assert_string_equal(world_text(&world, "buttons.2.service"), "s1");
	assert_string_equal(world_text(&world, "buttons.2.name"), "综合业务");
	assert_string_equal(world_text(&world, "buttons.2.name_en"), "General");
	assert_string_equal(world_text(&world, "buttons.3.name"), "企业");
	assert_string_equal(world_text(&world, "buttons.3.name_en"), "Firms");
	assert_string_equal(world_text(&world, "buttons.4.kind"), "notice");
	assert_string_equal(world_text(&world, "buttons.4.notice"), "请带身份证");
	assert_string_equal(world_text(&world, "buttons.4.notice_en"), "Bring your ID");
	assert_int_equal(world_int(&world, "buttons.4.waiting"), 0);
	world_done(&world);
}

/* Q1, Q4: what prints on the slip comes with the button of its service, and with no other. */
static void test_the_slip_has_a_notice(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(&world, "h1",
			"{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"挂失\",\"notice\":\"请出示证件\","
			"\"notice_en\":\"Show your ID\"},{\"id\":\"s2\",\"name\":\"缴费\"}],"
			"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}");
	ask_menu(&world);
	assert_string_equal(world_text(&world, "buttons.0.slip_notice"), "请出示证件");
	assert_string_equal(world_text(&world, "buttons.0.slip_notice_en"), "Show your ID");
	assert_null(json_member(world_member(&world, "buttons.1"), "slip_notice"));
	assert_null(json_member(world_member(&world, "buttons.0"), "notice"));
	world_done(&world);
}

/* Q6, Q8: a paused service shows on its button, and a full hall closes its doors for the day. */
static void test_paused_and_full(void **state)
{
	struct world world;

	(void)state;
	open_menu_world(&world);
	world_must(&world, "h1", "service.pause", "{\"service\":\"s1\"}");
	ask_menu(&world);
	assert_true(json_bool(world_member(&world, "buttons.2.paused")));
	assert_false(has(&world, "buttons.3", "paused"));
	world_must(&world, "h1", "service.resume", "{\"service\":\"s1\"}");
	for (int i = 0; i < 3; i++) {
		ask_menu(&world);
		assert_int_equal(world_int(&world, "buttons.2.waiting"), i);
		assert_true(json_bool(world_member(&world, "open")));
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	}
	assert_int_equal(world_do(&world, "h1", "ticket.take", "{\"service\":\"s1\"}"), 409);
	assert_string_equal(world_text(&world, "refusal"), "HALL_FULL");
	ask_menu(&world);
	assert_false(json_bool(world_member(&world, "open")));
	assert_true(json_bool(world_member(&world, "buttons.2.full")));
	world_done(&world);
}

/* Q3, Q5: a button is marked before it is touched in vain, whichever limit it is, and no other one is. */
static void test_a_limit_shows_on_the_button(void **state)
{
	static const struct {
		const char *limit, *refusal;
	} cases[] = {
		{ "\"daily_limit\":2", "SERVICE_LIMIT" },
		{ "\"waiting_limit\":2", "SERVICE_FULL" },
		{ "\"first\":1,\"last\":2", "NUMBERS_EXHAUSTED" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct world world;
		world_open(&world, true);
		world_hall_with(
			&world, "h1",
			text_printf(
				&world.arena,
				"{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\",\"prefix\":\"A\",%s},"
				"{\"id\":\"s2\",\"name\":\"二\",\"prefix\":\"B\"}],"
				"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}",
				cases[i].limit)
				.at);
		for (int taken = 0; taken < 2; taken++) {
			ask_menu(&world);
			assert_false(has(&world, "buttons.0", "full"));
			world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		}
		assert_int_equal(world_do(&world, "h1", "ticket.take", "{\"service\":\"s1\"}"), 409);
		assert_string_equal(world_text(&world, "refusal"), cases[i].refusal);
		ask_menu(&world);
		assert_true(json_bool(world_member(&world, "buttons.0.full")));
		assert_false(has(&world, "buttons.1", "full"));
		world_done(&world);
	}
}

/* Q4, Q8: without menus the services stand side by side, but for those that are retired. */
static void test_without_menus(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	ask_menu(&world);
	assert_int_equal(json_count(world_member(&world, "buttons")), 3);
	assert_string_equal(world_text(&world, "buttons.2.id"), "s3");
	assert_string_equal(world_text(&world, "buttons.2.name_en"), "Lost cards");
	assert_string_equal(world_text(&world, "hours"), "00:00-24:00");
	world_must(&world, "h1", "hall.configure",
		   "{\"config\":{\"name\":\"厅\",\"services\":[{\"id\":\"s3\",\"name\":\"三\"}],"
		   "\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}}");
	ask_menu(&world);
	assert_int_equal(json_count(world_member(&world, "buttons")), 1);
	assert_string_equal(world_text(&world, "buttons.0.id"), "s3");
	world_done(&world);
}

static const char *slots_of(struct world *world, const char *service, const char *date)
{
	struct buf buf = { .arena = &world->arena };
	const char *args = text_printf(&world->arena, "{\"service\":\"%s\",\"date\":\"%s\"}", service, date).at;

	assert_int_equal(world_ask(world, DESK_SLOTS, "h1", args), 200);
	assert_string_equal(world_text(world, "service"), service);
	assert_string_equal(world_text(world, "date"), date);
	const size_t n = json_count(world_member(world, "slots"));
	for (size_t i = 0; i < n; i++) {
		const char *slot = world_text(world, text_printf(&world->arena, "slots.%zu.slot", i).at);
		const int64_t free = world_int(world, text_printf(&world->arena, "slots.%zu.free", i).at);
		buf_printf(&buf, "%s%.2s=%lld", i > 0 ? " " : "", slot, (long long)free);
	}
	return text_cstr(&world->arena, buf_view(&buf));
}

/* Q15: slots inside opening hours only, each with what it still takes. */
static void test_slots(void **state)
{
	struct world world;

	(void)state;
	open_menu_world(&world);
	/* 12 to 13:30 is lunch: the slots that begin in it are left out. */
	assert_string_equal(slots_of(&world, "s1", "2026-11-23"), "09=2 10=2 11=2 14=2 15=2 16=2");
	assert_string_equal(slots_of(&world, "s1", "2026-11-24"), "");
	assert_string_equal(slots_of(&world, "s1", "2026-11-28"), "10=2 11=2 12=2 13=2 14=2 15=2 16=2");
	assert_string_equal(slots_of(&world, "s2", "2026-11-23"), "");

	world_must(&world, "h1", "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:00\"}");
	const long long first = world_int(&world, "result.appointment");
	world_must(&world, "h1", "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:00\"}");
	const long long second = world_int(&world, "result.appointment");
	assert_string_equal(slots_of(&world, "s1", "2026-11-23"), "09=2 10=0 11=2 14=2 15=2 16=2");
	assert_int_equal(world_do(&world, "h1", "appointment.book",
				  "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:00\"}"),
			 409);
	assert_string_equal(world_text(&world, "refusal"), "SLOT_FULL");
	world_must(&world, "h1", "appointment.move",
		   text_printf(&world.arena, "{\"appointment\":%lld,\"date\":\"2026-11-23\",\"slot\":\"15:00\"}", first)
			   .at);
	world_must(&world, "h1", "appointment.cancel", text_printf(&world.arena, "{\"appointment\":%lld}", second).at);
	assert_string_equal(slots_of(&world, "s1", "2026-11-23"), "09=2 10=2 11=2 14=2 15=1 16=2");
	world_done(&world);
}

static void ask_ticket(struct world *world, long long ticket)
{
	assert_int_equal(
		world_ask(world, DESK_TICKET, "h1", text_printf(&world->arena, "{\"ticket\":%lld}", ticket).at), 200);
	assert_int_equal(world_int(world, "ticket"), ticket);
}

/* Q15: a ticket names the appointment that it redeems, and others name none. */
static void test_booked(void **state)
{
	struct world world;

	(void)state;
	open_menu_world(&world);
	world_must(&world, "h1", "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"15:00\"}");
	world_must(
		&world, "h1", "appointment.redeem",
		text_printf(&world.arena, "{\"appointment\":%lld}", (long long)world_int(&world, "result.appointment"))
			.at);
	ask_ticket(&world, world_int(&world, "result.ticket"));
	assert_string_equal(world_text(&world, "booked"), "2026-11-23T15:00:00.000+08:00");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	ask_ticket(&world, world_int(&world, "result.ticket"));
	assert_null(json_member(world_answer(&world), "booked"));
	world_done(&world);
}

/* Q1: how many are ahead counts better classes wherever they stand, and one's own in front. */
static void test_who_is_ahead(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	const char *ordinary = "{\"service\":\"s1\"}", *vip = "{\"service\":\"s1\",\"class\":\"vip\"}";
	long long tickets[5];
	for (int i = 0; i < 5; i++) {
		static const int64_t expected[] = { 0, 1, 0, 3, 1 };
		world_must(&world, "h1", "ticket.take", i == 2 || i == 4 ? vip : ordinary);
		tickets[i] = world_int(&world, "result.ticket");
		assert_int_equal(world_int(&world, "result.ahead"), expected[i]);
	}
	for (int i = 0; i < 5; i++) {
		static const int64_t expected[] = { 2, 3, 0, 4, 1 };
		ask_ticket(&world, tickets[i]);
		assert_int_equal(world_int(&world, "ahead"), expected[i]);
	}
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s2\",\"class\":\"vip\"}"); /* another queue */
	ask_ticket(&world, tickets[3]);
	assert_int_equal(world_int(&world, "ahead"), 4);
	world_done(&world);
}

/* Q1, Q9: slip and page tell the same, by the hall's own rules: without classes, and with those who were put ahead,
 * waited long or booked this hour. */
static void test_slip_and_page_agree(void **state)
{
	static const struct {
		const char *policy;
		int64_t after_ms;
		bool inserts, books;
		int64_t ahead; /* of a vip behind three ordinary tickets */
	} cases[] = {
		{ "{}", 0, false, false, 0 },
		{ "{\"rules\":[\"window\"]}", 0, false, false, 3 },
		{ "{}", 0, true, false, 1 },
		{ "{\"rules\":[\"class\",\"ahead\"]}", 0, true, false, 0 },
		{ "{\"aged_after_min\":5}", 6 * CIVIL_MS_PER_MINUTE, false, false, 3 },
		{ "{\"wait_max_min\":5}", 6 * CIVIL_MS_PER_MINUTE, false, false, 3 },
		{ "{}", 0, false, true, 1 },
		{ "{\"rules\":[\"class\"]}", 0, false, true, 0 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct world world;
		world_open(&world, false);
		world_hall(&world, "h1", cases[i].policy);
		for (int n = 0; n < (cases[i].books ? 2 : 3); n++)
			world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		if (cases[i].inserts)
			world_must(&world, "h1", "ticket.insert_ahead",
				   text_printf(&world.arena, "{\"ticket\":%lld,\"reason\":\"老人\"}",
					       (long long)world_int(&world, "result.ticket"))
					   .at);
		if (cases[i].books) {
			world_must(&world, "h1", "appointment.book",
				   "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"09:00\"}");
			world_must(&world, "h1", "appointment.redeem",
				   text_printf(&world.arena, "{\"appointment\":%lld}",
					       (long long)world_int(&world, "result.appointment"))
					   .at);
		}
		world.now_ms += cases[i].after_ms;
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\",\"class\":\"vip\"}");
		assert_int_equal(world_int(&world, "result.ahead"), cases[i].ahead);
		ask_ticket(&world, world_int(&world, "result.ticket"));
		assert_int_equal(world_int(&world, "ahead"), cases[i].ahead);
		world_done(&world);
	}
}

/* Q1, Q17: a ticket's page follows it from the slip to the rating. */
static void test_the_ticket_follows(void **state)
{
	static const struct {
		const char *command, *args, *state;
		bool window, rateable, rated;
	} steps[] = {
		{ "hall.tick", NULL, "waiting", false, false, false },
		{ "ticket.call_next", "{\"window\":\"w1\"}", "called", true, false, false },
		{ "ticket.start", "{\"window\":\"w1\"}", "serving", true, false, false },
		{ "ticket.hold", "{\"window\":\"w1\",\"kind\":\"keep\"}", "held", true, false, false },
		{ "ticket.resume", "{\"window\":\"w1\",\"ticket\":%lld}", "serving", true, false, false },
		{ "ticket.finish", "{\"window\":\"w1\"}", "finished", true, true, false },
		{ "rating.give", "{\"ticket\":%lld,\"level\":5}", "finished", true, false, true },
	};
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const long long ticket = world_int(&world, "result.ticket");
	const char *number = text_printf(&world.arena, "%lld", ticket).at;
	for (size_t i = 0; i < CC_COUNT(steps); i++) {
		const char *gap = steps[i].args != NULL ? strstr(steps[i].args, "%lld") : NULL;
		const char *args = gap == NULL ? steps[i].args
					       : text_printf(&world.arena, "%.*s%s%s", (int)(gap - steps[i].args),
							     steps[i].args, number, gap + strlen("%lld"))
							 .at;
		world.now_ms += 1000;
		world_must(&world, "h1", steps[i].command, args);
		ask_ticket(&world, ticket);
		assert_string_equal(world_text(&world, "state"), steps[i].state);
		assert_int_equal(is_null(&world, "window"), !steps[i].window);
		assert_int_equal(json_bool(world_member(&world, "rateable")), steps[i].rateable);
		assert_int_equal(json_bool(world_member(&world, "rated")), steps[i].rated);
		assert_string_equal(world_text(&world, "taken"), "2026-11-23T09:00:00.000+08:00");
		assert_string_equal(world_text(&world, "number"), "A001");
	}
	world_done(&world);
}

static void expect_nobody(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_NEXT, "h1", "{\"window\":\"w1\"}"), 200);
	assert_int_equal(world_int(world, "candidates"), 0);
	assert_false(has(world, "", "ticket") || has(world, "", "rule"));
}

/* Asks who is next among `n`, and calls: it has to be the same one, by the same rule. */
static void expect_choice(struct world *world, int n, const char *first)
{
	assert_int_equal(world_ask(world, DESK_NEXT, "h1", "{\"window\":\"w1\"}"), 200);
	const char *number = world_text(world, "number"), *rule = world_text(world, "rule");
	const int64_t ticket = world_int(world, "ticket");

	assert_int_equal(world_int(world, "candidates"), n);
	assert_string_equal(world_text(world, "service"), "s1");
	if (first != NULL)
		assert_string_equal(number, first);
	world_must(world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	assert_string_equal(world_text(world, "result.number"), number);
	assert_int_equal(world_int(world, "result.ticket"), ticket);
	assert_string_equal(world_text(world, "events.0.rule"), rule);
	world_must(world, "h1", "ticket.start", "{\"window\":\"w1\"}");
	world_must(world, "h1", "ticket.finish", "{\"window\":\"w1\"}");
}

/* Q7, Q9: what a window is told to expect is what it is given then, by whatever rules the hall has. */
static void test_next_is_the_choice(void **state)
{
	static const char *const policies[][2] = { { "{\"rules\":[\"arrival\"]}", "A001" },
						   { "{\"rules\":[\"class\"]}", "A002" },
						   { "{\"rules\":[\"ratio\",\"class\"]}", NULL } };
	enum { TICKETS = 8 };

	(void)state;
	for (size_t p = 0; p < CC_COUNT(policies); p++) {
		struct world world;

		world_open(&world, true);
		world_hall(&world, "h1", policies[p][0]);
		world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
		expect_nobody(&world);
		for (int i = 0; i < TICKETS; i++) {
			world.now_ms += CIVIL_MS_PER_MINUTE;
			world_must(&world, "h1", "ticket.take",
				   i % 2 == 0 ? "{\"service\":\"s1\"}" : "{\"service\":\"s1\",\"class\":\"vip\"}");
		}
		for (int i = 0; i < TICKETS; i++)
			expect_choice(&world, TICKETS - i, i == 0 ? policies[p][1] : NULL);
		expect_nobody(&world);
		assert_int_equal(world_ask(&world, DESK_NEXT, "h1", "{\"window\":\"w7\"}"), 404);
		assert_string_equal(world_text(&world, "error"), "WINDOW_UNKNOWN");
		world_done(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_day_chooses_the_menu),
		cmocka_unit_test(test_the_tree),
		cmocka_unit_test(test_the_slip_has_a_notice),
		cmocka_unit_test(test_paused_and_full),
		cmocka_unit_test(test_a_limit_shows_on_the_button),
		cmocka_unit_test(test_without_menus),
		cmocka_unit_test(test_next_is_the_choice),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_booked),
		cmocka_unit_test(test_who_is_ahead),
		cmocka_unit_test(test_slip_and_page_agree),
		cmocka_unit_test(test_the_ticket_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
