/* `openhall verify`: is the record whole, and is all that was made from it right (S7). */
#include <stdio.h>

#include "app/verify/verify.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "store/store.h"

enum { VERIFY_ARENA_BYTES = 64 << 20 };

static void print_report(const struct verify_report *report)
{
	printf("%lld hall%s, %lld event%s: %s\n", (long long)report->halls, cli_plural(report->halls),
	       (long long)report->events, cli_plural(report->events),
	       report->problem_n == 0 ? "all is well" : "problems were found");
	for (int64_t i = 0; i < report->problem_n && i < VERIFY_PROBLEMS_MAX; i++)
		printf("  %.*s %lld: %.*s\n", TEXT_ARG(report->problems[i].hall), (long long)report->problems[i].seq,
		       TEXT_ARG(report->problems[i].what));
}

/* Fill the report; an error where it could not even begin. */
static enum rc verify(const char *dir, const char *scratch, struct arena *arena, struct verify_report *report,
		      struct err *err)
{
	char path[HOST_PATH_MAX];
	struct store *made = NULL;
	struct cli_data data;

	enum rc rc = cli_data_read(&data, dir, err);
	if (rc == RC_OK)
		rc = cli_data_path(scratch, path, err);
	if (rc == RC_OK)
		rc = store_open(&made, &(struct store_options){ .path = path, .migrate = true }, err);
	if (rc == RC_OK)
		verify_run(data.store, made, arena, report);
	store_close(&made);
	cli_data_close(&data);
	return rc;
}

int cli_verify(int argc, char **argv)
{
	CC_CLEANUP(arena_done) struct arena arena = { 0 };
	const char *dir = CLI_DATA_DEFAULT;
	bool json = false;
	const struct cli_option options[] = {
		CLI_DATA_OPTION(&dir),
		{ "json", NULL, "print one JSON object", NULL, &json },
	};
	const struct cli_usage usage = {
		"verify [OPTIONS]",
		"Checks the chain of events of every hall, all tables and snapshots against it, and "
		"the\nfile itself. Reads only, also while a server runs; the tables are made again "
		"in TMPDIR.",
		options,
		CC_COUNT(options),
		0,
		0
	};
	char scratch[HOST_PATH_MAX];
	struct err err = { .rc = RC_OK };

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, NULL);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	arena_init(&arena, VERIFY_ARENA_BYTES);
	struct verify_report *report = ARENA_NEW(&arena, struct verify_report);
	if (cli_scratch_make(scratch, &err) != RC_OK)
		return cli_failed(&err);
	const enum rc rc = verify(dir, scratch, &arena, report, &err);
	cli_scratch_remove(scratch);
	if (rc != RC_OK)
		return cli_failed(&err);
	if (json)
		printf("%.*s\n", TEXT_ARG(verify_json(report, &arena)));
	else
		print_report(report);
	return report->problem_n == 0 ? CLI_OK : CLI_FAILED;
}
