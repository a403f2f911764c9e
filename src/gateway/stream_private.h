/* One event stream: a socket, where it stands in the log of its hall, and what it could not take yet. */
#ifndef OH_GATEWAY_STREAM_PRIVATE_H
#define OH_GATEWAY_STREAM_PRIVATE_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/text.h"
#include "gateway/news.h"

struct backlog;
struct stream;
struct topic;

/* Called when the stream can be written again after a while, or, with `gone`, when it has to end. */
typedef void stream_fn(struct stream *stream, bool gone);

struct stream {
	struct event event;
	stream_fn *on_event;
	struct topic *topic;
	LIST_ENTRY(stream) in_topic;
	TAILQ_ENTRY(stream) in_quiet;  /* all streams of a loop, the one silent for longest first */
	TAILQ_ENTRY(stream) in_behind; /* those that read from the log, in turn */
	int64_t seq;                   /* last event that was sent or is in the backlog */
	int64_t wrote_ms;
	struct backlog *backlog; /* NULL while all was taken */
	uint32_t still_beats;    /* beats in a row at which it had taken nothing of its backlog */
	bool behind;             /* it reads from the log, and news are not for it */
	bool queued;             /* it is in line for that */
};

/* Begin to serve `fd` (owned from now on) on `base`, from the embedded members on. */
void stream_begin(struct stream *stream, struct event_base *base, int fd, stream_fn *on_event);
/* Close the socket and drop the backlog. */
void stream_end(struct stream *stream);
/* Let what the kernel holds for the client go with the end, so that nothing stays for one who does not read. */
void stream_drop_unsent(struct stream *stream);
/* Write text that is not kept, such as a comment; false where it was not taken whole. */
bool stream_say(struct stream *stream, struct text text);
/* Send the events of `news` after stream->seq, which then moves; what is not taken waits. False where
 * the link is broken or too much waits: the stream has to end. */
bool stream_send(struct stream *stream, struct news *news);

#endif
