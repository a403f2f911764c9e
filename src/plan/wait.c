/* Expected waits as ranges (Q1, Q12, Q16). Invariants: every z lies within PLAN_Z_MAX of 0, every wait between 0 and
 * PLAN_WAIT_MAX_MS, so no ticket of the past can poison more than its own share of what is told. */
#include "plan/wait.h"

#include <math.h>
#include <stdlib.h>

#include "base/bug.h"

/* A value and how much it counts. */
struct weighed {
	double value, weight;
};

/* Standard normal quantiles at 10, 30, 50, 70 and 90 percent: the formula as it stands. */
static const double normal[] = { -1.2816, -0.5244, 0, 0.5244, 1.2816 };

/* Presses that are taken for granted: most at once, one in ten late. */
static const double press_weights[] = { 0.9 * PLAN_PRIOR, 0.1 * PLAN_PRIOR };

static int by_value(const void *left, const void *right)
{
	const struct weighed *a = left, *b = right;

	return (a->value > b->value) - (a->value < b->value);
}

/* The least value that at least `percent` of the weight does not exceed; `values` ascend. */
static double quantile(const struct weighed *values, uint32_t n, double weight, int percent)
{
	double below = 0;

	ASSERT(n > 0);
	for (uint32_t i = 0; i < n; i++) {
		below += values[i].weight;
		if (below * 100 >= weight * percent)
			return values[i].value;
	}
	return values[n - 1].value;
}

struct triple {
	double low, mid, high;
};

static struct triple quantiles(struct weighed *values, uint32_t n)
{
	double weight = 0;

	qsort(values, n, sizeof(values[0]), by_value);
	for (uint32_t i = 0; i < n; i++)
		weight += values[i].weight;
	return (struct triple){ quantile(values, n, weight, PLAN_LOW), quantile(values, n, weight, PLAN_MIDDLE),
				quantile(values, n, weight, PLAN_HIGH) };
}

static uint32_t kept(uint32_t n)
{
	return n < PLAN_PAST_MAX ? n : PLAN_PAST_MAX;
}

static double weight_of(int32_t date, int32_t today)
{
	return date == today ? PLAN_TODAY : 1;
}

/* --- A window is free ------------------------------------------------------------------------------ */

static struct triple press_range(const struct plan_wait *wait, int32_t today)
{
	struct weighed values[PLAN_PAST_MAX + CC_COUNT(press_weights)];
	uint32_t n = 0;

	values[n++] = (struct weighed){ 0, press_weights[0] };
	values[n++] = (struct weighed){ PLAN_PRESS_MS, press_weights[1] };
	for (uint32_t i = 0; i < kept(wait->press_n); i++)
		values[n++] = (struct weighed){ (double)wait->presses[i].wait_ms,
						weight_of(wait->presses[i].date, today) };
	return quantiles(values, n);
}

/* --- Some are ahead -------------------------------------------------------------------------------- */

/* wait / unit / pace of shape k at z, and its inverse. */
static double erlang(double k, double z)
{
	const double root = 1 - 1 / (9 * k) + z / (3 * sqrt(k));

	return root > 0 ? k * root * root * root : 0;
}

static double erlang_z(double k, double units)
{
	const double z = (cbrt(units / k) - (1 - 1 / (9 * k))) * 3 * sqrt(k);

	return fmin(fmax(z, -PLAN_Z_MAX), PLAN_Z_MAX);
}

static struct triple z_range(const struct plan_wait *wait, int32_t today)
{
	struct weighed values[PLAN_PAST_MAX + CC_COUNT(normal)];
	uint32_t n = 0;

	for (size_t i = 0; i < CC_COUNT(normal); i++)
		values[n++] = (struct weighed){ normal[i], (double)PLAN_PRIOR / CC_COUNT(normal) };
	for (uint32_t i = 0; i < kept(wait->past_n); i++)
		values[n++] = (struct weighed){ wait->past[i].z, weight_of(wait->past[i].date, today) };
	return quantiles(values, n);
}

/* Before anything is known, `open` windows become ready `open` times as often as one. */
static double pace_of(const struct plan_wait *wait, int32_t today, uint32_t open)
{
	double units = PLAN_PRIOR / sqrt(open), shape = PLAN_PRIOR;

	for (uint32_t i = 0; i < kept(wait->past_n); i++) {
		const double weight = weight_of(wait->past[i].date, today);
		units += weight * wait->past[i].units;
		shape += weight * wait->past[i].shape;
	}
	return units / shape;
}

/* --- The whole ------------------------------------------------------------------------------------- */

static enum plan_silence silence_of(const struct queue_hall *hall, const struct queue_ticket *ticket,
				    const struct plan_stand *stand)
{
	const struct queue_service *service = &hall->services[ticket->service.n];

	if (ticket->id.n == 0 && (service->paused || service->full || hall->full))
		return PLAN_NO_SERVICE;
	if (!stand->looked)
		return PLAN_TOO_MANY;
	if (stand->open == 0)
		return PLAN_NO_WINDOW;
	return stand->ahead >= stand->free && stand->work_ms <= 0 ? PLAN_NO_HISTORY : PLAN_SPEAKS;
}

/* Waiting behind others is never told to be shorter than waiting for a hand to press. */
static struct triple wait_range(const struct plan_wait *wait, const struct plan_range *told)
{
	const struct triple z = z_range(wait, told->date), press = press_range(wait, told->date);
	const double scale = told->pace * told->unit_ms;

	return (struct triple){ fmax(press.low, scale * erlang(told->shape, z.low)),
				fmax(press.mid, scale * erlang(told->shape, z.mid)),
				fmax(press.high, scale * erlang(told->shape, z.high)) };
}

struct plan_range plan_wait_tell(const struct plan_wait *wait, const struct queue_hall *hall,
				 const struct queue_ticket *ticket, int64_t now_ms)
{
	const struct plan_stand stand = plan_stand_of(hall, ticket, now_ms, &wait->handling);
	struct plan_range told = { .silence = silence_of(hall, ticket, &stand), .date = hall->date };

	if (told.silence != PLAN_SPEAKS)
		return told;
	told.at_once = stand.ahead < stand.free;
	if (!told.at_once) {
		told.shape = stand.ahead - stand.free + 1;
		told.unit_ms = stand.work_ms / sqrt(stand.open);
		told.pace = pace_of(wait, told.date, stand.open);
	}
	const struct triple range = told.at_once ? press_range(wait, told.date) : wait_range(wait, &told);
	ASSERT(range.low >= 0 && range.low <= range.mid && range.mid <= range.high);
	if (range.high > PLAN_WAIT_MAX_MS) {
		told.silence = PLAN_TOO_LONG;
		return told;
	}
	told.low_ms = (int64_t)range.low;
	told.mid_ms = (int64_t)(range.mid + 0.5);
	told.high_ms = (int64_t)ceil(range.high);
	return told;
}

void plan_wait_learn(struct plan_wait *wait, const struct plan_range *told, int64_t wait_ms)
{
	if (wait_ms < 0)
		return;
	wait_ms = wait_ms < PLAN_WAIT_MAX_MS ? wait_ms : PLAN_WAIT_MAX_MS;
	if (told->at_once) {
		wait->presses[wait->press_n++ % PLAN_PAST_MAX] = (struct plan_press){ told->date, wait_ms };
	} else if (told->unit_ms > 0) {
		const double units = (double)wait_ms / told->unit_ms;
		wait->past[wait->past_n++ % PLAN_PAST_MAX] = (struct plan_past){
			.date = told->date,
			.units = fmin(units, PLAN_UNITS_MAX * told->shape),
			.shape = told->shape,
			.z = erlang_z(told->shape, units / told->pace),
		};
	}
}
