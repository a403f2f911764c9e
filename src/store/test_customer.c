/* The register of known customers (Q10). */
#include "store/customer.h"

#include "store/test_bed.h"

static void put(struct bed *bed, const char *token, const char *class, const char *name)
{
	const struct store_customer customer = { text_of(token), text_of(class), text_of(name) };

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_customer_put(bed->store, &customer, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

static void test_is_found_by_token(void **state)
{
	struct bed *bed = *state;
	struct store_customer found;

	put(bed, "t1", "vip", "王女士");
	put(bed, "t2", "gold", "");
	bed_reopen(bed);
	assert_ok(bed, store_customer_get(bed->store, TEXT("t1"), &bed->arena, &found, &bed->err));
	assert_text("vip", found.class);
	assert_text("王女士", found.name);
	assert_ok(bed, store_customer_get(bed->store, TEXT("t2"), &bed->arena, &found, &bed->err));
	assert_text("gold", found.class);
	assert_text("", found.name);
	assert_rc(RC_MISSING, store_customer_get(bed->store, TEXT("t"), &bed->arena, &found, &bed->err));
}

static void test_is_replaced_and_removed(void **state)
{
	struct bed *bed = *state;
	struct store_customer found;
	int64_t n;

	put(bed, "t1", "vip", "王女士");
	put(bed, "t1", "gold", "王女士");
	assert_ok(bed, store_customer_count(bed->store, &n, &bed->err));
	assert_int_equal(1, n);
	assert_ok(bed, store_customer_get(bed->store, TEXT("t1"), &bed->arena, &found, &bed->err));
	assert_text("gold", found.class);

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_customer_remove(bed->store, TEXT("t1"), &bed->err));
	assert_rc(RC_MISSING, store_customer_remove(bed->store, TEXT("t1"), &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_customer_count(bed->store, &n, &bed->err));
	assert_int_equal(0, n);
}

static void test_follows_its_group(void **state)
{
	struct bed *bed = *state;
	const struct store_customer customer = { TEXT("t1"), TEXT("vip"), TEXT("") };
	int64_t n;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_customer_put(bed->store, &customer, &bed->err));
	store_rollback(bed->store);
	assert_ok(bed, store_customer_count(bed->store, &n, &bed->err));
	assert_int_equal(0, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BED_REAL(test_is_found_by_token),	BED_SIM(test_is_found_by_token),
		BED_REAL(test_is_replaced_and_removed), BED_SIM(test_is_replaced_and_removed),
		BED_SIM(test_follows_its_group),
	};
	return cmocka_run_group_tests_name("customer", tests, NULL, NULL);
}
