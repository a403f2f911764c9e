/* Deep copies by shape: equal in every respect, and independent of what they were made from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/shape.h"

enum { ARENA_MAX = 64 << 20, TRIALS = 500, DEPTH_MAX = 3 };

/* A tree: a record inline, a list of texts, a list of numbers and a list of itself. */
struct label {
	struct text name;
	int32_t rank;
};

struct tree {
	int64_t number;
	char code[6];
	struct text title, raw;
	struct label label;
	struct shape_list words, counts, children;
};

#define AT(type, member) .size = sizeof(((struct type *)0)->member), .offset = offsetof(struct type, member)

static const struct shape_field label_fields[] = {
	{ "name", SHAPE_TEXT, false, AT(label, name), .high = 64 },
	{ "rank", SHAPE_INT, false, AT(label, rank), .high = 1000 },
};
static const struct shape label_shape = { "label", sizeof(struct label), label_fields, CC_COUNT(label_fields) };

static const struct shape tree_shape;
static const struct shape_field word_entry = { "", SHAPE_TEXT, .size = sizeof(struct text), .high = 64 };
static const struct shape_field count_entry = { "", SHAPE_INT, .size = sizeof(int32_t), .high = INT32_MAX };
static const struct shape_field child_entry = { "", SHAPE_RECORD, .size = sizeof(struct tree), .of = &tree_shape };

static const struct shape_field tree_fields[] = {
	{ "number", SHAPE_INT, false, AT(tree, number), .high = INT64_MAX },
	{ "code", SHAPE_CHARS, false, AT(tree, code), .high = 5 },
	{ "title", SHAPE_TEXT, false, AT(tree, title), .high = 64 },
	{ "raw", SHAPE_RAW, false, AT(tree, raw) },
	{ "label", SHAPE_RECORD, false, AT(tree, label), .of = &label_shape },
	{ "words", SHAPE_LIST, false, AT(tree, words), .high = 8, .entry = &word_entry },
	{ "counts", SHAPE_LIST, false, AT(tree, counts), .high = 8, .entry = &count_entry },
	{ "children", SHAPE_LIST, false, AT(tree, children), .high = 8, .entry = &child_entry },
};
static const struct shape tree_shape = { "tree", sizeof(struct tree), tree_fields, CC_COUNT(tree_fields) };

static struct text written(const struct tree *tree, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(&tree_shape, tree, NULL, 0, &out);
	return buf_view(&buf);
}

static struct text random_text(struct rng *rng, struct arena *arena)
{
	return text_printf(arena, "%.*s%llx", (int)rng_below(rng, 2) * 3, "号", (unsigned long long)rng_next(rng));
}

static struct tree random_tree(struct rng *rng, int depth, struct arena *arena)
{
	struct tree tree = {
		.number = (int64_t)rng_below(rng, 1000),
		.title = random_text(rng, arena),
		.raw = TEXT("{\"a\":[1]}"),
		.label = { random_text(rng, arena), (int32_t)rng_below(rng, 9) },
	};

	text_fill(tree.code, sizeof(tree.code), random_text(rng, arena));
	tree.words.n = (uint32_t)rng_below(rng, 4);
	tree.words.at = ARENA_ARRAY(arena, tree.words.n, struct text);
	for (uint32_t i = 0; i < tree.words.n; i++)
		((struct text *)tree.words.at)[i] = random_text(rng, arena);
	tree.counts.n = (uint32_t)rng_below(rng, 4);
	tree.counts.at = ARENA_ARRAY(arena, tree.counts.n, int32_t);
	for (uint32_t i = 0; i < tree.counts.n; i++)
		((int32_t *)tree.counts.at)[i] = (int32_t)rng_below(rng, 100);
	tree.children.n = depth > 0 ? (uint32_t)rng_below(rng, 4) : 0;
	tree.children.at = ARENA_ARRAY(arena, tree.children.n, struct tree);
	for (uint32_t i = 0; i < tree.children.n; i++)
		((struct tree *)tree.children.at)[i] = random_tree(rng, depth - 1, arena);
	return tree;
}

/* Spoil everything that a tree points to, and the tree. */
static void spoil_text(struct text *text)
{
	memset((char *)text->at, 'X', text->len);
}

static void spoil(struct tree *tree)
{
	spoil_text(&tree->title);
	spoil_text(&tree->label.name);
	for (uint32_t i = 0; i < tree->words.n; i++)
		spoil_text(&((struct text *)tree->words.at)[i]);
	for (uint32_t i = 0; i < tree->children.n; i++)
		spoil(&((struct tree *)tree->children.at)[i]);
	memset(tree->words.at, 0xa5, tree->words.n * sizeof(struct text));
	memset(tree->counts.at, 0xa5, tree->counts.n * sizeof(int32_t));
	memset(tree->children.at, 0xa5, tree->children.n * sizeof(struct tree));
	memset(tree, 0xa5, sizeof(*tree));
}

/* Whatever becomes of the source, the copy says what the source said. */
static void test_copies_stand_alone(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11);
	for (int i = 0; i < TRIALS; i++) {
		struct arena from = { 0 }, to = { 0 };
		struct tree copy;

		arena_init(&from, ARENA_MAX);
		arena_init(&to, ARENA_MAX);
		struct tree tree = random_tree(&rng, DEPTH_MAX, &from);
		const struct text before = written(&tree, &to);
		shape_copy(&tree_shape, &tree, &to, &copy);
		assert_true(text_eq(written(&copy, &to), before));
		assert_true(text_eq(written(&tree, &to), before)); /* and the source is as it was */
		spoil(&tree);
		arena_done(&from); /* a sanitizer sees who still looks there */
		assert_true(text_eq(written(&copy, &to), before));
		arena_done(&to);
	}
}

/* And the other way round: what is done to the copy is not seen in the source. */
static void test_sources_stand_alone(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 12);
	for (int i = 0; i < TRIALS; i++) {
		struct arena arena = { 0 };
		struct tree copy;

		arena_init(&arena, ARENA_MAX);
		struct tree tree = random_tree(&rng, DEPTH_MAX, &arena);
		const struct text before = written(&tree, &arena);
		shape_copy(&tree_shape, &tree, &arena, &copy);
		spoil(&copy);
		assert_true(text_eq(written(&tree, &arena), before));
		arena_done(&arena);
	}
}

/* A struct may take its own place: its texts and lists move, what it says stays. */
static void test_copy_in_place(void **state)
{
	CC_CLEANUP(arena_done) struct arena from;
	CC_CLEANUP(arena_done) struct arena to;
	struct rng rng;

	(void)state;
	arena_init(&from, ARENA_MAX);
	arena_init(&to, ARENA_MAX);
	rng_seed(&rng, 13);
	struct tree tree = random_tree(&rng, DEPTH_MAX, &from);
	while (tree.children.n == 0 || tree.words.n == 0)
		tree = random_tree(&rng, DEPTH_MAX, &from);
	struct tree old = tree;
	const struct text before = written(&tree, &to);
	shape_copy(&tree_shape, &tree, &to, &tree);
	assert_ptr_not_equal(tree.children.at, old.children.at);
	assert_ptr_not_equal(tree.title.at, old.title.at);
	spoil(&old);
	assert_true(text_eq(written(&tree, &to), before));
}

/* Empty lists and texts stay empty, and texts get their NUL. */
static void test_empty_and_terminated(void **state)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct tree nothing = { .number = 0 };
	struct tree copy;

	(void)state;
	arena_init(&arena, ARENA_MAX);
	memset(&copy, 0xa5, sizeof(copy));
	shape_copy(&tree_shape, &nothing, &arena, &copy);
	assert_int_equal(copy.words.n + copy.counts.n + copy.children.n, 0);
	assert_int_equal(copy.title.len + copy.raw.len + copy.label.name.len, 0);
	assert_int_equal(copy.label.rank, 0);

	static const char backing[] = "A001 and more";
	const struct tree part = { .title = { backing, 4 } };
	shape_copy(&tree_shape, &part, &arena, &copy);
	assert_string_equal(copy.title.at, "A001");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies_stand_alone),
		cmocka_unit_test(test_sources_stand_alone),
		cmocka_unit_test(test_copy_in_place),
		cmocka_unit_test(test_empty_and_terminated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
