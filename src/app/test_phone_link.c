/* Links of phones: their own ticket and no other (Q1, Q16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "app/phone_link.h"
#include "base/cc.h"
#include "store/store.h"
#include "store/test_bed.h"

static const struct phone_link_key key = { { 7, 1, 2, 3 } };

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* Q1: a link leads to the hall and the ticket that it was made for, also where the hall's id has dashes. */
static void links_lead_back(void **state)
{
	static const struct {
		const char *hall;
		int64_t ticket;
	} rows[] = { { "h1", 1 }, { "a-b-7", 12 }, { "-", 3 }, { "x", INT64_MAX }, { "branch-12", 100200300 } };

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct text link = phone_link_text(&key, text_of(rows[i].hall), rows[i].ticket, &arena);
		struct phone_link read;
		assert_true(phone_link_read(&key, link, &read));
		assert_true(text_eq(read.hall, text_of(rows[i].hall)));
		assert_int_equal(read.ticket, rows[i].ticket);
	}
}

/* Q16: no change of one byte, no other hall, ticket or key makes a link that leads anywhere. */
static void others_are_not_found_by_trying(void **state)
{
	const struct phone_link_key other = { { 8, 1, 2, 3 } };
	const struct text link = phone_link_text(&key, TEXT("h1"), 41, &arena);
	struct phone_link read;

	(void)state;
	assert_false(phone_link_read(&other, link, &read));
	for (size_t i = 0; i < link.len; i++)
		for (int byte = 0; byte < 256; byte++) {
			char changed[PHONE_LINK_MAX];
			memcpy(changed, link.at, link.len);
			changed[i] = (char)byte;
			if (byte != (unsigned char)link.at[i])
				assert_false(phone_link_read(&key, (struct text){ changed, link.len }, &read));
		}
	for (size_t len = 0; len < link.len; len++)
		assert_false(phone_link_read(&key, (struct text){ link.at, len }, &read));
}

/* Q16: one ticket has one link, so numbers are written in one way. */
static void odd_links_lead_nowhere(void **state)
{
	static const char *const odd[] = { "",
					   "-",
					   "--",
					   "h1",
					   "h1-1",
					   "h1-1-",
					   "-1-00000000000000000000",
					   "h1--1-00000000000000000000",
					   "h1-01-00000000000000000000",
					   "h1-0-00000000000000000000",
					   "h1-99999999999999999999-00000000000000000000" };
	const struct text good = phone_link_text(&key, TEXT("h1"), 1, &arena);
	struct phone_link read;
	char upper[PHONE_LINK_MAX];

	(void)state;
	for (size_t i = 0; i < CC_COUNT(odd); i++)
		assert_false(phone_link_read(&key, text_of(odd[i]), &read));
	text_fill(upper, sizeof(upper), good);
	for (char *at = upper + 5; *at; at++)
		*at = *at >= 'a' ? (char)(*at - 'a' + 'A') : *at;
	assert_string_not_equal(upper, good.at);
	assert_false(phone_link_read(&key, text_of(upper), &read));
}

/* S7: the key is the store's: made once, the same for whoever opens it next; a damaged one is told of. */
static void the_key_stays_in_the_store(void **state)
{
	struct phone_link_key first, again;
	struct bed bed;

	(void)state;
	bed_open(&bed, false, 1);
	assert_ok(&bed, store_begin(bed.store, &bed.err));
	assert_ok(&bed, phone_link_key_load(bed.store, &first, &bed.err));
	assert_ok(&bed, phone_link_key_load(bed.store, &again, &bed.err));
	assert_memory_equal(&first, &again, sizeof(first));
	assert_memory_not_equal(&first, &key, sizeof(first));
	assert_ok(&bed, store_meta_put(bed.store, TEXT("links.key"), TEXT("12zz"), &bed.err));
	assert_int_equal(phone_link_key_load(bed.store, &again, &bed.err), RC_FAULT);
	assert_non_null(strstr(bed.err.text, "links.key"));
	store_rollback(bed.store);
	bed_done(&bed);
}

#define LINK_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINK_TEST(links_lead_back),
		LINK_TEST(others_are_not_found_by_trying),
		LINK_TEST(odd_links_lead_nowhere),
		LINK_TEST(the_key_stays_in_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
