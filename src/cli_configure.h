/* Configuration for subcommands: the initial values and a file over them. */
#ifndef OH_CLI_CONFIGURE_H
#define OH_CLI_CONFIGURE_H

#include "base/err.h"

struct config;
struct listen_address;

/* Fill `config`; `path` may be NULL for no file. CLI_OK, or CLI_FAILED after every fault of the file was
 * written to standard error with its line. */
int cli_configure(struct config *config, const char *path);

/* Where the server would listen. RC_INVALID for what is no address, or one that other machines reach without that
 * having been allowed. */
CC_CHECK enum rc cli_check_address(const struct config *config, struct listen_address *ret, struct err *err);

#endif
