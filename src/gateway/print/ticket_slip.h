/* What a slip tells of a ticket: from the event of its taking and the configuration that held then (Q1, Q4). */
#ifndef OH_GATEWAY_PRINT_TICKET_SLIP_H
#define OH_GATEWAY_PRINT_TICKET_SLIP_H

#include "base/json.h"
#include "gateway/print/slip.h"
#include "queue_contract.h"

struct phone_link_key;
struct reader;

/* How slips lead phones to their tickets. */
struct ticket_slip_links {
	const struct phone_link_key *key; /* may be NULL where there is no address */
	struct text public_url;           /* where phones reach the server; empty for slips without a QR code */
};

struct view_expected;

/* When the appointment that a ticket redeems begins, onto its slip: nothing where it redeems none, or none that is
 * known. `event` is the ticket's, which was read. Fails where the store cannot be read. */
CC_CHECK enum rc ticket_slip_booked(struct reader *reader, struct text hall, const struct json *event,
				    struct slip_ticket *ret, struct err *err);

/* What a ticket was told as it was taken, onto its slip: nothing where it was told nothing. */
void ticket_slip_told(const struct view_expected *told, struct arena *arena, struct slip_ticket *ret);

/* Read `event`, a `ticket.taken` of `hall` as the API shows it. False for anything else. Texts of `ret` lie in the
 * event, the configuration or `arena`. */
CC_CHECK bool ticket_slip_read(struct text hall, const struct queue_config *config, const struct json *event,
			       const struct ticket_slip_links *links, struct arena *arena, struct slip_ticket *ret);

#endif
