/* Listening sockets (N8). With SO_REUSEPORT a second server of the same user would silently get half of
 * the connections; so the address is first taken once without it, as a test. */
#define _GNU_SOURCE /* memrchr */
#include "gateway/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HOST_MAX = 46 };

static bool set_v4(struct listen_address *address, const char *host, int port)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&address->at;

	*in = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	address->len = sizeof(*in);
	if (inet_pton(AF_INET, host, &in->sin_addr) != 1)
		return false;
	address->loopback = ntohl(in->sin_addr.s_addr) >> 24 == 127;
	return true;
}

static bool set_v6(struct listen_address *address, const char *host, int port)
{
	struct sockaddr_in6 *in = (struct sockaddr_in6 *)&address->at;

	*in = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	address->len = sizeof(*in);
	if (inet_pton(AF_INET6, host, &in->sin6_addr) != 1)
		return false;
	address->loopback = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
	return true;
}

enum rc listen_parse(struct text text, struct listen_address *ret, struct err *err)
{
	const char *colon = text.len ? memrchr(text.at, ':', text.len) : NULL;
	struct text host = { text.at, colon ? (size_t)(colon - text.at) : 0 };
	struct text port_text = { colon ? colon + 1 : NULL, colon ? text.len - host.len - 1 : 0 };
	bool is_v6 = host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']';
	char name[HOST_MAX];
	int64_t port;

	*ret = (struct listen_address){ .len = 0 };
	if (is_v6)
		host = (struct text){ host.at + 1, host.len - 2 };
	text_fill(name, sizeof(name), text_eq(host, TEXT("localhost")) ? TEXT("127.0.0.1") : host);
	if (!colon || !text_int(port_text, &port) || port < 0 || port > UINT16_MAX)
		return err_invalid(err, "server.listen",
				   "write an address and a port from 0 to 65535, such as 127.0.0.1:8080");
	if (is_v6 ? !set_v6(ret, name, (int)port) : !set_v4(ret, name, (int)port))
		return err_invalid(err, "server.listen",
				   "`%.*s` is no IP address; write one such as 127.0.0.1 or [::1]", TEXT_ARG(host));
	return RC_OK;
}

static int open_one(const struct listen_address *address, bool share)
{
	int fd = socket(address->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int one = 1;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    (share && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one))) ||
	    bind(fd, (const struct sockaddr *)&address->at, address->len) || (share && listen(fd, LISTEN_BACKLOG))) {
		int failed = errno;

		close(fd);
		errno = failed;
		return -1;
	}
	return fd;
}

static enum rc fail(const struct listen_address *address, struct err *err)
{
	char text[LISTEN_TEXT_SIZE];
	int failed = errno;

	listen_text(address, text);
	if (failed == EADDRINUSE)
		return err_set(err, RC_CONFLICT,
			       "another program listens at %s; stop it, or choose another port with "
			       "--listen",
			       text);
	return err_set(err, RC_FAULT, "cannot listen at %s: %s", text, strerror(failed));
}

/* A test whether the address is free; finds a free port for port 0. */
static enum rc try_address(struct listen_address *address, struct err *err)
{
	int fd = open_one(address, false);

	if (fd < 0)
		return fail(address, err);
	if (getsockname(fd, (struct sockaddr *)&address->at, &address->len)) {
		close(fd);
		return fail(address, err);
	}
	close(fd);
	return RC_OK;
}

enum rc listen_open(struct listen_address *address, int n, int *ret_fds, struct err *err)
{
	enum rc rc = try_address(address, err);

	if (rc)
		return rc;
	for (int i = 0; i < n; i++) {
		ret_fds[i] = open_one(address, true);
		if (ret_fds[i] >= 0)
			continue;
		rc = fail(address, err);
		while (i--)
			close(ret_fds[i]);
		return rc;
	}
	return RC_OK;
}

int listen_port(const struct listen_address *address)
{
	/* The port is at the same place in both families. */
	return ntohs(((const struct sockaddr_in *)&address->at)->sin_port);
}

void listen_text(const struct listen_address *address, char ret[LISTEN_TEXT_SIZE])
{
	bool is_v6 = address->at.ss_family == AF_INET6;
	const void *from = is_v6 ? (const void *)&((const struct sockaddr_in6 *)&address->at)->sin6_addr
				 : (const void *)&((const struct sockaddr_in *)&address->at)->sin_addr;
	char host[INET6_ADDRSTRLEN] = "?";

	inet_ntop(address->at.ss_family, from, host, sizeof(host));
	snprintf(ret, LISTEN_TEXT_SIZE, is_v6 ? "[%s]:%d" : "%s:%d", host, listen_port(address));
}
