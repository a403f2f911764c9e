/* Replays of odd records: any order of rows, same instants, services without length, midnight, many branches (W7). */
#include <stdio.h>
#include <string.h>

#include "app/replay/replay.h"
#include "app/test_world.h"
#include "base/rng.h"

enum { ROW_MAX = 96 };

static const char header[] = "id,branch_id,date,wait_start,wait_end,service_end\n";

static const struct replay_report *play(struct world *world, const char *rows, int32_t servers)
{
	struct replay_log *log = ARENA_NEW(&world->arena, struct replay_log);
	struct replay_report *report = ARENA_NEW(&world->arena, struct replay_report);
	const struct text csv = text_printf(&world->arena, "%s%s", header, rows);

	assert_ok(world, replay_read(csv, text_of(NULL), &world->arena, log, &world->err));
	assert_ok(world, replay_run(world->desk, world->bed.store, log, servers, &world->arena, report, &world->err));
	world->job.answer = replay_json(log, report, servers, &world->arena);
	return report;
}

/* Everybody who came was served once. */
static void assert_whole(const struct replay_branch *branch, int64_t tickets)
{
	assert_int_equal(branch->tickets, tickets);
	assert_int_equal(branch->served, tickets);
	assert_int_equal(branch->doubled, 0);
	assert_int_equal(branch->lost, 0);
	assert_int_equal(branch->refused, 0);
	assert_int_equal(branch->wait_n, tickets);
	for (uint32_t i = 1; i < branch->wait_n; i++)
		assert_true(branch->waits[i] >= branch->waits[i - 1]);
}

/* Rows of one branch over two days, each at an instant of its own. */
static uint32_t make_rows(char rows[][ROW_MAX], uint32_t n)
{
	struct rng rng;

	rng_seed(&rng, 3);
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t at = 8 * 3600 + (i / 2) * 113, wait = (uint32_t)rng_below(&rng, 600);
		const uint32_t end = at + wait + (uint32_t)rng_below(&rng, 900);
		snprintf(rows[i], ROW_MAX, "%u,7,2020-04-%02u,%02u:%02u:%02u,%02u:%02u:%02u,%02u:%02u:%02u\n", i,
			 1 + i % 2, at / 3600, at / 60 % 60, at % 60, (at + wait) / 3600, (at + wait) / 60 % 60,
			 (at + wait) % 60, end / 3600, end / 60 % 60, end % 60);
	}
	return n;
}

static const char *joined(struct world *world, char rows[][ROW_MAX], uint32_t n)
{
	struct buf buf = { .arena = &world->arena };

	for (uint32_t i = 0; i < n; i++)
		buf_text(&buf, text_of(rows[i]));
	return text_cstr(&world->arena, buf_view(&buf));
}

/* The order of the rows in the file says nothing: any order gives the same report to the byte. */
static void test_any_order(void **state)
{
	enum { ROWS = 160, SHUFFLES = 4 };
	static char rows[ROWS][ROW_MAX];
	static char first[1 << 16];
	struct rng rng;

	(void)state;
	make_rows(rows, ROWS);
	rng_seed(&rng, 5);
	for (int s = 0; s < SHUFFLES; s++) {
		struct world world;

		world_open(&world, true);
		assert_whole(&play(&world, joined(&world, rows, ROWS), 2)->branches[0], ROWS);
		assert_true(world.job.answer.len < sizeof(first));
		if (s == 0)
			text_fill(first, sizeof(first), world.job.answer);
		assert_true(text_eq(world.job.answer, text_of(first)));
		world_done(&world);
		for (uint32_t i = ROWS - 1; i > 0; i--) {
			const uint64_t other = rng_below(&rng, i + 1);
			char row[ROW_MAX];
			memcpy(row, rows[i], ROW_MAX);
			memcpy(rows[i], rows[other], ROW_MAX);
			memcpy(rows[other], row, ROW_MAX);
		}
	}
}

/* Many who come at one instant are served in the order of the file, one after the other. */
static void test_same_instant(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, true);
	const struct replay_report *report = play(&world,
						  "1,7,2020-04-01,09:00:00,09:00:00,09:01:00\n"
						  "2,7,2020-04-01,09:00:00,09:01:00,09:03:00\n"
						  "3,7,2020-04-01,09:00:00,09:03:00,09:06:00\n"
						  "4,7,2020-04-01,09:00:00,09:06:00,09:10:00\n",
						  1);
	static const int64_t waits[] = { 0, 60000, 180000, 360000 };
	assert_whole(&report->branches[0], 4);
	for (uint32_t i = 0; i < CC_COUNT(waits); i++)
		assert_int_equal(report->branches[0].waits[i], waits[i]);
	world_done(&world);
}

/* A service that took no time ends at once, and the next one is called in the same moment. */
static void test_no_length(void **state)
{
	enum { ROWS = 300 };
	struct world world;

	(void)state;
	world_open(&world, true);
	struct buf rows = { .arena = &world.arena };
	for (int i = 0; i < ROWS; i++)
		buf_printf(&rows, "%d,7,2020-04-01,09:00:00,09:00:00,09:00:00\n", i);
	const struct replay_report *report = play(&world, text_cstr(&world.arena, buf_view(&rows)), 1);
	assert_whole(&report->branches[0], ROWS);
	assert_int_equal(report->branches[0].waits[ROWS - 1], 0);
	world_done(&world);
}

/* With too few windows work goes on past midnight; nobody is lost by the day's end, numbers begin anew. */
static void test_past_midnight(void **state)
{
	struct world world;

	(void)state;
	for (int32_t servers = 0; servers <= 1; servers++) {
		world_open(&world, true);
		const struct replay_report *report = play(&world,
							  "1,7,2020-04-01,23:00:00,23:00:00,23:50:00\n"
							  "2,7,2020-04-01,23:10:00,23:10:00,23:59:59\n"
							  "3,7,2020-04-01,23:20:00,23:20:00,23:59:59\n"
							  "4,7,2020-04-02,00:00:00,00:00:00,00:10:00\n"
							  "5,7,2020-04-02,00:05:00,00:05:00,00:10:00\n",
							  servers);
		assert_whole(&report->branches[0], 5);
		assert_int_equal(report->branches[0].days, 2);
		/* 23:00 to 23:50, then 49:59 and 39:59 minutes: the fourth is called at 01:19:58. */
		if (servers == 1)
			assert_int_equal(report->branches[0].waits[4], (79 * 60 + 58) * 1000 + 600000 - 300000);
		world_done(&world);
	}
}

/* Each branch is a hall of its own; as many as there may be, and one too many is told. */
static void test_many_branches(void **state)
{
	struct replay_log *log;
	struct world world;

	(void)state;
	world_open(&world, true);
	struct buf rows = { .arena = &world.arena };
	for (int i = 0; i < 2 * REPLAY_BRANCHES_MAX; i++)
		buf_printf(&rows, "%d,b%d,2020-04-0%d,09:00:00,09:01:00,09:02:00\n", i, i % REPLAY_BRANCHES_MAX,
			   1 + i / REPLAY_BRANCHES_MAX);
	const char *all = text_cstr(&world.arena, buf_view(&rows));
	const struct replay_report *report = play(&world, all, 2);
	assert_int_equal(report->branch_n, REPLAY_BRANCHES_MAX);
	for (uint32_t b = 0; b < report->branch_n; b++) {
		assert_whole(&report->branches[b], 2);
		assert_int_equal(report->branches[b].days, 2);
	}
	assert_int_equal(report->days, 2);

	log = ARENA_NEW(&world.arena, struct replay_log);
	const struct text more = text_printf(&world.arena, "%s%s1,new,2020-04-01,09:00:00,09:01:00,09:02:00\n", header,
					     all);
	assert_rc(RC_FULL, replay_read(more, text_of(NULL), &world.arena, log, &world.err));
	assert_non_null(strstr(world.err.text, "64 branches"));
	/* One branch of them may be chosen; one that is not there cannot. */
	assert_ok(&world, replay_read(more, TEXT("new"), &world.arena, log, &world.err));
	assert_int_equal(log->row_n, 1);
	assert_int_equal(log->branch_n, 1);
	assert_rc(RC_MISSING, replay_read(more, TEXT("nowhere"), &world.arena, log, &world.err));
	assert_non_null(strstr(world.err.text, "nowhere"));
	world_done(&world);
}

/* However many rows cannot be, all are counted and the first are listed. */
static void test_many_bad_rows(void **state)
{
	enum { BAD = REPLAY_REJECTED_MAX + 234 };
	struct world world;

	(void)state;
	world_open(&world, true);
	struct buf rows = { .arena = &world.arena };
	buf_text(&rows, text_of(header));
	for (int i = 0; i < BAD; i++)
		buf_text(&rows, TEXT("1,7,2020-04-01,09:00:00,08:00:00,09:02:00\n"));
	buf_text(&rows, TEXT("1,7,2020-04-01,09:00:00,09:00:00,09:02:00\n"));
	struct replay_log *log = ARENA_NEW(&world.arena, struct replay_log);
	assert_ok(&world, replay_read(buf_view(&rows), text_of(NULL), &world.arena, log, &world.err));
	assert_int_equal(log->rejected_n, BAD);
	assert_int_equal(log->rejected[REPLAY_REJECTED_MAX - 1].line, REPLAY_REJECTED_MAX + 1);
	assert_int_equal(log->row_n, 1);
	assert_int_equal(log->rows[0].line, BAD + 2);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_order),     cmocka_unit_test(test_same_instant),
		cmocka_unit_test(test_no_length),     cmocka_unit_test(test_past_midnight),
		cmocka_unit_test(test_many_branches), cmocka_unit_test(test_many_bad_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
