/* The data directory, as subcommands besides the server use it. */
#ifndef OH_CLI_DATA_H
#define OH_CLI_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "host/file.h"

struct desk;
struct store;

/* Where data is unless --data says otherwise. */
#define CLI_DATA_DEFAULT "openhall-data"
/* For the table of options. */
#define CLI_DATA_OPTION(into)                                                                           \
	{                                                                                               \
		"data", "DIR", "directory of the data; " CLI_DATA_DEFAULT " unless given", (into), NULL \
	}

struct cli_data {
	struct host_lock lock;
	struct store *store;
	struct desk *desk;
};

/* RC_FAULT, naming the owner to run as, where the data in `dir` is there and this user may not use it (with
 * `writes`: change it). What is not there is fine: others say so. */
CC_CHECK enum rc cli_data_permit(const char *dir, bool writes, struct err *err);
/* Open the store in `dir` for reading, also while a server runs. */
CC_CHECK enum rc cli_data_read(struct cli_data *data, const char *dir, struct err *err);
/* Take the directory for this process, making it where it is not there, and open its store for writing
 * and a desk over it. RC_CONFLICT while a server runs. */
CC_CHECK enum rc cli_data_write(struct cli_data *data, const char *dir, struct err *err);
/* Close what is open; safe on a zeroed one. */
void cli_data_close(struct cli_data *data);

/* Path of the store in `dir`, into HOST_PATH_MAX bytes. */
CC_CHECK enum rc cli_data_path(const char *dir, char into[HOST_PATH_MAX], struct err *err);

/* What stands behind a noun of which there are `n`: nothing or an s. */
const char *cli_plural(int64_t n);

/* Say what went wrong on standard error; returns CLI_FAILED. */
int cli_failed(const struct err *err);

/* An empty directory of our own, for what is needed only now. */
CC_CHECK enum rc cli_scratch_make(char into[HOST_PATH_MAX], struct err *err);
/* Remove it, with the store in it. */
void cli_scratch_remove(const char *dir);

#endif
