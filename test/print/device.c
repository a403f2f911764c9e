/* The printer without paper. One thread, one connection at a time, as small printers have it.
 *
 * Questions about its state (DLE EOT) are answered as soon as their bytes arrive; all else goes through its memory
 * and waits there while it cannot print, also when the connection has gone meanwhile. */
#define _GNU_SOURCE /* accept4 */
#include "test/print/device.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"
#include "test/print/paper.h"

enum { MEMORY_BYTES = 256 << 10, CHUNK = 4096, BACKLOG = 16, OFF = -1 };

struct device {
	pthread_t thread;
	int wake_fd, port;

	pthread_mutex_t lock; /* for all below */
	int listen_fd, fd;    /* OFF for none */
	bool closing;
	enum device_mood mood, mood_next;
	size_t mood_after, drop_after; /* bytes to go; SIZE_MAX for never */
	int mute_after, confirmed, connections, questions;
	struct paper paper;
	uint8_t asked[2]; /* the beginning of a question */
	size_t asked_len;
	uint8_t memory[MEMORY_BYTES];
	size_t memory_len;
	char slip[DEVICE_SLIP_SIZE]; /* what has come out and was not cut off */
	size_t slip_len;
	char *slips[DEVICE_SLIPS_MAX];
	int slips_n;
};

static void on_line(void *context, const char *line)
{
	struct device *device = context;
	const int n = snprintf(device->slip + device->slip_len, sizeof(device->slip) - device->slip_len, "%s\n", line);

	device->slip_len += (size_t)n;
	ASSERT(device->slip_len < sizeof(device->slip));
	if (strcmp(line, "cut") != 0)
		return;
	ASSERT(device->slips_n < DEVICE_SLIPS_MAX);
	device->slips[device->slips_n++] = strndup(device->slip, device->slip_len);
	device->slip_len = 0;
}

static void hang_up(struct device *device)
{
	if (device->fd != OFF)
		close(device->fd);
	device->fd = OFF;
}

/* Who asks and goes away gets no answer. */
static void say(struct device *device, uint8_t byte)
{
	if (device->fd != OFF && send(device->fd, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1)
		hang_up(device);
}

static void on_confirm(void *context)
{
	struct device *device = context;

	if (device->mute_after < 0 || device->confirmed < device->mute_after)
		say(device, device->mood == DEVICE_PAPER_LOW ? 0x03 : 0x00);
	device->confirmed++;
}

static void on_question(struct device *device, uint8_t question)
{
	static const struct {
		uint8_t general, off_line, paper;
	} bits[] = {
		[DEVICE_PAPER_LOW] = { .paper = 0x0c },
		[DEVICE_PAPER_OUT] = { 0x08, 0x20, 0x6c },
		[DEVICE_COVER_OPEN] = { 0x08, 0x04, 0x60 },
		[DEVICE_JAMMED] = { 0x08, 0x40, 0 },
		[DEVICE_BABBLING] = { 0 },
	};

	device->questions++;
	switch (question) {
	case 1: say(device, 0x12 | bits[device->mood].general); break;
	case 2: say(device, 0x12 | bits[device->mood].off_line); break;
	case 4: say(device, 0x12 | bits[device->mood].paper); break;
	default: snprintf(device->paper.error, sizeof(device->paper.error), "DLE EOT %d", question);
	}
}

static void remember(struct device *device, uint8_t byte)
{
	ASSERT(device->memory_len < MEMORY_BYTES);
	device->memory[device->memory_len++] = byte;
}

static void take_byte(struct device *device, uint8_t byte)
{
	if (device->asked_len == 2) {
		device->asked_len = 0;
		on_question(device, byte);
	} else if ((device->asked_len == 0 && byte == 0x10) || (device->asked_len == 1 && byte == 0x04)) {
		device->asked[device->asked_len++] = byte;
	} else {
		for (size_t i = 0; i < device->asked_len; i++)
			remember(device, device->asked[i]);
		device->asked_len = 0;
		remember(device, byte);
	}
}

/* Print what is in the memory, as far as the mood lets it. */
static void print(struct device *device)
{
	size_t done = 0, n = 1;

	while (n > 0 && (device->mood == DEVICE_FINE || device->mood == DEVICE_PAPER_LOW)) {
		n = paper_take(&device->paper, device->memory + done, device->memory_len - done);
		done += n;
		if (device->mood_after == SIZE_MAX)
			continue;
		device->mood_after -= n < device->mood_after ? n : device->mood_after;
		if (device->mood_after > 0)
			continue;
		device->mood_after = SIZE_MAX;
		device->mood = device->mood_next;
	}
	memmove(device->memory, device->memory + done, device->memory_len - done);
	device->memory_len -= done;
}

static void forget(struct device *device)
{
	device->memory_len = device->asked_len = 0;
	device->paper.initialised = false;
	device->paper.line_len = 0;
	device->paper.line_columns = 0;
}

static void receive(struct device *device)
{
	uint8_t bytes[CHUNK];
	const ssize_t n = recv(device->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n <= 0) {
		hang_up(device);
		return;
	}
	for (ssize_t i = 0; i < n; i++) {
		if (device->drop_after != SIZE_MAX && device->drop_after-- == 0) {
			device->drop_after = SIZE_MAX;
			print(device);
			forget(device);
			hang_up(device);
			return;
		}
		take_byte(device, bytes[i]);
	}
	print(device);
}

static void *run(void *context)
{
	struct device *device = context;

	for (;;) {
		pthread_mutex_lock(&device->lock);
		const bool deaf = device->mood == DEVICE_HUNG || device->mood == DEVICE_BABBLING;
		const short events = device->mood == DEVICE_BABBLING ? POLLOUT : POLLIN;
		struct pollfd fds[] = { { .fd = device->wake_fd, .events = POLLIN },
					{ .fd = device->fd == OFF ? device->listen_fd : OFF, .events = POLLIN },
					{ .fd = device->mood == DEVICE_HUNG ? OFF : device->fd, .events = events } };
		pthread_mutex_unlock(&device->lock);
		poll(fds, 3, -1);
		pthread_mutex_lock(&device->lock);
		if (fds[0].revents != 0) {
			eventfd_t woken;

			eventfd_read(device->wake_fd, &woken);
			print(device);
		} else if (fds[1].revents != 0 && device->listen_fd != OFF) {
			device->fd = accept4(device->listen_fd, NULL, NULL, SOCK_CLOEXEC);
			device->connections += device->fd != OFF;
		} else if (fds[2].revents != 0 && device->fd != OFF && deaf) {
			say(device, 0x11);
		} else if (fds[2].revents != 0 && device->fd != OFF) {
			receive(device);
		}
		const bool closing = device->closing;
		pthread_mutex_unlock(&device->lock);
		if (closing)
			return NULL;
	}
}

/* Listen at its port, or at a free one. */
static void listen_at(struct device *device)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)device->port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int one = 1;

	device->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (setsockopt(device->listen_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
	    bind(device->listen_fd, (struct sockaddr *)&at, len) != 0 || listen(device->listen_fd, BACKLOG) != 0 ||
	    getsockname(device->listen_fd, (struct sockaddr *)&at, &len) != 0)
		BUG("the test's printer cannot listen at port %d", device->port);
	device->port = ntohs(at.sin_port);
}

struct device *device_open(int columns)
{
	struct device *device = calloc(1, sizeof(*device));

	device->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	device->fd = OFF;
	device->mood_after = device->drop_after = SIZE_MAX;
	device->mute_after = -1;
	device->paper =
		(struct paper){ .columns = columns, .print = on_line, .confirm = on_confirm, .context = device };
	listen_at(device);
	pthread_mutex_init(&device->lock, NULL);
	if (device->wake_fd < 0 || pthread_create(&device->thread, NULL, run, device) != 0)
		BUG("the test's printer cannot start");
	return device;
}

static struct device *enter(struct device *device)
{
	pthread_mutex_lock(&device->lock);
	return device;
}

static void leave(struct device *device)
{
	pthread_mutex_unlock(&device->lock);
	eventfd_write(device->wake_fd, 1);
}

static void shut(struct device *device)
{
	hang_up(device);
	if (device->listen_fd != OFF)
		close(device->listen_fd);
	device->listen_fd = OFF;
	forget(device);
}

void device_close(struct device **at)
{
	struct device *device = *at;

	*at = NULL;
	if (device == NULL)
		return;
	enter(device)->closing = true;
	leave(device);
	pthread_join(device->thread, NULL);
	shut(device);
	for (int i = 0; i < device->slips_n; i++)
		free(device->slips[i]);
	pthread_mutex_destroy(&device->lock);
	close(device->wake_fd);
	free(device);
}

int device_port(const struct device *device)
{
	return device->port;
}

void device_set(struct device *device, enum device_mood mood)
{
	enter(device)->mood = mood;
	leave(device);
}

void device_set_after(struct device *device, enum device_mood mood, size_t bytes)
{
	enter(device)->mood_next = mood;
	device->mood_after = bytes;
	leave(device);
}

void device_drop_after(struct device *device, size_t bytes)
{
	enter(device)->drop_after = bytes;
	leave(device);
}

void device_mute_after(struct device *device, int n)
{
	enter(device);
	device->mute_after = n < 0 ? n : device->confirmed + n;
	leave(device);
}

void device_off(struct device *device)
{
	shut(enter(device));
	leave(device);
}

void device_on(struct device *device)
{
	listen_at(enter(device));
	leave(device);
}

int device_count(struct device *device)
{
	const int n = enter(device)->slips_n;

	pthread_mutex_unlock(&device->lock);
	return n;
}

const char *device_slip(struct device *device, int n)
{
	const char *slip = n < enter(device)->slips_n ? device->slips[n] : "";

	pthread_mutex_unlock(&device->lock);
	return slip;
}

int device_connections(struct device *device)
{
	const int n = enter(device)->connections;

	pthread_mutex_unlock(&device->lock);
	return n;
}

int device_questions(struct device *device)
{
	const int n = enter(device)->questions;

	pthread_mutex_unlock(&device->lock);
	return n;
}

const char *device_error(struct device *device)
{
	const char *error = enter(device)->paper.error;

	pthread_mutex_unlock(&device->lock);
	return error;
}

struct rendering {
	char *at;
	size_t left;
};

static void on_rendered(void *context, const char *line)
{
	struct rendering *rendering = context;
	const int n = snprintf(rendering->at, rendering->left, "%s\n", line);

	ASSERT((size_t)n < rendering->left);
	rendering->at += n;
	rendering->left -= (size_t)n;
}

static void on_rendered_confirm(void *context)
{
	on_rendered(context, "confirm");
}

bool device_render(struct text bytes, int columns, char *ret, size_t size)
{
	struct rendering rendering = { ret, size };
	struct paper paper = {
		.columns = columns, .print = on_rendered, .confirm = on_rendered_confirm, .context = &rendering
	};
	size_t done = 0, n;

	*ret = '\0';
	do {
		n = paper_take(&paper, (const uint8_t *)bytes.at + done, bytes.len - done);
		done += n;
	} while (n > 0);
	if (done == bytes.len)
		return true;
	snprintf(ret, size, "at byte %zu: %s", done, paper.error[0] != '\0' ? paper.error : "cut short");
	return false;
}
