/* Which devices halls have, and what they say of themselves (Q12, Q19, M1).
 *
 * Invariants: a hall is in the table while it has devices. A device counts for a call once: when the seq that it shows
 * first reaches the call's, whether the call or the receipt is heard of first. */
#include "gateway/floor/floor_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "host/clock.h"

/* A hall's configuration without what is none of the floor's business; a device's name may stand 30 000 times. */
enum { CONFIG_BYTES_MAX = 16 << 20, DEVICES_MAX = 256 /* as the contract says */, PAPER_MM = 80 };

const int32_t floor_bounds_ms[FLOOR_BOUNDS] = { 50, 100, 200, 500, 1000, 2000, 5000, 10000, 30000 };

struct floor_hall *registry_find(struct floor *floor, struct text hall)
{
	return (struct floor_hall *)table_find(&floor->halls, hall);
}

struct floor_hall *registry_add(struct floor *floor, struct text id)
{
	struct floor_hall *hall = calloc(1, sizeof(*hall));

	if (hall == NULL)
		BUG("no memory for the floor of a hall");
	ASSERT(id.len > 0 && id.len < sizeof(hall->id));
	text_fill(hall->id, sizeof(hall->id), id);
	hall->node.key = text_of(hall->id);
	arena_init(&hall->arena, CONFIG_BYTES_MAX);
	pthread_mutex_lock(&floor->lock);
	table_add(&floor->halls, &hall->node);
	pthread_mutex_unlock(&floor->lock);
	return hall;
}

struct floor_device *registry_device(const struct floor_hall *hall, struct text id)
{
	for (uint32_t i = 0; i < hall->config.devices.n; i++)
		if (text_eq(text_of(hall->config.devices.at[i].id), id))
			return &hall->devices[i];
	return NULL;
}

/* What slips and boards need of a configuration. */
static struct queue_config trim(const struct queue_config *config)
{
	struct queue_config few = {
		.name = config->name,
		.name_en = config->name_en,
		.services = config->services,
		.classes = config->classes,
		.calendar = { .utc_offset_min = config->calendar.utc_offset_min },
		.zones = config->zones,
		.devices = config->devices,
		.windows = config->windows,
	};

	return few;
}

static int32_t find_window(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->windows.n; i++)
		if (strcmp(config->windows.at[i].id, id) == 0)
			return (int32_t)i;
	return -1;
}

/* An empty zone is the hall's first. */
static int32_t find_zone(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->zones.n; i++)
		if (id[0] == '\0' || strcmp(config->zones.at[i].id, id) == 0)
			return (int32_t)i;
	return -1;
}

static struct floor_place place_of_call(const struct queue_config *config, const char *window)
{
	const int32_t at = find_window(config, window);

	return (struct floor_place){ find_zone(config, at >= 0 ? config->windows.at[at].zone : ""), at };
}

/* A device without a zone is in that of its window. */
static struct floor_place place_of_device(const struct queue_config *config, const struct queue_config_device *device)
{
	const struct floor_place window = place_of_call(config, device->window);

	if (device->zone[0] == '\0' && device->window[0] != '\0')
		return window;
	return (struct floor_place){ find_zone(config, device->zone), window.window };
}

static void free_devices(struct floor_device *devices, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		free(devices[i].detail);
		press_close(&devices[i].press);
	}
	free(devices);
}

static const struct queue_config_device *find_config(const struct queue_config *config, const char *id)
{
	for (uint32_t i = 0; i < config->devices.n; i++)
		if (strcmp(config->devices.at[i].id, id) == 0)
			return &config->devices.at[i];
	return NULL;
}

/* Close the printers that the new configuration has no more, or at another address. `ret_behind` gets for each device
 * where its successor has to go on. Two may not hold one mark, so they are gone before any is opened. */
static void close_presses(struct floor *floor, struct floor_hall *hall, const struct queue_config *config,
			  int64_t *ret_behind)
{
	const uint32_t n = hall->config.devices.n;
	struct floor_press *leaving[DEVICES_MAX];

	pthread_mutex_lock(&floor->lock);
	for (uint32_t i = 0; i < n; i++) {
		struct floor_device *device = &hall->devices[i];
		const struct queue_config_device *now = find_config(config, device->config->id);
		const bool stays = device->press == NULL || (now != NULL && press_fits(device->press, now));

		leaving[i] = stays ? NULL : device->press;
		device->press = stays ? device->press : NULL;
		press_stop(leaving[i]);
	}
	pthread_mutex_unlock(&floor->lock);
	for (uint32_t i = 0; i < n; i++) {
		ret_behind[i] = leaving[i] != NULL ? press_rest(floor, hall, leaving[i]) : 0;
		press_close(&leaving[i]);
	}
}

/* The devices of `hall`, with what is known of those that were in `old` already, which lose it. */
static void carry_over(struct floor_hall *hall, struct floor_hall *old, struct floor_press **presses)
{
	for (uint32_t i = 0; i < hall->config.devices.n; i++) {
		struct floor_device *device = &hall->devices[i];
		const struct queue_config_device *config = &hall->config.devices.at[i];
		struct floor_device *before = registry_device(old, text_of(config->id));

		if (before != NULL && before->config->kind == config->kind) {
			*device = *before;
			before->detail = NULL;
			before->press = NULL;
		} else {
			device->heard_ns = host_monotonic_ns();
		}
		device->config = config;
		device->place = place_of_device(&hall->config, config);
		if (presses[i] != NULL)
			device->press = presses[i];
	}
}

/* Printers of the new configuration that are not open yet. */
static void open_presses(struct floor *floor, const struct floor_hall *hall, const struct queue_config *config,
			 const int64_t *behind, struct floor_press **ret_presses)
{
	for (uint32_t i = 0; i < config->devices.n; i++) {
		const struct queue_config_device *device = &config->devices.at[i];
		const struct floor_device *before = registry_device(hall, text_of(device->id));

		ret_presses[i] = NULL;
		if (device->kind == QUEUE_DEVICE_KIND_PRINTER && (before == NULL || before->press == NULL))
			ret_presses[i] = press_open(floor, hall, device,
						    before != NULL ? behind[before - hall->devices] : 0);
	}
}

void registry_configure(struct floor *floor, struct floor_hall *hall, const struct queue_config *config)
{
	const struct queue_config few = trim(config);
	struct floor_press *presses[DEVICES_MAX];
	int64_t behind[DEVICES_MAX];
	struct floor_hall old;

	ASSERT(config->devices.n <= DEVICES_MAX);
	close_presses(floor, hall, config, behind);
	open_presses(floor, hall, config, behind, presses);
	pthread_mutex_lock(&floor->lock);
	old = *hall;
	arena_init(&hall->arena, CONFIG_BYTES_MAX);
	shape_copy(&queue_config_shape, &few, &hall->arena, &hall->config);
	hall->devices = calloc(config->devices.n > 0 ? config->devices.n : 1, sizeof(*hall->devices));
	if (hall->devices == NULL)
		BUG("no memory for devices");
	carry_over(hall, &old, presses);
	for (uint32_t i = 0; i < hall->calls_n; i++)
		hall->calls[i].place = place_of_call(&hall->config, hall->calls[i].window);
	floor->gauges.devices += (int64_t)hall->config.devices.n - old.config.devices.n;
	pthread_mutex_unlock(&floor->lock);
	free_devices(old.devices, old.config.devices.n);
	arena_done(&old.arena);
}

void registry_remove(struct floor *floor, struct floor_hall *hall)
{
	pthread_mutex_lock(&floor->lock);
	table_remove(&floor->halls, &hall->node);
	floor->gauges.devices -= hall->config.devices.n;
	pthread_mutex_unlock(&floor->lock);
	free_devices(hall->devices, hall->config.devices.n);
	free(hall->calls);
	arena_done(&hall->arena);
	free(hall);
}

/* Calls. */

/* True for a board that has to show a call to this place. */
static bool has_to_show(const struct floor_device *device, struct floor_place call)
{
	switch (device->config->kind) {
	case QUEUE_DEVICE_KIND_BOARD: return true;
	case QUEUE_DEVICE_KIND_WINDOW_BOARD: return device->place.window >= 0 && device->place.window == call.window;
	case QUEUE_DEVICE_KIND_AREA_BOARD: return device->place.zone == call.zone;
	default: return false;
	}
}

/* A board may speak too, but need not. */
static bool has_to_speak(const struct floor_device *device, struct floor_place call)
{
	return device->config->kind == QUEUE_DEVICE_KIND_VOICE && device->place.zone == call.zone;
}

static void count(struct floor_histogram *histogram, int64_t ms)
{
	int bound = 0;

	while (bound < FLOOR_BOUNDS && ms > floor_bounds_ms[bound])
		bound++;
	histogram->n[bound]++;
	histogram->ms += ms;
}

/* Not below 1: a receipt within the millisecond is one, and 0 stands for none. */
static int64_t elapsed(int64_t from_ms, int64_t to_ms)
{
	return to_ms > from_ms ? to_ms - from_ms : 1;
}

static void note_shown(struct floor *floor, struct floor_call *call, struct floor_device *device)
{
	device->shown_ms = elapsed(call->at_ms, device->shown_at_ms);
	if (call->first_ms == 0 || device->shown_ms < call->first_ms)
		call->first_ms = device->shown_ms;
	if (device->shown_ms > call->last_ms)
		call->last_ms = device->shown_ms;
	call->shown++;
	count(&floor->gauges.shown, device->shown_ms);
}

static void note_spoken(struct floor *floor, struct floor_call *call, struct floor_device *device)
{
	device->spoken_ms = elapsed(call->at_ms, device->spoken_at_ms);
	if (device->spoken_ms > call->spoken_ms)
		call->spoken_ms = device->spoken_ms;
	call->spoken++;
	count(&floor->gauges.spoken, device->spoken_ms);
}

void registry_call(struct floor *floor, struct floor_hall *hall, const struct floor_call *call)
{
	if (hall->calls == NULL)
		hall->calls = calloc(FLOOR_CALLS_KEPT, sizeof(*hall->calls));
	if (hall->calls == NULL)
		BUG("no memory for calls");
	if (hall->calls_n < FLOOR_CALLS_KEPT)
		hall->calls_n++;
	memmove(hall->calls + 1, hall->calls, (hall->calls_n - 1) * sizeof(*hall->calls));
	hall->calls[0] = *call;
	hall->calls[0].place = place_of_call(&hall->config, call->window);
	for (uint32_t i = 0; i < hall->config.devices.n; i++) {
		struct floor_device *device = &hall->devices[i];

		if (device->shown >= call->seq && has_to_show(device, hall->calls[0].place))
			note_shown(floor, &hall->calls[0], device);
		if (device->spoken == call->seq && has_to_speak(device, hall->calls[0].place))
			note_spoken(floor, &hall->calls[0], device);
	}
}

/* Signs of life. */

static void take_shown(struct floor *floor, struct floor_hall *hall, struct floor_device *device, int64_t seq,
		       int64_t now_ms)
{
	const int64_t before = device->shown;

	if (seq <= before)
		return;
	device->shown = seq;
	device->shown_at_ms = now_ms;
	/* A screen that was switched on shows calls of before too; that is no receipt of theirs. */
	for (uint32_t i = before > 0 ? hall->calls_n : 0; i-- > 0;) {
		struct floor_call *call = &hall->calls[i];

		if (call->seq > before && call->seq <= seq && has_to_show(device, call->place))
			note_shown(floor, call, device);
	}
}

static void take_spoken(struct floor *floor, struct floor_hall *hall, struct floor_device *device, int64_t seq,
			int64_t now_ms)
{
	if (seq <= device->spoken)
		return;
	device->spoken = seq;
	device->spoken_at_ms = now_ms;
	for (uint32_t i = hall->calls_n; i-- > 0;) {
		struct floor_call *call = &hall->calls[i];

		/* One receipt for each: a call that was passed over in quiet hours was not spoken. */
		if (call->seq == seq && has_to_speak(device, call->place))
			note_spoken(floor, call, device);
	}
}

static void take_said(struct floor_device *device, const struct view_device_beat *beat)
{
	free(device->detail);
	device->detail = beat->detail.len > 0 ? strndup(beat->detail.at, beat->detail.len) : NULL;
	device->said = beat->state != 0 ? beat->state : QUEUE_DEVICE_OK;
}

static int64_t silent_after_s(const struct queue_config_device *device)
{
	return device->silent_after_s > 0 ? device->silent_after_s : FLOOR_SILENT_S;
}

static void answer_beat(const struct floor_hall *hall, const struct floor_device *device, struct arena *arena,
			struct view_device_heard *ret)
{
	const int64_t third = (silent_after_s(device->config) + 2) / 3;
	const struct floor_device *printer = registry_device(hall, text_of(device->config->printer));

	*ret = (struct view_device_heard){ .next_s = third < FLOOR_BEAT_S ? third : FLOOR_BEAT_S };
	if (printer == NULL)
		return;
	ret->printer = text_copy(arena, text_of(printer->config->id));
	ret->printer_state = watch_state(printer, host_monotonic_ns(), NULL);
}

enum floor_outcome floor_beat(struct floor *floor, struct text hall_id, struct text device_id,
			      const struct view_device_beat *beat, struct arena *arena, struct view_device_heard *ret)
{
	const int64_t now_ms = host_clock_now_ms(floor->options.clock);
	enum floor_outcome outcome = FLOOR_DONE;

	pthread_mutex_lock(&floor->lock);
	struct floor_hall *const hall = registry_find(floor, hall_id);
	struct floor_device *const device = hall != NULL ? registry_device(hall, device_id) : NULL;
	if (device != NULL && device->config->kind != QUEUE_DEVICE_KIND_PRINTER) {
		device->heard_ns = host_monotonic_ns();
		device->seen_ms = now_ms;
		take_said(device, beat);
		take_shown(floor, hall, device, beat->shown, now_ms);
		take_spoken(floor, hall, device, beat->spoken, now_ms);
		floor->gauges.beats++;
		answer_beat(hall, device, arena, ret);
	} else {
		outcome = floor->ready ? FLOOR_UNKNOWN : FLOOR_LATER;
	}
	pthread_mutex_unlock(&floor->lock);
	return outcome;
}

/* What is known.
 *
 * A beat that waits for the lock stands on a loop, so only what is shown is copied under it; it is written as JSON when
 * the lock is free again. */

static void show_printer(const struct floor_device *device, struct arena *arena, struct view_device_status *view)
{
	struct printer_status status;

	view->address = text_copy(arena, device->config->address);
	view->paper_mm = device->config->paper_mm != 0 ? device->config->paper_mm : PAPER_MM;
	if (device->press == NULL)
		return;
	press_status(device->press, &status);
	view->last_seen = status.seen_ms;
	view->waiting = status.waiting;
	view->printed = status.printed;
	view->repeated = status.repeated;
	view->dropped = status.stale;
}

static struct view_device_status show_device(const struct floor_hall *hall, const struct floor_device *device,
					     int64_t now_ns, struct arena *arena)
{
	const struct queue_config_device *config = device->config;
	const int32_t zone = device->place.zone;
	struct text detail;
	struct view_device_status view = {
		.id = text_copy(arena, text_of(config->id)),
		.kind = config->kind,
		.name = text_copy(arena, config->name),
		.name_en = text_copy(arena, config->name_en),
		.window = text_copy(arena, text_of(config->window)),
		.zone = text_copy(arena, text_of(zone >= 0 ? hall->config.zones.at[zone].id : "")),
		.last_seen = device->seen_ms,
		.shown = device->shown,
		.shown_ms = device->shown_ms,
		.spoken = device->spoken,
		.spoken_ms = device->spoken_ms,
		.printer = text_copy(arena, text_of(config->printer)),
	};

	view.state = watch_state(device, now_ns, &detail);
	view.detail = text_copy(arena, detail);
	if (config->kind == QUEUE_DEVICE_KIND_PRINTER)
		show_printer(device, arena, &view);
	return view;
}

static struct view_device_call show_call(const struct floor_hall *hall, const struct floor_call *call,
					 struct arena *arena)
{
	struct view_device_call view = {
		.seq = call->seq,
		.ticket = call->ticket,
		.number = text_copy(arena, text_of(call->number)),
		.window = text_copy(arena, text_of(call->window)),
		.at = call->at_ms,
		.shown = call->shown,
		.first_ms = call->first_ms,
		.last_ms = call->last_ms,
		.spoken = call->spoken,
		.spoken_ms = call->spoken_ms,
	};

	for (uint32_t i = 0; i < hall->config.devices.n; i++) {
		view.boards += has_to_show(&hall->devices[i], call->place);
		view.voices += has_to_speak(&hall->devices[i], call->place);
	}
	return view;
}

/* All of it in `arena`: the hall may be configured anew, or leave, before it is written. */
static struct view_devices show_hall(const struct floor_hall *hall, int64_t now_ms, struct arena *arena)
{
	const uint32_t n = hall->config.devices.n;
	const int64_t now_ns = host_monotonic_ns();
	struct view_devices view = {
		.hall = text_copy(arena, text_of(hall->id)),
		.at = now_ms,
		.devices = { ARENA_ARRAY(arena, n, struct view_device_status), n },
		.calls = { ARENA_ARRAY(arena, hall->calls_n, struct view_device_call), hall->calls_n },
	};

	for (uint32_t i = 0; i < n; i++)
		view.devices.at[i] = show_device(hall, &hall->devices[i], now_ns, arena);
	for (uint32_t i = 0; i < hall->calls_n; i++)
		view.calls.at[i] = show_call(hall, &hall->calls[i], arena);
	return view;
}

enum floor_outcome floor_show(struct floor *floor, struct text hall_id, struct arena *arena, struct text *ret_json)
{
	const int64_t now_ms = host_clock_now_ms(floor->options.clock);
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };
	enum floor_outcome outcome = FLOOR_DONE;
	struct view_devices view;
	int offset_min = 0;

	pthread_mutex_lock(&floor->lock);
	const struct floor_hall *const hall = registry_find(floor, hall_id);
	if (hall != NULL) {
		view = show_hall(hall, now_ms, arena);
		offset_min = (int)hall->config.calendar.utc_offset_min;
	} else {
		outcome = floor->ready ? FLOOR_UNKNOWN : FLOOR_LATER;
	}
	pthread_mutex_unlock(&floor->lock);
	if (outcome != FLOOR_DONE)
		return outcome;
	shape_write(&view_devices_shape, &view, NULL, offset_min, &out);
	*ret_json = buf_view(&buf);
	return FLOOR_DONE;
}

void floor_gauges(struct floor *floor, struct floor_gauges *ret)
{
	pthread_mutex_lock(&floor->lock);
	*ret = floor->gauges;
	ret->halls = (int64_t)floor->halls.n;
	pthread_mutex_unlock(&floor->lock);
}
