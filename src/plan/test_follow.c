/* Following a hall's events (Q1, Q16): what was told is kept until the call, and only what teaches is learned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "plan/follow.h"
#include "queue/test_script.h"

struct bed {
	struct script script;
	struct arena arena;
	struct plan_follow follow;
};

static void bed_begin(struct bed *bed)
{
	script_begin(&bed->script);
	arena_init(&bed->arena, 1 << 20);
	plan_follow_init(&bed->follow, &bed->arena);
}

static void bed_end(struct bed *bed)
{
	arena_done(&bed->arena);
	script_end(&bed->script);
}

static struct plan_news taken(struct bed *bed, const char *number)
{
	const struct queue_event event = { .kind = QUEUE_DID_TICKET_TAKEN,
					   .ticket_taken.ticket = { script_id(&bed->script, number) } };

	return plan_follow_event(&bed->follow, &bed->script.hall, &event);
}

static struct plan_news called(struct bed *bed, const char *number, int64_t waited_ms)
{
	const struct queue_event event = { .kind = QUEUE_DID_TICKET_CALLED,
					   .ticket_called.ticket = { script_id(&bed->script, number) },
					   .ticket_called.waited_ms = waited_ms };

	return plan_follow_event(&bed->follow, &bed->script.hall, &event);
}

/* Q16: the call hands back what was told at the entry, once, and teaches. */
static void test_call(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed);
	script_play(&bed.script, "open w1 c1\n09:00 take a\n");
	const struct plan_news told = taken(&bed, "A001");
	assert_int_equal(PLAN_TOLD, told.what);
	assert_int_equal(PLAN_SPEAKS, told.range.silence);
	assert_true(told.range.at_once);
	const struct plan_news news = called(&bed, "A001", 5000);
	assert_int_equal(PLAN_CALLED, news.what);
	assert_int_equal(5000, news.wait_ms);
	assert_memory_equal(&told.range, &news.range, sizeof(news.range));
	assert_int_equal(1, bed.follow.wait.press_n);
	assert_int_equal(PLAN_NOTHING, called(&bed, "A001", 9000).what);
	assert_int_equal(1, bed.follow.wait.press_n);
	bed_end(&bed);
}

/* Q16: who left, was not served or was put ahead did not wait as told, and teaches nothing. */
static void test_who_teaches_nothing(void **state)
{
	static const enum queue_event_kind kinds[] = { QUEUE_DID_TICKET_CANCELLED, QUEUE_DID_TICKET_UNSERVED,
						       QUEUE_DID_TICKET_INSERTED };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct bed bed;
		bed_begin(&bed);
		script_play(&bed.script, "open w1 c1\n09:00 take a\n");
		taken(&bed, "A001");
		struct queue_event event = { .kind = kinds[i] };
		const struct queue_ticket_id id = { script_id(&bed.script, "A001") };
		if (kinds[i] == QUEUE_DID_TICKET_CANCELLED)
			event.ticket_cancelled.ticket = id;
		else if (kinds[i] == QUEUE_DID_TICKET_UNSERVED)
			event.ticket_unserved.ticket = id;
		else
			event.ticket_inserted.ticket = id;
		assert_int_equal(PLAN_NOTHING, plan_follow_event(&bed.follow, &bed.script.hall, &event).what);
		assert_int_equal(PLAN_NOTHING, called(&bed, "A001", 5000).what);
		assert_int_equal(0, bed.follow.wait.press_n + bed.follow.wait.past_n);
		bed_end(&bed);
	}
}

/* W2: services teach handling times as they end, at a transfer as well, unless the day's end ended them. */
static void test_handling(void **state)
{
	struct bed bed;

	(void)state;
	bed_begin(&bed);
	script_play(&bed.script, "open w1 c1\n09:00 take a\n");
	struct queue_event event = { .kind = QUEUE_DID_TICKET_FINISHED,
				     .ticket_finished = { .service = { 1 }, .served_ms = 60000, .forced = true } };
	plan_follow_event(&bed.follow, &bed.script.hall, &event);
	assert_int_equal(0, bed.follow.wait.handling.n);
	event.ticket_finished.forced = false;
	plan_follow_event(&bed.follow, &bed.script.hall, &event);
	assert_int_equal(1, bed.follow.wait.handling.n);
	event = (struct queue_event){ .kind = QUEUE_DID_TICKET_TRANSFERRED,
				      .ticket_transferred = { .ticket = { script_id(&bed.script, "A001") },
							      .from_service = { 2 },
							      .service = { 1 },
							      .served_ms = 60000 } };
	assert_int_equal(PLAN_TOLD, plan_follow_event(&bed.follow, &bed.script.hall, &event).what);
	assert_int_equal(2, bed.follow.wait.handling.n);
	event = (struct queue_event){ .kind = QUEUE_DID_TICKET_CONTINUED,
				      .ticket_continued.ticket = { script_id(&bed.script, "A001") } };
	assert_int_equal(PLAN_TOLD, plan_follow_event(&bed.follow, &bed.script.hall, &event).what);
	assert_int_equal(PLAN_CALLED, called(&bed, "A001", 1).what);
	assert_int_equal(PLAN_NOTHING, called(&bed, "A001", 1).what);
	bed_end(&bed);
}

/* Q16: as much is kept as tickets wait at once, however many come. */
static void test_places_are_used_again(void **state)
{
	enum { TICKETS = 300, AT_ONCE = 100 };
	struct bed bed;
	char number[8];

	(void)state;
	bed_begin(&bed);
	bed.script.quick = true;
	script_play(&bed.script, "open w1 c1\n");
	for (int i = 1; i <= TICKETS + AT_ONCE; i++) {
		if (i <= TICKETS) {
			script_play(&bed.script, "take a\n");
			snprintf(number, sizeof(number), "A%03d", i);
			taken(&bed, number);
		}
		if (i <= AT_ONCE)
			continue;
		snprintf(number, sizeof(number), "A%03d", i - AT_ONCE);
		assert_int_equal(PLAN_CALLED, called(&bed, number, 1000).what);
	}
	assert_in_range(bed.follow.told_n, AT_ONCE, AT_ONCE + 1);
	assert_int_equal(0, bed.follow.by_ticket.n);
	bed_end(&bed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call),
		cmocka_unit_test(test_who_teaches_nothing),
		cmocka_unit_test(test_handling),
		cmocka_unit_test(test_places_are_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
