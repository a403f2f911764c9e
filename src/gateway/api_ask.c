/* Requests that the desk answers (Q1-Q9, Q14, Q15, M5, N8): commands, and what a hall looks like now; or the
 * time machine: what it looked like.
 *
 * The body is parsed here, on the loop's thread and into the request's own arena, so that the one thread
 * that decides has nothing to do but decide. */
#include "app/fault.h"
#include "base/bug.h"
#include "base/civil.h"
#include "gateway/api.h"
#include "gateway/handlers.h"
#include "gateway/loop.h"
#include "gateway/past.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "host/clock.h"

enum { AHEAD_MS_MAX = CIVIL_MS_PER_MINUTE }; /* by which the clocks of screens may be fast when they ask for now */

void api_answer(struct post_job *job)
{
	struct request *request = (struct request *)job; /* its first member */

	request_answer_json(request, job->desk.status, job->desk.answer);
}

bool api_begin(struct request *request, enum desk_ask ask, struct text hall, const struct json *body, int64_t now_ms)
{
	struct desk_job *job = &request->job.desk;

	job->ask = ask;
	job->hall = hall;
	job->body = body;
	job->actor = TEXT("http");
	job->language = request->language;
	job->now_ms = now_ms;
	job->base = request->loop->site->public_url;
	request->job.done = api_answer;
	if (atomic_load(&request->loop->site->stopping)) {
		request_fault(request, FAULT_STOPPING, (struct text){ 0 }, (struct text){ 0 });
		return false;
	}
	request_park(request);
	return true;
}

void request_ask(struct request *request, enum desk_ask ask, const struct json *body)
{
	int64_t now_ms = host_clock_now_ms(request->loop->site->clock);

	if (api_begin(request, ask, request->params[0], body, now_ms) &&
	    !post_submit(request->loop->box, &request->job))
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
}

static void ask_past(struct request *request, enum desk_ask ask, int64_t at_ms)
{
	struct loop *loop = request->loop;

	if (api_begin(request, ask, request->params[0], NULL, at_ms) &&
	    !past_submit(loop->site->past, loop->box, &request->job))
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
}

const struct json *api_command(struct request *request)
{
	struct text key = request_header(request, "Idempotency-Key");
	struct text values[1];
	const struct json *body = NULL;
	struct err err;

	if (query_parse(request->query, (const char *const[]){ NULL }, &request->arena, values, &err)) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	} else if (request_header(request, "Origin").len && !guard_is_json(request_header(request, "Content-Type"))) {
		request_fault(request, FAULT_TYPE_WRONG, TEXT("Content-Type"), (struct text){ 0 });
	} else if (json_parse(&request->arena, request_body(request), &body, &err)) {
		request_fault_err(request, FAULT_BODY_INVALID, &err);
	} else if (key.at && !key.len) { /* a client that lost its key, and would take a second ticket for the first */
		request_fault(request, FAULT_KEY_INVALID, TEXT("Idempotency-Key"), (struct text){ 0 });
	} else {
		request->job.desk.key = text_copy(&request->arena, key);
		return body;
	}
	return NULL;
}

void serve_command(struct request *request)
{
	const struct json *body = api_command(request);

	if (body)
		request_ask(request, DESK_COMMAND, body);
}

bool api_query(struct request *request, const char *const *names, struct text *ret_values)
{
	struct err err;

	if (!query_parse(request->query, names, &request->arena, ret_values, &err))
		return true;
	request_fault_err(request, FAULT_QUERY_INVALID, &err);
	return false;
}

static void refuse_parameter(struct request *request, const char *name, enum detail detail)
{
	struct err err;

	(void)err_detail(&err, name, detail, 0, 0, NULL);
	request_fault_err(request, FAULT_QUERY_INVALID, &err);
}

static void serve_plain(struct request *request, enum desk_ask ask)
{
	static const char *const names[] = { NULL };
	struct text values[1];

	if (api_query(request, names, values))
		request_ask(request, ask, NULL);
}

void serve_state(struct request *request)
{
	static const char *const names[] = { "at", NULL };
	struct text values[1];
	int64_t at_ms;

	if (!api_query(request, names, values))
		return;
	if (!values[0].at)
		request_ask(request, DESK_STATE, NULL);
	else if (!civil_parse_time(values[0], &at_ms))
		refuse_parameter(request, "at", DETAIL_TIME_NEEDED);
	else if (at_ms > host_clock_now_ms(request->loop->site->clock) + AHEAD_MS_MAX)
		refuse_parameter(request, "at", DETAIL_TIME_AHEAD);
	else
		ask_past(request, DESK_STATE, at_ms);
}

void serve_outline(struct request *request)
{
	static const char *const names[] = { "date", NULL };
	struct text values[1];

	if (!api_query(request, names, values))
		return;
	if (!values[0].at)
		refuse_parameter(request, "date", DETAIL_MISSING);
	else if (!civil_parse_date(values[0], &request->job.desk.day))
		refuse_parameter(request, "date", DETAIL_DATE_NEEDED);
	else
		ask_past(request, DESK_OUTLINE, host_clock_now_ms(request->loop->site->clock));
}

void serve_menu(struct request *request)
{
	serve_plain(request, DESK_MENU);
}

void serve_config(struct request *request)
{
	serve_plain(request, DESK_CONFIG);
}

/* An object of the texts that were given, as arguments for the desk. */
static const struct json *arguments(struct request *request, const char *const *names, const struct text *values)
{
	struct buf buf = { .arena = &request->arena };
	struct json_out out = { .buf = &buf };
	const struct json *object;
	struct err err;

	json_open(&out, '{');
	for (int i = 0; names[i]; i++) {
		if (!values[i].at)
			continue;
		json_key(&out, names[i]);
		json_put_text(&out, values[i]);
	}
	json_close(&out, '}');
	if (json_parse(&request->arena, buf_view(&buf), &object, &err))
		BUG("own arguments: %s", err.text);
	return object;
}

void serve_slots(struct request *request)
{
	static const char *const names[] = { "service", "date", NULL };
	struct text values[2];

	if (!api_query(request, names, values))
		return;
	for (int i = 0; names[i]; i++) {
		if (values[i].at)
			continue;
		refuse_parameter(request, names[i], DETAIL_MISSING);
		return;
	}
	request_ask(request, DESK_SLOTS, arguments(request, names, values));
}

void serve_next(struct request *request)
{
	static const char *const names[] = { "window", NULL }, *const none[] = { NULL };
	struct text values[1];

	if (api_query(request, none, values))
		request_ask(request, DESK_NEXT, arguments(request, names, request->params + 1));
}
