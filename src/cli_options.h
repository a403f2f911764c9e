/* Options of subcommands: `--name value`, `--name=value`, flags, and words, from one table that also makes
 * the help. */
#ifndef OH_CLI_OPTIONS_H
#define OH_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum { CLI_WORDS_MAX = 8 };

struct cli_option {
	const char *name;  /* without the dashes */
	const char *value; /* what stands for the value in the help, such as DIR; NULL for a flag */
	const char *help;  /* one line */
	const char **text; /* where a value goes */
	bool *flag;        /* where a flag is noted */
};

struct cli_usage {
	const char *synopsis; /* `serve [OPTIONS]` */
	const char *about;    /* one or more lines */
	const struct cli_option *options;
	size_t n;
	int words_min, words_max; /* words that are no options; at most CLI_WORDS_MAX */
};

struct cli_words {
	const char *at[CLI_WORDS_MAX];
	int n;
};

enum cli_parsed {
	CLI_PARSED,   /* go on */
	CLI_HELPED,   /* --help or -h was asked for and given; exit with CLI_OK */
	CLI_MISTAKEN, /* a message was written to standard error; exit with CLI_USAGE */
};

/* Read `argv` by `usage`. What is not given is left as it was. `ret_words` may be NULL where words_max
 * is 0. */
enum cli_parsed cli_parse(const struct cli_usage *usage, int argc, char **argv, struct cli_words *ret_words);

/* Whole number of an option from `low` to `high`; on anything else a message and false. */
bool cli_number(const char *option, const char *text, long long low, long long high, long long *ret);

#endif
