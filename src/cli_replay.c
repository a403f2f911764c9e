/* `openhall replay`: a recorded day through our queue (W7), and what it would have told of waits (Q16). */
#include <stdio.h>
#include <string.h>

#include "app/replay/replay.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"

enum { REPLAY_FILE_MAX = 256 << 20, MS_PER_S = 1000 };
#define REPLAY_ARENA_BYTES ((size_t)2 << 30)

/* What was asked for; NULL where not given. */
struct asked {
	const char *file, *branch, *servers, *data;
	bool json, waits;
};

static void print_told(const struct replay_report *report)
{
	static const char *const parts[] = { "all days", "the last third of the days" };

	for (int part = 0; part < REPLAY_PART_COUNT; part++) {
		const struct replay_waits told = replay_waits_sum(report, (enum replay_part)part);
		const double n = told.shown > 0 ? (double)told.shown : 1;
		printf("waits told on %s: shown to %lld, silent to %lld; range held for %lld (%.1f %%), "
		       "of %lld who had to queue for %lld;\n"
		       "  mean error %.1f s, naive %.1f s; mean width %.1f s, naive %.1f s\n",
		       parts[part], (long long)told.shown, (long long)told.silent, (long long)told.held,
		       100 * (double)told.held / n, (long long)told.queued, (long long)told.queued_held,
		       told.error_s / n, told.naive_error_s / n, told.width_s / n, told.naive_width_s / n);
	}
}

/* The rows that could not be, as far as they are listed. */
static void list_rejected(const struct replay_log *log, FILE *to)
{
	for (int64_t i = 0; i < log->rejected_n && i < REPLAY_REJECTED_MAX; i++)
		fprintf(to, "  line %lld: %.*s\n", (long long)log->rejected[i].line, TEXT_ARG(log->rejected[i].why));
	if (log->rejected_n > REPLAY_REJECTED_MAX)
		fprintf(to, "  and %lld more\n", (long long)(log->rejected_n - REPLAY_REJECTED_MAX));
}

/* Half of the customers waited no longer than p50, 95 of 100 no longer than p95. */
static void print_waits(const char *which, const int64_t *waits, uint32_t n)
{
	if (n > 0)
		printf("  wait %-8s p50 %.0f s, p95 %.0f s\n", which,
		       (double)replay_percentile(waits, n, 50) / MS_PER_S,
		       (double)replay_percentile(waits, n, 95) / MS_PER_S);
}

static void print_report(const struct replay_report *report, const struct replay_log *log)
{
	for (uint32_t b = 0; b < report->branch_n; b++) {
		const struct replay_branch *branch = &report->branches[b];
		printf("branch %.*s: %lld ticket%s on %lld day%s; served %lld, refused %lld, doubled %lld, lost %lld\n",
		       TEXT_ARG(branch->id), (long long)branch->tickets, cli_plural(branch->tickets),
		       (long long)branch->days, cli_plural(branch->days), (long long)branch->served,
		       (long long)branch->refused, (long long)branch->doubled, (long long)branch->lost);
		print_waits("played", branch->waits, branch->wait_n);
		print_waits("recorded", branch->recorded, branch->recorded_n);
	}
	if (report->told)
		print_told(report);
	printf("%lld row%s rejected\n", (long long)log->rejected_n, log->rejected_n == 1 ? " was" : "s were");
	list_rejected(log, stdout);
}

static enum rc replay_in(const struct asked *asked, const char *dir, int32_t servers, struct arena *arena,
			 struct err *err)
{
	struct replay_report *report = ARENA_NEW(arena, struct replay_report);
	struct replay_log *log = ARENA_NEW(arena, struct replay_log);
	struct cli_data data = { 0 };
	struct text csv;

	enum rc rc = host_file_read(asked->file, REPLAY_FILE_MAX, arena, &csv, err);
	if (rc == RC_OK)
		rc = replay_read(csv, text_of(asked->branch), arena, log, err);
	if (rc != RC_OK)
		list_rejected(log, stderr);
	if (rc == RC_OK)
		rc = cli_data_write(&data, dir, err);
	if (rc == RC_OK)
		rc = replay_run(data.desk, data.store, log, servers, arena, report, err);
	if (rc == RC_OK && asked->waits)
		rc = replay_judge_waits(data.store, arena, report, err);
	if (rc == RC_OK && asked->json)
		printf("%.*s\n", TEXT_ARG(replay_json(log, report, servers, arena)));
	else if (rc == RC_OK)
		print_report(report, log);
	cli_data_close(&data);
	return rc;
}

int cli_replay(int argc, char **argv)
{
	CC_CLEANUP(arena_done) struct arena arena = { 0 };
	struct asked asked = { .servers = "inferred" };
	const struct cli_option options[] = {
		{ "branch", "ID", "only this branch", &asked.branch, NULL },
		{ "servers", "N", "windows that are open, or `inferred` from the record", &asked.servers, NULL },
		{ "data", "DIR", "keep the halls in this directory; a temporary one unless given", &asked.data, NULL },
		{ "waits", NULL, "say how well the waits that customers are told came true", NULL, &asked.waits },
		{ "json", NULL, "print one JSON object", NULL, &asked.json },
	};
	const struct cli_usage usage = { "replay LOG.csv [OPTIONS]",
					 "Plays recorded tickets (columns id, branch_id, date, wait_start, wait_end, "
					 "service_end)\nthrough the queue and compares the waits.",
					 options,
					 CC_COUNT(options),
					 1,
					 1 };
	char scratch[HOST_PATH_MAX];
	struct cli_words words;
	long long servers = 0;
	struct err err = { .rc = RC_OK };

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (strcmp(asked.servers, "inferred") != 0 &&
	    !cli_number("servers", asked.servers, 1, REPLAY_SERVERS_MAX, &servers))
		return CLI_USAGE;
	asked.file = words.at[0];
	arena_init(&arena, REPLAY_ARENA_BYTES);
	if (asked.data != NULL)
		return replay_in(&asked, asked.data, (int32_t)servers, &arena, &err) == RC_OK ? CLI_OK
											      : cli_failed(&err);
	if (cli_scratch_make(scratch, &err) != RC_OK)
		return cli_failed(&err);
	const enum rc rc = replay_in(&asked, scratch, (int32_t)servers, &arena, &err);
	cli_scratch_remove(scratch);
	return rc == RC_OK ? CLI_OK : cli_failed(&err);
}
