/* The post office: takes questions to the desk from any thread, lets the desk decide them in groups on a
 * thread of its own, and brings answers and news back to where they are awaited.
 *
 * Each thread that asks has a box. A box has a descriptor that is readable when something lies in it,
 * so that a loop can wait for it among other things; post_box_deliver then calls back on that thread. */
#ifndef OH_GATEWAY_POST_H
#define OH_GATEWAY_POST_H

#include <stdbool.h>
#include <stdint.h>

#include "app/hall/desk.h"
#include "gateway/news.h"

struct host_clock;
struct post;
struct post_box;

enum {
	POST_INBOX_MAX = 65536, /* jobs that wait for the desk; more are turned away */
	POST_BOXES_MAX = 64,    /* boxes of an office */
	POST_NEWS_MAX = 4096,   /* pieces of news in a box; what is lost is told as such */
	POST_DUE_MAX = 128,     /* halls that one look finds to need a tick */
	POST_TICK_MS = 1000,    /* between such looks */
	POST_TICKS_MAX = 1,     /* halls that are ticked in one group: each may clear some 50 000 tickets */
};

/* A job and where its answer is to be heard. The asker fills `desk` but for its list member, and keeps
 * it alive until `done` is called on the thread of the box. */
struct post_job {
	struct desk_job desk;
	void (*done)(struct post_job *job);
	struct post_box *box; /* set by post_submit */
	int64_t since_ns;     /* when it was handed in, for offices with a deadline */
};

/* Open an office over `desk` (not owned) that ticks by `clock`; starts its thread, which alone touches
 * the desk until post_close has returned. */
CC_CHECK enum rc post_open(struct post **ret, struct desk *desk, const struct host_clock *clock, struct err *err);

/* Turn away new jobs, decide all that are waiting, stop the thread. Answers lie in the boxes. */
void post_stop(struct post *post);

/* After post_stop and after every box was closed. */
void post_close(struct post **post);

/* Called by post_box_deliver with news of a hall that the box listens to; NULL where some were lost, so
 * that everybody behind must read them from the log. */
typedef void post_news_fn(void *context, struct news *news);

/* A box; `on_news` may be NULL for askers who listen to no hall. RC_FULL at POST_BOXES_MAX. */
CC_CHECK enum rc post_box_open(struct post_box **ret, struct post *post, post_news_fn *on_news, void *context,
			       struct err *err);
/* Every job must have been delivered, and a box with `on_news` is closed after post_stop (bug otherwise). */
void post_box_close(struct post_box **box);
/* Readable when there is something to deliver. */
int post_box_fd(const struct post_box *box);
/* Call back for all that lies in the box. On the thread of the box only. */
void post_box_deliver(struct post_box *box);
/* Wait up to `timeout_ms` for something to deliver, then deliver it; false where nothing came. */
bool post_box_wait(struct post_box *box, int timeout_ms);
/* Make the descriptor readable. Any thread. */
void post_box_wake(struct post_box *box);

/* Hand a job to the desk. False, with the job untouched, where the inbox is full or the office stops. */
CC_CHECK bool post_submit(struct post_box *box, struct post_job *job);

/* For offices beside the desk that answer jobs by the same boxes: count a job as awaited, on the thread of the
 * box; and, on any thread, put it into that box with its answer. */
void post_box_expect(struct post_box *box, struct post_job *job);
void post_box_put(struct post_job *job);

/* From now on bring news of `hall` to the box, or no longer. Once for each hall, on the thread of the
 * box. What was committed before is in the log. */
void post_listen(struct post_box *box, struct text hall);
void post_unlisten(struct post_box *box, struct text hall);
/* From now on also bring it news of halls that it does not listen to where a configuration is among them. */
void post_watch(struct post_box *box);

struct post_gauges {
	struct desk_gauges desk;
	uint32_t waiting;    /* jobs in the inbox */
	uint32_t group_last; /* jobs in the last group */
	bool healthy;        /* the last group was written */
	bool stopping;
};
/* Any thread. */
void post_gauges(struct post *post, struct post_gauges *ret);

/* False where the desk has been at one group for `limit_ms` or longer: its disk hangs, or it does. Any thread;
 * never waits for the desk. */
bool post_is_alive(struct post *post, int64_t limit_ms);

#endif
