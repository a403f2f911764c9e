/* News: events of one hall as a piece of an event stream, made once and shared by all who listen. */
#ifndef OH_GATEWAY_NEWS_H
#define OH_GATEWAY_NEWS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/text.h"

/* Read-only but for the count once it is made. */
struct news {
	atomic_uint keepers;
	int64_t first_seq; /* seq of the first event; they follow without a gap */
	uint32_t n;        /* at least 1 */
	struct text hall;
	const size_t *ends; /* where the piece of each event ends in `stream` */
	struct text stream; /* `id: SEQ`, `data: JSON`, blank line, for each event */
};

/* Make news of `n` events, JSON each, with one keeper. Copies everything. */
struct news *news_make(struct text hall, int64_t first_seq, const struct text *events, uint32_t n);
/* One more keeper. Any thread. */
struct news *news_keep(struct news *news);
/* One keeper less; the last one frees it. Any thread. */
void news_drop(struct news *news);
/* Seq of the last event. */
int64_t news_last_seq(const struct news *news);
/* The part of the stream that holds the events after `seq`; empty where there are none. */
struct text news_after(const struct news *news, int64_t seq);

#endif
