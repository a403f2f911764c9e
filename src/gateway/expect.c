/* The office of expected waits (Q1, Q16). A hall that cannot be read costs its customers the range and nothing else:
 * the desk says what is wrong with it, where something is asked of it. */
#include "gateway/expect.h"

#include <stdlib.h>

#include "app/fault.h"
#include "app/hall/waits.h"
#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/office.h"
#include "gateway/post.h"

struct expect {
	struct waits *waits;
	struct office *office;
};

static void refuse(struct desk_job *job, enum rc rc)
{
	const enum fault fault = rc == RC_MISSING   ? FAULT_HALL_UNKNOWN
				 : rc == RC_INVALID ? FAULT_HALL_UNREADABLE
						    : FAULT_STORE_DOWN;

	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, (struct text){ 0 }, (struct text){ 0 }, job->arena);
}

/* The ticket that the job's arguments name; 0 for none. */
static int64_t ticket_of(const struct desk_job *job)
{
	const struct json *ticket = job->body ? json_member(job->body, "ticket") : NULL;

	return ticket && json_kind(ticket) == JSON_INT ? json_int(ticket) : 0;
}

static void answer(void *context, struct post_job *whole)
{
	struct expect *expect = context;
	struct desk_job *job = &whole->desk;
	struct err err = { .rc = RC_OK };
	enum rc rc;

	job->expected = job->told = (struct view_expected){ 0 };
	if (job->ask == DESK_WAITS)
		rc = waits_json(expect->waits, job->hall, job->now_ms, job->arena, &job->answer, &err);
	else
		rc = waits_ticket(expect->waits, job->hall, ticket_of(job), job->now_ms, &job->expected, &err);
	if (!rc && job->ask != DESK_WAITS)
		rc = waits_told(expect->waits, job->hall, ticket_of(job), &job->told, &err);
	job->status = 200;
	if (rc && job->ask == DESK_WAITS)
		refuse(job, rc);
	if (rc && rc != RC_MISSING)
		LOG(LOG_LEVEL_ERROR, "read_failed", log_text("hall", job->hall), log_string("why", err.text));
}

static bool idle(void *context)
{
	return waits_learn(((struct expect *)context)->waits);
}

enum rc expect_open(struct expect **ret, struct waits *waits, struct err *err)
{
	struct expect *expect = calloc(1, sizeof(*expect));
	enum rc rc;

	ASSERT(waits);
	*ret = NULL;
	if (!expect)
		BUG("no memory for what is expected");
	expect->waits = waits;
	const struct office_work work = {
		.answer = answer, .idle = idle, .context = expect, .inbox_max = EXPECT_INBOX_MAX
	};
	rc = office_open(&expect->office, &work, err);
	if (rc)
		expect_close(&expect);
	*ret = expect;
	return rc;
}

void expect_stop(struct expect *expect)
{
	office_stop(expect->office);
}

void expect_close(struct expect **expect)
{
	if (!*expect)
		return;
	office_close(&(*expect)->office);
	free(*expect);
	*expect = NULL;
}

bool expect_submit(struct expect *expect, struct post_box *box, struct post_job *job)
{
	return office_submit(expect->office, box, job);
}

uint32_t expect_waiting(struct expect *expect)
{
	return office_waiting(expect->office);
}
