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

/* Who reads this has never done it before, and is in a hurry. */
static void print_way_out(const char *dir)
{
	printf("What to do: stop the server, keep what is damaged, and go back to the last good backup:\n"
	       "  mv %s %s.damaged\n  openhall restore BACKUP --data %s\n  openhall verify --data %s\n"
	       "as the user who owns the data; see \"Backup and restore\" in the operator guide.\n",
	       dir, dir, dir, dir);
}

/* Fill the report, with the tables made again in a scratch directory; an error where it could not even begin. */
static enum rc verify_against(struct store *store, struct arena *arena, struct verify_report *report, struct err *err)
{
	char scratch[HOST_PATH_MAX], path[HOST_PATH_MAX];
	struct store *made = NULL;

	enum rc rc = cli_scratch_make(scratch, err);
	if (rc != RC_OK)
		return rc;
	rc = cli_data_path(scratch, path, err);
	if (rc == RC_OK)
		rc = store_open(&made, &(struct store_options){ .path = path, .migrate = true }, err);
	if (rc == RC_OK)
		verify_run(store, made, arena, report);
	store_close(&made);
	cli_scratch_remove(scratch);
	return rc;
}

static enum rc verify(const char *dir, struct arena *arena, struct verify_report *report, struct err *err)
{
	struct cli_data data;

	enum rc rc = cli_data_read(&data, dir, err);
	if (rc == RC_OK)
		rc = verify_against(data.store, arena, report, err);
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
	struct err err = { .rc = RC_OK };

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, NULL);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	arena_init(&arena, VERIFY_ARENA_BYTES);
	struct verify_report *report = ARENA_NEW(&arena, struct verify_report);
	if (verify(dir, &arena, report, &err) != RC_OK)
		return cli_failed(&err);
	if (json)
		printf("%.*s\n", TEXT_ARG(verify_json(report, &arena)));
	else
		print_report(report);
	if (!json && report->problem_n > 0)
		print_way_out(dir);
	return report->problem_n == 0 ? CLI_OK : CLI_FAILED;
}
