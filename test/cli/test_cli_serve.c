/* `openhall serve`: where it listens and where it refuses to, one server for one directory, and how it ends; and
 * what the other commands do meanwhile (S6, S7). */
#include "cli_run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/cc.h"
#include "bench/ask.h"

enum { ARENA_BYTES = 16 << 20, TICKETS = 20 };

#define TAKE "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}"

/* A server and what is asked of it. */
struct serving {
	struct running running;
	uint16_t port;
	struct ask ask;
	struct arena arena;
};

/* Wait until it says where it serves, and connect. */
static void connect_to(struct serving *serving)
{
	const char *out = run_await(&serving->running, "/\n");
	const char *at = strstr(out, "http://127.0.0.1:");
	struct err err;

	assert_non_null(at);
	serving->port = (uint16_t)strtol(at + strlen("http://127.0.0.1:"), NULL, 10);
	assert_int_not_equal(0, serving->port);
	arena_init(&serving->arena, ARENA_BYTES);
	assert_int_equal(RC_OK, ask_open(&serving->ask, serving->port, &err));
}

static void serve(struct serving *serving, const char *data)
{
	RUN_START(&serving->running, "serve", "--data", data, "--listen=127.0.0.1:0", "--loops=1");
	connect_to(serving);
}

static struct run stop(struct serving *serving, int signal)
{
	ask_close(&serving->ask);
	arena_done(&serving->arena);
	return run_end(&serving->running, signal);
}

/* The answer to a GET that must be 200. */
static const char *get(struct serving *serving, const char *path)
{
	struct err err;

	if (ask_get(&serving->ask, path, &serving->arena, &err) != RC_OK)
		fail_msg("%s: %s", path, err.text);
	assert_int_equal(200, serving->ask.status);
	return text_cstr(&serving->arena, serving->ask.body);
}

/* Take a ticket at h1, and hear its number. */
static void take(struct serving *serving, int number)
{
	struct err err;

	assert_int_equal(RC_OK, ask_command(&serving->ask, TEXT("h1"), text_of(say("key-%d", number)), TEXT(TAKE),
					    &serving->arena, &err));
	assert_int_equal(200, serving->ask.status);
	assert_has(text_cstr(&serving->arena, serving->ask.body), say("\"number\":\"A%03d\"", number));
}

/* S7: told to end, it ends well: status 0, a word in its log, and the directory is free for the next one. */
static void test_serves_and_stops(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT };
	struct stat status;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(signals); i++) {
		struct serving serving;

		serve(&serving, "new/deep");
		assert_has(get(&serving, "/readyz"), "");
		assert_string_equal("{\"halls\":[]}", get(&serving, "/v1/halls"));
		const uint16_t port = serving.port;
		const struct run run = stop(&serving, signals[i]);
		const char *version = RUN("version").out + strlen("openhall ");
		assert_int_equal(0, run.status);
		assert_string_equal(
			say("OpenHall %.*s: http://127.0.0.1:%u/\n", (int)strlen(version) - 1, version, port), run.out);
		assert_has(run.err, "started");
		assert_has(run.err, "stopping");
	}
	assert_int_equal(0, stat(file_path("new/deep"), &status));
	assert_int_equal(S_IRWXU, status.st_mode & 0777);
	assert_said(RUN("verify", "--data=new/deep"), "0 halls, 0 events: all is well\n");
}

/* S6: an address that other machines can reach is refused unless that was wanted; and what is none, with an example. */
static void test_addresses(void **state)
{
	static const struct {
		const char *address, *says;
	} rows[] = {
		{ "0.0.0.0:0", "0.0.0.0:0 can be reached from other machines, and there is no sign-in;" },
		{ "[::]:0", "[::]:0 can be reached from other machines, and there is no sign-in;" },
		{ "192.0.2.1:80", "192.0.2.1:80 can be reached from other machines" },
		{ "127.0.0.1", "write an address and a port from 0 to 65535, such as 127.0.0.1:8080" },
		{ "127.0.0.1:", "write an address and a port from 0 to 65535, such as 127.0.0.1:8080" },
		{ "127.0.0.1:65536", "write an address and a port from 0 to 65535, such as 127.0.0.1:8080" },
		{ "127.0.0.1:-1", "write an address and a port from 0 to 65535, such as 127.0.0.1:8080" },
		{ "127.0.0.1:http", "write an address and a port from 0 to 65535, such as 127.0.0.1:8080" },
		{ "8080", "write an address and a port from 0 to 65535, such as 127.0.0.1:8080" },
		{ "hall.example:80", "`hall.example` is no IP address; write one such as 127.0.0.1 or [::1]" },
		{ "::1:80", "is no IP address; write one such as 127.0.0.1 or [::1]" },
		{ ":80", "is no IP address; write one such as 127.0.0.1 or [::1]" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct run run = RUN("serve", "--data=d", "--listen", rows[i].address);

		assert_int_equal(1, run.status);
		assert_string_equal("", run.out);
		assert_has(run.err, rows[i].says);
	}
	/* Where nobody has that address it fails another way: it was let through. */
	const struct run insecure = RUN("serve", "--data=d", "--insecure", "--listen=192.0.2.1:80");
	assert_int_equal(1, insecure.status);
	assert_has(insecure.err, "cannot listen at 192.0.2.1:80");
	/* None of them made data, nor anything in a directory that was there. */
	assert_failed(RUN("serve", "--data=tmp", "--listen=0.0.0.0:0"), 1, "can be reached");
	assert_string_equal("tmp ", files_in("."));
	assert_string_equal("", files_in("tmp"));
}

/* S7: a second server is kept off a directory in use and told by whom; the first one does not notice. */
static void test_locked_directory(void **state)
{
	static const char *const writers[][7] = {
		{ "serve", "--data=d", "--listen=127.0.0.1:0" },
		{ "demo", "init", "--data=d" },
		{ "hall", "apply", "h1", "h.json", "--data=d" },
		{ "migrate", "--data=d" },
		{ "restore", "b.db", "--data=d" },
		{ "replay", "log.csv", "--data=d" },
	};
	struct serving serving;

	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	assert_said(RUN("backup", "b.db", "--data=d"), "b.db holds");
	file_put("h.json", "{\"name\":\"x\",\"services\":[]}");
	file_put("log.csv",
		 "id,branch_id,date,wait_start,wait_end,service_end\n1,b,2020-04-01,09:00:00,09:01:00,09:02:00\n");
	serve(&serving, "d");
	const char *before = data_print("d");
	for (size_t i = 0; i < CC_COUNT(writers); i++)
		assert_failed(run_all(writers[i]), 1,
			      say("d is in use by process %d; stop it first\n", (int)serving.running.pid));
	/* Configuring a hall has another way, which is named. */
	assert_ran(run_all(writers[2]), 1, "",
		   say("openhall: d is in use by process %d; stop it first\n"
		       "A new hall needs the server stopped. To change a hall that is there, stop the server, or send "
		       "it the command hall.configure.\n",
		       (int)serving.running.pid));
	assert_string_equal(before, data_print("d"));
	take(&serving, 1);
	assert_int_equal(0, stop(&serving, SIGTERM).status);
	assert_said(RUN("migrate", "--data=d"), "schema");
}

/* S7, Q10: looking, checking, backing up and the register go on beside a server. */
static void test_beside_a_server(void **state)
{
	struct serving serving;

	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	file_put("vips.csv", "card,class\n1,ordinary\n");
	serve(&serving, "d");
	for (int i = 1; i <= TICKETS; i++)
		take(&serving, i);
	assert_said(RUN("hall", "list", "--data=d"), "h1\t");
	assert_said(RUN("hall", "show", "h1", "--data=d"), say("\"taken\":%d,", TICKETS));
	assert_said(RUN("verify", "--data=d"), "all is well");
	assert_said(RUN("doctor", "--data=d"), "ok    data ");
	assert_said(RUN("customer", "import", "vips.csv", "--data=d"), "1 customer");
	assert_said(RUN("backup", "b.db", "--data=d"), "b.db holds all of d;");
	take(&serving, TICKETS + 1);
	/* Of the one moment: all that was answered before, nothing of later. */
	assert_said(RUN("restore", "b.db", "--data=new"), "b.db is in new;");
	assert_said(RUN("verify", "--data=new"), "all is well");
	assert_string_equal(say("%d\n", TICKETS), file_query("new/openhall.db", "SELECT count(*) FROM tickets"));
	assert_said(RUN("customer", "count", "--data=new"), "1 customer\n");
	/* The live store itself is no backup, and no place for one. */
	assert_failed(RUN("restore", "d/openhall.db", "--data=other"), 1, "this is no backup, or it is in use");
	assert_failed(RUN("backup", "d/openhall.db", "--data=d"), 1, "d/openhall.db is the store itself;");
	take(&serving, TICKETS + 2);
	assert_int_equal(0, stop(&serving, SIGTERM).status);
	assert_said(RUN("hall", "show", "h1", "--data=d"), say("\"taken\":%d,", TICKETS + 2));
}

/* Q2, S7: numbering goes on where it was, after an orderly end and after none; what was answered is there. */
static void test_restarts(void **state)
{
	static const int signals[] = { SIGTERM, SIGKILL, SIGKILL, SIGINT };
	int number = 1;

	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	for (size_t i = 0; i < CC_COUNT(signals); i++) {
		struct serving serving;

		serve(&serving, "d");
		if (number > 1)
			/* A command that was answered before is answered again, and not done again. */
			take(&serving, number - 1);
		for (int n = 0; n < TICKETS; n++)
			take(&serving, number++);
		assert_int_equal(signals[i] == SIGKILL ? -1 : 0, stop(&serving, signals[i]).status);
		assert_said(RUN("verify", "--data=d"), "all is well");
		assert_said(RUN("hall", "show", "h1", "--data=d"), say("\"taken\":%d,", number - 1));
	}
}

/* S6, S7: a port that another one has: the message names it, nobody is disturbed, and the directory is free again. */
static void test_busy_port(void **state)
{
	struct serving serving;

	(void)state;
	serve(&serving, "d");
	const char *address = say("127.0.0.1:%u", serving.port);
	const struct run second = RUN("serve", "--data=e", "--listen", address);
	assert_int_equal(1, second.status);
	assert_string_equal("", second.out);
	assert_has(second.err,
		   say("openhall: another program listens at %s; stop it, or choose another port with --listen\n",
		       address));
	assert_false(file_there("e"));
	assert_string_equal("{\"halls\":[]}", get(&serving, "/v1/halls"));
	assert_said(RUN("demo", "init", "--data=e"), "1 hall is");
	assert_int_equal(0, stop(&serving, SIGTERM).status);
	/* And a port that was just given up can be had at once. */
	RUN_START(&serving.running, "serve", "--data=e", "--listen", address);
	connect_to(&serving);
	assert_has(get(&serving, "/v1/halls"), "\"id\":\"h1\"");
	assert_int_equal(0, stop(&serving, SIGTERM).status);
}

/* S9: the file says how, and the command line says otherwise. */
static void test_options_over_the_file(void **state)
{
	struct serving serving;

	(void)state;
	file_put("c.ini", "[server]\ndata = from-file\nlisten = 0.0.0.0:1\nlog_level = error\nloops = 1\n");
	assert_failed(RUN("serve", "--config=c.ini"), 1, "0.0.0.0:1 can be reached");
	assert_false(file_there("from-file"));
	RUN_START(&serving.running, "serve", "--config=c.ini", "--listen=localhost:0", "--data=from-line");
	connect_to(&serving);
	assert_string_equal("{\"halls\":[]}", get(&serving, "/v1/halls"));
	const struct run run = stop(&serving, SIGTERM);
	assert_int_equal(0, run.status);
	/* Its log says only errors, and there were none. */
	assert_string_equal("", run.err);
	assert_true(file_there("from-line/openhall.db"));
}

/* S6: screens that cannot be found are a warning: programs are served all the same. */
static void test_without_screens(void **state)
{
	struct serving serving;

	(void)state;
	RUN_START(&serving.running, "serve", "--data=d", "--web=none", "--listen=127.0.0.1:0");
	connect_to(&serving);
	assert_string_equal("{\"halls\":[]}", get(&serving, "/v1/halls"));
	const struct run run = stop(&serving, SIGTERM);
	assert_int_equal(0, run.status);
	assert_has(run.err, "no_screens");
	assert_failed(RUN("serve", "--data", "d/openhall.db"), 1, "d/openhall.db is not a directory\n");
}

/* S6: the demonstration is there at once with people in it, is sound, and goes on after a restart. */
static void test_demonstration(void **state)
{
	struct serving serving;

	(void)state;
	for (int i = 0; i < 2; i++) {
		RUN_START(&serving.running, "serve", "--demo", "--demo-speed=100", "--data=d", "--listen=127.0.0.1:0");
		connect_to(&serving);
		assert_has(get(&serving, "/v1/halls"), "\"id\":\"demo\"");
		assert_lacks(get(&serving, "/v1/halls/demo/state"), "\"taken\":0,");
		assert_int_equal(0, stop(&serving, SIGTERM).status);
	}
	assert_said(RUN("verify", "--data=d"), "1 hall, ");
	assert_string_equal("1\n", file_query("d/openhall.db", "SELECT count(*) > 20 FROM tickets"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_serves_and_stops), RUN_TEST(test_addresses),
		RUN_TEST(test_locked_directory), RUN_TEST(test_beside_a_server),
		RUN_TEST(test_restarts),         RUN_TEST(test_busy_port),
		RUN_TEST(test_without_screens),  RUN_TEST(test_options_over_the_file),
		RUN_TEST(test_demonstration),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
