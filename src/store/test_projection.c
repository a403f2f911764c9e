/* Projections: whole rows, merged hours, pages in key order, search, deleting by hall. S7, Q15. */
#include "store/projection.h"

#include "store/test_bed.h"

static struct store_ticket ticket_row(struct arena *arena, int64_t ticket, int32_t leg)
{
	return (struct store_ticket){
		.ticket = ticket,
		.leg = leg,
		.visit = ticket + 1000,
		.number = text_printf(arena, "A%03d", (int)ticket),
		.service = ticket % 2 ? TEXT("cash") : TEXT("loan"),
		.class = TEXT("vip"),
		.window = TEXT("w1"),
		.clerk = TEXT("c1"),
		.state = TEXT("waiting"),
		.day = 20000 + (int32_t)ticket % 3,
		.taken_ms = 1,
		.queued_ms = 2,
		.called_ms = 3,
		.started_ms = 4,
		.finished_ms = 5,
		.served_ms = 6,
		.calls = 7,
		.appointment = 8,
		.rating = 5,
	};
}

static void assert_ticket(const struct store_ticket *expected, const struct store_ticket *found)
{
	assert_int_equal(expected->ticket, found->ticket);
	assert_int_equal(expected->leg, found->leg);
	assert_int_equal(expected->visit, found->visit);
	assert_true(text_eq(expected->number, found->number));
	assert_true(text_eq(expected->service, found->service));
	assert_true(text_eq(expected->class, found->class));
	assert_true(text_eq(expected->window, found->window));
	assert_true(text_eq(expected->clerk, found->clerk));
	assert_true(text_eq(expected->state, found->state));
	assert_int_equal(expected->day, found->day);
	assert_int_equal(expected->taken_ms, found->taken_ms);
	assert_int_equal(expected->queued_ms, found->queued_ms);
	assert_int_equal(expected->called_ms, found->called_ms);
	assert_int_equal(expected->started_ms, found->started_ms);
	assert_int_equal(expected->finished_ms, found->finished_ms);
	assert_int_equal(expected->served_ms, found->served_ms);
	assert_int_equal(expected->calls, found->calls);
	assert_int_equal(expected->appointment, found->appointment);
	assert_int_equal(expected->rating, found->rating);
}

static void test_a_ticket_is_brought_up_to_date(void **state)
{
	struct bed *bed = *state;
	struct store_ticket row = ticket_row(&bed->arena, 7, 1);
	/* What a leg began with stays; the rest is replaced. */
	struct store_ticket other = { .ticket = 7,
				      .leg = 1,
				      .visit = row.visit,
				      .number = row.number,
				      .service = row.service,
				      .class = row.class,
				      .day = row.day,
				      .taken_ms = row.taken_ms,
				      .appointment = row.appointment,
				      .state = TEXT("served"),
				      .rating = 1 };
	struct store_ticket found;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_ticket_put(bed->store, bed->hall, &row, &bed->err));
	assert_ok(bed, store_ticket_get(bed->store, bed->hall, 7, 1, &bed->arena, &found, &bed->err));
	assert_ticket(&row, &found);
	assert_ok(bed, store_ticket_put(bed->store, bed->hall, &other, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_ticket_get(bed->store, bed->hall, 7, 1, &bed->arena, &found, &bed->err));
	assert_ticket(&other, &found);
	assert_rc(RC_MISSING, store_ticket_get(bed->store, bed->hall, 7, 2, &bed->arena, &found, &bed->err));
	assert_rc(RC_MISSING,
		  store_ticket_get(bed->store, bed->hall + 1, 7, 1, &bed->arena, &found, &bed->err));
}

static void put_tickets(struct bed *bed, int64_t hall)
{
	assert_ok(bed, store_begin(bed->store, &bed->err));
	for (int64_t ticket = 30; ticket > 0; ticket--) {
		for (int32_t leg = 1; leg <= 1 + ticket % 2; leg++) {
			struct store_ticket row = ticket_row(&bed->arena, ticket, leg);

			assert_ok(bed, store_ticket_put(bed->store, hall, &row, &bed->err));
		}
	}
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

/* Pages of 4, all of them; returns how many rows came, in key order. */
static uint32_t walk_tickets(struct bed *bed, int64_t hall, int32_t day)
{
	int64_t ticket = 0;
	int32_t leg = 0;
	uint32_t sum = 0, n;

	do {
		struct store_ticket *rows;

		if (day == 0)
			assert_ok(bed, store_ticket_page(bed->store, hall, ticket, leg, 4, &bed->arena, &rows,
							 &n, &bed->err));
		else
			assert_ok(bed, store_ticket_day_page(bed->store, hall, day, ticket, leg, 4,
							     &bed->arena, &rows, &n, &bed->err));
		for (uint32_t i = 0; i < n; i++) {
			assert_true(rows[i].ticket > ticket ||
				    (rows[i].ticket == ticket && rows[i].leg > leg));
			assert_true(day == 0 || rows[i].day == day);
			ticket = rows[i].ticket;
			leg = rows[i].leg;
		}
		sum += n;
	} while (n > 0);
	return sum;
}

/* S7: a projection can be read whole to compare it, and cleared to make it again, hall by hall. */
static void test_tickets_by_page_and_day(void **state)
{
	struct bed *bed = *state;

	put_tickets(bed, bed->hall);
	put_tickets(bed, bed->hall + 1);
	assert_int_equal(45, walk_tickets(bed, bed->hall, 0));
	assert_int_equal(15, walk_tickets(bed, bed->hall, 20001));
	assert_int_equal(0, walk_tickets(bed, bed->hall, 20003));
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_ticket_clear(bed->store, bed->hall, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_int_equal(0, walk_tickets(bed, bed->hall, 0));
	assert_int_equal(45, walk_tickets(bed, bed->hall + 1, 0));
}

static const struct store_appointment bookings[] = {
	{ 1, TEXT("912345"), TEXT("cash"), 20000, 570, TEXT("o"), TEXT("王小明"), TEXT("13800000001"),
	  TEXT("t1"), TEXT("booked"), 0 },
	{ 2, TEXT("112345"), TEXT("loan"), 20000, 540, TEXT("o"), TEXT("李王"), TEXT("13800000002"),
	  TEXT("t2"), TEXT("redeemed"), 77 },
	{ 3, TEXT("912346"), TEXT("cash"), 20001, 540, TEXT("vip"), TEXT("Smith"), TEXT("13800000001"),
	  TEXT("t3"), TEXT("booked"), 0 },
	{ 4, TEXT("912347"), TEXT("cash"), 20000, 540, TEXT("o"), TEXT(""), TEXT(""), TEXT(""),
	  TEXT("cancelled"), 0 },
};

static void put_bookings(struct bed *bed, int64_t hall)
{
	assert_ok(bed, store_begin(bed->store, &bed->err));
	for (size_t i = 0; i < CC_COUNT(bookings); i++)
		assert_ok(bed, store_appointment_put(bed->store, hall, &bookings[i], &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

/* Q15: search by day, name, phone, token, code, state and any of them together. */
static void test_search_of_appointments(void **state)
{
	static const struct {
		struct store_appointment_filter filter;
		uint32_t limit;
		const char *found; /* ids in order */
	} cases[] = {
		{ { .day = 0 }, 100, "2 4 1 3" },
		{ { .day = 0 }, 2, "2 4" },
		{ { .day = 20000 }, 100, "2 4 1" },
		{ { .day = 20001 }, 100, "3" },
		{ { .day = 19999 }, 100, "" },
		{ { .name = TEXT("王") }, 100, "2 1" },
		{ { .name = TEXT("小") }, 100, "1" },
		{ { .name = TEXT("mit") }, 100, "3" },
		{ { .name = TEXT("%") }, 100, "" },
		{ { .phone = TEXT("13800000001") }, 100, "1 3" },
		{ { .phone = TEXT("1380000000") }, 100, "" },
		{ { .phone = TEXT("13800000001"), .day = 20001 }, 100, "3" },
		{ { .day = 20000, .phone = TEXT("13800000002"), .name = TEXT("李") }, 100, "2" },
		{ { .token = TEXT("t2") }, 100, "2" },
		{ { .code = TEXT("912346") }, 100, "3" },
		{ { .state = TEXT("booked") }, 100, "1 3" },
		{ { .state = TEXT("booked"), .day = 20000 }, 100, "1" },
		{ { .name = TEXT("'; DROP TABLE appointments; --") }, 100, "" },
	};
	struct bed *bed = *state;

	put_bookings(bed, bed->hall);
	put_bookings(bed, bed->hall + 1);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct buf found = { .arena = &bed->arena };
		struct store_appointment *rows;
		uint32_t n;

		assert_ok(bed, store_appointment_search(bed->store, bed->hall, &cases[i].filter,
							cases[i].limit, &bed->arena, &rows, &n, &bed->err));
		for (uint32_t row = 0; row < n; row++)
			buf_printf(&found, row > 0 ? " %d" : "%d", (int)rows[row].appointment);
		if (!text_eq(text_of(cases[i].found), buf_view(&found)))
			fail_msg("case %zu: %.*s", i, TEXT_ARG(buf_view(&found)));
	}
}

static void assert_booking(const struct store_appointment *expected, const struct store_appointment *found)
{
	assert_int_equal(expected->appointment, found->appointment);
	assert_true(text_eq(expected->code, found->code));
	assert_true(text_eq(expected->service, found->service));
	assert_int_equal(expected->day, found->day);
	assert_int_equal(expected->slot_min, found->slot_min);
	assert_true(text_eq(expected->class, found->class));
	assert_true(text_eq(expected->name, found->name));
	assert_true(text_eq(expected->phone, found->phone));
	assert_true(text_eq(expected->token, found->token));
	assert_true(text_eq(expected->state, found->state));
	assert_int_equal(expected->ticket, found->ticket);
}

static void test_appointments_by_page(void **state)
{
	struct bed *bed = *state;
	struct store_appointment *rows, found, changed = bookings[1];
	uint32_t n;

	put_bookings(bed, bed->hall);
	assert_ok(bed,
		  store_appointment_page(bed->store, bed->hall, 1, 2, &bed->arena, &rows, &n, &bed->err));
	assert_int_equal(2, n);
	assert_booking(&bookings[1], &rows[0]);
	assert_booking(&bookings[2], &rows[1]);
	changed.state = TEXT("expired");
	changed.day = 20002;
	changed.ticket = 0;
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_appointment_put(bed->store, bed->hall, &changed, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_appointment_get(bed->store, bed->hall, 2, &bed->arena, &found, &bed->err));
	assert_booking(&changed, &found);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_appointment_clear(bed->store, bed->hall, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_rc(RC_MISSING,
		  store_appointment_get(bed->store, bed->hall, 2, &bed->arena, &found, &bed->err));
}

enum { HOUR_MS = 3600000 };

static struct store_hour hour_row(int64_t hour, const char *service, int64_t wait_ms)
{
	struct store_hour row = {
		.hour_ms = hour * HOUR_MS,
		.service = text_of(service),
		.class = TEXT("o"),
		.arrived = 1,
		.called = 2,
		.served = 3,
		.missed = 4,
		.left = 5,
		.wait_ms_sum = wait_ms,
		.wait_ms_max = wait_ms,
		.served_ms_sum = 6,
	};

	sketch_add(&row.waits, wait_ms);
	return row;
}

static void add_hours(struct bed *bed, const struct store_hour *rows, size_t n)
{
	assert_ok(bed, store_begin(bed->store, &bed->err));
	for (size_t i = 0; i < n; i++)
		assert_ok(bed, store_hour_add(bed->store, bed->hall, &rows[i], &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

static void test_hours_add_up(void **state)
{
	const struct store_hour deltas[] = {
		hour_row(5, "cash", 90000),
		hour_row(5, "cash", 400000),
		hour_row(5, "cash", 1000),
		{ .hour_ms = 5 * HOUR_MS, .service = TEXT("cash"), .class = TEXT("o"), .left = 10 },
	};
	struct bed *bed = *state;
	struct store_hour *rows;
	uint32_t n;

	add_hours(bed, deltas, CC_COUNT(deltas));
	assert_ok(bed, store_hour_page(bed->store, bed->hall, NULL, INT64_MAX, 10, &bed->arena, &rows, &n,
				       &bed->err));
	assert_int_equal(1, n);
	assert_int_equal(5 * HOUR_MS, rows->hour_ms);
	assert_int_equal(3, rows->arrived);
	assert_int_equal(6, rows->called);
	assert_int_equal(9, rows->served);
	assert_int_equal(12, rows->missed);
	assert_int_equal(25, rows->left);
	assert_int_equal(491000, rows->wait_ms_sum);
	assert_int_equal(400000, rows->wait_ms_max);
	assert_int_equal(18, rows->served_ms_sum);
	assert_int_equal(3, sketch_count(&rows->waits));
	assert_in_range(sketch_quantile_ms(&rows->waits, 0.5), 87000, 93000);
}

static void test_hours_by_page(void **state)
{
	const struct store_hour deltas[] = {
		hour_row(7, "cash", 1), hour_row(5, "loan", 1), hour_row(5, "cash", 1),
		hour_row(6, "cash", 1), hour_row(9, "cash", 1),
	};
	static const int64_t hours[] = { 5, 5, 6, 7 };
	struct bed *bed = *state;
	const struct store_hour *after = NULL;
	uint32_t sum = 0, n;

	add_hours(bed, deltas, CC_COUNT(deltas));
	do {
		struct store_hour *rows;

		assert_ok(bed, store_hour_page(bed->store, bed->hall, after, 9 * HOUR_MS, 2, &bed->arena,
					       &rows, &n, &bed->err));
		for (uint32_t i = 0; i < n; i++) {
			assert_true(sum < CC_COUNT(hours));
			assert_int_equal(hours[sum++] * HOUR_MS, rows[i].hour_ms);
			after = &rows[i];
		}
	} while (n > 0);
	assert_int_equal(CC_COUNT(hours), sum);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_hour_clear(bed->store, bed->hall, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BED_REAL(test_a_ticket_is_brought_up_to_date),
		BED_SIM(test_a_ticket_is_brought_up_to_date),
		BED_REAL(test_tickets_by_page_and_day),
		BED_SIM(test_tickets_by_page_and_day),
		BED_REAL(test_search_of_appointments),
		BED_SIM(test_search_of_appointments),
		BED_REAL(test_appointments_by_page),
		BED_SIM(test_appointments_by_page),
		BED_REAL(test_hours_add_up),
		BED_SIM(test_hours_add_up),
		BED_REAL(test_hours_by_page),
		BED_SIM(test_hours_by_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
