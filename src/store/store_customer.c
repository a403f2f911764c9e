/* The register of known customers (Q10). */
#include "store/customer.h"

#include "base/bug.h"
#include "store/store_private.h"

enum rc store_customer_get(struct store *store, struct text token, struct arena *arena, struct store_customer *ret,
			   struct err *err)
{
	struct query query = query_read(store, SQL_CUSTOMER_GET, err);

	query_text(&query, token);
	const bool found = query_row(&query);
	if (found) {
		ret->token = row_text(&query, arena);
		ret->class = row_text(&query, arena);
		ret->name = row_text(&query, arena);
	}
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "the register does not know this customer");
	return query_end(&query);
}

enum rc store_customer_put(struct store *store, const struct store_customer *customer, struct err *err)
{
	struct query query = query_write(store, SQL_CUSTOMER_PUT, err);

	ASSERT(customer->token.len > 0 && customer->token.len <= STORE_ID_MAX);
	query_text(&query, customer->token);
	query_text(&query, customer->class);
	query_text(&query, customer->name);
	return query_finish(&query);
}

enum rc store_customer_remove(struct store *store, struct text token, struct err *err)
{
	struct query query = query_write(store, SQL_CUSTOMER_REMOVE, err);

	query_text(&query, token);
	if (!query_row(&query) && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "the register does not know this customer");
	return query_finish(&query);
}

enum rc store_customer_count(struct store *store, int64_t *ret, struct err *err)
{
	struct query query = query_read(store, SQL_CUSTOMER_COUNT, err);

	*ret = query_row(&query) ? row_int(&query) : 0;
	return query_end(&query);
}
