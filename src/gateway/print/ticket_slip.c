/* Slips of tickets (Q1, Q4, Q15). Paper and picture are made of the same document, and that is made here and nowhere
 * else, so that a picture never says other than the paper.
 *
 * Invariant: what is read comes from the log, which holds what the contract allows; whatever else it may hold prints
 * no slip. */
#include "gateway/print/ticket_slip.h"

#include <string.h>

#include "app/hall/reader.h"
#include "app/phone_link.h"
#include "base/civil.h"
#include "view_contract.h"

static struct text text_at(const struct json *event, const char *name)
{
	const struct json *value = json_member(event, name);

	return value != NULL && json_kind(value) == JSON_TEXT ? json_text(value) : (struct text){ 0 };
}

static const struct queue_config_service *find_service(const struct queue_config *config, struct text id)
{
	for (uint32_t i = 0; i < config->services.n; i++)
		if (text_eq(text_of(config->services.at[i].id), id))
			return &config->services.at[i];
	return NULL;
}

/* The class that a slip names; NULL for the hall's first, which most people have. */
static const struct queue_config_class *find_class(const struct queue_config *config, struct text id)
{
	for (uint32_t i = 1; i < config->classes.n; i++)
		if (text_eq(text_of(config->classes.at[i].id), id))
			return &config->classes.at[i];
	return NULL;
}

static struct slip_name service_name(const struct queue_config_service *service,
				     const struct queue_config_class *class_, struct arena *arena)
{
	struct slip_name name = { service->name, service->name_en };

	if (class_ == NULL)
		return name;
	name.zh = text_printf(arena, "%.*s（%.*s）", TEXT_ARG(name.zh), TEXT_ARG(class_->name));
	if (name.en.len > 0)
		name.en = text_printf(arena, "%.*s (%.*s)", TEXT_ARG(name.en),
				      TEXT_ARG(class_->name_en.len > 0 ? class_->name_en : class_->name));
	return name;
}

static struct text page_of(struct text hall, const struct json *ticket, const struct ticket_slip_links *links,
			   struct arena *arena)
{
	if (links->public_url.len == 0 || ticket == NULL || json_kind(ticket) != JSON_INT || json_int(ticket) < 1)
		return (struct text){ 0 };
	const struct text link = phone_link_text(links->key, hall, json_int(ticket), arena);
	return text_printf(arena, "%.*s/t/%.*s", TEXT_ARG(links->public_url), TEXT_ARG(link));
}

bool ticket_slip_read(struct text hall, const struct queue_config *config, const struct json *event,
		      const struct ticket_slip_links *links, struct arena *arena, struct slip_ticket *ret)
{
	const struct queue_config_service *service = find_service(config, text_at(event, "service"));
	const struct json *ahead = json_member(event, "ahead");

	*ret = (struct slip_ticket){
		.hall = { config->name, config->name_en },
		.number = text_at(event, "number"),
		.utc_offset_min = (int)config->calendar.utc_offset_min,
	};
	if (!text_eq(text_at(event, "kind"), TEXT("ticket.taken")) || service == NULL || ret->number.len == 0)
		return false;
	if (ahead == NULL || json_kind(ahead) != JSON_INT || !civil_parse_time(text_at(event, "at"), &ret->taken_ms))
		return false;
	ret->ahead = json_int(ahead);
	ret->service = service_name(service, find_class(config, text_at(event, "class")), arena);
	ret->notice = (struct slip_name){ service->notice, service->notice_en };
	ret->url = page_of(hall, json_member(event, "ticket"), links, arena);
	return ret->ahead >= 0;
}

enum rc ticket_slip_booked(struct reader *reader, struct text hall, const struct json *event, struct slip_ticket *ret,
			   struct err *err)
{
	const struct json *appointment = json_member(event, "appointment");
	int32_t day, minute;

	if (appointment == NULL || json_kind(appointment) != JSON_INT)
		return RC_OK;
	const enum rc rc = reader_booked(reader, hall, json_int(appointment), &day, &minute, err);
	if (rc == RC_OK)
		ret->booked_ms = civil_instant(day, minute, ret->utc_offset_min);
	return rc == RC_MISSING ? RC_OK : rc;
}

void ticket_slip_told(const struct view_expected *told, struct arena *arena, struct slip_ticket *ret)
{
	ret->is_closed = told->silence == QUEUE_SILENCE_NO_WINDOW;
	ret->wait = slip_wait(told->low_min, told->high_min, arena);
}
