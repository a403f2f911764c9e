/* Replays: rows read and rejected, waits that can be worked out by hand, an auditor that finds faults. */
#include <string.h>

#include "app/replay/replay_private.h"
#include "app/test_world.h"
#include "base/bug.h"

static const char header[] = "id,branch_id,date,wait_start,wait_end,service_end\n";

static struct replay_log *read_log(struct world *world, const char *rows, const char *branch)
{
	struct replay_log *log = ARENA_NEW(&world->arena, struct replay_log);
	const struct text csv = text_printf(&world->arena, "%s%s", header, rows);

	assert_ok(world, replay_read(csv, text_of(branch), &world->arena, log, &world->err));
	return log;
}

static struct replay_report *play(struct world *world, const struct replay_log *log, int32_t servers)
{
	struct replay_report *report = ARENA_NEW(&world->arena, struct replay_report);

	assert_ok(world, replay_run(world->desk, world->bed.store, log, servers, &world->arena, report,
				    &world->err));
	world->job.answer = replay_json(log, report, servers, &world->arena);
	return report;
}

/* W7: rows that cannot be are listed with their line and the reason; the others are kept. */
static void bad_rows_are_listed(void **state)
{
	static const struct {
		const char *row, *why;
	} bad[] = {
		{ "1,7,2020-04-01,09:00:00,09:01:00,08:59:00", "service is negative" },
		{ "1,7,2020-04-01,09:00:00,08:01:00,09:59:00", "wait is negative" },
		{ "1,7,2020-04-31,09:00:00,09:01:00,09:59:00", "date" },
		{ "1,7,2020-04-01,9h,09:01:00,09:59:00", "wait_start" },
		{ "1,7,2020-04-01,09:00:00,,09:59:00", "wait_end" },
		{ "1,7,2020-04-01,09:00:00,09:01:00,24:00:00", "service_end" },
		{ "1,7,2020-04-01,09:00:00,09:01:00", "too few fields" },
		{ "1,,2020-04-01,09:00:00,09:01:00,09:02:00", "branch_id" },
		{ "1,7,\"2020-04-01,09:00:00", "quote" },
	};
	struct world world;
	struct buf rows;

	(void)state;
	world_open(&world, false);
	rows = (struct buf){ .arena = &world.arena };
	buf_text(&rows, TEXT("0,7,2020-04-01,09:00:00,09:00:00,09:00:00\n"));
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		buf_printf(&rows, "%s\n", bad[i].row);
	buf_text(&rows, TEXT("2,7,2020-04-02,09:00:00,09:00:01,09:00:02"));
	const struct replay_log *log = read_log(&world, text_cstr(&world.arena, buf_view(&rows)), NULL);

	assert_int_equal(log->row_n, 2);
	assert_int_equal(log->rejected_n, CC_COUNT(bad));
	for (size_t i = 0; i < CC_COUNT(bad); i++) {
		assert_int_equal(log->rejected[i].line, 3 + i);
		if (strstr(log->rejected[i].why.at, bad[i].why) == NULL)
			fail_msg("%s: %s", bad[i].row, log->rejected[i].why.at);
	}
	world_done(&world);
}

static void files_without_tickets_are_refused(void **state)
{
	struct world world;
	struct replay_log *log;

	(void)state;
	world_open(&world, false);
	log = ARENA_NEW(&world.arena, struct replay_log);
	assert_int_equal(RC_INVALID, replay_read(TEXT(""), TEXT(""), &world.arena, log, &world.err));
	assert_int_equal(RC_INVALID,
			 replay_read(TEXT("id,date\n1,2\n"), TEXT(""), &world.arena, log, &world.err));
	assert_non_null(strstr(world.err.text, "branch_id"));
	assert_int_equal(RC_MISSING, replay_read(text_of(header), TEXT(""), &world.arena, log, &world.err));
	const struct text one = text_printf(&world.arena, "%s1,7,2020-04-01,09:00:00,09:00:00,09:00:00\n",
					    header);
	assert_int_equal(RC_MISSING, replay_read(one, TEXT("8"), &world.arena, log, &world.err));
	world_done(&world);
}

/* Columns are found by name, wherever they stand. */
static void columns_are_found_by_name(void **state)
{
	struct world world;
	struct replay_log *log;

	(void)state;
	world_open(&world, false);
	log = ARENA_NEW(&world.arena, struct replay_log);
	const struct text csv = TEXT("service_end,x,wait_end,wait_start,date,branch_id,id\r\n"
				     "10:02:00,?,10:01:00,10:00:00,2020-04-01,9,1\r\n");
	assert_ok(&world, replay_read(csv, TEXT(""), &world.arena, log, &world.err));
	assert_int_equal(log->row_n, 1);
	assert_int_equal(log->rows[0].call_ms - log->rows[0].arrive_ms, 60000);
	assert_int_equal(log->rows[0].end_ms - log->rows[0].call_ms, 60000);
	world_done(&world);
}

/* One window, three customers: waits of 0, 300 and 540 s can be worked out on paper. */
static void waits_with_one_window(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	const struct replay_log *log = read_log(
		&world,
		"1,7,2020-04-01,09:00:00,09:02:00,09:12:00\n"  /* 600 s of service */
		"2,7,2020-04-01,09:05:00,09:05:10,09:10:10\n"  /* 300 s */
		"3,7,2020-04-01,09:06:00,09:20:00,09:21:00\n", /* 60 s */
		NULL);
	const struct replay_report *report = play(&world, log, 1);

	assert_int_equal(report->branches[0].wait_n, 3);
	assert_int_equal(report->branches[0].waits[0], 0);
	assert_int_equal(report->branches[0].waits[1], 300000);
	assert_int_equal(report->branches[0].waits[2], 540000);
	assert_int_equal(world_int(&world, "tickets"), 3);
	assert_int_equal(world_int(&world, "served"), 3);
	assert_int_equal(world_int(&world, "refused"), 0);
	assert_int_equal(world_int(&world, "doubled"), 0);
	assert_int_equal(world_int(&world, "lost"), 0);
	assert_int_equal(world_int(&world, "rejected_rows"), 0);
	assert_int_equal(world_int(&world, "days"), 1);
	assert_true(json_number(world_member(&world, "wait_p50_s")) == 300);
	assert_true(json_number(world_member(&world, "wait_p95_s")) == 540);
	assert_true(json_number(world_member(&world, "recorded_wait_p50_s")) == 120);
	assert_true(json_number(world_member(&world, "recorded_wait_p95_s")) == 840);
	world_done(&world);
}

/* With a window for each of them nobody waits; the same log, the same result, whoever else plays. */
static void more_windows_wait_less(void **state)
{
	static const char rows[] = "1,7,2020-04-01,09:00:00,09:02:00,09:12:00\n"
				   "2,7,2020-04-01,09:05:00,09:05:10,09:10:10\n"
				   "9,8,2020-04-01,09:05:00,09:06:00,09:06:30\n"
				   "9,8,2020-04-02,09:05:00,09:06:00,09:06:30\n"
				   "3,7,2020-04-01,09:06:00,09:20:00,09:21:00\n";
	struct world world;

	(void)state;
	world_open(&world, false);
	const struct replay_log *log = read_log(&world, rows, NULL);
	const struct replay_report *report = play(&world, log, 3);
	assert_int_equal(report->branch_n, 2);
	for (uint32_t b = 0; b < report->branch_n; b++) {
		assert_int_equal(report->branches[b].served, report->branches[b].tickets);
		assert_int_equal(report->branches[b].waits[report->branches[b].wait_n - 1], 0);
	}
	assert_int_equal(world_int(&world, "days"), 2);
	assert_int_equal(world_int(&world, "branches.1.days"), 2);

	/* The halls are there now: a second replay into the same store is refused. */
	struct replay_report again;
	assert_int_equal(RC_CONFLICT,
			 replay_run(world.desk, world.bed.store, log, 3, &world.arena, &again, &world.err));
	world_done(&world);
}

/* As many windows as the record shows at once in each half hour, and none before the first one. */
static void servers_are_inferred(void **state)
{
	static const struct replay_shift expected[] = {
		{ INT64_C(1585731600000), 2 }, /* 09:00: two at once for a while */
		{ INT64_C(1585733400000), 1 }, /* 09:30: one goes on */
		{ INT64_C(1585737000000), 0 }, /* 10:30: nothing since 10:05 */
		{ INT64_C(1585742400000), 1 }, /* 12:00 */
		{ INT64_C(1585744200000), 0 },
	};
	struct world world;
	struct replay_shift *shifts;
	uint32_t n;

	(void)state;
	world_open(&world, false);
	const struct replay_log *log = read_log(
		&world,
		"1,7,2020-04-01,08:45:00,09:02:00,10:05:00\n"
		"2,7,2020-04-01,09:05:00,09:10:00,09:20:00\n"
		"3,7,2020-04-01,09:05:00,09:20:00,09:25:00\n" /* takes over at once */
		"4,7,2020-04-01,11:59:00,12:00:00,12:00:00\n",
		NULL);
	replay_infer(log->rows, log->row_n, &world.arena, &shifts, &n);
	assert_int_equal(n, CC_COUNT(expected));
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(shifts[i].from_ms, expected[i].from_ms);
		assert_int_equal(shifts[i].servers, expected[i].servers);
	}

	const struct replay_report *report = play(&world, log, 0);
	assert_int_equal(report->branches[0].served, 4);
	assert_int_equal(report->branches[0].lost, 0);
	/* The first one comes at 08:45 and is called when the first window opens, at 09:00. */
	assert_int_equal(report->branches[0].waits[report->branches[0].wait_n - 1], 15 * 60000);
	world_done(&world);
}

/* Who still waits when the record of the day ends is served by one window that stays. */
static void nobody_is_left_at_the_end(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	/* All served at once in the record's last half hour, but the first one takes until 10:55. */
	const struct replay_log *log = read_log(&world,
						"1,7,2020-04-01,10:00:00,10:00:00,10:55:00\n"
						"2,7,2020-04-01,10:50:00,10:55:00,11:25:00\n"
						"3,7,2020-04-01,11:20:00,11:25:00,11:29:00\n"
						"4,7,2020-04-01,11:28:00,11:29:00,11:29:30\n"
						"5,7,2020-04-01,11:40:00,11:40:00,11:41:00\n",
						NULL);
	const struct replay_report *report = play(&world, log, 1);
	assert_int_equal(report->branches[0].served, 5);
	world_done(&world);

	world_open(&world, false);
	log = read_log(&world,
		       "1,7,2020-04-01,10:00:00,10:00:00,10:29:00\n"
		       "2,7,2020-04-01,10:00:01,10:28:59,10:29:00\n"
		       "3,7,2020-04-01,10:28:00,10:29:00,10:29:59\n"
		       "4,7,2020-04-01,10:35:00,23:00:00,23:00:01\n",
		       "7");
	report = play(&world, log, 0);
	assert_int_equal(report->branches[0].served, 4);
	assert_int_equal(report->branches[0].lost, 0);
	world_done(&world);
}

/* Write events into a hall's log that no desk would. */
static void write_log(struct world *world, const char *const events[][2], size_t n)
{
	struct store_event event;

	assert_ok(world, store_begin(world->bed.store, &world->err));
	for (size_t i = 0; i < n; i++) {
		event = (struct store_event){ .seq = (int64_t)i + 1,
					      .at_ms = WORLD_START_MS + (int64_t)i * 1000,
					      .kind = text_of(events[i][0]),
					      .payload = text_of(events[i][1]) };
		assert_ok(world, store_append(world->bed.store, world->bed.hall, (int64_t)i, &event, 1,
					      &world->err));
	}
	assert_ok(world, store_commit(world->bed.store, &world->err));
}

#define TAKEN(ticket, serial)                                                     \
	{                                                                         \
		"ticket.taken", "{\"ticket\":" #ticket ",\"serial\":" #serial "}" \
	}
#define CALLED(ticket, window)                                                        \
	{                                                                             \
		"ticket.called", "{\"ticket\":" #ticket ",\"window\":\"" window "\"}" \
	}
#define FINISHED(ticket)                                                        \
	{                                                                       \
		"ticket.finished", "{\"ticket\":" #ticket ",\"window\":\"w1\"}" \
	}

/* Q2: the auditor sees doubled numbers, tickets called twice, windows with two tickets, and lost ones. */
static void the_auditor_finds_faults(void **state)
{
	static const struct {
		const char *events[6][2];
		size_t n;
		int64_t played, served, doubled, lost;
	} cases[] = {
		{ { TAKEN(1, 1), CALLED(1, "w1"), FINISHED(1), TAKEN(4, 2), CALLED(4, "w1"), FINISHED(4) },
		  6,
		  2,
		  2,
		  0,
		  0 },
		{ { TAKEN(1, 1), CALLED(1, "w1"), FINISHED(1), TAKEN(4, 1), CALLED(4, "w1"), FINISHED(4) },
		  6,
		  2,
		  2,
		  1,
		  0 },
		{ { TAKEN(1, 1), CALLED(1, "w1"), CALLED(1, "w2"), FINISHED(1) }, 4, 1, 1, 1, 0 },
		{ { TAKEN(1, 1), TAKEN(2, 2), CALLED(1, "w1"), CALLED(2, "w1"), FINISHED(1), FINISHED(2) },
		  6,
		  2,
		  2,
		  1,
		  0 },
		{ { TAKEN(1, 1), CALLED(1, "w1"), FINISHED(1), FINISHED(1) }, 4, 1, 1, 1, 0 },
		{ { TAKEN(1, 1), CALLED(1, "w1") }, 2, 1, 0, 0, 1 },
		{ { TAKEN(1, 1), CALLED(1, "w1"), FINISHED(1) }, 3, 3, 1, 0, 2 },
		{ { TAKEN(1, 1), TAKEN(2, 2) }, 2, 1, 0, 1, 2 },
	};
	struct world world;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct replay_branch report = { .tickets = cases[i].played };
		world_open(&world, false);
		write_log(&world, cases[i].events, cases[i].n);
		assert_ok(&world,
			  replay_audit(world.bed.store, TEXT("main"), &world.arena, &report, &world.err));
		assert_int_equal(report.served, cases[i].served);
		assert_int_equal(report.doubled, cases[i].doubled);
		assert_int_equal(report.lost, cases[i].lost);
		world_done(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_rows_are_listed),
		cmocka_unit_test(files_without_tickets_are_refused),
		cmocka_unit_test(columns_are_found_by_name),
		cmocka_unit_test(waits_with_one_window),
		cmocka_unit_test(more_windows_wait_less),
		cmocka_unit_test(servers_are_inferred),
		cmocka_unit_test(nobody_is_left_at_the_end),
		cmocka_unit_test(the_auditor_finds_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
