/* Live push at length: many events, two halls, clients that leave, lag behind or come back (Q12, N8, S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "gateway/test_follow.h"
#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { PATIENCE_MS = 10000, WRITERS = 4 };

static struct site_test site;
static struct reply reply;

/* Somebody who takes tickets over a connection of their own. */
struct writer {
	pthread_t thread;
	const char *hall, *service;
	int n, good;
};

static void *take_tickets(void *context)
{
	static _Thread_local struct reply mine;
	struct writer *writer = context;
	char body[128], request[512];
	int fd = site_connect(&site);

	snprintf(body, sizeof(body), "{\"command\":\"ticket.take\",\"args\":{\"service\":\"%s\"}}", writer->service);
	site_command_text(writer->hall, body, NULL, request, sizeof(request));
	for (int i = 0; i < writer->n; i++) {
		site_send(fd, request);
		site_receive(fd, true, &mine);
		writer->good += mine.status == 200;
	}
	close(fd);
	return NULL;
}

static void start(struct writer *writer, const char *hall, const char *service, int n)
{
	*writer = (struct writer){ .hall = hall, .service = service, .n = n };
	assert_int_equal(pthread_create(&writer->thread, NULL, take_tickets, writer), 0);
}

static void finish(struct writer *writer)
{
	pthread_join(writer->thread, NULL);
	assert_int_equal(writer->good, writer->n);
}

/* `n` tickets by several writers at once. */
static void take_many(const char *hall, int n)
{
	struct writer writers[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		start(&writers[i], hall, "s1", n / WRITERS);
	for (int i = 0; i < WRITERS; i++)
		finish(&writers[i]);
}

/* Q12: a screen that was away for long gets all that it missed, page by page, while more goes on. */
static void a_long_absence_is_made_up_for(void **state)
{
	enum { BEFORE = 2300, MORE = 100, HEAD = BEFORE + 1 };
	struct follower whole = { .checks = true }, half = { .last = 1100 }, tail = { .last = HEAD - 1000 };
	struct follower *const all[] = { &whole, &half, &tail };
	struct writer writer;

	(void)state;
	take_many("h1", BEFORE);
	whole.fd = follow_open(&site, "/v1/halls/h1/stream?after=0", "");
	half.fd = follow_open(&site, "/v1/halls/h1/stream?after=5", "Last-Event-ID: 1100\r\n");
	tail.fd = follow_open(&site, "/v1/halls/h1/stream?after=1301", ""); /* a whole page, to the event */
	start(&writer, "h1", "s1", MORE);
	for (size_t i = 0; i < CC_COUNT(all); i++) {
		follow_until(all[i], HEAD + MORE);
		close(all[i]->fd);
	}
	finish(&writer);
}

/* Streams of two halls on all loops, both halls busy: nobody sees anything of the other. */
static void two_halls_do_not_mix(void **state)
{
	enum { STREAMS = 12, EVENTS = 150 };
	static struct follower followers[STREAMS];
	struct writer first, second;

	(void)state;
	for (int i = 0; i < STREAMS; i++) {
		followers[i] = (struct follower){ .last = 1,
						  .must_not = i % 2 ? "\"service\":\"s1\"" : "\"service\":\"s2\"" };
		followers[i].fd = follow_open(
			&site, i % 2 ? "/v1/halls/h2/stream?after=1" : "/v1/halls/h1/stream?after=1", "");
	}
	start(&first, "h1", "s1", EVENTS);
	start(&second, "h2", "s2", EVENTS);
	finish(&first);
	finish(&second);
	for (int i = 0; i < STREAMS; i++) {
		follow_until(&followers[i], EVENTS + 1);
		close(followers[i].fd);
	}
}

/* S7: a reader who is cut off for being slow comes back with the last id that reached it, and lacks nothing. */
static void a_slow_reader_comes_back_without_loss(void **state)
{
	enum { COMMANDS_MAX = 20000, STEP = 50 };
	const char *config = world_config(&site.world, NULL, NULL);
	const char *body =
		text_printf(&site.world.arena, "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}", config).at;
	struct follower follower = { .last = 1, .fd = follow_open(&site, "/v1/halls/h1/stream?after=1", "") };
	static char request[16 << 10];
	char header[64];
	int fd = site_connect(&site), n = 1;

	(void)state;
	site_await_metric(&site, "openhall_streams", 1);
	site_command_text("h1", body, NULL, request, sizeof(request));
	while (n < COMMANDS_MAX && !site_metric(&site, "openhall_streams_cut_total")) {
		for (int i = 0; i < STEP; i++, n++) {
			site_send(fd, request);
			site_receive(fd, true, &reply);
		}
		assert_int_equal(reply.status, 200);
	}
	site_await_metric(&site, "openhall_streams", 0);
	while (follow_some(&follower, PATIENCE_MS))
		; /* to the end of what has come */
	assert_true(follower.ended && follower.last > 1 && follower.last < n);
	close(follower.fd);
	snprintf(header, sizeof(header), "Last-Event-ID: %lld\r\n", (long long)follower.last);
	follower = (struct follower){ .last = follower.last, .fd = follow_open(&site, "/v1/halls/h1/stream", header) };
	follow_until(&follower, n);
	close(follower.fd);
	close(fd);
}

/* One event wakes everybody who waits for its hall and nobody else; those who left are no harm. */
static void an_event_wakes_all_who_wait_for_it(void **state)
{
	enum { POLLS = 24 };
	int fds[POLLS], others[2];

	(void)state;
	for (int i = 0; i < POLLS; i++)
		fds[i] = follow_open(&site, "/v1/halls/h1/events?after=1&wait=30", "");
	for (int i = 0; i < 2; i++)
		others[i] = follow_open(&site, "/v1/halls/h2/events?after=1&wait=30", "");
	site_await_metric(&site, "openhall_polls", POLLS + 2);
	for (int i = 0; i < POLLS; i += 3)
		close(fds[i]); /* the client leaves while it is parked */
	take_many("h1", WRITERS);
	for (int i = 0; i < POLLS; i++) {
		if (i % 3 == 0)
			continue;
		site_receive(fds[i], true, &reply);
		reply_must(&reply, 200, "\"kind\":\"ticket.taken\"");
		assert_int_equal(view_int(view_body(&reply), "events.0.seq"), 2);
		site_send(fds[i], "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"); /* the connection goes on */
		site_receive(fds[i], true, &reply);
		reply_must(&reply, 200, "ok\n");
		close(fds[i]);
	}
	site_await_metric(&site, "openhall_polls", 2);
	take_many("h2", WRITERS);
	for (int i = 0; i < 2; i++) {
		site_receive(others[i], true, &reply);
		reply_must(&reply, 200, "\"events\":[{\"seq\":2");
		close(others[i]);
	}
	site_await_metric(&site, "openhall_polls", 0);
}

/* Who lacks events need not wait, however long it would. */
static void a_poll_for_the_past_is_answered_at_once(void **state)
{
	int64_t began_ns = host_monotonic_ns();

	(void)state;
	site_get(&site, "/v1/halls/h1/events?after=0&wait=30", &reply);
	reply_must(&reply, 200, "\"kind\":\"hall.configured\"");
	site_get(&site, "/v1/halls/h1/events?after=1&wait=0", &reply);
	reply_must(&reply, 200, "{\"events\":[],\"last\":1}");
	assert_true(host_monotonic_ns() - began_ns < INT64_C(5000000000));
}

static void a_bad_place_to_begin_is_told(void **state)
{
	static const struct {
		const char *path, *header, *field;
	} cases[] = {
		{ "/v1/halls/h1/stream", "Last-Event-ID: abc\r\n", "\"field\":\"Last-Event-ID\"" },
		{ "/v1/halls/h1/stream", "Last-Event-ID: -1\r\n", "\"field\":\"Last-Event-ID\"" },
		{ "/v1/halls/h1/stream?after=", "", "\"field\":\"after\"" },
		{ "/v1/halls/h1/stream?after=1.5", "", "\"field\":\"after\"" },
		{ "/v1/halls/h1/stream?before=1", "", "\"field\":\"before\"" },
		{ "/v1/halls/h1/events?wait=soon", "", "\"field\":\"wait\"" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		int fd = follow_open(&site, cases[i].path, cases[i].header);

		site_receive(fd, true, &reply);
		reply_must(&reply, 400, cases[i].field);
		view_of(&reply, "fault");
		close(fd);
	}
	assert_int_equal(site_metric(&site, "openhall_streams_total"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(a_long_absence_is_made_up_for),           SITE_TEST(two_halls_do_not_mix),
		SITE_TEST(a_slow_reader_comes_back_without_loss),   SITE_TEST(an_event_wakes_all_who_wait_for_it),
		SITE_TEST(a_poll_for_the_past_is_answered_at_once), SITE_TEST(a_bad_place_to_begin_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
