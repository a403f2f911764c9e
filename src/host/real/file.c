/* Files of the machine (S7).
 *
 * A file is replaced by writing another one beside it, syncing that, renaming it over the old one and
 * syncing the directory: whatever moment the power fails, the name leads to a whole file. */
#include "host/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"

enum { COPY_BYTES = 1 << 16, OWNER_FILE = 0600, OWNER_DIR = 0700 };

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static enum rc fail(struct err *err, const char *what, const char *path)
{
	int cause = errno;
	enum rc rc = cause == ENOENT ? RC_MISSING : cause == ENOSPC || cause == EDQUOT ? RC_FULL : RC_FAULT;

	return err_set(err, rc, "cannot %s %s: %s", what, path, strerror(cause));
}

/* `path` with `tail` behind it. */
static enum rc path_join(char into[HOST_PATH_MAX], const char *path, const char *tail, struct err *err)
{
	int len = snprintf(into, HOST_PATH_MAX, "%s%s", path, tail);

	if (len < 0 || len >= HOST_PATH_MAX)
		return err_set(err, RC_FULL, "path is longer than %d bytes", HOST_PATH_MAX - 1);
	return RC_OK;
}

static enum rc read_all(int fd, const char *path, char *into, size_t len, size_t *ret_len, struct err *err)
{
	*ret_len = 0;
	while (*ret_len < len) {
		ssize_t got = read(fd, into + *ret_len, len - *ret_len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(err, "read", path);
		if (got == 0)
			break;
		*ret_len += (size_t)got;
	}
	return RC_OK;
}

static enum rc write_all(int fd, const char *path, const char *from, size_t len, struct err *err)
{
	while (len > 0) {
		ssize_t put = write(fd, from, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return fail(err, "write", path);
		from += put;
		len -= (size_t)put;
	}
	return RC_OK;
}

enum rc host_file_read(const char *path, size_t limit, struct arena *arena, struct text *ret, struct err *err)
{
	CC_CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char *bytes;
	size_t len;
	enum rc rc;

	if (fd < 0)
		return fail(err, "open", path);
	if (fstat(fd, &status) != 0)
		return fail(err, "look at", path);
	if (!S_ISREG(status.st_mode))
		return err_set(err, RC_FAULT, "%s is not a file", path);
	if ((uintmax_t)status.st_size > limit)
		return err_set(err, RC_FULL, "%s is larger than %zu bytes", path, limit);
	/* A file that grows meanwhile is read up to the size that was seen. */
	len = (size_t)status.st_size;
	bytes = arena_alloc(arena, len + 1);
	rc = read_all(fd, path, bytes, len, &len, err);
	if (rc != RC_OK)
		return rc;
	*ret = (struct text){ bytes, len };
	return RC_OK;
}

/* Sync the directory that `path` is in, so that its names are on disk. */
static enum rc dir_sync(const char *path, struct err *err)
{
	char dir[HOST_PATH_MAX];
	CC_CLEANUP(fd_close) int fd = -1;
	enum rc rc = path_join(dir, path, "", err);
	char *slash;

	if (rc != RC_OK)
		return rc;
	slash = strrchr(dir, '/');
	if (slash == NULL)
		fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	else {
		slash[slash == dir] = '\0';
		fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (fd < 0 || fsync(fd) != 0)
		return fail(err, "sync the directory of", path);
	return RC_OK;
}

enum rc host_file_rename(const char *from, const char *to, struct err *err)
{
	if (rename(from, to) != 0)
		return fail(err, "rename", from);
	return dir_sync(to, err);
}

enum rc host_file_remove(const char *path, struct err *err)
{
	if (unlink(path) != 0 && errno != ENOENT)
		return fail(err, "delete", path);
	return RC_OK;
}

bool host_file_exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

static enum rc write_and_sync(const char *path, struct text content, struct err *err)
{
	CC_CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, OWNER_FILE);
	enum rc rc;

	if (fd < 0)
		return fail(err, "make", path);
	rc = write_all(fd, path, content.at, content.len, err);
	if (rc == RC_OK && fsync(fd) != 0)
		rc = fail(err, "sync", path);
	return rc;
}

enum rc host_file_write(const char *path, struct text content, struct err *err)
{
	char part[HOST_PATH_MAX];
	enum rc rc = path_join(part, path, ".part", err);

	if (rc != RC_OK)
		return rc;
	rc = write_and_sync(part, content, err);
	if (rc == RC_OK)
		rc = host_file_rename(part, path, err);
	if (rc != RC_OK)
		(void)unlink(part);
	return rc;
}

static enum rc copy_bytes(int in, const char *from, int out, const char *to, struct err *err)
{
	char bytes[COPY_BYTES];
	size_t len;

	do {
		enum rc rc = read_all(in, from, bytes, sizeof(bytes), &len, err);

		if (rc == RC_OK)
			rc = write_all(out, to, bytes, len, err);
		if (rc != RC_OK)
			return rc;
	} while (len == sizeof(bytes));
	return fsync(out) == 0 ? RC_OK : fail(err, "sync", to);
}

static enum rc copy_to_part(const char *from, const char *part, struct err *err)
{
	CC_CLEANUP(fd_close) int in = open(from, O_RDONLY | O_CLOEXEC);
	CC_CLEANUP(fd_close) int out = -1;

	if (in < 0)
		return fail(err, "open", from);
	out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, OWNER_FILE);
	if (out < 0)
		return fail(err, "make", part);
	return copy_bytes(in, from, out, part, err);
}

enum rc host_file_copy(const char *from, const char *to, struct err *err)
{
	char part[HOST_PATH_MAX];
	enum rc rc = path_join(part, to, ".part", err);

	if (rc != RC_OK)
		return rc;
	if (host_file_exists(to))
		return err_set(err, RC_CONFLICT, "there is a file %s already; move it away first", to);
	rc = copy_to_part(from, part, err);
	if (rc == RC_OK)
		rc = host_file_rename(part, to, err);
	if (rc != RC_OK)
		(void)unlink(part);
	return rc;
}

static enum rc dir_make_one(const char *path, struct err *err)
{
	struct stat status;

	if (mkdir(path, OWNER_DIR) == 0)
		return RC_OK;
	if (errno != EEXIST)
		return fail(err, "make the directory", path);
	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
		return err_set(err, RC_FAULT, "%s is not a directory", path);
	return RC_OK;
}

enum rc host_dir_make(const char *path, struct err *err)
{
	char upper[HOST_PATH_MAX];
	enum rc rc = path_join(upper, path, "", err);

	if (rc != RC_OK)
		return rc;
	for (char *slash = strchr(upper + (upper[0] == '/'), '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		rc = dir_make_one(upper, err);
		*slash = '/';
		if (rc != RC_OK)
			return rc;
	}
	return dir_make_one(path, err);
}

/* Who holds the lock, as that process wrote into it; for people only. */
static enum rc lock_held(int fd, const char *dir, struct err *err)
{
	char holder[16] = "";
	size_t len;
	enum rc rc = read_all(fd, dir, holder, sizeof(holder) - 1, &len, err);

	if (rc != RC_OK)
		return rc;
	return err_set(err, RC_CONFLICT, "%s is in use by process %s; stop it first", dir,
		       len > 0 ? holder : "(unknown)");
}

static enum rc lock_sign(int fd, const char *path, struct err *err)
{
	char holder[16];
	int len = snprintf(holder, sizeof(holder), "%ld", (long)getpid());

	if (ftruncate(fd, 0) != 0)
		return fail(err, "write", path);
	return write_all(fd, path, holder, (size_t)len, err);
}

enum rc host_lock_take(struct host_lock *lock, const char *dir, struct err *err)
{
	char path[HOST_PATH_MAX];
	enum rc rc = path_join(path, dir, "/lock", err);
	int fd;

	ASSERT(lock->fd_plus_1 == 0);
	if (rc != RC_OK)
		return rc;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, OWNER_FILE);
	if (fd < 0)
		return fail(err, "open", path);
	/* flock() belongs to the open file, so that a second server in this very process is kept out too. */
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		rc = errno == EWOULDBLOCK ? lock_held(fd, dir, err) : fail(err, "lock", path);
	else
		rc = lock_sign(fd, path, err);
	if (rc == RC_OK)
		lock->fd_plus_1 = fd + 1;
	else
		close(fd);
	return rc;
}

void host_lock_release(struct host_lock *lock)
{
	if (lock->fd_plus_1 != 0)
		close(lock->fd_plus_1 - 1);
	lock->fd_plus_1 = 0;
}
