/* Sound as bytes (Q13). The reader takes nothing on trust: every length is held against what is there. */
#include "gateway/voice/wav.h"

#include <string.h>

#include "base/bug.h"

enum { MS_PER_S = 1000, CHUNK_HEAD = 8, FORMAT_BYTES = 16, PCM = 1, BITS = 16 };

static uint32_t u16(const char *at)
{
	return (uint32_t)(uint8_t)at[0] | (uint32_t)(uint8_t)at[1] << 8;
}

static uint32_t u32(const char *at)
{
	return u16(at) | u16(at + 2) << 16;
}

static bool is(const char *at, const char name[static 4])
{
	return memcmp(at, name, 4) == 0;
}

static enum rc check_format(struct text format, struct err *err)
{
	if (format.len < FORMAT_BYTES)
		return err_set(err, RC_INVALID, "its format is cut off");
	if (u16(format.at) != PCM || u16(format.at + 2) != 1 || u32(format.at + 4) != WAV_RATE ||
	    u16(format.at + 14) != BITS)
		return err_set(err, RC_INVALID, "it is not PCM of %d bits, one channel, %d Hz", BITS, WAV_RATE);
	return RC_OK;
}

enum rc wav_parse(struct text file, bool streamed, struct text *ret_samples, struct err *err)
{
	bool format_known = false;
	size_t at = 12;

	if (file.len < at || !is(file.at, "RIFF") || !is(file.at + 8, "WAVE"))
		return err_set(err, RC_INVALID, "this is no WAV file");
	for (int i = 0; i < WAV_CHUNKS_MAX && file.len - at >= CHUNK_HEAD; i++) {
		const char *name = file.at + at;
		size_t len = u32(name + 4), left = file.len - at - CHUNK_HEAD;
		const bool is_sound = is(name, "data");

		if (len > left && !(is_sound && streamed))
			return err_set(err, RC_INVALID, "it is cut off");
		if (is_sound && !format_known)
			return err_set(err, RC_INVALID, "it does not say its format before its sound");
		len = len > left ? left : len;
		if (is_sound) {
			*ret_samples = (struct text){ name + CHUNK_HEAD, len - len % WAV_SAMPLE_BYTES };
			return RC_OK;
		}
		if (is(name, "fmt ")) {
			const enum rc rc = check_format((struct text){ name + CHUNK_HEAD, len }, err);

			if (rc != RC_OK)
				return rc;
			format_known = true;
		}
		at += CHUNK_HEAD + len;
		at += len % 2 != 0 && at < file.len; /* chunks begin at even places */
	}
	return err_set(err, RC_INVALID, "it has no sound");
}

static bool is_heard(struct text samples, size_t at)
{
	const int sample = (int16_t)u16(samples.at + at);

	return sample > WAV_QUIET || sample < -WAV_QUIET;
}

static size_t bytes_of(int32_t ms)
{
	return (size_t)((int64_t)ms * WAV_RATE / MS_PER_S) * WAV_SAMPLE_BYTES;
}

struct text wav_trim(struct text samples)
{
	const size_t kept = bytes_of(WAV_QUIET_KEPT_MS);
	size_t from = 0, to = samples.len;

	ASSERT(samples.len % WAV_SAMPLE_BYTES == 0);
	while (from < to && !is_heard(samples, from))
		from += WAV_SAMPLE_BYTES;
	while (to > from && !is_heard(samples, to - WAV_SAMPLE_BYTES))
		to -= WAV_SAMPLE_BYTES;
	if (from == to)
		return (struct text){ 0 };
	from -= from < kept ? from : kept;
	to += samples.len - to < kept ? samples.len - to : kept;
	return (struct text){ samples.at + from, to - from };
}

void wav_put_silence(struct buf *buf, int32_t ms)
{
	static const char silence[512];
	size_t left = bytes_of(ms);

	while (left > 0) {
		const size_t n = left < sizeof(silence) ? left : sizeof(silence);

		buf_put(buf, silence, n);
		left -= n;
	}
}

static void put_u32(struct buf *buf, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		buf_char(buf, (char)(value >> (8 * i) & 0xff));
}

static void put_u16(struct buf *buf, uint32_t value)
{
	buf_char(buf, (char)(value & 0xff));
	buf_char(buf, (char)(value >> 8 & 0xff));
}

struct text wav_file(struct text samples, struct arena *arena)
{
	struct buf buf = { .arena = arena };

	ASSERT(samples.len < UINT32_MAX - WAV_HEAD_BYTES);
	buf_text(&buf, TEXT("RIFF"));
	put_u32(&buf, (uint32_t)samples.len + WAV_HEAD_BYTES - CHUNK_HEAD);
	buf_text(&buf, TEXT("WAVEfmt "));
	put_u32(&buf, FORMAT_BYTES);
	put_u16(&buf, PCM);
	put_u16(&buf, 1);
	put_u32(&buf, WAV_RATE);
	put_u32(&buf, WAV_RATE * WAV_SAMPLE_BYTES);
	put_u16(&buf, WAV_SAMPLE_BYTES);
	put_u16(&buf, BITS);
	buf_text(&buf, TEXT("data"));
	put_u32(&buf, (uint32_t)samples.len);
	ASSERT(buf.len == WAV_HEAD_BYTES);
	buf_text(&buf, samples);
	return buf_view(&buf);
}

int32_t wav_ms(size_t sample_bytes)
{
	return (int32_t)(sample_bytes / WAV_SAMPLE_BYTES * MS_PER_S / WAV_RATE);
}

int32_t wav_file_ms(size_t file_bytes)
{
	return file_bytes < WAV_HEAD_BYTES ? 0 : wav_ms(file_bytes - WAV_HEAD_BYTES);
}
