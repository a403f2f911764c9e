/* One look at a configuration: what it is checked against and what was found. For the checks themselves. */
#ifndef OH_QUEUE_CONFIG_CHECK_PRIVATE_H
#define OH_QUEUE_CONFIG_CHECK_PRIVATE_H

#include "base/cc.h"
#include "queue/hall.h"

struct config_check {
	const struct queue_hall *hall;
	const struct queue_config *config;
	struct arena *arena;
	enum queue_refusal refusal;
	struct text what;
};

/* Note what is wrong, and where; false, for `return config_wrong(...)`. */
CC_FORMAT(3, 4)
bool config_wrong(struct config_check *check, enum queue_refusal refusal, const char *format, ...);

/* True for letters, digits, - and _ alone. */
bool config_is_id(const char *id);

/* True when the configuration has a service of that id. */
bool config_has_service(const struct queue_config *config, const char *id);

/* Zones, devices, voice and alerts are as they should be; else false, and `check` says why. */
bool config_floor_is_good(struct config_check *check);

#endif
