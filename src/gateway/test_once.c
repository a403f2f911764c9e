/* The same command sent again: however often and from wherever, it happens once (Q1, Q2, S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/test_site.h"
#include "gateway/test_view.h"

enum { SENDERS = 8, TRIES = 6, KEYS = 12, BODY_MAX = 4096 };

static struct site_test site;
static struct reply reply;

static const char take[] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}";

/* Somebody who sends every key, beginning with another one than the others. */
struct sender {
	pthread_t thread;
	uint32_t first;
	char answers[KEYS][BODY_MAX];
	bool broken; /* an answer was no 200, or differed from the one before with that key */
};

static void send_key(struct sender *sender, uint32_t key)
{
	static _Thread_local struct reply mine;
	char name[16];

	snprintf(name, sizeof(name), "key-%u", key);
	site_command(&site, "h1", take, name, &mine);
	if (mine.status != 200 || mine.len - mine.head_len >= BODY_MAX)
		sender->broken = true;
	else if (!*sender->answers[key])
		memcpy(sender->answers[key], reply_body(&mine), mine.len - mine.head_len);
	else
		sender->broken |= strcmp(sender->answers[key], reply_body(&mine)) != 0;
}

static void *send_all(void *context)
{
	struct sender *sender = context;

	for (uint32_t i = 0; i < TRIES * KEYS; i++)
		send_key(sender, (sender->first + i) % KEYS);
	return NULL;
}

/* Q1: a key that many connections send at the same moment gives one ticket, and all are told of that one. */
static void a_key_gives_one_ticket_to_all_senders(void **state)
{
	static struct sender senders[SENDERS];
	const struct json *view;

	(void)state;
	memset(senders, 0, sizeof(senders));
	for (uint32_t i = 0; i < SENDERS; i++) {
		senders[i].first = i % 3; /* some begin with the same key */
		assert_int_equal(pthread_create(&senders[i].thread, NULL, send_all, &senders[i]), 0);
	}
	for (int i = 0; i < SENDERS; i++)
		pthread_join(senders[i].thread, NULL);
	for (int i = 0; i < SENDERS; i++) {
		assert_false(senders[i].broken);
		for (int key = 0; key < KEYS; key++)
			assert_string_equal(senders[i].answers[key], senders[0].answers[key]);
	}
	for (int a = 0; a < KEYS; a++)
		for (int b = 0; b < a; b++)
			assert_string_not_equal(senders[0].answers[a], senders[0].answers[b]);
	view = view_get(&site, "/v1/halls/h1/state", "state");
	assert_int_equal(json_count(view_member(view, "waiting")), KEYS);
	assert_int_equal(view_int(view, "taken"), KEYS);
	assert_int_equal(site_metric(&site, "openhall_desk_repeated_total"), (SENDERS * TRIES - 1) * KEYS);
}

/* A client that lost its answer with its connection asks again by the key. */
static void an_answer_that_was_lost_can_be_had_again(void **state)
{
	char request[1024];
	int fd = site_connect(&site);

	(void)state;
	site_command_text("h1", take, "lost", request, sizeof(request));
	site_send(fd, request);
	close(fd);
	for (int i = 0; i < 2; i++) {
		site_command(&site, "h1", take, "lost", &reply);
		reply_must(&reply, 200, "\"number\":\"A001\"");
	}
	site_command(&site, "h1", take, NULL, &reply);
	reply_must(&reply, 200, "\"number\":\"A002\"");
}

static void a_key_belongs_to_its_hall(void **state)
{
	(void)state;
	site_command(&site, "h1", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	site_command(&site, "h2", take, NULL, &reply);
	site_command(&site, "h2", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A002\"");
	site_command(&site, "h1", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
}

/* A refusal is not remembered: when what stood in the way is gone, the same key may succeed. */
static void a_refusal_leaves_the_key_free(void **state)
{
	static const char call[] = "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}";

	(void)state;
	site_command(&site, "h1", call, "again", &reply);
	reply_must(&reply, 409, "WINDOW_CLOSED");
	site_command(&site, "h1", "{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}", NULL,
		     &reply);
	site_command(&site, "h1", call, "again", &reply);
	reply_must(&reply, 409, "NOBODY_WAITS");
	site_command(&site, "h1", take, NULL, &reply);
	site_command(&site, "h1", call, "again", &reply);
	reply_must(&reply, 200, "ticket.called");
	site_command(&site, "h1", call, "again", &reply);
	reply_must(&reply, 200, "ticket.called"); /* not WINDOW_BUSY: it is the answer of before */
}

/* S6: 1 to 128 bytes that can be printed. */
static void keys_have_a_form(void **state)
{
	static const struct {
		const char *key;
		size_t repeat;
		int status;
	} cases[] = {
		{ "x", 1, 200 },   { "x", 128, 200 },  { "x", 129, 400 },          { "!~", 64, 200 },
		{ "a b", 1, 400 }, { "\x7f", 1, 400 }, { "\xe5\x8f\xb7", 1, 400 }, { "a\tb", 1, 400 },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		char key[160] = "";

		for (size_t n = 0; n < cases[i].repeat; n++)
			snprintf(key + strlen(key), sizeof(key) - strlen(key), "%s", cases[i].key);
		site_command(&site, "h1", take, key, &reply);
		reply_must(&reply, cases[i].status, cases[i].status == 200 ? "ticket.taken" : "KEY_INVALID");
	}
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/state", "state"), "taken"), 3);
}

/* S6: a key that is there but empty is no key that anybody meant. */
static void an_empty_key_is_none(void **state)
{
	(void)state;
	site_command(&site, "h1", take, "", &reply);
	reply_must(&reply, 400, "KEY_INVALID");
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/state", "state"), "taken"), 0);
}

/* Q2: a key that comes again with another command is a mistake of its sender, who is told so. */
static void a_key_is_for_one_command(void **state)
{
	(void)state;
	site_command(&site, "h1", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	site_command(&site, "h1", "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s2\"}}", "k", &reply);
	reply_must(&reply, 422, "KEY_USED");
	site_command(&site, "h1", take, "k", &reply);
	reply_must(&reply, 200, "\"number\":\"A001\"");
	assert_int_equal(view_int(view_get(&site, "/v1/halls/h1/state", "state"), "taken"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(a_key_gives_one_ticket_to_all_senders),
		SITE_TEST(an_answer_that_was_lost_can_be_had_again),
		SITE_TEST(a_key_belongs_to_its_hall),
		SITE_TEST(a_refusal_leaves_the_key_free),
		SITE_TEST(keys_have_a_form),
		SITE_TEST(an_empty_key_is_none),
		SITE_TEST(a_key_is_for_one_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
