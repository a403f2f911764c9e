/* The time machine's office: a bounded inbox, a deadline, a clean stop (M5, S7). */
#include "gateway/past.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "app/hall/reader.h"
#include "app/test_world.h"
#include "gateway/log.h"
#include "gateway/post.h"
#include "host/clock.h"

enum { PATIENCE_MS = 60000, LONG_MS = 3600000, TICKETS = 1500, QUESTIONS_MAX = 1000 };

static struct world world;
static struct host_scaled_clock still;
static struct store *store;
static struct reader *reader;
static struct post *post;
static struct post_box *box;
static struct arena answers; /* of the office's thread while it has jobs */

struct question {
	struct post_job job;
	bool done;
};

static struct question questions[QUESTIONS_MAX];

static void on_done(struct post_job *job)
{
	struct question *question = (struct question *)job; /* its first member */

	assert_false(question->done);
	question->done = true;
}

/* A hall whose log takes a while to fold, for it has no snapshot yet. */
static int setup(void **state)
{
	static struct desk_job jobs[TICKETS / 3];
	struct err err;

	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	host_scaled_clock_init(&still, WORLD_START_MS, 0);
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	for (int group = 0; group < 3; group++) {
		for (size_t i = 0; i < CC_COUNT(jobs); i++)
			jobs[i] = world_job(&world, DESK_COMMAND, "h1",
					    "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}");
		world_group(&world, jobs, CC_COUNT(jobs));
		assert_int_equal(jobs[0].status, 200);
	}
	store = bed_another(&world.bed, true);
	assert_int_equal(reader_open(&reader, store, &err), RC_OK);
	assert_int_equal(post_open(&post, world.desk, &still.clock, &err), RC_OK);
	arena_init(&answers, (size_t)1 << 30);
	memset(questions, 0, sizeof(questions));
	return post_box_open(&box, post, NULL, NULL, &err);
}

static int teardown(void **state)
{
	(void)state;
	post_box_close(&box);
	post_close(&post);
	reader_close(&reader);
	store_close(&store);
	world_done(&world);
	arena_done(&answers);
	return 0;
}

static struct post_job *question(int i, const char *hall, int64_t at_ms)
{
	questions[i].job = (struct post_job){
		.done = on_done,
		.desk = { .ask = DESK_STATE,
			  .hall = text_of(hall),
			  .language = QUEUE_LANGUAGE_EN,
			  .now_ms = at_ms,
			  .arena = &answers },
	};
	return &questions[i].job;
}

static void await(int n)
{
	for (int i = 0; i < n; i++)
		while (!questions[i].done)
			assert_true(post_box_wait(box, PATIENCE_MS));
}

static void check(int i, int status, const char *holds)
{
	const struct desk_job *job = &questions[i].job.desk;

	assert_int_equal(job->status, status);
	if (!strstr(text_cstr(&world.arena, job->answer), holds))
		fail_msg("question %d: %.*s", i, TEXT_ARG(job->answer));
}

/* M5: what was, that nothing was yet, and that there is no such hall. */
static void questions_are_answered(void **state)
{
	struct past *past;
	struct err err;

	(void)state;
	assert_int_equal(past_open(&past, reader, LONG_MS, &err), RC_OK);
	assert_true(past_submit(past, box, question(0, "h1", WORLD_START_MS)));
	assert_true(past_submit(past, box, question(1, "h1", WORLD_START_MS - 1)));
	assert_true(past_submit(past, box, question(2, "h9", WORLD_START_MS)));
	await(3);
	check(0, 200, "\"taken\":1500");
	check(1, 404, "\"error\":\"TIME_UNKNOWN\"");
	check(2, 404, "\"error\":\"HALL_UNKNOWN\"");
	past_close(&past);
}

/* Ask faster than any thread can answer; returns how many questions were taken. */
static int ask_until_turned_away(struct past *past)
{
	int n = 0;

	while (n < QUESTIONS_MAX && past_submit(past, box, question(n, "h1", WORLD_START_MS)))
		n++;
	assert_true(n >= PAST_INBOX_MAX && n < QUESTIONS_MAX);
	assert_false(questions[n].job.box);
	return n;
}

/* S7: more than PAST_INBOX_MAX questions that wait are turned away, and none that was taken is lost. */
static void a_full_inbox_turns_away(void **state)
{
	struct past *past;
	struct err err;
	int n;

	(void)state;
	assert_int_equal(past_open(&past, reader, LONG_MS, &err), RC_OK);
	n = ask_until_turned_away(past);
	assert_true(past_waiting(past) <= PAST_INBOX_MAX);
	await(n);
	for (int i = 0; i < n; i++)
		check(i, 200, "\"taken\":1500");
	assert_int_equal(past_waiting(past), 0);
	past_close(&past);
}

/* S7: who would wait for too long is told to try again, and costs no folding. */
static void late_questions_are_given_up(void **state)
{
	struct past *past;
	struct err err;

	(void)state;
	assert_int_equal(past_open(&past, reader, 0, &err), RC_OK);
	for (int i = 0; i < PAST_INBOX_MAX; i++)
		assert_true(past_submit(past, box, question(i, "h1", WORLD_START_MS)));
	await(PAST_INBOX_MAX);
	for (int i = 0; i < PAST_INBOX_MAX; i++)
		check(i, 503, "\"error\":\"BUSY\"");
	past_close(&past);
}

/* S7: a stop waits for no long answer: everybody who was taken hears of it, and nobody else is taken. */
static void stopping_answers_everybody(void **state)
{
	struct past *past;
	struct err err;
	int n, stopped = 0;

	(void)state;
	assert_int_equal(past_open(&past, reader, LONG_MS, &err), RC_OK);
	n = ask_until_turned_away(past);
	past_stop(past);
	assert_false(past_submit(past, box, question(n, "h1", WORLD_START_MS)));
	past_close(&past);
	assert_null(past);
	post_box_deliver(box); /* all of them lie there */
	for (int i = 0; i < n; i++) {
		assert_true(questions[i].done);
		if (questions[i].job.desk.status == 200)
			continue;
		check(i, 503, "\"error\":\"STOPPING\"");
		stopped++;
	}
	assert_true(stopped > 0);
	past_close(&past);
}

#define PAST_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAST_TEST(questions_are_answered),
		PAST_TEST(a_full_inbox_turns_away),
		PAST_TEST(late_questions_are_given_up),
		PAST_TEST(stopping_answers_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
