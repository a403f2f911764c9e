/* Words of calls (Q13).
 *
 * Digits are spoken one by one, as people read them off a slip, so that `A012` needs no arithmetic. A window whose name
 * is only a number gets the word for "window"; every other name is said as the hall wrote it. */
#define _GNU_SOURCE /* memmem */
#include "gateway/voice/wording.h"

#include <string.h>

#include "base/bug.h"

static const struct text window_prefix = TEXT("window.");

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_number(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!is_digit(t.at[i]))
			return false;
	return t.len > 0;
}

/* The first digits in `t`, or nothing. */
static struct text digits_in(struct text t)
{
	size_t from = 0, to;

	while (from < t.len && !is_digit(t.at[from]))
		from++;
	for (to = from; to < t.len && is_digit(t.at[to]); to++)
		;
	return (struct text){ t.at + from, to - from };
}

/* `template` up to `gap`; `template` keeps what follows it. */
static struct text cut_at(struct text *template, struct text gap)
{
	const char *at = memmem(template->at, template->len, gap.at, gap.len);
	const struct text before = { template->at, at ? (size_t)(at - template->at) : template->len };

	*template = at ? (struct text){ at + gap.len, template->len - before.len - gap.len } : (struct text){ 0 };
	return before;
}

/* The three parts of a call around its two gaps. */
struct frame {
	struct text please, go_to, after;
};

static struct frame frame_of(enum queue_voice_language language)
{
	struct text rest = text_of(speech_languages[language].call);
	struct frame frame;

	ASSERT((int)language > 0 && (int)language <= SPEECH_LANGUAGE_COUNT);
	frame.please = cut_at(&rest, TEXT("{number}"));
	frame.go_to = cut_at(&rest, TEXT("{window}"));
	frame.after = rest;
	return frame;
}

static void put_window(struct buf *buf, const struct wording *call, enum queue_voice_language language)
{
	struct text name = call->name, rest = text_of(speech_languages[language].window);

	if (language == QUEUE_VOICE_LANGUAGE_ENGLISH) /* its voice reads no Hanzi */
		name = call->name_en.len ? call->name_en : digits_in(call->name);
	if (!name.len)
		name = call->window;
	if (!is_number(name)) {
		buf_text(buf, name);
		return;
	}
	buf_text(buf, cut_at(&rest, TEXT("{what}")));
	buf_text(buf, name);
	buf_text(buf, rest);
}

static void put_letter(struct buf *buf, char c, const struct speech_language *words)
{
	if (is_digit(c))
		buf_text(buf, text_of(words->digits[c - '0']));
	else if (is_letter(c) && words->letters[c - 'A'])
		buf_text(buf, text_of(words->letters[c - 'A']));
	else
		buf_char(buf, c);
}

static struct text write(const struct wording *call, enum queue_voice_language language, bool spelled,
			 struct arena *arena)
{
	const struct frame frame = frame_of(language);
	struct buf buf = { .arena = arena };

	buf_text(&buf, frame.please);
	for (size_t i = 0; i < call->number.len; i++) {
		if (!spelled)
			buf_char(&buf, call->number.at[i]);
		else
			put_letter(&buf, call->number.at[i], &speech_languages[language]);
		if (spelled && i + 1 < call->number.len)
			buf_char(&buf, ' ');
	}
	buf_text(&buf, frame.go_to);
	put_window(&buf, call, language);
	buf_text(&buf, frame.after);
	return buf_view(&buf);
}

struct text wording_read(const struct wording *call, enum queue_voice_language language, struct arena *arena)
{
	return write(call, language, false, arena);
}

struct text wording_spoken(const struct wording *call, enum queue_voice_language language, struct arena *arena)
{
	return write(call, language, true, arena);
}

uint32_t wording_pieces(const struct wording *call, struct arena *arena, struct text ret[WORDING_PIECES_MAX])
{
	uint32_t n = 0;

	if (call->number.len + 3 > WORDING_PIECES_MAX)
		return 0;
	ret[n++] = TEXT("please");
	for (size_t i = 0; i < call->number.len; i++) {
		if (!is_digit(call->number.at[i]) && !is_letter(call->number.at[i]))
			return 0;
		ret[n++] = (struct text){ call->number.at + i, 1 };
	}
	ret[n++] = TEXT("goto");
	ret[n++] = text_printf(arena, "%.*s%.*s", TEXT_ARG(window_prefix), TEXT_ARG(call->window));
	return n;
}

bool wording_is_piece(struct text name)
{
	if (name.len == 1)
		return is_digit(name.at[0]) || is_letter(name.at[0]);
	if (text_starts(name, window_prefix))
		return name.len > window_prefix.len && name.len < WORDING_PIECE_MAX;
	return text_eq(name, TEXT("please")) || text_eq(name, TEXT("goto"));
}

struct text wording_of_piece(struct text piece, enum queue_voice_language language, const struct wording *window,
			     struct arena *arena)
{
	const struct frame frame = frame_of(language);
	struct buf buf = { .arena = arena };

	if (!wording_is_piece(piece))
		return (struct text){ 0 };
	if (text_eq(piece, TEXT("please")))
		buf_text(&buf, text_trim(frame.please));
	else if (text_eq(piece, TEXT("goto")))
		buf_text(&buf, text_trim(frame.go_to));
	else if (piece.len == 1)
		put_letter(&buf, piece.at[0], &speech_languages[language]);
	else if (window)
		put_window(&buf, window, language);
	return buf_view(&buf);
}
