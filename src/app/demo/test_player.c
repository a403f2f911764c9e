/* What the player of days may do, whatever happens around it (S6): it moves its own windows only, asks things
 * of its own customers only, and its hall speaks two languages. Visitors use the hall meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/demo/demo.h"
#include "base/civil.h"
#include "base/index.h"
#include "queue/step.h"

enum { ARENA_BYTES = 256 << 20, OFFSET_MIN = 480, STEPS = 6000, VISIT_EVERY = 25 };

/* 2026-11-23T10:00+08:00. */
#define START_MS INT64_C(1795399200000)

struct stage {
	struct arena arena, paper;
	struct demo_script script;
	struct demo demo;
	struct queue_hall hall;
	struct index called, taken, booked; /* by the player; to 1 */
	uint64_t seed;
	int64_t asked[DEMO_ERRAND_COUNT]; /* commands about one ticket or booking */
};

/* Let the hall decide; the answer as the API gives it. */
static const struct json *decide(struct stage *stage, struct text body, int64_t at_ms, const struct json **ret_command)
{
	struct buf buf = { .arena = &stage->paper };
	struct json_out out = { .buf = &buf };
	struct queue_command command;
	const struct json *json;

	assert_int_equal(json_parse(&stage->paper, body, &json, NULL), RC_OK);
	assert_int_equal(queue_command_read(&stage->hall, json, &stage->paper, &command, NULL), RC_OK);
	*ret_command = json;
	const struct queue_decision decision = queue_step(&stage->hall, &command, at_ms, stage->seed++, &stage->paper);
	json_open(&out, '{');
	json_key(&out, decision.refusal != REFUSED_NOT ? "refusal" : "result");
	if (decision.refusal != REFUSED_NOT) {
		json_put_text(&out, text_of(queue_refusal_infos[decision.refusal].name));
	} else {
		const struct queue_event *result = NULL;
		for (uint32_t i = 0; i < decision.n; i++)
			if ((int)decision.events[i].kind == queue_command_infos[command.kind].result_event)
				result = &decision.events[i];
		assert_non_null(result);
		queue_event_write(&stage->hall, result, &out);
	}
	json_close(&out, '}');
	assert_int_equal(json_parse(&stage->paper, buf_view(&buf), &json, NULL), RC_OK);
	return json;
}

static void open_stage(struct stage *stage, uint64_t seed, double speed)
{
	const struct json *command;

	*stage = (struct stage){ .seed = seed };
	arena_init(&stage->arena, ARENA_BYTES);
	arena_init(&stage->paper, ARENA_BYTES);
	stage->called.arena = stage->taken.arena = stage->booked.arena = &stage->arena;
	assert_int_equal(demo_script_read(text_of(demo_day_json), &stage->arena, &stage->script, NULL), RC_OK);
	queue_hall_init(&stage->hall, &stage->arena);
	demo_init(&stage->demo, &stage->script, seed, OFFSET_MIN, speed, START_MS);
	decide(stage,
	       text_printf(&stage->paper, "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}", demo_hall_json),
	       START_MS, &command);
}

static void close_stage(struct stage *stage)
{
	arena_done(&stage->arena);
	arena_done(&stage->paper);
}

static bool is_among(const struct shape_list *list, struct text word)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (text_eq(demo_word(list, i), word))
			return true;
	return false;
}

static struct text text_at(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);

	return value != NULL ? json_text(value) : text_of(NULL);
}

static int64_t int_at(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);

	return value != NULL ? json_int(value) : 0;
}

/* What the command is about must be the player's own. */
static void check_command(struct stage *stage, const struct json *command)
{
	const struct text name = text_at(command, "command");
	const struct json *args = json_member(command, "args");
	const struct text window = text_at(args, "window"), clerk = text_at(args, "clerk");
	const int64_t ticket = int_at(args, "ticket");

	if (window.len > 0)
		assert_true(is_among(&stage->script.crew, window));
	if (clerk.len > 0)
		assert_true(is_among(&stage->script.clerks, clerk));
	if (text_eq(name, TEXT("ticket.cancel")) || text_eq(name, TEXT("ticket.insert_ahead"))) {
		assert_true(index_get(&stage->taken, ticket, NULL));
		stage->asked[DEMO_LEAVE]++;
	}
	if (text_eq(name, TEXT("rating.give")) || text_eq(name, TEXT("ticket.reinstate"))) {
		assert_true(index_get(&stage->called, ticket, NULL));
		stage->asked[DEMO_RATE]++;
	}
	if (text_eq(name, TEXT("appointment.redeem"))) {
		assert_true(index_get(&stage->booked, int_at(args, "appointment"), NULL));
		stage->asked[DEMO_REDEEM]++;
	}
	/* Nothing that is a manager's of the real hall. */
	assert_false(text_starts(name, TEXT("hall.")) || text_starts(name, TEXT("service.")) ||
		     text_eq(name, TEXT("window.set_services")) || text_eq(name, TEXT("appointment.cancel")));
}

static void remember(struct stage *stage, const struct json *command, const struct json *answer)
{
	const struct text name = text_at(command, "command");
	const struct json *result = json_member(answer, "result");

	if (result == NULL)
		return;
	if (text_eq(name, TEXT("ticket.take")) || text_eq(name, TEXT("appointment.redeem")))
		index_put(&stage->taken, int_at(result, "ticket"), 1);
	if (text_eq(name, TEXT("ticket.call_next")))
		index_put(&stage->called, int_at(result, "ticket"), 1);
	if (text_eq(name, TEXT("appointment.book")))
		index_put(&stage->booked, int_at(result, "appointment"), 1);
}

/* Visitors take tickets and work at a window of their own. */
static void visit(struct stage *stage, int step, int64_t at_ms)
{
	static const char *const visits[] = {
		"{\"command\":\"window.open\",\"args\":{\"window\":\"w7\",\"clerk\":\"c09\"}}",
		"{\"command\":\"ticket.take\",\"args\":{\"service\":\"pay\"}}",
		"{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w7\"}}",
		"{\"command\":\"ticket.start\",\"args\":{\"window\":\"w7\"}}",
		"{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w7\"}}",
	};
	const struct json *command;

	decide(stage, text_of(visits[step / VISIT_EVERY % (int)CC_COUNT(visits)]), at_ms, &command);
}

/* All commands of a stretch of the day, checked one by one; FNV-1a over them into `ret_sum`. */
static int64_t perform(struct stage *stage, int steps, uint64_t *ret_sum)
{
	int64_t at = START_MS;
	uint64_t sum = 14695981039346656037u;

	for (int i = 0; i < steps; i++) {
		struct buf body = { .arena = &stage->paper };
		const struct json *command;

		at = demo_due_at(&stage->demo);
		if (i % VISIT_EVERY == 0)
			visit(stage, i, at);
		if (!demo_next(&stage->demo, at, &body))
			continue;
		for (size_t b = 0; b < body.len; b++)
			sum = (sum ^ (unsigned char)body.at[b]) * 1099511628211u;
		const struct json *answer = decide(stage, buf_view(&body), at, &command);
		check_command(stage, command);
		remember(stage, command, answer);
		demo_answered(&stage->demo, at, answer);
		arena_reset(&stage->paper);
	}
	*ret_sum = sum;
	return at;
}

/* S6: visitors may come and go; nobody of them is cancelled, moved or signed out by the player. */
static void test_only_its_own(void **state)
{
	uint64_t sums[4];

	(void)state;
	for (uint64_t seed = 1; seed <= CC_COUNT(sums); seed++) {
		struct stage stage;

		open_stage(&stage, seed, 1);
		perform(&stage, STEPS, &sums[seed - 1]);
		/* There was something to check of each kind. */
		assert_true(stage.asked[DEMO_LEAVE] > 10 && stage.asked[DEMO_RATE] > 50 &&
			    stage.asked[DEMO_REDEEM] > 0);
		assert_true(stage.hall.counts.served > 300);
		/* The visitors' clerk is still where they put it. */
		assert_int_not_equal(stage.hall.windows[7].clerk.n, 0);
		assert_string_equal(stage.hall.clerks[stage.hall.windows[7].clerk.n].config.id, "c09");
		for (uint64_t other = 1; other < seed; other++)
			assert_true(sums[other - 1] != sums[seed - 1]);
		close_stage(&stage);
	}
}

/* S6: same seed and same visitors, same commands. */
static void test_same_seed(void **state)
{
	uint64_t first, again;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct stage stage;

		open_stage(&stage, 77, 1);
		perform(&stage, STEPS / 4, i == 0 ? &first : &again);
		close_stage(&stage);
	}
	assert_true(first == again);
}

/* S6: at sixty times the speed as much happens in a sixtieth of the time. */
static void test_speed(void **state)
{
	struct stage plain, fast;
	uint64_t sum;

	(void)state;
	open_stage(&plain, 5, 1);
	open_stage(&fast, 5, 60);
	const int64_t plain_ms = perform(&plain, STEPS / 4, &sum) - START_MS;
	const int64_t fast_ms = perform(&fast, STEPS / 4, &sum) - START_MS;
	assert_in_range(plain_ms / fast_ms, 30, 120);
	close_stage(&plain);
	close_stage(&fast);
}

static bool is_wide(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] >= 0x80)
			return true;
	return false;
}

/* S6: whatever customers read in the demonstration's hall is there in Chinese and in English. */
static void test_two_languages(void **state)
{
	static const char *const lists[] = { "services", "classes", "pause_reasons", "rating_reasons" };
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *config;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(json_parse(&arena, text_of(demo_hall_json), &config, NULL), RC_OK);
	assert_true(is_wide(text_at(config, "name")));
	assert_true(text_at(config, "name_en").len > 0 && !is_wide(text_at(config, "name_en")));
	for (size_t l = 0; l < CC_COUNT(lists); l++) {
		const struct json *list = json_member(config, lists[l]);

		assert_true(json_count(list) >= 3);
		for (size_t i = 0; i < json_count(list); i++) {
			const struct json *entry = json_entry(list, i);
			const struct text name_en = text_at(entry, "name_en");
			if (!is_wide(text_at(entry, "name")) || name_en.len == 0 || is_wide(name_en))
				fail_msg("%s[%zu]: %.*s, %.*s", lists[l], i, TEXT_ARG(text_at(entry, "name")),
					 TEXT_ARG(name_en));
		}
	}
	const struct json *alerts = json_member(config, "alerts");
	for (size_t i = 0; i < json_count(alerts); i++) {
		const struct text owner_en = text_at(json_entry(alerts, i), "owner_en");
		assert_true(owner_en.len > 0 && !is_wide(owner_en));
	}
	const struct json *menus = json_member(config, "menus");
	for (size_t m = 0; m < json_count(menus); m++) {
		const struct json *nodes = json_member(json_entry(menus, m), "nodes");
		for (size_t i = 0; i < json_count(nodes); i++) {
			const struct json *node = json_entry(nodes, i);
			if (text_at(node, "name").len > 0) /* otherwise it is the service's */
				assert_true(text_at(node, "name_en").len > 0 && !is_wide(text_at(node, "name_en")));
		}
	}
}

/* S6: windows pause for reasons that the hall has in both languages. */
static void test_known_pauses(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *config, *day;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(json_parse(&arena, text_of(demo_hall_json), &config, NULL), RC_OK);
	assert_int_equal(json_parse(&arena, text_of(demo_day_json), &day, NULL), RC_OK);
	const struct json *known = json_member(config, "pause_reasons"), *used = json_member(day, "pause_reasons");
	assert_true(json_count(used) > 0);
	for (size_t i = 0; i < json_count(used); i++) {
		size_t k = 0;
		while (k < json_count(known) &&
		       !text_eq(text_at(json_entry(known, k), "name"), json_text(json_entry(used, i))))
			k++;
		assert_true(k < json_count(known));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_its_own),
		cmocka_unit_test(test_same_seed),
		cmocka_unit_test(test_speed),
		cmocka_unit_test(test_two_languages),
		cmocka_unit_test(test_known_pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
