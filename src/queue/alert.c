/* Seeing causes and deciding alerts: the rules of alert.h (M2, Q14, Q19).
 *
 * One walk over what is watched serves both questions: what is to be told now, and when there will be something to
 * tell. So nothing can be due that is not told, and nothing is told before it is due. */
#include "queue/alert.h"

#include <string.h>

#include "base/bug.h"
#include "base/civil.h"
#include "queue/alert_private.h"
#include "queue/calendar.h"
#include "queue/decide_private.h"
#include "queue/policy.h"

/* What is seen of a device in trouble. */
enum { DEVICE_NEEDS_A_HAND = 1, DEVICE_IS_OUT = 2 };

/* What was seen of a cause. Levels are compared exactly: a level of n is n * unit. */
struct seen {
	int64_t value; /* 0 when there is no cause */
	int64_t unit;
	int64_t step;                    /* the least by which it must fall below a level to leave it */
	bool grows;                      /* by 1 with each ms */
	const struct queue_window *idle; /* grows as this window leaves people waiting; NULL for others */
	bool worst;                      /* the highest level, whatever the value */
	struct queue_ticket_id ticket;
};

struct watch {
	const struct queue_hall *hall;
	int64_t now;
	struct decide *d; /* where events go; NULL to look only */
	int64_t due;      /* when there is something to tell */
};

/* --- Rules ----------------------------------------------------------------------------------------- */

static const struct queue_config_alert usual_device = { .kind = QUEUE_ALERT_KIND_DEVICE };
static const struct queue_config_alert usual_help = { .kind = QUEUE_ALERT_KIND_HELP };

const struct queue_config_alert *queue_alert_rule(const struct queue_hall *hall, enum queue_alert_kind about,
						  struct queue_service_id service)
{
	uint16_t place = service.n != 0 ? hall->services[service.n].alert_rules[about] : 0;

	/* A rule for tickets waiting that names no service counts those of the hall, not of each service. */
	if (place == 0 && (about != QUEUE_ALERT_KIND_WAITING || service.n == 0))
		place = hall->alert_rules[about];
	if (place != 0)
		return &hall->config.alerts.at[place - 1];
	if (about == QUEUE_ALERT_KIND_DEVICE)
		return &usual_device;
	return about == QUEUE_ALERT_KIND_HELP ? &usual_help : NULL;
}

/* From where a level of the rule holds; 0 where there is no such level. */
static int64_t level_from(const struct queue_config_alert *rule, int level)
{
	static const int64_t crowding[] = { QUEUE_CROWDING_LEVEL1, QUEUE_CROWDING_LEVEL2, QUEUE_CROWDING_LEVEL3 };
	static const int64_t device[QUEUE_ALERT_LEVELS] = { DEVICE_NEEDS_A_HAND, DEVICE_IS_OUT };
	const int64_t said[] = { rule->level1, rule->level2, rule->level3 };

	ASSERT(level >= 1 && level <= QUEUE_ALERT_LEVELS);
	if (said[0] != 0 || said[1] != 0 || said[2] != 0)
		return said[level - 1];
	if (rule->kind == QUEUE_ALERT_KIND_CROWDING)
		return crowding[level - 1];
	if (rule->kind == QUEUE_ALERT_KIND_DEVICE)
		return device[level - 1];
	return level == 1 && rule->kind == QUEUE_ALERT_KIND_HELP;
}

static bool is_reached(const struct queue_config_alert *rule, int level, const struct seen *seen)
{
	const int64_t from = level_from(rule, level) * seen->unit;

	if (seen->worst)
		return true;
	/* Level 3 of crowding is what is above it, by its definition. */
	if (rule->kind == QUEUE_ALERT_KIND_CROWDING && level == QUEUE_ALERT_LEVELS)
		return seen->value > from;
	return seen->value >= from;
}

static bool is_kept(const struct queue_config_alert *rule, int level, const struct seen *seen)
{
	const int64_t from = level_from(rule, level) * seen->unit;
	const int64_t band = from / QUEUE_ALERT_BAND > seen->step ? from / QUEUE_ALERT_BAND : seen->step;

	return seen->value > 0 && seen->value >= from - band;
}

/* The level of a cause that was at level `before`; 0 for none. */
static int32_t level_of(const struct queue_config_alert *rule, const struct seen *seen, int32_t before)
{
	for (int32_t level = QUEUE_ALERT_LEVELS; level >= 1 && rule != NULL; level--)
		if (level_from(rule, level) != 0 &&
		    (is_reached(rule, level, seen) || (level <= before && is_kept(rule, level, seen))))
			return level;
	return 0;
}

int32_t alert_rating_level(const struct queue_hall *hall, int64_t rating)
{
	const struct queue_config_alert *rule = queue_alert_rule(hall, QUEUE_ALERT_KIND_RATING,
								 (struct queue_service_id){ 0 });

	for (int32_t level = QUEUE_ALERT_LEVELS; level >= 1 && rule != NULL; level--)
		if (level_from(rule, level) != 0 && rating <= level_from(rule, level))
			return level;
	return 0;
}

int32_t alert_help_level(const struct queue_hall *hall)
{
	const struct seen call = { .value = 1, .unit = 1 };
	const int32_t level = level_of(queue_alert_rule(hall, QUEUE_ALERT_KIND_HELP, (struct queue_service_id){ 0 }),
				       &call, 0);

	/* Whoever calls is heard, also where the rule has levels that a call does not reach. */
	return level > 0 ? level : 1;
}

bool alert_closes_itself(enum queue_alert_kind about)
{
	return about != QUEUE_ALERT_KIND_RATING && about != QUEUE_ALERT_KIND_HELP;
}

bool alert_can_be_lifted(int32_t level, int32_t lifts)
{
	return level < QUEUE_ALERT_LEVELS || lifts == 0;
}

/* --- What there is to see -------------------------------------------------------------------------- */

/* Since when a ticket waits: it entered this queue, or stands where those stand who came later, as a no-show does who
 * was put back, or was away and came back after all. */
static int64_t waits_since(const struct queue_ticket *ticket)
{
	const int64_t since = ticket->queued_at > ticket->order_at ? ticket->queued_at : ticket->order_at;

	return since > ticket->reinstated_at ? since : ticket->reinstated_at;
}

/* The ticket of a service that has waited longest. The line is in the order of order_at, and nobody waits since before
 * that: so the search ends where order_at passes what was found, mostly at the head. */
static const struct queue_ticket *longest_waiting(const struct queue_hall *hall, uint16_t s)
{
	const struct queue_ticket *found = NULL;

	for (uint32_t slot = hall->services[s].line.first; slot != 0; slot = hall->tickets[slot].after) {
		const struct queue_ticket *ticket = &hall->tickets[slot];
		if (found != NULL && ticket->order_at >= waits_since(found))
			break;
		if (found == NULL || waits_since(ticket) < waits_since(found))
			found = ticket;
	}
	return found;
}

static struct seen see_wait(const struct watch *w, struct queue_service_id service)
{
	const struct queue_ticket *ticket = longest_waiting(w->hall, service.n);

	if (ticket == NULL)
		return (struct seen){ .unit = 1 };
	return (struct seen){
		.value = w->now - waits_since(ticket), .unit = CIVIL_MS_PER_MINUTE, .grows = true, .ticket = ticket->id
	};
}

static struct seen see_waiting(const struct watch *w, struct queue_service_id service)
{
	enum { TICKET = QUEUE_ALERT_BAND };
	const int64_t n = service.n != 0 ? w->hall->services[service.n].line.n : w->hall->waiting;

	/* A ticket is a whole number of parts of the band. */
	return (struct seen){ .value = n * TICKET, .unit = TICKET, .step = TICKET };
}

static struct seen see_crowding(const struct watch *w)
{
	enum { TENTHS = 10, TICKET = TENTHS * QUEUE_ALERT_BAND };
	const int64_t waiting = w->hall->waiting;
	int64_t open = 0;

	for (uint16_t i = 1; i <= w->hall->window_n; i++)
		open += w->hall->windows[i].state != QUEUE_WINDOW_CLOSED &&
			w->hall->windows[i].state != QUEUE_WINDOW_PAUSED;
	return (struct seen){ .value = waiting * TICKET,
			      .unit = QUEUE_ALERT_BAND * (open > 0 ? open : 1),
			      .step = TICKET,
			      .worst = open == 0 && waiting > 0 };
}

static struct seen see_handling(const struct watch *w, struct queue_window_id at)
{
	const struct queue_window *window = &w->hall->windows[at.n];
	const struct queue_ticket *ticket = queue_ticket_at(w->hall, window->ticket);

	if (ticket == NULL || ticket->state == QUEUE_TICKET_CALLED)
		return (struct seen){ .unit = 1 };
	const int64_t now_ms = ticket->serving_since > 0 ? w->now - ticket->serving_since : 0;
	return (struct seen){ .value = ticket->served_ms + now_ms,
			      .unit = CIVIL_MS_PER_MINUTE,
			      .grows = ticket->serving_since > 0,
			      .ticket = ticket->id };
}

/* What a free window leaves waiting. */
struct neglect {
	int64_t since; /* the first whom it leaves waiting now, it does since then; INT64_MAX for nobody */
	int64_t at;    /* when it will have left somebody waiting for so long; INT64_MAX for never */
};

/* The same for one service: who was sent to another comes up once overdue. Where one is left waiting, nobody who
 * stands behind it is since before that: see longest_waiting. */
static void neglect_line(const struct watch *w, const struct queue_window *window, uint16_t s, int64_t ms,
			 struct neglect *ret)
{
	for (uint32_t slot = w->hall->services[s].line.first; slot != 0; slot = w->hall->tickets[slot].after) {
		const struct queue_ticket *ticket = &w->hall->tickets[slot];
		if (ret->since <= window->since || ticket->order_at >= ret->since)
			return;
		const int64_t from = queue_considers_from(w->hall, window, ticket);
		if (from == INT64_MAX)
			continue;
		const int64_t since = waits_since(ticket) > window->since ? waits_since(ticket) : window->since;
		const int64_t at = since + ms > from ? since + ms : from;
		ret->at = at < ret->at ? at : ret->at;
		if (from <= w->now && since < ret->since)
			ret->since = since;
	}
}

/* A service that the window neither serves nor helps with matters for those who were sent to it. */
static struct neglect neglect(const struct watch *w, const struct queue_window *window, int64_t ms)
{
	struct neglect found = { INT64_MAX, INT64_MAX };

	for (uint16_t s = 1; s <= w->hall->service_n && window->state == QUEUE_WINDOW_FREE; s++)
		if (window->priority[s] > 0 || window->helps || w->hall->directed > 0)
			neglect_line(w, window, s, ms, &found);
	return found;
}

static struct seen see_idle(const struct watch *w, struct queue_window_id at)
{
	const struct queue_window *window = &w->hall->windows[at.n];
	const int64_t since = neglect(w, window, 0).since;

	return (struct seen){ .value = since < w->now ? w->now - since : 0,
			      .unit = CIVIL_MS_PER_MINUTE,
			      .idle = window };
}

bool queue_device_is_in_trouble(const struct queue_device *device)
{
	return device->state != QUEUE_DEVICE_OK && !device->paused;
}

static struct seen see_device(const struct watch *w, const char *id)
{
	const struct queue_device *device = queue_device_at(w->hall, id);

	if (device == NULL || !queue_device_is_in_trouble(device))
		return (struct seen){ .unit = 1 };
	return (struct seen){ .value = device->state == QUEUE_DEVICE_PAPER_LOW ? DEVICE_NEEDS_A_HAND : DEVICE_IS_OUT,
			      .unit = 1 };
}

static struct seen see(const struct watch *w, const struct alert_key *key)
{
	switch (key->about) {
	case QUEUE_ALERT_KIND_WAIT: return see_wait(w, key->service);
	case QUEUE_ALERT_KIND_WAITING: return see_waiting(w, key->service);
	case QUEUE_ALERT_KIND_CROWDING: return see_crowding(w);
	case QUEUE_ALERT_KIND_HANDLING: return see_handling(w, key->window);
	case QUEUE_ALERT_KIND_IDLE: return see_idle(w, key->window);
	case QUEUE_ALERT_KIND_DEVICE: return see_device(w, key->device);
	case QUEUE_ALERT_KIND_RATING:
	case QUEUE_ALERT_KIND_HELP: break;
	}
	BUG("nothing is seen of alerts of kind %d", (int)key->about);
}

/* True for what is no matter of a closed hall: boards are switched off in the evening, and nobody has to open a window
 * for those who are still there. */
static bool rests(const struct watch *w, const struct alert_key *key)
{
	const struct queue_device *device = key->about == QUEUE_ALERT_KIND_DEVICE
						    ? queue_device_at(w->hall, key->device)
						    : NULL;

	return key->about == QUEUE_ALERT_KIND_CROWDING || (device != NULL && device->state == QUEUE_DEVICE_SILENT);
}

/* --- What is to be told ---------------------------------------------------------------------------- */

static void is_due(struct watch *w, int64_t at)
{
	if (at < w->due)
		w->due = at;
}

static int32_t lifted(int32_t level, int32_t lifts)
{
	return level + lifts < QUEUE_ALERT_LEVELS ? level + lifts : QUEUE_ALERT_LEVELS;
}

/* When what grows reaches the next level that shows: above `now`, where an alert was lifted so often. */
static void expect_growth(struct watch *w, const struct queue_config_alert *rule, const struct seen *seen, int32_t now,
			  int32_t lifts)
{
	for (int32_t level = 1; level <= QUEUE_ALERT_LEVELS; level++) {
		const int64_t from = level_from(rule, level) * seen->unit;
		if (from == 0 || lifted(level, lifts) <= now)
			continue;
		if (seen->idle != NULL)
			is_due(w, neglect(w, seen->idle, from).at);
		else if (seen->grows)
			is_due(w, w->now + from - seen->value);
		return;
	}
}

/* Where something is to be told at once: the event to fill in, or NULL when only looking. */
static struct queue_event *tell(struct watch *w, enum queue_event_kind kind)
{
	is_due(w, w->now);
	return w->d != NULL ? decide_emit(w->d, kind) : NULL;
}

static void close_alert(struct watch *w, const struct queue_alert *alert)
{
	struct queue_event *event = tell(w, QUEUE_DID_ALERT_CLOSED);

	if (event != NULL)
		event->alert_closed = (struct queue_did_alert_closed){ .alert = alert->id,
								       .by = QUEUE_ALERT_END_SELF,
								       .open_ms = w->now - alert->raised_at };
}

/* The level that its cause was last seen at. At the highest level it may have been one below, and lifted: that makes no
 * difference, for every cause that was then is lifted to the highest again. */
static int32_t cause_of(const struct queue_alert *alert)
{
	return alert->level < QUEUE_ALERT_LEVELS ? alert->level - alert->lifts : QUEUE_ALERT_LEVELS;
}

static void escalate(struct watch *w, const struct queue_alert *alert, int32_t level,
		     const struct queue_config_alert *rule)
{
	if (rule == NULL || rule->escalate_min == 0 || alert->acknowledged_at != 0 ||
	    !alert_can_be_lifted(level, alert->lifts))
		return;
	const int64_t from = alert->lifted_at != 0 ? alert->lifted_at : alert->raised_at;
	const int64_t at = from + rule->escalate_min * CIVIL_MS_PER_MINUTE;
	if (at > w->now)
		return is_due(w, at);
	struct queue_event *event = tell(w, QUEUE_DID_ALERT_ESCALATED);
	if (event != NULL)
		event->alert_escalated = (struct queue_did_alert_escalated){ .alert = alert->id,
									     .level = lifted(level, 1),
									     .by = QUEUE_ALERT_END_SELF };
}

/* One whose cause may be gone: false when it closes; else `ret_level` is its level from now on. */
static bool judge(struct watch *w, const struct queue_alert *alert, const struct queue_config_alert *rule,
		  int32_t *ret_level)
{
	const struct alert_key key = alert_key(alert);
	const struct seen seen = see(w, &key);
	const int32_t cause = level_of(rule, &seen, cause_of(alert));

	const bool rest = rests(w, &key);
	if ((rest && !queue_is_open(w->hall, w->now)) || cause == 0 ||
	    (key.about == QUEUE_ALERT_KIND_HANDLING && seen.ticket.n != alert->ticket.n)) {
		close_alert(w, alert);
		return false;
	}
	if (rest)
		is_due(w, queue_turns_at(w->hall, w->now));
	*ret_level = lifted(cause, alert->lifts);
	expect_growth(w, rule, &seen, *ret_level, alert->lifts);
	/* A device that stops working is news also where its level stays. What is counted changes all the time. */
	const bool same_value = key.about != QUEUE_ALERT_KIND_DEVICE || seen.value == alert->value;
	if (*ret_level == alert->level && seen.ticket.n == alert->ticket.n && same_value)
		return true;
	struct queue_event *event = tell(w, QUEUE_DID_ALERT_CHANGED);
	if (event != NULL)
		event->alert_changed = (struct queue_did_alert_changed){
			.alert = alert->id, .level = *ret_level, .value = seen.value / seen.unit, .ticket = seen.ticket
		};
	return true;
}

static void watch_alert(struct watch *w, const struct queue_alert *alert)
{
	const struct queue_config_alert *rule = queue_alert_rule(w->hall, alert->about, alert->service);
	const bool gone = alert->about == QUEUE_ALERT_KIND_HELP && alert->window.n != 0 &&
			  w->hall->windows[alert->window.n].config.retired;
	int32_t level = alert->level;

	if (gone)
		return close_alert(w, alert);
	if (!alert_closes_itself(alert->about) || judge(w, alert, rule, &level))
		escalate(w, alert, level, rule);
}

/* A cause that has no alert yet. */
static void watch_cause(struct watch *w, const struct alert_key *key)
{
	const struct queue_config_alert *rule = queue_alert_rule(w->hall, key->about, key->service);

	if (rule == NULL)
		return;
	const struct seen seen = see(w, key);
	const int32_t level = level_of(rule, &seen, 0);
	if (level == 0)
		return expect_growth(w, rule, &seen, 0, 0);
	if (rests(w, key) && !queue_is_open(w->hall, w->now))
		return is_due(w, queue_turns_at(w->hall, w->now));
	struct queue_event *event = tell(w, QUEUE_DID_ALERT_RAISED);
	if (event == NULL)
		return;
	event->alert_raised = (struct queue_did_alert_raised){
		.alert = { event->seq },
		.about = key->about,
		.level = level,
		.value = seen.value / seen.unit,
		.service = key->service,
		.ticket = seen.ticket,
		.window = key->window,
	};
	if (key->device != NULL)
		memcpy(event->alert_raised.device, key->device, strlen(key->device) + 1);
}

static void watch_service(struct watch *w, uint16_t s)
{
	const struct queue_service *service = &w->hall->services[s];
	const enum queue_alert_kind kinds[] = { QUEUE_ALERT_KIND_WAIT, QUEUE_ALERT_KIND_WAITING };

	for (size_t i = 0; i < CC_COUNT(kinds) && service->line.n > 0; i++)
		if ((service->alerts & alert_bit(kinds[i])) == 0)
			watch_cause(w, &(struct alert_key){ .about = kinds[i], .service = { s } });
}

static void watch_window(struct watch *w, uint16_t i)
{
	const struct queue_window *window = &w->hall->windows[i];
	const struct queue_ticket *ticket = queue_ticket_at(w->hall, window->ticket);

	if (ticket != NULL && (window->alerts & alert_bit(QUEUE_ALERT_KIND_HANDLING)) == 0)
		watch_cause(w, &(struct alert_key){ .about = QUEUE_ALERT_KIND_HANDLING,
						    .service = ticket->service,
						    .window = { i } });
	if (window->state == QUEUE_WINDOW_FREE && w->hall->waiting > 0 &&
	    (window->alerts & alert_bit(QUEUE_ALERT_KIND_IDLE)) == 0)
		watch_cause(w, &(struct alert_key){ .about = QUEUE_ALERT_KIND_IDLE, .window = { i } });
}

static void watch_hall(struct watch *w)
{
	const enum queue_alert_kind kinds[] = { QUEUE_ALERT_KIND_WAITING, QUEUE_ALERT_KIND_CROWDING };

	for (size_t i = 0; i < CC_COUNT(kinds); i++)
		if ((w->hall->alert_bits & alert_bit(kinds[i])) == 0)
			watch_cause(w, &(struct alert_key){ .about = kinds[i] });
	for (uint16_t s = 1; s <= w->hall->service_n; s++)
		watch_service(w, s);
	for (uint16_t i = 1; i <= w->hall->window_n; i++)
		watch_window(w, i);
}

static void watch_all(struct watch *w)
{
	const struct queue_hall *hall = w->hall;

	for (uint32_t i = 0; i < hall->alert_n; i++)
		watch_alert(w, &hall->alerts[i]);
	if (hall->config.alerts.n > 0)
		watch_hall(w);
	for (uint16_t i = 0; i < hall->device_n && hall->trouble > 0; i++)
		if (queue_device_is_in_trouble(&hall->devices[i]) && hall->devices[i].alerts == 0)
			watch_cause(w, &(struct alert_key){ .about = QUEUE_ALERT_KIND_DEVICE,
							    .device = hall->devices[i].id });
}

static bool is_watched(const struct queue_hall *hall)
{
	return hall->config.alerts.n > 0 || hall->alert_n > 0 || hall->trouble > 0;
}

int64_t queue_alerts_due_at(const struct queue_hall *hall)
{
	if (!is_watched(hall))
		return INT64_MAX;
	struct watch w = { .hall = hall, .now = hall->at, .due = INT64_MAX };
	watch_all(&w);
	return w.due;
}

void decide_alerts(struct decide *d)
{
	if (!is_watched(d->hall))
		return;
	struct watch w = { .hall = d->hall, .now = d->now, .d = d, .due = INT64_MAX };
	watch_all(&w);
	/* Nobody was here when the hall opened or closed, and it does not show any more: told as it was then, or it
	 * would be due for ever. */
	const int64_t due = d->out.n == 0 ? queue_alerts_due_at(d->hall) : INT64_MAX;
	if (due >= d->now)
		return;
	w.now = d->now = due;
	watch_all(&w);
}

void decide_close_alerts(struct decide *d)
{
	struct watch w = { .hall = d->hall, .now = d->now, .d = d, .due = INT64_MAX };

	for (uint32_t i = 0; i < d->hall->alert_n; i++)
		close_alert(&w, &d->hall->alerts[i]);
}
