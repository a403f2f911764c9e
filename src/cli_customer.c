/* `openhall customer`: the register of known customers (Q10). */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/customer/register.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "host/file.h"
#include "store/customer.h"
#include "store/store.h"

/* The file, a table of its cards whose size is a power of two, and what is said of them. */
#define ARENA_MAX \
	((size_t)REGISTER_BYTES_MAX + (size_t)4 * REGISTER_LINES_MAX * REGISTER_SEEN_BYTES + ((size_t)256 << 20))

enum {
	REST_MS = 40, /* a server that waits for the store looks for it at least as often in its first quarter second */
};

static int told(enum rc rc, const struct err *err)
{
	return rc == RC_OK ? CLI_OK : cli_failed(err);
}

static void rest(void *context)
{
	(void)context;
	nanosleep(&(struct timespec){ .tv_nsec = REST_MS * 1000000L }, NULL);
}

static int import(struct store *store, const char *path)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct register_outcome out = { 0 };
	struct text csv;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	enum rc rc = host_file_read(path, REGISTER_BYTES_MAX, &arena, &csv, &err);
	if (rc == RC_OK)
		rc = register_import(store, csv, &(struct register_rest){ .rest = rest }, &arena, &out, &err);
	for (uint32_t i = 0; i < out.reject_n; i++)
		fprintf(stderr, "%s:%lld: %s\n", path, (long long)out.rejects[i].line, out.rejects[i].why);
	if (rc == RC_OK)
		printf("%lld customer%s added or changed\n", (long long)out.accepted, cli_plural(out.accepted));
	return told(rc, &err);
}

static int forget(struct store *store, const char *card)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct store_customer gone;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	const enum rc rc = register_remove(store, text_of(card), &arena, &gone, &err);
	if (rc == RC_OK && gone.name.len > 0)
		printf("removed %.*s, class %.*s\n", TEXT_ARG(gone.name), TEXT_ARG(gone.class));
	else if (rc == RC_OK)
		printf("removed a customer without a name, class %.*s\n", TEXT_ARG(gone.class));
	return told(rc, &err);
}

static int count(struct store *store, const char *nothing)
{
	struct err err;
	int64_t n;

	(void)nothing;
	const enum rc rc = store_customer_count(store, &n, &err);
	if (rc == RC_OK)
		printf("%lld customer%s\n", (long long)n, cli_plural(n));
	return told(rc, &err);
}

static const struct {
	const char *name;
	int words; /* with the name */
	int (*run)(struct store *store, const char *word);
} verbs[] = {
	{ "import", 2, import },
	{ "remove", 2, forget },
	{ "count", 1, count },
};

/* A store is never made here: a register in a directory that no server serves is a mistake in --data. */
static int run_verb(const struct cli_words *words, const char *data)
{
	char path[HOST_PATH_MAX];
	const struct store_options options = { .path = path };
	struct store *store;
	struct err err = { .rc = RC_OK };

	for (size_t i = 0; i < CC_COUNT(verbs); i++) {
		if (strcmp(words->at[0], verbs[i].name) != 0 || words->n != verbs[i].words)
			continue;
		if (cli_data_path(data, path, &err) != RC_OK || cli_data_permit(data, true, &err) != RC_OK ||
		    store_open(&store, &options, &err) != RC_OK)
			return cli_failed(&err);
		const int status = verbs[i].run(store, words->n > 1 ? words->at[1] : NULL);
		store_close(&store);
		return status;
	}
	fprintf(stderr, "openhall: it goes `openhall customer import FILE.csv | remove CARD | count --data DIR`\n");
	return CLI_USAGE;
}

int cli_customer(int argc, char **argv)
{
	const char *data = NULL;
	const struct cli_option options[] = { { "data", "DIR", "data directory of the server", &data, NULL } };
	const struct cli_usage usage = {
		.synopsis = "customer import FILE.csv | remove CARD | count --data DIR",
		.about = "import: add or change customers from a file with the columns card, class and name.\n"
			 "remove: forget the customer with this card, ID or phone number.\n"
			 "count:  how many there are. Only hashes of the numbers are kept; a running server sees "
			 "changes at once.",
		.options = options,
		.n = CC_COUNT(options),
		.words_min = 1,
		.words_max = 2,
	};
	struct cli_words words;

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (data == NULL) {
		fprintf(stderr, "openhall: customer needs --data DIR\n");
		return CLI_USAGE;
	}
	return run_verb(&words, data);
}
