/* `openhall config`, and configuration as the server reads it (S6, S9): every fault with its line, nothing guessed. */
#include "cli_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cc.h"

enum { FILE_BYTES_MAX = 1 << 16 };

/* S9: what is shown is a file to start from: it is good, and shows the same again. */
static void test_show_makes_a_good_file(void **state)
{
	const struct run shown = RUN("config", "show");

	(void)state;
	assert_said(shown, "[server]\n# address and port to serve at");
	assert_has(shown.out, "\nlisten = 127.0.0.1:8080\n");
	assert_has(shown.out, "\ndata = openhall-data\n");
	assert_has(shown.out, "\ninsecure = no\n");
	assert_has(shown.out, "\n\n[demo]\n");
	file_put("shown.ini", shown.out);
	assert_ran(RUN("config", "check", "shown.ini"), 0, "shown.ini is good\n", "");
	assert_ran(RUN("config", "show", "shown.ini"), 0, shown.out, "");
	assert_string_equal(shown.out, file_get("shown.ini", NULL));
	file_put("empty.ini", "");
	assert_ran(RUN("config", "show", "empty.ini"), 0, shown.out, "");
}

/* S9: each setting can be set, and shows as it was set; the others stay. */
static void test_each_setting(void **state)
{
	static const struct {
		const char *section, *name, *value, *shown;
	} rows[] = {
		{ "server", "listen", "127.0.0.1:0", "127.0.0.1:0" },
		{ "server", "hosts", "hall.example, b.example", "hall.example, b.example" },
		{ "server", "loops", "64", "64" },
		{ "server", "data", "/srv/营业厅", "/srv/营业厅" },
		{ "server", "web", "/srv/web", "/srv/web" },
		{ "server", "voice", "/usr/local/bin/speaker", "/usr/local/bin/speaker" },
		{ "server", "public_url", "https://q.example", "https://q.example" },
		{ "server", "log_level", "debug", "debug" },
		{ "server", "insecure", "1", "yes" },
		{ "print", "languages", "both", "both" },
		{ "print", "waits", "no", "no" },
		{ "demo", "speed", "2.5", "2.5" },
		{ "demo", "seed", "2147483647", "2147483647" },
	};
	const char *initial = RUN("config", "show").out;
	size_t settings = 0;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const char *line = say("\n%s = %s\n", rows[i].name, rows[i].shown);

		assert_lacks(initial, line);
		file_put("one.ini", say("[%s]\n%s = %s\n", rows[i].section, rows[i].name, rows[i].value));
		const struct run shown = RUN("config", "show", "one.ini");
		assert_said(shown, line);
		assert_int_equal(strlen(initial) - (strstr(initial, say("\n%s = ", rows[i].name)) - initial),
				 strlen(initial) - (strstr(shown.out, line) - shown.out));
	}
	for (const char *at = strstr(initial, " = "); at != NULL; at = strstr(at + 1, " = "))
		settings++;
	assert_int_equal(CC_COUNT(rows), settings);
}

/* S6: the line of every fault, and what to write instead. */
static void test_faults_with_their_lines(void **state)
{
	static const struct {
		const char *file, *says;
	} rows[] = {
		{ "[server]\nlisen = 1\n",
		  "f.ini:2: server.lisen: there is no such setting; did you mean listen in [server]?\n" },
		{ "[server]\n\n# a comment\n\n\nloops = many\n",
		  "f.ini:6: server.loops: `many` is no whole number from 0 to 64\n" },
		{ "[server]\nloops = 65\n", "f.ini:2: server.loops: `65` is no whole number from 0 to 64\n" },
		{ "[server]\nloops = -1\n", "f.ini:2: server.loops: `-1` is no whole number from 0 to 64\n" },
		{ "[server]\r\nloops = 1\r\ninsecure = maybe\r\n",
		  "f.ini:3: server.insecure: write yes or no instead of `maybe`\n" },
		{ "[demo]\nspeed = fast\n", "f.ini:2: demo.speed: `fast` is no number from 0.1 to 100\n" },
		{ "[demo]\nspeed = 0.05\n", "f.ini:2: demo.speed: `0.05` is no number from 0.1 to 100\n" },
		{ "[demo]\nspeed = nan\n", "f.ini:2: demo.speed: `nan` is no number from 0.1 to 100\n" },
		{ "[demo]\nlisten = x\n",
		  "f.ini:2: demo.listen: there is no such setting; did you mean listen in [server]?\n" },
		{ "\n[server\n", "f.ini:2: a [section] must end with a bracket\n" },
		{ "[server]\nloops = 1\nfoo\n",
		  "f.ini:3: write a [section], or `name = value`, or a comment that begins with #\n" },
		{ "[server]\nloops = 1\nweb = tmp\nloops = 1\n",
		  "f.ini:4: loops: it is set twice; keep one of the two lines\n" },
		{ "[colours]\nfavourite = green\n",
		  "f.ini:2: colours.favourite: there is no such setting; `openhall config show` lists all\n" },
		{ "loops = 1\n", "f.ini:1: .loops: there is no such setting; did you mean loops in [server]?\n" },
		{ "[server]\nweb = \xff\n", "f.ini:2: server.web: it must be UTF-8 without blanks at its ends\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		file_put("f.ini", rows[i].file);
		assert_ran(RUN("config", "check", "f.ini"), 1, "", rows[i].says);
		assert_ran(RUN("config", "show", "f.ini"), 1, "", rows[i].says);
		assert_ran(RUN("serve", "--config", "f.ini", "--data=d"), 1, "", rows[i].says);
	}
	assert_false(file_there("d"));
}

/* S6: one run names all faults, in the order of the file. */
static void test_all_faults_at_once(void **state)
{
	(void)state;
	file_put("f.ini", "[server]\nlog_level = loud\ndata = \x01\n[demo]\nseed = -5\nsped = 2\nnothing\n");
	const struct run checked = RUN("config", "check", "f.ini");
	const char *const in_order[] = { "f.ini:2: server.log_level: ", "f.ini:3: server.data: ",
					 "f.ini:5: demo.seed: ", "f.ini:6: demo.sped: ", "f.ini:7: write a [section]" };
	const char *at = checked.err;
	size_t lines = 0;

	assert_failed(checked, 1, in_order[0]);
	for (size_t i = 0; i < CC_COUNT(in_order); i++) {
		assert_has(at, in_order[i]);
		at = strstr(at, in_order[i]);
	}
	for (at = checked.err; *at != '\0'; at++)
		lines += *at == '\n';
	assert_int_equal(CC_COUNT(in_order), lines);
}

/* S6: files that are none, or no configuration at all. */
static void test_files_that_cannot_be_read(void **state)
{
	char *large = malloc(FILE_BYTES_MAX + 64);

	(void)state;
	assert_non_null(large);
	memset(large, '#', FILE_BYTES_MAX + 63);
	large[FILE_BYTES_MAX + 63] = '\0';
	file_put("large.ini", large);
	assert_failed(RUN("config", "check", "none.ini"), 1, "none.ini: No such file or directory\n");
	assert_failed(RUN("config", "show", "none.ini"), 1, "none.ini: No such file or directory\n");
	assert_failed(RUN("config", "check", "tmp"), 1, "tmp is not a file\n");
	assert_failed(RUN("config", "check", "large.ini"), 1, "large.ini");
	assert_failed(RUN("serve", "--config=none.ini", "--data=d"), 1, "none.ini: No such file or directory\n");
	/* A line that the reader's library would have cut is refused instead. */
	memset(large, 'x', FILE_BYTES_MAX);
	memcpy(large, "[server]\nweb = ", 15);
	large[9 + 3000] = '\0';
	file_put("long.ini", large);
	assert_failed(RUN("config", "check", "long.ini"), 1, "long.ini:2: ");
	assert_false(file_there("d"));
	free(large);
}

/* S6: the command line is checked by the same rules; it is a mistake there, not a failure. */
static void test_options_of_the_server(void **state)
{
	static const struct {
		const char *option, *says;
	} rows[] = {
		{ "--loops=65", "openhall: server.loops: `65` is no whole number from 0 to 64\n" },
		{ "--loops=two", "openhall: server.loops: `two` is no whole number from 0 to 64\n" },
		{ "--demo-speed=0", "openhall: demo.speed: `0` is no number from 0.1 to 100\n" },
		{ "--demo-speed=", "openhall: demo.speed: `` is no number from 0.1 to 100\n" },
		{ "--demo-seed=-1", "openhall: demo.seed: `-1` is no whole number from 0 to 2147483647\n" },
		{ "--data= d", "openhall: server.data: it must be UTF-8 without blanks at its ends\n" },
		{ "--web=a;b", "openhall: server.web: it may hold no control characters and no semicolon\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_ran(RUN("serve", "--data=d", rows[i].option), 2, "", rows[i].says);
	assert_failed(RUN("serve", "--log-level=loud", "--data=d"), 2, "openhall: server.log_level: `loud` is none of");
	assert_string_equal("tmp ", files_in("."));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_show_makes_a_good_file),    RUN_TEST(test_each_setting),
		RUN_TEST(test_faults_with_their_lines),   RUN_TEST(test_all_faults_at_once),
		RUN_TEST(test_files_that_cannot_be_read), RUN_TEST(test_options_of_the_server),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
