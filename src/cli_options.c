/* Options of subcommands (S6). Long options only, -h aside: a script that uses them can
 * be read a year later. */
#include "cli_options.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

static void print_help(const struct cli_usage *usage)
{
	printf("Usage: openhall %s\n\n%s\n\n", usage->synopsis, usage->about);
	for (size_t i = 0; i < usage->n; i++) {
		const struct cli_option *option = &usage->options[i];
		char left[40];

		snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value ? " " : "",
			 option->value ? option->value : "");
		printf("  %-24s %s\n", left, option->help);
	}
	printf("  %-24s %s\n", "--help", "this text; so does -h");
}

static enum cli_parsed mistake(const struct cli_usage *usage, const char *what, const char *where)
{
	struct text rest = text_of(usage->synopsis);
	struct text name = text_cut(&rest, ' ');

	fprintf(stderr, "openhall: %s `%s`; try `openhall %.*s --help`\n", what, where, TEXT_ARG(name));
	return CLI_MISTAKEN;
}

static const struct cli_option *find(const struct cli_usage *usage, struct text name)
{
	for (size_t i = 0; i < usage->n; i++)
		if (text_eq(text_of(usage->options[i].name), name))
			return &usage->options[i];
	return NULL;
}

/* Take one option from argv[*at]; moves *at where its value is the next argument. */
static enum cli_parsed take_option(const struct cli_usage *usage, int argc, char **argv, int *at)
{
	const char *argument = argv[*at];
	const char *equals = strchr(argument, '=');
	struct text name = { argument + 2, equals ? (size_t)(equals - argument) - 2 : strlen(argument + 2) };
	const struct cli_option *option = find(usage, name);

	if (!option)
		return mistake(usage, "there is no option", argument);
	if (!option->value && equals)
		return mistake(usage, "no value belongs to", argument);
	if (!option->value) {
		*option->flag = true;
		return CLI_PARSED;
	}
	if (!equals && *at + 1 >= argc)
		return mistake(usage, "a value is missing after", argument);
	*option->text = equals ? equals + 1 : argv[++*at];
	return CLI_PARSED;
}

enum cli_parsed cli_parse(const struct cli_usage *usage, int argc, char **argv, struct cli_words *ret_words)
{
	struct cli_words words = { .n = 0 };
	bool options_end = false;

	ASSERT(usage->words_max <= CLI_WORDS_MAX && (ret_words || !usage->words_max));
	for (int i = 1; i < argc; i++) {
		enum cli_parsed parsed;

		if (!options_end && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
			print_help(usage);
			return CLI_HELPED;
		}
		if (!options_end && strcmp(argv[i], "--") == 0) {
			options_end = true;
		} else if (!options_end && strncmp(argv[i], "--", 2) == 0) {
			parsed = take_option(usage, argc, argv, &i);
			if (parsed)
				return parsed;
		} else if (words.n == usage->words_max) {
			return mistake(usage, "what is", argv[i]);
		} else {
			words.at[words.n++] = argv[i];
		}
	}
	if (words.n < usage->words_min)
		return mistake(usage, "something is missing; it goes", usage->synopsis);
	if (ret_words)
		*ret_words = words;
	return CLI_PARSED;
}

bool cli_number(const char *option, const char *text, long long low, long long high, long long *ret)
{
	int64_t number;

	if (text_int(text_of(text), &number) && number >= low && number <= high) {
		*ret = number;
		return true;
	}
	fprintf(stderr, "openhall: --%s takes a whole number from %lld to %lld, not `%s`\n", option, low,
		high, text);
	return false;
}
