/* The data directory, as subcommands besides the server use it (S7). Who writes holds the lock that the
 * server holds; who only reads needs none. */
#include "cli_data.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/hall/desk.h"
#include "cli.h"
#include "host/random.h"
#include "store/store.h"

enum rc cli_data_path(const char *dir, char into[HOST_PATH_MAX], struct err *err)
{
	const int len = snprintf(into, HOST_PATH_MAX, "%s/%s", dir, CLI_STORE_FILE);

	if (len < 0 || len >= HOST_PATH_MAX)
		return err_set(err, RC_FULL, "the path of the data directory is too long");
	return RC_OK;
}

/* `path` is there, and this user may not use it: say whose it is. */
static enum rc deny(const char *path, struct err *err)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return err_set(err, RC_FAULT,
			       "permission denied: a directory above %s belongs to another user; run this as the user "
			       "whose data it is",
			       path);
	if (status.st_uid == geteuid())
		return err_set(err, RC_FAULT,
			       "permission denied: %s is yours, but its mode keeps you out: chmod u+rwX it", path);
	const struct passwd *owner = getpwuid(status.st_uid);
	if (owner == NULL)
		return err_set(err, RC_FAULT, "permission denied: %s belongs to user %u; run this as that user", path,
			       (unsigned)status.st_uid);
	return err_set(err, RC_FAULT,
		       "permission denied: %s belongs to user %s; run this as that user: runuser -u %s -- openhall ...",
		       path, owner->pw_name, owner->pw_name);
}

enum rc cli_data_permit(const char *dir, bool writes, struct err *err)
{
	char path[HOST_PATH_MAX];
	struct stat status;
	const enum rc rc = cli_data_path(dir, path, err);

	if (rc != RC_OK)
		return rc;
	if (stat(dir, &status) == 0 && !S_ISDIR(status.st_mode))
		return RC_OK;
	if (access(dir, writes ? R_OK | W_OK | X_OK : X_OK) != 0 && errno == EACCES)
		return deny(dir, err);
	if (access(path, writes ? R_OK | W_OK : R_OK) != 0 && errno == EACCES)
		return deny(path, err);
	return RC_OK;
}

static enum rc open_store(struct cli_data *data, const char *dir, bool read_only, struct err *err)
{
	char path[HOST_PATH_MAX];
	const enum rc rc = cli_data_path(dir, path, err);

	if (rc != RC_OK)
		return rc;
	return store_open(&data->store,
			  &(struct store_options){ .path = path, .read_only = read_only, .migrate = !read_only }, err);
}

enum rc cli_data_read(struct cli_data *data, const char *dir, struct err *err)
{
	*data = (struct cli_data){ 0 };
	const enum rc rc = cli_data_permit(dir, false, err);
	return rc == RC_OK ? open_store(data, dir, true, err) : rc;
}

enum rc cli_data_write(struct cli_data *data, const char *dir, struct err *err)
{
	*data = (struct cli_data){ 0 };
	enum rc rc = cli_data_permit(dir, true, err);
	if (rc == RC_OK)
		rc = host_dir_make(dir, err);
	if (rc == RC_OK)
		rc = host_lock_take(&data->lock, dir, err);
	if (rc == RC_OK)
		rc = open_store(data, dir, false, err);
	if (rc == RC_OK)
		rc = desk_open(&data->desk, data->store, host_random_u64(), err);
	if (rc != RC_OK)
		cli_data_close(data);
	return rc;
}

void cli_data_close(struct cli_data *data)
{
	desk_close(&data->desk);
	store_close(&data->store);
	host_lock_release(&data->lock);
}

const char *cli_plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

int cli_failed(const struct err *err)
{
	fprintf(stderr, "openhall: %s%s%s\n", err->field, err->field[0] != '\0' ? ": " : "", err->text);
	return CLI_FAILED;
}

enum rc cli_scratch_make(char into[HOST_PATH_MAX], struct err *err)
{
	const char *base = getenv("TMPDIR");

	if (base == NULL || base[0] == '\0')
		base = "/tmp";
	const int len = snprintf(into, HOST_PATH_MAX, "%s/openhall-XXXXXX", base);
	if (len < 0 || len >= HOST_PATH_MAX)
		return err_set(err, RC_FULL, "TMPDIR is too long");
	if (mkdtemp(into) == NULL)
		return err_set(err, RC_FAULT, "cannot make a directory in %s: name another one by TMPDIR", base);
	return RC_OK;
}

void cli_scratch_remove(const char *dir)
{
	static const char *const names[] = { CLI_STORE_FILE, CLI_STORE_FILE "-wal", CLI_STORE_FILE "-shm", "lock" };
	struct err err;

	/* What cannot be removed stays in the directory for temporary files. */
	for (size_t i = 0; i < CC_COUNT(names); i++) {
		char path[HOST_PATH_MAX + sizeof(CLI_STORE_FILE) + 8];
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (host_file_remove(path, &err) != RC_OK)
			return;
	}
	rmdir(dir);
}
