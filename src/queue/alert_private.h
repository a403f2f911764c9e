/* What the files that raise alerts and those that keep them share. For the room's own use. */
#ifndef OH_QUEUE_ALERT_PRIVATE_H
#define OH_QUEUE_ALERT_PRIVATE_H

#include "queue/hall.h"

/* What an alert is about; members that its kind does not have are empty. */
struct alert_key {
	enum queue_alert_kind about;
	struct queue_service_id service;
	struct queue_window_id window;
	const char *device; /* NULL for none */
};

/* The key of an open alert. */
struct alert_key alert_key(const struct queue_alert *alert);

/* Where the bits of open alerts about the same thing are kept, and the bit in it: so whether there is one is known
 * without looking through them. NULL for ratings, of which there may be many, and where the thing is gone. */
uint16_t *alert_bits(struct queue_hall *hall, const struct alert_key *key);
uint16_t alert_bit(enum queue_alert_kind about);

/* The level of a rating by the hall's rule; 0 where it raises no alert. */
int32_t alert_rating_level(const struct queue_hall *hall, int64_t rating);
/* The level of a call for help. */
int32_t alert_help_level(const struct queue_hall *hall);

/* True for kinds that close by themselves when their cause is gone. */
bool alert_closes_itself(enum queue_alert_kind about);
/* False when an alert was lifted as far as it goes. */
bool alert_can_be_lifted(int32_t level, int32_t lifts);

/* Fit the devices to the configuration: what was known of those that stay is kept. Look up the rules of
 * services and kinds. */
void alert_lay_out(struct queue_hall *hall);
/* Count the devices in trouble again. */
void alert_count_trouble(struct queue_hall *hall);
/* The alert that an event alert.raised speaks of; its note is the event's. */
struct queue_alert alert_raised(const struct queue_event *event);
/* Put an alert that is not there behind the others, which are older, and note its bit. */
void alert_add(struct queue_hall *hall, const struct queue_alert *alert);
/* Take one away. */
void alert_remove(struct queue_hall *hall, struct queue_alert *alert);

#endif
