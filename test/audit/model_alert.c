/* Alerts and devices (M2, M4, Q14, Q19): an alert is raised if and only if there is a cause, at the level that the
 * rules have for it, and closed when the cause is gone.
 *
 * Everything that could have an alert is looked at, with every ticket that is alive, and compared with the alerts
 * that are open: whenever time has gone on, and at the end of the log. Values are exact fractions, in doubles that
 * hold them. */
#include <string.h>

#include "base/civil.h"
#include "test/audit/model.h"

enum { KINDS = QUEUE_ALERT_KIND_COUNT, RATINGS_OPEN_MAX = 32 };

/* What there is to see of one thing. */
struct cause {
	bool there;   /* something waits, serves, is free or broken at all */
	bool worst;   /* the highest level there is */
	double value; /* in the unit of the rule */
	double one;   /* a ticket in that unit, where tickets are counted: the least fall that counts */
	int64_t ticket;
};

static bool is_judged(enum queue_alert_kind about)
{
	return about != QUEUE_ALERT_KIND_RATING && about != QUEUE_ALERT_KIND_HELP;
}

/* Out of order is worse than paper running low: a device has two levels where its rule names none. */
static void usual_levels(enum queue_alert_kind about, int64_t levels[3])
{
	static const int64_t crowding[] = { 25, 35, 45 };

	if (about == QUEUE_ALERT_KIND_CROWDING)
		memcpy(levels, crowding, sizeof(crowding));
	if (about == QUEUE_ALERT_KIND_DEVICE || about == QUEUE_ALERT_KIND_HELP)
		levels[0] = 1;
	if (about == QUEUE_ALERT_KIND_DEVICE)
		levels[1] = 2;
}

/* The rule for a kind, of a service where it is not 0; a default for devices and help, NULL for none. */
static const struct model_rule *rule_for(const struct audit *a, enum queue_alert_kind about, uint16_t service)
{
	static const struct model_rule device = { .levels = { 1, 2, 0 } }, help = { .levels = { 1, 0, 0 } };
	const struct model_rule *general = NULL;

	for (uint32_t i = 0; i < a->alert_rule_n; i++) {
		if (a->alert_rules[i].kind != about)
			continue;
		if (a->alert_rules[i].service == service && service != 0)
			return &a->alert_rules[i];
		if (a->alert_rules[i].service == 0)
			general = &a->alert_rules[i];
	}
	if (about == QUEUE_ALERT_KIND_WAITING && service != 0)
		return NULL;
	if (general == NULL && about == QUEUE_ALERT_KIND_DEVICE)
		return &device;
	return general == NULL && about == QUEUE_ALERT_KIND_HELP ? &help : general;
}

/* Who was put back as a no-show waits no longer than those in front, and who was away does not wait meanwhile. */
static int64_t waits_since(const struct model_ticket *ticket)
{
	const int64_t since = ticket->order_at > ticket->queued_at ? ticket->order_at : ticket->queued_at;

	return since > ticket->reinstated_at ? since : ticket->reinstated_at;
}

/* Those who wait since longest: of a service, and for a window only those that it could take. */
static const struct model_ticket *waits_longest(const struct audit *a, uint16_t service, uint16_t window, int64_t now)
{
	const struct model_ticket *longest = NULL;

	for (uint32_t i = 0; i < a->alive_n; i++) {
		const struct model_ticket *ticket = &a->tickets[a->alive[i]];
		if (ticket->state != QUEUE_TICKET_WAITING || (service != 0 && ticket->service != service))
			continue;
		if (window != 0 && !model_could_take(a, window, ticket, now))
			continue;
		if (longest == NULL || waits_since(ticket) < waits_since(longest) ||
		    (waits_since(ticket) == waits_since(longest) && model_is_before(ticket, longest)))
			longest = ticket;
	}
	return longest;
}

static double minutes(int64_t ms)
{
	return (double)ms / CIVIL_MS_PER_MINUTE;
}

static struct cause look_at_window(const struct audit *a, enum queue_alert_kind about, uint16_t w, int64_t now)
{
	const struct model_window *window = &a->windows[w];

	if (about == QUEUE_ALERT_KIND_IDLE) {
		const struct model_ticket *ticket = waits_longest(a, 0, w, now);
		if (window->state != QUEUE_WINDOW_FREE || ticket == NULL)
			return (struct cause){ 0 };
		const int64_t since = waits_since(ticket) > window->since ? waits_since(ticket) : window->since;
		return (struct cause){ .there = true, .value = minutes(now - since) };
	}
	const struct model_ticket *ticket = model_find_ticket(a, window->ticket);
	if (ticket == NULL || ticket->state == QUEUE_TICKET_CALLED)
		return (struct cause){ 0 };
	const int64_t now_ms = ticket->serving_since > 0 ? now - ticket->serving_since : 0;
	return (struct cause){ .there = true, .value = minutes(ticket->served_ms + now_ms), .ticket = ticket->id };
}

static struct cause look_at_crowd(const struct audit *a)
{
	const uint32_t waiting = model_waiting(a, 0);
	double open = 0;

	for (uint32_t w = 1; w <= a->window_n; w++)
		open += a->windows[w].state != QUEUE_WINDOW_CLOSED && a->windows[w].state != QUEUE_WINDOW_PAUSED;
	const double divisor = open > 0 ? open : 1;
	return (struct cause){ .there = waiting > 0,
			       .worst = open == 0 && waiting > 0,
			       .value = 10.0 * waiting / divisor,
			       .one = 10.0 / divisor };
}

static const struct model_device *find_device(const struct audit *a, const char *id)
{
	for (uint32_t i = 0; i < a->device_n; i++)
		if (strcmp(a->devices[i].id, id) == 0)
			return &a->devices[i];
	return NULL;
}

static struct cause look_at(const struct audit *a, const struct model_alert *key, int64_t now)
{
	const struct model_ticket *ticket;
	const struct model_device *device;

	switch (key->about) {
	case QUEUE_ALERT_KIND_WAIT:
		ticket = waits_longest(a, key->service, 0, now);
		if (ticket == NULL)
			return (struct cause){ 0 };
		return (struct cause){ .there = true,
				       .value = minutes(now - waits_since(ticket)),
				       .ticket = ticket->id };
	case QUEUE_ALERT_KIND_WAITING:
		return (struct cause){ .there = model_waiting(a, key->service) > 0,
				       .value = model_waiting(a, key->service),
				       .one = 1 };
	case QUEUE_ALERT_KIND_CROWDING: return model_is_open(a, now) ? look_at_crowd(a) : (struct cause){ 0 };
	case QUEUE_ALERT_KIND_HANDLING:
	case QUEUE_ALERT_KIND_IDLE: return look_at_window(a, key->about, key->window, now);
	default:
		device = find_device(a, key->device);
		if (device == NULL || device->paused || device->state == QUEUE_DEVICE_OK)
			return (struct cause){ 0 };
		/* Devices are switched off when the hall closes. */
		if (device->state == QUEUE_DEVICE_SILENT && !model_is_open(a, now))
			return (struct cause){ 0 };
		return (struct cause){ .there = true, .value = device->state == QUEUE_DEVICE_PAPER_LOW ? 1 : 2 };
	}
}

/* The level of a cause that had level `before`: the highest that holds. Fractions of tenths and minutes differ by far
 * more than a double errs. */
static int64_t level_of(const struct model_rule *rule, enum queue_alert_kind about, const struct cause *cause,
			int64_t before)
{
	const double hair = 1e-6;

	if (rule == NULL || !cause->there)
		return 0;
	for (int64_t level = 3; level >= 1; level--) {
		const double from = (double)rule->levels[level - 1];
		const bool above = about == QUEUE_ALERT_KIND_CROWDING && level == 3;
		if (from == 0)
			continue;
		if (cause->worst || cause->value > from + hair || (!above && cause->value > from - hair))
			return level;
		const double band = from / 5 > cause->one ? from / 5 : cause->one;
		if (level <= before && cause->value > hair && cause->value > from - band - hair)
			return level;
	}
	return 0;
}

static int64_t lifted(int64_t level, int64_t lifts)
{
	return level + lifts < 3 ? level + lifts : 3;
}

static bool same_thing(const struct model_alert *x, const struct model_alert *y)
{
	if (x->about != y->about)
		return false;
	switch (x->about) {
	case QUEUE_ALERT_KIND_WAIT:
	case QUEUE_ALERT_KIND_WAITING: return x->service == y->service;
	case QUEUE_ALERT_KIND_CROWDING: return true;
	case QUEUE_ALERT_KIND_DEVICE: return strcmp(x->device, y->device) == 0;
	case QUEUE_ALERT_KIND_RATING: return false;
	default: return x->window == y->window;
	}
}

static struct model_alert *about_same(struct audit *a, const struct model_alert *key)
{
	for (uint32_t i = 0; i < a->open_alert_n; i++)
		if (same_thing(&a->open_alerts[i], key))
			return &a->open_alerts[i];
	return NULL;
}

static struct model_alert *open_alert(struct audit *a, struct queue_alert_id id)
{
	for (uint32_t i = 0; i < a->open_alert_n; i++)
		if (a->open_alerts[i].id == id.n)
			return &a->open_alerts[i];
	model_object(a, AUDIT_UNKNOWN, "no alert %lld is open", (long long)id.n);
	return NULL;
}

/* What an open alert's level and ticket should be at `now`; level 0 when it should be closed. */
static int64_t judged(const struct audit *a, const struct model_alert *alert, int64_t now, int64_t *ret_ticket)
{
	const struct cause cause = look_at(a, alert, now);
	const int64_t before = alert->level < 3 ? alert->level - alert->lifts : 3;
	const int64_t level = level_of(rule_for(a, alert->about, alert->service), alert->about, &cause, before);

	*ret_ticket = cause.ticket;
	if (alert->about == QUEUE_ALERT_KIND_HANDLING && cause.ticket != alert->ticket)
		return 0;
	return level == 0 ? 0 : lifted(level, alert->lifts);
}

/* --- Nothing is missing ---------------------------------------------------------------------------- */

static bool none_is_missing(struct audit *a, const struct model_alert *key, int64_t now)
{
	if (about_same(a, key) != NULL)
		return true;
	const struct cause cause = look_at(a, key, now);
	if (level_of(rule_for(a, key->about, key->service), key->about, &cause, 0) == 0)
		return true;
	return model_object(a, AUDIT_ALERT, "no alert about %s (service %u, window %u, device %s)",
			    queue_alert_kind_words.words[key->about], key->service, key->window, key->device);
}

static bool escalation_is_due(const struct audit *a, const struct model_alert *alert, int64_t now)
{
	const struct model_rule *rule = rule_for(a, alert->about, alert->service);

	return rule != NULL && rule->escalate_min > 0 && !alert->acknowledged &&
	       (alert->level < 3 || alert->lifts == 0) &&
	       now - alert->lifted_at >= rule->escalate_min * CIVIL_MS_PER_MINUTE;
}

/* How bad its device is; 0 for alerts about anything else. */
static int64_t device_value(const struct audit *a, const struct model_alert *alert, int64_t now)
{
	return alert->about == QUEUE_ALERT_KIND_DEVICE ? (int64_t)look_at(a, alert, now).value : 0;
}

static bool alert_is_right(struct audit *a, const struct model_alert *alert, int64_t now)
{
	int64_t ticket = alert->ticket;
	const int64_t level = is_judged(alert->about) ? judged(a, alert, now, &ticket) : alert->level;

	if (level != alert->level || ticket != alert->ticket)
		return model_object(
			a, AUDIT_ALERT, "alert %lld (%s) is at level %lld about ticket %lld, not %lld, %lld",
			(long long)alert->id, queue_alert_kind_words.words[alert->about], (long long)alert->level,
			(long long)alert->ticket, (long long)level, (long long)ticket);
	if (level != 0 && device_value(a, alert, now) != alert->value)
		return model_object(a, AUDIT_ALERT, "alert %lld does not say how bad device %s is",
				    (long long)alert->id, alert->device);
	if (alert->about == QUEUE_ALERT_KIND_HELP && alert->window != 0 && a->windows[alert->window].retired)
		return model_object(a, AUDIT_ALERT, "alert %lld calls to a window that is gone", (long long)alert->id);
	if (escalation_is_due(a, alert, now))
		return model_object(a, AUDIT_ALERT, "alert %lld should have escalated", (long long)alert->id);
	return true;
}

bool model_alerts_are_right(struct audit *a, int64_t now)
{
	const enum queue_alert_kind of_hall[] = { QUEUE_ALERT_KIND_WAITING, QUEUE_ALERT_KIND_CROWDING };
	bool right = true;

	for (uint32_t i = 0; i < a->open_alert_n && right; i++)
		right = alert_is_right(a, &a->open_alerts[i], now);
	for (uint32_t i = 0; i < a->device_n && right; i++) {
		struct model_alert key = { .about = QUEUE_ALERT_KIND_DEVICE };
		memcpy(key.device, a->devices[i].id, sizeof(key.device));
		right = none_is_missing(a, &key, now);
	}
	if (a->alert_rule_n == 0 || !right)
		return right;
	for (int i = 0; i < 2 && right; i++)
		right = none_is_missing(a, &(struct model_alert){ .about = of_hall[i] }, now);
	for (uint16_t s = 1; s <= a->service_n && right; s++)
		right = none_is_missing(a, &(struct model_alert){ .about = QUEUE_ALERT_KIND_WAIT, .service = s },
					now) &&
			none_is_missing(a, &(struct model_alert){ .about = QUEUE_ALERT_KIND_WAITING, .service = s },
					now);
	for (uint16_t w = 1; w <= a->window_n && right; w++) {
		const struct model_ticket *ticket = model_find_ticket(a, a->windows[w].ticket);
		right = none_is_missing(a, &(struct model_alert){ .about = QUEUE_ALERT_KIND_IDLE, .window = w }, now) &&
			(ticket == NULL || none_is_missing(a,
							   &(struct model_alert){ .about = QUEUE_ALERT_KIND_HANDLING,
										  .window = w,
										  .service = ticket->service },
							   now));
	}
	return right;
}

/* --- Configuration --------------------------------------------------------------------------------- */

bool model_set_floor(struct audit *a, const struct queue_config *config)
{
	struct model_device before[MODEL_DEVICES_MAX];
	const uint32_t before_n = a->device_n;

	if (config->devices.n > MODEL_DEVICES_MAX || config->alerts.n > MODEL_RULES_MAX)
		return model_object(a, AUDIT_CONFIG, "more devices or rules than there may be");
	memcpy(before, a->devices, sizeof(before));
	a->device_n = config->devices.n;
	for (uint32_t i = 0; i < a->device_n; i++) {
		a->devices[i] = (struct model_device){ .state = QUEUE_DEVICE_OK };
		for (uint32_t k = 0; k < before_n; k++)
			if (strcmp(before[k].id, config->devices.at[i].id) == 0)
				a->devices[i] = before[k];
		memcpy(a->devices[i].id, config->devices.at[i].id, sizeof(a->devices[i].id));
	}
	a->alert_rule_n = config->alerts.n;
	for (uint32_t i = 0; i < a->alert_rule_n; i++) {
		const struct queue_config_alert *from = &config->alerts.at[i];
		struct model_rule *rule = &a->alert_rules[i];
		*rule = (struct model_rule){ .kind = from->kind,
					     .levels = { from->level1, from->level2, from->level3 },
					     .escalate_min = from->escalate_min };
		for (uint16_t s = 1; s <= a->service_n; s++)
			if (strcmp(a->services[s].config.id, from->service) == 0)
				rule->service = s;
		if (rule->levels[0] == 0 && rule->levels[1] == 0 && rule->levels[2] == 0)
			usual_levels(rule->kind, rule->levels);
	}
	return true;
}

/* --- Events ---------------------------------------------------------------------------------------- */

static struct model_device *device_of(struct audit *a, const char *id)
{
	for (uint32_t i = 0; i < a->device_n; i++)
		if (strcmp(a->devices[i].id, id) == 0)
			return &a->devices[i];
	model_object(a, AUDIT_UNKNOWN, "there is no device %s", id);
	return NULL;
}

bool model_device_reported(struct audit *a, const struct queue_event *event)
{
	struct model_device *device = device_of(a, event->device_reported.device);

	if (device != NULL)
		device->state = event->device_reported.state;
	return device != NULL;
}

static bool pause(struct audit *a, const char *id, bool paused)
{
	struct model_device *device = device_of(a, id);

	if (device == NULL)
		return false;
	if (device->paused == paused)
		return model_object(a, AUDIT_ALERT, "device %s is paused or resumed twice", id);
	device->paused = paused;
	return true;
}

bool model_device_paused(struct audit *a, const struct queue_event *event)
{
	return pause(a, event->device_paused.device, true);
}

bool model_device_resumed(struct audit *a, const struct queue_event *event)
{
	return pause(a, event->device_resumed.device, false);
}

int64_t model_rating_level(const struct audit *a, int64_t rating)
{
	const struct model_rule *rule = rule_for(a, QUEUE_ALERT_KIND_RATING, 0);

	for (int64_t level = 3; level >= 1 && rule != NULL; level--)
		if (rule->levels[level - 1] != 0 && rating <= rule->levels[level - 1])
			return level;
	return 0;
}

/* The level that an alert may be raised with; 0 where it has no cause. */
static int64_t raised_level(const struct audit *a, const struct model_alert *key, int64_t *ret_ticket)
{
	if (key->about == QUEUE_ALERT_KIND_RATING) {
		*ret_ticket = a->bad_ticket;
		return a->bad_ticket != 0 ? model_rating_level(a, a->bad_rating) : 0;
	}
	*ret_ticket = 0;
	if (key->about == QUEUE_ALERT_KIND_HELP) {
		const struct cause call = { .there = true, .value = 1 };
		const int64_t level = level_of(rule_for(a, key->about, 0), key->about, &call, 0);
		return level > 0 ? level : 1;
	}
	const struct cause cause = look_at(a, key, a->at);
	*ret_ticket = cause.ticket;
	return level_of(rule_for(a, key->about, key->service), key->about, &cause, 0);
}

bool model_alert_raised(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_alert_raised *raised = &event->alert_raised;
	struct model_alert alert = { .id = raised->alert.n,
				     .about = raised->about,
				     .level = raised->level,
				     .service = raised->service.n,
				     .window = raised->window.n,
				     .ticket = raised->ticket.n,
				     .raised_at = a->at,
				     .lifted_at = a->at };
	int64_t ticket;

	if (alert.service > a->service_n || alert.window > a->window_n || alert.id != a->seq)
		return model_object(a, AUDIT_UNKNOWN, "an alert about what is not there, or with another's id");
	memcpy(alert.device, raised->device, sizeof(alert.device));
	if (about_same(a, &alert) != NULL)
		return model_object(a, AUDIT_ALERT, "a second alert about %s of one thing",
				    queue_alert_kind_words.words[alert.about]);
	const int64_t level = raised_level(a, &alert, &ticket);
	if (level != alert.level || ticket != alert.ticket)
		return model_object(a, AUDIT_ALERT, "an alert about %s of level %lld about ticket %lld, not %lld, %lld",
				    queue_alert_kind_words.words[alert.about], (long long)alert.level,
				    (long long)alert.ticket, (long long)level, (long long)ticket);
	alert.value = device_value(a, &alert, a->at);
	if (alert.about == QUEUE_ALERT_KIND_DEVICE && raised->value != alert.value)
		return model_object(a, AUDIT_ALERT, "an alert says that device %s is at %lld", alert.device,
				    (long long)raised->value);
	if (alert.about == QUEUE_ALERT_KIND_RATING)
		a->bad_ticket = 0;
	if (a->open_alert_n == MODEL_ALERTS_MAX)
		return model_object(a, AUDIT_ALERT, "more alerts than there can be causes");
	a->open_alerts[a->open_alert_n++] = alert;
	return true;
}

bool model_alert_changed(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_alert_changed *changed = &event->alert_changed;
	struct model_alert *alert = open_alert(a, changed->alert);
	int64_t ticket;

	if (alert == NULL)
		return false;
	const int64_t level = is_judged(alert->about) ? judged(a, alert, a->at, &ticket) : 0;
	const int64_t value = device_value(a, alert, a->at);
	if (level == 0 || level != changed->level || ticket != changed->ticket.n ||
	    (level == alert->level && ticket == alert->ticket && value == alert->value) ||
	    (alert->about == QUEUE_ALERT_KIND_DEVICE && value != changed->value))
		return model_object(a, AUDIT_ALERT, "alert %lld changes to level %lld without a reason",
				    (long long)alert->id, (long long)changed->level);
	alert->level = level;
	alert->ticket = ticket;
	alert->value = value;
	return true;
}

static bool time_is(struct audit *a, const struct model_alert *alert, int64_t ms)
{
	return ms == a->at - alert->raised_at ||
	       model_object(a, AUDIT_ALERT, "alert %lld is open for %lld ms, not %lld", (long long)alert->id,
			    (long long)(a->at - alert->raised_at), (long long)ms);
}

bool model_alert_acknowledged(struct audit *a, const struct queue_event *event)
{
	struct model_alert *alert = open_alert(a, event->alert_acknowledged.alert);

	if (alert == NULL || !time_is(a, alert, event->alert_acknowledged.after_ms))
		return false;
	alert->acknowledged = true;
	return true;
}

bool model_alert_escalated(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_alert_escalated *escalated = &event->alert_escalated;
	struct model_alert *alert = open_alert(a, escalated->alert);

	if (alert == NULL)
		return false;
	if ((escalated->by == QUEUE_ALERT_END_SELF && !escalation_is_due(a, alert, a->at)) ||
	    (alert->level == 3 && alert->lifts > 0) || escalated->level != lifted(alert->level, 1))
		return model_object(a, AUDIT_ALERT, "alert %lld escalates to level %lld without a reason",
				    (long long)alert->id, (long long)escalated->level);
	alert->level = escalated->level;
	alert->lifts++;
	alert->lifted_at = a->at;
	return true;
}

/* The oldest of as many ratings as may be open, when another comes. */
static bool makes_room(const struct audit *a, const struct model_alert *alert)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->open_alert_n; i++) {
		const struct model_alert *other = &a->open_alerts[i];
		n += other->about == QUEUE_ALERT_KIND_RATING;
		if (other->about == QUEUE_ALERT_KIND_RATING && other->id < alert->id)
			return false;
	}
	return n == RATINGS_OPEN_MAX && a->bad_ticket != 0;
}

/* True when an alert may close by itself. */
static bool is_over(const struct audit *a, const struct model_alert *alert)
{
	int64_t ticket;

	if (model_date(a, a->at) > a->date)
		return true;
	if (alert->about == QUEUE_ALERT_KIND_HELP)
		return alert->window != 0 && a->windows[alert->window].retired;
	if (alert->about == QUEUE_ALERT_KIND_RATING)
		return makes_room(a, alert);
	return judged(a, alert, a->at, &ticket) == 0;
}

bool model_alert_closed(struct audit *a, const struct queue_event *event)
{
	const struct queue_did_alert_closed *closed = &event->alert_closed;
	struct model_alert *alert = open_alert(a, closed->alert);

	if (alert == NULL || !time_is(a, alert, closed->open_ms))
		return false;
	if (closed->by == QUEUE_ALERT_END_MANAGER ? is_judged(alert->about) : !is_over(a, alert))
		return model_object(a, AUDIT_ALERT, "alert %lld (%s) closes and has its cause", (long long)alert->id,
				    queue_alert_kind_words.words[alert->about]);
	*alert = a->open_alerts[--a->open_alert_n];
	return true;
}
