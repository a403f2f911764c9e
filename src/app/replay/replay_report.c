/* The report of a replay (W7). Percentiles are ranks of the waits themselves, not of means. */
#include <stdlib.h>

#include "app/replay/replay_private.h"
#include "base/bug.h"
#include "base/json.h"

enum { PERCENT = 100, MS_PER_S = 1000 };

/* Waits of all branches together, ascending. */
static int64_t *gather(const struct replay_report *report, bool recorded, struct arena *arena, uint32_t *ret_n)
{
	int64_t *all;
	uint32_t n = 0;

	for (uint32_t b = 0; b < report->branch_n; b++)
		n += recorded ? report->branches[b].recorded_n : report->branches[b].wait_n;
	all = ARENA_ARRAY(arena, n, int64_t);
	*ret_n = n;
	n = 0;
	for (uint32_t b = 0; b < report->branch_n; b++) {
		const struct replay_branch *branch = &report->branches[b];
		const int64_t *waits = recorded ? branch->recorded : branch->waits;
		for (uint32_t i = 0; i < (recorded ? branch->recorded_n : branch->wait_n); i++)
			all[n++] = waits[i];
	}
	ASSERT(n == *ret_n);
	qsort(all, n, sizeof(all[0]), replay_by_value);
	return all;
}

int64_t replay_percentile(const int64_t *waits, uint32_t n, uint32_t percent)
{
	const uint64_t rank = ((uint64_t)n * percent + PERCENT - 1) / PERCENT;

	ASSERT(n > 0 && percent <= PERCENT);
	return waits[rank > 0 ? rank - 1 : 0];
}

/* In seconds; null without any. */
static void put_percentile(struct json_out *out, const char *name, const int64_t *waits, uint32_t n, uint32_t percent)
{
	json_key(out, name);
	if (n == 0)
		json_put_null(out);
	else
		json_put_real(out, (double)replay_percentile(waits, n, percent) / MS_PER_S);
}

static void put_waits(struct json_out *out, const int64_t *waits, uint32_t n, const int64_t *recorded,
		      uint32_t recorded_n)
{
	put_percentile(out, "wait_p50_s", waits, n, 50);
	put_percentile(out, "wait_p95_s", waits, n, 95);
	put_percentile(out, "recorded_wait_p50_s", recorded, recorded_n, 50);
	put_percentile(out, "recorded_wait_p95_s", recorded, recorded_n, 95);
}

static void put_count(struct json_out *out, const char *name, int64_t value)
{
	json_key(out, name);
	json_put_int(out, value);
}

static void put_counts(struct json_out *out, const struct replay_branch *of)
{
	put_count(out, "tickets", of->tickets);
	put_count(out, "served", of->served);
	put_count(out, "refused", of->refused);
	put_count(out, "doubled", of->doubled);
	put_count(out, "lost", of->lost);
	put_count(out, "days", of->days);
	put_count(out, "windows", of->servers);
}

/* A ratio, or null where nothing is there to divide by. */
static void put_ratio(struct json_out *out, const char *name, double value, double by)
{
	json_key(out, name);
	if (by > 0)
		json_put_real(out, value / by);
	else
		json_put_null(out);
}

static void put_part(struct json_out *out, const struct replay_waits *told)
{
	const double shown = (double)told->shown;

	json_key(out, "waits_shown");
	json_put_int(out, told->shown);
	json_key(out, "waits_silent");
	json_put_int(out, told->silent);
	json_key(out, "waits_queued");
	json_put_int(out, told->queued);
	put_ratio(out, "wait_range_held", (double)told->held, shown);
	put_ratio(out, "wait_range_held_queued", (double)told->queued_held, (double)told->queued);
	put_ratio(out, "wait_mae_s", told->error_s, shown);
	put_ratio(out, "wait_naive_mae_s", told->naive_error_s, shown);
	put_ratio(out, "wait_mae_ratio", told->error_s, told->naive_error_s);
	put_ratio(out, "wait_width_s", told->width_s, shown);
	put_ratio(out, "wait_naive_width_s", told->naive_width_s, shown);
	put_ratio(out, "wait_score_s", told->score_s, shown);
	put_ratio(out, "wait_naive_score_s", told->naive_score_s, shown);
}

static void put_told(struct json_out *out, const struct replay_waits all[REPLAY_PART_COUNT])
{
	put_part(out, &all[REPLAY_ALL_DAYS]);
	json_key(out, "last_third");
	json_open(out, '{');
	put_part(out, &all[REPLAY_LAST_THIRD]);
	json_close(out, '}');
}

static void put_branches(struct json_out *out, const struct replay_report *report)
{
	json_key(out, "branches");
	json_open(out, '[');
	for (uint32_t b = 0; b < report->branch_n; b++) {
		const struct replay_branch *branch = &report->branches[b];
		json_open(out, '{');
		json_key(out, "branch");
		json_put_text(out, branch->id);
		put_counts(out, branch);
		put_waits(out, branch->waits, branch->wait_n, branch->recorded, branch->recorded_n);
		if (report->told)
			put_told(out, branch->told);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void put_rejected(struct json_out *out, const struct replay_log *log)
{
	const int64_t listed = log->rejected_n < REPLAY_REJECTED_MAX ? log->rejected_n : REPLAY_REJECTED_MAX;

	json_key(out, "rejected");
	json_open(out, '[');
	for (int64_t i = 0; i < listed; i++) {
		json_open(out, '{');
		put_count(out, "line", log->rejected[i].line);
		json_key(out, "why");
		json_put_text(out, log->rejected[i].why);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static struct replay_branch sum_of(const struct replay_report *report)
{
	struct replay_branch sum = { .days = report->days };

	for (uint32_t b = 0; b < report->branch_n; b++) {
		const struct replay_branch *branch = &report->branches[b];
		sum.tickets += branch->tickets;
		sum.served += branch->served;
		sum.refused += branch->refused;
		sum.doubled += branch->doubled;
		sum.lost += branch->lost;
		sum.servers += branch->servers;
	}
	return sum;
}

struct text replay_json(const struct replay_log *log, const struct replay_report *report, int32_t servers,
			struct arena *arena)
{
	const struct replay_branch sum = sum_of(report);
	uint32_t n, recorded_n;
	const int64_t *waits = gather(report, false, arena, &n);
	const int64_t *recorded = gather(report, true, arena, &recorded_n);
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	json_open(&out, '{');
	put_counts(&out, &sum);
	put_count(&out, "rejected_rows", log->rejected_n);
	put_waits(&out, waits, n, recorded, recorded_n);
	if (report->told) {
		struct replay_waits told[REPLAY_PART_COUNT];
		for (int part = 0; part < REPLAY_PART_COUNT; part++)
			told[part] = replay_waits_sum(report, (enum replay_part)part);
		put_told(&out, told);
	}
	json_key(&out, "servers");
	if (servers > 0)
		json_put_int(&out, servers);
	else
		json_put_text(&out, text_printf(arena,
						"inferred: for each %d minutes of a branch, the most that the "
						"record has in service at once",
						REPLAY_SHIFT_MIN));
	put_branches(&out, report);
	put_rejected(&out, log);
	json_close(&out, '}');
	return buf_view(&buf);
}
