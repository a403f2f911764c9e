/* Rehearsals (S6): the player against the pure machine. Every answer is made as the desk makes it, from the
 * event that the contract names as the command's result. */
#include "app/demo/rehearse.h"

#include "app/demo/demo_private.h"
#include "base/bug.h"
#include "queue/step.h"

enum { PAPER_BYTES = 64 << 20 };

struct rehearsal {
	struct queue_hall hall;
	struct demo_rehearsal *ret;
	struct arena *arena;
	struct arena paper; /* for one command */
	uint64_t seed;
};

/* {"result": ...} or {"refusal": ...}, as the API answers. */
static struct text answer_to(struct rehearsal *play, enum queue_command_kind kind,
			     const struct queue_decision *decision)
{
	struct buf buf = { .arena = &play->paper };
	struct json_out out = { .buf = &buf };
	const struct queue_event *result = NULL;

	for (uint32_t i = 0; i < decision->n && result == NULL; i++)
		if ((int)decision->events[i].kind == queue_command_infos[kind].result_event)
			result = &decision->events[i];
	json_open(&out, '{');
	if (decision->refusal != REFUSED_NOT) {
		json_key(&out, "refusal");
		json_put_text(&out, text_of(queue_refusal_infos[decision->refusal].name));
	} else {
		json_key(&out, "result");
		if (result != NULL)
			queue_event_write(&play->hall, result, &out);
		else
			json_put_null(&out);
	}
	json_close(&out, '}');
	return buf_view(&buf);
}

/* Let the hall decide `command` and keep it among the deeds; `ret` is the answer, until the next one. */
static enum rc perform(struct rehearsal *play, struct text command, int64_t at_ms, const struct json **ret,
		       struct err *err)
{
	struct demo_rehearsal *done = play->ret;
	struct queue_command parsed;
	const struct json *json;
	enum rc rc;

	rc = json_parse(&play->paper, command, &json, err);
	if (rc == RC_OK)
		rc = queue_command_read(&play->hall, json, &play->paper, &parsed, err);
	if (rc != RC_OK)
		return rc;
	/* What time brings comes first, as at the desk, so that no alert of its own is taken for the answer. */
	const struct queue_command tick = { .kind = QUEUE_DO_HALL_TICK };
	(void)queue_step(&play->hall, &tick, at_ms, play->seed, &play->paper);
	const struct queue_decision decision = queue_step(&play->hall, &parsed, at_ms, play->seed++, &play->paper);
	done->refused += decision.refusal != REFUSED_NOT;
	done->deeds[done->n++] = (struct demo_deed){ at_ms, text_copy(play->arena, command) };
	return json_parse(&play->paper, answer_to(play, parsed.kind, &decision), ret, err);
}

/* The open alerts as the manager's screen lists them, as far as the player reads them. */
static enum rc look(struct rehearsal *play, struct demo *demo, int64_t at_ms, struct err *err)
{
	struct buf buf = { .arena = &play->paper };
	struct json_out out = { .buf = &buf };
	const struct json *alerts;

	json_open(&out, '[');
	for (uint32_t i = 0; i < play->hall.alert_n; i++) {
		const struct queue_alert *alert = &play->hall.alerts[i];

		json_open(&out, '{');
		demo_put_int(&out, "alert", alert->id.n);
		demo_put_text(&out, "kind", text_of(queue_alert_kind_words.words[alert->about]));
		if (alert->acknowledged_at != 0)
			demo_put_int(&out, "acknowledged_at", alert->acknowledged_at);
		json_close(&out, '}');
	}
	json_close(&out, ']');
	const enum rc rc = json_parse(&play->paper, buf_view(&buf), &alerts, err);
	if (rc == RC_OK)
		demo_look(demo, at_ms, alerts);
	return rc;
}

static enum rc configure(struct rehearsal *play, struct text config, int64_t at_ms, struct err *err)
{
	const struct json *answer;
	const struct text command = text_printf(
		&play->paper, "{\"command\": \"hall.configure\", \"args\": {\"config\": %.*s}}", TEXT_ARG(config));
	enum rc rc = perform(play, command, at_ms, &answer, err);

	if (rc == RC_OK && !play->hall.configured)
		rc = err_invalid(err, "config", "the demonstration's hall is refused: %.*s",
				 TEXT_ARG(json_text(json_member(answer, "refusal"))));
	return rc;
}

static enum rc play_on(struct rehearsal *play, struct demo *demo, int64_t to_ms, struct err *err)
{
	enum rc rc = RC_OK;

	for (int64_t at = demo_due_at(demo); rc == RC_OK && at <= to_ms && play->ret->n < REHEARSE_COMMANDS_MAX;
	     at = demo_due_at(demo)) {
		struct buf command = { .arena = &play->paper };
		const struct json *answer;

		arena_reset(&play->paper);
		if (demo_wants_look(demo, at))
			rc = look(play, demo, at, err);
		if (rc != RC_OK || !demo_next(demo, at, &command))
			continue;
		rc = perform(play, buf_view(&command), at, &answer, err);
		if (rc == RC_OK)
			demo_answered(demo, at, answer);
	}
	return rc;
}

enum rc demo_rehearse(struct demo *demo, struct text config, int64_t from_ms, int64_t to_ms, struct arena *arena,
		      struct demo_rehearsal *ret, struct err *err)
{
	struct rehearsal play = { .ret = ret, .arena = arena };
	enum rc rc;

	ASSERT(from_ms <= to_ms);
	*ret = (struct demo_rehearsal){ .deeds = ARENA_ARRAY(arena, REHEARSE_COMMANDS_MAX, struct demo_deed) };
	queue_hall_init(&play.hall, arena);
	arena_init(&play.paper, PAPER_BYTES);
	rc = configure(&play, config, from_ms, err);
	if (rc == RC_OK)
		rc = play_on(&play, demo, to_ms, err);
	ret->seq = play.hall.seq;
	arena_done(&play.paper);
	return rc;
}
