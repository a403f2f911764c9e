/* Any bytes as what comes from a printer, as a printer's mark, and as texts of a slip: reading ends, a mark is one, and
 * no text becomes a command (Q1, Q19). */
#define _GNU_SOURCE /* memmem */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/print/escpos.h"
#include "gateway/print/mark.h"

enum { ARENA_MAX = 64 << 20, TEXT_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void as_answers(const uint8_t *bytes, size_t len)
{
	struct escpos_reader reader = { 0 };
	uint8_t answers[ESCPOS_QUESTIONS] = { 0 };

	for (size_t i = 0; i < len; i++) {
		const bool in_report = reader.report_left > 0;
		const enum escpos_answer answer = escpos_read(&reader, bytes[i]);

		ASSERT(answer <= ESCPOS_STRANGE && reader.report_left >= 0 && reader.report_left <= 3);
		/* Never both: no byte may confirm a slip that is also the answer to another question. */
		ASSERT(answer != ESCPOS_CONFIRMED || (!in_report && (bytes[i] & 0x90) == 0));
		if (answer != ESCPOS_AT_ONCE)
			continue;
		answers[i % ESCPOS_QUESTIONS] = bytes[i];
		const enum escpos_state state = escpos_state_of(answers);
		ASSERT(state >= ESCPOS_READY && state <= ESCPOS_FAULT && escpos_state_names[state] != NULL);
	}
}

static void as_texts(struct text text, struct arena *arena)
{
	const struct slip_style style = { (enum slip_paper)(text.len % 2), (enum slip_languages)(text.len % 3) };
	const struct slip_ticket ticket = {
		.hall = { text, text }, .number = text, .notice = { text, text }, .url = text
	};
	struct text out;
	struct slip slip;
	struct err err;

	slip_of_ticket(&ticket, &style, arena, &slip);
	for (uint32_t i = 0; i < slip.n; i++)
		for (size_t c = 0; c < slip.parts[i].text.len; c++)
			ASSERT((unsigned char)slip.parts[i].text.at[c] >= ' ');
	ASSERT(escpos_of_slip(&slip, arena, &out, &err) == RC_OK);
	ASSERT(memmem(out.at, out.len, "\x10\x04", 2) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct text text = { (const char *)bytes, len };
	struct mark mark;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	as_answers(bytes, len);
	if (mark_parse(text, &mark, &err) == RC_OK)
		ASSERT(mark.settled >= 0 && mark.begun >= 0 && bytes[len - 1] == '\n');
	if (len <= TEXT_MAX && text_is_utf8(text))
		as_texts(text, &arena);
	return 0;
}
