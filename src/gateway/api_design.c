/* Requests about designs of kiosks and the media library (Q18, N8).
 *
 * Writing goes to the desk, reading to the loop's own reader. A file is sent part by part, the next one when the socket
 * has taken the last, so that a hundred kiosks that fetch a video hold a hundred parts and not a hundred videos. */
#include <stdio.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/query.h"
#include "gateway/range.h"
#include "gateway/request.h"
#include "gateway/site.h"

enum { ETAG_SIZE = 80, RANGE_SIZE = 80 };

static const char *const no_names[] = { NULL };

/* --- Reading --------------------------------------------------------------------------------------- */

static void answer_failure(struct request *request, enum rc rc, enum fault missing, const struct err *err)
{
	if (rc == RC_MISSING) {
		request_fault(request, missing, (struct text){ 0 }, (struct text){ 0 });
	} else if (rc == RC_INVALID) {
		request_fault_err(request, FAULT_QUERY_INVALID, err);
	} else {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_string("why", err->text),
		    log_string("trace", request_trace(request)));
		request_fault(request, FAULT_STORE_DOWN, (struct text){ 0 }, (struct text){ 0 });
	}
}

static void serve_view(struct request *request,
		       enum rc (*read)(struct reader *reader, struct text hall, struct arena *arena,
				       struct text *ret_json, struct err *err))
{
	struct text values[1], json;
	struct err err = { .rc = RC_OK };
	enum rc rc = query_parse(request->query, no_names, &request->arena, values, &err);

	if (!rc)
		rc = read(request->loop->reader, request->params[0], &request->arena, &json, &err);
	if (rc)
		answer_failure(request, rc, FAULT_HALL_UNKNOWN, &err);
	else
		request_answer_json(request, 200, json);
}

void serve_kiosk(struct request *request)
{
	serve_view(request, reader_kiosk);
}

void serve_designs(struct request *request)
{
	serve_view(request, reader_designs);
}

void serve_media_list(struct request *request)
{
	serve_view(request, reader_media);
}

void serve_design(struct request *request)
{
	static const char *const names[] = { "version", NULL };
	struct text values[1], json = { 0 };
	struct err err = { .rc = RC_OK };
	int64_t version = -1;
	enum rc rc = query_parse(request->query, names, &request->arena, values, &err);

	if (!rc && values[0].at && (!text_int(values[0], &version) || version < 0))
		rc = err_detail(&err, names[0], DETAIL_INT_FROM, 0, 0, NULL);
	if (!rc)
		rc = reader_design(request->loop->reader, request->params[0], request->params[1], version,
				   &request->arena, &json, &err);
	if (rc)
		answer_failure(request, rc, json.len ? FAULT_DESIGN_UNKNOWN : FAULT_HALL_UNKNOWN, &err);
	else
		request_answer_json(request, 200, json);
}

/* --- Files ----------------------------------------------------------------------------------------- */

/* A file on its way out. */
struct sending {
	struct reader *reader;
	struct reader_file file;
	int64_t next, last; /* bytes that are still to be sent */
};

static bool next_part(void *context, struct arena *arena, struct text *ret)
{
	struct sending *sending = context;
	int64_t before, end;
	struct err err;

	if (reader_part(sending->reader, &sending->file, sending->next, arena, ret, &before, &err)) {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_string("why", err.text));
		return false;
	}
	end = before + (int64_t)ret->len;
	if (end > sending->last + 1)
		end = sending->last + 1;
	if (end <= sending->next)
		return false;
	*ret = (struct text){ ret->at + (sending->next - before), (size_t)(end - sending->next) };
	sending->next = end;
	return true;
}

static void send_file(struct request *request, const struct reader_file *file)
{
	struct sending *sending = ARENA_NEW(&request->arena, struct sending);
	struct text header = request_header(request, "Range");
	char words[RANGE_SIZE];
	int status = 200;

	sending->reader = request->loop->reader;
	sending->file = *file;
	switch (range_read(header, file->bytes, &sending->next, &sending->last)) {
	case RANGE_NONE:
		snprintf(words, sizeof(words), "bytes */%lld", (long long)file->bytes);
		request_add_header(request, "Content-Range", words);
		request_answer(request, 416, NULL, (struct text){ 0 });
		return;
	case RANGE_PART:
		snprintf(words, sizeof(words), "bytes %lld-%lld/%lld", (long long)sending->next,
			 (long long)sending->last, (long long)file->bytes);
		request_add_header(request, "Content-Range", words);
		status = 206;
		break;
	case RANGE_WHOLE: break;
	}
	request_send(request, status, text_cstr(&request->arena, file->type), sending->last - sending->next + 1,
		     next_part, sending);
}

void serve_media(struct request *request)
{
	struct reader_file file;
	struct text values[1];
	struct err err = { .rc = RC_OK };
	char etag[ETAG_SIZE];
	enum rc rc = query_parse(request->query, no_names, &request->arena, values, &err);

	if (!rc)
		rc = reader_file(request->loop->reader, request->params[0], request->params[1], &request->arena, &file,
				 &err);
	if (rc) {
		answer_failure(request, rc, FAULT_MEDIA_UNKNOWN, &err);
		return;
	}
	snprintf(etag, sizeof(etag), "\"%.*s\"", TEXT_ARG(request->params[1]));
	request_add_header(request, "ETag", etag);
	request_add_header(request, "Cache-Control", "public, max-age=31536000, immutable");
	request_add_header(request, "Accept-Ranges", "bytes");
	if (text_eq(request_header(request, "If-None-Match"), text_of(etag)))
		request_answer(request, 304, NULL, (struct text){ 0 });
	else
		send_file(request, &file);
}

/* --- Writing --------------------------------------------------------------------------------------- */

static void serve_body(struct request *request, enum desk_ask ask)
{
	struct text values[1];
	const struct json *body;
	struct err err;

	request->job.desk.item = request->params[1];
	if (query_parse(request->query, no_names, &request->arena, values, &err))
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	else if (request_header(request, "Origin").len && !guard_is_json(request_header(request, "Content-Type")))
		request_fault(request, FAULT_TYPE_WRONG, TEXT("Content-Type"), (struct text){ 0 });
	else if (json_parse(&request->arena, request_body(request), &body, &err))
		request_fault_err(request, FAULT_BODY_INVALID, &err);
	else
		request_ask(request, ask, body);
}

void serve_design_save(struct request *request)
{
	serve_body(request, DESK_DESIGN_SAVE);
}

void serve_design_publish(struct request *request)
{
	serve_body(request, DESK_DESIGN_PUBLISH);
}

void serve_design_discard(struct request *request)
{
	serve_body(request, DESK_DESIGN_DISCARD);
}

void serve_design_remove(struct request *request)
{
	serve_body(request, DESK_DESIGN_REMOVE);
}

void serve_media_begin(struct request *request)
{
	serve_body(request, DESK_MEDIA_BEGIN);
}

void serve_media_remove(struct request *request)
{
	serve_body(request, DESK_MEDIA_REMOVE);
}

void serve_media_abort(struct request *request)
{
	if (text_int(request->params[1], &request->job.desk.number) && request->job.desk.number > 0)
		serve_body(request, DESK_MEDIA_ABORT);
	else
		request_fault(request, FAULT_MEDIA_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
}

void serve_media_part(struct request *request)
{
	static const char *const names[] = { "part", NULL };
	struct desk_job *job = &request->job.desk;
	struct text values[1];
	struct err err;

	if (query_parse(request->query, names, &request->arena, values, &err)) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	} else if (!text_int(values[0], &job->part) || job->part < 0) {
		(void)err_detail(&err, names[0], DETAIL_INT_FROM, 0, 0, NULL);
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	} else if (!text_int(request->params[1], &job->number) || job->number < 1) {
		request_fault(request, FAULT_MEDIA_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
	} else {
		/* A copy: the client may go while the desk reads it. */
		job->bytes = text_copy(&request->arena, request_body(request));
		request_ask(request, DESK_MEDIA_PART, NULL);
	}
}
