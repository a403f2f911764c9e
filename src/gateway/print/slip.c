/* Layout of slips (Q1, Q15): from what a ticket is to lines that fit the paper.
 *
 * Invariant: no line of a slip is wider than its paper, and no part holds a control character. */
#include "gateway/print/slip.h"

#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "gateway/print/columns.h"
#include "slip_contract.h"

enum { SMALLEST = 1, HEADING = 2, BIG_58 = 4, DOTS = 3 };
enum { NARROW_MM = 58, NARROW_TOO_MM = 57, WIDE_MM = 80 };

struct page {
	struct slip *slip;
	struct arena *arena;
	enum slip_languages languages;
	int columns;
};

bool slip_paper(int64_t width_mm, enum slip_paper *ret)
{
	*ret = width_mm == WIDE_MM ? SLIP_80_MM : SLIP_58_MM;
	return width_mm == NARROW_MM || width_mm == NARROW_TOO_MM || width_mm == WIDE_MM;
}

int slip_columns(enum slip_paper paper)
{
	return paper == SLIP_58_MM ? 32 : 48;
}

static void begin(struct page *page, const struct slip_style *style, struct arena *arena, struct slip *ret)
{
	*ret = (struct slip){ .paper = style->paper, .parts = ARENA_ARRAY(arena, SLIP_PARTS_MAX, struct slip_part) };
	*page = (struct page){ ret, arena, style->languages, slip_columns(style->paper) };
}

static struct slip_part *add(struct page *page, struct slip_part part)
{
	ASSERT(page->slip->n < SLIP_PARTS_MAX);
	page->slip->parts[page->slip->n] = part;
	return &page->slip->parts[page->slip->n++];
}

static void add_rule(struct page *page)
{
	struct text rule = { arena_alloc(page->arena, (size_t)page->columns), (size_t)page->columns };

	memset((char *)(uintptr_t)rule.at, '-', rule.len);
	add(page, (struct slip_part){ .size = SMALLEST, .text = rule });
}

static void add_feed(struct page *page, uint8_t lines)
{
	add(page, (struct slip_part){ .kind = SLIP_FEED, .lines = lines });
}

/* The last of too many lines, with dots where its end was. */
static struct text dotted(struct page *page, struct text line, int columns)
{
	const struct text kept = columns_cut(&line, columns - DOTS);

	return text_printf(page->arena, "%.*s...", TEXT_ARG(kept));
}

/* A text in lines like `look`, at most `lines_max`. The size of `look` is lessened until the text fits on one line;
 * what does not fit even so is broken at the usual size. */
static void add_text(struct page *page, struct text text, struct slip_part look, int lines_max)
{
	struct text rest = columns_clean(text, page->arena);
	const int width = columns_of(rest);

	if (rest.len == 0)
		return;
	while (look.size > SMALLEST && (width * look.size > page->columns || memchr(rest.at, '\n', rest.len)))
		look.size--;
	for (int i = 0; rest.len > 0 && i < lines_max; i++) {
		look.text = columns_cut(&rest, page->columns / look.size);
		if (rest.len > 0 && i + 1 == lines_max)
			look.text = dotted(page, look.text, page->columns / look.size);
		add(page, look);
	}
}

/* The same in the languages of the slip. */
static void add_name(struct page *page, const struct slip_name *name, struct slip_part look, int lines_max)
{
	const bool english = name->en.len > 0 && (page->languages != SLIP_CHINESE || name->zh.len == 0);
	const bool chinese = name->zh.len > 0 && (page->languages != SLIP_ENGLISH || name->en.len == 0);

	if (chinese)
		add_text(page, name->zh, look, lines_max);
	if (english && !(chinese && text_eq(name->zh, name->en)))
		add_text(page, name->en, look, lines_max);
}

static struct text filled(struct arena *arena, const char *words, struct text what)
{
	static const char gap[] = "{what}";
	const char *at = strstr(words, gap);

	if (at == NULL)
		return text_of(words);
	return text_printf(arena, "%.*s%.*s%s", (int)(at - words), words, TEXT_ARG(what), at + sizeof(gap) - 1);
}

/* Words of the catalogue around `what` in both languages. */
static struct slip_name say(struct arena *arena, enum slip_word word, const struct slip_name *what)
{
	const char *const *says = slip_says[word];
	const struct text zh = what->zh.len > 0 ? what->zh : what->en, en = what->en.len > 0 ? what->en : what->zh;

	return (struct slip_name){ filled(arena, says[QUEUE_LANGUAGE_ZH], zh),
				   filled(arena, says[QUEUE_LANGUAGE_EN], en) };
}

static void add_words(struct page *page, enum slip_word word, struct text what, struct slip_part look)
{
	const struct slip_name both = { what, what }, said = say(page->arena, word, &both);

	add_name(page, &said, look, SLIP_NAME_LINES_MAX);
}

/* When the slot of its appointment begins and, for one who came before, what holds until then. */
static void add_booked(struct page *page, const struct slip_ticket *ticket)
{
	const struct slip_part look = { .align = SLIP_CENTRE, .size = SMALLEST },
			       bold = { .align = SLIP_CENTRE, .size = SMALLEST, .bold = true };
	char clock[CIVIL_CLOCK_SIZE];

	if (ticket->booked_ms == 0)
		return;
	civil_format_clock(civil_local_minute(ticket->booked_ms, ticket->utc_offset_min), clock);
	add_words(page, SLIP_SAYS_BOOKED, text_of(clock), bold);
	if (ticket->booked_ms > ticket->taken_ms)
		add_words(page, SLIP_SAYS_BOOKED_UNTIL, text_of(clock), look);
}

static void add_time(struct page *page, int64_t ms, int utc_offset_min, struct slip_part look)
{
	char date[CIVIL_DATE_SIZE], clock[CIVIL_CLOCK_SIZE];

	civil_format_date(civil_local_day(ms, utc_offset_min), date);
	civil_format_clock(civil_local_minute(ms, utc_offset_min), clock);
	add_words(page, SLIP_SAYS_TAKEN, text_printf(page->arena, "%s %s", date, clock), look);
}

static void add_place(struct page *page, const struct slip_ticket *ticket)
{
	const struct slip_part look = { .align = SLIP_CENTRE, .size = SMALLEST },
			       bold = { .align = SLIP_CENTRE, .size = SMALLEST, .bold = true };
	const enum slip_word word = ticket->ahead == 0   ? SLIP_SAYS_AHEAD_NONE
				    : ticket->ahead == 1 ? SLIP_SAYS_AHEAD_ONE
							 : SLIP_SAYS_AHEAD;

	add_words(page, word, text_printf(page->arena, "%lld", (long long)ticket->ahead), bold);
	if (ticket->is_closed)
		add_words(page, SLIP_SAYS_NO_WINDOW, (struct text){ 0 }, look);
	if (ticket->wait.zh.len > 0 || ticket->wait.en.len > 0) {
		const struct slip_name wait = say(page->arena, SLIP_SAYS_WAIT, &ticket->wait);

		add_name(page, &wait, look, SLIP_NAME_LINES_MAX);
	}
	add_booked(page, ticket);
	add_time(page, ticket->taken_ms, ticket->utc_offset_min, look);
}

static bool is_visible(struct text url)
{
	for (size_t i = 0; i < url.len; i++)
		if (url.at[i] <= ' ' || url.at[i] > '~')
			return false;
	return url.len > 0 && url.len <= SLIP_URL_MAX;
}

void slip_of_ticket(const struct slip_ticket *ticket, const struct slip_style *style, struct arena *arena,
		    struct slip *ret)
{
	const struct slip_part centred = { .align = SLIP_CENTRE, .size = SMALLEST };
	const struct slip_part heading = { .align = SLIP_CENTRE, .size = HEADING, .bold = true };
	const struct slip_part big = { .align = SLIP_CENTRE,
				       .size = style->paper == SLIP_58_MM ? BIG_58 : SLIP_BIG_MAX,
				       .bold = true };
	struct page page;

	ASSERT(ticket->ahead >= 0 && ticket->footer_n <= SLIP_FOOTER_MAX);
	begin(&page, style, arena, ret);
	add_name(&page, &ticket->hall, heading, SLIP_NAME_LINES_MAX);
	add_rule(&page);
	add_name(&page, &ticket->service, heading, SLIP_NAME_LINES_MAX);
	add_text(&page, ticket->number, big, SLIP_NAME_LINES_MAX);
	add_feed(&page, 1);
	add_place(&page, ticket);
	add_rule(&page);
	add_name(&page, &ticket->notice, (struct slip_part){ .size = SMALLEST }, SLIP_NOTICE_LINES_MAX);
	if (is_visible(ticket->url)) {
		add_feed(&page, 1);
		add(&page, (struct slip_part){ .kind = SLIP_QR, .align = SLIP_CENTRE, .text = ticket->url });
		add_words(&page, SLIP_SAYS_SCAN, (struct text){ 0 }, centred);
	}
	for (uint32_t i = 0; i < ticket->footer_n; i++)
		add_name(&page, &ticket->footer[i], centred, SLIP_NAME_LINES_MAX);
	add(&page, (struct slip_part){ .kind = SLIP_CUT });
}

struct slip_name slip_wait(int64_t low_min, int64_t high_min, struct arena *arena)
{
	enum slip_word word = SLIP_SAYS_MINUTES_WITHIN;
	struct text minutes = text_printf(arena, "%lld", (long long)high_min);

	if (high_min == 0)
		return (struct slip_name){ 0 };
	if (low_min == high_min)
		word = SLIP_SAYS_MINUTES_ABOUT;
	else if (low_min > 0)
		word = SLIP_SAYS_MINUTES;
	if (word == SLIP_SAYS_MINUTES)
		minutes = text_printf(arena, "%lld–%lld", (long long)low_min, (long long)high_min);
	return say(arena, word, &(struct slip_name){ minutes, minutes });
}

static struct slip_name words(enum slip_word word)
{
	return (struct slip_name){ text_of(slip_says[word][QUEUE_LANGUAGE_ZH]),
				   text_of(slip_says[word][QUEUE_LANGUAGE_EN]) };
}

void slip_of_test(const struct slip_style *style, int64_t now_ms, int utc_offset_min, struct arena *arena,
		  struct slip *ret)
{
	const struct slip_ticket ticket = {
		.hall = words(SLIP_SAYS_TEST_HALL),
		.service = words(SLIP_SAYS_TEST_SERVICE),
		.number = TEXT("T000"),
		.taken_ms = now_ms,
		.utc_offset_min = utc_offset_min,
		.notice = words(SLIP_SAYS_TEST_NOTICE),
	};

	slip_of_ticket(&ticket, style, arena, ret);
	struct page page = { ret, arena, style->languages, slip_columns(style->paper) };
	ret->n--; /* the cut comes behind the line */
	add_rule(&page);
	add(&page, (struct slip_part){ .kind = SLIP_CUT });
}

void slip_of_again(const struct slip_style *style, struct arena *arena, struct slip *ret)
{
	struct page page;

	begin(&page, style, arena, ret);
	add(&page, (struct slip_part){ .kind = SLIP_CUT });
	add_words(&page, SLIP_SAYS_AGAIN, (struct text){ 0 },
		  (struct slip_part){ .align = SLIP_CENTRE, .size = SMALLEST });
}
