/* A slip of paper as a document: lines with size and alignment, rules, a QR code, the cut. Pure; what becomes bytes
 * of it for a printer is in escpos.h. All words come from contract/slips.json. */
#ifndef OH_GATEWAY_PRINT_SLIP_H
#define OH_GATEWAY_PRINT_SLIP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum {
	SLIP_PARTS_MAX = 256,
	SLIP_NOTICE_LINES_MAX = 40, /* in each language; a notice that is longer ends in dots */
	SLIP_NAME_LINES_MAX = 4,    /* of all other texts */
	SLIP_FOOTER_MAX = 4,
	SLIP_URL_MAX = 213, /* bytes in the QR code: what version 10 holds at error level M */
	SLIP_BIG_MAX = 6,   /* times the usual size, of the number */
};

enum slip_paper { SLIP_58_MM, SLIP_80_MM };
enum slip_languages { SLIP_CHINESE, SLIP_ENGLISH, SLIP_BOTH };
enum slip_align { SLIP_LEFT, SLIP_CENTRE, SLIP_RIGHT };

struct slip_style {
	enum slip_paper paper;
	enum slip_languages languages;
};

enum slip_kind {
	SLIP_LINE, /* `text`, not wider than the paper */
	SLIP_QR,   /* `text`, ASCII */
	SLIP_FEED, /* `lines` empty lines */
	SLIP_CUT,
};

struct slip_part {
	enum slip_kind kind;
	enum slip_align align;
	uint8_t size; /* 1 to 8 times as high and as wide */
	uint8_t lines;
	bool bold;
	struct text text; /* UTF-8 without control characters */
};

struct slip {
	enum slip_paper paper;
	struct slip_part *parts;
	uint32_t n;
};

/* A text in Chinese and in English. Where the language of the slip has none, the other one is printed; where
 * neither has one, nothing. */
struct slip_name {
	struct text zh, en;
};

/* What a slip tells. Texts are well-formed UTF-8 (bug otherwise). */
struct slip_ticket {
	struct slip_name hall, service;
	struct text number;
	int64_t ahead;         /* tickets that wait ahead of it; from 0 */
	struct slip_name wait; /* how long it may take, for people, such as `10–15 分钟`: slip_wait; may be left out */
	bool is_closed;        /* no window is open for it */
	int64_t taken_ms;
	int64_t booked_ms; /* when the slot of the appointment that it redeems begins; 0 for none */
	int utc_offset_min;
	struct slip_name notice; /* may have line ends; may be left out */
	struct slip_name footer[SLIP_FOOTER_MAX];
	uint32_t footer_n;
	struct text url; /* of the ticket's page for phones; where it is empty, longer than SLIP_URL_MAX or anything but
			  * visible ASCII, there is no QR code */
};

/* The paper on a roll so wide; false where slips fit none. Rolls of 58 mm are sold as 57 mm too. */
bool slip_paper(int64_t width_mm, enum slip_paper *ret);

/* Columns of a paper: 32 or 48. */
int slip_columns(enum slip_paper paper);

/* A range of minutes (view "expected") in words, in `arena`: `10–15 分钟`, `5 分钟以内`; nothing where `high_min` is 0. */
struct slip_name slip_wait(int64_t low_min, int64_t high_min, struct arena *arena);

/* The slip of a ticket, in `arena`. */
void slip_of_ticket(const struct slip_ticket *ticket, const struct slip_style *style, struct arena *arena,
		    struct slip *ret);
/* A slip that gives no turn, to see what a printer can do: with rare characters, and a line to the paper's edge. */
void slip_of_test(const struct slip_style *style, int64_t now_ms, int utc_offset_min, struct arena *arena,
		  struct slip *ret);
/* What is printed before a slip that may have been printed, wholly or in part: a cut, and a line that says so. */
void slip_of_again(const struct slip_style *style, struct arena *arena, struct slip *ret);

#endif
