/* Faults as callers see them: view "fault" in their language, from contract/faults.json (S6). */
#ifndef OH_APP_FAULT_H
#define OH_APP_FAULT_H

#include "base/json.h"
#include "fault_contract.h"

/* Write the object of `fault` in `language`. `field` names the offending input, as err->field does;
 * `detail` says of it what is wrong: with both, they stand behind the message. Either may be empty. */
void fault_write(enum fault fault, enum queue_language language, struct text field, struct text detail,
		 struct json_out *out);

/* The same as a text in `arena`. */
struct text fault_text(enum fault fault, enum queue_language language, struct text field, struct text detail,
		       struct arena *arena);

/* The same with what `err` says of the input, in `language`. */
struct text fault_text_err(enum fault fault, enum queue_language language, const struct err *err, struct arena *arena);

/* `fault` in all languages at once, one behind the other, for those whose language is not known. */
struct text fault_text_all(enum fault fault, struct arena *arena);

/* Status of HTTP that belongs to `fault`: 400 to 503. */
int fault_status(enum fault fault);

#endif
