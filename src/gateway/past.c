/* The time machine's office (M5, N8). Each question has a deadline, so one that is slow to answer costs those behind
 * it their patience and nothing else. */
#include "gateway/past.h"

#include <stdlib.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/office.h"
#include "gateway/post.h"
#include "host/clock.h"

struct past {
	struct reader *reader;
	int64_t patience_ms;
	int64_t deadline_ns; /* of the question that runs; the thread only */
	struct office *office;
};

static void refuse(struct desk_job *job, enum fault fault, struct text field)
{
	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, field, (struct text){ 0 }, job->arena);
}

static bool go_on(void *context)
{
	struct past *past = context;

	return host_monotonic_ns() < past->deadline_ns && !office_is_stopping(past->office);
}

static enum rc read_past(struct past *past, struct desk_job *job, struct err *err)
{
	if (job->ask == DESK_OUTLINE)
		return reader_outline(past->reader, job->hall, job->day, job->arena, &job->answer, err);
	return reader_state_at(past->reader, job->hall, job->now_ms, job->arena, &job->answer, err);
}

static void answer(void *context, struct post_job *whole)
{
	struct past *past = context;
	struct desk_job *job = &whole->desk;
	struct err err = { .rc = RC_OK };
	int64_t head;
	enum rc rc = RC_FULL;

	past->deadline_ns = whole->since_ns + past->patience_ms * 1000000;
	if (go_on(past)) /* neither too late already, nor stopping */
		rc = read_past(past, job, &err);
	if (!rc) {
		job->status = 200;
	} else if (rc == RC_FULL && !go_on(past)) {
		refuse(job, office_is_stopping(past->office) ? FAULT_STOPPING : FAULT_BUSY, (struct text){ 0 });
	} else if (rc != RC_MISSING) {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_text("hall", job->hall), log_string("why", err.text));
		refuse(job, rc == RC_INVALID ? FAULT_HALL_UNREADABLE : FAULT_STORE_DOWN, (struct text){ 0 });
	} else if (reader_head(past->reader, job->hall, &head, &err)) {
		refuse(job, FAULT_HALL_UNKNOWN, (struct text){ 0 });
	} else {
		refuse(job, FAULT_TIME_UNKNOWN, TEXT("at"));
	}
}

enum rc past_open(struct past **ret, struct reader *reader, int64_t patience_ms, struct err *err)
{
	struct past *past = calloc(1, sizeof(*past));
	enum rc rc;

	ASSERT(reader);
	*ret = NULL;
	if (!past)
		BUG("no memory for the past");
	past->reader = reader;
	past->patience_ms = patience_ms;
	reader_limit(reader, go_on, past);
	const struct office_work work = { .answer = answer, .context = past, .inbox_max = PAST_INBOX_MAX };
	rc = office_open(&past->office, &work, err);
	if (rc)
		past_close(&past);
	*ret = past;
	return rc;
}

void past_stop(struct past *past)
{
	office_stop(past->office);
}

void past_close(struct past **past)
{
	struct past *p = *past;

	if (!p)
		return;
	office_close(&p->office);
	reader_limit(p->reader, NULL, NULL);
	free(p);
	*past = NULL;
}

bool past_submit(struct past *past, struct post_box *box, struct post_job *job)
{
	return office_submit(past->office, box, job);
}

uint32_t past_waiting(struct past *past)
{
	return office_waiting(past->office);
}
