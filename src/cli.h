/* Subcommands of the program. Each takes its own name as argv[0] and returns the status to exit with:
 * CLI_OK, CLI_FAILED after a message on standard error, CLI_USAGE for arguments that make no sense. */
#ifndef OH_CLI_H
#define OH_CLI_H

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* Name of the store's file inside a data directory. */
#define CLI_STORE_FILE "openhall.db"

int cli_serve(int argc, char **argv);  /* run the server until it is told to stop */
int cli_config(int argc, char **argv); /* check and show configuration */
int cli_hall(int argc, char **argv); /* list, show and configure halls */
int cli_customer(int argc, char **argv); /* the register of known customers */
int cli_demo(int argc, char **argv); /* plain halls for trying things out */
int cli_print_test(int argc, char **argv); /* print a test slip */
int cli_replay(int argc, char **argv); /* play a recorded log through the machine */
int cli_verify(int argc, char **argv); /* check all that a data directory holds */
int cli_backup(int argc, char **argv); /* copy the store while it is in use */
int cli_restore(int argc, char **argv); /* make a data directory from such a copy */
int cli_doctor(int argc, char **argv); /* look for what is wrong with machine and data */
int cli_migrate(int argc, char **argv); /* bring a store to this version's schema */
int cli_bench(int argc, char **argv); /* measure */

#endif
