/* The client (N8).
 *
 * It shares two cores with the server that it measures, so it does little: one read and one write for
 * a request, headers are looked through for their length alone, bodies are handed on unread. */
#define _GNU_SOURCE /* memmem */
#include "bench/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"

enum { STATUS_AT = 9 }; /* of `HTTP/1.1 200 OK` */

enum rc client_open(struct client *client, uint16_t port, struct err *err)
{
	client->port = port;
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll < 0)
		return err_set(err, RC_FAULT, "client: no epoll: %s", strerror(errno));
	return RC_OK;
}

void client_close(struct client *client)
{
	close(client->epoll);
}

static void bytes_drop(struct client_bytes *bytes)
{
	free(bytes->at);
	*bytes = (struct client_bytes){ 0 };
}

static void bytes_take(struct client_bytes *bytes, size_t n)
{
	ASSERT(n <= bytes->len);
	bytes->len -= n;
	bytes->from = bytes->len ? bytes->from + n : 0;
}

/* Where `room` bytes can be put behind what there is. */
static char *bytes_room(struct client_bytes *bytes, size_t room)
{
	if (bytes->from && bytes->from + bytes->len + room > bytes->size) {
		memmove(bytes->at, bytes->at + bytes->from, bytes->len);
		bytes->from = 0;
	}
	if (bytes->len + room > bytes->size) {
		bytes->size = bytes->len * 2 + room;
		bytes->at = realloc(bytes->at, bytes->size);
		if (!bytes->at)
			BUG("no memory for %zu bytes", bytes->size);
	}
	return bytes->at + bytes->from + bytes->len;
}

static void bytes_put(struct client_bytes *bytes, const void *from, size_t n)
{
	memcpy(bytes_room(bytes, n), from, n);
	bytes->len += n;
}

static struct text bytes_view(const struct client_bytes *bytes)
{
	return (struct text){ bytes->at + bytes->from, bytes->len };
}

enum rc client_connect(struct client *client, struct client_link *link, struct err *err)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(client->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const struct timeval patience = { .tv_sec = CLIENT_CONNECT_S };
	struct epoll_event wish = { .events = EPOLLIN, .data.ptr = link };
	const int one = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ASSERT(!link->client);
	if (fd < 0)
		return err_set(err, RC_FAULT, "client: no socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) ||
	    epoll_ctl(client->epoll, EPOLL_CTL_ADD, fd, &wish)) {
		err_set(err, RC_FAULT, "client: cannot connect to port %u: %s", client->port, strerror(errno));
		close(fd);
		return RC_FAULT;
	}
	link->fd = fd;
	link->client = client;
	return RC_OK;
}

void client_cut(struct client_link *link)
{
	if (!link->client)
		return;
	close(link->fd);
	bytes_drop(&link->in);
	bytes_drop(&link->out);
	link->client = NULL;
	link->waiting = link->streaming = false;
}

/* Everything that is to be sent and fits into the socket. A broken link is noticed by the next turn. */
static void flush(struct client_link *link)
{
	bool waited = link->out.len > 0;
	ssize_t n = send(link->fd, link->out.at + link->out.from, link->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	struct epoll_event wish = { .events = EPOLLIN, .data.ptr = link };

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return;
	if (n > 0)
		bytes_take(&link->out, (size_t)n);
	if (link->out.len)
		wish.events |= EPOLLOUT;
	if ((waited && !link->out.len) || wish.events != EPOLLIN)
		epoll_ctl(link->client->epoll, EPOLL_CTL_MOD, link->fd, &wish);
}

/* Send a request; in the usual case with one call and without a copy. */
static void start(struct client_link *link, struct text head, struct text body)
{
	ASSERT(link->client && !link->waiting && !link->streaming && !link->out.len);
	link->waiting = true;
	bytes_put(&link->out, head.at, head.len);
	bytes_put(&link->out, body.at, body.len);
	flush(link);
}

void client_command(struct client_link *link, struct text hall, struct text key, struct text body)
{
	char head[CLIENT_HEAD_MAX];
	int n = snprintf(head, sizeof(head),
			 "POST /v1/halls/%.*s/commands HTTP/1.1\r\nHost: localhost\r\n"
			 "Content-Type: application/json\r\n%s%.*s%sContent-Length: %zu\r\n\r\n",
			 TEXT_ARG(hall), key.len ? "Idempotency-Key: " : "", TEXT_ARG(key), key.len ? "\r\n" : "",
			 body.len);

	ASSERT(n > 0 && (size_t)n < sizeof(head));
	start(link, (struct text){ head, (size_t)n }, body);
}

void client_get(struct client_link *link, const char *path)
{
	char head[CLIENT_HEAD_MAX];
	int n = snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);

	ASSERT(n > 0 && (size_t)n < sizeof(head));
	start(link, (struct text){ head, (size_t)n }, (struct text){ "", 0 });
}

void client_stream(struct client_link *link, struct text hall)
{
	char path[CLIENT_HEAD_MAX / 2];
	int n = snprintf(path, sizeof(path), "/v1/halls/%.*s/stream", TEXT_ARG(hall));

	ASSERT(link->on_event && n > 0 && (size_t)n < sizeof(path));
	client_get(link, path);
}

/* Value of a header in `head`, which begins with the status line; empty where there is none. */
static struct text header(struct text head, const char *name)
{
	size_t len = strlen(name);

	while (head.len) {
		struct text line = text_cut(&head, '\n');

		if (line.len > len && line.at[len] == ':' && !strncasecmp(line.at, name, len))
			return text_trim((struct text){ line.at + len + 1, line.len - len - 1 });
	}
	return (struct text){ 0 };
}

/* An event ends with an empty line. Fields but `id` and `data`, and comments, are passed over. */
static void hear(struct client_link *link, struct text event)
{
	struct text data = { 0 };
	int64_t seq = 0;

	while (event.len) {
		struct text line = text_cut(&event, '\n');

		if (text_starts(line, TEXT("data: ")))
			data = (struct text){ line.at + 6, line.len - 6 };
		else if (text_starts(line, TEXT("id: ")) &&
			 !text_int((struct text){ line.at + 4, line.len - 4 }, &seq))
			BUG("an event with the id %.*s", TEXT_ARG(line));
	}
	if (data.len)
		link->on_event(link, seq, data);
}

/* One event of the stream, if it is there whole. */
static bool take_event(struct client_link *link)
{
	struct text all = bytes_view(&link->in);
	const char *end = all.len ? memmem(all.at, all.len, "\n\n", 2) : NULL;
	size_t n = end ? (size_t)(end - all.at) : 0;

	if (!end)
		return false;
	hear(link, (struct text){ all.at, n });
	if (!link->client)
		return false;
	bytes_take(&link->in, n + 2);
	return true;
}

static void begin_stream(struct client_link *link, size_t head_len)
{
	bytes_take(&link->in, head_len);
	link->waiting = false;
	link->streaming = true;
	link->on_answer(link, 200, (struct text){ "", 0 });
}

/* One answer, if it is there whole. */
static bool take_answer(struct client_link *link)
{
	struct text all = bytes_view(&link->in);
	const char *end = all.len ? memmem(all.at, all.len, "\r\n\r\n", 4) : NULL;
	struct text head = { all.at, end ? (size_t)(end - all.at) + 2 : 0 };
	struct client_bytes taken;
	int64_t status, len;

	if (!end)
		return false;
	if (!link->waiting || head.len < STATUS_AT + 3 ||
	    !text_int((struct text){ head.at + STATUS_AT, 3 }, &status))
		BUG("an answer that nobody asked for, or none of HTTP: %.*s", TEXT_ARG(head));
	if (status == 200 && text_starts(header(head, "Content-Type"), TEXT("text/event-stream"))) {
		begin_stream(link, head.len + 2);
		return link->client != NULL;
	}
	if (!text_int(header(head, "Content-Length"), &len) || len < 0 || len > CLIENT_BYTES_MAX)
		BUG("an answer without a length, or too long: %.*s", TEXT_ARG(head));
	if (all.len < head.len + 2 + (size_t)len)
		return false;
	/* Out of the link before the callback, which may send the next request or cut the link. */
	taken = link->in;
	link->in = (struct client_bytes){ 0 };
	link->waiting = false;
	link->on_answer(link, (int)status, (struct text){ all.at + head.len + 2, (size_t)len });
	if (link->client && !link->in.at && all.len == head.len + 2 + (size_t)len) {
		taken.from = taken.len = 0;
		link->in = taken; /* the memory serves the next answer */
	} else {
		bytes_drop(&taken);
	}
	return false;
}

static void broken(struct client_link *link)
{
	client_cut(link);
	link->on_answer(link, 0, (struct text){ "", 0 });
}

static void read_link(struct client_link *link)
{
	ssize_t n;

	if (link->in.len > CLIENT_BYTES_MAX)
		BUG("the server sends without an end");
	n = recv(link->fd, bytes_room(&link->in, CLIENT_READ_SIZE), CLIENT_READ_SIZE, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		broken(link);
		return;
	}
	link->in.len += (size_t)n;
	while (link->streaming ? take_event(link) : take_answer(link))
		;
}

int client_turn(struct client *client, int timeout_ms)
{
	int n = epoll_wait(client->epoll, client->ready, CLIENT_TURN_MAX, timeout_ms);

	if (n < 0 && errno != EINTR)
		BUG("epoll_wait: %s", strerror(errno));
	for (int i = 0; i < n; i++) {
		struct client_link *link = client->ready[i].data.ptr;

		/* A callback of this turn may have cut it. */
		if (link->client && (client->ready[i].events & EPOLLOUT))
			flush(link);
		if (link->client && (client->ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
			read_link(link);
	}
	return n > 0 ? n : 0;
}
