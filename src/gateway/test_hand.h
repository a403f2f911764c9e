/* A server of one loop that the test turns by hand, so that what happens between two turns is known. */
#ifndef OH_GATEWAY_TEST_HAND_H
#define OH_GATEWAY_TEST_HAND_H

#include "gateway/loop.h"
#include "gateway/test_follow.h"

/* `outer` has all that a server needs, and none but this one. */
struct hand {
	struct site_test outer;
	struct loop *loop;
};

extern struct hand hand;

int hand_setup(void **state);    /* of cmocka */
int hand_teardown(void **state); /* of cmocka */

/* One round of the loop, without waiting. */
void hand_turn(void);
/* Turn until a gauge of the loop has this value; fails the test when it takes too long. */
void hand_turn_until(const meter_count *gauge, uint64_t value);
/* Turn and read until the follower has event `until`. */
void hand_turn_and_follow(struct follower *follower, int64_t until);

/* Open a time machine that has no time for anybody; what is asked of it is answered all the same. */
void hand_hurry_past(void);

#endif
