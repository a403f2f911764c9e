/* Lists that readers show: halls, and bookings found by what is known of them (Q15). */
#include "app/hall/reader_private.h"
#include "base/bug.h"
#include "base/civil.h"
#include "store/projection.h"
#include "store/store.h"
#include "view_contract.h"

static struct text write(const struct shape *shape, const void *view, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(shape, view, NULL, 0, &out);
	return buf_view(&buf);
}

enum rc reader_halls(struct reader *reader, struct arena *arena, struct text *ret_json, struct err *err)
{
	struct store_hall *halls;
	uint32_t n = 0;

	const enum rc rc = store_hall_list(reader->store, &reader->paper, &halls, &n, err);
	if (rc == RC_OK) {
		struct view_halls view = { .halls = { ARENA_ARRAY(&reader->paper, n, struct view_hall), n } };
		for (uint32_t i = 0; i < n; i++)
			view.halls.at[i] = (struct view_hall){ halls[i].id, halls[i].name, halls[i].name_en };
		*ret_json = write(&view_halls_shape, &view, arena);
	}
	reader_clean(reader);
	return rc;
}

/* Place of a word of the contract, or 0 (none). */
static enum queue_appointment_state state_of(struct text word)
{
	for (int i = 1; i <= queue_appointment_state_words.n; i++)
		if (text_eq(word, text_of(queue_appointment_state_words.words[i])))
			return (enum queue_appointment_state)i;
	return 0;
}

static enum rc read_filter(const struct reader_bookings *from, struct store_appointment_filter *ret, struct err *err)
{
	*ret = (struct store_appointment_filter){
		.name = from->name, .phone = from->phone, .token = from->token, .code = from->code, .state = from->state
	};
	if (from->date.len > 0 && !civil_parse_date(from->date, &ret->day))
		return err_detail(err, "date", DETAIL_DATE_NEEDED, 0, 0, NULL);
	if (from->state.len > 0 && state_of(from->state) == 0)
		return err_detail(err, "state", DETAIL_WORD_NEEDED, 0, 0, "booked, redeemed, cancelled, expired");
	return RC_OK;
}

static enum rc find(struct reader *reader, int64_t no, const struct store_appointment_filter *filter,
		    struct arena *arena, struct text *ret_json, struct err *err)
{
	struct store_appointment *rows;
	uint32_t n = 0;

	const enum rc rc = store_appointment_search(reader->store, no, filter, READER_BOOKINGS_MAX, &reader->paper,
						    &rows, &n, err);
	if (rc != RC_OK)
		return rc;
	struct view_appointments view = { .appointments = { ARENA_ARRAY(&reader->paper, n, struct view_appointment),
							    n } };
	for (uint32_t i = 0; i < n; i++)
		view.appointments.at[i] = (struct view_appointment){
			.appointment = rows[i].appointment,
			.code = rows[i].code,
			.state = state_of(rows[i].state),
			.service = rows[i].service,
			.date = rows[i].day,
			.slot = rows[i].slot_min,
			.name = rows[i].name,
			.phone = rows[i].phone,
			.ticket = rows[i].ticket,
		};
	*ret_json = write(&view_appointments_shape, &view, arena);
	return RC_OK;
}

enum rc reader_appointments(struct reader *reader, struct text hall, const struct reader_bookings *filter,
			    struct arena *arena, struct text *ret_json, struct err *err)
{
	struct store_appointment_filter by;
	int64_t no;

	enum rc rc = read_filter(filter, &by, err);
	if (rc == RC_OK)
		rc = reader_find(reader, hall, &no, err);
	if (rc == RC_OK)
		rc = find(reader, no, &by, arena, ret_json, err);
	reader_clean(reader);
	return rc;
}
