/* `openhall backup` and `openhall restore` (S7). */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "store/store.h"
#include "store/upkeep.h"

int cli_backup(int argc, char **argv)
{
	const char *dir = CLI_DATA_DEFAULT;
	const struct cli_option options[] = { CLI_DATA_OPTION(&dir) };
	const struct cli_usage usage = {
		"backup FILE [OPTIONS]",
		"Copies all data, as of one moment, into FILE, which must be new; also while a server runs.",
		options,
		CC_COUNT(options),
		1,
		2
	};
	struct cli_words words;
	struct cli_data data;
	struct err err = { .rc = RC_OK };

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (words.n == 2) /* DIR FILE */
		dir = words.at[0];
	const char *file = words.at[words.n - 1];
	enum rc rc = cli_data_read(&data, dir, &err);
	if (rc == RC_OK)
		rc = store_backup(data.store, file, &err);
	cli_data_close(&data);
	if (rc != RC_OK)
		return cli_failed(&err);
	printf("%s holds all of %s; to use it: openhall restore %s --data NEW-DIR\n", file, dir, file);
	return CLI_OK;
}

/* Bytes of the longest beginning of `dir` that is there already. */
static size_t there_of(const char *dir)
{
	size_t len = strlen(dir);
	char path[HOST_PATH_MAX];

	for (; len > 0; len--) {
		snprintf(path, sizeof(path), "%.*s", (int)len, dir);
		if ((dir[len] == '\0' || dir[len] == '/') && host_file_exists(path))
			break;
	}
	return len;
}

/* Leave nothing behind of a directory of which only the first `kept` bytes were there. What has something in it
 * stays. */
static void remove_made(const char *dir, size_t kept)
{
	char path[HOST_PATH_MAX + sizeof("/lock")];

	ASSERT(dir != NULL);
	if (kept == strlen(dir))
		return;
	snprintf(path, sizeof(path), "%s/lock", dir);
	(void)remove(path);
	for (size_t len = strlen(dir); len > kept; len--) {
		snprintf(path, sizeof(path), "%.*s", (int)len, dir);
		if (dir[len] == '\0' || dir[len] == '/')
			(void)rmdir(path);
	}
}

static enum rc restore(const char *file, const char *dir, struct err *err)
{
	struct host_lock lock = { 0 };
	char path[HOST_PATH_MAX];
	size_t kept = 0;

	enum rc rc = cli_data_path(dir, path, err);
	if (rc != RC_OK)
		return rc;
	kept = there_of(dir);
	rc = host_dir_make(dir, err);
	if (rc == RC_OK)
		rc = host_lock_take(&lock, dir, err);
	if (rc == RC_OK)
		rc = store_restore(file, path, err);
	host_lock_release(&lock);
	if (rc != RC_OK)
		remove_made(dir, kept);
	return rc;
}

int cli_restore(int argc, char **argv)
{
	const char *dir = CLI_DATA_DEFAULT;
	const struct cli_option options[] = { CLI_DATA_OPTION(&dir) };
	const struct cli_usage usage = {
		"restore FILE [OPTIONS]",
		"Makes a data directory from a backup, after checking it. Data that is there is "
		"never\noverwritten.",
		options,
		CC_COUNT(options),
		1,
		2
	};
	struct cli_words words;
	struct err err = { .rc = RC_OK };

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (words.n == 2) /* FILE DIR */
		dir = words.at[1];
	if (restore(words.at[0], dir, &err) != RC_OK)
		return cli_failed(&err);
	printf("%s is in %s; to check it: openhall verify --data %s\n", words.at[0], dir, dir);
	return CLI_OK;
}
