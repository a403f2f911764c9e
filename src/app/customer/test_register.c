/* Recognition of customers (Q10): from a file to the register, from a card to class, name and service. */
#include "app/customer/register.h"

#include <string.h>

#include "app/hall/recognise.h"
#include "app/test_world.h"
#include "store/customer.h"

static int setup(void **state)
{
	static struct world world;

	world_open(&world, true);
	world_hall_with(&world, "h1",
			world_config(&world, NULL,
				     "\"cards\":[{\"prefix\":\"62\",\"class\":\"vip\"},"
				     "{\"prefix\":\"6200\",\"name\":\"Pensioners\",\"service\":\"s2\"}]"));
	*state = &world;
	return 0;
}

static int teardown(void **state)
{
	world_done(*state);
	return 0;
}

static struct register_outcome import(struct world *world, enum rc expected, const char *csv)
{
	struct register_outcome out;

	assert_rc(expected, register_import(world->bed.store, text_of(csv), NULL, &world->arena, &out, &world->err));
	return out;
}

static void test_card_brings_class_and_name(void **state)
{
	struct world *world = *state;

	const struct register_outcome out = import(world, RC_OK,
						   "card,class,name\n"
						   "1380013 8000,vip,王女士\n"
						   "abc-1,ordinary,\n");
	assert_int_equal(2, out.accepted);
	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"138-0013-8000\"}");
	assert_string_equal("vip", world_text(world, "events.0.class"));
	assert_string_equal("王女士", world_text(world, "events.0.customer"));
	assert_int_equal(32, strlen(world_text(world, "events.0.token")));
	/* Typed in small letters, read in capitals: the same card. */
	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"ABC1\"}");
	assert_string_equal("ordinary", world_text(world, "events.0.class"));
}

static void test_what_is_said_counts_more(void **state)
{
	struct world *world = *state;

	import(world, RC_OK, "card,class,name\n77,vip,王女士\n");
	world_must(world, "h1", "ticket.take",
		   "{\"service\":\"s1\",\"card\":\"77\",\"class\":\"ordinary\",\"customer\":\"Mr Li\"}");
	assert_string_equal("ordinary", world_text(world, "events.0.class"));
	assert_string_equal("Mr Li", world_text(world, "events.0.customer"));
}

static void test_kind_of_card_brings_class_and_service(void **state)
{
	struct world *world = *state;

	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"6212345\"}");
	assert_string_equal("vip", world_text(world, "events.0.class"));
	/* The longest prefix counts, and needs no service to be chosen. */
	world_must(world, "h1", "ticket.take", "{\"card\":\"62 00 1\"}");
	assert_string_equal("s2", world_text(world, "events.0.service"));
	assert_string_equal("ordinary", world_text(world, "events.0.class"));
	/* An unknown card is no hindrance, and no service either. */
	assert_int_equal(200, world_do(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"99\"}"));
	assert_int_equal(409, world_do(world, "h1", "ticket.take", "{\"card\":\"99\"}"));
	assert_string_equal("SERVICE_UNKNOWN", world_text(world, "refusal"));
}

/* A class that no hall has is a mistake in its row; before there is a hall, every class may come to be. */
static void test_class_that_no_hall_has(void **state)
{
	struct world *world = *state;
	struct world early;

	const struct register_outcome out = import(world, RC_INVALID, "card,class\n54,vip\n55,diamond\n");
	assert_int_equal(1, out.rejected);
	assert_int_equal(3, out.rejects[0].line);
	assert_string_equal("no hall has a class diamond", out.rejects[0].why);

	world_open(&early, false);
	import(&early, RC_OK, "card,class\n55,diamond\n");
	world_hall_with(&early, "h1", world_config(&early, NULL, NULL));
	world_must(&early, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"55\"}");
	assert_string_equal("ordinary", world_text(&early, "events.0.class"));
	world_done(&early);
}

static bool contains(struct text whole, const char *part)
{
	const size_t len = strlen(part);

	for (size_t i = 0; i + len <= whole.len; i++)
		if (memcmp(whole.at + i, part, len) == 0)
			return true;
	return false;
}

/* The number itself is nowhere: not in the log, not in the register, not in the answer. */
static void test_only_the_hash_is_kept(void **state)
{
	struct world *world = *state;
	struct store_event *events;
	uint32_t n;

	import(world, RC_OK, "card,class\n4471168823,vip\n");
	world->key = "k1";
	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"4471168823\"}");
	assert_false(contains(world->job.answer, "4471168823"));
	struct store_hall hall;
	assert_ok(&world->bed, store_hall_find(world->bed.store, TEXT("h1"), &world->arena, &hall, &world->bed.err));
	assert_ok(&world->bed, store_events(world->bed.store, hall.no, 0, INT64_MAX, 1000, &world->arena, &events, &n,
					    &world->bed.err));
	assert_true(n >= 2);
	for (uint32_t i = 0; i < n; i++)
		assert_false(contains(events[i].payload, "4471168823"));
}

static void test_all_or_nothing(void **state)
{
	struct world *world = *state;
	int64_t n;

	const struct register_outcome out = import(world, RC_INVALID,
						   "card,class,name\n"
						   "1,vip,\n"
						   ",vip,\n"
						   "2,,\n"
						   "3,vip,\"never ends\n");
	assert_int_equal(3, out.rejected);
	assert_int_equal(3, out.rejects[0].line);
	assert_non_null(strstr(out.rejects[0].why, "card"));
	assert_int_equal(4, out.rejects[1].line);
	assert_non_null(strstr(out.rejects[1].why, "class"));
	assert_int_equal(5, out.rejects[2].line);
	assert_ok(&world->bed, store_customer_count(world->bed.store, &n, &world->bed.err));
	assert_int_equal(0, n);
}

/* A server that shares the store: what it could write while the import had its rests. */
struct neighbour {
	struct store *store;
	struct bed *bed;
	uint32_t groups;
	bool refuses; /* ends the import, as a disk that is full does */
};

static void write_meanwhile(void *context)
{
	struct neighbour *neighbour = context;

	neighbour->groups++;
	assert_ok(neighbour->bed, store_begin(neighbour->store, &neighbour->bed->err));
	if (neighbour->refuses)
		return;
	assert_ok(neighbour->bed, store_meta_put(neighbour->store, TEXT("test"), TEXT("x"), &neighbour->bed->err));
	assert_ok(neighbour->bed, store_commit(neighbour->store, &neighbour->bed->err));
}

static struct text many_customers(struct world *world, int n, const char *last)
{
	struct buf buf = { .arena = &world->arena };

	buf_text(&buf, TEXT("card,class,name\n"));
	for (int i = 0; i < n; i++)
		buf_printf(&buf, "%d,vip,x\n", i);
	buf_text(&buf, text_of(last));
	return buf_view(&buf);
}

/* S7: a large file does not keep the halls waiting: the lock for writing is free between its groups, and nothing
 * is written before all was checked. */
static void test_halls_write_between_groups(void **state)
{
	enum { ROWS = 2 * REGISTER_GROUP_MAX + 7 };
	struct world *world = *state;
	struct neighbour neighbour = { .store = bed_another(&world->bed, false), .bed = &world->bed };
	const struct register_rest rest = { write_meanwhile, &neighbour };
	struct register_outcome out;
	int64_t n;

	assert_rc(RC_INVALID, register_import(world->bed.store, many_customers(world, ROWS, "x,nobody,\n"), &rest,
					      &world->arena, &out, &world->err));
	assert_int_equal(neighbour.groups, 0);
	assert_ok(&world->bed, store_customer_count(world->bed.store, &n, &world->bed.err));
	assert_int_equal(n, 0);
	assert_rc(RC_OK, register_import(world->bed.store, many_customers(world, ROWS, ""), &rest, &world->arena, &out,
					 &world->err));
	assert_int_equal(neighbour.groups, 2);
	assert_int_equal(out.accepted, ROWS);
	assert_ok(&world->bed, store_customer_count(world->bed.store, &n, &world->bed.err));
	assert_int_equal(n, ROWS);
	store_close(&neighbour.store);
}

/* S7: an import that had to end says how far it came, and is as good as begun again. */
static void test_an_import_that_ends_early_says_so(void **state)
{
	struct world *world = *state;
	struct neighbour neighbour = { .store = bed_another(&world->bed, false), .bed = &world->bed, .refuses = true };
	const struct register_rest rest = { write_meanwhile, &neighbour };
	struct text file = many_customers(world, REGISTER_GROUP_MAX + 1, "");
	struct store *patient = world->bed.store;
	struct register_outcome out;
	int64_t n;

	assert_rc(RC_FAULT, register_import(patient, file, &rest, &world->arena, &out, &world->err));
	assert_non_null(strstr(world->err.text, "4096 of 4097 customers are in the register"));
	store_rollback(neighbour.store);
	assert_rc(RC_OK, register_import(patient, file, NULL, &world->arena, &out, &world->err));
	assert_ok(&world->bed, store_customer_count(patient, &n, &world->bed.err));
	assert_int_equal(n, REGISTER_GROUP_MAX + 1);
	store_close(&neighbour.store);
}

/* Q10, S7: no row with a control character gets in; one that is there from before does not spoil a hall. */
static void test_names_that_cannot_be_greeted(void **state)
{
	struct world *world = *state;
	struct recognise_key key;
	char token[RECOGNISE_TOKEN_SIZE];

	const struct register_outcome out = import(world, RC_INVALID,
						   "card,class,name\n"
						   "31,vip,\"a\x07z\"\n"
						   "32,vip,a\xc2\x85z\n"
						   "3\x1b,vip,\n");
	assert_int_equal(out.rejected, 3);
	assert_non_null(strstr(out.rejects[0].why, "name must have at most 48 characters, none of them a control"));
	assert_rc(RC_OK, recognise_key_load(world->bed.store, &key, &world->err));
	recognise_token(&key, TEXT("31"), token);
	const struct store_customer old = { text_of(token), TEXT("vip"), TEXT("a\x07z") };
	assert_ok(&world->bed, store_begin(world->bed.store, &world->bed.err));
	assert_ok(&world->bed, store_customer_put(world->bed.store, &old, &world->bed.err));
	assert_ok(&world->bed, store_commit(world->bed.store, &world->bed.err));
	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"31\"}");
	assert_string_equal("vip", world_text(world, "events.0.class"));
	assert_null(json_member(world_member(world, "events.0"), "customer"));
}

/* A card may stand twice, however it is spelled, where both rows say the same; it counts once. */
static void test_card_stands_twice(void **state)
{
	struct world *world = *state;

	assert_int_equal(1, import(world, RC_OK, "card,class\n1 23,vip\n12-3,vip\n").accepted);
	/* An earlier file is something else: it is changed. */
	assert_int_equal(1, import(world, RC_OK, "card,class\n123,ordinary\n").accepted);
	const struct register_outcome out = import(world, RC_INVALID, "card,class\n5,vip\n6,vip\n5,ordinary\n");
	assert_int_equal(4, out.rejects[0].line);
	assert_string_equal("line 2 has this card too, in class vip", out.rejects[0].why);
}

static void test_header_must_name_the_columns(void **state)
{
	struct world *world = *state;

	import(world, RC_INVALID, "");
	import(world, RC_INVALID, "number,class\n1,vip\n");
	assert_non_null(strstr(world->err.text, "card"));
	/* In any order, among others. */
	assert_int_equal(1, import(world, RC_OK, "branch,class,card\n12,vip,9\n").accepted);
}

static void test_is_forgotten(void **state)
{
	struct world *world = *state;
	struct store_customer gone;

	import(world, RC_OK, "card,class\n88,vip\n");
	assert_rc(RC_OK, register_remove(world->bed.store, TEXT("8-8"), &world->arena, &gone, &world->err));
	assert_true(text_eq(gone.class, TEXT("vip")));
	assert_rc(RC_MISSING, register_remove(world->bed.store, TEXT("88"), &world->arena, &gone, &world->err));
	world_must(world, "h1", "ticket.take", "{\"service\":\"s1\",\"card\":\"88\"}");
	assert_string_equal("ordinary", world_text(world, "events.0.class"));
}

/* Q15: a booking is redeemed with the card that it was made with. */
static void test_redeem_by_card(void **state)
{
	struct world *world = *state;
	struct recognise_key key;
	char token[RECOGNISE_TOKEN_SIZE], other[RECOGNISE_TOKEN_SIZE];

	assert_rc(RC_OK, recognise_key_load(world->bed.store, &key, &world->err));
	recognise_token(&key, TEXT("110101 1990"), token);
	recognise_token(&key, TEXT("1101011990"), other);
	assert_string_equal(token, other);
	recognise_token(&key, TEXT("1101011991"), other);
	assert_string_not_equal(token, other);
	assert_int_equal(409, world_do(world, "h1", "appointment.redeem", "{\"card\":\"1101011990\"}"));
	assert_string_equal("APPOINTMENT_UNKNOWN", world_text(world, "refusal"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_card_brings_class_and_name),
		TEST(test_what_is_said_counts_more),
		TEST(test_kind_of_card_brings_class_and_service),
		TEST(test_class_that_no_hall_has),
		TEST(test_only_the_hash_is_kept),
		TEST(test_all_or_nothing),
		TEST(test_halls_write_between_groups),
		TEST(test_an_import_that_ends_early_says_so),
		TEST(test_names_that_cannot_be_greeted),
		TEST(test_card_stands_twice),
		TEST(test_header_must_name_the_columns),
		TEST(test_is_forgotten),
		TEST(test_redeem_by_card),
	};
	return cmocka_run_group_tests_name("register", tests, NULL, NULL);
}
