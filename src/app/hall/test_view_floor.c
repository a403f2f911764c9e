/* Alerts and devices in the view "state", and how the desk tells of alerts (Q19, M2, M4, M5). */
#include <string.h>

#include "app/hall/views.h"
#include "app/test_world.h"
#include "base/civil.h"

static const char floor_config[] =
	"\"zones\":[{\"id\":\"z1\",\"name\":\"一区\"},{\"id\":\"z2\",\"name\":\"二区\"}],"
	"\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\",\"name_en\":\"Kiosk\",\"zone\":\"z2\"},"
	"{\"id\":\"p1\",\"kind\":\"pad\",\"name\":\"评价器\",\"window\":\"w1\"}],"
	"\"alerts\":[{\"kind\":\"waiting\",\"level1\":2,\"level2\":3,\"escalate_min\":10,\"owner\":\"大堂经理\","
	"\"owner_en\":\"Lobby manager\","
	"\"action\":\"增开窗口\",\"action_en\":\"Open a window\"},{\"kind\":\"wait\",\"level1\":15},"
	"{\"kind\":\"help\",\"owner\":\"大堂经理\",\"owner_en\":\"Somebody\"},"
	"{\"kind\":\"device\",\"owner\":\"王工\"},"
	"{\"kind\":\"rating\",\"level1\":2,\"owner\":\"值班经理\",\"owner_en\":\"Duty manager\"}]";

static void show(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_STATE, "h1", NULL), 200);
}

static bool shows(struct world *world, const char *path, const char *name)
{
	return json_member(world_member(world, path), name) != NULL;
}

static void open_hall(struct world *world)
{
	world_open(world, true);
	world_hall_with(world, "h1", world_config(world, NULL, floor_config));
}

/* M2: an alert with all that the manager needs: what, since when, who, what to do. */
static void test_an_alert_is_shown(void **state)
{
	char since[CIVIL_TIME_SIZE], taken_on[CIVIL_TIME_SIZE];
	struct world world;

	(void)state;
	open_hall(&world);
	show(&world);
	assert_int_equal(json_count(world_member(&world, "alerts")), 0);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	civil_format_time(world.now_ms, 480, since);
	show(&world);
	assert_string_equal(world_text(&world, "alerts.0.kind"), "waiting");
	assert_int_equal(world_int(&world, "alerts.0.level"), 1);
	assert_int_equal(world_int(&world, "alerts.0.value"), 2);
	assert_string_equal(world_text(&world, "alerts.0.since"), since);
	assert_string_equal(world_text(&world, "alerts.0.owner"), "大堂经理");
	assert_string_equal(world_text(&world, "alerts.0.action"), "增开窗口");
	assert_string_equal(world_text(&world, "alerts.0.action_en"), "Open a window");
	assert_false(shows(&world, "alerts.0", "acknowledged_at") || shows(&world, "alerts.0", "service"));
	assert_false(json_bool(world_member(&world, "alerts.0.escalated")));
	const int64_t alert = world_int(&world, "alerts.0.alert");

	world.now_ms += 16 * CIVIL_MS_PER_MINUTE;
	assert_int_equal(world_ask(&world, DESK_TICK, "h1", NULL), 200);
	civil_format_time(world.now_ms, 480, taken_on);
	world_must(&world, "h1", "alert.acknowledge",
		   text_printf(&world.arena, "{\"alert\":%lld,\"owner\":\"张\"}", (long long)alert).at);
	show(&world);
	assert_true(json_bool(world_member(&world, "alerts.0.escalated")));
	assert_int_equal(world_int(&world, "alerts.0.level"), 2);
	assert_string_equal(world_text(&world, "alerts.0.owner"), "张");
	assert_string_equal(world_text(&world, "alerts.0.acknowledged_at"), taken_on);
	/* The other one is about a ticket, and nobody is named for it. */
	assert_string_equal(world_text(&world, "alerts.1.kind"), "wait");
	assert_string_equal(world_text(&world, "alerts.1.number"), "A001");
	assert_string_equal(world_text(&world, "alerts.1.service"), "s1");
	assert_false(shows(&world, "alerts.1", "owner") || shows(&world, "alerts.1", "action"));
	world_done(&world);
}

/* M2: who sees to alerts is named in English too, each once and where the rules say so; alerts keep the one name. */
static void test_owners_have_two_names(void **state)
{
	struct world world;

	(void)state;
	open_hall(&world);
	show(&world);
	assert_int_equal(json_count(world_member(&world, "owners")), 2);
	assert_string_equal(world_text(&world, "owners.0.name"), "大堂经理");
	assert_string_equal(world_text(&world, "owners.0.name_en"), "Lobby manager");
	assert_string_equal(world_text(&world, "owners.1.name"), "值班经理");
	assert_string_equal(world_text(&world, "owners.1.name_en"), "Duty manager");
	world_must(&world, "h1", "help.call", "{}");
	show(&world);
	const int64_t alert = world_int(&world, "alerts.0.alert");
	world_must(&world, "h1", "alert.acknowledge",
		   text_printf(&world.arena, "{\"alert\":%lld}", (long long)alert).at);
	show(&world);
	assert_string_equal(world_text(&world, "alerts.0.owner"), "大堂经理");
	world_done(&world);
}

/* M2: what follows from a command is told with it, under the clock's name and not as its answer. */
static void test_alerts_follow_their_command(void **state)
{
	struct world world;

	(void)state;
	open_hall(&world);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s2\"}");
	assert_int_equal(json_count(world_member(&world, "events")), 1);
	assert_int_equal(world.outcome.news[0].n, 2);
	assert_non_null(strstr(text_cstr(&world.arena, world.outcome.news[0].events[1]), "alert.raised"));
	/* And by time, when nobody asks for anything. */
	struct text due[4];
	assert_int_equal(desk_due(world.desk, world.now_ms + 10 * CIVIL_MS_PER_MINUTE - 1, CC_COUNT(due), due), 0);
	world.now_ms += 10 * CIVIL_MS_PER_MINUTE;
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 1);
	assert_int_equal(world_ask(&world, DESK_TICK, "h1", NULL), 200);
	assert_non_null(strstr(text_cstr(&world.arena, world.outcome.news[0].events[0]), "alert.escalated"));
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 0);
	world_done(&world);
}

/* Q19, M4: devices in the order of the configuration, where they stand and how they are. */
static void test_devices_are_shown(void **state)
{
	char since[CIVIL_TIME_SIZE];
	struct world world;

	(void)state;
	open_hall(&world);
	world.now_ms += CIVIL_MS_PER_MINUTE;
	civil_format_time(world.now_ms, 480, since);
	world_must(&world, "h1", "device.report", "{\"device\":\"k1\",\"state\":\"paper_low\",\"detail\":\"58 mm\"}");
	world_must(&world, "h1", "device.pause", "{\"device\":\"p1\",\"reason\":\"充电\"}");
	world_reopen_desk(&world);
	show(&world);
	assert_string_equal(world_text(&world, "devices.0.id"), "k1");
	assert_string_equal(world_text(&world, "devices.0.kind"), "kiosk");
	assert_string_equal(world_text(&world, "devices.0.name_en"), "Kiosk");
	assert_string_equal(world_text(&world, "devices.0.zone"), "z2");
	assert_string_equal(world_text(&world, "devices.0.state"), "paper_low");
	assert_string_equal(world_text(&world, "devices.0.detail"), "58 mm");
	assert_string_equal(world_text(&world, "devices.0.since"), since);
	assert_string_equal(world_text(&world, "devices.1.window"), "w1");
	assert_string_equal(world_text(&world, "devices.1.zone"), "z1");
	assert_string_equal(world_text(&world, "devices.1.state"), "ok");
	assert_string_equal(world_text(&world, "devices.1.reason"), "充电");
	assert_true(json_bool(world_member(&world, "devices.1.paused")));
	assert_string_equal(world_text(&world, "alerts.0.device"), "k1");
	world_done(&world);
}

/* M2, S7: alerts name tickets and leave what is kept of them alone. */
static void test_alerts_change_no_ticket(void **state)
{
	struct world world;

	(void)state;
	open_hall(&world);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world.now_ms += 15 * CIVIL_MS_PER_MINUTE;
	assert_int_equal(world_ask(&world, DESK_TICK, "h1", NULL), 200);
	assert_non_null(strstr(text_cstr(&world.arena, world.outcome.news[0].events[0]), "\"about\":\"wait\""));
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	show(&world);
	assert_int_equal(json_count(world_member(&world, "alerts")), 0);
	assert_string_equal(world_text(&world, "windows.0.number"), "A001");
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_alert_is_shown),
		cmocka_unit_test(test_owners_have_two_names),
		cmocka_unit_test(test_alerts_follow_their_command),
		cmocka_unit_test(test_devices_are_shown),
		cmocka_unit_test(test_alerts_change_no_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
