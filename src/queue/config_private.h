/* Checking, merging and putting to work a configuration. For the room's own use. */
#ifndef OH_QUEUE_CONFIG_PRIVATE_H
#define OH_QUEUE_CONFIG_PRIVATE_H

#include "queue/hall.h"

/* REFUSED_NOT, or why `config` cannot become the hall's: one of CONFIG_*; `ret_what`
 * (in `arena`) then says where and why. */
enum queue_refusal queue_config_check(const struct queue_hall *hall, const struct queue_config *config,
				      struct arena *arena, struct text *ret_what);

/* How many ranges of numbers the hall has once `config` is put to work: at most QUEUE_RANGES_MAX fit. */
uint32_t queue_ranges_needed(const struct queue_hall *hall, const struct queue_config *config);

/* Make `config`, which passed the check, the hall's. What is no longer in it is kept as retired, so
 * that places stay true. Windows get the services that the configuration says. */
void queue_config_apply(struct queue_hall *hall, const struct queue_config *config);

/* Size the tables to hall->config, keeping what they hold, and lay out windows, numbering and rules. */
void queue_config_lay_out(struct queue_hall *hall);

#endif
