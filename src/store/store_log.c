/* Events, answers and snapshots (S7, Q2, N7).
 *
 * Invariant: the events of a hall are 1, 2, 3 ... without a gap, and none is ever changed. */
#include "store/log.h"

#include <string.h>

#include "base/bug.h"
#include "store/store_private.h"

enum rc store_head(struct store *store, int64_t hall, struct store_head *ret, struct err *err)
{
	struct query query = query_read(store, SQL_HEAD, err);

	memset(ret, 0, sizeof(*ret));
	query_int(&query, hall);
	if (query_row(&query)) {
		ret->seq = row_int(&query);
		ret->at_ms = row_int(&query);
		row_hash(&query, ret->hash);
	}
	return query_end(&query);
}

static enum rc add_event(struct store *store, int64_t hall, const struct store_event *event, const uint8_t *hash,
			 struct err *err)
{
	struct query query = query_write(store, SQL_EVENT_ADD, err);

	query_int(&query, hall);
	query_int(&query, event->seq);
	query_int(&query, event->at_ms);
	query_text(&query, event->kind);
	query_text(&query, event->actor);
	query_text(&query, event->key);
	query_text(&query, event->payload);
	query_hash(&query, hash);
	return query_finish(&query);
}

enum rc store_append(struct store *store, int64_t hall, int64_t expected_seq, const struct store_event *events,
		     uint32_t n, struct err *err)
{
	struct store_head head;
	enum rc rc = store_head(store, hall, &head, err);

	ASSERT(n > 0 && n <= STORE_APPEND_MAX && expected_seq >= 0);
	if (rc != RC_OK)
		return rc;
	if (head.seq != expected_seq)
		return err_set(err, RC_CONFLICT, "store: hall %lld is at event %lld, not at %lld", (long long)hall,
			       (long long)head.seq, (long long)expected_seq);
	for (uint32_t i = 0; i < n; i++) {
		ASSERT(events[i].seq == expected_seq + 1 + i);
		store_chain_hash(head.hash, &events[i], head.hash);
		rc = add_event(store, hall, &events[i], head.hash, err);
		/* The head was read under the lock for writing, so no event can be in the way. */
		ASSERT(rc != RC_CONFLICT);
		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

/* The columns behind seq and time. */
static void read_event(struct query *query, int64_t seq, int64_t at_ms, struct arena *arena, struct store_event *ret)
{
	ret->seq = seq;
	ret->at_ms = at_ms;
	ret->kind = row_text(query, arena);
	ret->actor = row_text(query, arena);
	ret->key = row_text(query, arena);
	ret->payload = row_text(query, arena);
}

enum rc store_events(struct store *store, int64_t hall, int64_t after, int64_t until_ms, uint32_t limit,
		     struct arena *arena, struct store_event **ret, uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_EVENTS, err);
	void *list = NULL;
	size_t bytes = 0;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, after);
	query_int(&query, store_limit(limit));
	while (bytes < STORE_PAGE_BYTES && query_row(&query)) {
		int64_t seq = row_int(&query);
		int64_t at_ms = row_int(&query);
		struct store_event *event;

		if (at_ms > until_ms)
			break;
		event = store_grow(arena, &list, n++, sizeof(*event));
		read_event(&query, seq, at_ms, arena, event);
		bytes += event->payload.len;
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_configured(struct store *store, int64_t hall, int64_t seq_max, struct arena *arena,
			 struct store_event *ret, struct err *err)
{
	struct query query = query_read(store, SQL_CONFIGURED, err);

	query_int(&query, hall);
	query_int(&query, seq_max);
	const bool found = query_row(&query);
	if (found) {
		const int64_t seq = row_int(&query);
		read_event(&query, seq, row_int(&query), arena, ret);
	}
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: hall %lld had no configuration by event %lld",
				   (long long)hall, (long long)seq_max);
	return query_end(&query);
}

enum rc store_answer_get(struct store *store, int64_t hall, struct text key, struct arena *arena,
			 struct store_answer *ret, struct err *err)
{
	struct query query = query_read(store, SQL_ANSWER_GET, err);
	bool found;

	query_int(&query, hall);
	query_text(&query, key);
	found = query_row(&query);
	if (found) {
		ret->seq = row_int(&query);
		ret->at_ms = row_int(&query);
		ret->command = row_text(&query, arena);
		ret->answer = row_text(&query, arena);
	}
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: no answer is known for this key");
	return query_end(&query);
}

enum rc store_answer_put(struct store *store, int64_t hall, struct text key, const struct store_answer *answer,
			 struct err *err)
{
	struct query query = query_write(store, SQL_ANSWER_PUT, err);

	ASSERT(key.len > 0 && key.len <= STORE_ID_MAX);
	query_int(&query, hall);
	query_text(&query, key);
	query_int(&query, answer->seq);
	query_int(&query, answer->at_ms);
	query_text(&query, answer->command);
	query_text(&query, answer->answer);
	return query_finish(&query);
}

enum rc store_answer_purge(struct store *store, int64_t hall, int64_t before_ms, uint32_t limit, uint32_t *ret_n,
			   struct err *err)
{
	struct query query = query_write(store, SQL_ANSWER_PURGE, err);

	*ret_n = 0;
	query_int(&query, hall);
	query_int(&query, before_ms);
	query_int(&query, limit);
	while (query_row(&query))
		++*ret_n;
	return query_end(&query);
}

enum rc store_snapshot_put(struct store *store, int64_t hall, int64_t seq, struct text state, struct err *err)
{
	struct query query = query_write(store, SQL_SNAPSHOT_PUT, err);

	query_int(&query, hall);
	query_int(&query, seq);
	query_text(&query, state);
	if (!query_row(&query) && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: hall %lld has no event %lld", (long long)hall,
				   (long long)seq);
	return query_finish(&query);
}

enum rc store_snapshot_get(struct store *store, int64_t hall, int64_t seq_max, int64_t until_ms, struct arena *arena,
			   struct store_snapshot *ret, struct err *err)
{
	struct query query = query_read(store, SQL_SNAPSHOT_GET, err);
	bool found;

	query_int(&query, hall);
	query_int(&query, seq_max);
	query_int(&query, until_ms);
	found = query_row(&query);
	if (found) {
		ret->seq = row_int(&query);
		ret->at_ms = row_int(&query);
		row_hash(&query, ret->hash);
		ret->state = row_text(&query, arena);
	}
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: hall %lld has no snapshot that old", (long long)hall);
	return query_end(&query);
}

enum rc store_snapshot_list(struct store *store, int64_t hall, int64_t after, struct arena *arena,
			    struct store_snapshot **ret, uint32_t *ret_n, struct err *err)
{
	struct query query = query_read(store, SQL_SNAPSHOT_LIST, err);
	void *list = NULL;
	uint32_t n = 0;

	query_int(&query, hall);
	query_int(&query, after);
	query_int(&query, STORE_PAGE_MAX);
	while (query_row(&query)) {
		struct store_snapshot *snapshot = store_grow(arena, &list, n++, sizeof(*snapshot));

		snapshot->seq = row_int(&query);
		snapshot->at_ms = row_int(&query);
		row_hash(&query, snapshot->hash);
	}
	*ret = list;
	*ret_n = n;
	return query_end(&query);
}

enum rc store_snapshot_thin(struct store *store, int64_t hall, int64_t seq_max, int64_t every, struct err *err)
{
	struct query query = query_write(store, SQL_SNAPSHOT_THIN, err);

	ASSERT(every > 0);
	query_int(&query, hall);
	query_int(&query, seq_max);
	query_int(&query, every);
	return query_finish(&query);
}
