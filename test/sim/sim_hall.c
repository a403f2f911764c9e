/* Deterministic simulation of halls over desk and store, with a disk that fails (Q2, Q7, Q9, S7, N7).
 *
 *     sim_hall [--seeds N] [--first-seed S]
 *
 * Each seed is a world (sim.h). Groups of random size go to the desk; in between the power goes at any
 * operation of the disk, also while the store recovers from the last time; the disk fills up, writes and
 * syncs fail or are cut short; the clock steps hours and days, in both directions; the process stops in
 * peace. Clients who got no answer ask again under the same key, some who did too. After every restart
 * and at the end sim_check holds; the store is verified whole now and then and at the end. */
#include "test/sim/sim.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/hall/create.h"
#include "base/bug.h"
#include "base/civil.h"
#include "host/clock.h"

enum {
	SEEDS_DEFAULT = 200,
	GROUPS_MIN = 40,
	GROUPS_MAX = 160,
	DAYS_MAX = 4,
	GROUP_JOBS_MAX = 24,
	OPEN_TRIES = 20, /* restarts that fail before one without faults must succeed */
	FAILURES_MAX = 5,
};
#define ARENA_BYTES ((size_t)1 << 30)
#define START_MS    INT64_C(1795395600000) /* 2026-11-23T09:00+08:00 */
#define NS_PER_S    INT64_C(1000000000)

static const char disk_name[] = "sim", scratch_name[] = "scratch";
static char last_words[64];

static void say_last_words(int signal_number)
{
	(void)signal_number;
	if (write(STDOUT_FILENO, last_words, strlen(last_words)) < 0)
		_exit(2);
}

void sim_fail(struct sim *sim, const char *format, ...)
{
	va_list args;

	if (sim->why[0] != '\0')
		return;
	va_start(args, format);
	vsnprintf(sim->why, sizeof(sim->why), format, args);
	va_end(args);
}

int64_t sim_number(struct sim *sim, int64_t low, int64_t high)
{
	return low + (int64_t)rng_below(&sim->rng, (uint64_t)(high - low + 1));
}

bool sim_rarely(struct sim *sim, uint64_t n)
{
	return rng_below(&sim->rng, n) == 0;
}

/* --- Starting and stopping ------------------------------------------------------------------------- */

static void no_faults(struct sim *sim)
{
	disk_faults(sim->disk, &(struct disk_faults){ 0 });
}

static enum rc start(struct sim *sim, struct err *err)
{
	const struct store_options options = { .path = "/hall.db", .vfs = disk_name, .migrate = true };
	enum rc rc = store_open(&sim->store, &options, err);

	if (rc == RC_OK)
		rc = desk_open(&sim->desk, sim->store, rng_next(&sim->rng), err);
	return rc;
}

static void stop(struct sim *sim)
{
	desk_close(&sim->desk);
	store_close(&sim->store);
}

/* Start again, whatever has happened to the disk, and see what is there. Starting may fail as well. */
static void restart(struct sim *sim)
{
	struct err err = { 0 };
	enum rc rc = RC_FAULT;

	sim->restarts++;
	for (int tries = 0; rc != RC_OK && tries <= OPEN_TRIES; tries++) {
		stop(sim);
		if (disk_is_down(sim->disk))
			disk_reboot(sim->disk);
		no_faults(sim);
		if (tries < OPEN_TRIES && sim_rarely(sim, 4))
			disk_faults(sim->disk, &(struct disk_faults){ .crash_at = sim_number(sim, 1, 60) });
		rc = start(sim, &err);
	}
	if (rc != RC_OK)
		return sim_fail(sim, "the store does not open again: %s", err.text);
	no_faults(sim);
	sim_check(sim);
	if (sim_rarely(sim, 8))
		sim_verify(sim);
}

static void crash(struct sim *sim)
{
	sim->crashes++;
	if (!disk_is_down(sim->disk))
		disk_crash(sim->disk);
	restart(sim);
}

static void world_open(struct sim *sim, uint64_t seed, struct store *scratch)
{
	struct hall_new halls[SIM_HALLS_MAX];
	struct err err;

	memset(sim, 0, sizeof(*sim));
	sim->seed = seed;
	sim->scratch = scratch;
	snprintf(last_words, sizeof(last_words),
		 "\nFAILED: sim_hall --first-seed %" PRIu64 " --seeds 1\n0 passed, 1 failed\n", seed);
	rng_seed(&sim->rng, seed);
	arena_init(&sim->lasting, ARENA_BYTES);
	arena_init(&sim->passing, ARENA_BYTES);
	sim_clock_init(&sim->clock, START_MS);
	sim->disk = disk_open(seed);
	if (store_sim_register(&sim->files, disk_name, sim->disk, &err) != RC_OK || start(sim, &err) != RC_OK)
		return sim_fail(sim, "a new store does not open: %s", err.text);
	sim->hall_n = (uint32_t)sim_number(sim, 1, SIM_HALLS_MAX);
	for (uint32_t h = 0; h < sim->hall_n; h++) {
		snprintf(sim->halls[h].id, sizeof(sim->halls[h].id), "h%u", h);
		halls[h] = (struct hall_new){ .id = text_of(sim->halls[h].id), .name = TEXT("营业厅") };
	}
	if (hall_create(sim->store, halls, sim->hall_n, &err) != RC_OK)
		return sim_fail(sim, "halls cannot be made: %s", err.text);
	stop(sim);
	if (start(sim, &err) != RC_OK)
		sim_fail(sim, "the store does not open a second time: %s", err.text);
}

static void world_close(struct sim *sim)
{
	stop(sim);
	store_sim_unregister(&sim->files);
	disk_close(&sim->disk);
	arena_done(&sim->lasting);
	arena_done(&sim->passing);
}

/* --- Asking ---------------------------------------------------------------------------------------- */

/* A command to ask in a hall: one that waits for its answer, a new one, rarely one that has its answer. */
static struct sim_command *some_command(struct sim *sim, uint32_t hall)
{
	const bool again = sim_rarely(sim, 8);
	struct sim_command *found = NULL;
	uint32_t pending = 0, seen = 0;

	for (uint32_t c = 0; c < sim->command_n; c++) {
		struct sim_command *command = &sim->commands[c];
		if (command->hall != hall)
			continue;
		pending += command->fate == SIM_PENDING;
		if (command->fate == SIM_PENDING || (again && command->fate == SIM_ANSWERED))
			found = rng_below(&sim->rng, ++seen) == 0 ? command : found;
	}
	if (found != NULL && (again || pending >= SIM_PENDING_MAX || !sim_rarely(sim, 3)))
		return found;
	struct sim_command *new = sim_command_new(sim, hall);
	return new != NULL ? new : found;
}

static struct desk_job command_job(struct sim *sim, struct sim_command *command)
{
	struct desk_job job = {
		.ask = DESK_COMMAND,
		.hall = text_of(sim->halls[command->hall].id),
		.key = text_of(command->key),
		.actor = TEXT("sim"),
		.language = QUEUE_LANGUAGE_EN,
		.now_ms = sim->clock.now_ms,
		.arena = &sim->passing,
		.asker = command,
	};

	if (json_parse(&sim->passing, command->body, &job.body, NULL) != RC_OK)
		BUG("not JSON: %.*s", TEXT_ARG(command->body));
	return job;
}

static struct desk_job tick_job(struct sim *sim, uint32_t hall)
{
	return (struct desk_job){ .ask = DESK_TICK,
				  .hall = text_of(sim->halls[hall].id),
				  .now_ms = sim->clock.now_ms,
				  .arena = &sim->passing };
}

/* The client reads the answer. */
static void hear(struct sim *sim, const struct desk_job *job)
{
	struct sim_command *command = job->asker;

	if (command == NULL || job->status == 503)
		return;
	if (job->status == 200) {
		/* Asked twice in one group, the second may succeed where the first was refused. */
		if (command->fate == SIM_ANSWERED && !text_eq(command->answer, job->answer))
			return sim_fail(sim, "command %s is answered otherwise than before", command->key);
		command->answer = text_copy(&sim->lasting, job->answer);
		command->fate = SIM_ANSWERED;
		return sim_learn(sim, command);
	}
	if (job->status != 409 && job->status != 422)
		return sim_fail(sim, "status %d for %.*s: %.*s", job->status, TEXT_ARG(command->body),
				TEXT_ARG(job->answer));
	if (command->fate == SIM_ANSWERED)
		return sim_fail(sim, "command %s was answered and is now refused", command->key);
	command->fate = SIM_REFUSED;
	sim_learn(sim, command);
}

static void run_group(struct sim *sim)
{
	const uint32_t n = (uint32_t)sim_number(sim, 1, sim_number(sim, 1, GROUP_JOBS_MAX));
	struct desk_job jobs[GROUP_JOBS_MAX], *pointers[GROUP_JOBS_MAX];
	struct desk_outcome outcome;
	struct err err = { 0 };
	uint32_t used = 0;

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t hall = (uint32_t)rng_below(&sim->rng, sim->hall_n);
		struct sim_command *command = sim_rarely(sim, 16) ? NULL : some_command(sim, hall);
		jobs[used] = command != NULL ? command_job(sim, command) : tick_job(sim, hall);
		pointers[used] = &jobs[used];
		used++;
	}
	desk_run(sim->desk, pointers, used, &sim->passing, &outcome, &err);
	sim->faults += outcome.rc != RC_OK;
	for (uint32_t i = 0; i < used && sim->why[0] == '\0'; i++) {
		if (outcome.rc != RC_OK && jobs[i].status != 503)
			return sim_fail(sim, "status %d out of a group that failed", jobs[i].status);
		hear(sim, &jobs[i]);
	}
}

/* --- What goes wrong ------------------------------------------------------------------------------- */

static void set_faults(struct sim *sim)
{
	struct disk_faults faults = { 0 };

	switch (sim_number(sim, 0, 9)) {
	case 0: faults.write_error_at = sim_number(sim, 1, 30); break;
	case 1: faults.write_short_at = sim_number(sim, 1, 30); break;
	case 2: faults.sync_error_at = sim_number(sim, 1, 3); break;
	case 3: faults.bytes_max = sim_number(sim, 100, 1000) << 10; break;
	default: faults.crash_at = sim_number(sim, 1, sim_rarely(sim, 2) ? 10 : 150); break;
	}
	disk_faults(sim->disk, &faults);
}

/* Clocks are set forward and back, but no hall gets so far ahead that answers may be forgotten. */
static void pass_time(struct sim *sim)
{
	sim_clock_advance(&sim->clock, sim_number(sim, 0, 3) * sim_number(sim, 0, 60000));
	if (sim_rarely(sim, 25))
		sim_clock_advance(&sim->clock, sim_number(sim, 1, 12) * 60 * CIVIL_MS_PER_MINUTE);
	if (sim_rarely(sim, 40))
		sim_clock_advance(&sim->clock, -sim_number(sim, 1, 12) * 60 * CIVIL_MS_PER_MINUTE);
	if (sim_rarely(sim, 60))
		sim_clock_advance(&sim->clock, sim_number(sim, -10, 2) * CIVIL_MS_PER_DAY);
	if (sim->clock.now_ms > START_MS + DAYS_MAX * CIVIL_MS_PER_DAY)
		sim_clock_advance(&sim->clock, -CIVIL_MS_PER_DAY);
}

static void one_group(struct sim *sim)
{
	pass_time(sim);
	if (sim_rarely(sim, 5))
		set_faults(sim);
	run_group(sim);
	if (sim->why[0] != '\0')
		return;
	if (disk_is_down(sim->disk) || sim_rarely(sim, 25))
		crash(sim);
	else if (sim_rarely(sim, 25))
		restart(sim);
	else if (sim_rarely(sim, 2))
		no_faults(sim);
	arena_reset(&sim->passing);
}

/* The disk is well again: everybody is answered, and halls go on giving numbers. */
static void run_out(struct sim *sim)
{
	struct desk_outcome outcome;
	struct err err = { 0 };

	for (uint32_t c = 0; c < sim->command_n && sim->why[0] == '\0'; c++) {
		struct desk_job job = command_job(sim, &sim->commands[c]), *pointer = &job;
		if (sim->commands[c].fate != SIM_PENDING)
			continue;
		desk_run(sim->desk, &pointer, 1, &sim->passing, &outcome, &err);
		if (job.status == 503)
			sim_fail(sim, "the disk is well and %s is not answered: %s", sim->commands[c].key, err.text);
		hear(sim, &job);
	}
}

static void world_run(struct sim *sim, uint64_t seed, struct store *scratch)
{
	world_open(sim, seed, scratch);
	const int64_t groups = sim_number(sim, GROUPS_MIN, GROUPS_MAX);
	for (int64_t i = 0; i < groups && sim->why[0] == '\0'; i++)
		one_group(sim);
	if (sim->why[0] == '\0')
		restart(sim);
	if (sim->why[0] == '\0')
		run_out(sim);
	if (sim->why[0] == '\0')
		sim_check(sim);
	if (sim->why[0] == '\0')
		sim_verify(sim);
}

/* --- The program ----------------------------------------------------------------------------------- */

static bool read_options(int argc, char **argv, int64_t *ret_seeds, int64_t *ret_first)
{
	static const struct option known[] = {
		{ "seeds", required_argument, NULL, 'n' },
		{ "first-seed", required_argument, NULL, 'f' },
		{ 0 },
	};
	int option;

	*ret_seeds = SEEDS_DEFAULT;
	*ret_first = 1;
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		if (option == '?' || !text_int(text_of(optarg), option == 'n' ? ret_seeds : ret_first))
			return false;
	return optind == argc && *ret_seeds >= 0 && *ret_first >= 0;
}

int main(int argc, char **argv)
{
	int64_t seeds, first, passed = 0, failed = 0, events = 0, restarts = 0, crashes = 0, faults = 0;
	struct disk *disk = disk_open(0);
	struct store_sim *files;
	struct store *scratch;
	struct err err;

	if (!read_options(argc, argv, &seeds, &first)) {
		fprintf(stderr, "usage: sim_hall [--seeds N] [--first-seed S]\n");
		return 2;
	}
	signal(SIGABRT, say_last_words);
	if (store_sim_register(&files, scratch_name, disk, &err) != RC_OK ||
	    store_open(&scratch, &(struct store_options){ .path = "/scratch.db", .vfs = scratch_name, .migrate = true },
		       &err) != RC_OK)
		BUG("no scratch store: %s", err.text);
	const int64_t begun = host_monotonic_ns();
	for (int64_t seed = first; seed < first + seeds && failed < FAILURES_MAX; seed++) {
		static struct sim sim;
		world_run(&sim, (uint64_t)seed, scratch);
		if (sim.why[0] != '\0')
			printf("FAILED: sim_hall --first-seed %" PRId64 " --seeds 1: %s\n", seed, sim.why);
		failed += sim.why[0] != '\0';
		passed += sim.why[0] == '\0';
		events += sim.events;
		restarts += sim.restarts;
		crashes += sim.crashes;
		faults += sim.faults;
		world_close(&sim);
	}
	store_close(&scratch);
	store_sim_unregister(&files);
	disk_close(&disk);
	printf("%.1f s: %" PRId64 " events, %" PRId64 " restarts, %" PRId64 " of them after a crash, %" PRId64
	       " groups failed\n",
	       (double)(host_monotonic_ns() - begun) / (double)NS_PER_S, events, restarts, crashes, faults);
	printf("%" PRId64 " passed, %" PRId64 " failed\n", passed, failed);
	return failed > 0;
}
