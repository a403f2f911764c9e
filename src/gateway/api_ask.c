/* Requests that the desk answers (Q1-Q9, Q14, Q15, N8): commands, and what a hall looks like now.
 *
 * The body is parsed here, on the loop's thread and into the request's own arena, so that the one thread
 * that decides has nothing to do but decide. */
#include "app/fault.h"
#include "base/bug.h"
#include "base/civil.h"
#include "gateway/handlers.h"
#include "gateway/loop.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "host/clock.h"

static void answer_job(struct post_job *job)
{
	struct request *request = (struct request *)job; /* its first member */

	request_answer_json(request, job->desk.status, job->desk.answer);
}

/* Send the request to the desk; its hall is the first place of the route. */
static void ask_desk(struct request *request, enum desk_ask ask, const struct json *body)
{
	struct site *site = request->loop->site;
	struct desk_job *job = &request->job.desk;

	job->ask = ask;
	job->hall = request->params[0];
	job->body = body;
	job->actor = TEXT("http");
	job->language = request->language;
	job->now_ms = host_clock_now_ms(site->clock);
	request->job.done = answer_job;
	if (atomic_load(&site->stopping)) {
		request_fault(request, FAULT_STOPPING, (struct text){ 0 }, (struct text){ 0 });
		return;
	}
	request_park(request);
	if (!post_submit(request->loop->box, &request->job))
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
}

static bool is_key(struct text key)
{
	if (key.len > DESK_KEY_MAX)
		return false;
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] <= ' ' || key.at[i] > '~')
			return false;
	return true;
}

void serve_command(struct request *request)
{
	struct text key = request_header(request, "Idempotency-Key");
	struct text values[1];
	const struct json *body;
	struct err err;

	if (query_parse(request->query, (const char *const[]){ NULL }, &request->arena, values, &err)) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	} else if (request_header(request, "Origin").len &&
		   !guard_is_json(request_header(request, "Content-Type"))) {
		request_fault(request, FAULT_TYPE_WRONG, TEXT("Content-Type"), (struct text){ 0 });
	} else if (!is_key(key)) {
		request_fault(request, FAULT_KEY_INVALID, TEXT("Idempotency-Key"), (struct text){ 0 });
	} else if (json_parse(&request->arena, request_body(request), &body, &err)) {
		request_fault_err(request, FAULT_BODY_INVALID, &err);
	} else {
		request->job.desk.key = text_copy(&request->arena, key);
		ask_desk(request, DESK_COMMAND, body);
	}
}

/* Read a query with `names` (NULL-terminated); a fault is answered and false returned. */
static bool read_query(struct request *request, const char *const *names, struct text *ret_values)
{
	struct err err;

	if (!query_parse(request->query, names, &request->arena, ret_values, &err))
		return true;
	request_fault_err(request, FAULT_QUERY_INVALID, &err);
	return false;
}

static void serve_plain(struct request *request, enum desk_ask ask)
{
	static const char *const names[] = { NULL };
	struct text values[1];

	if (read_query(request, names, values))
		ask_desk(request, ask, NULL);
}

void serve_state(struct request *request)
{
	static const char *const names[] = { "at", NULL };
	struct text values[1];
	int64_t at_ms;

	if (!read_query(request, names, values))
		return;
	if (!values[0].at)
		ask_desk(request, DESK_STATE, NULL);
	else if (civil_parse_time(values[0], &at_ms))
		serve_state_at(request, at_ms);
	else
		request_fault(
			request, FAULT_QUERY_INVALID, TEXT("at"),
			TEXT("it must be a time such as 2026-11-23T16:03:00+08:00 (a plus sign is %2B)"));
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
static const struct json *arguments(struct request *request, const char *const *names,
				    const struct text *values)
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

	if (!read_query(request, names, values))
		return;
	for (int i = 0; names[i]; i++) {
		if (values[i].at)
			continue;
		request_fault(request, FAULT_QUERY_INVALID, text_of(names[i]), TEXT("it is required"));
		return;
	}
	ask_desk(request, DESK_SLOTS, arguments(request, names, values));
}

void serve_ticket(struct request *request)
{
	struct text json = text_printf(&request->arena, "{\"ticket\":%.*s}", TEXT_ARG(request->params[1]));
	const struct json *object;
	int64_t ticket;

	if (!text_int(request->params[1], &ticket) || ticket < 1 ||
	    json_parse(&request->arena, json, &object, NULL))
		request_fault(request, FAULT_TICKET_UNKNOWN, TEXT("ticket"), (struct text){ 0 });
	else
		ask_desk(request, DESK_TICKET, object);
}
