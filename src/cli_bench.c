/* `openhall bench queue`: how fast this machine serves commands, against how fast it could write them (N8).
 * The same program serves, as a child on a port and a directory of their own. */
#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "base/json.h"
#include "bench/child.h"
#include "bench/queue.h"
#include "cli.h"
#include "cli_options.h"

enum { JSON_ARENA_MAX = 1 << 20, SECONDS = 10, SCREENS = 10000, BUSY = 32 };

/* What is reported: the first ones are the contract of `--json`, none may go. */
static const struct {
	const char *name;
	size_t offset; /* of a double in struct bench_result */
	const char *meaning;
} figures[] = {
#define FIGURE(name, member, meaning) { name, offsetof(struct bench_result, member), meaning }
	FIGURE("limit_commands_s", limit_rate, "commands/s, the rows alone in groups of 64"),
	FIGURE("http_commands_s", http_rate, "commands/s over HTTP, 64 connections"),
	FIGURE("ratio", ratio, "of the two"),
	FIGURE("p50_ms", p50_ms, "ms from request to answer, median"),
	FIGURE("p99_ms", p99_ms, "ms, 99 of 100"),
	FIGURE("push_p99_ms", push_p99_ms, "ms from request to event on all screens of a hall, 99 of 100"),
	FIGURE("kib_per_screen", kib_per_screen, "KiB of the server for an idle screen"),
	FIGURE("push_p50_ms", push_p50_ms, "ms from request to event, median"),
	FIGURE("steady_commands_s", steady_rate, "commands/s to watched halls, and then:"),
	FIGURE("steady_p50_ms", steady_p50_ms, "ms from due to answer, median"),
	FIGURE("steady_p99_ms", steady_p99_ms, "ms, 99 of 100"),
	FIGURE("steady_push_p50_ms", steady_push_p50_ms, "ms from request to event, median"),
	FIGURE("steady_push_p99_ms", steady_push_p99_ms, "ms, 99 of 100"),
#undef FIGURE
};

static double figure(const struct bench_result *result, size_t i)
{
	return *(const double *)((const char *)result + figures[i].offset);
}

static void print_json(const struct bench_result *result)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf buf = { .arena = &arena };
	struct json_out out = { .buf = &buf };

	arena_init(&arena, JSON_ARENA_MAX);
	json_open(&out, '{');
	for (size_t i = 0; i < CC_COUNT(figures); i++) {
		char digits[32];

		snprintf(digits, sizeof(digits), "%.3f", figure(result, i));
		json_key(&out, figures[i].name);
		json_put_raw(&out, text_of(digits));
	}
	json_key(&out, "commands");
	json_put_int(&out, result->commands);
	json_key(&out, "screens");
	json_put_int(&out, result->screens);
	json_key(&out, "halls");
	json_put_int(&out, result->halls);
	json_close(&out, '}');
	printf("%.*s\n", TEXT_ARG(buf_view(&buf)));
}

static void print_table(const struct bench_result *result)
{
	for (size_t i = 0; i < CC_COUNT(figures); i++)
		printf("%-20s %12.3f  %s\n", figures[i].name, figure(result, i), figures[i].meaning);
	printf("%-20s %12lld  of %lld screens in %lld halls\n", "commands", (long long)result->commands,
	       (long long)result->screens, (long long)result->halls);
}

static int run(const struct bench_options *given, bool json)
{
	struct bench_options options = *given;
	struct bench_result result;
	char exe[HOST_PATH_MAX];
	struct err err;
	enum rc rc = child_own_exe(exe, &err);

	options.exe = exe;
	if (rc == RC_OK)
		rc = bench_queue(&options, &result, &err);
	if (rc != RC_OK) {
		fprintf(stderr, "openhall bench: %s\n", err.text);
		return CLI_FAILED;
	}
	if (json)
		print_json(&result);
	else
		print_table(&result);
	return CLI_OK;
}

/* Value of an option, or `initial` where it was not given; false after a message. */
static bool number(const char *option, const char *text, int64_t low, int64_t high, int64_t initial, int64_t *ret)
{
	long long n = initial;
	bool good = !text || cli_number(option, text, low, high, &n);

	*ret = n;
	return good;
}

int cli_bench(int argc, char **argv)
{
	const char *seconds = NULL, *screens = NULL, *busy = NULL;
	struct bench_options options = { 0 };
	bool json = false;
	const struct cli_option table[] = {
		{ "json", NULL, "one JSON object instead of a table", NULL, &json },
		{ "seconds", "N", "how long to load the server (10)", &seconds, NULL },
		{ "screens", "N", "event streams that listen (10000)", &screens, NULL },
		{ "busy", "N", "halls that the load goes to (32)", &busy, NULL },
		{ "dir", "DIR", "where to put temporary data; must be a disk (/var/tmp)", &options.dir, NULL },
	};
	const struct cli_usage usage = {
		.synopsis = "bench queue [OPTIONS]",
		.about = "Measure commands over HTTP against the same rows written straight to the disk, and how long\n"
			 "screens wait for events. Starts a server of its own; takes about half a minute.",
		.options = table,
		.n = CC_COUNT(table),
		.words_min = 1,
		.words_max = 1,
	};
	struct cli_words words;
	enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);

	if (parsed)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (strcmp(words.at[0], "queue") != 0) {
		fprintf(stderr, "openhall bench: there is nothing called `%s` to measure; there is: queue\n",
			words.at[0]);
		return CLI_USAGE;
	}
	if (!number("seconds", seconds, 1, BENCH_SECONDS_MAX, SECONDS, &options.seconds) ||
	    !number("screens", screens, BENCH_SCREENS_MIN, BENCH_SCREENS_MAX, SCREENS, &options.screens) ||
	    !number("busy", busy, BENCH_BUSY_MIN, BENCH_BUSY_MAX, BUSY, &options.busy))
		return CLI_USAGE;
	return run(&options, json);
}
