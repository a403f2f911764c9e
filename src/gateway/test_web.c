/* The screens: what is served, how it is cached, and that nothing else can be had (Q11, Q12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/test_site.h"
#include "gateway/web.h"
#include "host/file.h"

static struct site_test site;
static struct reply reply;
static char root[] = "/tmp/openhall-web-XXXXXX";
static char path[HOST_PATH_MAX];

static const char *in_root(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static void put(const char *name, const char *content)
{
	assert_int_equal(host_file_write(in_root(name), text_of(content), NULL), RC_OK);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(root) || mkdir(in_root("assets"), 0700))
		return -1;
	put("index.html", "<!doctype html><title>OpenHall</title>");
	put("favicon.svg", "<svg/>");
	put("assets/app-1a2b.js", "console.log('plain')");
	put("assets/app-1a2b.js.gz", "packed");
	put("../openhall-web-secret", "secret");
	if (symlink("/etc/passwd", in_root("passwd")))
		return -1;
	site_open(&site, root);
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = {
		"index.html", "favicon.svg",           "assets/app-1a2b.js", "assets/app-1a2b.js.gz",
		"passwd",     "../openhall-web-secret"
	};

	(void)state;
	site_done(&site);
	for (size_t i = 0; i < CC_COUNT(names); i++)
		unlink(in_root(names[i]));
	rmdir(in_root("assets"));
	rmdir(root);
	return 0;
}

static void files_and_screens_are_served(void **state)
{
	static const struct {
		const char *path;
		int status;
		const char *holds;
	} cases[] = {
		{ "/", 200, "<title>OpenHall" },
		{ "/index.html", 200, "<title>OpenHall" },
		{ "/board/h1", 200, "<title>OpenHall" },
		{ "/caller/h1/w1?compact", 200, "<title>OpenHall" },
		{ "/favicon.svg", 200, "image/svg+xml" },
		{ "/assets/app-1a2b.js", 200, "console.log" },
		{ "/assets/missing.js", 404, "ROUTE_UNKNOWN" },
		{ "/v1/board", 404, "ROUTE_UNKNOWN" },
		{ "/../openhall-web-secret.txt", 404, "ROUTE_UNKNOWN" },
		{ "/..%2fopenhall-web-secret.txt", 404, "ROUTE_UNKNOWN" },
		{ "/assets/../index.html", 404, "ROUTE_UNKNOWN" },
		{ "//index.html", 404, "ROUTE_UNKNOWN" },
		{ "/%69ndex.html", 200, "<title>OpenHall" },
		{ "/index.html%00.js", 404, "ROUTE_UNKNOWN" },
		{ "/assets/..%2f..%2f..%2fetc%2fpasswd.txt", 404, "ROUTE_UNKNOWN" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		site_get(&site, cases[i].path, &reply);
		if (reply.status != cases[i].status || !strstr(reply.bytes, cases[i].holds))
			fail_msg("%s: wanted %d with %s, got %s", cases[i].path, cases[i].status, cases[i].holds,
				 reply.bytes);
		assert_null(strstr(reply.bytes, "secret"));
	}
}

/* A link out of the directory is no file of it; its name without a dot shows the screens. */
static void links_are_not_followed(void **state)
{
	(void)state;
	site_get(&site, "/passwd", &reply);
	assert_non_null(strstr(reply.bytes, "<title>OpenHall"));
	assert_null(strstr(reply.bytes, "root:"));
}

static void answers_carry_policies(void **state)
{
	(void)state;
	site_get(&site, "/", &reply);
	assert_non_null(strstr(reply.bytes, "Content-Security-Policy: default-src 'self'"));
	assert_non_null(strstr(reply.bytes, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(reply.bytes, "Cache-Control: no-cache\r\n"));
	site_get(&site, "/assets/app-1a2b.js", &reply);
	assert_non_null(strstr(reply.bytes, "Cache-Control: public, max-age=31536000, immutable\r\n"));
	assert_non_null(strstr(reply.bytes, "Vary: Accept-Encoding\r\n"));
}

static void the_packed_form_is_sent_to_who_takes_it(void **state)
{
	(void)state;
	site_ask(&site, "GET /assets/app-1a2b.js HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\n\r\n",
		 &reply);
	assert_non_null(strstr(reply.bytes, "Content-Encoding: gzip\r\n"));
	assert_non_null(strstr(reply.bytes, "Content-Type: text/javascript"));
	assert_string_equal(reply_body(&reply), "packed");
	site_get(&site, "/assets/app-1a2b.js", &reply);
	assert_null(strstr(reply.bytes, "Content-Encoding"));
	assert_string_equal(reply_body(&reply), "console.log('plain')");
}

static void what_is_known_is_not_sent_again(void **state)
{
	char request[512], etag[64];
	const char *at;

	(void)state;
	site_get(&site, "/", &reply);
	at = strstr(reply.bytes, "ETag: ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "ETag: %60[^\r]", etag), 1);
	snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"x\", W/%s\r\n\r\n",
		 etag);
	site_ask(&site, request, &reply);
	assert_int_equal(reply.status, 304);
	assert_int_equal(reply.len, reply.head_len);
	snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"x\"\r\n\r\n");
	site_ask(&site, request, &reply);
	assert_int_equal(reply.status, 200);
	snprintf(request, sizeof(request), "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_ask(&site, request, &reply);
	assert_non_null(strstr(reply.bytes, "Content-Length: 38\r\n"));
	assert_int_equal(reply.len, reply.head_len);
}

static void a_missing_directory_is_told(void **state)
{
	struct web *web;
	struct err err;

	(void)state;
	assert_int_equal(web_open(&web, "/nonexistent/web", &err), RC_MISSING);
	assert_null(web);
	assert_non_null(strstr(err.text, "/nonexistent/web"));
	assert_null(web_find(NULL, TEXT("/index.html")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_screens_are_served),
		cmocka_unit_test(links_are_not_followed),
		cmocka_unit_test(answers_carry_policies),
		cmocka_unit_test(the_packed_form_is_sent_to_who_takes_it),
		cmocka_unit_test(what_is_known_is_not_sent_again),
		cmocka_unit_test(a_missing_directory_is_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
