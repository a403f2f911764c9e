/* Slips from ticket to bytes: layout, words, ESC/POS, and what printers answer (Q1, Q19).
 *
 *     test_slip [--write]    the second form makes the files of test/print/golden anew */
#define _GNU_SOURCE /* memmem */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "base/rng.h"
#include "gateway/print/columns.h"
#include "gateway/print/escpos.h"
#include "gateway/print/mark.h"
#include "host/file.h"
#include "test/print/device.h"
#include "test/print/sample.h"

enum { ARENA_BYTES = 64 << 20, HEX_A_LINE = 32, RANDOM_ROUNDS = 3000, RANDOM_CHARS = 160 };

static struct arena arena;
static char shown[DEVICE_SLIP_SIZE];

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

static struct text bytes_of(const struct slip *slip)
{
	struct text bytes;
	struct err err;

	if (escpos_of_slip(slip, &arena, &bytes, &err) != RC_OK)
		fail_msg("%s", err.text);
	return bytes;
}

static struct text bytes_of_ticket(const struct slip_ticket *ticket, enum slip_paper paper,
				   enum slip_languages languages)
{
	const struct slip_style style = { paper, languages };
	struct slip slip;

	slip_of_ticket(ticket, &style, &arena, &slip);
	return bytes_of(&slip);
}

/* Lines that a strict printer makes of it. */
static const char *show(struct text bytes, enum slip_paper paper)
{
	if (!device_render(bytes, slip_columns(paper), shown, sizeof(shown)))
		fail_msg("%s", shown);
	return shown;
}

/* ---- Golden bytes */

static const struct {
	const char *file;
	enum slip_paper paper;
	enum slip_languages languages;
	bool is_booked;
} golden[] = {
	{ "zh-58", SLIP_58_MM, SLIP_CHINESE, false }, { "zh-80", SLIP_80_MM, SLIP_CHINESE, false },
	{ "en-58", SLIP_58_MM, SLIP_ENGLISH, false }, { "en-80", SLIP_80_MM, SLIP_ENGLISH, false },
	{ "both-58", SLIP_58_MM, SLIP_BOTH, false },  { "both-80", SLIP_80_MM, SLIP_BOTH, false },
	{ "booked-58", SLIP_58_MM, SLIP_BOTH, true }, { "booked-80", SLIP_80_MM, SLIP_BOTH, true },
};

static struct text golden_bytes(size_t i)
{
	const struct slip_ticket ticket = golden[i].is_booked ? slip_sample_booked() : slip_sample;

	return bytes_of_ticket(&ticket, golden[i].paper, golden[i].languages);
}

static const char *golden_path(size_t i)
{
	return text_printf(&arena, "test/print/golden/%s.hex", golden[i].file).at;
}

/* As hex, so that a difference can be read. */
static struct text hex_of(struct text bytes)
{
	struct buf hex = { .arena = &arena };

	for (size_t i = 0; i < bytes.len; i++)
		buf_printf(&hex, "%02x%s", (unsigned char)bytes.at[i],
			   i + 1 == bytes.len || i % HEX_A_LINE == HEX_A_LINE - 1 ? "\n" : " ");
	return buf_view(&hex);
}

/* Q1: the bytes of a slip, in each language and on each paper, are those that were looked at. */
static void test_golden_bytes(void **state)
{
	struct text want;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(golden); i++) {
		const struct text have = golden_bytes(i);

		if (host_file_read(golden_path(i), ARENA_BYTES / 2, &arena, &want, &err) != RC_OK)
			fail_msg("%s", err.text);
		if (!text_eq(want, hex_of(have)))
			fail_msg("%s: other bytes; they print:\n%s", golden[i].file, show(have, golden[i].paper));
		show(have, golden[i].paper);
	}
}

static int write_golden(void)
{
	struct err err;

	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < CC_COUNT(golden); i++) {
		const struct text hex = hex_of(golden_bytes(i));

		if (host_file_write(golden_path(i), hex, &err) != RC_OK) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
	}
	arena_done(&arena);
	return 0;
}

/* Q1: class, number, time and the people ahead, as a customer reads them. */
static void test_what_it_says(void **state)
{
	(void)state;
	assert_string_equal(show(bytes_of_ticket(&slip_sample, SLIP_58_MM, SLIP_CHINESE), SLIP_58_MM),
			    "c2b|东城营业厅\n"
			    "l1 |--------------------------------\n"
			    "c2b|个人业务\n"
			    "c4b|A012\n"
			    "feed 1\n"
			    "c1b|您前面还有 7 位\n"
			    "c1 |预计等候：10–15 分钟\n"
			    "c1 |取号时间：2026-11-23 09:00\n"
			    "l1 |--------------------------------\n"
			    "l1 |办理本业务请准备好身份证原件。过\n"
			    "l1 |号请到大堂经理处重新排队。\n"
			    "feed 1\n"
			    "c qr 5|https://q.example.cn/t/demo/1024-7f3a\n"
			    "c1 |扫码查看排队进度\n"
			    "c1 |服务热线 95500\n"
			    "cut\n");
	assert_string_equal(show(bytes_of_ticket(&slip_sample, SLIP_80_MM, SLIP_ENGLISH), SLIP_80_MM),
			    "c2b|East Hall\n"
			    "l1 |------------------------------------------------\n"
			    "c2b|Personal banking\n"
			    "c6b|A012\n"
			    "feed 1\n"
			    "c1b|7 people are ahead of you\n"
			    "c1 |Expected wait: 10–15 min\n"
			    "c1 |Taken: 2026-11-23 09:00\n"
			    "l1 |------------------------------------------------\n"
			    "l1 |Please have your identity card at hand. If you\n"
			    "l1 |miss your call, ask the hall manager.\n"
			    "feed 1\n"
			    "c qr 7|https://q.example.cn/t/demo/1024-7f3a\n"
			    "c1 |Scan to follow the queue\n"
			    "c1 |Call 95500\n"
			    "cut\n");
}

/* Q15: who redeems an appointment reads when it is and, before that, what holds until then. */
static void test_booked(void **state)
{
	struct slip_ticket ticket = slip_sample_booked();

	(void)state;
	assert_non_null(strstr(show(bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_CHINESE), SLIP_58_MM),
			       "c1 |预计等候：10–15 分钟\n"
			       "c1b|预约 10:00\n"
			       "c1 |10:00 前按普通号排队，之后优先于\n"
			       "c1 |现场取号\n"
			       "c1 |取号时间：2026-11-23 09:00\n"));
	assert_non_null(strstr(show(bytes_of_ticket(&ticket, SLIP_80_MM, SLIP_ENGLISH), SLIP_80_MM),
			       "c1b|Booked for 10:00\n"
			       "c1 |Until 10:00 it waits in line like other numbers;\n"
			       "c1 |from then on it comes before walk-ins\n"
			       "c1 |Taken: 2026-11-23 09:00\n"));
	ticket.booked_ms = ticket.taken_ms;
	assert_non_null(strstr(show(bytes_of_ticket(&ticket, SLIP_80_MM, SLIP_BOTH), SLIP_80_MM),
			       "c1b|预约 09:00\n"
			       "c1b|Booked for 09:00\n"
			       "c1 |取号时间"));
}

/* Q1: nobody, one and many ahead; what is left out leaves no line; a missing language is replaced by the other. */
static void test_small_differences(void **state)
{
	struct slip_ticket ticket = { .hall = { TEXT("东城"), { 0 } }, .number = TEXT("1"), .ahead = 0 };
	const char *said;

	(void)state;
	said = show(bytes_of_ticket(&ticket, SLIP_80_MM, SLIP_BOTH), SLIP_80_MM);
	assert_non_null(strstr(said, "c1b|您前面没有人等候\nc1b|Nobody is ahead of you\n"));
	assert_null(strstr(said, "qr"));
	assert_null(strstr(said, "Expected"));
	assert_null(strstr(said, "|\n"));
	ticket.ahead = 1;
	said = show(bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_ENGLISH), SLIP_58_MM);
	assert_non_null(strstr(said, "c2b|东城\n"));
	assert_non_null(strstr(said, "c1b|1 person is ahead of you\n"));
	ticket.hall.en = ticket.hall.zh;
	said = show(bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_BOTH), SLIP_58_MM);
	assert_ptr_equal(strstr(said, "东城"), said + strlen("c2b|"));
	assert_null(strstr(strstr(said, "东城") + 1, "东城"));
}

/* Q1: the number is as large as the paper allows, and whole however long it is. */
static void test_size_of_number(void **state)
{
	static const struct {
		const char *number, *on_58, *on_80;
	} rows[] = {
		{ "7", "c4b|7\n", "c6b|7\n" },
		{ "A0123456", "c4b|A0123456\n", "c6b|A0123456\n" },
		{ "ABC012345678", "c2b|ABC012345678\n", "c4b|ABC012345678\n" },
		{ "理财0123", "c4b|理财0123\n", "c6b|理财0123\n" },
		{ "理财01234", "c3b|理财01234\n", "c5b|理财01234\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct slip_ticket ticket = { .number = text_of(rows[i].number) };

		assert_non_null(
			strstr(show(bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_BOTH), SLIP_58_MM), rows[i].on_58));
		assert_non_null(
			strstr(show(bytes_of_ticket(&ticket, SLIP_80_MM, SLIP_BOTH), SLIP_80_MM), rows[i].on_80));
	}
}

/* Q1: every command as Epson's reference has it, written out by hand. */
static void test_commands(void **state)
{
	struct slip_part parts[] = {
		{ .kind = SLIP_LINE, .align = SLIP_RIGHT, .size = 3, .bold = true, .text = TEXT("A\xe4\xb8\xad") },
		{ .kind = SLIP_LINE, .size = 1 },
		{ .kind = SLIP_QR, .align = SLIP_CENTRE, .text = TEXT("ABC") },
		{ .kind = SLIP_FEED, .lines = 2 },
		{ .kind = SLIP_CUT },
	};
	static const char want[] = "\x1b@\x1bR\0\x1bt\0\x1c&\x1d\x61\0"
				   "\x1b\x61\2\x1b\x45\1\x1d!\x22"
				   "A\xd6\xd0\n"
				   "\x1b\x61\0\x1b\x45\0\x1d!\0\n"
				   "\x1b\x61\1"
				   "\x1d(k\4\0001A2\0"
				   "\x1d(k\3\0001C\7"
				   "\x1d(k\3\0001E1"
				   "\x1d(k\6\0001P0ABC"
				   "\x1d(k\3\0001Q0"
				   "\x1b\x64\2"
				   "\x1dVB\0";

	(void)state;
	const struct text have = bytes_of(&(struct slip){ SLIP_58_MM, parts, CC_COUNT(parts) });
	assert_int_equal(have.len, sizeof(want) - 1);
	assert_memory_equal(have.at, want, have.len);
	assert_true(text_eq(escpos_questions[ESCPOS_ASK_GENERAL], TEXT("\x10\4\1")));
	assert_true(text_eq(escpos_questions[ESCPOS_ASK_OFF_LINE], TEXT("\x10\4\2")));
	assert_true(text_eq(escpos_questions[ESCPOS_ASK_PAPER], TEXT("\x10\4\4")));
	assert_true(text_eq(escpos_confirm, TEXT("\x1dr\1")));
}

/* Q1: names with rare characters reach the paper, also those with four bytes in GB18030. */
static void test_rare_characters(void **state)
{
	const struct slip_ticket ticket = { .hall = { TEXT("𠮷㛃喆营业厅"), { 0 } } };
	static const char four[] = "\x95\x34\xb2\x35\x82\x30\xb7\x31\x86\xb4";

	(void)state;
	const struct text bytes = bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_CHINESE);
	assert_non_null(memmem(bytes.at, bytes.len, four, sizeof(four) - 1));
	assert_non_null(strstr(show(bytes, SLIP_58_MM), "c2b|𠮷㛃喆营业厅\n"));
}

/* Q1, N8: a text cannot command the printer, nor hide in it. */
static void test_texts_are_no_commands(void **state)
{
	const struct slip_ticket ticket = {
		.hall = { TEXT("A\x1b@\x10\x04\x01\x1dV\x01\tB\xe2\x80\x8b\xe2\x80\xae\xef\xbb\xbf\xc2\x9b"), { 0 } },
		.notice = { TEXT("one\r\ntwo\n\nfour"), { 0 } },
		.url = TEXT("https://q.example.cn/\x10\x04\x01"),
	};

	(void)state;
	const char *said = show(bytes_of_ticket(&ticket, SLIP_80_MM, SLIP_CHINESE), SLIP_80_MM);
	assert_non_null(strstr(said, "c2b|A@V B\n"));
	assert_non_null(strstr(said, "l1 |one\nl1 |two\nl1 |\nl1 |four\n"));
	assert_null(strstr(said, "qr"));
}

/* Q1: a long notice is printed to its end, and one without end is cut with dots, not the slip without its code. */
static void test_long_notice(void **state)
{
	struct buf notice = { .arena = &arena };
	struct slip_ticket ticket = slip_sample;
	int lines = 0;

	(void)state;
	for (int i = 0; i < 20; i++)
		buf_printf(&notice, "%d 请各位客户保管好随身物品。", i);
	ticket.notice.zh = buf_view(&notice);
	const char *said = show(bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_CHINESE), SLIP_58_MM);
	assert_non_null(strstr(said, "19 请各位"));
	assert_null(strstr(said, "..."));
	for (int i = 0; i < 200; i++)
		buf_printf(&notice, "%d 请各位客户保管好随身物品。", i);
	ticket.notice.zh = buf_view(&notice);
	said = show(bytes_of_ticket(&ticket, SLIP_58_MM, SLIP_CHINESE), SLIP_58_MM);
	assert_non_null(strstr(said, "...\nfeed 1\nc qr 5|"));
	for (const char *at = strstr(said, "l1 |"); at != NULL; at = strstr(at + 1, "l1 |"))
		lines++;
	assert_int_equal(lines, SLIP_NOTICE_LINES_MAX + 2 /* rules */);
}

/* Q1: where lines end. */
static void test_lines(void **state)
{
	static const struct {
		int columns;
		const char *text, *lines; /* with a | behind each */
	} rows[] = {
		{ 8, "", "" },
		{ 8, "abcdefgh", "abcdefgh|" },
		{ 8, "abcdefgh ij", "abcdefgh|ij|" },
		{ 8, "abc defgh", "abc|defgh|" },
		{ 8, "abcdefghij", "abcdefgh|ij|" },
		{ 8, "a\n\nb\n", "a||b|" },
		{ 8, "一二三四五", "一二三四|五|" },
		{ 8, "a一二三四", "a一二三|四|" },
		{ 8, "一二三四。五", "一二三|四。五|" },
		{ 8, "一二ab三四", "一二ab三|四|" },
		{ 8, "一二三abc四", "一二三|abc四|" },
		{ 8, "。。。。。。", "。。。|。。。|" },
		{ 2, "𠮷㛃", "𠮷|㛃|" },
		{ 3, "𠮷㛃", "𠮷|㛃|" },
		{ 8, "ab   cd   efgh", "ab   cd|efgh|" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		struct text rest = text_of(rows[i].text);
		struct buf lines = { .arena = &arena };

		while (rest.len > 0) {
			buf_text(&lines, columns_cut(&rest, rows[i].columns));
			buf_char(&lines, '|');
		}
		if (!text_eq(buf_view(&lines), text_of(rows[i].lines)))
			fail_msg("`%s` in %d columns: %.*s", rows[i].text, rows[i].columns, TEXT_ARG(buf_view(&lines)));
	}
}

/* A text of all kinds of characters, also such as cannot be printed. */
static struct text random_text(struct rng *rng)
{
	static const uint32_t lows[] = { 1,      ' ',    ' ',    0xa0,    0x300,   0x2000,
					 0x3000, 0x4e00, 0xff00, 0x10000, 0x20000, 0xe0000 };
	struct buf text = { .arena = &arena };

	for (uint64_t n = rng_below(rng, RANDOM_CHARS); n > 0; n--) {
		const uint32_t code = lows[rng_below(rng, CC_COUNT(lows))] + (uint32_t)rng_below(rng, 0x60);

		if (code < 0x80) {
			buf_char(&text, (char)code);
			continue;
		}
		if (code >= 0x10000)
			buf_char(&text, (char)(0xf0 | code >> 18));
		if (code >= 0x800)
			buf_char(&text,
				 (char)((code >= 0x10000 ? 0x80 : 0xe0) | (code >> 12 & (code >= 0x10000 ? 63 : 15))));
		buf_char(&text, (char)((code >= 0x800 ? 0x80 : 0xc0) | (code >> 6 & 63)));
		buf_char(&text, (char)(0x80 | (code & 63)));
	}
	return buf_view(&text);
}

/* Q1: whatever the texts are, a printer that takes nothing else than clean commands and lines that fit prints them. */
static void test_random_texts(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	for (int i = 0; i < RANDOM_ROUNDS; i++) {
		const enum slip_paper paper = (enum slip_paper)rng_below(&rng, 2);
		const struct slip_ticket ticket = {
			.hall = { random_text(&rng), random_text(&rng) },
			.service = { random_text(&rng), random_text(&rng) },
			.number = random_text(&rng),
			.ahead = (int64_t)rng_below(&rng, 1000),
			.wait = { random_text(&rng), random_text(&rng) },
			.notice = { random_text(&rng), random_text(&rng) },
			.footer = { { random_text(&rng), random_text(&rng) } },
			.footer_n = 1,
			.url = random_text(&rng),
		};

		show(bytes_of_ticket(&ticket, paper, (enum slip_languages)rng_below(&rng, 3)), paper);
		arena_reset(&arena);
	}
}

/* Q1: the test slip shows the whole width; the one before a repetition cuts first and says what follows. */
static void test_other_slips(void **state)
{
	const struct slip_style style = { SLIP_58_MM, SLIP_BOTH };
	struct slip slip;

	(void)state;
	slip_of_test(&style, slip_sample.taken_ms, 480, &arena, &slip);
	const char *said = show(bytes_of(&slip), SLIP_58_MM);
	assert_non_null(strstr(said, "c2b|打印测试\nc2b|Print test\n"));
	assert_non_null(strstr(said, "䶮"));
	assert_non_null(strstr(said, "𠮷"));
	assert_non_null(strstr(said, "\nl1 |--------------------------------\ncut\n"));
	slip_of_again(&style, &arena, &slip);
	assert_string_equal(show(bytes_of(&slip), SLIP_58_MM),
			    "cut\nc1 |【重打】同号只办理一次\nc1 |(Printed again: one number, one\nc1 |turn)\n");
}

/* Q1, Q16: an expected wait in words; nothing where nothing is told. */
static void test_waits(void **state)
{
	static const struct {
		int64_t low, high;
		const char *zh, *en;
	} rows[] = { { 10, 15, "10–15 分钟", "10–15 min" },
		     { 0, 5, "5 分钟以内", "under 5 min" },
		     { 7, 7, "约 7 分钟", "about 7 min" },
		     { 0, 0, "", "" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct slip_name wait = slip_wait(rows[i].low, rows[i].high, &arena);
		assert_true(text_eq(wait.zh, text_of(rows[i].zh)));
		assert_true(text_eq(wait.en, text_of(rows[i].en)));
	}
}

/* Q1, Q16: whoever nobody can call is told so. */
static void test_closed(void **state)
{
	const struct slip_style style = { SLIP_80_MM, SLIP_BOTH };
	struct slip_ticket ticket = slip_sample;
	struct slip slip;

	(void)state;
	slip_of_ticket(&ticket, &style, &arena, &slip);
	assert_null(strstr(show(bytes_of(&slip), SLIP_80_MM), "没有开放的窗口"));
	ticket.is_closed = true;
	slip_of_ticket(&ticket, &style, &arena, &slip);
	const char *said = show(bytes_of(&slip), SLIP_80_MM);
	assert_non_null(strstr(said, "该业务现在没有开放的窗口"));
	assert_non_null(strstr(said, "No window is open for it right now"));
}

/* Q19: every answer of a printer is told from the others, also between reports that nobody asked for. */
static void test_answers(void **state)
{
	static const struct {
		uint8_t bytes[6];
		size_t n;
		const char *kinds; /* . nothing, s state, c confirmed, ? strange */
	} rows[] = {
		{ { 0x12, 0x1a, 0x72, 0x1e }, 4, "ssss" }, { { 0x00, 0x03, 0x0c, 0x6f }, 4, "cccc" },
		{ { 0x11, 0x13, 0x12 }, 3, "..s" },        { { 0x10, 0x00, 0x0c, 0x00, 0x00, 0x12 }, 6, "....cs" },
		{ { 0x14, 0x00, 0x12, 0x00 }, 4, "..sc" }, { { 0x80, 0xff, 0x91 }, 3, "???" },
		{ { 'H', 'T', 'T', 'P' }, 4, "c..." },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		struct escpos_reader reader = { 0 };

		for (size_t b = 0; b < rows[i].n; b++)
			if (".sc?"[escpos_read(&reader, rows[i].bytes[b])] != rows[i].kinds[b])
				fail_msg("row %zu, byte %zu", i, b);
	}
}

/* Q19: what the bits mean; with several troubles the one that a person sees first is told. */
static void test_states(void **state)
{
	static const struct {
		uint8_t answers[ESCPOS_QUESTIONS];
		enum escpos_state state;
	} rows[] = {
		{ { 0x12, 0x12, 0x12 }, ESCPOS_READY },      { { 0x16, 0x12, 0x12 }, ESCPOS_READY },
		{ { 0x12, 0x12, 0x1e }, ESCPOS_PAPER_LOW },  { { 0x1a, 0x32, 0x7e }, ESCPOS_PAPER_OUT },
		{ { 0x12, 0x12, 0x72 }, ESCPOS_PAPER_OUT },  { { 0x1a, 0x32, 0x12 }, ESCPOS_PAPER_OUT },
		{ { 0x1a, 0x16, 0x72 }, ESCPOS_COVER_OPEN }, { { 0x1a, 0x52, 0x12 }, ESCPOS_FAULT },
		{ { 0x1a, 0x12, 0x12 }, ESCPOS_FAULT },      { { 0x1a, 0x12, 0x1e }, ESCPOS_FAULT },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		if (escpos_state_of(rows[i].answers) != rows[i].state)
			fail_msg("row %zu: %s", i, escpos_state_names[escpos_state_of(rows[i].answers)]);
}

/* Q1: the mark is read back as it was written, and nothing else is one. */
static void test_marks(void **state)
{
	static const char *const bad[] = { "",
					   "settled 1\n",
					   "settled 1\nbegun 2",
					   "begun 2\nsettled 1\n",
					   "settled x\nbegun 1\n",
					   "settled -1\nbegun 0\n",
					   "settled 1\nbegun 2\nmore\n" };
	struct mark mark;
	struct err err;

	(void)state;
	assert_int_equal(mark_parse(TEXT("settled 41\nbegun 42\n"), &mark, &err), RC_OK);
	assert_int_equal(mark.settled, 41);
	assert_int_equal(mark.begun, 42);
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_int_equal(mark_parse(text_of(bad[i]), &mark, &err), RC_INVALID);
}

/* Q1: rolls are of 58 or of 80 mm; the narrow ones are sold as 57 mm too. */
static void test_papers(void **state)
{
	enum slip_paper paper;

	(void)state;
	for (int64_t mm = 0; mm < 100; mm++) {
		assert_int_equal(mm == 57 || mm == 58 || mm == 80, slip_paper(mm, &paper));
		if (mm == 57 || mm == 58 || mm == 80)
			assert_int_equal(mm == 80 ? SLIP_80_MM : SLIP_58_MM, paper);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_golden_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_it_says, setup, teardown),
		cmocka_unit_test_setup_teardown(test_booked, setup, teardown),
		cmocka_unit_test_setup_teardown(test_small_differences, setup, teardown),
		cmocka_unit_test_setup_teardown(test_size_of_number, setup, teardown),
		cmocka_unit_test_setup_teardown(test_commands, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rare_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(test_texts_are_no_commands, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_notice, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(test_random_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_slips, setup, teardown),
		cmocka_unit_test_setup_teardown(test_waits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_answers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_states, setup, teardown),
		cmocka_unit_test_setup_teardown(test_marks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_papers, setup, teardown),
	};

	if (argc > 1 && strcmp(argv[1], "--write") == 0)
		return write_golden();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
