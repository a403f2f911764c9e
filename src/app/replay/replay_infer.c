/* How many served, as the record shows it (W7).
 *
 * The record has no column for counters. At any moment at least as many served as had a customer; over
 * half an hour, the most at once is taken for the number that was open. That misses a clerk who stood
 * idle all that time, so the inferred staff is a lower bound of the real one. */
#include <stdlib.h>

#include "app/replay/replay.h"
#include "base/bug.h"
#include "base/civil.h"

static const int64_t shift_ms = (int64_t)REPLAY_SHIFT_MIN * CIVIL_MS_PER_MINUTE;

/* A service begins (+1) or ends (-1). */
struct change {
	int64_t at_ms;
	int32_t by;
};

/* At one moment ends come first: a window that has finished can serve again. */
static int by_time(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	return a->by - b->by;
}

struct staff {
	struct replay_shift *shifts;
	uint32_t n;
};

/* Servers from `from_ms` on; what does not change is not said twice. */
static void say(struct staff *staff, int64_t from_ms, int32_t servers)
{
	const int32_t before = staff->n > 0 ? staff->shifts[staff->n - 1].servers : 0;

	servers = servers < REPLAY_SERVERS_MAX ? servers : REPLAY_SERVERS_MAX;
	if (servers != before)
		staff->shifts[staff->n++] = (struct replay_shift){ from_ms, servers };
}

void replay_infer(const struct replay_row *rows, uint32_t n, struct arena *arena, struct replay_shift **ret,
		  uint32_t *ret_n)
{
	struct change *changes = ARENA_ARRAY(arena, 2 * (size_t)n, struct change);
	/* Each stretch with a change is said at most once, and once more where the one behind it is empty. */
	struct staff staff = { ARENA_ARRAY(arena, 4 * (size_t)n + 1, struct replay_shift), 0 };
	int32_t now = 0, most = 0;
	int64_t shift = 0;

	for (uint32_t i = 0; i < n; i++) {
		const int64_t end_ms = rows[i].end_ms > rows[i].call_ms ? rows[i].end_ms
									: rows[i].call_ms + 1;
		changes[2 * i] = (struct change){ rows[i].call_ms, 1 };
		changes[2 * i + 1] = (struct change){ end_ms, -1 };
	}
	qsort(changes, 2 * (size_t)n, sizeof(changes[0]), by_time);
	for (uint32_t i = 0; i < 2 * n; i++) {
		const int64_t at = changes[i].at_ms / shift_ms;
		if (at != shift) {
			say(&staff, shift * shift_ms, most);
			if (at > shift + 1) /* nothing changed in between */
				say(&staff, (shift + 1) * shift_ms, now);
			shift = at;
			most = now;
		}
		now += changes[i].by;
		ASSERT(now >= 0);
		most = now > most ? now : most;
	}
	say(&staff, shift * shift_ms, most);
	say(&staff, (shift + 1) * shift_ms, 0);
	*ret = staff.shifts;
	*ret_n = staff.n;
}
