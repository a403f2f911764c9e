/* How devices are, and telling their halls (Q19, M2).
 *
 * Invariant: what a hall was told last is what its device was then. A report that did not get through is made again
 * at the next look. What was told before a restart is not known, so each device is reported once after it; a hall
 * that knows it already says so, and its log has no trace of it. */
#include "gateway/floor/floor_private.h"

#include "base/bug.h"
#include "gateway/log.h"
#include "host/clock.h"

enum { NS_PER_S = 1000000000, REPORT_BYTES_MAX = 64 << 10, STATUS_FAULT = 500 };

/* Silence is measured by a clock that never steps: setting the time of the machine makes nothing silent. */
static bool is_silent(const struct floor_device *device, int64_t now_ns)
{
	const int64_t after_s = device->config->silent_after_s > 0 ? device->config->silent_after_s : FLOOR_SILENT_S;

	return now_ns - device->heard_ns > after_s * NS_PER_S;
}

enum queue_device_state watch_state(const struct floor_device *device, int64_t now_ns, struct text *ret_detail)
{
	const struct text lack = device->press != NULL ? press_lack(device->press) : (struct text){ 0 };
	struct text detail = text_of(device->detail);
	enum queue_device_state state = device->said;

	if (lack.len > 0) {
		state = QUEUE_DEVICE_FAULT;
		detail = lack;
	} else if (is_silent(device, now_ns)) {
		state = QUEUE_DEVICE_SILENT;
		detail = (struct text){ 0 };
	}
	if (ret_detail != NULL)
		*ret_detail = detail;
	return state;
}

/* What a printer's own thread has found out counts as a word of the device. */
static void hear_printer(struct floor_device *device, int64_t now_ns)
{
	static const enum queue_device_state states[ESCPOS_STATES] = {
		[ESCPOS_READY] = QUEUE_DEVICE_OK,
		[ESCPOS_PAPER_LOW] = QUEUE_DEVICE_PAPER_LOW,
		[ESCPOS_PAPER_OUT] = QUEUE_DEVICE_PAPER_OUT,
		[ESCPOS_COVER_OPEN] = QUEUE_DEVICE_OPEN,
		[ESCPOS_FAULT] = QUEUE_DEVICE_FAULT,
	};
	struct printer_status status;

	press_status(device->press, &status);
	if (states[status.state] == 0)
		return;
	device->said = states[status.state];
	device->heard_ns = now_ns;
}

/* FNV-1a: two states of a device have one mark in 2^64 cases. */
static uint64_t mark_of(enum queue_device_state state, struct text detail)
{
	uint64_t mark = UINT64_C(14695981039346656037) ^ (uint64_t)state;

	for (size_t i = 0; i < detail.len; i++)
		mark = (mark ^ (unsigned char)detail.at[i]) * UINT64_C(1099511628211);
	return mark != 0 ? mark : 1;
}

static void on_reported(struct post_job *job)
{
	struct floor_report *report = (struct floor_report *)job; /* its first member */
	struct floor *floor = report->floor;

	pthread_mutex_lock(&floor->lock);
	struct floor_hall *const hall = registry_find(floor, text_of(report->hall));
	struct floor_device *const device = hall != NULL ? registry_device(hall, text_of(report->device)) : NULL;
	if (device != NULL)
		device->asked = false;
	if (device != NULL && job->desk.status < STATUS_FAULT)
		device->told = report->mark;
	pthread_mutex_unlock(&floor->lock);
	report->busy = false;
	arena_done(&report->arena);
}

static struct floor_report *free_report(struct floor *floor)
{
	for (int i = 0; i < FLOOR_REPORTS_MAX; i++)
		if (!floor->reports[i].busy)
			return &floor->reports[i];
	return NULL;
}

static const struct json *report_body(struct arena *arena, const char *device, enum queue_device_state state,
				      struct text detail)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };
	const struct json *body;
	struct err err;

	json_open(&out, '{');
	json_key(&out, "command");
	json_put_text(&out, TEXT("device.report"));
	json_key(&out, "args");
	json_open(&out, '{');
	json_key(&out, "device");
	json_put_text(&out, text_of(device));
	json_key(&out, "state");
	json_put_text(&out, text_of(queue_device_state_words.words[state]));
	json_key(&out, "detail");
	json_put_text(&out, detail);
	json_close(&out, '}');
	json_close(&out, '}');
	if (json_parse(arena, buf_view(&buf), &body, &err) != RC_OK)
		BUG("own report: %s", err.text);
	return body;
}

/* Tell the hall of one device, where a report is free and the desk takes it. Under the lock. */
static void tell(struct floor *floor, const struct floor_hall *hall, struct floor_device *device,
		 enum queue_device_state state, struct text detail)
{
	struct floor_report *report = free_report(floor);

	if (report == NULL || atomic_load(&floor->stopping))
		return;
	arena_init(&report->arena, REPORT_BYTES_MAX);
	text_fill(report->hall, sizeof(report->hall), text_of(hall->id));
	text_fill(report->device, sizeof(report->device), text_of(device->config->id));
	report->floor = floor;
	report->mark = mark_of(state, detail);
	report->job = (struct post_job){
		.desk = { .ask = DESK_COMMAND,
			  .hall = text_of(report->hall),
			  .actor = TEXT("floor"),
			  .body = report_body(&report->arena, device->config->id, state, detail),
			  .now_ms = host_clock_now_ms(floor->options.clock),
			  .arena = &report->arena },
		.done = on_reported,
	};
	report->busy = post_submit(floor->box, &report->job);
	device->asked = report->busy;
	if (!report->busy)
		arena_done(&report->arena);
}

/* What finds no report free is told at a later look. */
static void look_at(struct floor *floor, struct floor_hall *hall, int64_t now_ns)
{
	for (uint32_t i = 0; i < hall->config.devices.n; i++) {
		struct floor_device *device = &hall->devices[i];
		struct text detail;

		if (device->press != NULL)
			hear_printer(device, now_ns);
		const enum queue_device_state state = watch_state(device, now_ns, &detail);
		floor->gauges.silent += state == QUEUE_DEVICE_SILENT;
		if (state != 0 && !device->asked && mark_of(state, detail) != device->told)
			tell(floor, hall, device, state, detail);
	}
}

void watch_look(struct floor *floor)
{
	const int64_t now_ns = host_monotonic_ns();

	pthread_mutex_lock(&floor->lock);
	floor->gauges.silent = 0;
	for (struct table_node *node = table_next(&floor->halls, NULL); node != NULL;
	     node = table_next(&floor->halls, node))
		look_at(floor, (struct floor_hall *)node, now_ns);
	pthread_mutex_unlock(&floor->lock);
	for (struct table_node *node = table_next(&floor->halls, NULL); node != NULL;
	     node = table_next(&floor->halls, node)) {
		struct floor_hall *hall = (struct floor_hall *)node;

		for (uint32_t i = 0; i < hall->config.devices.n; i++)
			if (hall->devices[i].press != NULL)
				press_look(floor, hall, &hall->devices[i]);
	}
}
