/* A hall whose log cannot be read (S6, S7): callers are told that, and the operator why. */
#define _GNU_SOURCE /* pipe2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/test_site.h"
#include "store/log.h"
#include "store/store.h"

enum { LINES_MAX = 8 << 10, ASKED = 3 };

static struct site_test site;
static struct reply reply;

/* Halls that the desk has not heard of yet: one has an event that no version ever wrote, one an event that cannot have
 * happened. */
static const struct {
	const char *hall, *kind, *payload, *why;
} spoilt[] = {
	{ "h3", "hall.configured", "{\"x\":1}", "hall=h3 why=\"event 1: " },
	{ "h4", "ticket.cancelled", "{\"ticket\":9,\"by\":\"customer\"}",
	  "hall=h4 why=\"event 1: ticket 9 is not there" },
};

static void make_spoilt_halls(void)
{
	struct store *other = bed_another(&site.world.bed, false);
	int64_t no;

	assert_ok(&site.world, store_begin(other, &site.world.err));
	for (size_t i = 0; i < CC_COUNT(spoilt); i++) {
		const struct store_event event = { .seq = 1,
						   .kind = text_of(spoilt[i].kind),
						   .payload = text_of(spoilt[i].payload) };
		assert_ok(&site.world,
			  store_hall_add(other, text_of(spoilt[i].hall), TEXT("厅"), TEXT(""), &no, &site.world.err));
		assert_ok(&site.world, store_append(other, no, 0, &event, 1, &site.world.err));
	}
	assert_ok(&site.world, store_commit(other, &site.world.err));
	store_close(&other);
}

static int count_of(const char *lines, const char *part)
{
	int n = 0;

	for (const char *at = lines; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void get(const char *hall, const char *what)
{
	char path[128];

	snprintf(path, sizeof(path), "/v1/halls/%s/%s", hall, what);
	site_get(&site, path, &reply);
}

static void say_so(const char *hall)
{
	get(hall, "state");
	reply_must(&reply, 503, "\"error\":\"HALL_UNREADABLE\"");
	reply_must(&reply, 503, "openhall verify");
	get(hall, "state?at=2026-11-23T09:00:00%2B08:00");
	reply_must(&reply, 503, "\"error\":\"HALL_UNREADABLE\"");
	get(hall, "waits");
	reply_must(&reply, 503, "\"error\":\"HALL_UNREADABLE\"");
}

static void the_log_says_which_and_why(void **state)
{
	static char lines[LINES_MAX];
	int ends[2], saved = dup(STDERR_FILENO);
	ssize_t n;

	(void)state;
	make_spoilt_halls();
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	for (int i = 0; i < ASKED; i++)
		for (size_t h = 0; h < CC_COUNT(spoilt); h++)
			get(spoilt[h].hall, "state");
	dup2(saved, STDERR_FILENO);
	close(saved);
	n = read(ends[0], lines, LINES_MAX - 1);
	lines[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(count_of(lines, "level=error event=hall_unreadable"), CC_COUNT(spoilt));
	for (size_t h = 0; h < CC_COUNT(spoilt); h++) {
		assert_non_null(strstr(lines, spoilt[h].why));
		say_so(spoilt[h].hall);
	}
	get("h1", "state");
	reply_must(&reply, 200, "\"windows\"");
}

/* A server that starts with such halls serves the others. */
static void others_are_served_from_the_start(void **state)
{
	(void)state;
	make_spoilt_halls();
	site_restart(&site, &(struct site_wish){ 0 });
	get("h1", "state");
	reply_must(&reply, 200, "\"windows\"");
	for (size_t h = 0; h < CC_COUNT(spoilt); h++)
		say_so(spoilt[h].hall);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_log_says_which_and_why, setup, teardown),
		cmocka_unit_test_setup_teardown(others_are_served_from_the_start, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
