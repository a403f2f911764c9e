/* The time machine's office (M5, N8): one question after the other, on one thread, in the order in which they
 * came. One thread is enough for people who look back, and leaves the processors to those who serve. Each has a
 * deadline, so a question that is slow to answer costs those behind it their patience and nothing else.
 *
 * Invariant: a job is in its asker's hands, in the inbox, with the thread, or in a box. */
#include "gateway/past.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/line.h"
#include "gateway/log.h"
#include "gateway/post.h"
#include "host/clock.h"

struct past {
	struct reader *reader;
	int64_t patience_ms;
	pthread_t thread;
	bool started;
	int64_t deadline_ns; /* of the question that runs; the thread only */

	pthread_mutex_t lock; /* for all below */
	pthread_cond_t changed;
	struct line inbox;
	bool stopping;
};

static void refuse(struct desk_job *job, enum fault fault, struct text field)
{
	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, field, (struct text){ 0 }, job->arena);
}

static bool is_stopping(struct past *past)
{
	bool stopping;

	pthread_mutex_lock(&past->lock);
	stopping = past->stopping;
	pthread_mutex_unlock(&past->lock);
	return stopping;
}

static bool go_on(void *context)
{
	struct past *past = context;

	return host_monotonic_ns() < past->deadline_ns && !is_stopping(past);
}

static void answer(struct past *past, struct desk_job *job)
{
	struct err err = { .rc = RC_OK };
	int64_t head;
	enum rc rc = RC_FULL;

	if (go_on(past)) /* neither too late already, nor stopping */
		rc = reader_state_at(past->reader, job->hall, job->now_ms, job->arena, &job->answer, &err);
	if (!rc) {
		job->status = 200;
	} else if (rc == RC_FULL && !go_on(past)) {
		refuse(job, is_stopping(past) ? FAULT_STOPPING : FAULT_BUSY, (struct text){ 0 });
	} else if (rc != RC_MISSING) {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_text("hall", job->hall), log_string("why", err.text));
		refuse(job, rc == RC_INVALID ? FAULT_HALL_UNREADABLE : FAULT_STORE_DOWN, (struct text){ 0 });
	} else if (reader_head(past->reader, job->hall, &head, &err)) {
		refuse(job, FAULT_HALL_UNKNOWN, (struct text){ 0 });
	} else {
		refuse(job, FAULT_TIME_UNKNOWN, TEXT("at"));
	}
}

/* The next question; NULL when there will be none. */
static struct desk_job *next_job(struct past *past)
{
	struct desk_job *job;

	pthread_mutex_lock(&past->lock);
	while (!past->inbox.n && !past->stopping)
		pthread_cond_wait(&past->changed, &past->lock);
	job = line_pop(&past->inbox);
	pthread_mutex_unlock(&past->lock);
	return job;
}

static void *run(void *argument)
{
	struct past *past = argument;
	struct desk_job *job;

	while ((job = next_job(past))) {
		struct post_job *whole = (struct post_job *)job; /* its first member */

		past->deadline_ns = whole->since_ns + past->patience_ms * 1000000;
		answer(past, job);
		post_box_put(whole);
	}
	return NULL;
}

enum rc past_open(struct past **ret, struct reader *reader, int64_t patience_ms, struct err *err)
{
	struct past *past = calloc(1, sizeof(*past));
	int failed;

	ASSERT(reader);
	*ret = NULL;
	if (!past)
		BUG("no memory for the past");
	past->reader = reader;
	past->patience_ms = patience_ms;
	reader_limit(reader, go_on, past);
	line_init(&past->inbox);
	pthread_mutex_init(&past->lock, NULL);
	pthread_cond_init(&past->changed, NULL);
	failed = pthread_create(&past->thread, NULL, run, past);
	past->started = !failed;
	if (failed) {
		past_close(&past);
		return err_set(err, RC_FAULT, "cannot start a thread: %s", strerror(failed));
	}
	*ret = past;
	return RC_OK;
}

void past_stop(struct past *past)
{
	pthread_mutex_lock(&past->lock);
	past->stopping = true;
	pthread_cond_signal(&past->changed);
	pthread_mutex_unlock(&past->lock);
}

void past_close(struct past **past)
{
	struct past *p = *past;

	if (!p)
		return;
	past_stop(p);
	if (p->started)
		pthread_join(p->thread, NULL);
	reader_limit(p->reader, NULL, NULL);
	ASSERT(!p->inbox.n);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p);
	*past = NULL;
}

bool past_submit(struct past *past, struct post_box *box, struct post_job *job)
{
	bool taken;

	ASSERT(job->done);
	pthread_mutex_lock(&past->lock);
	taken = !past->stopping && past->inbox.n < PAST_INBOX_MAX;
	if (taken) {
		post_box_expect(box, job);
		job->since_ns = host_monotonic_ns();
		line_push(&past->inbox, &job->desk);
		pthread_cond_signal(&past->changed);
	}
	pthread_mutex_unlock(&past->lock);
	return taken;
}

uint32_t past_waiting(struct past *past)
{
	uint32_t n;

	pthread_mutex_lock(&past->lock);
	n = past->inbox.n;
	pthread_mutex_unlock(&past->lock);
	return n;
}
