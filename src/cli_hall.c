/* `openhall hall`: list, show and configure halls without a server (S4, S6). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/hall/create.h"
#include "app/hall/desk.h"
#include "app/hall/fold.h"
#include "app/hall/reader.h"
#include "app/hall/refusal.h"
#include "base/bug.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "host/clock.h"
#include "queue/step.h"
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
		rc = reader_state_at(reader, text_of(id), host_clock_now_ms(host_clock_real()), arena, &view, err);
	if (rc == RC_OK)
		printf("%.*s\n", TEXT_ARG(view));
	reader_close(&reader);
	cli_data_close(&data);
	return rc;
}

/* The terminal's language, as its user has set it. */
static enum queue_language language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < CC_COUNT(names); i++) {
		const char *set = getenv(names[i]);
		if (set != NULL && set[0] != '\0')
			return strncmp(set, "zh", 2) == 0 ? QUEUE_LANGUAGE_ZH : QUEUE_LANGUAGE_EN;
	}
	return QUEUE_LANGUAGE_EN;
}

/* A file on its way into a hall. */
struct apply {
	const char *file;
	struct desk_job job;
	struct queue_command command;
	struct fold fold; /* the hall as it is; empty where it is new */
	bool is_new, is_same;
	struct text trouble; /* why it is not taken, in the terminal's language; empty while nothing is wrong */
};

/* Note what `bad` says of the file, with the place as it is in the file. */
static void note_fault(struct apply *apply, const struct err *bad)
{
	static const char above[] = "args.config.";
	const char *place = bad->field;
	char words[ERR_TEXT_MAX];

	if (strncmp(place, above, sizeof(above) - 1) == 0)
		place += sizeof(above) - 1;
	err_words(bad, (enum detail_language)apply->job.language, words);
	apply->trouble = text_printf(apply->job.arena, "%s: %s%s%s", apply->file, place, place[0] != '\0' ? " " : "",
				     words);
}

/* Note what stands in the view "refused" or "fault". */
static void note_answer(struct apply *apply, struct text answer)
{
	const struct json *said;
	struct err err;

	if (json_parse(apply->job.arena, answer, &said, &err) != RC_OK)
		BUG("the desk's answer is no JSON: %s", err.text);
	apply->trouble = text_printf(apply->job.arena, "%s: %.*s\n%.*s", apply->file,
				     TEXT_ARG(json_text(json_member(said, "message"))),
				     TEXT_ARG(json_text(json_member(said, "hint"))));
}

/* The command that carries the file's configuration. */
static enum rc read_body(struct apply *apply, struct err *err)
{
	struct arena *arena = apply->job.arena;
	const struct json *config;
	struct text text;
	struct err bad = { .rc = RC_OK };

	const enum rc rc = host_file_read(apply->file, HALL_FILE_MAX, arena, &text, err);
	if (rc != RC_OK)
		return rc;
	if (json_parse(arena, text, &config, &bad) == RC_OK && json_kind(config) != JSON_OBJECT)
		(void)err_detail(&bad, "", DETAIL_OBJECT_NEEDED, 0, 0, NULL);
	else if (bad.rc == RC_OK)
		return json_parse(arena,
				  text_printf(arena, "{\"command\":\"hall.configure\",\"args\":{\"config\":%.*s}}",
					      TEXT_ARG(text_trim(text))),
				  &apply->job.body, err);
	note_fault(apply, &bad);
	return RC_OK;
}

static struct text config_text(const struct queue_config *config, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(&queue_config_shape, config, NULL, 0, &out);
	return buf_view(&buf);
}

/* The hall as it is, into the fold; an empty one where there is none of that id. */
static enum rc load_hall(struct apply *apply, struct store *store, struct err *err)
{
	struct store_hall row;
	const enum rc rc = store_hall_find(store, apply->job.hall, apply->job.arena, &row, err);

	fold_init(&apply->fold);
	apply->is_new = rc == RC_MISSING;
	return rc == RC_OK ? fold_load(&apply->fold, store, row.no, INT64_MAX, INT64_MAX, err)
			   : (apply->is_new ? RC_OK : rc);
}

/* What the hall would say, on a copy of it: so no hall is made for a file that none would take, and nothing is written
 * where nothing would change. */
static void try_out(struct apply *apply)
{
	struct queue_hall *hall = &apply->fold.hall;
	struct arena *arena = apply->job.arena;
	struct err bad;

	if (queue_command_read(hall, apply->job.body, arena, &apply->command, &bad) != RC_OK)
		return note_fault(apply, &bad);
	const bool was_configured = hall->configured;
	const struct text before = was_configured ? config_text(&hall->config, arena) : text_of(NULL);
	const struct queue_decision step = queue_step(hall, &apply->command, apply->job.now_ms, 0, arena);
	if (step.refusal != REFUSED_NOT)
		note_answer(apply, refusal_text(step.refusal, apply->job.language, step.what, step.ask, arena));
	apply->is_same = was_configured && text_eq(before, config_text(&hall->config, arena));
}

/* Have the desk take the command. */
static enum rc take(struct apply *apply, struct cli_data *data, struct err *err)
{
	const struct hall_new hall = { .id = apply->job.hall, .name = apply->job.hall };
	struct desk_outcome outcome = { .rc = RC_OK };
	struct desk_job *group[] = { &apply->job };

	const enum rc rc = apply->is_new ? hall_create(data->store, &hall, 1, err) : RC_OK;
	if (rc != RC_OK)
		return rc;
	desk_run(data->desk, group, 1, apply->job.arena, &outcome, err);
	if (outcome.rc == RC_OK && apply->job.status != 200)
		note_answer(apply, apply->job.answer);
	return outcome.rc;
}

static int tell(const struct apply *apply)
{
	const struct queue_config *config = &apply->command.hall_configure.config;

	if (apply->trouble.len > 0) {
		fprintf(stderr, "openhall: %.*s\n", TEXT_ARG(apply->trouble));
		return CLI_FAILED;
	}
	if (apply->is_same)
		printf("%.*s: nothing changed\n", TEXT_ARG(apply->job.hall));
	else
		printf("%.*s %s: %u service%s, %u window%s, %u clerk%s\n", TEXT_ARG(apply->job.hall),
		       apply->is_new ? "is made" : "is changed", config->services.n, cli_plural(config->services.n),
		       config->windows.n, cli_plural(config->windows.n), config->clerks.n,
		       cli_plural(config->clerks.n));
	return CLI_OK;
}

/* Two ways lead on where a server has the data; which one depends on whether the hall is there. */
static int tell_busy(const struct err *err)
{
	const int status = cli_failed(err);

	fprintf(stderr, "A new hall needs the server stopped. To change a hall that is there, stop the server, or send "
			"it the command hall.configure.\n");
	return status;
}

static int apply_file(const char *dir, const char *id, const char *file, struct arena *arena)
{
	struct apply *apply = ARENA_NEW(arena, struct apply);
	struct cli_data data = { 0 };
	bool is_busy = false;
	struct err err;

	*apply = (struct apply){ .file = file,
				 .job = { .ask = DESK_COMMAND,
					  .hall = text_of(id),
					  .actor = TEXT("openhall hall apply"),
					  .language = language(),
					  .now_ms = host_clock_now_ms(host_clock_real()),
					  .arena = arena } };
	enum rc rc = read_body(apply, &err);
	if (rc == RC_OK && apply->trouble.len == 0) {
		rc = cli_data_write(&data, dir, &err);
		is_busy = rc == RC_CONFLICT;
		if (rc == RC_OK)
			rc = load_hall(apply, data.store, &err);
		if (rc == RC_OK)
			try_out(apply);
		if (rc == RC_OK && apply->trouble.len == 0 && !apply->is_same)
			rc = take(apply, &data, &err);
	}
	fold_done(&apply->fold);
	cli_data_close(&data);
	if (is_busy)
		return tell_busy(&err);
	return rc == RC_OK ? tell(apply) : cli_failed(&err);
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
		"is not\nthere. While a server runs, a new hall needs it stopped; one that is there can also be\n"
		"changed by sending the server hall.configure.",
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
		return apply_file(dir, words.at[1], words.at[2], &arena);
	else
		return mistake();
	return rc == RC_OK ? CLI_OK : cli_failed(&err);
}
