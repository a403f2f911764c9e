/* Files of the machine: whole reads, writes that are never seen half done, and the lock that keeps
 * two servers off one data directory (S7). */
#ifndef OH_HOST_FILE_H
#define OH_HOST_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

enum { HOST_PATH_MAX = 1024 }; /* bytes of a path, with its NUL; longer ones are RC_FULL */

/* All of a file into `arena`, with a NUL behind it. RC_MISSING; RC_FULL where it is over `limit` bytes;
 * RC_FAULT. */
CC_CHECK enum rc host_file_read(const char *path, size_t limit, struct arena *arena, struct text *ret,
				struct err *err);

/* Replace or make `path` with `content`: readers see the old or the new file, also after a crash. */
CC_CHECK enum rc host_file_write(const char *path, struct text content, struct err *err);

/* Copy `from` to `to`, which may not exist yet (RC_CONFLICT); on disk when it returns. */
CC_CHECK enum rc host_file_copy(const char *from, const char *to, struct err *err);

/* Rename over `to`, on disk when it returns. Same directory only. RC_MISSING. */
CC_CHECK enum rc host_file_rename(const char *from, const char *to, struct err *err);

/* Delete; nothing happens where there is none. */
CC_CHECK enum rc host_file_remove(const char *path, struct err *err);

/* True where there is anything of that name, also a link to nowhere. */
bool host_file_exists(const char *path);

/* Make a directory and those above it, for the owner only; one that is there is fine. */
CC_CHECK enum rc host_dir_make(const char *path, struct err *err);

/* Lock on a directory. Zeroed is not held. */
struct host_lock {
	int fd_plus_1; /* descriptor + 1, so that zero is none */
};

/* Take the directory for this process by locking the file `lock` in it. RC_CONFLICT names the process
 * that holds it. The system gives the lock back when the process ends, however it ends. */
CC_CHECK enum rc host_lock_take(struct host_lock *lock, const char *dir, struct err *err);
void host_lock_release(struct host_lock *lock);

#endif
