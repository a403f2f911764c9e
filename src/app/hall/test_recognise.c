/* Recognition of customers, case by case (Q10). */
#include "app/hall/recognise.h"

#include <string.h>

#include "app/test_world.h"
#include "store/customer.h"

static const struct recognise_key key = { "0123456789abcdef0123456789abcde" };

static const struct {
	const char *a, *b;
	bool same;
} numbers[] = {
	{ "6222 0210 0111", "622202100111", true },
	{ "6222-0210-0111", "622202100111", true },
	{ "138.0013.8000", " 13800138000 ", true },
	{ "11010119900307123x", "11010119900307123X", true },
	{ "ab-12", "A B.1-2", true },
	{ "0123", "123", false },
	{ "1", "l", false },
	{ "12", "21", false },
	{ "a_1", "a1", false }, /* only blanks, dots and dashes do not count */
	{ "张三", "张三", true },
	{ "张三", "张四", false },
};

/* However a number is written, it has one token; another number or another key has another one. */
static void test_tokens(void **state)
{
	struct recognise_key other_key = key;

	(void)state;
	other_key.bytes[RECOGNISE_KEY_BYTES - 1] ^= 1;
	for (size_t i = 0; i < CC_COUNT(numbers); i++) {
		char a[RECOGNISE_TOKEN_SIZE], b[RECOGNISE_TOKEN_SIZE];

		assert_true(recognise_token(&key, text_of(numbers[i].a), a));
		assert_true(recognise_token(&key, text_of(numbers[i].b), b));
		if ((strcmp(a, b) == 0) != numbers[i].same)
			fail_msg("%s and %s", numbers[i].a, numbers[i].b);
		assert_int_equal(strlen(a), RECOGNISE_TOKEN_SIZE - 1);
		assert_int_equal(strspn(a, "0123456789abcdef"), RECOGNISE_TOKEN_SIZE - 1);
		assert_true(recognise_token(&other_key, text_of(numbers[i].a), b));
		assert_string_not_equal(a, b);
	}
}

/* What has nothing that counts is nobody's number. */
static void test_nothing_counts(void **state)
{
	static const char *const nothing[] = { "", " ", "-", ". - .", "--------" };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(nothing); i++) {
		char token[RECOGNISE_TOKEN_SIZE] = "x";

		assert_false(recognise_token(&key, text_of(nothing[i]), token));
		assert_string_equal(token, "");
	}
}

/* The key is made once, survives, and a damaged one is told. */
static void test_the_key_stays(void **state)
{
	struct recognise_key first, again;
	struct world world;

	(void)state;
	world_open(&world, true);
	assert_ok(&world, recognise_key_load(world.bed.store, &first, &world.err)); /* the desk has made it */
	desk_close(&world.desk);
	bed_reopen(&world.bed);
	assert_ok(&world, recognise_key_load(world.bed.store, &again, &world.err));
	assert_memory_equal(&first, &again, sizeof(first));
	static const char *const damaged[] = { "", "00", "zz", "not hexadecimal at all" };
	for (size_t i = 0; i < CC_COUNT(damaged); i++) {
		assert_ok(&world, store_begin(world.bed.store, &world.err));
		assert_ok(&world,
			  store_meta_put(world.bed.store, TEXT("customers.key"), text_of(damaged[i]), &world.err));
		assert_rc(RC_FAULT, recognise_key_load(world.bed.store, &again, &world.err));
		assert_non_null(strstr(world.err.text, "backup"));
		store_rollback(world.bed.store);
	}
	world_done(&world);
}

static void open_card_world(struct world *world)
{
	world_open(world, true);
	world_hall_with(world, "h1",
			world_config(world, NULL,
				     "\"cards\":[{\"prefix\":\"62\",\"class\":\"ordinary\",\"service\":\"s1\"},"
				     "{\"prefix\":\"6217\",\"class\":\"vip\"},"
				     "{\"prefix\":\"ic-7\",\"service\":\"s3\"},"
				     "{\"prefix\":\"-\",\"service\":\"s2\"}]"));
}

/* A customer in the register, by number. */
static void know(struct world *world, const char *number, const char *class, const char *name)
{
	struct recognise_key store_key;
	char token[RECOGNISE_TOKEN_SIZE];

	assert_ok(world, store_begin(world->bed.store, &world->err));
	assert_ok(world, recognise_key_load(world->bed.store, &store_key, &world->err));
	assert_true(recognise_token(&store_key, text_of(number), token));
	const struct store_customer customer = { text_of(token), text_of(class), text_of(name) };
	assert_ok(world, store_customer_put(world->bed.store, &customer, &world->err));
	assert_ok(world, store_commit(world->bed.store, &world->err));
}

static const struct {
	const char *args;
	int status;
	const char *class, *service, *customer; /* customer NULL for none */
} takes[] = {
	/* The register knows better than the kind of card. */
	{ "{\"service\":\"s2\",\"card\":\"6200 1\"}", 200, "vip", "s2", "王女士" },
	/* A class that the hall has not counts as none: then the kind of card says it. */
	{ "{\"service\":\"s2\",\"card\":\"6217 5\"}", 200, "vip", "s2", "李" },
	/* The longest prefix alone counts: it stands for no service. */
	{ "{\"card\":\"62170\"}", 409, NULL, NULL, NULL },
	{ "{\"card\":\"62160\"}", 200, "ordinary", "s1", NULL },
	/* A prefix is written as people like, as a number is. */
	{ "{\"card\":\"IC7 001\"}", 200, "ordinary", "s3", NULL },
	{ "{\"card\":\"ic.7\"}", 200, "ordinary", "s3", NULL },
	/* A prefix that has nothing that counts fits nobody. */
	{ "{\"card\":\"99\"}", 409, NULL, NULL, NULL },
	{ "{\"card\":\"-\"}", 409, NULL, NULL, NULL },
	{ "{\"service\":\"s1\",\"card\":\"-\"}", 200, "ordinary", "s1", NULL },
	/* An unknown service that is said is refused, not replaced by the card's. */
	{ "{\"service\":\"s9\",\"card\":\"62160\"}", 409, NULL, NULL, NULL },
	/* What is said counts more than both. */
	{ "{\"service\":\"s2\",\"class\":\"ordinary\",\"customer\":\"你\",\"card\":\"62001\"}", 200, "ordinary", "s2",
	  "你" },
};

static void test_what_a_card_brings(void **state)
{
	struct world world;

	(void)state;
	open_card_world(&world);
	know(&world, "62001", "vip", "王女士");
	know(&world, "62175", "diamond", "李");
	for (size_t i = 0; i < CC_COUNT(takes); i++) {
		const int status = world_do(&world, "h1", "ticket.take", takes[i].args);

		if (status != takes[i].status)
			fail_msg("%s: %d %.*s", takes[i].args, status, TEXT_ARG(world.job.answer));
		if (status != 200)
			continue;
		assert_string_equal(world_text(&world, "events.0.class"), takes[i].class);
		assert_string_equal(world_text(&world, "events.0.service"), takes[i].service);
		const struct json *customer = json_member(world_member(&world, "events.0"), "customer");
		assert_int_equal(customer != NULL, takes[i].customer != NULL);
		if (customer != NULL)
			assert_string_equal(world_text(&world, "events.0.customer"), takes[i].customer);
		assert_null(json_member(world_member(&world, "events.0"), "card"));
	}
	world_done(&world);
}

/* Q15: who booked with a card redeems with it, however it is written; a dash is nobody's card. */
static void test_booking_by_card(void **state)
{
	struct world world;

	(void)state;
	open_card_world(&world);
	know(&world, "88123", "vip", "周");
	world_must(&world, "h1", "appointment.book",
		   "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"09:00\",\"card\":\"88-123\"}");
	assert_string_equal(world_text(&world, "events.0.name"), "周");
	assert_string_equal(world_text(&world, "events.0.class"), "vip");
	const char *token = world_text(&world, "events.0.token");
	world_must(&world, "h1", "appointment.book",
		   "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"09:00\",\"card\":\"--\"}");
	assert_null(json_member(world_member(&world, "events.0"), "token"));

	assert_int_equal(world_do(&world, "h1", "appointment.redeem", "{\"card\":\"-\"}"), 409);
	assert_int_equal(world_do(&world, "h1", "appointment.redeem", "{\"card\":\"88124\"}"), 409);
	world_must(&world, "h1", "appointment.redeem", "{\"card\":\"8 8 1 2 3\"}");
	assert_string_equal(world_text(&world, "events.0.token"), token);
	assert_int_equal(world_do(&world, "h1", "appointment.redeem", "{\"card\":\"88123\"}"), 409);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),          cmocka_unit_test(test_nothing_counts),
		cmocka_unit_test(test_the_key_stays),   cmocka_unit_test(test_what_a_card_brings),
		cmocka_unit_test(test_booking_by_card),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
