/* evhttp answers what it cannot read (too large, no HTTP) with a page in HTML, before any callback of
 * ours; this interface promises JSON for every error (N8, S6).
 *
 * So the output of a connection is watched for the first bytes of an answer whose status is an error.
 * The whole of it is in the buffer when evhttp returns to the loop, and leaves only in the next round;
 * in between a check that was queued meanwhile finds the page and puts the fault in its place. evhttp
 * closes the connection after such an answer, so its length does not matter to it. What evhttp had read of
 * the request is out of reach by then, its Accept-Language too, so such a fault is said in all languages. */
#define _GNU_SOURCE /* memmem */
#include "gateway/page.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>

#include "app/fault.h"
#include "base/bug.h"
#include "gateway/guard.h"

enum { PAGE_HEAD_MAX = 512, STATUS_AT = 9, STATUS_END = 12, PAGE_ARENA_MAX = 64 << 10 };

static const char html[] = "Content-Type: text/html";

static struct text fault_answer(int status, struct arena *arena)
{
	enum fault fault = status == 413   ? FAULT_TOO_LARGE
			   : status == 501 ? FAULT_METHOD_UNKNOWN
					   : FAULT_HEADER_INVALID;
	struct text body = fault_text_all(fault, arena);

	return text_printf(arena,
			   "HTTP/1.1 %d Error\r\nContent-Type: application/json; charset=utf-8\r\n"
			   "Cache-Control: no-store\r\n" GUARD_LINES
			   "Content-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
			   fault_status(fault), body.len, TEXT_ARG(body));
}

static int status_of(const char *head)
{
	int64_t status;

	return text_int((struct text){ head + STATUS_AT, STATUS_END - STATUS_AT }, &status) ? (int)status : 400;
}

/* True where the header says so; a body may hold any words. */
static bool is_page(const char *at, size_t len)
{
	const char *body = memmem(at, len, "\r\n\r\n", 4);

	return memmem(at, body ? (size_t)(body - at) : len, html, sizeof(html) - 1) != NULL;
}

static void replace(struct evbuffer *output)
{
	CC_CLEANUP(arena_done) struct arena arena;
	size_t len = evbuffer_get_length(output);
	size_t head = len < PAGE_HEAD_MAX ? len : PAGE_HEAD_MAX;
	const char *at = (const char *)evbuffer_pullup(output, (ev_ssize_t)head);
	struct text answer;

	arena_init(&arena, PAGE_ARENA_MAX);
	if (!at || head <= STATUS_END || !is_page(at, head))
		return;
	answer = fault_answer(status_of(at), &arena);
	if (evbuffer_drain(output, len) || evbuffer_add(output, answer.at, answer.len))
		BUG("cannot replace a page");
}

static void on_check(evutil_socket_t fd, short what, void *context)
{
	struct bufferevent *stream = context;
	struct evbuffer *output = bufferevent_get_output(stream);

	(void)fd;
	(void)what;
	/* The front of the output belongs to the bufferevent but for this moment. */
	evbuffer_unfreeze(output, 1);
	replace(output);
	evbuffer_freeze(output, 1);
	bufferevent_decref(stream);
}

static void on_output(struct evbuffer *output, const struct evbuffer_cb_info *info, void *context)
{
	static const struct timeval now = { 0, 0 };
	struct bufferevent *stream = context;
	struct evbuffer_iovec first;

	if (info->orig_size || info->n_added <= STATUS_END)
		return;
	if (evbuffer_peek(output, STATUS_END, NULL, &first, 1) < 1 || first.iov_len < STATUS_END ||
	    ((const char *)first.iov_base)[STATUS_AT] < '4')
		return;
	bufferevent_incref(stream);
	if (event_base_once(bufferevent_get_base(stream), -1, EV_TIMEOUT, on_check, stream, &now))
		bufferevent_decref(stream);
}

void page_watch(struct bufferevent *stream)
{
	if (!evbuffer_add_cb(bufferevent_get_output(stream), on_output, stream))
		BUG("no memory to watch a connection");
}
