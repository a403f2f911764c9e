/* A loop that the test turns by hand, so that what it does between two turns is known: signs of life, readers who
 * hang, news that were lost, pages of few events, polls without end (Q12, N8, S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/streams.h"
#include "gateway/test_hand.h"
#include "gateway/test_write.h"

enum { PATIENCE_MS = 30000, FILES = 3 * STREAMS_POLLS_MAX };

static struct reply reply;

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

static int64_t now_ms(void)
{
	return host_monotonic_ns() / 1000000;
}

/* Q12: a stream that says nothing gives one sign of life every STREAMS_BEAT_MS, and none before. */
static void quiet_streams_give_a_sign_of_life(void **state)
{
	enum { STREAMS = 3 };
	static struct follower followers[STREAMS];
	const int64_t before_ms = now_ms();

	(void)state;
	for (int i = 0; i < STREAMS; i++)
		followers[i] = (struct follower){ .last = 1,
						  .fd = follow_open(&hand.outer, "/v1/halls/h1/stream?after=1", "") };
	hand_turn_until(&hand.loop->meter.streams, STREAMS);
	for (int when = 0; when < 2; when++) {
		streams_beat(hand.loop->streams, when ? now_ms() + STREAMS_BEAT_MS : before_ms + STREAMS_BEAT_MS - 1);
		write_each(&hand.outer, "h1", take, 1);
		for (int i = 0; i < STREAMS; i++) {
			hand_turn_and_follow(&followers[i], 2 + when);
			assert_int_equal(followers[i].pings, when);
		}
	}
	for (int i = 0; i < STREAMS; i++)
		close(followers[i].fd);
}

/* A client for whom the kernel keeps no more than at first, however much it reads. */
static int open_narrow(const char *path)
{
	const int small = 64 << 10;
	int fd = follow_open(&hand.outer, path, "");

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	return fd;
}

/* A log of hall h1 that is far longer than what may wait for a stream, yet one page; returns its last seq. */
static int64_t write_much(void)
{
	enum { EVENTS = 950 };
	const char *config = world_config(&hand.outer.world, NULL, NULL);
	const char *body = text_printf(&hand.outer.world.arena,
				       "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}", config)
				   .at;

	assert_true(EVENTS * strlen(config) > 3 * STREAMS_BACKLOG_MAX);
	write_all(&hand.outer, "h1", body, EVENTS);
	return EVENTS + 1;
}

/* Q12: who still reads a large page is not too slow for what happens meanwhile: it is read behind the page. */
static void a_large_page_costs_nobody_the_stream(void **state)
{
	const int64_t head = write_much();
	struct follower follower = { .fd = open_narrow("/v1/halls/h1/stream?after=0") };

	(void)state;
	hand_turn_until(&hand.loop->meter.pushes, 1);
	for (int i = 0; i < 3; i++) {
		write_each(&hand.outer, "h1", take, 1);
		hand_turn();
	}
	assert_int_equal(meter_read(&hand.loop->meter.streams_cut), 0);
	hand_turn_and_follow(&follower, head + 3);
	write_each(&hand.outer, "h1", take, 1);
	hand_turn_and_follow(&follower, head + 4);
	close(follower.fd);
}

static void beat(int times)
{
	for (int i = 0; i < times; i++)
		streams_beat(hand.loop->streams, now_ms() + STREAMS_BEAT_MS);
}

/* S7: who takes nothing for STREAMS_STILL_MAX beats is cut off; who takes something in time is not. */
static void readers_who_hang_are_cut_off(void **state)
{
	struct follower follower = { .fd = -1 };

	(void)state;
	write_much();
	follower.fd = open_narrow("/v1/halls/h1/stream?after=0");
	hand_turn_until(&hand.loop->meter.pushes, 1);
	beat(STREAMS_STILL_MAX - 1);
	while (follower.last < 300) { /* more than the kernel keeps for both */
		follow_some(&follower, 1);
		hand_turn();
	}
	beat(STREAMS_STILL_MAX - 1);
	assert_int_equal(meter_read(&hand.loop->meter.streams_cut), 0);
	assert_int_equal(meter_read(&hand.loop->meter.streams), 1);
	beat(1);
	assert_int_equal(meter_read(&hand.loop->meter.streams_cut), 1);
	assert_int_equal(meter_read(&hand.loop->meter.streams), 0);
	while (follow_some(&follower, PATIENCE_MS))
		;
	assert_true(follower.ended);
	close(follower.fd);
}

/* Q12: pages that end early for their bytes are no end of the log. */
static void a_log_of_large_events_is_caught_up(void **state)
{
	enum { EVENTS = 9, BYTES = 3 << 19 }; /* two of them make a page */
	struct follower follower = { .fd = -1 };
	struct store_event events[EVENTS];
	struct store *other = bed_another(&hand.outer.world.bed, false);
	char *payload = malloc(BYTES);

	(void)state;
	assert_non_null(payload);
	memset(payload, 'x', BYTES);
	memcpy(payload, "{\"x\":\"", 6);
	memcpy(payload + BYTES - 2, "\"}", 2);
	for (int i = 0; i < EVENTS; i++)
		events[i] = (struct store_event){ .seq = i + 1,
						  .kind = TEXT("hall.configured"),
						  .payload = { payload, BYTES } };
	assert_ok(&hand.outer.world, store_begin(other, &hand.outer.world.err));
	assert_ok(&hand.outer.world,
		  store_append(other, hand.outer.world.bed.hall, 0, events, EVENTS, &hand.outer.world.err));
	assert_ok(&hand.outer.world, store_commit(other, &hand.outer.world.err));
	follower.fd = follow_open(&hand.outer, "/v1/halls/main/stream?after=0", "");
	hand_turn_and_follow(&follower, EVENTS);
	assert_int_equal(meter_read(&hand.loop->meter.pushes), (EVENTS + 1) / 2);
	assert_int_equal(meter_read(&hand.loop->meter.streams_cut), 0);
	close(follower.fd);
	store_close(&other);
	free(payload);
}

/* S7: news that the box could not hold are read from the log by every stream, and end every poll. */
static void lost_news_are_read_from_the_log(void **state)
{
	struct follower follower = { .last = 1 };
	int polls[2];

	(void)state;
	follower.fd = follow_open(&hand.outer, "/v1/halls/h1/stream?after=1", "");
	polls[0] = follow_open(&hand.outer, "/v1/halls/h2/events?after=1&wait=30", "");
	polls[1] = follow_open(&hand.outer, "/v1/halls/main/events?after=0&wait=30", "");
	hand_turn_until(&hand.loop->meter.streams, 1);
	hand_turn_until(&hand.loop->meter.polls, CC_COUNT(polls));
	write_each(&hand.outer, "h2", take, WRITE_NEWS_MAX);
	write_each(&hand.outer, "h1", take, 3); /* no room for these */
	hand_turn_and_follow(&follower, 4);
	hand_turn_until(&hand.loop->meter.polls, 0);
	site_receive(polls[0], true, &reply);
	reply_must(&reply, 200, "{\"events\":[{\"seq\":2,");
	site_receive(polls[1], true, &reply);
	reply_must(&reply, 200, "{\"events\":[],\"last\":0}");
	for (size_t i = 0; i < CC_COUNT(polls); i++)
		close(polls[i]);
	write_each(&hand.outer, "h1", take, 1);
	hand_turn_and_follow(&follower, 5);
	close(follower.fd);
}

/* S7: polls have a limit, beyond which they are told to come again; those whose clients leave make room. */
static void polls_have_a_limit(void **state)
{
	static int fds[STREAMS_POLLS_MAX];
	int late;

	(void)state;
	for (int i = 0; i < STREAMS_POLLS_MAX; i++) {
		fds[i] = follow_open(&hand.outer, "/v1/halls/h1/events?after=1&wait=30", "");
		if (i % 64 == 63) /* before the queue of connections is full */
			hand_turn_until(&hand.loop->meter.polls, (uint64_t)i + 1);
	}
	late = follow_open(&hand.outer, "/v1/halls/h1/events?after=1&wait=30", "");
	for (int i = 0; i < 100; i++)
		hand_turn();
	site_receive(late, true, &reply);
	reply_must(&reply, 503, "\"error\":\"BUSY\"");
	reply_must(&reply, 503, "Retry-After: 1\r\n");
	close(late);
	for (int i = 0; i < STREAMS_POLLS_MAX; i++)
		close(fds[i]);
	hand_turn_until(&hand.loop->meter.polls, 0);
	assert_int_equal(hand.loop->busy, 0);
	late = follow_open(&hand.outer, "/v1/halls/h1/events?after=1&wait=30", "");
	hand_turn_until(&hand.loop->meter.polls, 1);
	write_each(&hand.outer, "h1", take, 1);
	hand_turn_until(&hand.loop->meter.polls, 0);
	site_receive(late, true, &reply);
	reply_must(&reply, 200, "{\"events\":[{\"seq\":2,");
	close(late);
}

/* M5, S7: a question to the past that came to nothing in time is to be asked again. */
static void a_past_without_time_says_when_to_ask_again(void **state)
{
	int fd = follow_open(&hand.outer, "/v1/halls/h1/state?at=2026-11-23T09:00:01%2B08:00", "");

	(void)state;
	hand_hurry_past();
	for (int i = 0; i < 2000 && recv(fd, &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) < 1; i++) {
		hand_turn();
		usleep(1000);
	}
	site_receive(fd, true, &reply);
	reply_must(&reply, 503, "\"error\":\"BUSY\"");
	reply_must(&reply, 503, "Retry-After: 1\r\n");
	close(fd);
}

#define LOOP_TEST(test) cmocka_unit_test_setup_teardown(test, hand_setup, hand_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOP_TEST(quiet_streams_give_a_sign_of_life),
		LOOP_TEST(a_large_page_costs_nobody_the_stream),
		LOOP_TEST(readers_who_hang_are_cut_off),
		LOOP_TEST(a_log_of_large_events_is_caught_up),
		LOOP_TEST(lost_news_are_read_from_the_log),
		LOOP_TEST(polls_have_a_limit),
		LOOP_TEST(a_past_without_time_says_when_to_ask_again),
	};
	struct rlimit files;

	/* Both ends of each connection are here. */
	if (!getrlimit(RLIMIT_NOFILE, &files) && files.rlim_cur < FILES && files.rlim_max >= FILES) {
		files.rlim_cur = FILES;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
