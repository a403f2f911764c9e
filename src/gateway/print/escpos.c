/* Slips as ESC/POS, and the answers of printers (Q1, Q19).
 *
 * Every slip begins with ESC @, so that it does not matter what the printer was told before, and switches reports
 * off that nobody asks for, so that all that comes back is an answer. No text can hold a command: control characters
 * are gone (columns.h), and no byte of GB18030 behind the first one is below 0x30. */
#include "gateway/print/escpos.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/bug.h"

enum {
	DOTS_58 = 384,
	DOTS_80 = 576, /* across the paper */
	QR_DOTS_PART = 5,
	QR_MODULE_MIN = 3,
	QR_MODULE_MAX = 8,
	GB18030_BYTES_MAX = 4, /* of a character */
};

const struct text escpos_questions[ESCPOS_QUESTIONS] = {
	[ESCPOS_ASK_GENERAL] = { "\x10\x04\x01", 3 },
	[ESCPOS_ASK_OFF_LINE] = { "\x10\x04\x02", 3 },
	[ESCPOS_ASK_PAPER] = { "\x10\x04\x04", 3 },
};

const struct text escpos_confirm = { "\x1dr\x01", 3 };

const char *const escpos_state_names[ESCPOS_STATES] = {
	[ESCPOS_UNKNOWN] = "unknown",     [ESCPOS_READY] = "ready",           [ESCPOS_PAPER_LOW] = "paper_low",
	[ESCPOS_PAPER_OUT] = "paper_out", [ESCPOS_COVER_OPEN] = "cover_open", [ESCPOS_FAULT] = "fault",
	[ESCPOS_SILENT] = "silent",       [ESCPOS_NAMELESS] = "unknown_name", [ESCPOS_UNREACHABLE] = "unreachable",
};

/* Reset; USA characters and code page 437 for ASCII; Chinese characters; no reports unasked. */
static const struct text beginning = { "\x1b@"
				       "\x1bR\0"
				       "\x1bt\0"
				       "\x1c&"
				       "\x1d"
				       "a\0",
				       13 };
/* Feed to the knife, cut all but a bridge. */
static const struct text cut = { "\x1dVB\0", 4 };

struct writer {
	struct buf out;
	iconv_t to_gb18030;
	enum slip_align align;
	int size;
	bool bold;
};

static void put_command(struct writer *writer, char lead, char name, int value)
{
	const char bytes[] = { lead, name, (char)value };

	buf_put(&writer->out, bytes, sizeof(bytes));
}

/* Say how the next line looks, where that is not as the last one. */
static void put_look(struct writer *writer, const struct slip_part *part)
{
	if (part->align != writer->align)
		put_command(writer, '\x1b', 'a', part->align);
	if (part->bold != writer->bold)
		put_command(writer, '\x1b', 'E', part->bold);
	if (part->size != 0 && part->size != writer->size) {
		ASSERT(part->size <= 8);
		put_command(writer, '\x1d', '!', (part->size - 1) << 4 | (part->size - 1));
		writer->size = part->size;
	}
	writer->align = part->align;
	writer->bold = part->bold;
}

static enum rc put_text(struct writer *writer, struct text text, struct err *err)
{
	const size_t room = text.len * GB18030_BYTES_MAX;
	char *from = (char *)(uintptr_t)text.at, *to = arena_alloc(writer->out.arena, room), *const bytes = to;
	size_t from_left = text.len, to_left = room;

	if (text.len == 0)
		return RC_OK;
	if (iconv(writer->to_gb18030, &from, &from_left, &to, &to_left) == (size_t)-1)
		return err_set(err, RC_FAULT, "cannot write a text in GB18030: %s", strerror(errno));
	buf_put(&writer->out, bytes, room - to_left);
	return RC_OK;
}

int escpos_qr_module(size_t len, enum slip_paper paper)
{
	/* Bytes that versions 1, 2, ... hold at error level M (ISO/IEC 18004, table 7). */
	static const size_t holds[] = { 14, 26, 42, 62, 84, 106, 122, 152, 180, SLIP_URL_MAX };
	const int dots = (paper == SLIP_58_MM ? DOTS_58 : DOTS_80) * 2 / QR_DOTS_PART;
	int version = 1;

	while (len > holds[version - 1])
		version++;
	const int module = dots / (17 + 4 * version);
	return module < QR_MODULE_MIN ? QR_MODULE_MIN : module > QR_MODULE_MAX ? QR_MODULE_MAX : module;
}

/* One function of GS ( k for QR codes, with its parameters. */
static void put_qr_function(struct writer *writer, char function, const char *bytes, size_t len)
{
	const size_t all = len + 2;
	const char head[] = { '\x1d', '(', 'k', (char)(all & 0xff), (char)(all >> 8), '1', function };

	buf_put(&writer->out, head, sizeof(head));
	buf_put(&writer->out, bytes, len);
}

static void put_qr(struct writer *writer, struct text text, enum slip_paper paper)
{
	const char module = (char)escpos_qr_module(text.len, paper);
	struct buf store = { .arena = writer->out.arena };

	buf_char(&store, '0');
	buf_text(&store, text);
	put_qr_function(writer, 'A', "2\0", 2); /* model 2 */
	put_qr_function(writer, 'C', &module, 1);
	put_qr_function(writer, 'E', "1", 1); /* error level M */
	put_qr_function(writer, 'P', store.at, store.len);
	put_qr_function(writer, 'Q', "0", 1); /* print */
}

static enum rc put_part(struct writer *writer, const struct slip_part *part, enum slip_paper paper, struct err *err)
{
	enum rc rc = RC_OK;

	switch (part->kind) {
	case SLIP_LINE:
		put_look(writer, part);
		rc = put_text(writer, part->text, err);
		buf_char(&writer->out, '\n');
		break;
	case SLIP_QR:
		put_look(writer, part);
		put_qr(writer, part->text, paper);
		break;
	case SLIP_FEED: put_command(writer, '\x1b', 'd', part->lines); break;
	case SLIP_CUT: buf_text(&writer->out, cut); break;
	}
	return rc;
}

enum rc escpos_of_slip(const struct slip *slip, struct arena *arena, struct text *ret, struct err *err)
{
	struct writer writer = { .out = { .arena = arena }, .size = 1, .to_gb18030 = iconv_open("GB18030", "UTF-8") };
	enum rc rc = RC_OK;

	if (writer.to_gb18030 == (iconv_t)-1)
		return err_set(err, RC_FAULT, "the C library cannot write GB18030; install its gconv modules");
	buf_text(&writer.out, beginning);
	for (uint32_t i = 0; i < slip->n && rc == RC_OK; i++)
		rc = put_part(&writer, &slip->parts[i], slip->paper, err);
	iconv_close(writer.to_gb18030);
	*ret = buf_view(&writer.out);
	ASSERT(ret->len <= ESCPOS_BYTES_MAX);
	return rc;
}

enum escpos_answer escpos_read(struct escpos_reader *reader, uint8_t byte)
{
	enum { XON = 0x11, XOFF = 0x13, REPORT_LEFT = 3 };

	if (reader->report_left > 0 && (byte & 0x90) == 0) {
		reader->report_left--;
		return ESCPOS_NOTHING;
	}
	reader->report_left = 0;
	if (byte == XON || byte == XOFF)
		return ESCPOS_NOTHING;
	if ((byte & 0x93) == 0x12)
		return ESCPOS_AT_ONCE;
	if ((byte & 0x90) == 0)
		return ESCPOS_CONFIRMED;
	if ((byte & 0x93) != 0x10)
		return ESCPOS_STRANGE;
	reader->report_left = REPORT_LEFT;
	return ESCPOS_NOTHING;
}

enum escpos_state escpos_state_of(const uint8_t answers[ESCPOS_QUESTIONS])
{
	static const struct {
		int question;
		uint8_t bits;
		enum escpos_state state;
	} rows[] = {
		/* With the cover open the sensors see no paper either; so the cover is named first. */
		{ ESCPOS_ASK_OFF_LINE, 0x04, ESCPOS_COVER_OPEN }, { ESCPOS_ASK_PAPER, 0x60, ESCPOS_PAPER_OUT },
		{ ESCPOS_ASK_OFF_LINE, 0x20, ESCPOS_PAPER_OUT },  { ESCPOS_ASK_OFF_LINE, 0x40, ESCPOS_FAULT },
		{ ESCPOS_ASK_GENERAL, 0x08, ESCPOS_FAULT },       { ESCPOS_ASK_PAPER, 0x0c, ESCPOS_PAPER_LOW },
	};

	for (size_t i = 0; i < CC_COUNT(rows); i++)
		if ((answers[rows[i].question] & rows[i].bits) != 0)
			return rows[i].state;
	return ESCPOS_READY;
}
