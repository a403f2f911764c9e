/* Slips as pictures (Q1): dot for dot as they were when somebody last looked at them, wherever the same font and
 * libraries draw.
 *
 *     test_picture [--write]    the second form draws test/print/golden/<name>.png anew; look at them before you commit
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cairo.h>
#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "gateway/print/picture.h"
#include "host/clock.h"
#include "host/file.h"
#include "test/print/sample.h"

enum { ARENA_BYTES = 64 << 20, TOLD_MAX = 8, QUICK_MS = 250, ROUNDS = 20, RGB = 0xffffff };

static const char made_with_path[] = "test/print/golden/made-with.txt";

static struct pictures *pictures;
static struct arena arena;

/* With brackets of full width, which a picture has to draw. */
static struct slip_ticket usual;

static const struct {
	const char *path;
	struct slip_style style;
	bool is_booked;
} golden[] = {
	{ "test/print/golden/zh-58.png", { SLIP_58_MM, SLIP_CHINESE }, false },
	{ "test/print/golden/zh-80.png", { SLIP_80_MM, SLIP_CHINESE }, false },
	{ "test/print/golden/en-58.png", { SLIP_58_MM, SLIP_ENGLISH }, false },
	{ "test/print/golden/en-80.png", { SLIP_80_MM, SLIP_ENGLISH }, false },
	{ "test/print/golden/both-58.png", { SLIP_58_MM, SLIP_BOTH }, false },
	{ "test/print/golden/both-80.png", { SLIP_80_MM, SLIP_BOTH }, false },
	{ "test/print/golden/booked-58.png", { SLIP_58_MM, SLIP_BOTH }, true },
	{ "test/print/golden/booked-80.png", { SLIP_80_MM, SLIP_BOTH }, true },
};

static int setup(void **state)
{
	struct err err;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	usual = slip_sample;
	usual.service = (struct slip_name){ TEXT("个人业务（贵宾）"), TEXT("Personal banking (VIP)") };
	return pictures_open(&pictures, &err) == RC_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	pictures_close(&pictures);
	arena_done(&arena);
	return 0;
}

static struct text draw(const struct slip_ticket *ticket, struct slip_style style, const char *key)
{
	struct slip slip;
	struct text png;
	struct err err;

	slip_of_ticket(ticket, &style, &arena, &slip);
	if (pictures_draw(pictures, key, &slip, &arena, &png, &err) != RC_OK)
		fail_msg("%s", err.text);
	return png;
}

static struct text draw_golden(size_t i)
{
	struct slip_ticket ticket = usual;

	if (golden[i].is_booked)
		ticket.booked_ms = slip_sample_booked().booked_ms;
	return draw(&ticket, golden[i].style, NULL);
}

static cairo_status_t give_bytes(void *context, unsigned char *bytes, unsigned int n)
{
	struct text *rest = context;

	if (n > rest->len)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(bytes, rest->at, n);
	rest->at += n;
	rest->len -= n;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *decode(struct text png)
{
	cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give_bytes, &png);

	assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
	return surface;
}

static uint32_t dot(cairo_surface_t *surface, int x, int y)
{
	const unsigned char *row = cairo_image_surface_get_data(surface) +
				   (size_t)y * (size_t)cairo_image_surface_get_stride(surface);
	uint32_t dot;

	memcpy(&dot, row + (size_t)x * sizeof(dot), sizeof(dot));
	return dot & RGB;
}

/* Dots that differ; the first few are told. */
static int compare(const char *path, struct text png, struct text want)
{
	cairo_surface_t *is = decode(png), *was = decode(want);
	const int width = cairo_image_surface_get_width(is), height = cairo_image_surface_get_height(is);
	int wrong = 0;

	if (width != cairo_image_surface_get_width(was) || height != cairo_image_surface_get_height(was)) {
		print_message("%s: %d x %d instead of %d x %d\n", path, width, height,
			      cairo_image_surface_get_width(was), cairo_image_surface_get_height(was));
		wrong = width * height;
	}
	for (int y = 0; y < height && wrong < width * height; y++) {
		for (int x = 0; x < width; x++) {
			if (dot(is, x, y) == dot(was, x, y))
				continue;
			if (wrong++ < TOLD_MAX)
				print_message("%s: dot %d, %d is %06x, was %06x\n", path, x, y, dot(is, x, y),
					      dot(was, x, y));
		}
	}
	cairo_surface_destroy(is);
	cairo_surface_destroy(was);
	return wrong;
}

static struct text read_file(const char *path)
{
	struct text text;
	struct err err;

	if (host_file_read(path, ARENA_BYTES / 8, &arena, &text, &err) != RC_OK)
		fail_msg("%s; `test_picture --write` makes it", err.text);
	return text;
}

/* Q1: the picture of a slip is the one that was looked at. */
static void test_golden_pictures(void **state)
{
	const struct text made_with = pictures_made_with(pictures, &arena), then = text_trim(read_file(made_with_path));

	(void)state;
	if (!text_eq(made_with, then)) {
		print_message("not compared: made with %.*s, and here is %.*s\n", TEXT_ARG(then), TEXT_ARG(made_with));
		skip();
	}
	for (size_t i = 0; i < CC_COUNT(golden); i++) {
		const int wrong = compare(golden[i].path, draw_golden(i), read_file(golden[i].path));

		if (wrong > 0)
			fail_msg("%s: %d dots differ; look at it, then `test_picture --write`", golden[i].path, wrong);
	}
}

/* Q1: nothing leaves the paper: its edge stays white, and there is ink from side to side of what is printed. */
static void test_edges(void **state)
{
	struct slip_ticket crowded = usual;

	(void)state;
	crowded.hall.zh = TEXT("中国邮政储蓄银行股份有限公司北京市东城区东直门内大街营业厅");
	crowded.number = TEXT("VIP100001");
	for (size_t i = 0; i < CC_COUNT(golden); i++) {
		cairo_surface_t *surface = decode(draw(&crowded, golden[i].style, NULL));
		const int width = cairo_image_surface_get_width(surface),
			  height = cairo_image_surface_get_height(surface);
		int ink = 0;

		assert_int_equal(width, slip_columns(golden[i].style.paper) * 12 + 48);
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				const bool edge = x < 12 || x >= width - 12 || y < 12 || y >= height - 12;

				ink += dot(surface, x, y) == 0;
				assert_true(!edge || dot(surface, x, y) == RGB);
			}
		}
		assert_true(ink > width);
		cairo_surface_destroy(surface);
	}
}

/* Q1: what was drawn is found again, until PICTURES_KEPT others were drawn; and drawing does not hold up a loop. */
static void test_kept(void **state)
{
	struct text png, again;
	char key[32];

	(void)state;
	pictures_warm(pictures);
	assert_false(pictures_find(pictures, "a", &arena, &again));
	png = draw(&usual, golden[0].style, "a");
	assert_true(pictures_find(pictures, "a", &arena, &again));
	assert_true(text_eq(png, again));
	const int64_t began_ns = host_monotonic_ns();
	for (int i = 0; i < ROUNDS; i++) {
		snprintf(key, sizeof(key), "b%d", i);
		(void)draw(&usual, golden[5].style, key);
	}
	const int64_t us = (host_monotonic_ns() - began_ns) / 1000 / ROUNDS;
	print_message("a picture takes %lld us\n", (long long)us);
	assert_true(us < QUICK_MS * 1000);
	for (int i = 0; i < PICTURES_KEPT; i++) {
		snprintf(key, sizeof(key), "c%d", i);
		(void)draw(&usual, golden[0].style, key);
	}
	assert_false(pictures_find(pictures, "a", &arena, &again));
	assert_true(pictures_find(pictures, "c0", &arena, &again));
}

/* Q1: a slip that no printer would see the end of is refused, not drawn. */
static void test_too_high(void **state)
{
	struct slip_part feeds[SLIP_PARTS_MAX];
	const struct slip slip = { SLIP_80_MM, feeds, SLIP_PARTS_MAX };
	struct text png;
	struct err err;

	(void)state;
	for (int i = 0; i < SLIP_PARTS_MAX; i++)
		feeds[i] = (struct slip_part){ .kind = SLIP_FEED, .lines = 200 };
	assert_int_equal(pictures_draw(pictures, NULL, &slip, &arena, &png, &err), RC_FULL);
}

static int write_file(const char *path, struct text text)
{
	struct err err;

	if (host_file_write(path, text, &err) == RC_OK)
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}

static int write_golden(void)
{
	int failed = setup(NULL);

	for (size_t i = 0; i < CC_COUNT(golden) && failed == 0; i++)
		failed = write_file(golden[i].path, draw_golden(i));
	if (failed == 0)
		failed = write_file(made_with_path,
				    text_printf(&arena, "%.*s\n", TEXT_ARG(pictures_made_with(pictures, &arena))));
	teardown(NULL);
	return failed;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_golden_pictures, setup, teardown),
		cmocka_unit_test_setup_teardown(test_edges, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_high, setup, teardown),
	};

	if (argc == 2 && strcmp(argv[1], "--write") == 0)
		return write_golden();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
