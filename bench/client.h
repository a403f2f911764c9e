/* A small client of HTTP/1.1 and event streams over epoll, for benchmarks and tests that need many
 * connections for little work. One thread; answers and events come by callback from client_turn.
 *
 * A link has one request on its way at a time. It belongs to the caller, who embeds it as the first
 * member of what it stands for; it may be cut and connected again at any time, in a callback too. */
#ifndef OH_BENCH_CLIENT_H
#define OH_BENCH_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "base/err.h"
#include "base/text.h"

enum {
	CLIENT_BYTES_MAX = 64 << 20, /* of one answer, or of stream text without an event's end */
	CLIENT_READ_SIZE = 16 << 10, /* room that is made for one read */
	CLIENT_TURN_MAX = 1024,      /* links that one turn serves */
	CLIENT_CONNECT_S = 5,        /* until a connection attempt is given up */
	CLIENT_HEAD_MAX = 640,       /* bytes of a request before its body */
};

struct client {
	int epoll;
	uint16_t port;
	struct epoll_event ready[CLIENT_TURN_MAX];
};

struct client_link;

/* An answer: `body` lives until the callback returns. Status 0: the link broke and is cut, whether an
 * answer was awaited or not. A stream says 200 with an empty body once, when it begins. */
typedef void client_answer_fn(struct client_link *link, int status, struct text body);
/* An event of a stream: its `id` and `data`. */
typedef void client_event_fn(struct client_link *link, int64_t seq, struct text data);

/* Bytes on their way in or out. */
struct client_bytes {
	char *at;
	size_t from, len, size; /* at + from is the first of `len` bytes */
};

/* Zeroed but for the callbacks is not connected. */
struct client_link {
	client_answer_fn *on_answer;
	client_event_fn *on_event; /* of links that are used for streams */
	struct client *client;     /* NULL while not connected */
	int fd;
	bool waiting;              /* an answer is due */
	bool streaming;            /* what comes is event text */
	struct client_bytes in, out;
};

/* Client of a server at 127.0.0.1:`port`. */
CC_CHECK enum rc client_open(struct client *client, uint16_t port, struct err *err);
/* Every link must have been cut. */
void client_close(struct client *client);

/* Connect a link that is not connected. RC_FAULT where the server does not take it. */
CC_CHECK enum rc client_connect(struct client *client, struct client_link *link, struct err *err);
/* Drop the connection and all that waits in it; nothing is called. Nothing happens where there is none. */
void client_cut(struct client_link *link);

/* POST `body` to the commands of `hall` under the command key `key` (empty for none). */
void client_command(struct client_link *link, struct text hall, struct text key, struct text body);
/* GET `path`. */
void client_get(struct client_link *link, const char *path);
/* Turn the link into the stream of `hall` from now on. */
void client_stream(struct client_link *link, struct text hall);

/* Wait up to `timeout_ms` for something to come and call back for it; returns how many links it served. */
int client_turn(struct client *client, int timeout_ms);

#endif
