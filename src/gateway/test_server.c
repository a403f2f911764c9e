/* The server from outside: answers, faults, limits, stopping (N8, S6, S7). */
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

#include "gateway/loop.h"
#include "gateway/post.h"
#include "gateway/server.h"
#include "gateway/test_site.h"
#include "host/clock.h"

static struct site_test site;
static struct reply reply;

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define POST_HEAD "POST /v1/halls/h1/commands HTTP/1.1\r\nHost: localhost\r\n"
#define JSON_TYPE "Content-Type: application/json\r\n"

static const struct {
	const char *request;
	int status;
	const char *holds; /* somewhere in head or body */
} cases[] = {
	{ GET("/v1/halls"), 200, "\"id\":\"h1\"" },
	{ GET("/v1/halls?x=1"), 400, "\"field\":\"x\"" },
	{ GET("/v1/halls/h1/state"), 200, "\"hall\":\"h1\"" },
	{ GET("/v1/halls/h%31/state"), 200, "\"hall\":\"h1\"" },
	{ GET("/v1/halls/h9/state"), 404, "HALL_UNKNOWN" },
	{ GET("/v1/halls/%zz/state"), 404, "ROUTE_UNKNOWN" },
	{ GET("/v1/halls/h1/state?at=2026-11-23T09:00:01%2B08:00"), 200, "\"seq\":1" },
	{ GET("/v1/halls/h1/state?at=2020-01-01T00:00:00Z"), 404, "TIME_UNKNOWN" },
	{ GET("/v1/halls/h9/state?at=2026-11-23T09:00:01%2B08:00"), 404, "HALL_UNKNOWN" },
	{ GET("/v1/halls/h1/outline?date=2026-11-23"), 200, "\"minutes\":[{\"minute\":540,\"seq\":" },
	{ GET("/v1/halls/h1/outline"), 400, "\"field\":\"date\"" },
	{ GET("/v1/halls/h1/outline?date=today"), 400, "\"field\":\"date\"" },
	{ GET("/v1/halls/h9/outline?date=2026-11-23"), 404, "HALL_UNKNOWN" },
	{ GET("/v1/halls/h1/state?at=noon"), 400, "\"field\":\"at\"" },
	{ GET("/v1/halls/h1/state?at=2026-11-23T09:02:00%2B08:00"), 400, "晚于现在" },
	{ GET("/v1/halls/h1/menu"), 200, "\"buttons\"" },
	{ GET("/v1/halls/h1/config"), 200, "\"windows\"" },
	{ GET("/v1/halls/h1/windows/w1/next"), 200, "\"candidates\":" },
	{ GET("/v1/halls/h1/windows/w9/next"), 404, "WINDOW_UNKNOWN" },
	{ GET("/v1/halls/h9/windows/w1/next"), 404, "HALL_UNKNOWN" },
	{ GET("/v1/halls/h1/windows/w1/next?at=1"), 400, "\"field\":\"at\"" },
	{ GET("/v1/halls/h1/slots?service=s1&date=2026-11-24"), 200, "\"slots\"" },
	{ GET("/v1/halls/h1/slots?service=s1"), 400, "\"field\":\"date\"" },
	{ GET("/v1/halls/h1/slots?service=s1&date=24.11."), 400, "date 须为日期，例如 2026-11-23" },
	{ GET("/v1/halls/h1/slots?service=s9&date=2026-11-24"), 400, "service 不是已有的业务：s9" },
	{ GET("/v1/halls/h1/tickets/12345"), 404, "TICKET_UNKNOWN" },
	{ GET("/v1/halls/h1/tickets/x"), 404, "TICKET_UNKNOWN" },
	{ GET("/v1/halls/h1/appointments?name=%E6%9D%8E"), 200, "\"appointments\":[]" },
	{ GET("/v1/halls/h1/events?limit=0"), 400, "\"field\":\"limit\"" },
	{ GET("/v1/halls/h1/events?after=-1"), 400, "\"field\":\"after\"" },
	{ GET("/v1/halls/h1/events?wait=31"), 400, "\"field\":\"wait\"" },
	{ GET("/v1/halls/h1/events?after=99&limit=5"), 200, "\"events\":[],\"last\":1" },
	{ GET("/v1/halls/h9/events"), 404, "HALL_UNKNOWN" },
	{ GET("/v1/halls/h9/stream"), 404, "HALL_UNKNOWN" },
	{ GET("/v1/halls/h1/stream?after=x"), 400, "\"field\":\"after\"" },
	{ GET("/v1/openapi.json"), 200, "3.1.0" },
	{ GET("/v1/nothing"), 404, "ROUTE_UNKNOWN" },
	{ GET("/"), 404, "ROUTE_UNKNOWN" },
	{ GET("/healthz"), 200, "ok" },
	{ GET("/readyz"), 200, "ok" },
	{ "DELETE /v1/halls HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "Allow: GET, HEAD" },
	{ "GET /v1/halls/h1/commands HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "Allow: POST" },
	{ "POST /v1/halls HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405, "METHOD_WRONG" },
	{ "HEAD /v1/halls/h1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "Allow: GET\r" },
	{ "HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, "Content-Length: 3" },
	{ POST_HEAD JSON_TYPE "Content-Length: 1\r\n\r\n{", 400, "BODY_INVALID" },
	{ POST_HEAD JSON_TYPE "Content-Length: 0\r\n\r\n", 400, "BODY_INVALID" },
	{ POST_HEAD JSON_TYPE "Content-Length: 2\r\n\r\n{}", 400, "\"field\":\"command\"" },
	{ POST_HEAD "Content-Length: 2\r\n\r\n{}", 400, "\"field\":\"command\"" },
	{ POST_HEAD "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 400, "\"field\":\"command\"" },
	{ POST_HEAD "Origin: http://localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415,
	  "TYPE_WRONG" },
	{ POST_HEAD JSON_TYPE "Idempotency-Key: a b\r\nContent-Length: 2\r\n\r\n{}", 400, "KEY_INVALID" },
	{ POST_HEAD JSON_TYPE "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400,
	  "HEADER_INVALID" },
	{ POST_HEAD JSON_TYPE "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400, "BODY_INVALID" },
	{ "GET /v1/halls HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403, "HOST_INVALID" },
	{ "GET /v1/halls HTTP/1.1\r\nHost: hall.example:99\r\n\r\n", 200, "h1" },
	{ "GET /v1/halls HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n", 403, "ORIGIN_INVALID" },
	{ "GET /v1/halls HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:1\r\n\r\n", 200, "h1" },
	{ "GET /v1/halls/h9/state HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n\r\n", 404,
	  "There is no such hall" },
	{ "GET /v1/halls/h9/state HTTP/1.1\r\nHost: localhost\r\n"
	  "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n",
	  404, "Trace-Id: 0af7651916cd43dd8448eb211c80319c" },
	{ "NONSENSE\r\n\r\n", 400, "HEADER_INVALID" },
	{ "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501, "METHOD_UNKNOWN" },
	{ "POST /v1/halls/h1/commands HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "HEADER_INVALID" },
};

/* S3: whatever is answered, nobody may frame it, guess its type or load it into a page of their own. */
static void check_guards(const struct reply *answer)
{
	static const char *const lines[] = {
		"\r\nX-Content-Type-Options: nosniff\r\n", "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
		"\r\nReferrer-Policy: same-origin\r\n",
		"\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
	};

	for (size_t i = 0; i < CC_COUNT(lines); i++)
		reply_must(answer, answer->status, lines[i]);
}

static bool is_ascii(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return !*text;
}

/* S6: a fault is said in Chinese, and to whoever asks for English in nothing else. What is no request at all has no
 * trace, and says nothing of a language. */
static void check_language(const char *request)
{
	const char *host = strstr(request, "Host: ");
	char english[2048], trace[64];

	if (!host || !*reply_body(&reply) || strstr(request, "Accept-Language") ||
	    !reply_header(&reply, "Trace-Id", trace, sizeof(trace)))
		return;
	assert_false(is_ascii(reply_body(&reply)));
	snprintf(english, sizeof(english), "%.*sAccept-Language: en\r\n%s", (int)(host - request), request, host);
	site_ask(&site, english, &reply);
	if (!is_ascii(reply_body(&reply)))
		fail_msg("%s: %s", english, reply.bytes);
}

/* Every error is JSON with the name of a fault, and says what is wrong. */
static void requests_get_their_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		site_ask(&site, cases[i].request, &reply);
		if (reply.status != cases[i].status || !strstr(reply.bytes, cases[i].holds))
			fail_msg("%s: wanted %d with %s, got %s", cases[i].request, cases[i].status, cases[i].holds,
				 reply.bytes);
		if (reply.status >= 400)
			assert_non_null(strstr(reply.bytes, "application/json"));
		assert_null(strstr(reply.bytes, "text/html"));
		check_guards(&reply);
		if (reply.status >= 400)
			check_language(cases[i].request);
	}
}

static void large_requests_are_refused_in_json(void **state)
{
	static char request[2 * LOOP_BODY_BYTES_MAX];
	int n = snprintf(request, sizeof(request), POST_HEAD JSON_TYPE "Content-Length: %d\r\n\r\n",
			 LOOP_BODY_BYTES_MAX + 1);

	(void)state;
	memset(request + n, 'x', LOOP_BODY_BYTES_MAX + 1);
	site_ask(&site, request, &reply);
	reply_must(&reply, 413, "TOO_LARGE");
	reply_must(&reply, 413, "内容最多 1 MiB / The request is too large: a body has at most 1 MiB");

	n = snprintf(request, sizeof(request), "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ");
	memset(request + n, 'x', LOOP_HEADER_BYTES_MAX);
	snprintf(request + n + LOOP_HEADER_BYTES_MAX, 8, "\r\n\r\n");
	site_ask(&site, request, &reply);
	reply_must(&reply, 400, "HEADER_INVALID");
	reply_must(&reply, 400, "超过 16 KiB / The request head cannot be understood or has more than 16 KiB");

	n = snprintf(request, sizeof(request), "GET /");
	memset(request + n, 'x', LOOP_URI_BYTES_MAX);
	snprintf(request + n + LOOP_URI_BYTES_MAX, 64, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_ask(&site, request, &reply);
	assert_int_equal(reply.status, 414);
	assert_non_null(strstr(reply.bytes, "URI_TOO_LONG"));
}

/* Q1, Q2: commands over HTTP; the same key gets the same answer again. */
static void commands_are_answered_once(void **state)
{
	struct reply again;

	(void)state;
	site_command(&site, "h1", take, "key-1", &reply);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.bytes, "\"number\":\"A001\""));
	site_command(&site, "h1", take, "key-1", &again);
	assert_int_equal(again.status, 200);
	assert_string_equal(reply_body(&again), reply_body(&reply));
	site_command(&site, "h1", take, "key-2", &again);
	assert_non_null(strstr(again.bytes, "\"number\":\"A002\""));
	site_command(&site, "h1", "{\"command\":\"ticket.take\",\"args\":{\"service\":\"none\"}}", NULL, &reply);
	assert_int_equal(reply.status, 409);
	assert_non_null(strstr(reply.bytes, "\"refusal\":\"SERVICE_UNKNOWN\""));
}

static void a_connection_serves_many_requests(void **state)
{
	char request[1024], both[2048];
	int fd = site_connect(&site);

	(void)state;
	site_command_text("h1", take, NULL, request, sizeof(request));
	for (int i = 0; i < 50; i++) {
		site_send(fd, request);
		site_receive(fd, true, &reply);
		assert_int_equal(reply.status, 200);
	}
	snprintf(both, sizeof(both), "%s%s", request, GET("/healthz"));
	site_send(fd, both); /* the second waits until the first was answered */
	site_receive(fd, true, &reply);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.bytes, "\"number\":\"A051\""));
	if (reply.len == reply.head_len + strlen(reply_body(&reply)) && !strstr(reply.bytes, "ok\n")) {
		site_receive(fd, true, &reply);
		assert_non_null(strstr(reply.bytes, "ok\n"));
	}
	close(fd);
}

/* A client that leaves while its command is being written loses the answer and nothing else. */
static void clients_that_leave_do_no_harm(void **state)
{
	char request[1024];

	(void)state;
	site_command_text("h1", take, NULL, request, sizeof(request));
	for (int i = 0; i < 200; i++) {
		struct linger reset = { 1, 0 };
		int fd = site_connect(&site);

		site_send(fd, request);
		if (i % 2)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close(fd);
	}
	for (int i = 0; i < 20; i++) {
		int fd = site_connect(&site);

		site_send(fd, "GET /v1/halls/h2/events?after=1&wait=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
		close(fd);
	}
	sleep(2);
	site_get(&site, "/readyz", &reply);
	assert_int_equal(reply.status, 200);
	site_get(&site, "/v1/halls/h1/state", &reply);
	assert_int_equal(reply.status, 200);
}

struct load {
	pthread_t thread;
	int good, refused;
};

/* Commands until the server says that it stops. */
static void *load_until_stop(void *context)
{
	static _Thread_local struct reply mine;
	struct load *load = context;
	int fd = site_connect(&site);
	char request[1024];

	site_command_text("h1", take, NULL, request, sizeof(request));
	do {
		site_send(fd, request);
		site_receive(fd, true, &mine);
		load->good += mine.status == 200;
		load->refused += mine.status == 503;
	} while (mine.status == 200 && !strstr(mine.bytes, "Connection: close"));
	close(fd);
	return NULL;
}

/* S7: stopping under load answers all that was taken; what was answered is in the log. */
static void stopping_breaks_no_promise(void **state)
{
	enum { LOADS = 8 };
	struct load loads[LOADS] = { 0 };
	struct desk_gauges gauges;
	int64_t began_ns;
	int good = 0;

	(void)state;
	for (int i = 0; i < LOADS; i++)
		assert_int_equal(pthread_create(&loads[i].thread, NULL, load_until_stop, &loads[i]), 0);
	usleep(300000);
	began_ns = host_monotonic_ns();
	server_stop(site.server);
	post_stop(site.post);
	server_close(&site.server);
	assert_true(host_monotonic_ns() - began_ns < INT64_C(5000000000));
	for (int i = 0; i < LOADS; i++) {
		pthread_join(loads[i].thread, NULL);
		assert_true(loads[i].good > 0);
		good += loads[i].good;
	}
	assert_true(site_refuses(&site));
	desk_gauges(site.world.desk, &gauges);
	assert_true(gauges.events - 2 >= good);
}

static void metrics_are_well_formed(void **state)
{
	char *line, *rest;

	(void)state;
	site_command(&site, "h1", take, NULL, &reply);
	site_get(&site, "/metrics", &reply);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.bytes,
			       "openhall_http_answers_total{route=\"commands\",path=\"/v1/halls/{}/commands\","
			       "status=\"200\"} 1\n"));
	assert_non_null(strstr(reply.bytes, "openhall_command_seconds_bucket{le=\"+Inf\"} 1\n"));
	assert_non_null(strstr(reply.bytes, "openhall_desk_healthy 1\n"));
	assert_non_null(strstr(reply.bytes, "openhall_build_info{version="));
	for (line = strtok_r(reply.bytes + reply.head_len, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		const char *blank = strrchr(line, ' ');
		char *end;

		if (line[0] == '#')
			continue;
		assert_non_null(blank);
		assert_memory_equal(line, "openhall_", 9);
		strtod(blank + 1, &end);
		assert_true(*end == '\0' && end > blank + 1);
	}
}

/* S3: no sign-in yet, so others may reach it only where somebody says so. */
static void open_addresses_need_leave(void **state)
{
	struct server_options options = { .listen = TEXT("0.0.0.0:0"),
					  .loops = 1,
					  .readers = site.readers,
					  .clock = host_clock_real(),
					  .post = site.post };
	struct server *server;
	struct err err;

	(void)state;
	assert_int_equal(server_open(&server, &options, &err), RC_INVALID);
	assert_null(server);
	assert_non_null(strstr(err.text, "--insecure"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(requests_get_their_answers),    SITE_TEST(large_requests_are_refused_in_json),
		SITE_TEST(commands_are_answered_once),    SITE_TEST(a_connection_serves_many_requests),
		SITE_TEST(clients_that_leave_do_no_harm), SITE_TEST(stopping_breaks_no_promise),
		SITE_TEST(metrics_are_well_formed),       SITE_TEST(open_addresses_need_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
