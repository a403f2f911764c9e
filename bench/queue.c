/* The benchmark of the queue (N8, Q12).
 *
 * Server and limit take turns, so that a machine that is slow for a moment is slow for both. The limit
 * writes what the server wrote in the first, unmeasured turn. What was measured is checked: every command
 * was accepted, every screen heard every event once and in order, and an auditor reads a busy hall's log. */
#include "bench/queue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/bug.h"
#include "base/json.h"
#include "bench/ask.h"
#include "bench/auditor.h"
#include "bench/child.h"
#include "bench/limit.h"
#include "bench/load.h"
#include "bench/pace.h"

enum {
	HALLS = 200,
	WORKERS = 64,
	TURNS = 5,
	PUSHES = 200,
	STEADY_RATE = 400, /* about two a second in each hall: ten times what eight busy windows ask for */
	STEADY_SECONDS = 5,
	FILES_SPARE = 256,
	ARENA_MAX = 64 << 20,
};

/* All that a run needs, in one place, so that it ends in one place. */
struct bench {
	const struct bench_options *options;
	struct bench_result *result;
	uint32_t push_hall; /* watched by a tenth of the screens; before it the busy halls, behind it the others' */
	char dir[HALLS_FILE_SIZE], data[HALLS_FILE_SIZE + 8];
	struct child server;
	struct client client; /* of the screens and of those who pace */
	bool client_open, load_open, pace_open;
	struct load load;
	struct crowd crowd;
	struct pace pace;
	struct limit *limit;
	struct samples answers, pushes, steady, steady_pushes;
};

static enum rc raise_files(int64_t needed, struct err *err)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return err_set(err, RC_FAULT, "getrlimit: %s", strerror(errno));
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) || (int64_t)files.rlim_cur < needed)
		return err_set(err, RC_FAULT,
			       "%lld open files are needed and %lld allowed; raise the limit (ulimit -Hn) or ask for "
			       "fewer screens",
			       (long long)needed, (long long)files.rlim_cur);
	return RC_OK;
}

static enum rc begin(struct bench *bench, struct err *err)
{
	enum rc rc = raise_files(bench->options->screens + FILES_SPARE, err);

	if (rc == RC_OK)
		rc = halls_temp(bench->options->dir, bench->dir, err);
	if (rc != RC_OK)
		return rc;
	snprintf(bench->data, sizeof(bench->data), "%s/data", bench->dir);
	rc = halls_make(bench->data, HALLS, err);
	if (rc == RC_OK)
		rc = child_start(&bench->server, bench->options->exe, bench->data, err);
	if (rc == RC_OK)
		rc = client_open(&bench->client, bench->server.port, err);
	bench->client_open = rc == RC_OK;
	if (rc == RC_OK)
		rc = load_open(&bench->load, bench->server.port, WORKERS, bench->push_hall, err);
	bench->load_open = rc == RC_OK;
	return rc;
}

static void end(struct bench *bench)
{
	if (bench->pace_open)
		pace_close(&bench->pace);
	if (bench->load_open)
		load_close(&bench->load);
	crowd_close(&bench->crowd);
	if (bench->client_open)
		client_close(&bench->client);
	limit_close(&bench->limit);
	child_kill(&bench->server);
	if (*bench->dir)
		halls_clean(bench->dir);
	samples_done(&bench->answers);
	samples_done(&bench->pushes);
	samples_done(&bench->steady);
	samples_done(&bench->steady_pushes);
}

/* A first turn that is not measured; it warms the server up and makes the rows for the limit. */
static enum rc warm_up(struct bench *bench, struct err *err)
{
	char store[HALLS_FILE_SIZE + 32], copy[HALLS_FILE_SIZE + 32];
	double rate;
	enum rc rc = load_run(&bench->load, 1, NULL, &rate, err);

	snprintf(store, sizeof(store), "%s/%s", bench->data, halls_store_name);
	snprintf(copy, sizeof(copy), "%s/limit.db", bench->dir);
	if (rc == RC_OK)
		rc = limit_open(&bench->limit, store, copy, err);
	if (rc == RC_OK)
		rc = limit_run(bench->limit, 0.5, &rate, err);
	return rc;
}

/* Seq of each watched hall's last event. */
static enum rc prime(struct bench *bench, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct ask ask;
	enum rc rc = ask_open(&ask, bench->server.port, err);

	arena_init(&arena, ARENA_MAX);
	for (uint32_t hall = bench->push_hall; hall < HALLS && rc == RC_OK; hall++) {
		char id[HALLS_ID_SIZE];
		struct text path =
			text_printf(&arena, "/v1/halls/%s/events?after=0&limit=1", halls_id(hall, id).at);
		const struct json *page;

		rc = ask_get(&ask, path.at, &arena, err);
		if (rc == RC_OK)
			rc = json_parse(&arena, ask.body, &page, err);
		if (rc == RC_OK)
			bench->crowd.halls[hall].seq = json_int(json_member(page, "last"));
	}
	ask_close(&ask);
	return rc;
}

static enum rc gather_screens(struct bench *bench, struct err *err)
{
	uint32_t n = (uint32_t)bench->options->screens;
	int64_t before, after;
	enum rc rc = child_memory(&bench->server, &before, err);

	if (rc == RC_OK)
		rc = crowd_open(&bench->crowd, &bench->client, n, n / 10, bench->push_hall,
				HALLS - bench->push_hall - 1, err);
	if (rc == RC_OK)
		rc = child_memory(&bench->server, &after, err);
	if (rc != RC_OK)
		return rc;
	bench->result->kib_per_screen = (double)(after - before) / 1024 / n;
	return prime(bench, err);
}

static enum rc take_turns(struct bench *bench, struct err *err)
{
	struct bench_result *result = bench->result;
	double turn = (double)bench->options->seconds / TURNS;
	int64_t before = bench->load.done;
	enum rc rc = RC_OK;

	for (int i = 0; i < TURNS && rc == RC_OK; i++) {
		double http = 0, limit = 0;

		rc = load_run(&bench->load, turn, &bench->answers, &http, err);
		if (rc == RC_OK)
			rc = limit_run(bench->limit, turn / 2, &limit, err);
		result->http_rate += http / TURNS;
		result->limit_rate += limit / TURNS;
	}
	result->commands = bench->load.done - before;
	result->ratio = rc == RC_OK ? result->http_rate / result->limit_rate : 0;
	return rc;
}

static enum rc push(struct bench *bench, struct err *err)
{
	enum rc rc = pace_open(&bench->pace, &bench->crowd, err);

	bench->pace_open = true;
	if (rc == RC_OK)
		rc = pace_one_by_one(&bench->pace, bench->push_hall, PUSHES / 10, err);
	bench->crowd.delays = &bench->pushes;
	if (rc == RC_OK)
		rc = pace_one_by_one(&bench->pace, bench->push_hall, PUSHES, err);
	bench->crowd.delays = &bench->steady_pushes;
	/* The push hall alone has a tenth of the screens; the others are what a network looks like. */
	if (rc == RC_OK)
		rc = pace_steady(&bench->pace, bench->push_hall + 1, HALLS - bench->push_hall - 1, STEADY_RATE,
				 STEADY_SECONDS, &bench->steady, err);
	bench->crowd.delays = NULL;
	return rc;
}

/* A busy hall's log keeps the rules. */
static enum rc audit(struct bench *bench, struct err *err)
{
	char id[HALLS_ID_SIZE];
	struct auditor auditor;
	struct ask ask;
	enum rc rc = ask_open(&ask, bench->server.port, err);

	if (rc != RC_OK)
		return rc;
	auditor_init(&auditor, halls_id(0, id));
	rc = auditor_read(&auditor, &ask, err);
	auditor_done(&auditor);
	ask_close(&ask);
	return rc;
}

static void sum_up(struct bench *bench)
{
	struct bench_result *result = bench->result;

	result->p50_ms = samples_ms(&bench->answers, 0.5);
	result->p99_ms = samples_ms(&bench->answers, 0.99);
	result->push_p50_ms = samples_ms(&bench->pushes, 0.5);
	result->push_p99_ms = samples_ms(&bench->pushes, 0.99);
	result->steady_rate = STEADY_RATE;
	result->steady_p50_ms = samples_ms(&bench->steady, 0.5);
	result->steady_p99_ms = samples_ms(&bench->steady, 0.99);
	result->steady_push_p50_ms = samples_ms(&bench->steady_pushes, 0.5);
	result->steady_push_p99_ms = samples_ms(&bench->steady_pushes, 0.99);
	result->screens = bench->options->screens;
	result->halls = HALLS;
}

enum rc bench_queue(const struct bench_options *options, struct bench_result *ret, struct err *err)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	enum rc rc;

	if (!bench)
		BUG("no memory");
	ASSERT(options->seconds >= 1 && options->screens >= BENCH_SCREENS_MIN);
	ASSERT(options->busy >= BENCH_BUSY_MIN && options->busy <= BENCH_BUSY_MAX);
	*ret = (struct bench_result){ 0 };
	bench->options = options;
	bench->push_hall = (uint32_t)options->busy;
	bench->result = ret;
	rc = begin(bench, err);
	if (rc == RC_OK)
		rc = warm_up(bench, err);
	if (rc == RC_OK)
		rc = gather_screens(bench, err);
	if (rc == RC_OK)
		rc = take_turns(bench, err);
	if (rc == RC_OK)
		rc = push(bench, err);
	if (rc == RC_OK)
		rc = audit(bench, err);
	sum_up(bench);
	end(bench);
	free(bench);
	return rc;
}
