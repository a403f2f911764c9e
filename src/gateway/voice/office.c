/* The voice's office (Q13).
 *
 * What decides who speaks is turn.h; this file feeds it from the log and lends what it gives. Loans are timed by the
 * clock of the machine, since a restart has no other in common with what was before; quiet hours by the hall's.
 *
 * Invariant: a job is in its asker's hands, in a line, with the thread, or in a box. */
#include "gateway/voice/office.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "base/bug.h"
#include "gateway/line.h"
#include "gateway/log.h"
#include "gateway/voice/office_private.h"
#include "gateway/voice/wav.h"
#include "host/clock.h"

static void refuse(struct desk_job *job, enum fault fault, const char *field)
{
	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, text_of(field), (struct text){ 0 }, job->arena);
}

static void refuse_rc(struct desk_job *job, enum rc rc, const struct err *err)
{
	if (rc == RC_MISSING) {
		refuse(job, FAULT_HALL_UNKNOWN, "hall");
		return;
	}
	LOG(LOG_LEVEL_ERROR, "read_failed", log_text("hall", job->hall), log_string("why", err->text));
	refuse(job, rc == RC_INVALID ? FAULT_HALL_UNREADABLE : FAULT_STORE_DOWN, NULL);
}

/* The hall, in front of the others; a new one may take the place of the one that was asked about least recently. What
 * that knew comes again from the log, but who asked last. */
static enum rc need_hall(struct voice *voice, struct text id, struct followed **ret, struct err *err)
{
	struct followed **at = &voice->halls, *hall;
	uint32_t n = 0;
	enum rc rc = RC_OK;

	while (*at && !text_eq((*at)->id, id) && ++n < VOICE_HALLS_MAX)
		at = &(*at)->next;
	hall = *at;
	if (hall)
		*at = hall->next;
	if (hall && !text_eq(hall->id, id))
		followed_close(&hall);
	if (hall)
		rc = followed_catch_up(hall, voice->speech.reader, err);
	else
		rc = followed_open(&hall, voice->speech.reader, id, err);
	if (rc != RC_OK) {
		followed_close(&hall);
		return rc;
	}
	hall->next = voice->halls;
	voice->halls = hall;
	*ret = hall;
	return RC_OK;
}

static void answer_sound(struct voice *voice, struct voice_job *job)
{
	struct desk_job *desk = &job->post.desk;
	struct text key = job->key;
	const struct text tail = TEXT(".wav");
	struct err err;

	if (key.len > tail.len)
		key.len -= tail.len;
	desk->status = 200;
	if (!text_eq((struct text){ job->key.at + key.len, job->key.len - key.len }, tail) ||
	    cache_read(voice->speech.cache, key, desk->arena, &desk->answer, &err) != RC_OK)
		refuse(desk, FAULT_SOUND_UNKNOWN, NULL);
}

static void answer(struct voice *voice, struct voice_job *job)
{
	struct desk_job *desk = &job->post.desk;
	struct err err = { .rc = RC_OK };
	struct followed *hall;

	if (job->ask == VOICE_SOUND) {
		answer_sound(voice, job);
		return;
	}
	enum rc rc = need_hall(voice, desk->hall, &hall, &err);
	if (rc != RC_OK) {
		refuse_rc(desk, rc, &err);
		return;
	}
	desk->status = 200;
	job->seen = hall->seen;
	if (job->ask == VOICE_STATUS)
		rc = office_status(voice, hall, job, &err);
	else if (job->ask == VOICE_PACK)
		rc = office_pack(voice, hall, job, &err);
	else if (!followed_zone(hall, job->zone))
		refuse(desk, FAULT_ZONE_UNKNOWN, "zone");
	else if (job->ask == VOICE_NEXT)
		office_next(voice, hall, followed_zone(hall, job->zone), job);
	else
		office_done(followed_zone(hall, job->zone), job);
	if (rc != RC_OK)
		refuse_rc(desk, rc, &err);
}

/* What was counted; under the lock, for metrics. */
static void tell_gauges(struct voice *voice)
{
	struct voice_gauges sum = { .failures = voice->speech.failures,
				    .sound_bytes = cache_bytes(voice->speech.cache) };

	for (const struct followed *hall = voice->halls; hall; hall = hall->next) {
		for (uint32_t i = 0; i < hall->zones_n; i++) {
			sum.spoken += hall->zones[i].turn.counts.spoken;
			sum.skipped += hall->zones[i].turn.counts.skipped;
			sum.lost += hall->zones[i].turn.counts.lost;
		}
	}
	pthread_mutex_lock(&voice->lock);
	voice->gauges = sum;
	pthread_mutex_unlock(&voice->lock);
}

/* The next question; NULL when there will be none. */
static struct voice_job *next_job(struct voice *voice, bool *ret_stopping)
{
	struct desk_job *job;

	pthread_mutex_lock(&voice->lock);
	while (!voice->quick.n && !voice->slow.n && !voice->stopping)
		pthread_cond_wait(&voice->changed, &voice->lock);
	job = line_pop(voice->quick.n ? &voice->quick : &voice->slow);
	*ret_stopping = voice->stopping;
	pthread_mutex_unlock(&voice->lock);
	return (struct voice_job *)job; /* its first member's first */
}

static void *run(void *argument)
{
	struct voice *voice = argument;
	struct voice_job *job;
	bool stopping;

	while ((job = next_job(voice, &stopping))) {
		job->lent = job->must_keep = false;
		job->again_ms = 0;
		if (stopping && job->ask != VOICE_DONE && job->ask != VOICE_RETURN) /* loans may still be settled */
			refuse(&job->post.desk, FAULT_STOPPING, NULL);
		else
			answer(voice, job);
		arena_reset(&voice->scratch);
		tell_gauges(voice);
		post_box_put(&job->post);
	}
	return NULL;
}

enum rc voice_open(struct voice **ret, const struct voice_options *options, struct err *err)
{
	struct voice *voice = calloc(1, sizeof(*voice));
	int failed;

	ASSERT(options->reader && options->clock);
	*ret = NULL;
	if (!voice)
		BUG("no memory for the voice");
	voice->clock = options->clock;
	voice->speech.reader = options->reader;
	text_fill(voice->program, sizeof(voice->program), text_of(options->program));
	voice->speech.program = voice->program;
	arena_init(&voice->scratch, VOICE_ARENA_MAX);
	arena_init(&voice->speech.scratch, SPEECH_ARENA_MAX);
	line_init(&voice->quick);
	line_init(&voice->slow);
	pthread_mutex_init(&voice->lock, NULL);
	pthread_cond_init(&voice->changed, NULL);
	enum rc rc = cache_open(&voice->speech.cache, options->dir, CACHE_BYTES_MAX, err);
	if (rc == RC_OK) {
		failed = pthread_create(&voice->thread, NULL, run, voice);
		voice->started = !failed;
		if (failed)
			rc = err_set(err, RC_FAULT, "cannot start a thread: %s", strerror(failed));
	}
	if (rc != RC_OK) {
		voice_close(&voice);
		return rc;
	}
	*ret = voice;
	return RC_OK;
}

void voice_stop(struct voice *voice)
{
	pthread_mutex_lock(&voice->lock);
	voice->stopping = true;
	pthread_cond_signal(&voice->changed);
	pthread_mutex_unlock(&voice->lock);
}

void voice_close(struct voice **voice)
{
	struct voice *v = *voice;

	if (!v)
		return;
	voice_stop(v);
	if (v->started)
		pthread_join(v->thread, NULL);
	ASSERT(!v->quick.n && !v->slow.n);
	while (v->halls) {
		struct followed *hall = v->halls;

		v->halls = hall->next;
		followed_close(&hall);
	}
	cache_close(&v->speech.cache);
	arena_done(&v->speech.scratch);
	arena_done(&v->scratch);
	pthread_cond_destroy(&v->changed);
	pthread_mutex_destroy(&v->lock);
	free(v);
	*voice = NULL;
}

bool voice_submit(struct voice *voice, struct post_box *box, struct voice_job *job)
{
	bool taken;

	ASSERT(job->post.done);
	pthread_mutex_lock(&voice->lock);
	taken = !voice->stopping && voice->quick.n + voice->slow.n < VOICE_INBOX_MAX;
	if (taken) {
		post_box_expect(box, &job->post);
		line_push(job->ask == VOICE_NEXT ? &voice->slow : &voice->quick, &job->post.desk);
		pthread_cond_signal(&voice->changed);
	}
	pthread_mutex_unlock(&voice->lock);
	return taken;
}

void voice_gauges(struct voice *voice, struct voice_gauges *ret)
{
	pthread_mutex_lock(&voice->lock);
	*ret = voice->gauges;
	pthread_mutex_unlock(&voice->lock);
}

enum rc voice_make_piece(struct text file, struct arena *arena, struct text *ret, struct err *err)
{
	struct text samples;
	const enum rc rc = wav_parse(file, false, &samples, err);

	if (rc != RC_OK)
		return rc;
	if (wav_ms(samples.len) < VOICE_PIECE_MS_MIN || wav_ms(samples.len) > VOICE_PIECE_MS_MAX)
		return err_set(err, RC_INVALID, "it is %d ms long", wav_ms(samples.len));
	if (wav_trim(samples).len == 0)
		return err_set(err, RC_INVALID, "it is silent");
	*ret = wav_file(samples, arena);
	return RC_OK;
}
