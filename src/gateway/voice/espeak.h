/* Sentences made audible by espeak-ng, run as a child without a shell, with a bound on its time and on what it says. */
#ifndef OH_GATEWAY_VOICE_ESPEAK_H
#define OH_GATEWAY_VOICE_ESPEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum {
	ESPEAK_TEXT_MAX = 1024,        /* bytes of a sentence; less than a pipe holds */
	ESPEAK_MS_MAX = 4000,          /* a sentence takes some 10 ms */
	ESPEAK_BYTES_MAX = 30 * 44100, /* half a minute of sound */
};

/* True where there is such a program, looked for as espeak_say does. */
bool espeak_is_there(const char *program);

/* Say `text` with `voice` at `rate` words a minute, by `program`, looked for in PATH unless it has a slash. The sound,
 * without silence around it, is in `arena`. RC_MISSING where there is no such program; RC_INVALID where the text is too
 * long; RC_FULL where the program takes longer, or says more, than it may; RC_FAULT for all else that
 * goes wrong. Waits; never longer than ESPEAK_MS_MAX. */
CC_CHECK enum rc espeak_say(const char *program, const char *voice, int rate, struct text text, struct arena *arena,
			    struct text *ret_samples, struct err *err);

#endif
