/* Ids of the things in a hall. Structs, so that two kinds cannot be swapped.
 *
 * Tickets, visits, appointments and alerts are numbered by the event that made them, so an id is never given
 * twice in a hall. Services, windows, clerks and classes are 1-based places in the hall's tables;
 * a table only grows while the hall lives, so a place stays true across changes of configuration. */
#ifndef OH_QUEUE_ID_H
#define OH_QUEUE_ID_H

#include <stdint.h>

struct queue_ticket_id { int64_t n; };
struct queue_visit_id { int64_t n; };
struct queue_appointment_id { int64_t n; };
struct queue_alert_id { int64_t n; };
struct queue_service_id { uint16_t n; };
struct queue_window_id { uint16_t n; };
struct queue_clerk_id { uint16_t n; };
struct queue_class_id { uint16_t n; };

/* Tables that names in commands and events are looked up in; the resolver's `table` of SHAPE_NAME. */
enum queue_table { QUEUE_TABLE_SERVICE = 1, QUEUE_TABLE_WINDOW, QUEUE_TABLE_CLERK, QUEUE_TABLE_CLASS };

#endif
