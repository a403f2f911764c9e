/* openhall: finds the subcommand and calls it. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cc.h"
#include "cli.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "serve", cli_serve, "run the server" },
	{ "config", cli_config, "check a configuration file, or show all settings" },
	{ "hall", cli_hall, "list, show and configure halls" },
	{ "customer", cli_customer, "the register of known customers" },
	{ "demo", cli_demo, "make plain halls for trying things out" },
	{ "print-test", cli_print_test, "print a test slip, and say how the printer is" },
	{ "replay", cli_replay, "play a recorded log through the machine" },
	{ "verify", cli_verify, "check all that a data directory holds" },
	{ "backup", cli_backup, "copy the store while it is in use" },
	{ "restore", cli_restore, "make a data directory from such a copy" },
	{ "doctor", cli_doctor, "look for what is wrong with machine and data" },
	{ "migrate", cli_migrate, "bring a store to this version's schema" },
	{ "bench", cli_bench, "measure" },
};

static int help(FILE *to)
{
	fprintf(to, "openhall %s: queues in service halls\n\n", OPENHALL_VERSION);
	fprintf(to, "Usage: openhall COMMAND [OPTIONS]\n\n");
	for (size_t i = 0; i < CC_COUNT(commands); i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
	fprintf(to, "  %-10s %s\n  %-10s %s\n\n", "help", "this text, or all about one command", "version",
		"which version this is");
	fprintf(to, "`openhall help COMMAND` tells more. To look around: openhall serve --demo\n");
	return to == stdout ? CLI_OK : CLI_USAGE;
}

/* What was printed and did not arrive is a failure, so that `openhall config show >FILE` on a full disk is one. */
static int flushed(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "openhall: the output cannot be written; is the disk full?\n");
	return status == CLI_OK ? CLI_FAILED : status;
}

static bool is_help(const char *word)
{
	return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int run(int argc, char **argv)
{
	static char asks[] = "--help";
	const char *name = argc > 1 ? argv[1] : "";
	const char *about = argc > 2 ? argv[2] : "";

	if (is_help(name) && (*about == '\0' || is_help(about) || strcmp(about, "version") == 0))
		return help(stdout);
	if (is_help(name)) /* as if it were `COMMAND --help` */
		return run(3, (char *[]){ argv[0], argv[2], asks, NULL });
	if (is_help(about) && strcmp(name, "version") == 0)
		return help(stdout);
	if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
		printf("openhall %s\n", OPENHALL_VERSION);
		return CLI_OK;
	}
	for (size_t i = 0; i < CC_COUNT(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (*name)
		fprintf(stderr, "openhall: there is no command `%s`\n\n", name);
	return help(stderr);
}

int main(int argc, char **argv)
{
	umask(S_IRWXG | S_IRWXO); /* customers' names are in the store and in every copy of it */
	return flushed(run(argc, argv));
}
