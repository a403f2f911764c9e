/* Configuration: every error is told with its line and what to do; what is shown can be read (S6, S9). */
#include "gateway/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/log.h"

static struct config_fault faults[CONFIG_FAULTS_MAX];

static void a_good_file_is_read(void **state)
{
	static const char ini[] = "# a comment\n"
				  "[server]\n"
				  "listen = 127.0.0.1:9000 ; where\n"
				  "  loops = 3\n"
				  "log_level=debug\n"
				  "insecure = yes\r\n"
				  "\n"
				  "[demo]\n"
				  "speed: 2.5\n";
	struct config config;

	(void)state;
	config_init(&config);
	assert_string_equal(config.listen, "127.0.0.1:8080");
	assert_int_equal(config.loops, 0);
	assert_false(config.insecure);
	assert_int_equal(config_read(&config, text_of(ini), faults), 0);
	assert_string_equal(config.listen, "127.0.0.1:9000");
	assert_int_equal(config.loops, 3);
	assert_int_equal(config.log_level, LOG_LEVEL_DEBUG);
	assert_true(config.insecure);
	assert_true(config.demo_speed > 2.49 && config.demo_speed < 2.51);
	assert_string_equal(config.data, "openhall-data");
}

static void each_mistake_has_its_line_and_advice(void **state)
{
	static const struct {
		const char *ini;
		int line;
		const char *field, *advice;
	} cases[] = {
		{ "[server]\nlisen = x\n", 2, "server.lisen", "did you mean listen" },
		{ "[sever]\nlisten = x\n", 2, "sever.listen", "did you mean listen in [server]" },
		{ "[server]\nentirely_other = x\n", 2, "server.entirely_other", "config show" },
		{ "[server]\n\nloops = many\n", 3, "server.loops", "whole number from 0 to 64" },
		{ "[server]\nloops = 65\n", 2, "server.loops", "whole number from 0 to 64" },
		{ "[server]\nloops = -1\n", 2, "server.loops", "whole number" },
		{ "[demo]\nspeed = 1e9\n", 2, "demo.speed", "number from 0.1 to 100" },
		{ "[demo]\nspeed = nan\n", 2, "demo.speed", "number from" },
		{ "[demo]\nspeed =\n", 2, "demo.speed", "number from" },
		{ "[server]\ninsecure = maybe\n", 2, "server.insecure", "yes or no" },
		{ "[server]\npublic_url = q.example\n", 2, "server.public_url", "http:// or https://" },
		{ "[server]\npublic_url = https://\n", 2, "server.public_url", "http:// or https://" },
		{ "[server]\npublic_url = https://q.example/\n", 2, "server.public_url", "nothing behind it" },
		{ "[server]\npublic_url = https://q.example:\n", 2, "server.public_url", "with a port" },
		{ "[server]\npublic_url = http://q.example:70000\n", 2, "server.public_url", "with a port" },
		{ "[server]\npublic_url = ftp://q.example\n", 2, "server.public_url", "http:// or https://" },
		{ "[server]\nlog_level = loud\n", 2, "server.log_level", "error, warn, info or debug" },
		{ "[server]\nloops = 1\nloops = 2\n", 3, "loops", "twice" },
		{ "[server\nloops = 1\n", 1, "", "bracket" },
		{ "[server]\nloops\n", 2, "", "name = value" },
		{ "listen = x\n", 1, ".listen", "did you mean listen in [server]" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct config config;

		config_init(&config);
		assert_true(config_read(&config, text_of(cases[i].ini), faults) >= 1);
		assert_int_equal(faults[0].line, cases[i].line);
		assert_string_equal(faults[0].err.field, cases[i].field);
		if (!strstr(faults[0].err.text, cases[i].advice))
			fail_msg("%s: %s", cases[i].ini, faults[0].err.text);
	}
}

static void all_mistakes_are_told_at_once(void **state)
{
	struct config config;

	(void)state;
	config_init(&config);
	assert_int_equal(
		config_read(&config, TEXT("[server]\nloops = x\nlisten = a\nfoo = 1\n[demo]\nseed = -1\n"), faults), 3);
	assert_int_equal(faults[0].line, 2);
	assert_int_equal(faults[1].line, 4);
	assert_int_equal(faults[2].line, 6);
	assert_string_equal(config.listen, "a"); /* the good line counts */
}

static void files_that_are_no_text_are_refused(void **state)
{
	char big[CONFIG_BYTES_MAX + 1];
	struct config config;

	(void)state;
	config_init(&config);
	memset(big, '\n', sizeof(big));
	assert_int_equal(config_read(&config, (struct text){ big, sizeof(big) }, faults), 1);
	assert_int_equal(config_read(&config, TEXT("[server]\nli\0sten = x\n"), faults), 1);
	assert_int_equal(faults[0].line, 2);
	assert_int_equal(config_read(&config, TEXT("[server]\nweb = \xff\xfe\n"), faults), 1);
}

static void lines_over_the_limit_are_told_not_cut(void **state)
{
	char ini[CONFIG_LINE_MAX + 64];
	struct config config;

	(void)state;
	config_init(&config);
	memset(ini, 'x', sizeof(ini));
	memcpy(ini, "web = ", 6);
	assert_int_equal(config_read(&config, (struct text){ ini, sizeof(ini) }, faults), 1);
	assert_int_equal(faults[0].line, 1);
	assert_non_null(strstr(faults[0].err.text, "longer than"));
	assert_string_equal(config.web, "");
}

/* Q1: phones come by the host of the public address, with or without a port. */
static void a_public_address_has_a_host(void **state)
{
	static const char *const urls[][2] = { { "https://q.example", "q.example" },
					       { "http://q.example:8080", "q.example" },
					       { "http://192.168.1.9:8080", "192.168.1.9" },
					       { "", "" } };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(urls); i++) {
		struct config config;
		struct err err;

		config_init(&config);
		assert_int_equal(config_set(&config, TEXT("server"), TEXT("public_url"), text_of(urls[i][0]), &err),
				 RC_OK);
		assert_string_equal(config.public_url, urls[i][0]);
		assert_true(text_eq(config_url_host(text_of(config.public_url)), text_of(urls[i][1])));
	}
}

static void what_is_shown_can_be_read(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf first = { .arena = &arena }, second = { .arena = &arena };
	struct config config, again;

	(void)state;
	arena_init(&arena, 1 << 20);
	config_init(&config);
	assert_int_equal(config_set(&config, TEXT("server"), TEXT("hosts"), TEXT("a.example, b.example"), NULL), RC_OK);
	assert_int_equal(config_set(&config, TEXT("demo"), TEXT("speed"), TEXT("0.1"), NULL), RC_OK);
	config_show(&config, &first);
	config_init(&again);
	assert_int_equal(config_read(&again, buf_view(&first), faults), 0);
	config_show(&again, &second);
	assert_true(text_eq(buf_view(&first), buf_view(&second)));
	assert_string_equal(again.hosts, "a.example, b.example");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_is_read),
		cmocka_unit_test(each_mistake_has_its_line_and_advice),
		cmocka_unit_test(all_mistakes_are_told_at_once),
		cmocka_unit_test(files_that_are_no_text_are_refused),
		cmocka_unit_test(lines_over_the_limit_are_told_not_cut),
		cmocka_unit_test(a_public_address_has_a_host),
		cmocka_unit_test(what_is_shown_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
