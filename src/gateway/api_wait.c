/* Tickets with what they are told of their waits, and links for phones (Q1, Q14, Q16).
 *
 * A ticket is asked about twice: what it is told, in the office that knows, and then how it stands, at the desk. Where
 * the office is too busy the ticket is shown without.
 *
 * A link is all that a phone has, and all that it needs. What comes by it is about its own ticket: it can be looked at,
 * rated, and given up. */
#include "app/fault.h"
#include "app/hall/reader.h"
#include "app/phone_link.h"
#include "base/bug.h"
#include "gateway/api.h"
#include "gateway/expect.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "host/clock.h"

static const char *const no_names[] = { NULL };
static const struct text nothing = { 0 };

static int64_t now_ms(const struct request *request)
{
	return host_clock_now_ms(request->loop->site->clock);
}

void serve_waits(struct request *request)
{
	struct text values[1];

	if (api_query(request, no_names, values) &&
	    api_begin(request, DESK_WAITS, request->params[0], NULL, now_ms(request)) &&
	    !expect_submit(request->loop->site->expect, request->loop->box, &request->job))
		request_fault(request, FAULT_BUSY, nothing, nothing);
}

/* --- Tickets --------------------------------------------------------------------------------------- */

static void answer_link(struct post_job *job);

static void on_expected(struct post_job *job)
{
	struct request *request = (struct request *)job; /* its first member */

	job->done = job->desk.ask == DESK_LINK ? answer_link : api_answer;
	if (!post_submit(request->loop->box, job))
		request_fault(request, FAULT_BUSY, nothing, nothing);
}

static void ask_ticket(struct request *request, enum desk_ask ask, struct text hall, int64_t ticket)
{
	struct text json = text_printf(&request->arena, "{\"ticket\":%lld}", (long long)ticket);
	const struct json *body;
	struct err err;

	if (json_parse(&request->arena, json, &body, &err))
		BUG("own arguments: %s", err.text);
	if (!api_begin(request, ask, hall, body, now_ms(request)))
		return;
	request->job.done = on_expected;
	if (!expect_submit(request->loop->site->expect, request->loop->box, &request->job))
		on_expected(&request->job);
}

void serve_ticket(struct request *request)
{
	int64_t ticket;

	if (!text_int(request->params[1], &ticket) || ticket < 1)
		request_fault(request, FAULT_TICKET_UNKNOWN, TEXT("ticket"), nothing);
	else
		ask_ticket(request, DESK_TICKET, request->params[0], ticket);
}

/* --- Links ----------------------------------------------------------------------------------------- */

/* What the link in the address leads to; false where it leads nowhere, and the request was answered. */
static bool read_link(struct request *request, struct phone_link *ret)
{
	if (phone_link_read(request->loop->site->links, request->params[0], ret))
		return true;
	request_fault(request, FAULT_LINK_UNKNOWN, nothing, nothing);
	return false;
}

/* A ticket that its hall has forgotten is looked up in the table of tickets. */
static void answer_from_table(struct request *request)
{
	struct loop *loop = request->loop;
	struct arena *arena = &request->arena;
	struct text address = text_printf(arena, "%.*s/t/%.*s", TEXT_ARG(loop->site->public_url),
					  TEXT_ARG(request->params[0]));
	struct err err = { .rc = RC_OK };
	struct text json;
	struct phone_link link;

	if (!read_link(request, &link))
		return;
	enum rc rc = reader_link(loop->reader, link.hall, link.ticket, address, request->job.desk.now_ms, arena, &json,
				 &err);
	if (!rc) {
		request_answer_json(request, 200, json);
	} else if (rc == RC_MISSING) {
		request_fault(request, FAULT_LINK_GONE, nothing, nothing);
	} else {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_string("why", err.text),
		    log_string("trace", request_trace(request)));
		request_fault(request, FAULT_STORE_DOWN, nothing, nothing);
	}
}

static void answer_link(struct post_job *job)
{
	struct request *request = (struct request *)job; /* its first member */

	if (job->desk.status == fault_status(FAULT_TICKET_UNKNOWN))
		answer_from_table(request);
	else
		api_answer(job);
}

void serve_link(struct request *request)
{
	struct text values[1];
	struct phone_link link;

	if (api_query(request, no_names, values) && read_link(request, &link))
		ask_ticket(request, DESK_LINK, link.hall, link.ticket);
}

/* --- Commands by link ------------------------------------------------------------------------------ */

/* What a phone may give to each command; the ticket is its own and is not asked for. */
static const struct may {
	const char *command;
	const char *args[3];
	enum detail other; /* said of any other member */
	const char *known;
} mays[] = {
	{ "rating.give", { "level", "comment" }, DETAIL_MEMBER_UNKNOWN, "level, comment" },
	{ "ticket.cancel", { NULL }, DETAIL_MEMBER_NONE, NULL },
};

static const struct may *find_may(const struct json *body)
{
	const struct json *command = json_kind(body) == JSON_OBJECT ? json_member(body, "command") : NULL;

	for (size_t i = 0; command && json_kind(command) == JSON_TEXT && i < CC_COUNT(mays); i++)
		if (text_eq(json_text(command), text_of(mays[i].command)))
			return &mays[i];
	return NULL;
}

struct stranger {
	const struct may *may;
	struct text name; /* of the first member that it may not have; empty for none */
};

static bool is_known(void *context, struct text name, const struct json *value)
{
	struct stranger *stranger = context;

	(void)value;
	for (int i = 0; stranger->may->args[i]; i++)
		if (text_eq(name, text_of(stranger->may->args[i])))
			return true;
	stranger->name = name;
	return false;
}

/* False where `args` has a member that is not the phone's to give, and the request was answered. */
static bool check_args(struct request *request, const struct may *may, const struct json *args)
{
	struct stranger stranger = { .may = may };
	struct err err;

	if (args)
		json_each(args, is_known, &stranger);
	if (!stranger.name.len)
		return true;
	(void)err_detail(&err, text_printf(&request->arena, "args.%.*s", TEXT_ARG(stranger.name)).at, may->other, 0, 0,
			 may->known);
	request_fault_err(request, FAULT_BODY_INVALID, &err);
	return false;
}

/* The command with the ticket put in. */
static const struct json *own_command(struct request *request, const struct may *may, const struct json *args,
				      int64_t ticket)
{
	struct buf buf = { .arena = &request->arena };
	struct json_out out = { .buf = &buf };
	const struct json *whole;
	struct err err;

	json_open(&out, '{');
	json_key(&out, "command");
	json_put_text(&out, text_of(may->command));
	json_key(&out, "args");
	json_open(&out, '{');
	json_key(&out, "ticket");
	json_put_int(&out, ticket);
	for (int i = 0; args && may->args[i]; i++) {
		const struct json *value = json_member(args, may->args[i]);

		if (!value)
			continue;
		json_key(&out, may->args[i]);
		json_put_value(&out, value);
	}
	json_close(&out, '}');
	json_close(&out, '}');
	if (json_parse(&request->arena, buf_view(&buf), &whole, &err))
		BUG("own command: %s", err.text);
	return whole;
}

static void refuse_command(struct request *request)
{
	struct err err;

	(void)err_detail(&err, "command", DETAIL_WORD_NEEDED, 0, 0, "rating.give, ticket.cancel");
	request_fault_err(request, FAULT_BODY_INVALID, &err);
}

void serve_link_command(struct request *request)
{
	const struct json *body, *args;
	const struct may *may;
	struct phone_link link;

	if (!read_link(request, &link))
		return;
	body = api_command(request);
	if (!body)
		return;
	may = find_may(body);
	if (!may) {
		refuse_command(request);
		return;
	}
	args = json_member(body, "args");
	if (args && json_kind(args) != JSON_OBJECT)
		args = NULL;
	if (!check_args(request, may, args))
		return;
	if (api_begin(request, DESK_COMMAND, link.hall, own_command(request, may, args, link.ticket),
		      now_ms(request)) &&
	    !post_submit(request->loop->box, &request->job))
		request_fault(request, FAULT_BUSY, nothing, nothing);
}
