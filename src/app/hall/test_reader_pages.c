/* Readers at their limits: large pages, many bookings, and events as the API shows them (N8, Q15). */
#include <string.h>

#include "app/hall/event_text.h"
#include "app/hall/reader.h"
#include "app/test_world.h"
#include "base/civil.h"
#include "store/projection.h"

static const struct {
	struct store_event event;
	int offset_min;
	const char *text;
} shown[] = {
	{ { .seq = 1, .at_ms = 0, .kind = { "hall.tick", 9 }, .payload = { "{}", 2 } },
	  0,
	  "{\"seq\":1,\"at\":\"1970-01-01T00:00:00.000Z\",\"kind\":\"hall.tick\"}" },
	{ { .seq = 7,
	    .at_ms = WORLD_START_MS + 12,
	    .kind = { "window.ready", 12 },
	    .actor = { "kiosk", 5 },
	    .key = { "k", 1 },
	    .payload = { "{\"window\":\"w1\"}", 15 } },
	  480,
	  "{\"seq\":7,\"at\":\"2026-11-23T09:00:00.012+08:00\",\"kind\":\"window.ready\",\"window\":\"w1\"}" },
	{ { .seq = INT64_MAX, .at_ms = -1, .kind = { "a\"b", 3 }, .payload = { "{\"x\":{\"}\":[1]}}", 15 } },
	  -210,
	  "{\"seq\":9223372036854775807,\"at\":\"1969-12-31T20:29:59.999-03:30\",\"kind\":\"a\\\"b\","
	  "\"x\":{\"}\":[1]}}" },
};

/* The three that all share come first, then the event's own as they are; who asked and the key stay here. */
static void test_event_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < CC_COUNT(shown); i++) {
		CC_CLEANUP(arena_done) struct arena arena;
		const struct json *json;

		arena_init(&arena, 1 << 20);
		const struct text text = event_text(&shown[i].event, shown[i].offset_min, &arena);
		assert_string_equal(text_cstr(&arena, text), shown[i].text);
		assert_int_equal(json_parse(&arena, text, &json, NULL), RC_OK);
	}
}

/* N8: a page ends before the event that would be too much for it, and has one at least; page after page gives every
 * event once, whatever their size, and only the end of the log is empty. */
static void test_large_pages(void **state)
{
	static const int sizes[] = { 10,      READER_PAGE_BYTES / 2, READER_PAGE_BYTES / 2 - 10,
				     1 << 10, READER_PAGE_BYTES + 1, READER_PAGE_BYTES,
				     10,      2 * READER_PAGE_BYTES };
	static const uint32_t pages[] = { 3, 1, 1, 1, 1, 1 };
	struct store_event events[CC_COUNT(sizes)];
	struct reader *reader;
	struct world world;
	struct text *texts;
	uint32_t n, seen = 0;

	(void)state;
	world_open(&world, true);
	for (size_t i = 0; i < CC_COUNT(sizes); i++) {
		char *payload = arena_alloc(&world.arena, (size_t)sizes[i]);

		memset(payload, 'x', (size_t)sizes[i]);
		memcpy(payload, "{\"x\":\"", 6);
		memcpy(payload + sizes[i] - 2, "\"}", 2);
		events[i] = (struct store_event){ .seq = (int64_t)i + 1,
						  .kind = TEXT("hall.configured"),
						  .payload = { payload, (size_t)sizes[i] } };
	}
	assert_ok(&world, store_begin(world.bed.store, &world.err));
	assert_ok(&world, store_append(world.bed.store, world.bed.hall, 0, events, CC_COUNT(sizes), &world.err));
	assert_ok(&world, store_commit(world.bed.store, &world.err));

	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	for (size_t page = 0; page < CC_COUNT(pages); page++) {
		assert_ok(&world, reader_events(reader, TEXT("main"), seen, READER_EVENTS_MAX, &world.arena, &texts, &n,
						&world.err));
		assert_int_equal(n, pages[page]);
		for (uint32_t i = 0; i < n; i++, seen++) {
			assert_true(text_starts(texts[i], text_printf(&world.arena, "{\"seq\":%u,", seen + 1)));
			assert_true(texts[i].len > (size_t)sizes[seen]);
		}
	}
	assert_int_equal(seen, CC_COUNT(sizes));
	assert_ok(&world, reader_events(reader, TEXT("main"), seen, 4, &world.arena, &texts, &n, &world.err));
	assert_int_equal(n, 0);
	assert_ok(&world, reader_events(reader, TEXT("main"), 0, 2, &world.arena, &texts, &n, &world.err));
	assert_int_equal(n, 2);
	assert_ok(&world, reader_events(reader, TEXT("main"), 0, 0, &world.arena, &texts, &n, &world.err));
	assert_int_equal(n, 0);
	reader_close(&reader);
	world_done(&world);
}

static bool count_down(void *context)
{
	return --*(int *)context >= 0;
}

/* M5: a question to the past is given up where its asker says so, after any page of the log, and harms no other. */
static void test_long_questions_are_given_up(void **state)
{
	enum { PAGES = 4, GROUP = 256 }; /* as many events as a fold reads at once */
	static struct desk_job jobs[GROUP];
	struct reader *reader;
	struct world world;
	struct text whole, json;
	int pages;

	(void)state;
	world_open(&world, true);
	world_hall(&world, "h1", NULL);
	for (int page = 0; page < PAGES; page++) {
		for (int i = 0; i < GROUP; i++)
			jobs[i] = world_job(&world, DESK_COMMAND, "h1",
					    "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}");
		world_group(&world, jobs, GROUP);
		assert_int_equal(jobs[GROUP - 1].status, 200);
	}
	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	assert_ok(&world, reader_state_at(reader, TEXT("h1"), world.now_ms, &world.arena, &whole, &world.err));
	for (int allowed = 0; allowed < PAGES + 2; allowed++) {
		pages = allowed;
		reader_limit(reader, count_down, &pages);
		assert_int_equal(RC_FULL,
				 reader_state_at(reader, TEXT("h1"), world.now_ms, &world.arena, &json, &world.err));
	}
	pages = PAGES + 2; /* the hall's first event and the empty page beside them */
	reader_limit(reader, count_down, &pages);
	assert_ok(&world, reader_state_at(reader, TEXT("h1"), world.now_ms, &world.arena, &json, &world.err));
	assert_true(text_eq(json, whole));
	reader_close(&reader);
	world_done(&world);
}

enum { BOOKINGS = 620, DAYS = 5, FIRST_DAY = 20780 };

/* Booking `i`: days, slots and names go round at different lengths. */
static struct store_appointment booking(int i, struct arena *arena)
{
	static const char *const names[] = { "王小明", "李明", "100%", "a_b", "axb", "" };
	static const char *const states[] = { "booked", "redeemed", "cancelled", "expired" };

	return (struct store_appointment){
		.appointment = i + 1,
		.code = text_printf(arena, "%06d", i * 7),
		.service = TEXT("s1"),
		.day = FIRST_DAY + i % DAYS,
		.slot_min = 540 + 60 * (i % 3),
		.class = TEXT("vip"),
		.name = text_of(names[i % (int)CC_COUNT(names)]),
		.phone = text_printf(arena, "139%05d", i / 2),
		.token = i % 2 == 0 ? text_printf(arena, "t%d", i) : text_of(NULL),
		.state = text_of(states[i % (int)CC_COUNT(states)]),
		.ticket = i % 4 == 1 ? 5000 + i : 0,
	};
}

static void search(struct world *world, struct reader *reader, struct reader_bookings by)
{
	assert_ok(world,
		  reader_appointments(reader, TEXT("main"), &by, &world->arena, &world->job.answer, &world->err));
}

static size_t found(struct world *world)
{
	return json_count(world_member(world, "appointments"));
}

static void open_bookings(struct world *world, struct reader **reader)
{
	world_open(world, true);
	assert_ok(world, store_begin(world->bed.store, &world->err));
	for (int i = 0; i < BOOKINGS; i++) {
		const struct store_appointment row = booking(i, &world->arena);
		assert_ok(world, store_appointment_put(world->bed.store, world->bed.hall, &row, &world->err));
	}
	assert_ok(world, store_commit(world->bed.store, &world->err));
	assert_ok(world, reader_open(reader, world->bed.store, &world->err));
}

/* At most 500, those of the first days, by day, slot and number. */
static void test_bookings_are_cut(void **state)
{
	struct reader *reader;
	struct world world;
	int64_t before = 0;

	(void)state;
	open_bookings(&world, &reader);
	search(&world, reader, (struct reader_bookings){ .code = { NULL, 0 } });
	assert_int_equal(found(&world), 500);
	const struct json *list = world_member(&world, "appointments");
	for (size_t i = 0; i < 500; i++) {
		const struct json *entry = json_entry(list, i);
		int32_t day;
		int minute;
		assert_true(civil_parse_date(json_text(json_member(entry, "date")), &day));
		assert_true(civil_parse_clock(json_text(json_member(entry, "slot")), &minute));
		const int64_t key = ((int64_t)day * CIVIL_MINUTES_PER_DAY + minute) * 10000 +
				    json_int(json_member(entry, "appointment"));
		assert_true(key > before);
		before = key;
	}
	/* 124 of each day: the fifth has only what is left. */
	search(&world, reader, (struct reader_bookings){ .date = TEXT("2026-11-23") });
	assert_int_equal(found(&world), BOOKINGS / DAYS);
	reader_close(&reader);
	world_done(&world);
}

/* Parts of names are no patterns; all else must fit whole, and all of it together. */
static void test_filters(void **state)
{
	static const struct {
		struct reader_bookings by;
		size_t n;
	} cases[] = {
		{ { .name = { "小明", 6 } }, 104 },
		{ { .name = { "明", 3 } }, 208 },
		{ { .name = { "%", 1 } }, 103 },
		{ { .name = { "a_b", 3 } }, 103 },
		{ { .name = { "王明", 6 } }, 0 },
		{ { .phone = { "13900007", 8 } }, 2 },
		{ { .phone = { "1390000", 7 } }, 0 },
		{ { .token = { "t14", 3 } }, 1 },
		{ { .token = { "t15", 3 } }, 0 },
		{ { .code = { "000021", 6 } }, 1 },
		{ { .state = { "redeemed", 8 } }, 155 },
		{ { .phone = { "13900007", 8 }, .state = { "cancelled", 9 } }, 1 }, /* 14, not 15 */
		{ { .phone = { "13900007", 8 }, .name = { "%", 1 } }, 1 },
		{ { .date = { "2026-11-24", 10 }, .state = { "booked", 6 }, .name = { "王", 3 } }, 10 },
		{ { .date = { "2026-12-24", 10 } }, 0 },
	};
	struct reader *reader;
	struct world world;

	(void)state;
	open_bookings(&world, &reader);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		search(&world, reader, cases[i].by);
		if (found(&world) != cases[i].n)
			fail_msg("case %zu: %zu, not %zu", i, found(&world), cases[i].n);
	}
	search(&world, reader, (struct reader_bookings){ .token = TEXT("t14") });
	assert_int_equal(world_int(&world, "appointments.0.appointment"), 15);
	assert_string_equal(world_text(&world, "appointments.0.name"), "100%");
	assert_string_equal(world_text(&world, "appointments.0.code"), "000098");
	assert_int_equal(json_kind(world_member(&world, "appointments.0.ticket")), JSON_NULL);
	assert_int_equal(RC_MISSING,
			 reader_appointments(reader, TEXT("nowhere"), &(struct reader_bookings){ .code = { NULL, 0 } },
					     &world.arena, &world.job.answer, &world.err));
	reader_close(&reader);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_text),
		cmocka_unit_test(test_large_pages),
		cmocka_unit_test(test_long_questions_are_given_up),
		cmocka_unit_test(test_bookings_are_cut),
		cmocka_unit_test(test_filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
