/* What is true of every hall (Q2, Q7, Q17, S7).
 *
 * A window, its clerk and its ticket know each other; a ticket stands in the one line that its state
 * says; every count is the sum of what it counts; every id names something that is there or nothing; no two
 * alerts are about one thing. */
#include "queue/whole.h"

#include "base/civil.h"
#include "queue/alert_private.h"
#include "queue/line_private.h"

enum { DAY_MIN = (int)(CIVIL_MS_MIN / CIVIL_MS_PER_DAY), DAY_MAX = (int)(CIVIL_MS_MAX / CIVIL_MS_PER_DAY) };
/* More than any hall comes to, and far enough from the end of the type for what is added. */
enum { COUNT_MAX = 1 << 30, RATING_MAX = 5, BEHIND_MAX = 100 };
#define SEQ_MAX (INT64_MAX / QUEUE_ORDER_ROOM / 2)

static enum rc broken(struct err *err, const char *part, long long which, const char *what)
{
	return err_invalid(err, part, "%s %lld %s", part, which, what);
}

static bool is_service(const struct queue_hall *hall, struct queue_service_id id)
{
	return queue_service_at(hall, id) != NULL;
}

static bool is_window(const struct queue_hall *hall, struct queue_window_id id)
{
	return queue_window_at(hall, id) != NULL;
}

static bool is_clerk(const struct queue_hall *hall, struct queue_clerk_id id)
{
	return queue_clerk_at(hall, id) != NULL;
}

/* Ids come from events, so none is greater than the last event's. */
static bool is_id(const struct queue_hall *hall, int64_t id)
{
	return id >= 1 && id <= hall->seq;
}

static bool is_count(int64_t n)
{
	return n >= 0 && n <= COUNT_MAX;
}

static bool is_past(const struct queue_hall *hall, int64_t at)
{
	return at >= CIVIL_MS_MIN && at <= hall->at;
}

static bool then_is_whole(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	for (int32_t i = 0; i < ticket->then_n; i++)
		if (!is_service(hall, ticket->then[i]))
			return false;
	return ticket->then_n >= 0 && ticket->then_n <= QUEUE_THEN_MAX;
}

static bool places_are_whole(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const bool waits = ticket->state == QUEUE_TICKET_WAITING;
	const bool sent_back = ticket->back_window.n != 0;

	return is_service(hall, ticket->service) && queue_class_at(hall, ticket->class_) != NULL &&
	       ((waits && ticket->window.n == 0) || queue_is_over(ticket) || is_window(hall, ticket->window)) &&
	       (ticket->window.n == 0 || is_window(hall, ticket->window)) &&
	       (ticket->window.n != 0) == is_clerk(hall, ticket->clerk) &&
	       (ticket->to_window.n == 0 || is_window(hall, ticket->to_window)) &&
	       (ticket->to_clerk.n == 0 || is_clerk(hall, ticket->to_clerk)) &&
	       sent_back == is_window(hall, ticket->back_window) &&
	       sent_back == is_service(hall, ticket->back_service) && (sent_back || !ticket->come_back) &&
	       then_is_whole(hall, ticket);
}

static bool rating_is_whole(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	if (ticket->finished == 0)
		return !ticket->rated && ticket->rating == 0;
	return is_count(ticket->finished) && ticket->rating >= 0 && ticket->rating <= RATING_MAX &&
	       ticket->rated == (ticket->rating != 0) && is_service(hall, ticket->rate_service) &&
	       is_window(hall, ticket->rate_window) && is_clerk(hall, ticket->rate_clerk);
}

static bool times_are_whole(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	return is_past(hall, ticket->taken_at) && is_past(hall, ticket->queued_at) && is_past(hall, ticket->order_at) &&
	       is_past(hall, ticket->reinstated_at) &&
	       is_past(hall, ticket->called_at) && is_past(hall, ticket->started_at) &&
	       is_past(hall, ticket->held_at) && is_past(hall, ticket->finished_at) &&
	       is_past(hall, ticket->serving_since) &&
	       (ticket->serving_since == 0 || ticket->state == QUEUE_TICKET_SERVING) &&
	       (ticket->held_at != 0) == (ticket->state == QUEUE_TICKET_HELD) && ticket->served_ms >= 0 &&
	       ticket->served_ms <= SEQ_MAX;
}

static enum rc ticket_is_whole(const struct queue_hall *hall, const struct queue_ticket *ticket, struct err *err)
{
	if (!is_id(hall, ticket->id.n) || !is_id(hall, ticket->visit.n) ||
	    !is_id(hall, ticket->order_seq / QUEUE_ORDER_ROOM) || ticket->number[0] == '\0' || ticket->channel == 0 ||
	    ticket->leg < 1 || !is_count(ticket->leg) || !is_count(ticket->calls))
		return broken(err, "tickets", ticket->id.n, "is not filled in");
	if (ticket->appointment.n != 0 && !is_id(hall, ticket->appointment.n))
		return broken(err, "tickets", ticket->id.n, "has an appointment of the future");
	if (!places_are_whole(hall, ticket))
		return broken(err, "tickets", ticket->id.n, "names what is not there");
	if (ticket->behind < 0 || ticket->behind > BEHIND_MAX ||
	    (ticket->behind > 0 && ticket->state != QUEUE_TICKET_WAITING))
		return broken(err, "tickets", ticket->id.n, "is behind those it cannot be behind");
	if (!rating_is_whole(hall, ticket))
		return broken(err, "tickets", ticket->id.n, "has a rating for nothing");
	if (!times_are_whole(hall, ticket))
		return broken(err, "tickets", ticket->id.n, "has a time that cannot be");
	return RC_OK;
}

static bool fits_line(const struct queue_hall *hall, const struct queue_line *line, const struct queue_ticket *ticket)
{
	if (line == &hall->done)
		return queue_is_over(ticket);
	if (line == &hall->held)
		return ticket->state == QUEUE_TICKET_HELD && is_clerk(hall, ticket->clerk) &&
		       hall->clerks[ticket->clerk.n].window.n != 0;
	return ticket->state == QUEUE_TICKET_WAITING && &hall->services[ticket->service.n].line == line;
}

/* Walks a line of tickets; lines of waiting tickets are sorted. */
static enum rc line_is_whole(const struct queue_hall *hall, const struct queue_line *line, struct err *err)
{
	const struct queue_ticket *last = NULL;
	uint32_t n = 0;

	for (uint32_t slot = line->first; slot != 0; slot = hall->tickets[slot].after) {
		const struct queue_ticket *ticket = &hall->tickets[slot];
		const enum rc rc = ticket_is_whole(hall, ticket, err);
		if (rc != RC_OK)
			return rc;
		if (++n > line->n || ticket->before != (last != NULL ? queue_slot(hall, last) : 0) ||
		    queue_ticket_at(hall, ticket->id) != ticket)
			return broken(err, "tickets", ticket->id.n, "is linked wrongly");
		if (!fits_line(hall, line, ticket))
			return broken(err, "tickets", ticket->id.n, "stands in the wrong line");
		if (ticket->state == QUEUE_TICKET_WAITING && last != NULL && queue_order(last, ticket) >= 0)
			return broken(err, "tickets", ticket->id.n, "stands in the wrong place");
		last = ticket;
	}
	return n == line->n ? RC_OK : broken(err, "tickets", n, "are in a line that counts others");
}

static enum rc counts_are_whole(const struct queue_hall *hall, uint16_t s, uint32_t *directed, uint32_t *put_back,
				struct err *err)
{
	const struct queue_service *service = &hall->services[s];
	uint32_t all = 0;

	for (uint16_t c = 1; c <= hall->class_n; c++) {
		uint32_t n = 0;
		for (uint32_t slot = service->line.first; slot != 0; slot = hall->tickets[slot].after)
			n += hall->tickets[slot].class_.n == c;
		if (n != service->class_waits[c])
			return broken(err, "services", s, "counts its classes wrongly");
		all += n;
	}
	for (uint32_t slot = service->line.first; slot != 0; slot = hall->tickets[slot].after) {
		*directed += hall->tickets[slot].to_window.n != 0 || hall->tickets[slot].to_clerk.n != 0;
		*put_back += hall->tickets[slot].behind > 0;
	}
	if (all != service->line.n || !is_count(service->given) ||
	    (!service->config.retired && service->range >= hall->range_n))
		return broken(err, "services", s, "counts wrongly");
	return RC_OK;
}

/* The state of a ticket that stands at a window in that state; 0 for windows without one. */
static enum queue_ticket_state ticket_state_at(enum queue_window_state state)
{
	static const enum queue_ticket_state states[QUEUE_WINDOW_STATE_COUNT + 1] = {
		[QUEUE_WINDOW_CALLED] = QUEUE_TICKET_CALLED,
		[QUEUE_WINDOW_SERVING] = QUEUE_TICKET_SERVING,
		[QUEUE_WINDOW_WAITING] = QUEUE_TICKET_HELD,
	};

	return states[state];
}

static enum rc window_is_whole(const struct queue_hall *hall, uint16_t w, struct err *err)
{
	const struct queue_window *window = &hall->windows[w];
	const struct queue_clerk *clerk = queue_clerk_at(hall, window->clerk);
	const struct queue_ticket *ticket = queue_ticket_at(hall, window->ticket);

	if (window->state < 1 || window->state > QUEUE_WINDOW_STATE_COUNT || !is_past(hall, window->since))
		return broken(err, "windows", w, "is in no state");
	if ((window->state == QUEUE_WINDOW_CLOSED) != (window->clerk.n == 0))
		return broken(err, "windows", w, "is open without a clerk, or closed with one");
	if ((window->clerk.n != 0) != (clerk != NULL) || (clerk != NULL && clerk->window.n != w))
		return broken(err, "windows", w, "and its clerk do not know each other");
	if ((ticket_state_at(window->state) != 0) != (ticket != NULL) || (window->ticket.n != 0) != (ticket != NULL))
		return broken(err, "windows", w, "has a ticket that does not fit its state");
	if (ticket == NULL)
		return RC_OK;
	if (ticket->state != ticket_state_at(window->state) || ticket->window.n != w ||
	    ticket->clerk.n != window->clerk.n)
		return broken(err, "windows", w, "and its ticket do not know each other");
	return ticket_is_whole(hall, ticket, err);
}

static enum rc bookings_are_whole(const struct queue_hall *hall, struct err *err)
{
	for (uint32_t i = 0; i < hall->booking_n; i++) {
		const struct queue_booking *booking = &hall->bookings[i];
		if (!is_id(hall, booking->id.n) || (i > 0 && booking->id.n <= hall->bookings[i - 1].id.n))
			return broken(err, "bookings", booking->id.n, "is in the wrong place");
		if (booking->state == 0 || booking->channel == 0 || booking->code[0] == '\0' ||
		    !is_service(hall, booking->service) || queue_class_at(hall, booking->class_) == NULL)
			return broken(err, "bookings", booking->id.n, "is not filled in");
		if (booking->date < DAY_MIN || booking->date > DAY_MAX || booking->slot < 0 ||
		    booking->slot > CIVIL_MINUTES_PER_DAY)
			return broken(err, "bookings", booking->id.n, "has no day or slot");
		if ((booking->state == QUEUE_APPOINTMENT_REDEEMED) != is_id(hall, booking->ticket.n))
			return broken(err, "bookings", booking->id.n, "was redeemed without a ticket, or not with one");
	}
	return RC_OK;
}

/* What an alert of its kind is about is there, and nothing else is named. */
static bool alert_names_its_thing(const struct queue_hall *hall, const struct queue_alert *alert)
{
	const bool service = is_service(hall, alert->service), window = is_window(hall, alert->window);
	const bool no_service = alert->service.n == 0, no_window = alert->window.n == 0;

	if ((alert->about == QUEUE_ALERT_KIND_DEVICE) != (alert->device[0] != '\0'))
		return false;
	switch (alert->about) {
	case QUEUE_ALERT_KIND_WAIT: return service && no_window;
	case QUEUE_ALERT_KIND_WAITING: return (service || no_service) && no_window;
	case QUEUE_ALERT_KIND_HANDLING:
	case QUEUE_ALERT_KIND_RATING: return service && window && alert->ticket.n != 0;
	case QUEUE_ALERT_KIND_IDLE: return no_service && window;
	case QUEUE_ALERT_KIND_HELP: return no_service && (window || no_window);
	case QUEUE_ALERT_KIND_CROWDING:
	case QUEUE_ALERT_KIND_DEVICE: return no_service && no_window;
	}
	return false;
}

enum rc queue_alert_whole(struct queue_hall *hall, const struct queue_alert *alert, struct err *err)
{
	if (!is_id(hall, alert->id.n) ||
	    (hall->alert_n > 0 && alert->id.n <= hall->alerts[hall->alert_n - 1].id.n))
		return broken(err, "alerts", alert->id.n, "is in the wrong place");
	if (alert->level < 1 || alert->level > QUEUE_ALERT_LEVELS || alert->lifts < 0 ||
	    alert->lifts >= QUEUE_ALERT_LEVELS || (alert->level < QUEUE_ALERT_LEVELS && alert->lifts >= alert->level) ||
	    alert->value < 0)
		return broken(err, "alerts", alert->id.n, "has a level that cannot be");
	if (!alert_names_its_thing(hall, alert) || (alert->ticket.n != 0 && !is_id(hall, alert->ticket.n)))
		return broken(err, "alerts", alert->id.n, "names what is not there");
	if (!is_past(hall, alert->raised_at) || !is_past(hall, alert->lifted_at) ||
	    !is_past(hall, alert->acknowledged_at) || (alert->lifts > 0) != (alert->lifted_at != 0))
		return broken(err, "alerts", alert->id.n, "has a time that cannot be");
	const struct alert_key key = alert_key(alert);
	const uint16_t *bits = alert_bits(hall, &key);
	if (bits != NULL && (*bits & alert_bit(alert->about)) != 0)
		return broken(err, "alerts", alert->id.n, "is the second about one thing");
	return RC_OK;
}

static uint32_t bits_set(uint16_t bits)
{
	return (uint32_t)__builtin_popcount(bits);
}

/* As many bits as alerts that have one: with queue_alert_whole for each that is the same set. */
static enum rc alerts_are_whole(const struct queue_hall *hall, struct err *err)
{
	uint32_t bits = bits_set(hall->alert_bits), n = 0, ratings = 0;
	uint16_t trouble = 0;

	for (uint16_t s = 1; s <= hall->service_n; s++)
		bits += bits_set(hall->services[s].alerts);
	for (uint16_t w = 1; w <= hall->window_n; w++)
		bits += bits_set(hall->windows[w].alerts);
	for (uint16_t i = 0; i < hall->device_n; i++) {
		const struct queue_device *device = &hall->devices[i];
		if (device->state < 1 || device->state > QUEUE_DEVICE_STATE_COUNT || !is_past(hall, device->since))
			return broken(err, "devices", i, "is in no state");
		bits += bits_set(device->alerts);
		trouble += queue_device_is_in_trouble(device);
	}
	for (uint32_t i = 0; i < hall->alert_n; i++) {
		const enum queue_alert_kind about = hall->alerts[i].about;
		ratings += about == QUEUE_ALERT_KIND_RATING;
		n += about != QUEUE_ALERT_KIND_RATING &&
		     (about != QUEUE_ALERT_KIND_DEVICE || queue_device_at(hall, hall->alerts[i].device) != NULL);
	}
	if (bits != n || trouble != hall->trouble || ratings > QUEUE_RATING_ALERTS_MAX)
		return broken(err, "alerts", hall->alert_n, "are counted wrongly");
	return RC_OK;
}

static enum rc rest_is_whole(const struct queue_hall *hall, struct err *err)
{
	if (hall->seq < 0 || hall->seq > SEQ_MAX || hall->at < CIVIL_MS_MIN || hall->at > CIVIL_MS_MAX ||
	    hall->date < DAY_MIN || hall->date > DAY_MAX)
		return broken(err, "hall", hall->seq, "is at no time");
	if (hall->configured && queue_class_at(hall, hall->usual_class) == NULL)
		return broken(err, "hall", hall->seq, "has no usual class");
	if (!is_count(hall->counts.taken) || !is_count(hall->counts.served) || !is_count(hall->counts.missed) ||
	    !is_count(hall->counts.left))
		return broken(err, "hall", hall->seq, "counts what cannot be");
	for (uint16_t c = 1; c <= hall->class_n; c++)
		if (!is_count(hall->classes[c].called))
			return broken(err, "classes", c, "count what cannot be");
	for (uint16_t r = 0; r < hall->range_n; r++)
		if (hall->ranges[r].first < 1 || hall->ranges[r].first > hall->ranges[r].last ||
		    hall->ranges[r].next < hall->ranges[r].first)
			return broken(err, "ranges", r, "holds no numbers");
	for (uint32_t i = 0; i < hall->call_n; i++)
		if (!is_window(hall, hall->calls[i].window) || !is_id(hall, hall->calls[i].ticket.n) ||
		    !is_past(hall, hall->calls[i].at))
			return broken(err, "calls", i, "names what is not there");
	for (uint16_t c = 1; c <= hall->clerk_n; c++)
		if (hall->clerks[c].window.n != 0 && hall->windows[hall->clerks[c].window.n].clerk.n != c)
			return broken(err, "clerks", c, "is at a window that has another");
	const enum rc rc = alerts_are_whole(hall, err);
	return rc == RC_OK ? bookings_are_whole(hall, err) : rc;
}

enum rc queue_whole(const struct queue_hall *hall, struct err *err)
{
	uint32_t waiting = 0, directed = 0, put_back = 0, at_windows = 0;
	enum rc rc = rest_is_whole(hall, err);

	for (uint16_t s = 1; s <= hall->service_n && rc == RC_OK; s++) {
		rc = line_is_whole(hall, &hall->services[s].line, err);
		if (rc == RC_OK)
			rc = counts_are_whole(hall, s, &directed, &put_back, err);
		waiting += hall->services[s].line.n;
	}
	for (uint16_t w = 1; w <= hall->window_n && rc == RC_OK; w++) {
		rc = window_is_whole(hall, w, err);
		at_windows += hall->windows[w].ticket.n != 0;
	}
	if (rc == RC_OK)
		rc = line_is_whole(hall, &hall->held, err);
	if (rc == RC_OK)
		rc = line_is_whole(hall, &hall->done, err);
	if (rc != RC_OK)
		return rc;
	if (waiting != hall->waiting || directed != hall->directed || put_back != hall->put_back ||
	    hall->done.n > QUEUE_DONE_MAX || waiting + at_windows + hall->held.n + hall->done.n != hall->by_id.n)
		return broken(err, "hall", hall->seq, "counts its tickets wrongly");
	return RC_OK;
}
