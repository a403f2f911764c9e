/* The server is killed at random moments under load, again and again (Q2, S7).
 *
 * Clients keep a journal of what they asked and what they were answered. After each restart every answered
 * command is asked again with its key and must get the same bytes; commands that got no answer are asked
 * again too, as clients do. Then an auditor reads the logs: each answered command is there once, nothing
 * is there twice, and numbering went on. How long the server took to be ready is printed.
 *
 *     kill_server --rounds N [--seed N] [--exe PROGRAM]
 *
 * From LONG_ROUNDS on the log holds a million events before the first start, and readiness has its limit.
 * A killed process loses no page cache: what a loss of power does is the business of the simulated disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bug.h"
#include "base/rng.h"
#include "bench/ask.h"
#include "bench/auditor.h"
#include "bench/child.h"
#include "bench/halls.h"
#include "bench/load.h"
#include "bench/samples.h"
#include "host/clock.h"

enum {
	HALLS = 8,
	WORKERS = 32,
	ROUNDS = 5,             /* unless said otherwise */
	LONG_ROUNDS = 100,
	LONG_EVENTS = 1000000,
	READY_MS_MAX = 1000,    /* of a long run */
	LOAD_MS_MIN = 5, LOAD_MS_MAX = 250,
	VERIFY_EVERY = 20,      /* rounds */
	RECORDS_MAX = 200000,   /* of one round */
	DRAIN_MS_MAX = 10000,
	KEY_SIZE = 32,
	ARENA_MAX = 1 << 30,
};

/* One command and what became of it. */
struct record {
	uint32_t hall;
	char key[KEY_SIZE];
	char body[LOAD_BODY_SIZE];
	int status; /* 0 where no answer came */
	struct text answer;
};

struct worker_link {
	struct client_link link; /* first: callbacks come with it */
	uint32_t number, step;
	struct record *record; /* that waits for its answer; NULL for none */
};

static struct {
	char dir[HALLS_FILE_SIZE], data[HALLS_FILE_SIZE + 8];
	const char *exe;
	int64_t rounds;
	struct child server;
	struct client client;
	struct worker_link workers[WORKERS];
	bool stopping; /* send nothing more */
	struct record *records; /* of this round */
	uint32_t n;
	struct arena arena; /* of this round */
	char ids[HALLS][HALLS_ID_SIZE];
	struct auditor auditors[HALLS];
	struct samples ready;
	struct rng rng;
	int64_t serial, answered, unanswered;
	struct err err;
} lab = { .exe = "build/openhall", .rounds = ROUNDS };

#define assert_ok(call)                                                  \
	do {                                                             \
		if ((call) != RC_OK)                                     \
			fail_msg("%s: %s", #call, lab.err.text);         \
	} while (0)

static void send_next(struct worker_link *worker)
{
	struct record *record;
	char hall[HALLS_ID_SIZE];

	ASSERT(lab.n < RECORDS_MAX);
	record = &lab.records[lab.n++];
	*record = (struct record){ .hall = worker->number % HALLS };
	snprintf(record->key, sizeof(record->key), "kill-%lld", (long long)++lab.serial);
	load_body(worker->step++, worker->number / HALLS + 1, record->body);
	worker->record = record;
	client_command(&worker->link, halls_id(record->hall, hall), text_of(record->key), text_of(record->body));
}

static void on_answer(struct client_link *link, int status, struct text body)
{
	struct worker_link *worker = (struct worker_link *)link;

	if (!worker->record)
		return;
	worker->record->status = status;
	worker->record->answer = text_copy(&lab.arena, body);
	worker->record = NULL;
	if (!lab.stopping && link->client && lab.n < RECORDS_MAX)
		send_next(worker);
}

static void start_load(void)
{
	lab.n = 0;
	lab.stopping = false;
	arena_reset(&lab.arena);
	assert_ok(client_open(&lab.client, lab.server.port, &lab.err));
	for (uint32_t i = 0; i < WORKERS; i++) {
		/* The window may stand anywhere in the life of a ticket: begin anywhere, refusals are no harm. */
		lab.workers[i] = (struct worker_link){ .link.on_answer = on_answer, .number = i,
						       .step = (uint32_t)rng_below(&lab.rng, 4) };
		assert_ok(client_connect(&lab.client, &lab.workers[i].link, &lab.err));
		send_next(&lab.workers[i]);
	}
}

static void run_load(int64_t us)
{
	int64_t until_ns = host_monotonic_ns() + us * 1000;

	while (host_monotonic_ns() < until_ns)
		client_turn(&lab.client, 1);
}

/* Read what the server has sent before it ended: an answer that can be read was given. */
static void drain(void)
{
	int64_t until_ns = host_monotonic_ns() + (int64_t)DRAIN_MS_MAX * 1000000;
	uint32_t open = WORKERS;

	lab.stopping = true;
	while (open && host_monotonic_ns() < until_ns) {
		client_turn(&lab.client, 10);
		open = 0;
		for (uint32_t i = 0; i < WORKERS; i++)
			open += lab.workers[i].link.client != NULL;
	}
	assert_int_equal(open, 0);
	client_close(&lab.client);
}

static void start_server(void)
{
	child_kill(&lab.server); /* runs only where the test before has failed */
	assert_ok(child_start(&lab.server, lab.exe, lab.data, &lab.err));
	samples_add(&lab.ready, lab.server.ready_ns);
}

/* Ask again for what was asked; the answer of one that was answered must be the same, byte for byte. */
static void ask_again(struct ask *ask, struct record *record)
{
	char hall[HALLS_ID_SIZE];
	CC_CLEANUP(arena_done) struct arena arena;

	arena_init(&arena, ARENA_MAX);
	assert_ok(ask_command(ask, halls_id(record->hall, hall), text_of(record->key), text_of(record->body), &arena,
			      &lab.err));
	if (record->status == 200) {
		assert_int_equal(ask->status, 200);
		if (!text_eq(ask->body, record->answer))
			fail_msg("%s was answered %.*s and then %.*s", record->key, TEXT_ARG(record->answer),
				 TEXT_ARG(ask->body));
		lab.answered++;
		return;
	}
	if (ask->status != 200 && ask->status != 409)
		fail_msg("%s of %s got %d: %.*s", record->key, record->body, ask->status, TEXT_ARG(ask->body));
	record->status = ask->status;
	record->answer = text_copy(&lab.arena, ask->body);
	lab.unanswered++;
}

/* The journal of the last load against the server that runs now. */
static void check_journal(void)
{
	struct ask ask;

	assert_ok(ask_open(&ask, lab.server.port, &lab.err));
	for (uint32_t i = 0; i < lab.n; i++)
		if (lab.records[i].status != 409) /* a refusal leaves no trace and may be another one now */
			ask_again(&ask, &lab.records[i]);
	for (uint32_t i = 0; i < HALLS; i++)
		assert_ok(auditor_read(&lab.auditors[i], &ask, &lab.err));
	for (uint32_t i = 0; i < lab.n; i++)
		if (lab.records[i].status == 200)
			assert_ok(auditor_claim(&lab.auditors[lab.records[i].hall], lab.records[i].answer, &lab.err));
	ask_close(&ask);
}

static void verify(void)
{
	const char *const arguments[] = { "verify", "--data", lab.data, NULL };
	char log[HALLS_FILE_SIZE + 16];

	snprintf(log, sizeof(log), "%s/verify.log", lab.dir);
	assert_int_equal(child_run(lab.exe, arguments, log), 0);
}

/* Killed in the middle of its work, checked by the next one, and so on. */
static void test_kill_loses_nothing(void **state)
{
	(void)state;
	for (int64_t round = 0; round < lab.rounds; round++) {
		int64_t load_ms = LOAD_MS_MIN + (int64_t)rng_below(&lab.rng, LOAD_MS_MAX - LOAD_MS_MIN);

		start_server();
		if (round)
			check_journal();
		start_load();
		run_load(load_ms * 1000 + (int64_t)rng_below(&lab.rng, 1000));
		child_kill(&lab.server);
		drain();
		if (round % VERIFY_EVERY == 0 || round == lab.rounds - 1)
			verify();
	}
	start_server();
	check_journal();
	print_message("killed %lld times: %lld answers were given again, %lld commands without one were asked again\n",
		      (long long)lab.rounds, (long long)lab.answered, (long long)lab.unanswered);
	assert_true(lab.answered > 0);
	child_kill(&lab.server);
}

/* Told to stop in the middle of its work: it ends by itself, without an error, and nothing is lost. */
static void test_stop_loses_nothing(void **state)
{
	(void)state;
	start_server();
	start_load();
	run_load((int64_t)LOAD_MS_MAX * 1000);
	assert_ok(child_stop(&lab.server, &lab.err));
	drain();
	start_server();
	check_journal();
	assert_ok(child_stop(&lab.server, &lab.err));
	verify();
}

/* Ready again after each kill. The limit holds for a log of a million events. */
static void test_ready_again_soon(void **state)
{
	double longest = samples_ms(&lab.ready, 1);

	(void)state;
	print_message("ready after: median %.0f ms, 90 %% %.0f ms, longest %.0f ms, of %zu starts\n",
		      samples_ms(&lab.ready, 0.5), samples_ms(&lab.ready, 0.9), longest, lab.ready.n);
	assert_true(lab.ready.n > (size_t)lab.rounds);
	if (lab.rounds >= LONG_ROUNDS)
		assert_true(longest <= READY_MS_MAX);
}

static int set_up(void **state)
{
	enum rc rc = halls_temp(NULL, lab.dir, &lab.err);
	int64_t began_ns;

	(void)state;
	snprintf(lab.data, sizeof(lab.data), "%s/data", lab.dir);
	arena_init(&lab.arena, ARENA_MAX);
	lab.records = calloc(RECORDS_MAX, sizeof(*lab.records));
	if (!lab.records)
		BUG("no memory for the journal");
	for (uint32_t i = 0; i < HALLS; i++)
		auditor_init(&lab.auditors[i], halls_id(i, lab.ids[i]));
	if (rc == RC_OK)
		rc = halls_make(lab.data, HALLS, &lab.err);
	began_ns = host_monotonic_ns();
	if (rc == RC_OK && lab.rounds >= LONG_ROUNDS)
		rc = halls_fill(lab.data, HALLS, LONG_EVENTS, &lab.err);
	if (rc != RC_OK)
		print_error("kill: %s\n", lab.err.text);
	else if (lab.rounds >= LONG_ROUNDS)
		print_message("%d events written in %.1f s\n", LONG_EVENTS,
			      (double)(host_monotonic_ns() - began_ns) / 1e9);
	return rc == RC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	child_kill(&lab.server);
	for (uint32_t i = 0; i < HALLS; i++)
		auditor_done(&lab.auditors[i]);
	samples_done(&lab.ready);
	free(lab.records);
	arena_done(&lab.arena);
	halls_clean(lab.dir);
	return 0;
}

/* One option with its value; false where it is none. */
static bool take_option(const char *name, const char *value, int64_t *ret_seed)
{
	if (!strcmp(name, "--exe")) {
		lab.exe = value;
		return true;
	}
	if (!strcmp(name, "--rounds"))
		return text_int(text_of(value), &lab.rounds) && lab.rounds > 0;
	return !strcmp(name, "--seed") && text_int(text_of(value), ret_seed);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kill_loses_nothing),
		cmocka_unit_test(test_stop_loses_nothing),
		cmocka_unit_test(test_ready_again_soon),
	};
	int64_t seed = 1;

	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc || !take_option(argv[i], argv[i + 1], &seed)) {
			fprintf(stderr, "usage: kill_server [--rounds N] [--seed N] [--exe PROGRAM]\n");
			return 2;
		}
	}
	rng_seed(&lab.rng, (uint64_t)seed);
	print_message("seed %lld, %lld rounds\n", (long long)seed, (long long)lab.rounds);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
