/* What stands in the halls: signs of life of devices, and the list of them (Q12, Q19, M1). */
#include "app/fault.h"
#include "app/hall/reader.h"
#include "gateway/floor/floor.h"
#include "gateway/handlers.h"
#include "gateway/loop.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "host/clock.h"

static void refuse(struct request *request, enum fault fault, const char *field)
{
	request_fault(request, fault, text_of(field), (struct text){ 0 });
}

/* Answer that there is no such device, or not even such a hall; or that all are still being read. */
static void refuse_device(struct request *request, enum floor_outcome outcome)
{
	struct err err = { .rc = RC_OK };
	int64_t head;

	if (outcome == FLOOR_LATER)
		refuse(request, FAULT_BUSY, NULL);
	else if (reader_head(request->loop->reader, request->params[0], &head, &err) == RC_MISSING)
		refuse(request, FAULT_HALL_UNKNOWN, NULL);
	else
		refuse(request, FAULT_DEVICE_UNKNOWN, "device");
}

static struct text write(struct request *request, const struct shape *shape, const void *view)
{
	struct buf buf = { .arena = &request->arena };
	struct json_out out = { .buf = &buf };

	shape_write(shape, view, NULL, 0, &out);
	return buf_view(&buf);
}

/* A device shows and speaks what has happened. A receipt of more would be one of every call to come. */
static enum rc check_receipts(struct request *request, const struct view_device_beat *beat, struct err *err)
{
	int64_t head;
	const enum rc rc = reader_head(request->loop->reader, request->params[0], &head, err);

	if (rc != RC_OK)
		return rc;
	if (beat->shown > head)
		return err_detail(err, "shown", DETAIL_INT_FROM_TO, 0, head, NULL);
	if (beat->spoken > head)
		return err_detail(err, "spoken", DETAIL_INT_FROM_TO, 0, head, NULL);
	return RC_OK;
}

static void take_beat(struct request *request, const struct view_device_beat *beat)
{
	struct view_device_heard heard;
	struct err err;
	const enum rc rc = check_receipts(request, beat, &err);

	if (rc == RC_INVALID) {
		request_fault_err(request, FAULT_BODY_INVALID, &err);
		return;
	}
	/* Where the store cannot be read, or knows no such hall, nothing counts but that the device is there. */
	struct view_device_beat sign = *beat;
	if (rc != RC_OK)
		sign.shown = sign.spoken = 0;
	const enum floor_outcome outcome = floor_beat(request->loop->site->floor, request->params[0],
						      request->params[1], &sign, &request->arena, &heard);
	if (outcome == FLOOR_DONE)
		request_answer_json(request, 200, write(request, &view_device_heard_shape, &heard));
	else
		refuse_device(request, outcome);
}

void serve_beat(struct request *request)
{
	static const char *const names[] = { NULL };
	struct view_device_beat beat;
	const struct json *body;
	struct text values[1];
	struct err err;

	if (query_parse(request->query, names, &request->arena, values, &err) != RC_OK) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	} else if (request_header(request, "Origin").len && !guard_is_json(request_header(request, "Content-Type"))) {
		refuse(request, FAULT_TYPE_WRONG, "Content-Type");
	} else if (json_parse(&request->arena, request_body(request), &body, &err) != RC_OK ||
		   shape_read(&view_device_beat_shape, body, NULL, "", &request->arena, &beat, &err) != RC_OK) {
		request_fault_err(request, FAULT_BODY_INVALID, &err);
	} else {
		take_beat(request, &beat);
	}
}

/* A hall without devices has an empty list. */
static struct text empty_list(struct request *request)
{
	const struct view_devices none = { .hall = request->params[0],
					   .at = host_clock_now_ms(request->loop->site->clock) };

	return write(request, &view_devices_shape, &none);
}

void serve_devices(struct request *request)
{
	static const char *const names[] = { NULL };
	struct err err = { .rc = RC_OK };
	struct text values[1], json;
	int64_t head;

	if (query_parse(request->query, names, &request->arena, values, &err) != RC_OK) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
		return;
	}
	const enum floor_outcome outcome = floor_show(request->loop->site->floor, request->params[0], &request->arena,
						      &json);
	if (outcome == FLOOR_DONE)
		request_answer_json(request, 200, json);
	else if (outcome == FLOOR_UNKNOWN &&
		 reader_head(request->loop->reader, request->params[0], &head, &err) == RC_OK)
		request_answer_json(request, 200, empty_list(request));
	else
		refuse_device(request, outcome);
}
