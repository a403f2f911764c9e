/* Readers: the past, pages of events, lists. */
#include <string.h>

#include "app/hall/reader.h"
#include "app/test_world.h"
#include "base/bug.h"

enum { MOMENTS_MAX = 256 };

struct moment {
	int64_t at_ms;
	struct text state;
};

static void read_as(struct world *world, struct text json)
{
	world->job.answer = json;
}

/* M5: at every past event the hall is shown as the screens showed it then. */
static void the_past_is_as_it_was(void **state)
{
	static struct moment moments[MOMENTS_MAX];
	struct world world;
	struct reader *reader;
	struct text past;
	int n = 0;

	(void)state;
	world_open(&world, false);
	/* M2: with alerts, which come and go. */
	world_hall_with(&world, "h1",
			world_config(&world, NULL,
				     "\"alerts\":[{\"kind\":\"waiting\",\"level1\":3,\"level2\":20},"
				     "{\"kind\":\"wait\",\"level1\":1,\"escalate_min\":1}]"));
	world_must(&world, "h1", "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}");
	for (int i = 0; i < MOMENTS_MAX; i++) {
		static const char *const turn[][2] = {
			{ "ticket.take", "{\"service\":\"s1\"}" },
			{ "ticket.call_next", "{\"window\":\"w1\"}" },
			{ "ticket.take", "{\"service\":\"s2\",\"class\":\"vip\"}" },
			{ "ticket.start", "{\"window\":\"w1\"}" },
			{ "ticket.finish", "{\"window\":\"w1\"}" },
		};
		world.now_ms += 1000 + 37 * i;
		world_must(&world, "h1", turn[i % 5][0], turn[i % 5][1]);
		world_ask(&world, DESK_STATE, "h1", NULL);
		moments[n++] = (struct moment){ world.now_ms, world.job.answer };
		if (i % 100 == 50)
			world_reopen_desk(&world); /* with a snapshot on the way */
	}
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	for (int i = 0; i < n; i++) {
		assert_ok(&world,
			  reader_state_at(reader, TEXT("h1"), moments[i].at_ms, &world.arena, &past, &world.err));
		assert_true(text_eq(past, moments[i].state));
		if (i + 1 < n) { /* up to the millisecond before the next event */
			assert_ok(&world, reader_state_at(reader, TEXT("h1"), moments[i + 1].at_ms - 1, &world.arena,
							  &past, &world.err));
			assert_true(text_eq(past, moments[i].state));
		}
	}
	assert_int_equal(RC_MISSING,
			 reader_state_at(reader, TEXT("h1"), WORLD_START_MS - 1, &world.arena, &past, &world.err));
	assert_int_equal(RC_MISSING,
			 reader_state_at(reader, TEXT("h9"), world.now_ms, &world.arena, &past, &world.err));
	assert_non_null(strstr(text_cstr(&world.arena, moments[n - 1].state), "\"kind\":\"waiting\""));
	reader_close(&reader);
	world_done(&world);
}

/* Q1, Q19: which configuration held at an event, and where in the log a time is. */
static void configurations_and_times_are_found(void **state)
{
	struct world world;
	struct reader *reader;
	struct queue_config config;
	struct text *ids;
	uint32_t n;
	int64_t seq, first;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	assert_ok(&world, reader_head(reader, TEXT("h1"), &first, &world.err));
	for (int i = 0; i < 50; i++) {
		world.now_ms += 1000;
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
	}
	world_must(&world, "h1", "hall.configure",
		   text_printf(&world.arena, "{\"config\":%s}",
			       world_config(&world, NULL, "\"zones\":[{\"id\":\"z\",\"name\":\"Z\"}]"))
			   .at);
	for (int i = 0; i <= 50; i++) {
		assert_ok(&world, reader_seq_at(reader, TEXT("h1"), world.now_ms - (50 - i) * 1000 + 999 * (i < 50),
						&seq, &world.err));
		assert_int_equal(seq, i < 50 ? first + i : first + 51);
	}
	assert_ok(&world, reader_seq_at(reader, TEXT("h1"), 0, &seq, &world.err));
	assert_int_equal(seq, 0);
	assert_ok(&world, reader_config(reader, TEXT("h1"), INT64_MAX, &world.arena, &config, &seq, &world.err));
	assert_int_equal(seq, first + 51);
	assert_int_equal(config.zones.n, 1);
	assert_ok(&world, reader_config(reader, TEXT("h1"), first + 50, &world.arena, &config, &seq, &world.err));
	assert_int_equal(config.zones.n, 0);
	assert_true(seq > 0 && seq <= first);
	assert_int_equal(RC_MISSING, reader_config(reader, TEXT("h1"), 0, &world.arena, &config, &seq, &world.err));
	assert_int_equal(RC_MISSING,
			 reader_config(reader, TEXT("h9"), INT64_MAX, &world.arena, &config, &seq, &world.err));
	assert_ok(&world, reader_hall_ids(reader, &world.arena, &ids, &n, &world.err));
	assert_int_equal(n, 2); /* and that of the bed */
	assert_true(text_eq(ids[0], TEXT("h1")));
	reader_close(&reader);
	world_done(&world);
}

/* N8: pages of events follow each other without a gap, as they were pushed. */
static void events_come_in_pages(void **state)
{
	enum { TICKETS = 120 };
	struct text pushed[TICKETS], *events;
	struct world world;
	struct reader *reader;
	uint32_t n;
	int64_t head;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	for (int i = 0; i < TICKETS; i++) {
		world.now_ms += 999;
		world_must(&world, "h1", "ticket.take", "{\"service\":\"s3\",\"customer\":\"\\\"引号\\\"\"}");
		pushed[i] = world.outcome.news[0].events[0];
	}
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	assert_ok(&world, reader_head(reader, TEXT("h1"), &head, &world.err));
	assert_int_equal(head, TICKETS + 1);
	for (int64_t after = 1; after < head; after += n) {
		assert_ok(&world, reader_events(reader, TEXT("h1"), after, 50, &world.arena, &events, &n, &world.err));
		assert_true(n > 0 && n <= 50);
		for (uint32_t i = 0; i < n; i++)
			assert_true(text_eq(events[i], pushed[after - 1 + i]));
	}
	assert_ok(&world, reader_events(reader, TEXT("h1"), head, 50, &world.arena, &events, &n, &world.err));
	assert_int_equal(n, 0);
	assert_ok(&world, reader_events(reader, TEXT("h1"), 0, 1, &world.arena, &events, &n, &world.err));
	read_as(&world, events[0]);
	assert_string_equal(world_text(&world, "kind"), "hall.configured");
	assert_int_equal(RC_MISSING, reader_head(reader, TEXT("h9"), &head, &world.err));
	assert_int_equal(RC_MISSING, reader_events(reader, TEXT(""), 0, 5, &world.arena, &events, &n, &world.err));
	reader_close(&reader);
	world_done(&world);
}

/* Q15: bookings are found by what is known of them, and show what became of them. */
static void bookings_are_found(void **state)
{
	static const struct {
		struct reader_bookings by;
		uint32_t n;
	} cases[] = {
		{ { .phone = { "139", 3 } }, 1 },
		{ { .name = { "周", 3 } }, 1 },
		{ { .date = { "2026-11-23", 10 } }, 2 },
		{ { .date = { "2026-11-25", 10 } }, 1 },
		{ { .date = { "2026-11-24", 10 } }, 0 },
		{ { .state = { "redeemed", 8 } }, 1 },
		{ { .state = { "expired", 7 } }, 1 },
		{ { .state = { "booked", 6 } }, 1 },
		{ { .state = { "booked", 6 }, .date = { "2026-11-23", 10 } }, 0 },
		{ { .code = { "000000", 6 } }, 0 },
		{ { .code = { NULL, 0 } }, 3 },
	};
	struct world world;
	struct reader *reader;
	struct text json;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	world_busy_day(&world, "h1");
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_ok(&world,
			  reader_appointments(reader, TEXT("h1"), &cases[i].by, &world.arena, &json, &world.err));
		read_as(&world, json);
		assert_int_equal(json_count(world_member(&world, "appointments")), cases[i].n);
	}
	assert_ok(&world, reader_appointments(reader, TEXT("h1"), &cases[5].by, &world.arena, &json, &world.err));
	read_as(&world, json);
	assert_string_equal(world_text(&world, "appointments.0.slot"), "10:00");
	assert_true(world_int(&world, "appointments.0.ticket") > 0);

	const struct reader_bookings bad_date = { .date = TEXT("tomorrow") }, bad_state = { .state = TEXT("lost") };
	assert_int_equal(RC_INVALID,
			 reader_appointments(reader, TEXT("h1"), &bad_date, &world.arena, &json, &world.err));
	assert_string_equal(world.err.field, "date");
	assert_int_equal(RC_INVALID,
			 reader_appointments(reader, TEXT("h1"), &bad_state, &world.arena, &json, &world.err));
	assert_string_equal(world.err.field, "state");
	reader_close(&reader);
	world_done(&world);
}

/* N8: the list of halls carries the names of their configurations. */
static void halls_are_listed(void **state)
{
	struct world world;
	struct reader *reader;
	struct text json;

	(void)state;
	world_open(&world, false);
	world_hall(&world, "a1", NULL);
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	assert_ok(&world, reader_halls(reader, &world.arena, &json, &world.err));
	read_as(&world, json);
	assert_int_equal(json_count(world_member(&world, "halls")), 2);
	assert_string_equal(world_text(&world, "halls.0.id"), "a1");
	assert_string_equal(world_text(&world, "halls.0.name"), "测试厅");
	assert_string_equal(world_text(&world, "halls.0.name_en"), "Test hall");
	reader_close(&reader);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_past_is_as_it_was), cmocka_unit_test(configurations_and_times_are_found),
		cmocka_unit_test(events_come_in_pages),  cmocka_unit_test(bookings_are_found),
		cmocka_unit_test(halls_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
