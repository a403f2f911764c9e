/* Small parts of the gateway: the table, news, routes, listening addresses, counters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/listen.h"
#include "gateway/listeners.h"
#include "gateway/meter.h"
#include "gateway/news.h"
#include "gateway/request.h"
#include "gateway/route.h"
#include "gateway/table.h"

enum { NODES = 500 };

static void a_table_finds_what_is_in_it(void **state)
{
	static struct {
		struct table_node node;
		char key[8];
	} nodes[NODES];
	struct table table = { 0 };
	size_t seen = 0;

	(void)state;
	assert_null(table_find(&table, TEXT("k1")));
	for (int i = 0; i < NODES; i++) {
		snprintf(nodes[i].key, sizeof(nodes[i].key), "k%d", i);
		nodes[i].node.key = text_of(nodes[i].key);
		table_add(&table, &nodes[i].node);
	}
	for (int i = 0; i < NODES; i += 2)
		table_remove(&table, &nodes[i].node);
	for (int i = 0; i < NODES; i++)
		assert_ptr_equal(table_find(&table, text_of(nodes[i].key)), i % 2 ? &nodes[i].node : NULL);
	for (struct table_node *at = table_next(&table, NULL); at; at = table_next(&table, at))
		seen++;
	assert_int_equal(seen, NODES / 2);
	assert_int_equal(table.n, NODES / 2);
	table_done(&table);
}

/* Q12: what a stream sends, and the part of it that somebody lacks. */
static void news_are_a_piece_of_a_stream(void **state)
{
	const struct text events[] = { TEXT("{\"seq\":7}"), TEXT("{\"seq\":8}"), TEXT("{\"seq\":9}") };
	struct news *news = news_make(TEXT("h1"), 7, events, 3);

	(void)state;
	assert_true(text_eq(news->stream, TEXT("id: 7\ndata: {\"seq\":7}\n\nid: 8\ndata: {\"seq\":8}\n\n"
					       "id: 9\ndata: {\"seq\":9}\n\n")));
	assert_true(text_eq(news->hall, TEXT("h1")));
	assert_int_equal(news_last_seq(news), 9);
	assert_int_equal(news_after(news, 3).len, news->stream.len);
	assert_int_equal(news_after(news, 6).len, news->stream.len);
	assert_true(text_eq(news_after(news, 8), TEXT("id: 9\ndata: {\"seq\":9}\n\n")));
	assert_int_equal(news_after(news, 9).len, 0);
	assert_int_equal(news_after(news, 99).len, 0);
	news_keep(news);
	news_drop(news);
	news_drop(news);
}

static void listeners_are_known_by_hall(void **state)
{
	struct listeners listeners;

	(void)state;
	listeners_init(&listeners);
	assert_int_equal(listeners_mask(&listeners, TEXT("h1"), false), 0);
	listeners_add(&listeners, TEXT("h1"), 0);
	listeners_add(&listeners, TEXT("h1"), 63);
	listeners_add(&listeners, TEXT("h2"), 5);
	assert_true(listeners_mask(&listeners, TEXT("h1"), false) == (UINT64_C(1) << 63 | 1));
	listeners_remove(&listeners, TEXT("h1"), 0);
	assert_true(listeners_mask(&listeners, TEXT("h1"), false) == UINT64_C(1) << 63);
	listeners_remove(&listeners, TEXT("h1"), 63);
	assert_int_equal(listeners_mask(&listeners, TEXT("h1"), false), 0);
	assert_true(listeners_mask(&listeners, TEXT("h2"), false) == 1 << 5);
	/* Q19: who watches for configurations hears of halls that nobody listens to. */
	listeners_watch(&listeners, 7);
	assert_int_equal(listeners_mask(&listeners, TEXT("h1"), false), 0);
	assert_true(listeners_mask(&listeners, TEXT("h1"), true) == 1 << 7);
	assert_true(listeners_mask(&listeners, TEXT("h2"), true) == (1 << 5 | 1 << 7));
	listeners_done(&listeners);
}

static void routes_are_found(void **state)
{
	static const struct {
		enum route_method method;
		const char *path, *name, *first, *second;
	} cases[] = {
		{ ROUTE_POST, "/v1/halls/h1/commands", "commands", "h1", NULL },
		{ ROUTE_GET, "/v1/halls", "halls", NULL, NULL },
		{ ROUTE_GET, "/v1/halls/h1/tickets/12", "ticket", "h1", "12" },
		{ ROUTE_GET, "/v1/halls/h1/windows/w1/next", "next", "h1", "w1" },
		{ ROUTE_GET, "/v1/halls/a%2Fb/state", "state", "a%2Fb", NULL },
		{ ROUTE_GET, "/openapi.json", "openapi", NULL, NULL },
		{ ROUTE_GET, "/board/h1", "screens", NULL, NULL },
		{ ROUTE_GET, "/", "screens", NULL, NULL },
		{ ROUTE_GET, "/v1x", "screens", NULL, NULL },
	};
	static const char *const nowhere[] = {
		"/v1", "/v1/", "/v1/halls/", "/v1/halls/h1", "/v1/halls//state", "/v1/halls/h1/state/x"
	};
	struct text params[REQUEST_PARAMS_MAX];
	const struct route *other;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		const struct route *route = route_find(text_of(cases[i].path), cases[i].method, params, &other);

		assert_non_null(route);
		assert_string_equal(route->name, cases[i].name);
		assert_true(!cases[i].first || text_eq(params[0], text_of(cases[i].first)));
		assert_true(!cases[i].second || text_eq(params[1], text_of(cases[i].second)));
	}
	for (size_t i = 0; i < CC_COUNT(nowhere); i++) {
		assert_null(route_find(text_of(nowhere[i]), ROUTE_GET, params, &other));
		assert_null(other);
	}
	assert_null(route_find(TEXT("/v1/halls/h1/state"), ROUTE_POST, params, &other));
	assert_string_equal(other->name, "state");
}

static void addresses_are_parsed(void **state)
{
	static const struct {
		const char *text, *back; /* NULL where it is refused */
		bool loopback;
	} cases[] = {
		{ "127.0.0.1:8080", "127.0.0.1:8080", true },
		{ "127.9.9.9:1", "127.9.9.9:1", true },
		{ "localhost:80", "127.0.0.1:80", true },
		{ "0.0.0.0:8080", "0.0.0.0:8080", false },
		{ "[::1]:8080", "[::1]:8080", true },
		{ "[::]:8080", "[::]:8080", false },
		{ "192.168.1.4:0", "192.168.1.4:0", false },
		{ "8080", NULL, false },
		{ ":8080", NULL, false },
		{ "127.0.0.1", NULL, false },
		{ "127.0.0.1:", NULL, false },
		{ "127.0.0.1:65536", NULL, false },
		{ "127.0.0.1:-1", NULL, false },
		{ "hall.example:80", NULL, false },
		{ "::1:80", NULL, false },
		{ "", NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct listen_address address;
		char back[LISTEN_TEXT_SIZE];
		struct err err;

		assert_int_equal(listen_parse(text_of(cases[i].text), &address, &err),
				 cases[i].back ? RC_OK : RC_INVALID);
		if (!cases[i].back)
			continue;
		listen_text(&address, back);
		assert_string_equal(back, cases[i].back);
		assert_int_equal(address.loopback, cases[i].loopback);
	}
}

/* Several sockets of ours share a port; a second server is told. */
static void a_port_is_shared_only_with_ourselves(void **state)
{
	struct listen_address address, same;
	int fds[3], more[1];
	struct err err;

	(void)state;
	assert_int_equal(listen_parse(TEXT("127.0.0.1:0"), &address, &err), RC_OK);
	assert_int_equal(listen_open(&address, 3, fds, &err), RC_OK);
	assert_true(listen_port(&address) > 0);
	same = address;
	assert_int_equal(listen_open(&same, 1, more, &err), RC_CONFLICT);
	assert_non_null(strstr(err.text, "--listen"));
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}

static void answers_and_latencies_are_counted(void **state)
{
	static struct meter meter;
	uint64_t total = 0;

	(void)state;
	meter_answer(&meter, 2, 200, 10);
	meter_answer(&meter, 2, 200, 5);
	meter_answer(&meter, 2, 418, 1);
	assert_int_equal(meter_read(&meter.answers[2][0]), 2);
	assert_int_equal(meter_read(&meter.answers[2][METER_STATUSES - 1]), 1);
	assert_int_equal(meter_read(&meter.bytes), 16);
	meter_latency(&meter, 250);
	meter_latency(&meter, 251);
	meter_latency(&meter, 99000000);
	assert_int_equal(meter_read(&meter.latency[0]), 1);
	assert_int_equal(meter_read(&meter.latency[1]), 1);
	assert_int_equal(meter_read(&meter.latency[METER_BUCKETS]), 1);
	for (int i = 0; i <= METER_BUCKETS; i++)
		total += meter_read(&meter.latency[i]);
	assert_int_equal(total, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_finds_what_is_in_it),
		cmocka_unit_test(news_are_a_piece_of_a_stream),
		cmocka_unit_test(listeners_are_known_by_hall),
		cmocka_unit_test(routes_are_found),
		cmocka_unit_test(addresses_are_parsed),
		cmocka_unit_test(a_port_is_shared_only_with_ourselves),
		cmocka_unit_test(answers_and_latencies_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
