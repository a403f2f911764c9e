/* The outline of a day is what the states of that day say (M5). */
#include "app/hall/reader.h"
#include "app/test_world.h"
#include "base/civil.h"

static void read_as(struct world *world, struct text json)
{
	world->job.answer = json;
}

static bool never(void *context)
{
	(void)context;
	return false;
}

static int64_t row_int(struct world *world, int64_t row, const char *name)
{
	const struct text path = text_printf(&world->arena, "minutes.%d.%s", (int)row, name);

	return world_int(world, text_cstr(&world->arena, path));
}

/* Each row of an outline is what the state at the end of its minute says. */
static void check_rows(struct world *world, struct reader *reader, struct text outline, int64_t from_ms)
{
	int64_t n, taken = 0, calls = 0;
	struct text past;

	read_as(world, outline);
	n = json_count(world_member(world, "minutes"));
	assert_true(n > 10);
	for (int64_t i = 0; i < n; i++) {
		read_as(world, outline);
		const int64_t end_ms = from_ms + (row_int(world, i, "minute") + 1) * CIVIL_MS_PER_MINUTE - 1;
		const int64_t seq = row_int(world, i, "seq"), waiting = row_int(world, i, "waiting");
		assert_int_equal(row_int(world, i, "windows"), 1);
		taken += row_int(world, i, "taken");
		calls += row_int(world, i, "calls");
		assert_ok(world, reader_state_at(reader, TEXT("h1"), end_ms, &world->arena, &past, &world->err));
		read_as(world, past);
		assert_int_equal(world_int(world, "seq"), seq);
		assert_int_equal(json_count(world_member(world, "waiting")), waiting);
		assert_int_equal(world_int(world, "taken"), taken);
	}
	assert_int_equal(calls, 15);
}

/* M5: a day at a glance says of every minute what the state says; days without events are empty; whoever waits may
 * give up. */
static void a_day_is_outlined(void **state)
{
	const int64_t day_ms = CIVIL_MS_PER_DAY, from_ms = WORLD_START_MS + day_ms - 9 * 3600000;
	struct world world;
	struct reader *reader;
	struct text json;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world.now_ms += day_ms;
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	for (int i = 0; i < 60; i++) {
		static const char *const turn[][2] = {
			{ "ticket.take", "{\"service\":\"s1\"}" },
			{ "ticket.call_next", "{\"window\":\"w1\"}" },
			{ "ticket.take", "{\"service\":\"s2\"}" },
			{ "ticket.no_show", "{\"window\":\"w1\"}" },
		};
		world.now_ms += 25000;
		world_must(&world, "h1", turn[i % 4][0], turn[i % 4][1]);
	}
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	world.now_ms += CIVIL_MS_PER_MINUTE;
	world_must(&world, "h1", "help.call", "{}");
	const int32_t day = civil_local_day(world.now_ms, 480);
	assert_ok(&world, reader_outline(reader, TEXT("h1"), day, &world.arena, &json, &world.err));
	check_rows(&world, reader, json, from_ms);
	read_as(&world, json);
	assert_string_equal(world_text(&world, "date"), "2026-11-24");
	const struct json *rows = world_member(&world, "minutes");
	assert_int_equal(json_int(json_member(json_entry(rows, json_count(rows) - 1), "alert")), 1);
	assert_null(json_member(json_entry(rows, 0), "alert"));
	assert_string_equal(world_text(&world, "from"), "2026-11-24T00:00:00.000+08:00");
	assert_string_equal(world_text(&world, "to"), "2026-11-25T00:00:00.000+08:00");
	assert_ok(&world, reader_outline(reader, TEXT("h1"), day + 1, &world.arena, &json, &world.err));
	read_as(&world, json);
	assert_int_equal(json_count(world_member(&world, "minutes")), 0);
	assert_int_equal(world_int(&world, "after"), world_int(&world, "last"));
	assert_int_equal(RC_MISSING, reader_outline(reader, TEXT("h9"), day, &world.arena, &json, &world.err));
	reader_limit(reader, never, NULL);
	assert_int_equal(RC_FULL, reader_outline(reader, TEXT("h1"), day, &world.arena, &json, &world.err));
	reader_close(&reader);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_outlined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
