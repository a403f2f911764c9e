/* Halls in memory: who leaves, what they begin with, how large they grow, when their days end (S7, N7, Q2). */
#include <sqlite3.h>
#include <string.h>

#include "app/hall/create.h"
#include "app/hall/test_inside.h"
#include "app/test_world.h"
#include "base/civil.h"
#include "store/log.h"
#include "store/upkeep.h"

enum { FEW = 4 };

static int64_t number_of(struct world *world, const char *hall)
{
	struct store_hall row;

	assert_ok(world, store_hall_find(world->bed.store, text_of(hall), &world->arena, &row, &world->err));
	return row.no;
}

static struct text state_of(struct world *world, const char *hall)
{
	assert_int_equal(world_ask(world, DESK_STATE, hall, NULL), 200);
	return world->job.answer;
}

/* Look at halls x`from` to x`from + n - 1`, in groups. */
static void visit(struct world *world, int from, int n)
{
	static struct desk_job jobs[DESK_GROUP_MAX];

	for (int done = 0; done < n;) {
		uint32_t group = 0;

		for (; group < DESK_GROUP_MAX && done < n; done++) {
			const char *id = text_printf(&world->arena, "x%d", from + done).at;
			jobs[group++] = world_job(world, DESK_STATE, id, NULL);
		}
		world_group(world, jobs, group);
		assert_int_equal(jobs[group - 1].status, 200);
	}
}

/* N7: exactly those leave that were unused for longest, and each comes back as it was, with all it had. */
static void test_who_leaves(void **state)
{
	static struct hall_new halls[DESK_HALLS_MAX];
	static const char *const few[FEW] = { "a", "b", "c", "d" };
	struct text shown[FEW];
	struct desk_gauges gauges;
	struct world world;

	(void)state;
	world_open(&world, true);
	for (int i = 0; i < FEW; i++) {
		world_hall(&world, few[i], NULL);
		world_busy_day(&world, few[i]);
		world.now_ms = WORLD_START_MS;
	}
	world.now_ms += 2 * CIVIL_MS_PER_DAY;
	for (int i = 0; i < FEW; i++)
		shown[i] = state_of(&world, few[i]);
	for (int i = 0; i < DESK_HALLS_MAX; i++)
		halls[i].id = text_printf(&world.arena, "x%d", i);
	assert_ok(&world, hall_create(world.bed.store, halls, DESK_HALLS_MAX, &world.err));

	visit(&world, 0, DESK_HALLS_MAX - FEW); /* it is full now, with all of the few in it */
	for (int i = 0; i < FEW; i++)
		assert_true(inside_has(world.desk, few[i]));
	state_of(&world, "b"); /* used last, so b leaves after all others */
	visit(&world, DESK_HALLS_MAX - FEW, 2);
	assert_false(inside_has(world.desk, "a") || inside_has(world.desk, "c"));
	assert_true(inside_has(world.desk, "d") && inside_has(world.desk, "b") && inside_has(world.desk, "x0"));
	visit(&world, DESK_HALLS_MAX - FEW + 2, 2);
	assert_false(inside_has(world.desk, "d") || inside_has(world.desk, "x0"));
	assert_true(inside_has(world.desk, "b") && inside_has(world.desk, "x1"));
	desk_gauges(world.desk, &gauges);
	assert_int_equal(gauges.halls_open, DESK_HALLS_MAX);

	for (int i = 0; i < FEW; i++)
		assert_true(text_eq(state_of(&world, few[i]), shown[i]));
	assert_false(inside_has(world.desk, "x1") || inside_has(world.desk, "x3"));
	assert_true(inside_has(world.desk, "x4"));
	world_must(&world, "c", "ticket.take", "{\"service\":\"s3\"}");
	world_done(&world);
}

/* One event after the other in hall h1, in groups. */
static void run_commands(struct world *world, int n, const char *const *bodies, int kinds)
{
	static struct desk_job jobs[DESK_GROUP_MAX];

	for (int done = 0; done < n;) {
		uint32_t group = 0;

		for (; group < DESK_GROUP_MAX && done < n; done++)
			jobs[group++] = world_job(world, DESK_COMMAND, "h1", bodies[done % kinds]);
		world_group(world, jobs, group);
		assert_int_equal(jobs[group - 1].status, 200);
	}
}

/* `n` people take tickets and stay. */
static void take(struct world *world, int n)
{
	static const char *const body = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

	run_commands(world, n, &body, 1);
}

/* `n` events that leave nobody behind. */
static void pass(struct world *world, int n)
{
	static const char *const bodies[] = { "{\"command\":\"window.pause\",\"args\":{\"window\":\"w1\"}}",
					      "{\"command\":\"window.resume\",\"args\":{\"window\":\"w1\"}}" };
	const char *const odd[] = { bodies[1], bodies[0] };

	run_commands(world, n, inside_seq(world->desk) % 2 == 0 ? bodies : odd, 2);
}

static int64_t last_snapshot(struct world *world, uint32_t *ret_n)
{
	struct store_snapshot *list;

	assert_ok(world, store_snapshot_list(world->bed.store, number_of(world, "h1"), 0, &world->arena, &list, ret_n,
					     &world->err));
	return *ret_n > 0 ? list[*ret_n - 1].seq : 0;
}

/* S7: a snapshot is written by the group that reaches the distance, not by the one before it, and counted
 * from the last one; a desk that goes on counts from the snapshot that it began with. */
static void test_when_snapshots_are_written(void **state)
{
	struct desk_gauges gauges;
	struct world world;
	uint32_t n;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL); /* event 1 */
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	pass(&world, DESK_SNAPSHOT_EVERY - 3);
	assert_int_equal(last_snapshot(&world, &n), 0);
	pass(&world, 1);
	assert_int_equal(last_snapshot(&world, &n), DESK_SNAPSHOT_EVERY);
	pass(&world, DESK_SNAPSHOT_EVERY - 1);
	assert_int_equal(last_snapshot(&world, &n), DESK_SNAPSHOT_EVERY);
	pass(&world, 7); /* a group that steps over the mark: the snapshot is of its end */
	assert_int_equal(last_snapshot(&world, &n), 2 * DESK_SNAPSHOT_EVERY + 6);
	assert_int_equal(n, 2);
	desk_gauges(world.desk, &gauges);
	assert_int_equal(gauges.snapshots, 2);

	pass(&world, 5);
	world_reopen_desk(&world); /* the end writes one, for a fast start */
	assert_int_equal(last_snapshot(&world, &n), 2 * DESK_SNAPSHOT_EVERY + 11);
	world_reopen_desk(&world);
	state_of(&world, "h1");
	world_reopen_desk(&world); /* nothing happened: no further one */
	assert_int_equal(n, 3);
	state_of(&world, "h1");
	pass(&world, DESK_SNAPSHOT_EVERY - 1);
	last_snapshot(&world, &n);
	assert_int_equal(n, 3);
	pass(&world, 1);
	assert_int_equal(last_snapshot(&world, &n), 3 * DESK_SNAPSHOT_EVERY + 11);
	world_done(&world);
}

static void tamper(struct world *world, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(world->bed.path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_true(sqlite3_changes(db) > 0);
	sqlite3_close(db);
}

/* S7, S6: a hall whose log cannot be read says so, tells why once, and keeps no other from being served. */
static void test_unreadable_hall(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_hall(&world, "h2", NULL);
	desk_close(&world.desk);
	tamper(&world, "DELETE FROM snapshots");
	tamper(&world, "UPDATE events SET payload = replace(payload, 'services', 'Services') WHERE hall = 2");
	assert_ok(&world, desk_open(&world.desk, world.bed.store, 1, &world.err));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(world_ask(&world, DESK_STATE, "h1", NULL), 503);
		assert_string_equal(world_text(&world, "error"), "HALL_UNREADABLE");
		assert_int_equal(text_starts(world.job.why, TEXT("event 1: ")), i == 0);
		assert_int_equal(world.job.why.len > 0, i == 0);
		world_must(&world, "h2", "ticket.take", "{\"service\":\"s1\"}");
		assert_int_equal(world.job.why.len, 0);
	}
	tamper(&world, "UPDATE events SET payload = replace(payload, 'Services', 'services') WHERE hall = 2");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_done(&world);
}

/* Q10, S7: what was once accepted into the log stays readable, though no command may say it any more. */
static void test_old_names_stay_readable(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\",\"customer\":\"a_z\"}");
	desk_close(&world.desk);
	tamper(&world, "UPDATE events SET payload = replace(payload, 'a_z', 'a\\u0007z') WHERE hall = 2");
	tamper(&world, "UPDATE snapshots SET state = replace(state, 'a_z', 'a\\u0007z') WHERE hall = 2");
	for (int i = 0; i < 2; i++) {
		assert_ok(&world, desk_open(&world.desk, world.bed.store, 1, &world.err));
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		assert_int_equal(world_ask(&world, DESK_STATE, "h1", NULL), 200);
		assert_string_equal(world_text(&world, "waiting.0.customer"), "a\x07z");
		desk_close(&world.desk);
		tamper(&world, "DELETE FROM snapshots");
	}
	world_done(&world);
}

#define NEWEST "seq = (SELECT max(seq) FROM snapshots WHERE hall = 2)"

static const char *const damages[] = {
	"UPDATE snapshots SET state = 'no JSON at all' WHERE hall = 2 AND " NEWEST,
	"UPDATE snapshots SET state = '{}' WHERE hall = 2 AND " NEWEST,
	"UPDATE snapshots SET state = substr(state, 1, length(state) / 2) WHERE hall = 2 AND " NEWEST,
	/* whole, but of another event */
	"UPDATE snapshots SET state = (SELECT s.state FROM snapshots s WHERE s.hall = 2 ORDER BY s.seq LIMIT 1)"
	" WHERE hall = 2 AND " NEWEST,
	"UPDATE snapshots SET hash = zeroblob(32) WHERE hall = 2 AND " NEWEST,
	"DELETE FROM snapshots WHERE hall = 2 AND " NEWEST,
	"UPDATE snapshots SET state = '[]' WHERE hall = 2",
	"DELETE FROM snapshots WHERE hall = 2",
};

/* S7: a snapshot that is damaged, gone or of another event is no loss: the events say the same. */
static void test_damaged_snapshots(void **state)
{
	struct world world;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(damages); i++) {
		uint32_t n;

		world_open(&world, false);
		world_hall(&world, "h1", NULL);
		take(&world, 30);
		world_reopen_desk(&world);
		world_busy_day(&world, "h1");
		const struct text shown = state_of(&world, "h1");
		world_reopen_desk(&world);
		last_snapshot(&world, &n);
		assert_int_equal(n, 2);
		assert_int_equal(number_of(&world, "h1"), 2); /* as the statements say */
		tamper(&world, damages[i]);
		if (!text_eq(state_of(&world, "h1"), shown))
			fail_msg("another hall after %s", damages[i]);
		/* It goes on, and leaves a good one behind. */
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s3\"}");
		const struct text after = state_of(&world, "h1");
		world_reopen_desk(&world);
		assert_true(text_eq(state_of(&world, "h1"), after));
		assert_int_equal(inside_snapshot_seq(world.desk), inside_seq(world.desk));
		world_done(&world);
	}
}

/* N7: a hall does not grow with its history: what it has outgrown is left behind, and nothing changes by it. */
static void test_memory_is_bounded(void **state)
{
	enum { ROUNDS = 400, MOST_BYTES = 2 << 20 };
	struct world world;
	size_t most = 0;
	int shrunk = 0;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	const char *again = text_printf(&world.arena, "{\"config\":%s}", world_config(&world, NULL, NULL)).at;
	const size_t fresh = inside_bytes(world.desk);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	for (int i = 0; i < ROUNDS; i++) {
		const size_t before = inside_bytes(world.desk);

		world_must(&world, "h1", "hall.configure", again);
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\",\"customer\":\"一位顾客\"}");
		world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
		world_must(&world, "h1", "ticket.start", "{\"window\":\"w1\"}");
		world_must(&world, "h1", "ticket.finish", "{\"window\":\"w1\"}");
		shrunk += inside_bytes(world.desk) < before;
		most = inside_bytes(world.desk) > most ? inside_bytes(world.desk) : most;
	}
	assert_true(shrunk >= 2);
	assert_true(most > fresh && most < MOST_BYTES);
	const struct text shown = state_of(&world, "h1");
	assert_int_equal(world_int(&world, "served"), ROUNDS);
	world_reopen_desk(&world);
	assert_true(text_eq(state_of(&world, "h1"), shown));
	world_done(&world);
}

/* Q2, Q5: each hall's day ends once, at its own midnight, whether it is in memory or not. */
static void test_midnight_of_many_halls(void **state)
{
	enum { HALLS = 48, AT_ONCE = 7, ROUNDS_MAX = 100 };
	static const int offsets[] = { -210, 480, 0 };
	struct world world;
	int opened[CC_COUNT(offsets)] = { 0 };

	(void)state;
	world_open(&world, true);
	for (int i = 0; i < HALLS; i++) {
		const char *config = text_printf(&world.arena,
						 "{\"name\":\"厅\",\"services\":[{\"id\":\"s1\",\"name\":\"一\"}],"
						 "\"calendar\":{\"always_open\":true,\"utc_offset_min\":%d}}",
						 offsets[i % 3])
					     .at;
		world_hall_with(&world, text_printf(&world.arena, "x%d", i).at, config);
		world_must(&world, text_printf(&world.arena, "x%d", i).at, "ticket.take", "{\"service\":\"s1\"}");
	}
	world_reopen_desk(&world);
	/* It is evening in Newfoundland, morning in China and night at Greenwich: so midnight comes to them. */
	for (size_t zone = 0; zone < CC_COUNT(offsets); zone++) {
		struct text due[AT_ONCE];
		uint32_t n = 1;
		const int32_t day = civil_local_day(WORLD_START_MS, offsets[zone]) + 1;

		for (int round = 0; round < 4; round++) { /* all have been looked at */
			world.now_ms = civil_instant(day, 0, offsets[zone]) - 1;
			assert_int_equal(desk_due(world.desk, world.now_ms, AT_ONCE, due), 0);
		}
		world.now_ms++;
		for (int round = 0; n > 0; round++) {
			assert_true(round < ROUNDS_MAX);
			n = desk_due(world.desk, world.now_ms, AT_ONCE, due);
			for (uint32_t i = 0; i < n; i++) {
				const char *id = text_cstr(&world.arena, due[i]);
				int64_t number;
				assert_true(text_int(text_of(id + 1), &number));
				assert_int_equal(number % 3, zone);
				assert_int_equal(world_ask(&world, DESK_TICK, id, NULL), 200);
				assert_int_equal(world.outcome.news[0].n, 2); /* unserved, day.opened */
				opened[zone]++;
			}
		}
		assert_int_equal(opened[zone], HALLS / 3);
		world_reopen_desk(&world);
	}
	for (int i = 0; i < HALLS; i++) {
		state_of(&world, text_printf(&world.arena, "x%d", i).at);
		assert_int_equal(world_int(&world, "seq"), 4);
		assert_int_equal(world_int(&world, "taken"), 0);
		assert_int_equal(json_count(world_member(&world, "waiting")), 0);
	}
	world_done(&world);
}

/* Two desks, as when a standby is started too early. */
struct rivals {
	struct world world;
	struct desk *desks[2];
	struct store *store;
};

/* A group by one of the desks: a ticket in each of the halls. */
static void take_in_each(struct rivals *rivals, int which, int round)
{
	struct desk_job jobs[FEW];
	struct world *world = &rivals->world;

	world->desk = rivals->desks[which];
	for (int i = 0; i < FEW; i++) {
		const int hall = (i + round) % FEW;
		world->key = text_printf(&world->arena, "k-%d-%d", round, hall).at;
		jobs[i] = world_job(world, DESK_COMMAND, text_printf(&world->arena, "h%d", hall).at,
				    "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}");
	}
	world_group(world, jobs, FEW);
	assert_int_equal(world->outcome.rc, RC_OK);
	assert_int_equal(world->outcome.n, FEW);
	for (int i = 0; i < FEW; i++) {
		world->job = jobs[i];
		assert_string_equal(world_text(world, "result.number"), text_printf(&world->arena, "A%03d", round).at);
		assert_int_equal(world_int(world, "result.ahead"), round - 1);
	}
	/* The other one, asked again by the same key, says the same and does nothing. */
	world->desk = rivals->desks[1 - which];
	struct desk_job again = jobs[0];
	world_group(world, &again, 1);
	assert_true(text_eq(again.answer, jobs[0].answer));
	assert_int_equal(world->outcome.n, 0);
}

/* N7, Q2: whoever comes second learns so, decides again on what is there, and nothing is doubled or lost. */
static void test_two_desks(void **state)
{
	enum { ROUNDS = 24 };
	struct rivals rivals;
	struct world *world = &rivals.world;
	struct desk_gauges gauges[2];

	(void)state;
	world_open(world, true);
	for (int i = 0; i < FEW; i++)
		world_hall(world, text_printf(&world->arena, "h%d", i).at, NULL);
	rivals.store = bed_another(&world->bed, false);
	rivals.desks[0] = world->desk;
	assert_ok(world, desk_open(&rivals.desks[1], rivals.store, 2, &world->err));
	for (int round = 1; round <= ROUNDS; round++)
		take_in_each(&rivals, (round / 2 + round / 5) % 2, round);
	for (int i = 0; i < 2; i++)
		desk_gauges(rivals.desks[i], &gauges[i]);
	assert_int_equal(gauges[0].events + gauges[1].events, FEW * (ROUNDS + 1));
	assert_int_equal(gauges[0].repeated + gauges[1].repeated, ROUNDS);
	assert_int_equal(gauges[0].faults + gauges[1].faults, 0);

	world->desk = rivals.desks[0];
	world->key = NULL;
	desk_close(&rivals.desks[1]);
	store_close(&rivals.store);
	world_reopen_desk(world);
	for (int i = 0; i < FEW; i++) {
		const char *id = text_printf(&world->arena, "h%d", i).at;
		int64_t bad_seq;
		state_of(world, id);
		assert_int_equal(world_int(world, "taken"), ROUNDS);
		assert_int_equal(world_int(world, "seq"), ROUNDS + 1);
		assert_ok(world, store_chain_verify(world->bed.store, number_of(world, id), &bad_seq, &world->err));
	}
	world_done(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_leaves),
		cmocka_unit_test(test_when_snapshots_are_written),
		cmocka_unit_test(test_unreadable_hall),
		cmocka_unit_test(test_old_names_stay_readable),
		cmocka_unit_test(test_damaged_snapshots),
		cmocka_unit_test(test_memory_is_bounded),
		cmocka_unit_test(test_midnight_of_many_halls),
		cmocka_unit_test(test_two_desks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
