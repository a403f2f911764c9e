/* One request on its way through a loop (N8, S7).
 *
 * Invariant: an object is in its handler's hands, or parked (counted in loop->busy, with a close
 * callback on its connection), or kept for reuse. A client may go while its request is parked: the
 * callback then clears `http`, and the answer is dropped when it comes.
 *
 * What evhttp reads next on a connection is read after the answer was written, so there is at most one
 * request of a connection here at any time. */
#define _GNU_SOURCE /* dup3 */
#include "gateway/request.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bug.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/route.h"
#include "gateway/site.h"
#include "host/clock.h"

static struct request *take_object(struct loop *loop)
{
	struct request *request = loop->kept;

	if (request) {
		loop->kept = request->next;
		loop->kept_n--;
		return request;
	}
	request = calloc(1, sizeof(*request));
	if (!request)
		BUG("no memory for a request");
	arena_init(&request->arena, REQUEST_ARENA_MAX);
	return request;
}

static void let_go(struct request *request)
{
	struct loop *loop = request->loop;

	if (request->arena.used > REQUEST_ARENA_KEEP)
		arena_done(&request->arena);
	if (loop->kept_n == LOOP_REQUESTS_KEPT) {
		arena_done(&request->arena);
		free(request);
		return;
	}
	arena_reset(&request->arena);
	request->next = loop->kept;
	loop->kept = request;
	loop->kept_n++;
}

void request_free_kept(struct loop *loop)
{
	while (loop->kept) {
		struct request *request = loop->kept;

		loop->kept = request->next;
		arena_done(&request->arena);
		free(request);
	}
	loop->kept_n = 0;
}

struct text request_header(const struct request *request, const char *name)
{
	return text_of(evhttp_find_header(evhttp_request_get_input_headers(request->http), name));
}

struct request *request_begin(struct loop *loop, struct evhttp_request *http)
{
	struct request *request = take_object(loop);
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(http);
	struct arena arena = request->arena;

	*request = (struct request){ .arena = arena, .loop = loop, .http = http };
	request->job.desk.arena = &request->arena;
	/* Copies, for what evhttp holds is gone when the client is. */
	request->path = text_copy(&request->arena, text_of(evhttp_uri_get_path(uri)));
	request->query = text_copy(&request->arena, text_of(evhttp_uri_get_query(uri)));
	request->is_head = evhttp_request_get_command(http) == EVHTTP_REQ_HEAD;
	request->language = guard_language(request_header(request, "Accept-Language"));
	request->began_ns = host_monotonic_ns();
	if (!guard_trace(request_header(request, "traceparent"), request->trace))
		request->trace[0] = '\0';
	return request;
}

const char *request_trace(struct request *request)
{
	struct rng *rng = &request->loop->rng;

	if (!request->trace[0])
		snprintf(request->trace, sizeof(request->trace), "%016" PRIx64 "%016" PRIx64, rng_next(rng),
			 rng_next(rng));
	return request->trace;
}

void request_add_header(struct request *request, const char *name, const char *value)
{
	if (evhttp_add_header(evhttp_request_get_output_headers(request->http), name, value))
		BUG("header %s cannot hold `%s`", name, value);
}

struct text request_body(const struct request *request)
{
	struct evbuffer *input = evhttp_request_get_input_buffer(request->http);
	size_t len = evbuffer_get_length(input);

	return (struct text){ len ? (const char *)evbuffer_pullup(input, -1) : NULL, len };
}

/* A path as it may be logged: who knows the link of a ticket may do with it as its customer, so none of it is kept. */
static struct text loggable(struct text path)
{
	static const struct text before_links[] = { { "/v1/links/", 10 }, { "/t/", 3 } };

	for (size_t i = 0; i < CC_COUNT(before_links); i++)
		if (text_starts(path, before_links[i]))
			path.len = before_links[i].len;
	return path;
}

/* A line for every request when debugging; for those that failed always, but not too many. */
static void log_answer(struct request *request, int status, int64_t us)
{
	enum log_level level = status >= 500 ? LOG_LEVEL_WARN : status >= 400 ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG;

	if (!log_on(level))
		return;
	if (level != LOG_LEVEL_DEBUG && request->loop->log_spent++ >= LOOP_LOG_BURST)
		return;
	LOG(level, "answered", log_string("route", request->route ? request->route->name : "none"),
	    log_number("status", status), log_number("us", us), log_text("path", loggable(request->path)),
	    log_string("trace", request_trace(request)));
}

static void count_answer(struct request *request, int status, size_t bytes)
{
	int64_t us = (host_monotonic_ns() - request->began_ns) / 1000;

	if (request->route) {
		meter_answer(&request->loop->meter, route_number(request->route), status, bytes);
		if (request->route->serve == serve_command) /* others may wait for long on purpose */
			meter_latency(&request->loop->meter, us);
	}
	log_answer(request, status, us);
}

static const char *reason_of(int status)
{
	switch (status) {
	case 200: return "OK";
	case 206: return "Partial Content";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 410: return "Gone";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 415: return "Unsupported Media Type";
	case 416: return "Range Not Satisfiable";
	case 422: return "Unprocessable Content";
	case 503: return "Service Unavailable";
	default: return "Other";
	}
}

/* No longer parked: the connection's close callback would find an object that serves another. */
static void unpark(struct request *request)
{
	if (!request->parked)
		return;
	ASSERT(request->loop->busy);
	request->loop->busy--;
	request->parked = false;
	if (request->http)
		evhttp_connection_set_closecb(evhttp_request_get_connection(request->http), NULL, NULL);
}

static void add_guards(struct request *request)
{
#define ADD(name, value) request_add_header(request, name, value);
	GUARD_HEADERS(ADD)
#undef ADD
	if (!evhttp_find_header(evhttp_request_get_output_headers(request->http), GUARD_POLICY_HEADER))
		request_add_header(request, GUARD_POLICY_HEADER, GUARD_POLICY);
}

static void add_length(struct request *request, int64_t bytes)
{
	char length[24];

	snprintf(length, sizeof(length), "%" PRId64, bytes);
	request_add_header(request, "Content-Length", length);
}

static void send_answer(struct request *request, int status, const char *type, struct text body)
{
	struct evbuffer *output = evhttp_request_get_output_buffer(request->http);

	add_guards(request);
	if (type)
		request_add_header(request, "Content-Type", type);
	if (status >= 400)
		request_add_header(request, "Trace-Id", request_trace(request));
	if (status == 503)
		request_add_header(request, "Retry-After", "1");
	if (atomic_load_explicit(&request->loop->site->stopping, memory_order_relaxed))
		request_add_header(request, "Connection", "close");
	if (request->is_head) { /* evhttp would send the body, and no length without one */
		add_length(request, (int64_t)body.len);
	} else if (body.len && evbuffer_add(output, body.at, body.len)) {
		BUG("no memory for an answer of %zu bytes", body.len);
	}
	evhttp_send_reply(request->http, status, reason_of(status), NULL);
}

void request_answer(struct request *request, int status, const char *type, struct text body)
{
	unpark(request);
	count_answer(request, status, body.len);
	if (request->http)
		send_answer(request, status, type, body);
	let_go(request);
}

void request_answer_json(struct request *request, int status, struct text json)
{
	if (request->http)
		request_add_header(request, "Cache-Control", "no-store");
	request_answer(request, status, "application/json; charset=utf-8", json);
}

void request_fault(struct request *request, enum fault fault, struct text field, struct text detail)
{
	struct text json = fault_text(fault, request->language, field, detail, &request->arena);

	request_answer_json(request, fault_status(fault), json);
}

void request_fault_err(struct request *request, enum fault fault, const struct err *err)
{
	struct text json = fault_text_err(fault, request->language, err, &request->arena);

	request_answer_json(request, fault_status(fault), json);
}

void request_drop(struct request *request)
{
	ASSERT(!request->http);
	unpark(request);
	let_go(request);
}

static void on_close(struct evhttp_connection *connection, void *context)
{
	struct request *request = context;

	(void)connection;
	/* evhttp leaves a request that waits for its answer to us when the link breaks, and frees it with
	 * the connection otherwise. */
	if (!evhttp_request_get_connection(request->http))
		evhttp_request_free(request->http);
	request->http = NULL;
	if (request->gone)
		request->gone(request);
}

void request_park(struct request *request)
{
	ASSERT(!request->parked && request->http);
	request->parked = true;
	request->loop->busy++;
	evhttp_connection_set_closecb(evhttp_request_get_connection(request->http), on_close, request);
}

/* Pieces. */

/* The answer is over, or its client has gone. */
static void end_pieces(struct request *request)
{
	arena_done(&request->piece_arena);
	let_go(request);
}

static void send_piece(struct evhttp_connection *connection, void *context)
{
	struct request *request = context;
	struct evbuffer *piece;
	struct text bytes;

	arena_reset(&request->piece_arena);
	if (request->piece_bytes && request->piece(request->piece_context, &request->piece_arena, &bytes)) {
		ASSERT((int64_t)bytes.len <= request->piece_bytes && bytes.len);
		request->piece_bytes -= (int64_t)bytes.len;
		piece = evbuffer_new();
		if (!piece || evbuffer_add(piece, bytes.at, bytes.len))
			BUG("no memory for %zu bytes of an answer", bytes.len);
		evhttp_send_reply_chunk_with_cb(request->http, piece, send_piece, request);
		evbuffer_free(piece);
		return;
	}
	evhttp_connection_set_closecb(connection, NULL, NULL);
	if (request->piece_bytes)
		evhttp_connection_free(connection);
	else
		evhttp_send_reply_end(request->http);
	end_pieces(request);
}

void request_send(struct request *request, int status, const char *type, int64_t bytes, request_next_fn *next,
		  void *context)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(request->http);

	ASSERT(!request->parked && bytes > 0);
	count_answer(request, status, request->is_head ? 0 : (size_t)bytes);
	add_guards(request);
	request_add_header(request, "Content-Type", type);
	add_length(request, bytes);
	if (request->is_head) {
		evhttp_send_reply(request->http, status, reason_of(status), NULL);
		let_go(request);
		return;
	}
	request->piece = next;
	request->piece_context = context;
	request->piece_bytes = bytes;
	arena_init(&request->piece_arena, REQUEST_ARENA_MAX);
	request->gone = end_pieces;
	evhttp_connection_set_closecb(connection, on_close, request);
	evhttp_send_reply_start(request->http, status, reason_of(status));
	send_piece(connection, request);
}

int request_fd(const struct request *request)
{
	return bufferevent_getfd(evhttp_connection_get_bufferevent(evhttp_request_get_connection(request->http)));
}

/* evhttp shuts its socket down when it frees a connection, which would also end a duplicate. So its
 * number is made to lead nowhere first. */
int request_take_socket(struct request *request)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(request->http);
	struct bufferevent *stream = evhttp_connection_get_bufferevent(connection);
	int number = bufferevent_getfd(stream);
	int fd;

	ASSERT(!request->parked);
	bufferevent_disable(stream, EV_READ | EV_WRITE);
	fd = fcntl(number, F_DUPFD_CLOEXEC, 0);
	if (fd >= 0 && dup3(request->loop->nowhere, number, O_CLOEXEC) < 0) {
		close(fd);
		fd = -1;
	}
	count_answer(request, fd < 0 ? 503 : 200, 0);
	evhttp_connection_free(connection);
	let_go(request);
	return fd;
}
