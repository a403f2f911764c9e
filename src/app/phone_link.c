/* Links for phones (Q1, Q14, Q16). Invariant: phone_link_read takes what phone_link_text made and nothing else, to the
 * byte, so a ticket has one link. */
#include "app/phone_link.h"

#include <sodium.h>

#include "app/secret.h"
#include "base/bug.h"

enum { CHECK_CHARS = 2 * PHONE_LINK_CHECK_BYTES };

enum rc phone_link_key_load(struct store *store, struct phone_link_key *ret, struct err *err)
{
	return secret_load(store, TEXT("links.key"), ret->bytes, sizeof(ret->bytes), err);
}

/* Hash of what stands before the last dash. */
static void make_check(const struct phone_link_key *key, struct text named, char ret[CHECK_CHARS + 1])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	const int bad = crypto_generichash(hash, sizeof(hash), (const unsigned char *)named.at, named.len, key->bytes,
					   sizeof(key->bytes));

	_Static_assert(sizeof(hash) >= PHONE_LINK_CHECK_BYTES, "the check is a part of the hash");
	ASSERT(bad == 0);
	sodium_bin2hex(ret, CHECK_CHARS + 1, hash, PHONE_LINK_CHECK_BYTES);
}

struct text phone_link_text(const struct phone_link_key *key, struct text hall, int64_t ticket, struct arena *arena)
{
	const struct text named = text_printf(arena, "%.*s-%lld", TEXT_ARG(hall), (long long)ticket);
	char check[CHECK_CHARS + 1];

	ASSERT(hall.len > 0 && ticket > 0);
	make_check(key, named, check);
	return text_printf(arena, "%.*s-%s", TEXT_ARG(named), check);
}

/* Cut `rest` at its last dash: what follows is returned; empty where there is none. */
static struct text cut_last(struct text *rest)
{
	for (size_t i = rest->len; i > 0; i--)
		if (rest->at[i - 1] == '-') {
			const struct text last = { rest->at + i, rest->len - i };
			rest->len = i - 1;
			return last;
		}
	return text_of(NULL);
}

bool phone_link_read(const struct phone_link_key *key, struct text link, struct phone_link *ret)
{
	char check[CHECK_CHARS + 1];

	*ret = (struct phone_link){ 0 };
	if (link.len > PHONE_LINK_MAX)
		return false;
	struct text named = link;
	const struct text given = cut_last(&named);
	ret->hall = named;
	const struct text ticket = cut_last(&ret->hall);
	/* One way to write a number: no signs, no zeros in front. */
	if (given.len != CHECK_CHARS || ticket.len == 0 || ticket.at[0] < '1' || ticket.at[0] > '9' ||
	    ret->hall.len == 0 || !text_int(ticket, &ret->ticket))
		return false;
	make_check(key, named, check);
	return sodium_memcmp(check, given.at, CHECK_CHARS) == 0;
}
