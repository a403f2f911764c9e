/* Projections: what the tables say after a busy day (S7, A3). */
#include <string.h>

#include "app/test_world.h"
#include "base/bug.h"
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
	assert_int_equal(sum.missed, 1);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_leg_has_its_row),
		cmocka_unit_test(outcomes_are_told_apart),
		cmocka_unit_test(hours_add_up),
		cmocka_unit_test(grouping_makes_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
