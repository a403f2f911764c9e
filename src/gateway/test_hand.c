/* A loop without a thread (Q12, N8, S7). */
#include "gateway/test_hand.h"

#include <event2/event.h>
#include <string.h>
#include <unistd.h>

#include "gateway/listen.h"
#include "gateway/past.h"
#include "gateway/site.h"
#include "gateway/test_write.h"

enum { TURNS_MAX = 20000 };

struct hand hand;
static struct site shared;

int hand_setup(void **state)
{
	struct site_test *outer = &hand.outer;
	struct listen_address address;
	struct err err;
	int fd;

	(void)state;
	site_open_with(outer, &(struct site_wish){ .no_server = true });
	memset(&shared, 0, sizeof(shared));
	shared.post = outer->post;
	shared.clock = &outer->clock.clock;
	assert_int_equal(listen_parse(TEXT("127.0.0.1:0"), &address, &err), RC_OK);
	assert_int_equal(listen_open(&address, 1, &fd, &err), RC_OK);
	outer->port = listen_port(&address);
	assert_int_equal(loop_open(&hand.loop, &shared, outer->readers[0], fd, &err), RC_OK);
	return 0;
}

int hand_teardown(void **state)
{
	(void)state;
	atomic_store(&shared.stopping, true);
	loop_wake(hand.loop);
	hand_turn();
	write_stop(&hand.outer);
	past_close(&shared.past);
	loop_close(&hand.loop);
	site_done(&hand.outer);
	return 0;
}

void hand_turn(void)
{
	event_base_loop(hand.loop->base, EVLOOP_NONBLOCK);
}

void hand_turn_until(const meter_count *gauge, uint64_t value)
{
	for (int i = 0; i < TURNS_MAX && meter_read(gauge) != value; i++) {
		hand_turn();
		usleep(i < 100 ? 100 : 1000);
	}
	assert_int_equal(meter_read(gauge), value);
}

void hand_turn_and_follow(struct follower *follower, int64_t until)
{
	for (int i = 0; i < TURNS_MAX && follower->last < until && !follower->ended; i++) {
		hand_turn();
		while (follower->last < until && follow_some(follower, 1))
			;
	}
	assert_int_equal(follower->last, until);
}

void hand_hurry_past(void)
{
	struct err err;

	assert_int_equal(past_open(&shared.past, hand.outer.past, 0, &err), RC_OK);
}
