/* What clients ask: kiosks, clerks who work through their queues, people with bookings, a manager. */
#include "test/sim/sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"

enum { SERVICES = 3, CLERKS = 4, OFFSET_MIN = 480, BODY_MAX = 2048, SLOT_FROM = 9, SLOT_TO = 18 };

static const char config_text[] =
	"{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"营业厅\","
	"\"services\":["
	"{\"id\":\"s1\",\"name\":\"对公\",\"prefix\":\"A\",\"slot_capacity\":3,\"balance_above\":%d},"
	"{\"id\":\"s2\",\"name\":\"对私\",\"prefix\":\"B\",\"daily_limit\":%d},"
	"{\"id\":\"s3\",\"name\":\"理财\",\"prefix\":\"B\",\"value\":1}],"
	"\"windows\":["
	"{\"id\":\"w1\",\"name\":\"1\",\"services\":[{\"service\":\"s1\"},{\"service\":\"s2\",\"priority\":2}"
	"]},"
	"{\"id\":\"w2\",\"name\":\"2\",\"services\":[{\"service\":\"s2\"},{\"service\":\"s3\"}]},"
	"{\"id\":\"w3\",\"name\":\"3\",\"services\":[{\"service\":\"s3\"}],\"helps\":true}],"
	"\"clerks\":[{\"id\":\"c1\",\"name\":\"甲\"},{\"id\":\"c2\",\"name\":\"乙\"},{\"id\":\"c3\",\"name\":"
	"\"丙\"},"
	"{\"id\":\"c4\",\"name\":\"丁\"}],"
	"\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\",\"rank\":2},{\"id\":\"vip\",\"name\":\"贵宾\","
	"\"rank\":1}],"
	"\"policy\":{\"wait_max_min\":%d,\"no_show_places\":%d,\"hold_max_min\":%d,\"wrap_up\":%s},"
	"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480,\"rollover\":\"%s\"},"
	"\"booking\":{\"from\":\"09:00\",\"to\":\"18:00\",\"grace_min\":30},"
	"\"devices\":[{\"id\":\"d1\",\"kind\":\"kiosk\",\"name\":\"取号机\"},"
	"{\"id\":\"d2\",\"kind\":\"board\",\"name\":\"大屏\"}],"
	"\"alerts\":[%s]}}}";

/* Rules of halls whose managers want to hear of things; others have none. */
static const char alerts_text[] =
	"{\"kind\":\"wait\",\"level1\":%d,\"level2\":30,\"escalate_min\":%d},"
	"{\"kind\":\"wait\",\"service\":\"s2\",\"level3\":20},"
	"{\"kind\":\"waiting\",\"level1\":%d,\"level2\":12},{\"kind\":\"crowding\",\"escalate_min\":3},"
	"{\"kind\":\"handling\",\"level1\":%d},{\"kind\":\"idle\",\"level1\":2,\"level2\":5},"
	"{\"kind\":\"rating\",\"level1\":2,\"level2\":1},{\"kind\":\"device\",\"level1\":1,\"level3\":2},"
	"{\"kind\":\"help\",\"level2\":1,\"escalate_min\":5}";

static const char *alerts(struct sim *sim)
{
	if (sim_rarely(sim, 3))
		return "";
	return text_printf(&sim->lasting, alerts_text, (int)sim_number(sim, 2, 20), (int)sim_number(sim, 0, 10),
			   (int)sim_number(sim, 2, 10), (int)sim_number(sim, 1, 10))
		.at;
}

static struct text configure(struct sim *sim)
{
	return text_printf(&sim->lasting, config_text, (int)sim_number(sim, 0, 4),
			   (int)(sim_rarely(sim, 2) ? 0 : sim_number(sim, 10, 60)), (int)sim_number(sim, 5, 60),
			   (int)sim_number(sim, 0, 3), (int)sim_number(sim, 0, 30),
			   sim_rarely(sim, 2) ? "true" : "false", sim_rarely(sim, 3) ? "carry" : "clear",
			   alerts(sim));
}

static int64_t recent(struct sim *sim, const int64_t *ids, uint32_t n)
{
	return n == 0 ? sim_number(sim, 1, 40) : ids[rng_below(&sim->rng, n < SIM_RECENT_MAX ? n : SIM_RECENT_MAX)];
}

/* A clerk works through the queue. */
static struct text work(struct sim *sim, struct sim_command *command)
{
	static const struct {
		const char *name;
		enum sim_stage next;
	} steps[SIM_STAGES][4] = {
		[SIM_AWAY] = { { "window.open", SIM_FREE },
			       { "window.open", SIM_FREE },
			       { "window.open", SIM_FREE },
			       { "window.resume", SIM_FREE } },
		[SIM_FREE] = { { "ticket.call_next", SIM_CALLED },
			       { "ticket.call_next", SIM_CALLED },
			       { "ticket.call_next", SIM_CALLED },
			       { "ticket.resume", SIM_SERVING } },
		[SIM_CALLED] = { { "ticket.start", SIM_SERVING },
				 { "ticket.start", SIM_SERVING },
				 { "ticket.no_show", SIM_FREE },
				 { "ticket.recall", SIM_CALLED } },
		[SIM_SERVING] = { { "ticket.finish", SIM_FREE },
				  { "ticket.finish", SIM_FREE },
				  { "ticket.finish", SIM_FREE },
				  { "ticket.transfer_back", SIM_FREE } },
	};
	const uint64_t choice = rng_below(&sim->rng, CC_COUNT(steps[0]));

	command->window = (uint32_t)sim_number(sim, 1, SIM_WINDOWS);
	const enum sim_stage stage = sim->halls[command->hall].stages[command->window - 1];
	command->stage = steps[stage][choice].next;
	if (strcmp(steps[stage][choice].name, "window.open") != 0)
		return text_printf(&sim->lasting, "{\"command\":\"%s\",\"args\":{\"window\":\"w%u\"}}",
				   steps[stage][choice].name, command->window);
	return text_printf(&sim->lasting,
			   "{\"command\":\"window.open\",\"args\":{\"window\":\"w%u\",\"clerk\":\"c%d\"}}",
			   command->window, (int)sim_number(sim, 1, CLERKS));
}

/* Whatever may be pressed at a window at any time. */
static struct text press(struct sim *sim, struct sim_command *command)
{
	static const char *const names[] = { "ticket.recall", "ticket.resume", "window.ready", "window.resume",
					     "window.pause",  "window.close",  "ticket.start", "ticket.finish" };

	(void)command;
	return text_printf(&sim->lasting, "{\"command\":\"%s\",\"args\":{\"window\":\"w%d\"}}",
			   names[rng_below(&sim->rng, CC_COUNT(names))], (int)sim_number(sim, 1, SIM_WINDOWS));
}

static struct text take(struct sim *sim, struct sim_command *command)
{
	const int service = (int)sim_number(sim, 1, SERVICES);

	(void)command;
	if (sim_rarely(sim, 6))
		return text_printf(&sim->lasting,
				   "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s%d\",\"then\":[\"s%d\"],"
				   "\"channel\":\"kiosk\"}}",
				   service, (int)sim_number(sim, 1, SERVICES));
	return text_printf(&sim->lasting,
			   "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s%d\",\"class\":\"%s\"}}", service,
			   sim_rarely(sim, 5) ? "vip" : "ordinary");
}

static struct text hold(struct sim *sim, struct sim_command *command)
{
	static const char *const kinds[] = { "keep", "put_back", "wait" };

	(void)command;
	return text_printf(&sim->lasting,
			   "{\"command\":\"ticket.hold\",\"args\":{\"window\":\"w%d\",\"kind\":\"%s\",\"places\":%d}}",
			   (int)sim_number(sim, 1, SIM_WINDOWS), kinds[rng_below(&sim->rng, CC_COUNT(kinds))],
			   (int)sim_number(sim, 0, 3));
}

static struct text transfer(struct sim *sim, struct sim_command *command)
{
	static const char *const targets[] = { "\"to_service\":\"s", "\"to_window\":\"w", "\"to_clerk\":\"c" };

	(void)command;
	return text_printf(&sim->lasting,
			   "{\"command\":\"ticket.transfer\",\"args\":{\"window\":\"w%d\",%s%d\",\"come_back\":%s}}",
			   (int)sim_number(sim, 1, SIM_WINDOWS), targets[rng_below(&sim->rng, CC_COUNT(targets))],
			   (int)sim_number(sim, 1, 3), sim_rarely(sim, 3) ? "true" : "false");
}

static struct text of_ticket(struct sim *sim, struct sim_command *command)
{
	const struct sim_hall *hall = &sim->halls[command->hall];
	static const char *const kinds[] = {
		"ticket.cancel\",\"args\":{",
		"ticket.reinstate\",\"args\":{",
		"ticket.insert_ahead\",\"args\":{\"reason\":\"急\",",
		"ticket.add_service\",\"args\":{\"service\":\"s2\",",
		"rating.give\",\"args\":{\"level\":4,",
		"rating.give\",\"args\":{\"level\":1,\"comment\":\"久等\",",
	};

	return text_printf(&sim->lasting, "{\"command\":\"%s\"ticket\":%" PRId64 "}}",
			   kinds[rng_below(&sim->rng, CC_COUNT(kinds))], recent(sim, hall->tickets, hall->ticket_n));
}

static struct text book(struct sim *sim, struct sim_command *command)
{
	char date[CIVIL_DATE_SIZE];

	(void)command;
	civil_format_date(civil_local_day(sim->clock.now_ms, OFFSET_MIN) + (int32_t)sim_number(sim, 0, 2), date);
	return text_printf(&sim->lasting,
			   "{\"command\":\"appointment.book\",\"args\":{\"service\":\"s1\",\"date\":\"%s\","
			   "\"slot\":\"%02d:00\","
			   "\"name\":\"王\",\"token\":\"t%d\"}}",
			   date, (int)sim_number(sim, SLOT_FROM, SLOT_TO), (int)sim_number(sim, 1, 9));
}

static struct text of_booking(struct sim *sim, struct sim_command *command)
{
	const struct sim_hall *hall = &sim->halls[command->hall];
	static const char *const kinds[] = { "redeem", "redeem", "redeem", "cancel" };

	return text_printf(&sim->lasting, "{\"command\":\"appointment.%s\",\"args\":{\"appointment\":%" PRId64 "}}",
			   kinds[rng_below(&sim->rng, CC_COUNT(kinds))], recent(sim, hall->bookings, hall->booking_n));
}

static struct text manage(struct sim *sim, struct sim_command *command)
{
	static const char *const kinds[] = { "pause", "resume", "resume" };

	(void)command;
	if (sim_rarely(sim, 3))
		return configure(sim);
	return text_printf(&sim->lasting, "{\"command\":\"service.%s\",\"args\":{\"service\":\"s%d\"}}",
			   kinds[rng_below(&sim->rng, CC_COUNT(kinds))], (int)sim_number(sim, 1, SERVICES));
}

/* What a manager does about alerts, and what devices and clerks say of themselves. */
static struct text of_alert(struct sim *sim, struct sim_command *command)
{
	const struct sim_hall *hall = &sim->halls[command->hall];
	static const char *const states[] = { "ok", "ok", "silent", "paper_low", "paper_out", "fault" };
	static const char *const pauses[] = { "pause", "resume", "resume" };
	static const char *const deeds[] = { "acknowledge", "escalate", "close" };

	switch (rng_below(&sim->rng, 5)) {
	case 0:
		return text_printf(&sim->lasting,
				   "{\"command\":\"device.report\",\"args\":{\"device\":\"d%d\",\"state\":\"%s\"}}",
				   (int)sim_number(sim, 1, 2), states[rng_below(&sim->rng, CC_COUNT(states))]);
	case 1:
		return text_printf(&sim->lasting, "{\"command\":\"device.%s\",\"args\":{\"device\":\"d%d\"}}",
				   pauses[rng_below(&sim->rng, CC_COUNT(pauses))], (int)sim_number(sim, 1, 2));
	case 2:
		return text_printf(&sim->lasting, "{\"command\":\"help.call\",\"args\":{\"window\":\"w%d\"}}",
				   (int)sim_number(sim, 1, SIM_WINDOWS));
	case 3:
		return text_printf(&sim->lasting,
				   "{\"command\":\"clerk.move\",\"args\":{\"clerk\":\"c%d\",\"window\":\"w%d\"}}",
				   (int)sim_number(sim, 1, CLERKS), (int)sim_number(sim, 1, SIM_WINDOWS));
	default:
		return text_printf(&sim->lasting, "{\"command\":\"alert.%s\",\"args\":{\"alert\":%" PRId64 "}}",
				   deeds[rng_below(&sim->rng, CC_COUNT(deeds))],
				   recent(sim, hall->alerts, hall->alert_n));
	}
}

static struct text some_body(struct sim *sim, struct sim_command *command)
{
	static const struct {
		uint64_t weight;
		struct text (*make)(struct sim *sim, struct sim_command *command);
	} kinds[] = {
		{ 30, take },     { 60, work }, { 6, press },      { 4, hold },   { 5, transfer },
		{ 7, of_ticket }, { 5, book },  { 4, of_booking }, { 1, manage },
		{ 6, of_alert },
	};
	uint64_t sum = 0, i = 0;

	for (size_t k = 0; k < CC_COUNT(kinds); k++)
		sum += kinds[k].weight;
	for (uint64_t at = rng_below(&sim->rng, sum); at >= kinds[i].weight; i++)
		at -= kinds[i].weight;
	return kinds[i].make(sim, command);
}

struct sim_command *sim_command_new(struct sim *sim, uint32_t hall)
{
	if (sim->command_n == SIM_COMMANDS_MAX)
		return NULL;
	struct sim_command *command = &sim->commands[sim->command_n];
	*command = (struct sim_command){ .hall = hall };
	snprintf(command->key, sizeof(command->key), "k%u", sim->command_n++);
	command->body = sim->halls[hall].configured ? some_body(sim, command) : configure(sim);
	return command;
}

static void remember(int64_t *ids, uint32_t *n, const struct json *id)
{
	if (id != NULL && json_kind(id) == JSON_INT)
		ids[(*n)++ % SIM_RECENT_MAX] = json_int(id);
}

void sim_learn(struct sim *sim, const struct sim_command *command)
{
	struct sim_hall *hall = &sim->halls[command->hall];
	const struct json *json;

	if (command->fate == SIM_REFUSED) {
		/* The clerk is not where the clerk thought to be, and tries the next thing. */
		if (command->window > 0)
			hall->stages[command->window - 1] = (hall->stages[command->window - 1] + 1) % SIM_STAGES;
		return;
	}
	hall->configured = true;
	if (command->window > 0)
		hall->stages[command->window - 1] = command->stage;
	if (json_parse(&sim->passing, command->answer, &json, NULL) != RC_OK)
		return sim_fail(sim, "an answer is no JSON");
	remember(hall->tickets, &hall->ticket_n, json_member(json_member(json, "result"), "ticket"));
	remember(hall->bookings, &hall->booking_n, json_member(json_member(json, "result"), "appointment"));
	remember(hall->alerts, &hall->alert_n, json_member(json_member(json, "result"), "alert"));
}
