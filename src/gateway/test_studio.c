/* The studio: a bounded inbox, and a clean stop (Q1, S7). */
#include "gateway/studio.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "app/test_world.h"
#include "host/clock.h"

enum { PATIENCE_MS = 60000, SLIPS_MAX = 1000, ARENA_BYTES_MAX = 256 << 20 };

static struct world world;
static struct host_scaled_clock still;
static struct post *post;
static struct post_box *box;
static struct pictures *pictures;
static struct studio *studio;
static struct arena arena; /* of the studio's thread while it has jobs */
static struct studio_job jobs[SLIPS_MAX];
static int done;

static void on_done(struct post_job *job)
{
	(void)job;
	done++;
}

static int setup(void **state)
{
	struct err err;

	(void)state;
	host_scaled_clock_init(&still, WORLD_START_MS, 0);
	world_open(&world, false);
	arena_init(&arena, ARENA_BYTES_MAX);
	memset(jobs, 0, sizeof(jobs));
	done = 0;
	assert_int_equal(post_open(&post, world.desk, &still.clock, &err), RC_OK);
	assert_int_equal(post_box_open(&box, post, NULL, NULL, &err), RC_OK);
	assert_int_equal(pictures_open(&pictures, &err), RC_OK);
	return studio_open(&studio, pictures, &err) == RC_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	studio_close(&studio);
	post_box_close(&box);
	post_close(&post);
	pictures_close(&pictures);
	world_done(&world);
	arena_done(&arena);
	return 0;
}

/* All slips are there before any is drawn, for the arena is the studio's then. */
static void prepare(void)
{
	const struct slip_style style = { SLIP_80_MM, 0 };

	for (int i = 0; i < SLIPS_MAX; i++) {
		slip_of_test(&style, WORLD_START_MS, 480, &arena, &jobs[i].slip);
		snprintf(jobs[i].key, sizeof(jobs[i].key), "%d", i);
		jobs[i].post = (struct post_job){ .done = on_done, .desk = { .hall = TEXT("h1"), .arena = &arena } };
	}
}

static int submit_until_turned_away(void)
{
	int n = 0;

	while (n < SLIPS_MAX && studio_submit(studio, box, &jobs[n]))
		n++;
	assert_true(n >= STUDIO_INBOX_MAX && n < SLIPS_MAX);
	return n;
}

/* S7: more slips than it has room for are turned away at once, and all others are drawn. */
static void a_full_inbox_turns_away(void **state)
{
	(void)state;
	prepare();
	const int n = submit_until_turned_away();
	while (done < n)
		assert_true(post_box_wait(box, PATIENCE_MS));
	for (int i = 0; i < n; i++) {
		assert_int_equal(jobs[i].post.desk.status, 200);
		assert_memory_equal(jobs[i].post.desk.answer.at, "\x89PNG", 4);
	}
}

/* S7: a stop waits for the drawing that is being made, and for no other. */
static void stopping_answers_everybody(void **state)
{
	int stopped = 0;

	(void)state;
	prepare();
	const int n = submit_until_turned_away();
	studio_close(&studio);
	post_box_deliver(box);
	assert_int_equal(done, n);
	for (int i = 0; i < n; i++)
		stopped += jobs[i].post.desk.status == 503;
	assert_true(stopped > 0);
}

#define STUDIO_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STUDIO_TEST(a_full_inbox_turns_away),
		STUDIO_TEST(stopping_answers_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
