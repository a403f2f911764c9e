/* Designs of kiosks and the media library (Q18, S7). */
#include "store/design.h"

#include "store/media.h"
#include "store/test_bed.h"

static void put(struct bed *bed, const char *id, int64_t version, int64_t revision, const char *document)
{
	const struct store_design design = { .design = text_of(id),
					     .version = version,
					     .revision = revision,
					     .screen = TEXT("portrait"),
					     .name = TEXT("明快"),
					     .at_ms = 5000,
					     .actor = TEXT("http"),
					     .hash = TEXT("ab"),
					     .document = text_of(document) };

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_design_put(bed->store, bed->hall, &design, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

/* Q18: drafts and versions stay, each with its document, and a draft is replaced. */
static void test_versions(void **state)
{
	struct bed *bed = *state;
	struct store_design *list, one;
	uint32_t n;
	int64_t uses;

	put(bed, "b", 1, 1, "{\"media\":\"f00\"}");
	put(bed, "b", 0, 2, "{}");
	put(bed, "a", 0, 1, "{}");
	put(bed, "b", 0, 3, "{\"n\":3}");
	bed_reopen(bed);
	assert_ok(bed, store_design_list(bed->store, bed->hall, &bed->arena, &list, &n, &bed->err));
	assert_int_equal(3, n);
	assert_text("a", list[0].design);
	assert_text("b", list[1].design);
	assert_int_equal(0, list[1].version);
	assert_int_equal(3, list[1].revision);
	assert_int_equal(1, list[2].version);
	assert_int_equal(0, list[2].document.len);
	assert_ok(bed, store_design_get(bed->store, bed->hall, TEXT("b"), 0, &bed->arena, &one, &bed->err));
	assert_text("{\"n\":3}", one.document);
	assert_text("明快", one.name);
	assert_rc(RC_MISSING, store_design_get(bed->store, bed->hall, TEXT("b"), 2, &bed->arena, &one, &bed->err));
	assert_rc(RC_MISSING, store_design_get(bed->store, bed->hall + 1, TEXT("b"), 0, &bed->arena, &one, &bed->err));
	assert_ok(bed, store_design_uses(bed->store, bed->hall, TEXT("f00"), &uses, &bed->err));
	assert_int_equal(1, uses);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_design_remove(bed->store, bed->hall, TEXT("b"), 0, &bed->err));
	assert_rc(RC_MISSING, store_design_remove(bed->store, bed->hall, TEXT("b"), 0, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

static int64_t uses(struct bed *bed, const char *media)
{
	int64_t n;

	assert_ok(bed, store_design_uses(bed->store, bed->hall, text_of(media), &n, &bed->err));
	return n;
}

/* Q18: which files documents name is known as long as they do: a name in the words of a customer is none. */
static void test_names_of_files(void **state)
{
	struct bed *bed = *state;

	put(bed, "a", 1, 1, "{\"pages\":[{\"media\":\"f1\",\"elements\":[{\"media\":\"f2\"},{\"media\":\"f2\"}]}]}");
	put(bed, "a", 0, 2, "{\"pages\":[{\"media\":\"f1\",\"elements\":[{\"media\":\"\",\"text\":\"f3\"}]}]}");
	put(bed, "b", 0, 1, "{\"media\":"); /* nobody can read it; it names nothing */
	assert_int_equal(2, uses(bed, "f1"));
	assert_int_equal(1, uses(bed, "f2"));
	assert_int_equal(0, uses(bed, "f3"));
	assert_int_equal(0, uses(bed, ""));
	put(bed, "a", 0, 3, "{\"pages\":[{\"media\":\"f3\"}]}");
	assert_int_equal(1, uses(bed, "f1"));
	assert_int_equal(1, uses(bed, "f3"));
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_design_remove(bed->store, bed->hall, TEXT("a"), 0, &bed->err));
	assert_ok(bed, store_design_remove(bed->store, bed->hall, TEXT("a"), 1, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(0, uses(bed, (const char *[]){ "f1", "f2", "f3" }[i]));
}

/* Q18: no revision comes twice in a hall, though nothing is left of the draft that had it. */
static void test_revisions(void **state)
{
	struct bed *bed = *state;
	struct store_design *list;
	int64_t last;
	uint32_t n;

	assert_ok(bed, store_design_last(bed->store, bed->hall, &last, &bed->err));
	assert_int_equal(0, last);
	put(bed, "a", 0, 7, "{}");
	put(bed, "b", 0, 3, "{}");
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_design_remove(bed->store, bed->hall, TEXT("a"), 0, &bed->err));
	assert_ok(bed, store_design_remove(bed->store, bed->hall, TEXT("b"), 0, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	bed_reopen(bed);
	assert_ok(bed, store_design_list(bed->store, bed->hall, &bed->arena, &list, &n, &bed->err));
	assert_int_equal(0, n);
	assert_ok(bed, store_design_last(bed->store, bed->hall, &last, &bed->err));
	assert_int_equal(7, last);
	assert_ok(bed, store_design_last(bed->store, bed->hall + 1, &last, &bed->err));
	assert_int_equal(0, last);
}

/* Q18: a kind of screen shows one version at a time. */
static void test_screens(void **state)
{
	struct bed *bed = *state;
	const struct store_screen first = { TEXT("portrait"), TEXT("a"), 1, 1000 },
				  next = { TEXT("portrait"), TEXT("b"), 4, 2000 };
	struct store_screen *list;
	uint32_t n;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_screen_put(bed->store, bed->hall, &first, &bed->err));
	assert_ok(bed, store_screen_put(bed->store, bed->hall, &next, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_screen_list(bed->store, bed->hall, &bed->arena, &list, &n, &bed->err));
	assert_int_equal(1, n);
	assert_text("b", list[0].design);
	assert_int_equal(4, list[0].version);
	assert_int_equal(2000, list[0].since_ms);
}

static void add_file(struct bed *bed, int64_t media, const char *hash, bool done)
{
	const struct store_media file = { .media = media,
					  .hash = text_of(hash),
					  .type = TEXT("image/png"),
					  .name = TEXT("a.png"),
					  .bytes = 4,
					  .have = 1,
					  .done = done,
					  .at_ms = 100 * media };

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_media_add(bed->store, bed->hall, &file, &bed->err));
	assert_ok(bed, store_part_put(bed->store, bed->hall, media, 0,
				      (struct text){ "a\0\xff"
						     "b",
						     4 },
				      &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

/* Q18: files are found by their hash once they are whole; their bytes are any bytes; uploads grow stale. */
static void test_media(void **state)
{
	struct bed *bed = *state;
	struct store_media_total total;
	struct store_media *list, one;
	struct text bytes;
	int64_t stale;
	uint32_t n;

	add_file(bed, 1, "aa", true);
	add_file(bed, 2, "bb", false);
	assert_ok(bed, store_media_find(bed->store, bed->hall, TEXT("aa"), &bed->arena, &one, &bed->err));
	assert_int_equal(1, one.media);
	assert_rc(RC_MISSING, store_media_find(bed->store, bed->hall, TEXT("bb"), &bed->arena, &one, &bed->err));
	assert_ok(bed, store_part_get(bed->store, bed->hall, 1, 0, &bed->arena, &bytes, &bed->err));
	assert_int_equal(4, bytes.len);
	assert_memory_equal("a\0\xff"
			    "b",
			    bytes.at, 4);
	assert_rc(RC_MISSING, store_part_get(bed->store, bed->hall, 1, 1, &bed->arena, &bytes, &bed->err));
	assert_ok(bed, store_media_stale(bed->store, bed->hall, 200, &stale, &bed->err));
	assert_int_equal(0, stale);
	assert_ok(bed, store_media_stale(bed->store, bed->hall, 201, &stale, &bed->err));
	assert_int_equal(2, stale);
	assert_ok(bed, store_media_total(bed->store, bed->hall, &total, &bed->err));
	assert_int_equal(2, total.n);
	assert_int_equal(8, total.bytes);
	assert_int_equal(2, total.last);
	assert_int_equal(1, total.open);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_media_remove(bed->store, bed->hall, 1, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_rc(RC_MISSING, store_part_get(bed->store, bed->hall, 1, 0, &bed->arena, &bytes, &bed->err));
	assert_ok(bed, store_media_list(bed->store, bed->hall, &bed->arena, &list, &n, &bed->err));
	assert_int_equal(1, n);
	assert_rc(RC_MISSING, store_media_get(bed->store, bed->hall, 1, &bed->arena, &one, &bed->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BED_REAL(test_versions),  BED_SIM(test_versions), BED_REAL(test_names_of_files),
		BED_REAL(test_revisions), BED_REAL(test_screens), BED_REAL(test_media),
		BED_SIM(test_media)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
