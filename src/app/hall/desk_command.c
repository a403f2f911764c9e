/* Commands (Q1-Q9, Q14, Q15, Q17): remembered, refused or decided.
 *
 * A key that was answered is answered again, byte for byte, whatever the hall has come to meanwhile; so
 * a caller whose link broke can always ask again. With another command it is refused, for its sender would take the
 * answer to that one for the answer to this. What time alone brought is a fact even where the
 * command behind it is refused. */
#include "app/fault.h"
#include "app/hall/desk_private.h"
#include "app/hall/event_text.h"
#include "app/hall/refusal.h"
#include "base/bug.h"
#include "queue/step.h"

static const struct text clock_name = { "clock", 5 };

static bool key_is_good(struct text key)
{
	if (key.len > DESK_KEY_MAX)
		return false;
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] <= ' ' || key.at[i] > '~')
			return false;
	return true;
}

/* Marks the command behind a key. The body may hold the number of a card, so nothing but a hash of it is kept. */
static struct text mark_of(const struct desk *desk, const struct desk_job *job, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };
	char mark[RECOGNISE_TOKEN_SIZE];

	json_put_value(&out, job->body);
	recognise_mark(&desk->key, buf_view(&buf), mark);
	return text_copy(arena, text_of(mark));
}

static void refuse_key(struct desk_job *job, enum fault fault)
{
	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, TEXT("Idempotency-Key"), text_of(NULL), job->arena);
}

/* The answer that the job's key has already; RC_MISSING where it has none. */
static enum rc repeat(struct desk *desk, struct desk_job *job, const struct desk_hall *hall, struct text mark,
		      struct err *err)
{
	struct store_answer known;

	const enum rc rc = store_answer_get(desk->store, hall->place->no, job->key, job->arena, &known, err);
	if (rc != RC_OK)
		return rc;
	if (known.command.len > 0 && !text_eq(known.command, mark)) {
		refuse_key(job, FAULT_KEY_USED);
		return RC_OK;
	}
	job->status = 200;
	job->answer = known.answer;
	desk->tally.repeated++;
	return RC_OK;
}

enum rc desk_pass_time(struct desk *desk, const struct desk_job *job, struct desk_hall *hall, struct err *err)
{
	const int64_t hall_at = hall->fold.hall.at;
	const int64_t now_ms = job->now_ms > hall_at ? job->now_ms : hall_at;
	enum rc rc = RC_OK;

	for (int round = 0; rc == RC_OK && hall->place->due_at <= now_ms; round++) {
		const struct queue_decision due = queue_due(&hall->fold.hall, now_ms, &desk->paper);
		if (due.n == 0) {
			const int64_t next_ms = queue_due_at(&hall->fold.hall);
			hall->place->due_at = next_ms > now_ms ? next_ms : now_ms + 1;
			return RC_OK;
		}
		ASSERT(round < QUEUE_DUE_ROUNDS_MAX);
		rc = desk_take(desk, hall, due.events, due.n, clock_name, text_of(NULL), err);
	}
	return rc;
}

/* The result of a command: fields of one of its events. */
static void write_result(const struct queue_command_info *info, const struct queue_hall *hall,
			 const struct queue_decision *decision, struct json_out *out)
{
	const struct shape_names names = queue_names(hall);
	const struct queue_event *event = NULL;

	for (uint32_t i = 0; i < decision->n && event == NULL; i++)
		if ((int)decision->events[i].kind == info->result_event)
			event = &decision->events[i];
	json_open(out, '{');
	for (uint32_t f = 0; event != NULL && info->result_fields[f] != NULL; f++) {
		const struct shape_field *field = shape_find(queue_event_infos[event->kind].body,
							     text_of(info->result_fields[f]));
		ASSERT(field != NULL);
		shape_write_member(field, &event->ticket_taken, &names,
				   (int)hall->config.calendar.utc_offset_min, out);
	}
	json_close(out, '}');
}

static struct text answer_of(const struct desk_hall *hall, const struct queue_command *command,
			     const struct queue_decision *decision, struct arena *arena)
{
	const struct queue_hall *q = &hall->fold.hall;
	const struct store_event *events = hall->events + (hall->event_n - decision->n);
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	json_open(&out, '{');
	json_key(&out, "seq");
	json_put_int(&out, q->seq);
	json_key(&out, "events");
	json_open(&out, '[');
	for (uint32_t i = 0; i < decision->n; i++)
		json_put_raw(&out, event_text(&events[i], (int)q->config.calendar.utc_offset_min, arena));
	json_close(&out, ']');
	json_key(&out, "result");
	write_result(&queue_command_infos[command->kind], q, decision, &out);
	json_close(&out, '}');
	return buf_view(&buf);
}

static enum rc accept(struct desk *desk, struct desk_job *job, struct desk_hall *hall,
		      const struct queue_command *command, const struct queue_decision *decision,
		      struct text mark, struct err *err)
{
	enum rc rc = desk_take(desk, hall, decision->events, decision->n, job->actor, job->key, err);

	if (rc != RC_OK)
		return rc;
	job->status = 200;
	job->answer = answer_of(hall, command, decision, job->arena);
	if (job->key.len == 0)
		return RC_OK;
	const struct store_answer remembered = { .seq = hall->fold.hall.seq,
						 .at_ms = hall->fold.hall.at,
						 .command = mark,
						 .answer = job->answer };
	rc = store_answer_put(desk->store, hall->place->no, job->key, &remembered, err);
	desk->wrote = true;
	return rc;
}

static void refuse(struct desk *desk, struct desk_job *job, const struct queue_decision *decision)
{
	job->status = refusal_status(decision->refusal);
	job->answer = refusal_text(decision->refusal, job->language, decision->what, decision->ask,
				   job->arena);
	desk->tally.refusals++;
}

enum rc desk_command(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err)
{
	struct queue_command command;
	struct err bad = { .rc = RC_OK };
	struct text mark = { 0 };

	desk->tally.commands++;
	ASSERT(job->body != NULL);
	if (!key_is_good(job->key)) {
		refuse_key(job, FAULT_KEY_INVALID);
		return RC_OK;
	}
	if (job->key.len > 0) {
		mark = mark_of(desk, job, &desk->paper);
		const enum rc rc = repeat(desk, job, hall, mark, err);
		if (rc != RC_MISSING)
			return rc;
	}
	if (queue_command_read(&hall->fold.hall, job->body, &desk->paper, &command, &bad) != RC_OK) {
		desk_fault(job, RC_INVALID, &bad);
		return RC_OK;
	}
	enum rc rc = recognise(desk->store, &desk->key, &hall->fold.hall, &desk->paper, &command, err);
	if (rc == RC_OK)
		rc = desk_pass_time(desk, job, hall, err);
	if (rc != RC_OK)
		return rc;
	const struct queue_decision decision = queue_decide(&hall->fold.hall, &command, job->now_ms,
							    rng_next(&desk->rng), &desk->paper);
	if (decision.refusal != REFUSED_NOT) {
		refuse(desk, job, &decision);
		return RC_OK;
	}
	rc = accept(desk, job, hall, &command, &decision, mark, err);
	/* The alerts that follow from it are told with it. */
	return rc == RC_OK ? desk_pass_time(desk, job, hall, err) : rc;
}

enum rc desk_tick(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err)
{
	job->status = 200;
	return desk_pass_time(desk, job, hall, err);
}
