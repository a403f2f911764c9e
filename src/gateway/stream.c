/* One event stream (Q12): text goes from the shared news straight to the socket. Only when a reader is
 * slow does the stream keep anything, and then only places in news that others share.
 *
 * Invariant: while there is a backlog the event waits for the socket to become writable, and nothing is
 * written around the backlog. */
#include "gateway/stream_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"
#include "gateway/streams.h"

enum { SLICES_FIRST = 8, READ_SIZE = 512 };

/* A piece of news from `from` on. */
struct slice {
	struct news *news;
	size_t from;
};

struct backlog {
	size_t bytes;
	uint32_t first, n, size;
	struct slice slices[];
};

/* Bytes taken of `text`: 0 when the socket is full, -1 when the link is broken. */
static ssize_t put(struct stream *stream, struct text text)
{
	ssize_t n;

	do
		n = send(event_get_fd(&stream->event), text.at, text.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		stream->still_beats = 0;
	return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : n;
}

static void drop_backlog(struct stream *stream)
{
	struct backlog *backlog = stream->backlog;

	for (uint32_t i = 0; backlog && i < backlog->n; i++)
		news_drop(backlog->slices[backlog->first + i].news);
	free(backlog);
	stream->backlog = NULL;
}

/* Wait for what the client sends, and also for room where `writing`. */
static void wait_for(struct stream *stream, struct event_base *base, int fd, bool writing, event_callback_fn fn)
{
	short what = EV_READ | EV_PERSIST;

	if (event_assign(&stream->event, base, fd, writing ? what | EV_WRITE : what, fn, stream) ||
	    event_add(&stream->event, NULL))
		BUG("cannot wait for descriptor %d", fd);
}

static void set_writing(struct stream *stream, bool writing)
{
	struct event_base *base = event_get_base(&stream->event);
	int fd = event_get_fd(&stream->event);
	event_callback_fn fn = event_get_callback(&stream->event);

	event_del(&stream->event);
	wait_for(stream, base, fd, writing, fn);
}

/* Send what waits; false where the link is broken. */
static bool drain(struct stream *stream)
{
	struct backlog *backlog = stream->backlog;

	while (backlog->n) {
		struct slice *slice = &backlog->slices[backlog->first];
		struct text whole = slice->news->stream;
		ssize_t n = put(stream, (struct text){ whole.at + slice->from, whole.len - slice->from });

		if (n < 0)
			return false;
		slice->from += (size_t)n;
		backlog->bytes -= (size_t)n;
		if (slice->from < whole.len)
			return true;
		news_drop(slice->news);
		backlog->first++;
		backlog->n--;
	}
	drop_backlog(stream);
	set_writing(stream, false);
	return true;
}

/* The client has nothing to say on a stream: bytes are dropped, the end of them ends it. */
static bool is_open(const struct stream *stream)
{
	char bytes[READ_SIZE];
	ssize_t n = recv(event_get_fd(&stream->event), bytes, sizeof(bytes), MSG_DONTWAIT);

	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

static void on_ready(evutil_socket_t fd, short what, void *context)
{
	struct stream *stream = context;

	(void)fd;
	if ((what & EV_READ) && !is_open(stream)) {
		stream->on_event(stream, true);
		return;
	}
	if (!(what & EV_WRITE) || !stream->backlog)
		return;
	if (!drain(stream))
		stream->on_event(stream, true);
	else if (!stream->backlog)
		stream->on_event(stream, false);
}

void stream_begin(struct stream *stream, struct event_base *base, int fd, stream_fn *on_event)
{
	static const int bytes = STREAMS_SOCKET_BYTES;

	stream->on_event = on_event;
	/* Otherwise the kernel keeps megabytes for a screen that hangs, and shows it a past that is long over. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)))
		BUG("descriptor %d is no socket", fd);
	wait_for(stream, base, fd, false, on_ready);
}

void stream_end(struct stream *stream)
{
	int fd = event_get_fd(&stream->event);

	event_del(&stream->event);
	drop_backlog(stream);
	close(fd);
}

void stream_drop_unsent(struct stream *stream)
{
	static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	if (setsockopt(event_get_fd(&stream->event), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)))
		BUG("a stream without a socket");
}

bool stream_say(struct stream *stream, struct text text)
{
	return !stream->backlog && put(stream, text) == (ssize_t)text.len;
}

/* Room for one more slice; NULL where too much waits. */
static struct backlog *make_room(struct backlog *backlog)
{
	uint32_t size = backlog ? backlog->size : 0;

	if (backlog && backlog->first + backlog->n < size)
		return backlog;
	if (backlog && backlog->first) {
		memmove(backlog->slices, backlog->slices + backlog->first, backlog->n * sizeof(struct slice));
		backlog->first = 0;
		return backlog;
	}
	if (size == STREAMS_SLICES_MAX)
		return NULL;
	size = size ? size * 2 : SLICES_FIRST;
	backlog = realloc(backlog, sizeof(*backlog) + size * sizeof(struct slice));
	if (!backlog)
		BUG("no memory for a backlog");
	if (size == SLICES_FIRST)
		*backlog = (struct backlog){ 0 };
	backlog->size = size;
	return backlog;
}

static bool keep(struct stream *stream, struct news *news, size_t from)
{
	bool was_empty = !stream->backlog;
	struct backlog *backlog;

	if (!was_empty && stream->backlog->bytes > STREAMS_BACKLOG_MAX)
		return false;
	backlog = make_room(stream->backlog);
	if (!backlog)
		return false;
	stream->backlog = backlog;
	backlog->slices[backlog->first + backlog->n++] = (struct slice){ news_keep(news), from };
	backlog->bytes += news->stream.len - from;
	if (was_empty)
		set_writing(stream, true);
	return true;
}

bool stream_send(struct stream *stream, struct news *news)
{
	struct text text = news_after(news, stream->seq);
	ssize_t n = 0;

	ASSERT(stream->seq + 1 >= news->first_seq);
	if (!text.len)
		return true;
	stream->seq = news_last_seq(news);
	if (!stream->backlog)
		n = put(stream, text);
	if (n < 0)
		return false;
	if ((size_t)n == text.len)
		return true;
	return keep(stream, news, news->stream.len - text.len + (size_t)n);
}
