/* Filling the register of known customers (Q10). The file has the numbers; the store gets their hashes. */
#include "app/customer/register.h"

#include "app/hall/fold.h"
#include "app/hall/recognise.h"
#include "base/bug.h"
#include "base/csv.h"
#include "store/customer.h"
#include "store/store.h"

enum { CARD_MAX = 64, CLASS_MAX = 16, NAME_MAX = 48, ROW_ARENA_BYTES = 8 << 20 };

/* Columns of the file; name may be missing (-1). */
struct columns {
	int card, class_, name;
};

/* A class that some hall has. */
struct known_class {
	struct text id;
	const struct known_class *next;
};

struct import {
	struct store *store;
	const struct known_class *classes; /* NULL where no hall is configured: every class may come to be then */
	struct recognise_key key;
	struct columns columns;
	struct arena *arena; /* of the outcome */
	struct register_outcome *out;
};

static struct text field(const struct csv_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? text_trim(row->fields[column]) : text_of(NULL);
}

static bool fits(struct text t, size_t low, size_t high)
{
	return text_is_utf8(t) && text_chars(t) >= low && text_chars(t) <= high;
}

/* What is wrong with a row, or NULL. */
static const char *row_fault(struct text card, struct text class_, struct text name)
{
	if (!fits(card, 1, CARD_MAX))
		return "card must have 1 to 64 characters";
	if (!fits(class_, 1, CLASS_MAX))
		return "class must be the id of a customer class, 1 to 16 characters";
	if (!fits(name, 0, NAME_MAX))
		return "name must have at most 48 characters";
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

static void reject(struct import *import, int64_t line, const char *why)
{
	struct register_outcome *out = import->out;

	out->rejected++;
	if (out->reject_n < REGISTER_REJECTS_SHOWN)
		out->rejects[out->reject_n++] = (struct register_reject){ line, why };
}

static enum rc import_row(struct import *import, const struct csv_row *row, int64_t line, struct err *err)
{
	const struct text card = field(row, import->columns.card);
	const struct store_customer customer = {
		.class = field(row, import->columns.class_),
		.name = field(row, import->columns.name),
	};
	char token[RECOGNISE_TOKEN_SIZE];

	const char *why = row_fault(card, customer.class, customer.name);
	if (why != NULL) {
		reject(import, line, why);
		return RC_OK;
	}
	if (import->classes != NULL && !knows(import->classes, customer.class)) {
		reject(import, line,
		       text_printf(import->arena, "no hall has a class %.*s", TEXT_ARG(customer.class)).at);
		return RC_OK;
	}
	if (!recognise_token(&import->key, card, token)) {
		reject(import, line, "card must have a letter or digit");
		return RC_OK;
	}
	struct store_customer known = customer;
	known.token = text_of(token);
	import->out->accepted++;
	return store_customer_put(import->store, &known, err);
}

static enum rc import_rows(struct import *import, struct csv *csv, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena paper;
	struct csv_row row;
	struct err bad;
	enum rc rc = RC_OK;

	arena_init(&paper, ROW_ARENA_BYTES);
	while (rc == RC_OK && csv_next(csv, &paper, &row, &bad)) {
		if (bad.rc != RC_OK)
			reject(import, csv->line, text_cstr(import->arena, text_of(bad.text)));
		else
			rc = import_row(import, &row, csv->line, err);
		arena_reset(&paper);
	}
	if (rc == RC_OK && import->out->rejected > 0)
		return err_set(err, RC_INVALID, "%lld row%s cannot be taken; nothing was changed",
			       (long long)import->out->rejected, import->out->rejected == 1 ? "" : "s");
	return rc;
}

static enum rc read_header(struct csv *csv, struct arena *arena, struct columns *ret, struct err *err)
{
	struct csv_row *header = ARENA_NEW(arena, struct csv_row);

	if (!csv_next(csv, arena, header, err) || err->rc != RC_OK)
		return err_set(err, RC_INVALID,
			       "the file is empty; its first line must name the columns card and class");
	*ret = (struct columns){ csv_column(header, "card"), csv_column(header, "class"), csv_column(header, "name") };
	if (ret->card < 0 || ret->class_ < 0)
		return err_set(err, RC_INVALID,
			       "the first line must name the columns card and class, and may name name");
	return RC_OK;
}

enum rc register_import(struct store *store, struct text from, struct arena *arena, struct register_outcome *ret,
			struct err *err)
{
	struct import import = { .store = store, .arena = arena, .out = ret };
	struct csv csv;

	*ret = (struct register_outcome){ .rejects = ARENA_ARRAY(arena, REGISTER_REJECTS_SHOWN,
								 struct register_reject) };
	csv_init(&csv, from);
	enum rc rc = read_header(&csv, arena, &import.columns, err);
	if (rc != RC_OK)
		return rc;
	rc = load_classes(&import, err);
	if (rc == RC_OK)
		rc = store_begin(store, err);
	if (rc != RC_OK)
		return rc;
	rc = recognise_key_load(store, &import.key, err);
	if (rc == RC_OK)
		rc = import_rows(&import, &csv, err);
	if (rc == RC_OK)
		return store_commit(store, err);
	store_rollback(store);
	return rc;
}

enum rc register_remove(struct store *store, struct text card, struct err *err)
{
	struct recognise_key key;
	char token[RECOGNISE_TOKEN_SIZE];

	enum rc rc = store_begin(store, err);
	if (rc != RC_OK)
		return rc;
	rc = recognise_key_load(store, &key, err);
	if (rc == RC_OK) {
		recognise_token(&key, card, token);
		rc = store_customer_remove(store, text_of(token), err);
	}
	if (rc == RC_OK)
		return store_commit(store, err);
	store_rollback(store);
	return rc;
}
