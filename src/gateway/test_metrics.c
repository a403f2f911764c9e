/* What /metrics says: that a scraper can read it, and that it counts what was done (M2, S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { SAMPLES_MAX = 256, NAME_SIZE = 96, LABELS_SIZE = 160 };

static struct site_test site;
static struct reply reply;

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

struct sample {
	char name[NAME_SIZE], labels[LABELS_SIZE]; /* labels without their brackets */
	double value;
};

/* A page of metrics as a scraper reads it (text format 0.0.4). */
struct page {
	struct sample samples[SAMPLES_MAX];
	int n;
	char helped[NAME_SIZE], typed[NAME_SIZE], type[16]; /* of the family that is being read */
};

static bool is_name(const char *name, size_t len)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:";

	if (!len || !strchr(first, *name))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!strchr(first, name[i]) && (name[i] < '0' || name[i] > '9'))
			return false;
	return true;
}

/* `# HELP name text` and then `# TYPE name type`, each once and before the samples. */
static void read_comment(struct page *page, const char *line)
{
	if (strncmp(line, "# HELP ", 7) == 0) {
		const char *name = line + 7;
		size_t len = strcspn(name, " ");

		assert_true(is_name(name, len) && len < NAME_SIZE && strlen(name) > len + 1);
		snprintf(page->helped, NAME_SIZE, "%.*s", (int)len, name);
		for (int i = 0; i < page->n; i++)
			assert_string_not_equal(page->samples[i].name, page->helped);
		return;
	}
	assert_int_equal(sscanf(line, "# TYPE %95s %15s", page->typed, page->type), 2);
	assert_string_equal(page->typed, page->helped);
	assert_true(strcmp(page->type, "counter") == 0 || strcmp(page->type, "gauge") == 0 ||
		    strcmp(page->type, "histogram") == 0);
}

/* `key="value"` with commas between; values hold neither quotes nor line ends here. */
static void check_labels(const char *labels)
{
	while (*labels) {
		size_t len = strcspn(labels, "=");

		assert_true(is_name(labels, len));
		labels += len;
		assert_memory_equal(labels, "=\"", 2);
		labels = strchr(labels + 2, '"');
		assert_non_null(labels);
		labels++;
		assert_true(*labels == ',' || !*labels);
		labels += *labels == ',';
	}
}

/* A sample belongs to the family whose TYPE stands above; counters end in _total. */
static void check_family(const struct page *page, const char *name)
{
	const char *tail = name + strlen(page->typed);

	if (strncmp(name, page->typed, strlen(page->typed)) != 0)
		fail_msg("%s stands below the type of %s", name, page->typed);
	if (strcmp(page->type, "histogram") == 0)
		assert_true(strcmp(tail, "_bucket") == 0 || strcmp(tail, "_sum") == 0 || strcmp(tail, "_count") == 0);
	else
		assert_string_equal(tail, "");
	assert_int_equal(strcmp(page->type, "counter") == 0,
			 strlen(name) > 6 && strcmp(name + strlen(name) - 6, "_total") == 0);
}

static void read_sample(struct page *page, const char *line)
{
	struct sample *sample = &page->samples[page->n++];
	size_t len = strcspn(line, "{ ");
	const char *value = strrchr(line, ' ');
	char *end;

	assert_true(page->n < SAMPLES_MAX && is_name(line, len) && len < NAME_SIZE && value);
	snprintf(sample->name, NAME_SIZE, "%.*s", (int)len, line);
	sample->labels[0] = '\0';
	if (line[len] == '{') {
		assert_true(value[-1] == '}');
		snprintf(sample->labels, LABELS_SIZE, "%.*s", (int)(value - 1 - (line + len + 1)), line + len + 1);
	}
	check_labels(sample->labels);
	check_family(page, sample->name);
	sample->value = strtod(value + 1, &end);
	assert_true(end > value + 1 && !*end && isfinite(sample->value) && sample->value >= 0);
}

static const struct page *scrape(void)
{
	static struct page page;
	char type[96], *line, *rest;

	page = (struct page){ 0 };
	site_get(&site, "/metrics", &reply);
	assert_int_equal(reply.status, 200);
	assert_true(reply_header(&reply, "Content-Type", type, sizeof(type)));
	assert_string_equal(type, "text/plain; version=0.0.4; charset=utf-8");
	assert_int_equal(reply.bytes[reply.len - 1], '\n');
	for (line = strtok_r(reply.bytes + reply.head_len, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '#')
			read_comment(&page, line);
		else
			read_sample(&page, line);
	}
	return &page;
}

/* Value of a sample whose labels hold `label`; 0 where there is none. */
static double value_of(const struct page *page, const char *name, const char *label)
{
	for (int i = 0; i < page->n; i++)
		if (strcmp(page->samples[i].name, name) == 0 && strstr(page->samples[i].labels, label))
			return page->samples[i].value;
	return 0;
}

static void check_value(const struct page *page, const char *name, const char *label, double wanted)
{
	double value = value_of(page, name, label);

	if (fabs(value - wanted) > 1e-9)
		fail_msg("%s{%s} is %g, wanted %g", name, label, value, wanted);
}

static void no_sample_is_told_twice(void **state)
{
	const struct page *page = scrape();

	(void)state;
	assert_true(page->n > 30);
	for (int a = 0; a < page->n; a++)
		for (int b = 0; b < a; b++)
			assert_true(strcmp(page->samples[a].name, page->samples[b].name) != 0 ||
				    strcmp(page->samples[a].labels, page->samples[b].labels) != 0);
}

/* The desk's own two commands are those that configured the halls. */
static void everything_done_is_counted(void **state)
{
	enum { TAKES = 5, REFUSED = 3, REPEATED = 2, MISREAD = 1, LOST = 4 };
	static const char none[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"none\"}}";
	const struct page *page;
	int64_t bytes;

	(void)state;
	for (int i = 0; i < TAKES; i++)
		site_command(&site, "h1", take, i ? NULL : "k", &reply);
	bytes = (int64_t)(reply.len - reply.head_len);
	for (int i = 0; i < REPEATED; i++)
		site_command(&site, "h1", take, "k", &reply);
	for (int i = 0; i < REFUSED; i++)
		site_command(&site, "h1", none, NULL, &reply);
	site_command(&site, "h1", "{}", NULL, &reply);
	for (int i = 0; i < LOST; i++)
		site_get(&site, "/v1/halls/h9/state", &reply);
	page = scrape();
#define COMMANDS "route=\"commands\",path=\"/v1/halls/{}/commands\",status="
	check_value(page, "openhall_http_answers_total", COMMANDS "\"200\"", TAKES + REPEATED);
	check_value(page, "openhall_http_answers_total", COMMANDS "\"409\"", REFUSED);
	check_value(page, "openhall_http_answers_total", COMMANDS "\"400\"", MISREAD);
	check_value(page, "openhall_http_answers_total", "path=\"/v1/halls/{}/state\",status=\"404\"", LOST);
	check_value(page, "openhall_desk_repeated_total", "", REPEATED);
	check_value(page, "openhall_desk_refusals_total", "", REFUSED);
	check_value(page, "openhall_desk_events_total", "", TAKES + 2);
	check_value(page, "openhall_desk_faults_total", "", 0);
	check_value(page, "openhall_desk_healthy", "", 1);
	check_value(page, "openhall_command_seconds_count", "", TAKES + REPEATED + REFUSED + MISREAD);
	assert_true(value_of(page, "openhall_http_bytes_total", "") > (double)(TAKES * bytes) * 0.9);
	assert_true(value_of(page, "openhall_resident_bytes", "") > 1 << 20);
	page = scrape();
	check_value(page, "openhall_http_answers_total", "path=\"/metrics\",status=\"200\"", 1); /* the one before */
#undef COMMANDS
}

/* Buckets grow with their bounds, the last one counts all, and the sum is no more than they allow. */
static void the_histogram_adds_up(void **state)
{
	const struct page *page;
	double last_bound = 0, last = 0, count;

	(void)state;
	for (int i = 0; i < 20; i++)
		site_command(&site, "h1", take, NULL, &reply);
	page = scrape();
	count = value_of(page, "openhall_command_seconds_count", "");
	check_value(page, "openhall_command_seconds_count", "", 20);
	for (int i = 0; i < page->n; i++) {
		const struct sample *sample = &page->samples[i];
		double bound;

		if (strcmp(sample->name, "openhall_command_seconds_bucket") != 0)
			continue;
		bound = strcmp(sample->labels, "le=\"+Inf\"") == 0 ? INFINITY : strtod(sample->labels + 4, NULL);
		assert_true(bound > last_bound && sample->value >= last);
		last_bound = bound;
		last = sample->value;
	}
	assert_true(isinf(last_bound) && last >= count && last <= count);
	assert_true(value_of(page, "openhall_command_seconds_sum", "") > 0);
}

/* Gauges of streams and polls follow what is open. */
static void gauges_go_up_and_down(void **state)
{
	int stream = site_connect(&site), poll = site_connect(&site);
	const struct page *page;

	(void)state;
	site_send(stream, "GET /v1/halls/h1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_send(poll, "GET /v1/halls/h2/events?after=1&wait=30 HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_await_metric(&site, "openhall_streams", 1);
	site_await_metric(&site, "openhall_polls", 1);
	site_command(&site, "h1", take, NULL, &reply);
	site_await_metric(&site, "openhall_pushes_total", 1);
	close(stream);
	site_command(&site, "h2", take, NULL, &reply);
	site_receive(poll, true, &reply);
	close(poll);
	site_await_metric(&site, "openhall_streams", 0);
	site_await_metric(&site, "openhall_polls", 0);
	page = scrape();
	check_value(page, "openhall_streams_total", "", 1);
	check_value(page, "openhall_streams_cut_total", "", 0);
	check_value(page, "openhall_http_answers_total", "route=\"stream\",path=\"/v1/halls/{}/stream\",status=\"200\"",
		    1);
	check_value(page, "openhall_http_answers_total", "route=\"events\",path=\"/v1/halls/{}/events\",status=\"200\"",
		    1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(no_sample_is_told_twice),
		SITE_TEST(everything_done_is_counted),
		SITE_TEST(the_histogram_adds_up),
		SITE_TEST(gauges_go_up_and_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
