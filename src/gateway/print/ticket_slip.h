/* What a slip tells of a ticket: from the event of its taking and the configuration that held then (Q1, Q4). */
#ifndef OH_GATEWAY_PRINT_TICKET_SLIP_H
#define OH_GATEWAY_PRINT_TICKET_SLIP_H

#include "base/json.h"
#include "gateway/print/slip.h"
#include "queue_contract.h"

/* Read `event`, a `ticket.taken` as the API shows it. False for anything else. Texts of `ret` lie in the event, the
 * configuration or `arena`. */
CC_CHECK bool ticket_slip_read(const struct queue_config *config, const struct json *event, struct arena *arena,
			       struct slip_ticket *ret);

#endif
