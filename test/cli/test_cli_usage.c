/* The command line itself: commands, options, help, and what is said to mistakes (S6).
 *
 * A mistake in the arguments exits with 2, says what to do on standard error, prints nothing else and makes
 * nothing. */
#include "cli_run.h"

#include <string.h>

#include "base/cc.h"

static const char *const commands[] = { "serve",  "config", "hall",    "customer", "demo",    "print-test", "replay",
					"verify", "backup", "restore", "doctor",   "migrate", "bench" };

/* S6: help names every command, and goes to standard output only where it was asked for. */
static void test_help(void **state)
{
	const struct run asked = RUN("help"), dashed = RUN("--help"), none = run_all((const char *const[]){ NULL });

	(void)state;
	assert_said(asked, "Usage: openhall COMMAND [OPTIONS]\n");
	for (size_t i = 0; i < CC_COUNT(commands); i++)
		assert_has(asked.out, say("\n  %-10s ", commands[i]));
	assert_ran(dashed, 0, asked.out, "");
	assert_ran(RUN("-h"), 0, asked.out, "");
	assert_ran(RUN("help", "help"), 0, asked.out, "");
	assert_ran(RUN("version", "--help"), 0, asked.out, "");
	assert_ran(RUN("help", "nope"), 2, "", say("openhall: there is no command `nope`\n\n%s", asked.out));
	assert_ran(none, 2, "", asked.out);
	assert_ran(RUN("sreve"), 2, "", say("openhall: there is no command `sreve`\n\n%s", asked.out));
	/* A command is not found by its beginning. */
	assert_failed(RUN("serv"), 2, "there is no command `serv`");
	assert_failed(RUN(""), 2, "Usage: openhall COMMAND");
}

/* S6: both spellings say the same one line. */
static void test_version(void **state)
{
	const struct run word = RUN("version");

	(void)state;
	assert_said(word, "openhall ");
	assert_ptr_equal(strchr(word.out, '\n'), word.out + strlen(word.out) - 1);
	assert_ran(RUN("--version"), 0, word.out, "");
	assert_has(RUN("help").out, say("%.*s:", (int)strlen(word.out) - 1, word.out));
}

/* S6: `COMMAND --help`, as `help COMMAND`, tells every option of every command. */
static void test_help_of_each_command(void **state)
{
	static const struct {
		const char *command, *options[12];
	} rows[] = {
		{ "serve",
		  { "data DIR", "listen ADDRESS:PORT", "config FILE", "web DIR", "loops N", "hosts NAMES",
		    "log-level LEVEL", "demo", "demo-speed N", "demo-seed N", "insecure" } },
		{ "config", { NULL } },
		{ "hall", { "data DIR", "json" } },
		{ "customer", { "data DIR" } },
		{ "demo", { "data DIR", "halls N", "windows N", "services N", "clerks N", "utc-offset MIN" } },
		{ "print-test", { "paper MM", "lang LANGUAGE" } },
		{ "replay", { "branch ID", "servers N", "data DIR", "waits", "json" } },
		{ "verify", { "data DIR", "json" } },
		{ "backup", { "data DIR" } },
		{ "restore", { "data DIR" } },
		{ "doctor", { "config FILE", "data DIR" } },
		{ "migrate", { "data DIR" } },
		{ "bench", { "json", "seconds N", "screens N", "busy N", "dir DIR" } },
	};

	(void)state;
	assert_int_equal(CC_COUNT(commands), CC_COUNT(rows));
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct run help = RUN(rows[i].command, "--help");
		size_t options = 1;

		assert_said(help, say("Usage: openhall %s", rows[i].command));
		assert_ran(RUN(rows[i].command, "-h"), 0, help.out, "");
		assert_ran(RUN("help", rows[i].command), 0, help.out, "");
		for (size_t o = 0; rows[i].options[o] != NULL; o++, options++)
			assert_has(help.out, say("\n  --%s ", rows[i].options[o]));
		assert_has(help.out, "\n  --help ");
		/* And tells no other ones. */
		for (const char *at = strstr(help.out, "\n  --"); at != NULL; at = strstr(at + 1, "\n  --"))
			options--;
		assert_int_equal(0, options);
	}
	assert_string_equal("tmp ", files_in("."));
}

/* S6: each mistake names what is wrong and where to read on; nothing is done. */
static void test_mistakes(void **state)
{
	static const struct {
		const char *arguments[6], *says;
	} rows[] = {
		{ { "serve", "now" }, "openhall: what is `now`; try `openhall serve --help`\n" },
		{ { "serve", "--dmeo" }, "openhall: there is no option `--dmeo`; try `openhall serve --help`\n" },
		{ { "serve", "--demo=yes" },
		  "openhall: no value belongs to `--demo=yes`; try `openhall serve --help`\n" },
		{ { "serve", "--data" }, "openhall: a value is missing after `--data`; try `openhall serve --help`\n" },
		{ { "verify", "--da", "x" }, "openhall: there is no option `--da`; try `openhall verify --help`\n" },
		{ { "verify", "--datax=y" },
		  "openhall: there is no option `--datax=y`; try `openhall verify --help`\n" },
		{ { "verify", "here" }, "openhall: what is `here`; try `openhall verify --help`\n" },
		{ { "doctor", "-x" }, "openhall: what is `-x`; try `openhall doctor --help`\n" },
		{ { "migrate", "x" }, "openhall: what is `x`; try `openhall migrate --help`\n" },
		{ { "hall", "list", "a", "b", "c" }, "openhall: what is `c`; try `openhall hall --help`\n" },
		{ { "hall", "list", "h1" },
		  "openhall: it goes `hall list`, `hall show ID` or `hall apply ID FILE.json`\n" },
		{ { "hall", "show" }, "openhall: it goes `hall list`, `hall show ID` or `hall apply ID FILE.json`\n" },
		{ { "hall", "drop", "h1" },
		  "openhall: it goes `hall list`, `hall show ID` or `hall apply ID FILE.json`\n" },
		{ { "customer", "count" }, "openhall: customer needs --data DIR\n" },
		{ { "customer", "import", "--data", "d" },
		  "openhall: it goes `openhall customer import FILE.csv | remove CARD | count --data DIR`\n" },
		{ { "customer", "count", "x", "--data=d" },
		  "openhall: it goes `openhall customer import FILE.csv | remove CARD | count --data DIR`\n" },
		{ { "demo", "make" }, "openhall: demo can only `init`, not `make`\n" },
		{ { "config", "check" }, "openhall: it goes `openhall config check FILE | config show [FILE]`\n" },
		{ { "config", "print" }, "openhall: it goes `openhall config check FILE | config show [FILE]`\n" },
		{ { "print-test", "127.0.0.1", "--paper=56" }, "openhall: --paper takes 57, 58 or 80, not `56`\n" },
		{ { "print-test", "127.0.0.1", "--lang", "zh" },
		  "openhall: --lang takes zh-CN, en or both, not `zh`\n" },
		{ { "print-test", "192.168.1" },
		  "openhall: `192.168.1` is no address of a printer; write its IP address or host name, and its port "
		  "where that is not 9100\n" },
		{ { "bench", "halls" },
		  "openhall bench: there is nothing called `halls` to measure; there is: queue\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_ran(run_all(rows[i].arguments), 2, "", rows[i].says);
	for (size_t i = 0; i < CC_COUNT(commands); i++)
		assert_failed(RUN(commands[i], "--nothing"), 2, say("try `openhall %s --help`\n", commands[i]));
	assert_string_equal("tmp ", files_in("."));
}

/* S6: commands that need a word say how they go. */
static void test_missing_words(void **state)
{
	static const char *const needing[] = { "config", "hall",   "customer", "demo", "print-test",
					       "replay", "backup", "restore",  "bench" };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(needing); i++)
		assert_failed(RUN(needing[i]), 2, say("openhall: something is missing; it goes `%s ", needing[i]));
}

/* S6: numbers are whole and in range, to the last character; the message says the range. */
static void test_numbers(void **state)
{
	static const struct {
		const char *command, *word, *option, *range;
		const char *too_low, *too_high;
	} rows[] = {
		{ "demo", "init", "halls", "1 to 30000", "0", "30001" },
		{ "demo", "init", "windows", "1 to 128", "0", "129" },
		{ "demo", "init", "services", "1 to 256", "0", "257" },
		{ "demo", "init", "clerks", "1 to 1024", "0", "1025" },
		{ "replay", "log.csv", "servers", "1 to 128", "0", "129" },
		{ "bench", "queue", "seconds", "1 to 600", "0", "601" },
		{ "bench", "queue", "screens", "200 to 60000", "199", "60001" },
	};
	static const char *const never[] = { "", "x", "-1", "2x", " 2", "2.0", "0x2", "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const char *bad[CC_COUNT(never) + 2] = { rows[i].too_low, rows[i].too_high };

		memcpy(bad + 2, never, sizeof(never));
		for (size_t b = 0; b < CC_COUNT(bad); b++)
			assert_ran(RUN(rows[i].command, rows[i].word, say("--%s=%s", rows[i].option, bad[b])), 2, "",
				   say("openhall: --%s takes a whole number from %s, not `%s`\n", rows[i].option,
				       rows[i].range, bad[b]));
	}
	assert_string_equal("tmp ", files_in("."));
}

/* S6: a value may follow its option or stand behind `=`; the last one counts; behind `--` all are words. */
static void test_spellings(void **state)
{
	(void)state;
	file_put("--odd.ini", "[server]\nloops = 3\n");
	assert_failed(RUN("config", "check", "--odd.ini"), 2, "there is no option `--odd.ini`");
	assert_ran(RUN("config", "check", "--", "--odd.ini"), 0, "--odd.ini is good\n", "");
	assert_ran(RUN("config", "--", "check", "--odd.ini"), 0, "--odd.ini is good\n", "");
	assert_said(RUN("demo", "init", "--data", "one"), "1 hall is in one;");
	assert_said(RUN("demo", "--data=two", "--halls=2", "init"), "2 halls are in two;");
	assert_said(RUN("demo", "init", "--data=four", "--halls=9", "--halls", "3", "--data=three"),
		    "3 halls are in three;");
	assert_false(file_there("four"));
	assert_failed(RUN("demo", "init", "--data="), 1, "openhall: ");
	/* The value of an option may look like another one. */
	assert_said(RUN("demo", "init", "--data", "--halls"), "1 hall is in --halls;");
	assert_true(file_there("--halls/openhall.db"));
}

/* S6: what could not be printed was not done, as far as a script can tell. */
static void test_output_that_is_lost(void **state)
{
	static const char *const printing[][4] = {
		{ "config", "show" },           { "help" }, { "version" }, { "verify", "--data=d", "--json" },
		{ "hall", "list", "--data=d" },
	};

	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	for (size_t i = 0; i < CC_COUNT(printing); i++)
		assert_ran(run_into("/dev/full", printing[i]), 1, "",
			   "openhall: the output cannot be written; is the disk full?\n");
	assert_ran(run_into("/dev/null", printing[0]), 0, "", "");
	/* A worse status stays. */
	assert_failed(run_into("/dev/full", (const char *const[]){ "hall", "drop", NULL }), 2, "it goes `hall list`");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_help),
		RUN_TEST(test_version),
		RUN_TEST(test_help_of_each_command),
		RUN_TEST(test_mistakes),
		RUN_TEST(test_missing_words),
		RUN_TEST(test_numbers),
		RUN_TEST(test_spellings),
		RUN_TEST(test_output_that_is_lost),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
