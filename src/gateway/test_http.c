/* HTTP itself: how requests may be cut up, how large they may be, and what is told of those that are none (N8,
 * S6). Behind each odd request a good one is sent, for a server that stumbled is worse than a wrong answer. */
#define _GNU_SOURCE /* memmem */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/loop.h"
#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { PATIENCE_MS = 10000, REQUEST_MAX = 2 << 20 };

static struct site_test site;
static struct reply reply;
static char request[REQUEST_MAX];

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define POST_HEAD "POST /v1/halls/h1/commands HTTP/1.1\r\nHost: localhost\r\n"

static void send_bytes(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return; /* the reply will tell */
		bytes += n;
		len -= (size_t)n;
	}
}

static void ask_bytes(const char *bytes, size_t len)
{
	int fd = site_connect(&site);

	send_bytes(fd, bytes, len);
	site_receive(fd, true, &reply);
	close(fd);
}

static void check_alive(void)
{
	site_get(&site, "/readyz", &reply);
	reply_must(&reply, 200, "ok\n");
}

/* Requests that were sent all at once are answered one after another, in their order. */
static void pipelined_requests_are_answered_in_order(void **state)
{
	enum { REQUESTS = 40 };
	int fd = site_connect(&site);
	const char *at;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < REQUESTS; i++) {
		site_command_text("h1", take, NULL, request + n, sizeof(request) - n);
		n += strlen(request + n);
	}
	snprintf(request + n, sizeof(request) - n, GET("/healthz"));
	site_send(fd, request);
	reply = (struct reply){ 0 };
	site_read_until(fd, "\r\n\r\nok\n", PATIENCE_MS, &reply);
	at = reply.bytes;
	for (int i = 1; i <= REQUESTS; i++) {
		char number[64];

		snprintf(number, sizeof(number), "\"result\":{\"ticket\":%d,\"number\":\"A%03d\"", i + 1, i);
		at = strstr(at, number);
		assert_non_null(at);
	}
	close(fd);
}

/* True when the server ends the connection; nothing but the answers may come before. */
static bool is_ended(int fd)
{
	struct timeval soon = { .tv_usec = 300000 };
	char byte;
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	n = recv(fd, &byte, 1, 0);
	assert_true(n <= 0);
	return n == 0;
}

static void connections_last_as_long_as_asked(void **state)
{
	static const struct {
		const char *request;
		bool ends;
	} cases[] = {
		{ GET("/healthz"), false },
		{ "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", true },
		{ "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", false },
		{ "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n", true },
		{ "GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", false },
		{ GET("/v1/halls/h9/state"), false }, /* a fault is no reason to part */
		{ GET("/v1/none"), false },
		{ "NONSENSE\r\n\r\n", true },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		int fd = site_connect(&site);

		site_send(fd, cases[i].request);
		site_receive(fd, true, &reply);
		if (is_ended(fd) != cases[i].ends)
			fail_msg("after %s the connection is %s", cases[i].request, cases[i].ends ? "kept" : "ended");
		close(fd);
	}
}

/* A body and a head that come a few bytes at a time, while others are served. */
static void slow_requests_are_waited_for(void **state)
{
	int fd = site_connect(&site);
	size_t len;

	(void)state;
	site_command_text("h1", take, "slow", request, sizeof(request));
	len = strlen(request);
	for (size_t i = 0; i < len; i += 9) {
		send_bytes(fd, request + i, len - i < 9 ? len - i : 9);
		usleep(5000);
	}
	site_command(&site, "h1", take, NULL, &reply);
	reply_must(&reply, 200, "\"number\":\"A00");
	site_receive(fd, true, &reply);
	reply_must(&reply, 200, "\"kind\":\"ticket.taken\"");
	close(fd);
	fd = site_connect(&site);
	send_bytes(fd, request, len - 5); /* never ends */
	shutdown(fd, SHUT_WR);
	assert_true(is_ended(fd));
	close(fd);
	check_alive();
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/state", "state"), "taken"), 2);
}

/* A take in chunks, as a client sends it that does not know the length beforehand. */
static void bodies_may_come_in_chunks(void **state)
{
	static const struct {
		const char *chunks;
		int status;
		const char *holds;
	} cases[] = {
		{ "33\r\n{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}\r\n0\r\n\r\n", 200, "A001" },
		{ "5\r\n{\"com\r\n2e\r\nmand\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}\r\n0\r\n\r\n", 200,
		  "A002" },
		{ "0\r\n\r\n", 400, "BODY_INVALID" },
		/* To libevent a chunk that it cannot read is one that it cannot hold. */
		{ "zz\r\n{}\r\n0\r\n\r\n", 413, "TOO_LARGE" },
		{ "-2\r\n{}\r\n0\r\n\r\n", 413, "TOO_LARGE" },
		{ "7fffffffffffffff\r\n{}\r\n", 413, "TOO_LARGE" },
		{ "100001\r\n{}\r\n", 413, "TOO_LARGE" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		snprintf(request, sizeof(request), POST_HEAD "Transfer-Encoding: chunked\r\n\r\n%s", cases[i].chunks);
		site_ask(&site, request, &reply);
		if (reply.status != cases[i].status || !strstr(reply.bytes, cases[i].holds))
			fail_msg("%s: wanted %d %s: %s", request, cases[i].status, cases[i].holds, reply.bytes);
		check_alive();
	}
}

/* A command of exactly `len` bytes, filled up with blanks, into `request`; returns the length of all. */
static size_t put_padded(size_t len)
{
	size_t n = (size_t)snprintf(request, sizeof(request), POST_HEAD "Content-Length: %zu\r\n\r\n%s", len, take);

	memset(request + n, ' ', len - strlen(take));
	return n + len - strlen(take);
}

/* S6: a limit is a limit to the byte, for bodies and for heads. */
static void limits_hold_to_the_byte(void **state)
{
	static const char head[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ";
	size_t fits = 0;

	(void)state;
	ask_bytes(request, put_padded(LOOP_BODY_BYTES_MAX));
	reply_must(&reply, 200, "\"number\":\"A001\"");
	ask_bytes(request, put_padded(LOOP_BODY_BYTES_MAX + 1));
	reply_must(&reply, 413, "TOO_LARGE");
	for (size_t more = LOOP_HEADER_BYTES_MAX - 128; more < LOOP_HEADER_BYTES_MAX; more += 4) {
		snprintf(request, sizeof(request), "%s", head);
		memset(request + strlen(head), 'x', more);
		snprintf(request + strlen(head) + more, 8, "\r\n\r\n");
		site_ask(&site, request, &reply);
		if (reply.status != 200)
			break;
		fits = strlen(request);
	}
	reply_must(&reply, 400, "HEADER_INVALID");
	assert_true(fits + 16 > LOOP_HEADER_BYTES_MAX && fits <= LOOP_HEADER_BYTES_MAX + 16);
	check_alive();
}

static void many_headers_count_together(void **state)
{
	size_t n = (size_t)snprintf(request, sizeof(request), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n");

	(void)state;
	for (int i = 0; i < 2 * LOOP_HEADER_BYTES_MAX / 8; i++)
		n += (size_t)snprintf(request + n, sizeof(request) - n, "X%03d: y\r\n", i % 1000);
	snprintf(request + n, sizeof(request) - n, "\r\n");
	site_ask(&site, request, &reply);
	reply_must(&reply, 400, "HEADER_INVALID");
	check_alive();
}

/* HEAD tells what GET would, without its body. */
static void head_tells_what_get_would(void **state)
{
	static const char *const paths[] = {
		"/v1/halls",
		"/v1/halls/h1/state",
		"/v1/halls/h1/menu",
		"/v1/halls/h1/config",
		"/v1/halls/h1/slots?service=s1&date=2026-11-24",
		"/v1/halls/h1/appointments",
		"/v1/halls/h1/events",
		"/v1/halls/h1/tickets/1",
		"/v1/halls/h9/state",
		"/v1/openapi.json",
		"/healthz",
		"/readyz",
	};
	static struct reply get;
	char of_get[256], of_head[256];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(paths); i++) {
		int fd = site_connect(&site);

		site_get(&site, paths[i], &get);
		snprintf(request, sizeof(request), "HEAD %s HTTP/1.1\r\nHost: localhost\r\n\r\n" GET("/healthz"),
			 paths[i]);
		site_send(fd, request);
		site_receive(fd, false, &reply);
		if (get.status != reply.status)
			fail_msg("HEAD %s: %s", paths[i], reply.bytes);
		assert_true(reply_header(&get, "Content-Type", of_get, sizeof(of_get)));
		assert_true(reply_header(&reply, "Content-Type", of_head, sizeof(of_head)));
		assert_string_equal(of_get, of_head);
		assert_true(reply_header(&get, "Content-Length", of_get, sizeof(of_get)));
		assert_true(reply_header(&reply, "Content-Length", of_head, sizeof(of_head)));
		assert_string_equal(of_get, of_head);
		/* What follows at once is the next answer. */
		site_read_until(fd, "ok\n", PATIENCE_MS, &reply);
		assert_memory_equal(reply.bytes + reply.head_len, "HTTP/1.1 200 OK", 15);
		close(fd);
	}
}

static void a_client_may_ask_before_it_sends(void **state)
{
	int fd = site_connect(&site);

	(void)state;
	snprintf(request, sizeof(request), POST_HEAD "Expect: 100-continue\r\nContent-Length: %zu\r\n\r\n",
		 strlen(take));
	site_send(fd, request);
	reply = (struct reply){ 0 };
	site_read_until(fd, "HTTP/1.1 100 Continue\r\n\r\n", PATIENCE_MS, &reply);
	site_send(fd, take);
	site_receive(fd, true, &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	close(fd);
	snprintf(request, sizeof(request), POST_HEAD "Expect: 100-continue\r\nContent-Length: %d\r\n\r\n",
		 LOOP_BODY_BYTES_MAX + 1);
	site_ask(&site, request, &reply);
	reply_must(&reply, 413, "TOO_LARGE");
}

/* S6: bytes that are no text or no request; each answer is a fault in JSON that fits its view. */
static void odd_bytes_are_told_in_json(void **state)
{
#define BYTES(literal) literal, sizeof(literal) - 1
	static const struct {
		const char *bytes;
		size_t len;
		int status;
	} cases[] = {
		{ BYTES(GET("/v1/halls/\xff\xfe/state")), 404 },
		{ BYTES(GET("/v1/halls/%ff%fe/state")), 404 },
		{ BYTES(GET("/v1/halls/%00/state")), 404 },
		{ BYTES(GET("/v1/halls/h1%00/state")), 404 },
		{ BYTES(GET("/v1/halls/h1/state?at=%ff")), 400 },
		{ BYTES(GET("/v1/halls/h1/state?at=%0a")), 400 },
		{ BYTES(GET("/v1/halls/h1/state?%ff=1")), 400 },
		{ BYTES(GET("/v1/halls/h1/appointments?name=%e5%8f")), 400 },
		{ BYTES(GET("/v1/halls/h1/appointments?name=a&name=b")), 400 },
		{ BYTES(GET("/v1/halls/h1/events?after=99999999999999999999")), 400 },
		{ BYTES(GET("/v1/halls/h1/tickets/-1")), 404 },
		{ BYTES(GET("/v1/halls/h1/tickets/99999999999999999999")), 404 },
		{ BYTES(GET("/v1/halls/h1/tickets/1%20")), 404 },
		{ BYTES(GET("http://localhost:port/v1/halls")), 400 },
		{ BYTES("GET /v1/halls\0/h1 HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400 },
		{ BYTES("GET /v1/none HTTP/1.1\r\nHost: local\0host\r\n\r\n"), 403 },
		{ BYTES("GET /v1/none HTTP/1.1\r\nHost localhost\r\n\r\n"), 400 },
		{ BYTES("GET /v1/none HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n"), 404 },
		{ BYTES("GET /v1/none HTTP/9.9\r\nHost: localhost\r\n\r\n"), 400 },
		{ BYTES("GET  /v1/none  HTTP/1.1\r\nHost: localhost\r\n\r\n"), 404 },
		{ BYTES("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), 400 },
		{ BYTES(POST_HEAD "Content-Length: -1\r\n\r\n"), 400 },
		{ BYTES(POST_HEAD "Content-Length: 99999999999999999999\r\n\r\n"), 413 },
		{ BYTES(POST_HEAD "Content-Length: 4\r\n\r\n{\0}\n"), 400 },
		{ BYTES(POST_HEAD "Content-Length: 4\r\n\r\n{\"\xff\""), 400 },
		{ BYTES(POST_HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 400 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		ask_bytes(cases[i].bytes, cases[i].len);
		if (reply.status != cases[i].status)
			fail_msg("%s: wanted %d, got %s", cases[i].bytes, cases[i].status, reply.bytes);
		view_of(&reply, "fault");
	}
	check_alive();
#undef BYTES
}

/* A second head that hides behind two lengths is never served as a request of its own. */
static void lengths_that_disagree_smuggle_nothing(void **state)
{
	int fd = site_connect(&site);
	int64_t taken;

	(void)state;
	snprintf(request, sizeof(request),
		 POST_HEAD "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" POST_HEAD
			   "Content-Length: %zu\r\n\r\n%s",
		 strlen(take), take);
	site_send(fd, request);
	site_receive(fd, true, &reply);
	assert_int_equal(reply.status, 400);
	view_of(&reply, "fault");
	close(fd);
	usleep(100000);
	taken = view_int(view_get(&site, "/v1/halls/h1/state", "state"), "taken");
	assert_int_equal(taken, 0);
}

static void other_methods_are_told_which_ones_work(void **state)
{
	static const char *const methods[] = { "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE" };
	char allow[64];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(methods); i++) {
		snprintf(request, sizeof(request), "%s /v1/halls/h1/state HTTP/1.1\r\nHost: localhost\r\n\r\n",
			 methods[i]);
		site_ask(&site, request, &reply);
		reply_must(&reply, 405, "METHOD_WRONG");
		view_of(&reply, "fault");
		assert_true(reply_header(&reply, "Allow", allow, sizeof(allow)));
		assert_string_equal(allow, "GET, HEAD");
	}
}

/* Failures can be found in the log by an id: the client's own where it is one, else a new one. */
static void failures_carry_a_trace(void **state)
{
	static const struct {
		const char *header;
		bool kept;
	} cases[] = {
		{ "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n", true },
		{ "traceparent: 00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01\r\n", false },
		{ "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n", false },
		{ "traceparent: nonsense\r\n", false },
		{ "", false },
	};
	char trace[64], last[64] = "";

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		snprintf(request, sizeof(request), "GET /v1/none HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
			 cases[i].header);
		site_ask(&site, request, &reply);
		assert_true(reply_header(&reply, "Trace-Id", trace, sizeof(trace)));
		assert_int_equal(strlen(trace), 32);
		assert_int_equal(strspn(trace, "0123456789abcdef"), 32);
		assert_int_equal(strcmp(trace, "0af7651916cd43dd8448eb211c80319c") == 0, cases[i].kept);
		assert_string_not_equal(trace, last);
		snprintf(last, sizeof(last), "%s", trace);
	}
	site_get(&site, "/healthz", &reply);
	assert_false(reply_header(&reply, "Trace-Id", trace, sizeof(trace)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(pipelined_requests_are_answered_in_order),
		SITE_TEST(connections_last_as_long_as_asked),
		SITE_TEST(slow_requests_are_waited_for),
		SITE_TEST(bodies_may_come_in_chunks),
		SITE_TEST(limits_hold_to_the_byte),
		SITE_TEST(many_headers_count_together),
		SITE_TEST(head_tells_what_get_would),
		SITE_TEST(a_client_may_ask_before_it_sends),
		SITE_TEST(odd_bytes_are_told_in_json),
		SITE_TEST(lengths_that_disagree_smuggle_nothing),
		SITE_TEST(other_methods_are_told_which_ones_work),
		SITE_TEST(failures_carry_a_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
