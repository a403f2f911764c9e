/* Customers, and the manager who looks after them (S6): they come, book, wait or give up, come late after
 * all, and rate; the manager sees to bad ratings and calls for help. */
#include "app/demo/demo_private.h"

#include <stddef.h>

#include "base/bug.h"
#include "base/civil.h"

enum {
	LEAVE_MIN_S = 240,
	LEAVE_MAX_S = 720, /* patience of those who give up */
	INSERT_S = 6,
	REDEEM_LATE_S = 1500, /* bookings of the running slot are redeemed within this */
	SLOT_MIN = 60,
	KIOSK_PERCENT = 78,
	COMMENT_PERCENT = 25,
	NOTICE_MIN_S = 15,
	NOTICE_MAX_S = 90, /* before the manager takes an alert on */
	SETTLE_MIN_S = 60,
	SETTLE_MAX_S = 300, /* and has seen to it */
	LOOK_S = 20,        /* from look to look at the alerts */
	ELSEWHERE_PERCENT = 15,
	ELSEWHERE_MIN_S = 480, /* with a customer meanwhile: such an alert may be lifted before */
	ELSEWHERE_MAX_S = 960,
};

static int hour_of(const struct demo *demo, int64_t now_ms)
{
	return civil_local_minute(now_ms, demo->utc_offset_min) / SLOT_MIN;
}

/* When the next customer comes: a Poisson process whose rate follows the curve. */
static void plan_arrival(struct demo *demo, int64_t now_ms)
{
	const int32_t percent = ((const int32_t *)demo->script->curve.at)[hour_of(demo, now_ms)];

	demo_plan(demo, DEMO_ARRIVE,
		  demo_after(demo, now_ms, rng_exponential(&demo->rng, demo->script->gap_s * 100.0 / percent)), 0);
}

/* Place in a list, drawn by the weights of its entries, which stand `weight_at` bytes into each. */
static uint32_t draw(struct demo *demo, const struct shape_list *list, size_t size, size_t weight_at)
{
	const char *weights = (const char *)list->at + weight_at;
	int64_t sum = 0, left;
	uint32_t i = 0;

	for (uint32_t n = 0; n < list->n; n++)
		sum += *(const int32_t *)(weights + n * size);
	left = demo_between(demo, 0, sum - 1);
	while (left >= *(const int32_t *)(weights + i * size))
		left -= *(const int32_t *)(weights + i++ * size);
	ASSERT(i < list->n);
	return i;
}

#define DRAW(demo, list, type) draw(demo, list, sizeof(type), offsetof(type, weight))

static uint32_t any_need(struct demo *demo)
{
	return DRAW(demo, &demo->script->needs, struct demo_need);
}

static bool arrive(struct demo *demo, const struct demo_errand *errand CC_UNUSED, int64_t now_ms, struct buf *command)
{
	static const char *const channels[] = { "clerk", "phone", "web" };
	const struct demo_need *needs = demo->script->needs.at;
	const struct demo_class *classes = demo->script->classes.at;
	const uint32_t need = any_need(demo), second = any_need(demo);
	const uint32_t class_ = DRAW(demo, &demo->script->classes, struct demo_class);
	const char *channel = demo_chance(demo, KIOSK_PERCENT) ? "kiosk"
							       : channels[rng_below(&demo->rng, CC_COUNT(channels))];

	plan_arrival(demo, now_ms);
	if (demo->ahead[need] >= demo->script->patience) {
		/* Turned round at the door; the queue is shorter for the next one who looks. */
		demo->ahead[need]--;
		return false;
	}
	demo->need = need;
	struct json_out out = demo_command(command, "ticket.take");
	demo_put_text(&out, "service", needs[need].service);
	demo_put_text(&out, "class", classes[class_].class_);
	demo_put_text(&out, "channel", text_of(channel));
	if (class_ > 0)
		demo_put_text(&out, "customer", demo_any(demo, &demo->script->names));
	if (second != need && demo_chance(demo, demo->script->odds.then)) {
		json_key(&out, "then");
		json_open(&out, '[');
		json_put_text(&out, needs[second].service);
		json_close(&out, ']');
	}
	demo_command_end(&out);
	return true;
}

static void arrived(struct demo *demo, const struct demo_errand *errand CC_UNUSED, int64_t now_ms,
		    const struct json *result)
{
	const int64_t ticket = demo_result_int(result, "ticket");

	demo->ahead[demo->need] = demo_result_int(result, "ahead");
	if (demo_chance(demo, demo->script->odds.leaves))
		demo_plan(demo, DEMO_LEAVE, demo_within(demo, now_ms, LEAVE_MIN_S, LEAVE_MAX_S), ticket);
	if (demo_chance(demo, demo->script->odds.ahead))
		demo_plan(demo, DEMO_INSERT, demo_after(demo, now_ms, INSERT_S), ticket);
}

/* A slot of today that is not over yet, or in the evening one of tomorrow. */
static void choose_slot(struct demo *demo, int64_t now_ms)
{
	enum { FIRST_HOUR = 9, LAST_HOUR = 17 };
	const int hour = hour_of(demo, now_ms);

	demo->day = civil_local_day(now_ms, demo->utc_offset_min) + (hour > LAST_HOUR);
	demo->slot = (int32_t)demo_between(demo, hour >= FIRST_HOUR && hour <= LAST_HOUR ? hour : FIRST_HOUR,
					   LAST_HOUR) *
		     SLOT_MIN;
}

static bool book(struct demo *demo, const struct demo_errand *errand CC_UNUSED, int64_t now_ms, struct buf *command)
{
	static const char *const channels[] = { "phone", "web", "sms" };
	const struct demo_need *needs = demo->script->needs.at;
	char date[CIVIL_DATE_SIZE], clock[CIVIL_CLOCK_SIZE];

	demo_plan(demo, DEMO_BOOK, demo_after(demo, now_ms, rng_exponential(&demo->rng, demo->script->book_gap_s)), 0);
	demo->need = any_need(demo);
	choose_slot(demo, now_ms);
	civil_format_date(demo->day, date);
	civil_format_clock(demo->slot, clock);
	struct json_out out = demo_command(command, "appointment.book");
	demo_put_text(&out, "service", needs[demo->need].service);
	demo_put_text(&out, "date", text_of(date));
	demo_put_text(&out, "slot", text_of(clock));
	demo_put_text(&out, "name", demo_any(demo, &demo->script->names));
	demo_put_text(&out, "channel", text_of(channels[rng_below(&demo->rng, CC_COUNT(channels))]));
	demo_command_end(&out);
	return true;
}

/* Who booked for today comes in the slot. */
static void booked(struct demo *demo, const struct demo_errand *errand CC_UNUSED, int64_t now_ms,
		   const struct json *result)
{
	const int64_t begins = civil_instant(demo->day, demo->slot, demo->utc_offset_min);
	const int64_t from = begins > now_ms ? begins : now_ms;

	if (demo->day == civil_local_day(now_ms, demo->utc_offset_min))
		demo_plan(demo, DEMO_REDEEM, from + demo_between(demo, 1, REDEEM_LATE_S) * 1000,
			  demo_result_int(result, "appointment"));
}

static bool redeem(struct demo *demo CC_UNUSED, const struct demo_errand *errand, int64_t now_ms CC_UNUSED,
		   struct buf *command)
{
	struct json_out out = demo_command(command, "appointment.redeem");

	demo_put_int(&out, "appointment", errand->subject);
	demo_put_text(&out, "channel", TEXT("kiosk"));
	demo_command_end(&out);
	return true;
}

static bool rate(struct demo *demo, const struct demo_errand *errand, int64_t now_ms CC_UNUSED, struct buf *command)
{
	const struct demo_rating *ratings = demo->script->ratings.at;
	const struct demo_rating *rating = &ratings[DRAW(demo, &demo->script->ratings, struct demo_rating)];
	struct json_out out = demo_command(command, "rating.give");

	demo_put_int(&out, "ticket", errand->subject);
	demo_put_int(&out, "level", rating->level);
	if (demo_chance(demo, COMMENT_PERCENT))
		demo_put_text(&out, "comment", demo_any(demo, &rating->comments));
	demo_command_end(&out);
	return true;
}

/* The manager will see to the alert that an answer names, if it names one. */
static void alerted(struct demo *demo, const struct demo_errand *errand CC_UNUSED, int64_t now_ms,
		    const struct json *result)
{
	const int64_t alert = demo_result_int(result, "alert");

	if (alert != 0)
		demo_plan(demo, DEMO_TAKE_ON, demo_within(demo, now_ms, NOTICE_MIN_S, NOTICE_MAX_S), alert);
}

bool demo_wants_look(const struct demo *demo, int64_t now_ms)
{
	return now_ms >= demo->look_at_ms;
}

/* Only what somebody says, a rating or a call for help, has to be settled. */
static enum demo_errand_kind duty(const struct json *alert)
{
	const struct text kind = demo_result_text(alert, "kind");

	return text_eq(kind, TEXT("rating")) || text_eq(kind, TEXT("help")) ? DEMO_TAKE_ON : DEMO_WATCH;
}

void demo_look(struct demo *demo, int64_t now_ms, const struct json *alerts)
{
	demo->look_at_ms = demo_after(demo, now_ms, LOOK_S);
	for (size_t i = 0; alerts != NULL && i < json_count(alerts); i++) {
		const struct json *alert = json_entry(alerts, i);
		const int64_t id = demo_result_int(alert, "alert");
		const enum demo_errand_kind kind = duty(alert);

		if (json_member(alert, "acknowledged_at") != NULL || demo_is_planned(demo, kind, id))
			continue;
		if (demo_chance(demo, ELSEWHERE_PERCENT))
			demo_plan(demo, kind, demo_within(demo, now_ms, ELSEWHERE_MIN_S, ELSEWHERE_MAX_S), id);
		else
			demo_plan(demo, kind, demo_within(demo, now_ms, NOTICE_MIN_S, NOTICE_MAX_S), id);
	}
}

static bool call_help(struct demo *demo, const struct demo_errand *errand, int64_t now_ms CC_UNUSED,
		      struct buf *command)
{
	struct json_out out = demo_command(command, "help.call");

	demo_put_text(&out, "window", demo->posts[errand->subject].window);
	demo_put_text(&out, "note", demo_any(demo, &demo->script->help_notes));
	demo_command_end(&out);
	return true;
}

static bool take_on(struct demo *demo CC_UNUSED, const struct demo_errand *errand, int64_t now_ms CC_UNUSED,
		    struct buf *command)
{
	struct json_out out = demo_command(command, "alert.acknowledge");

	demo_put_int(&out, "alert", errand->subject);
	demo_command_end(&out);
	return true;
}

static void taken_on(struct demo *demo, const struct demo_errand *errand, int64_t now_ms,
		     const struct json *result CC_UNUSED)
{
	demo_plan(demo, DEMO_SETTLE, demo_within(demo, now_ms, SETTLE_MIN_S, SETTLE_MAX_S), errand->subject);
}

static bool settle(struct demo *demo, const struct demo_errand *errand, int64_t now_ms CC_UNUSED, struct buf *command)
{
	struct json_out out = demo_command(command, "alert.close");

	demo_put_int(&out, "alert", errand->subject);
	demo_put_text(&out, "note", demo_any(demo, &demo->script->done_notes));
	demo_command_end(&out);
	return true;
}

static bool leave(struct demo *demo CC_UNUSED, const struct demo_errand *errand, int64_t now_ms CC_UNUSED,
		  struct buf *command)
{
	struct json_out out = demo_command(command, "ticket.cancel");

	demo_put_int(&out, "ticket", errand->subject);
	demo_put_text(&out, "by", TEXT("customer"));
	demo_command_end(&out);
	return true;
}

static bool come_late(struct demo *demo CC_UNUSED, const struct demo_errand *errand, int64_t now_ms CC_UNUSED,
		      struct buf *command)
{
	struct json_out out = demo_command(command, "ticket.reinstate");

	demo_put_int(&out, "ticket", errand->subject);
	demo_command_end(&out);
	return true;
}

static bool insert(struct demo *demo, const struct demo_errand *errand, int64_t now_ms CC_UNUSED, struct buf *command)
{
	struct json_out out = demo_command(command, "ticket.insert_ahead");

	demo_put_int(&out, "ticket", errand->subject);
	demo_put_text(&out, "reason", demo_any(demo, &demo->script->ahead_reasons));
	demo_command_end(&out);
	return true;
}

static const struct {
	bool (*do_)(struct demo *demo, const struct demo_errand *errand, int64_t now_ms, struct buf *command);
	void (*learn)(struct demo *demo, const struct demo_errand *errand, int64_t now_ms, const struct json *result);
} errands[DEMO_ERRAND_COUNT] = {
	[DEMO_ARRIVE] = { arrive, arrived }, [DEMO_BOOK] = { book, booked },      [DEMO_RATE] = { rate, alerted },
	[DEMO_LEAVE] = { leave, NULL },      [DEMO_RETURN] = { come_late, NULL }, [DEMO_INSERT] = { insert, NULL },
	[DEMO_REDEEM] = { redeem, NULL },    [DEMO_HELP] = { call_help, alerted },
	[DEMO_TAKE_ON] = { take_on, taken_on }, [DEMO_WATCH] = { take_on, NULL }, [DEMO_SETTLE] = { settle, NULL },
};

bool demo_errand_do(struct demo *demo, const struct demo_errand *errand, int64_t now_ms, struct buf *command)
{
	return errands[errand->kind].do_(demo, errand, now_ms, command);
}

void demo_errand_learn(struct demo *demo, const struct demo_errand *errand, int64_t now_ms, const struct json *result)
{
	if (result != NULL && errands[errand->kind].learn != NULL)
		errands[errand->kind].learn(demo, errand, now_ms, result);
}
