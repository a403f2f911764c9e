/* Sample halls and new halls. */
#include <string.h>

#include "app/hall/create.h"
#include "app/hall/sample.h"
#include "app/test_world.h"
#include "base/bug.h"

/* S6: ids, names and prefixes are to the letter, every window serves everything. */
static void samples_are_to_the_letter(void **state)
{
	static const struct sample_size size = {
		.halls = 130, .windows = 3, .services = 28, .clerks = 2, .utc_offset_min = 480
	};
	struct world world;

	(void)state;
	world_open(&world, false);
	assert_ok(&world, sample_make(world.desk, world.bed.store, &size, world.now_ms, &world.err));
	const char *const halls[] = { "h1", "h128", "h129", "h130" };
	for (size_t i = 0; i < CC_COUNT(halls); i++) {
		assert_int_equal(world_ask(&world, DESK_CONFIG, halls[i], NULL), 200);
		assert_int_equal(json_count(world_member(&world, "windows")), 3);
		assert_int_equal(json_count(world_member(&world, "clerks")), 3); /* one for each window */
		assert_int_equal(json_count(world_member(&world, "services")), 28);
		assert_int_equal(json_count(world_member(&world, "windows.2.services")), 28);
	}
	assert_string_equal(world_text(&world, "name"), "营业厅 130");
	assert_string_equal(world_text(&world, "name_en"), "Hall 130");
	assert_string_equal(world_text(&world, "windows.0.id"), "w1");
	assert_string_equal(world_text(&world, "windows.0.name"), "1号窗口");
	assert_string_equal(world_text(&world, "windows.2.name_en"), "Window 3");
	assert_string_equal(world_text(&world, "services.0.prefix"), "A");
	assert_string_equal(world_text(&world, "services.25.prefix"), "Z");
	assert_string_equal(world_text(&world, "services.26.prefix"), "AA");
	assert_string_equal(world_text(&world, "services.27.prefix"), "AB");
	assert_string_equal(world_text(&world, "services.27.id"), "s28");
	assert_string_equal(world_text(&world, "clerks.2.id"), "c3");
	assert_string_equal(world_text(&world, "classes.0.id"), "ordinary");
	assert_int_equal(world_int(&world, "classes.0.rank"), 2);
	assert_int_equal(world_int(&world, "classes.1.rank"), 1);
	assert_true(json_bool(world_member(&world, "calendar.always_open")));
	assert_int_equal(world_int(&world, "calendar.utc_offset_min"), 480);
	assert_string_equal(world_text(&world, "calendar.rollover"), "carry");
	assert_int_equal(world_ask(&world, DESK_CONFIG, "h131", NULL), 404);

	world_must(&world, "h130", "window.open", "{\"window\":\"w3\",\"clerk\":\"c3\"}");
	world_must(&world, "h130", "ticket.take", "{\"service\":\"s28\"}");
	assert_string_equal(world_text(&world, "result.number"), "AB001");
	world_must(&world, "h130", "ticket.call_next", "{\"window\":\"w3\"}");
	assert_int_equal(RC_CONFLICT, sample_make(world.desk, world.bed.store, &size, world.now_ms, &world.err));
	world_done(&world);
}

/* The largest sample is a good configuration too. */
static void the_largest_sample_is_accepted(void **state)
{
	static const struct sample_size size = { .halls = 1,
						 .windows = SAMPLE_WINDOWS_MAX,
						 .services = SAMPLE_SERVICES_MAX,
						 .clerks = SAMPLE_CLERKS_MAX,
						 .utc_offset_min = -720 };
	struct world world;

	(void)state;
	world_open(&world, false);
	assert_ok(&world, sample_make(world.desk, world.bed.store, &size, world.now_ms, &world.err));
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s256\"}");
	assert_int_equal(200, world_ask(&world, DESK_CONFIG, "h1", NULL));
	assert_int_equal(world_int(&world, "calendar.utc_offset_min"), -720);
	world_done(&world);
}

/* Ids of halls are part of addresses: anything else is refused, and of a list all or none is made. */
static void ids_of_halls_are_plain(void **state)
{
	static const char *const bad[] = { "",    "a b",
					   "a/b", "厅",
					   "a.b", "12345678901234567890123456789012345678901234567890123456789012345" };
	struct world world;

	(void)state;
	world_open(&world, false);
	for (size_t i = 0; i < CC_COUNT(bad); i++) {
		const struct hall_new halls[] = { { .id = TEXT("good"), .name = TEXT("好") },
						  { .id = text_of(bad[i]) } };
		assert_int_equal(RC_INVALID, hall_create(world.bed.store, halls, 2, &world.err));
		assert_string_equal(world.err.field, "id");
		assert_int_equal(world_ask(&world, DESK_STATE, "good", NULL), 404);
	}
	const struct hall_new twice[] = { { .id = TEXT("good") }, { .id = TEXT("good") } };
	assert_int_equal(RC_CONFLICT, hall_create(world.bed.store, twice, 2, &world.err));
	assert_int_equal(world_ask(&world, DESK_STATE, "good", NULL), 404);
	assert_ok(&world, hall_create(world.bed.store, twice, 1, &world.err));
	assert_int_equal(world_ask(&world, DESK_STATE, "good", NULL), 200);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_to_the_letter),
		cmocka_unit_test(the_largest_sample_is_accepted),
		cmocka_unit_test(ids_of_halls_are_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
