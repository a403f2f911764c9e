/* Commands straight to the desk of a server under test (S7). */
#include "gateway/test_write.h"

#include <stdlib.h>

#include "gateway/post.h"

enum { PATIENCE_MS = 30000 };

_Static_assert(WRITE_NEWS_MAX == (int)POST_NEWS_MAX, "as the post office has it");

static void on_written(struct post_job *job)
{
	uint32_t *written = job->desk.asker;

	assert_int_equal(job->desk.status, 200);
	++*written;
}

/* With at most `at_once` of them on their way. */
static void send_commands(struct site_test *site, const char *hall, const char *text, uint32_t n, uint32_t at_once)
{
	CC_CLEANUP(arena_done) struct arena bodies, answers;
	struct post_job *jobs = calloc(n, sizeof(*jobs));
	uint32_t written = 0;
	const struct json *body;
	struct post_box *box;
	struct err err;

	assert_non_null(jobs);
	arena_init(&bodies, 1 << 20);
	arena_init(&answers, 256 << 20);
	assert_int_equal(post_box_open(&box, site->post, NULL, NULL, &err), RC_OK);
	assert_int_equal(json_parse(&bodies, text_of(text), &body, &err), RC_OK);
	for (uint32_t i = 0; i < n; i++) {
		jobs[i] = (struct post_job){ .done = on_written,
					     .desk = { .ask = DESK_COMMAND,
						       .hall = text_of(hall),
						       .actor = TEXT("test"),
						       .body = body,
						       .now_ms = host_clock_now_ms(&site->clock.clock),
						       .arena = &answers,
						       .asker = &written } };
		assert_true(post_submit(box, &jobs[i]));
		while (i + 1 - written >= at_once)
			assert_true(post_box_wait(box, PATIENCE_MS));
	}
	while (written < n)
		assert_true(post_box_wait(box, PATIENCE_MS));
	post_box_close(&box);
	free(jobs);
}

void write_each(struct site_test *site, const char *hall, const char *body, int n)
{
	send_commands(site, hall, body, (uint32_t)n, 1);
}

void write_all(struct site_test *site, const char *hall, const char *body, int n)
{
	send_commands(site, hall, body, (uint32_t)n, (uint32_t)n);
}

void write_stop(struct site_test *site)
{
	post_stop(site->post);
}
