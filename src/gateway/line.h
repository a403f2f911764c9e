/* A line of jobs in the order of arrival, linked through their list members. Its lock is its owner's. */
#ifndef OH_GATEWAY_LINE_H
#define OH_GATEWAY_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "app/hall/desk.h"

struct line {
	struct desk_job *first, **last;
	uint32_t n;
};

/* Empty; a line stays where it is from then on. */
static inline void line_init(struct line *line)
{
	*line = (struct line){ .last = &line->first };
}

/* Put `job` behind the others. */
static inline void line_push(struct line *line, struct desk_job *job)
{
	job->next = NULL;
	*line->last = job;
	line->last = &job->next;
	line->n++;
}

/* Take the first one out; NULL where there is none. */
static inline struct desk_job *line_pop(struct line *line)
{
	struct desk_job *job = line->first;

	if (!job)
		return NULL;
	line->first = job->next;
	if (!line->first)
		line->last = &line->first;
	line->n--;
	return job;
}

/* Put all of `more` behind `line` and leave it empty. */
static inline void line_join(struct line *line, struct line *more)
{
	if (!more->first)
		return;
	*line->last = more->first;
	line->last = more->last;
	line->n += more->n;
	line_init(more);
}

#endif
