/* Projections: what the tables say after a busy day (S7, A3). */
#include <string.h>

#include "app/test_world.h"
#include "base/civil.h"
#include "store/projection.h"

struct day {
	struct world world;
	int64_t no; /* of hall h1 */
	struct store_ticket *tickets;
	uint32_t ticket_n;
};

static void day_open(struct day *day)
{
	struct store_hall hall;

	world_open(&day->world, false);
	world_hall(&day->world, "h1", NULL);
	world_busy_day(&day->world, "h1");
	assert_ok(&day->world, store_hall_find(day->world.bed.store, TEXT("h1"), &day->world.arena, &hall,
					       &day->world.err));
	day->no = hall.no;
	assert_ok(&day->world,
		  store_ticket_page(day->world.bed.store, day->no, 0, 0, STORE_PAGE_MAX, &day->world.arena,
				    &day->tickets, &day->ticket_n, &day->world.err));
}

static const struct store_ticket *leg(const struct day *day, int64_t ticket, int32_t number)
{
	for (uint32_t i = 0; i < day->ticket_n; i++)
		if (day->tickets[i].ticket == ticket && day->tickets[i].leg == number)
			return &day->tickets[i];
	fail_msg("there is no leg %d of ticket %lld", number, (long long)ticket);
	return NULL;
}

static bool says(struct text text, const char *word)
{
	return text_eq(text, text_of(word));
}

/* A ticket that was sent on, kept, finished, rated and sent back has a row for each stay in a queue, and
 * each says what became of that stay (Q7, Q14, Q17). */
static void each_leg_has_its_row(void **state)
{
	static struct day day;

	(void)state;
	day_open(&day);
	const struct store_ticket *sent = leg(&day, 5, 1), *there = leg(&day, 5, 2);
	const struct store_ticket *first = leg(&day, 4, 1), *second = leg(&day, 4, 2);

	assert_true(says(sent->state, "transferred"));
	assert_true(says(sent->service, "s2"));
	assert_true(says(sent->class, "vip"));
	assert_true(says(sent->window, "w1"));
	assert_true(says(sent->clerk, "c1"));
	assert_int_equal(sent->calls, 2);
	assert_int_equal(sent->served_ms, 90000);
	assert_int_equal(sent->finished_ms - sent->started_ms, 90000);
	assert_true(says(there->service, "s3"));
	assert_int_equal(there->queued_ms, sent->finished_ms);
	assert_int_equal(there->taken_ms, sent->taken_ms);
	assert_int_equal(there->visit, sent->visit);

	assert_true(says(first->state, "finished"));
	assert_true(says(first->clerk, "c2"));
	assert_int_equal(first->served_ms, 70000 + 45000); /* the time on hold is left out */
	assert_int_equal(first->rating, 4); /* given when the ticket stood in its next queue already */
	assert_true(says(second->service, "s3"));
	assert_int_equal(second->queued_ms, first->finished_ms);
	assert_int_equal(second->rating, 0);
	for (uint32_t i = 0; i < day.ticket_n;
	     i++) /* all of them are of the first day but the last one taken */
		assert_int_equal(day.tickets[i].day,
				 civil_local_day(WORLD_START_MS, 480) + (i + 1 == day.ticket_n));
	world_done(&day.world);
}

/* No-shows, those who left, and those whom the day's end found have their own words and no service time. */
static void outcomes_are_told_apart(void **state)
{
	static struct day day;
	int cancelled = 0, unserved = 0;

	(void)state;
	day_open(&day);
	for (uint32_t i = 0; i < day.ticket_n; i++) {
		cancelled += says(day.tickets[i].state, "cancelled");
		unserved += says(day.tickets[i].state, "unserved");
		if (says(day.tickets[i].state, "cancelled") || says(day.tickets[i].state, "unserved"))
			assert_true(day.tickets[i].finished_ms > 0);
	}
	assert_int_equal(cancelled, 1);
	assert_true(unserved >= 1);
	assert_true(says(day.tickets[day.ticket_n - 1].state, "waiting"));
	world_done(&day.world);
}

/* A3: hours add up, by service and class; each call's wait is in the sketch of its hour. */
static void hours_add_up(void **state)
{
	static struct day day;
	struct store_hour *hours, sum = { 0 };
	uint32_t n;

	(void)state;
	day_open(&day);
	assert_ok(&day.world, store_hour_page(day.world.bed.store, day.no, NULL, INT64_MAX, STORE_PAGE_MAX,
					      &day.world.arena, &hours, &n, &day.world.err));
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(hours[i].hour_ms % (60 * CIVIL_MS_PER_MINUTE), 0);
		assert_int_equal(hours[i].called, sketch_count(&hours[i].waits));
		assert_true(hours[i].wait_ms_max <= hours[i].wait_ms_sum);
		sum.arrived += hours[i].arrived;
		sum.called += hours[i].called;
		sum.served += hours[i].served;
		sum.missed += hours[i].missed;
		sum.left += hours[i].left;
		sum.served_ms_sum += hours[i].served_ms_sum;
	}
	assert_int_equal(sum.arrived, day.ticket_n); /* a leg begins once */
	int64_t calls = 0, served = 0, served_ms = 0;
	for (uint32_t i = 0; i < day.ticket_n; i++) {
		calls += day.tickets[i].called_ms != 0;
		if (says(day.tickets[i].state, "finished")) {
			served++;
			served_ms += day.tickets[i].served_ms;
		}
	}
	assert_true(sum.called >= calls);
	assert_int_equal(sum.served, served);
	assert_int_equal(sum.served_ms_sum, served_ms);
	assert_int_equal(sum.missed, 0); /* the only one was brought back */
	world_done(&day.world);
}

/* However events are grouped, the rows are the same. */
static void grouping_makes_no_difference(void **state)
{
	enum { JOBS = 90 };
	static struct desk_job jobs[JOBS];
	struct store_hour *hours[2];
	uint32_t n[2];

	(void)state;
	for (int together = 0; together < 2; together++) {
		static struct world world;
		struct store_hall hall;
		world_open(&world, false);
		world_hall(&world, "h1", NULL);
		for (int i = 0; i < JOBS; i++) {
			world.now_ms += 120000;
			jobs[i] = world_job(
				&world, DESK_COMMAND, "h1",
				i % 2 == 0 ? "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}"
					   : "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s2\","
					     "\"class\":\"vip\"}}");
			if (!together)
				world_group(&world, &jobs[i], 1);
		}
		if (together)
			world_group(&world, jobs, JOBS);
		assert_ok(&world,
			  store_hall_find(world.bed.store, TEXT("h1"), &world.arena, &hall, &world.err));
		static struct arena kept;
		if (!together)
			arena_init(&kept, 64 << 20);
		assert_ok(&world, store_hour_page(world.bed.store, hall.no, NULL, INT64_MAX, STORE_PAGE_MAX,
						  &kept, &hours[together], &n[together], &world.err));
		if (together) {
			assert_int_equal(n[0], n[1]);
			for (uint32_t i = 0; i < n[0]; i++) {
				assert_int_equal(hours[0][i].hour_ms, hours[1][i].hour_ms);
				assert_int_equal(hours[0][i].arrived, hours[1][i].arrived);
				assert_true(text_eq(hours[0][i].class, hours[1][i].class));
			}
			arena_done(&kept);
		}
		world_done(&world);
	}
}

/* What the hours of hall h1 add up to; `ret_last_ms` is the last of them. */
static struct store_hour sum_of_hours(struct world *world, int64_t *ret_last_ms)
{
	struct store_hour *hours, *last = NULL, sum = { 0 };
	struct store_hall hall;
	uint32_t n;

	assert_ok(world, store_hall_find(world->bed.store, TEXT("h1"), &world->arena, &hall, &world->err));
	do {
		assert_ok(world, store_hour_page(world->bed.store, hall.no, last, INT64_MAX, STORE_PAGE_MAX,
						 &world->arena, &hours, &n, &world->err));
		for (uint32_t i = 0; i < n; i++) {
			last = &hours[i];
			sum.arrived += last->arrived;
			sum.served += last->served;
			sum.missed += last->missed;
			sum.left += last->left;
			sum.served_ms_sum += last->served_ms_sum;
		}
	} while (n > 0);
	*ret_last_ms = last->hour_ms;
	return sum;
}

/* A3, Q2: whom the day's end finds at a window or waiting was not served, and counts for the day that ended. */
static void a_days_end_serves_nobody(void **state)
{
	struct store_ticket *tickets;
	struct store_hall hall;
	struct world world;
	int64_t last_ms;
	uint32_t n;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "ticket.start", "{\"window\":\"w1\"}");
	world.now_ms += 2 * CIVIL_MS_PER_DAY;
	world_ask(&world, DESK_TICK, "h1", NULL);
	const struct store_hour sum = sum_of_hours(&world, &last_ms);
	assert_int_equal(sum.arrived, 2);
	assert_int_equal(sum.served, 0);
	assert_int_equal(sum.served_ms_sum, 0);
	assert_int_equal(sum.left, 2);
	assert_int_equal(civil_local_day(last_ms, 480), civil_local_day(WORLD_START_MS, 480));
	assert_ok(&world, store_hall_find(world.bed.store, TEXT("h1"), &world.arena, &hall, &world.err));
	assert_ok(&world, store_ticket_page(world.bed.store, hall.no, 0, 0, STORE_PAGE_MAX, &world.arena, &tickets, &n,
					    &world.err));
	assert_int_equal(n, 2);
	assert_true(says(tickets[0].state, "forced"));
	assert_int_equal(tickets[0].served_ms, 0);
	assert_true(says(tickets[1].state, "unserved"));
	world_done(&world);
}

/* A3: a no-show that was brought back was none. */
static void a_reinstated_ticket_is_not_missed(void **state)
{
	struct world world;
	int64_t last_ms;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	const int64_t ticket = world_int(&world, "result.ticket");
	world_must(&world, "h1", "ticket.call_next", "{\"window\":\"w1\"}");
	world_must(&world, "h1", "ticket.no_show", "{\"window\":\"w1\"}");
	assert_int_equal(sum_of_hours(&world, &last_ms).missed, 1);
	world.now_ms += 2 * 60 * CIVIL_MS_PER_MINUTE;
	world_must(&world, "h1", "ticket.reinstate",
		   text_printf(&world.arena, "{\"ticket\":%lld}", (long long)ticket).at);
	assert_int_equal(sum_of_hours(&world, &last_ms).missed, 0);
	world_done(&world);
}

/* A configuration of `services` services and sixteen classes that are called by `letter`. */
static const char *wide_config(struct world *world, int services, char letter)
{
	struct buf buf = { .arena = &world->arena };

	buf_printf(&buf, "{\"name\":\"x\",\"services\":[");
	for (int s = 0; s < services; s++)
		buf_printf(&buf, "%s{\"id\":\"s%d\",\"name\":\"x\"}", s > 0 ? "," : "", s);
	buf_printf(&buf, "],\"classes\":[");
	for (int c = 0; c < 16; c++)
		buf_printf(&buf, "%s{\"id\":\"%c%d\",\"name\":\"x\"}", c > 0 ? "," : "", letter, c);
	buf_printf(&buf, "],\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}");
	return buf_view(&buf).at;
}

/* A3, S7: more services and classes in an hour than it has rows for at once, as when classes were replaced while
 * their customers waited. */
static void hours_have_room_for_retired_classes(void **state)
{
	enum { SERVICES = 256, PAIRS = SERVICES * 16 }; /* PROJECT_HOURS_MAX */
	static struct world world;
	int64_t last_ms;

	(void)state;
	world_open(&world, false);
	world_hall_with(&world, "h1", wide_config(&world, SERVICES, 'a'));
	for (int i = 0; i < PAIRS; i++)
		world_must(&world, "h1", "ticket.take",
			   text_printf(&world.arena, "{\"service\":\"s%d\",\"class\":\"a%d\"}", i / 16, i % 16).at);
	world_must(&world, "h1", "hall.configure",
		   text_printf(&world.arena, "{\"config\":%s}", wide_config(&world, SERVICES, 'b')).at);
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s0\",\"class\":\"b0\"}");
	world.now_ms += CIVIL_MS_PER_DAY;
	world_ask(&world, DESK_TICK, "h1", NULL);
	assert_int_equal(sum_of_hours(&world, &last_ms).left, PAIRS + 1);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_leg_has_its_row),
		cmocka_unit_test(outcomes_are_told_apart),
		cmocka_unit_test(hours_add_up),
		cmocka_unit_test(grouping_makes_no_difference),
		cmocka_unit_test(a_days_end_serves_nobody),
		cmocka_unit_test(a_reinstated_ticket_is_not_missed),
		cmocka_unit_test(hours_have_room_for_retired_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
