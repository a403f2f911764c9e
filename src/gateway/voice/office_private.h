/* The parts of the voice's office. For this folder only. */
#ifndef OH_GATEWAY_VOICE_OFFICE_PRIVATE_H
#define OH_GATEWAY_VOICE_OFFICE_PRIVATE_H

#include <pthread.h>

#include "gateway/line.h"
#include "gateway/voice/followed.h"
#include "gateway/voice/speech.h"

enum { VOICE_PROGRAM_SIZE = 256, VOICE_ARENA_MAX = 64 << 20 };

struct voice {
	const struct host_clock *clock;
	char program[VOICE_PROGRAM_SIZE];
	struct speech speech;
	struct arena scratch;   /* of one answer while it is made */
	struct followed *halls; /* the one asked about last comes first */
	pthread_t thread;
	bool started;

	pthread_mutex_t lock; /* for all below */
	pthread_cond_t changed;
	struct line quick, slow; /* slow: who asks for a call, for which espeak-ng may have to be waited for */
	struct voice_gauges gauges;
	bool stopping;
};

/* Answers; status is 200 when they are called. */
void office_next(struct voice *voice, struct followed *hall, struct followed_zone *zone, struct voice_job *job);
void office_done(struct followed_zone *zone, struct voice_job *job);
CC_CHECK enum rc office_status(struct voice *voice, struct followed *hall, struct voice_job *job, struct err *err);
CC_CHECK enum rc office_pack(struct voice *voice, struct followed *hall, struct voice_job *job, struct err *err);

#endif
