/* Filling the register of known customers (Q10). The file has the numbers; the store gets their hashes.
 *
 * A file is gone through twice: once to check all of it, without keeping anybody waiting, and once to write it, in
 * groups with a rest between them, for the halls of a running server write to the same store. */
#include "app/customer/register.h"

#include <string.h>

#include "app/hall/fold.h"
#include "app/hall/recognise.h"
#include "base/bug.h"
#include "base/csv.h"
#include "store/customer.h"
#include "store/store.h"

enum { CARD_MAX = 64, CLASS_MAX = 16, ROW_ARENA_BYTES = 8 << 20 };

/* Columns of the file; name may be missing (-1). */
struct columns {
	int card, class_, name;
};

/* A class that some hall has. */
struct known_class {
	struct text id;
	const struct known_class *next;
};

/* A card of the file, by the bytes of its token; line 0 is an empty place. */
struct seen {
	unsigned char token[(RECOGNISE_TOKEN_SIZE - 1) / 2];
	const char *class;
	uint32_t line;
};

_Static_assert(sizeof(struct seen) <= REGISTER_SEEN_BYTES, "the header promises no more");

struct import {
	struct store *store;
	const struct known_class *classes; /* NULL where no hall is configured: every class may come to be then */
	struct recognise_key key;
	struct columns columns;
	size_t field_n;      /* of the first line */
	struct seen *seen;   /* open addressing, at most half full */
	uint32_t seen_mask;  /* its places - 1 */
	struct arena *arena; /* of the outcome */
	struct register_outcome *out;
	const struct register_rest *rest; /* or NULL */
	uint32_t group_n;                 /* rows in the open group */
	int64_t written;                  /* rows in groups that are on disk */
};

static struct text field(const struct csv_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? text_trim(row->fields[column]) : text_of(NULL);
}

static bool fits(struct text t, size_t low, size_t high)
{
	return text_is_utf8(t) && !text_has_controls(t) && text_chars(t) >= low && text_chars(t) <= high;
}

/* What is wrong with a row, or NULL. */
static const char *row_fault(struct text card, struct text class_, struct text name)
{
	if (!fits(card, 1, CARD_MAX))
		return "card must have 1 to 64 characters, none of them a control character";
	if (!fits(class_, 1, CLASS_MAX))
		return "class must be the id of a customer class, 1 to 16 characters";
	if (!recognise_name_fits(name))
		return "name must have at most 48 characters, none of them a control character";
	return NULL;
}

static bool knows(const struct known_class *classes, struct text id)
{
	for (const struct known_class *known = classes; known != NULL; known = known->next)
		if (text_eq(known->id, id))
			return true;
	return false;
}

/* Put the classes of a hall, as it is configured now, before `*classes`. */
static enum rc add_classes(struct import *import, int64_t hall, struct err *err)
{
	struct fold fold;

	fold_init(&fold);
	const enum rc rc = fold_load(&fold, import->store, hall, INT64_MAX, INT64_MAX, err);
	for (uint32_t i = 0; rc == RC_OK && fold.hall.configured && i < fold.hall.config.classes.n; i++) {
		const struct text id = text_of(fold.hall.config.classes.at[i].id);
		if (knows(import->classes, id))
			continue;
		struct known_class *known = ARENA_NEW(import->arena, struct known_class);
		*known = (struct known_class){ text_copy(import->arena, id), import->classes };
		import->classes = known;
	}
	fold_done(&fold);
	return rc;
}

static enum rc load_classes(struct import *import, struct err *err)
{
	struct store_hall *halls;
	uint32_t n = 0;

	enum rc rc = store_hall_list(import->store, import->arena, &halls, &n, err);
	for (uint32_t i = 0; rc == RC_OK && i < n; i++)
		rc = add_classes(import, halls[i].no, err);
	return rc;
}

/* A row that is not shown needs no words of its own, which a large file would have too many of. */
static bool shows(const struct import *import)
{
	return import->out->reject_n < REGISTER_REJECTS_SHOWN;
}

static void reject(struct import *import, int64_t line, const char *why)
{
	struct register_outcome *out = import->out;

	out->rejected++;
	if (shows(import))
		out->rejects[out->reject_n++] = (struct register_reject){ line, why };
}

/* The customer of a row, with its token in `token`; NULL where it can be taken, else what is wrong. */
static const char *read_row(struct import *import, const struct csv_row *row, char token[RECOGNISE_TOKEN_SIZE],
			    struct store_customer *ret)
{
	const struct text card = field(row, import->columns.card);

	*ret = (struct store_customer){
		.class = field(row, import->columns.class_),
		.name = field(row, import->columns.name),
	};
	if (row->n > import->field_n)
		return text_printf(import->arena,
				   "%zu fields where the first line has %zu; put a value with a comma into quotes",
				   row->n, import->field_n)
			.at;
	const char *why = row_fault(card, ret->class, ret->name);
	if (why != NULL)
		return why;
	if (import->classes != NULL && !knows(import->classes, ret->class))
		return shows(import) ? text_printf(import->arena, "no hall has a class %.*s", TEXT_ARG(ret->class)).at
				     : "no hall has such a class";
	if (!recognise_token(&import->key, card, token))
		return "card must have a letter or digit";
	ret->token = text_of(token);
	return NULL;
}

static unsigned char nibble(char c)
{
	return (unsigned char)(c >= 'a' ? c - 'a' + 10 : c - '0');
}

/* The place of a token: its own where it was seen, else an empty one, now its own. A token is a hash, so its first
 * bytes are as good a place as any. */
static struct seen *find_seen(struct import *import, struct text token)
{
	struct seen want = { .line = 0 };
	uint32_t at;

	for (size_t i = 0; i < sizeof(want.token); i++)
		want.token[i] = (unsigned char)(nibble(token.at[2 * i]) << 4 | nibble(token.at[2 * i + 1]));
	memcpy(&at, want.token, sizeof(at));
	for (at &= import->seen_mask; import->seen[at].line != 0; at = (at + 1) & import->seen_mask)
		if (memcmp(import->seen[at].token, want.token, sizeof(want.token)) == 0)
			return &import->seen[at];
	import->seen[at] = want;
	return &import->seen[at];
}

/* Count a customer once; a card that is of two classes is a mistake, for nobody could tell which was meant. */
static const char *count_row(struct import *import, const struct store_customer *customer, int64_t line)
{
	struct seen *seen = find_seen(import, customer->token);

	if (seen->line != 0)
		return text_eq(text_of(seen->class), customer->class)
			       ? NULL
			       : text_printf(import->arena, "line %u has this card too, in class %s", seen->line,
					     seen->class)
					 .at;
	seen->line = (uint32_t)line;
	seen->class = text_cstr(import->arena, customer->class);
	import->out->accepted++;
	return NULL;
}

static enum rc check_row(struct import *import, const struct csv_row *row, int64_t line, struct err *err)
{
	char token[RECOGNISE_TOKEN_SIZE];
	struct store_customer customer;

	(void)err;
	const char *why = read_row(import, row, token, &customer);
	if (why == NULL)
		why = count_row(import, &customer, line);
	if (why != NULL)
		reject(import, line, why);
	return RC_OK;
}

static enum rc end_group(struct import *import, struct err *err)
{
	const enum rc rc = import->group_n > 0 ? store_commit(import->store, err) : RC_OK;

	if (rc == RC_OK)
		import->written += import->group_n;
	import->group_n = 0;
	return rc;
}

static enum rc write_row(struct import *import, const struct csv_row *row, int64_t line, struct err *err)
{
	char token[RECOGNISE_TOKEN_SIZE];
	struct store_customer customer;
	enum rc rc = RC_OK;

	(void)line;
	const char *why = read_row(import, row, token, &customer);
	ASSERT(why == NULL); /* it was checked, and the text is the same */
	if (import->group_n == REGISTER_GROUP_MAX) {
		rc = end_group(import, err);
		if (rc == RC_OK && import->rest != NULL)
			import->rest->rest(import->rest->context);
	}
	if (rc == RC_OK && import->group_n == 0)
		rc = store_begin(import->store, err);
	if (rc != RC_OK)
		return rc;
	import->group_n++;
	return store_customer_put(import->store, &customer, err);
}

/* Hand every row behind the header to `take`, up to an error. */
static enum rc each_row(struct import *import, struct csv csv,
			enum rc (*take)(struct import *import, const struct csv_row *row, int64_t line,
					struct err *err),
			struct err *err)
{
	CC_CLEANUP(arena_done) struct arena paper;
	struct csv_row row;
	struct err bad;
	enum rc rc = RC_OK;

	arena_init(&paper, ROW_ARENA_BYTES);
	while (rc == RC_OK && csv_next(&csv, &paper, &row, &bad)) {
		if (bad.rc != RC_OK)
			reject(import, csv.line, shows(import) ? text_cstr(import->arena, text_of(bad.text)) : "");
		else
			rc = take(import, &row, csv.line, err);
		arena_reset(&paper);
	}
	return rc;
}

static enum rc check_rows(struct import *import, struct csv csv, struct err *err)
{
	const int64_t *rejected = &import->out->rejected;
	const enum rc rc = each_row(import, csv, check_row, err);

	if (rc == RC_OK && *rejected > 0)
		return err_set(err, RC_INVALID, "%lld row%s cannot be taken; nothing was changed", (long long)*rejected,
			       *rejected == 1 ? "" : "s");
	return rc;
}

static enum rc write_rows(struct import *import, struct csv csv, struct err *err)
{
	enum rc rc = each_row(import, csv, write_row, err);

	if (rc == RC_OK)
		rc = end_group(import, err);
	if (rc == RC_OK)
		return RC_OK;
	store_rollback(import->store);
	return err_prefix(err, "%lld of %lld customers are in the register; import the file again for the rest: ",
			  (long long)import->written, (long long)import->out->accepted);
}

/* The first time the key is made, and that is a group of its own. */
static enum rc load_key(struct import *import, struct err *err)
{
	enum rc rc = store_begin(import->store, err);

	if (rc != RC_OK)
		return rc;
	rc = recognise_key_load(import->store, &import->key, err);
	if (rc == RC_OK)
		return store_commit(import->store, err);
	store_rollback(import->store);
	return rc;
}

/* Each line must be UTF-8: spreadsheets also write other encodings, and names would be garbled. Then make a place for
 * each card that there can be. */
static enum rc check_lines(struct import *import, struct text from, struct err *err)
{
	uint32_t lines = 0, size = 2;

	while (from.len > 0) {
		const struct text line = text_cut(&from, '\n');
		if (++lines > REGISTER_LINES_MAX)
			return err_set(err, RC_FULL, "the file has more than %d lines; import it in parts",
				       REGISTER_LINES_MAX);
		if (!text_is_utf8(line))
			return err_set(err, RC_INVALID,
				       "line %u is not UTF-8; save the file as `CSV UTF-8` and import that one", lines);
	}
	while (size < 2 * lines)
		size *= 2;
	import->seen = ARENA_ARRAY(import->arena, size, struct seen);
	import->seen_mask = size - 1;
	return RC_OK;
}

static enum rc read_header(struct import *import, struct csv *csv, struct err *err)
{
	struct csv_row *header = ARENA_NEW(import->arena, struct csv_row);
	struct columns *ret = &import->columns;

	if (!csv_next(csv, import->arena, header, err) || err->rc != RC_OK)
		return err_set(err, RC_INVALID,
			       "the file is empty; its first line must name the columns card and class");
	*ret = (struct columns){ csv_column(header, "card"), csv_column(header, "class"), csv_column(header, "name") };
	if (ret->card < 0 || ret->class_ < 0)
		return err_set(err, RC_INVALID,
			       "the first line must name the columns card and class, and may name name");
	import->field_n = header->n;
	return RC_OK;
}

enum rc register_import(struct store *store, struct text from, const struct register_rest *rest, struct arena *arena,
			struct register_outcome *ret, struct err *err)
{
	struct import import = { .store = store, .arena = arena, .out = ret, .rest = rest };
	struct csv csv;

	*ret = (struct register_outcome){ .rejects = ARENA_ARRAY(arena, REGISTER_REJECTS_SHOWN,
								 struct register_reject) };
	csv_init(&csv, from);
	enum rc rc = check_lines(&import, from, err);
	if (rc == RC_OK)
		rc = read_header(&import, &csv, err);
	if (rc == RC_OK)
		rc = load_classes(&import, err);
	if (rc == RC_OK)
		rc = load_key(&import, err);
	if (rc == RC_OK)
		rc = check_rows(&import, csv, err);
	return rc == RC_OK ? write_rows(&import, csv, err) : rc;
}

enum rc register_remove(struct store *store, struct text card, struct arena *arena, struct store_customer *ret,
			struct err *err)
{
	struct recognise_key key;
	char token[RECOGNISE_TOKEN_SIZE];

	enum rc rc = store_begin(store, err);
	if (rc != RC_OK)
		return rc;
	rc = recognise_key_load(store, &key, err);
	if (rc == RC_OK) {
		recognise_token(&key, card, token);
		rc = store_customer_get(store, text_of(token), arena, ret, err);
	}
	if (rc == RC_OK)
		rc = store_customer_remove(store, text_of(token), err);
	if (rc == RC_OK)
		return store_commit(store, err);
	store_rollback(store);
	return rc;
}
