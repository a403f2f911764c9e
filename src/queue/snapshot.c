/* The whole hall as JSON, and back (S7, M5).
 *
 * Only what cannot be worked out is written: lines, counts by class and who sits where follow from the
 * tickets and windows. Tickets stand in the order of their lines, so that reading them one after
 * another brings every line back as it was. Writing what was read gives the same text again. */
#include "queue/step.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "queue/alert_private.h"
#include "queue/booking_private.h"
#include "queue/config_private.h"
#include "queue/line_private.h"
#include "queue/numbering_private.h"
#include "queue/whole.h"

/* What has no shape of its own in the hall: arrays become lists. */
struct saved_ticket {
	struct queue_ticket ticket;
	struct queue_list_service then;
};

struct saved_window {
	struct queue_window window;
	struct queue_list_record_window_service services;
};

struct saved_list {
	void *at;
	uint32_t n;
};

struct saved_hall {
	struct queue_hall hall; /* numbers and flags */
	struct saved_list services, windows, classes, tickets, bookings, calls, devices, alerts;
};

/* What the names in everything else are looked up in: read first. */
struct saved_tables {
	struct queue_config config;
	struct saved_list ranges;
};

/* Rows of the tables below: a name, where the member is, and what the kind needs besides. */
#define AT(type, member)          .size = sizeof(((type *)0)->member), .offset = offsetof(type, member)
#define INT_(name_, ...)          { .name = name_, .kind = SHAPE_INT, .low = INT64_MIN, .high = INT64_MAX, __VA_ARGS__ }
#define BOOL_(name_, ...)         { .name = name_, .kind = SHAPE_BOOL, __VA_ARGS__ }
#define TEXT_(name_, ...)         { .name = name_, .kind = SHAPE_TEXT, .high = UINT16_MAX, __VA_ARGS__ }
#define CHARS_(name_, high_, ...) { .name = name_, .kind = SHAPE_CHARS, .high = high_, __VA_ARGS__ }
#define WORD_(name_, words_, ...) { .name = name_, .kind = SHAPE_ENUM, .words = &words_, __VA_ARGS__ }
#define NAME_(name_, table_, ...) { .name = name_, .kind = SHAPE_NAME, .table = QUEUE_TABLE_##table_, __VA_ARGS__ }
#define LIST_(name_, entry_, ...) \
	{ .name = name_, .kind = SHAPE_LIST, .high = UINT32_MAX, .entry = &entry_, __VA_ARGS__ }
#define ENTRY(type, shape_)       { .kind = SHAPE_RECORD, .of = &shape_, .required = true, .size = sizeof(type) }
#define SHAPE(name_, type, fields_) { name_, sizeof(type), fields_, CC_COUNT(fields_) }

static const struct shape_field service_place = {
	.kind = SHAPE_NAME, .table = QUEUE_TABLE_SERVICE, .required = true, .size = sizeof(struct queue_service_id)
};

#define T(member) AT(struct saved_ticket, ticket.member)
static const struct shape_field ticket_fields[] = {
	INT_("id", T(id)),
	INT_("visit", T(visit)),
	INT_("appointment", T(appointment)),
	WORD_("state", queue_ticket_state_words, T(state)),
	WORD_("channel", queue_channel_words, T(channel)),
	NAME_("service", SERVICE, T(service)),
	NAME_("class", CLASS, T(class_)),
	NAME_("window", WINDOW, T(window)),
	NAME_("clerk", CLERK, T(clerk)),
	NAME_("to_window", WINDOW, T(to_window)),
	NAME_("to_clerk", CLERK, T(to_clerk)),
	NAME_("back_window", WINDOW, T(back_window)),
	NAME_("back_service", SERVICE, T(back_service)),
	BOOL_("come_back", T(come_back)),
	BOOL_("ahead", T(ahead)),
	BOOL_("missed", T(missed)),
	INT_("behind", T(behind)),
	BOOL_("rated", T(rated)),
	INT_("leg", T(leg)),
	INT_("calls", T(calls)),
	INT_("finished", T(finished)),
	INT_("taken_at", T(taken_at)),
	INT_("queued_at", T(queued_at)),
	INT_("reinstated_at", T(reinstated_at)),
	INT_("order_at", T(order_at)),
	INT_("order_seq", T(order_seq)),
	INT_("called_at", T(called_at)),
	INT_("started_at", T(started_at)),
	INT_("finished_at", T(finished_at)),
	INT_("serving_since", T(serving_since)),
	INT_("served_ms", T(served_ms)),
	INT_("held_at", T(held_at)),
	INT_("rating", T(rating)),
	NAME_("rate_service", SERVICE, T(rate_service)),
	NAME_("rate_window", WINDOW, T(rate_window)),
	NAME_("rate_clerk", CLERK, T(rate_clerk)),
	CHARS_("number", QUEUE_NUMBER_MAX, T(number)),
	TEXT_("customer", T(customer)),
	TEXT_("token", T(token)),
	TEXT_("reason", T(reason)),
	LIST_("then", service_place, AT(struct saved_ticket, then)),
};
static const struct shape ticket_shape = SHAPE("ticket", struct saved_ticket, ticket_fields);
static const struct shape_field ticket_entry = ENTRY(struct saved_ticket, ticket_shape);

#define W(member) AT(struct saved_window, window.member)
static const struct shape_field serves_entry = ENTRY(struct queue_window_service, queue_window_service_shape);
static const struct shape_field window_fields[] = {
	WORD_("state", queue_window_state_words, W(state)),
	INT_("since", W(since)),
	NAME_("clerk", CLERK, W(clerk)),
	INT_("ticket", W(ticket)),
	TEXT_("reason", W(reason)),
	BOOL_("helps", W(helps)),
	LIST_("services", serves_entry, AT(struct saved_window, services)),
};
static const struct shape window_shape = SHAPE("window", struct saved_window, window_fields);
static const struct shape_field window_entry = ENTRY(struct saved_window, window_shape);

#define S(member) AT(struct queue_service, member)
static const struct shape_field service_fields[] = {
	BOOL_("paused", S(paused)), BOOL_("full", S(full)),	INT_("given", S(given)),
	TEXT_("reason", S(reason)), TEXT_("ask", S(ask)),
};
static const struct shape service_shape = SHAPE("service", struct queue_service, service_fields);
static const struct shape_field service_entry = ENTRY(struct queue_service, service_shape);

static const struct shape_field class_fields[] = { INT_("called", AT(struct queue_class, called)) };
static const struct shape class_shape = SHAPE("class", struct queue_class, class_fields);
static const struct shape_field class_entry = ENTRY(struct queue_class, class_shape);

#define R(member) AT(struct queue_range, member)
static const struct shape_field range_fields[] = {
	CHARS_("prefix", 3, R(prefix)), INT_("first", R(first)), INT_("last", R(last)), INT_("next", R(next)),
};
static const struct shape range_shape = SHAPE("range", struct queue_range, range_fields);
static const struct shape_field range_entry = ENTRY(struct queue_range, range_shape);

static const struct shape_field tables_fields[] = {
	{ .name = "config", .kind = SHAPE_RECORD, .required = true, .of = &queue_config_shape,
	  AT(struct saved_tables, config) },
	LIST_("ranges", range_entry, AT(struct saved_tables, ranges)),
};
static const struct shape tables_shape = SHAPE("tables", struct saved_tables, tables_fields);

#define B(member) AT(struct queue_booking, member)
static const struct shape_field booking_fields[] = {
	INT_("id", B(id)),
	WORD_("state", queue_appointment_state_words, B(state)),
	NAME_("service", SERVICE, B(service)),
	NAME_("class", CLASS, B(class_)),
	INT_("date", B(date)),
	INT_("slot", B(slot)),
	WORD_("channel", queue_channel_words, B(channel)),
	INT_("ticket", B(ticket)),
	CHARS_("code", 6, B(code)),
	TEXT_("name", B(name)),
	TEXT_("phone", B(phone)),
	TEXT_("token", B(token)),
};
static const struct shape booking_shape = SHAPE("booking", struct queue_booking, booking_fields);
static const struct shape_field booking_entry = ENTRY(struct queue_booking, booking_shape);

#define C(member) AT(struct queue_call, member)
static const struct shape_field call_fields[] = {
	INT_("ticket", C(ticket)), NAME_("window", WINDOW, C(window)), INT_("at", C(at)),
	INT_("calls", C(calls)),   CHARS_("number", QUEUE_NUMBER_MAX, C(number)),
};
static const struct shape call_shape = SHAPE("call", struct queue_call, call_fields);
static const struct shape_field call_entry = ENTRY(struct queue_call, call_shape);

#define D(member) AT(struct queue_device, member)
static const struct shape_field device_fields[] = {
	WORD_("state", queue_device_state_words, D(state)), INT_("since", D(since)),	  BOOL_("paused", D(paused)),
	TEXT_("detail", D(detail)),			    TEXT_("reason", D(reason)),
};
static const struct shape device_shape = SHAPE("device", struct queue_device, device_fields);
static const struct shape_field device_entry = ENTRY(struct queue_device, device_shape);

#define A(member) AT(struct queue_alert, member)
static const struct shape_field alert_fields[] = {
	INT_("id", A(id)),
	WORD_("about", queue_alert_kind_words, A(about)),
	INT_("level", A(level)),
	INT_("lifts", A(lifts)),
	INT_("value", A(value)),
	NAME_("service", SERVICE, A(service)),
	INT_("ticket", A(ticket)),
	NAME_("window", WINDOW, A(window)),
	CHARS_("device", QUEUE_DEVICE_ID_MAX, A(device)),
	INT_("raised_at", A(raised_at)),
	INT_("lifted_at", A(lifted_at)),
	INT_("acknowledged_at", A(acknowledged_at)),
	TEXT_("owner", A(owner)),
	TEXT_("note", A(note)),
};
static const struct shape alert_shape = SHAPE("alert", struct queue_alert, alert_fields);
static const struct shape_field alert_entry = ENTRY(struct queue_alert, alert_shape);

#define H(member) AT(struct saved_hall, member)
static const struct shape_field hall_fields[] = {
	INT_("seq", H(hall.seq)),
	INT_("at", H(hall.at)),
	INT_("date", H(hall.date)),
	BOOL_("full", H(hall.full)),
	NAME_("usual_class", CLASS, H(hall.usual_class)),
	INT_("taken", H(hall.counts.taken)),
	INT_("served", H(hall.counts.served)),
	INT_("missed", H(hall.counts.missed)),
	INT_("no_shows", H(hall.counts.no_shows)),
	INT_("left", H(hall.counts.left)),
	LIST_("services", service_entry, H(services)),
	LIST_("windows", window_entry, H(windows)),
	LIST_("classes", class_entry, H(classes)),
	LIST_("tickets", ticket_entry, H(tickets)),
	LIST_("bookings", booking_entry, H(bookings)),
	LIST_("calls", call_entry, H(calls)),
	LIST_("devices", device_entry, H(devices)),
	LIST_("alerts", alert_entry, H(alerts)),
};
static const struct shape hall_shape = SHAPE("hall", struct saved_hall, hall_fields);

/* Writing. */

static void save_ticket(struct queue_ticket *ticket, struct saved_list *list)
{
	struct saved_ticket *saved = (struct saved_ticket *)list->at + list->n++;

	saved->ticket = *ticket;
	saved->then = (struct queue_list_service){ ticket->then, (uint32_t)ticket->then_n };
}

static void save_line(const struct queue_hall *hall, const struct queue_line *line, struct saved_list *list)
{
	for (uint32_t slot = line->first; slot != 0; slot = hall->tickets[slot].after)
		save_ticket(&hall->tickets[slot], list);
}

static void save_tickets(const struct queue_hall *hall, struct arena *arena, struct saved_list *list)
{
	list->at = ARENA_ARRAY(arena, hall->by_id.n, struct saved_ticket);
	for (uint16_t s = 1; s <= hall->service_n; s++)
		save_line(hall, &hall->services[s].line, list);
	for (uint16_t w = 1; w <= hall->window_n; w++)
		if (hall->windows[w].ticket.n != 0)
			save_ticket(queue_ticket_at(hall, hall->windows[w].ticket), list);
	save_line(hall, &hall->held, list);
	save_line(hall, &hall->done, list);
	ASSERT(list->n == hall->by_id.n);
}

static void save_windows(const struct queue_hall *hall, struct arena *arena, struct saved_list *list)
{
	struct saved_window *windows = ARENA_ARRAY(arena, hall->window_n, struct saved_window);

	*list = (struct saved_list){ windows, hall->window_n };
	for (uint16_t w = 1; w <= hall->window_n; w++) {
		struct saved_window *saved = &windows[w - 1];
		saved->window = hall->windows[w];
		saved->services.at = ARENA_ARRAY(arena, hall->service_n, struct queue_window_service);
		for (uint16_t s = 1; s <= hall->service_n; s++)
			if (hall->windows[w].priority[s] > 0)
				saved->services.at[saved->services.n++] =
					(struct queue_window_service){ { s }, hall->windows[w].priority[s] };
	}
}

static int range_order(const void *a, const void *b)
{
	const struct queue_range *x = a, *y = b;
	const int prefix = strcmp(x->prefix, y->prefix);

	if (prefix != 0)
		return prefix;
	return x->first != y->first ? (x->first > y->first) - (x->first < y->first)
				    : (x->last > y->last) - (x->last < y->last);
}

/* Ranges that gave nothing today are made again from the configuration, so places do not last: sorted. */
static void save_ranges(const struct queue_hall *hall, struct arena *arena, struct saved_list *list)
{
	struct queue_range *ranges = ARENA_ARRAY(arena, hall->range_n, struct queue_range);

	list->at = ranges;
	for (uint16_t r = 0; r < hall->range_n; r++)
		if (hall->ranges[r].next > hall->ranges[r].first)
			ranges[list->n++] = hall->ranges[r];
	qsort(ranges, list->n, sizeof(*ranges), range_order);
}

static void write_tables(const struct queue_hall *hall, struct json_out *out)
{
	struct saved_tables tables = { .config = hall->config };

	save_ranges(hall, out->buf->arena, &tables.ranges);
	json_key(out, "tables");
	shape_write(&tables_shape, &tables, NULL, 0, out);
}

void queue_snapshot_write(const struct queue_hall *hall, struct json_out *out)
{
	const struct shape_names names = queue_names(hall);
	struct arena *arena = out->buf->arena;
	struct saved_hall saved = { .hall = *hall };

	json_open(out, '{');
	if (hall->configured) {
		saved.services = (struct saved_list){ hall->services + 1, hall->service_n };
		saved.classes = (struct saved_list){ hall->classes + 1, hall->class_n };
		save_windows(hall, arena, &saved.windows);
		write_tables(hall, out);
	}
	save_tickets(hall, arena, &saved.tickets);
	saved.bookings = (struct saved_list){ hall->bookings, hall->booking_n };
	saved.calls = (struct saved_list){ (struct queue_call *)hall->calls, hall->call_n };
	saved.devices = (struct saved_list){ hall->devices, hall->device_n };
	saved.alerts = (struct saved_list){ hall->alerts, hall->alert_n };
	json_key(out, "hall");
	shape_write(&hall_shape, &saved, &names, 0, out);
	json_close(out, '}');
}

/* Reading. */

static bool is_at_window(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const struct queue_window *window = queue_window_at(hall, ticket->window);

	return window != NULL && window->ticket.n == ticket->id.n;
}

static enum rc load_ticket(struct queue_hall *hall, const struct saved_ticket *saved, struct err *err)
{
	const struct queue_ticket *from = &saved->ticket;

	if (from->id.n < 1 || from->state == 0 || saved->then.n > QUEUE_THEN_MAX ||
	    queue_service_at(hall, from->service) == NULL || queue_class_at(hall, from->class_) == NULL ||
	    queue_ticket_at(hall, from->id) != NULL)
		return err_invalid(err, "tickets", "ticket %lld is not whole", (long long)from->id.n);

	struct queue_ticket *ticket = queue_ticket_new(hall, from->id);
	*ticket = *from;
	ticket->then_n = (int32_t)saved->then.n;
	for (uint32_t i = 0; i < saved->then.n; i++)
		ticket->then[i] = saved->then.at[i];
	queue_number_bear(hall, ticket);

	if (ticket->state == QUEUE_TICKET_WAITING)
		queue_wait_enter(hall, ticket);
	else if (is_at_window(hall, ticket))
		return RC_OK;
	else if (ticket->state == QUEUE_TICKET_HELD)
		queue_line_append(hall, &hall->held, ticket);
	else
		queue_line_append(hall, &hall->done, ticket);
	return RC_OK;
}

static enum rc load_windows(struct queue_hall *hall, const struct saved_list *list, struct err *err)
{
	if (list->n != hall->window_n)
		return err_invalid(err, "windows", "there are %u, the configuration has %u", list->n, hall->window_n);
	for (uint16_t w = 1; w <= hall->window_n; w++) {
		const struct saved_window *saved = (struct saved_window *)list->at + (w - 1);
		struct queue_window *window = &hall->windows[w];
		window->state = saved->window.state;
		window->since = saved->window.since;
		window->clerk = saved->window.clerk;
		window->ticket = saved->window.ticket;
		window->reason = saved->window.reason;
		window->helps = saved->window.helps;
		for (uint32_t i = 0; i < saved->services.n; i++) {
			if (queue_service_at(hall, saved->services.at[i].service) == NULL)
				return err_invalid(err, "windows", "window %u serves what is not there", w);
			window->priority[saved->services.at[i].service.n] = (uint8_t)saved->services.at[i].priority;
		}
		struct queue_clerk *clerk = queue_clerk_at(hall, window->clerk);
		if (clerk != NULL)
			clerk->window.n = w;
	}
	return RC_OK;
}

static enum rc load_services(struct queue_hall *hall, const struct saved_hall *saved, struct err *err)
{
	if (saved->services.n != hall->service_n || saved->classes.n != hall->class_n)
		return err_invalid(err, "services", "they do not fit the configuration");
	for (uint16_t s = 1; s <= hall->service_n; s++) {
		const struct queue_service *from = (struct queue_service *)saved->services.at + (s - 1);
		struct queue_service *service = &hall->services[s];
		service->paused = from->paused;
		service->full = from->full;
		service->given = from->given;
		service->reason = from->reason;
		service->ask = from->ask;
	}
	for (uint16_t c = 1; c <= hall->class_n; c++)
		hall->classes[c].called = ((struct queue_class *)saved->classes.at + (c - 1))->called;
	return RC_OK;
}

/* Devices stand in the order of the configuration, which has their names. */
static enum rc load_devices(struct queue_hall *hall, const struct saved_list *list, struct err *err)
{
	if (list->n != hall->device_n)
		return err_invalid(err, "devices", "there are %u, the configuration has %u", list->n, hall->device_n);
	for (uint16_t i = 0; i < hall->device_n; i++) {
		const struct queue_device *from = (struct queue_device *)list->at + i;
		struct queue_device *device = &hall->devices[i];
		device->state = from->state;
		device->since = from->since;
		device->paused = from->paused;
		device->detail = from->detail;
		device->reason = from->reason;
	}
	alert_count_trouble(hall);
	return RC_OK;
}

static enum rc load_alerts(struct queue_hall *hall, const struct saved_list *list, struct err *err)
{
	const struct queue_alert *alerts = list->at;

	if (list->n > QUEUE_ALERTS_MAX)
		return err_invalid(err, "alerts", "there are %u", list->n);
	for (uint32_t i = 0; i < list->n; i++) {
		const enum rc rc = queue_alert_whole(hall, &alerts[i], err);
		if (rc != RC_OK)
			return rc;
		alert_add(hall, &alerts[i]);
	}
	return RC_OK;
}

static enum rc load_rest(struct queue_hall *hall, const struct saved_hall *saved, struct err *err)
{
	enum rc rc = RC_OK;

	if (saved->calls.n > QUEUE_CALLS_SHOWN || saved->bookings.n > QUEUE_BOOKINGS_MAX)
		return err_invalid(err, "calls", "there are too many calls or bookings");
	for (uint32_t i = 0; i < saved->tickets.n && rc == RC_OK; i++)
		rc = load_ticket(hall, (struct saved_ticket *)saved->tickets.at + i, err);
	hall->bookings = saved->bookings.at;
	hall->booking_n = hall->booking_size = saved->bookings.n;
	hall->call_n = saved->calls.n;
	if (saved->calls.n > 0)
		memcpy(hall->calls, saved->calls.at, saved->calls.n * sizeof(*hall->calls));
	hall->seq = saved->hall.seq;
	hall->at = saved->hall.at;
	hall->date = saved->hall.date;
	hall->full = saved->hall.full;
	hall->usual_class = saved->hall.usual_class;
	hall->counts = saved->hall.counts;
	if (rc == RC_OK)
		rc = load_devices(hall, &saved->devices, err);
	if (rc == RC_OK)
		rc = load_alerts(hall, &saved->alerts, err);
	if (rc == RC_OK)
		rc = queue_whole(hall, err);
	if (rc == RC_OK)
		queue_bookings_changed(hall);
	return rc;
}

/* A hall's configuration also has what was retired, so its tables may be longer than those of one that is given. */
static enum rc read_tables(const struct json *from, struct arena *arena, struct saved_tables *ret, struct err *err)
{
	struct shape_field *members = ARENA_ARRAY(arena, queue_config_shape.n, struct shape_field);
	struct shape roomy = queue_config_shape, shape = tables_shape;
	struct shape_field fields[CC_COUNT(tables_fields)];

	memcpy(members, queue_config_shape.fields, queue_config_shape.n * sizeof(*members));
	for (size_t i = 0; i < queue_config_shape.n; i++)
		if (members[i].kind == SHAPE_LIST)
			members[i].high = QUEUE_PLACES_MAX;
	roomy.fields = members;
	memcpy(fields, tables_fields, sizeof(fields));
	fields[0].of = &roomy;
	shape.fields = fields;
	return shape_read_written(&shape, from, NULL, "tables", arena, ret, err);
}

static enum rc load_tables(struct queue_hall *hall, const struct json *from, struct err *err)
{
	struct saved_tables tables;
	struct text what;

	const enum rc rc = read_tables(from, hall->arena, &tables, err);
	if (rc != RC_OK)
		return rc;
	if (tables.config.classes.n == 0 || tables.ranges.n > QUEUE_RANGES_MAX)
		return err_invalid(err, "tables", "has no classes or too many ranges");
	hall->ranges = ARENA_ARRAY(hall->arena, QUEUE_RANGES_MAX, struct queue_range);
	if (tables.ranges.n > 0)
		memcpy(hall->ranges, tables.ranges.at, tables.ranges.n * sizeof(*hall->ranges));
	hall->range_n = (uint16_t)tables.ranges.n;
	if (queue_config_check(hall, &tables.config, hall->arena, &what) != REFUSED_NOT)
		return err_invalid(err, "tables.config", "%.*s", TEXT_ARG(what));
	hall->config = tables.config;
	queue_config_lay_out(hall);
	return RC_OK;
}

enum rc queue_snapshot_read(const struct json *from, struct arena *arena, struct queue_hall *ret, struct err *err)
{
	const struct json *tables = json_member(from, "tables"), *body = json_member(from, "hall");
	struct saved_hall saved;
	enum rc rc = RC_OK;

	queue_hall_init(ret, arena);
	if (body == NULL)
		return err_invalid(err, "hall", "is missing");
	if (tables != NULL)
		rc = load_tables(ret, tables, err);
	if (rc != RC_OK)
		return rc;
	const struct shape_names names = queue_names(ret);
	rc = shape_read_written(&hall_shape, body, &names, "hall", arena, &saved, err);
	if (rc == RC_OK && tables != NULL)
		rc = load_services(ret, &saved, err);
	if (rc == RC_OK && tables != NULL)
		rc = load_windows(ret, &saved.windows, err);
	return rc == RC_OK ? load_rest(ret, &saved, err) : rc;
}
