/* A hall whose log cannot be read (S6, S7): callers are told that, and the operator why. */
#define _GNU_SOURCE /* pipe2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "gateway/test_site.h"
#include "store/log.h"
#include "store/store.h"

enum { LINES_MAX = 8 << 10, ASKED = 3 };

static struct site_test site;
static struct reply reply;

/* A hall that the desk has not heard of yet has an event that no version ever wrote. */
static void make_spoilt_hall(void)
{
	const struct store_event event = { .seq = 1, .kind = TEXT("hall.configured"), .payload = TEXT("{\"x\":1}") };
	struct store *other = bed_another(&site.world.bed, false);
	int64_t no;

	assert_ok(&site.world, store_begin(other, &site.world.err));
	assert_ok(&site.world, store_hall_add(other, TEXT("h3"), TEXT("厅"), TEXT(""), &no, &site.world.err));
	assert_ok(&site.world, store_append(other, no, 0, &event, 1, &site.world.err));
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

static void the_log_says_which_and_why(void **state)
{
	static char lines[LINES_MAX];
	int ends[2], saved = dup(STDERR_FILENO);
	ssize_t n;

	(void)state;
	make_spoilt_hall();
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	for (int i = 0; i < ASKED; i++)
		site_get(&site, "/v1/halls/h3/state", &reply);
	dup2(saved, STDERR_FILENO);
	close(saved);
	n = read(ends[0], lines, LINES_MAX - 1);
	lines[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	close(ends[1]);
	reply_must(&reply, 503, "\"error\":\"HALL_UNREADABLE\"");
	reply_must(&reply, 503, "openhall verify");
	assert_non_null(strstr(lines, "level=error event=hall_unreadable hall=h3 why=\"event 1: "));
	assert_int_equal(count_of(lines, "event=hall_unreadable"), 1);
	site_get(&site, "/v1/halls/h3/state?at=2026-11-23T09:00:00%2B08:00", &reply);
	reply_must(&reply, 503, "\"error\":\"HALL_UNREADABLE\"");
	site_get(&site, "/v1/halls/h1/state", &reply);
	reply_must(&reply, 200, "\"windows\"");
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
