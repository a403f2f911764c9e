/* What the voice's office answers (Q13): views of contract/views.json. */
#include <string.h>

#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/voice/office_private.h"
#include "gateway/voice/wav.h"
#include "host/clock.h"
#include "view_contract.h"

/* Only the answer itself is in the asker's arena, in place of the one before: who waits for a call asks with each
 * event. */
static void write(struct voice_job *job, const struct shape *shape, const void *view)
{
	struct json_out out = { .buf = &job->said };

	job->said.arena = job->post.desk.arena;
	job->said.len = 0;
	shape_write(shape, view, NULL, 0, &out);
	job->post.desk.answer = buf_view(&job->said);
}

static int64_t steady_ms(void)
{
	return host_monotonic_ns() / 1000000;
}

/* What is kept of the zone before the answer leaves. */
static void keep_mark(const struct followed_zone *zone, struct voice_job *job)
{
	const struct turn_mark *mark = &zone->turn.mark;

	job->must_keep = true;
	job->keep = (struct desk_keep){ .kind = DESK_KEEP_MARK,
					.mark = { .zone = text_copy(job->post.desk.arena, text_of(zone->id)),
						  .version = mark->version,
						  .done = mark->done,
						  .loan = mark->loan,
						  .until_ms = mark->until_ms,
						  .given = mark->given,
						  .player = text_copy(job->post.desk.arena, text_of(mark->player)) } };
}

static enum view_voice_state state_of(struct voice *voice, const struct followed *hall)
{
	if (!hall->config->voice.languages.n)
		return VIEW_VOICE_SILENT;
	if (followed_is_quiet(hall, host_clock_now_ms(voice->clock)))
		return VIEW_VOICE_QUIET;
	return VIEW_VOICE_READY;
}

static struct view_voice_call call_of(const struct followed *hall, const struct turn_call *call)
{
	const struct wording wording = followed_wording(hall, call);

	return (struct view_voice_call){ .announcement = call->seq,
					 .number = wording.number,
					 .window = wording.window,
					 .window_name = wording.name,
					 .window_name_en = wording.name_en };
}

/* Calls that wait behind the `skip` first ones. */
static void show_coming(const struct followed *hall, const struct followed_zone *zone, uint32_t skip,
			struct arena *arena, struct view_voice_next *view)
{
	view->coming.at = ARENA_ARRAY(arena, VOICE_COMING_MAX, struct view_voice_call);
	for (uint32_t i = skip; view->coming.n < VOICE_COMING_MAX && turn_at(&zone->turn, i); i++)
		if (!turn_at(&zone->turn, i)->over)
			view->coming.at[view->coming.n++] = call_of(hall, turn_at(&zone->turn, i));
}

/* Make the call audible in every language that can be; false where there is none. `ret_tried` is false where it was not
 * even tried, for the program rests. */
static bool make_parts(struct voice *voice, const struct followed *hall, const struct wording *wording,
		       struct arena *arena, struct view_voice_call *call, bool *ret_tried)
{
	const struct queue_config_voice *config = &hall->config->voice;
	int64_t round_ms = 0;

	*ret_tried = false;
	call->parts.at = ARENA_ARRAY(arena, config->languages.n, struct view_voice_part);
	for (uint32_t i = 0; i < config->languages.n; i++) {
		struct speech_part part;
		struct err err = { .rc = RC_OK };

		if (speech_make(&voice->speech, hall->id, wording, config->languages.at[i], steady_ms(), arena, &part,
				&err) != RC_OK) {
			*ret_tried |= !part.untried;
			continue;
		}
		round_ms += part.ms + (call->parts.n ? VOICE_PAUSE_MS : 0);
		call->parts.at[call->parts.n++] = (struct view_voice_part){
			.language = part.language,
			.text = part.read,
			.url = text_printf(arena, "/v1/halls/%.*s/voice/sounds/%s.wav", TEXT_ARG(hall->id), part.key),
			.duration_ms = part.ms,
			.recorded = part.recorded,
		};
	}
	call->repeats = config->repeats ? config->repeats : 1;
	call->volume = config->volume ? config->volume : 100;
	call->pause_ms = VOICE_PAUSE_MS;
	call->duration_ms = call->repeats * round_ms + (call->repeats - 1) * VOICE_PAUSE_MS;
	call->lease_ms = call->duration_ms + VOICE_MARGIN_MS;
	return call->parts.n > 0;
}

/* The same call could not be made audible often enough. Only what was tried counts, and once in VOICE_RETRY_MS: what is
 * wrong for a moment is no reason to give it up. */
static bool is_hopeless(struct followed_zone *zone, int64_t seq, bool tried)
{
	const int64_t now_ms = steady_ms();

	if (zone->failed != seq)
		zone->tries = 0;
	zone->failed = seq;
	if (!tried || (zone->tries > 0 && now_ms - zone->tried_ms < VOICE_RETRY_MS))
		return false;
	zone->tried_ms = now_ms;
	return ++zone->tries >= VOICE_TRIES_MAX;
}

/* Lend the first call that can be heard, if any. */
static void lend(struct voice *voice, struct followed *hall, struct followed_zone *zone, struct voice_job *job,
		 struct view_voice_next *view)
{
	const int64_t now_ms = host_clock_now_ms(host_clock_real()), hall_ms = host_clock_now_ms(voice->clock);
	struct arena *arena = &voice->scratch;
	const struct turn_call *call;
	enum turn_next next;

	while ((next = turn_next(&zone->turn, job->player, now_ms, hall_ms, &call)) == TURN_GIVE) {
		const struct wording wording = followed_wording(hall, call);
		bool tried;

		view->call = call_of(hall, call);
		if (make_parts(voice, hall, &wording, arena, &view->call, &tried)) {
			view->state = VIEW_VOICE_READY;
			zone->failed = 0;
			job->lent = true;
			job->announcement = call->seq;
			turn_lend(&zone->turn, job->player, now_ms, view->call.lease_ms);
			keep_mark(zone, job);
			return;
		}
		view->call = (struct view_voice_call){ 0 };
		view->state = VIEW_VOICE_MUTE;
		if (!is_hopeless(zone, call->seq, tried)) {
			job->again_ms = VOICE_RETRY_MS;
			return;
		}
		LOG(LOG_LEVEL_WARN, "call_unspoken", log_text("hall", hall->id), log_string("zone", zone->id),
		    log_string("number", call->number), log_string("window", call->window));
		turn_give_up(&zone->turn);
	}
	if (next == TURN_BUSY)
		job->again_ms = zone->turn.mark.until_ms - now_ms + 1;
}

void office_next(struct voice *voice, struct followed *hall, struct followed_zone *zone, struct voice_job *job)
{
	struct view_voice_next view = { .zone = text_of(zone->id), .state = state_of(voice, hall) };

	zone->asked_ms = steady_ms();
	if (view.state == VIEW_VOICE_READY)
		lend(voice, hall, zone, job, &view);
	else
		turn_skip_all(&zone->turn);
	show_coming(hall, zone, job->lent, &voice->scratch, &view);
	write(job, &view_voice_next_shape, &view);
}

void office_done(struct followed_zone *zone, struct voice_job *job)
{
	const struct view_voice_done view = {
		job->ask == VOICE_RETURN ? turn_return(&zone->turn, job->announcement, job->player)
					 : turn_done(&zone->turn, job->announcement, job->player, job->spoken)
	};

	if (view.taken)
		keep_mark(zone, job);
	write(job, &view_voice_done_shape, &view);
}

/* True where the last call that a zone tried could not be made audible, also when it was given up since. */
static bool is_stuck(const struct followed *hall)
{
	for (uint32_t i = 0; i < hall->zones_n; i++)
		if (hall->zones[i].failed != 0)
			return true;
	return false;
}

enum rc office_status(struct voice *voice, struct followed *hall, struct voice_job *job, struct err *err)
{
	struct view_voice view = { .state = state_of(voice, hall), .synthesiser = speech_has_program(&voice->speech) };
	bool speaks = true;

	if (view.state != VIEW_VOICE_SILENT) {
		const enum rc rc = speech_can_speak(&voice->speech, hall->id, hall->config, &voice->scratch, &speaks,
						    err);

		if (rc != RC_OK)
			return rc;
	}
	if (!speaks || (view.state == VIEW_VOICE_READY && is_stuck(hall)))
		view.state = VIEW_VOICE_MUTE;
	view.zones.at = ARENA_ARRAY(&voice->scratch, hall->zones_n, struct view_voice_zone);
	for (uint32_t i = 0; i < hall->zones_n; i++) {
		const struct followed_zone *zone = &hall->zones[i];

		view.zones.at[view.zones.n++] = (struct view_voice_zone){
			.zone = text_of(zone->id),
			.name = zone->name,
			.name_en = zone->name_en,
			.waiting = zone->turn.n,
			.spoken = zone->turn.counts.spoken,
			.skipped = zone->turn.counts.skipped,
			.lost = zone->turn.counts.lost,
			.asked = zone->asked_ms ? (steady_ms() - zone->asked_ms) / 1000 + 1 : 0,
		};
	}
	write(job, &view_voice_shape, &view);
	return RC_OK;
}

/* The pack of a hall while its view is made. */
struct pack {
	const struct followed *hall;
	const struct voice_piece *have;
	uint32_t have_n;
	struct arena *arena;
	struct view_voice_pack view;
};

static void put_piece(struct pack *pack, enum queue_voice_language language, struct text piece, bool needed,
		      const struct wording *window)
{
	const struct text word = text_of(queue_voice_language_words.words[language]);
	struct view_voice_piece *into = &pack->view.pieces.at[pack->view.pieces.n++];

	*into = (struct view_voice_piece){ .language = language, .piece = piece, .needed = needed };
	into->say = wording_of_piece(piece, language, window, pack->arena);
	for (uint32_t i = 0; i < pack->have_n; i++) {
		if (!text_eq(pack->have[i].language, word) || !text_eq(pack->have[i].piece, piece))
			continue;
		into->bytes = pack->have[i].bytes;
		into->duration_ms = wav_file_ms((size_t)into->bytes);
	}
}

/* True where a ticket's number may hold this letter: some service has it in its prefix. */
static bool is_used(const struct queue_config *config, char letter)
{
	for (uint32_t i = 0; i < config->services.n; i++)
		if (strchr(config->services.at[i].prefix, letter))
			return true;
	return false;
}

/* All that calls of the hall may need in a language, whether it is there or not. */
static void put_needed(struct pack *pack, enum queue_voice_language language)
{
	static const char digits[] = "0123456789", letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const struct queue_config *config = pack->hall->config;

	put_piece(pack, language, TEXT("please"), true, NULL);
	put_piece(pack, language, TEXT("goto"), true, NULL);
	for (int i = 0; digits[i]; i++)
		put_piece(pack, language, (struct text){ &digits[i], 1 }, true, NULL);
	for (int i = 0; letters[i]; i++)
		if (is_used(config, letters[i]))
			put_piece(pack, language, (struct text){ &letters[i], 1 }, true, NULL);
	for (uint32_t i = 0; i < config->windows.n; i++) {
		const struct queue_config_window *window = &config->windows.at[i];
		const struct wording wording = { .window = text_of(window->id),
						 .name = window->name,
						 .name_en = window->name_en };

		if (!window->retired)
			put_piece(pack, language, text_printf(pack->arena, "window.%s", window->id), true, &wording);
	}
}

static bool is_listed(const struct pack *pack, const struct voice_piece *piece)
{
	for (uint32_t i = 0; i < pack->view.pieces.n; i++) {
		const struct view_voice_piece *one = &pack->view.pieces.at[i];

		if (text_eq(one->piece, piece->piece) &&
		    text_eq(text_of(queue_voice_language_words.words[one->language]), piece->language))
			return true;
	}
	return false;
}

static enum queue_voice_language language_of(struct text word)
{
	for (int i = 1; i <= queue_voice_language_words.n; i++)
		if (text_eq(word, text_of(queue_voice_language_words.words[i])))
			return (enum queue_voice_language)i;
	return 0;
}

enum rc office_pack(struct voice *voice, struct followed *hall, struct voice_job *job, struct err *err)
{
	enum { PIECES_OF_LANGUAGE = VOICE_PHRASES + VOICE_DIGITS + VOICE_LETTERS };
	struct pack pack = { .hall = hall, .arena = &voice->scratch };
	const struct queue_config *config = hall->config;
	struct voice_piece *have;
	const enum rc rc = voice_pieces_read(voice->speech.reader, hall->id, pack.arena, &have, &pack.have_n, err);

	if (rc != RC_OK)
		return rc;
	pack.have = have;
	pack.view.pieces.at = ARENA_ARRAY(
		pack.arena, pack.have_n + config->voice.languages.n * (PIECES_OF_LANGUAGE + config->windows.n),
		struct view_voice_piece);
	for (uint32_t i = 0; i < config->voice.languages.n; i++)
		put_needed(&pack, config->voice.languages.at[i]);
	for (uint32_t i = 0; i < pack.have_n; i++)
		if (!is_listed(&pack, &have[i]) && language_of(have[i].language))
			put_piece(&pack, language_of(have[i].language), have[i].piece, false, NULL);
	write(job, &view_voice_pack_shape, &pack.view);
	return RC_OK;
}
