/* Lines of tickets.
 *
 * Every ticket of a hall stands in one slot, and in at most one line: that of its service while it
 * waits, `held` while a clerk keeps it, `done` once it is over, `unused` when the slot is free. A ticket
 * at a window is in no line. Invariant: line->n is the number of slots reachable from line->first, and
 * hall->waiting the sum over the services. */
#include "queue/line_private.h"

#include <string.h>

#include "base/bug.h"
#include "queue/numbering_private.h"

enum { SLOTS_AT_FIRST = 64 };

bool queue_is_over(const struct queue_ticket *ticket)
{
	return ticket->state == QUEUE_TICKET_FINISHED || ticket->state == QUEUE_TICKET_NO_SHOW ||
	       ticket->state == QUEUE_TICKET_CANCELLED || ticket->state == QUEUE_TICKET_UNSERVED;
}

uint32_t queue_slot(const struct queue_hall *hall, const struct queue_ticket *ticket)
{
	const ptrdiff_t slot = ticket - hall->tickets;

	ASSERT(slot > 0 && slot < (ptrdiff_t)hall->ticket_size);
	return (uint32_t)slot;
}

static void grow(struct queue_hall *hall)
{
	const uint32_t size = hall->ticket_size == 0 ? SLOTS_AT_FIRST : hall->ticket_size * 2;
	struct queue_ticket *tickets = ARENA_ARRAY(hall->arena, size, struct queue_ticket);

	if (hall->ticket_size > 0)
		memcpy(tickets, hall->tickets, hall->ticket_size * sizeof(*tickets));
	hall->tickets = tickets;
	hall->ticket_size = size;
}

struct queue_ticket *queue_ticket_new(struct queue_hall *hall, struct queue_ticket_id id)
{
	uint32_t slot = hall->unused.first;

	if (slot != 0) {
		queue_line_remove(hall, &hall->unused, &hall->tickets[slot]);
	} else {
		if (hall->ticket_n + 1 >= hall->ticket_size)
			grow(hall);
		slot = ++hall->ticket_n;
	}
	struct queue_ticket *ticket = &hall->tickets[slot];
	*ticket = (struct queue_ticket){ .id = id };
	index_put(&hall->by_id, id.n, slot);
	return ticket;
}

void queue_line_append(struct queue_hall *hall, struct queue_line *line, struct queue_ticket *ticket)
{
	const uint32_t slot = queue_slot(hall, ticket);

	ticket->before = line->last;
	ticket->after = 0;
	if (line->last != 0)
		hall->tickets[line->last].after = slot;
	else
		line->first = slot;
	line->last = slot;
	line->n++;
}

void queue_line_remove(struct queue_hall *hall, struct queue_line *line, struct queue_ticket *ticket)
{
	ASSERT(line->n > 0);
	if (ticket->before != 0)
		hall->tickets[ticket->before].after = ticket->after;
	else
		line->first = ticket->after;
	if (ticket->after != 0)
		hall->tickets[ticket->after].before = ticket->before;
	else
		line->last = ticket->before;
	ticket->before = ticket->after = 0;
	line->n--;
}

int queue_order(const struct queue_ticket *a, const struct queue_ticket *b)
{
	if (a->order_at != b->order_at)
		return a->order_at < b->order_at ? -1 : 1;
	if (a->order_seq != b->order_seq)
		return a->order_seq < b->order_seq ? -1 : 1;
	/* Two that were put back to the very same place. */
	return (a->id.n > b->id.n) - (a->id.n < b->id.n);
}

static void line_insert_behind(struct queue_hall *hall, struct queue_line *line, uint32_t behind,
			       struct queue_ticket *ticket)
{
	const uint32_t slot = queue_slot(hall, ticket);
	const uint32_t next = behind != 0 ? hall->tickets[behind].after : line->first;

	ticket->before = behind;
	ticket->after = next;
	if (behind != 0)
		hall->tickets[behind].after = slot;
	else
		line->first = slot;
	if (next != 0)
		hall->tickets[next].before = slot;
	else
		line->last = slot;
	line->n++;
}

static bool is_directed(const struct queue_ticket *ticket)
{
	return ticket->to_window.n != 0 || ticket->to_clerk.n != 0;
}

void queue_wait_enter(struct queue_hall *hall, struct queue_ticket *ticket)
{
	struct queue_service *service = queue_service_at(hall, ticket->service);
	ASSERT(service != NULL);

	/* From the end: nearly every ticket belongs there. */
	uint32_t behind = service->line.last;
	while (behind != 0 && queue_order(ticket, &hall->tickets[behind]) < 0)
		behind = hall->tickets[behind].before;
	line_insert_behind(hall, &service->line, behind, ticket);

	ticket->state = QUEUE_TICKET_WAITING;
	service->class_waits[ticket->class_.n]++;
	hall->waiting++;
	hall->directed += is_directed(ticket);
	hall->put_back += ticket->behind > 0;
}

void queue_wait_leave(struct queue_hall *hall, struct queue_ticket *ticket)
{
	struct queue_service *service = queue_service_at(hall, ticket->service);

	ASSERT(service != NULL && ticket->state == QUEUE_TICKET_WAITING);
	ASSERT(service->class_waits[ticket->class_.n] > 0);
	queue_line_remove(hall, &service->line, ticket);
	service->class_waits[ticket->class_.n]--;
	hall->waiting--;
	hall->directed -= is_directed(ticket);
	hall->put_back -= ticket->behind > 0;
	ticket->behind = 0;
}

void queue_ticket_forget(struct queue_hall *hall, struct queue_ticket *ticket)
{
	const bool was_there = index_remove(&hall->by_id, ticket->id.n);

	ASSERT(was_there);
	queue_number_unbear(hall, ticket);
	*ticket = (struct queue_ticket){ 0 };
	queue_line_append(hall, &hall->unused, ticket);
}

void queue_done_enter(struct queue_hall *hall, struct queue_ticket *ticket)
{
	queue_line_append(hall, &hall->done, ticket);
	if (hall->done.n > QUEUE_DONE_MAX) {
		struct queue_ticket *oldest = &hall->tickets[hall->done.first];
		queue_line_remove(hall, &hall->done, oldest);
		queue_ticket_forget(hall, oldest);
	}
}
