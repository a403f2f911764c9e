/* ESC/POS to the letter: what this file does not know, no slip may use. */
#include "test/print/paper.h"

#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cc.h"

enum { TEXT_BYTES = 2 * PAPER_LINE_BYTES };

static size_t CC_FORMAT(2, 3) bad(struct paper *paper, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(paper->error, sizeof(paper->error), format, args);
	va_end(args);
	return 0;
}

static void put(struct paper *paper, const char *line)
{
	paper->print(paper->context, line);
}

/* Print the line, from GB18030. */
static void end_line(struct paper *paper)
{
	char text[TEXT_BYTES], told[TEXT_BYTES + 16], *from = paper->line, *to = text;
	size_t from_left = paper->line_len, to_left = sizeof(text) - 1;
	iconv_t to_utf8 = iconv_open("UTF-8", "GB18030");

	if (iconv(to_utf8, &from, &from_left, &to, &to_left) == (size_t)-1)
		bad(paper, "a line is no GB18030");
	iconv_close(to_utf8);
	*to = '\0';
	if (paper->wide != paper->high)
		bad(paper, "a line is %d times as wide and %d times as high", paper->wide, paper->high);
	snprintf(told, sizeof(told), "%c%d%c|%s", "lcr"[paper->align], paper -> wide, paper -> bold ? 'b' : ' ', text);
	put(paper, told);
	paper->line_len = 0;
	paper->line_columns = 0;
}

static void reset(struct paper *paper)
{
	paper->initialised = true;
	paper->chinese = paper->bold = paper->qr_model_2 = paper->qr_level_m = false;
	paper->align = 0;
	paper->wide = paper->high = 1;
	paper->line_len = paper->qr_len = 0;
	paper->line_columns = paper->qr_module = 0;
}

static size_t take_text(struct paper *paper, const uint8_t *b, size_t len)
{
	const bool one = b[0] < 0x80;
	size_t n = one ? 1 : 2;

	if (!one && len < 2)
		return 0;
	if (!one && b[1] >= '0' && b[1] <= '9')
		n = 4;
	if (len < n)
		return 0;
	if (!paper->initialised || (!one && !paper->chinese))
		return bad(paper, "text before ESC @ or FS &");
	paper->line_columns += (one ? 1 : 2) * paper->wide;
	if (paper->line_columns > paper->columns)
		return bad(paper, "a line is wider than %d columns", paper->columns);
	if (paper->line_len + n > sizeof(paper->line))
		return bad(paper, "a line is longer than any can be");
	memcpy(paper->line + paper->line_len, b, n);
	paper->line_len += n;
	return n;
}

static size_t print_qr(struct paper *paper)
{
	char told[PAPER_QR_BYTES + 32];

	if (!paper->qr_model_2 || !paper->qr_level_m || paper->qr_module == 0 || paper->qr_len == 0)
		return bad(paper, "a QR code without model, level, size or text");
	snprintf(told, sizeof(told), "%c qr %d|%.*s", "lcr"[paper->align], paper -> qr_module, (int)paper -> qr_len,
		 paper -> qr);
	put(paper, told);
	return 0;
}

/* GS ( k pL pH 1 FUNCTION PARAMETERS */
static size_t take_qr(struct paper *paper, const uint8_t *b, size_t len)
{
	const size_t all = len < 5 ? 0 : (size_t)b[3] + ((size_t)b[4] << 8);
	const uint8_t *parameters = b + 7;

	if (len < 5 || len < 5 + all)
		return 0;
	if (all < 3 || b[5] != '1')
		return bad(paper, "GS ( k is not about QR codes");
	if (b[6] == 'A' && all == 4 && parameters[0] == '2' && parameters[1] == 0) {
		paper->qr_model_2 = true;
	} else if (b[6] == 'C' && all == 3 && parameters[0] >= 1 && parameters[0] <= 16) {
		paper->qr_module = parameters[0];
	} else if (b[6] == 'E' && all == 3 && parameters[0] == '1') {
		paper->qr_level_m = true;
	} else if (b[6] == 'P' && parameters[0] == '0' && all - 3 <= sizeof(paper->qr)) {
		paper->qr_len = all - 3;
		memcpy(paper->qr, parameters + 1, paper->qr_len);
	} else if (b[6] == 'Q' && all == 3 && parameters[0] == '0') {
		print_qr(paper);
	} else {
		return bad(paper, "GS ( k with function %d", b[6]);
	}
	return 5 + all;
}

static void do_initialise(struct paper *paper, const uint8_t *b)
{
	(void)b;
	reset(paper);
}

static void do_chinese(struct paper *paper, const uint8_t *b)
{
	(void)b;
	paper->chinese = true;
}

static void do_zero(struct paper *paper, const uint8_t *b)
{
	if (b[2] != 0)
		bad(paper, "%c with %d instead of 0", b[1], b[2]);
}

static void do_align(struct paper *paper, const uint8_t *b)
{
	if (b[2] > 2 || paper->line_len > 0)
		bad(paper, "ESC a %d, or in mid line", b[2]);
	else
		paper->align = b[2];
}

static void do_bold(struct paper *paper, const uint8_t *b)
{
	if (b[2] > 1)
		bad(paper, "ESC E %d", b[2]);
	paper->bold = b[2] == 1;
}

static void do_size(struct paper *paper, const uint8_t *b)
{
	paper->wide = (b[2] >> 4) + 1;
	paper->high = (b[2] & 15) + 1;
	if (paper->wide > 8 || paper->high > 8)
		bad(paper, "GS ! %d", b[2]);
}

static void do_feed(struct paper *paper, const uint8_t *b)
{
	char told[16];

	if (paper->line_len > 0)
		bad(paper, "ESC d in mid line");
	snprintf(told, sizeof(told), "feed %d", b[2]);
	put(paper, told);
}

static void do_cut(struct paper *paper, const uint8_t *b)
{
	if (b[2] != 66 || b[3] != 0 || paper->line_len > 0)
		bad(paper, "GS V %d %d, or in mid line", b[2], b[3]);
	else
		put(paper, "cut");
}

static void do_confirm(struct paper *paper, const uint8_t *b)
{
	if (b[2] != 1 || paper->line_len > 0)
		bad(paper, "GS r %d, or in mid line", b[2]);
	else
		paper->confirm(paper->context);
}

static const struct {
	char lead, name;
	size_t len;
	void (*run)(struct paper *paper, const uint8_t *bytes);
} commands[] = {
	{ 0x1b, '@', 2, do_initialise }, { 0x1b, 'R', 3, do_zero },  { 0x1b, 't', 3, do_zero },
	{ 0x1c, '&', 2, do_chinese },    { 0x1b, 'a', 3, do_align }, { 0x1b, 'E', 3, do_bold },
	{ 0x1b, 'd', 3, do_feed },       { 0x1d, '!', 3, do_size },  { 0x1d, 'V', 4, do_cut },
	{ 0x1d, 'r', 3, do_confirm },    { 0x1d, 'a', 3, do_zero },
};

size_t paper_take(struct paper *paper, const uint8_t *b, size_t len)
{
	if (len == 0 || paper->error[0] != '\0')
		return 0;
	if (b[0] == '\n') {
		end_line(paper);
		return paper->error[0] == '\0' ? 1 : 0;
	}
	if (b[0] >= ' ' && b[0] != 0x7f)
		return b[0] == 0x80 || b[0] == 0xff ? bad(paper, "byte %#x", b[0]) : take_text(paper, b, len);
	if (len < 2)
		return 0;
	if (len >= 3 && b[0] == 0x1d && b[1] == '(' && b[2] == 'k')
		return take_qr(paper, b, len);
	if (len < 3 && b[0] == 0x1d && b[1] == '(')
		return 0;
	for (size_t i = 0; i < CC_COUNT(commands); i++) {
		if (b[0] != (uint8_t)commands[i].lead || b[1] != (uint8_t)commands[i].name)
			continue;
		if (len < commands[i].len)
			return 0;
		commands[i].run(paper, b);
		return paper->error[0] == '\0' ? commands[i].len : 0;
	}
	return bad(paper, "command %#x %#x", b[0], b[1]);
}
