/* `openhall hall`: list, show and configure halls without a server (S4, S6). */
#include <stdio.h>
#include <string.h>

#include "app/hall/create.h"
#include "app/hall/desk.h"
#include "app/hall/reader.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "host/clock.h"
#include "store/store.h"

enum { HALL_FILE_MAX = 1 << 20, HALL_ARENA_BYTES = 1 << 30 };

/* All halls: ids and names, or the view "halls". */
static enum rc list(const char *dir, bool json, struct arena *arena, struct err *err)
{
	struct reader *reader = NULL;
	struct store_hall *halls;
	struct cli_data data;
	struct text view;
	uint32_t n = 0;

	enum rc rc = cli_data_read(&data, dir, err);
	if (rc == RC_OK)
		rc = reader_open(&reader, data.store, err);
	if (rc == RC_OK && json) {
		rc = reader_halls(reader, arena, &view, err);
		if (rc == RC_OK)
			printf("%.*s\n", TEXT_ARG(view));
	} else if (rc == RC_OK) {
		rc = store_hall_list(data.store, arena, &halls, &n, err);
		for (uint32_t i = 0; rc == RC_OK && i < n; i++)
			printf("%.*s\t%.*s\t%.*s\n", TEXT_ARG(halls[i].id), TEXT_ARG(halls[i].name),
			       TEXT_ARG(halls[i].name_en));
	}
	reader_close(&reader);
	cli_data_close(&data);
	return rc;
}

/* View "state" of a hall, as of its last event. */
static enum rc show(const char *dir, const char *id, struct arena *arena, struct err *err)
{
	struct reader *reader = NULL;
	struct cli_data data;
	struct text view;

	enum rc rc = cli_data_read(&data, dir, err);
	if (rc == RC_OK)
		rc = reader_open(&reader, data.store, err);
	if (rc == RC_OK)
		rc = reader_state_at(reader, text_of(id), host_clock_now_ms(host_clock_real()), arena, &view,
				     err);
	if (rc == RC_OK)
		printf("%.*s\n", TEXT_ARG(view));
	reader_close(&reader);
	cli_data_close(&data);
	return rc;
}

/* The command that carries the file's configuration. */
static enum rc read_body(const char *file, struct arena *arena, const struct json **ret, struct err *err)
{
	const struct json *config;
	struct text text;

	enum rc rc = host_file_read(file, HALL_FILE_MAX, arena, &text, err);
	if (rc != RC_OK)
		return rc;
	rc = json_parse(arena, text, &config, err);
	if (rc != RC_OK)
		return err_prefix(err, "%s: ", file);
	if (json_kind(config) != JSON_OBJECT)
		return err_set(err, RC_INVALID, "%s: a configuration is an object", file);
	const struct text body = text_printf(arena,
					     "{\"command\":\"hall.configure\",\"args\":{\"config\":%.*s}}",
					     TEXT_ARG(text_trim(text)));
	return json_parse(arena, body, ret, err);
}

static enum rc add_missing(struct store *store, const char *id, struct arena *arena, struct err *err)
{
	const struct hall_new hall = { .id = text_of(id), .name = text_of(id) };
	struct store_hall row;

	const enum rc rc = store_hall_find(store, hall.id, arena, &row, err);
	return rc == RC_MISSING ? hall_create(store, &hall, 1, err) : rc;
}

static enum rc apply(const char *dir, const char *id, const char *file, struct arena *arena, struct err *err)
{
	struct desk_job job = { .ask = DESK_COMMAND,
				.hall = text_of(id),
				.actor = TEXT("openhall hall apply"),
				.language = QUEUE_LANGUAGE_EN,
				.now_ms = host_clock_now_ms(host_clock_real()),
				.arena = arena };
	struct desk_outcome outcome = { .rc = RC_OK };
	struct desk_job *group[] = { &job };
	struct cli_data data = { 0 };

	enum rc rc = read_body(file, arena, &job.body, err);
	if (rc == RC_OK)
		rc = cli_data_write(&data, dir, err);
	if (rc == RC_OK)
		rc = add_missing(data.store, id, arena, err);
	if (rc == RC_OK) {
		desk_run(data.desk, group, 1, arena, &outcome, err);
		rc = outcome.rc;
	}
	cli_data_close(&data);
	if (rc == RC_OK && job.status == 200)
		printf("%.*s\n", TEXT_ARG(job.answer));
	else if (rc == RC_OK)
		rc = err_set(err, RC_INVALID, "%s: %.*s", file, TEXT_ARG(job.answer));
	return rc;
}

static int mistake(void)
{
	fprintf(stderr, "openhall: it goes `hall list`, `hall show ID` or `hall apply ID FILE.json`\n");
	return CLI_USAGE;
}

int cli_hall(int argc, char **argv)
{
	CC_CLEANUP(arena_done) struct arena arena = { 0 };
	const char *dir = CLI_DATA_DEFAULT;
	bool json = false;
	const struct cli_option options[] = {
		CLI_DATA_OPTION(&dir),
		{ "json", NULL, "list as one JSON object", NULL, &json },
	};
	const struct cli_usage usage = {
		"hall list | show ID | apply ID FILE.json [OPTIONS]",
		"Lists halls, shows one as JSON, or configures one from a file, making it where it "
		"is not\nthere. While a server runs, it alone configures: send it hall.configure.",
		options,
		CC_COUNT(options),
		1,
		3
	};
	struct cli_words words;
	struct err err = { .rc = RC_OK };
	enum rc rc;

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	arena_init(&arena, HALL_ARENA_BYTES);
	if (words.n == 1 && strcmp(words.at[0], "list") == 0)
		rc = list(dir, json, &arena, &err);
	else if (words.n == 2 && strcmp(words.at[0], "show") == 0)
		rc = show(dir, words.at[1], &arena, &err);
	else if (words.n == 3 && strcmp(words.at[0], "apply") == 0)
		rc = apply(dir, words.at[1], words.at[2], &arena, &err);
	else
		return mistake();
	return rc == RC_OK ? CLI_OK : cli_failed(&err);
}
