/* Slips as pictures (Q1). A column is 12 dots wide and a line of the usual size 24 high, as on paper, where Noto Sans
 * Mono CJK gives a character of ASCII one column and every other one two.
 *
 * Invariants: the same slip gives the same picture, dot for dot, with the same font and libraries: hinting and the
 * settings of the machine's screen are kept out. Who looks for a picture that was kept never waits for a drawing. */
#include "gateway/print/picture.h"

#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>
#include <pthread.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/print/escpos.h"

enum {
	COLUMN = 12,
	EM = 24,
	LEAD = 8,      /* between lines */
	BASELINE = 21, /* of EM, from above */
	MARGIN = 24,
	QR_QUIET = 4, /* modules around the code that stay white */
	PNG_BYTES_MAX = 8 << 20,
};

static const char family[] = "Noto Sans Mono CJK SC";

struct kept {
	char key[PICTURES_KEY_SIZE];
	char *png;
	size_t len;
	uint64_t used; /* the larger, the later; 0 for an empty place */
};

struct pictures {
	pthread_mutex_t drawing; /* for the fonts */
	PangoFontMap *fonts;
	pthread_mutex_t lock; /* for all below */
	struct kept kept[PICTURES_KEPT];
	uint64_t turn;
};

enum rc pictures_open(struct pictures **ret, struct err *err)
{
	struct pictures *pictures = calloc(1, sizeof(*pictures));

	*ret = NULL;
	if (pictures == NULL)
		return err_set(err, RC_FAULT, "no memory for pictures");
	pictures->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	if (pictures->fonts == NULL) {
		free(pictures);
		return err_set(err, RC_FAULT, "the library that draws cannot use the fonts of this machine");
	}
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(pictures->fonts), 72);
	pthread_mutex_init(&pictures->drawing, NULL);
	pthread_mutex_init(&pictures->lock, NULL);
	*ret = pictures;
	return RC_OK;
}

void pictures_close(struct pictures **at)
{
	struct pictures *pictures = *at;

	*at = NULL;
	if (pictures == NULL)
		return;
	for (int i = 0; i < PICTURES_KEPT; i++)
		free(pictures->kept[i].png);
	g_object_unref(pictures->fonts);
	pthread_mutex_destroy(&pictures->drawing);
	pthread_mutex_destroy(&pictures->lock);
	free(pictures);
}

/* One drawing. */
struct drawing {
	cairo_t *cairo;
	PangoLayout *layout;
	int width, y;
};

static PangoLayout *make_layout(struct pictures *pictures)
{
	cairo_font_options_t *plain = cairo_font_options_create();
	PangoContext *context = pango_font_map_create_context(pictures->fonts);
	PangoLayout *layout;

	cairo_font_options_set_antialias(plain, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(plain, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(plain, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, plain);
	pango_context_set_language(context, pango_language_from_string("zh-cn"));
	pango_context_set_round_glyph_positions(context, FALSE);
	cairo_font_options_destroy(plain);
	layout = pango_layout_new(context);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	g_object_unref(context);
	return layout;
}

static int line_height(const struct slip_part *part)
{
	return EM * (part->size > 0 ? part->size : 1) + LEAD;
}

static int place(const struct drawing *drawing, enum slip_align align, int width)
{
	const int room = drawing->width - 2 * MARGIN - width;

	return MARGIN + (align == SLIP_CENTRE ? room / 2 : align == SLIP_RIGHT ? room : 0);
}

static void draw_line(struct drawing *drawing, const struct slip_part *part)
{
	PangoFontDescription *font = pango_font_description_new();
	int width, height;

	pango_font_description_set_family_static(font, family);
	pango_font_description_set_weight(font, part->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(font, (double)EM * part->size * PANGO_SCALE);
	pango_layout_set_font_description(drawing->layout, font);
	pango_font_description_free(font);
	pango_layout_set_text(drawing->layout, part->text.at, (int)part->text.len);
	pango_layout_get_pixel_size(drawing->layout, &width, &height);
	cairo_move_to(drawing->cairo, place(drawing, part->align, width),
		      drawing->y + LEAD / 2 + BASELINE * part->size);
	pango_cairo_show_layout_line(drawing->cairo, pango_layout_get_line_readonly(drawing->layout, 0));
}

static QRcode *code_of(struct text text)
{
	/* As escpos.c asks printers for it: 8 bits a character, level M. */
	return QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
}

static void draw_code(struct drawing *drawing, const struct slip_part *part, const QRcode *code, int module)
{
	const int left = place(drawing, part->align, code->width * module), top = drawing->y + QR_QUIET * module;

	for (int i = 0; i < code->width * code->width; i++)
		if (code->data[i] & 1)
			cairo_rectangle(drawing->cairo, left + i % code->width * module, top + i / code->width * module,
					module, module);
	cairo_fill(drawing->cairo);
}

/* Draw one part, or only find out how high it is where there is nothing to draw on. */
static int draw_part(struct drawing *drawing, const struct slip *slip, const struct slip_part *part)
{
	int height = 0;

	switch (part->kind) {
	case SLIP_LINE:
		height = line_height(part);
		if (drawing->cairo != NULL)
			draw_line(drawing, part);
		break;
	case SLIP_QR: {
		const int module = escpos_qr_module(part->text.len, slip->paper);
		QRcode *code = code_of(part->text);

		if (code == NULL)
			BUG("no QR code of %zu bytes", part->text.len);
		height = (code->width + 2 * QR_QUIET) * module;
		if (drawing->cairo != NULL)
			draw_code(drawing, part, code, module);
		QRcode_free(code);
		break;
	}
	case SLIP_FEED: height = part->lines * (EM + LEAD); break;
	case SLIP_CUT: break;
	}
	return height;
}

static int draw_parts(struct drawing *drawing, const struct slip *slip)
{
	drawing->y = MARGIN;
	for (uint32_t i = 0; i < slip->n; i++)
		drawing->y += draw_part(drawing, slip, &slip->parts[i]);
	return drawing->y + MARGIN;
}

static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned int n)
{
	struct buf *buf = context;

	if (buf->len + n > PNG_BYTES_MAX)
		return CAIRO_STATUS_WRITE_ERROR;
	buf_put(buf, bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

/* Alpha is what is written as grey: paper is full of it, and ink takes it away. */
static cairo_status_t draw(struct pictures *pictures, const struct slip *slip, int width, int height, struct buf *png)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
	struct drawing drawing = { .cairo = cairo_create(surface), .layout = make_layout(pictures), .width = width };

	cairo_paint(drawing.cairo);
	cairo_set_operator(drawing.cairo, CAIRO_OPERATOR_DEST_OUT);
	(void)draw_parts(&drawing, slip);
	cairo_status_t status = cairo_status(drawing.cairo);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(surface, take_bytes, png);
	g_object_unref(drawing.layout);
	cairo_destroy(drawing.cairo);
	cairo_surface_destroy(surface);
	return status;
}

static void keep(struct pictures *pictures, const char *key, struct text png)
{
	struct kept *oldest = &pictures->kept[0];
	char *const copy = malloc(png.len);

	if (copy == NULL)
		return;
	memcpy(copy, png.at, png.len);
	pthread_mutex_lock(&pictures->lock);
	for (int i = 1; i < PICTURES_KEPT; i++)
		if (pictures->kept[i].used < oldest->used)
			oldest = &pictures->kept[i];
	free(oldest->png);
	*oldest = (struct kept){ .png = copy, .len = png.len, .used = ++pictures->turn };
	text_fill(oldest->key, sizeof(oldest->key), text_of(key));
	pthread_mutex_unlock(&pictures->lock);
}

enum rc pictures_draw(struct pictures *pictures, const char *key, const struct slip *slip, struct arena *arena,
		      struct text *ret_png, struct err *err)
{
	struct drawing measure = { 0 };
	struct buf png = { .arena = arena };
	const int height = draw_parts(&measure, slip), width = slip_columns(slip->paper) * COLUMN + 2 * MARGIN;

	*ret_png = (struct text){ 0 };
	ASSERT(key == NULL || strlen(key) < PICTURES_KEY_SIZE);
	if (height > PICTURE_HEIGHT_MAX)
		return err_set(err, RC_FULL, "the picture of a slip is %d dots high", height);
	pthread_mutex_lock(&pictures->drawing);
	const cairo_status_t status = draw(pictures, slip, width, height, &png);
	pthread_mutex_unlock(&pictures->drawing);
	if (status == CAIRO_STATUS_SUCCESS && key != NULL)
		keep(pictures, key, buf_view(&png));
	if (status != CAIRO_STATUS_SUCCESS)
		return err_set(err, RC_FAULT, "a slip cannot be drawn: %s", cairo_status_to_string(status));
	*ret_png = buf_view(&png);
	return RC_OK;
}

bool pictures_find(struct pictures *pictures, const char *key, struct arena *arena, struct text *ret_png)
{
	bool found = false;

	pthread_mutex_lock(&pictures->lock);
	for (int i = 0; i < PICTURES_KEPT && !found; i++) {
		struct kept *kept = &pictures->kept[i];

		found = kept->used > 0 && strcmp(kept->key, key) == 0;
		if (!found)
			continue;
		kept->used = ++pictures->turn;
		*ret_png = text_copy(arena, (struct text){ kept->png, kept->len });
	}
	pthread_mutex_unlock(&pictures->lock);
	return found;
}

/* The name and version of the font that stands in for `family`, which is itself where it is installed. */
static char *font_name(struct pictures *pictures)
{
	int version = 0;

	PangoFontDescription *want = pango_font_description_from_string(family);
	PangoContext *context = pango_font_map_create_context(pictures->fonts);
	PangoFont *font = pango_font_map_load_font(pictures->fonts, context, want);
	PangoFontDescription *have = font != NULL ? pango_font_describe(font) : NULL;
	char *name = NULL;

	if (have != NULL && PANGO_IS_FC_FONT(font) &&
	    FcPatternGetInteger(pango_fc_font_get_pattern(PANGO_FC_FONT(font)), FC_FONTVERSION, 0, &version) ==
		    FcResultMatch)
		name = g_strdup_printf("%s %d", pango_font_description_get_family(have), version);
	pango_font_description_free(want);
	pango_font_description_free(have);
	g_clear_object(&font);
	g_object_unref(context);
	return name;
}

void pictures_warm(struct pictures *pictures)
{
	pthread_mutex_lock(&pictures->drawing);
	g_free(font_name(pictures));
	pthread_mutex_unlock(&pictures->drawing);
}

struct text pictures_made_with(struct pictures *pictures, struct arena *arena)
{
	pthread_mutex_lock(&pictures->drawing);
	char *const name = font_name(pictures);
	pthread_mutex_unlock(&pictures->drawing);
	const struct text text = text_printf(arena, "%s, cairo %s, pango %s", name != NULL ? name : "no font",
					     cairo_version_string(), pango_version_string());
	g_free(name);
	return text;
}
