/* The demonstration inside a running server (S6).
 *
 * What is played before the start is rehearsed in memory and then handed to the desk in groups, so it takes
 * a few commits whatever its length. The desk decides it anew; were it to decide otherwise, the hall would
 * still be a true one, and the player would learn of it by refusals. */
#include "demo_player.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "app/demo/rehearse.h"
#include "app/hall/create.h"
#include "app/hall/desk.h"
#include "base/bug.h"
#include "gateway/floor/floor.h"
#include "gateway/post.h"
#include "host/clock.h"
#include "store/log.h"
#include "store/store.h"

enum {
	PLAYED_BEFORE_MS = 90 * 60000,
	ARENA_BYTES = 256 << 20,
	GROUP = 256,  /* commands in one group of the desk */
	NAP_MS = 150, /* longest sleep; the screens show a call after that at the latest */
	OK = 200,
	BAD = 400,
	MISSING = 404,
	UNAVAILABLE = 500, /* of HTTP */
};

struct demo_player {
	struct arena arena; /* for as long as the player lives */
	struct arena paper; /* for one command */
	struct demo_script script;
	struct demo demo;
	const struct host_clock *clock;
	struct post_box *box;
	struct floor *floor;
	pthread_t thread;
	bool is_running;
	atomic_bool is_stopping;
	struct post_job job;
	bool is_answered;
};

static const struct hall_new demo_hall = { { DEMO_HALL, sizeof(DEMO_HALL) - 1 }, { "朝阳路营业厅", 18 }, { "", 0 } };

/* Make the hall where it is not there; `ret_head` is the seq of its last event. */
static enum rc find_hall(struct demo_player *player, struct store *store, int64_t *ret_seq, struct err *err)
{
	struct store_hall hall;
	struct store_head head;
	enum rc rc = store_hall_find(store, demo_hall.id, &player->arena, &hall, err);

	if (rc == RC_MISSING) {
		rc = hall_create(store, &demo_hall, 1, err);
		if (rc == RC_OK)
			rc = store_hall_find(store, demo_hall.id, &player->arena, &hall, err);
	}
	if (rc == RC_OK)
		rc = store_head(store, hall.no, &head, err);
	if (rc == RC_OK)
		*ret_seq = head.seq;
	return rc;
}

static void job_blank(struct desk_job *job, enum desk_ask ask, int64_t at_ms, struct arena *arena)
{
	*job = (struct desk_job){ .ask = ask,
				  .hall = demo_hall.id,
				  .actor = demo_hall.id,
				  .language = QUEUE_LANGUAGE_ZH,
				  .now_ms = at_ms,
				  .arena = arena };
}

static enum rc job_init(struct desk_job *job, struct text command, int64_t at_ms, struct arena *arena, struct err *err)
{
	job_blank(job, DESK_COMMAND, at_ms, arena);
	return json_parse(arena, command, &job->body, err);
}

/* One group of what was rehearsed. */
static enum rc perform(struct desk *desk, const struct demo_deed *deeds, uint32_t n, struct arena *paper,
		       struct err *err)
{
	struct desk_job *jobs = ARENA_ARRAY(paper, n, struct desk_job);
	struct desk_job **order = ARENA_ARRAY(paper, n, struct desk_job *);
	struct desk_outcome outcome;
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		rc = job_init(&jobs[i], deeds[i].command, deeds[i].at_ms, paper, err);
		order[i] = &jobs[i];
	}
	if (rc != RC_OK)
		return rc;
	desk_run(desk, order, n, paper, &outcome, err);
	for (uint32_t i = 0; i < n && outcome.rc == RC_OK; i++)
		if (jobs[i].status == BAD || jobs[i].status == MISSING || jobs[i].status >= UNAVAILABLE)
			return err_set(err, RC_INVALID, "the demonstration was not understood: %.*s",
				       TEXT_ARG(jobs[i].answer));
	return outcome.rc;
}

static enum rc play_before(struct demo_player *player, struct desk *desk, int64_t from_ms, int64_t to_ms,
			   struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct demo_rehearsal rehearsal;
	enum rc rc;

	arena_init(&arena, ARENA_BYTES);
	rc = demo_rehearse(&player->demo, text_of(demo_hall_json), from_ms, to_ms, &arena, &rehearsal, err);
	for (uint32_t i = 0; rc == RC_OK && i < rehearsal.n; i += GROUP) {
		const uint32_t left = rehearsal.n - i;

		arena_reset(&player->paper);
		rc = perform(desk, &rehearsal.deeds[i], left < GROUP ? left : GROUP, &player->paper, err);
	}
	return rc;
}

enum rc demo_player_open(struct demo_player **ret, struct store *store, struct desk *desk,
			 const struct demo_player_options *options, struct err *err)
{
	enum { CHINA_MIN = 480 };
	struct demo_player *player = calloc(1, sizeof(*player));
	const int64_t now_ms = host_clock_now_ms(options->clock);
	int64_t seq = 0;
	enum rc rc;

	if (player == NULL)
		BUG("no memory");
	player->clock = options->clock;
	arena_init(&player->arena, ARENA_BYTES);
	arena_init(&player->paper, ARENA_BYTES);
	rc = demo_script_read(text_of(demo_day_json), &player->arena, &player->script, err);
	if (rc == RC_OK)
		rc = find_hall(player, store, &seq, err);
	if (rc == RC_OK && seq == 0) {
		demo_init(&player->demo, &player->script, options->seed, CHINA_MIN, 1, now_ms - PLAYED_BEFORE_MS);
		rc = play_before(player, desk, now_ms - PLAYED_BEFORE_MS, now_ms, err);
	} else if (rc == RC_OK) {
		demo_init(&player->demo, &player->script, options->seed + (uint64_t)seq, CHINA_MIN, 1, now_ms);
	}
	player->demo.speed = options->speed;
	*ret = player;
	if (rc != RC_OK)
		demo_player_close(ret);
	return rc;
}

static void on_done(struct post_job *job)
{
	struct demo_player *player = (struct demo_player *)job->desk.asker;

	player->is_answered = true;
}

/* The post office's answer to the job; a fault where there is none. */
static struct text answer(struct demo_player *player)
{
	player->job.desk.asker = player;
	player->job.done = on_done;
	player->is_answered = false;
	if (!post_submit(player->box, &player->job))
		return TEXT("{\"error\": \"BUSY\"}");
	while (!player->is_answered)
		post_box_wait(player->box, NAP_MS);
	return player->job.desk.answer;
}

static struct text ask(struct demo_player *player, struct text command, int64_t now_ms)
{
	struct err err;

	if (job_init(&player->job.desk, command, now_ms, &player->paper, &err))
		BUG("a command of the demonstration: %s", err.text);
	return answer(player);
}

/* The manager looks at the alerts of the hall. */
static void look(struct demo_player *player, int64_t now_ms)
{
	const struct json *state;
	struct err err;

	arena_reset(&player->paper);
	job_blank(&player->job.desk, DESK_STATE, now_ms, &player->paper);
	if (json_parse(&player->paper, answer(player), &state, &err))
		BUG("the hall of the demonstration: %s", err.text);
	demo_look(&player->demo, now_ms, json_member(state, "alerts")); /* a fault has none */
}

/* Do what is due; returns how long nothing will be, ms. */
static int64_t play(struct demo_player *player)
{
	struct buf command = { .arena = &player->paper };
	int64_t now_ms = host_clock_now_ms(player->clock);
	const int64_t due_ms = demo_due_at(&player->demo);
	const struct json *reply;
	struct err err;

	if (demo_wants_look(&player->demo, now_ms))
		look(player, now_ms);
	if (due_ms > now_ms)
		return due_ms - now_ms;
	arena_reset(&player->paper);
	if (!demo_next(&player->demo, now_ms, &command))
		return 0;
	const struct text said = ask(player, buf_view(&command), now_ms);
	if (json_parse(&player->paper, said, &reply, &err))
		BUG("an answer to the demonstration: %s", err.text);
	demo_answered(&player->demo, now_ms, reply);
	return 0;
}

static struct text text_at(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);

	return value != NULL && json_kind(value) == JSON_TEXT ? json_text(value) : (struct text){ 0 };
}

/* The hall's screens are there, and show and speak its last call: without anybody who has opened them the hall would
 * be full of silent devices. */
static void be_screens(struct demo_player *player)
{
	struct view_device_beat beat = { .state = QUEUE_DEVICE_OK };
	struct view_device_heard heard;
	const struct json *list;
	struct text json;
	struct err err;

	arena_reset(&player->paper);
	if (floor_show(player->floor, demo_hall.id, &player->paper, &json) != FLOOR_DONE)
		return;
	if (json_parse(&player->paper, json, &list, &err) != RC_OK)
		BUG("the devices of the demonstration: %s", err.text);
	const struct json *const devices = json_member(list, "devices"), *const calls = json_member(list, "calls");
	if (json_count(calls) > 0)
		beat.shown = beat.spoken = json_int(json_member(json_entry(calls, 0), "seq"));
	for (size_t i = 0; i < json_count(devices); i++)
		(void)floor_beat(player->floor, demo_hall.id, text_at(json_entry(devices, i), "id"), &beat,
				 &player->paper, &heard);
}

static void *run(void *context)
{
	struct demo_player *player = context;

	while (!atomic_load(&player->is_stopping)) {
		const int64_t nap_ms = play(player);

		be_screens(player);

		if (nap_ms > 0)
			post_box_wait(player->box, (int)(nap_ms < NAP_MS ? nap_ms : NAP_MS));
	}
	return NULL;
}

enum rc demo_player_start(struct demo_player *player, struct post *post, struct floor *floor, struct err *err)
{
	enum rc rc = post_box_open(&player->box, post, NULL, NULL, err);

	ASSERT(!player->is_running);
	if (rc != RC_OK)
		return rc;
	player->floor = floor;
	if (pthread_create(&player->thread, NULL, run, player) != 0)
		return err_set(err, RC_FAULT, "no thread for the demonstration");
	player->is_running = true;
	return RC_OK;
}

void demo_player_close(struct demo_player **player)
{
	struct demo_player *it = *player;

	if (it == NULL)
		return;
	atomic_store(&it->is_stopping, true);
	if (it->is_running) {
		post_box_wake(it->box);
		pthread_join(it->thread, NULL);
	}
	if (it->box != NULL)
		post_box_close(&it->box);
	arena_done(&it->arena);
	arena_done(&it->paper);
	free(it);
	*player = NULL;
}
