/* The voice's office by itself (Q13): what it takes of its askers' memory, what it does where no sound can be had, and
 * whom it answers first. */
#define _GNU_SOURCE /* memmem */
#include "gateway/voice/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/hall/reader.h"
#include "app/test_world.h"
#include "gateway/log.h"
#include "host/clock.h"
#include "host/file.h"

enum { PATIENCE_MS = 20000, POLLS = 2000, POLL_BYTES_MAX = 16 << 10, PATH_SIZE = 160, JOBS = 3 };

#define SPEAKS  "\"voice\":{\"languages\":[\"mandarin\"]}"
#define SPEAKER "#!/bin/sh\nexec espeak-ng \"$@\"\n"

static struct world world;
static struct host_scaled_clock still; /* stands still, so that no hall's day ends in mid-test */
static struct post *post;
static struct post_box *box;
static struct store *store;
static struct reader *reader;
static struct voice *voice;
static struct voice_job jobs[JOBS];
static struct arena arenas[JOBS];
static struct voice_job *answered[JOBS]; /* in the order of their answers */
static uint32_t answered_n;
static char sounds[PATH_SIZE], program[PATH_SIZE];

/* An office for the hall h1, where A001 is called to w1 and A002 to w2, with `script` for its espeak-ng. */
static void open_with(const char *script)
{
	struct voice_options options = { .dir = sounds, .program = program, .clock = &still.clock };
	struct err err;

	log_set_level(LOG_LEVEL_ERROR);
	answered_n = 0;
	host_scaled_clock_init(&still, WORLD_START_MS, 0);
	world_open(&world, false);
	world_hall_with(&world, "h1", world_config(&world, NULL, SPEAKS));
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w2\"}");
	snprintf(sounds, sizeof(sounds), "%s/voice", world.bed.dir);
	snprintf(program, sizeof(program), "%s/speaker", world.bed.dir);
	assert_int_equal(host_file_write(program, text_of(script), &err), RC_OK);
	assert_int_equal(chmod(program, S_IRWXU), 0);
	store = bed_another(&world.bed, true);
	assert_int_equal(reader_open(&reader, store, &err), RC_OK);
	assert_int_equal(post_open(&post, world.desk, &still.clock, &err), RC_OK);
	assert_int_equal(post_box_open(&box, post, NULL, NULL, &err), RC_OK);
	options.reader = reader;
	assert_int_equal(voice_open(&voice, &options, &err), RC_OK);
}

static void remove_sounds(void)
{
	DIR *dir = opendir(sounds);
	struct dirent *entry;
	char path[PATH_SIZE + NAME_MAX + 2];

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", sounds, entry->d_name);
		if (entry->d_name[0] != '.')
			assert_int_equal(unlink(path), 0);
	}
	closedir(dir);
	assert_int_equal(rmdir(sounds), 0);
}

static int teardown(void **state)
{
	(void)state;
	voice_close(&voice);
	post_stop(post);
	post_box_close(&box);
	post_close(&post);
	reader_close(&reader);
	store_close(&store);
	for (int i = 0; i < JOBS; i++)
		arena_done(&arenas[i]);
	memset(jobs, 0, sizeof(jobs));
	remove_sounds();
	assert_int_equal(unlink(program), 0);
	world_done(&world);
	return 0;
}

static void on_answer(struct post_job *job)
{
	assert_true(answered_n < JOBS);
	answered[answered_n++] = (struct voice_job *)job; /* its first member */
}

/* Hand in the `i`th job; its arena goes on as that of a request that asks again does. */
static struct voice_job *submit(int i, enum voice_ask what, const char *player)
{
	struct voice_job *job = &jobs[i];

	if (!arenas[i].limit)
		arena_init(&arenas[i], 64 << 20);
	job->ask = what;
	job->zone = TEXT("hall");
	job->post.done = on_answer;
	job->post.desk.hall = TEXT("h1");
	job->post.desk.arena = &arenas[i];
	text_fill(job->player, sizeof(job->player), text_of(player));
	assert_true(voice_submit(voice, box, job));
	return job;
}

static void await(uint32_t n)
{
	while (answered_n < n)
		assert_true(post_box_wait(box, PATIENCE_MS));
	answered_n = 0;
}

static struct voice_job *ask(int i, enum voice_ask what, const char *player)
{
	struct voice_job *job = submit(i, what, player);

	await(1);
	assert_int_equal(job->post.desk.status, 200);
	return job;
}

static bool says(const struct voice_job *job, const char *what)
{
	return memmem(job->post.desk.answer.at, job->post.desk.answer.len, what, strlen(what)) != NULL;
}

/* Q13: one who waits is answered with every event of its hall, and all those answers are made in its memory. */
static void test_polls_take_no_memory(void **state)
{
	(void)state;
	open_with(SPEAKER);
	assert_true(ask(0, VOICE_NEXT, "left")->lent);
	for (int i = 0; i < POLLS; i++)
		assert_false(ask(1, VOICE_NEXT, "right")->lent);
	assert_true(says(&jobs[1], "A002"));
	assert_in_range(arenas[1].used, 1, POLL_BYTES_MAX);
}

/* Q13: a program that ran away twice is left alone, so that not every call of every hall waits for it. */
static void test_leaves_a_runaway_alone(void **state)
{
	(void)state;
	open_with("#!/bin/sh\nexec cat /dev/zero\n");
	assert_true(says(ask(0, VOICE_STATUS, "left"), "\"synthesiser\":true"));
	assert_true(says(ask(0, VOICE_NEXT, "left"), "\"mute\""));
	assert_true(says(ask(0, VOICE_STATUS, "left"), "\"synthesiser\":true"));
	assert_true(says(ask(0, VOICE_NEXT, "left"), "\"mute\""));
	assert_false(says(ask(0, VOICE_STATUS, "left"), "\"synthesiser\":true"));
}

/* Q13: while the program rests no call is tried, so none is given up, whoever asks however often. */
static void test_gives_up_no_call_untried(void **state)
{
	(void)state;
	open_with("#!/bin/sh\nexec cat /dev/zero\n");
	for (int i = 0; i < 2; i++)
		assert_true(says(ask(i, VOICE_NEXT, i ? "left" : "right"), "\"mute\""));
	for (int i = 0; i < 2 * VOICE_TRIES_MAX; i++) {
		assert_true(says(ask(0, VOICE_NEXT, "left"), "A001"));
		poll(NULL, 0, VOICE_RETRY_MS / 2);
	}
	assert_true(says(ask(0, VOICE_STATUS, "left"), "\"lost\":0"));
}

/* Q13: tries at the same moment, of two players or with each event, are one. */
static void test_gives_up_no_call_in_a_moment(void **state)
{
	(void)state;
	open_with("#!/bin/sh\nexit 1\n");
	for (int i = 0; i < 2 * VOICE_TRIES_MAX; i++)
		assert_true(says(ask(0, VOICE_NEXT, "left"), "A001"));
	for (int i = 1; i < VOICE_TRIES_MAX; i++) {
		poll(NULL, 0, VOICE_RETRY_MS + 1);
		ask(0, VOICE_NEXT, "left");
	}
	assert_true(says(ask(0, VOICE_STATUS, "left"), "\"lost\":1"));
	assert_true(says(ask(0, VOICE_STATUS, "left"), "\"mute\"")); /* until one is heard */
}

/* Q13: nobody who can be answered at once waits behind those who ask for a call. */
static void test_answers_the_quick_first(void **state)
{
	(void)state;
	open_with("#!/bin/sh\nsleep 1\nexec espeak-ng \"$@\"\n");
	submit(0, VOICE_NEXT, "left");
	submit(1, VOICE_NEXT, "right");
	submit(2, VOICE_STATUS, "right");
	await(3);
	assert_ptr_equal(answered[2], &jobs[1]);
	assert_true(jobs[0].lent);
}

/* Q13: a call that is given back counts as never handed out, also for what is kept on disk. */
static void test_takes_a_call_back(void **state)
{
	(void)state;
	open_with(SPEAKER);
	for (int i = 0; i < 3; i++) {
		const struct voice_job *job = ask(0, VOICE_NEXT, "left");

		assert_true(job->lent && job->must_keep);
		assert_int_equal(job->keep.mark.given, 1);
		assert_true(ask(0, VOICE_RETURN, "left")->must_keep);
		assert_int_equal(job->keep.mark.given, 0);
		assert_int_equal(job->keep.mark.loan, 0);
		assert_int_equal(job->keep.mark.done, 0);
	}
	assert_false(ask(0, VOICE_RETURN, "left")->must_keep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_polls_take_no_memory, teardown),
		cmocka_unit_test_teardown(test_leaves_a_runaway_alone, teardown),
		cmocka_unit_test_teardown(test_gives_up_no_call_untried, teardown),
		cmocka_unit_test_teardown(test_gives_up_no_call_in_a_moment, teardown),
		cmocka_unit_test_teardown(test_answers_the_quick_first, teardown),
		cmocka_unit_test_teardown(test_takes_a_call_back, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
