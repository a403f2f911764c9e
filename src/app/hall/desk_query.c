/* Questions that change nothing (Q1, Q4, Q7, Q12, Q15, M1).
 *
 * The state of a hall is asked for by every screen after every event, so it is kept as text until the hall
 * changes or, for what depends on the hour, until the minute does. */
#include "app/fault.h"
#include "app/hall/desk_private.h"
#include "app/hall/refusal.h"
#include "app/hall/views.h"
#include "base/bug.h"
#include "base/civil.h"

static void answer(struct desk_job *job, struct text json)
{
	job->status = 200;
	job->answer = json;
}

static void refuse_query(struct desk_job *job, const char *field, enum detail detail, struct text what)
{
	struct err err;

	(void)err_detail(&err, field, detail, 0, 0, text_cstr(job->arena, what));
	job->status = fault_status(FAULT_QUERY_INVALID);
	job->answer = fault_text_err(FAULT_QUERY_INVALID, job->language, &err, job->arena);
}

void desk_fault(struct desk_job *job, enum rc rc, const struct err *err)
{
	enum fault fault = FAULT_STORE_DOWN;

	if (rc == RC_MISSING)
		fault = FAULT_HALL_UNKNOWN;
	if (rc == RC_UNCERTAIN)
		fault = FAULT_STORE_UNCERTAIN;
	if (rc == RC_INVALID)
		fault = err != NULL ? FAULT_BODY_INVALID : FAULT_HALL_UNREADABLE;
	job->status = fault_status(fault);
	job->answer = fault == FAULT_BODY_INVALID
			      ? fault_text_err(fault, job->language, err, job->arena)
			      : fault_text(fault, job->language, text_of(NULL), text_of(NULL), job->arena);
}

static void show_state(struct desk *desk, struct desk_job *job, struct desk_hall *hall)
{
	const struct view_source source = { hall->place->id, &hall->fold.hall, job->now_ms };
	const int64_t minute = job->now_ms / CIVIL_MS_PER_MINUTE;

	if (hall->shown_seq != hall->fold.hall.seq || hall->shown_minute != minute) {
		arena_reset(&hall->shown_arena);
		hall->shown = text_copy(&hall->shown_arena, view_state_json(&source, &desk->paper));
		hall->shown_seq = hall->fold.hall.seq;
		hall->shown_minute = minute;
	}
	answer(job, text_copy(job->arena, hall->shown));
}

static struct text argument(const struct desk_job *job, const char *name)
{
	const struct json *value = job->body != NULL ? json_member(job->body, name) : NULL;

	return value != NULL && json_kind(value) == JSON_TEXT ? json_text(value) : text_of(NULL);
}

static bool argument_id(const struct desk_job *job, const char *name, int64_t *ret)
{
	const struct json *value = job->body != NULL ? json_member(job->body, name) : NULL;

	if (value != NULL && json_kind(value) == JSON_INT) {
		*ret = json_int(value);
		return true;
	}
	return text_int(argument(job, name), ret);
}

static void show_next(struct desk_job *job, const struct view_source *source)
{
	const struct shape_names names = queue_names(source->hall);
	const struct text id = argument(job, "window");
	const struct queue_window_id window = { names.find(source->hall, QUEUE_TABLE_WINDOW, id) };

	if (queue_window_at(source->hall, window) != NULL)
		return answer(job, view_next_json(source, window, job->arena));
	job->status = fault_status(FAULT_WINDOW_UNKNOWN);
	job->answer = fault_text(FAULT_WINDOW_UNKNOWN, job->language, TEXT("window"), id, job->arena);
}

static void show_slots(struct desk_job *job, const struct view_source *source)
{
	const struct queue_hall *hall = source->hall;
	const struct shape_names names = queue_names(hall);
	const struct queue_service_id service = { names.find(hall, QUEUE_TABLE_SERVICE, argument(job, "service")) };
	int32_t date;

	if (queue_service_at(hall, service) == NULL)
		return refuse_query(job, "service", DETAIL_SERVICE_UNKNOWN, argument(job, "service"));
	if (!civil_parse_date(argument(job, "date"), &date))
		return refuse_query(job, "date", DETAIL_DATE_NEEDED, text_of(NULL));
	answer(job, view_slots_json(source, service, date, job->arena));
}

static void refuse_ticket(struct desk_job *job)
{
	job->status = fault_status(FAULT_TICKET_UNKNOWN);
	job->answer = fault_text(FAULT_TICKET_UNKNOWN, job->language, text_of(NULL), text_of(NULL), job->arena);
}

static void show_ticket(const struct desk *desk, struct desk_job *job, const struct view_source *source)
{
	struct queue_ticket_id id;

	if (!argument_id(job, "ticket", &id.n))
		return refuse_query(job, "ticket", DETAIL_INT_NEEDED, text_of(NULL));
	const struct queue_ticket *ticket = queue_ticket_at(source->hall, id);
	if (ticket == NULL)
		return refuse_ticket(job);
	const struct view_told_ticket told = {
		.ticket = ticket,
		.expected = job->expected,
		.told = job->told,
		.link = text_printf(job->arena, "%.*s/t/%.*s", TEXT_ARG(job->base),
				    TEXT_ARG(phone_link_text(&desk->links, source->id, id.n, job->arena))),
	};
	answer(job, job->ask == DESK_LINK ? view_link_json(source, &told, job->arena)
					  : view_ticket_json(source, &told, job->arena));
}

static void show_config(struct desk_job *job, const struct view_source *source)
{
	if (source->hall->configured)
		return answer(job, view_config_json(source, job->arena));
	job->status = refusal_status(REFUSED_HALL_NOT_CONFIGURED);
	job->answer = refusal_text(REFUSED_HALL_NOT_CONFIGURED, job->language, text_of(NULL), text_of(NULL),
				   job->arena);
}

void desk_query(struct desk *desk, struct desk_job *job, struct desk_hall *hall)
{
	const struct view_source source = { hall->place->id, &hall->fold.hall, job->now_ms };

	switch ((int)job->ask) {
	case DESK_STATE: return show_state(desk, job, hall);
	case DESK_MENU: return answer(job, view_menu_json(&source, job->arena));
	case DESK_CONFIG: return show_config(job, &source);
	case DESK_NEXT: return show_next(job, &source);
	case DESK_SLOTS: return show_slots(job, &source);
	case DESK_TICKET:
	case DESK_LINK: return show_ticket(desk, job, &source);
	default: break; /* what writes, or is answered beside the desk, is not asked here */
	}
	BUG("job %d is no query", (int)job->ask);
}
