/* 64 clients race for one queue over HTTP, and an auditor reads the log afterwards (Q2, Q7, S7).
 *
 * What other queueing systems get wrong under load is asked for by name: two counters that call one ticket,
 * numbers made of "the largest plus one", a call that announces a ticket it did not get, and an answer
 * that is lost after the commit.
 *
 *     race_queue --rounds N [--seed N] [--exe PROGRAM] */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bug.h"
#include "base/json.h"
#include "base/rng.h"
#include "bench/ask.h"
#include "bench/auditor.h"
#include "bench/child.h"
#include "bench/halls.h"
#include "host/clock.h"
#include "queue/hall.h"

enum {
	CLIENTS = 64,
	ROUNDS = 200,         /* unless said otherwise */
	BARE_SHARE = 20,      /* one bare race for so many mixed rounds */
	PAIRS = 8,            /* of clients that send one command with one key */
	CUTS = 8,             /* clients whose link breaks while they wait */
	VOLLEY_MS_MAX = 20000,
	KEY_SIZE = 48, BODY_SIZE = 160,
	ARENA_MAX = 256 << 20,
};

/* A hall for each test, so that each has its own log. */
enum { HALL_MIXED, HALL_CALL, HALL_NUMBER, HALL_KEYS, HALL_CUT, HALLS };

struct racer {
	struct client_link link; /* first: callbacks come with it */
	struct race *race;
	char key[KEY_SIZE];
	char body[BODY_SIZE];
	bool owes; /* an answer */
	int status;
	struct text answer; /* in the race's arena, until the next volley */
};

struct race {
	char dir[HALLS_FILE_SIZE], data[HALLS_FILE_SIZE + 8];
	const char *exe;
	int64_t rounds;
	struct child server;
	struct client client;
	struct racer racers[CLIENTS];
	uint32_t owed;
	struct ask ask;
	struct arena arena;
	struct rng rng;
	int64_t serial; /* of command keys */
	struct err err;
};

static struct race race = { .exe = "build/openhall", .rounds = ROUNDS };

#define assert_ok(call)                                                   \
	do {                                                              \
		if ((call) != RC_OK)                                      \
			fail_msg("%s: %s", #call, race.err.text);         \
	} while (0)

static void on_answer(struct client_link *link, int status, struct text body)
{
	struct racer *racer = (struct racer *)link;

	if (!racer->owes)
		return;
	racer->owes = false;
	racer->status = status;
	racer->answer = text_copy(&racer->race->arena, body);
	racer->race->owed--;
}

static void write_key(struct racer *racer)
{
	snprintf(racer->key, sizeof(racer->key), "race-%lld", (long long)++race.serial);
}

static void want_take(struct racer *racer)
{
	write_key(racer);
	snprintf(racer->body, sizeof(racer->body), "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}");
}

/* `more` follows the window in the arguments. */
static void want_at_window(struct racer *racer, const char *command, uint32_t window, const char *more)
{
	write_key(racer);
	snprintf(racer->body, sizeof(racer->body), "{\"command\":\"%s\",\"args\":{\"window\":\"w%u\"%s}}", command,
		 window, more);
}

static uint32_t any_window(void)
{
	return (uint32_t)rng_below(&race.rng, HALLS_WINDOWS) + 1;
}

/* Everybody sends at once; then all answers. */
static void volley(uint32_t hall, uint32_t n)
{
	int64_t until_ns = host_monotonic_ns() + (int64_t)VOLLEY_MS_MAX * 1000000;
	char id[HALLS_ID_SIZE];

	arena_reset(&race.arena);
	race.owed = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct racer *racer = &race.racers[i];

		if (racer->owes) /* from a test that has failed */
			client_cut(&racer->link);
		if (!racer->link.client)
			assert_ok(client_connect(&race.client, &racer->link, &race.err));
		racer->owes = true;
		racer->status = -1;
		race.owed++;
	}
	for (uint32_t i = 0; i < n; i++)
		client_command(&race.racers[i].link, halls_id(hall, id), text_of(race.racers[i].key),
			       text_of(race.racers[i].body));
	while (race.owed && host_monotonic_ns() < until_ns)
		client_turn(&race.client, 100);
	assert_int_equal(race.owed, 0);
}

/* Every answer is a yes or a no of the hall; `ret_n` counts the yes. */
static void check_statuses(uint32_t n, uint32_t *ret_n)
{
	*ret_n = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct racer *racer = &race.racers[i];

		if (racer->status != 200 && racer->status != 409 && racer->status != 422)
			fail_msg("%s got %d: %.*s", racer->body, racer->status, TEXT_ARG(racer->answer));
		*ret_n += racer->status == 200;
	}
}

static void claim_all(struct auditor *auditor, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (race.racers[i].status == 200)
			assert_ok(auditor_claim(auditor, race.racers[i].answer, &race.err));
}

/* The integer `name` in the result of an answer. */
static int64_t result_int(struct text answer, const char *name)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *parsed;

	arena_init(&arena, ARENA_MAX);
	assert_ok(json_parse(&arena, answer, &parsed, &race.err));
	return json_int(json_member(json_member(parsed, "result"), name));
}

/* Read the log to its end; the events since the last time. */
static int64_t read_log(struct auditor *auditor)
{
	int64_t before = auditor->seq;

	assert_ok(auditor_read(auditor, &race.ask, &race.err));
	return auditor->seq - before;
}

/* Fewer take tickets than the windows can serve, so that many calls want the one ticket that waits. */
static void want_anything(struct racer *racer)
{
	enum { TAKES_BELOW = 6 };
	static const struct {
		const char *command, *more;
		uint32_t below; /* of 100 */
	} wishes[] = {
		{ "ticket.call_next", "", 46 },
		{ "ticket.start", "", 62 },
		{ "ticket.finish", "", 86 },
		{ "ticket.no_show", "", 90 },
		{ "ticket.hold", ",\"kind\":\"put_back\",\"places\":2", 94 },
		{ "ticket.recall", "", 96 },
	};
	uint64_t wish = rng_below(&race.rng, 100);

	if (wish < TAKES_BELOW) {
		want_take(racer);
		return;
	}
	for (size_t i = 0; i < CC_COUNT(wishes); i++) {
		if (wish < wishes[i].below) {
			want_at_window(racer, wishes[i].command, any_window(), wishes[i].more);
			return;
		}
	}
	want_at_window(racer, "ticket.finish", any_window(), "");
}

/* Takes, calls and everything else from all clients at all windows, again and again. */
static void test_mixed_race_keeps_the_rules(void **state)
{
	struct auditor auditor;
	char id[HALLS_ID_SIZE];
	int64_t accepted = 0, written = 0;

	(void)state;
	auditor_init(&auditor, halls_id(HALL_MIXED, id));
	(void)read_log(&auditor);
	for (int64_t round = 0; round < race.rounds; round++) {
		uint32_t n;

		for (uint32_t i = 0; i < CLIENTS; i++)
			want_anything(&race.racers[i]);
		volley(HALL_MIXED, CLIENTS);
		check_statuses(CLIENTS, &n);
		accepted += n;
		written += read_log(&auditor);
		claim_all(&auditor, CLIENTS);
	}
	print_message("mixed: %lld rounds, %lld commands, %lld accepted, %lld events, %u tickets\n",
		      (long long)race.rounds, (long long)race.rounds * CLIENTS, (long long)accepted,
		      (long long)written, auditor.ticket_n);
	assert_int_equal(accepted, written);
	assert_true(auditor.ticket_n > race.rounds / 2);
	auditor_done(&auditor);
}

static void take_one(uint32_t hall, int64_t *ret_ticket)
{
	CC_CLEANUP(arena_done) struct arena arena;
	char id[HALLS_ID_SIZE], key[KEY_SIZE];

	arena_init(&arena, ARENA_MAX);
	snprintf(key, sizeof(key), "one-%lld", (long long)++race.serial);
	assert_ok(ask_command(&race.ask, halls_id(hall, id), text_of(key),
			      TEXT("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}"), &arena, &race.err));
	assert_int_equal(race.ask.status, 200);
	*ret_ticket = result_int(race.ask.body, "ticket");
}

/* One ticket waits and 64 clients call at 8 windows: one gets it, 63 hear that nobody waits (or that their
 * window has it already), and nobody announces a ticket that it did not get. */
static void test_two_counters_never_call_one_ticket(void **state)
{
	struct auditor auditor;
	char id[HALLS_ID_SIZE];

	(void)state;
	auditor_init(&auditor, halls_id(HALL_CALL, id));
	for (int64_t round = 0; round < race.rounds / BARE_SHARE + 1; round++) {
		int64_t ticket;
		uint32_t n, winner = 0;

		take_one(HALL_CALL, &ticket);
		for (uint32_t i = 0; i < CLIENTS; i++)
			want_at_window(&race.racers[i], "ticket.call_next", i % HALLS_WINDOWS + 1, "");
		volley(HALL_CALL, CLIENTS);
		check_statuses(CLIENTS, &n);
		assert_int_equal(n, 1);
		while (race.racers[winner].status != 200)
			winner++;
		assert_int_equal(result_int(race.racers[winner].answer, "ticket"), ticket);
		(void)read_log(&auditor);
		claim_all(&auditor, CLIENTS);
		want_at_window(&race.racers[0], "ticket.start", winner % HALLS_WINDOWS + 1, "");
		volley(HALL_CALL, 1);
		assert_int_equal(race.racers[0].status, 200);
		want_at_window(&race.racers[0], "ticket.finish", winner % HALLS_WINDOWS + 1, "");
		volley(HALL_CALL, 1);
		assert_int_equal(race.racers[0].status, 200);
	}
	auditor_done(&auditor);
}

/* 64 tickets at once: all numbers differ and follow each other, which "largest plus one" fails. Nobody serves
 * them, so it ends where the hall is full at the latest. */
static void test_numbers_are_given_once(void **state)
{
	const int64_t wanted = race.rounds / BARE_SHARE + 1, room = QUEUE_LIVE_MAX / CLIENTS;
	struct auditor auditor;
	char id[HALLS_ID_SIZE];

	(void)state;
	auditor_init(&auditor, halls_id(HALL_NUMBER, id));
	(void)read_log(&auditor);
	for (int64_t round = 0; round < (wanted < room ? wanted : room); round++) {
		uint32_t n;

		for (uint32_t i = 0; i < CLIENTS; i++)
			want_take(&race.racers[i]);
		volley(HALL_NUMBER, CLIENTS);
		check_statuses(CLIENTS, &n);
		assert_int_equal(n, CLIENTS);
		assert_int_equal(read_log(&auditor), CLIENTS);
		claim_all(&auditor, CLIENTS);
	}
	auditor_done(&auditor);
}

/* Two clients send the same command with the same key at the same time: one ticket, one answer, twice. */
static void test_one_key_is_one_command(void **state)
{
	struct auditor auditor;
	char id[HALLS_ID_SIZE];

	(void)state;
	auditor_init(&auditor, halls_id(HALL_KEYS, id));
	(void)read_log(&auditor);
	for (int64_t round = 0; round < race.rounds / BARE_SHARE + 1; round++) {
		uint32_t n;

		for (uint32_t i = 0; i < PAIRS; i++) {
			want_take(&race.racers[i]);
			memcpy(race.racers[i + PAIRS].key, race.racers[i].key, KEY_SIZE);
			memcpy(race.racers[i + PAIRS].body, race.racers[i].body, BODY_SIZE);
		}
		volley(HALL_KEYS, 2 * PAIRS);
		check_statuses(2 * PAIRS, &n);
		assert_int_equal(n, 2 * PAIRS);
		for (uint32_t i = 0; i < PAIRS; i++)
			assert_true(text_eq(race.racers[i].answer, race.racers[i + PAIRS].answer));
		assert_int_equal(read_log(&auditor), PAIRS);
		claim_all(&auditor, PAIRS);
	}
	auditor_done(&auditor);
}

/* Links break after the command was sent and before its answer was read. Who asks again with the same key
 * gets the ticket that was given, not another one. */
static void test_a_lost_answer_is_no_second_ticket(void **state)
{
	struct auditor auditor;
	char id[HALLS_ID_SIZE];

	(void)state;
	auditor_init(&auditor, halls_id(HALL_CUT, id));
	(void)read_log(&auditor);
	for (int64_t round = 0; round < race.rounds / BARE_SHARE + 1; round++) {
		uint32_t n;

		for (uint32_t i = 0; i < CUTS; i++) {
			struct racer *racer = &race.racers[i];

			want_take(racer);
			if (!racer->link.client)
				assert_ok(client_connect(&race.client, &racer->link, &race.err));
			client_command(&racer->link, halls_id(HALL_CUT, id), text_of(racer->key), text_of(racer->body));
		}
		/* Some are cut at once, some while the desk works, some after it has answered. */
		for (uint32_t i = 0; i < CUTS; i++) {
			int64_t until_ns = host_monotonic_ns() + (int64_t)rng_below(&race.rng, 400000);

			while (host_monotonic_ns() < until_ns)
				;
			client_cut(&race.racers[i].link);
		}
		volley(HALL_CUT, CUTS); /* the same keys again */
		check_statuses(CUTS, &n);
		assert_int_equal(n, CUTS);
		assert_int_equal(read_log(&auditor), CUTS);
		claim_all(&auditor, CUTS);
	}
	auditor_done(&auditor);
}

/* The server stops in good order and its data passes its own check. */
static void test_the_store_is_sound_afterwards(void **state)
{
	const char *const verify[] = { "verify", "--data", race.data, NULL };
	char log[HALLS_FILE_SIZE + 16];

	(void)state;
	ask_close(&race.ask);
	for (uint32_t i = 0; i < CLIENTS; i++)
		client_cut(&race.racers[i].link);
	assert_ok(child_stop(&race.server, &race.err));
	assert_ok(ask_open(&race.ask, race.server.port, &race.err));
	snprintf(log, sizeof(log), "%s/verify.log", race.dir);
	assert_int_equal(child_run(race.exe, verify, log), 0);
}

static int set_up(void **state)
{
	enum rc rc = halls_temp(NULL, race.dir, &race.err);

	(void)state;
	snprintf(race.data, sizeof(race.data), "%s/data", race.dir);
	arena_init(&race.arena, ARENA_MAX);
	for (uint32_t i = 0; i < CLIENTS; i++)
		race.racers[i] = (struct racer){ .link.on_answer = on_answer, .race = &race };
	if (rc == RC_OK)
		rc = halls_make(race.data, HALLS, &race.err);
	if (rc == RC_OK)
		rc = child_start(&race.server, race.exe, race.data, &race.err);
	if (rc == RC_OK)
		rc = client_open(&race.client, race.server.port, &race.err);
	if (rc == RC_OK)
		rc = ask_open(&race.ask, race.server.port, &race.err);
	if (rc != RC_OK)
		print_error("race: %s\n", race.err.text);
	return rc == RC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	ask_close(&race.ask);
	for (uint32_t i = 0; i < CLIENTS; i++)
		client_cut(&race.racers[i].link);
	client_close(&race.client);
	child_kill(&race.server);
	arena_done(&race.arena);
	halls_clean(race.dir);
	return 0;
}

/* One option with its value; false where it is none. */
static bool take_option(const char *name, const char *value, int64_t *ret_seed)
{
	if (!strcmp(name, "--exe")) {
		race.exe = value;
		return true;
	}
	if (!strcmp(name, "--rounds"))
		return text_int(text_of(value), &race.rounds) && race.rounds > 0;
	return !strcmp(name, "--seed") && text_int(text_of(value), ret_seed);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mixed_race_keeps_the_rules),
		cmocka_unit_test(test_two_counters_never_call_one_ticket),
		cmocka_unit_test(test_numbers_are_given_once),
		cmocka_unit_test(test_one_key_is_one_command),
		cmocka_unit_test(test_a_lost_answer_is_no_second_ticket),
		cmocka_unit_test(test_the_store_is_sound_afterwards),
	};
	int64_t seed = 1;

	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc || !take_option(argv[i], argv[i + 1], &seed)) {
			fprintf(stderr, "usage: race_queue [--rounds N] [--seed N] [--exe PROGRAM]\n");
			return 2;
		}
	}
	rng_seed(&race.rng, (uint64_t)seed);
	print_message("seed %lld, %lld rounds\n", (long long)seed, (long long)race.rounds);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
