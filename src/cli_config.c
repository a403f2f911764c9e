/* `openhall config`: check a file, show what holds (S6, S9). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli.h"
#include "cli_configure.h"
#include "cli_options.h"
#include "gateway/config.h"
#include "host/file.h"

enum { ARENA_MAX = 1 << 20 };

static int read_file(struct config *config, const char *path)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct config_fault faults[CONFIG_FAULTS_MAX];
	struct err err;
	struct text ini;
	uint32_t n;

	arena_init(&arena, ARENA_MAX);
	if (host_file_read(path, CONFIG_BYTES_MAX, &arena, &ini, &err)) {
		fprintf(stderr, "openhall: %s: %s\n", path, err.text);
		return CLI_FAILED;
	}
	n = config_read(config, ini, faults);
	for (uint32_t i = 0; i < n; i++)
		fprintf(stderr, "%s:%d: %s%s%s\n", path, faults[i].line, faults[i].err.field,
			faults[i].err.field[0] ? ": " : "", faults[i].err.text);
	return n ? CLI_FAILED : CLI_OK;
}

int cli_configure(struct config *config, const char *path)
{
	config_init(config);
	return path ? read_file(config, path) : CLI_OK;
}

static int show(const struct config *config)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf buf = { .arena = &arena };

	arena_init(&arena, ARENA_MAX);
	config_show(config, &buf);
	printf("%.*s", TEXT_ARG(buf_view(&buf)));
	return CLI_OK;
}

int cli_config(int argc, char **argv)
{
	static const struct cli_usage usage = {
		.synopsis = "config check FILE | config show [FILE]",
		.about = "check: say everything that is wrong in a configuration file.\n"
			 "show:  print all settings with their values, as a file to start from.",
		.words_min = 1,
		.words_max = 2,
	};
	struct cli_words words;
	struct config config;
	enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	bool checks = parsed == CLI_PARSED && strcmp(words.at[0], "check") == 0;
	int status;

	if (parsed)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if ((!checks && strcmp(words.at[0], "show") != 0) || (checks && words.n < 2)) {
		fprintf(stderr, "openhall: it goes `openhall %s`\n", usage.synopsis);
		return CLI_USAGE;
	}
	status = cli_configure(&config, words.n > 1 ? words.at[1] : NULL);
	if (status)
		return status;
	if (!checks)
		return show(&config);
	printf("%s is good\n", words.at[1]);
	return CLI_OK;
}
