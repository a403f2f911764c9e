/* `openhall migrate`: bring the data of an older version up to this one (S7). The server does it by itself
 * when it starts; this is for those who want it done and a backup made before. */
#include <stdio.h>

#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "store/store.h"

static enum rc migrate(const char *dir, struct err *err)
{
	struct host_lock lock = { 0 };
	struct store *store = NULL;
	char path[HOST_PATH_MAX];

	enum rc rc = cli_data_path(dir, path, err);
	if (rc == RC_OK)
		rc = cli_data_permit(dir, true, err);
	if (rc != RC_OK)
		return rc;
	if (!host_file_exists(path))
		return err_set(err, RC_MISSING, "there is no data in %s", dir);
	rc = host_lock_take(&lock, dir, err);
	if (rc == RC_OK)
		rc = store_open(&store, &(struct store_options){ .path = path, .migrate = true }, err);
	store_close(&store);
	host_lock_release(&lock);
	return rc;
}

int cli_migrate(int argc, char **argv)
{
	const char *dir = CLI_DATA_DEFAULT;
	const struct cli_option options[] = { CLI_DATA_OPTION(&dir) };
	const struct cli_usage usage = {
		"migrate [OPTIONS]",
		"Brings the data to the schema of this version. Make a backup first; there is no way "
		"back.",
		options,
		CC_COUNT(options),
		0,
		0
	};
	struct err err = { .rc = RC_OK };

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, NULL);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (migrate(dir, &err) != RC_OK)
		return cli_failed(&err);
	printf("the data in %s has schema %d\n", dir, STORE_VERSION);
	return CLI_OK;
}
