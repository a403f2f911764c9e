/* The slip of a ticket as a picture (Q1), drawn from the log with the configuration that held when it was taken: so it
 * is what the printer put on paper, however long ago. Only how long it might take is left out once that is forgotten.
 *
 * What was drawn last is kept, since screens ask again, and answered at once; the studio draws the rest. */
#include <stdio.h>
#include <string.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "base/bug.h"
#include "base/json.h"
#include "gateway/expect.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/print/picture.h"
#include "gateway/print/ticket_slip.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "gateway/studio.h"
#include "host/clock.h"

static const char *const languages[] = { "zh", "en", "both", NULL };

/* A slip never changes, and says nothing that its bearer does not know. What its ticket was told may yet be learned. */
static const char caching[] = "private, max-age=3600", learning[] = "no-store";

/* A request and the picture that it asks for; in the request's arena. */
struct ask {
	struct studio_job job; /* first */
	struct request *request;
	int64_t ticket;
	struct slip_style style;
	bool is_whole; /* nothing can come to be known that is not on it */
};

/* Place of `value` among `words`; `standard` where it is not given, -1 where it is none of them. */
static int word_of(struct text value, const char *const *words, int standard)
{
	if (value.at == NULL)
		return standard;
	for (int i = 0; words[i] != NULL; i++)
		if (text_eq(text_of(words[i]), value))
			return i;
	return -1;
}

static enum rc read_ask(struct request *request, struct ask *ret, struct err *err)
{
	static const char *const names[] = { "paper", "lang", NULL };
	enum slip_paper paper = SLIP_80_MM;
	struct text values[2];
	int64_t width_mm;

	if (query_parse(request->query, names, &request->arena, values, err) != RC_OK)
		return RC_INVALID;
	const int language = word_of(values[1], languages, (int)request->loop->site->slips);
	if (values[0].at != NULL && (!text_int(values[0], &width_mm) || !slip_paper(width_mm, &paper)))
		return err_detail(err, names[0], DETAIL_WORD_NEEDED, 0, 0, "57, 58, 80");
	if (language < 0)
		return err_detail(err, names[1], DETAIL_WORD_NEEDED, 0, 0, "zh, en, both");
	ret->style = (struct slip_style){ paper, (enum slip_languages)language };
	return RC_OK;
}

/* All that the picture depends on. */
static void name_picture(struct request *request, struct ask *ask, const struct view_expected *told)
{
	snprintf(ask->job.key, sizeof(ask->job.key), "%.*s/%lld/%d/%s/%lld-%lld-%d", TEXT_ARG(request->params[0]),
		 (long long)ask->ticket, (int)ask->style.paper, languages[ask->style.languages],
		 (long long)told->low_min, (long long)told->high_min, (int)told->silence);
}

/* The event of the ticket's taking and the configuration of then. RC_MISSING where either is not there. */
static enum rc read_ticket(struct request *request, const struct ask *ask, struct slip_ticket *ret, struct err *err)
{
	struct reader *reader = request->loop->reader;
	struct queue_config *config = ARENA_NEW(&request->arena, struct queue_config);
	const struct ticket_slip_links links = { request->loop->site->links, request->loop->site->public_url };
	const struct json *event;
	struct text *events;
	int64_t seq;
	uint32_t n;

	enum rc rc = reader_events(reader, request->params[0], ask->ticket - 1, 1, &request->arena, &events, &n, err);
	if (rc == RC_OK && n == 0)
		return RC_MISSING;
	if (rc == RC_OK)
		rc = reader_config(reader, request->params[0], ask->ticket, &request->arena, config, &seq, err);
	if (rc == RC_OK)
		rc = json_parse(&request->arena, events[0], &event, err);
	if (rc == RC_OK && !ticket_slip_read(request->params[0], config, event, &links, &request->arena, ret))
		return RC_MISSING;
	return rc == RC_OK ? ticket_slip_booked(reader, request->params[0], event, ret, err) : rc;
}

static void answer(const struct ask *ask, struct text png)
{
	if (ask->request->http != NULL)
		request_add_header(ask->request, "Cache-Control", ask->is_whole ? caching : learning);
	request_answer(ask->request, 200, "image/png", png);
}

static void on_drawn(struct post_job *job)
{
	const struct ask *ask = (const struct ask *)job; /* its first member's first */

	if (job->desk.status == 200)
		answer(ask, job->desk.answer);
	else
		request_answer_json(ask->request, job->desk.status, job->desk.answer);
}

static enum rc draw(struct request *request, struct ask *ask, const struct view_expected *told, struct err *err)
{
	struct slip_ticket ticket;

	const enum rc rc = read_ticket(request, ask, &ticket, err);
	if (rc != RC_OK)
		return rc;
	ticket_slip_told(told, &request->arena, &ticket);
	slip_of_ticket(&ticket, &ask->style, &request->arena, &ask->job.slip);
	ask->job.post.done = on_drawn;
	if (!studio_submit(request->loop->site->studio, request->loop->box, &ask->job))
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
	return RC_OK;
}

static void answer_failure(struct request *request, enum rc rc, const struct err *err)
{
	struct err ignored;
	int64_t head;

	if (rc != RC_MISSING) {
		LOG(LOG_LEVEL_ERROR, "slip_not_drawn", log_text("hall", request->params[0]),
		    log_string("why", err->text));
		request_fault(request, FAULT_STORE_DOWN, (struct text){ 0 }, (struct text){ 0 });
	} else if (reader_head(request->loop->reader, request->params[0], &head, &ignored) != RC_OK) {
		request_fault(request, FAULT_HALL_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
	} else {
		request_fault(request, FAULT_TICKET_UNKNOWN, TEXT("ticket"), (struct text){ 0 });
	}
}

static void show(struct ask *ask, const struct view_expected *told)
{
	struct request *request = ask->request;
	struct err err = { .rc = RC_OK };
	struct text png;

	name_picture(request, ask, told);
	if (pictures_find(request->loop->site->pictures, ask->job.key, &request->arena, &png)) {
		answer(ask, png);
		return;
	}
	const enum rc rc = draw(request, ask, told, &err);
	if (rc != RC_OK)
		answer_failure(request, rc, &err);
}

static void on_told(struct post_job *job)
{
	struct ask *ask = (struct ask *)job; /* its first member's first */
	const struct view_expected told = job->desk.told;

	if (ask->request->http == NULL) { /* nobody waits for it any more */
		request_drop(ask->request);
		return;
	}
	ask->is_whole = told.silence != QUEUE_SILENCE_LEARNING;
	show(ask, &told);
}

/* Ask what the ticket was told, then show it; without where slips do not say it, or nobody can. */
static void ask_told(struct request *request, struct ask *ask)
{
	struct desk_job *desk = &ask->job.post.desk;
	const struct text json = text_printf(&request->arena, "{\"ticket\":%lld}", (long long)ask->ticket);
	const struct site *site = request->loop->site;
	struct err err;

	if (json_parse(&request->arena, json, &desk->body, &err) != RC_OK)
		BUG("own arguments: %s", err.text);
	desk->ask = DESK_TICKET;
	desk->hall = request->params[0];
	desk->language = request->language;
	desk->now_ms = host_clock_now_ms(site->clock);
	desk->arena = &request->arena;
	ask->request = request;
	ask->job.post.done = on_told;
	ask->is_whole = !site->slip_waits;
	request_park(request);
	if (!site->slip_waits || !expect_submit(site->expect, request->loop->box, &ask->job.post))
		show(ask, &(struct view_expected){ 0 });
}

void serve_slip(struct request *request)
{
	struct ask *ask = ARENA_NEW(&request->arena, struct ask);
	struct err err = { .rc = RC_OK };

	if (!text_int(request->params[1], &ask->ticket) || ask->ticket < 1) {
		answer_failure(request, RC_MISSING, &err);
		return;
	}
	if (read_ask(request, ask, &err) != RC_OK) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
		return;
	}
	ask_told(request, ask);
}
