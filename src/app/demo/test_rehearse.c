/* What was rehearsed in memory is what a desk with a store makes of the same commands (S6, S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/demo/rehearse.h"
#include "app/hall/create.h"
#include "app/test_world.h"

enum { ARENA_BYTES = 256 << 20, OFFSET_MIN = 480, GROUP = 256 };

#define HOUR_MS INT64_C(3600000)

/* Play a rehearsal of 90 minutes that begins at `from_ms`. */
static void rehearse(struct arena *arena, int64_t from_ms, struct demo_rehearsal *ret)
{
	struct demo_script *script = ARENA_NEW(arena, struct demo_script);
	struct demo *demo = ARENA_NEW(arena, struct demo);
	struct err err = { .rc = RC_OK };

	assert_int_equal(demo_script_read(text_of(demo_day_json), arena, script, &err), RC_OK);
	demo_init(demo, script, 1, OFFSET_MIN, 1, from_ms);
	assert_int_equal(
		demo_rehearse(demo, text_of(demo_hall_json), from_ms, from_ms + HOUR_MS * 3 / 2, arena, ret, &err),
		RC_OK);
}

/* Hand `n` deeds to the desk in one group; returns how many were refused. */
static uint32_t perform(struct world *world, const struct demo_deed *deeds, uint32_t n)
{
	struct desk_job jobs[GROUP];
	uint32_t refused = 0;

	assert_true(n <= GROUP);
	for (uint32_t i = 0; i < n; i++) {
		jobs[i] = world_job(world, DESK_COMMAND, "demo", text_cstr(&world->arena, deeds[i].command));
		jobs[i].now_ms = deeds[i].at_ms;
	}
	world_group(world, jobs, n);
	for (uint32_t i = 0; i < n; i++) {
		assert_true(jobs[i].status == 200 || jobs[i].status == 409);
		refused += jobs[i].status == 409;
	}
	return refused;
}

/* S6: groups of the desk refuse what the rehearsal saw refused, and end at the same event. */
static void test_desk_agrees(void **state)
{
	struct arena arena = { 0 };
	struct demo_rehearsal done;
	struct world world;
	const struct hall_new hall = { .id = TEXT("demo"), .name = TEXT("营业厅") };
	uint32_t refused = 0;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	world_open(&world, false);
	assert_int_equal(hall_create(world.bed.store, &hall, 1, &world.err), RC_OK);
	rehearse(&arena, WORLD_START_MS, &done);
	assert_true(done.n > 1000);
	for (uint32_t i = 0; i < done.n; i += GROUP)
		refused += perform(&world, &done.deeds[i], done.n - i < GROUP ? done.n - i : GROUP);
	assert_int_equal(refused, done.refused);

	world_ask(&world, DESK_STATE, "demo", NULL);
	assert_int_equal(world_int(&world, "seq"), done.seq);
	assert_true(world_int(&world, "served") > 200);
	world_done(&world);
	arena_done(&arena);
}

/* A configuration that a hall refuses is told, and no day is played. */
static void test_bad_hall(void **state)
{
	struct arena arena = { 0 };
	struct demo_script script;
	struct demo demo;
	struct demo_rehearsal done;
	struct err err = { .rc = RC_OK };
	const struct text twice = TEXT("{\"name\": \"厅\", \"services\": [{\"id\": \"s\", \"name\": \"一\"},"
				       "{\"id\": \"s\", \"name\": \"二\"}], \"calendar\": {\"utc_offset_min\": 480}}");

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(demo_script_read(text_of(demo_day_json), &arena, &script, &err), RC_OK);
	demo_init(&demo, &script, 1, OFFSET_MIN, 1, WORLD_START_MS);
	assert_int_equal(demo_rehearse(&demo, twice, WORLD_START_MS, WORLD_START_MS + HOUR_MS, &arena, &done, &err),
			 RC_INVALID);
	assert_string_equal(err.field, "config");
	assert_int_equal(done.n, 1);
	assert_int_equal(
		demo_rehearse(&demo, TEXT("{}"), WORLD_START_MS, WORLD_START_MS + HOUR_MS, &arena, &done, &err),
		RC_INVALID);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_desk_agrees),
		cmocka_unit_test(test_bad_hall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
