/* `openhall config`: check a file, show what holds (S6, S9). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli.h"
#include "cli_configure.h"
#include "cli_data.h"
#include "cli_options.h"
#include "gateway/config.h"
#include "gateway/listen.h"
#include "host/file.h"

enum { ARENA_MAX = 1 << 20, CHECKS = 3 };

/* Line of the setting [server] `name` in `ini`; 0 where it is not set. */
static int line_of(struct text ini, const char *name)
{
	static const struct text mark = TEXT("\xef\xbb\xbf");
	struct text section = text_of(NULL);

	if (text_starts(ini, mark))
		ini = (struct text){ ini.at + mark.len, ini.len - mark.len };
	for (int line = 1; ini.len > 0; line++) {
		struct text rest = text_trim(text_cut(&ini, '\n'));
		if (text_starts(rest, TEXT("[")))
			section = rest;
		for (size_t i = 0; text_starts(section, TEXT("[server]")) && i < rest.len; i++) {
			if (rest.at[i] != '=' && rest.at[i] != ':')
				continue;
			if (text_eq(text_trim((struct text){ rest.at, i }), text_of(name)))
				return line;
			break;
		}
	}
	return 0;
}

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

enum rc cli_check_address(const struct config *config, struct listen_address *ret, struct err *err)
{
	const enum rc rc = listen_parse(text_of(config->listen), ret, err);

	if (rc != RC_OK || ret->loopback || config->insecure)
		return rc;
	return err_invalid(err, "server.listen",
			   "%s can be reached from other machines, and there is no sign-in; listen at 127.0.0.1, put a "
			   "proxy in front, or allow it with --insecure (insecure = yes) where the network is trusted",
			   config->listen);
}

static enum rc check_address(const struct config *config, struct err *err)
{
	struct listen_address address;

	return cli_check_address(config, &address, err);
}

static enum rc check_web(const struct config *config, struct err *err)
{
	if (config->web[0] == '\0' || is_directory(config->web))
		return RC_OK;
	return err_invalid(err, "server.web", "there is no directory %s", config->web);
}

/* Whether the data is, or could be made, where it shall be, by whoever asks. */
static enum rc check_data(const struct config *config, struct err *err)
{
	char path[CONFIG_TEXT_MAX + 2];
	struct err why;

	if (config->data[0] == '\0')
		return err_invalid(err, "server.data", "name a directory");
	if (cli_data_permit(config->data, true, &why) != RC_OK)
		return err_invalid(err, "server.data", "%s", why.text);
	snprintf(path, sizeof(path), "%s%s", config->data[0] == '/' ? "" : "./", config->data);
	while (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) { /* up to what is there */
		char *slash = strrchr(path, '/');
		slash[slash == path] = '\0';
	}
	if (!is_directory(path))
		return err_invalid(err, "server.data", "%s cannot be made: %s is not a directory", config->data, path);
	if (access(path, W_OK | X_OK) != 0)
		return err_invalid(err, "server.data", "%s cannot be made: in %s: %s", config->data, path,
				   strerror(errno));
	return RC_OK;
}

static int by_line(const void *left, const void *right)
{
	const struct config_fault *a = left, *b = right;

	return (a->line > b->line) - (a->line < b->line);
}

/* Put what the server would not start with, or would start without, though each value by itself is good, among the
 * faults that are there; returns how many there are then. What the file does not set is left to the command line. */
static uint32_t check_values(const struct config *config, struct text ini, struct config_fault *faults, uint32_t n)
{
	static const struct {
		const char *name;
		enum rc (*check)(const struct config *config, struct err *err);
	} checks[CHECKS] = { { "listen", check_address }, { "web", check_web }, { "data", check_data } };

	for (size_t i = 0; i < CHECKS; i++) {
		const int line = line_of(ini, checks[i].name);
		if (line > 0 && checks[i].check(config, &faults[n].err) != RC_OK)
			faults[n++].line = line;
	}
	qsort(faults, n, sizeof(faults[0]), by_line);
	return n;
}

static void tell_faults(const char *path, const struct config_fault *faults, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		fprintf(stderr, "%s:%d: %s%s%s\n", path, faults[i].line, faults[i].err.field,
			faults[i].err.field[0] ? ": " : "", faults[i].err.text);
}

/* `checks` also says what the server would refuse; else the command line may mend it still. */
static int read_file(struct config *config, const char *path, bool checks)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct config_fault faults[CONFIG_FAULTS_MAX + CHECKS];
	struct err err;
	struct text ini;
	uint32_t n;

	arena_init(&arena, ARENA_MAX);
	if (host_file_read(path, CONFIG_BYTES_MAX, &arena, &ini, &err)) {
		fprintf(stderr, "openhall: %s: %s\n", path, err.text);
		return CLI_FAILED;
	}
	n = config_read(config, ini, faults);
	if (checks)
		n = check_values(config, ini, faults, n);
	tell_faults(path, faults, n);
	return n ? CLI_FAILED : CLI_OK;
}

int cli_configure(struct config *config, const char *path)
{
	config_init(config);
	return path ? read_file(config, path, false) : CLI_OK;
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
	config_init(&config);
	status = words.n > 1 ? read_file(&config, words.at[1], checks) : CLI_OK;
	if (status)
		return status;
	if (!checks)
		return show(&config);
	printf("%s is good\n", words.at[1]);
	return CLI_OK;
}
