/* Waits and links over HTTP: a phone sees and does what is its own, and nothing else (Q1, Q14, Q16, S6). */
#define _GNU_SOURCE /* pipe2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/hall/waits.h"
#include "gateway/log.h"
#include "gateway/test_site.h"

enum { LINK_SIZE = 160, PATH_SIZE = 512, DAY_MS = 86400000 };

static struct site_test site;
static struct reply reply;

static void command(const char *body)
{
	site_advance(&site, 1000);
	site_command(&site, "h1", body, NULL, &reply);
	reply_must(&reply, 200, "\"events\"");
}

static int64_t take(void)
{
	command("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}");
	return strtoll(strstr(reply.bytes, "\"ticket\":") + 9, NULL, 10);
}

/* The part of the link behind /t/. */
static void link_of(int64_t ticket, char ret[LINK_SIZE])
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%lld", (long long)ticket);
	site_get(&site, path, &reply);
	reply_must(&reply, 200, "\"link\":\"/t/h1-");
	snprintf(ret, LINK_SIZE, "%.*s", (int)strcspn(strstr(reply.bytes, "/t/") + 3, "\""),
		 strstr(reply.bytes, "/t/") + 3);
}

static void look(const char *link)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "/v1/links/%s", link);
	site_get(&site, path, &reply);
}

static void post(const char *link, const char *body)
{
	char request[1024];

	snprintf(request, sizeof(request),
		 "POST /v1/links/%s/commands HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		 link, strlen(body), body);
	site_ask(&site, request, &reply);
}

static void serve_at_w1(void)
{
	command("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
	command("{\"command\":\"ticket.start\",\"args\":{\"window\":\"w1\"}}");
	site_advance(&site, 100000);
	command("{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w1\"}}");
}

/* Q16: a waiting ticket is told a range once the hall has a history, and the reason of silence before. */
static void tickets_and_halls_are_told(void **state)
{
	char path[PATH_SIZE], link[LINK_SIZE];

	(void)state;
	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%lld", (long long)take());
	site_get(&site, path, &reply);
	reply_must(&reply, 200, "\"expected\":{\"low_min\":0,\"high_min\":0,\"silence\":\"no_window\"}");
	command("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	for (int i = 0; i < 6; i++) {
		take();
		serve_at_w1();
	}
	take();
	link_of(take(), link);
	assert_null(strstr(reply.bytes, "silence"));
	assert_non_null(strstr(reply.bytes, "\"high_min\":"));
	look(link);
	reply_must(&reply, 200, "\"high_min\":");
	site_advance(&site, WAITS_FRESH_MS);
	site_get(&site, "/v1/halls/h1/waits", &reply);
	reply_must(&reply, 200, "\"ready\":true");
	reply_must(&reply, 200, "\"today\":{\"told\":");
	site_get(&site, "/v1/halls/h9/waits", &reply);
	reply_must(&reply, 404, "HALL_UNKNOWN");
	site_get(&site, "/v1/halls/h1/waits?x=1", &reply);
	reply_must(&reply, 400, "QUERY_INVALID");
}

/* S6: what is asked for in vain is logged, but never the link, with which anybody could cancel the ticket. */
static void a_link_stays_out_of_the_log(void **state)
{
	static char lines[8 << 10];
	char path[PATH_SIZE], link[LINK_SIZE];
	int ends[2], saved = dup(STDERR_FILENO);
	ssize_t n;

	(void)state;
	link_of(take(), link);
	log_set_level(LOG_LEVEL_INFO);
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	post(link, "{\"command\":\"ticket.call_next\",\"args\":{}}");
	snprintf(path, sizeof(path), "/v1/links/%s/none", link);
	site_get(&site, path, &reply);
	snprintf(path, sizeof(path), "/t/%s", link);
	site_get(&site, path, &reply);
	site_get(&site, "/v1/halls/h9/state", &reply);
	dup2(saved, STDERR_FILENO);
	close(saved);
	log_set_level(LOG_LEVEL_ERROR);
	n = read(ends[0], lines, sizeof(lines) - 1);
	lines[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	close(ends[1]);
	assert_non_null(strstr(lines, "route=link_commands"));
	assert_non_null(strstr(lines, "path=/v1/links/ "));
	assert_non_null(strstr(lines, "path=/t/ "));
	assert_non_null(strstr(lines, "path=/v1/halls/h9/state "));
	assert_null(strstr(lines, link));
}

/* Q1: the link shows its own ticket through all that happens to it, and names nobody. */
static void a_link_follows_its_ticket(void **state)
{
	char link[LINK_SIZE];

	(void)state;
	command("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	command("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"customer\":\"Wang Fang\"}}");
	link_of(strtoll(strstr(reply.bytes, "\"ticket\":") + 9, NULL, 10), link);
	look(link);
	reply_must(&reply, 200, "\"state\":\"waiting\"");
	reply_must(&reply, 200, "\"live\":true");
	assert_null(strstr(reply.bytes, "Wang"));
	command("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
	look(link);
	reply_must(&reply, 200, "\"state\":\"called\"");
	reply_must(&reply, 200, "\"window_name\":");
	reply_must(&reply, 200, "\"calls\":1");
	command("{\"command\":\"ticket.recall\",\"args\":{\"window\":\"w1\"}}");
	look(link);
	reply_must(&reply, 200, "\"calls\":2");
	command("{\"command\":\"ticket.start\",\"args\":{\"window\":\"w1\"}}");
	command("{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w1\"}}");
	look(link);
	reply_must(&reply, 200, "\"rateable\":true");
	assert_null(strstr(reply.bytes, "expected"));
}

/* Q14, Q16: by its link a ticket can be rated once and given up, and nothing else can be done. */
static void a_phone_does_what_is_its_own(void **state)
{
	char link[LINK_SIZE], other[LINK_SIZE];

	(void)state;
	command("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	link_of(take(), link);
	link_of(take(), other);
	post(link, "{\"command\":\"rating.give\",\"args\":{\"level\":5}}");
	reply_must(&reply, 409, "NOTHING_TO_RATE");
	serve_at_w1();
	post(link, "{\"command\":\"rating.give\",\"args\":{\"level\":1,\"comment\":\"slow\"}}");
	reply_must(&reply, 200, "\"kind\":\"rating.given\"");
	post(link, "{\"command\":\"rating.give\",\"args\":{\"level\":5}}");
	reply_must(&reply, 409, "thank you");
	look(link);
	reply_must(&reply, 200, "\"rated\":true");
	post(other, "{\"command\":\"ticket.cancel\"}");
	reply_must(&reply, 200, "\"by\":\"customer\"");
	look(other);
	reply_must(&reply, 200, "\"state\":\"cancelled\"");
}

/* Q14: a phone offers the levels and reasons of its hall; what those are the screens say where the hall does not. */
static void a_phone_offers_the_levels_of_its_hall(void **state)
{
	char link[LINK_SIZE];

	(void)state;
	link_of(take(), link);
	look(link);
	assert_null(strstr(reply.bytes, "\"level\":"));
	command("{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"Hall\","
		"\"services\":[{\"id\":\"s1\",\"name\":\"Cash\",\"prefix\":\"A\"}],"
		"\"windows\":[{\"id\":\"w1\",\"name\":\"1\"}],"
		"\"clerks\":[{\"id\":\"c1\",\"name\":\"C\"}],"
		"\"ratings\":[{\"level\":4,\"name\":\"Good\"},{\"level\":1,\"name\":\"Bad\",\"name_en\":\"Poor\"}],"
		"\"rating_reasons\":[{\"name\":\"Queue\"}],"
		"\"calendar\":{\"utc_offset_min\":480,\"always_open\":true}}}}");
	look(link);
	reply_must(&reply, 200,
		   "\"ratings\":[{\"level\":4,\"name\":\"Good\"},"
		   "{\"level\":1,\"name\":\"Bad\",\"name_en\":\"Poor\"}]");
	reply_must(&reply, 200, "\"rating_reasons\":[{\"name\":\"Queue\"}]");
}

/* S6: what is not the phone's to do or to say is refused by name. */
static void other_commands_are_refused(void **state)
{
	static const struct {
		const char *body, *says;
	} rows[] = {
		{ "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}", "rating.give, ticket.cancel" },
		{ "{\"command\":\"window.close\"}", "rating.give, ticket.cancel" },
		{ "{\"args\":{}}", "rating.give, ticket.cancel" },
		{ "[1]", "rating.give, ticket.cancel" },
		{ "{\"command\":7}", "rating.give, ticket.cancel" },
		{ "{\"command\":\"ticket.cancel\",\"args\":{\"by\":\"manager\"}}", "args.by" },
		{ "{\"command\":\"ticket.cancel\",\"args\":{\"ticket\":1}}", "args.ticket" },
		{ "{\"command\":\"rating.give\",\"args\":{\"level\":5,\"ticket\":1}}", "args.ticket" },
		{ "{\"command\":\"rating.give\",\"args\":{\"level\":9}}", "args.level" },
		{ "{\"command\":\"rating.give\",\"args\":[]}", "args.level" },
		{ "{\"command\":", "JSON" },
	};
	char link[LINK_SIZE];

	(void)state;
	link_of(take(), link);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		post(link, rows[i].body);
		if (reply.status != 400 || (strcmp(rows[i].says, "JSON") != 0 && !strstr(reply.bytes, rows[i].says)))
			fail_msg("%s: %s", rows[i].body, reply.bytes);
	}
	look(link);
	reply_must(&reply, 200, "\"state\":\"waiting\"");
}

/* Q16: no link but the right one leads to a ticket, by looking or by asking. */
static void forged_links_lead_nowhere(void **state)
{
	char link[LINK_SIZE], forged[LINK_SIZE];

	(void)state;
	link_of(take(), link);
	take();
	for (size_t i = 0; link[i]; i++) {
		snprintf(forged, sizeof(forged), "%s", link);
		forged[i] = forged[i] == '2' ? '3' : '2';
		look(forged);
		reply_must(&reply, 404, "LINK_UNKNOWN");
		post(forged, "{\"command\":\"ticket.cancel\"}");
		reply_must(&reply, 404, "LINK_UNKNOWN");
	}
	look("h1-1");
	reply_must(&reply, 404, "LINK_UNKNOWN");
	snprintf(forged, sizeof(forged), "h2%s", link + 2);
	look(forged);
	reply_must(&reply, 404, "LINK_UNKNOWN");
}

/* Q16: when its hall has forgotten a ticket its link still tells what became of it, for a day and no longer. */
static void links_outlive_the_day_and_die(void **state)
{
	char link[LINK_SIZE];

	(void)state;
	command("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	link_of(take(), link);
	serve_at_w1();
	site_advance(&site, DAY_MS - 3600000);
	command("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	look(link);
	reply_must(&reply, 200, "\"state\":\"finished\"");
	reply_must(&reply, 200, "\"live\":false");
	reply_must(&reply, 200, "\"number\":\"A001\"");
	post(link, "{\"command\":\"rating.give\",\"args\":{\"level\":1}}");
	assert_int_equal(reply.status, 409);
	site_advance(&site, 2 * 3600000);
	look(link);
	reply_must(&reply, 410, "LINK_GONE");
}

/* Q1: where phones reach the server is said in full, so that it can be printed. */
static void links_are_whole_where_the_address_is_known(void **state)
{
	char path[PATH_SIZE];

	(void)state;
	site_done(&site);
	site_open_with(&site, &(struct site_wish){ .public_url = "https://q.example:8443" });
	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%lld", (long long)take());
	site_get(&site, path, &reply);
	reply_must(&reply, 200, "\"link\":\"https://q.example:8443/t/h1-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(tickets_and_halls_are_told),
		SITE_TEST(a_link_follows_its_ticket),
		SITE_TEST(a_phone_does_what_is_its_own),
		SITE_TEST(a_phone_offers_the_levels_of_its_hall),
		SITE_TEST(a_link_stays_out_of_the_log),
		SITE_TEST(other_commands_are_refused),
		SITE_TEST(forged_links_lead_nowhere),
		SITE_TEST(links_outlive_the_day_and_die),
		SITE_TEST(links_are_whole_where_the_address_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
