/* Offices beside the desk (M5, N8, Q16). One thread each is enough for people who look, and leaves the processors to
 * those who serve.
 *
 * Invariant: a job is in its asker's hands, in the inbox, with the thread, or in a box. */
#include "gateway/office.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/line.h"
#include "gateway/post.h"
#include "host/clock.h"

struct office {
	struct office_work work;
	pthread_t thread;
	bool started;

	pthread_mutex_t lock; /* for all below */
	pthread_cond_t changed;
	struct line inbox;
	bool stopping;
};

bool office_is_stopping(struct office *office)
{
	bool stopping;

	pthread_mutex_lock(&office->lock);
	stopping = office->stopping;
	pthread_mutex_unlock(&office->lock);
	return stopping;
}

/* The next question; NULL where there is none now, or where `wait`, when there will be none. */
static struct desk_job *next_job(struct office *office, bool wait)
{
	struct desk_job *job;

	pthread_mutex_lock(&office->lock);
	while (wait && !office->inbox.n && !office->stopping)
		pthread_cond_wait(&office->changed, &office->lock);
	job = line_pop(&office->inbox);
	pthread_mutex_unlock(&office->lock);
	return job;
}

static void *run(void *argument)
{
	struct office *office = argument;
	const struct office_work *work = &office->work;
	bool more = false;

	for (;;) {
		struct post_job *job = (struct post_job *)next_job(office, !more); /* its first member */

		if (job) {
			work->answer(work->context, job);
			post_box_put(job);
		} else if (office_is_stopping(office)) {
			return NULL;
		}
		more = work->idle && (job || work->idle(work->context));
	}
}

enum rc office_open(struct office **ret, const struct office_work *work, struct err *err)
{
	struct office *office = calloc(1, sizeof(*office));
	int failed;

	ASSERT(work->answer && work->inbox_max);
	*ret = NULL;
	if (!office)
		BUG("no memory for an office");
	office->work = *work;
	line_init(&office->inbox);
	pthread_mutex_init(&office->lock, NULL);
	pthread_cond_init(&office->changed, NULL);
	failed = pthread_create(&office->thread, NULL, run, office);
	office->started = !failed;
	if (failed) {
		office_close(&office);
		return err_set(err, RC_FAULT, "cannot start a thread: %s", strerror(failed));
	}
	*ret = office;
	return RC_OK;
}

void office_stop(struct office *office)
{
	pthread_mutex_lock(&office->lock);
	office->stopping = true;
	pthread_cond_signal(&office->changed);
	pthread_mutex_unlock(&office->lock);
}

void office_close(struct office **office)
{
	struct office *o = *office;

	if (!o)
		return;
	office_stop(o);
	if (o->started)
		pthread_join(o->thread, NULL);
	ASSERT(!o->inbox.n);
	pthread_cond_destroy(&o->changed);
	pthread_mutex_destroy(&o->lock);
	free(o);
	*office = NULL;
}

bool office_submit(struct office *office, struct post_box *box, struct post_job *job)
{
	bool taken;

	ASSERT(job->done);
	pthread_mutex_lock(&office->lock);
	taken = !office->stopping && office->inbox.n < office->work.inbox_max;
	if (taken) {
		post_box_expect(box, job);
		job->since_ns = host_monotonic_ns();
		line_push(&office->inbox, &job->desk);
		pthread_cond_signal(&office->changed);
	}
	pthread_mutex_unlock(&office->lock);
	return taken;
}

uint32_t office_waiting(struct office *office)
{
	uint32_t n;

	pthread_mutex_lock(&office->lock);
	n = office->inbox.n;
	pthread_mutex_unlock(&office->lock);
	return n;
}
