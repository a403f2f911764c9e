/* The voice over HTTP, with the real espeak-ng (Q13): who is handed which call, the sounds, the hall's recordings. */
#define _GNU_SOURCE /* memmem, memrchr */
#include "gateway/voice/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/hall/reader.h"
#include "gateway/post.h"
#include "gateway/server.h"
#include "gateway/test_view.h"
#include "gateway/voice/wav.h"
#include "host/clock.h"
#include "store/voice.h"

enum { BODY_MAX = 512, PIECE_MS = 100, ASK_MAX = 64 << 10, JUNK_BYTES = 8 << 16, WAIT_MS = 3000 };

static struct site_test site;
static struct reply reply;
static struct arena arena;

#define SPEAKS "\"voice\":{\"languages\":[\"mandarin\",\"english\"],\"repeats\":2,\"volume\":60}"

static void configure(const char *more)
{
	char *body = malloc(ASK_MAX);

	snprintf(body, ASK_MAX, "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}",
		 world_config(&site.world, NULL, more));
	site_command(&site, "h1", body, NULL, &reply);
	reply_must(&reply, 200, "hall.configured");
	free(body);
}

static void open_with(const char *speaker)
{
	arena_init(&arena, 64 << 20);
	site_open_with(&site, &(struct site_wish){ .speaker = speaker });
}

static int setup(void **state)
{
	(void)state;
	open_with(NULL);
	configure(SPEAKS);
	return 0;
}

static int setup_mute(void **state)
{
	(void)state;
	open_with("/nowhere/espeak-ng");
	configure(SPEAKS);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	site_done(&site);
	arena_done(&arena);
	return 0;
}

static void run_command(const char *command, const char *args)
{
	const struct text body = text_printf(&arena, "{\"command\":\"%s\",\"args\":%s}", command, args);

	site_command(&site, "h1", text_cstr(&arena, body), NULL, &reply);
	reply_must(&reply, 200, "events");
}

/* A ticket that is called to a window whose clerk is there. */
static void call_to(const char *window, const char *clerk)
{
	char args[BODY_MAX];

	snprintf(args, sizeof(args), "{\"window\":\"%s\",\"clerk\":\"%s\"}", window, clerk);
	run_command("window.open", args);
	run_command("ticket.take", "{\"service\":\"s1\"}");
	snprintf(args, sizeof(args), "{\"window\":\"%s\"}", window);
	run_command("ticket.call_next", args);
}

static void request_text(char *into, size_t size, const char *method, const char *path, const char *body)
{
	snprintf(into, size, "%s /v1/halls/h1/voice/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s",
		 method, path, strlen(body), body);
}

static void ask(const char *method, const char *path, const char *body)
{
	char text[2 * BODY_MAX];

	request_text(text, sizeof(text), method, path, body);
	site_ask(&site, text, &reply);
}

static const struct json *next_in(const char *zone, const char *player)
{
	char body[BODY_MAX], path[64];

	snprintf(path, sizeof(path), "%s/next", zone);
	snprintf(body, sizeof(body), "{\"player\":\"%s\"}", player);
	ask("POST", path, body);
	return view_of(&reply, "voice_next");
}

static const struct json *next(const char *player)
{
	return next_in("hall", player);
}

static bool has_call(const struct json *view)
{
	return json_member(view, "call") != NULL;
}

static bool done(const char *player, int64_t announcement, bool spoken)
{
	char body[BODY_MAX];

	snprintf(body, sizeof(body), "{\"player\":\"%s\",\"announcement\":%lld,\"spoken\":%s}", player,
		 (long long)announcement, spoken ? "true" : "false");
	ask("POST", "hall/done", body);
	return view_bool(view_of(&reply, "voice_done"), "taken");
}

/* Q13: a call is lent to one player with a sound in each language; no other one gets it, nor another call. */
static void test_lends_a_call(void **state)
{
	const struct json *view;
	char url[128], header[64];
	int64_t seq;

	(void)state;
	call_to("w1", "c1");
	call_to("w2", "c2");
	view = next("left");
	assert_true(view_is(view, "state", "ready"));
	assert_true(view_is(view, "call.number", "A001"));
	assert_true(view_is(view, "call.parts.0.language", "mandarin"));
	assert_true(view_is(view, "call.parts.1.language", "english"));
	assert_true(view_is(view, "coming.0.number", "A002"));
	assert_int_equal(view_int(view, "call.volume"), 60);
	seq = view_int(view, "call.announcement");
	const int64_t round = view_int(view, "call.parts.0.duration_ms") + view_int(view, "call.parts.1.duration_ms");
	assert_in_range(round, 4000, 12000);
	assert_int_equal(view_int(view, "call.duration_ms"), 2 * round + 3 * VOICE_PAUSE_MS);
	assert_int_equal(view_int(view, "call.lease_ms"), view_int(view, "call.duration_ms") + VOICE_MARGIN_MS);
	text_fill(url, sizeof(url), json_text(view_member(view, "call.parts.0.url")));
	assert_false(has_call(next("right")));
	site_get(&site, url, &reply);
	reply_must(&reply, 200, "RIFF");
	assert_true(reply_header(&reply, "Content-Type", header, sizeof(header)));
	assert_string_equal(header, "audio/wav");
	assert_true(reply_header(&reply, "Cache-Control", header, sizeof(header)));
	assert_non_null(strstr(header, "immutable"));
	assert_false(done("right", seq, true));
	assert_true(done("left", seq, true));
	assert_false(done("right", seq, true));
	assert_true(view_is(next("right"), "call.number", "A002"));
}

/* Q13, S7: when a player has its answer, who speaks is on disk; so is that it was done. */
static void test_keeps_the_loan(void **state)
{
	struct store *store = bed_another(&site.world.bed, true);
	struct store_voice *rows;
	struct store_hall hall;
	uint32_t n;
	struct err err;

	(void)state;
	call_to("w1", "c1");
	const int64_t seq = view_int(next("left"), "call.announcement");
	assert_int_equal(store_hall_find(store, TEXT("h1"), &arena, &hall, &err), RC_OK);
	assert_int_equal(store_voice_list(store, hall.no, &arena, &rows, &n, &err), RC_OK);
	assert_int_equal(n, 1);
	assert_true(text_eq(rows[0].zone, TEXT("hall")) && text_eq(rows[0].player, TEXT("left")));
	assert_int_equal(rows[0].loan, seq);
	assert_true(rows[0].until_ms > host_clock_now_ms(host_clock_real()));
	assert_true(done("left", seq, true));
	assert_int_equal(store_voice_list(store, hall.no, &arena, &rows, &n, &err), RC_OK);
	assert_int_equal(rows[0].done, seq);
	assert_int_equal(rows[0].loan, 0);
	store_close(&store);
}

/* Q13, S7: a server that is started again while a call is being spoken hands it to nobody else, and takes note when it
 * was spoken. */
static void test_goes_on_after_a_restart(void **state)
{
	(void)state;
	call_to("w1", "c1");
	call_to("w2", "c2");
	const int64_t first = view_int(next("left"), "call.announcement");
	assert_true(done("left", first, true));
	const int64_t second = view_int(next("left"), "call.announcement");
	site_restart(&site, &(struct site_wish){ 0 });
	assert_false(has_call(next("right")));
	assert_true(done("left", second, true));
	site_restart(&site, &(struct site_wish){ 0 });
	assert_false(has_call(next("right")));
}

/* Q13: a customer who came is not called; recalls are. */
static void test_skips_who_came(void **state)
{
	(void)state;
	call_to("w1", "c1");
	run_command("ticket.recall", "{\"window\":\"w1\"}");
	run_command("ticket.start", "{\"window\":\"w1\"}");
	assert_false(has_call(next("left")));
	const struct json *view = view_get(&site, "/v1/halls/h1/voice", "voice");
	assert_int_equal(view_int(view, "zones.0.skipped"), 2);
	assert_int_equal(view_int(view, "zones.0.waiting"), 0);
	call_to("w2", "c2");
	run_command("ticket.recall", "{\"window\":\"w2\"}");
	assert_true(done("left", view_int(next("left"), "call.announcement"), true));
	assert_true(done("left", view_int(next("left"), "call.announcement"), true));
	assert_false(has_call(next("left")));
}

static int begin_wait(const char *player, int seconds)
{
	char body[BODY_MAX], text[2 * BODY_MAX];
	const int fd = site_connect(&site);

	snprintf(body, sizeof(body), "{\"player\":\"%s\",\"wait\":%d}", player, seconds);
	request_text(text, sizeof(text), "POST", "hall/next", body);
	site_send(fd, text);
	return fd;
}

/* Q13: who waits is given the call when it comes; who hung up while waiting is given nothing. */
static void test_waits_for_a_call(void **state)
{
	const int gone = begin_wait("gone", 30), here = begin_wait("here", 30);
	const int64_t began_ns = host_monotonic_ns();

	(void)state;
	site_await_metric(&site, "openhall_polls", 2);
	close(gone);
	site_await_metric(&site, "openhall_polls", 1);
	call_to("w1", "c1");
	site_receive(here, true, &reply);
	assert_true(view_is(view_of(&reply, "voice_next"), "call.number", "A001"));
	assert_true((host_monotonic_ns() - began_ns) / 1000000 < WAIT_MS);
	close(here);
	/* Behind a loan that is another's, one waits too, and not longer than asked for. */
	const int late = begin_wait("late", 1);
	site_receive(late, true, &reply);
	assert_false(has_call(view_of(&reply, "voice_next")));
	close(late);
}

/* Q13: each zone has its own order; a window without one belongs to the first. */
static void test_zones_speak_apart(void **state)
{
	(void)state;
	configure(SPEAKS ",\"zones\":[{\"id\":\"z1\",\"name\":\"一楼\"},{\"id\":\"z2\",\"name\":\"二楼\"}]");
	call_to("w1", "c1");
	assert_false(has_call(next_in("z2", "upstairs")));
	assert_true(view_is(next_in("hall", "downstairs"), "zone", "z1"));
	assert_false(has_call(next_in("z1", "other")));
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/voice", "voice"), "zones.0.waiting"), 1);
	ask("POST", "z3/next", "{\"player\":\"p\"}");
	reply_must(&reply, 404, "ZONE_UNKNOWN");
}

/* Q13: in quiet hours, and where the hall names no language, nothing is spoken, nor made up for later. */
static void test_keeps_quiet(void **state)
{
	(void)state;
	configure("\"voice\":{\"languages\":[\"mandarin\"],\"quiet\":[{\"from\":\"08:00\",\"to\":\"09:30\"}]}");
	call_to("w1", "c1");
	assert_true(view_is(next("left"), "state", "quiet"));
	site_advance(&site, 30 * 60000);
	assert_true(view_is(next("left"), "state", "ready"));
	assert_false(has_call(next("left")));
	configure("\"voice\":{\"languages\":[\"mandarin\"],\"quiet\":[{\"from\":\"22:00\",\"to\":\"10:00\"}]}");
	assert_true(view_is(next("left"), "state", "quiet")); /* since last night */
	site_advance(&site, 30 * 60000);
	assert_true(view_is(next("left"), "state", "ready"));
	configure(NULL);
	call_to("w2", "c2");
	assert_true(view_is(next("left"), "state", "silent"));
}

static struct text tone(int ms)
{
	struct buf sound = { .arena = &arena };

	for (int i = 0; i < WAV_RATE * ms / 1000; i++)
		buf_put(&sound, i % 2 ? "\x00\x40" : "\x00\xc0", 2);
	return wav_file(buf_view(&sound), &arena);
}

static void put_file(const char *language, const char *piece, struct text file)
{
	char head[256];
	int fd = site_connect(&site);

	snprintf(head, sizeof(head),
		 "PUT /v1/halls/h1/voice/pack/%s/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n",
		 language, piece, file.len);
	site_send(fd, head);
	for (size_t sent = 0; sent < file.len;) {
		const ssize_t n = write(fd, file.at + sent, file.len - sent);

		assert_true(n > 0);
		sent += (size_t)n;
	}
	site_receive(fd, true, &reply);
	close(fd);
}

static void put_piece(const char *language, const char *piece, int ms)
{
	put_file(language, piece, tone(ms));
}

/* All that a hall of 128 windows can need, in one language. */
static void put_whole_pack(const char *language)
{
	char piece[16];

	put_piece(language, "please", PIECE_MS);
	put_piece(language, "goto", PIECE_MS);
	for (int i = 0; i < VOICE_DIGITS + VOICE_LETTERS; i++) {
		snprintf(piece, sizeof(piece), "%c", i < VOICE_DIGITS ? '0' + i : 'A' + i - VOICE_DIGITS);
		put_piece(language, piece, PIECE_MS);
	}
	for (int i = 1; i <= VOICE_WINDOWS_MAX; i++) {
		snprintf(piece, sizeof(piece), "window.w%d", i);
		put_piece(language, piece, PIECE_MS);
		reply_must(&reply, 200, "{}");
	}
}

/* Q13: the largest hall can record all of its calls in every language; what it does not need has a limit. */
static void test_the_largest_hall_has_room(void **state)
{
	char limit[16];

	(void)state;
	put_whole_pack("mandarin");
	put_whole_pack("cantonese");
	put_whole_pack("english");
	put_piece("english", "window.x", PIECE_MS);
	snprintf(limit, sizeof(limit), "%d", VOICE_PIECES_MAX);
	reply_must(&reply, 422, "PACK_FULL");
	reply_must(&reply, 422, limit);
}

static void put_pack(int ms)
{
	static const char *const pieces[] = { "please", "goto", "A", "0", "1", "2", "window.w1", "window.w2" };

	for (size_t i = 0; i < CC_COUNT(pieces); i++) {
		put_piece("mandarin", pieces[i], ms);
		reply_must(&reply, 200, "{}");
	}
}

/* Q13: a hall's own recordings take the place of espeak-ng where all that a call needs is there. */
static void test_speaks_from_recordings(void **state)
{
	(void)state;
	put_pack(PIECE_MS);
	call_to("w1", "c1");
	const struct json *view = next("left");
	assert_true(view_bool(view, "call.parts.0.recorded"));
	assert_in_range(view_int(view, "call.parts.0.duration_ms"), 7 * PIECE_MS, 7 * PIECE_MS + 400);
	assert_null(json_member(view_member(view, "call.parts.1"), "recorded"));
	assert_true(done("left", view_int(view, "call.announcement"), true));
	ask("GET", "pack/mandarin/window.w2", "");
	reply_must(&reply, 200, "Content-Type: audio/wav");
	assert_memory_equal(reply_body(&reply), "RIFF", 4);
	assert_in_range(reply.len - reply.head_len, PIECE_MS * WAV_RATE / 1000 * 2,
			(PIECE_MS + 50) * WAV_RATE / 1000 * 2);
	ask("DELETE", "pack/mandarin/window.w2", "");
	reply_must(&reply, 200, "{}");
	ask("DELETE", "pack/mandarin/window.w2", "");
	reply_must(&reply, 404, "PIECE_UNKNOWN");
	call_to("w2", "c2");
	view = next("left");
	assert_null(json_member(view_member(view, "call.parts.0"), "recorded"));
	view = view_get(&site, "/v1/halls/h1/voice/pack", "voice_pack");
	/* Both languages: please, goto, ten digits, A to C, three windows. */
	assert_int_equal(json_count(view_member(view, "pieces")), 2 * (2 + 10 + 3 + 3));
	assert_true(view_is(view, "pieces.0.piece", "please") && view_is(view, "pieces.0.say", "请"));
	assert_int_equal(view_int(view, "pieces.0.duration_ms"), PIECE_MS);
}

/* Q13: what is no such recording, or no such piece, is refused and changes nothing. */
static void test_checks_recordings(void **state)
{
	(void)state;
	ask("PUT", "pack/mandarin/1", "RIFF");
	reply_must(&reply, 422, "PIECE_INVALID");
	put_piece("mandarin", "1", VOICE_PIECE_MS_MAX + 100);
	reply_must(&reply, 422, "PIECE_INVALID");
	put_piece("mandarin", "1", VOICE_PIECE_MS_MIN - 10);
	reply_must(&reply, 422, "PIECE_INVALID");
	put_piece("latin", "1", PIECE_MS);
	reply_must(&reply, 404, "PIECE_UNKNOWN");
	put_piece("mandarin", "eleven", PIECE_MS);
	reply_must(&reply, 404, "PIECE_UNKNOWN");
	ask("POST", "pack/mandarin/1", "");
	reply_must(&reply, 405, "GET, HEAD, PUT, DELETE");
	ask("GET", "pack/mandarin/1", "");
	reply_must(&reply, 404, "PIECE_UNKNOWN");
	ask("GET", "pack/mandarin/eleven", "");
	reply_must(&reply, 404, "PIECE_UNKNOWN");
	ask("POST", "hall/next", "{\"player\":\"\"}");
	reply_must(&reply, 400, "player");
	ask("POST", "hall/next", "{\"player\":\"p\",\"wait\":31}");
	reply_must(&reply, 400, "wait");
	ask("POST", "hall/done", "{\"player\":\"p\",\"announcement\":1}");
	reply_must(&reply, 400, "spoken");
	ask("GET", "sounds/..%2f..%2fopenhall.db", "");
	reply_must(&reply, 404, "SOUND_UNKNOWN");
	ask("GET", "sounds/00000000000000000000000000000000.wav", "");
	reply_must(&reply, 404, "SOUND_UNKNOWN");
}

static bool status_is(const char *word)
{
	return view_is(view_get(&site, "/v1/halls/h1/voice", "voice"), "state", word);
}

/* Q13: without espeak-ng the server serves, says so before anything is called, and speaks what is recorded. */
static void test_works_without_espeak(void **state)
{
	(void)state;
	assert_true(status_is("mute"));
	assert_false(view_bool(view_get(&site, "/v1/halls/h1/voice", "voice"), "synthesiser"));
	call_to("w1", "c1");
	assert_true(view_is(next("left"), "state", "mute"));
	assert_true(status_is("mute"));
	site_get(&site, "/readyz", &reply);
	reply_must(&reply, 200, "ok");
	put_pack(PIECE_MS);
	const struct json *view = next("left");
	assert_true(view_is(view, "state", "ready"));
	assert_int_equal(json_count(view_member(view, "call.parts")), 1);
	assert_true(view_bool(view, "call.parts.0.recorded"));
	assert_true(status_is("ready"));
	ask("DELETE", "pack/mandarin/A", ""); /* the only service whose numbers could be said */
	assert_true(status_is("mute"));
	put_pack(PIECE_MS);
	assert_true(status_is("ready"));
	ask("DELETE", "pack/mandarin/goto", ""); /* no call can do without it */
	assert_true(status_is("mute"));
	configure("\"voice\":{\"languages\":[\"mandarin\"],\"quiet\":[{\"from\":\"08:00\",\"to\":\"09:30\"}]}");
	assert_true(status_is("mute")); /* it will be no better when they are over */
	configure(NULL);
	assert_true(status_is("silent"));
}

/* Q13: a hall that speaks most of its calls says so when the next is none of them. */
static void test_says_that_a_call_is_stuck(void **state)
{
	(void)state;
	put_pack(PIECE_MS);
	call_to("w3", "c3");
	assert_true(status_is("ready"));
	assert_true(view_is(next("left"), "state", "mute"));
	assert_true(status_is("mute"));
	put_piece("mandarin", "window.w3", PIECE_MS);
	assert_true(has_call(next("left")));
	assert_true(status_is("ready"));
}

/* Q13: what a file holds beside its sound is not kept, and recordings that together are too long are not spoken. */
static void test_bounds_recordings(void **state)
{
	const struct text plain = tone(PIECE_MS);
	struct buf file = { .arena = &arena };
	char *junk = arena_alloc(&arena, JUNK_BYTES + 8);

	(void)state;
	memcpy(junk, "junk\0\0\x08", 8); /* JUNK_BYTES, little-endian */
	buf_put(&file, plain.at, 36);    /* up to the chunk of the sound */
	buf_put(&file, junk, JUNK_BYTES + 8);
	buf_put(&file, plain.at + 36, plain.len - 36);
	put_file("mandarin", "please", buf_view(&file));
	reply_must(&reply, 200, "{}");
	const struct json *view = view_get(&site, "/v1/halls/h1/voice/pack", "voice_pack");
	assert_int_equal(view_int(view, "pieces.0.bytes"), plain.len);
	assert_int_equal(view_int(view, "pieces.0.duration_ms"), PIECE_MS);
	put_pack(VOICE_PIECE_MS_MAX);
	call_to("w1", "c1");
	view = next("left");
	assert_null(json_member(view_member(view, "call.parts.0"), "recorded"));
	assert_in_range(view_int(view, "call.parts.0.duration_ms"), 1000, 6000);
}

/* Q13: a call for which there is no sound does not keep those behind it from being heard. */
static void test_goes_past_an_unheard_call(void **state)
{
	(void)state;
	put_pack(PIECE_MS);
	call_to("w3", "c3");
	call_to("w1", "c1");
	assert_true(view_is(next("left"), "state", "mute"));
	assert_false(has_call(view_of(&reply, "voice_next")));
	const int fd = begin_wait("left", 2 * VOICE_TRIES_MAX * VOICE_RETRY_MS / 1000);
	site_receive(fd, true, &reply);
	close(fd);
	const struct json *view = view_of(&reply, "voice_next");
	assert_true(view_is(view, "state", "ready"));
	assert_true(view_is(view, "call.number", "A002"));
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/voice", "voice"), "zones.0.lost"), 1);
}

static int done_status(const char *player, int64_t announcement)
{
	char body[BODY_MAX];

	snprintf(body, sizeof(body), "{\"player\":\"%s\",\"announcement\":%lld,\"spoken\":true}", player,
		 (long long)announcement);
	ask("POST", "hall/done", body);
	return reply.status;
}

/* Q13, S7: where it cannot be kept that a call was spoken, the player is told to say so again, and is heard again. */
static void test_hears_twice_who_spoke(void **state)
{
	(void)state;
	call_to("w1", "c1");
	const int64_t seq = view_int(next("left"), "call.announcement");
	post_stop(site.post);
	assert_int_equal(done_status("left", seq), 503);
	assert_int_equal(done_status("left", seq), 503);
	assert_int_equal(done_status("right", seq), 200);
	assert_true(view_bool(view_of(&reply, "voice_done"), "taken") == false);
	site_restart(&site, &(struct site_wish){ 0 });
	assert_true(done("left", seq, true));
	assert_false(has_call(next("right")));
}

/* Q13: a loop that cannot see how far the log has got does not wait for news, nor ask over and over. */
static void test_answers_where_the_log_is_gone(void **state)
{
	const int64_t began_ns = host_monotonic_ns();
	struct world elsewhere;
	struct store *stores[SITE_LOOPS];
	struct reader *readers[SITE_LOOPS];
	struct err err;

	(void)state;
	world_open(&elsewhere, false);
	for (int i = 0; i < SITE_LOOPS; i++) {
		readers[i] = site.readers[i];
		stores[i] = bed_another(&elsewhere.bed, true);
		assert_int_equal(reader_open(&site.readers[i], stores[i], &err), RC_OK);
	}
	site_restart(&site, &(struct site_wish){ 0 });
	const int fd = begin_wait("left", 30);
	site_receive(fd, true, &reply);
	close(fd);
	assert_false(has_call(view_of(&reply, "voice_next")));
	assert_true((host_monotonic_ns() - began_ns) / 1000000 < WAIT_MS);
	site_restart(&site, &(struct site_wish){ 0 });
	server_stop(site.server);
	post_stop(site.post);
	server_close(&site.server);
	for (int i = 0; i < SITE_LOOPS; i++) {
		reader_close(&site.readers[i]);
		store_close(&stores[i]);
		site.readers[i] = readers[i];
	}
	world_done(&elsewhere);
}

/* S6: each series of the metrics is there once, also where one address has two methods. */
static void test_tells_each_series_once(void **state)
{
	const char *line, *end;

	(void)state;
	put_piece("mandarin", "1", PIECE_MS);
	ask("DELETE", "pack/mandarin/1", "");
	site_get(&site, "/metrics", &reply);
	reply_must(&reply, 200, "route=\"voice_piece\"");
	for (line = reply_body(&reply); (end = strchr(line, '\n')) != NULL; line = end + 1) {
		const char *value = end; /* behind the last space of the line */

		while (value > line && value[-1] != ' ')
			value--;
		if (line[0] != '#' && memmem(end, strlen(end), line, (size_t)(value - line)) != NULL)
			fail_msg("twice: %.*s", (int)(end - line), line);
	}
}

#define WITH(test, start)                          \
	{                                          \
#test, test, start, teardown, NULL \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(test_lends_a_call, setup),
		WITH(test_keeps_the_loan, setup),
		WITH(test_goes_on_after_a_restart, setup),
		WITH(test_skips_who_came, setup),
		WITH(test_waits_for_a_call, setup),
		WITH(test_zones_speak_apart, setup),
		WITH(test_keeps_quiet, setup),
		WITH(test_speaks_from_recordings, setup),
		WITH(test_checks_recordings, setup),
		WITH(test_the_largest_hall_has_room, setup),
		WITH(test_works_without_espeak, setup_mute),
		WITH(test_says_that_a_call_is_stuck, setup_mute),
		WITH(test_bounds_recordings, setup),
		WITH(test_goes_past_an_unheard_call, setup_mute),
		WITH(test_hears_twice_who_spoke, setup),
		WITH(test_answers_where_the_log_is_gone, setup),
		WITH(test_tells_each_series_once, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
