/* The projection of appointments, and the search over it (S7, Q15). */
#include "base/bug.h"
#include "store/projection.h"
#include "store/store_private.h"

enum rc store_appointment_put(struct store *store, int64_t hall, const struct store_appointment *appointment,
			      struct err *err)
{
	struct query query = query_write(store, SQL_APPOINTMENT_PUT, err);

	ASSERT(appointment->appointment > 0);
	query_int(&query, hall);
	query_int(&query, appointment->appointment);
	query_text(&query, appointment->code);
	query_text(&query, appointment->service);
	query_int(&query, appointment->day);
	query_int(&query, appointment->slot_min);
	query_text(&query, appointment->class);
	query_text(&query, appointment->name);
	query_text(&query, appointment->phone);
	query_text(&query, appointment->token);
	query_text(&query, appointment->state);
	query_int(&query, appointment->ticket);
	return query_finish(&query);
}

static void read_appointment(struct query *query, struct arena *arena, struct store_appointment *ret)
{
	ret->appointment = row_int(query);
	ret->code = row_text(query, arena);
	ret->service = row_text(query, arena);
	ret->day = row_int32(query);
	ret->slot_min = row_int32(query);
	ret->class = row_text(query, arena);
	ret->name = row_text(query, arena);
	ret->phone = row_text(query, arena);
	ret->token = row_text(query, arena);
	ret->state = row_text(query, arena);
	ret->ticket = row_int(query);
}

static enum rc read_appointments(struct query *query, struct arena *arena, struct store_appointment **ret,
				 uint32_t *ret_n)
{
	void *list = NULL;
	uint32_t n = 0;

	while (query_row(query))
		read_appointment(query, arena, store_grow(arena, &list, n++, sizeof(**ret)));
	*ret = list;
	*ret_n = n;
	return query_end(query);
}

enum rc store_appointment_get(struct store *store, int64_t hall, int64_t appointment, struct arena *arena,
			      struct store_appointment *ret, struct err *err)
{
	struct query query = query_read(store, SQL_APPOINTMENT_GET, err);
	bool found;

	query_int(&query, hall);
	query_int(&query, appointment);
	found = query_row(&query);
	if (found)
		read_appointment(&query, arena, ret);
	if (!found && query.rc == RC_OK)
		query.rc = err_set(err, RC_MISSING, "store: there is no booking %lld",
				   (long long)appointment);
	return query_end(&query);
}

enum rc store_appointment_page(struct store *store, int64_t hall, int64_t after, uint32_t limit,
			       struct arena *arena, struct store_appointment **ret, uint32_t *ret_n,
			       struct err *err)
{
	struct query query = query_read(store, SQL_APPOINTMENT_PAGE, err);

	query_int(&query, hall);
	query_int(&query, after);
	query_int(&query, store_limit(limit));
	return read_appointments(&query, arena, ret, ret_n);
}

/* The text that finds the fewest rows by an index. */
static enum sql search_by(const struct store_appointment_filter *filter)
{
	if (filter->phone.len > 0)
		return SQL_APPOINTMENT_SEARCH_PHONE;
	return filter->day != 0 ? SQL_APPOINTMENT_SEARCH_DAY : SQL_APPOINTMENT_SEARCH_ALL;
}

enum rc store_appointment_search(struct store *store, int64_t hall,
				 const struct store_appointment_filter *filter, uint32_t limit,
				 struct arena *arena, struct store_appointment **ret, uint32_t *ret_n,
				 struct err *err)
{
	struct query query = query_read(store, search_by(filter), err);

	query_int(&query, hall);
	query_int(&query, filter->day);
	query_text(&query, filter->phone);
	query_text(&query, filter->name);
	query_text(&query, filter->token);
	query_text(&query, filter->code);
	query_text(&query, filter->state);
	query_int(&query, store_limit(limit));
	return read_appointments(&query, arena, ret, ret_n);
}

enum rc store_appointment_clear(struct store *store, int64_t hall, struct err *err)
{
	struct query query = query_write(store, SQL_APPOINTMENT_CLEAR, err);

	query_int(&query, hall);
	return query_finish(&query);
}
