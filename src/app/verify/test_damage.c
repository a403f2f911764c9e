/* Verification of what was damaged in every table, and of what no hand could have damaged so (S7, S3). */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/test_world.h"
#include "app/verify/verify.h"
#include "store/upkeep.h"

/* A store with two halls, a copy of it to be damaged, and a scratch store. */
struct court {
	struct world world;
	struct bed scratch;
	struct verify_report report;
	char copy[2 * BED_PATH_MAX];
};

static struct court court;

static void open_court(void)
{
	world_open(&court.world, false);
	bed_open(&court.scratch, false, 1);
	world_hall(&court.world, "h1", NULL);
	world_busy_day(&court.world, "h1");
	world_hall(&court.world, "h2", NULL);
	world_must(&court.world, "h2", "ticket.take", "{\"service\":\"s1\"}");
	world_reopen_desk(&court.world);
	snprintf(court.copy, sizeof(court.copy), "%s/copy.db", court.world.bed.dir);
}

static void close_court(void)
{
	bed_done(&court.scratch);
	world_done(&court.world);
}

/* A copy of the store as it is now, in place of the one before. */
static void copy(void)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[3 * BED_PATH_MAX];

	for (size_t i = 0; i < CC_COUNT(ends); i++) {
		snprintf(path, sizeof(path), "%s%s", court.copy, ends[i]);
		unlink(path);
	}
	assert_ok(&court.world, store_backup(court.world.bed.store, court.copy, &court.world.err));
}

/* Change the copy behind everybody's back. */
static void tamper(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(court.copy, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_true(sqlite3_total_changes(db) > 0);
	sqlite3_close(db);
}

/* Verify the copy. */
static void check(void)
{
	const struct store_options options = { .path = court.copy, .read_only = true };
	struct store *store;

	assert_ok(&court.world, store_open(&store, &options, &court.world.err));
	verify_run(store, court.scratch.store, &court.world.arena, &court.report);
	store_close(&store);
}

/* The bed's own hall is number 1, h1 is 2, h2 is 3. */
static const struct {
	const char *sql, *hall;
	int64_t seq; /* -1 for any */
	const char *says;
} damages[] = {
	{ "UPDATE events SET hash = zeroblob(32) WHERE hall = 2 AND seq = 9", "h1", 9, "" },
	{ "UPDATE events SET hash = x'00' WHERE hall = 2 AND seq = 9", "h1", 9, "" },
	{ "UPDATE events SET kind = 'ticket.cancelled' WHERE hall = 2 AND seq = 4", "h1", 4, "" },
	{ "UPDATE events SET key = 'k' WHERE hall = 3 AND seq = 2", "h2", 2, "" },
	{ "UPDATE events SET seq = seq + 100 WHERE hall = 3 AND seq = 2", "h2", 2, "" },
	/* two events change places */
	{ "UPDATE events SET seq = -1 WHERE hall = 2 AND seq = 4; UPDATE events SET seq = 4 WHERE hall = 2 AND seq = 5;"
	  "UPDATE events SET seq = 5 WHERE hall = 2 AND seq = -1",
	  "h1", 4, "" },
	/* an event of one hall at the end of another */
	{ "INSERT INTO events SELECT 3, 3, at, kind, actor, key, payload, hash FROM events WHERE hall = 2 AND seq = 4",
	  "h2", 3, "" },
	{ "UPDATE meta SET value = '60' WHERE name = 'hall.3.utc_offset_min'", "h2", 0, "offset" },
	{ "UPDATE meta SET value = 'noon' WHERE name = 'hall.3.utc_offset_min'", "h2", 0, "offset" },
	{ "UPDATE halls SET name_en = '' WHERE no = 2", "h1", 0, "name" },
	{ "INSERT INTO snapshots SELECT hall, 5000, at, hash, state FROM snapshots WHERE hall = 2", "h1", 5000,
	  "no event" },
	{ "UPDATE snapshots SET hash = zeroblob(32) WHERE hall = 2", "h1", -1, "hash" },
	{ "UPDATE snapshots SET state = '{}' WHERE hall = 3", "h2", 2, "snapshot" },
	{ "INSERT INTO snapshots SELECT hall, 1, at, (SELECT hash FROM events WHERE hall = 3 AND seq = 1), state"
	  " FROM snapshots WHERE hall = 3",
	  "h2", 1, "snapshot" },
	{ "DELETE FROM appointments WHERE hall = 2 AND phone = '139'", "h1", 8, "missing" },
	{ "INSERT INTO appointments SELECT 3, appointment, code, service, day, slot, class, name, phone, token, state,"
	  " ticket FROM appointments WHERE hall = 2 AND phone = '139'",
	  "h2", 8, "not in the log" },
	{ "UPDATE appointments SET state = 'booked' WHERE hall = 2 AND state = 'redeemed'", "h1", 8, "appointments" },
	{ "UPDATE tickets SET rating = 5 WHERE hall = 2 AND rating = 4", "h1", 4, "tickets" },
	{ "UPDATE tickets SET day = day + 1 WHERE hall = 3", "h2", 2, "tickets" },
	{ "INSERT INTO hours SELECT hall, hour + 3600000, service, class, arrived, called, served, missed, left_count,"
	  " wait_ms_sum, wait_ms_max, served_ms_sum, waits FROM hours WHERE hall = 3",
	  "h2", 0, "not in the log" },
	{ "UPDATE hours SET waits = '5:1' WHERE hall = 3", "h2", 0, "hours" },
	{ "UPDATE hours SET waits = 'many' WHERE hall = 3", "h2", 0, "" },
	{ "DELETE FROM tickets", "h1", 4, "missing" },
};

/* Each damage is found, in the right hall and at the right place, and the other hall is not blamed. */
static void test_every_table(void **state)
{
	(void)state;
	open_court();
	copy();
	check();
	assert_int_equal(court.report.problem_n, 0);
	for (size_t i = 0; i < CC_COUNT(damages); i++) {
		copy();
		tamper(damages[i].sql);
		check();
		if (court.report.problem_n == 0)
			fail_msg("nobody noticed: %s", damages[i].sql);
		const struct verify_problem *problem = &court.report.problems[0];
		if (!text_eq(problem->hall, text_of(damages[i].hall)) ||
		    (damages[i].seq >= 0 && problem->seq != damages[i].seq) ||
		    strstr(problem->what.at, damages[i].says) == NULL)
			fail_msg("%s: hall %.*s, event %lld: %s", damages[i].sql, TEXT_ARG(problem->hall),
				 (long long)problem->seq, problem->what.at);
		assert_int_equal(court.report.halls, 3);
	}
	close_court();
}

/* An event under a right hash that no hall can read: what is behind it cannot be known. */
static void test_nonsense_in_the_log(void **state)
{
	static const struct {
		const char *kind, *payload;
	} nonsense[] = {
		{ "ticket.vanished", "{}" },
		{ "ticket.taken", "{}" },
		{ "ticket.taken", "no JSON" },
		{ "ticket.taken", "[1]" },
		{ "day.opened", "{\"date\":\"tomorrow\"}" },
		/* what can be read, and cannot have happened */
		{ "ticket.cancelled", "{\"ticket\":9,\"by\":\"customer\"}" },
		{ "ticket.called",
		  "{\"ticket\":9,\"number\":\"A009\",\"window\":\"w1\",\"clerk\":\"c1\",\"service\":\"s1\","
		  "\"rule\":\"arrival\",\"candidates\":1,\"waited_ms\":0}" },
		{ "alert.closed", "{\"alert\":9,\"by\":\"self\",\"open_ms\":0}" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(nonsense); i++) {
		const struct store_event event = {
			.seq = 1, .at_ms = 1, .kind = text_of(nonsense[i].kind), .payload = text_of(nonsense[i].payload)
		};
		struct world *world = &court.world;

		open_court();
		assert_ok(world, store_begin(world->bed.store, &world->err));
		assert_ok(world, store_append(world->bed.store, world->bed.hall, 0, &event, 1, &world->err));
		assert_ok(world, store_commit(world->bed.store, &world->err));
		copy();
		check();
		assert_int_equal(court.report.problem_n, 1);
		assert_true(text_eq(court.report.problems[0].hall, TEXT("main")));
		assert_non_null(strstr(court.report.problems[0].what.at, "event 1"));
		close_court();
	}
}

/* However much is wrong, the report stays of a size, and says how much it leaves off. */
static void test_more_than_is_listed(void **state)
{
	enum { GROUP = 400, GROUPS = 3 };
	static struct desk_job jobs[GROUP];
	struct world *world = &court.world;

	(void)state;
	open_court();
	for (int g = 0; g < GROUPS; g++) {
		for (int i = 0; i < GROUP; i++)
			jobs[i] = world_job(world, DESK_COMMAND, "h2",
					    "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s2\"}}");
		world_group(world, jobs, GROUP);
		assert_int_equal(jobs[GROUP - 1].status, 200);
	}
	copy();
	tamper("UPDATE tickets SET visit = visit + 1 WHERE hall = 3");
	check();
	assert_int_equal(court.report.problem_n, GROUP * GROUPS + 1);
	world->job.answer = verify_json(&court.report, &world->arena);
	assert_false(json_bool(world_member(world, "ok")));
	assert_int_equal(json_count(world_member(world, "problems")), VERIFY_PROBLEMS_MAX);
	assert_int_equal(world_int(world, "left_off"), GROUP * GROUPS + 1 - VERIFY_PROBLEMS_MAX);
	assert_int_equal(world_int(world, "problems.999.seq"), VERIFY_PROBLEMS_MAX + 1);
	close_court();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_table),
		cmocka_unit_test(test_nonsense_in_the_log),
		cmocka_unit_test(test_more_than_is_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
