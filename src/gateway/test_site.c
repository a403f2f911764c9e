/* A whole server inside a test: the real desk, store and readers, on a port of its own. */
#define _GNU_SOURCE /* memmem, strcasestr */
#include "gateway/test_site.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/hall/reader.h"
#include "app/hall/waits.h"
#include "gateway/log.h"
#include "gateway/post.h"
#include "gateway/server.h"
#include "gateway/web.h"

enum { PATIENCE_MS = 10000 };

static void must(enum rc rc, const struct err *err)
{
	if (rc)
		fail_msg("%s", err->text);
}

static int64_t site_now_ms(const struct host_clock *clock)
{
	return atomic_load(&((const struct site_clock *)clock)->now_ms);
}

void site_advance(struct site_test *site, int64_t ms)
{
	atomic_fetch_add(&site->clock.now_ms, ms);
}

/* A desk that waits for another writer needs a store of its own. */
static void open_desk(struct site_test *site, int32_t busy_ms)
{
	const struct store_options options = { .path = site->world.bed.path, .busy_ms = busy_ms };
	struct err err;

	site->desk = site->world.desk;
	if (!busy_ms)
		return;
	must(store_open(&site->patient, &options, &err), &err);
	must(desk_open(&site->desk, site->patient, 1, &err), &err);
}

static void open_readers(struct site_test *site)
{
	struct err err;

	for (int i = 0; i < SITE_LOOPS; i++) {
		site->stores[i] = bed_another(&site->world.bed, true);
		must(reader_open(&site->readers[i], site->stores[i], &err), &err);
	}
	site->past_store = bed_another(&site->world.bed, true);
	must(reader_open(&site->past, site->past_store, &err), &err);
	site->floor_store = bed_another(&site->world.bed, true);
	must(reader_open(&site->floor, site->floor_store, &err), &err);
	site->waits_store = bed_another(&site->world.bed, true);
	must(waits_open(&site->waits, site->waits_store, &err), &err);
	site->voice_store = bed_another(&site->world.bed, true);
	must(reader_open(&site->voice, site->voice_store, &err), &err);
	snprintf(site->sounds, sizeof(site->sounds), "%s/voice", site->world.bed.dir);
}

static void serve(struct site_test *site, const struct site_wish *wish)
{
	const struct host_clock *clock = &site->clock.clock;
	const struct server_options options = { .listen = TEXT("127.0.0.1:0"),
						.loops = wish->loops ? wish->loops : SITE_LOOPS,
						.readers = site->readers,
						.hosts = TEXT("hall.example"),
						.openapi = TEXT("{\"openapi\":\"3.1.0\"}"),
						.clock = clock,
						.past = site->past,
						.floor = site->floor,
						.waits = site->waits,
						.links = desk_phone_link_key(site->desk),
						.public_url = text_of(wish->public_url),
						.data = text_of(wish->data),
						.slips = wish->slips,
						.slip_waits = !wish->bare_slips,
						.voice = site->voice,
						.sounds = site->sounds,
						.speaker = wish->speaker ? wish->speaker : "espeak-ng",
						.post = site->post,
						.web = site->web };
	struct err err;

	must(server_open(&site->server, &options, &err), &err);
	site->port = server_port(site->server);
}

void site_open_with(struct site_test *site, const struct site_wish *wish)
{
	struct err err;

	memset(site, 0, sizeof(*site));
	site->clock.clock.now_ms = site_now_ms;
	atomic_init(&site->clock.now_ms, wish->start_ms ? wish->start_ms : WORLD_START_MS);
	log_set_level(LOG_LEVEL_ERROR);
	world_open(&site->world, false);
	world_hall(&site->world, "h1", NULL);
	world_hall(&site->world, "h2", NULL);
	open_desk(site, wish->busy_ms);
	open_readers(site);
	if (wish->web_root)
		must(web_open(&site->web, wish->web_root, &err), &err);
	must(post_open(&site->post, site->desk, &site->clock.clock, &err), &err);
	if (!wish->no_server)
		serve(site, wish);
}

void site_restart(struct site_test *site, const struct site_wish *wish)
{
	struct err err;

	server_stop(site->server);
	post_stop(site->post);
	server_close(&site->server);
	post_close(&site->post);
	must(post_open(&site->post, site->desk, &site->clock.clock, &err), &err);
	serve(site, wish);
}

void site_open(struct site_test *site, const char *web_root)
{
	site_open_with(site, &(struct site_wish){ .web_root = web_root });
}

/* The voice's sounds; where there was no server there is no such directory. */
static void remove_sounds(const struct site_test *site)
{
	DIR *dir = opendir(site->sounds);
	struct dirent *entry;
	char path[sizeof(site->sounds) + NAME_MAX + 2];

	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", site->sounds, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(site->sounds);
}

void site_done(struct site_test *site)
{
	if (site->server)
		server_stop(site->server);
	post_stop(site->post);
	server_close(&site->server);
	post_close(&site->post);
	web_close(&site->web);
	for (int i = 0; i < SITE_LOOPS; i++) {
		reader_close(&site->readers[i]);
		store_close(&site->stores[i]);
	}
	reader_close(&site->past);
	store_close(&site->past_store);
	reader_close(&site->floor);
	store_close(&site->floor_store);
	waits_close(&site->waits);
	store_close(&site->waits_store);
	reader_close(&site->voice);
	store_close(&site->voice_store);
	if (site->patient) {
		desk_close(&site->desk);
		store_close(&site->patient);
	}
	remove_sounds(site);
	world_done(&site->world);
}

static int try_connect(const struct site_test *site)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)site->port),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	if (!connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return fd;
	close(fd);
	return -1;
}

int site_setup(void **state)
{
	site_open(*state, NULL);
	return 0;
}

int site_teardown(void **state)
{
	site_done(*state);
	return 0;
}

int site_connect(const struct site_test *site)
{
	int fd = try_connect(site);

	assert_true(fd >= 0);
	return fd;
}

bool site_refuses(const struct site_test *site)
{
	int fd = try_connect(site);

	if (fd >= 0)
		close(fd);
	return fd < 0;
}

void site_send(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len) {
		ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

		if (n < 0)
			return; /* the reply will tell */
		text += n;
		len -= (size_t)n;
	}
}

/* More bytes behind those in `reply`; false at the end of the connection. */
static bool more(int fd, int timeout_ms, struct reply *reply)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&poller, 1, timeout_ms) != 1)
		fail_msg("nothing came in %d ms after: %s", timeout_ms, reply->bytes);
	assert_true(reply->len + 1 < REPLY_MAX);
	n = recv(fd, reply->bytes + reply->len, REPLY_MAX - reply->len - 1, 0);
	if (n <= 0)
		return false;
	reply->len += (size_t)n;
	reply->bytes[reply->len] = '\0';
	return true;
}

void site_receive(int fd, bool has_body, struct reply *ret)
{
	const char *end, *length;
	size_t body_len = 0;

	*ret = (struct reply){ 0 };
	while (!(end = memmem(ret->bytes, ret->len, "\r\n\r\n", 4)))
		if (!more(fd, PATIENCE_MS, ret))
			return;
	ret->head_len = (size_t)(end - ret->bytes) + 4;
	assert_int_equal(sscanf(ret->bytes, "HTTP/1.%*d %d", &ret->status), 1);
	length = strcasestr(ret->bytes, "\r\nContent-Length: ");
	if (length && length < end && has_body)
		assert_int_equal(sscanf(length + 18, "%zu", &body_len), 1);
	while (ret->len < ret->head_len + body_len)
		if (!more(fd, PATIENCE_MS, ret))
			fail_msg("the connection ended within a reply: %s", ret->bytes);
}

void site_ask(const struct site_test *site, const char *request, struct reply *ret)
{
	int fd = site_connect(site);

	site_send(fd, request);
	site_receive(fd, strncmp(request, "HEAD ", 5) != 0, ret);
	close(fd);
}

void site_get(const struct site_test *site, const char *path, struct reply *ret)
{
	char request[4096];

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
	site_ask(site, request, ret);
}

void site_command_text(const char *hall, const char *body, const char *key, char *ret, size_t size)
{
	snprintf(ret, size,
		 "POST /v1/halls/%s/commands HTTP/1.1\r\nHost: localhost\r\n%s%s%s"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		 hall, key ? "Idempotency-Key: " : "", key ? key : "", key ? "\r\n" : "", strlen(body), body);
}

void site_command(const struct site_test *site, const char *hall, const char *body, const char *key, struct reply *ret)
{
	static _Thread_local char request[256 << 10];

	site_command_text(hall, body, key, request, sizeof(request));
	site_ask(site, request, ret);
}

const char *reply_body(const struct reply *reply)
{
	return reply->bytes + reply->head_len;
}

void site_read_until(int fd, const char *text, int timeout_ms, struct reply *ret)
{
	while (!strstr(ret->bytes, text))
		if (!more(fd, timeout_ms, ret))
			fail_msg("the stream ended before `%s`: %s", text, ret->bytes);
}

bool reply_header(const struct reply *reply, const char *name, char *ret, size_t size)
{
	const char *end = reply->bytes + reply->head_len;
	size_t len = strlen(name);

	for (const char *at = reply->bytes; at && at < end; at = strstr(at, "\r\n")) {
		at += strncmp(at, "\r\n", 2) == 0 ? 2 : 0;
		if (strncasecmp(at, name, len) != 0 || at[len] != ':')
			continue;
		at += len + 1;
		at += strspn(at, " ");
		snprintf(ret, size, "%.*s", (int)strcspn(at, "\r"), at);
		return true;
	}
	return false;
}

void reply_must(const struct reply *reply, int status, const char *holds)
{
	if (reply->status != status || !strstr(reply->bytes, holds))
		fail_msg("wanted %d with `%s`, got %s", status, holds, reply->bytes);
}

int64_t site_metric(const struct site_test *site, const char *name)
{
	static _Thread_local struct reply answer;
	char line[128];
	const char *at;

	site_get(site, "/metrics", &answer);
	snprintf(line, sizeof(line), "\n%s ", name);
	at = strstr(answer.bytes, line);
	return at ? strtoll(at + strlen(line), NULL, 10) : 0;
}

void site_await_metric(const struct site_test *site, const char *name, int64_t value)
{
	int64_t until_ns = host_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);

	while (site_metric(site, name) != value && host_monotonic_ns() < until_ns)
		usleep(20000);
	assert_int_equal(site_metric(site, name), value);
}
