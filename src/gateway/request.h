/* One request on its way through a loop: from evhttp, to whoever can answer it, and back. */
#ifndef OH_GATEWAY_REQUEST_H
#define OH_GATEWAY_REQUEST_H

#include "app/fault.h"
#include "gateway/guard.h"
#include "gateway/post.h"

struct evhttp_request;
struct loop;
struct route;

enum {
	REQUEST_PARAMS_MAX = 3,
	REQUEST_ARENA_MAX = 64 << 20,
	REQUEST_ARENA_KEEP = 64 << 10, /* an arena that held more gives its memory back */
};

struct request {
	struct post_job job; /* for requests that ask the desk */
	struct arena arena;  /* all that is made for this request */
	struct loop *loop;
	struct evhttp_request *http; /* NULL when the client has gone */
	const struct route *route;
	struct text path, query;                /* as sent, still escaped */
	struct text params[REQUEST_PARAMS_MAX]; /* what stood in the places of the route's pattern */
	enum queue_language language;
	char trace[GUARD_TRACE_SIZE]; /* empty until request_trace where the client sent none */
	int64_t began_ns;
	bool is_head;
	bool parked;                           /* somebody else will answer it later */
	void (*gone)(struct request *request); /* called when the client goes while it is parked; or NULL */
	void *waiter;                          /* for whoever sets `gone` */
	struct request *next;

	/* Of an answer that is sent in pieces. */
	bool (*piece)(void *context, struct arena *arena, struct text *ret);
	void *piece_context;
	struct arena piece_arena; /* of one piece */
	int64_t piece_bytes;      /* that were promised and not handed over */
};

/* Wrap what evhttp has read. It ends with request_answer or one of its kin. */
struct request *request_begin(struct loop *loop, struct evhttp_request *http);

/* Id that finds the request in the log: the client's by its traceparent, or one of our own. */
const char *request_trace(struct request *request);

/* Value of a header, or the empty text. */
struct text request_header(const struct request *request, const char *name);
/* Add a header to the answer. `value` holds no line ends. */
void request_add_header(struct request *request, const char *name, const char *value);
/* The body, in one piece; lives as long as the request's connection. */
struct text request_body(const struct request *request);

/* Answer and let go of the request. `type` may be NULL where there is no body. */
void request_answer(struct request *request, int status, const char *type, struct text body);
void request_answer_json(struct request *request, int status, struct text json);
/* The same with view "fault". `field` and `detail` may be empty. */
void request_fault(struct request *request, enum fault fault, struct text field, struct text detail);
/* The same with what `err` says about the request's input. */
void request_fault_err(struct request *request, enum fault fault, const struct err *err);

/* Ask the desk about the hall that is the first place of the route, and answer with what it says. The rest of
 * job.desk that `ask` needs stands there already. */
void request_ask(struct request *request, enum desk_ask ask, const struct json *body);

/* Next piece of an answer into `ret`, at least one byte, in `arena`, which is empty before each call; false at the end,
 * and where it cannot be had: a client that was promised more sees its connection close. */
typedef bool request_next_fn(void *context, struct arena *arena, struct text *ret);
/* Answer with `bytes` bytes that come piece by piece, each when the client has taken the one before, and let go of the
 * request. `context` lives in the request's arena. A server that stops does not wait for such answers. */
void request_send(struct request *request, int status, const char *type, int64_t bytes, request_next_fn *next,
		  void *context);

/* Keep the request for later; a client that goes meanwhile leaves `http` NULL. */
void request_park(struct request *request);

/* Descriptor of its connection, to watch while it is parked. */
int request_fd(const struct request *request);

/* Let go of a parked request whose client has gone. */
void request_drop(struct request *request);

/* Take the connection's socket away from evhttp, and let go of the request. Returns the descriptor, now
 * the caller's, or -1. */
int request_take_socket(struct request *request);

/* Free the objects that were kept for reuse. */
void request_free_kept(struct loop *loop);

#endif
