/* Requests about the voice (Q13): who speaks next, the sounds, and the hall's own recordings.
 *
 * A player's question goes from its loop to the voice's office, which lends it a call; then, before the answer leaves,
 * to the desk, which keeps the loan on disk, so that no restart hands the same call to somebody else. A player that
 * has gone by then gives its loan back. Who waits for a call waits as polls for events do, for only an
 * event brings one. */
#include <stdio.h>
#include <sys/socket.h>

#include "app/fault.h"
#include "app/hall/reader.h"
#include "app/hall/voice.h"
#include "base/bug.h"
#include "gateway/handlers.h"
#include "gateway/log.h"
#include "gateway/loop.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "gateway/streams.h"
#include "gateway/voice/office.h"
#include "gateway/voice/wording.h"
#include "host/clock.h"

enum { MS_PER_S = 1000 };

/* A request and what it asks of the office; in the request's arena. */
struct ask {
	struct voice_job job;
	struct request *request;
	int64_t until_ns; /* a VOICE_NEXT may wait until then */
};

static struct ask *new_ask(struct request *request, enum voice_ask what)
{
	struct ask *ask = ARENA_NEW(&request->arena, struct ask);
	struct desk_job *desk = &ask->job.post.desk;

	ask->request = request;
	ask->job.ask = what;
	desk->hall = request->params[0];
	desk->language = request->language;
	desk->arena = &request->arena;
	return ask;
}

static void submit(struct ask *ask, void (*done)(struct post_job *job))
{
	struct request *request = ask->request;

	if (!request->parked)
		request_park(request);
	ask->job.post.done = done;
	if (!voice_submit(request->loop->site->voice, request->loop->box, &ask->job))
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
}

static void on_answer(struct post_job *job)
{
	struct ask *ask = (struct ask *)job; /* its first member's first */

	request_answer_json(ask->request, job->desk.status, job->desk.answer);
}

/* Read a query without parameters, and the body as an object where `ret_body` is given; false where a fault was
 * answered. */
static bool read_request(struct request *request, const struct json **ret_body)
{
	struct text values[1];
	struct err err;

	if (query_parse(request->query, (const char *const[]){ NULL }, &request->arena, values, &err))
		request_fault_err(request, FAULT_QUERY_INVALID, &err);
	else if (ret_body && request_header(request, "Origin").len &&
		 !guard_is_json(request_header(request, "Content-Type")))
		request_fault(request, FAULT_TYPE_WRONG, TEXT("Content-Type"), (struct text){ 0 });
	else if (ret_body && json_parse(&request->arena, request_body(request), ret_body, &err))
		request_fault_err(request, FAULT_BODY_INVALID, &err);
	else
		return true;
	return false;
}

static bool refuse_member(struct request *request, const char *name, enum detail detail, int64_t low, int64_t high)
{
	struct err err;

	(void)err_detail(&err, name, detail, low, high, NULL);
	request_fault_err(request, FAULT_BODY_INVALID, &err);
	return false;
}

/* A whole number in the body; `standard` where it is not there. */
static bool read_int(struct request *request, const struct json *body, const char *name, int64_t low, int64_t high,
		     int64_t standard, int64_t *ret)
{
	const struct json *value = json_member(body, name);

	*ret = standard;
	if (value && json_kind(value) == JSON_INT)
		*ret = json_int(value);
	if ((value && json_kind(value) != JSON_INT) || *ret < low || *ret > high)
		return refuse_member(request, name, DETAIL_INT_FROM_TO, low, high);
	return true;
}

static bool read_player(struct request *request, const struct json *body, struct voice_job *job)
{
	const struct json *value = json_member(body, "player");
	const struct text name = value && json_kind(value) == JSON_TEXT ? json_text(value) : text_of(NULL);
	bool good = name.len > 0 && name.len <= VOICE_PLAYER_MAX;

	for (size_t i = 0; i < name.len && good; i++)
		good = name.at[i] > ' ' && name.at[i] <= '~';
	if (!good)
		return refuse_member(request, "player", DETAIL_ASCII_FROM_TO, 1, VOICE_PLAYER_MAX);
	text_fill(job->player, sizeof(job->player), name);
	return true;
}

/* Who speaks next. */

/* False for a client that has hung up, also where nothing was told of it yet. */
static bool is_there(const struct request *request)
{
	char byte;

	return request->http && recv(request_fd(request), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

/* Who is gone is told nothing. */
static void answer_busy(struct request *request)
{
	if (request->http)
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
	else
		request_drop(request);
}

static void keep(struct ask *ask);

static void on_returned(struct post_job *job)
{
	struct ask *ask = (struct ask *)job; /* its first member's first */

	if (ask->job.must_keep)
		keep(ask);
	else
		answer_busy(ask->request);
}

/* A loan whose borrower is gone, or cannot be told of it. */
static void give_back(struct ask *ask)
{
	ask->job.ask = VOICE_RETURN;
	ask->job.post.done = on_returned;
	if (!voice_submit(ask->request->loop->site->voice, ask->request->loop->box, &ask->job))
		answer_busy(ask->request); /* it runs out by itself */
}

static void on_kept(struct post_job *job)
{
	struct request *request = (struct request *)job; /* its first member */
	struct ask *ask = job->desk.asker;

	if (ask->job.ask == VOICE_RETURN)
		answer_busy(request);
	else if (job->desk.status != 200 && request->http)
		request_answer_json(request, job->desk.status, job->desk.answer);
	else if (ask->job.lent && !is_there(request))
		give_back(ask);
	else
		request_answer_json(request, ask->job.post.desk.status, ask->job.post.desk.answer);
}

/* Have the desk keep what the office said, then answer. What cannot be kept now is not lost: a loan is given back, and
 * whoever says once more that it has spoken is heard once more. */
static void keep(struct ask *ask)
{
	struct request *request = ask->request;
	struct desk_job *desk = &request->job.desk;

	desk->ask = DESK_KEEP;
	desk->hall = request->params[0];
	desk->keep = &ask->job.keep;
	desk->actor = TEXT("http");
	desk->language = request->language;
	desk->now_ms = host_clock_now_ms(request->loop->site->clock);
	desk->asker = ask;
	request->job.done = on_kept;
	if (post_submit(request->loop->box, &request->job))
		return;
	if (ask->job.lent)
		give_back(ask);
	else
		answer_busy(request);
}

static void on_next(struct post_job *job);

static void on_wake(struct request *request)
{
	struct ask *ask = request->job.desk.asker;

	if (ask->until_ns && is_there(request) && !atomic_load(&request->loop->site->stopping))
		submit(ask, on_next);
	else
		on_answer(&ask->job.post); /* what it was told before: nothing */
}

static void wait_for_call(struct ask *ask, int64_t left_ms)
{
	struct request *request = ask->request;
	struct loop *loop = request->loop;
	int64_t head = 0, wait_ms = left_ms;
	struct err err;

	if (ask->job.again_ms > 0 && ask->job.again_ms < wait_ms)
		wait_ms = ask->job.again_ms;
	request->job.desk.asker = ask;
	if (!streams_park(loop->streams, request, request->params[0], (int)((wait_ms + MS_PER_S - 1) / MS_PER_S),
			  on_wake)) {
		on_answer(&ask->job.post);
		return;
	}
	if (reader_head(loop->reader, request->params[0], &head, &err) != RC_OK)
		ask->until_ns = 0; /* it is not known what to wait for */
	if (!ask->until_ns || head > ask->job.seen)
		streams_resume(request); /* of what came in between nobody would tell */
}

static void on_next(struct post_job *job)
{
	struct ask *ask = (struct ask *)job; /* its first member's first */
	const int64_t left_ms = (ask->until_ns - host_monotonic_ns()) / 1000000;

	if (ask->job.lent && !is_there(ask->request))
		give_back(ask);
	else if (ask->job.must_keep)
		keep(ask);
	else if (!ask->request->http)
		request_drop(ask->request);
	else if (job->desk.status == 200 && left_ms > 0 && !atomic_load(&ask->request->loop->site->stopping))
		wait_for_call(ask, left_ms);
	else
		on_answer(job);
}

void serve_voice_next(struct request *request)
{
	struct ask *ask = new_ask(request, VOICE_NEXT);
	const struct json *body;
	int64_t wait_s;

	if (!read_request(request, &body) || !read_player(request, body, &ask->job) ||
	    !read_int(request, body, "wait", 0, STREAMS_WAIT_S_MAX, 0, &wait_s))
		return;
	ask->job.zone = request->params[1];
	ask->until_ns = host_monotonic_ns() + wait_s * 1000000000;
	submit(ask, on_next);
}

static void on_done(struct post_job *job)
{
	struct ask *ask = (struct ask *)job; /* its first member's first */

	if (ask->job.must_keep)
		keep(ask); /* also for one who is gone: it was spoken */
	else
		on_answer(job);
}

void serve_voice_done(struct request *request)
{
	struct ask *ask = new_ask(request, VOICE_DONE);
	const struct json *body, *spoken;

	if (!read_request(request, &body) || !read_player(request, body, &ask->job) ||
	    !read_int(request, body, "announcement", 1, INT64_MAX, 0, &ask->job.announcement))
		return;
	spoken = json_member(body, "spoken");
	if (!spoken || json_kind(spoken) != JSON_BOOL) {
		(void)refuse_member(request, "spoken", DETAIL_BOOL_NEEDED, 0, 0);
		return;
	}
	ask->job.spoken = json_bool(spoken);
	ask->job.zone = request->params[1];
	submit(ask, on_done);
}

/* What the office shows. */

static void serve_plain(struct request *request, enum voice_ask what)
{
	if (read_request(request, NULL))
		submit(new_ask(request, what), on_answer);
}

void serve_voice(struct request *request)
{
	serve_plain(request, VOICE_STATUS);
}

void serve_voice_pack(struct request *request)
{
	serve_plain(request, VOICE_PACK);
}

/* A sound never changes, for its name is the hash of what it says. */
static void on_sound(struct post_job *job)
{
	struct ask *ask = (struct ask *)job; /* its first member's first */
	struct request *request = ask->request;

	if (job->desk.status != 200) {
		on_answer(job);
		return;
	}
	if (request->http)
		request_add_header(request, "Cache-Control", "public, max-age=86400, immutable");
	request_answer(request, 200, "audio/wav", job->desk.answer);
}

void serve_voice_sound(struct request *request)
{
	struct ask *ask = new_ask(request, VOICE_SOUND);

	if (!read_request(request, NULL))
		return;
	ask->job.key = request->params[1];
	submit(ask, on_sound);
}

/* Recordings. */

static void on_piece(struct post_job *job)
{
	struct request *request = (struct request *)job; /* its first member */

	request_answer_json(request, job->desk.status, job->desk.answer);
}

static bool is_language(struct text word)
{
	for (int i = 1; i <= queue_voice_language_words.n; i++)
		if (text_eq(word, text_of(queue_voice_language_words.words[i])))
			return true;
	return false;
}

static void change_piece(struct request *request, enum desk_keep_kind kind, struct text sound)
{
	struct desk_keep *change = ARENA_NEW(&request->arena, struct desk_keep);
	struct desk_job *desk = &request->job.desk;

	*change = (struct desk_keep){ .kind = kind,
				      .piece = { .language = request->params[1], .piece = request->params[2] },
				      .sound = sound };
	desk->ask = DESK_KEEP;
	desk->hall = request->params[0];
	desk->keep = change;
	desk->actor = TEXT("http");
	desk->language = request->language;
	desk->now_ms = host_clock_now_ms(request->loop->site->clock);
	request->job.done = on_piece;
	request_park(request);
	if (!post_submit(request->loop->box, &request->job))
		request_fault(request, FAULT_BUSY, (struct text){ 0 }, (struct text){ 0 });
}

static bool find_piece(struct request *request)
{
	if (!read_request(request, NULL))
		return false;
	if (is_language(request->params[1]) && wording_is_piece(request->params[2]))
		return true;
	request_fault(request, FAULT_PIECE_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
	return false;
}

/* For whoever wants to hear what was recorded. */
void serve_voice_piece(struct request *request)
{
	struct text sound;
	struct err err;

	if (!find_piece(request))
		return;
	const enum rc rc = voice_piece_read(request->loop->reader, request->params[0], request->params[1],
					    request->params[2], &request->arena, &sound, &err);
	if (rc == RC_OK) {
		request_add_header(request, "Cache-Control", "no-store");
		request_answer(request, 200, "audio/wav", sound);
	} else if (rc == RC_MISSING) {
		request_fault(request, FAULT_PIECE_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
	} else {
		LOG(LOG_LEVEL_ERROR, "read_failed", log_text("hall", request->params[0]), log_string("why", err.text));
		request_fault(request, FAULT_STORE_DOWN, (struct text){ 0 }, (struct text){ 0 });
	}
}

void serve_voice_piece_put(struct request *request)
{
	struct text sound;
	struct err err;

	if (!find_piece(request))
		return;
	if (voice_make_piece(request_body(request), &request->arena, &sound, &err))
		request_fault(request, FAULT_PIECE_INVALID, request->params[2],
			      request->language == QUEUE_LANGUAGE_EN ? text_of(err.text) : (struct text){ 0 });
	else
		change_piece(request, DESK_KEEP_PIECE, sound);
}

void serve_voice_piece_delete(struct request *request)
{
	if (find_piece(request))
		change_piece(request, DESK_KEEP_NO_PIECE, (struct text){ 0 });
}
