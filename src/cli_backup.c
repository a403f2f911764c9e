/* `openhall backup` and `openhall restore` (S7). */
#include <stdio.h>

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
		"Copies all data, as of one moment, into FILE; also while a server runs.",
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

static enum rc restore(const char *file, const char *dir, struct err *err)
{
	struct host_lock lock = { 0 };
	char path[HOST_PATH_MAX];

	enum rc rc = cli_data_path(dir, path, err);
	if (rc == RC_OK)
		rc = host_dir_make(dir, err);
	if (rc == RC_OK)
		rc = host_lock_take(&lock, dir, err);
	if (rc == RC_OK)
		rc = store_restore(file, path, err);
	host_lock_release(&lock);
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
