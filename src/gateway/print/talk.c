/* Conversations with printers (Q1, Q19).
 *
 * Before a slip the printer is asked whether it can print; behind it comes a question that it answers when all
 * before is done. That answer alone proves that the slip is on paper: TCP only says that a buffer took it. A printer
 * that has never given this answer, but says that it is ready when the slip has gone out, is believed, and asked again
 * when it is idle; one that has given it before is not.
 *
 * Invariant: a confirmation is counted for the slip that was sent last. Whoever stops waiting for one closes the
 * connection, so that no later slip can be taken for confirmed by it. */
#include "gateway/print/talk.h"

#include "base/bug.h"
#include "host/clock.h"

enum { NS_PER_MS = 1000000 };

static int64_t in_ms(int32_t ms)
{
	return host_monotonic_ns() + (int64_t)ms * NS_PER_MS;
}

void talk_close(struct talk *talk)
{
	link_close(&talk->link);
}

void talk_done(struct talk *talk)
{
	talk_close(talk);
	lookup_drop(&talk->lookup);
}

static enum talk_end fail(struct talk *talk, enum link_end why, enum escpos_state state)
{
	talk_close(talk);
	if (why == LINK_STOPPED)
		return TALK_STOPPED;
	talk->told(talk->context, state);
	return TALK_FAILED;
}

/* Read until an answer to a question (`ret`) or, where that is NULL, a confirmation has come. */
static enum link_end hear(struct talk *talk, int64_t until_ns, uint8_t *ret)
{
	uint8_t byte;

	for (int i = 0; i < TALK_BYTES_MAX; i++) {
		const enum link_end end = link_read(&talk->link, until_ns, &byte);

		if (end != LINK_OK)
			return end;
		switch (escpos_read(&talk->reader, byte)) {
		case ESCPOS_NOTHING: break;
		case ESCPOS_STRANGE: return LINK_BROKEN;
		case ESCPOS_AT_ONCE:
			if (ret != NULL) {
				*ret = byte;
				return LINK_OK;
			}
			break;
		case ESCPOS_CONFIRMED:
			talk->confirmed = true;
			talk->habit = TALK_CONFIRMS;
			if (ret == NULL)
				return LINK_OK;
			break;
		}
	}
	return LINK_BROKEN;
}

/* See where the host is, unless that was seen a while ago. What it was found at before serves on where the name servers
 * do not answer. */
static enum link_end find(struct talk *talk)
{
	struct lookup_found found;
	enum lookup_end end = LOOKUP_UNKNOWN;
	struct err err;

	if (talk->found.n > 0 && host_monotonic_ns() < talk->found_until_ns)
		return LINK_OK;
	if (talk->lookup != NULL || lookup_start(&talk->lookup, talk->host, listen_port(&talk->address), &err) == RC_OK)
		end = lookup_await(&talk->lookup, talk->link.stop_fd, talk->limits.name_ms, &found);
	if (end == LOOKUP_STOPPED)
		return LINK_STOPPED;
	talk->nameless = end != LOOKUP_FOUND;
	if (end == LOOKUP_FOUND)
		talk->found = found;
	talk->found_until_ns = in_ms(end == LOOKUP_FOUND ? talk->limits.keep_ms : talk->limits.rest_ms);
	return talk->found.n > 0 ? LINK_OK : LINK_BROKEN;
}

/* A host that is not where it was may have moved: its name is looked up again the next time. */
static enum link_end connect_to(struct talk *talk, struct err *err)
{
	const int32_t limit_ms = talk->limits.connect_ms;
	enum link_end end;

	if (talk->host[0] == '\0')
		return link_open(&talk->link, &talk->address, limit_ms, err);
	end = find(talk);
	if (end != LINK_OK)
		return end;
	for (int i = 0; i < talk->found.n; i++) {
		end = link_open(&talk->link, &talk->found.at[i], limit_ms, err);
		if (end == LINK_OK || end == LINK_STOPPED)
			return end;
	}
	talk->found_until_ns = 0;
	return end;
}

enum talk_end talk_ask(struct talk *talk, enum escpos_state *ret)
{
	uint8_t answers[ESCPOS_QUESTIONS];
	struct err err;

	*ret = ESCPOS_UNKNOWN;
	if (!link_is_open(&talk->link)) {
		talk->reader = (struct escpos_reader){ 0 };
		const enum link_end end = connect_to(talk, &err);
		if (end != LINK_OK)
			return fail(talk, end, talk->nameless ? ESCPOS_NAMELESS : ESCPOS_UNREACHABLE);
	}
	/* One by one: not every printer keeps a question in mind while it answers another one. */
	for (int i = 0; i < ESCPOS_QUESTIONS; i++) {
		enum link_end end = link_write(&talk->link, escpos_questions[i], talk->limits.write_ms, NULL);

		if (end == LINK_OK)
			end = hear(talk, in_ms(talk->limits.answer_ms), &answers[i]);
		if (end != LINK_OK)
			return fail(talk, end, ESCPOS_SILENT);
	}
	*ret = escpos_state_of(answers);
	talk->told(talk->context, *ret);
	return TALK_DONE;
}

/* Wait until what was sent is on paper. */
static enum talk_end await_paper(struct talk *talk)
{
	int64_t until_ns = in_ms(talk->habit == TALK_MUTE ? 0 : talk->limits.confirm_ms);
	int64_t look_ns = talk->habit == TALK_MUTE ? until_ns : in_ms(talk->limits.answer_ms);
	enum escpos_state state;

	while (!talk->confirmed) {
		const enum link_end heard = hear(talk, look_ns < until_ns ? look_ns : until_ns, NULL);

		if (heard == LINK_BROKEN || heard == LINK_STOPPED)
			return fail(talk, heard, ESCPOS_SILENT);
		if (heard == LINK_OK)
			break;
		const enum talk_end end = talk_ask(talk, &state);
		if (end != TALK_DONE)
			return end;
		look_ns = in_ms(talk->limits.answer_ms);
		if (!escpos_prints(state))
			until_ns = in_ms(talk->limits.confirm_ms);
		else if (talk->habit == TALK_MUTE || host_monotonic_ns() >= until_ns)
			break;
	}
	if (talk->confirmed)
		return TALK_DONE;
	talk_close(talk);
	if (talk->habit == TALK_CONFIRMS)
		return TALK_FAILED;
	talk->habit = TALK_MUTE;
	return TALK_BELIEVED;
}

void talk_probe(struct talk *talk)
{
	ASSERT(link_is_open(&talk->link));
	if (talk->habit == TALK_MUTE && link_write(&talk->link, escpos_confirm, talk->limits.write_ms, NULL) == LINK_OK)
		(void)hear(talk, in_ms(talk->limits.answer_ms), NULL); /* which notes the habit */
}

enum talk_end talk_print(struct talk *talk, struct text before, struct text slip, bool *ret_touched)
{
	const struct text pieces[] = { before, slip, talk->habit == TALK_MUTE ? (struct text){ 0 } : escpos_confirm };

	ASSERT(link_is_open(&talk->link));
	talk->confirmed = false;
	for (size_t i = 0; i < CC_COUNT(pieces); i++) {
		size_t sent;
		const enum link_end end = link_write(&talk->link, pieces[i], talk->limits.write_ms, &sent);

		*ret_touched |= sent > 0;
		if (end != LINK_OK)
			return fail(talk, end, ESCPOS_SILENT);
	}
	return await_paper(talk);
}
