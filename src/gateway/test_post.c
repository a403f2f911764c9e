/* The post office: many askers, one desk (Q2, S7). */
#include "gateway/post.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/test_world.h"
#include "base/civil.h"
#include "gateway/log.h"
#include "host/clock.h"

enum { PATIENCE_MS = 10000, ASKERS = 4, COMMANDS = 200 };

static struct world world;
static struct post *post;
static struct host_scaled_clock still; /* stands still, so that no hall's day ends in mid-test */

static int setup(void **state)
{
	struct err err;

	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	host_scaled_clock_init(&still, WORLD_START_MS, 0);
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_hall(&world, "h2", NULL);
	return post_open(&post, world.desk, &still.clock, &err);
}

static int teardown(void **state)
{
	(void)state;
	post_stop(post);
	post_close(&post);
	world_done(&world);
	return 0;
}

/* Somebody with a box and some jobs. */
struct asker {
	struct post_box *box;
	struct arena arena;   /* of this thread */
	struct arena answers; /* of the desk's, while a job is there */
	struct post_job jobs[COMMANDS];
	uint32_t done, good;
	int64_t news_seq[2 * COMMANDS];
	uint32_t news_n;
};

static void on_done(struct post_job *job)
{
	struct asker *asker = job->desk.asker;

	asker->done++;
	asker->good += job->desk.status == 200;
}

static void on_news(void *context, struct news *news)
{
	struct asker *asker = context;

	assert_non_null(news);
	assert_true(text_eq(news->hall, TEXT("h1")));
	for (uint32_t i = 0; i < news->n; i++)
		asker->news_seq[asker->news_n++] = news->first_seq + i;
}

static struct asker *asker_new(bool listens)
{
	struct asker *asker = calloc(1, sizeof(*asker));
	struct err err;

	arena_init(&asker->arena, 64 << 20);
	arena_init(&asker->answers, 64 << 20);
	assert_int_equal(post_box_open(&asker->box, post, listens ? on_news : NULL, asker, &err), RC_OK);
	return asker;
}

static void asker_free(struct asker *asker)
{
	post_box_close(&asker->box);
	arena_done(&asker->arena);
	arena_done(&asker->answers);
	free(asker);
}

static struct post_job *take_ticket(struct asker *asker, uint32_t i, const char *hall)
{
	struct post_job *job = &asker->jobs[i];
	struct err err;

	*job = (struct post_job){ .done = on_done,
				  .desk = { .ask = DESK_COMMAND,
					    .hall = text_of(hall),
					    .actor = TEXT("test"),
					    .now_ms = WORLD_START_MS,
					    .arena = &asker->answers,
					    .asker = asker } };
	assert_int_equal(json_parse(&asker->arena, TEXT("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}"),
				    &job->desk.body, &err),
			 RC_OK);
	return job;
}

static void await(struct asker *asker, uint32_t n)
{
	while (asker->done < n)
		assert_true(post_box_wait(asker->box, PATIENCE_MS));
}

static void answers_come_back_in_order(void **state)
{
	struct asker *asker = asker_new(false);
	int64_t last = 0;

	(void)state;
	for (uint32_t i = 0; i < COMMANDS; i++)
		assert_true(post_submit(asker->box, take_ticket(asker, i, "h1")));
	await(asker, COMMANDS);
	assert_int_equal(asker->good, COMMANDS);
	for (uint32_t i = 0; i < COMMANDS; i++) {
		const struct json *answer;

		assert_int_equal(json_parse(&asker->arena, asker->jobs[i].desk.answer, &answer, NULL), RC_OK);
		assert_true(json_int(json_member(answer, "seq")) > last);
		last = json_int(json_member(answer, "seq"));
	}
	asker_free(asker);
}

static void *ask_one_by_one(void *context)
{
	struct asker *asker = context;

	for (uint32_t i = 0; i < COMMANDS; i++) {
		assert_true(post_submit(asker->box, take_ticket(asker, i, "h1")));
		await(asker, i + 1);
	}
	return NULL;
}

/* Commands of several threads share a write, and none is lost. */
static void groups_form_by_themselves(void **state)
{
	struct asker *askers[ASKERS];
	pthread_t threads[ASKERS];
	struct post_gauges gauges;

	(void)state;
	for (int i = 0; i < ASKERS; i++) {
		askers[i] = asker_new(false);
		assert_int_equal(pthread_create(&threads[i], NULL, ask_one_by_one, askers[i]), 0);
	}
	for (int i = 0; i < ASKERS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(askers[i]->good, COMMANDS);
		asker_free(askers[i]);
	}
	post_gauges(post, &gauges);
	assert_int_equal(gauges.desk.commands, ASKERS * COMMANDS + 2);
	assert_true(gauges.desk.groups < ASKERS * COMMANDS);
	assert_true(gauges.healthy);
	assert_int_equal(gauges.waiting, 0);
}

/* Q12: news of a hall come to whom listens to it, all of them, in order. */
static void news_come_to_listeners(void **state)
{
	struct asker *listener = asker_new(true);
	struct asker *asker = asker_new(false);

	(void)state;
	post_listen(listener->box, TEXT("h1"));
	for (uint32_t i = 0; i < COMMANDS; i++)
		assert_true(post_submit(asker->box, take_ticket(asker, i, i % 2 ? "h1" : "h2")));
	await(asker, COMMANDS);
	post_box_deliver(listener->box); /* news are in the box before the answers are */
	assert_int_equal(listener->news_n, COMMANDS / 2);
	for (uint32_t i = 1; i < listener->news_n; i++)
		assert_int_equal(listener->news_seq[i], listener->news_seq[i - 1] + 1);
	post_unlisten(listener->box, TEXT("h1"));
	assert_true(post_submit(asker->box, take_ticket(asker, 0, "h1")));
	await(asker, COMMANDS + 1);
	post_box_deliver(listener->box);
	assert_int_equal(listener->news_n, COMMANDS / 2);
	asker_free(asker);
	post_stop(post);
	asker_free(listener);
}

static void stopping_answers_what_was_taken(void **state)
{
	struct asker *asker = asker_new(false);

	(void)state;
	for (uint32_t i = 0; i < COMMANDS - 1; i++)
		assert_true(post_submit(asker->box, take_ticket(asker, i, "h1")));
	post_stop(post);
	assert_false(post_submit(asker->box, take_ticket(asker, COMMANDS - 1, "h1")));
	post_box_deliver(asker->box);
	assert_int_equal(asker->good, COMMANDS - 1);
	asker_free(asker);
}

static struct post_job tick(struct asker *asker)
{
	return (struct post_job){ .done = on_done,
				  .desk = { .ask = DESK_TICK,
					    .hall = TEXT("h1"),
					    .asker = asker,
					    .now_ms = WORLD_START_MS,
					    .arena = &asker->answers } };
}

/* The world's desk again, on a store that waits for other writers. */
static void patient_desk(void)
{
	const struct store_options patient = { .path = world.bed.path, .busy_ms = 60000 };
	struct err err;

	desk_close(&world.desk);
	store_close(&world.bed.store);
	assert_int_equal(store_open(&world.bed.store, &patient, &err), RC_OK);
	world_reopen_desk(&world);
}

/* The same with its office. */
static void patient_post(void)
{
	struct err err;

	post_close(&post);
	patient_desk();
	assert_int_equal(post_open(&post, world.desk, &still.clock, &err), RC_OK);
}

/* S7: a full inbox turns jobs away and loses none of those it took. Another writer holds up a desk
 * that waits for it. */
static void a_full_inbox_turns_away(void **state)
{
	enum { MOST = POST_INBOX_MAX + DESK_GROUP_MAX };
	struct store *other;
	struct post_job *jobs = calloc(MOST, sizeof(*jobs));
	struct asker *asker;
	struct err err;
	uint32_t taken = 0;

	(void)state;
	assert_non_null(jobs);
	patient_post();
	other = bed_another(&world.bed, false);
	asker = asker_new(false);
	assert_int_equal(store_begin(other, &err), RC_OK);
	assert_true(post_submit(asker->box, take_ticket(asker, 0, "h1")));
	while (taken < MOST) {
		jobs[taken] = tick(asker);
		if (!post_submit(asker->box, &jobs[taken]))
			break;
		taken++;
	}
	store_rollback(other);
	store_close(&other);
	await(asker, taken + 1);
	/* The command and those that went into the first group with it may have left the inbox, or none yet. */
	assert_true(taken + 1 >= POST_INBOX_MAX && taken < MOST);
	assert_int_equal(asker->jobs[0].desk.status, 200);
	asker_free(asker);
	free(jobs);
}

/* S7: readiness follows the last write; a failed group answers 503 and the next one works again. */
static void a_failed_group_is_told_and_passes(void **state)
{
	struct asker *asker = asker_new(false);
	struct store *other = bed_another(&world.bed, false);
	struct post_gauges gauges;
	struct err err;

	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	assert_int_equal(store_begin(other, &err), RC_OK);
	assert_true(post_submit(asker->box, take_ticket(asker, 0, "h1")));
	await(asker, 1);
	assert_int_equal(asker->jobs[0].desk.status, 503);
	post_gauges(post, &gauges);
	assert_false(gauges.healthy);
	assert_int_equal(gauges.desk.faults, 1);
	store_rollback(other);
	store_close(&other);
	assert_true(post_submit(asker->box, take_ticket(asker, 1, "h1")));
	await(asker, 2);
	assert_int_equal(asker->jobs[1].desk.status, 200);
	post_gauges(post, &gauges);
	assert_true(gauges.healthy);
	asker_free(asker);
}

static void boxes_have_a_limit(void **state)
{
	struct post_box *boxes[POST_BOXES_MAX + 1];
	struct err err;

	(void)state;
	for (int i = 0; i < POST_BOXES_MAX; i++)
		assert_int_equal(post_box_open(&boxes[i], post, NULL, NULL, &err), RC_OK);
	assert_int_equal(post_box_open(&boxes[POST_BOXES_MAX], post, NULL, NULL, &err), RC_FULL);
	assert_null(boxes[POST_BOXES_MAX]);
	post_box_wake(boxes[3]);
	assert_true(post_box_wait(boxes[3], 0));
	assert_false(post_box_wait(boxes[3], 0));
	for (int i = 0; i < POST_BOXES_MAX; i++)
		post_box_close(&boxes[i]);
}

/* S7: the watchdog is not fed by a desk that is stuck in a group, and is again by one that got on. */
static void a_stuck_desk_is_not_alive(void **state)
{
	enum { LIMIT_MS = 30 };
	struct store *other;
	struct asker *asker;
	struct err err;
	int waits = 0;

	(void)state;
	assert_true(post_is_alive(post, PATIENCE_MS)); /* one that has nothing to do is no less alive */
	patient_post();
	other = bed_another(&world.bed, false);
	asker = asker_new(false);
	assert_int_equal(store_begin(other, &err), RC_OK);
	assert_true(post_submit(asker->box, take_ticket(asker, 0, "h1")));
	while (post_is_alive(post, LIMIT_MS) && waits++ < PATIENCE_MS)
		usleep(1000);
	usleep(2000 * LIMIT_MS);
	assert_false(post_is_alive(post, LIMIT_MS));
	assert_true(post_is_alive(post, PATIENCE_MS)); /* it may still come back */
	store_rollback(other);
	store_close(&other);
	await(asker, 1);
	while (!post_is_alive(post, LIMIT_MS) && waits++ < 2 * PATIENCE_MS)
		usleep(1000);
	assert_true(post_is_alive(post, LIMIT_MS));
	asker_free(asker);
}

/* Halls whose day has ended, heard of by their news. */
static void count_ticked(void *context, struct news *news)
{
	assert_non_null(news);
	(*(uint32_t *)context)++;
}

/* Halls x0 to x`n - 1` in which somebody waits, and a box that listens to them. */
static struct post_box *listen_to_halls(int n, uint32_t *ticked)
{
	struct post_box *box;
	struct err err;

	assert_int_equal(post_box_open(&box, post, count_ticked, ticked, &err), RC_OK);
	for (int i = 0; i < n; i++)
		post_listen(box, text_printf(&world.arena, "x%d", i));
	return box;
}

/* S7, Q2: at midnight every full group still has room for a tick, and no group has more of them than
 * POST_TICKS_MAX, so that however many days end nobody waits for more than a group. */
static void midnight_and_rush_hour_share_the_desk(void **state)
{
	enum { HALLS = 12, GROUPS = 9, JOBS = (GROUPS - 1) * DESK_GROUP_MAX };
	struct post_job *jobs = calloc(JOBS, sizeof(*jobs));
	struct post_gauges gauges;
	struct post_box *listener;
	struct asker *asker;
	struct store *other;
	struct err err;
	uint32_t ticked = 0;

	(void)state;
	assert_non_null(jobs);
	post_close(&post);
	for (int i = 0; i < HALLS; i++) {
		const char *id = text_printf(&world.arena, "x%d", i).at;

		world_hall(&world, id, NULL);
		world_must(&world, id, "ticket.take", "{\"service\":\"s1\"}");
	}
	patient_desk();
	other = bed_another(&world.bed, false);
	assert_int_equal(store_begin(other, &err), RC_OK); /* until all commands wait */
	host_scaled_clock_init(&still, WORLD_START_MS + CIVIL_MS_PER_DAY, 0);
	assert_int_equal(post_open(&post, world.desk, &still.clock, &err), RC_OK);
	listener = listen_to_halls(HALLS, &ticked);
	asker = asker_new(false);
	for (uint32_t i = 0; i < JOBS; i++) {
		jobs[i] = *take_ticket(asker, 0, "h1");
		jobs[i].desk.now_ms = WORLD_START_MS + CIVIL_MS_PER_DAY;
		assert_true(post_submit(asker->box, &jobs[i]));
	}
	store_rollback(other);
	store_close(&other);
	await(asker, JOBS);
	assert_int_equal(asker->good, JOBS);
	post_box_deliver(listener);
	post_gauges(post, &gauges);
	assert_true(gauges.desk.groups >= GROUPS);
	assert_true(ticked + 2 >= GROUPS);                                /* h1 and h2 had theirs first */
	assert_true(ticked <= POST_TICKS_MAX * (gauges.desk.groups + 1)); /* one may not have been counted yet */
	while (ticked < HALLS)
		assert_true(post_box_wait(listener, PATIENCE_MS));
	asker_free(asker);
	post_stop(post);
	post_box_close(&listener);
	free(jobs);
}

#define POST_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		POST_TEST(answers_come_back_in_order),
		POST_TEST(groups_form_by_themselves),
		POST_TEST(news_come_to_listeners),
		POST_TEST(stopping_answers_what_was_taken),
		POST_TEST(a_full_inbox_turns_away),
		POST_TEST(a_failed_group_is_told_and_passes),
		POST_TEST(boxes_have_a_limit),
		POST_TEST(a_stuck_desk_is_not_alive),
		POST_TEST(midnight_and_rush_hour_share_the_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
