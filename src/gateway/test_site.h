/* A whole server inside a test, and a plain client for it. */
#ifndef OH_GATEWAY_TEST_SITE_H
#define OH_GATEWAY_TEST_SITE_H

#include <stdatomic.h>

#include "app/test_world.h"
#include "gateway/print/slip.h"
#include "host/clock.h"

enum { SITE_LOOPS = 2, REPLY_MAX = 1 << 20 };

/* A clock for halls under test that any thread may read. */
struct site_clock {
	struct host_clock clock;
	atomic_int_fast64_t now_ms;
};

/* What is unusual about a server under test; zeroed for nothing. */
struct site_wish {
	const char *web_root;      /* of the screens; NULL for none */
	const char *public_url;    /* where phones reach it; NULL where that is not known */
	int64_t start_ms;          /* where its clock stands until site_advance; 0 for WORLD_START_MS */
	int32_t busy_ms;           /* how long its desk waits for another writer; 0 for no time to speak of */
	enum slip_languages slips; /* their languages */
	bool bare_slips;           /* without the expected wait */
	const char *data;          /* directory of the marks of printers; NULL for none */
	uint32_t loops;            /* 0 for SITE_LOOPS, at most that */
	const char *speaker;       /* program of the voice; NULL for espeak-ng */
	bool no_server;            /* all but the server, for a test that serves by itself */
};

struct site_test {
	struct world world;
	struct site_clock clock;
	struct store *patient; /* with a desk of its own, for a wish with `busy_ms`; or NULL */
	struct desk *desk;     /* the one that serves */
	struct store *stores[SITE_LOOPS];
	struct reader *readers[SITE_LOOPS];
	struct store *past_store, *floor_store;
	struct reader *past, *floor;
	struct store *waits_store;
	struct waits *waits;
	struct store *voice_store;
	struct reader *voice;
	char sounds[BED_PATH_MAX + 8];
	struct post *post;
	struct web *web;
	struct server *server;
	int port;
};

/* Serve a world with the halls h1 and h2; `web_root` may be NULL. */
void site_open(struct site_test *site, const char *web_root);
/* The same with wishes. */
void site_open_with(struct site_test *site, const struct site_wish *wish);
/* Stop in order, and serve the same halls anew, at another port. */
void site_restart(struct site_test *site, const struct site_wish *wish);
/* Move the clock on: halls under test do not go by the system's, or their day would end in mid-test. */
void site_advance(struct site_test *site, int64_t ms);
/* Stop in order; what a test has stopped already stays so. */
void site_done(struct site_test *site);

/* For cmocka: serve before a test without wishes, and stop after it. The state that a test begins with is its struct
 * site_test. A test file calls its site `site`, and gives SITE_TEST_OF a set-up where it has wishes. */
int site_setup(void **state);
int site_teardown(void **state);
#define SITE_TEST_OF(test, setup) cmocka_unit_test_prestate_setup_teardown(test, setup, site_teardown, &site)
#define SITE_TEST(test)           SITE_TEST_OF(test, site_setup)

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
void site_command(const struct site_test *site, const char *hall, const char *body, const char *key, struct reply *ret);
/* Text of such a request, into `ret`. */
void site_command_text(const char *hall, const char *body, const char *key, char *ret, size_t size);
/* Body of a reply. */
const char *reply_body(const struct reply *reply);
/* Value of a header of a reply, up to the line's end, into `ret`; false where it has none. */
bool reply_header(const struct reply *reply, const char *name, char *ret, size_t size);
/* Fail with the whole reply unless it has this status and holds this text. */
void reply_must(const struct reply *reply, int status, const char *holds);

/* Value behind `name` in the answer of /metrics, such as "openhall_polls"; 0 where it is not told. */
int64_t site_metric(const struct site_test *site, const char *name);
/* Wait until it has this value; fails the test when it takes too long. */
void site_await_metric(const struct site_test *site, const char *name, int64_t value);

/* Read a stream until `text` has come, or fail after `timeout_ms`; what came is appended to `ret`. */
void site_read_until(int fd, const char *text, int timeout_ms, struct reply *ret);

#endif
