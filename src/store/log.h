/* The log of a hall, the answers that were given, and snapshots to open a hall fast (S7, Q2, N7).
 *
 * Events are appended and never changed. Each carries a hash over the one before it and itself (the
 * bytes are laid down in chain.h), so that a change anywhere is seen by store_chain_verify. */
#ifndef OH_STORE_LOG_H
#define OH_STORE_LOG_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "store/chain.h"

struct store;

enum {
	STORE_APPEND_MAX = 65536,   /* events in one append */
	STORE_PAGE_BYTES = 8 << 20, /* of payload in a page of events */
};

struct store_event {
	int64_t seq; /* 1 for the first of a hall, then without a gap */
	int64_t at_ms;
	struct text kind;    /* name from contract/events.json */
	struct text actor;   /* who asked; may be empty */
	struct text key;     /* command key; may be empty */
	struct text payload; /* JSON object of the event's own fields */
};

/* Last event of a hall; all zero where it has none. */
struct store_head {
	int64_t seq;
	int64_t at_ms;
	uint8_t hash[STORE_HASH_BYTES];
};

/* Head of a hall's log; also inside a group, where it counts what the group has appended. */
CC_CHECK enum rc store_head(struct store *store, int64_t hall, struct store_head *ret, struct err *err);

/* Append `n` events, 1 to STORE_APPEND_MAX, whose seqs run on from `expected_seq` (bug otherwise)
 * (writes). RC_CONFLICT where the hall's head is not at `expected_seq`: nothing was written, the group
 * is still good; reload and decide again. */
CC_CHECK enum rc store_append(struct store *store, int64_t hall, int64_t expected_seq,
			      const struct store_event *events, uint32_t n, struct err *err);

/* Up to `limit` (at most STORE_PAGE_MAX) events after `after` in order, into `arena`; ends before the
 * first event that is later than `until_ms` (INT64_MAX for no such bound). Ends early, after at least
 * one, where they have STORE_PAGE_BYTES: an empty page is the end, a short one need not be. */
CC_CHECK enum rc store_events(struct store *store, int64_t hall, int64_t after, int64_t until_ms,
			      uint32_t limit, struct arena *arena, struct store_event **ret, uint32_t *ret_n,
			      struct err *err);

/* The last `hall.configured` up to `seq_max`. RC_MISSING where the hall had none by then. */
CC_CHECK enum rc store_configured(struct store *store, int64_t hall, int64_t seq_max, struct arena *arena,
				  struct store_event *ret, struct err *err);

/* What a command with a key was answered. */
struct store_answer {
	int64_t seq; /* of the hall's head when it was answered */
	int64_t at_ms;
	struct text command; /* a mark of the command, in the writer's own words; empty where none is known */
	struct text answer;  /* JSON */
};

/* RC_MISSING where the key is not known (or was purged). */
CC_CHECK enum rc store_answer_get(struct store *store, int64_t hall, struct text key, struct arena *arena,
				  struct store_answer *ret, struct err *err);
/* Remember an answer (writes). `key` has 1 to STORE_ID_MAX bytes. RC_CONFLICT where it has one. */
CC_CHECK enum rc store_answer_put(struct store *store, int64_t hall, struct text key,
				  const struct store_answer *answer, struct err *err);
/* Forget up to `limit` answers of a hall from before `before_ms` (writes). */
CC_CHECK enum rc store_answer_purge(struct store *store, int64_t hall, int64_t before_ms, uint32_t limit,
				    uint32_t *ret_n, struct err *err);

/* The state of a hall after its event `seq`, in the writer's own words. */
struct store_snapshot {
	int64_t seq;
	int64_t at_ms;                  /* time of that event */
	uint8_t hash[STORE_HASH_BYTES]; /* of that event; the store fills it in */
	struct text state;              /* empty in lists */
};

/* Keep a snapshot, replacing one of the same seq (writes). Time and hash are those of the event at
 * `seq`; RC_MISSING where there is no such event. */
CC_CHECK enum rc store_snapshot_put(struct store *store, int64_t hall, int64_t seq, struct text state,
				    struct err *err);

/* Latest snapshot that is neither after `seq_max` nor later than `until_ms` (INT64_MAX for no bound)
 * and whose hash is that of the event in the log; RC_MISSING for none: fold from the first event. */
CC_CHECK enum rc store_snapshot_get(struct store *store, int64_t hall, int64_t seq_max, int64_t until_ms,
				    struct arena *arena, struct store_snapshot *ret, struct err *err);

/* Snapshots of a hall after `after`, by seq, without their states; at most STORE_PAGE_MAX. */
CC_CHECK enum rc store_snapshot_list(struct store *store, int64_t hall, int64_t after, struct arena *arena,
				     struct store_snapshot **ret, uint32_t *ret_n, struct err *err);

/* Thin out snapshots up to `seq_max`: one stays in every `every` seqs, the latest (writes). */
CC_CHECK enum rc store_snapshot_thin(struct store *store, int64_t hall, int64_t seq_max, int64_t every,
				     struct err *err);

#endif
