/* The desk: answers, keys, groups, faults, memory. */
#include <string.h>

#include "app/hall/create.h"
#include "app/hall/fold.h"
#include "app/hall/reader.h"
#include "app/test_world.h"
#include "base/bug.h"
#include "store/log.h"

static void answers_have_seq_events_and_result(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	assert_int_equal(world.outcome.n, 1);
	assert_int_equal(world.outcome.news[0].first_seq, 1);

	/* Q1: the slip's number and how many wait ahead. */
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	assert_string_equal(world_text(&world, "result.number"), "A001");
	assert_int_equal(world_int(&world, "result.ahead"), 0);
	assert_string_equal(world_text(&world, "result.service"), "s1");
	assert_string_equal(world_text(&world, "events.0.kind"), "ticket.taken");
	assert_string_equal(world_text(&world, "events.0.at"), "2026-11-23T09:00:00.000+08:00");
	assert_int_equal(world_int(&world, "events.0.seq"), world_int(&world, "seq"));
	assert_int_equal(world_int(&world, "result.ticket"), world_int(&world, "seq"));

	/* News carry the same events as the answer. */
	assert_int_equal(world.outcome.n, 1);
	assert_true(text_eq(world.outcome.news[0].hall, TEXT("h1")));
	assert_int_equal(world.outcome.news[0].n, 1);
	assert_non_null(strstr(text_cstr(&world.arena, world.job.answer),
			       text_cstr(&world.arena, world.outcome.news[0].events[0])));

	world_must(&world, "h1", "hall.tick", NULL);
	assert_int_equal(json_count(world_member(&world, "events")), 0);
	assert_int_equal(json_kind(world_member(&world, "result")), JSON_OBJECT);
	world_done(&world);
}

/* S6: bad input names the field and leaves nothing behind. */
static void bad_input_is_a_fault(void **state)
{
	static const struct {
		const char *hall, *body;
		int status;
		const char *error, *field;
	} cases[] = {
		{ "h1", "{\"command\":\"ticket.cancel\",\"args\":{}}", 400, "BODY_INVALID", "args.ticket" },
		{ "h1", "{\"command\":\"ticket.take\",\"args\":{\"service\":7}}", 400, "BODY_INVALID",
		  "args.service" },
		{ "h1", "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"size\":1}}", 400,
		  "BODY_INVALID", "args.size" },
		{ "h1", "{\"command\":\"ticket.burn\",\"args\":{}}", 400, "BODY_INVALID", "command" },
		{ "h1", "{\"args\":{}}", 400, "BODY_INVALID", "command" },
		{ "h1", "[]", 400, "BODY_INVALID", NULL },
		{ "h9", "{\"command\":\"hall.tick\",\"args\":{}}", 404, "HALL_UNKNOWN", NULL },
		{ "", "{\"command\":\"hall.tick\",\"args\":{}}", 404, "HALL_UNKNOWN", NULL },
	};
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_int_equal(world_ask(&world, DESK_COMMAND, cases[i].hall, cases[i].body),
				 cases[i].status);
		assert_string_equal(world_text(&world, "error"), cases[i].error);
		assert_true(strlen(world_text(&world, "hint")) > 0);
		if (cases[i].field != NULL)
			assert_string_equal(world_text(&world, "field"), cases[i].field);
		assert_int_equal(world.outcome.n, 0);
	}
	world_done(&world);
}

/* Q6, S6: a refusal says what is wrong and what to do, in the caller's language. */
static void refusals_speak_both_languages(void **state)
{
	static const struct {
		const char *pause;
		enum queue_language language;
		const char *message, *hint;
	} cases[] = {
		{ "{\"service\":\"s1\",\"reason\":\"系统维护\",\"ask\":\"王经理\"}", QUEUE_LANGUAGE_ZH,
		  "该业务暂停办理：系统维护", "请咨询王经理，或选择其他业务" },
		{ "{\"service\":\"s1\",\"reason\":\"Upkeep\",\"ask\":\"Mr Wang\"}", QUEUE_LANGUAGE_EN,
		  "This service is paused: Upkeep", "Ask Mr Wang, or choose another service" },
		{ "{\"service\":\"s1\"}", QUEUE_LANGUAGE_ZH, "该业务暂停办理：未说明",
		  "请咨询大堂经理，或选择其他业务" },
	};
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		world_must(&world, "h1", "service.pause", cases[i].pause);
		world.language = cases[i].language;
		assert_int_equal(world_do(&world, "h1", "ticket.take", "{\"service\":\"s1\"}"), 409);
		assert_string_equal(world_text(&world, "refusal"), "SERVICE_PAUSED");
		assert_string_equal(world_text(&world, "message"), cases[i].message);
		assert_string_equal(world_text(&world, "hint"), cases[i].hint);
		assert_int_equal(world.outcome.n, 0);
		world_must(&world, "h1", "service.resume", "{\"service\":\"s1\"}");
	}
	/* No text is ever left with a gap in it. */
	assert_int_equal(world_do(&world, "h1", "ticket.transfer", "{\"window\":\"w1\"}"), 409);
	assert_null(strchr(world_text(&world, "message"), '{'));
	world_done(&world);
}

/* Q2, N2: a key is answered once and then remembered, byte for byte; a refusal is not remembered. */
static void keys_make_retries_safe(void **state)
{
	struct world world;
	struct desk_gauges gauges;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);

	world.key = "refused-first";
	assert_int_equal(world_do(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}"), 409);
	world.key = NULL;
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world.key = "k-1";
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const struct text first = world.job.answer;
	world.key = "refused-first";
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");

	world.key = "k-1";
	for (int i = 0; i < 3; i++) {
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		assert_true(text_eq(world.job.answer, first));
		assert_int_equal(world.outcome.n, 0);
		world_reopen_desk(&world);
	}
	/* A body that says the same is the same command, another one is none that was answered. */
	assert_int_equal(world_ask(&world, DESK_COMMAND, "h1",
				   "{ \"command\": \"ticket.take\", \"args\": { \"service\": \"s1\" } }"),
			 200);
	assert_true(text_eq(world.job.answer, first));
	static const char *const others[][2] = { { "window.close", "{\"window\":\"w1\"}" },
						 { "ticket.take", "{\"service\":\"s2\"}" },
						 { "ticket.take", "{\"service\":\"s1\",\"card\":\"1\"}" } };
	for (size_t i = 0; i < CC_COUNT(others); i++) {
		assert_int_equal(world_do(&world, "h1", others[i][0], others[i][1]), 422);
		assert_string_equal(world_text(&world, "error"), "KEY_USED");
		assert_int_equal(world.outcome.n, 0);
	}

	/* Keys are told apart by hall. */
	world.key = NULL;
	world_hall(&world, "h2", NULL);
	world.key = "k-1";
	world_must(&world, "h2", "ticket.take", "{\"service\":\"s2\"}");
	assert_string_equal(world_text(&world, "result.number"), "B001");
	world_must(&world, "h2", "ticket.take", "{\"service\":\"s2\"}");
	assert_string_equal(world_text(&world, "result.number"), "B001");
	desk_gauges(world.desk, &gauges);
	assert_int_equal(gauges.repeated, 2);
	world_done(&world);
}

static void keys_are_checked(void **state)
{
	char longest[DESK_KEY_MAX + 2];
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	memset(longest, 'k', sizeof(longest));
	longest[DESK_KEY_MAX + 1] = '\0';
	const char *const bad[] = { "with blank", "tab\t", "中文", longest };
	for (size_t i = 0; i < CC_COUNT(bad); i++) {
		world.key = bad[i];
		assert_int_equal(world_do(&world, "h1", "ticket.take", "{\"service\":\"s1\"}"), 400);
		assert_string_equal(world_text(&world, "error"), "KEY_INVALID");
	}
	longest[DESK_KEY_MAX] = '\0';
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_done(&world);
}

/* Q2: jobs of one group see each other, the same key in one group is one operation, and the number is
 * given once. */
static void a_group_is_decided_in_order(void **state)
{
	enum { JOBS = 6 };
	struct desk_job jobs[JOBS];
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_hall(&world, "h2", NULL);
	const char *take = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";
	jobs[0] = world_job(&world, DESK_COMMAND, "h1", take);
	world.key = "same";
	jobs[1] = world_job(&world, DESK_COMMAND, "h1", take);
	jobs[2] = world_job(&world, DESK_COMMAND, "h1", take);
	world.key = NULL;
	jobs[3] = world_job(&world, DESK_COMMAND, "h2", take);
	jobs[4] = world_job(&world, DESK_STATE, "h1", NULL);
	jobs[5] = world_job(&world, DESK_COMMAND, "h1",
			    "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
	world_group(&world, jobs, JOBS);

	assert_int_equal(world.outcome.rc, RC_OK);
	assert_true(text_eq(jobs[1].answer, jobs[2].answer));
	assert_int_equal(jobs[5].status, 409);
	world.job = jobs[1];
	assert_string_equal(world_text(&world, "result.number"), "A002");
	world.job = jobs[4];
	assert_int_equal(world_int(&world, "taken"), 2);
	assert_int_equal(json_count(world_member(&world, "waiting")), 2);
	assert_int_equal(world.outcome.n, 2);
	assert_int_equal(world.outcome.news[0].n, 2);
	assert_int_equal(world.outcome.news[1].n, 1);
	world_done(&world);
}

/* S7: when the disk fails, nobody is told of success, nothing is remembered, and afterwards the hall is
 * what the log says. The fault is put at every operation in turn. */
static void a_failed_group_leaves_nothing(void **state)
{
	struct world world;
	bool all_went_well = false;
	int failures = 0;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	for (int64_t at = 1; !all_went_well; at++) {
		world_ask(&world, DESK_STATE, "h1", NULL);
		const int64_t before = world_int(&world, "taken");
		disk_faults(world.bed.disk,
			    &(struct disk_faults){ .write_error_at = at, .sync_error_at = at });
		world.key = text_printf(&world.arena, "key-%lld", (long long)at).at;
		const int status = world_do(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		all_went_well = disk_operations(world.bed.disk) < at;
		disk_faults(world.bed.disk, &(struct disk_faults){ 0 });
		assert_true(status == 200 || status == 503);
		assert_int_equal(world.outcome.n, status == 200);
		failures += status == 503;

		/* Asking again with the same key tells what became of it, and does it once. */
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		world.key = NULL;
		world_ask(&world, DESK_STATE, "h1", NULL);
		assert_int_equal(world_int(&world, "taken"), before + 1);
		assert_true(at < 1000);
	}
	assert_true(failures > 0);
	world_done(&world);
}

/* S7: another writer is noticed; memory is dropped and the command decided on what is there. */
static void a_second_writer_is_no_harm(void **state)
{
	struct desk *other;
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	struct store *store = bed_another(&world.bed, false);
	assert_ok(&world, desk_open(&other, store, 1, &world.err));
	for (int i = 1; i <= 10; i++) {
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
		struct desk *swap = world.desk;
		world.desk = other;
		other = swap;
		assert_string_equal(world_text(&world, "result.number"),
				    text_printf(&world.arena, "A%03d", i).at);
	}
	desk_close(&other);
	store_close(&store);
	world_done(&world);
}

/* S7, Q2: a hall that is read from its log again is the hall that was in memory. */
static void reload_equals_memory(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", "{\"no_show_places\":0}");
	world_busy_day(&world, "h1");
	assert_int_equal(world_ask(&world, DESK_STATE, "h1", NULL), 200);
	const struct text memory = world.job.answer;
	for (int i = 0; i < 2; i++) {
		world_reopen_desk(&world);
		assert_int_equal(world_ask(&world, DESK_STATE, "h1", NULL), 200);
		assert_true(text_eq(world.job.answer, memory));
	}
	world_done(&world);
}

static void crowd(struct world *world, int tickets)
{
	enum { GROUP = 128 };
	struct desk_job jobs[GROUP];

	for (int done = 0; done < tickets; done += GROUP) {
		for (int i = 0; i < GROUP; i++)
			jobs[i] = world_job(world, DESK_COMMAND, "h1",
					    "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\","
					    "\"customer\":\"一位名字很长的顾客，来了很多次\"}}");
		world_group(world, jobs, GROUP);
		assert_int_equal(jobs[GROUP - 1].status, 200);
	}
}

/* Q2: where many wait, a snapshot is large; there are fewer then, so that commands do not become slower. */
static void a_crowd_makes_snapshots_rare(void **state)
{
	enum { CROWD = 16 * DESK_SNAPSHOT_EVERY };
	struct desk_gauges before, after;
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	crowd(&world, CROWD);
	desk_gauges(world.desk, &before);
	crowd(&world, CROWD / 2);
	desk_gauges(world.desk, &after);
	assert_in_range(after.snapshots - before.snapshots, 1, CROWD / 2 / DESK_SNAPSHOT_EVERY / 2);
	world_done(&world);
}

/* Bytes of the newest snapshot of h1, which the desk writes as it closes. */
static size_t snapshot_size(struct world *world)
{
	struct store_snapshot snapshot;
	struct store_hall hall;

	world_reopen_desk(world);
	assert_int_equal(store_hall_find(world->bed.store, TEXT("h1"), &world->arena, &hall, &world->err), RC_OK);
	assert_int_equal(store_snapshot_get(world->bed.store, hall.no, INT64_MAX, INT64_MAX, &world->arena, &snapshot,
					    &world->err),
			 RC_OK);
	return snapshot.state.len;
}

static const char *repeated(struct arena *arena, const char *piece, size_t n)
{
	const size_t len = strlen(piece);
	char *at = ARENA_ARRAY(arena, n * len + 1, char);

	for (size_t i = 0; i < n; i++)
		memcpy(at + i * len, piece, len);
	return at;
}

/* S7: a hall full of tickets with the longest texts has a snapshot still. */
static void a_full_hall_fits_in_a_snapshot(void **state)
{
	struct world world;
	size_t before, after;

	(void)state;
	world_open(&world, false);
	const char *token = repeated(&world.arena, "f", 64);
	const char *name = repeated(&world.arena, "顾", 48);
	const char *reason = repeated(&world.arena, "因", 128);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	before = snapshot_size(&world);
	world_must(&world, "h1", "ticket.take",
		   text_printf(&world.arena,
			       "{\"service\":\"s1\",\"class\":\"vip\",\"customer\":\"%s\",\"token\":\"%s\","
			       "\"then\":[\"s2\",\"s3\"],\"channel\":\"kiosk\"}",
			       name, token)
			   .at);
	world_must(&world, "h1", "ticket.insert_ahead",
		   text_printf(&world.arena, "{\"ticket\":%lld,\"reason\":\"%s\"}",
			       (long long)world_int(&world, "result.ticket"), reason)
			   .at);
	after = snapshot_size(&world);
	assert_in_range((after - before) * QUEUE_LIVE_MAX, 1, FOLD_TEXT_MAX);
	world_done(&world);
}

/* Past many snapshots and compactions numbering goes on and nothing is lost. */
static void long_lives_are_compacted(void **state)
{
	enum { TICKETS = 3 * DESK_SNAPSHOT_EVERY };
	struct desk_gauges gauges;
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	crowd(&world, TICKETS);
	desk_gauges(world.desk, &gauges);
	assert_true(gauges.snapshots >= 2);
	assert_int_equal(gauges.events, TICKETS + 1);
	world_ask(&world, DESK_STATE, "h1", NULL);
	const struct text memory = world.job.answer;
	assert_int_equal(world_int(&world, "taken"), TICKETS);
	world_reopen_desk(&world);
	world_ask(&world, DESK_STATE, "h1", NULL);
	assert_true(text_eq(world.job.answer, memory));
	world_done(&world);
}

/* Q2, Q15: a day ends by itself, also in halls that nobody has asked for since the start. */
static void ticks_are_due_at_the_days_end(void **state)
{
	struct text due[4];
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_hall(&world, "h2", NULL);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_reopen_desk(&world);
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 0);
	world.now_ms += INT64_C(86400000);
	assert_int_equal(desk_due(world.desk, world.now_ms, 1, due), 1);
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 2);
	assert_int_equal(world_ask(&world, DESK_TICK, "h1", NULL), 200);
	assert_int_equal(world.outcome.news[0].n, 2); /* unserved, day.opened */
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 1);
	assert_int_equal(world_ask(&world, DESK_TICK, "h2", NULL), 200);
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 0);
	assert_int_equal(world_ask(&world, DESK_TICK, "h9", NULL), 404);
	world_done(&world);
}

/* What is due is a fact, also where the command behind it is refused. */
static void due_events_outlive_a_refusal(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world.now_ms += INT64_C(86400000);
	assert_int_equal(world_do(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}"), 409);
	assert_int_equal(world.outcome.n, 1);
	assert_non_null(strstr(text_cstr(&world.arena, world.outcome.news[0].events[0]), "day.opened"));
	world_reopen_desk(&world);
	world_ask(&world, DESK_STATE, "h1", NULL);
	assert_string_equal(world_text(&world, "date"), "2026-11-24");
	assert_int_equal(world_int(&world, "seq"), 2);
	world_done(&world);
}

/* Q4, Q5, Q15, M1: the other questions. */
static void queries_answer(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall_with(
		&world, "h1",
		world_config(&world, NULL,
			     "\"menus\":[{\"id\":\"m\",\"nodes\":[{\"id\":\"n1\",\"kind\":\"parent\","
			     "\"name\":\"个人\"},"
			     "{\"id\":\"n2\",\"parent\":\"n1\",\"kind\":\"service\",\"service\":\"s1\"},"
			     "{\"id\":\"n3\",\"kind\":\"notice\",\"name\":\"提示\",\"notice\":"
			     "\"本号只办挂失\"}]}]"));
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const int64_t ticket = world_int(&world, "result.ticket");

	assert_int_equal(world_ask(&world, DESK_MENU, "h1", NULL), 200);
	assert_int_equal(json_count(world_member(&world, "buttons")), 3);
	assert_string_equal(world_text(&world, "buttons.1.name"), "综合业务");
	assert_string_equal(world_text(&world, "buttons.1.parent"), "n1");
	assert_int_equal(json_kind(world_member(&world, "buttons.0.parent")), JSON_NULL);
	assert_int_equal(world_int(&world, "buttons.1.waiting"), 1);
	assert_string_equal(world_text(&world, "day_kind"), "workday");

	assert_int_equal(world_ask(&world, DESK_CONFIG, "h1", NULL), 200);
	assert_string_equal(world_text(&world, "windows.2.id"), "w3");

	assert_int_equal(world_ask(&world, DESK_SLOTS, "h1", "{\"service\":\"s1\",\"date\":\"2026-11-24\"}"),
			 200);
	assert_int_equal(json_count(world_member(&world, "slots")), 8);
	assert_int_equal(world_int(&world, "slots.0.free"), 3);
	assert_int_equal(world_ask(&world, DESK_SLOTS, "h1", "{\"service\":\"s9\",\"date\":\"2026-11-24\"}"),
			 400);
	assert_string_equal(world_text(&world, "field"), "service");
	assert_int_equal(world_ask(&world, DESK_SLOTS, "h1", "{\"service\":\"s1\",\"date\":\"24.11.\"}"),
			 400);
	assert_string_equal(world_text(&world, "field"), "date");

	const char *which = text_printf(&world.arena, "{\"ticket\":%lld}", (long long)ticket).at;
	assert_int_equal(world_ask(&world, DESK_TICKET, "h1", which), 200);
	assert_string_equal(world_text(&world, "state"), "waiting");
	assert_int_equal(json_kind(world_member(&world, "window")), JSON_NULL);
	assert_int_equal(world_ask(&world, DESK_TICKET, "h1", "{\"ticket\":\"77\"}"), 404);
	assert_string_equal(world_text(&world, "error"), "TICKET_UNKNOWN");
	assert_int_equal(world_ask(&world, DESK_TICKET, "h1", NULL), 400);
	world_done(&world);
}

/* Q7, Q12: what boards and callers see of a window, a call and a kept ticket. */
static void the_state_shows_windows_and_calls(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take",
		   "{\"service\":\"s2\",\"class\":\"vip\",\"customer\":\"陈女士\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_ask(&world, DESK_STATE, "h1", NULL);
	assert_string_equal(world_text(&world, "windows.0.state"), "called");
	assert_string_equal(world_text(&world, "windows.0.clerk_name"), "李");
	assert_string_equal(world_text(&world, "windows.0.number"), "B001");
	assert_string_equal(world_text(&world, "windows.0.customer"), "陈女士");
	assert_int_equal(json_count(world_member(&world, "windows.0.services")), 3);
	assert_int_equal(json_kind(world_member(&world, "windows.1.clerk")), JSON_NULL);
	assert_string_equal(world_text(&world, "calls.0.window_name"), "1号窗口");
	assert_string_equal(world_text(&world, "waiting.0.number"), "A001");
	assert_string_equal(world_text(&world, "clerks.0.window"), "w1");
	assert_string_equal(world_text(&world, "classes.1.id"), "vip");

	world_must(&world, "h1", "ticket.start", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "ticket.hold", "{\"window\":\"w1\",\"kind\":\"keep\"}");
	world_ask(&world, DESK_STATE, "h1", NULL);
	assert_string_equal(world_text(&world, "held.0.clerk"), "c1");
	assert_string_equal(world_text(&world, "windows.0.state"), "free");
	world_done(&world);
}

/* A hall that was added and not configured yet can be looked at, and refuses all else. */
static void an_empty_hall_is_a_hall(void **state)
{
	struct world world;

	(void)state;
	world_open(&world, false);
	const char *empty = "hall"; /* the bed's own */
	struct arena *arena = &world.arena;
	struct reader *reader;
	struct text halls;
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	assert_ok(&world, reader_halls(reader, arena, &halls, &world.err));
	world.job.answer = halls;
	empty = world_text(&world, "halls.0.id");
	assert_int_equal(world_do(&world, empty, "ticket.take", "{\"service\":\"s1\"}"), 409);
	assert_string_equal(world_text(&world, "refusal"), "HALL_NOT_CONFIGURED");
	assert_int_equal(world_ask(&world, DESK_STATE, empty, NULL), 200);
	assert_int_equal(world_int(&world, "seq"), 0);
	assert_int_equal(world_ask(&world, DESK_MENU, empty, NULL), 200);
	assert_int_equal(world_ask(&world, DESK_CONFIG, empty, NULL), 409);
	reader_close(&reader);
	world_done(&world);
}

/* S7: a hall whose log nobody can read says so, and the others in its group go on. */
static void an_unreadable_hall_harms_no_other(void **state)
{
	const struct store_event nonsense = {
		.seq = 1, .at_ms = 1, .kind = TEXT("ticket.vanished"), .payload = TEXT("{}")
	};
	const char *take = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";
	struct desk_job jobs[2];
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	assert_ok(&world, store_begin(world.bed.store, &world.err));
	assert_ok(&world, store_append(world.bed.store, world.bed.hall, 0, &nonsense, 1, &world.err));
	assert_ok(&world, store_commit(world.bed.store, &world.err));
	jobs[0] = world_job(&world, DESK_COMMAND, "main", take);
	jobs[1] = world_job(&world, DESK_COMMAND, "h1", take);
	world_group(&world, jobs, 2);
	assert_int_equal(world.outcome.rc, RC_OK);
	assert_int_equal(jobs[0].status, 503);
	assert_int_equal(jobs[1].status, 200);
	world_done(&world);
}

/* N7: more halls than fit into memory; the one unused for longest leaves, and comes back as it was. */
static void halls_leave_memory_by_use(void **state)
{
	enum { HALLS = DESK_HALLS_MAX + 2 * DESK_GROUP_MAX };
	static struct hall_new halls[HALLS];
	struct desk_job jobs[DESK_GROUP_MAX];
	struct desk_gauges gauges;
	struct text due[4];
	struct world world;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "first", NULL);
	world_must(&world, "first", "ticket.take", "{\"service\":\"s1\"}");
	for (int i = 0; i < HALLS; i++)
		halls[i].id = text_printf(&world.arena, "x%d", i);
	assert_ok(&world, hall_create(world.bed.store, halls, HALLS, &world.err));
	for (int first = 0; first < HALLS; first += DESK_GROUP_MAX) {
		for (int i = 0; i < DESK_GROUP_MAX; i++)
			jobs[i] = world_job(&world, DESK_STATE, halls[first + i].id.at, NULL);
		world_group(&world, jobs, DESK_GROUP_MAX);
		assert_int_equal(jobs[DESK_GROUP_MAX - 1].status, 200);
	}
	desk_gauges(world.desk, &gauges);
	assert_int_equal(gauges.halls_open, DESK_HALLS_MAX);

	/* Its day ends all the same, although it is not in memory. */
	world.now_ms += INT64_C(86400000);
	assert_int_equal(desk_due(world.desk, world.now_ms, CC_COUNT(due), due), 1);
	assert_true(text_eq(due[0], TEXT("first")));
	assert_int_equal(world_ask(&world, DESK_STATE, "first", NULL), 200);
	assert_int_equal(json_count(world_member(&world, "waiting")), 1);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_have_seq_events_and_result),
		cmocka_unit_test(bad_input_is_a_fault),
		cmocka_unit_test(refusals_speak_both_languages),
		cmocka_unit_test(keys_make_retries_safe),
		cmocka_unit_test(keys_are_checked),
		cmocka_unit_test(a_group_is_decided_in_order),
		cmocka_unit_test(a_failed_group_leaves_nothing),
		cmocka_unit_test(a_second_writer_is_no_harm),
		cmocka_unit_test(reload_equals_memory),
		cmocka_unit_test(a_crowd_makes_snapshots_rare),
		cmocka_unit_test(a_full_hall_fits_in_a_snapshot),
		cmocka_unit_test(long_lives_are_compacted),
		cmocka_unit_test(ticks_are_due_at_the_days_end),
		cmocka_unit_test(due_events_outlive_a_refusal),
		cmocka_unit_test(queries_answer),
		cmocka_unit_test(the_state_shows_windows_and_calls),
		cmocka_unit_test(an_empty_hall_is_a_hall),
		cmocka_unit_test(an_unreadable_hall_harms_no_other),
		cmocka_unit_test(halls_leave_memory_by_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
