/* Commands and events as JSON, by the shapes of the contract (N8, S6). */
#include "base/bug.h"
#include "queue/step.h"

static int command_kind(struct text name)
{
	for (int kind = 1; kind <= QUEUE_COMMAND_COUNT; kind++)
		if (text_eq(text_of(queue_command_infos[kind].name), name))
			return kind;
	return 0;
}

static int event_kind(struct text name)
{
	for (int kind = 1; kind <= QUEUE_EVENT_COUNT; kind++)
		if (text_eq(text_of(queue_event_infos[kind].name), name))
			return kind;
	return 0;
}

struct outsider {
	struct text name;
	bool found;
};

static bool look_for_outsider(void *context, struct text name, const struct json *value)
{
	struct outsider *outsider = context;

	(void)value;
	if (text_eq(name, TEXT("command")) || text_eq(name, TEXT("args")))
		return true;
	outsider->name = name;
	outsider->found = true;
	return false;
}

enum rc queue_command_read(const struct queue_hall *hall, const struct json *from, struct arena *arena,
			   struct queue_command *ret, struct err *err)
{
	const struct shape_names names = queue_names(hall);
	const struct json *name = json_member(from, "command");
	const struct json *args = json_member(from, "args");
	struct outsider outsider = { 0 };

	if (json_kind(from) != JSON_OBJECT)
		return err_detail(err, "", DETAIL_BODY_NEEDED, 0, 0, NULL);
	if (name == NULL || json_kind(name) != JSON_TEXT)
		return err_detail(err, "command", DETAIL_COMMAND_NEEDED, 0, 0, NULL);
	json_each(from, look_for_outsider, &outsider);
	if (outsider.found)
		return err_detail(err, text_cstr(arena, outsider.name), DETAIL_MEMBER_UNKNOWN, 0, 0, "command, args");

	const int kind = command_kind(json_text(name));
	if (kind == 0)
		return err_detail(err, "command", DETAIL_COMMAND_UNKNOWN, 0, 0, NULL);
	*ret = (struct queue_command){ .kind = (enum queue_command_kind)kind };
	if (args == NULL) {
		const struct json *empty;
		const enum rc rc = json_parse(arena, TEXT("{}"), &empty, err);
		if (rc != RC_OK)
			return rc;
		args = empty;
	}
	/* All arguments begin at the same place: that of the union. */
	const enum rc rc = shape_read(queue_command_infos[kind].args, args, &names, "args", arena, &ret->ticket_take,
				      err);
	if (rc == RC_OK && kind == QUEUE_DO_TICKET_TAKE && ret->ticket_take.service.n == 0 &&
	    ret->ticket_take.card.len == 0)
		return err_detail(err, "args.service", DETAIL_MISSING, 0, 0, NULL);
	return rc;
}

void queue_event_write(const struct queue_hall *hall, const struct queue_event *event, struct json_out *out)
{
	const struct shape_names names = queue_names(hall);

	ASSERT(event->kind >= 1 && event->kind <= QUEUE_EVENT_COUNT);
	shape_write(queue_event_infos[event->kind].body, &event->ticket_taken, &names,
		    (int)hall->config.calendar.utc_offset_min, out);
}

enum rc queue_event_read(const struct queue_hall *hall, int64_t seq, int64_t at, struct text kind,
			 const struct json *body, struct arena *arena, struct queue_event *ret, struct err *err)
{
	const struct shape_names names = queue_names(hall);
	const int known = event_kind(kind);

	if (known == 0)
		return err_invalid(err, "kind", "%.*s is no event that this version knows", TEXT_ARG(kind));
	*ret = (struct queue_event){ .seq = seq, .at = at, .kind = (enum queue_event_kind)known };
	return shape_read_written(queue_event_infos[known].body, body, &names, "", arena, &ret->ticket_taken, err);
}
