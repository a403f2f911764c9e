/* Projections against another reading of the log: random days are played, and a model that knows only what
 * the words of the events mean counts hours, legs and ratings once more (S7, A3). */
#include <string.h>

#include "app/test_world.h"
#include "base/civil.h"
#include "base/rng.h"
#include "store/projection.h"

enum { STEPS = 900, SEEDS = 8, TICKETS_MAX = 1024, LEGS_MAX = 64, HOURS_MAX = 4096, PICKS = 12 };

struct model_leg {
	const char *ended; /* how; NULL while it goes on */
	struct text service;
	int32_t rating;
	int64_t queued_ms, missed_ms;
};

struct model_ticket {
	int64_t id;
	struct text class;
	int32_t leg;
	struct model_leg legs[LEGS_MAX + 1]; /* from 1 */
};

struct model {
	int32_t day; /* that the hall has */
	struct arena *arena;
	int offset_min;
	struct model_ticket *tickets;
	uint32_t ticket_n;
	struct store_hour *hours;
	uint32_t hour_n;
	int64_t ratings, transfers, reinstated;
};

/* --- A random day ---------------------------------------------------------------------------------- */

/* Commands by the letter of what fills the gaps: w a window, c a clerk, s a service, t a ticket that was
 * taken not long ago, o one that a window was done with, b a booking. */
static const struct {
	int weight;
	const char *command, *args;
} deeds[] = {
	{ 20, "ticket.take", "{\"service\":\"$s\"}" },
	{ 8, "ticket.take", "{\"service\":\"$s\",\"class\":\"vip\",\"then\":[\"$s\",\"$s\"]}" },
	{ 14, "window.open", "{\"window\":\"$w\",\"clerk\":\"$c\"}" },
	{ 40, "ticket.call_next", "{\"window\":\"$w\"}" },
	{ 6, "ticket.call", "{\"window\":\"$w\",\"ticket\":$t}" },
	{ 4, "ticket.recall", "{\"window\":\"$w\"}" },
	{ 36, "ticket.start", "{\"window\":\"$w\"}" },
	{ 34, "ticket.finish", "{\"window\":\"$w\"}" },
	{ 14, "ticket.no_show", "{\"window\":\"$w\"}" },
	{ 16, "ticket.reinstate", "{\"ticket\":$o}" },
	{ 3, "ticket.hold", "{\"window\":\"$w\",\"kind\":\"keep\"}" },
	{ 3, "ticket.hold", "{\"window\":\"$w\",\"kind\":\"put_back\",\"places\":2}" },
	{ 3, "ticket.hold", "{\"window\":\"$w\",\"kind\":\"wait\"}" },
	{ 8, "ticket.resume", "{\"window\":\"$w\"}" },
	{ 9, "ticket.transfer", "{\"window\":\"$w\",\"to_service\":\"$s\",\"come_back\":true}" },
	{ 3, "ticket.transfer", "{\"window\":\"$w\",\"to_window\":\"$w\"}" },
	{ 3, "ticket.transfer_back", "{\"window\":\"$w\"}" },
	{ 3, "ticket.insert_ahead", "{\"ticket\":$t,\"reason\":\"老人\"}" },
	{ 3, "ticket.cancel", "{\"ticket\":$t}" },
	{ 4, "ticket.add_service", "{\"ticket\":$t,\"service\":\"$s\"}" },
	{ 24, "rating.give", "{\"ticket\":$o,\"level\":4}" },
	{ 1, "window.close", "{\"window\":\"$w\"}" },
	{ 3, "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:00\"}" },
	{ 3, "appointment.redeem", "{\"appointment\":$b}" },
};

struct dice {
	struct rng rng;
	int64_t tickets[PICKS], over[2], booking; /* the latest */
	uint32_t taken, done;
};

static void fill(struct dice *dice, const char *args, struct buf *into)
{
	for (; *args != '\0'; args++) {
		if (*args != '$') {
			buf_char(into, *args);
			continue;
		}
		args++;
		if (*args == 't')
			buf_int(into, dice->tickets[rng_below(&dice->rng, PICKS)]);
		else if (*args == 'o')
			buf_int(into, dice->over[rng_below(&dice->rng, CC_COUNT(dice->over))]);
		else if (*args == 'b')
			buf_int(into, dice->booking);
		else
			buf_printf(into, "%c%d", *args, 1 + (int)rng_below(&dice->rng, 3));
	}
}

/* Remember what later commands can be about. */
static void remember(struct dice *dice, struct world *world, const char *command)
{
	if (strcmp(command, "ticket.take") == 0)
		dice->tickets[dice->taken++ % PICKS] = world_int(world, "result.ticket");
	if (strcmp(command, "ticket.finish") == 0 || strcmp(command, "ticket.no_show") == 0)
		dice->over[dice->done++ % CC_COUNT(dice->over)] = world_int(world, "result.ticket");
	if (strcmp(command, "appointment.book") == 0)
		dice->booking = world_int(world, "result.appointment");
}

static void play(struct world *world, uint64_t seed)
{
	struct dice dice = { .over = { 1, 1 }, .booking = 1 };
	int sum = 0;

	rng_seed(&dice.rng, seed);
	for (size_t i = 0; i < PICKS; i++)
		dice.tickets[i] = 1;
	for (size_t i = 0; i < CC_COUNT(deeds); i++)
		sum += deeds[i].weight;
	for (int i = 0; i < STEPS; i++) {
		struct buf args = { .arena = &world->arena };
		int64_t left = (int64_t)rng_below(&dice.rng, (uint64_t)sum);
		size_t deed = 0;

		while (left >= deeds[deed].weight)
			left -= deeds[deed++].weight;
		fill(&dice, deeds[deed].args, &args);
		world->now_ms += (int64_t)rng_below(&dice.rng, 120000);
		const int status = world_do(world, "h1", deeds[deed].command,
					    text_cstr(&world->arena, buf_view(&args)));
		assert_true(status == 200 || status == 409);
		if (status == 200)
			remember(&dice, world, deeds[deed].command);
	}
	world->now_ms += CIVIL_MS_PER_DAY;
	world_must(world, "h1", "hall.tick", NULL);
}

/* --- The model ------------------------------------------------------------------------------------- */

static int64_t int_of(const struct json *body, const char *name)
{
	const struct json *value = json_member(body, name);

	return value != NULL ? json_int(value) : 0;
}

static struct text text_at(const struct json *body, const char *name)
{
	return json_text(json_member(body, name));
}

static struct model_ticket *find(struct model *model, int64_t id)
{
	for (uint32_t i = 0; i < model->ticket_n; i++)
		if (model->tickets[i].id == id)
			return &model->tickets[i];
	fail_msg("an event names ticket %lld, which was never taken", (long long)id);
	return NULL;
}

static struct store_hour *hour_of(struct model *model, int64_t at_ms, struct text service, struct text class)
{
	const int64_t hour = 3600000, offset = (int64_t)model->offset_min * CIVIL_MS_PER_MINUTE;
	const int64_t begins = (at_ms + offset) / hour * hour - offset;

	for (uint32_t i = 0; i < model->hour_n; i++) {
		struct store_hour *row = &model->hours[i];
		if (row->hour_ms == begins && text_eq(row->service, service) && text_eq(row->class, class))
			return row;
	}
	assert_true(model->hour_n < HOURS_MAX);
	model->hours[model->hour_n] = (struct store_hour){ .hour_ms = begins, .service = service, .class = class };
	return &model->hours[model->hour_n++];
}

static void begin_leg(struct model *model, struct model_ticket *ticket, int64_t at_ms, struct text service)
{
	ticket->leg++;
	assert_true(ticket->leg <= LEGS_MAX);
	ticket->legs[ticket->leg] = (struct model_leg){ .service = service, .queued_ms = at_ms };
	hour_of(model, at_ms, service, ticket->class)->arrived++;
}

static void count_call(struct store_hour *hour, int64_t waited_ms)
{
	hour->called++;
	hour->wait_ms_sum += waited_ms;
	hour->wait_ms_max = waited_ms > hour->wait_ms_max ? waited_ms : hour->wait_ms_max;
}

static void rate(struct model_ticket *ticket, int64_t level)
{
	int32_t leg = ticket->leg;

	while (leg > 0 && (ticket->legs[leg].ended == NULL || strcmp(ticket->legs[leg].ended, "finished") != 0))
		leg--;
	assert_true(leg > 0);
	ticket->legs[leg].rating = (int32_t)level;
}

/* Back in the queue of the same leg, as a new entry into it. */
static bool is_requeued(const char *kind, const struct json *body)
{
	return strcmp(kind, "ticket.released") == 0 ||
	       (strcmp(kind, "ticket.held") == 0 && text_eq(text_at(body, "hold"), TEXT("put_back")));
}

/* The hour of what a day's end found: the last one of the day that ended. */
static struct store_hour *last_hour(struct model *model, int64_t at_ms, const struct model_ticket *ticket)
{
	const int64_t end_ms = civil_instant(model->day + 1, 0, model->offset_min);

	return hour_of(model, at_ms < end_ms ? at_ms : end_ms - 1, ticket->legs[ticket->leg].service, ticket->class);
}

static void learn(struct model *model, const char *kind, int64_t at_ms, const struct json *body)
{
	if (strcmp(kind, "ticket.taken") == 0) {
		assert_true(model->ticket_n < TICKETS_MAX);
		model->tickets[model->ticket_n++] = (struct model_ticket){ .id = int_of(body, "ticket"),
									   .class = text_at(body, "class") };
		begin_leg(model, &model->tickets[model->ticket_n - 1], at_ms, text_at(body, "service"));
		return;
	}
	if (strcmp(kind, "day.opened") == 0)
		model->day = civil_local_day(at_ms, model->offset_min);
	if (json_member(body, "ticket") == NULL)
		return;
	struct model_ticket *ticket = find(model, int_of(body, "ticket"));
	struct model_leg *leg = &ticket->legs[ticket->leg];
	struct store_hour *hour = hour_of(model, at_ms, leg->service, ticket->class);
	if (is_requeued(kind, body)) {
		leg->queued_ms = at_ms;
	} else if (strcmp(kind, "ticket.called") == 0) {
		count_call(hour, int_of(body, "waited_ms"));
		assert_true(text_eq(text_at(body, "service"), leg->service));
	} else if (strcmp(kind, "ticket.finished") == 0 && json_member(body, "forced") != NULL) {
		leg->ended = "forced";
		last_hour(model, at_ms, ticket)->left++;
	} else if (strcmp(kind, "ticket.finished") == 0) {
		leg->ended = "finished";
		hour->served++;
		hour->served_ms_sum += int_of(body, "served_ms");
	} else if (strcmp(kind, "ticket.missed") == 0 && json_member(body, "ended") != NULL) {
		leg->ended = "no_show";
		leg->missed_ms = at_ms;
		hour->missed++;
	} else if (strcmp(kind, "ticket.reinstated") == 0) {
		leg->ended = NULL;
		hour_of(model, leg->missed_ms, leg->service, ticket->class)->missed--;
		model->reinstated++;
	} else if (strcmp(kind, "ticket.unserved") == 0) {
		leg->ended = "unserved";
		last_hour(model, at_ms, ticket)->left++;
	} else if (strcmp(kind, "ticket.cancelled") == 0) {
		leg->ended = "cancelled";
		hour->left++;
	} else if (strcmp(kind, "ticket.transferred") == 0) {
		leg->ended = "transferred";
		model->transfers++;
		begin_leg(model, ticket, at_ms, text_at(body, "service"));
	} else if (strcmp(kind, "ticket.continued") == 0) {
		begin_leg(model, ticket, at_ms, text_at(body, "service"));
	} else if (strcmp(kind, "rating.given") == 0) {
		rate(ticket, int_of(body, "level"));
		model->ratings++;
	}
}

static void read_log(struct world *world, int64_t no, struct model *model)
{
	struct store_event *events;
	int64_t after = 0;
	uint32_t n;

	model->day = civil_local_day(WORLD_START_MS, model->offset_min);
	model->tickets = ARENA_ARRAY(&world->arena, TICKETS_MAX, struct model_ticket);
	model->hours = ARENA_ARRAY(&world->arena, HOURS_MAX, struct store_hour);
	do {
		assert_ok(world, store_events(world->bed.store, no, after, INT64_MAX, STORE_PAGE_MAX, &world->arena,
					      &events, &n, &world->err));
		for (uint32_t i = 0; i < n; i++) {
			const struct json *body;
			assert_ok(world, json_parse(&world->arena, events[i].payload, &body, &world->err));
			learn(model, text_cstr(&world->arena, events[i].kind), events[i].at_ms, body);
		}
		after += n;
	} while (n > 0);
}

/* --- Comparing ------------------------------------------------------------------------------------- */

static bool is_empty(const struct store_hour *hour)
{
	return hour->arrived + hour->called + hour->served + hour->missed + hour->left == 0;
}

static void compare_hours(struct world *world, int64_t no, struct model *model)
{
	struct store_hour *rows;
	uint32_t n, expected = 0, filled = 0;

	assert_ok(world, store_hour_page(world->bed.store, no, NULL, INT64_MAX, STORE_PAGE_MAX, &world->arena, &rows,
					 &n, &world->err));
	assert_true(n > 20 && n < STORE_PAGE_MAX);
	for (uint32_t i = 0; i < model->hour_n; i++)
		expected += !is_empty(&model->hours[i]);
	for (uint32_t i = 0; i < n; i++) {
		filled += !is_empty(&rows[i]); /* a row whose only no-show was brought back is not */
		const struct store_hour *ours = hour_of(model, rows[i].hour_ms, rows[i].service, rows[i].class);
		assert_int_equal(rows[i].arrived, ours->arrived);
		assert_int_equal(rows[i].called, ours->called);
		assert_int_equal(rows[i].served, ours->served);
		assert_int_equal(rows[i].missed, ours->missed);
		assert_int_equal(rows[i].left, ours->left);
		assert_int_equal(rows[i].wait_ms_sum, ours->wait_ms_sum);
		assert_int_equal(rows[i].wait_ms_max, ours->wait_ms_max);
		assert_int_equal(rows[i].served_ms_sum, ours->served_ms_sum);
		assert_int_equal(sketch_count(&rows[i].waits), ours->called);
	}
	assert_int_equal(filled, expected);
}

static void compare_legs(struct world *world, int64_t no, struct model *model)
{
	struct store_ticket *rows;
	uint32_t n;
	int64_t legs = 0;

	for (uint32_t i = 0; i < model->ticket_n; i++)
		legs += model->tickets[i].leg;
	assert_true(legs < STORE_PAGE_MAX && legs > model->ticket_n);
	assert_ok(world,
		  store_ticket_page(world->bed.store, no, 0, 0, STORE_PAGE_MAX, &world->arena, &rows, &n, &world->err));
	assert_int_equal(n, legs);
	for (uint32_t i = 0; i < n; i++) {
		const struct model_ticket *ticket = find(model, rows[i].ticket);
		assert_in_range(rows[i].leg, 1, ticket->leg);
		const struct model_leg *leg = &ticket->legs[rows[i].leg];
		assert_true(text_eq(rows[i].service, leg->service));
		assert_true(text_eq(rows[i].class, ticket->class));
		assert_int_equal(rows[i].queued_ms, leg->queued_ms);
		assert_int_equal(rows[i].rating, leg->rating);
		assert_int_equal(rows[i].day, civil_local_day(rows[i].taken_ms, model->offset_min));
		assert_non_null(leg->ended); /* the day has ended, and with it every leg */
		if (!text_eq(rows[i].state, text_of(leg->ended)))
			fail_msg("ticket %lld leg %d is %.*s, not %s", (long long)rows[i].ticket, rows[i].leg,
				 TEXT_ARG(rows[i].state), leg->ended);
		assert_true(rows[i].finished_ms >= rows[i].queued_ms);
	}
}

/* Hours begin on the hour of the hall's own place, also where that is not one of UTC. */
static void test_random_days(void **state)
{
	static const int offsets[] = { 480, 330, 0, -210 };
	int64_t ratings = 0, transfers = 0, reinstated = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world world;
		struct store_hall hall;
		struct model model = { .offset_min = offsets[seed % CC_COUNT(offsets)] };

		world_open(&world, true);
		const char *config = world_config(&world, seed % 2 == 0 ? "{\"no_show_places\":2}" : NULL, NULL);
		const char *gap = strstr(config, ":480}");
		assert_non_null(gap);
		world_hall_with(&world, "h1",
				text_printf(&world.arena, "%.*s:%d}%s", (int)(gap - config), config, model.offset_min,
					    gap + strlen(":480}"))
					.at);
		play(&world, seed);
		assert_ok(&world, store_hall_find(world.bed.store, TEXT("h1"), &world.arena, &hall, &world.err));
		read_log(&world, hall.no, &model);
		assert_true(model.ticket_n > 60);
		compare_hours(&world, hall.no, &model);
		compare_legs(&world, hall.no, &model);
		ratings += model.ratings;
		transfers += model.transfers;
		reinstated += model.reinstated;
		world_done(&world);
	}
	/* The days had what they are to have. */
	assert_true(ratings > 20 && transfers > 20 && reinstated > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
