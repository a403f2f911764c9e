/* Refusals as callers see them: view "refused" in their language, from contract/refusals.json (S6). */
#ifndef OH_APP_HALL_REFUSAL_H
#define OH_APP_HALL_REFUSAL_H

#include "queue_contract.h"

/* Object of `refusal` in `arena`. `what` and `ask` take the place of {what} and {ask} in its texts; where
 * one is empty, words that say so. */
struct text refusal_text(enum queue_refusal refusal, enum queue_language language, struct text what,
			 struct text ask, struct arena *arena);

/* Status of HTTP that belongs to `refusal`: 409 or 422. */
int refusal_status(enum queue_refusal refusal);

#endif
