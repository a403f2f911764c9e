/* Configuration for subcommands: the initial values and a file over them. */
#ifndef OH_CLI_CONFIGURE_H
#define OH_CLI_CONFIGURE_H

struct config;

/* Fill `config`; `path` may be NULL for no file. CLI_OK, or CLI_FAILED after every fault of the file was
 * written to standard error with its line. */
int cli_configure(struct config *config, const char *path);

#endif
