/* Recognising customers (Q10): number to token, token to the register, prefix to the kind of card. */
#include "app/hall/recognise.h"

#include <sodium.h>

#include "app/secret.h"
#include "base/bug.h"
#include "store/customer.h"

enum { TOKEN_BYTES = 16, NUMBER_MAX = 256 };

/* Members of the commands that name a customer; NULL for what a command has not. */
struct who {
	struct text *card, *token, *customer;
	struct queue_class_id *class_;
	struct queue_service_id *service;
};

static struct who who_of(struct queue_command *command)
{
	struct queue_do_ticket_take *take = &command->ticket_take;
	struct queue_do_appointment_book *book = &command->appointment_book;
	struct queue_do_appointment_redeem *redeem = &command->appointment_redeem;

	if (command->kind == QUEUE_DO_TICKET_TAKE)
		return (struct who){ &take->card, &take->token, &take->customer, &take->class_, &take->service };
	if (command->kind == QUEUE_DO_APPOINTMENT_BOOK)
		return (struct who){ &book->card, &book->token, &book->name, &book->class_, NULL };
	if (command->kind == QUEUE_DO_APPOINTMENT_REDEEM)
		return (struct who){ .card = &redeem->card, .token = &redeem->token };
	return (struct who){ 0 };
}

enum rc recognise_key_load(struct store *store, struct recognise_key *ret, struct err *err)
{
	return secret_load(store, TEXT("customers.key"), ret->bytes, sizeof(ret->bytes), err);
}

/* The number as it counts: no blanks, dots or dashes, capitals. */
static size_t normalise(struct text number, char into[NUMBER_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < number.len && n < NUMBER_MAX; i++) {
		const char c = number.at[i];
		if (c == ' ' || c == '.' || c == '-')
			continue;
		into[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	return n;
}

void recognise_mark(const struct recognise_key *key, struct text whole, char ret[RECOGNISE_TOKEN_SIZE])
{
	unsigned char hash[TOKEN_BYTES];
	const int bad = crypto_generichash(hash, sizeof(hash), (const unsigned char *)whole.at, whole.len, key->bytes,
					   sizeof(key->bytes));

	ASSERT(bad == 0);
	sodium_bin2hex(ret, RECOGNISE_TOKEN_SIZE, hash, sizeof(hash));
}

bool recognise_token(const struct recognise_key *key, struct text number, char ret[RECOGNISE_TOKEN_SIZE])
{
	char normal[NUMBER_MAX];
	const size_t n = normalise(number, normal);

	ret[0] = '\0';
	if (n == 0)
		return false;
	recognise_mark(key, (struct text){ normal, n }, ret);
	sodium_memzero(normal, sizeof(normal));
	return true;
}

bool recognise_name_fits(struct text name)
{
	return text_is_utf8(name) && !text_has_controls(name) && text_chars(name) <= RECOGNISE_NAME_MAX;
}

static const struct queue_config_card *kind_of_card(const struct queue_hall *hall, struct text number)
{
	const struct queue_config_card *longest = NULL;
	char normal[NUMBER_MAX];
	const struct text whole = { normal, normalise(number, normal) };
	size_t longest_len = 0;

	for (uint32_t i = 0; i < hall->config.cards.n; i++) {
		const struct queue_config_card *card = &hall->config.cards.at[i];
		char prefix[NUMBER_MAX];
		const struct text begins = { prefix, normalise(text_of(card->prefix), prefix) };
		if (begins.len > longest_len && text_starts(whole, begins)) {
			longest = card;
			longest_len = begins.len;
		}
	}
	return longest;
}

static uint16_t place(const struct shape_names *names, enum queue_table table, struct text name)
{
	const uint16_t found = name.len > 0 ? names->find(names->context, table, name) : 0;

	/* The register is shared by all halls: a class that this one has not is no class here. */
	return found == SHAPE_UNKNOWN ? 0 : found;
}

enum rc recognise(struct store *store, const struct recognise_key *key, const struct queue_hall *hall,
		  struct arena *arena, struct queue_command *command, struct err *err)
{
	const struct who who = who_of(command);
	const struct shape_names names = queue_names(hall);
	struct store_customer known = { .class = { 0 } };
	char token[RECOGNISE_TOKEN_SIZE];

	if (who.card == NULL || who.card->len == 0)
		return RC_OK;
	const struct queue_config_card *kind = kind_of_card(hall, *who.card);
	const bool tells = recognise_token(key, *who.card, token);
	*who.card = text_of(NULL);
	if (!tells)
		return RC_OK;
	*who.token = text_copy(arena, text_of(token));

	const enum rc rc = store_customer_get(store, *who.token, arena, &known, err);
	if (rc != RC_OK && rc != RC_MISSING)
		return rc;
	/* A register may be older than the check of its rows. */
	if (who.customer != NULL && who.customer->len == 0 && recognise_name_fits(known.name))
		*who.customer = known.name;
	if (who.class_ != NULL && who.class_->n == 0)
		who.class_->n = place(&names, QUEUE_TABLE_CLASS, known.class);
	if (who.class_ != NULL && who.class_->n == 0 && kind != NULL)
		who.class_->n = place(&names, QUEUE_TABLE_CLASS, text_of(kind->class_));
	if (who.service != NULL && who.service->n == 0 && kind != NULL)
		who.service->n = place(&names, QUEUE_TABLE_SERVICE, text_of(kind->service));
	return RC_OK;
}
