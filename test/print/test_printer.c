/* The queue in front of a printer, on a printer without paper that has every trouble of a real one (Q1, Q19).
 *
 * What is held throughout: slips come out in order, none is lost, and none comes out twice unless the printer did not
 * confirm it, and then the second one says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cc.h"
#include "gateway/log.h"
#include "gateway/print/printer.h"
#include "host/clock.h"
#include "host/file.h"
#include "test/print/device.h"

enum {
	SETTLED_MAX = 512,
	STATES_MAX = 512,
	AWAIT_MS = 30000, /* also on a busy machine with sanitizers */
	NS_PER_MS = 1000000,
	QUESTION_BYTES = 9, /* before each slip */
	LONG_MS = 60000,
	STOPS_SOON_MS = 10000,
	MINUTE_MS = 60000,
	THIRTY = 30,
	START_MS = 1000000,
	KILLS = 5,
	KILLED_IDS = 120,
};

static const char again_line[] = "c1 |【重打】同号只办理一次\n";

struct test_clock {
	struct host_clock clock;
	atomic_int_fast64_t now_ms;
};

static struct {
	struct device *device;
	struct printer *printer;
	struct printer_options options;
	struct test_clock clock;
	char mark[HOST_PATH_MAX], dir[64];
	struct arena arena;
	pthread_mutex_t lock; /* for all below */
	int64_t ids[SETTLED_MAX];
	enum print_outcome outcomes[SETTLED_MAX];
	enum escpos_state states[STATES_MAX];
	int settled_n, states_n;
} bed = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t clock_now(const struct host_clock *clock)
{
	return ((const struct test_clock *)clock)->now_ms;
}

static void on_changed(void *context, const struct printer_status *status)
{
	(void)context;
	pthread_mutex_lock(&bed.lock);
	if (bed.states_n < STATES_MAX)
		bed.states[bed.states_n++] = status->state;
	pthread_mutex_unlock(&bed.lock);
}

static void on_settled(void *context, int64_t id, enum print_outcome outcome)
{
	(void)context;
	pthread_mutex_lock(&bed.lock);
	if (bed.settled_n < SETTLED_MAX) {
		bed.ids[bed.settled_n] = id;
		bed.outcomes[bed.settled_n++] = outcome;
	}
	pthread_mutex_unlock(&bed.lock);
}

static int setup(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	arena_init(&bed.arena, 64 << 20);
	snprintf(bed.dir, sizeof(bed.dir), "/tmp/openhall-print-XXXXXX");
	if (mkdtemp(bed.dir) == NULL)
		return -1;
	snprintf(bed.mark, sizeof(bed.mark), "%s/mark", bed.dir);
	bed.settled_n = bed.states_n = 0;
	bed.clock.clock.now_ms = clock_now;
	bed.clock.now_ms = START_MS;
	bed.device = device_open(32);
	printer_options_init(&bed.options);
	bed.options.clock = &bed.clock.clock;
	/* Long enough that a busy machine is no trouble of the printer. */
	bed.options.limits = (struct talk_limits){ 2000, 2000, 1000, 1500, 0, 0, 0 };
	bed.options.again_ms = 20;
	bed.options.again_ms_max = 80;
	bed.options.observer = (struct printer_observer){ on_changed, on_settled, NULL };
	char where[LISTEN_TEXT_SIZE];
	struct err err;
	snprintf(where, sizeof(where), "127.0.0.1:%d", device_port(bed.device));
	return printer_address(text_of(where), &bed.options, &err) == RC_OK ? 0 : -1;
}

static void start(void)
{
	struct err err;

	if (printer_open(&bed.printer, &bed.options, &err) != RC_OK)
		fail_msg("%s", err.text);
}

static int teardown(void **state)
{
	(void)state;
	printer_close(&bed.printer);
	device_close(&bed.device);
	unlink(bed.mark);
	rmdir(bed.dir);
	arena_done(&bed.arena);
	return 0;
}

static struct text slip_bytes(struct slip *slip)
{
	struct text bytes;
	struct err err;

	if (escpos_of_slip(slip, &bed.arena, &bytes, &err) != RC_OK)
		fail_msg("%s", err.text);
	return bytes;
}

/* Bytes of the slip with the number `id`. */
static struct text numbered(int64_t id)
{
	const struct slip_style style = { SLIP_58_MM, SLIP_CHINESE };
	const struct slip_ticket ticket = { .hall = { TEXT("东城营业厅"), { 0 } },
					    .service = { TEXT("个人业务"), { 0 } },
					    .number = text_printf(&bed.arena, "A%03d", (int)id),
					    .taken_ms = START_MS };
	struct slip slip;

	slip_of_ticket(&ticket, &style, &bed.arena, &slip);
	return slip_bytes(&slip);
}

static enum print_put put(int64_t id)
{
	const struct slip_style style = { SLIP_58_MM, SLIP_CHINESE };
	struct slip again;

	slip_of_again(&style, &bed.arena, &again);
	const struct print_job job = { id, bed.clock.now_ms, numbered(id), slip_bytes(&again) };
	return printer_put(bed.printer, &job);
}

static void put_all(int64_t first, int64_t last)
{
	for (int64_t id = first; id <= last; id++)
		assert_int_equal(put(id), PRINT_TAKEN);
}

static int64_t ms_now(void)
{
	return host_monotonic_ns() / NS_PER_MS;
}

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = NS_PER_MS }, NULL);
}

static void await_settled(int n)
{
	const int64_t until = ms_now() + AWAIT_MS;

	for (;;) {
		pthread_mutex_lock(&bed.lock);
		const int have = bed.settled_n;
		pthread_mutex_unlock(&bed.lock);
		if (have >= n)
			return;
		if (ms_now() > until)
			fail_msg("%d slips of %d settled; the printer says: %s", have, n, device_error(bed.device));
		nap();
	}
}

static void await_state(enum escpos_state state)
{
	const int64_t until = ms_now() + AWAIT_MS;
	struct printer_status status;

	for (;;) {
		printer_status(bed.printer, &status);
		if (status.state == state)
			return;
		if (ms_now() > until)
			fail_msg("%s instead of %s", escpos_state_names[status.state], escpos_state_names[state]);
		nap();
	}
}

static void assert_outcome(int n, int64_t id, enum print_outcome outcome)
{
	assert_int_equal(bed.ids[n], id);
	assert_int_equal(bed.outcomes[n], outcome);
}

/* The slip that came out as the `n`th one is that of `id`, and says that it is a repetition or does not. */
static void assert_slip(int n, int64_t id, bool repeated)
{
	char number[32];
	const char *slip = device_slip(bed.device, n);

	snprintf(number, sizeof(number), "|A%03d\n", (int)id);
	if (strstr(slip, number) == NULL || (strstr(slip, again_line) != NULL) != repeated)
		fail_msg("slip %d is not that of %d%s:\n%s", n, (int)id, repeated ? ", repeated" : "", slip);
}

/* These and no others came out, each once and unmarked. */
static void assert_printed(int64_t first, int64_t last)
{
	assert_string_equal(device_error(bed.device), "");
	assert_int_equal(device_count(bed.device), last - first + 1);
	for (int64_t id = first; id <= last; id++)
		assert_slip((int)(id - first), id, false);
}

/* Q1: thirty customers at once get their slips in order, each confirmed. */
static void test_thirty_in_order(void **state)
{
	struct printer_status status;

	(void)state;
	start();
	await_state(ESCPOS_READY);
	const int64_t begun = ms_now();
	put_all(1, THIRTY);
	await_settled(THIRTY);
	print_message("thirty slips in %lld ms\n", (long long)(ms_now() - begun));
	assert_printed(1, THIRTY);
	for (int i = 0; i < THIRTY; i++)
		assert_outcome(i, i + 1, PRINT_DONE);
	printer_status(bed.printer, &status);
	assert_int_equal(status.waiting, 0);
	assert_int_equal(status.printed, THIRTY);
	assert_int_equal(status.repeated, 0);
	assert_int_equal(status.seen_ms, START_MS);
}

static const struct {
	enum device_mood mood;
	enum escpos_state state;
} troubles[] = {
	{ DEVICE_PAPER_OUT, ESCPOS_PAPER_OUT },
	{ DEVICE_COVER_OPEN, ESCPOS_COVER_OPEN },
	{ DEVICE_JAMMED, ESCPOS_FAULT },
};

/* Q19: what is wrong is told, and nothing is sent until it is mended; then all comes out. */
static void test_trouble_before(void **state)
{
	(void)state;
	start();
	for (size_t i = 0; i < CC_COUNT(troubles); i++) {
		device_set(bed.device, troubles[i].mood);
		put_all((int64_t)i * 2 + 1, (int64_t)i * 2 + 2);
		await_state(troubles[i].state);
		assert_int_equal(device_count(bed.device), i * 2);
		device_set(bed.device, DEVICE_FINE);
		await_settled((int)i * 2 + 2);
	}
	assert_printed(1, CC_COUNT(troubles) * 2);
}

/* Q1: a slip that stops in the middle for want of paper comes out of the printer's memory, and is not sent again,
 * however long that takes. */
static void test_trouble_in_mid_slip(void **state)
{
	struct printer_status status;

	(void)state;
	bed.options.limits.answer_ms = 500;
	bed.options.limits.confirm_ms = 800;
	start();
	for (size_t i = 0; i < CC_COUNT(troubles); i++) {
		const int questions = device_questions(bed.device);

		device_set_after(bed.device, troubles[i].mood, numbered((int64_t)i + 1).len / 2);
		put_all((int64_t)i + 1, (int64_t)i + 1);
		await_state(troubles[i].state);
		/* Longer than a slip that is not confirmed may take otherwise. */
		const int64_t until = ms_now() + bed.options.limits.confirm_ms * 5 / 4;
		while (ms_now() < until || device_questions(bed.device) < questions + 3 * ESCPOS_QUESTIONS)
			nap();
		assert_int_equal(device_count(bed.device), i);
		device_set(bed.device, DEVICE_FINE);
		await_settled((int)i + 1);
		assert_outcome((int)i, (int64_t)i + 1, PRINT_DONE);
	}
	assert_printed(1, CC_COUNT(troubles));
	printer_status(bed.printer, &status);
	assert_int_equal(status.repeated, 0);
}

/* Q19: a printer that takes the connection and says nothing is told as such, and its slips wait. */
static void test_hung(void **state)
{
	(void)state;
	bed.options.limits.answer_ms = 500;
	device_set(bed.device, DEVICE_HUNG);
	start();
	put_all(1, 3);
	await_state(ESCPOS_SILENT);
	assert_int_equal(device_count(bed.device), 0);
	device_set(bed.device, DEVICE_FINE);
	await_settled(3);
	assert_printed(1, 3);
}

/* Q19: what floods the connection with bytes that mean nothing is no printer, and holds up nothing. */
static void test_babbling(void **state)
{
	(void)state;
	bed.options.limits.answer_ms = LONG_MS;
	device_set(bed.device, DEVICE_BABBLING);
	start();
	put_all(1, 1);
	await_state(ESCPOS_SILENT);
	device_set(bed.device, DEVICE_FINE);
	await_settled(1);
	assert_printed(1, 1);
}

/* Q1: a connection that breaks in mid slip: the slip comes again, whole, cut off from the piece before, and says so
 * where any of it had been taken. */
static void test_broken_in_mid_slip(void **state)
{
	const int len = (int)numbered(1).len;
	const int places[] = { 1, 30, len / 2, len - 1, len, len + 2 };

	(void)state;
	start();
	await_state(ESCPOS_READY);
	for (int i = 0; i < (int)CC_COUNT(places); i++) {
		const int before = device_count(bed.device);

		device_drop_after(bed.device, (size_t)(QUESTION_BYTES + places[i]));
		put_all(i + 1, i + 1);
		await_settled(i + 1);
		const int after = device_count(bed.device);
		/* The piece, ended by the cut before the repetition, or the whole slip and that cut; then the slip. */
		assert_int_equal(after, before + (places[i] < len ? 2 : 3));
		if (places[i] >= len)
			assert_slip(before, i + 1, false);
		assert_slip(after - 1, i + 1, true);
		assert_outcome(i, i + 1, PRINT_DONE);
	}
	assert_string_equal(device_error(bed.device), "");
}

/* Q1: a printer that was away for a while: nothing lost, nothing twice, and all that waited in one connection. */
static void test_away_and_back(void **state)
{
	(void)state;
	device_off(bed.device);
	start();
	put_all(1, 5);
	await_state(ESCPOS_UNREACHABLE);
	device_on(bed.device);
	await_settled(5);
	assert_printed(1, 5);
	assert_int_equal(device_connections(bed.device), 1);
}

/* Q1: one that goes away again and again in the midst of a crowd: all slips come out, in order; what comes twice
 * says so, and was not confirmed before. */
static void test_away_in_a_crowd(void **state)
{
	int64_t last = 0;

	(void)state;
	start();
	for (int round = 0; round < 5; round++) {
		put_all(round * 10 + 1, round * 10 + 10);
		await_settled(round * 10 + 1 + round * 2);
		device_off(bed.device);
		nap();
		device_on(bed.device);
	}
	await_settled(50);
	assert_string_equal(device_error(bed.device), "");
	for (int i = 0; i < device_count(bed.device); i++) {
		const char *slip = device_slip(bed.device, i), *at = strstr(slip, "|A");
		const int64_t id = at == NULL ? 0 : atoll(at + 2);

		if (at == NULL) /* a piece without its number */
			continue;
		assert_true(id == last + 1 || (id == last && strstr(slip, again_line) != NULL));
		last = id;
	}
	assert_int_equal(last, 50);
	for (int i = 0; i < 50; i++)
		assert_outcome(i, i + 1, PRINT_DONE);
}

/* Q1: slips that were of use to nobody any more are dropped and reported; later ones are printed. */
static void test_stale(void **state)
{
	struct printer_status status;

	(void)state;
	device_off(bed.device);
	start();
	put_all(1, 2);
	await_state(ESCPOS_UNREACHABLE);
	bed.clock.now_ms += 9 * MINUTE_MS;
	put_all(3, 3);
	bed.clock.now_ms += 2 * MINUTE_MS;
	await_settled(2);
	assert_outcome(0, 1, PRINT_STALE);
	assert_outcome(1, 2, PRINT_STALE);
	device_on(bed.device);
	await_settled(3);
	assert_printed(3, 3);
	printer_status(bed.printer, &status);
	assert_int_equal(status.stale, 2);
	assert_int_equal(status.printed, 1);
}

/* Q1: after a restart what is settled is known, what was begun is printed as a repetition, what is old is dropped. */
static void test_restart(void **state)
{
	struct text text;
	struct err err;

	(void)state;
	bed.options.mark_path = bed.mark;
	start();
	put_all(1, 3);
	await_settled(3);
	printer_close(&bed.printer);
	assert_int_equal(host_file_read(bed.mark, 4096, &bed.arena, &text, &err), RC_OK);
	assert_true(text_eq(text, TEXT("settled 3\nbegun 0\n")));
	/* As a crash leaves it in the midst of 4. */
	assert_int_equal(host_file_write(bed.mark, TEXT("settled 3\nbegun 4\n"), &err), RC_OK);
	start();
	assert_int_equal(printer_settled(bed.printer), 3);
	for (int64_t id = 1; id <= 3; id++)
		assert_int_equal(put(id), PRINT_KNOWN);
	put_all(4, 5);
	assert_int_equal(put(5), PRINT_KNOWN);
	await_settled(5);
	assert_int_equal(device_count(bed.device), 6); /* 1 to 3, the cut before 4, 4, 5 */
	assert_string_equal(device_slip(bed.device, 3), "cut\n");
	assert_slip(4, 4, true);
	assert_slip(5, 5, false);
	assert_int_equal(printer_settled(bed.printer), 5);
	printer_close(&bed.printer);
	start();
	bed.clock.now_ms += 11 * MINUTE_MS;
	const struct print_job old = { 6, START_MS, numbered(6), { 0 } };
	assert_int_equal(printer_put(bed.printer, &old), PRINT_TAKEN);
	await_settled(6);
	assert_outcome(5, 6, PRINT_STALE);
	assert_int_equal(device_count(bed.device), 6);
	assert_int_equal(printer_settled(bed.printer), 6);
}

/* A process that prints until it is killed. It is made before this one has threads. */
static struct victim {
	pid_t pid;
	int go; /* its port is written here */
} victims[KILLS];

/* In the child. Never returns. */
static void print_until_killed(int go)
{
	if (read(go, &bed.options.address, sizeof(bed.options.address)) != sizeof(bed.options.address))
		_exit(1);
	start();
	for (int64_t id = 1; id <= KILLED_IDS; id++)
		put(id);
	for (;;)
		pause();
}

static void make_victim(struct victim *victim)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	victim->pid = fork();
	assert_true(victim->pid >= 0);
	if (victim->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[1]);
		print_until_killed(ends[0]);
	}
	close(ends[0]);
	victim->go = ends[1];
}

static int setup_killed(void **state)
{
	if (setup(state) != 0)
		return -1;
	device_close(&bed.device);
	bed.options.mark_path = bed.mark;
	for (int i = 0; i < KILLS; i++)
		make_victim(&victims[i]);
	bed.device = device_open(32);
	struct sockaddr_in *at = (struct sockaddr_in *)&bed.options.address.at;
	at->sin_port = htons((uint16_t)device_port(bed.device));
	return 0;
}

/* Q1: a server that is killed again and again in the midst of a crowd: every slip comes out, in order, and one that
 * comes twice says so. */
static void test_killed(void **state)
{
	const int64_t until = ms_now() + AWAIT_MS;
	int64_t last = 0;
	int at_first = 0;

	(void)state;
	for (int i = 0; i < KILLS; i++) {
		assert_int_equal(write(victims[i].go, &bed.options.address, sizeof(bed.options.address)),
				 sizeof(bed.options.address));
		while (device_count(bed.device) < (i + 1) * KILLED_IDS / (KILLS + 1) && ms_now() < until)
			nap();
		kill(victims[i].pid, SIGKILL);
		waitpid(victims[i].pid, NULL, 0);
		close(victims[i].go);
	}
	start();
	const int64_t settled = printer_settled(bed.printer);
	for (int64_t id = 1; id <= KILLED_IDS; id++)
		assert_int_equal(put(id), id <= settled ? PRINT_KNOWN : PRINT_TAKEN);
	await_settled((int)(KILLED_IDS - settled));
	for (int i = 0; i < device_count(bed.device); i++) {
		const char *slip = device_slip(bed.device, i), *at = strstr(slip, "|A");
		const bool repeated = strstr(slip, again_line) != NULL;
		const int64_t id = at == NULL ? 0 : atoll(at + 2);

		if (at == NULL)
			continue;
		if (id != last + 1 && !(id == last && repeated))
			fail_msg("slip %d after %d:\n%s", (int)id, (int)last, slip);
		at_first += id == last + 1;
		last = id;
	}
	assert_int_equal(at_first, KILLED_IDS);
	assert_string_equal(device_error(bed.device), "");
}

/* Q1: what only waits is not marked as begun, what is in the printer is; a mark that is none is told. */
static void test_marks_at_stop(void **state)
{
	struct text text;
	struct err err;

	(void)state;
	bed.options.mark_path = bed.mark;
	bed.options.stop_ms = 100;
	device_set(bed.device, DEVICE_PAPER_OUT);
	start();
	put_all(1, 3);
	await_state(ESCPOS_PAPER_OUT);
	printer_close(&bed.printer);
	assert_false(host_file_exists(bed.mark));
	device_set(bed.device, DEVICE_FINE);
	start();
	put_all(1, 3);
	await_settled(3);
	assert_printed(1, 3);
	device_set_after(bed.device, DEVICE_PAPER_OUT, 50);
	put_all(4, 4);
	await_state(ESCPOS_PAPER_OUT);
	printer_close(&bed.printer);
	assert_int_equal(host_file_read(bed.mark, 4096, &bed.arena, &text, &err), RC_OK);
	assert_true(text_eq(text, TEXT("settled 3\nbegun 4\n")));
	device_set(bed.device, DEVICE_FINE);
	start();
	put_all(4, 4);
	await_settled(4);
	assert_slip(3, 4, false); /* out of the printer's memory */
	assert_slip(device_count(bed.device) - 1, 4, true);
	printer_close(&bed.printer);
	assert_int_equal(host_file_write(bed.mark, TEXT("settled"), &err), RC_OK);
	assert_int_equal(printer_open(&bed.printer, &bed.options, &err), RC_INVALID);
	assert_non_null(strstr(err.text, bed.mark));
	assert_null(bed.printer);
	assert_int_equal(host_file_read(bed.mark, 4096, &bed.arena, &text, &err), RC_OK);
}

static void await_questions(int n)
{
	const int before = device_questions(bed.device);

	while (device_questions(bed.device) < before + n * ESCPOS_QUESTIONS)
		nap();
}

/* Q1: a printer that never confirms is believed when it is ready; one that does is not, even if its first
 * confirmations were lost. */
static void test_without_confirmation(void **state)
{
	(void)state;
	bed.options.limits.answer_ms = 500;
	bed.options.limits.confirm_ms = 800;
	bed.options.beat_ms = 50;
	device_mute_after(bed.device, 0);
	start();
	put_all(1, 3);
	await_settled(3);
	for (int i = 0; i < 3; i++)
		assert_outcome(i, i + 1, PRINT_BELIEVED);
	assert_printed(1, 3);
	device_mute_after(bed.device, -1);
	await_questions(3); /* and with them, as it is idle, whether it confirms */
	put_all(4, 4);
	await_settled(4);
	assert_outcome(3, 4, PRINT_DONE);
	device_mute_after(bed.device, 0);
	put_all(5, 5);
	await_questions(4); /* asked again: so the confirmation is lost */
	device_mute_after(bed.device, -1);
	await_settled(5);
	assert_outcome(4, 5, PRINT_DONE);
	assert_slip(4, 5, false);
	assert_slip(device_count(bed.device) - 1, 5, true);
	assert_string_equal(device_error(bed.device), "");
}

/* Q1: the queue is bounded, and says when it is full; what it took comes out. */
static void test_full(void **state)
{
	(void)state;
	device_off(bed.device);
	start();
	put_all(1, PRINTER_WAITING_MAX);
	assert_int_equal(put(PRINTER_WAITING_MAX + 1), PRINT_FULL);
	device_on(bed.device);
	await_settled(PRINTER_WAITING_MAX);
	put_all(PRINTER_WAITING_MAX + 1, PRINTER_WAITING_MAX + 1);
	await_settled(PRINTER_WAITING_MAX + 1);
	assert_printed(1, PRINTER_WAITING_MAX + 1);
}

/* Q1: stopping ends soon, whatever the printer does, and leaves no slip half done that could end by itself. */
static void test_stop(void **state)
{
	static const enum device_mood moods[] = { DEVICE_FINE, DEVICE_HUNG, DEVICE_PAPER_OUT };

	(void)state;
	bed.options.limits = (struct talk_limits){ LONG_MS, LONG_MS, LONG_MS, LONG_MS, LONG_MS, LONG_MS, LONG_MS };
	bed.options.again_ms = bed.options.again_ms_max = LONG_MS;
	bed.options.stop_ms = 100;
	for (size_t i = 0; i < CC_COUNT(moods); i++) {
		device_set(bed.device, moods[i]);
		start();
		put((int64_t)i + 1);
		nap();
		const int64_t begun = ms_now();
		printer_close(&bed.printer);
		assert_in_range(ms_now() - begun, 0, STOPS_SOON_MS);
	}
	/* In mid slip. */
	device_set(bed.device, DEVICE_FINE);
	start();
	await_state(ESCPOS_READY);
	device_set_after(bed.device, DEVICE_PAPER_OUT, 50);
	const int questions = device_questions(bed.device);
	put(10);
	while (device_questions(bed.device) < questions + ESCPOS_QUESTIONS)
		nap();
	const int64_t begun = ms_now();
	printer_close(&bed.printer);
	assert_in_range(ms_now() - begun, 0, STOPS_SOON_MS);
}

/* Q19: a printer that has nothing to print is looked at all the same. */
static void test_heartbeat(void **state)
{
	struct printer_status status;

	(void)state;
	bed.options.beat_ms = 20;
	start();
	await_state(ESCPOS_READY);
	device_set(bed.device, DEVICE_PAPER_LOW);
	await_state(ESCPOS_PAPER_LOW);
	put_all(1, 1);
	await_settled(1);
	device_off(bed.device);
	await_state(ESCPOS_UNREACHABLE);
	bed.clock.now_ms += MINUTE_MS;
	nap();
	printer_status(bed.printer, &status);
	assert_int_equal(status.seen_ms, START_MS);
	device_set(bed.device, DEVICE_FINE);
	device_on(bed.device);
	await_state(ESCPOS_READY);
	printer_status(bed.printer, &status);
	assert_int_equal(status.seen_ms, START_MS + MINUTE_MS);
	printer_close(&bed.printer);
	/* Each change was told once. */
	static const enum escpos_state told[] = { ESCPOS_READY, ESCPOS_PAPER_LOW, ESCPOS_UNREACHABLE, ESCPOS_READY };
	assert_int_equal(bed.states_n, CC_COUNT(told));
	for (size_t i = 0; i < CC_COUNT(told); i++)
		assert_int_equal(bed.states[i], told[i]);
	assert_printed(1, 1);
}

/* Q19: addresses as people write them. */
static void test_addresses(void **state)
{
	static const struct {
		const char *text, *address; /* NULL for none */
	} rows[] = {
		{ "192.168.1.50", "192.168.1.50:9100" },
		{ "192.168.1.50:9101", "192.168.1.50:9101" },
		{ "[fe80::1]", "[fe80::1]:9100" },
		{ "[fe80::1]:1", "[fe80::1]:1" },
		{ "localhost", "127.0.0.1:9100" },
		{ "", NULL },
		{ "192.168.1.50:0", NULL },
		{ "192.168.1.50:70000", NULL },
		{ "192.168.1", NULL },
		{ "fe80::1", NULL },
	};
	struct printer_options options;
	char text[LISTEN_TEXT_SIZE];
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const enum rc rc = printer_address(text_of(rows[i].text), &options, &err);

		assert_int_equal(rc, rows[i].address == NULL ? RC_INVALID : RC_OK);
		if (rc != RC_OK)
			continue;
		listen_text(&options.address, text);
		assert_string_equal(text, rows[i].address);
	}
}

#define PRINT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PRINT_TEST(test_thirty_in_order),
		PRINT_TEST(test_trouble_before),
		PRINT_TEST(test_trouble_in_mid_slip),
		PRINT_TEST(test_hung),
		PRINT_TEST(test_babbling),
		PRINT_TEST(test_broken_in_mid_slip),
		PRINT_TEST(test_away_and_back),
		PRINT_TEST(test_away_in_a_crowd),
		PRINT_TEST(test_stale),
		PRINT_TEST(test_restart),
		cmocka_unit_test_setup_teardown(test_killed, setup_killed, teardown),
		PRINT_TEST(test_marks_at_stop),
		PRINT_TEST(test_without_confirmation),
		PRINT_TEST(test_full),
		PRINT_TEST(test_stop),
		PRINT_TEST(test_heartbeat),
		PRINT_TEST(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
