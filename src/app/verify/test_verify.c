/* Verification: what is whole passes; what was changed by hand is found and named. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "app/test_world.h"
#include "app/verify/verify.h"
#include "base/bug.h"

/* A world with two busy halls, and a scratch store. */
struct court {
	struct world world;
	struct bed scratch;
	struct verify_report report;
};

static void court_open(struct court *court)
{
	world_open(&court->world, false);
	bed_open(&court->scratch, false, 1);
	world_hall(&court->world, "h1", NULL);
	world_busy_day(&court->world, "h1");
	world_reopen_desk(&court->world); /* leaves a snapshot */
	court->world.now_ms = WORLD_START_MS;
	world_hall(&court->world, "h2", "{\"no_show_places\":2,\"transfer_to_end\":true,\"wrap_up\":true}");
	world_must(&court->world, "h2", "ticket.take", "{\"service\":\"s1\"}");
	world_reopen_desk(&court->world);
}

static void court_done(struct court *court)
{
	bed_done(&court->scratch);
	world_done(&court->world);
}

static void check(struct court *court)
{
	struct store *store = bed_another(&court->world.bed, true);

	verify_run(store, court->scratch.store, &court->world.arena, &court->report);
	store_close(&store);
}

/* Change the store behind everybody's back. */
static void tamper(struct court *court, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(court->world.bed.path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_true(sqlite3_changes(db) > 0);
	sqlite3_close(db);
}

/* S7: the log, the tables made from it and the snapshots agree. */
static void a_good_store_passes(void **state)
{
	static struct court court;

	(void)state;
	court_open(&court);
	for (int i = 0; i < 2; i++) { /* the scratch store is left empty */
		check(&court);
		if (court.report.problem_n != 0)
			fail_msg("%lld: %s", (long long)court.report.problems[0].seq,
				 court.report.problems[0].what.at);
	}
	assert_int_equal(court.report.halls, 3);
	assert_true(court.report.events > 40);
	court.world.job.answer = verify_json(&court.report, &court.world.arena);
	assert_true(json_bool(world_member(&court.world, "ok")));
	court_done(&court);
}

/* Logs and tables of many pages, with many snapshots on the way. */
static void long_logs_pass(void **state)
{
	enum { GROUPS = 24, GROUP = 256 };
	static struct desk_job jobs[GROUP];
	static struct court court;
	struct world *world = &court.world;

	(void)state;
	court_open(&court);
	for (int g = 0; g < GROUPS; g++) {
		for (int i = 0; i < GROUP; i++) {
			world->now_ms += 7000;
			jobs[i] = world_job(world, DESK_COMMAND, "h2",
					    "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s2\","
					    "\"customer\":\"张三\"}}");
		}
		world_group(world, jobs, GROUP);
		assert_int_equal(jobs[GROUP - 1].status, 200);
	}
	check(&court);
	if (court.report.problem_n != 0)
		fail_msg("%lld: %s", (long long)court.report.problems[0].seq,
			 court.report.problems[0].what.at);
	assert_true(court.report.events > GROUPS * GROUP);

	/* One row in the middle of it. */
	tamper(&court, "UPDATE tickets SET number = 'B9999' WHERE hall = 3 AND ticket = 3000");
	check(&court);
	assert_int_equal(court.report.problem_n, 1);
	assert_int_equal(court.report.problems[0].seq, 3000);
	court_done(&court);
}

/* The server is writing meanwhile: what is read is of one moment. */
static void a_live_store_passes(void **state)
{
	static struct court court;

	(void)state;
	court_open(&court);
	struct store *store = bed_another(&court.world.bed, true);
	assert_ok(&court.world, store_read_begin(store, &court.world.err));
	world_must(&court.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	store_read_end(store);
	store_close(&store);
	check(&court);
	assert_int_equal(court.report.problem_n, 0);
	court_done(&court);
}

/* S7, S3: each way of changing the record is found, at the right place. */
static void changes_are_found(void **state)
{
	static const struct {
		const char *sql, *hall;
		int64_t seq; /* -1 for any */
		const char *says;
	} cases[] = {
		{ "UPDATE events SET payload = replace(payload, 'A001', 'A009') WHERE seq = 4 AND hall = 2",
		  "h1", 4, "" },
		{ "UPDATE events SET at = at + 1 WHERE seq = 5 AND hall = 2", "h1", 5, "" },
		{ "UPDATE events SET actor = 'somebody' WHERE seq = 6 AND hall = 2", "h1", 6, "" },
		{ "DELETE FROM events WHERE seq = 7 AND hall = 2", "h1", 7, "" },
		{ "DELETE FROM events WHERE seq = 1 AND hall = 3", "h2", 1, "" },
		{ "UPDATE tickets SET state = 'finished' WHERE ticket = 6 AND hall = 2", "h1", 6, "tickets" },
		{ "UPDATE tickets SET served_ms = served_ms + 1 WHERE leg = 2 AND hall = 2", "h1", 4,
		  "tickets" },
		{ "DELETE FROM tickets WHERE ticket = 5 AND hall = 2", "h1", 5, "missing" },
		{ "INSERT INTO tickets SELECT hall, ticket, 9, visit, number, service, class, window_id, "
		  "clerk, state, day,"
		  " taken_at, queued_at, called_at, started_at, finished_at, served_ms, calls, appointment, "
		  "rating"
		  " FROM tickets WHERE ticket = 5 AND leg = 1 AND hall = 2",
		  "h1", 5, "not in the log" },
		{ "UPDATE appointments SET phone = '110' WHERE phone = '139'", "h1", 8, "appointments" },
		{ "UPDATE hours SET served = served + 1 WHERE hall = 2 AND hour ="
		  " (SELECT min(hour) FROM hours WHERE hall = 2) AND service = 's1' AND class = 'ordinary'",
		  "h1", 0, "hours" },
		{ "DELETE FROM hours WHERE hall = 3", "h2", 0, "missing" },
		{ "UPDATE snapshots SET state = replace(state, '普通', '平常') WHERE hall = 2", "h1", -1,
		  "snapshot" },
		{ "UPDATE halls SET name = '别的' WHERE no = 3", "h2", 0, "name" },
	};
	static struct court court;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		court_open(&court);
		tamper(&court, cases[i].sql);
		check(&court);
		if (court.report.problem_n == 0)
			fail_msg("nobody noticed: %s", cases[i].sql);
		const struct verify_problem *problem = &court.report.problems[0];
		assert_true(text_eq(problem->hall, text_of(cases[i].hall)));
		if (cases[i].seq >= 0)
			assert_int_equal(problem->seq, cases[i].seq);
		if (strstr(problem->what.at, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].sql, problem->what.at);
		court.world.job.answer = verify_json(&court.report, &court.world.arena);
		assert_false(json_bool(world_member(&court.world, "ok")));
		court_done(&court);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_store_passes),
		cmocka_unit_test(long_logs_pass),
		cmocka_unit_test(a_live_store_passes),
		cmocka_unit_test(changes_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
