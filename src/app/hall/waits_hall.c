/* Waits of one hall (Q16, A3). Invariants: the elder began at the stride before the present one, or where the hall was
 * first followed; what is judged was told in this stride or the one before. So nothing that is shown depends on
 * where following began, as long as waits_hall_start said where. */
#include "app/hall/waits_hall.h"

#include <math.h>

#include "base/bug.h"
#include "base/civil.h"

enum { TOLD_AT_FIRST = 64, MS_PER_S = 1000, PERCENT = 100 };
#define LEARNER_BYTES ((size_t)64 << 20)
#define TOLD_BYTES    ((size_t)64 << 20)

int64_t waits_hall_start(int64_t head)
{
	/* The first stride that is judged was told what the one before it taught, and so was that one. */
	const int64_t first = head / WAITS_STRIDE - (WAITS_JUDGED - 1) - 2;

	ASSERT(head >= 0);
	return first > 0 ? first * WAITS_STRIDE : 0;
}

static void learner_begin(struct waits_learner *learner)
{
	arena_done(&learner->arena);
	*learner = (struct waits_learner){ 0 };
	arena_init(&learner->arena, LEARNER_BYTES);
	plan_follow_init(&learner->follow, &learner->arena);
}

void waits_hall_init(struct waits_hall *waits, int64_t seq)
{
	ASSERT(seq % WAITS_STRIDE == 0);
	*waits = (struct waits_hall){ .stride = seq / WAITS_STRIDE };
	for (int i = 0; i < 2; i++) {
		learner_begin(&waits->learners[i]);
		arena_init(&waits->told_arenas[i], TOLD_BYTES);
	}
	waits->by_ticket.arena = &waits->told_arenas[0];
}

void waits_hall_done(struct waits_hall *waits)
{
	for (int i = 0; i < 2; i++) {
		arena_done(&waits->learners[i].arena);
		arena_done(&waits->told_arenas[i]);
	}
}

/* --- What was told --------------------------------------------------------------------------------- */

static void keep(struct waits_hall *waits, const struct waits_told *told, bool is_judged)
{
	if (waits->told_n == waits->told_size) {
		const uint32_t size = waits->told_size == 0 ? TOLD_AT_FIRST : 2 * waits->told_size;
		struct waits_told *more = ARENA_ARRAY(waits->by_ticket.arena, size, struct waits_told);
		for (uint32_t i = 0; i < waits->told_n; i++)
			more[i] = waits->told[i];
		waits->told = more;
		waits->told_size = size;
	}
	waits->told[waits->told_n++] = *told;
	if (!is_judged)
		index_put(&waits->by_ticket, told->ticket, waits->told_n);
}

/* A new stride: the younger one takes over, and what was told before the last stride is forgotten. */
static void next_stride(struct waits_hall *waits)
{
	const struct waits_told *old = waits->told;
	const uint32_t old_n = waits->told_n;
	uint32_t place;

	waits->stride++;
	waits->strides[waits->stride % WAITS_JUDGED] = (struct waits_stride){ 0 };
	learner_begin(&waits->learners[waits->elder]);
	waits->elder = !waits->elder;

	const struct index before = waits->by_ticket;
	waits->told_which = !waits->told_which;
	waits->by_ticket = (struct index){ .arena = &waits->told_arenas[waits->told_which] };
	waits->told = NULL;
	waits->told_n = waits->told_size = 0;
	for (uint32_t i = 0; i < old_n; i++)
		if (old[i].seq > (waits->stride - 1) * WAITS_STRIDE)
			keep(waits, &old[i], !index_get(&before, old[i].ticket, &place));
	arena_done(&waits->told_arenas[!waits->told_which]);
	arena_init(&waits->told_arenas[!waits->told_which], TOLD_BYTES);
}

/* --- Judging --------------------------------------------------------------------------------------- */

/* Mean service so far, times the tickets ahead, by the windows open for it: what anybody would reckon. */
static double naive_s(const struct waits_learner *learner, const struct queue_hall *hall,
		      const struct queue_did_ticket_taken *taken)
{
	uint32_t open = 0;

	for (uint16_t w = 1; w <= hall->window_n; w++)
		open += hall->windows[w].state != QUEUE_WINDOW_CLOSED &&
			hall->windows[w].state != QUEUE_WINDOW_PAUSED &&
			hall->windows[w].priority[taken->service.n] > 0;
	if (open == 0 || learner->handled_n == 0)
		return 0;
	return learner->handled_s / (double)learner->handled_n * (double)taken->ahead / open;
}

static void tell(struct waits_hall *waits, const struct queue_hall *hall, const struct queue_event *event,
		 const struct plan_range *range)
{
	struct waits_stride *stride = &waits->strides[waits->stride % WAITS_JUDGED];
	const struct waits_told told = {
		.ticket = event->ticket_taken.ticket.n,
		.seq = event->seq,
		.shown = plan_show(range),
		.mid_s = (double)range->mid_ms / MS_PER_S,
		.naive_s = naive_s(&waits->learners[waits->elder], hall, &event->ticket_taken),
	};

	if (stride->since_ms == 0)
		stride->since_ms = event->at;
	keep(waits, &told, false);
}

static void count(struct waits_tally *tally, const struct waits_told *told, bool at_once, int64_t wait_ms)
{
	const bool held = plan_shown_holds(&told->shown, wait_ms);
	const double wait_s = (double)wait_ms / MS_PER_S;

	if (told->shown.silence != PLAN_SPEAKS) {
		tally->silent++;
		return;
	}
	tally->told++;
	tally->held += held;
	tally->queued += !at_once;
	tally->queued_held += held && !at_once;
	tally->error_s += fabs(told->mid_s - wait_s);
	tally->naive_error_s += fabs(told->naive_s - wait_s);
	tally->width_s += (double)(told->shown.high_min - told->shown.low_min) * CIVIL_MS_PER_MINUTE / MS_PER_S;
}

static void judge(struct waits_hall *waits, const struct queue_hall *hall, const struct plan_news *news)
{
	struct waits_stride *stride = &waits->strides[waits->stride % WAITS_JUDGED];
	uint32_t place;

	if (!index_get(&waits->by_ticket, news->ticket.n, &place))
		return;
	const struct waits_told *told = &waits->told[place - 1];
	index_remove(&waits->by_ticket, news->ticket.n);
	if (told->seq <= (waits->stride - 1) * WAITS_STRIDE)
		return;
	if (stride->date != hall->date) {
		stride->date = hall->date;
		stride->day = (struct waits_tally){ 0 };
	}
	count(&stride->all, told, news->range.at_once, news->wait_ms);
	count(&stride->day, told, news->range.at_once, news->wait_ms);
}

/* --- Following ------------------------------------------------------------------------------------- */

static struct plan_news learn(struct waits_learner *learner, const struct queue_hall *hall,
			      const struct queue_event *event)
{
	if (event->kind == QUEUE_DID_TICKET_FINISHED && !event->ticket_finished.forced) {
		learner->handled_s += (double)event->ticket_finished.served_ms / MS_PER_S;
		learner->handled_n++;
	}
	return plan_follow_event(&learner->follow, hall, event);
}

void waits_hall_see(struct waits_hall *waits, const struct queue_hall *hall, const struct queue_event *event)
{
	ASSERT(hall->seq == event->seq && event->seq > waits->stride * WAITS_STRIDE);
	const struct plan_news news = learn(&waits->learners[waits->elder], hall, event);
	(void)learn(&waits->learners[!waits->elder], hall, event);
	if (news.what == PLAN_TOLD && event->kind == QUEUE_DID_TICKET_TAKEN)
		tell(waits, hall, event, &news.range);
	else if (news.what == PLAN_TOLD) /* waits again, for something else */
		index_remove(&waits->by_ticket, news.ticket.n);
	else if (news.what == PLAN_CALLED)
		judge(waits, hall, &news);
	if (event->seq % WAITS_STRIDE == 0)
		next_stride(waits);
}

struct plan_shown waits_hall_tell(const struct waits_hall *waits, const struct queue_hall *hall,
				  const struct queue_ticket *ticket, int64_t now_ms)
{
	const struct plan_range range = plan_wait_tell(&waits->learners[waits->elder].follow.wait, hall, ticket,
						       now_ms);

	return plan_show(&range);
}

bool waits_hall_told(const struct waits_hall *waits, int64_t ticket, struct plan_shown *ret)
{
	uint32_t low = 0, high = waits->told_n;

	while (low < high) { /* a ticket is the seq of its taking */
		const uint32_t middle = low + (high - low) / 2;

		if (waits->told[middle].ticket < ticket)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = (struct plan_shown){ 0 };
	if (low == waits->told_n || waits->told[low].ticket != ticket)
		return false;
	*ret = waits->told[low].shown;
	return true;
}

/* --- Showing --------------------------------------------------------------------------------------- */

static void add(struct waits_tally *sum, const struct waits_tally *more)
{
	sum->told += more->told;
	sum->silent += more->silent;
	sum->held += more->held;
	sum->queued += more->queued;
	sum->queued_held += more->queued_held;
	sum->error_s += more->error_s;
	sum->width_s += more->width_s;
	sum->naive_error_s += more->naive_error_s;
}

static struct view_told view_of(const struct waits_tally *tally)
{
	const double n = tally->told > 0 ? (double)tally->told : 1;
	struct view_told view = {
		.told = tally->told,
		.silent = tally->silent,
		.held = tally->held,
		.queued = tally->queued,
		.queued_held = tally->queued_held,
		.error_s = llround(tally->error_s / n),
		.width_s = llround(tally->width_s / n),
		.naive_error_s = llround(tally->naive_error_s / n),
	};

	if (tally->naive_error_s > 0)
		view.ratio_percent = llround(PERCENT * tally->error_s / tally->naive_error_s);
	return view;
}

/* The strides from the oldest to the present one, so that sums come out the same wherever they stand. */
static const struct waits_stride *stride_at(const struct waits_hall *waits, int i)
{
	return &waits->strides[(waits->stride + 1 + i) % WAITS_JUDGED];
}

struct view_told waits_hall_day(const struct waits_hall *waits, int32_t date)
{
	struct waits_tally sum = { 0 };

	for (int i = 0; i < WAITS_JUDGED; i++)
		if (stride_at(waits, i)->date == date)
			add(&sum, &stride_at(waits, i)->day);
	return view_of(&sum);
}

struct view_told waits_hall_past(const struct waits_hall *waits, int64_t *ret_since_ms)
{
	struct waits_tally sum = { 0 };

	*ret_since_ms = 0;
	for (int i = 0; i < WAITS_JUDGED; i++) {
		add(&sum, &stride_at(waits, i)->all);
		if (*ret_since_ms == 0)
			*ret_since_ms = stride_at(waits, i)->since_ms;
	}
	return view_of(&sum);
}
