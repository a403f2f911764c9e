/* Looking up names of hosts (Q19).
 *
 * Invariants: a lookup belongs to its thread and to who asked, and the last of them frees it. What was found is written
 * before `done` is set, and not touched afterwards. */
#include "gateway/print/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/bug.h"
#include "host/clock.h"

enum { NS_PER_MS = 1000000, PORT_SIZE = 8 };

struct lookup {
	atomic_int owners;
	atomic_bool done;
	int done_fd; /* readable when it is done */
	char host[LOOKUP_HOST_SIZE], port[PORT_SIZE];
	struct lookup_found found;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_label(struct text label, bool *ret_number)
{
	*ret_number = true;
	for (size_t i = 0; i < label.len; i++) {
		const char c = label.at[i];

		if (!is_letter(c) && !is_digit(c) && c != '_' && (c != '-' || i == 0 || i + 1 == label.len))
			return false;
		*ret_number &= is_digit(c);
	}
	*ret_number |= text_starts(label, TEXT("0x")) || text_starts(label, TEXT("0X"));
	return label.len > 0 && label.len <= LOOKUP_LABEL_MAX;
}

bool lookup_is_name(struct text text)
{
	struct text rest = text;
	bool number = true;

	if (text.len == 0 || text.len >= LOOKUP_HOST_SIZE || text.at[text.len - 1] == '.')
		return false;
	while (rest.len > 0)
		if (!is_label(text_cut(&rest, '.'), &number))
			return false;
	return !number;
}

static void leave(struct lookup *lookup)
{
	if (atomic_fetch_sub(&lookup->owners, 1) > 1)
		return;
	close(lookup->done_fd);
	free(lookup);
}

static void *run(void *context)
{
	struct lookup *lookup = context;
	const struct addrinfo wish = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *list = NULL;

	if (getaddrinfo(lookup->host, lookup->port, &wish, &list) != 0)
		list = NULL;
	for (const struct addrinfo *one = list; one != NULL && lookup->found.n < LOOKUP_FOUND_MAX; one = one->ai_next) {
		struct listen_address *into = &lookup->found.at[lookup->found.n];

		if (one->ai_addrlen > sizeof(into->at))
			continue;
		*into = (struct listen_address){ .len = one->ai_addrlen };
		memcpy(&into->at, one->ai_addr, one->ai_addrlen);
		lookup->found.n++;
	}
	if (list != NULL)
		freeaddrinfo(list);
	atomic_store(&lookup->done, true);
	if (eventfd_write(lookup->done_fd, 1) != 0)
		BUG("a descriptor of our own takes no event: %s", strerror(errno));
	leave(lookup);
	return NULL;
}

enum rc lookup_start(struct lookup **ret, const char *host, int port, struct err *err)
{
	struct lookup *lookup = calloc(1, sizeof(*lookup));
	pthread_t thread;

	*ret = NULL;
	if (lookup == NULL)
		return err_set(err, RC_FAULT, "no memory to look up a name");
	atomic_store(&lookup->owners, 2);
	text_fill(lookup->host, sizeof(lookup->host), text_of(host));
	snprintf(lookup->port, sizeof(lookup->port), "%d", port);
	lookup->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int failed = lookup->done_fd < 0 ? errno : pthread_create(&thread, NULL, run, lookup);
	if (failed == 0) {
		pthread_detach(thread);
		*ret = lookup;
		return RC_OK;
	}
	if (lookup->done_fd >= 0)
		close(lookup->done_fd);
	free(lookup);
	return err_set(err, RC_FAULT, "cannot look up a name: %s", strerror(failed));
}

enum lookup_end lookup_await(struct lookup **at, int stop_fd, int32_t limit_ms, struct lookup_found *ret)
{
	struct lookup *lookup = *at;
	const int64_t until_ns = host_monotonic_ns() + (int64_t)limit_ms * NS_PER_MS;
	struct pollfd fds[] = { { .fd = lookup->done_fd, .events = POLLIN }, { .fd = stop_fd, .events = POLLIN } };

	while (!atomic_load(&lookup->done)) {
		const int64_t left_ms = (until_ns - host_monotonic_ns()) / NS_PER_MS;

		if (left_ms <= 0)
			return LOOKUP_LATE;
		if (poll(fds, CC_COUNT(fds), (int)left_ms) > 0 && fds[1].revents != 0)
			return LOOKUP_STOPPED;
	}
	*ret = lookup->found;
	lookup_drop(at);
	return ret->n > 0 ? LOOKUP_FOUND : LOOKUP_UNKNOWN;
}

void lookup_drop(struct lookup **at)
{
	if (*at != NULL)
		leave(*at);
	*at = NULL;
}
