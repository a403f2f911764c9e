/* What must hold after every crash and at the end (Q2, Q7, Q9, S7, N7): the auditor has no objection to any
 * log, and each command is in its log as its client was told - once, not at all, or, where the client was
 * told nothing, either. */
#include "test/sim/sim.h"

#include <inttypes.h>

#include "app/verify/verify.h"
#include "store/log.h"
#include "test/audit/audit.h"

enum { PAGE = 500 };

static struct sim_command *by_key(struct sim *sim, struct text key)
{
	int64_t place;

	if (key.len < 2 || key.at[0] != 'k' || !text_int((struct text){ key.at + 1, key.len - 1 }, &place) ||
	    place < 0 || place >= sim->command_n)
		return NULL;
	return &sim->commands[place];
}

/* Note whose event it is. The events of a command stand together. */
static void note_key(struct sim *sim, uint32_t hall, const struct store_event *event)
{
	struct sim_command *command = by_key(sim, event->key);

	if (event->key.len == 0)
		return;
	if (command == NULL || command->hall != hall)
		return sim_fail(sim, "event %" PRId64 " has a key that nobody used there: %.*s", event->seq,
				TEXT_ARG(event->key));
	if (command->event_n == 0)
		command->first_seq = event->seq;
	if (event->seq != command->first_seq + command->event_n)
		return sim_fail(sim, "command %s is in the log twice: at %" PRId64 " and %" PRId64, command->key,
				command->first_seq, event->seq);
	command->event_n++;
}

/* Read the log of a hall. */
static void read_log(struct sim *sim, uint32_t hall, int64_t no)
{
	struct audit *audit = audit_open();
	struct store_event *events;
	uint32_t n = 0;
	int64_t after = 0;
	struct err err;

	do {
		if (store_events(sim->store, no, after, INT64_MAX, PAGE, &sim->passing, &events, &n, &err) != RC_OK) {
			sim_fail(sim, "the log of %s cannot be read: %s", sim->halls[hall].id, err.text);
			break;
		}
		for (uint32_t i = 0; i < n; i++) {
			audit_json(audit, events[i].seq, events[i].at_ms, events[i].kind, events[i].payload);
			note_key(sim, hall, &events[i]);
			after = events[i].seq;
		}
	} while (n > 0);
	if (!audit_end(audit))
		sim_fail(sim, "hall %s: the auditor objects (%s): %s", sim->halls[hall].id,
			 audit_breach_name(audit_breach(audit)), audit_text(audit));
	audit_close(&audit);
}

/* The answer names the events that stand in the log under the key. */
static bool fits_log(struct sim *sim, const struct sim_command *command, struct text answer)
{
	const struct json *json;

	if (json_parse(&sim->passing, answer, &json, NULL) != RC_OK)
		return false;
	const struct json *seq = json_member(json, "seq"), *events = json_member(json, "events");
	if (seq == NULL || events == NULL || json_count(events) != (size_t)command->event_n)
		return false;
	for (size_t i = 0; i < json_count(events); i++)
		if (json_int(json_member(json_entry(events, i), "seq")) != command->first_seq + (int64_t)i)
			return false;
	return json_int(seq) == command->first_seq + command->event_n - 1;
}

static void check_command(struct sim *sim, const struct sim_command *command, int64_t no)
{
	struct store_answer known;
	struct err err;
	const enum rc rc = store_answer_get(sim->store, no, text_of(command->key), &sim->passing, &known, &err);

	if (rc != RC_OK && rc != RC_MISSING)
		return sim_fail(sim, "the answer to %s cannot be read: %s", command->key, err.text);
	if (command->fate == SIM_REFUSED && (command->event_n > 0 || rc == RC_OK))
		return sim_fail(sim, "command %s was refused and happened", command->key);
	if (command->fate == SIM_ANSWERED && command->event_n == 0)
		return sim_fail(sim, "command %s was answered and is lost", command->key);
	if (command->fate == SIM_ANSWERED && !fits_log(sim, command, command->answer))
		return sim_fail(sim, "command %s was answered with what is not in the log", command->key);
	if (rc == RC_OK && command->event_n == 0)
		return sim_fail(sim, "command %s has an answer and no event", command->key);
	if (rc == RC_MISSING && command->event_n > 0)
		return sim_fail(sim, "command %s happened and its answer is forgotten", command->key);
	if (rc == RC_OK && !fits_log(sim, command, known.answer))
		return sim_fail(sim, "the answer kept for %s is not what is in the log", command->key);
	if (rc == RC_OK && command->fate == SIM_ANSWERED && !text_eq(known.answer, command->answer))
		return sim_fail(sim, "command %s was answered otherwise than is remembered", command->key);
}

void sim_check(struct sim *sim)
{
	sim->events = 0;
	for (uint32_t c = 0; c < sim->command_n; c++)
		sim->commands[c].first_seq = sim->commands[c].event_n = 0;
	for (uint32_t h = 0; h < sim->hall_n && sim->why[0] == '\0'; h++) {
		struct store_hall hall;
		struct store_head head;
		struct err err;
		if (store_hall_find(sim->store, text_of(sim->halls[h].id), &sim->passing, &hall, &err) != RC_OK ||
		    store_head(sim->store, hall.no, &head, &err) != RC_OK)
			return sim_fail(sim, "hall %s is gone: %s", sim->halls[h].id, err.text);
		read_log(sim, h, hall.no);
		sim->events += head.seq;
		for (uint32_t c = 0; c < sim->command_n && sim->why[0] == '\0'; c++)
			if (sim->commands[c].hall == h)
				check_command(sim, &sim->commands[c], hall.no);
	}
}

void sim_verify(struct sim *sim)
{
	static struct verify_report report;

	report = (struct verify_report){ 0 };
	verify_run(sim->store, sim->scratch, &sim->passing, &report);
	if (report.problem_n > 0)
		sim_fail(sim, "verify finds %" PRId64 " problems, the first in hall %.*s at %" PRId64 ": %.*s",
			 report.problem_n, TEXT_ARG(report.problems[0].hall), report.problems[0].seq,
			 TEXT_ARG(report.problems[0].what));
}
