/* A whole server inside a test, and a plain client for it. */
#ifndef OH_GATEWAY_TEST_SITE_H
#define OH_GATEWAY_TEST_SITE_H

#include "app/test_world.h"

enum { SITE_LOOPS = 2, REPLY_MAX = 1 << 20 };

struct site_test {
	struct world world;
	struct store *stores[SITE_LOOPS];
	struct reader *readers[SITE_LOOPS];
	struct post *post;
	struct web *web;
	struct server *server;
	int port;
};

/* Serve a world with the halls h1 and h2; `web_root` may be NULL. */
void site_open(struct site_test *site, const char *web_root);
/* Stop in order; what a test has stopped already stays so. */
void site_done(struct site_test *site);

/* Connect; fails the test where nobody listens. */
int site_connect(const struct site_test *site);
/* True where nobody listens any more. */
bool site_refuses(const struct site_test *site);

struct reply {
	int status; /* 0 where the server closed without one */
	size_t len, head_len;
	char bytes[REPLY_MAX]; /* head and body, with a NUL */
};

/* Send all of a text; a connection that breaks shows in the reply. */
void site_send(int fd, const char *text);
/* Read one reply, by its Content-Length. */
void site_receive(int fd, bool has_body, struct reply *ret);
/* Connect, send, read one reply, close. */
void site_ask(const struct site_test *site, const char *request, struct reply *ret);
void site_get(const struct site_test *site, const char *path, struct reply *ret);
/* A command for a hall; `key` may be NULL. */
void site_command(const struct site_test *site, const char *hall, const char *body, const char *key,
		  struct reply *ret);
/* Text of such a request, into `ret`. */
void site_command_text(const char *hall, const char *body, const char *key, char *ret, size_t size);
/* Body of a reply. */
const char *reply_body(const struct reply *reply);

/* Read a stream until `text` has come, or fail after `timeout_ms`; what came is appended to `ret`. */
void site_read_until(int fd, const char *text, int timeout_ms, struct reply *ret);

#endif
