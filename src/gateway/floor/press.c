/* The printers of halls (Q1, Q2, Q19): from a ticket in the log to a slip in the queue of its kiosk's printer.
 *
 * The log is the queue that survives: a slip is made of its event, and how far a printer has got is its mark on disk.
 * So the floor reads a hall from a little while back whenever it begins to follow it, in the order of the log and
 * with the configurations of then, and the printer knows what it has had. Nothing here waits for a printer, nor long
 * for what a ticket was told.
 *
 * Invariant: slips go into a printer in the order of their events. One that finds it full, or not open, makes the press
 * fall behind; from then on nothing is put until the log was read again from there, to its end. */
#include "gateway/floor/floor_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/print/ticket_slip.h"

enum { NAME_SIZE = 40, ROOM_MIN = PRINTER_WAITING_MAX / 2 };

/* What a printer cannot be opened for. */
enum lack { LACK_NOTHING, LACK_ADDRESS, LACK_MARK, LACK_SERVER };

static const char *const lack_words[] = { "", "address", "mark", "server" };

struct floor_press {
	struct printer *printer; /* NULL while it cannot be opened; written under the lock, and so is `lack` */
	enum lack lack;
	struct text address; /* in `bytes` */
	int64_t paper_mm;
	int64_t behind; /* the first event whose slip may not have been put; 0 for none */
	char bytes[];
};

/* On the printer's thread. */
static void on_changed(void *context, const struct printer_status *status)
{
	struct floor *floor = context;

	(void)status;
	atomic_store(&floor->hurry, true);
	post_box_wake(floor->box);
}

static enum lack open_printer(struct floor *floor, const struct floor_hall *hall,
			      const struct queue_config_device *device, struct printer **ret, struct err *err)
{
	struct printer_options options;
	char name[NAME_SIZE], mark[HOST_PATH_MAX];

	*ret = NULL;
	printer_options_init(&options);
	snprintf(name, sizeof(name), "%s/%s", hall->id, device->id);
	options.name = name;
	options.clock = floor->options.clock;
	options.observer = (struct printer_observer){ .changed = on_changed, .context = floor };
	/* Ids are plain, so that a file may bear them. */
	if (floor->data[0] != '\0' &&
	    snprintf(mark, sizeof(mark), "%s/printers/%s.%s", floor->data, hall->id, device->id) >= (int)sizeof(mark)) {
		err_set(err, RC_FULL, "the path of a printer's mark is longer than %d bytes", HOST_PATH_MAX - 1);
		return LACK_MARK;
	}
	options.mark_path = floor->data[0] != '\0' ? mark : NULL;
	if (printer_address(device->address, &options, err) != RC_OK)
		return LACK_ADDRESS;
	enum rc rc = reader_head(floor->options.reader, text_of(hall->id), &options.id_max, err);
	if (rc == RC_OK)
		rc = printer_open(ret, &options, err);
	return rc == RC_OK ? LACK_NOTHING : rc == RC_INVALID ? LACK_MARK : LACK_SERVER;
}

/* Open the printer, which works at a later look where it does not now; the log says once for what. */
static void try_open(struct floor *floor, const struct floor_hall *hall, const struct queue_config_device *device,
		     struct floor_press *press)
{
	struct printer *printer;
	struct err err;
	const enum lack lack = open_printer(floor, hall, device, &printer, &err);

	if (lack != LACK_NOTHING && lack != press->lack)
		LOG(LOG_LEVEL_ERROR, "printer_not_opened", log_string("hall", hall->id),
		    log_string("device", device->id), log_string("why", err.text));
	pthread_mutex_lock(&floor->lock);
	press->printer = printer;
	press->lack = lack;
	pthread_mutex_unlock(&floor->lock);
}

bool press_fits(const struct floor_press *press, const struct queue_config_device *device)
{
	return device->kind == QUEUE_DEVICE_KIND_PRINTER && press->paper_mm == device->paper_mm &&
	       text_eq(press->address, device->address);
}

struct floor_press *press_open(struct floor *floor, const struct floor_hall *hall,
			       const struct queue_config_device *device, int64_t behind)
{
	const struct text address = device->address;
	struct floor_press *press = calloc(1, sizeof(*press) + address.len);

	if (press == NULL)
		BUG("no memory for a printer");
	if (address.len > 0)
		memcpy(press->bytes, address.at, address.len);
	press->address = (struct text){ press->bytes, address.len };
	press->paper_mm = device->paper_mm;
	press->behind = behind;
	try_open(floor, hall, device, press);
	return press;
}

int64_t press_rest(struct floor *floor, const struct floor_hall *hall, const struct floor_press *press)
{
	const int64_t stale = floor_stale_seq(floor, hall);
	const int64_t rest = press->printer != NULL ? printer_settled(press->printer) + 1 : press->behind;

	return rest > 0 && rest <= stale ? stale + 1 : rest;
}

void press_stop(struct floor_press *press)
{
	if (press != NULL && press->printer != NULL)
		printer_stop(press->printer);
}

void press_close(struct floor_press **at)
{
	struct floor_press *press = *at;

	*at = NULL;
	if (press == NULL)
		return;
	printer_close(&press->printer);
	free(press);
}

void press_status(const struct floor_press *press, struct printer_status *ret)
{
	*ret = (struct printer_status){ 0 };
	if (press->printer != NULL)
		printer_status(press->printer, ret);
}

struct text press_lack(const struct floor_press *press)
{
	struct printer_status status;

	press_status(press, &status);
	return text_of(status.state == ESCPOS_NAMELESS ? "name" : lack_words[press->lack]);
}

/* The printer of the kiosk where a ticket was taken; NULL for none, or an event of another kind. */
static struct floor_device *printer_of(const struct floor_hall *hall, const struct json *event)
{
	const struct json *kind = json_member(event, "kind"), *kiosk = json_member(event, "device");
	const struct floor_device *device;

	if (kind == NULL || json_kind(kind) != JSON_TEXT || !text_eq(json_text(kind), TEXT("ticket.taken")) ||
	    kiosk == NULL || json_kind(kiosk) != JSON_TEXT)
		return NULL;
	device = registry_device(hall, json_text(kiosk));
	return device != NULL ? registry_device(hall, text_of(device->config->printer)) : NULL;
}

static enum rc make_job(struct floor *floor, const struct floor_hall *hall, const struct floor_press *press,
			const struct json *event, struct print_job *ret, struct err *err)
{
	struct slip_style style = { SLIP_80_MM, floor->options.languages };
	struct slip_ticket ticket;
	struct slip slip;

	if (!slip_paper(press->paper_mm, &style.paper))
		style.paper = SLIP_80_MM; /* the hall does not say */
	if (!ticket_slip_read(text_of(hall->id), &hall->config, event, &floor->options.links, &floor->paper, &ticket))
		return err_set(err, RC_INVALID, "the log does not say what to print");
	if (ticket_slip_booked(floor->options.reader, text_of(hall->id), event, &ticket, err) != RC_OK)
		LOG(LOG_LEVEL_ERROR, "slip_without_booking", log_string("hall", hall->id), log_number("seq", ret->id),
		    log_string("why", err->text));                         /* better than no slip */
	const struct view_expected told = told_find(floor, hall, ret->id); /* a ticket is the seq of its taking */
	ticket_slip_told(&told, &floor->paper, &ticket);
	ret->made_ms = ticket.taken_ms;
	slip_of_ticket(&ticket, &style, &floor->paper, &slip);
	enum rc rc = escpos_of_slip(&slip, &floor->paper, &ret->slip, err);
	slip_of_again(&style, &floor->paper, &slip);
	if (rc == RC_OK)
		rc = escpos_of_slip(&slip, &floor->paper, &ret->again, err);
	return rc;
}

/* False where the printer has no room, or is not open. */
static bool put(struct floor *floor, struct floor_hall *hall, struct floor_device *device, int64_t seq,
		const struct json *event)
{
	struct print_job job = { .id = seq };
	struct err err;

	if (device->press->printer == NULL)
		return false;
	if (make_job(floor, hall, device->press, event, &job, &err) != RC_OK) {
		LOG(LOG_LEVEL_ERROR, "slip_not_made", log_string("hall", hall->id), log_number("seq", seq),
		    log_string("why", err.text));
		return true;
	}
	const enum print_put put = printer_put(device->press->printer, &job);
	if (put == PRINT_TAKEN) {
		pthread_mutex_lock(&floor->lock);
		floor->gauges.slips++;
		pthread_mutex_unlock(&floor->lock);
	}
	return put != PRINT_FULL;
}

void press_ticket(struct floor *floor, struct floor_hall *hall, int64_t seq, const struct json *event)
{
	struct floor_device *device = printer_of(hall, event);

	if (device == NULL || device->press == NULL || device->press->behind != 0)
		return;
	if (!put(floor, hall, device, seq, event))
		device->press->behind = seq;
}

/* One event that a press which fell behind reads again; `context` is the place of its device. */
static bool put_again(struct floor *floor, struct floor_hall *hall, int64_t seq, struct text text, int64_t context)
{
	struct floor_device *device = &hall->devices[context];
	const struct json *event;
	struct err err;

	if (json_parse(&floor->paper, text, &event, &err) == RC_OK && printer_of(hall, event) == device &&
	    !put(floor, hall, device, seq, event))
		return false;
	device->press->behind = seq + 1;
	return true;
}

void press_look(struct floor *floor, struct floor_hall *hall, struct floor_device *device)
{
	struct floor_press *press = device->press;
	struct printer_status status;

	if (press->printer == NULL)
		try_open(floor, hall, device->config, press);
	if (press->printer == NULL || press->behind == 0)
		return;
	printer_status(press->printer, &status);
	if (status.waiting > ROOM_MIN)
		return;
	floor_read(floor, hall, press->behind - 1, hall->seq, put_again, device - hall->devices);
	if (press->behind > hall->seq) /* neither full again, nor was the log unreadable */
		press->behind = 0;
}
