/* Following a hall (Q13).
 *
 * Nothing is kept of calls but how far each zone has got; they come from the log when the hall is first asked about, a
 * bounded way back, and those that are settled are passed over. So a restart, or a hall that nobody listened to for a
 * while, needs no care of its own. */
#include "gateway/voice/followed.h"

#include <stdlib.h>
#include <string.h>

#include "app/hall/reader.h"
#include "base/bug.h"
#include "base/civil.h"
#include "base/json.h"
#include "gateway/voice/wording.h"

/* Of the configuration; and of one page of events. */
#define FOLLOWED_ARENA_MAX ((size_t)256 << 20)

static const struct text only_zone = TEXT("hall");

static const struct queue_config_window *find_window(const struct followed *hall, struct text id)
{
	for (uint32_t i = 0; i < hall->config->windows.n; i++)
		if (text_eq(id, text_of(hall->config->windows.at[i].id)))
			return &hall->config->windows.at[i];
	return NULL;
}

static struct followed_zone *zone_by_id(struct followed *hall, struct text id)
{
	for (uint32_t i = 0; i < hall->zones_n; i++)
		if (text_eq(id, text_of(hall->zones[i].id)))
			return &hall->zones[i];
	return NULL;
}

struct followed_zone *followed_zone(struct followed *hall, struct text id)
{
	struct followed_zone *zone = zone_by_id(hall, id);

	return zone || !text_eq(id, only_zone) ? zone : &hall->zones[0];
}

static void take_mark(struct followed_zone *zone, const struct voice_mark *mark)
{
	struct turn_mark *into = &zone->turn.mark;

	*into = (struct turn_mark){ .version = mark->version,
				    .done = mark->done,
				    .loan = mark->loan,
				    .until_ms = mark->until_ms,
				    .given = mark->given };
	text_fill(into->player, sizeof(into->player), mark->player);
}

static void make_zones(struct followed *hall, const struct voice_hall *from)
{
	const struct queue_config *config = from->config;
	const uint32_t n = config->zones.n ? config->zones.n : 1;
	struct followed_zone *old = hall->zones;
	const uint32_t old_n = hall->zones_n;
	struct followed_zone *zones = calloc(n, sizeof(*zones));

	ASSERT(n <= VOICE_ZONES_MAX);
	if (!zones)
		BUG("no memory for zones");
	for (uint32_t i = 0; i < n; i++) {
		const struct queue_config_zone *zone = config->zones.n ? &config->zones.at[i] : NULL;
		const struct text id = zone ? text_of(zone->id) : only_zone;

		for (uint32_t m = 0; m < from->marks_n; m++)
			if (text_eq(from->marks[m].zone, id))
				take_mark(&zones[i], &from->marks[m]);
		for (uint32_t o = 0; o < old_n; o++)
			if (text_eq(text_of(old[o].id), id))
				zones[i] = old[o];
		text_fill(zones[i].id, sizeof(zones[i].id), id);
		zones[i].name = zone ? zone->name : config->name;
		zones[i].name_en = zone ? zone->name_en : config->name_en;
	}
	free(old);
	hall->zones = zones;
	hall->zones_n = n;
}

/* Read the configuration; zones that were there already go on as they are. */
static enum rc load(struct followed *hall, struct reader *reader, int64_t *ret_seq, struct err *err)
{
	struct arena arena;
	struct voice_hall from;

	arena_init(&arena, FOLLOWED_ARENA_MAX);
	const enum rc rc = voice_hall_read(reader, hall->id, &arena, &from, err);
	if (rc != RC_OK) {
		arena_done(&arena);
		return rc;
	}
	make_zones(hall, &from);
	arena_done(&hall->arena);
	hall->arena = arena;
	hall->config = from.config;
	*ret_seq = from.seq;
	return RC_OK;
}

static struct text member(const struct json *event, const char *name)
{
	const struct json *value = json_member(event, name);

	return value && json_kind(value) == JSON_TEXT ? json_text(value) : text_of(NULL);
}

static int64_t number(const struct json *event, const char *name)
{
	const struct json *value = json_member(event, name);

	return value && json_kind(value) == JSON_INT ? json_int(value) : 0;
}

static void take_call(struct followed *hall, const struct json *event)
{
	const struct queue_config_window *window = find_window(hall, member(event, "window"));
	struct turn_call call = { .seq = number(event, "seq"), .ticket = number(event, "ticket") };
	struct followed_zone *zone;

	if (!window || !civil_parse_time(member(event, "at"), &call.at_ms))
		return; /* a window that is no longer configured */
	zone = window->zone[0] ? zone_by_id(hall, text_of(window->zone)) : &hall->zones[0];
	text_fill(call.number, sizeof(call.number), member(event, "number"));
	text_fill(call.window, sizeof(call.window), text_of(window->id));
	if (zone)
		turn_add(&zone->turn, &call);
}

/* True for what happens to a ticket that is then not called any more. */
static bool ends_call(struct text kind)
{
	static const char *const kinds[] = { "ticket.started",     "ticket.finished",  "ticket.missed",  "ticket.held",
					     "ticket.transferred", "ticket.cancelled", "ticket.unserved" };

	for (size_t i = 0; i < CC_COUNT(kinds); i++)
		if (text_eq(kind, text_of(kinds[i])))
			return true;
	return false;
}

/* True where the configuration is a new one. */
static bool take_event(struct followed *hall, const struct json *event)
{
	const struct text kind = member(event, "kind");

	if (text_eq(kind, TEXT("ticket.called")) || text_eq(kind, TEXT("ticket.recalled")))
		take_call(hall, event);
	else if (ends_call(kind))
		for (uint32_t i = 0; i < hall->zones_n; i++)
			turn_over(&hall->zones[i].turn, number(event, "ticket"));
	return text_eq(kind, TEXT("hall.configured"));
}

static enum rc take_page(struct followed *hall, struct reader *reader, struct arena *arena, uint32_t *ret_n,
			 struct err *err)
{
	struct text *events;
	enum rc rc = reader_events(reader, hall->id, hall->seen, READER_EVENTS_MAX, arena, &events, ret_n, err);

	for (uint32_t i = 0; i < *ret_n && rc == RC_OK; i++) {
		const struct json *event;
		int64_t seq;

		rc = json_parse(arena, events[i], &event, err);
		if (rc != RC_OK)
			break;
		hall->seen = number(event, "seq");
		if (take_event(hall, event))
			rc = load(hall, reader, &seq, err);
	}
	return rc;
}

enum rc followed_catch_up(struct followed *hall, struct reader *reader, struct err *err)
{
	struct arena arena;
	int64_t head = 0;
	uint32_t n = 1;
	enum rc rc = reader_head(reader, hall->id, &head, err);

	arena_init(&arena, FOLLOWED_ARENA_MAX);
	while (rc == RC_OK && hall->seen < head && n > 0) {
		rc = take_page(hall, reader, &arena, &n, err);
		arena_reset(&arena);
	}
	arena_done(&arena);
	return rc;
}

enum rc followed_open(struct followed **ret, struct reader *reader, struct text id, struct err *err)
{
	struct followed *hall = calloc(1, sizeof(*hall) + id.len);
	int64_t seq = 0;

	*ret = NULL;
	if (!hall)
		BUG("no memory for a hall's voice");
	if (id.len)
		memcpy(hall->id_bytes, id.at, id.len);
	hall->id = (struct text){ hall->id_bytes, id.len };
	enum rc rc = load(hall, reader, &seq, err);
	hall->seen = seq > VOICE_LOOKBACK ? seq - VOICE_LOOKBACK : 0;
	if (rc == RC_OK)
		rc = followed_catch_up(hall, reader, err);
	if (rc != RC_OK) {
		followed_close(&hall);
		return rc;
	}
	*ret = hall;
	return RC_OK;
}

void followed_close(struct followed **hall)
{
	if (!*hall)
		return;
	free((*hall)->zones);
	arena_done(&(*hall)->arena);
	free(*hall);
	*hall = NULL;
}

struct wording followed_wording(const struct followed *hall, const struct turn_call *call)
{
	const struct queue_config_window *window = find_window(hall, text_of(call->window));
	struct wording wording = { .number = text_of(call->number), .window = text_of(call->window) };

	if (window) {
		wording.name = window->name;
		wording.name_en = window->name_en;
	}
	return wording;
}

bool followed_is_quiet(const struct followed *hall, int64_t now_ms)
{
	const int minute = civil_local_minute(now_ms, (int)hall->config->calendar.utc_offset_min);

	for (uint32_t i = 0; i < hall->config->voice.quiet.n; i++) {
		const struct queue_config_hours *quiet = &hall->config->voice.quiet.at[i];
		const bool began = minute >= quiet->from, ends = minute < quiet->to;
		if (quiet->from < quiet->to ? began && ends : began || ends)
			return true;
	}
	return false;
}
