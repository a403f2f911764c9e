/* What a replay says of the waits that customers are told (Q1, Q12, Q16): small logs, answers worked out on paper. */
#include <string.h>

#include "app/replay/replay.h"
#include "app/test_world.h"
#include "base/bug.h"

static struct replay_report *judge(struct world *world, const char *rows)
{
	struct replay_report *report = ARENA_NEW(&world->arena, struct replay_report);
	struct replay_log *log = ARENA_NEW(&world->arena, struct replay_log);
	const struct text csv = text_printf(&world->arena, "id,branch_id,date,wait_start,wait_end,service_end\n%s",
					    rows);

	assert_ok(world, replay_read(csv, text_of(NULL), &world->arena, log, &world->err));
	assert_ok(world, replay_run(world->desk, world->bed.store, log, 1, &world->arena, report, &world->err));
	assert_false(report->told);
	assert_ok(world, replay_judge_waits(world->bed.store, &world->arena, report, &world->err));
	assert_true(report->told);
	world->job.answer = replay_json(log, report, 1, &world->arena);
	return report;
}

/* Ten minutes each, one after the other; the first comes before the window opens. */
#define ALONE(day)                                                                         \
	"1,7," day ",09:00:00,09:00:00,09:10:00\n2,7," day ",09:20:00,09:20:00,09:30:00\n" \
	"3,7," day ",09:40:00,09:40:00,09:50:00\n4,7," day ",10:00:00,10:00:00,10:10:00\n" \
	"5,7," day ",10:20:00,10:20:00,10:30:00\n6,7," day ",10:40:00,10:40:00,10:50:00\n"

/* Behind the sixth: one who waits 300 s, one who waits 840 s and is served for five hours, one who waits 17,940 s. */
#define QUEUE(day)                                                                         \
	"7,7," day ",10:45:00,10:50:00,11:00:00\n8,7," day ",10:46:00,11:00:00,16:00:00\n" \
	"9,7," day ",11:01:00,16:00:00,16:10:00\n"

/* Q16: the first is told nothing, five find the window free, and of three who queue the last waits longer than told.
 * By the formula the middles are 0.702332 and 1.684842 of 600 s, and then, with a pace of 0.8 and a z of -0.2399,
 * 254.1 s; the naive ones are 0, 600 and 0. */
static void test_known_answers(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	const struct replay_report *report = judge(&world, ALONE("2020-04-01") QUEUE("2020-04-01"));
	const struct replay_waits *told = &report->branches[0].told[REPLAY_ALL_DAYS];
	assert_int_equal(told->shown, 8);
	assert_int_equal(told->silent, 1);
	assert_int_equal(told->held, 7);
	assert_int_equal(told->queued, 3);
	assert_int_equal(told->queued_held, 2);
	const double error_s = 421.4 - 300 + 1010.9 - 840 + 17940 - 254.1, naive_s = 300 + 240 + 17940;
	assert_float_equal(told->error_s, error_s, 0.5);
	assert_float_equal(told->naive_error_s, naive_s, 0.001);
	assert_float_equal(told->naive_width_s, 600, 0.001);
	/* Interval scores: ranges and ten times what they miss by; the naive ones are 0, 300 to 900 and 0. */
	assert_float_equal(told->naive_score_s, 3000 + 600 + 179400, 0.001);
	assert_true(told->score_s > 160000 && told->score_s < 179400);

	assert_int_equal(world_int(&world, "waits_shown"), 8);
	assert_int_equal(world_int(&world, "waits_silent"), 1);
	assert_int_equal(world_int(&world, "waits_queued"), 3);
	assert_float_equal(json_number(world_member(&world, "wait_range_held")), 7.0 / 8, 1e-6);
	assert_float_equal(json_number(world_member(&world, "wait_range_held_queued")), 2.0 / 3, 1e-6);
	assert_float_equal(json_number(world_member(&world, "wait_mae_s")), error_s / 8, 0.1);
	assert_float_equal(json_number(world_member(&world, "wait_naive_mae_s")), naive_s / 8, 0.1);
	assert_float_equal(json_number(world_member(&world, "wait_mae_ratio")), error_s / naive_s, 0.001);
	world_done(&world);
}

/* Q16: what was told on the first days is the same whatever the last day brings: nothing looks ahead. */
static void test_nothing_looks_ahead(void **state)
{
	static const char first_days[] = ALONE("2020-04-01") QUEUE("2020-04-02");
	struct replay_waits told[2];

	(void)state;
	for (int with_more = 0; with_more < 2; with_more++) {
		struct world world;
		world_open(&world, false);
		const struct text rows = text_printf(&world.arena, "%s%s", first_days,
						     with_more ? QUEUE("2020-04-03") : "");
		const struct replay_branch *branch = &judge(&world, text_cstr(&world.arena, rows))->branches[0];
		const struct replay_waits *last = &branch->told[REPLAY_LAST_THIRD];
		told[with_more] = branch->told[REPLAY_ALL_DAYS];
		if (with_more) {
			assert_int_equal(last->shown + last->silent, 3);
			told[1].shown -= last->shown;
			told[1].held -= last->held;
			told[1].error_s -= last->error_s;
			told[1].width_s -= last->width_s;
		}
		world_done(&world);
	}
	assert_int_equal(told[0].shown, told[1].shown);
	assert_int_equal(told[0].held, told[1].held);
	assert_float_equal(told[0].error_s, told[1].error_s, 1e-6);
	assert_float_equal(told[0].width_s, told[1].width_s, 1e-6);
}

/* Q16: with nothing to divide by there is no ratio; nobody is said to have been told right. */
static void test_nobody_was_told(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	const struct replay_report *report = judge(&world, "1,7,2020-04-01,09:00:00,09:00:00,09:10:00\n");
	assert_int_equal(report->branches[0].told[REPLAY_ALL_DAYS].silent, 1);
	assert_int_equal(world_int(&world, "waits_shown"), 0);
	assert_int_equal(json_kind(world_member(&world, "wait_range_held")), JSON_NULL);
	assert_int_equal(json_kind(world_member(&world, "wait_mae_ratio")), JSON_NULL);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(test_nothing_looks_ahead),
		cmocka_unit_test(test_nobody_was_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
