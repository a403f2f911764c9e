/* Telling systemd how the service is (S7), by the protocol of sd_notify(3): a datagram to a socket. So
 * small that a library for it would be more to read. */
#include "gateway/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

void notify_send(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = path ? strlen(path) : 0;
	int fd;

	if (len < 2 || len >= sizeof(to.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@') /* a name that is not in the file system */
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&to,
	       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	close(fd);
}

int64_t notify_watchdog_ms(void)
{
	int64_t us, pid;
	const char *whose = getenv("WATCHDOG_PID");

	if (!text_int(text_of(getenv("WATCHDOG_USEC")), &us) || us < 2000)
		return 0;
	if (whose && (!text_int(text_of(whose), &pid) || pid != getpid()))
		return 0;
	return us / 2000;
}
