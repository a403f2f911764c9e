/* Lines of tickets: lists linked through the tickets' slots. For the room's own use. */
#ifndef OH_QUEUE_LINE_PRIVATE_H
#define OH_QUEUE_LINE_PRIVATE_H

#include "queue/hall.h"

/* True when a ticket has ended: finished, no-show, cancelled or unserved. */
bool queue_is_over(const struct queue_ticket *ticket);

/* Slot of a ticket that is in hall->tickets. */
uint32_t queue_slot(const struct queue_hall *hall, const struct queue_ticket *ticket);

/* A zeroed ticket in a slot of its own; the hall grows where it must. Pointers to tickets that were
 * taken before are no longer valid. */
struct queue_ticket *queue_ticket_new(struct queue_hall *hall, struct queue_ticket_id id);

/* Put a ticket at the end of a line, or take it out of the line that it is in. */
void queue_line_append(struct queue_hall *hall, struct queue_line *line, struct queue_ticket *ticket);
void queue_line_remove(struct queue_hall *hall, struct queue_line *line, struct queue_ticket *ticket);

/* The ticket's place in the order of waiting: negative when `a` is before `b`. Total, for no two in a line
 * share both time and number. */
int queue_order(const struct queue_ticket *a, const struct queue_ticket *b);

/* Put a ticket into the line of its service by its place, state waiting, and take it out again. They
 * keep the counts by class, of directed tickets and of those put back; who leaves is behind nobody any more. */
void queue_wait_enter(struct queue_hall *hall, struct queue_ticket *ticket);
void queue_wait_leave(struct queue_hall *hall, struct queue_ticket *ticket);

/* The ticket ended: it stays for ratings until QUEUE_DONE_MAX newer ones have ended. */
void queue_done_enter(struct queue_hall *hall, struct queue_ticket *ticket);

/* Forget a ticket that is in no line. */
void queue_ticket_forget(struct queue_hall *hall, struct queue_ticket *ticket);

#endif
