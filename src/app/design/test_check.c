/* Checks of designs, colours, kinds of files (Q18). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "app/design/check.h"
#include "app/design/colour.h"
#include "app/design/sniff.h"
#include "base/json.h"

enum { ARENA_BYTES = 16 << 20, TEXT_BYTES = 64 << 10 };

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, ARENA_BYTES);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static enum rc read(const char *text, struct design_document *ret, struct err *err)
{
	const struct json *json;
	const enum rc rc = json_parse(&arena, text_of(text), &json, err);

	return rc == RC_OK ? shape_read(&design_document_shape, json, NULL, "document", &arena, ret, err) : rc;
}

/* Q18, Q5: the designs that come with the program can be published as they are. */
static void shipped_designs_are_whole(void **state)
{
	static const char *const packs[] = { "packs/kiosk-bright.json", "packs/kiosk-steady.json",
					     "packs/kiosk-large.json", "packs/kiosk-large-wide.json" };
	static char text[TEXT_BYTES];
	struct design_document document;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(packs); i++) {
		FILE *file = fopen(packs[i], "r");
		assert_non_null(file);
		const size_t n = fread(text, 1, sizeof(text) - 1, file);
		text[n] = '\0';
		fclose(file);
		if (read(text, &document, &err) != RC_OK || design_check_whole(&document, &err) != RC_OK)
			fail_msg("%s: %s %s", packs[i], err.field, err.text);
	}
}

#define DOCUMENT(pages)                                                                                              \
	"{\"format\":1,\"name\":\"d\",\"screen\":\"portrait\",\"palette\":[{\"id\":\"ink\",\"value\":\"#101010\"}]," \
	"\"pages\":[" pages "]}"
#define PAGE(kind, elements) \
	"{\"id\":\"" kind "\",\"kind\":\"" kind "\",\"fill\":\"#ffffff\",\"elements\":[" elements "]}"
#define AT(id, kind, x, y, w, h, more) \
	"{\"id\":\"" id "\",\"kind\":\"" kind "\",\"x\":" #x ",\"y\":" #y ",\"w\":" #w ",\"h\":" #h more "}"
#define MENU           AT("menu", "menu", 0, 0, 500, 500, ",\"colour\":\"ink\"")
#define HOME(elements) DOCUMENT(PAGE("home", MENU "," elements))

#define LEVEL(elements) DOCUMENT(PAGE("home", MENU) "," PAGE("level", elements))
#define WAY(action)     AT("way", "button", 0, 600, 90, 90, ",\"action\":\"" action "\",\"text\":\"t\"")

/* Documents and what is wrong with them. */
static const struct {
	const char *document, *field;
	enum detail detail;
	bool draft; /* good as one */
} documents[] = {
	{ DOCUMENT(PAGE("home", MENU)), NULL, DETAIL_NOT, true },
	{ DOCUMENT(PAGE("level", MENU)), "document.pages", DETAIL_DESIGN_HOME, true },
	{ DOCUMENT(PAGE("home", "")), "document.pages", DETAIL_DESIGN_NO_MENU, true },
	{ DOCUMENT(PAGE("home", MENU) ",{\"id\":\"b\",\"kind\":\"home\",\"fill\":\"ink\",\"elements\":[]}"),
	  "document.pages", DETAIL_DESIGN_HOME, true },
	{ DOCUMENT(PAGE("home", MENU) "," PAGE("home", "")), "document.pages[1].id", DETAIL_DESIGN_TWICE, false },
	{ DOCUMENT(PAGE("home", MENU) ",{\"id\":\"n\",\"kind\":\"node\",\"fill\":\"ink\",\"elements\":[]}"),
	  "document.pages[1].node", DETAIL_DESIGN_NODE, true },
	{ LEVEL(""), "document.pages[1].elements", DETAIL_DESIGN_NO_MENU, true },
	{ LEVEL(MENU), "document.pages[1].elements", DETAIL_DESIGN_NO_WAY, true },
	{ LEVEL(WAY("back")), "document.pages[1].elements", DETAIL_DESIGN_NO_MENU, true },
	{ LEVEL(MENU "," WAY("large")), "document.pages[1].elements", DETAIL_DESIGN_NO_WAY, true },
	{ LEVEL(MENU "," WAY("back")), NULL, DETAIL_NOT, true },
	{ LEVEL(MENU "," WAY("home")), NULL, DETAIL_NOT, true },
	{ HOME(AT("a b", "panel", 0, 600, 9, 9, "")), "document.pages[0].elements[1].id", DETAIL_DESIGN_LETTERS,
	  false },
	{ HOME(AT("menu", "panel", 0, 600, 9, 9, "")), "document.pages[0].elements[1].id", DETAIL_DESIGN_TWICE, false },
	{ HOME(AT("a", "panel", 0, 600, 9, 9, ",\"fill\":\"red\"")), "document.pages[0].elements[1].fill",
	  DETAIL_DESIGN_COLOUR, false },
	{ HOME(AT("a", "panel", -50, 600, 2, 2, "")), NULL, DETAIL_NOT, true },
	{ HOME(AT("a", "text", -1, 600, 90, 90, ",\"text\":\"t\"")), "document.pages[0].elements[1].x",
	  DETAIL_DESIGN_OUTSIDE, true },
	{ HOME(AT("a", "text", 1000, 600, 81, 90, ",\"text\":\"t\"")), "document.pages[0].elements[1].x",
	  DETAIL_DESIGN_OUTSIDE, true },
	{ HOME(AT("a", "text", 0, 600, 90, 90, "")), "document.pages[0].elements[1].text", DETAIL_DESIGN_WORDS, true },
	{ HOME(AT("a", "live", 0, 600, 90, 90, "")), "document.pages[0].elements[1].live", DETAIL_DESIGN_LIVE, true },
	{ HOME(AT("a", "video", 0, 600, 90, 90, "")), "document.pages[0].elements[1].media", DETAIL_DESIGN_MEDIA,
	  true },
	{ HOME(AT("a", "button", 0, 600, 63, 90, ",\"action\":\"home\",\"text\":\"t\"")),
	  "document.pages[0].elements[1].w", DETAIL_DESIGN_SMALL, true },
	{ HOME(AT("a", "button", 0, 600, 64, 64, ",\"action\":\"home\",\"text\":\"t\"")), NULL, DETAIL_NOT, true },
	{ HOME(AT("a", "button", 0, 600, 90, 90, ",\"text\":\"t\"")), "document.pages[0].elements[1].action",
	  DETAIL_DESIGN_ACTION, true },
	{ HOME(AT("a", "button", 0, 600, 90, 90, ",\"action\":\"node\"")), "document.pages[0].elements[1].node",
	  DETAIL_DESIGN_NODE, true },
	{ HOME(AT("a", "button", 0, 600, 90, 90, ",\"action\":\"back\"")), "document.pages[0].elements[1].text",
	  DETAIL_DESIGN_WORDS, true },
	{ HOME(AT("a", "button", 450, 450, 90, 90, ",\"action\":\"back\",\"text\":\"t\"")),
	  "document.pages[0].elements[1].x", DETAIL_DESIGN_CROSSED, true },
	{ HOME(AT("a", "text", 0, 600, 90, 90, ",\"text\":\"t\",\"colour\":\"#999999\"")),
	  "document.pages[0].elements[1].colour", DETAIL_DESIGN_CONTRAST, true },
	{ HOME(AT("a", "text", 0, 600, 90, 90, ",\"text\":\"t\",\"colour\":\"#999999\",\"fill\":\"ink\"")), NULL,
	  DETAIL_NOT, true },
	{ HOME(AT("p", "panel", 0, 600, 90, 90, ",\"fill\":\"ink\"") "," AT("a", "text", 0, 600, 90, 90,
									    ",\"text\":\"t\",\"colour\":\"#999999\"")),
	  NULL, DETAIL_NOT, true },
	{ DOCUMENT(PAGE("home", AT("menu", "menu", 0, 0, 500, 500, ",\"second\":\"#eeeeee\""))),
	  "document.pages[0].elements[0].second", DETAIL_DESIGN_CONTRAST, true },
};

/* Q18: what customers could not use is refused by its place; a draft may still be like that, unless a word in it means
 * nothing. */
static void faults_are_named_by_their_place(void **state)
{
	struct design_document document;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(documents); i++) {
		if (read(documents[i].document, &document, &err) != RC_OK)
			fail_msg("case %zu: %s %s", i, err.field, err.text);
		assert_int_equal(documents[i].draft ? RC_OK : RC_INVALID, design_check_draft(&document, &err));
		assert_int_equal(documents[i].field == NULL ? RC_OK : RC_INVALID, design_check_whole(&document, &err));
		if (documents[i].field == NULL)
			continue;
		if (strcmp(documents[i].field, err.field) != 0)
			fail_msg("case %zu: %s", i, err.field);
		assert_int_equal(documents[i].detail, err.detail);
	}
}

static bool is_n1(const void *hall, const char *node)
{
	return strcmp(hall, "hall") == 0 && strcmp(node, "n1") == 0;
}

/* Q18: what was published once can be shown again whatever rules were added since, as long as tickets can be had. */
static void old_versions_stay_usable(void **state)
{
	static const struct {
		const char *document;
		bool good;
	} cases[] = {
		{ LEVEL(MENU), true },
		{ LEVEL(""), true },
		{ HOME(AT("a", "text", -1, 600, 90, 90, ",\"text\":\"t\",\"colour\":\"#fefefe\"")), true },
		{ DOCUMENT(PAGE("home", AT("a", "button", 0, 0, 9, 9, ",\"action\":\"node\",\"node\":\"n1\""))), true },
		{ DOCUMENT(PAGE("home", AT("a", "button", 0, 0, 9, 9, ",\"action\":\"node\",\"node\":\"n2\""))),
		  false },
		{ DOCUMENT(PAGE("home", AT("a", "button", 0, 0, 9, 9, ",\"action\":\"large\",\"node\":\"n1\""))),
		  false },
		{ DOCUMENT(PAGE("home", "") "," PAGE("level", MENU)), false },
	};
	const struct design_nodes nodes = { is_n1, "hall" };
	struct design_document document;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		assert_int_equal(RC_OK, read(cases[i].document, &document, &err));
		if (design_check_again(&document, &nodes, &err) != (cases[i].good ? RC_OK : RC_INVALID))
			fail_msg("case %zu", i);
		if (!cases[i].good)
			assert_int_equal(DETAIL_DESIGN_NO_MENU, err.detail);
	}
}

/* What the reader of shapes says, it says with the place too. */
static void unknown_members_are_refused(void **state)
{
	struct design_document document;
	struct err err;

	(void)state;
	assert_int_equal(RC_INVALID, read(HOME(AT("a", "text", 0, 0, 1, 1, ",\"onclick\":\"x\"")), &document, &err));
	assert_string_equal("document.pages[0].elements[1].onclick", err.field);
	assert_int_equal(RC_INVALID, read(HOME(AT("a", "script", 0, 0, 1, 1, "")), &document, &err));
	assert_string_equal("document.pages[0].elements[1].kind", err.field);
}

/* WCAG's own figures: black on white is 21, and the grey that just holds is #767676. */
static void contrast_is_that_of_wcag(void **state)
{
	const struct design_document document = { .format = 1 };
	struct design_rgb black, white, grey, paler;

	(void)state;
	assert_true(design_colour(&document, "#000000", &black) && design_colour(&document, "#FFFFFF", &white));
	assert_true(design_colour(&document, "#767676", &grey) && design_colour(&document, "#777777", &paler));
	assert_true(design_contrast(black, white) > 20.99 && design_contrast(white, black) < 21.01);
	assert_true(design_contrast(grey, white) >= DESIGN_CONTRAST_MIN &&
		    design_contrast(paler, white) < DESIGN_CONTRAST_MIN);
	assert_false(design_colour(&document, "#12345", &grey) || design_colour(&document, "#12345g", &grey));
	assert_false(design_colour(&document, "", &grey) || design_colour(&document, "red", &grey));
}

/* Q18: a file is what it begins like, not what it is called; what can hold programs is none of them. */
static void files_are_known_by_how_they_begin(void **state)
{
	static const struct {
		struct text head;
		const char *type;
	} cases[] = {
		{ { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16 }, "image/png" },
		{ { "\x89PNG\r\n\x1a\n\0\0\0\rIHD", 15 }, NULL },
		{ { "\xff\xd8\xff\xe0", 4 }, "image/jpeg" },
		{ { "RIFF\1\2\3\4WEBPVP8 ", 16 }, "image/webp" },
		{ { "RIFF\1\2\3\4WAVE", 12 }, NULL },
		{ { "\0\0\0\x20"
		    "ftypisom",
		    12 },
		  "video/mp4" },
		{ { "\0\0\0\x20"
		    "ftypheic",
		    12 },
		  NULL },
		{ { "\x1a\x45\xdf\xa3\x01\x42\x82\x84webm", 12 }, "video/webm" },
		{ { "\x1a\x45\xdf\xa3\x01\x42\x82\x88matroska", 16 }, NULL },
		{ { "<svg xmlns=", 11 }, NULL },
		{ { "GIF89a", 6 }, NULL },
		{ { NULL, 0 }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		const struct sniff found = sniff(cases[i].head);
		assert_int_equal(cases[i].type == NULL, found.type == NULL);
		if (found.type != NULL)
			assert_string_equal(cases[i].type, found.type);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_designs_are_whole), cmocka_unit_test(faults_are_named_by_their_place),
		cmocka_unit_test(old_versions_stay_usable),  cmocka_unit_test(unknown_members_are_refused),
		cmocka_unit_test(contrast_is_that_of_wcag),  cmocka_unit_test(files_are_known_by_how_they_begin)
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
