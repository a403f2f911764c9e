/* A server that cannot do what is asked: it is stopping, its desk is held up, its disk is taken (S6, S7). Each such
 * answer says that nothing was done, and when to try again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/post.h"
#include "gateway/server.h"
#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { PATIENT_MS = 60000, STUCK_MS = 200 };

static struct site_test site;
static struct reply reply;

/* One loop, so that connections meet each other; a desk that waits while another program writes. */
static int setup_patient(void **state)
{
	(void)state;
	site_open_with(&site, &(struct site_wish){ .busy_ms = PATIENT_MS, .loops = 1 });
	return 0;
}

static int setup(void **state)
{
	(void)state;
	site_open(&site, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	site_done(&site);
	return 0;
}

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

/* Another program that begins to write. */
static struct store *seize(void)
{
	struct store *other = bed_another(&site.world.bed, false);
	struct err err;

	assert_int_equal(store_begin(other, &err), RC_OK);
	return other;
}

static void release(struct store **other)
{
	store_rollback(*other);
	store_close(other);
}

static void check_unavailable(const char *fault)
{
	char after[16];

	reply_must(&reply, 503, fault);
	view_of(&reply, "fault");
	assert_true(reply_header(&reply, "Retry-After", after, sizeof(after)));
	assert_string_equal(after, "1");
}

static int send_take(void)
{
	char request[1024];
	int fd = site_connect(&site);

	site_command_text("h1", take, NULL, request, sizeof(request));
	site_send(fd, request);
	return fd;
}

/* While the last command is being written: who is connected is told, and that command gets its answer. */
static void a_stopping_server_says_so(void **state)
{
	struct store *other = seize();
	int command = send_take(), idle[3];
	char request[1024], value[16];

	(void)state;
	for (int i = 0; i < 3; i++) {
		idle[i] = site_connect(&site);
		site_send(idle[i], "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
		site_receive(idle[i], true, &reply);
	}
	server_stop(site.server);
	while (!site_refuses(&site))
		usleep(1000);
	site_send(idle[0], "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_receive(idle[0], true, &reply);
	reply_must(&reply, 503, "stopping: send new work");
	site_command_text("h1", take, "late", request, sizeof(request));
	site_send(idle[1], request);
	site_receive(idle[1], true, &reply);
	check_unavailable("\"error\":\"STOPPING\"");
	assert_true(reply_header(&reply, "Connection", value, sizeof(value)));
	assert_string_equal(value, "close");
	/* What is only read needs no desk; a poll does not wait any more. */
	site_send(idle[2], "GET /v1/halls/h1/events?after=1&wait=30 HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_receive(idle[2], true, &reply);
	reply_must(&reply, 200, "{\"events\":[],\"last\":1}");
	release(&other);
	site_receive(command, true, &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	for (int i = 0; i < 3; i++)
		close(idle[i]);
	close(command);
}

static void on_done(struct post_job *job)
{
	(*(uint32_t *)job->desk.asker)++;
}

/* S7: with POST_INBOX_MAX jobs waiting a command is turned away at once, and works when they are done. */
static void a_full_inbox_turns_commands_away(void **state)
{
	enum { MOST = POST_INBOX_MAX + DESK_GROUP_MAX };
	struct post_job *jobs = calloc(MOST, sizeof(*jobs));
	struct store *other = seize();
	struct post_box *box;
	struct arena answers;
	struct err err;
	uint32_t sent = 0, done = 0;
	int first = send_take();

	(void)state;
	assert_non_null(jobs);
	arena_init(&answers, 64 << 20);
	assert_int_equal(post_box_open(&box, site.post, NULL, NULL, &err), RC_OK);
	while (post_is_alive(site.post, STUCK_MS)) /* or it takes its group from the inbox when that is full */
		usleep(1000);
	for (; sent < MOST; sent++) {
		jobs[sent] = (struct post_job){ .done = on_done,
						.desk = { .ask = DESK_TICK,
							  .hall = TEXT("h1"),
							  .asker = &done,
							  .now_ms = WORLD_START_MS,
							  .arena = &answers } };
		if (!post_submit(box, &jobs[sent]))
			break;
	}
	site_command(&site, "h1", take, "k", &reply);
	check_unavailable("\"error\":\"BUSY\"");
	assert_true(site_metric(&site, "openhall_desk_inbox") == POST_INBOX_MAX);
	release(&other);
	while (done < sent)
		assert_true(post_box_wait(box, PATIENT_MS));
	site_receive(first, true, &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	site_command(&site, "h1", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A002\"");
	post_box_close(&box);
	arena_done(&answers);
	free(jobs);
	close(first);
}

/* S7: a write that fails is told as such in either language, and by readiness; reading goes on. */
static void a_disk_that_is_taken_is_told(void **state)
{
	struct store *other = seize();

	(void)state;
	site_command(&site, "h1", take, "k", &reply);
	check_unavailable("\"error\":\"STORE_DOWN\"");
	site_get(&site, "/readyz", &reply);
	reply_must(&reply, 503, "the last write failed: see group_failed in the log");
	site_get(&site, "/healthz", &reply);
	reply_must(&reply, 200, "ok\n");
	assert_int_equal(site_metric(&site, "openhall_desk_healthy"), 0);
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/state", "state"), "taken"), 0);
	site_get(&site, "/v1/halls/h1/events", &reply);
	reply_must(&reply, 200, "\"last\":1}");
	release(&other);
	site_command(&site, "h1", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	site_get(&site, "/readyz", &reply);
	reply_must(&reply, 200, "ok\n");
	assert_int_equal(site_metric(&site, "openhall_desk_faults_total"), 1);
}

/* News that a box could not hold are told as lost, once, behind those that it holds. */
struct listener {
	struct post_box *box;
	uint32_t news, lost;
};

static void on_news(void *context, struct news *news)
{
	struct listener *listener = context;

	assert_int_equal(listener->lost, 0);
	listener->news += news != NULL;
	listener->lost += news == NULL;
}

static void ask_again(struct post_job *job)
{
	(void)job;
}

/* Q12: the hall is told to its listeners by group, so each command here waits for the one before. */
static void news_beyond_the_box_are_told_as_lost(void **state)
{
	struct listener listener = { 0 };
	struct post_box *asker;
	struct post_job job;
	struct arena arena;
	const struct json *body;
	struct err err;

	(void)state;
	arena_init(&arena, 64 << 20);
	assert_int_equal(json_parse(&arena, text_of(take), &body, &err), RC_OK);
	assert_int_equal(post_box_open(&listener.box, site.post, on_news, &listener, &err), RC_OK);
	assert_int_equal(post_box_open(&asker, site.post, NULL, NULL, &err), RC_OK);
	post_listen(listener.box, TEXT("h1"));
	for (int i = 0; i < POST_NEWS_MAX + 3; i++) {
		job = (struct post_job){ .done = ask_again,
					 .desk = { .ask = DESK_COMMAND,
						   .hall = TEXT("h1"),
						   .actor = TEXT("test"),
						   .body = body,
						   .now_ms = WORLD_START_MS,
						   .arena = &arena } };
		assert_true(post_submit(asker, &job));
		assert_true(post_box_wait(asker, PATIENT_MS));
		assert_int_equal(job.desk.status, 200);
	}
	post_box_deliver(listener.box);
	assert_int_equal(listener.news, POST_NEWS_MAX);
	assert_int_equal(listener.lost, 1);
	listener.lost = 0;
	post_box_deliver(listener.box); /* told once */
	assert_int_equal(listener.lost, 0);
	post_box_close(&asker);
	server_stop(site.server);
	post_stop(site.post); /* a box that listens is closed after that */
	post_box_close(&listener.box);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_stopping_server_says_so, setup_patient, teardown),
		cmocka_unit_test_setup_teardown(a_full_inbox_turns_commands_away, setup_patient, teardown),
		cmocka_unit_test_setup_teardown(a_disk_that_is_taken_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(news_beyond_the_box_are_told_as_lost, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
