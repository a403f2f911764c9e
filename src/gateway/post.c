/* The post office (Q2, S7): group commit for commands that come over any number of connections.
 *
 * Three kinds of lock, never held together: the inbox, each box, and the table of listeners. The desk
 * thread takes all that is waiting as one group, so a group forms by itself while the one before is
 * written to disk, and nobody is ever delayed to let it grow.
 *
 * Invariant: a job is in exactly one of: its asker's hands, the inbox, the group, a box. News go into a
 * box before the answers of the same group, so whoever sees an answer can be shown its events. */
#include "gateway/post.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "gateway/line.h"
#include "gateway/listeners.h"
#include "gateway/log.h"
#include "host/clock.h"

/* Of one group: the texts of all its events. Far above what a group can bring: the end of a full hall's day has
 * at most 64 000 events of less than 1 KiB, and a command (at most 1 MiB) not more than three times its size. */
#define POST_ARENA_MAX ((size_t)4 << 30)

enum { POST_ARENA_KEEP = 16 << 20, POST_DUE_ARENA_MAX = 256 << 10 };

struct post_box {
	struct post *post;
	uint32_t number; /* bit in the masks of listeners */
	int fd;
	post_news_fn *on_news;
	void *context;
	uint32_t awaited; /* jobs that were submitted and not delivered; the box's own thread only */

	struct line sorted; /* desk thread only: answers of this group */

	pthread_mutex_t lock; /* for all below */
	struct line answers;
	struct news *news[POST_NEWS_MAX];
	uint32_t news_n;
	bool news_lost;
	bool woken; /* the descriptor is readable already */
};

struct post {
	struct desk *desk;
	const struct host_clock *clock;
	pthread_t thread;
	bool joined;
	struct arena arena; /* of one group */
	struct post_job ticks[POST_TICKS_MAX];

	/* Halls that need a tick, as they were found; those before due_next have had it. */
	struct arena due_arena;
	struct text due[POST_DUE_MAX];
	uint32_t due_n, due_next;
	int64_t look_ns; /* when to look for more */

	pthread_mutex_t lock; /* for all below */
	pthread_cond_t arrived;
	struct line inbox;
	bool stopping;
	bool sleeping; /* the desk thread waits for `arrived` */
	int64_t group_ns; /* when the present group began; 0 between groups */
	struct post_box *boxes[POST_BOXES_MAX];
	struct post_gauges gauges;

	struct listeners listeners; /* has a lock of its own */
};

static void wake_locked(struct post_box *box)
{
	uint64_t one = 1;

	if (box->woken)
		return;
	box->woken = true;
	while (write(box->fd, &one, sizeof(one)) < 0)
		ASSERT(errno == EINTR);
}

void post_box_wake(struct post_box *box)
{
	pthread_mutex_lock(&box->lock);
	wake_locked(box);
	pthread_mutex_unlock(&box->lock);
}

/* Look for halls whose time has come. Their ids live until the next look. */
static void look_for_due(struct post *post)
{
	struct text halls[POST_DUE_MAX];

	arena_reset(&post->due_arena);
	post->due_n = desk_due(post->desk, host_clock_now_ms(post->clock), POST_DUE_MAX, halls);
	post->due_next = 0;
	for (uint32_t i = 0; i < post->due_n; i++)
		post->due[i] = text_copy(&post->due_arena, halls[i]);
	post->look_ns = host_monotonic_ns() + POST_TICK_MS * INT64_C(1000000);
}

/* Jobs for some of the halls that are due, into `group`; they belong to the office and have no box. */
static uint32_t add_ticks(struct post *post, struct desk_job *group[], uint32_t n)
{
	if (post->due_next == post->due_n && host_monotonic_ns() >= post->look_ns)
		look_for_due(post);
	for (uint32_t i = 0; i < POST_TICKS_MAX && post->due_next < post->due_n; i++) {
		post->ticks[i] = (struct post_job){ .desk = { .ask = DESK_TICK,
							      .hall = post->due[post->due_next++],
							      .actor = TEXT("clock"),
							      .now_ms = host_clock_now_ms(post->clock),
							      .arena = &post->arena } };
		group[n++] = &post->ticks[i].desk;
	}
	return n;
}

/* Wait for jobs or the next tick; false when the office stops and the inbox is empty. */
static bool wait_for_jobs(struct post *post)
{
	struct timespec until = { post->look_ns / 1000000000, post->look_ns % 1000000000 };
	int late = 0;

	post->sleeping = true;
	while (!post->inbox.n && !post->stopping && post->due_next == post->due_n && !late)
		late = pthread_cond_timedwait(&post->arrived, &post->lock, &until);
	post->sleeping = false;
	return post->inbox.n || !post->stopping;
}

/* The next group; false when there will be none. However much waits, there is room for ticks. */
static bool collect(struct post *post, struct desk_job *group[], uint32_t *ret_n)
{
	uint32_t n = 0;
	bool more;

	pthread_mutex_lock(&post->lock);
	post->group_ns = 0;
	more = wait_for_jobs(post);
	post->group_ns = more ? host_monotonic_ns() : 0;
	while (n < DESK_GROUP_MAX - POST_TICKS_MAX && post->inbox.n)
		group[n++] = line_pop(&post->inbox);
	pthread_mutex_unlock(&post->lock);
	*ret_n = more ? add_ticks(post, group, n) : n;
	return more;
}

static struct post_job *post_job_of(struct desk_job *job)
{
	return (struct post_job *)job; /* its first member */
}

/* Put news into every box that listens to the hall. */
static void spread_news(struct post *post, const struct desk_news *from)
{
	uint64_t mask = from->n ? listeners_mask(&post->listeners, from->hall, from->configured) : 0;
	struct news *news;

	if (!mask)
		return;
	news = news_make(from->hall, from->first_seq, from->events, from->n);
	for (; mask; mask &= mask - 1) {
		struct post_box *box = post->boxes[__builtin_ctzll(mask)];

		pthread_mutex_lock(&box->lock);
		if (box->news_n < POST_NEWS_MAX)
			box->news[box->news_n++] = news_keep(news);
		else
			box->news_lost = true;
		wake_locked(box);
		pthread_mutex_unlock(&box->lock);
	}
	news_drop(news);
}

/* Hand the jobs of a group back: sorted by box first, so that each box is locked and woken once. */
static void hand_back(struct desk_job *const group[], uint32_t n)
{
	struct post_box *touched[POST_BOXES_MAX];
	uint32_t boxes = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct post_box *box = post_job_of(group[i])->box;

		if (!box)
			continue;
		if (!box->sorted.n)
			touched[boxes++] = box;
		line_push(&box->sorted, group[i]);
	}
	for (uint32_t i = 0; i < boxes; i++) {
		pthread_mutex_lock(&touched[i]->lock);
		line_join(&touched[i]->answers, &touched[i]->sorted);
		wake_locked(touched[i]);
		pthread_mutex_unlock(&touched[i]->lock);
	}
}

static void note_outcome(struct post *post, const struct desk_outcome *outcome, uint32_t n,
			 const struct err *err)
{
	bool healthy = outcome->rc == RC_OK;
	bool was_healthy;

	pthread_mutex_lock(&post->lock);
	was_healthy = post->gauges.healthy;
	post->gauges.healthy = healthy;
	post->gauges.group_last = n;
	desk_gauges(post->desk, &post->gauges.desk);
	pthread_mutex_unlock(&post->lock);
	if (!healthy)
		LOG(LOG_LEVEL_ERROR, "group_failed", log_number("jobs", n), log_string("why", err->text));
	else if (!was_healthy)
		LOG(LOG_LEVEL_INFO, "store_works_again", log_number("jobs", n));
}

/* Halls that cannot be read: the operator has to know which and why, since their callers are only told that. */
static void note_unreadable(struct desk_job *const group[], uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (group[i]->why.len)
			LOG(LOG_LEVEL_ERROR, "hall_unreadable", log_text("hall", group[i]->hall),
			    log_text("why", group[i]->why));
}

static void *run(void *argument)
{
	struct post *post = argument;
	struct desk_job *group[DESK_GROUP_MAX];
	uint32_t n;

	while (collect(post, group, &n)) {
		struct desk_outcome outcome = { 0 };
		struct err err = { .rc = RC_OK };

		if (n) {
			desk_run(post->desk, group, n, &post->arena, &outcome, &err);
			for (uint32_t i = 0; i < outcome.n; i++)
				spread_news(post, &outcome.news[i]);
			note_outcome(post, &outcome, n, &err);
			note_unreadable(group, n);
			hand_back(group, n);
		}
		if (post->arena.used > POST_ARENA_KEEP)
			arena_done(&post->arena);
		else
			arena_reset(&post->arena);
	}
	return NULL;
}

enum rc post_open(struct post **ret, struct desk *desk, const struct host_clock *clock, struct err *err)
{
	struct post *post = calloc(1, sizeof(*post));
	pthread_condattr_t monotonic;
	int failed;

	*ret = NULL;
	if (!post)
		BUG("no memory for the post office");
	post->desk = desk;
	post->clock = clock;
	post->gauges.healthy = true;
	post->look_ns = host_monotonic_ns();
	arena_init(&post->arena, POST_ARENA_MAX);
	arena_init(&post->due_arena, POST_DUE_ARENA_MAX);
	line_init(&post->inbox);
	pthread_mutex_init(&post->lock, NULL);
	listeners_init(&post->listeners);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&post->arrived, &monotonic);
	pthread_condattr_destroy(&monotonic);
	failed = pthread_create(&post->thread, NULL, run, post);
	if (failed) {
		post->joined = true;
		post_close(&post);
		return err_set(err, RC_FAULT, "cannot start a thread: %s", strerror(failed));
	}
	*ret = post;
	return RC_OK;
}

void post_stop(struct post *post)
{
	if (post->joined)
		return;
	pthread_mutex_lock(&post->lock);
	post->stopping = true;
	pthread_cond_signal(&post->arrived);
	pthread_mutex_unlock(&post->lock);
	pthread_join(post->thread, NULL);
	post->joined = true;
}

void post_close(struct post **post)
{
	struct post *p = *post;

	if (!p)
		return;
	post_stop(p);
	for (uint32_t i = 0; i < POST_BOXES_MAX; i++)
		ASSERT(!p->boxes[i]);
	listeners_done(&p->listeners);
	pthread_cond_destroy(&p->arrived);
	pthread_mutex_destroy(&p->lock);
	arena_done(&p->arena);
	arena_done(&p->due_arena);
	free(p);
	*post = NULL;
}

static bool add_box(struct post *post, struct post_box *box)
{
	bool added = false;

	pthread_mutex_lock(&post->lock);
	for (uint32_t i = 0; i < POST_BOXES_MAX && !added; i++) {
		if (!post->boxes[i]) {
			box->number = i;
			post->boxes[i] = box;
			added = true;
		}
	}
	pthread_mutex_unlock(&post->lock);
	return added;
}

enum rc post_box_open(struct post_box **ret, struct post *post, post_news_fn *on_news, void *context,
		      struct err *err)
{
	struct post_box *box = calloc(1, sizeof(*box));

	*ret = NULL;
	if (!box)
		BUG("no memory for a box");
	box->post = post;
	box->on_news = on_news;
	box->context = context;
	line_init(&box->sorted);
	line_init(&box->answers);
	pthread_mutex_init(&box->lock, NULL);
	box->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (box->fd >= 0 && add_box(post, box)) {
		*ret = box;
		return RC_OK;
	}
	if (box->fd < 0) {
		err_set(err, RC_FAULT, "cannot make an event descriptor: %s", strerror(errno));
	} else {
		err_set(err, RC_FULL, "there are %d boxes already", POST_BOXES_MAX);
		close(box->fd);
	}
	pthread_mutex_destroy(&box->lock);
	free(box);
	return err ? err->rc : RC_FAULT;
}

void post_box_close(struct post_box **box)
{
	struct post_box *b = *box;

	if (!b)
		return;
	ASSERT(!b->awaited);
	ASSERT(!b->on_news || b->post->joined); /* the desk thread might be about to bring news */
	pthread_mutex_lock(&b->post->lock);
	b->post->boxes[b->number] = NULL;
	pthread_mutex_unlock(&b->post->lock);
	for (uint32_t i = 0; i < b->news_n; i++)
		news_drop(b->news[i]);
	close(b->fd);
	pthread_mutex_destroy(&b->lock);
	free(b);
	*box = NULL;
}

int post_box_fd(const struct post_box *box)
{
	return box->fd;
}

/* What lay in a box when it was emptied. */
struct delivery {
	struct line answers;
	struct news *news[POST_NEWS_MAX];
	uint32_t news_n;
	bool news_lost;
};

static void empty_box(struct post_box *box, struct delivery *ret)
{
	uint64_t count;

	line_init(&ret->answers);
	pthread_mutex_lock(&box->lock);
	if (box->woken && read(box->fd, &count, sizeof(count)) < 0)
		ASSERT(errno == EAGAIN || errno == EINTR);
	box->woken = false;
	line_join(&ret->answers, &box->answers);
	memcpy(ret->news, box->news, box->news_n * sizeof(box->news[0]));
	ret->news_n = box->news_n;
	ret->news_lost = box->news_lost;
	box->news_n = 0;
	box->news_lost = false;
	pthread_mutex_unlock(&box->lock);
}

void post_box_deliver(struct post_box *box)
{
	struct delivery delivery;
	struct desk_job *job;

	empty_box(box, &delivery);
	for (uint32_t i = 0; i < delivery.news_n; i++) {
		box->on_news(box->context, delivery.news[i]);
		news_drop(delivery.news[i]);
	}
	if (delivery.news_lost)
		box->on_news(box->context, NULL);
	while ((job = line_pop(&delivery.answers))) {
		ASSERT(box->awaited);
		box->awaited--;
		post_job_of(job)->done(post_job_of(job));
	}
}

bool post_box_wait(struct post_box *box, int timeout_ms)
{
	struct pollfd poller = { .fd = box->fd, .events = POLLIN };

	if (poll(&poller, 1, timeout_ms) <= 0)
		return false;
	post_box_deliver(box);
	return true;
}

bool post_submit(struct post_box *box, struct post_job *job)
{
	struct post *post = box->post;
	bool taken;

	ASSERT(job->done);
	pthread_mutex_lock(&post->lock);
	taken = !post->stopping && post->inbox.n < POST_INBOX_MAX;
	if (taken) {
		job->box = box;
		line_push(&post->inbox, &job->desk);
		if (post->sleeping)
			pthread_cond_signal(&post->arrived);
	}
	pthread_mutex_unlock(&post->lock);
	box->awaited += taken;
	return taken;
}

void post_box_expect(struct post_box *box, struct post_job *job)
{
	job->box = box;
	box->awaited++;
}

void post_box_put(struct post_job *job)
{
	struct post_box *box = job->box;

	ASSERT(box);
	pthread_mutex_lock(&box->lock);
	line_push(&box->answers, &job->desk);
	wake_locked(box);
	pthread_mutex_unlock(&box->lock);
}

void post_listen(struct post_box *box, struct text hall)
{
	ASSERT(box->on_news);
	listeners_add(&box->post->listeners, hall, box->number);
}

void post_watch(struct post_box *box)
{
	ASSERT(box->on_news);
	listeners_watch(&box->post->listeners, box->number);
}

void post_unlisten(struct post_box *box, struct text hall)
{
	listeners_remove(&box->post->listeners, hall, box->number);
}

void post_gauges(struct post *post, struct post_gauges *ret)
{
	pthread_mutex_lock(&post->lock);
	*ret = post->gauges;
	ret->waiting = post->inbox.n;
	ret->stopping = post->stopping;
	pthread_mutex_unlock(&post->lock);
}

bool post_is_alive(struct post *post, int64_t limit_ms)
{
	int64_t began_ns;

	pthread_mutex_lock(&post->lock);
	began_ns = post->group_ns;
	pthread_mutex_unlock(&post->lock);
	return !began_ns || host_monotonic_ns() - began_ns < limit_ms * 1000000;
}
