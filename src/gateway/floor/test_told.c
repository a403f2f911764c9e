/* What tickets were told, asked of a real office whose clerk may be held up (Q1, Q16). */
#include "gateway/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <semaphore.h>
#include <stdio.h>
#include <string.h>

#include "app/test_world.h"
#include "gateway/floor/floor_private.h"
#include "gateway/office.h"
#include "host/clock.h"

enum { TICKET = 7, NS_PER_MS = 1000000, INBOX_MAX = 4 };

static struct {
	struct world world;
	struct host_scaled_clock clock;
	struct post *post;
	struct office *office;
	struct floor floor;
	struct floor_hall hall;
	sem_t may_answer;
	atomic_int asked;
} bed;

/* The office of waits is this one. */
bool expect_submit(struct expect *expect, struct post_box *box, struct post_job *job)
{
	return office_submit((struct office *)expect, box, job);
}

static void answer(void *context, struct post_job *job)
{
	(void)context;
	atomic_fetch_add(&bed.asked, 1);
	sem_wait(&bed.may_answer);
	job->desk.told.low_min = json_int(json_member(job->desk.body, "ticket"));
	job->desk.told.high_min = job->desk.told.low_min + 1;
}

static int setup(void **state)
{
	const struct office_work work = { .answer = answer, .inbox_max = INBOX_MAX };
	struct err err;

	(void)state;
	memset(&bed, 0, sizeof(bed));
	host_scaled_clock_init(&bed.clock, WORLD_START_MS, 0);
	world_open(&bed.world, false);
	sem_init(&bed.may_answer, 0, 0);
	snprintf(bed.hall.id, sizeof(bed.hall.id), "h1");
	assert_int_equal(post_open(&bed.post, bed.world.desk, &bed.clock.clock, &err), RC_OK);
	assert_int_equal(office_open(&bed.office, &work, &err), RC_OK);
	bed.floor.options.post = bed.post;
	bed.floor.options.clock = &bed.clock.clock;
	bed.floor.options.expect = (struct expect *)bed.office;
	bed.floor.ready = true;
	return told_open(&bed.floor, &err) == RC_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	office_stop(bed.office);
	sem_post(&bed.may_answer);
	told_close(&bed.floor);
	office_close(&bed.office);
	post_stop(bed.post);
	post_close(&bed.post);
	sem_destroy(&bed.may_answer);
	world_done(&bed.world);
	return 0;
}

static int64_t find(int64_t ticket, int64_t *ret_ms)
{
	const int64_t began_ns = host_monotonic_ns();
	const struct view_expected told = told_find(&bed.floor, &bed.hall, ticket);

	*ret_ms = (host_monotonic_ns() - began_ns) / NS_PER_MS;
	return told.low_min;
}

/* Q1: an office that hangs delays one slip, and no longer than it may; the next ones do without, until it is back. */
static void a_hanging_office_delays_one_slip(void **state)
{
	int64_t ms;

	(void)state;
	assert_int_equal(find(TICKET, &ms), 0);
	assert_true(ms >= FLOOR_TOLD_MS - 1);
	for (int i = 1; i < 4; i++) {
		assert_int_equal(find(TICKET + i, &ms), 0);
		assert_true(ms < FLOOR_TOLD_MS / 2);
	}
	assert_int_equal(atomic_load(&bed.asked), 1);
	sem_post(&bed.may_answer);
	sem_post(&bed.may_answer);
	while (!post_box_wait(bed.floor.told_box, FLOOR_TOLD_MS))
		;
	assert_int_equal(find(TICKET + 9, &ms), TICKET + 9); /* and not what was asked before */
}

/* Q1, S7: a floor that has just begun asks nothing, for it looks into many halls with many tickets. */
static void a_beginning_floor_does_not_ask(void **state)
{
	int64_t ms;

	(void)state;
	bed.floor.ready = false;
	assert_int_equal(find(TICKET, &ms), 0);
	assert_false(bed.floor.ask.busy);
	assert_int_equal(atomic_load(&bed.asked), 0);
	bed.floor.ready = true;
	sem_post(&bed.may_answer);
	assert_int_equal(find(TICKET, &ms), TICKET);
}

/* Q1, S7: a floor that stops waits for no answer, and one that is closed lets the office finish. */
static void a_stopping_floor_does_not_wait(void **state)
{
	int64_t ms;

	(void)state;
	atomic_store(&bed.floor.stopping, true);
	assert_int_equal(find(TICKET, &ms), 0);
	assert_true(ms < FLOOR_TOLD_MS / 2);
	assert_true(bed.floor.ask.busy);
}

/* Q1: an office that takes no questions costs no time. */
static void a_stopped_office_is_not_waited_for(void **state)
{
	int64_t ms;

	(void)state;
	office_stop(bed.office);
	assert_int_equal(find(TICKET, &ms), 0);
	assert_true(ms < FLOOR_TOLD_MS / 2);
	assert_false(bed.floor.ask.busy);
}

#define TOLD_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOLD_TEST(a_hanging_office_delays_one_slip),
		TOLD_TEST(a_beginning_floor_does_not_ask),
		TOLD_TEST(a_stopping_floor_does_not_wait),
		TOLD_TEST(a_stopped_office_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
