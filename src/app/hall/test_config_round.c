/* Configurations that go round: what is read is sent back, and nothing has changed by it (Q3, Q8). */
#include <string.h>

#include "app/test_world.h"
#include "base/civil.h"

static const char *config_of(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_CONFIG, "h1", NULL), 200);
	return text_cstr(&world->arena, world->job.answer);
}

/* The state without what every event moves on: seq and its time. */
static const char *state_of(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_STATE, "h1", NULL), 200);
	const char *all = text_cstr(&world->arena, world->job.answer);
	const char *from = strstr(all, "\"date\":");
	assert_non_null(from);
	return from;
}

static const char *menu_of(struct world *world)
{
	assert_int_equal(world_ask(world, DESK_MENU, "h1", NULL), 200);
	const char *from = strstr(text_cstr(&world->arena, world->job.answer), "\"date\":");
	assert_non_null(from);
	return from;
}

static void configure(struct world *world, const char *config)
{
	world_must(world, "h1", "hall.configure", text_printf(&world->arena, "{\"config\":%s}", config).at);
}

/* Send the configuration back twice; nothing that anybody sees may change. */
static void assert_goes_round(struct world *world)
{
	const char *config = config_of(world), *state = state_of(world), *menu = menu_of(world);

	for (int i = 0; i < 2; i++) {
		configure(world, config);
		assert_string_equal(config_of(world), config);
		assert_string_equal(state_of(world), state);
		assert_string_equal(menu_of(world), menu);
	}
	world_reopen_desk(world);
	assert_string_equal(config_of(world), config);
	assert_string_equal(state_of(world), state);
}

/* A hall that uses every part of a configuration, in the middle of its work. */
static void test_a_working_hall(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(
		&world, "h1",
		world_config(&world,
			     "{\"rules\":[\"overdue\",\"class\",\"arrival\"],\"wait_max_min\":45,\"no_show_places\":3,"
			     "\"no_show_recalls\":1,\"hold_max_min\":30,\"transfer_to_end\":true,\"wrap_up\":true}",
			     "\"cards\":[{\"prefix\":\"62\",\"name\":\"卡\",\"class\":\"vip\",\"service\":\"s1\"}],"
			     "\"menus\":[{\"id\":\"m\",\"days\":[\"workday\",\"make_up\"],\"nodes\":["
			     "{\"id\":\"p\",\"kind\":\"parent\",\"name\":\"个人\"},"
			     "{\"id\":\"n\",\"parent\":\"p\",\"kind\":\"service\",\"service\":\"s1\"}]}],"
			     "\"waiting_limit\":500"));
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	for (int i = 0; i < 4; i++)
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "service.pause", "{\"service\":\"s2\",\"reason\":\"维护\"}");
	assert_goes_round(&world);
	/* Numbers go on, the customer at the window is still there. */
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	assert_string_equal(world_text(&world, "result.number"), "A005");
	world_must(&world, "h1", "ticket.start", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "ticket.finish", "{\"window\":\"w1\"}");
	world_done(&world);
}

/* `%s` is the order of the classes. */
static const char classes_config[] =
	"{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\",\"prefix\":\"A\"}%s],"
	"\"windows\":[{\"id\":\"w1\",\"name\":\"1\",\"services\":[{\"service\":\"s1\"}]}%s],"
	"\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"}%s],\"classes\":[%s],"
	"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}";

#define ORDINARY "{\"id\":\"ordinary\",\"name\":\"普通\",\"rank\":2}"
#define VIP      "{\"id\":\"vip\",\"name\":\"贵宾\",\"rank\":1}"
#define OLD      "{\"id\":\"old\",\"name\":\"旧\",\"rank\":5}"

/* The view marks the class that a ticket gets which names none, and no other. */
static void assert_usual_class(struct world *world, const char *class)
{
	assert_int_equal(world_ask(world, DESK_STATE, "h1", NULL), 200);
	const struct json *classes = world_member(world, "classes");
	for (uint32_t i = 0; i < json_count(classes); i++) {
		const struct json *usual = json_member(json_entry(classes, i), "usual");

		assert_int_equal(usual != NULL && json_bool(usual),
				 text_eq(json_text(json_member(json_entry(classes, i), "id")), text_of(class)));
	}
	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	assert_string_equal(world_text(world, "events.0.class"), class);
	world_must(world, "h1", "ticket.cancel",
		   text_printf(&world->arena, "{\"ticket\":%lld}", (long long)world_int(world, "result.ticket")).at);
}

/* What was left out is retired and no longer shown; it stays so when the rest is sent back, and may come again. */
static void test_retired_entries(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(&world, "h1",
			text_printf(&world.arena, classes_config, ",{\"id\":\"s2\",\"name\":\"二\",\"prefix\":\"B\"}",
				    ",{\"id\":\"w2\",\"name\":\"2\"}", ",{\"id\":\"c2\",\"name\":\"王\"}",
				    OLD "," ORDINARY "," VIP)
				.at);
	assert_usual_class(&world, "old");
	configure(&world, text_printf(&world.arena, classes_config, "", "", "", ORDINARY "," VIP).at);
	assert_null(strstr(config_of(&world), "retired"));
	static const char *const lists[] = { "services", "windows", "clerks" };
	for (size_t i = 0; i < CC_COUNT(lists); i++)
		assert_int_equal(json_count(world_member(&world, lists[i])), 1);
	/* The class that tickets get now stands first. */
	assert_string_equal(world_text(&world, "classes.0.id"), "ordinary");
	assert_int_equal(json_count(world_member(&world, "classes")), 2);
	assert_usual_class(&world, "ordinary");
	assert_goes_round(&world);
	assert_usual_class(&world, "ordinary");
	static const struct {
		const char *command, *args, *refusal;
	} refused[] = {
		{ "ticket.take", "{\"service\":\"s2\"}", "SERVICE_UNKNOWN" },
		{ "window.open", "{\"window\":\"w2\",\"clerk\":\"c1\"}", "WINDOW_UNKNOWN" },
		{ "window.open", "{\"window\":\"w1\",\"clerk\":\"c2\"}", "CLERK_UNKNOWN" },
		{ "ticket.take", "{\"service\":\"s1\",\"class\":\"old\"}", "CLASS_UNKNOWN" },
	};
	for (size_t i = 0; i < CC_COUNT(refused); i++) {
		assert_int_equal(world_do(&world, "h1", refused[i].command, refused[i].args), 409);
		assert_string_equal(world_text(&world, "refusal"), refused[i].refusal);
	}
	/* They come again under the same names. */
	configure(&world, text_printf(&world.arena, classes_config, ",{\"id\":\"s2\",\"name\":\"二\",\"prefix\":\"B\"}",
				      "", "", ORDINARY "," OLD)
				  .at);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s2\",\"class\":\"old\"}");
	assert_goes_round(&world);
	world_done(&world);
}

/* The class of a ticket that names none is the first one that is sent, wherever it stood before. */
static void test_the_usual_class_goes_round(void **state)
{
	static const struct {
		const char *classes, *usual;
	} cases[] = {
		{ ORDINARY "," VIP, "ordinary" },
		{ VIP "," ORDINARY, "vip" },
		{ OLD "," VIP, "old" },
		{ VIP, "vip" },
		{ ORDINARY "," OLD "," VIP, "ordinary" },
	};
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(&world, "h1",
			text_printf(&world.arena, classes_config, "", "", "", ORDINARY "," VIP "," OLD).at);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		configure(&world, text_printf(&world.arena, classes_config, "", "", "", cases[i].classes).at);
		assert_usual_class(&world, cases[i].usual);
		assert_goes_round(&world);
		assert_usual_class(&world, cases[i].usual);
	}
	world_done(&world);
}

/* Q3: entries that say themselves that they are retired take their references with them. */
static void test_references_go_with_what_is_retired(void **state)
{
	static const char retiring[] =
		"{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\",\"prefix\":\"A\"},"
		"{\"id\":\"s2\",\"name\":\"二\",\"prefix\":\"B\",\"retired\":true}],"
		"\"windows\":[{\"id\":\"w1\",\"name\":\"1\",\"services\":[{\"service\":\"s2\"},{\"service\":\"s1\"}]}],"
		"\"classes\":[" ORDINARY ",{\"id\":\"old\",\"name\":\"旧\",\"retired\":true}],"
		"\"cards\":[{\"prefix\":\"62\",\"class\":\"old\",\"service\":\"s2\"}],"
		"\"menus\":[{\"id\":\"m\",\"nodes\":[{\"id\":\"a\",\"kind\":\"service\",\"service\":\"s2\"},"
		"{\"id\":\"b\",\"kind\":\"service\",\"service\":\"s1\"}]}],"
		"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}";
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(&world, "h1", retiring);
	assert_null(strstr(config_of(&world), "s2"));
	assert_null(strstr(config_of(&world), "old"));
	assert_int_equal(json_count(world_member(&world, "windows.0.services")), 1);
	assert_int_equal(json_count(world_member(&world, "menus.0.nodes")), 1);
	configure(&world, config_of(&world));
	assert_goes_round(&world);
	/* A hall that offers nothing at all goes round too. */
	configure(&world, "{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\",\"retired\":true}],"
			  "\"classes\":[{\"id\":\"old\",\"name\":\"旧\",\"retired\":true}],"
			  "\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}");
	assert_goes_round(&world);
	world_done(&world);
}

static const char *wide_config(struct world *world, int round)
{
	enum { SERVICES = 250, WINDOWS = 100, CLASSES = 16 };
	struct buf buf = { .arena = &world->arena };

	buf_printf(&buf, "{\"name\":\"x\",\"services\":[");
	for (int s = 0; s < SERVICES; s++)
		buf_printf(&buf, "%s{\"id\":\"s%d-%d\",\"name\":\"x\"}", s > 0 ? "," : "", round, s);
	buf_printf(&buf, "],\"windows\":[");
	for (int w = 0; w < WINDOWS; w++) {
		buf_printf(&buf, "%s{\"id\":\"w%d-%d\",\"name\":\"x\",\"services\":[", w > 0 ? "," : "", round, w);
		for (int s = 0; s < SERVICES; s++)
			buf_printf(&buf, "%s{\"service\":\"s%d-%d\",\"priority\":2}", s > 0 ? "," : "", round, s);
		buf_printf(&buf, "]}");
	}
	buf_printf(&buf, "],\"classes\":[");
	for (int c = 0; c < CLASSES; c++)
		buf_printf(&buf, "%s{\"id\":\"c%d-%d\",\"name\":\"x\"}", c > 0 ? "," : "", round, c);
	buf_printf(&buf, "],\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}");
	return text_cstr(&world->arena, buf_view(&buf));
}

/* Q3, S7: however often a hall was given other ids, what it shows is no larger than what was sent last. */
static void test_the_past_takes_no_room(void **state)
{
	enum { ROUNDS = 6, ANSWER_MAX = 6 << 20 };
	struct world world;

	(void)state;
	world_open(&world, true);
	world_hall_with(&world, "h1", wide_config(&world, 0));
	for (int round = 1; round < ROUNDS; round++)
		configure(&world, wide_config(&world, round));
	CC_CLEANUP(arena_done) struct arena small;
	arena_init(&small, ANSWER_MAX);
	struct desk_job job = world_job(&world, DESK_CONFIG, "h1", NULL);
	job.arena = &small;
	world_group(&world, &job, 1);
	assert_int_equal(job.status, 200);
	assert_in_range(job.answer.len, 1, 1 << 20);
	configure(&world, text_cstr(&world.arena, job.answer));
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_working_hall),
		cmocka_unit_test(test_retired_entries),
		cmocka_unit_test(test_the_usual_class_goes_round),
		cmocka_unit_test(test_references_go_with_what_is_retired),
		cmocka_unit_test(test_the_past_takes_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
