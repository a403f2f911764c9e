/* Sound as the voice knows it: PCM, 16 bits, one channel, WAV_RATE samples a second, little-endian. Pure. */
#ifndef OH_GATEWAY_VOICE_WAV_H
#define OH_GATEWAY_VOICE_WAV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum {
	WAV_RATE = 22050, /* what espeak-ng speaks at */
	WAV_SAMPLE_BYTES = 2,
	WAV_HEAD_BYTES = 44,
	WAV_CHUNKS_MAX = 64,    /* in a file, before its sound */
	WAV_QUIET = 300,        /* a sample up to this is silence */
	WAV_QUIET_KEPT_MS = 20, /* of it around what is heard */
};

/* Samples of a WAV file as a view of its bytes. `streamed` files, whose writer could not go back to say how long they
 * are, end where the bytes do. RC_INVALID says what is wrong with it. */
CC_CHECK enum rc wav_parse(struct text file, bool streamed, struct text *ret_samples, struct err *err);

/* The view without the silence before and behind; empty where there is nothing else. */
struct text wav_trim(struct text samples);

/* Silence of `ms` at the end of `buf`. */
void wav_put_silence(struct buf *buf, int32_t ms);

/* `samples` with the head of a file before it, in `arena`. */
struct text wav_file(struct text samples, struct arena *arena);

/* How long so many bytes of samples, or a file that wav_file made, sound. */
int32_t wav_ms(size_t sample_bytes);
int32_t wav_file_ms(size_t file_bytes);

#endif
