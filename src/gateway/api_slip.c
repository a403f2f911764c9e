/* The slip of a ticket as a picture (Q1), drawn from the log with the configuration that held when it was taken: so it
 * is what the printer put on paper, however long ago.
 *
 * A drawing takes some milliseconds, which a loop can spare; what was drawn last is kept, since screens ask again. */
#include <stdio.h>
#include <string.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "base/json.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/print/picture.h"
#include "gateway/print/ticket_slip.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"

static const char *const papers[] = { "58", "80", NULL };
static const char *const languages[] = { "zh", "en", "both", NULL };

/* A slip never changes, and says nothing that its bearer does not know. */
static const char caching[] = "private, max-age=3600";

struct ask {
	int64_t ticket;
	struct slip_style style;
	char key[PICTURES_KEY_SIZE];
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
	struct text values[2];

	if (query_parse(request->query, names, &request->arena, values, err) != RC_OK)
		return RC_INVALID;
	const int paper = word_of(values[0], papers, SLIP_80_MM);
	const int language = word_of(values[1], languages, (int)request->loop->site->slips);
	if (paper < 0)
		return err_detail(err, names[0], DETAIL_WORD_NEEDED, 0, 0, "58, 80");
	if (language < 0)
		return err_detail(err, names[1], DETAIL_WORD_NEEDED, 0, 0, "zh, en, both");
	ret->style = (struct slip_style){ (enum slip_paper)paper, (enum slip_languages)language };
	snprintf(ret->key, sizeof(ret->key), "%.*s/%lld/%s/%s", TEXT_ARG(request->params[0]), (long long)ret->ticket,
		 papers[paper], languages[language]);
	return RC_OK;
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
	return rc;
}

static enum rc draw(struct request *request, const struct ask *ask, struct text *ret_png, struct err *err)
{
	struct slip_ticket ticket;
	struct slip slip;

	const enum rc rc = read_ticket(request, ask, &ticket, err);
	if (rc != RC_OK)
		return rc;
	slip_of_ticket(&ticket, &ask->style, &request->arena, &slip);
	return pictures_draw(request->loop->site->pictures, ask->key, &slip, &request->arena, ret_png, err);
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

void serve_slip(struct request *request)
{
	struct ask ask = { 0 };
	struct err err = { .rc = RC_OK };
	struct text png;
	enum rc rc = RC_OK;

	if (!text_int(request->params[1], &ask.ticket) || ask.ticket < 1) {
		answer_failure(request, RC_MISSING, &err);
		return;
	}
	if (read_ask(request, &ask, &err) != RC_OK) {
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
		return;
	}
	if (!pictures_find(request->loop->site->pictures, ask.key, &request->arena, &png))
		rc = draw(request, &ask, &png, &err);
	if (rc != RC_OK) {
		answer_failure(request, rc, &err);
		return;
	}
	request_add_header(request, "Cache-Control", caching);
	request_answer(request, 200, "image/png", png);
}
