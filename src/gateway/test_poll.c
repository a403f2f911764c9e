/* A poll between two looks at the log (Q12, S7): events that are committed while it begins to listen.
 *
 * The table of listeners is this file's own, so that an event can be committed at the very moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "gateway/listeners.h"
#include "gateway/test_hand.h"
#include "gateway/test_write.h"

static struct reply reply;
static bool commits; /* an event just before somebody listens */
static uint64_t mask;

void listeners_init(struct listeners *listeners)
{
	*listeners = (struct listeners){ 0 };
	pthread_mutex_init(&listeners->lock, NULL);
	mask = 0;
}

void listeners_done(struct listeners *listeners)
{
	pthread_mutex_destroy(&listeners->lock);
}

void listeners_add(struct listeners *listeners, struct text hall, uint32_t number)
{
	assert_true(text_eq(hall, TEXT("h1")));
	if (commits)
		write_each(&hand.outer, "h1", "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}", 1);
	pthread_mutex_lock(&listeners->lock);
	mask |= UINT64_C(1) << number;
	pthread_mutex_unlock(&listeners->lock);
}

void listeners_remove(struct listeners *listeners, struct text hall, uint32_t number)
{
	(void)hall;
	pthread_mutex_lock(&listeners->lock);
	mask &= ~(UINT64_C(1) << number);
	pthread_mutex_unlock(&listeners->lock);
}

void listeners_watch(struct listeners *listeners, uint32_t number)
{
	(void)listeners;
	(void)number;
}

uint64_t listeners_mask(struct listeners *listeners, struct text hall, bool configured)
{
	uint64_t now;

	(void)configured;
	pthread_mutex_lock(&listeners->lock);
	now = text_eq(hall, TEXT("h1")) ? mask : 0;
	pthread_mutex_unlock(&listeners->lock);
	return now;
}

/* Q12: an event that came after the log was read and before its news could reach the poll is answered at once. */
static void nothing_is_missed_between_reading_and_listening(void **state)
{
	int fd;

	(void)state;
	commits = true;
	fd = follow_open(&hand.outer, "/v1/halls/h1/events?after=1&wait=30", "");
	for (int i = 0; i < 2000 && recv(fd, &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) < 1; i++) {
		hand_turn();
		usleep(500);
	}
	commits = false;
	assert_int_equal(meter_read(&hand.loop->meter.polls), 0);
	assert_int_equal(hand.loop->busy, 0);
	site_receive(fd, true, &reply);
	reply_must(&reply, 200, "{\"events\":[{\"seq\":2,");
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_missed_between_reading_and_listening, hand_setup,
						hand_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
