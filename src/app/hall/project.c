/* Projections (S7, A3).
 *
 * A row of the ticket table is one leg. It is written after each event that names its ticket, from the
 * ticket as the event left it; when a transfer ends a leg, the row of the old leg is completed from the
 * ticket as it was before. Hours are summed up in memory and added once for each group, for the sketch
 * of an hour is dearer to write than the event itself.
 *
 * In the hours, a leg arrives when it begins, is served when it finishes, is missed when a no-show ends
 * it, and has left when it was cancelled or the day's end found it unserved or still at a window. What a
 * day's end finds counts for the last hour of the day that ended, and never as served: nobody knows how
 * long it really took. Each call counts as called and its wait with it. */
#include "app/hall/project.h"

#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "queue/calendar.h"
#include "queue/step.h"
#include "store/projection.h"
#include "store/store.h"

enum { HOURS_AT_FIRST = 4, OFFSET_NAME_MAX = 64, CLASS_BITS = 16 };
static const int64_t hour_length_ms = 60 * CIVIL_MS_PER_MINUTE;

void project_init(struct project *project, struct store *store, int64_t no, struct arena *arena)
{
	*project = (struct project){ .store = store, .no = no, .arena = arena, .by_key = { .arena = arena } };
}

static int offset_of(const struct queue_hall *hall)
{
	return (int)hall->config.calendar.utc_offset_min;
}

/* --- Names of things ------------------------------------------------------------------------------- */

static struct text service_id(const struct queue_hall *hall, struct queue_service_id id)
{
	const struct queue_service *service = queue_service_at(hall, id);

	return text_of(service != NULL ? service->config.id : NULL);
}

static struct text class_id(const struct queue_hall *hall, struct queue_class_id id)
{
	const struct queue_class *class = queue_class_at(hall, id);

	return text_of(class != NULL ? class->config.id : NULL);
}

static struct text window_id(const struct queue_hall *hall, struct queue_window_id id)
{
	const struct queue_window *window = queue_window_at(hall, id);

	return text_of(window != NULL ? window->config.id : NULL);
}

static struct text clerk_id(const struct queue_hall *hall, struct queue_clerk_id id)
{
	const struct queue_clerk *clerk = queue_clerk_at(hall, id);

	return text_of(clerk != NULL ? clerk->config.id : NULL);
}

/* Alerts name tickets and change nothing in them. */
static bool is_alert(const struct queue_event *event)
{
	return event->kind == QUEUE_DID_ALERT_RAISED || event->kind == QUEUE_DID_ALERT_CHANGED;
}

/* The id that the event has in its field `name`, or 0. */
static int64_t named(const struct queue_event *event, struct text name)
{
	const struct shape_field *field = shape_find(queue_event_infos[event->kind].body, name);
	int64_t id = 0;

	if (field != NULL)
		memcpy(&id, (const char *)&event->hall_configured + field->offset, sizeof(id));
	return id;
}

/* --- Tickets --------------------------------------------------------------------------------------- */

static struct store_ticket leg_row(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const bool called = ticket->called_at != 0;
	struct store_ticket row = {
		.ticket = ticket->id.n,
		.leg = ticket->leg,
		.visit = ticket->visit.n,
		.number = text_of(ticket->number),
		.service = service_id(hall, ticket->service),
		.class = class_id(hall, ticket->class_),
		.state = text_of(queue_ticket_state_words.words[ticket->state]),
		.day = queue_date(hall, ticket->taken_at),
		.taken_ms = ticket->taken_at,
		.queued_ms = ticket->queued_at,
		.called_ms = ticket->called_at,
		.started_ms = ticket->started_at,
		.finished_ms = ticket->finished_at,
		.served_ms = ticket->served_ms,
		.calls = ticket->calls,
		.appointment = ticket->appointment.n,
	};
	if (called) {
		row.window = window_id(hall, ticket->window);
		row.clerk = clerk_id(hall, ticket->clerk);
	}
	if (ticket->state == QUEUE_TICKET_FINISHED)
		row.rating = ticket->rating;
	return row;
}

/* True where the day's end finished the ticket, and not its clerk. */
static bool is_forced(const struct queue_event *event)
{
	return event->kind == QUEUE_DID_TICKET_FINISHED && event->ticket_finished.forced;
}

/* A leg that a transfer ended, from the ticket as it was. */
static enum rc put_transferred(struct project *project, const struct queue_hall *hall,
			       const struct queue_ticket *before, const struct queue_event *event, struct err *err)
{
	struct store_ticket row = leg_row(hall, before);

	row.state = TEXT("transferred");
	row.finished_ms = event->at;
	row.served_ms = event->ticket_transferred.served_ms;
	return store_ticket_put(project->store, project->no, &row, err);
}

/* A rating may come when the ticket is in its next queue already: it belongs to the latest leg that was
 * finished by then. */
static enum rc put_rating(struct project *project, const struct queue_ticket *ticket,
			  const struct queue_did_rating_given *given, struct err *err)
{
	struct store_ticket row;

	for (int32_t leg = ticket->leg; leg >= 1; leg--) {
		enum rc rc = store_ticket_get(project->store, project->no, ticket->id.n, leg, project->arena, &row,
					      err);
		if (rc != RC_OK)
			return rc;
		if (!text_eq(row.state, text_of(queue_ticket_state_words.words[QUEUE_TICKET_FINISHED])) &&
		    !text_eq(row.state, TEXT("forced")))
			continue;
		row.rating = (int32_t)given->level;
		return store_ticket_put(project->store, project->no, &row, err);
	}
	return err_set(err, RC_INVALID, "ticket %lld is rated and no leg of it is finished", (long long)ticket->id.n);
}

static enum rc put_ticket(struct project *project, const struct queue_hall *hall, const struct queue_ticket *before,
			  const struct queue_event *event, struct queue_ticket_id id, struct err *err)
{
	const struct queue_ticket *after = queue_ticket_at(hall, id);
	enum rc rc = RC_OK;

	ASSERT(after != NULL);
	if (event->kind == QUEUE_DID_RATING_GIVEN)
		return put_rating(project, after, &event->rating_given, err);
	if (event->kind == QUEUE_DID_TICKET_TRANSFERRED)
		rc = put_transferred(project, hall, before, event, err);
	if (rc != RC_OK)
		return rc;
	struct store_ticket row = leg_row(hall, after);
	if (is_forced(event)) {
		row.state = TEXT("forced");
		row.served_ms = 0;
	}
	return store_ticket_put(project->store, project->no, &row, err);
}

/* --- Bookings -------------------------------------------------------------------------------------- */

static enum rc put_booking(struct project *project, const struct queue_hall *hall, struct queue_appointment_id id,
			   struct err *err)
{
	const struct queue_booking *booking = queue_booking_at(hall, id);

	ASSERT(booking != NULL);
	const struct store_appointment row = {
		.appointment = id.n,
		.code = text_of(booking->code),
		.service = service_id(hall, booking->service),
		.day = booking->date,
		.slot_min = booking->slot,
		.class = class_id(hall, booking->class_),
		.name = booking->name,
		.phone = booking->phone,
		.token = booking->token,
		.state = text_of(queue_appointment_state_words.words[booking->state]),
		.ticket = booking->ticket.n,
	};
	return store_appointment_put(project->store, project->no, &row, err);
}

/* --- Hours ----------------------------------------------------------------------------------------- */

static struct store_hour *new_hour(struct project *project)
{
	if (project->hour_n == project->hour_size) {
		const uint32_t size = project->hour_size == 0 ? HOURS_AT_FIRST : project->hour_size * 2;
		struct store_hour *hours = ARENA_ARRAY(project->arena, size, struct store_hour);
		if (project->hour_n > 0)
			memcpy(hours, project->hours, project->hour_n * sizeof(*hours));
		project->hours = hours;
		project->hour_size = size;
	}
	return &project->hours[project->hour_n++];
}

/* The sums of the hour of `at` for a service and class. */
static enum rc find_hour(struct project *project, const struct queue_hall *hall, int64_t at,
			 struct queue_service_id service, struct queue_class_id class, struct store_hour **ret,
			 struct err *err)
{
	const int64_t offset_ms = offset_of(hall) * (int64_t)CIVIL_MS_PER_MINUTE;
	const int64_t local = at + offset_ms;
	const int64_t into = (local % hour_length_ms + hour_length_ms) % hour_length_ms;
	const int64_t key = ((int64_t)service.n << CLASS_BITS) + class.n + 1;
	uint32_t place;

	if (at - into != project->hour_ms || project->hour_n == PROJECT_HOURS_MAX) {
		const enum rc rc = project_flush(project, err);
		if (rc != RC_OK)
			return rc;
		project->hour_ms = at - into;
	}
	if (!index_get(&project->by_key, key, &place)) {
		*new_hour(
			project) = (struct store_hour){ .hour_ms = project->hour_ms,
							.service = text_copy(project->arena, service_id(hall, service)),
							.class = text_copy(project->arena, class_id(hall, class)) };
		place = project->hour_n;
		index_put(&project->by_key, key, place);
	}
	*ret = &project->hours[place - 1];
	return RC_OK;
}

static void count(struct store_hour *hour, const struct queue_event *event)
{
	switch (event->kind) {
	case QUEUE_DID_TICKET_TAKEN:
	case QUEUE_DID_TICKET_TRANSFERRED:
	case QUEUE_DID_TICKET_CONTINUED: hour->arrived++; break;
	case QUEUE_DID_TICKET_CALLED: {
		const int64_t waited_ms = event->ticket_called.waited_ms;
		hour->called++;
		hour->wait_ms_sum += waited_ms;
		hour->wait_ms_max = waited_ms > hour->wait_ms_max ? waited_ms : hour->wait_ms_max;
		sketch_add(&hour->waits, waited_ms);
		break;
	}
	case QUEUE_DID_TICKET_FINISHED:
		if (is_forced(event)) {
			hour->left++;
			break;
		}
		hour->served++;
		hour->served_ms_sum += event->ticket_finished.served_ms;
		break;
	case QUEUE_DID_TICKET_MISSED: hour->missed++; break;
	case QUEUE_DID_TICKET_REINSTATED: hour->missed--; break; /* it was none after all */
	default: /* the two ways to leave */ hour->left++; break;
	}
}

static bool is_counted(const struct queue_event *event)
{
	switch (event->kind) {
	case QUEUE_DID_TICKET_TAKEN:
	case QUEUE_DID_TICKET_TRANSFERRED:
	case QUEUE_DID_TICKET_CONTINUED:
	case QUEUE_DID_TICKET_CALLED:
	case QUEUE_DID_TICKET_FINISHED:
	case QUEUE_DID_TICKET_CANCELLED:
	case QUEUE_DID_TICKET_REINSTATED:
	case QUEUE_DID_TICKET_UNSERVED: return true;
	case QUEUE_DID_TICKET_MISSED: return event->ticket_missed.ended;
	default: return false;
	}
}

/* The time that an event counts for: a ticket that is brought back takes back the no-show when it was one, and at a
 * day's end the hall still has the date that ended. */
static int64_t counts_at(const struct queue_hall *hall, const struct queue_ticket *before,
			 const struct queue_event *event)
{
	const int64_t day_end = civil_instant(hall->date + 1, 0, offset_of(hall));
	const bool ends_day = event->kind == QUEUE_DID_TICKET_UNSERVED || is_forced(event);

	if (event->kind == QUEUE_DID_TICKET_REINSTATED)
		return before->finished_at;
	return ends_day && event->at >= day_end ? day_end - 1 : event->at;
}

static enum rc put_hour(struct project *project, const struct queue_hall *hall, const struct queue_ticket *before,
			const struct queue_event *event, struct queue_ticket_id id, struct err *err)
{
	const struct queue_ticket *ticket = queue_ticket_at(hall, id);
	struct store_hour *hour;

	if (!is_counted(event))
		return RC_OK;
	ASSERT(ticket != NULL);
	const enum rc rc = find_hour(project, hall, counts_at(hall, before, event), ticket->service, ticket->class_,
				     &hour, err);
	if (rc == RC_OK)
		count(hour, event);
	return rc;
}

enum rc project_flush(struct project *project, struct err *err)
{
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < project->hour_n && rc == RC_OK; i++)
		rc = store_hour_add(project->store, project->no, &project->hours[i], err);
	project->hour_n = 0;
	project->by_key = (struct index){ .arena = project->arena };
	return rc;
}

/* --- The hall itself ------------------------------------------------------------------------------- */

static struct text offset_name(int64_t no, struct arena *arena)
{
	return text_printf(arena, "hall.%lld.utc_offset_min", (long long)no);
}

static enum rc put_hall(struct project *project, const struct queue_hall *hall, struct err *err)
{
	const struct text offset = text_printf(project->arena, "%d", offset_of(hall));
	const enum rc rc = store_hall_rename(project->store, project->no, hall->config.name, hall->config.name_en, err);

	if (rc != RC_OK)
		return rc;
	return store_meta_put(project->store, offset_name(project->no, project->arena), offset, err);
}

enum rc project_offset(struct store *store, int64_t no, int *ret_min, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct text value;
	int64_t minutes = 0;

	arena_init(&arena, OFFSET_NAME_MAX * 64);
	*ret_min = 0;
	const enum rc rc = store_meta_get(store, offset_name(no, &arena), &arena, &value, err);
	if (rc == RC_MISSING)
		return RC_OK;
	if (rc == RC_OK && !text_int(value, &minutes))
		return err_set(err, RC_INVALID, "the offset of hall %lld is no number", (long long)no);
	*ret_min = (int)minutes;
	return rc;
}

enum rc project_apply(struct project *project, struct queue_hall *hall, const struct queue_event *event,
		      struct err *err)
{
	const struct queue_ticket_id ticket = { is_alert(event) ? 0 : named(event, TEXT("ticket")) };
	const struct queue_appointment_id appointment = { named(event, TEXT("appointment")) };
	const struct queue_ticket *old = queue_ticket_at(hall, ticket);
	struct queue_ticket before = { 0 };
	enum rc rc = RC_OK;

	if (old != NULL)
		before = *old;
	queue_apply(hall, event);

	if (event->kind == QUEUE_DID_HALL_CONFIGURED)
		rc = put_hall(project, hall, err);
	if (rc == RC_OK && ticket.n != 0)
		rc = put_ticket(project, hall, &before, event, ticket, err);
	if (rc == RC_OK && ticket.n != 0)
		rc = put_hour(project, hall, &before, event, ticket, err);
	if (rc == RC_OK && appointment.n != 0)
		rc = put_booking(project, hall, appointment, err);
	return rc;
}
