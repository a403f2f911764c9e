/* Plays scripts: see the header for the language and for what is checked after every command (Q1-Q9, Q14,
 * Q15, Q17). */
#include "queue/test_script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bug.h"
#include "base/civil.h"
#include "queue/whole.h"

enum { WORDS_MAX = 96, UTC_OFFSET_MIN = 480, FIRST_DATE = 20780 /* 2026-11-23, a Monday */ };
enum { HALL_BYTES_MAX = 1 << 30, STEP_BYTES_MAX = 1 << 28 };

/* A line in words; blanks inside of brackets and quotes do not part them. */
struct words {
	struct text at[WORDS_MAX];
	size_t n;
};

CC_NORETURN CC_FORMAT(2, 3) static void fail_line(const struct script *script, const char *format, ...)
{
	char what[4096];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	fail_msg("script line %d: %s", script->line, what);
	BUG("fail_msg came back");
}

/* The usual configuration: three services, three windows, three clerks, two classes, always open. */
static const struct {
	const char *name, *value;
} usual[] = {
	{ "name", "'一号厅'" },
	{ "services", "[{'id':'a','name':'A','prefix':'A'},{'id':'b','name':'B','prefix':'B'},"
		      "{'id':'c','name':'C','prefix':'C'}]" },
	{ "windows", "[{'id':'w1','name':'1','services':[{'service':'a'},{'service':'b'}]},"
		     "{'id':'w2','name':'2','services':[{'service':'a'},{'service':'b'}]},"
		     "{'id':'w3','name':'3','services':[{'service':'c'}]}]" },
	{ "clerks", "[{'id':'c1','name':'Li'},{'id':'c2','name':'Wu'},{'id':'c3','name':'He'}]" },
	{ "classes", "[{'id':'ordinary','name':'O','rank':2},{'id':'vip','name':'V','rank':1,'share':2}]" },
	{ "policy", "{}" },
	{ "calendar", "{'always_open':true,'utc_offset_min':480}" },
};

/* Words. */

static struct words split(const struct script *script, struct text line)
{
	struct words words = { 0 };
	size_t begin = 0;
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i <= line.len; i++) {
		const char c = i < line.len ? line.at[i] : ' ';
		if (c == '\'')
			quoted = !quoted;
		depth += (c == '[' || c == '{') - (c == ']' || c == '}');
		if (c != ' ' || ((depth > 0 || quoted) && i < line.len))
			continue;
		if (i > begin && words.n == WORDS_MAX)
			fail_line(script, "more than %d words", WORDS_MAX);
		if (i > begin)
			words.at[words.n++] = (struct text){ line.at + begin, i - begin };
		begin = i + 1;
	}
	return words;
}

static bool is(struct text word, const char *what)
{
	return text_eq(word, text_of(what));
}

/* `taken` names ticket.taken. */
static bool names(struct text word, const char *name)
{
	const char *dot = strchr(name, '.');

	return is(word, name) || (dot != NULL && is(word, dot + 1));
}

static const struct script_label *find_label(const struct script *script, struct text name)
{
	for (uint32_t i = script->label_n; i > 0; i--)
		if (is(name, script->labels[i - 1].name))
			return &script->labels[i - 1];
	return NULL;
}

int64_t script_id(struct script *script, const char *name)
{
	const struct script_label *label = find_label(script, text_of(name));

	if (label == NULL)
		fail_line(script, "nothing is called %s", name);
	return label->id;
}

static void learn(struct script *script, struct text name, int64_t id)
{
	if (name.len == 0)
		return;
	if (script->label_n == SCRIPT_LABELS_MAX)
		fail_line(script, "more than %d names", SCRIPT_LABELS_MAX);
	struct script_label *label = &script->labels[script->label_n++];
	text_fill(label->name, sizeof(label->name), name);
	label->id = id;
}

/* ' becomes ". */
static void put_json(struct buf *buf, struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		buf_char(buf, value.at[i] == '\'' ? '"' : value.at[i]);
}

static struct text unquoted(struct text value)
{
	if (value.len >= 2 && value.at[0] == '\'')
		return (struct text){ value.at + 1, value.len - 2 };
	return value;
}

static struct text booking_code(const struct script *script, struct text name)
{
	const struct script_label *label = find_label(script, name);
	const struct queue_booking *booking = NULL;

	if (label != NULL)
		booking = queue_booking_at(&script->hall, (struct queue_appointment_id){ label->id });
	if (booking == NULL)
		fail_line(script, "%.*s has no booking", TEXT_ARG(name));
	return text_of(booking->code);
}

/* A value of a line as it stands in JSON, without quotes. */
static struct text resolve(const struct script *script, const struct shape_field *field, struct text value,
			   struct arena *arena)
{
	if (field->kind == SHAPE_INT) {
		const struct script_label *label = find_label(script, value);
		return label != NULL ? text_printf(arena, "%lld", (long long)label->id) : value;
	}
	if (value.len > 1 && value.at[0] == '$')
		return booking_code(script, (struct text){ value.at + 1, value.len - 1 });
	return unquoted(value);
}

/* `name=value`, or a value alone for the field at `place`. */
static const struct shape_field *field_of(const struct script *script, const struct shape *shape, struct text word,
					  size_t place, struct text *ret_value)
{
	struct text value = word;
	const struct text name = text_cut(&value, '=');
	const struct shape_field *field = shape_find(shape, name);

	if (field != NULL && name.len < word.len) {
		*ret_value = value;
		return field;
	}
	if (place >= shape->n)
		fail_line(script, "%s has no room for %.*s", shape->name, TEXT_ARG(word));
	*ret_value = word;
	return &shape->fields[place];
}

static void put_member(const struct script *script, const struct shape *shape, struct text word, size_t place,
		       struct buf *buf)
{
	struct text value;
	const struct shape_field *field = field_of(script, shape, word, place, &value);
	const bool raw = field->kind == SHAPE_INT || field->kind == SHAPE_BOOL || field->kind == SHAPE_LIST ||
			 field->kind == SHAPE_RECORD;

	buf_printf(buf, "%s\"%s\":%s", place > 0 ? "," : "", field->name, raw ? "" : "\"");
	put_json(buf, resolve(script, field, value, buf->arena));
	buf_printf(buf, "%s", raw ? "" : "\"");
}

/* Halls. */

struct text script_snapshot(const struct queue_hall *hall, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	queue_snapshot_write(hall, &out);
	return buf_view(&buf);
}

static struct text event_text(const struct queue_hall *hall, const struct queue_event *event, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	queue_event_write(hall, event, &out);
	return buf_view(&buf);
}

static const struct json *parse(const struct script *script, struct text text, struct arena *arena)
{
	const struct json *json;
	struct err err;

	if (json_parse(arena, text, &json, &err) != RC_OK)
		fail_line(script, "%s: %.*s", err.text, TEXT_ARG(text));
	return json;
}

static void expect_whole(const struct script *script, const struct queue_hall *hall, const char *which)
{
	struct err err;

	if (queue_whole(hall, &err) != RC_OK)
		fail_line(script, "%s is not whole: %s", which, err.text);
}

static void expect_text(const struct script *script, struct text is_now, struct text should, const char *what)
{
	enum { SHOWN_BEFORE = 80, SHOWN = 400 };
	size_t at = 0;

	if (text_eq(is_now, should))
		return;
	while (at < is_now.len && at < should.len && is_now.at[at] == should.at[at])
		at++;
	at = at > SHOWN_BEFORE ? at - SHOWN_BEFORE : 0;
	const size_t there = is_now.len - at, wanted = should.len - at;
	fail_line(script, "%s: %.*s\ninstead of: %.*s", what, (int)(there < SHOWN ? there : SHOWN), is_now.at + at,
		  (int)(wanted < SHOWN ? wanted : SHOWN), should.at + at);
}

/* A hall read from the last snapshot. */
static void read_twin(const struct script *script, struct arena *arena, struct queue_hall *ret)
{
	struct err err;

	if (queue_snapshot_read(parse(script, script->saved, arena), arena, ret, &err) != RC_OK)
		fail_line(script, "the snapshot cannot be read: %s %s", err.field, err.text);
	expect_text(script, script_snapshot(ret, arena), script->saved, "the snapshot read and written");
}

/* Every event as JSON and back, into the third hall. */
static void feed(struct script *script, const struct queue_event *event, struct arena *arena)
{
	const struct text written = event_text(&script->hall, event, arena);
	const struct text kind = text_of(queue_event_infos[event->kind].name);
	struct queue_event back;
	struct err err;

	if (queue_event_read(&script->replay, event->seq, event->at, kind, parse(script, written, arena), arena, &back,
			     &err) != RC_OK)
		fail_line(script, "%.*s %.*s cannot be read: %s %s", TEXT_ARG(kind), TEXT_ARG(written), err.field,
			  err.text);
	expect_text(script, event_text(&script->hall, &back, arena), written, "an event read and written");
	if (queue_event_fits(&script->replay, &back, &err) != RC_OK)
		fail_line(script, "%.*s %.*s does not fit: %s", TEXT_ARG(kind), TEXT_ARG(written), err.text);
	queue_apply(&script->replay, &back);
}

static void check_decision(struct script *script, const struct queue_decision *is_now, int64_t seq, int64_t at,
			   const struct queue_decision *twins, struct arena *arena)
{
	if (is_now->n != twins->n || is_now->refusal != twins->refusal)
		fail_line(script, "%u events and refusal %d; the hall from the snapshot has %u and %d", is_now->n,
			  (int)is_now->refusal, twins->n, (int)twins->refusal);
	for (uint32_t i = 0; i < is_now->n; i++) {
		const struct queue_event *event = &is_now->events[i], *twin = &twins->events[i];
		if (event->seq != seq + 1 + i || event->at < at)
			fail_line(script, "event %lld follows %lld, or time goes back", (long long)event->seq,
				  (long long)(seq + i));
		at = event->at;
		if (event->kind != twin->kind || event->at != twin->at)
			fail_line(script, "the hall from the snapshot has other events");
		expect_text(script, event_text(&script->hall, twin, arena), event_text(&script->hall, event, arena),
			    "the event of the hall from the snapshot");
		feed(script, event, arena);
	}
}

static void learn_names(struct script *script, const struct queue_decision *decision)
{
	for (uint32_t i = 0; i < decision->n; i++) {
		const struct queue_event *event = &decision->events[i];
		if (event->kind == QUEUE_DID_TICKET_TAKEN)
			learn(script, text_of(event->ticket_taken.number), event->ticket_taken.ticket.n);
		if (event->kind == QUEUE_DID_ALERT_RAISED)
			learn(script, text_of(queue_alert_kind_words.words[event->alert_raised.about]),
			      event->alert_raised.alert.n);
		if (event->kind == QUEUE_DID_APPOINTMENT_BOOKED)
			learn(script, event->appointment_booked.name, event->appointment_booked.appointment.n);
	}
}

/* Step all halls and compare them. */
static struct queue_decision step(struct script *script, const struct queue_command *command, struct arena *arena)
{
	const int64_t seq = script->hall.seq, at = script->hall.at;
	struct queue_hall twin;

	script->seed++;
	if (script->quick) {
		const struct queue_decision decision = queue_step(&script->hall, command, script->now, script->seed,
								  arena);
		learn_names(script, &decision);
		expect_whole(script, &script->hall, "the hall");
		return decision;
	}
	read_twin(script, arena, &twin);
	const struct queue_decision decision = queue_step(&script->hall, command, script->now, script->seed, arena);
	const struct queue_decision twins = queue_step(&twin, command, script->now, script->seed, arena);
	check_decision(script, &decision, seq, at, &twins, arena);
	learn_names(script, &decision);
	if (decision.refusal == REFUSED_NOT && decision.n == 0 && command->kind != QUEUE_DO_HALL_TICK)
		fail_line(script, "a command that was not refused did nothing");

	expect_whole(script, &script->hall, "the hall");
	expect_whole(script, &script->replay, "the replayed hall");
	const struct text now = script_snapshot(&script->hall, arena);
	expect_text(script, script_snapshot(&twin, arena), now, "the hall from the snapshot");
	expect_text(script, script_snapshot(&script->replay, arena), now, "the replayed hall");
	if (decision.refusal != REFUSED_NOT && decision.n == 0)
		expect_text(script, now, script->saved, "after a refusal");
	arena_reset(&script->saved_arena);
	script->saved = text_copy(&script->saved_arena, now);
	return decision;
}

/* Expectations. */

static struct text member_text(const struct json *body, const char *name, struct arena *arena)
{
	const struct json *member = json_member(body, name);

	switch (member != NULL ? json_kind(member) : JSON_NULL) {
	case JSON_INT: return text_printf(arena, "%lld", (long long)json_int(member));
	case JSON_TEXT: return json_text(member);
	case JSON_BOOL: return json_bool(member) ? TEXT("true") : TEXT("false");
	case JSON_ARRAY: return text_printf(arena, "%zu", json_count(member));
	default: return TEXT("0");
	}
}

static void expect_event(struct script *script, const struct words *words, size_t from, size_t to,
			 const struct queue_event *event, struct arena *arena)
{
	const struct text written = event_text(&script->hall, event, arena);
	const struct json *body = parse(script, written, arena);
	const char *name = queue_event_infos[event->kind].name;

	if (!names(words->at[from], name))
		fail_line(script, "expected %.*s, not %s %.*s", TEXT_ARG(words->at[from]), name, TEXT_ARG(written));
	for (size_t i = from + 1; i < to; i++) {
		const struct shape *shape = queue_event_infos[event->kind].body;
		struct text should;
		const struct shape_field *field = field_of(script, shape, words->at[i], i - from - 1, &should);
		const struct text there = member_text(body, field->name, arena);
		should = resolve(script, field, should, arena);
		if (!text_eq(there, should) && !(is(should, "false") && is(there, "0")))
			fail_line(script, "expected %s=%.*s in %s %.*s", field->name, TEXT_ARG(should), name,
				  TEXT_ARG(written));
	}
}

static void expect_events(struct script *script, const struct words *words, size_t from,
			  const struct queue_decision *decision, struct arena *arena)
{
	uint32_t n = 0;

	if (decision->refusal != REFUSED_NOT)
		fail_line(script, "refused: %s %.*s", queue_refusal_infos[decision->refusal].name,
			  TEXT_ARG(decision->what));
	while (from < words->n) {
		size_t to = from;
		while (to < words->n && !is(words->at[to], "&"))
			to++;
		if (n == decision->n)
			fail_line(script, "expected %.*s after %u events", TEXT_ARG(words->at[from]), n);
		expect_event(script, words, from, to, &decision->events[n++], arena);
		from = to + 1;
	}
	if (n != decision->n)
		fail_line(script, "%u events more, first %s", decision->n - n,
			  queue_event_infos[decision->events[n].kind].name);
}

static void expect_refusal(struct script *script, const struct words *words, size_t from,
			   const struct queue_decision *decision, struct arena *arena)
{
	const char *name = queue_refusal_infos[decision->refusal].name;
	struct buf what = { .arena = arena };

	if (decision->refusal == REFUSED_NOT || from >= words->n || !is(words->at[from], name))
		fail_line(script, "expected %.*s, not %s %.*s", TEXT_ARG(words->at[from]),
			  decision->refusal == REFUSED_NOT ? "success" : name, TEXT_ARG(decision->what));
	for (size_t i = from + 1; i < words->n; i++)
		buf_printf(&what, "%s%.*s", i > from + 1 ? " " : "", TEXT_ARG(words->at[i]));
	if (what.len == 0)
		return;
	const struct text all = decision->ask.len == 0 ? decision->what
						       : text_printf(arena, "%.*s / %.*s", TEXT_ARG(decision->what),
								     TEXT_ARG(decision->ask));
	expect_text(script, all, buf_view(&what), "the refusal names");
}

/* Lines. */

static void put_config(const struct words *words, size_t from, size_t to, struct buf *buf)
{
	bool said[CC_COUNT(usual)] = { 0 };

	buf_printf(buf, "{\"config\":{");
	for (size_t i = from; i < to; i++) {
		struct text value = words->at[i];
		const struct text name = text_cut(&value, '=');
		buf_printf(buf, "%s\"%.*s\":", i > from ? "," : "", TEXT_ARG(name));
		put_json(buf, value);
		for (size_t u = 0; u < CC_COUNT(usual); u++)
			said[u] = said[u] || is(name, usual[u].name);
	}
	for (size_t u = 0; u < CC_COUNT(usual); u++) {
		if (said[u])
			continue;
		buf_printf(buf, "%s\"%s\":", buf->at[buf->len - 1] != '{' ? "," : "", usual[u].name);
		put_json(buf, text_of(usual[u].value));
	}
	buf_printf(buf, "}}");
}

static struct queue_command read_command(const struct script *script, const char *name, const struct words *words,
					 size_t from, size_t to, struct arena *arena)
{
	struct buf body = { .arena = arena };
	struct queue_command command;
	struct err err;

	buf_printf(&body, "{\"command\":\"%s\",\"args\":", name);
	if (strcmp(name, "hall.configure") == 0) {
		put_config(words, from, to, &body);
	} else {
		const struct shape *shape = NULL;
		for (int kind = 1; kind <= QUEUE_COMMAND_COUNT; kind++)
			if (strcmp(queue_command_infos[kind].name, name) == 0)
				shape = queue_command_infos[kind].args;
		buf_char(&body, '{');
		for (size_t i = from; i < to; i++)
			put_member(script, shape, words->at[i], i - from, &body);
		buf_char(&body, '}');
	}
	buf_char(&body, '}');
	const struct json *json = parse(script, buf_view(&body), arena);
	if (queue_command_read(&script->hall, json, arena, &command, &err) != RC_OK)
		fail_line(script, "%s %s", err.field, err.text);
	return command;
}

static const char *command_name(const struct script *script, struct text word)
{
	if (is(word, "config"))
		return "hall.configure";
	for (int kind = 1; kind <= QUEUE_COMMAND_COUNT; kind++)
		if (names(word, queue_command_infos[kind].name))
			return queue_command_infos[kind].name;
	fail_line(script, "no command is called %.*s", TEXT_ARG(word));
}

static void play_command(struct script *script, const struct words *words, size_t from)
{
	const char *name = command_name(script, words->at[from]);
	size_t to = from + 1;
	CC_CLEANUP(arena_done) struct arena arena;

	arena_init(&arena, STEP_BYTES_MAX);
	if (!script->hall.configured && !script->bare && strcmp(name, "hall.configure") != 0) {
		const struct words none = { 0 };
		const struct queue_command config = read_command(script, "hall.configure", &none, 0, 0, &arena);
		const struct queue_decision decision = step(script, &config, &arena);
		expect_events(script, &(struct words){ { TEXT("configured") }, 1 }, 0, &decision, &arena);
	}
	while (to < words->n && !is(words->at[to], "->") && !is(words->at[to], "!"))
		to++;
	const struct queue_command command = read_command(script, name, words, from + 1, to, &arena);
	const struct queue_decision decision = step(script, &command, &arena);
	if (to < words->n && is(words->at[to], "!"))
		expect_refusal(script, words, to + 1, &decision, &arena);
	else if (to < words->n)
		expect_events(script, words, to + 1, &decision, &arena);
	else if (decision.refusal != REFUSED_NOT)
		fail_line(script, "refused: %s %.*s", queue_refusal_infos[decision.refusal].name,
			  TEXT_ARG(decision.what));
}

static const struct queue_ticket *ticket_named(struct script *script, struct text name)
{
	const struct script_label *label = find_label(script, name);

	if (label == NULL)
		fail_line(script, "no ticket is called %.*s", TEXT_ARG(name));
	return queue_ticket_at(&script->hall, (struct queue_ticket_id){ label->id });
}

static uint16_t place_of(const struct script *script, int table, struct text name)
{
	const struct shape_names tables = queue_names(&script->hall);
	const uint16_t place = tables.find(tables.context, table, name);

	if (place == SHAPE_UNKNOWN)
		fail_line(script, "nothing is called %.*s", TEXT_ARG(name));
	return place;
}

static void see_tickets(struct script *script, const struct words *words, size_t from, const struct queue_line *line)
{
	uint32_t slot = line->first;

	for (size_t i = from; i < words->n; i++, slot = script->hall.tickets[slot].after)
		if (slot == 0 || !is(words->at[i], script->hall.tickets[slot].number))
			fail_line(script, "place %zu of the line has %s", i - from + 1,
				  slot != 0 ? script->hall.tickets[slot].number : "nobody");
	if (slot != 0)
		fail_line(script, "%s stands in the line too", script->hall.tickets[slot].number);
}

static void see_line(struct script *script, const struct words *words)
{
	const uint16_t s = place_of(script, QUEUE_TABLE_SERVICE, words->at[1]);

	see_tickets(script, words, 2, &script->hall.services[s].line);
}

static void see_kept(struct script *script, const struct words *words)
{
	see_tickets(script, words, 1, &script->hall.held);
}

static void see_window(struct script *script, const struct words *words)
{
	const struct queue_window *window = &script->hall.windows[place_of(script, QUEUE_TABLE_WINDOW, words->at[1])];
	const struct queue_ticket *ticket = queue_ticket_at(&script->hall, window->ticket);
	const char *number = ticket != NULL ? ticket->number : "";

	if (!is(words->at[2], queue_window_state_words.words[window->state]) ||
	    !text_eq(words->n > 3 ? words->at[3] : text_of(""), text_of(number)))
		fail_line(script, "the window is %s %s", queue_window_state_words.words[window->state], number);
}

static void see_ticket(struct script *script, const struct words *words)
{
	const struct queue_ticket *ticket = ticket_named(script, words->at[1]);
	const char *state = ticket != NULL ? queue_ticket_state_words.words[ticket->state] : "forgotten";

	if (!is(words->at[2], state))
		fail_line(script, "the ticket is %s", state);
}

static void see_counts(struct script *script, const struct words *words)
{
	const struct queue_counts *counts = &script->hall.counts;

	for (size_t i = 1; i < words->n; i++) {
		struct text value = words->at[i];
		const struct text name = text_cut(&value, '=');
		int64_t should = 0;
		const int64_t there = is(name, "taken")      ? counts->taken
				      : is(name, "served")   ? counts->served
				      : is(name, "missed")   ? counts->missed
				      : is(name, "no_shows") ? counts->no_shows
				      : is(name, "left")     ? counts->left
				      : is(name, "waiting")  ? (int64_t)script->hall.waiting
							     : -1;
		if (!text_int(value, &should) || there != should)
			fail_line(script, "%.*s is %lld", TEXT_ARG(name), (long long)there);
	}
}

/* Kind, level, and + where somebody has taken it on. */
static void see_alerts(struct script *script, const struct words *words)
{
	struct buf there = { .arena = &script->saved_arena }, should = { .arena = &script->saved_arena };

	for (uint32_t i = 0; i < script->hall.alert_n; i++) {
		const struct queue_alert *alert = &script->hall.alerts[i];
		buf_printf(&there, " %s:%d%s", queue_alert_kind_words.words[alert->about], (int)alert->level,
			   alert->acknowledged_at != 0 ? "+" : "");
	}
	for (size_t i = 1; i < words->n; i++)
		buf_printf(&should, " %.*s", TEXT_ARG(words->at[i]));
	expect_text(script, buf_view(&there), buf_view(&should), "open alerts");
}

static void see_device(struct script *script, const struct words *words)
{
	const struct queue_device *device = NULL;

	for (uint16_t i = 0; i < script->hall.device_n; i++)
		if (is(words->at[1], script->hall.devices[i].id))
			device = &script->hall.devices[i];
	if (device == NULL)
		fail_line(script, "there is no device %.*s", TEXT_ARG(words->at[1]));
	if (!is(words->at[2], queue_device_state_words.words[device->state]) ||
	    (words->n > 3 && is(words->at[3], "paused")) != device->paused)
		fail_line(script, "the device is %s%s", queue_device_state_words.words[device->state],
			  device->paused ? " paused" : "");
}

static int64_t instant(const struct script *script, int32_t date, struct text clock)
{
	const struct text minutes = { clock.at, clock.len < 5 ? clock.len : 5 };
	int64_t seconds = 0;
	int minute;

	if (!civil_parse_clock(minutes, &minute) ||
	    (clock.len > 5 &&
	     (clock.at[5] != ':' || !text_int((struct text){ clock.at + 6, clock.len - 6 }, &seconds))))
		fail_line(script, "%.*s is no time", TEXT_ARG(clock));
	return civil_instant(date, minute, UTC_OFFSET_MIN) + seconds * 1000;
}

static void see_due(struct script *script, const struct words *words)
{
	int32_t date = script->date;
	const bool dated = civil_parse_date(words->at[1], &date);
	const int64_t should = is(words->at[1], "never") ? INT64_MAX : instant(script, date, words->at[dated ? 2 : 1]);
	char time[CIVIL_TIME_SIZE] = "never";

	if (queue_due_at(&script->hall) == should)
		return;
	if (queue_due_at(&script->hall) != INT64_MAX)
		civil_format_time(queue_due_at(&script->hall), UTC_OFFSET_MIN, time);
	fail_line(script, "due at %s", time);
}

static void set_bare(struct script *script, const struct words *words)
{
	(void)words;
	script->bare = true;
}

static const struct {
	const char *name;
	void (*play)(struct script *script, const struct words *words);
	size_t words_min;
} sights[] = {
	{ "line", see_line, 2 },     { "kept", see_kept, 1 }, { "window", see_window, 3 }, { "ticket", see_ticket, 3 },
	{ "counts", see_counts, 2 }, { "due", see_due, 2 },   { "bare", set_bare, 1 },
	{ "alerts", see_alerts, 1 }, { "device", see_device, 3 },
};

static void play_line(struct script *script, struct text line)
{
	const struct words words = split(script, line);
	size_t from = 0;

	if (words.n == 0 || words.at[0].at[0] == '#')
		return;
	for (size_t i = 0; i < CC_COUNT(sights); i++)
		if (is(words.at[0], sights[i].name) && words.n >= sights[i].words_min)
			return sights[i].play(script, &words);
	if (civil_parse_date(words.at[from], &script->date))
		from++;
	if (words.at[from].at[0] >= '0' && words.at[from].at[0] <= '9')
		script->now = instant(script, script->date, words.at[from++]);
	play_command(script, &words, from);
}

void script_begin(struct script *script)
{
	memset(script, 0, sizeof(*script));
	arena_init(&script->arena, HALL_BYTES_MAX);
	arena_init(&script->replay_arena, HALL_BYTES_MAX);
	arena_init(&script->saved_arena, HALL_BYTES_MAX);
	queue_hall_init(&script->hall, &script->arena);
	queue_hall_init(&script->replay, &script->replay_arena);
	script->date = FIRST_DATE;
	script->now = instant(script, FIRST_DATE, TEXT("08:00"));
	script->saved = script_snapshot(&script->hall, &script->saved_arena);
}

void script_play(struct script *script, const char *lines)
{
	struct text rest = text_of(lines);

	while (rest.len > 0) {
		script->line++;
		play_line(script, text_cut(&rest, '\n'));
	}
}

void script_playf(struct script *script, const char *format, ...)
{
	char lines[1024];
	va_list args;

	va_start(args, format);
	const int len = vsnprintf(lines, sizeof(lines), format, args);
	va_end(args);
	assert_in_range(len, 0, sizeof(lines) - 1);
	script_play(script, lines);
}

void script_end(struct script *script)
{
	arena_done(&script->arena);
	arena_done(&script->replay_arena);
	arena_done(&script->saved_arena);
}

void script_run(const char *text)
{
	static struct script script;

	script_begin(&script);
	script_play(&script, text);
	script_end(&script);
}
