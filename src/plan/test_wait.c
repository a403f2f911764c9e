/* What a ticket is told of its wait (Q1, Q12, Q16): who stands ahead under the policy (Q9), which windows count, when
 * nothing is told, and that what is told follows what came true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cc.h"
#include "base/civil.h"
#include "base/rng.h"
#include "plan/wait.h"
#include "queue/test_script.h"

enum { TEN_MIN_MS = 600000, SERVICES = 3 };

static const struct queue_service_id service_a = { 1 };

struct bed {
	struct script script;
	struct arena arena;
	struct plan_wait wait;
};

/* A hall in which every service has always taken ten minutes. */
static void bed_begin(struct bed *bed, bool history)
{
	script_begin(&bed->script);
	arena_init(&bed->arena, 1 << 20);
	bed->wait = (struct plan_wait){ .handling.arena = &bed->arena };
	for (uint16_t i = 0; history && i < PLAN_HANDLING_FIRST * SERVICES; i++)
		plan_handling_learn(&bed->wait.handling, (struct queue_service_id){ (uint16_t)(1 + i % SERVICES) },
				    TEN_MIN_MS);
}

static void bed_end(struct bed *bed)
{
	arena_done(&bed->arena);
	script_end(&bed->script);
}

static struct plan_range tell_newcomer(const struct bed *bed, uint16_t class_)
{
	const struct queue_ticket ticket = plan_newcomer(service_a, (struct queue_class_id){ class_ }, bed->script.now);

	return plan_wait_tell(&bed->wait, &bed->script.hall, &ticket, bed->script.now);
}

enum { ORDINARY = 1, VIP = 2 };

#define BUSY  "open w1 c1\n09:00 take a\ncall_next w1\nstart w1\n"
#define BUSY2 BUSY "open w2 c2\ntake b\ncall_next w2\nstart w2\n"
#define SPLIT                                                                                  \
	"config windows=[{'id':'w1','name':'1','services':[{'service':'a'},{'service':'b'}]}," \
	"{'id':'w2','name':'2','services':[{'service':'b'}]}]\n"
#define BOOKS                                                                     \
	"config services=[{'id':'a','name':'A','prefix':'A','slot_capacity':2}] " \
	"booking={'from':'09:00','to':'17:00','grace_min':15} "                   \
	"windows=[{'id':'w1','name':'1','services':[{'service':'a'}]}]\n"
#define MISSES "config policy={'no_show_places':2}\nopen w1 c1\n09:00 take a\ncall_next w1\n"
#define HELPER                                                                                                       \
	"config services=[{'id':'a','name':'A','prefix':'A','balance_above':1},{'id':'b','name':'B','prefix':'B'}] " \
	"windows=[{'id':'w1','name':'1','services':[{'service':'a'}]},"                                              \
	"{'id':'w2','name':'2','services':[{'service':'b'}],'helps':true}]\n"

static const struct standing {
	const char *name, *lines;
	uint16_t class_;
	enum plan_silence silence;
	uint32_t open, free;
	double ahead;
	double units; /* Erlang's median, in handling times by windows: 0.702 for k = 1, 1.685 for 2, 2.679 for 3 */
} standings[] = {
	{ "no window", "take a\n", ORDINARY, PLAN_NO_WINDOW, 0, 0, 0, 0 },
	{ "a window for another service", "open w3 c1\n", ORDINARY, PLAN_NO_WINDOW, 0, 0, 0, 0 },
	{ "a free window", "open w1 c1\n", ORDINARY, PLAN_SPEAKS, 1, 1, 0, 0 },
	{ "a window for two", "open w1 c1\ntake a\n", ORDINARY, PLAN_SPEAKS, 1, 1, 1, 0.702332 },
	{ "one window, busy", BUSY, ORDINARY, PLAN_SPEAKS, 1, 0, 0, 0.702332 },
	{ "one window, busy, one waits", BUSY "take b\n", ORDINARY, PLAN_SPEAKS, 1, 0, 1, 1.684842 },
	{ "two windows, busy", BUSY2, ORDINARY, PLAN_SPEAKS, 2, 0, 0, 0.702332 },
	{ "two windows, busy, two wait", BUSY2 "take b\ntake a\n", ORDINARY, PLAN_SPEAKS, 2, 0, 2, 2.678860 },
	{ "two windows, one free", BUSY "open w2 c2\n", ORDINARY, PLAN_SPEAKS, 2, 1, 0, 0 },
	{ "others wait for other windows", BUSY "take c\ntake c\n", ORDINARY, PLAN_SPEAKS, 1, 0, 0, 0.702332 },
	{ "a paused window", "open w1 c1\nwindow.pause w1 reason=lunch\n", ORDINARY, PLAN_NO_WINDOW, 0, 0, 0, 0 },
	{ "one of two paused", BUSY "open w2 c2\nwindow.pause w2 reason=lunch\n", ORDINARY, PLAN_SPEAKS, 1, 0, 0,
	  0.702332 },
	{ "a paused service", "open w1 c1\nservice.pause a reason='no forms' ask='the manager'\n", ORDINARY,
	  PLAN_NO_SERVICE, 1, 1, 0, 0 },
	{ "another paused service", "open w1 c1\nservice.pause b reason='no forms' ask='the manager'\n", ORDINARY,
	  PLAN_SPEAKS, 1, 1, 0, 0 },
	{ "a VIP waits", BUSY "take a class=vip\n", ORDINARY, PLAN_SPEAKS, 1, 0, 1, 1.684842 },
	{ "a VIP comes", BUSY "take a\n", VIP, PLAN_SPEAKS, 1, 0, 0, 0.702332 },
	{ "one who was sent elsewhere", "open w3 c3\n" BUSY "transfer w1 to_window=w3\ntake b\ncall_next w1\n",
	  ORDINARY, PLAN_SPEAKS, 1, 0, 0, 0.702332 },
	{ "one who was sent to this window",
	  "open w3 c3\n09:00 take c\ncall_next w3\nstart w3\n" BUSY "transfer w3 to_window=w1\n", ORDINARY, PLAN_SPEAKS,
	  1, 0, 1, 1.684842 },
	{ "an appointment in its slot", BOOKS "08:00 book a 2026-11-23 09:00 name=wang\n" BUSY "redeem $wang\n", VIP,
	  PLAN_SPEAKS, 1, 0, 1, 1.684842 },
	{ "one ahead whom two windows serve", SPLIT BUSY2 "take b\n", ORDINARY, PLAN_SPEAKS, 1, 0, 0.5, 1.190748 },
	{ "a window that helps", HELPER BUSY "take a\ntake a\nopen w2 c2\ntake a\n", ORDINARY, PLAN_SPEAKS, 2, 1, 3,
	  2.678860 },
	{ "one put back behind those who wait", MISSES "take a\ntake a\nno_show w1\n", ORDINARY, PLAN_SPEAKS, 1, 1, 3,
	  2.678860 },
	{ "a window that has its own to do", HELPER BUSY "take a\ntake a\nopen w2 c2\ntake b\n", ORDINARY, PLAN_SPEAKS,
	  1, 0, 2, 2.678860 },
};

/* Q16, Q9, Q8, Q6: what stands ahead, and the middle that follows from it where nothing was learned about waits. */
static void test_standings(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(standings); i++) {
		const struct standing *row = &standings[i];
		struct bed bed;
		bed_begin(&bed, true);
		script_play(&bed.script, row->lines);
		const struct queue_ticket ticket = plan_newcomer(service_a, (struct queue_class_id){ row->class_ },
								 bed.script.now);
		const struct plan_stand stand = plan_stand_of(&bed.script.hall, &ticket, bed.script.now,
							      &bed.wait.handling);
		const struct plan_range told = tell_newcomer(&bed, row->class_);
		if (stand.open != row->open || stand.free != row->free || stand.ahead != row->ahead ||
		    told.silence != row->silence)
			fail_msg("%s: open %u, free %u, ahead %g, silence %d", row->name, stand.open, stand.free,
				 stand.ahead, (int)told.silence);
		const double wanted = row->open > 0 ? row->units * TEN_MIN_MS / row->open : 0;
		if ((double)told.mid_ms < wanted - 2 || (double)told.mid_ms > wanted + 2)
			fail_msg("%s: %lld ms instead of %g", row->name, (long long)told.mid_ms, wanted);
		bed_end(&bed);
	}
}

/* Q16: for one who is next at one busy window, the deciles of an exponential wait. */
static void test_range_before_anything_was_learned(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	script_play(&bed.script, BUSY);
	const struct plan_range told = tell_newcomer(&bed, ORDINARY);
	assert_in_range(told.low_ms, 58000, 66000);      /* 0.105 of ten minutes, by the formula 0.098 */
	assert_in_range(told.high_ms, 1360000, 1390000); /* 2.303, by the formula 2.280 */
	bed_end(&bed);
}

/* Q16: a ticket that waits already is told of those before it, not of those behind. */
static void test_waiting_ticket(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	script_play(&bed.script, BUSY "take a\ntake a\ntake a\n");
	const struct queue_hall *hall = &bed.script.hall;
	const char *const names[] = { "A002", "A003", "A004" };
	for (uint32_t i = 0; i < CC_COUNT(names); i++) {
		const struct queue_ticket_id id = { script_id(&bed.script, names[i]) };
		const struct plan_stand stand = plan_stand_of(hall, queue_ticket_at(hall, id), bed.script.now,
							      &bed.wait.handling);
		assert_true(stand.ahead == i);
	}
	bed_end(&bed);
}

/* Q16, Q9: whoever was put back has only so many before it, however many wait; and goes before those behind whom it was
 * not put. */
static void test_put_back(void **state)
{
	static const struct {
		const char *name;
		uint32_t ahead;
	} rows[] = { { "A001", 2 }, { "A002", 0 }, { "A003", 1 }, { "A004", 3 }, { "A005", 4 } };
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	script_play(&bed.script, MISSES "take a\ntake a\ntake a\ntake a\nno_show w1\n");
	const struct queue_hall *hall = &bed.script.hall;
	for (uint32_t i = 0; i < CC_COUNT(rows); i++) {
		const struct queue_ticket_id id = { script_id(&bed.script, rows[i].name) };
		const struct plan_stand stand = plan_stand_of(hall, queue_ticket_at(hall, id), bed.script.now,
							      &bed.wait.handling);
		assert_true(stand.ahead == rows[i].ahead);
	}
	bed_end(&bed);
}

/* Q16: silent rather than wrong: without handling times, and where more would have to be compared than is reasonable;
 * but a free window needs no history. */
static void test_silence(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, false);
	script_play(&bed.script, "open w1 c1\n");
	assert_int_equal(PLAN_SPEAKS, tell_newcomer(&bed, ORDINARY).silence);
	script_play(&bed.script, "take a\ncall_next w1\nstart w1\n");
	for (int i = 0; i < PLAN_HANDLING_FIRST; i++) {
		const struct plan_range told = tell_newcomer(&bed, ORDINARY);
		assert_int_equal(PLAN_NO_HISTORY, told.silence);
		assert_int_equal(0, told.low_ms + told.mid_ms + told.high_ms);
		plan_handling_learn(&bed.wait.handling, service_a, TEN_MIN_MS);
	}
	assert_int_equal(PLAN_SPEAKS, tell_newcomer(&bed, ORDINARY).silence);

	/* Six hours is more than anyone is told. */
	for (int i = 0; i < PLAN_HANDLING_MEMORY * 10; i++)
		plan_handling_learn(&bed.wait.handling, service_a, PLAN_HANDLING_MAX_MS);
	assert_int_equal(PLAN_TOO_LONG, tell_newcomer(&bed, ORDINARY).silence);

	bed.script.hall.waiting = PLAN_LOOKS_MAX + 1;
	assert_int_equal(PLAN_TOO_MANY, tell_newcomer(&bed, ORDINARY).silence);
	bed.script.hall.waiting = 0;
	bed_end(&bed);
}

/* W2, Q16: no-shows, slips of the hand, forgotten tickets and clocks that went back poison nothing. */
static void test_odd_handling_times(void **state)
{
	static const int64_t odd[] = {
		INT64_MIN, -1, 0, PLAN_HANDLING_MIN_MS - 1, PLAN_HANDLING_MAX_MS + 1, INT64_MAX
	};
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	for (size_t i = 0; i < CC_COUNT(odd); i++)
		plan_handling_learn(&bed.wait.handling, service_a, odd[i]);
	assert_int_equal(PLAN_HANDLING_FIRST * SERVICES, bed.wait.handling.n);
	assert_float_equal(TEN_MIN_MS, plan_handling_ms(&bed.wait.handling, service_a), 1);
	/* One endless service among fifteen moves a geometric mean little; the mean it would more than double. */
	plan_handling_learn(&bed.wait.handling, service_a, 40 * TEN_MIN_MS);
	assert_in_range(plan_handling_ms(&bed.wait.handling, service_a), TEN_MIN_MS, 3 * TEN_MIN_MS / 2);
	bed_end(&bed);
}

/* W2: a service leans on the hall until it has a history of its own, and follows the day. */
static void test_handling_by_service(void **state)
{
	const struct queue_service_id quick = { 40 };
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	assert_float_equal(TEN_MIN_MS, plan_handling_ms(&bed.wait.handling, quick), 1);
	plan_handling_learn(&bed.wait.handling, quick, 60000);
	assert_in_range(plan_handling_ms(&bed.wait.handling, quick), 300000, 500000);
	for (int i = 0; i < 4 * PLAN_HANDLING_MEMORY; i++)
		plan_handling_learn(&bed.wait.handling, quick, 60000);
	assert_in_range(plan_handling_ms(&bed.wait.handling, quick), 59000, 61000);
	assert_in_range(plan_handling_ms(&bed.wait.handling, service_a), 120000, TEN_MIN_MS);
	bed_end(&bed);
}

/* Q16: those for whom a window was free teach how soon it calls: a hall whose clerks take three minutes says so. */
static void test_slow_hands(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	script_play(&bed.script, "open w1 c1\n");
	struct plan_range told = tell_newcomer(&bed, ORDINARY);
	assert_true(told.at_once);
	assert_int_equal(PLAN_PRESS_MS, told.high_ms);
	for (int i = 0; i < 50; i++)
		plan_wait_learn(&bed.wait, &told, 180000);
	plan_wait_learn(&bed.wait, &told, -1);
	assert_int_equal(50, bed.wait.press_n);
	told = tell_newcomer(&bed, ORDINARY);
	assert_int_equal(180000, told.mid_ms);
	assert_int_equal(180000, told.high_ms);
	bed_end(&bed);
}

/* Q16: the range holds for four in five of those who queue whatever the waits are like, here three times as long as by
 * the handling times, and half of them next to nothing; and it does not hold by being endless. */
static void test_range_is_learned(void **state)
{
	enum { ROUNDS = 3000, LEARNED = 200 };
	struct rng rng;
	struct bed bed;
	int held = 0;
	double width = 0;

	(void)state;
	rng_seed(&rng, 7);
	bed_begin(&bed, true);
	script_play(&bed.script, BUSY);
	for (int i = 0; i < ROUNDS; i++) {
		const struct plan_range told = tell_newcomer(&bed, ORDINARY);
		const int64_t wait_ms = (int64_t)rng_below(&rng, 2) == 0 ? (int64_t)rng_below(&rng, 1000)
									 : (int64_t)rng_below(&rng, 6 * TEN_MIN_MS);
		held += i >= LEARNED && wait_ms >= told.low_ms && wait_ms <= told.high_ms;
		width += i >= LEARNED ? (double)(told.high_ms - told.low_ms) : 0;
		plan_wait_learn(&bed.wait, &told, wait_ms);
	}
	assert_in_range(held * 100 / (ROUNDS - LEARNED), 80, 95);
	assert_true(width / (ROUNDS - LEARNED) < 5.5 * TEN_MIN_MS);
	bed_end(&bed);
}

/* Q16: today counts more than other days: a day that is twice as slow is told so within some twenty tickets. */
static void test_today_counts_more(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	script_play(&bed.script, BUSY);
	for (int i = 0; i < 40; i++) {
		const struct plan_range told = tell_newcomer(&bed, ORDINARY);
		plan_wait_learn(&bed.wait, &told, 300000);
	}
	script_play(&bed.script, "2026-11-24 08:00 tick\n" BUSY);
	const int64_t before_ms = tell_newcomer(&bed, ORDINARY).mid_ms;
	assert_in_range(before_ms, 270000, 330000);
	for (int i = 0; i < 20; i++) {
		const struct plan_range told = tell_newcomer(&bed, ORDINARY);
		plan_wait_learn(&bed.wait, &told, 600000);
	}
	assert_in_range(tell_newcomer(&bed, ORDINARY).mid_ms, 450000, 650000);
	bed_end(&bed);
}

/* Q16: one endless wait, of a ticket that was forgotten, moves what is told by less than half. */
static void test_one_endless_wait(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed, true);
	script_play(&bed.script, BUSY);
	for (int i = 0; i < 40; i++) {
		const struct plan_range told = tell_newcomer(&bed, ORDINARY);
		plan_wait_learn(&bed.wait, &told, i % 2 == 0 ? 290000 : 310000);
	}
	const struct plan_range before = tell_newcomer(&bed, ORDINARY);
	plan_wait_learn(&bed.wait, &before, INT64_MAX);
	const struct plan_range after = tell_newcomer(&bed, ORDINARY);
	assert_in_range(after.mid_ms, before.mid_ms, before.mid_ms * 3 / 2);
	assert_in_range(after.high_ms, before.high_ms, before.high_ms * 3 / 2);
	bed_end(&bed);
}

/* A past of any kind: waits from nothing to endless, of tickets with few and many ahead. */
static void learn_anything(struct bed *bed, struct rng *rng)
{
	static const int64_t most[] = { 1, 1000, TEN_MIN_MS, 10 * TEN_MIN_MS, PLAN_WAIT_MAX_MS, INT64_MAX / 2 };

	for (uint64_t n = rng_below(rng, 2 * PLAN_PAST_MAX); n > 0; n--) {
		struct plan_range told = tell_newcomer(bed, ORDINARY);
		if (rng_below(rng, 3) == 0)
			told.date--;
		told.at_once = rng_below(rng, 4) == 0;
		if (told.shape > 0)
			told.shape = 1 + (double)rng_below(rng, 300) / 10;
		plan_wait_learn(&bed->wait, &told,
				(int64_t)rng_below(rng, (uint64_t)most[rng_below(rng, CC_COUNT(most))]) - 10);
	}
}

/* Q16: whatever was learned, what is told is finite and in order, and more ahead never means less. */
static void test_more_ahead_never_means_less(void **state)
{
	enum { ROUNDS = 12, AHEAD = 40 };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11);
	for (int round = 0; round < ROUNDS; round++) {
		struct bed bed;
		struct plan_range before = { 0 };
		bed_begin(&bed, true);
		bed.script.quick = true;
		script_play(&bed.script, rng_below(&rng, 2) == 0 ? BUSY : BUSY2);
		learn_anything(&bed, &rng);
		script_play(&bed.script, rng_below(&rng, 2) == 0 ? "finish w1\n" : "");
		for (int ahead = 0; ahead < AHEAD; ahead++) {
			const struct plan_range told = tell_newcomer(&bed, ORDINARY);
			if (told.silence == PLAN_TOO_LONG)
				break;
			assert_int_equal(PLAN_SPEAKS, told.silence);
			assert_true(told.low_ms >= 0 && told.low_ms <= told.mid_ms && told.mid_ms <= told.high_ms);
			assert_true(told.high_ms <= PLAN_WAIT_MAX_MS);
			assert_true(told.low_ms >= before.low_ms && told.mid_ms >= before.mid_ms);
			assert_true(told.high_ms >= before.high_ms);
			before = told;
			script_play(&bed.script, "take a\n");
		}
		bed_end(&bed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_standings),
		cmocka_unit_test(test_range_before_anything_was_learned),
		cmocka_unit_test(test_waiting_ticket),
		cmocka_unit_test(test_put_back),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_odd_handling_times),
		cmocka_unit_test(test_handling_by_service),
		cmocka_unit_test(test_slow_hands),
		cmocka_unit_test(test_range_is_learned),
		cmocka_unit_test(test_today_counts_more),
		cmocka_unit_test(test_one_endless_wait),
		cmocka_unit_test(test_more_ahead_never_means_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
