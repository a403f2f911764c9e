/* Making calls audible (Q13).
 *
 * A whole sentence is made at a time: espeak-ng takes some 10 ms for it, and a sentence glued of its words is half as
 * long again and sounds chopped. What was made is kept by the hash of all that went into it, so that a recall and a
 * second zone cost nothing. */
#include "gateway/voice/speech.h"

#include <stdio.h>

#include "app/hall/voice.h"
#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/voice/espeak.h"
#include "gateway/voice/wav.h"

static const char *word_of(enum queue_voice_language language)
{
	return queue_voice_language_words.words[language];
}

static bool holds(const struct voice_piece *pack, uint32_t n, struct text language, struct text piece)
{
	for (uint32_t i = 0; i < n; i++)
		if (text_eq(pack[i].piece, piece) && text_eq(pack[i].language, language))
			return true;
	return false;
}

static void keep(struct speech *speech, struct text samples, struct speech_part *part)
{
	const struct text file = wav_file(samples, &speech->scratch);
	struct err err;

	part->ms = wav_file_ms(file.len);
	if (cache_put(speech->cache, part->key, file, &err) != RC_OK)
		LOG(LOG_LEVEL_WARN, "sound_not_stored", log_string("why", err.text));
}

/* Put a recorded piece behind those before it. */
static enum rc add_piece(struct speech *speech, struct text hall, struct text language, struct text piece,
			 struct buf *into, struct err *err)
{
	struct text file, samples;
	enum rc rc = voice_piece_read(speech->reader, hall, language, piece, into->arena, &file, err);

	if (rc == RC_OK)
		rc = wav_parse(file, false, &samples, err);
	if (rc != RC_OK)
		return rc;
	if (into->len > 0)
		wav_put_silence(into, SPEECH_PIECE_GAP_MS);
	samples = wav_trim(samples);
	if (into->len + samples.len > SPEECH_BYTES_MAX)
		return err_set(err, RC_FULL, "its recordings are longer than %d s", SPEECH_S_MAX);
	buf_text(into, samples);
	return RC_OK;
}

/* Glue the pieces. RC_MISSING where one is not there. */
static enum rc from_pack(struct speech *speech, struct text hall, const struct wording *call, struct speech_part *part,
			 struct err *err)
{
	const struct text language = text_of(word_of(part->language));
	struct text names[WORDING_PIECES_MAX];
	const uint32_t n = wording_pieces(call, &speech->scratch, names);
	struct buf buf = { .arena = &speech->scratch };
	struct voice_piece *pack;
	uint32_t pack_n;
	enum rc rc = voice_pieces_read(speech->reader, hall, &speech->scratch, &pack, &pack_n, err);

	for (uint32_t i = 0; i < n && rc == RC_OK; i++)
		if (!holds(pack, pack_n, language, names[i]))
			rc = RC_MISSING;
	if (n == 0 && rc == RC_OK)
		rc = RC_MISSING;
	for (uint32_t i = 0; i < n && rc == RC_OK; i++)
		rc = add_piece(speech, hall, language, names[i], &buf, err);
	if (rc != RC_OK)
		return rc;
	part->recorded = true;
	cache_key(buf_view(&buf), part->key);
	part->ms = wav_ms(buf.len);
	if (cache_find(speech->cache, part->key) == 0)
		keep(speech, buf_view(&buf), part);
	return RC_OK;
}

/* A program that ran away once too often is left alone for a while: every hall waits for it. */
static void note_tried(struct speech *speech, enum rc rc, int64_t now_ms)
{
	speech->runaways = rc == RC_FULL ? speech->runaways + 1 : 0;
	if (speech->runaways >= SPEECH_RUNAWAYS_MAX)
		speech->resting_until_ms = now_ms + SPEECH_REST_MS;
}

static bool rests(const struct speech *speech, int64_t now_ms)
{
	return now_ms < speech->resting_until_ms;
}

static enum rc from_program(struct speech *speech, const struct wording *call, int64_t now_ms, struct speech_part *part,
			    struct err *err)
{
	const struct speech_language *words = &speech_languages[part->language];
	const struct text spoken = wording_spoken(call, part->language, &speech->scratch);
	const struct text what = text_printf(&speech->scratch, "%d %s %d %.*s", SPEECH_VERSION, words->voice,
					     words->rate, TEXT_ARG(spoken));
	struct text samples;
	size_t bytes;

	cache_key(what, part->key);
	bytes = cache_find(speech->cache, part->key);
	if (bytes > 0) {
		part->ms = wav_file_ms(bytes);
		return RC_OK;
	}
	speech->missing = !espeak_is_there(speech->program);
	if (speech->missing)
		return err_set(err, RC_MISSING, "there is no espeak-ng");
	part->untried = rests(speech, now_ms);
	if (part->untried)
		return err_set(err, RC_MISSING, "espeak-ng hangs");
	const enum rc rc = espeak_say(speech->program, words->voice, words->rate, spoken, &speech->scratch, &samples,
				      err);
	note_tried(speech, rc, now_ms);
	if (rc == RC_OK)
		keep(speech, samples, part);
	return rc;
}

enum rc speech_make(struct speech *speech, struct text hall, const struct wording *call,
		    enum queue_voice_language language, int64_t now_ms, struct arena *arena, struct speech_part *ret,
		    struct err *err)
{
	const bool known = speech->missing || rests(speech, now_ms);

	*ret = (struct speech_part){ .language = language, .read = wording_read(call, language, arena) };
	enum rc rc = from_pack(speech, hall, call, ret, err);
	if (rc != RC_OK) {
		ret->recorded = false;
		rc = from_program(speech, call, now_ms, ret, err);
	}
	arena_reset(&speech->scratch);
	if (rc != RC_OK)
		speech->failures++;
	if (rc != RC_OK && !known) /* said once, not with every call */
		LOG(LOG_LEVEL_WARN, "no_voice", log_text("hall", hall), log_string("language", word_of(language)),
		    log_string("why", err->text));
	return rc;
}

bool speech_has_program(const struct speech *speech)
{
	return speech->runaways < SPEECH_RUNAWAYS_MAX && espeak_is_there(speech->program);
}

static bool has_digit(const struct voice_piece *pack, uint32_t n, struct text language)
{
	static const char digits[] = "0123456789";

	for (int i = 0; digits[i]; i++)
		if (holds(pack, n, language, (struct text){ &digits[i], 1 }))
			return true;
	return false;
}

/* The letters before the numbers of a service. */
static bool has_letters(const struct voice_piece *pack, uint32_t n, struct text language, const char *prefix)
{
	for (; *prefix; prefix++)
		if (!holds(pack, n, language, (struct text){ prefix, 1 }))
			return false;
	return true;
}

static bool has_service(const struct voice_piece *pack, uint32_t n, struct text language,
			const struct queue_config *config)
{
	for (uint32_t i = 0; i < config->services.n; i++)
		if (!config->services.at[i].retired && has_letters(pack, n, language, config->services.at[i].prefix))
			return true;
	return false;
}

static bool has_window(const struct voice_piece *pack, uint32_t n, struct text language,
		       const struct queue_config *config)
{
	char piece[WORDING_PIECE_MAX];

	for (uint32_t i = 0; i < config->windows.n; i++) {
		const struct queue_config_window *window = &config->windows.at[i];

		snprintf(piece, sizeof(piece), "window.%s", window->id);
		if (!window->retired && holds(pack, n, language, text_of(piece)))
			return true;
	}
	return false;
}

enum rc speech_can_speak(const struct speech *speech, struct text hall, const struct queue_config *config,
			 struct arena *arena, bool *ret, struct err *err)
{
	struct voice_piece *pack;
	uint32_t n;

	*ret = speech_has_program(speech);
	if (*ret)
		return RC_OK;
	const enum rc rc = voice_pieces_read(speech->reader, hall, arena, &pack, &n, err);
	for (uint32_t i = 0; rc == RC_OK && i < config->voice.languages.n && !*ret; i++) {
		const struct text language = text_of(word_of(config->voice.languages.at[i]));

		*ret = holds(pack, n, language, TEXT("please")) && holds(pack, n, language, TEXT("goto")) &&
		       has_digit(pack, n, language) && has_service(pack, n, language, config) &&
		       has_window(pack, n, language, config);
	}
	return rc;
}
