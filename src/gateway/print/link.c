/* Connections to printers (Q1, Q19). A printer that hangs, is switched off or loses its cable costs a deadline and
 * no more; stopping never waits for one. */
#include "gateway/print/link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "host/clock.h"

enum { NS_PER_MS = 1000000 };

static int64_t in_ms(int32_t ms)
{
	return host_monotonic_ns() + (int64_t)ms * NS_PER_MS;
}

/* Milliseconds until then, rounded up. */
static int ms_until(int64_t until_ns)
{
	const int64_t left = until_ns - host_monotonic_ns();

	return left <= 0 ? 0 : (int)((left + NS_PER_MS - 1) / NS_PER_MS);
}

/* Wait for `events` until `until_ns`. From the moment that somebody stops, the deadline is the end of the grace. */
static enum link_end await(struct link *link, short events, int64_t until_ns)
{
	for (;;) {
		const bool graced = link->stop_ns != 0 && link->stop_ns < until_ns;
		struct pollfd fds[] = { { .fd = link->fd_plus_1 - 1, .events = events },
					{ .fd = link->stop_ns == 0 ? link->stop_fd : -1, .events = POLLIN } };

		/* Something that moves a little all the time does not put off the end. */
		if (link->stop_ns != 0 && ms_until(link->stop_ns) == 0)
			return LINK_STOPPED;
		const int n = poll(fds, 2, ms_until(graced ? link->stop_ns : until_ns));
		if (n < 0 && errno != EINTR)
			return LINK_BROKEN;
		if (n == 0)
			return graced ? LINK_STOPPED : LINK_LATE;
		if (n > 0 && fds[1].revents != 0)
			link->stop_ns = in_ms(link->grace_ms);
		if (n > 0 && fds[0].revents != 0)
			return LINK_OK;
	}
}

bool link_is_open(const struct link *link)
{
	return link->fd_plus_1 != 0;
}

void link_close(struct link *link)
{
	if (link_is_open(link))
		close(link->fd_plus_1 - 1);
	link->fd_plus_1 = 0;
}

/* Connect the socket that is there; errno says why not. */
static enum link_end join(struct link *link, const struct listen_address *address, int32_t limit_ms)
{
	const int fd = link->fd_plus_1 - 1;
	int one = 1, why = 0;
	socklen_t len = sizeof(why);

	/* Questions are three bytes each and wait for their answers; they may not be held back to fill a packet. */
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) != 0)
		return LINK_BROKEN;
	if (connect(fd, (const struct sockaddr *)&address->at, address->len) == 0)
		return LINK_OK;
	if (errno != EINPROGRESS)
		return LINK_BROKEN;
	const enum link_end end = await(link, POLLOUT, in_ms(limit_ms));
	if (end != LINK_OK) {
		errno = ETIMEDOUT;
		return end;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) != 0)
		return LINK_BROKEN;
	errno = why;
	return why == 0 ? LINK_OK : LINK_BROKEN;
}

enum link_end link_open(struct link *link, const struct listen_address *address, int32_t limit_ms, struct err *err)
{
	char where[LISTEN_TEXT_SIZE];
	enum link_end end = LINK_BROKEN;

	ASSERT(!link_is_open(link));
	link->fd_plus_1 = socket(address->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) + 1;
	if (link_is_open(link))
		end = join(link, address, limit_ms);
	if (end == LINK_OK)
		return LINK_OK;
	listen_text(address, where);
	err_set(err, RC_FAULT, "cannot connect to %s: %s", where, strerror(errno));
	link_close(link);
	return end;
}

enum link_end link_write(struct link *link, struct text bytes, int32_t limit_ms, size_t *ret_sent)
{
	size_t sent = 0;
	enum link_end end = LINK_OK;

	while (sent < bytes.len && end == LINK_OK) {
		const ssize_t n = send(link->fd_plus_1 - 1, bytes.at + sent, bytes.len - sent, MSG_NOSIGNAL);

		if (n > 0)
			sent += (size_t)n;
		else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			end = await(link, POLLOUT, in_ms(limit_ms));
		else if (n == 0 || errno != EINTR)
			end = LINK_BROKEN;
	}
	if (ret_sent != NULL)
		*ret_sent = sent;
	return end;
}

enum link_end link_read(struct link *link, int64_t until_ns, uint8_t *ret)
{
	for (;;) {
		const ssize_t n = recv(link->fd_plus_1 - 1, ret, 1, 0);

		if (n == 1)
			return LINK_OK;
		if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
			return LINK_BROKEN;
		const enum link_end end = await(link, POLLIN, until_ns);
		if (end != LINK_OK)
			return end;
	}
}
