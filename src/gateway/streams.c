/* Live push of one loop (Q12, N8): event streams and parked polls, by hall.
 *
 * A stream is either up to date, and takes news as they come, or behind, and reads from the log. It
 * starts behind, after the box began to listen to its hall; so nothing can fall between the log and
 * the news. It is up to date when it has found the end of the log, which is an empty page and nothing
 * else; until then news are not for it, however long it takes to read. News that do not follow on what
 * a stream has makes it behind; news that it has in part are cut. So every stream sends every event
 * once, in order, whatever is lost on the way.
 *
 * What waits for a stream is bounded: a page of the log, or STREAMS_BACKLOG_MAX of news.
 *
 * Reading the log is done by turns, a few streams at a time, so that a thousand screens that come back
 * at once do not keep the others waiting. */
#include "gateway/streams.h"

#include <stdlib.h>
#include <string.h>

#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/guard.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/request.h"
#include "gateway/stream_private.h"
#include "gateway/table.h"
#include "host/clock.h"

/* A request that waits for news. */
struct poll {
	struct request *request;
	void (*resume)(struct request *request);
	struct event *end; /* its time, or the client hanging up */
	struct topic *topic;
	LIST_ENTRY(poll) in_topic, in_all;
};

/* A hall that somebody here listens to. */
struct topic {
	struct table_node node;
	LIST_HEAD(, stream) streams;
	LIST_HEAD(, poll) polls;
	struct streams *owner;
	char hall[];
};

TAILQ_HEAD(stream_queue, stream);

struct streams {
	struct loop *loop;
	struct table topics;
	struct stream_queue quiet, behind;
	LIST_HEAD(, poll) polls;
	uint32_t polls_n;
	struct event *turn; /* catches up */
	struct arena arena; /* of one page */
};

static const struct text greeting = TEXT(
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n" GUARD_LINES
	"X-Accel-Buffering: no\r\nConnection: close\r\n\r\n"
	"retry: 1000\n\n");
static const struct text beat = TEXT(": ping\n\n");

enum { PAGE_ARENA_MAX = 64 << 20, PAGE_ARENA_KEEP = 1 << 20 };

static int64_t now_ms(void)
{
	return host_monotonic_ns() / 1000000;
}

static struct topic *find_topic(struct streams *streams, struct text hall)
{
	return (struct topic *)table_find(&streams->topics, hall);
}

/* The topic of a hall that somebody is about to listen to. */
static struct topic *need_topic(struct streams *streams, struct text hall)
{
	struct topic *topic = find_topic(streams, hall);

	if (topic)
		return topic;
	topic = calloc(1, sizeof(*topic) + hall.len);
	if (!topic)
		BUG("no memory for a topic");
	topic->owner = streams;
	topic->node.key = (struct text){ memcpy(topic->hall, hall.at, hall.len), hall.len };
	LIST_INIT(&topic->streams);
	LIST_INIT(&topic->polls);
	table_add(&streams->topics, &topic->node);
	post_listen(streams->loop->box, hall);
	return topic;
}

static void drop_if_unheard(struct topic *topic)
{
	struct streams *streams = topic->owner;

	if (!LIST_EMPTY(&topic->streams) || !LIST_EMPTY(&topic->polls))
		return;
	post_unlisten(streams->loop->box, topic->node.key);
	table_remove(&streams->topics, &topic->node);
	free(topic);
}

/* Streams. */

static void note_written(struct streams *streams, struct stream *stream)
{
	stream->wrote_ms = now_ms();
	TAILQ_REMOVE(&streams->quiet, stream, in_quiet);
	TAILQ_INSERT_TAIL(&streams->quiet, stream, in_quiet);
}

/* Let the stream read from the log when its turn comes. */
static void set_behind(struct streams *streams, struct stream *stream)
{
	stream->behind = true;
	if (stream->queued)
		return;
	stream->queued = true;
	TAILQ_INSERT_TAIL(&streams->behind, stream, in_behind);
	event_active(streams->turn, EV_TIMEOUT, 0);
}

static void leave_queue(struct streams *streams, struct stream *stream)
{
	if (!stream->queued)
		return;
	stream->queued = false;
	TAILQ_REMOVE(&streams->behind, stream, in_behind);
}

static void end_stream(struct stream *stream)
{
	struct topic *topic = stream->topic;
	struct streams *streams = topic->owner;

	leave_queue(streams, stream);
	LIST_REMOVE(stream, in_topic);
	TAILQ_REMOVE(&streams->quiet, stream, in_quiet);
	stream_end(stream);
	free(stream);
	meter_add(&streams->loop->meter.streams, -1);
	drop_if_unheard(topic);
}

static void cut_stream(struct stream *stream)
{
	struct streams *streams = stream->topic->owner;

	meter_add(&streams->loop->meter.streams_cut, 1);
	stream_drop_unsent(stream);
	end_stream(stream);
}

/* Send news that follow on what the stream has. Ends the stream where it fails. */
static void send_news(struct streams *streams, struct stream *stream, struct news *news)
{
	meter_add(&streams->loop->meter.pushes, 1);
	meter_add(&streams->loop->meter.bytes, (int64_t)news_after(news, stream->seq).len);
	if (stream_send(stream, news))
		note_written(streams, stream);
	else
		cut_stream(stream);
}

static void on_stream(struct stream *stream, bool gone)
{
	struct streams *streams = stream->topic->owner;

	if (gone)
		end_stream(stream);
	else if (stream->behind) /* it has taken all that waited; there is more in the log, or its end to be found */
		set_behind(streams, stream);
}

void streams_attach(struct streams *streams, struct request *request, struct text hall, int64_t after)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	int fd;

	if (!stream)
		BUG("no memory for a stream");
	stream->topic = need_topic(streams, hall); /* copies `hall`, which ends with the request */
	stream->seq = after;
	fd = request_take_socket(request);
	if (fd < 0) {
		drop_if_unheard(stream->topic);
		free(stream);
		return;
	}
	stream_begin(stream, streams->loop->base, fd, on_stream);
	LIST_INSERT_HEAD(&stream->topic->streams, stream, in_topic);
	TAILQ_INSERT_TAIL(&streams->quiet, stream, in_quiet);
	stream->wrote_ms = now_ms();
	meter_add(&streams->loop->meter.streams, 1);
	meter_add(&streams->loop->meter.streams_total, 1);
	if (stream_say(stream, greeting))
		set_behind(streams, stream);
	else
		cut_stream(stream);
}

/* False where the stream has to end. One with a backlog is not quiet but slow, or stuck for good. */
static bool beat_stream(struct stream *stream)
{
	if (stream->backlog)
		return ++stream->still_beats < STREAMS_STILL_MAX;
	return stream_say(stream, beat);
}

/* Each stream at most once in a call, also where `at_ms` is ahead of the time that is noted now. */
void streams_beat(struct streams *streams, int64_t at_ms)
{
	struct stream *last = TAILQ_LAST(&streams->quiet, stream_queue);
	struct stream *stream;
	bool more = last != NULL;

	while (more && (stream = TAILQ_FIRST(&streams->quiet))->wrote_ms <= at_ms - STREAMS_BEAT_MS) {
		more = stream != last;
		if (beat_stream(stream))
			note_written(streams, stream);
		else
			cut_stream(stream);
	}
}

/* What the streams of a turn that stand at the same place have in common. */
struct page {
	const struct topic *topic;
	int64_t after;
	struct news *news; /* NULL for none */
};

static void page_drop(struct page *page)
{
	if (page->news)
		news_drop(page->news);
	*page = (struct page){ 0 };
}

static enum rc page_read(struct streams *streams, const struct topic *topic, int64_t after, struct page *page)
{
	struct err err = { .rc = RC_OK };
	struct text *events;
	uint32_t n;
	enum rc rc;

	if (page->topic == topic && page->after == after)
		return RC_OK;
	page_drop(page);
	rc = reader_events(streams->loop->reader, topic->node.key, after, READER_EVENTS_MAX, &streams->arena, &events,
			   &n, &err);
	if (rc) {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_string("why", err.text));
		return rc;
	}
	*page = (struct page){ topic, after, n ? news_make(topic->node.key, after + 1, events, n) : NULL };
	if (streams->arena.used > PAGE_ARENA_KEEP)
		arena_done(&streams->arena);
	else
		arena_reset(&streams->arena);
	return RC_OK;
}

/* One step of a stream that is behind: send a page, or find that there is none. Only an empty page is the end
 * of the log; one of few but large events is not. */
static void catch_up(struct streams *streams, struct stream *stream, struct page *page)
{
	leave_queue(streams, stream);
	if (stream->backlog)
		return; /* on_stream puts it back */
	if (page_read(streams, stream->topic, stream->seq, page)) {
		cut_stream(stream); /* the client comes back and says where it was */
		return;
	}
	if (!page->news) {
		stream->behind = false;
		return;
	}
	set_behind(streams, stream);
	send_news(streams, stream, page->news);
}

static void take_turn(evutil_socket_t fd, short what, void *context)
{
	struct streams *streams = context;
	struct page page = { 0 };
	struct stream *stream;

	(void)fd;
	(void)what;
	for (int i = 0; i < STREAMS_TURN_MAX && (stream = TAILQ_FIRST(&streams->behind)); i++)
		catch_up(streams, stream, &page);
	page_drop(&page);
	if (!TAILQ_EMPTY(&streams->behind)) {
		static const struct timeval soon = { 0, 0 };

		event_add(streams->turn, &soon); /* after what else is ready by now */
	}
}

/* Polls. */

static void end_poll(struct poll *poll)
{
	struct topic *topic = poll->topic;
	struct request *request = poll->request;
	void (*resume)(struct request *) = poll->resume;

	LIST_REMOVE(poll, in_topic);
	LIST_REMOVE(poll, in_all);
	topic->owner->polls_n--;
	event_free(poll->end);
	free(poll);
	request->gone = NULL;
	meter_add(&topic->owner->loop->meter.polls, -1);
	drop_if_unheard(topic);
	if (request->http)
		resume(request);
	else
		request_drop(request);
}

static void end_polls(struct streams *streams)
{
	while (!LIST_EMPTY(&streams->polls))
		end_poll(LIST_FIRST(&streams->polls));
}

/* Whoever has only said all they had to say still gets their answer, a little early. */
static void on_end(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	end_poll(context);
}

static void on_gone(struct request *request)
{
	end_poll(request->waiter);
}

bool streams_park(struct streams *streams, struct request *request, struct text hall, int wait_s,
		  void (*resume)(struct request *request))
{
	struct timeval wait = { .tv_sec = wait_s };
	struct poll *poll;

	ASSERT(wait_s > 0 && wait_s <= STREAMS_WAIT_S_MAX);
	if (streams->polls_n == STREAMS_POLLS_MAX)
		return false;
	poll = calloc(1, sizeof(*poll));
	if (!poll)
		BUG("no memory for a poll");
	*poll = (struct poll){ .request = request, .resume = resume, .topic = need_topic(streams, hall) };
	poll->end = event_new(streams->loop->base, request_fd(request), EV_CLOSED, on_end, poll);
	if (!poll->end || event_add(poll->end, &wait))
		BUG("cannot wait for the end of a poll");
	LIST_INSERT_HEAD(&poll->topic->polls, poll, in_topic);
	LIST_INSERT_HEAD(&streams->polls, poll, in_all);
	streams->polls_n++;
	meter_add(&streams->loop->meter.polls, 1);
	request->gone = on_gone;
	request->waiter = poll;
	if (!request->parked) /* one that has asked somebody else before is */
		request_park(request);
	return true;
}

void streams_resume(struct request *request)
{
	ASSERT(request->gone == on_gone);
	end_poll(request->waiter);
}

/* News. */

static void topic_news(struct streams *streams, struct topic *topic, struct news *news)
{
	struct stream *next;

	for (struct stream *stream = LIST_FIRST(&topic->streams); stream; stream = next) {
		next = LIST_NEXT(stream, in_topic);
		if (stream->behind)
			continue;
		if (news && stream->seq + 1 >= news->first_seq)
			send_news(streams, stream, news);
		else
			set_behind(streams, stream);
	}
}

static void wake_polls(struct streams *streams, struct text hall)
{
	struct topic *topic;

	/* The topic goes with the last who listens, so it is looked for each time. */
	while ((topic = find_topic(streams, hall)) && !LIST_EMPTY(&topic->polls))
		end_poll(LIST_FIRST(&topic->polls));
}

static void lose_news(struct streams *streams)
{
	struct stream *stream;

	for (stream = TAILQ_FIRST(&streams->quiet); stream; stream = TAILQ_NEXT(stream, in_quiet))
		set_behind(streams, stream);
	end_polls(streams);
}

void streams_news(struct streams *streams, struct news *news)
{
	struct topic *topic;

	if (!news) {
		lose_news(streams);
		return;
	}
	topic = find_topic(streams, news->hall);
	if (!topic)
		return;
	wake_polls(streams, news->hall);
	topic = find_topic(streams, news->hall);
	if (topic)
		topic_news(streams, topic, news);
}

struct streams *streams_open(struct loop *loop)
{
	struct streams *streams = calloc(1, sizeof(*streams));

	if (!streams)
		BUG("no memory for streams");
	streams->loop = loop;
	TAILQ_INIT(&streams->quiet);
	TAILQ_INIT(&streams->behind);
	LIST_INIT(&streams->polls);
	arena_init(&streams->arena, PAGE_ARENA_MAX);
	streams->turn = event_new(loop->base, -1, 0, take_turn, streams);
	if (!streams->turn)
		BUG("no memory for an event");
	return streams;
}

void streams_stop(struct streams *streams)
{
	struct stream *stream;

	while ((stream = TAILQ_FIRST(&streams->quiet)))
		end_stream(stream);
	end_polls(streams);
}

void streams_close(struct streams **streams)
{
	struct streams *s = *streams;

	if (!s)
		return;
	streams_stop(s);
	ASSERT(!s->topics.n);
	table_done(&s->topics);
	event_free(s->turn);
	arena_done(&s->arena);
	free(s);
	*streams = NULL;
}
