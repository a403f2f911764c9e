/* Any bytes as a recording that somebody uploads, and as what espeak-ng says: reading ends, and what is taken for sound
 * lies within what was given (Q13). */
#include <stddef.h>
#include <stdint.h>

#include "base/bug.h"
#include "gateway/voice/office.h"
#include "gateway/voice/wav.h"
#include "gateway/voice/wording.h"

enum { ARENA_MAX = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void as_sound(struct text file, bool streamed)
{
	struct text samples, heard;
	struct err err;

	if (wav_parse(file, streamed, &samples, &err) != RC_OK)
		return;
	ASSERT(samples.at >= file.at && samples.at + samples.len <= file.at + file.len);
	ASSERT(samples.len % WAV_SAMPLE_BYTES == 0);
	heard = wav_trim(samples);
	ASSERT(heard.len <= samples.len && heard.len % WAV_SAMPLE_BYTES == 0);
	ASSERT(heard.len == 0 || (heard.at >= samples.at && heard.at + heard.len <= samples.at + samples.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct text file = { (const char *)bytes, len };
	const struct wording call = { .number = { file.at, len < 20 ? len : 20 }, .window = TEXT("w1"), .name = file };
	struct text pieces[WORDING_PIECES_MAX], kept;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	as_sound(file, false);
	as_sound(file, true);
	if (voice_make_piece(file, &arena, &kept, &err) == RC_OK)
		ASSERT(kept.len > WAV_HEAD_BYTES && kept.len <= len);
	for (uint32_t i = 0, n = wording_pieces(&call, &arena, pieces); i < n; i++)
		ASSERT(wording_is_piece(pieces[i]));
	for (int language = 1; language <= SPEECH_LANGUAGE_COUNT; language++)
		ASSERT(wording_spoken(&call, (enum queue_voice_language)language, &arena).len > 0);
	return 0;
}
