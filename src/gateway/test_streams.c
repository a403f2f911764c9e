/* Live push from outside: streams, polls, resuming, slow readers (Q12, N8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/server.h"
#include "gateway/test_site.h"
#include "host/clock.h"

enum { PATIENCE_MS = 10000 };

static struct site_test site;
static struct reply reply, stream_text;

static int setup(void **state)
{
	(void)state;
	site_open(&site, NULL);
	stream_text = (struct reply){ 0 };
	return 0;
}

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

static void take_tickets(const char *hall, int n)
{
	for (int i = 0; i < n; i++) {
		site_command(&site, hall, take, NULL, &reply);
		assert_int_equal(reply.status, 200);
	}
}

static int open_stream(const char *path, const char *header)
{
	char request[256];
	int fd = site_connect(&site);

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, header);
	site_send(fd, request);
	return fd;
}

/* Ids in a piece of a stream must rise by one from `first`; returns the last. */
static int64_t check_ids(const char *text, int64_t first)
{
	int64_t wanted = first;

	for (const char *at = strstr(text, "\nid: "); at; at = strstr(at + 1, "\nid: "))
		assert_int_equal(strtoll(at + 5, NULL, 10), wanted++);
	return wanted - 1;
}

static void a_stream_begins_now_and_goes_on(void **state)
{
	int fd;

	(void)state;
	take_tickets("h1", 3);
	fd = open_stream("/v1/halls/h1/stream", "");
	site_read_until(fd, "retry: 1000\n\n", PATIENCE_MS, &stream_text);
	assert_non_null(strstr(stream_text.bytes, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(stream_text.bytes, "Content-Type: text/event-stream"));
	assert_non_null(strstr(stream_text.bytes, "\r\nX-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(stream_text.bytes, "; frame-ancestors 'none'\r\n"));
	take_tickets("h2", 1); /* somebody else's news */
	take_tickets("h1", 2);
	site_read_until(fd, "id: 6\n", PATIENCE_MS, &stream_text);
	assert_int_equal(check_ids(stream_text.bytes, 5), 6);
	assert_non_null(strstr(stream_text.bytes, "data: {\"seq\":5,"));
	close(fd);
}

static void a_stream_resumes_where_it_was(void **state)
{
	static const struct {
		const char *path, *header;
		int64_t first;
	} cases[] = {
		{ "/v1/halls/h1/stream?after=0", "", 1 },
		{ "/v1/halls/h1/stream?after=2", "", 3 },
		{ "/v1/halls/h1/stream", "Last-Event-ID: 3\r\n", 4 },
		{ "/v1/halls/h1/stream?after=1", "Last-Event-ID: 4\r\n", 5 }, /* the header wins */
		{ "/v1/halls/h1/stream?after=999", "", 6 },                   /* of another life of the log */
	};

	(void)state;
	take_tickets("h1", 4);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		char last[32];
		int64_t head = 5 + (int64_t)i + 1;
		int fd = open_stream(cases[i].path, cases[i].header);

		stream_text = (struct reply){ 0 };
		site_read_until(fd, "retry: 1000\n\n", PATIENCE_MS, &stream_text);
		take_tickets("h1", 1);
		snprintf(last, sizeof(last), "id: %lld\n", (long long)head);
		site_read_until(fd, last, PATIENCE_MS, &stream_text);
		assert_int_equal(check_ids(stream_text.bytes, i == 4 ? head : cases[i].first), head);
		close(fd);
	}
}

static void *write_in_background(void *context)
{
	static _Thread_local struct reply mine;
	const int *n = context;

	for (int i = 0; i < *n; i++)
		site_command(&site, "h1", take, NULL, &mine);
	return NULL;
}

/* Streams that begin at any moment of a busy hall miss nothing and see nothing twice. */
static void streams_have_no_gap_and_no_double(void **state)
{
	enum { STREAMS = 40, EVENTS = 600 };
	int n = EVENTS;
	int fds[STREAMS];
	pthread_t writer;

	(void)state;
	assert_int_equal(pthread_create(&writer, NULL, write_in_background, &n), 0);
	for (int i = 0; i < STREAMS; i++) {
		fds[i] = open_stream("/v1/halls/h1/stream?after=0", "");
		usleep(2000);
	}
	pthread_join(writer, NULL);
	for (int i = 0; i < STREAMS; i++) {
		stream_text = (struct reply){ 0 };
		site_read_until(fds[i], "id: 601\n", PATIENCE_MS, &stream_text);
		assert_int_equal(check_ids(stream_text.bytes, 1), EVENTS + 1);
		close(fds[i]);
	}
}

/* More than one page of the log. */
static void a_long_log_is_caught_up(void **state)
{
	enum { EVENTS = 1200 };
	int n = EVENTS / 4;
	pthread_t writers[4];
	int fd;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&writers[i], NULL, write_in_background, &n), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(writers[i], NULL);
	fd = open_stream("/v1/halls/h1/stream?after=0", "");
	site_read_until(fd, "id: 1201\n", PATIENCE_MS, &stream_text);
	assert_int_equal(check_ids(stream_text.bytes, 1), EVENTS + 1);
	close(fd);
}

static void a_poll_waits_for_news(void **state)
{
	int fd = site_connect(&site);
	int64_t began_ns = host_monotonic_ns();

	(void)state;
	site_send(fd, "GET /v1/halls/h1/events?after=1&wait=20 HTTP/1.1\r\nHost: localhost\r\n\r\n");
	usleep(200000);
	take_tickets("h2", 1);
	take_tickets("h1", 1);
	site_receive(fd, true, &reply);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.bytes, "\"kind\":\"ticket.taken\""));
	assert_non_null(strstr(reply.bytes, "\"last\":2}"));
	assert_true(host_monotonic_ns() - began_ns < INT64_C(5000000000));
	/* The connection goes on. */
	site_send(fd, "GET /v1/halls/h1/events?after=2&wait=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
	began_ns = host_monotonic_ns();
	site_receive(fd, true, &reply);
	assert_non_null(strstr(reply.bytes, "{\"events\":[],\"last\":2}"));
	assert_true(host_monotonic_ns() - began_ns > INT64_C(900000000));
	close(fd);
}

static int64_t metric(const char *name)
{
	const char *at;

	site_get(&site, "/metrics", &reply);
	at = strstr(reply.bytes, name);
	assert_non_null(at);
	return strtoll(at + strlen(name), NULL, 10);
}

static void await_metric(const char *name, int64_t value)
{
	for (int i = 0; i < 100 && metric(name) != value; i++)
		usleep(50000);
	assert_int_equal(metric(name), value);
}

static void streams_that_end_are_forgotten(void **state)
{
	enum { STREAMS = 100 };
	int fds[STREAMS];

	(void)state;
	for (int i = 0; i < STREAMS; i++)
		fds[i] = open_stream("/v1/halls/h1/stream", "");
	await_metric("\nopenhall_streams ", STREAMS);
	for (int i = 0; i < STREAMS; i++)
		close(fds[i]);
	await_metric("\nopenhall_streams ", 0);
	assert_int_equal(metric("\nopenhall_streams_cut_total "), 0);
}

/* A command whose event is a few KiB long. */
static const char *long_command(void)
{
	const char *config = world_config(&site.world, NULL, NULL);

	return text_printf(&site.world.arena, "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}", config).at;
}

/* Whoever does not read is cut off when too much waits, and holds nobody else up. */
static void a_slow_reader_is_cut(void **state)
{
	enum { COMMANDS_MAX = 20000 };
	const char *body = long_command();
	int small = 2048;
	int slow = site_connect(&site), quick = open_stream("/v1/halls/h1/stream", "");
	char last[32];
	int n = 0;

	(void)state;
	setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	site_send(slow, "GET /v1/halls/h1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
	await_metric("\nopenhall_streams ", 2);
	while (n < COMMANDS_MAX) {
		for (int i = 0; i < 200; i++, n++)
			site_command(&site, "h1", body, NULL, &reply);
		assert_int_equal(reply.status, 200);
		stream_text = (struct reply){ 0 };
		snprintf(last, sizeof(last), "id: %d\n", n + 1);
		site_read_until(quick, last, PATIENCE_MS, &stream_text);
		if (metric("\nopenhall_streams_cut_total ") == 1)
			break;
	}
	assert_int_equal(metric("\nopenhall_streams_cut_total "), 1);
	assert_int_equal(metric("\nopenhall_streams "), 1);
	close(slow);
	close(quick);
}

/* A slow reader that reads on in time gets everything. The kernel alone would not hold so much for it. */
static void a_backlog_is_sent_in_order(void **state)
{
	enum { COMMANDS = 250 };
	const char *body = long_command();
	int small = 64 << 10;
	int fd = site_connect(&site);

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	site_send(fd, "GET /v1/halls/h1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
	await_metric("\nopenhall_streams ", 1);
	for (int i = 0; i < COMMANDS; i++)
		site_command(&site, "h1", body, NULL, &reply);
	site_read_until(fd, "id: 251\n", PATIENCE_MS, &stream_text);
	assert_int_equal(check_ids(stream_text.bytes, 2), COMMANDS + 1);
	close(fd);
}

static void stopping_ends_streams_and_polls(void **state)
{
	int stream = open_stream("/v1/halls/h1/stream", "");
	int poll = site_connect(&site);
	char byte[4096];

	(void)state;
	site_send(poll, "GET /v1/halls/h1/events?after=1&wait=30 HTTP/1.1\r\nHost: localhost\r\n\r\n");
	await_metric("\nopenhall_streams ", 1);
	await_metric("\nopenhall_polls ", 1);
	server_stop(site.server);
	site_receive(poll, true, &reply);
	assert_non_null(strstr(reply.bytes, "{\"events\":[],\"last\":1}"));
	while (recv(stream, byte, sizeof(byte), 0) > 0)
		;
	close(stream);
	close(poll);
}

#define OWN_SITE_TEST(test) SITE_TEST_OF(test, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN_SITE_TEST(a_stream_begins_now_and_goes_on),
		OWN_SITE_TEST(a_stream_resumes_where_it_was),
		OWN_SITE_TEST(streams_have_no_gap_and_no_double),
		OWN_SITE_TEST(a_long_log_is_caught_up),
		OWN_SITE_TEST(a_poll_waits_for_news),
		OWN_SITE_TEST(streams_that_end_are_forgotten),
		OWN_SITE_TEST(a_slow_reader_is_cut),
		OWN_SITE_TEST(a_backlog_is_sent_in_order),
		OWN_SITE_TEST(stopping_ends_streams_and_polls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
