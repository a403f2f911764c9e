/* Making calls audible (Q13).
 *
 * A whole sentence is made at a time: espeak-ng takes some 10 ms for it, and a sentence glued of its words is half as
 * long again and sounds chopped. What was made is kept by the hash of all that went into it, so that a recall and a
 * second zone cost nothing. */
#include "gateway/voice/speech.h"

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

static enum rc keep(struct speech *speech, struct text samples, struct arena *arena, struct speech_part *part,
		    struct err *err)
{
	const struct text file = wav_file(samples, arena);

	part->ms = wav_file_ms(file.len);
	return cache_put(speech->cache, part->key, file, err);
}

/* Glue the pieces. RC_MISSING where one is not there. */
static enum rc from_pack(struct speech *speech, struct text hall, const struct wording *call, struct arena *arena,
			 struct speech_part *part, struct err *err)
{
	const struct text language = text_of(word_of(part->language));
	struct text names[WORDING_PIECES_MAX], file, samples;
	const uint32_t n = wording_pieces(call, arena, names);
	struct buf buf = { .arena = arena };
	struct voice_piece *pack;
	uint32_t pack_n;
	enum rc rc = voice_pieces_read(speech->reader, hall, arena, &pack, &pack_n, err);

	for (uint32_t i = 0; i < n && rc == RC_OK; i++)
		if (!holds(pack, pack_n, language, names[i]))
			rc = RC_MISSING;
	if (n == 0 && rc == RC_OK)
		rc = RC_MISSING;
	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		rc = voice_piece_read(speech->reader, hall, language, names[i], arena, &file, err);
		if (rc == RC_OK)
			rc = wav_parse(file, false, &samples, err);
		if (rc != RC_OK)
			break;
		if (i > 0)
			wav_put_silence(&buf, SPEECH_PIECE_GAP_MS);
		buf_text(&buf, wav_trim(samples));
	}
	if (rc != RC_OK)
		return rc;
	part->recorded = true;
	cache_key(buf_view(&buf), part->key);
	part->ms = wav_ms(buf.len);
	if (cache_find(speech->cache, part->key) > 0)
		return RC_OK;
	return keep(speech, buf_view(&buf), arena, part, err);
}

static enum rc from_program(struct speech *speech, const struct wording *call, int64_t now_ms, struct arena *arena,
			    struct speech_part *part, struct err *err)
{
	const struct speech_language *words = &speech_languages[part->language];
	const struct text spoken = wording_spoken(call, part->language, arena);
	const struct text what = text_printf(arena, "%d %s %d %.*s", SPEECH_VERSION, words->voice, words->rate,
					     TEXT_ARG(spoken));
	struct text samples;
	size_t bytes;

	cache_key(what, part->key);
	bytes = cache_find(speech->cache, part->key);
	if (bytes > 0) {
		part->ms = wav_file_ms(bytes);
		return RC_OK;
	}
	if (!speech_has_program(speech, now_ms))
		return err_set(err, RC_MISSING, "there is no espeak-ng");
	const enum rc rc = espeak_say(speech->program, words->voice, words->rate, spoken, arena, &samples, err);
	if (rc == RC_MISSING)
		speech->missing_until_ms = now_ms + SPEECH_REST_MS;
	return rc == RC_OK ? keep(speech, samples, arena, part, err) : rc;
}

enum rc speech_make(struct speech *speech, struct text hall, const struct wording *call,
		    enum queue_voice_language language, int64_t now_ms, struct arena *arena, struct speech_part *ret,
		    struct err *err)
{
	const bool known_missing = !speech_has_program(speech, now_ms);

	*ret = (struct speech_part){ .language = language, .read = wording_read(call, language, arena) };
	enum rc rc = from_pack(speech, hall, call, arena, ret, err);
	if (rc != RC_OK) {
		ret->recorded = false;
		rc = from_program(speech, call, now_ms, arena, ret, err);
	}
	if (rc != RC_OK)
		speech->failures++;
	if (rc != RC_OK && !known_missing) /* said once, not with every call */
		LOG(LOG_LEVEL_WARN, "no_voice", log_text("hall", hall), log_string("language", word_of(language)),
		    log_string("why", err->text));
	return rc;
}

bool speech_has_program(const struct speech *speech, int64_t now_ms)
{
	return speech->program[0] && now_ms >= speech->missing_until_ms;
}
