/* Telling waits beside the desk (Q16, A3): what is told, that it is judged truly, and that a server that starts anew
 * tells what one tells that never stopped. */
#include <string.h>

#include "app/hall/waits.h"
#include "app/hall/waits_hall.h"
#include "app/test_world.h"
#include "base/rng.h"

enum { LEARN_MAX = 100000, DAY_MS = 86400000, EVENING_MS = 36000000 };

struct bed_of_waits {
	struct world world;
	struct store *store;
	struct waits *waits;
	struct rng rng;
};

static struct bed_of_waits bed;

static int setup(void **state)
{
	struct err err;

	(void)state;
	memset(&bed, 0, sizeof(bed));
	world_open(&bed.world, false);
	world_hall(&bed.world, "h1", NULL);
	bed.store = bed_another(&bed.world.bed, true);
	rng_seed(&bed.rng, 1);
	return waits_open(&bed.waits, bed.store, &err);
}

static int teardown(void **state)
{
	(void)state;
	waits_close(&bed.waits);
	store_close(&bed.store);
	world_done(&bed.world);
	return 0;
}

static struct text show(struct waits *waits)
{
	struct text json;

	assert_ok(&bed.world, waits_json(waits, TEXT("h1"), bed.world.now_ms, &bed.world.arena, &json, &bed.world.err));
	return json;
}

/* The view, and members of it by their paths. */
static void look(void)
{
	bed.world.job.answer = show(bed.waits);
}

static int64_t number(const char *path)
{
	return world_int(&bed.world, path);
}

static void learn_all(struct waits *waits)
{
	int n = 0;

	while (waits_learn(waits))
		assert_in_range(n++, 0, LEARN_MAX);
}

static void open_window(void)
{
	world_must(&bed.world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
}

/* Commands that go to the desk together, each at its own time. */
static struct desk_job jobs[DESK_GROUP_MAX];
static uint32_t job_n;

static void flush(void)
{
	if (job_n > 0)
		world_group(&bed.world, jobs, job_n);
	for (uint32_t i = 0; i < job_n; i++)
		if (jobs[i].status != 200)
			fail_msg("%.*s", TEXT_ARG(jobs[i].answer));
	job_n = 0;
}

static void later(int64_t ms, const char *body)
{
	if (job_n == DESK_GROUP_MAX)
		flush();
	bed.world.now_ms += ms;
	jobs[job_n++] = world_job(&bed.world, DESK_COMMAND, "h1", body);
}

/* `n` customers are served at w1 for about two minutes each, and `more` come for each of them. Days end before
 * midnight does. */
static void serve(int n, int more)
{
	for (int i = 0; i < n; i++) {
		for (int m = 0; m < more; m++)
			later(0, m % 3 ? "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}"
				       : "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s2\"}}");
		later(1000, "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
		later(1000, "{\"command\":\"ticket.start\",\"args\":{\"window\":\"w1\"}}");
		later(60000 + (int64_t)(rng_next(&bed.rng) % 120000),
		      "{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w1\"}}");
		if ((bed.world.now_ms - WORLD_START_MS) % DAY_MS < EVENING_MS)
			continue;
		flush();
		bed.world.now_ms += DAY_MS - (bed.world.now_ms - WORLD_START_MS) % DAY_MS;
		world_must(&bed.world, "h1", "hall.tick", NULL);
		open_window();
	}
	flush();
	bed.world.now_ms += WAITS_FRESH_MS;
}

/* Q16: silent until there is something to tell, and with the reason. */
static void silence_has_a_reason(void **state)
{
	(void)state;
	look();
	assert_string_equal(world_text(&bed.world, "services.0.expected.silence"), "no_window");
	open_window();
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	bed.world.now_ms += WAITS_FRESH_MS;
	look();
	assert_string_equal(world_text(&bed.world, "services.0.expected.silence"), "no_history");
	assert_int_equal(number("services.0.expected.high_min"), 0);
	assert_int_equal(number("today.told"), 0);
	serve(8, 2);
	look();
	assert_true(number("services.0.expected.high_min") >= 2);
	assert_true(number("services.0.expected.low_min") <= number("services.0.expected.high_min"));
}

/* Q16: a ticket that waits is told less as it moves up, and nothing once it was called. */
static void tickets_are_told(void **state)
{
	struct view_expected now;
	int64_t first = 0, last = 0;

	(void)state;
	open_window();
	serve(6, 2);
	serve(4, 1);
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const int64_t ticket = number("result.ticket");
	for (int i = 0; i < 8; i++) {
		assert_ok(&bed.world,
			  waits_ticket(bed.waits, TEXT("h1"), ticket, bed.world.now_ms, &now, &bed.world.err));
		if (now.high_min == 0)
			break;
		first = first ? first : now.high_min;
		last = now.high_min;
		serve(1, 0);
	}
	assert_true(last > 0 && last < first);
	assert_int_equal(now.high_min | now.low_min | (int)now.silence, 0);
	assert_ok(&bed.world, waits_ticket(bed.waits, TEXT("h1"), 999999, bed.world.now_ms, &now, &bed.world.err));
	assert_int_equal(now.high_min | (int)now.silence, 0);
}

/* Q1, Q16: what a ticket was told as it was taken stays, whatever it is told meanwhile and whatever becomes of it,
 * until the stride after its own has ended. */
static void what_was_told_stays(void **state)
{
	struct view_expected first, later, now;

	(void)state;
	open_window();
	serve(6, 2);
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const int64_t ticket = number("result.ticket");
	learn_all(bed.waits);
	assert_ok(&bed.world, waits_ticket(bed.waits, TEXT("h1"), ticket, bed.world.now_ms, &now, &bed.world.err));
	assert_ok(&bed.world, waits_told(bed.waits, TEXT("h1"), ticket, &first, &bed.world.err));
	assert_true(first.high_min > 1);
	assert_int_equal(first.low_min, now.low_min);
	assert_int_equal(first.high_min, now.high_min);
	for (int64_t seq = ticket; seq <= ticket - ticket % WAITS_STRIDE + 2 * WAITS_STRIDE; seq = number("seq")) {
		serve(300, 1);
		learn_all(bed.waits);
		look();
		assert_ok(&bed.world, waits_told(bed.waits, TEXT("h1"), ticket, &later, &bed.world.err));
		const bool is_known = number("seq") < ticket - ticket % WAITS_STRIDE + 2 * WAITS_STRIDE;
		assert_int_equal(later.low_min, is_known ? first.low_min : 0);
		assert_int_equal(later.high_min, is_known ? first.high_min : 0);
		arena_reset(&bed.world.arena);
		look();
	}
	assert_ok(&bed.world, waits_told(bed.waits, TEXT("h1"), ticket + 1, &later, &bed.world.err));
	assert_int_equal(later.high_min | (int)later.silence, 0);
}

/* A3: every ticket that was called is judged once, by what it was told as it was taken. */
static void all_that_was_told_is_judged(void **state)
{
	enum { CALLS = 60 };

	(void)state;
	open_window();
	serve(5, 3);
	serve(CALLS - 5, 1);
	look();
	assert_int_equal(number("today.told") + number("today.silent"), CALLS);
	assert_true(number("today.told") >= CALLS / 2);
	assert_true(number("today.held") <= number("today.told"));
	assert_true(number("today.queued_held") <= number("today.held"));
	assert_int_equal(number("past.told"), number("today.told"));
	/* The next day begins with nothing told, and the weeks stay. */
	const int64_t past = number("past.told");
	bed.world.now_ms += DAY_MS;
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	look();
	assert_int_equal(number("today.told"), 0);
	assert_int_equal(number("past.told"), past);
}

/* A3: a ticket that was judged, sent on and called again in the next stride is not judged for its taking again. */
static void nobody_is_judged_twice(void **state)
{
	(void)state;
	open_window();
	world_must(&bed.world, "h1", "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}");
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&bed.world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_must(&bed.world, "h1", "ticket.transfer", "{\"window\":\"w1\",\"to_service\":\"s2\"}");
	for (int i = 0; i < WAITS_STRIDE; i++)
		later(0, i % 2 == 0 ? "{\"command\":\"window.pause\",\"args\":{\"window\":\"w2\"}}"
				    : "{\"command\":\"window.resume\",\"args\":{\"window\":\"w2\"}}");
	flush();
	world_must(&bed.world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	look();
	learn_all(bed.waits);
	look();
	assert_true(number("seq") > WAITS_STRIDE);
	assert_int_equal(number("past.told") + number("past.silent"), 1);
}

/* Q16, S7: who begins late tells to the letter what one tells who saw it all, whenever that is. */
static void a_new_start_tells_the_same(void **state)
{
	enum { STRIDES = WAITS_JUDGED + 5, EVENTS = STRIDES * WAITS_STRIDE, CHECKS = STRIDES };
	struct waits *late;
	int64_t checked = 0;

	(void)state;
	open_window();
	serve(4, 3);
	for (int64_t seq = 0; seq < EVENTS; seq = number("seq")) {
		serve(300, 1);
		if (seq * CHECKS / EVENTS == checked) {
			checked++;
			learn_all(bed.waits);
			assert_ok(&bed.world, waits_open(&late, bed.store, &bed.world.err));
			show(late);
			learn_all(late);
			const struct text ours = show(bed.waits), theirs = show(late);
			if (!text_eq(ours, theirs))
				fail_msg("%.*s\nis not\n%.*s", TEXT_ARG(ours), TEXT_ARG(theirs));
			waits_close(&late);
		}
		arena_reset(&bed.world.arena);
		look();
	}
	assert_int_equal(checked, CHECKS);
	assert_true(number("past.told") > WAITS_STRIDE);
}

/* Q16: a question learns a bounded piece of a long log, and says so; the rest is learned when nobody asks. */
static void long_logs_are_learned_by_and_by(void **state)
{
	struct view_expected now;

	(void)state;
	open_window();
	for (int i = 0; i < 4; i++) {
		serve(500, 1);
		arena_reset(&bed.world.arena);
	}
	look();
	assert_false(json_bool(world_member(&bed.world, "ready")));
	assert_string_equal(world_text(&bed.world, "services.0.expected.silence"), "learning");
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const int64_t ticket = number("result.ticket");
	waits_close(&bed.waits);
	assert_ok(&bed.world, waits_open(&bed.waits, bed.store, &bed.world.err));
	assert_ok(&bed.world, waits_ticket(bed.waits, TEXT("h1"), ticket, bed.world.now_ms, &now, &bed.world.err));
	assert_int_equal(now.silence, QUEUE_SILENCE_LEARNING);
	learn_all(bed.waits);
	look();
	assert_true(json_bool(world_member(&bed.world, "ready")));
	assert_ok(&bed.world, waits_ticket(bed.waits, TEXT("h1"), ticket, bed.world.now_ms, &now, &bed.world.err));
	assert_true(now.high_min > 0);
}

/* N8: what a hall's services are told is worked out at most once in WAITS_FRESH_MS, however many ask. */
static void answers_are_kept_for_a_moment(void **state)
{
	(void)state;
	open_window();
	const struct text first = show(bed.waits);
	world_must(&bed.world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	assert_true(text_eq(first, show(bed.waits)));
	bed.world.now_ms += WAITS_FRESH_MS;
	assert_false(text_eq(first, show(bed.waits)));
}

/* S6: no such hall is said, and costs nothing. */
static void unknown_halls_are_said(void **state)
{
	struct view_expected now;
	struct text json;

	(void)state;
	assert_int_equal(RC_MISSING, waits_json(bed.waits, TEXT("h9"), 0, &bed.world.arena, &json, &bed.world.err));
	assert_int_equal(RC_MISSING, waits_ticket(bed.waits, TEXT("h9"), 1, 0, &now, &bed.world.err));
	assert_false(waits_learn(bed.waits));
}

#define WAITS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WAITS_TEST(silence_has_a_reason),
		WAITS_TEST(tickets_are_told),
		WAITS_TEST(what_was_told_stays),
		WAITS_TEST(all_that_was_told_is_judged),
		WAITS_TEST(nobody_is_judged_twice),
		WAITS_TEST(a_new_start_tells_the_same),
		WAITS_TEST(long_logs_are_learned_by_and_by),
		WAITS_TEST(answers_are_kept_for_a_moment),
		WAITS_TEST(unknown_halls_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
