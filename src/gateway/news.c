/* News for event streams (Q12, N8): one block of memory for the text of all events of a hall that were
 * committed together, however many screens it goes to. */
#define _GNU_SOURCE /* mempcpy */
#include "gateway/news.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

enum { NEWS_FRAME_MAX = sizeof("id: 9223372036854775807\ndata: \n\n") };

struct news *news_make(struct text hall, int64_t first_seq, const struct text *events, uint32_t n)
{
	size_t size = sizeof(struct news) + n * sizeof(size_t) + hall.len;
	struct news *news;
	size_t *ends;
	char *text, *at;

	ASSERT(n > 0 && first_seq > 0);
	for (uint32_t i = 0; i < n; i++)
		size += events[i].len + NEWS_FRAME_MAX;
	news = malloc(size);
	if (!news)
		BUG("no memory for news of %zu bytes", size);
	ends = (size_t *)(news + 1);
	at = mempcpy(ends + n, hall.at, hall.len);
	text = at;
	for (uint32_t i = 0; i < n; i++) {
		at += snprintf(at, NEWS_FRAME_MAX, "id: %" PRId64 "\ndata: ", first_seq + i);
		at = mempcpy(at, events[i].at, events[i].len);
		at = mempcpy(at, "\n\n", 2);
		ends[i] = (size_t)(at - text);
	}
	*news = (struct news){ .keepers = 1,
			       .first_seq = first_seq,
			       .n = n,
			       .ends = ends,
			       .hall = { text - hall.len, hall.len },
			       .stream = { text, (size_t)(at - text) } };
	return news;
}

struct news *news_keep(struct news *news)
{
	unsigned before = atomic_fetch_add_explicit(&news->keepers, 1, memory_order_relaxed);

	ASSERT(before > 0);
	return news;
}

void news_drop(struct news *news)
{
	unsigned before = atomic_fetch_sub_explicit(&news->keepers, 1, memory_order_acq_rel);

	ASSERT(before > 0);
	if (before == 1)
		free(news);
}

int64_t news_last_seq(const struct news *news)
{
	return news->first_seq + news->n - 1;
}

struct text news_after(const struct news *news, int64_t seq)
{
	size_t from;

	if (seq < news->first_seq)
		return news->stream;
	if (seq >= news_last_seq(news))
		return (struct text){ 0 };
	from = news->ends[seq - news->first_seq];
	return (struct text){ news->stream.at + from, news->stream.len - from };
}
