/* Requests that are answered from the log and its projections, beside the desk (Q12, Q15, N8). What they
 * show is committed. Each loop reads with a reader of its own. */
#include "app/fault.h"
#include "app/hall/reader.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "gateway/streams.h"

enum { EVENTS_LIMIT = 100 }; /* events in a page where nothing is said */

/* Answer a failed read. */
static void answer_failure(struct request *request, enum rc rc, const struct err *err)
{
	if (rc == RC_MISSING) {
		request_fault(request, FAULT_HALL_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
	} else if (rc == RC_INVALID) {
		request_fault_err(request, FAULT_QUERY_INVALID, err);
	} else {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_string("why", err->text),
		    log_string("trace", request_trace(request)));
		request_fault(request, FAULT_STORE_DOWN, (struct text){ 0 }, (struct text){ 0 });
	}
}

/* Value of a whole number from `low` to `high`; `standard` where it is not given. */
static enum rc read_number(struct text value, const char *name, int64_t low, int64_t high, int64_t standard,
			   int64_t *ret, struct err *err)
{
	*ret = standard;
	if (value.at && (!text_int(value, ret) || *ret < low || *ret > high))
		return err_detail(err, name, DETAIL_INT_FROM_TO, low, high, NULL);
	return RC_OK;
}

void serve_halls(struct request *request)
{
	static const char *const names[] = { NULL };
	struct text values[1], json;
	struct err err = { .rc = RC_OK };
	enum rc rc = query_parse(request->query, names, &request->arena, values, &err);

	if (!rc)
		rc = reader_halls(request->loop->reader, &request->arena, &json, &err);
	if (rc)
		answer_failure(request, rc, &err);
	else
		request_answer_json(request, 200, json);
}

/* What a request for events asks for. */
struct events_ask {
	int64_t after, limit, wait_s;
};

static enum rc read_events_ask(struct request *request, struct events_ask *ret, struct err *err)
{
	static const char *const names[] = { "after", "limit", "wait", NULL };
	struct text values[3];
	enum rc rc = query_parse(request->query, names, &request->arena, values, err);

	if (!rc)
		rc = read_number(values[0], names[0], 0, INT64_MAX, 0, &ret->after, err);
	if (!rc)
		rc = read_number(values[1], names[1], 1, READER_EVENTS_MAX, EVENTS_LIMIT, &ret->limit, err);
	if (!rc)
		rc = read_number(values[2], names[2], 0, STREAMS_WAIT_S_MAX, 0, &ret->wait_s, err);
	return rc;
}

static void write_events(struct request *request, const struct text *events, uint32_t n, int64_t head)
{
	struct buf buf = { .arena = &request->arena };
	struct json_out out = { .buf = &buf };

	json_open(&out, '{');
	json_key(&out, "events");
	json_open(&out, '[');
	for (uint32_t i = 0; i < n; i++)
		json_put_raw(&out, events[i]);
	json_close(&out, ']');
	json_key(&out, "last");
	json_put_int(&out, head);
	json_close(&out, '}');
	request_answer_json(request, 200, buf_view(&buf));
}

static void answer_events(struct request *request);

/* Events that were committed after the log was read and before the poll listened are told to nobody, so the log is
 * looked at once more. The answer reads it for itself, and says what is wrong if anything is. */
static void wait_for_events(struct request *request, const struct events_ask *ask)
{
	struct err err;
	int64_t head;

	if (!streams_park(request->loop->streams, request, request->params[0], (int)ask->wait_s, answer_events)) {
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
		return;
	}
	if (reader_head(request->loop->reader, request->params[0], &head, &err) || head > ask->after)
		streams_resume(request);
}

/* Answer with what there is; with nothing, wait for it where `may_wait`. */
static void read_events(struct request *request, bool may_wait)
{
	struct reader *reader = request->loop->reader;
	struct err err = { .rc = RC_OK };
	struct events_ask ask;
	struct text *events;
	uint32_t n;
	int64_t head = 0;
	enum rc rc = read_events_ask(request, &ask, &err);

	if (!rc)
		rc = reader_events(reader, request->params[0], ask.after, (uint32_t)ask.limit, &request->arena, &events,
				   &n, &err);
	if (!rc)
		rc = reader_head(reader, request->params[0], &head, &err);
	if (rc)
		answer_failure(request, rc, &err);
	else if (n || !may_wait || !ask.wait_s || atomic_load(&request->loop->site->stopping))
		write_events(request, events, n, head);
	else
		wait_for_events(request, &ask);
}

static void answer_events(struct request *request)
{
	read_events(request, false);
}

void serve_events(struct request *request)
{
	read_events(request, true);
}

/* Seq to begin a stream after: the header that a browser sends when it comes back, the query, or now. */
static enum rc read_start(struct request *request, int64_t head, int64_t *ret_after, struct err *err)
{
	static const char *const names[] = { "after", NULL };
	struct text last_id = request_header(request, "Last-Event-ID");
	struct text values[1];
	enum rc rc = query_parse(request->query, names, &request->arena, values, err);

	if (!rc)
		rc = read_number(values[0], "after", 0, INT64_MAX, head, ret_after, err);
	if (!rc && last_id.len)
		rc = read_number(last_id, "Last-Event-ID", 0, INT64_MAX, head, ret_after, err);
	if (*ret_after > head) /* of a log that was restored from before that event */
		*ret_after = head;
	return rc;
}

void serve_stream(struct request *request)
{
	struct err err = { .rc = RC_OK };
	int64_t head = 0, after = 0;
	enum rc rc = reader_head(request->loop->reader, request->params[0], &head, &err);

	if (!rc)
		rc = read_start(request, head, &after, &err);
	if (rc)
		answer_failure(request, rc, &err);
	else
		streams_attach(request->loop->streams, request, request->params[0], after);
}

void serve_appointments(struct request *request)
{
	static const char *const names[] = { "date", "name", "phone", "token", "code", "state", NULL };
	struct text v[6], json;
	struct err err = { .rc = RC_OK };
	enum rc rc = query_parse(request->query, names, &request->arena, v, &err);

	if (!rc) {
		struct reader_bookings filter = {
			.date = v[0], .name = v[1], .phone = v[2], .token = v[3], .code = v[4], .state = v[5]
		};

		rc = reader_appointments(request->loop->reader, request->params[0], &filter, &request->arena, &json,
					 &err);
	}
	if (rc)
		answer_failure(request, rc, &err);
	else
		request_answer_json(request, 200, json);
}
