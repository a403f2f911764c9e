/* Who goes before a newcomer in its line (Q1, Q9): what a slip says of those ahead.
 *
 * A newcomer stands last, is not overdue, has not waited long and was not put ahead. So another goes before it unless
 * a rule of the hall that tells the two apart, the first that does, speaks for the newcomer. */
#include "base/civil.h"
#include "test/audit/model.h"

enum { AGED_AFTER_MIN_DEFAULT = 30 };

/* What a rule makes of one who waits: below 0 it goes first, above 0 the newcomer does. */
typedef int64_t lean(const struct audit *a, const struct model_ticket *other,
		     const struct queue_did_ticket_taken *taken);

static int64_t lean_ahead(const struct audit *a, const struct model_ticket *other,
			  const struct queue_did_ticket_taken *taken)
{
	(void)a;
	(void)taken;
	return other->inserted ? -1 : 0;
}

static int64_t lean_appointment(const struct audit *a, const struct model_ticket *other,
				const struct queue_did_ticket_taken *taken)
{
	return (int64_t)model_is_in_slot(a, taken->appointment.n) - (int64_t)model_is_in_slot(a, other->appointment);
}

static int64_t lean_aged(const struct audit *a, const struct model_ticket *other,
			 const struct queue_did_ticket_taken *taken)
{
	const int64_t after = a->policy.aged_after_min > 0 ? a->policy.aged_after_min : AGED_AFTER_MIN_DEFAULT;

	(void)taken;
	return a->at - other->order_at > after * CIVIL_MS_PER_MINUTE ? -1 : 0;
}

static int64_t lean_class(const struct audit *a, const struct model_ticket *other,
			  const struct queue_did_ticket_taken *taken)
{
	return a->classes[other->class_].rank - a->classes[taken->class_.n].rank;
}

/* Rules that are not here do not order the line of one service by itself. */
static lean *const leans[QUEUE_RULE_COUNT + 1] = {
	[QUEUE_RULE_AHEAD] = lean_ahead,
	[QUEUE_RULE_APPOINTMENT] = lean_appointment,
	[QUEUE_RULE_AGED] = lean_aged,
	[QUEUE_RULE_CLASS] = lean_class,
};

static bool goes_before(const struct audit *a, const struct model_ticket *other,
			const struct queue_did_ticket_taken *taken)
{
	if (model_is_overdue(a, other))
		return true;
	for (uint32_t i = 0; i < a->rule_n; i++) {
		lean *const by = leans[a->rules[i]];
		const int64_t leaning = by != NULL ? by(a, other, taken) : 0;
		if (leaning != 0)
			return leaning < 0;
	}
	return true;
}

uint32_t model_ahead_of(const struct audit *a, const struct queue_did_ticket_taken *taken)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *other = &a->tickets[a->alive[i]];
		n += other->state == QUEUE_TICKET_WAITING && other->service == taken->service.n &&
		     goes_before(a, other, taken);
	}
	return n;
}
