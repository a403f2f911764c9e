/* Who may talk to the server, and small readings of headers (S3, S6). */
#include "gateway/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void hosts(void **state)
{
	static const struct {
		const char *host;
		bool good;
	} cases[] = {
		{ "", true },
		{ "localhost", true },
		{ "LocalHost:8080", true },
		{ "hall.localhost:80", true },
		{ "127.0.0.1", true },
		{ "127.0.0.1:8080", true },
		{ "10.1.2.3:8080", true },
		{ "[::1]:8080", true },
		{ "[::1]", true },
		{ "hall.example:8080", true },
		{ "HALL.example", true },
		{ "second.example", true },
		{ "evil.example", false },
		{ "127.0.0.1.evil.example", false },
		{ "localhost.evil.example", false },
		{ "hall.example.evil.example", false },
		{ "xhall.example", false },
		{ "localhost:", true },
		{ "localhost:http", false },
		{ "localhost:99999", false },
		{ "[::1", false },
		{ "[::1]x", false },
		{ "[evil.example]", false },
		{ ":8080", false },
		{ "0x7f.1", false },
		{ ".localhost", false },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++)
		if (guard_host(text_of(cases[i].host), TEXT("hall.example, second.example")) != cases[i].good)
			fail_msg("host %s should be %s", cases[i].host, cases[i].good ? "good" : "bad");
	assert_false(guard_host(TEXT("hall.example"), (struct text){ 0 }));
}

static void origins(void **state)
{
	static const struct {
		const char *origin, *host;
		bool good;
	} cases[] = {
		{ "", "localhost:8080", true },
		{ "http://localhost:8080", "localhost:8080", true },
		{ "https://Hall.example", "hall.example", true },
		{ "http://localhost:8081", "localhost:8080", false },
		{ "http://evil.example", "localhost:8080", false },
		{ "null", "localhost:8080", false },
		{ "file://", "localhost:8080", false },
		{ "http://", "localhost:8080", false },
		{ "http://localhost:8080.evil.example", "localhost:8080", false },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++)
		assert_int_equal(guard_origin(text_of(cases[i].origin), text_of(cases[i].host)), cases[i].good);
}

static void languages(void **state)
{
	(void)state;
	assert_int_equal(guard_language((struct text){ 0 }), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("zh-CN,zh;q=0.9,en;q=0.8")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("ZH-hant")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("*")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("en-US,en;q=0.9")), QUEUE_LANGUAGE_EN);
	assert_int_equal(guard_language(TEXT("en;q=0.9, zh;q=0.8")), QUEUE_LANGUAGE_EN);
	assert_int_equal(guard_language(TEXT("zhx")), QUEUE_LANGUAGE_EN);
	assert_int_equal(guard_language(TEXT("en;q=0.8, zh-CN")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("en;q=0.75,zh;q=0.755")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("zh;q=0,en;q=0.1")), QUEUE_LANGUAGE_EN);
	assert_int_equal(guard_language(TEXT("zh;q=0.1,en;q=1.000")), QUEUE_LANGUAGE_EN);
	assert_int_equal(guard_language(TEXT("fr,zh;q=0.5,en;q=0.3")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("de,fr;q=0.5")), QUEUE_LANGUAGE_EN);
	assert_int_equal(guard_language(TEXT("en;q=x, zh;q=0.2")), QUEUE_LANGUAGE_ZH);
	assert_int_equal(guard_language(TEXT("en;q=, zh; Q=.5")), QUEUE_LANGUAGE_ZH);
}

static void types_and_encodings(void **state)
{
	(void)state;
	assert_true(guard_is_json(TEXT("application/json")));
	assert_true(guard_is_json(TEXT("Application/JSON ; charset=utf-8")));
	assert_false(guard_is_json(TEXT("text/plain")));
	assert_false(guard_is_json(TEXT("application/jsonx")));
	assert_false(guard_is_json((struct text){ 0 }));
	assert_true(guard_takes_gzip(TEXT("deflate, gzip;q=0.5, br")));
	assert_true(guard_takes_gzip(TEXT("gzip")));
	assert_false(guard_takes_gzip(TEXT("br, gzip;q=0")));
	assert_false(guard_takes_gzip((struct text){ 0 }));
}

static void traces(void **state)
{
	static const char *const bad[] = {
		"",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331x01",
		"00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
		"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
		"00-00000000000000000000000000000000-b7ad6b7169203331-01",
		"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	};
	char trace[GUARD_TRACE_SIZE];

	(void)state;
	assert_true(guard_trace(TEXT("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), trace));
	assert_string_equal(trace, "0af7651916cd43dd8448eb211c80319c");
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_false(guard_trace(text_of(bad[i]), trace));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts),     cmocka_unit_test(origins),
		cmocka_unit_test(languages), cmocka_unit_test(types_and_encodings),
		cmocka_unit_test(traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
