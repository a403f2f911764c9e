/* The auditor's model: its tables, and looking things up in them. */
#include "test/audit/model.h"

#include <stdlib.h>

#include "base/bug.h"
#include "base/civil.h"

enum { SIZE_AT_FIRST = 64 };

struct model_service *model_service(struct audit *a, struct queue_service_id id)
{
	if (id.n >= 1 && id.n <= a->service_n)
		return &a->services[id.n];
	model_object(a, AUDIT_UNKNOWN, "there is no service %u", id.n);
	return NULL;
}

struct model_window *model_window(struct audit *a, struct queue_window_id id)
{
	if (id.n >= 1 && id.n <= a->window_n)
		return &a->windows[id.n];
	model_object(a, AUDIT_UNKNOWN, "there is no window %u", id.n);
	return NULL;
}

struct model_clerk *model_clerk(struct audit *a, struct queue_clerk_id id)
{
	if (id.n >= 1 && id.n <= a->clerk_n)
		return &a->clerks[id.n];
	model_object(a, AUDIT_UNKNOWN, "there is no clerk %u", id.n);
	return NULL;
}

struct model_ticket *model_find_ticket(const struct audit *a, int64_t id)
{
	uint32_t low = 0, high = a->ticket_n;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (a->tickets[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < a->ticket_n && a->tickets[low].id == id ? &a->tickets[low] : NULL;
}

struct model_ticket *model_ticket(struct audit *a, struct queue_ticket_id id)
{
	struct model_ticket *ticket = model_find_ticket(a, id.n);

	if (ticket == NULL)
		model_object(a, AUDIT_UNKNOWN, "there is no ticket %lld today", (long long)id.n);
	return ticket;
}

bool model_is_over(const struct model_ticket *ticket)
{
	return ticket->state >= QUEUE_TICKET_FINISHED;
}

uint32_t model_waiting(const struct audit *a, uint16_t service)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *ticket = &a->tickets[a->alive[i]];
		n += ticket->state == QUEUE_TICKET_WAITING && (service == 0 || ticket->service == service);
	}
	return n;
}

struct model_ticket *model_ticket_new(struct audit *a, int64_t id)
{
	if (a->ticket_n == a->ticket_size) {
		a->ticket_size = a->ticket_size == 0 ? SIZE_AT_FIRST : a->ticket_size * 2;
		a->tickets = realloc(a->tickets, a->ticket_size * sizeof(*a->tickets));
		a->alive = realloc(a->alive, a->ticket_size * sizeof(*a->alive));
		ASSERT(a->tickets != NULL && a->alive != NULL);
	}
	ASSERT(a->ticket_n == 0 || a->tickets[a->ticket_n - 1].id < id);
	a->counts.taken++;
	a->alive[a->alive_n++] = a->ticket_n;
	a->tickets[a->ticket_n] = (struct model_ticket){ .id = id, .state = QUEUE_TICKET_WAITING, .today = true };
	return &a->tickets[a->ticket_n++];
}

void model_end(struct audit *a, struct model_ticket *ticket, enum queue_ticket_state state)
{
	const uint32_t place = (uint32_t)(ticket - a->tickets);
	uint32_t i = 0;

	while (i < a->alive_n && a->alive[i] != place)
		i++;
	ASSERT(i < a->alive_n);
	a->alive[i] = a->alive[--a->alive_n];
	ticket->state = state;
	ticket->serving_since = 0;
	a->counts.ended[state]++;
}

void model_revive(struct audit *a, struct model_ticket *ticket)
{
	ASSERT(model_is_over(ticket));
	a->counts.ended[ticket->state]--;
	a->alive[a->alive_n++] = (uint32_t)(ticket - a->tickets);
	ticket->state = QUEUE_TICKET_WAITING;
}

void model_forget_over(struct audit *a)
{
	uint32_t kept = 0;

	a->alive_n = 0;
	for (uint32_t i = 0; i < a->ticket_n; i++) {
		if (model_is_over(&a->tickets[i]))
			continue;
		a->tickets[kept] = a->tickets[i];
		a->tickets[kept].today = false;
		a->alive[a->alive_n++] = kept++;
	}
	a->ticket_n = kept;
}

int32_t model_date(const struct audit *a, int64_t at)
{
	return civil_local_day(at, (int)a->offset_min);
}

static void set_day(struct model_day *day, int32_t at, const struct queue_list_record_config_hours *hours)
{
	*day = (struct model_day){ .day = at, .n = hours->n < MODEL_HOURS_MAX ? hours->n : MODEL_HOURS_MAX };
	for (uint32_t i = 0; i < day->n; i++)
		day->hours[i] = hours->at[i];
}

void model_set_calendar(struct audit *a, const struct queue_config_calendar *calendar)
{
	a->always_open = calendar->always_open;
	a->week_n = calendar->week.n < 7 ? calendar->week.n : 7;
	a->special_n = calendar->special.n < MODEL_DAYS_MAX ? calendar->special.n : MODEL_DAYS_MAX;
	for (uint32_t i = 0; i < a->week_n; i++)
		set_day(&a->week[i], (int32_t)calendar->week.at[i].day, &calendar->week.at[i].hours);
	for (uint32_t i = 0; i < a->special_n; i++) {
		set_day(&a->special[i], calendar->special.at[i].date, &calendar->special.at[i].hours);
		a->special[i].make_up = calendar->special.at[i].kind == QUEUE_DAY_KIND_MAKE_UP;
	}
}

static const struct model_day *day_of(const struct model_day *days, uint32_t n, int32_t day)
{
	for (uint32_t i = 0; i < n; i++)
		if (days[i].day == day)
			return &days[i];
	return NULL;
}

bool model_is_open(const struct audit *a, int64_t at)
{
	const int32_t date = model_date(a, at);
	const int64_t minute = (at - civil_instant(date, 0, (int)a->offset_min)) / CIVIL_MS_PER_MINUTE;
	const struct model_day *day = day_of(a->special, a->special_n, date);

	if (a->always_open)
		return true;
	if (day == NULL)
		day = day_of(a->week, a->week_n, civil_weekday(date));
	else if (day->make_up && day->n == 0)
		day = day_of(a->week, a->week_n, 1);
	for (uint32_t i = 0; day != NULL && i < day->n; i++)
		if (minute >= day->hours[i].from && minute < day->hours[i].to)
			return true;
	return false;
}
