/* What the auditor knows of a hall's devices, alerts and opening hours, for its own files. */
#ifndef OH_TEST_AUDIT_MODEL_FLOOR_H
#define OH_TEST_AUDIT_MODEL_FLOOR_H

#include "queue_contract.h"

enum {
	MODEL_DEVICES_MAX = 256,
	MODEL_RULES_MAX = 64,
	MODEL_ALERTS_MAX = 2048,
	MODEL_HOURS_MAX = 8,
	MODEL_DAYS_MAX = 400,
};

struct model_device {
	char id[17];
	enum queue_device_state state;
	bool paused;
};

struct model_rule {
	enum queue_alert_kind kind;
	uint16_t service; /* 0 for none */
	int64_t levels[3], escalate_min;
};

struct model_alert {
	int64_t id;
	enum queue_alert_kind about;
	uint16_t service, window;
	char device[17];
	int64_t ticket, level, lifts, raised_at, lifted_at; /* lifted last, or raised */
	int64_t value;                                      /* of a device; 0 of others */
	bool acknowledged;
};

/* Opening hours of a day of the week, or of a date. */
struct model_day {
	int32_t day; /* 1 to 7, or the date */
	bool make_up;
	uint32_t n;
	struct queue_config_hours hours[MODEL_HOURS_MAX];
};

#endif
