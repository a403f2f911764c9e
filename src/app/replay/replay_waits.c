/* What customers would have been told of their waits, and how it came out (Q1, Q12, Q16).
 *
 * The hall is folded from its log, event by event, and the learner sees each event when it is applied. What is
 * measured against is worked out from the same events; so neither can look ahead. */
#include "app/hall/fold.h"
#include "app/replay/replay_private.h"
#include "base/bug.h"
#include "base/index.h"
#include "plan/follow.h"
#include "queue/step.h"
#include "store/log.h"
#include "store/store.h"

static const double ms_per_s = 1000, naive_spread = 0.5;

/* Of ranges that claim to hold for 80 in 100: 2 / (1 - 0.8). */
static const double miss_penalty = 10;

struct judge {
	struct plan_follow follow;
	struct replay_waits *told; /* by part */
	int64_t third_from_ms;
	double handled_s;          /* of services that have ended */
	int64_t handled_n;
	struct index by_ticket; /* to places of `naive`, from 1 */
	double *naive;          /* seconds */
	uint32_t naive_n, naive_size;
};

static uint32_t windows_open(const struct queue_hall *hall)
{
	uint32_t n = 0;

	for (uint16_t w = 1; w <= hall->window_n; w++)
		n += hall->windows[w].state != QUEUE_WINDOW_CLOSED && hall->windows[w].state != QUEUE_WINDOW_PAUSED;
	return n;
}

static void take(struct judge *judge, const struct queue_hall *hall, const struct queue_did_ticket_taken *taken)
{
	const uint32_t open = windows_open(hall);
	const double mean_s = judge->handled_n > 0 ? judge->handled_s / (double)judge->handled_n : 0;

	ASSERT(judge->naive_n < judge->naive_size);
	judge->naive[judge->naive_n++] = open > 0 ? mean_s * (double)taken->ahead / open : 0;
	index_put(&judge->by_ticket, taken->ticket.n, judge->naive_n);
}

static double distance(double a, double b)
{
	return a > b ? a - b : b - a;
}

static double score(double low, double high, double was)
{
	const double missed = was < low ? low - was : was > high ? was - high : 0;

	return high - low + miss_penalty * missed;
}

static void count(struct replay_waits *told, const struct plan_range *range, double naive_s, int64_t wait_ms)
{
	const double was = (double)wait_ms / ms_per_s;
	const double low = (double)range->low_ms / ms_per_s, high = (double)range->high_ms / ms_per_s;
	const double naive_low = naive_s * (1 - naive_spread), naive_high = naive_s * (1 + naive_spread);
	const bool held = wait_ms >= range->low_ms && wait_ms <= range->high_ms;

	if (range->silence != PLAN_SPEAKS) {
		told->silent++;
		return;
	}
	told->shown++;
	told->held += held;
	told->queued += !range->at_once;
	told->queued_held += held && !range->at_once;
	told->error_s += distance((double)range->mid_ms / ms_per_s, was);
	told->naive_error_s += distance(naive_s, was);
	told->width_s += high - low;
	told->naive_width_s += naive_high - naive_low;
	told->score_s += score(low, high, was);
	told->naive_score_s += score(naive_low, naive_high, was);
}

static void see(struct judge *judge, const struct queue_hall *hall, const struct queue_event *event)
{
	const struct plan_news news = plan_follow_event(&judge->follow, hall, event);
	uint32_t place = 0;

	if (event->kind == QUEUE_DID_TICKET_TAKEN)
		take(judge, hall, &event->ticket_taken);
	if (event->kind == QUEUE_DID_TICKET_FINISHED) {
		judge->handled_s += (double)event->ticket_finished.served_ms / ms_per_s;
		judge->handled_n++;
	}
	if (news.what != PLAN_CALLED || !index_get(&judge->by_ticket, news.ticket.n, &place))
		return;
	count(&judge->told[REPLAY_ALL_DAYS], &news.range, judge->naive[place - 1], news.wait_ms);
	if (event->at - news.wait_ms >= judge->third_from_ms)
		count(&judge->told[REPLAY_LAST_THIRD], &news.range, judge->naive[place - 1], news.wait_ms);
}

static enum rc judge_log(struct judge *judge, struct store *store, int64_t no, struct err *err)
{
	CC_CLEANUP(fold_done) struct fold fold = { 0 };
	CC_CLEANUP(arena_done) struct arena paper;
	struct store_event *events;
	uint32_t n = 1;
	enum rc rc = RC_OK;

	fold_init(&fold);
	arena_init(&paper, FOLD_ARENA_BYTES);
	while (rc == RC_OK && n > 0) {
		arena_reset(&paper);
		rc = store_events(store, no, fold.hall.seq, INT64_MAX, FOLD_PAGE, &paper, &events, &n, err);
		for (uint32_t i = 0; rc == RC_OK && i < n; i++) {
			struct queue_event event;
			rc = fold_read(&fold, &events[i], &paper, &event, err);
			if (rc != RC_OK)
				break;
			queue_apply(&fold.hall, &event);
			see(judge, &fold.hall, &event);
			fold_compact(&fold);
		}
	}
	return rc;
}

enum rc replay_judge_waits(struct store *store, struct arena *arena, struct replay_report *report, struct err *err)
{
	enum rc rc = RC_OK;

	for (uint32_t b = 0; b < report->branch_n && rc == RC_OK; b++) {
		struct replay_branch *branch = &report->branches[b];
		const uint32_t row_n = (uint32_t)branch->tickets;
		struct judge *judge = ARENA_NEW(arena, struct judge);
		struct store_hall hall;
		plan_follow_init(&judge->follow, arena);
		judge->told = branch->told;
		judge->third_from_ms = branch->third_from_ms;
		judge->by_ticket.arena = arena;
		judge->naive = ARENA_ARRAY(arena, row_n, double);
		judge->naive_size = row_n;
		rc = store_hall_find(store, replay_hall(branch->id, arena), arena, &hall, err);
		if (rc == RC_OK)
			rc = judge_log(judge, store, hall.no, err);
	}
	report->told = rc == RC_OK;
	return rc;
}

struct replay_waits replay_waits_sum(const struct replay_report *report, enum replay_part part)
{
	struct replay_waits sum = { 0 };

	for (uint32_t b = 0; b < report->branch_n; b++) {
		const struct replay_waits *told = &report->branches[b].told[part];
		sum.shown += told->shown;
		sum.held += told->held;
		sum.silent += told->silent;
		sum.queued += told->queued;
		sum.queued_held += told->queued_held;
		sum.error_s += told->error_s;
		sum.naive_error_s += told->naive_error_s;
		sum.width_s += told->width_s;
		sum.naive_width_s += told->naive_width_s;
		sum.score_s += told->score_s;
		sum.naive_score_s += told->naive_score_s;
	}
	return sum;
}
