/* The server (N8, S7). It starts in one thread and stops in one thread; in between it is only its loops.
 *
 * Stopping has an order: no new work (server_stop), all work that was taken is decided (post_stop), all
 * answers are handed to their connections, which have LOOP_FLUSH_MS to take them (server_close). Whoever reads
 * that slowly loses the answer but not the command: it was written, and its key tells what became of it. */
#include "gateway/server.h"

#include <event2/event.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bug.h"
#include "gateway/expect.h"
#include "gateway/floor/floor.h"
#include "gateway/listen.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/past.h"
#include "gateway/post.h"
#include "gateway/print/picture.h"
#include "gateway/site.h"
#include "gateway/studio.h"
#include "gateway/voice/office.h"
#include "host/clock.h"

struct server {
	struct site site;
	struct listen_address address;
	char text[LISTEN_TEXT_SIZE];
	struct loop *loops[SERVER_LOOPS_MAX];
};

static void on_library_log(int severity, const char *message)
{
	LOG(severity >= EVENT_LOG_WARN ? LOG_LEVEL_WARN : LOG_LEVEL_DEBUG, "libevent", log_string("says", message));
}

static void on_library_fatal(int code)
{
	BUG("libevent gave up with code %d", code);
}

static enum rc check_address(const struct server *server, bool insecure, struct err *err)
{
	if (server->address.loopback || insecure)
		return RC_OK;
	return err_invalid(err, "server.listen",
			   "%s can be reached from other machines, and there is no sign-in; listen at 127.0.0.1, put a "
			   "proxy in front, or give --insecure where the network is trusted",
			   server->text);
}

static enum rc open_voice(struct server *server, const struct server_options *options, struct err *err)
{
	const struct voice_options voice = {
		.reader = options->voice, .dir = options->sounds, .program = options->speaker, .clock = options->clock
	};

	return voice_open(&server->site.voice, &voice, err);
}

static enum rc open_loops(struct server *server, const struct server_options *options, struct err *err)
{
	int fds[SERVER_LOOPS_MAX];
	enum rc rc = listen_open(&server->address, (int)options->loops, fds, err);
	uint32_t i;

	if (rc)
		return rc;
	listen_text(&server->address, server->text);
	server->site.loops = server->loops;
	for (i = 0; i < options->loops && !rc; i++)
		rc = loop_open(&server->loops[i], &server->site, options->readers[i], fds[i], err);
	server->site.loops_n = rc ? i - 1 : i;
	for (; i < options->loops; i++)
		close(fds[i]);
	for (i = 0; i < options->loops && !rc; i++)
		rc = loop_start(server->loops[i], err);
	return rc;
}

static enum rc open_floor(struct server *server, const struct server_options *options, struct err *err)
{
	const struct floor_options floor = { .post = options->post,
					     .reader = options->floor,
					     .clock = options->clock,
					     .data = options->data,
					     .pictures = server->site.pictures,
					     .links = { options->links, options->public_url },
					     .expect = options->slip_waits ? server->site.expect : NULL,
					     .languages = options->slips };

	return floor_open(&server->site.floor, &floor, err);
}

enum rc server_open(struct server **ret, const struct server_options *options, struct err *err)
{
	struct server *server = calloc(1, sizeof(*server));
	enum rc rc;

	ASSERT(options->loops > 0 && options->loops <= SERVER_LOOPS_MAX);
	*ret = NULL;
	if (!server)
		BUG("no memory for the server");
	event_set_log_callback(on_library_log);
	event_set_fatal_callback(on_library_fatal);
	server->site.post = options->post;
	server->site.clock = options->clock;
	server->site.web = options->web;
	server->site.links = options->links;
	server->site.public_url = options->public_url;
	server->site.openapi = options->openapi;
	server->site.hosts = options->hosts;
	server->site.slips = options->slips;
	server->site.slip_waits = options->slip_waits;
	server->site.started_ms = host_clock_now_ms(host_clock_real());
	rc = listen_parse(options->listen, &server->address, err);
	listen_text(&server->address, server->text);
	if (!rc)
		rc = check_address(server, options->insecure, err);
	if (!rc)
		rc = past_open(&server->site.past, options->past, PAST_PATIENCE_MS, err);
	if (!rc)
		rc = pictures_open(&server->site.pictures, err);
	if (!rc)
		rc = studio_open(&server->site.studio, server->site.pictures, err);
	if (!rc)
		rc = expect_open(&server->site.expect, options->waits, err);
	if (!rc)
		rc = open_floor(server, options, err);
	if (!rc)
		rc = open_voice(server, options, err);
	if (!rc)
		rc = open_loops(server, options, err);
	if (rc) {
		server_stop(server);
		post_stop(options->post);
		server_close(&server);
		return rc;
	}
	*ret = server;
	return RC_OK;
}

const char *server_address(const struct server *server)
{
	return server->text;
}

int server_port(const struct server *server)
{
	return listen_port(&server->address);
}

struct floor *server_floor(struct server *server)
{
	return server->site.floor;
}

void server_stop(struct server *server)
{
	atomic_store(&server->site.stopping, true);
	if (server->site.past)
		past_stop(server->site.past);
	if (server->site.studio)
		studio_stop(server->site.studio);
	if (server->site.floor)
		floor_stop(server->site.floor);
	if (server->site.expect)
		expect_stop(server->site.expect);
	if (server->site.voice)
		voice_stop(server->site.voice);
	for (uint32_t i = 0; i < server->site.loops_n; i++)
		loop_wake(server->loops[i]);
}

void server_close(struct server **server)
{
	struct server *s = *server;

	if (!s)
		return;
	ASSERT(atomic_load(&s->site.stopping));
	for (uint32_t i = 0; i < s->site.loops_n; i++)
		loop_wake(s->loops[i]);
	for (uint32_t i = 0; i < s->site.loops_n; i++)
		loop_join(s->loops[i]);
	past_close(&s->site.past); /* before the boxes that they answer to */
	studio_close(&s->site.studio);
	floor_close(&s->site.floor);
	expect_close(&s->site.expect);
	voice_close(&s->site.voice);
	for (uint32_t i = 0; i < s->site.loops_n; i++)
		loop_close(&s->loops[i]);
	pictures_close(&s->site.pictures);
	free(s);
	*server = NULL;
}
