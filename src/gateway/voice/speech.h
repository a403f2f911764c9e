/* Calls made audible: from the hall's recorded pack where that has every piece of them, from espeak-ng otherwise. For
 * one thread, which may wait. */
#ifndef OH_GATEWAY_VOICE_SPEECH_H
#define OH_GATEWAY_VOICE_SPEECH_H

#include "gateway/voice/cache.h"
#include "gateway/voice/wav.h"
#include "gateway/voice/wording.h"

struct reader;

enum {
	SPEECH_VERSION = 1,       /* of how sounds are made; another one makes them anew */
	SPEECH_PIECE_GAP_MS = 60, /* between pieces of a pack, whose own silence is cut off */
	SPEECH_REST_MS = 10000,   /* before a program that hung is tried again */
	SPEECH_RUNAWAYS_MAX = 2,  /* before it rests */
	SPEECH_S_MAX = 30,        /* of a sentence */
	SPEECH_BYTES_MAX = SPEECH_S_MAX * WAV_RATE * WAV_SAMPLE_BYTES,
	/* The recordings of a sentence as files of their full size, and the sentence as it grows. */
	SPEECH_ARENA_MAX = 64 << 20,
};

struct speech {
	struct reader *reader;
	struct cache *cache;
	const char *program;      /* of espeak-ng; empty for none */
	int64_t resting_until_ms; /* it hung, and is not tried before */
	bool missing;             /* when it was last needed */
	int32_t runaways;         /* times in a row that it took longer, or said more, than it may */
	int64_t failures;
	struct arena scratch; /* of one sound while it is made; SPEECH_ARENA_MAX */
};

/* A call in one language. */
struct speech_part {
	enum queue_voice_language language;
	struct text read;         /* as boards write it */
	char key[CACHE_KEY_SIZE]; /* of its sound */
	int32_t ms;
	bool recorded;
	bool untried; /* of one that could not be made: the program rests, and may say it later */
};

/* Make it, its words in `arena`. `now_ms` is of a clock that never steps. RC_MISSING where the hall has no pack that
 * says it and there is no espeak-ng that works. */
CC_CHECK enum rc speech_make(struct speech *speech, struct text hall, const struct wording *call,
			     enum queue_voice_language language, int64_t now_ms, struct arena *arena,
			     struct speech_part *ret, struct err *err);

/* True while espeak-ng is there, unless it hung when it was last tried. */
bool speech_has_program(const struct speech *speech);

/* True where some call of the hall can be made audible in one of its languages: espeak-ng works, or recordings have
 * all that no call can do without. What it needs lies in `arena`. Errors as of voice_pieces_read. */
CC_CHECK enum rc speech_can_speak(const struct speech *speech, struct text hall, const struct queue_config *config,
				  struct arena *arena, bool *ret, struct err *err);

#endif
