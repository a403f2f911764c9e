/* One loop (N8, S7): a thread with its own event base, evhttp, reader, box and streams, so that loops
 * share nothing but what struct site holds. The kernel spreads connections over their sockets.
 *
 * libevent is used without its locks: an object of it is touched by its loop's thread only (and by the
 * opener before that thread runs, and the closer after). What others have to say comes by the box. */
#include "gateway/loop.h"

#include <errno.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/page.h"
#include "gateway/post.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/route.h"
#include "gateway/site.h"
#include "gateway/streams.h"
#include "host/clock.h"
#include "host/random.h"

/* A loop and what this file alone needs of it. */
struct loop_thread {
	struct loop loop;
	pthread_t thread;
	bool started;
	bool accepting;                     /* false while too many descriptors are open */
	int fd_max;                         /* numbers from here on are left free */
	struct evhttp_bound_socket *socket; /* NULL once the loop stops */
	struct event *box_event, *beat;
};

static struct loop_thread *thread_of(struct loop *loop)
{
	return (struct loop_thread *)loop; /* its first member */
}

/* Dispatch. */

/* True for a body that two readers of HTTP might see differently; what comes after it is not trusted. */
static bool is_ambiguous(const struct request *request)
{
	struct text encoding = request_header(request, "Transfer-Encoding");

	if (!encoding.len)
		return false;
	return strcasecmp(encoding.at, "chunked") != 0 || request_header(request, "Content-Length").len;
}

static enum fault check_origin(const struct request *request)
{
	struct text host = request_header(request, "Host");

	if (!guard_host(host, request->loop->site->hosts))
		return FAULT_HOST_INVALID;
	if (!guard_origin(request_header(request, "Origin"), host))
		return FAULT_ORIGIN_INVALID;
	return FAULT_NOT;
}

static void refuse(struct request *request, enum fault fault, struct text field)
{
	request_fault(request, fault, field, (struct text){ 0 });
}

/* Undo escapes in what stood in the places of a route; false where that cannot be. */
static bool decode_params(struct request *request)
{
	for (int i = 0; i < REQUEST_PARAMS_MAX; i++)
		if (query_decode(request->params[i], false, &request->arena, &request->params[i], NULL))
			return false;
	return true;
}

/* 0 for a method that no route has. */
static enum route_method method_of(enum evhttp_cmd_type command)
{
	switch (command) {
	case EVHTTP_REQ_GET:
	case EVHTTP_REQ_HEAD: return ROUTE_GET;
	case EVHTTP_REQ_POST: return ROUTE_POST;
	case EVHTTP_REQ_PUT: return ROUTE_PUT;
	case EVHTTP_REQ_DELETE: return ROUTE_DELETE;
	default: return 0;
	}
}

/* Say which methods the pattern of `route` takes. */
static void add_allowed(struct request *request, const struct route *route)
{
	const unsigned methods = route_methods(route);
	struct text list = text_printf(&request->arena, "%s%s%s%s", methods & ROUTE_GET ? ", GET" : "",
				       methods & ROUTE_GET && !route->streams ? ", HEAD" : "",
				       methods & ROUTE_POST ? ", POST" : "", methods & ROUTE_PUT ? ", PUT" : "");

	list = text_printf(&request->arena, "%.*s%s", TEXT_ARG(list), methods & ROUTE_DELETE ? ", DELETE" : "");
	request_add_header(request, "Allow", list.at + 2);
}

/* Set the route; where there is none, answer so and return false. */
static bool find_route(struct request *request, enum evhttp_cmd_type command)
{
	enum route_method method = method_of(command);
	const struct route *other;
	const struct route *route = route_find(request->path, method, request->params, &other);

	if (route && method && !(route->streams && request->is_head)) {
		request->route = route;
		return true;
	}
	if (!route && !other) {
		refuse(request, FAULT_ROUTE_UNKNOWN, (struct text){ 0 });
		return false;
	}
	add_allowed(request, route ? route : other);
	refuse(request, FAULT_METHOD_WRONG, (struct text){ 0 });
	return false;
}

static void on_request(struct evhttp_request *http, void *context)
{
	struct request *request = request_begin(context, http);
	enum fault fault = check_origin(request);

	if (fault) {
		refuse(request, fault, fault == FAULT_HOST_INVALID ? TEXT("Host") : TEXT("Origin"));
		return;
	}
	if (is_ambiguous(request)) {
		request_add_header(request, "Connection", "close");
		refuse(request, FAULT_HEADER_INVALID, TEXT("Transfer-Encoding"));
		return;
	}
	if (request->path.len + request->query.len > LOOP_URI_BYTES_MAX) {
		refuse(request, FAULT_URI_TOO_LONG, (struct text){ 0 });
		return;
	}
	if (!find_route(request, evhttp_request_get_command(http)))
		return;
	if (decode_params(request))
		request->route->serve(request);
	else
		refuse(request, FAULT_ROUTE_UNKNOWN, (struct text){ 0 });
}

/* Connections. */

/* The lowest free descriptor says how many are taken: connections, streams and files together. */
static bool is_crowded(const struct loop_thread *thread)
{
	int fd = fcntl(thread->loop.nowhere, F_DUPFD_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd < 0 || fd >= thread->fd_max;
}

static void set_accepting(struct loop_thread *thread, bool accepting)
{
	struct evconnlistener *listener;

	if (thread->accepting == accepting || !thread->socket)
		return;
	thread->accepting = accepting;
	listener = evhttp_bound_socket_get_listener(thread->socket);
	if (accepting)
		evconnlistener_enable(listener);
	else
		evconnlistener_disable(listener);
	LOG(LOG_LEVEL_WARN, accepting ? "accepting_again" : "too_many_connections",
	    log_number("limit", thread->fd_max));
}

static struct bufferevent *on_connection(struct event_base *base, void *context)
{
	struct loop_thread *thread = context;
	struct bufferevent *stream = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);

	if (!stream)
		BUG("no memory for a connection");
	page_watch(stream);
	if (is_crowded(thread))
		set_accepting(thread, false);
	return stream;
}

/* Running. */

static void begin_stop(struct loop_thread *thread)
{
	if (!thread->socket)
		return;
	evhttp_del_accept_socket(thread->loop.http, thread->socket);
	thread->socket = NULL;
	streams_stop(thread->loop.streams);
}

static void stop_if_done(struct loop_thread *thread)
{
	static const struct timeval flush = { 0, LOOP_FLUSH_MS * 1000 };

	if (!atomic_load(&thread->loop.site->stopping))
		return;
	begin_stop(thread);
	if (!thread->loop.busy)
		event_base_loopexit(thread->loop.base, &flush);
}

static void on_box(evutil_socket_t fd, short what, void *context)
{
	struct loop_thread *thread = context;

	(void)fd;
	(void)what;
	post_box_deliver(thread->loop.box);
	stop_if_done(thread);
}

static void on_beat(evutil_socket_t fd, short what, void *context)
{
	struct loop_thread *thread = context;

	(void)fd;
	(void)what;
	thread->loop.log_spent = 0;
	streams_beat(thread->loop.streams, host_monotonic_ns() / 1000000);
	if (!thread->accepting && !is_crowded(thread))
		set_accepting(thread, true);
	stop_if_done(thread);
}

static void on_news(void *context, struct news *news)
{
	struct loop_thread *thread = context;

	streams_news(thread->loop.streams, news);
}

static void *run(void *argument)
{
	struct loop_thread *thread = argument;

	if (event_base_dispatch(thread->loop.base) < 0)
		BUG("the event loop failed: %s", strerror(errno));
	return NULL;
}

static void set_up_http(struct loop_thread *thread)
{
	struct evhttp *http = thread->loop.http;

	evhttp_set_max_headers_size(http, LOOP_HEADER_BYTES_MAX);
	evhttp_set_max_body_size(http, LOOP_BODY_BYTES_MAX);
	evhttp_set_timeout(http, LOOP_IDLE_S);
	evhttp_set_default_content_type(http, NULL);
	/* All of them reach on_request, which says in JSON which ones a route takes. */
	evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
						 EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_TRACE |
						 EVHTTP_REQ_CONNECT | EVHTTP_REQ_PATCH);
	evhttp_set_gencb(http, on_request, &thread->loop);
	evhttp_set_bevcb(http, on_connection, thread);
}

static enum rc set_up(struct loop_thread *thread, int fd, struct err *err)
{
	static const struct timeval beat = { LOOP_BEAT_MS / 1000, 0 };
	struct loop *loop = &thread->loop;
	enum rc rc = post_box_open(&loop->box, loop->site->post, on_news, thread, err);

	if (rc)
		return rc;
	loop->nowhere = eventfd(0, EFD_CLOEXEC);
	loop->base = event_base_new();
	loop->http = loop->base ? evhttp_new(loop->base) : NULL;
	if (loop->nowhere < 0 || !loop->http)
		return err_set(err, RC_FAULT, "cannot make an event loop: %s", strerror(errno));
	set_up_http(thread);
	loop->streams = streams_open(loop);
	thread->box_event = event_new(loop->base, post_box_fd(loop->box), EV_READ | EV_PERSIST, on_box, thread);
	thread->beat = event_new(loop->base, -1, EV_PERSIST, on_beat, thread);
	if (!thread->box_event || event_add(thread->box_event, NULL) || !thread->beat || event_add(thread->beat, &beat))
		return err_set(err, RC_FAULT, "cannot make events");
	thread->socket = evhttp_accept_socket_with_handle(loop->http, fd);
	return thread->socket ? RC_OK : err_set(err, RC_FAULT, "cannot accept connections: %s", strerror(errno));
}

enum rc loop_open(struct loop **ret, struct site *site, struct reader *reader, int fd, struct err *err)
{
	struct loop_thread *thread = calloc(1, sizeof(*thread));
	struct loop *loop = &thread->loop;
	struct rlimit files;
	enum rc rc;

	*ret = NULL;
	if (!thread)
		BUG("no memory for a loop");
	thread->accepting = true;
	if (getrlimit(RLIMIT_NOFILE, &files))
		files.rlim_cur = 1024;
	thread->fd_max = (int)(files.rlim_cur < INT32_MAX ? files.rlim_cur : INT32_MAX) - LOOP_FD_RESERVE;
	loop->site = site;
	loop->reader = reader;
	loop->nowhere = -1;
	rng_seed(&loop->rng, host_random_u64());
	rc = set_up(thread, fd, err);
	if (!rc) {
		*ret = loop;
		return RC_OK;
	}
	if (!thread->socket)
		close(fd);
	post_stop(site->post); /* a box is closed after that */
	loop_close(&loop);
	return rc;
}

enum rc loop_start(struct loop *loop, struct err *err)
{
	int failed = pthread_create(&thread_of(loop)->thread, NULL, run, loop);

	if (failed)
		return err_set(err, RC_FAULT, "cannot start a thread: %s", strerror(failed));
	thread_of(loop)->started = true;
	return RC_OK;
}

void loop_wake(struct loop *loop)
{
	post_box_wake(loop->box);
}

void loop_join(struct loop *loop)
{
	if (thread_of(loop)->started)
		pthread_join(thread_of(loop)->thread, NULL);
	thread_of(loop)->started = false;
}

void loop_close(struct loop **loop)
{
	struct loop *l = *loop;

	if (!l)
		return;
	loop_join(l);
	if (l->streams)
		streams_close(&l->streams);
	if (l->http)
		evhttp_free(l->http);
	if (thread_of(l)->box_event)
		event_free(thread_of(l)->box_event);
	if (thread_of(l)->beat)
		event_free(thread_of(l)->beat);
	if (l->base)
		event_base_free(l->base);
	post_box_close(&l->box);
	if (l->nowhere >= 0)
		close(l->nowhere);
	request_free_kept(l);
	free(thread_of(l));
	*loop = NULL;
}
