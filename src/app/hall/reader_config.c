/* What readers tell those who act on a hall's log from outside, such as its printers: which configuration held when,
 * when a booking is for, and where in the log a time is (Q1, Q15, Q19). */
#include "app/hall/reader_private.h"
#include "base/bug.h"
#include "queue_contract.h"
#include "store/log.h"
#include "store/projection.h"
#include "store/store.h"

enum rc reader_hall_ids(struct reader *reader, struct arena *arena, struct text **ret_ids, uint32_t *ret_n,
			struct err *err)
{
	struct store_hall *halls;
	uint32_t n = 0;

	const enum rc rc = store_hall_list(reader->store, &reader->paper, &halls, &n, err);
	*ret_ids = ARENA_ARRAY(arena, n, struct text);
	*ret_n = n;
	for (uint32_t i = 0; i < n; i++)
		(*ret_ids)[i] = text_copy(arena, halls[i].id);
	reader_clean(reader);
	return rc;
}

/* Parsing takes more of an arena than what is read, so it happens on paper. */
static enum rc read_config(struct reader *reader, const struct store_event *event, struct arena *arena,
			   struct queue_config *ret, struct err *err)
{
	const struct json *body;
	struct queue_did_hall_configured configured;

	enum rc rc = json_parse(&reader->paper, event->payload, &body, err);
	if (rc == RC_OK)
		rc = shape_read_written(queue_event_infos[QUEUE_DID_HALL_CONFIGURED].body, body, NULL, "",
					&reader->paper, &configured, err);
	if (rc == RC_OK)
		shape_copy(&queue_config_shape, &configured.config, arena, ret);
	return rc;
}

enum rc reader_config(struct reader *reader, struct text hall, int64_t seq_max, struct arena *arena,
		      struct queue_config *ret, int64_t *ret_seq, struct err *err)
{
	struct store_event event;
	int64_t no;

	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = store_configured(reader->store, no, seq_max, &reader->paper, &event, err);
	if (rc == RC_OK)
		rc = read_config(reader, &event, arena, ret, err);
	*ret_seq = rc == RC_OK ? event.seq : 0;
	reader_clean(reader);
	return rc;
}

enum rc reader_booked(struct reader *reader, struct text hall, int64_t appointment, int32_t *ret_day,
		      int32_t *ret_minute, struct err *err)
{
	struct store_appointment row = { 0 };
	int64_t no;

	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = store_appointment_get(reader->store, no, appointment, &reader->paper, &row, err);
	*ret_day = row.day;
	*ret_minute = row.slot_min;
	reader_clean(reader);
	return rc;
}

/* Times of a hall never fall, so halving finds it. */
static enum rc find_seq(struct reader *reader, int64_t no, int64_t at_ms, int64_t *ret_seq, struct err *err)
{
	struct store_head head;
	enum rc rc = store_head(reader->store, no, &head, err);
	int64_t low = 0, high = head.seq; /* the answer is one of low to high */

	while (rc == RC_OK && low < high) {
		const int64_t middle = low + (high - low + 1) / 2;
		struct store_event *events;
		uint32_t n = 0;
		arena_reset(&reader->paper);
		rc = store_events(reader->store, no, middle - 1, INT64_MAX, 1, &reader->paper, &events, &n, err);
		if (rc == RC_OK && n == 1 && events[0].at_ms <= at_ms)
			low = middle;
		else
			high = middle - 1;
	}
	*ret_seq = low;
	return rc;
}

enum rc reader_seq_at(struct reader *reader, struct text hall, int64_t at_ms, int64_t *ret_seq, struct err *err)
{
	int64_t no;

	*ret_seq = 0;
	enum rc rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = find_seq(reader, no, at_ms, ret_seq, err);
	reader_clean(reader);
	return rc;
}
