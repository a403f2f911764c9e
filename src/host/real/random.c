/* Random numbers from the kernel. */
#include "host/random.h"

#include <errno.h>
#include <sys/random.h>

#include "base/bug.h"

uint64_t host_random_u64(void)
{
	uint64_t value;
	ssize_t got;

	/* Up to 256 bytes come whole once the kernel has its seed; a signal may cut only the wait for it. */
	do {
		got = getrandom(&value, sizeof(value), 0);
	} while (got < 0 && errno == EINTR);
	ASSERT(got == (ssize_t)sizeof(value));
	return value;
}
