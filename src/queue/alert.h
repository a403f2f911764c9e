/* Alerts: what the hall's manager is told of, and when that is over (M2, M4, Q14, Q19).
 *
 * Causes. A rule in config.alerts watches one kind of thing, and has up to three levels:
 *
 *   wait      of each service: minutes that the ticket that waits longest has waited in this queue; a no-show who
 *             was put back waits since those came whom it stands behind now, and one who was reinstated since then
 *   waiting   of a service that a rule names, or of the hall: tickets that wait
 *   crowding  of the hall: tickets that wait for each window that is open and does not pause, in tenths;
 *             the rule's highest level while somebody waits and no such window is there
 *   handling  of each window: minutes that it has served its ticket, holds left out
 *   idle      of each window: minutes that it has been free and somebody has waited whom it considers (policy.h),
 *             both: who was sent to another who is there counts once overdue
 *   rating    of each rating: that level or worse
 *   device    of each device that is not paused: 1 needs a hand and works, 2 does not work
 *   help      of each window, and of the desk: 1 for a call
 *
 * Rules of the house:
 *
 *   1. One cause, one alert: a queue, a window, a device. Never one for each ticket that waits, so that a bad hour
 *      is a handful of lines. There are never more than QUEUE_ALERTS_MAX: see there.
 *   2. Without a rule, calls for help raise alerts of level 1 and devices of level 1 or 2, as they are: whoever calls
 *      wants to be heard, and a silent kiosk is never meant. Nothing else does.
 *   3. The level is the highest that is reached. It rises at once, and falls once the value is a fifth below it (one
 *      ticket at least, where tickets are counted), so that a value that swings around a level does not flap. A
 *      device that gets better or worse is told also where its level stays.
 *   4. An alert closes by itself when no level is left. The manager cannot close it before: it would come back. A
 *      rating and a call for help have no cause that goes away; the manager closes them. Of QUEUE_RATING_ALERTS_MAX
 *      ratings that nobody closes the oldest makes room.
 *   5. Taking an alert on keeps it from escalating; as long as nobody does, it goes up by a level after escalate_min,
 *      and again, until it was lifted to the third. What lifted it stays added when its cause gets better or worse.
 *   6. The alert of a wait names the ticket that waits longest, and goes over to the next one when that ticket is
 *      called.
 *   7. The day's end closes all of them. What still holds then is raised anew on the new day.
 *   8. While the hall is closed by its calendar, nobody is told of crowding or of devices that are silent: boards
 *      are switched off in the evening. Such alerts close with the hall. Faults, help and the rest stay.
 *   9. Rules may change at any time: what is open is judged by the new ones, and closes where there is none.
 *
 * Alerts are decided like all that time brings (queue_due), after every command and when a time is reached; what they
 * come from stands in the hall, and nothing is remembered but the alerts. Where there are no rules, no open alerts
 * and no devices in trouble that costs two comparisons; else O(open alerts + services + windows + services that free
 * windows serve), for the one that waits longest is found at the head of its line; a free window goes past those who
 * were sent to others, and through all lines where somebody was sent anywhere. */
#ifndef OH_QUEUE_ALERT_H
#define OH_QUEUE_ALERT_H

#include "base/shape.h"
#include "queue_contract.h"

enum {
	QUEUE_ALERT_LEVELS = 3,
	QUEUE_ALERT_BAND = 5,       /* a level is left when the value is one part in so many below it */
	QUEUE_CROWDING_LEVEL1 = 25, /* tenths of a ticket for each open window, where a rule says none */
	QUEUE_CROWDING_LEVEL2 = 35,
	QUEUE_CROWDING_LEVEL3 = 45,
	QUEUE_RATING_ALERTS_MAX = 32, /* open at one time */
	QUEUE_DEVICE_ID_MAX = 16,
	/* What can be open at one time: wait and waiting of 256 services, handling, idle and help of 128 windows, 256
	 * devices, ratings, and waiting, crowding and help of the hall. */
	QUEUE_ALERTS_MAX = 2 * 256 + 3 * 128 + 256 + QUEUE_RATING_ALERTS_MAX + 3,
};

/* An open alert. */
struct queue_alert {
	struct queue_alert_id id;
	enum queue_alert_kind about;
	int32_t level; /* that of its cause and the lifts: 1 to QUEUE_ALERT_LEVELS */
	int32_t lifts; /* escalations: each adds a level to that of the cause */
	int64_t value; /* what was seen when it was raised or changed last */
	struct queue_service_id service;
	struct queue_ticket_id ticket;
	struct queue_window_id window;
	char device[QUEUE_DEVICE_ID_MAX + 1];
	int64_t raised_at;
	int64_t lifted_at;       /* the last escalation; 0 for none */
	int64_t acknowledged_at; /* 0 as long as nobody has taken it on */
	struct text owner;       /* who did */
	struct text note;        /* words of those who called for help or rated */
};

/* A kiosk, board, pad, voice, caller or printer as far as the hall knows. */
struct queue_device {
	char id[QUEUE_DEVICE_ID_MAX + 1];
	enum queue_device_state state;
	int64_t since; /* when this state began */
	bool paused;
	struct text detail, reason; /* what it says of itself; why it is paused */
	uint16_t alerts;            /* as in a service */
};

struct queue_hall;

/* The rule that alerts of a kind go by; of `service` (0 for none) where the kind has rules for services. NULL where
 * there is none; help and device have one always. */
const struct queue_config_alert *queue_alert_rule(const struct queue_hall *hall, enum queue_alert_kind about,
						  struct queue_service_id service);

/* Earliest instant at which an alert is to be raised, changed, lifted or closed, as things are; the hall's own
 * time when one is to be already; INT64_MAX for never. */
int64_t queue_alerts_due_at(const struct queue_hall *hall);

/* True when a device needs somebody: it is not ok and nobody has paused it. */
bool queue_device_is_in_trouble(const struct queue_device *device);

#endif
