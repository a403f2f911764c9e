/* The player of days: who moves next (S6).
 *
 * Windows move in turn as their clerks are ready; everything else is an errand with a time. There are few
 * of both, so the next one is found by looking at all. One command is out at a time, because the next
 * move may depend on its answer. */
#include "app/demo/demo.h"

#include "app/demo/demo_private.h"
#include "base/bug.h"
#include "base/civil.h"

enum { FAULT_PAUSE_S = 2, SIGN_IN_GAP_S = 7, FIRST_BOOKING_S = 20 };

int64_t demo_after(const struct demo *demo, int64_t now_ms, double seconds)
{
	int64_t ms = (int64_t)(seconds * 1000 / demo->speed);

	return now_ms + (ms > 0 ? ms : 1);
}

bool demo_chance(struct demo *demo, int32_t percent)
{
	return rng_below(&demo->rng, 100) < (uint64_t)percent;
}

int64_t demo_between(struct demo *demo, int64_t low, int64_t high)
{
	ASSERT(low <= high);
	return low + (int64_t)rng_below(&demo->rng, (uint64_t)(high - low) + 1);
}

int64_t demo_within(struct demo *demo, int64_t now_ms, int64_t low_s, int64_t high_s)
{
	return demo_after(demo, now_ms, (double)demo_between(demo, low_s, high_s));
}

struct text demo_any(struct demo *demo, const struct shape_list *list)
{
	return demo_word(list, rng_below(&demo->rng, list->n));
}

void demo_plan(struct demo *demo, enum demo_errand_kind kind, int64_t at_ms, int64_t subject)
{
	ASSERT(kind < DEMO_ERRAND_COUNT);
	if (demo->errand_n < DEMO_ERRANDS_MAX)
		demo->errands[demo->errand_n++] = (struct demo_errand){ kind, at_ms, subject };
}

bool demo_is_planned(const struct demo *demo, enum demo_errand_kind kind, int64_t subject)
{
	for (uint32_t i = 0; i < demo->errand_n; i++)
		if (demo->errands[i].kind == kind && demo->errands[i].subject == subject)
			return true;
	return false;
}

uint32_t demo_need_of(const struct demo *demo, struct text service)
{
	const struct demo_need *needs = demo->script->needs.at;
	uint32_t i = 0;

	while (i < demo->script->needs.n && !text_eq(needs[i].service, service))
		i++;
	return i;
}

struct json_out demo_command(struct buf *into, const char *name)
{
	struct json_out out = { .buf = into };

	json_open(&out, '{');
	json_key(&out, "command");
	json_put_text(&out, text_of(name));
	json_key(&out, "args");
	json_open(&out, '{');
	return out;
}

void demo_put_text(struct json_out *out, const char *name, struct text value)
{
	json_key(out, name);
	json_put_text(out, value);
}

void demo_put_int(struct json_out *out, const char *name, int64_t value)
{
	json_key(out, name);
	json_put_int(out, value);
}

void demo_command_end(struct json_out *out)
{
	json_close(out, '}');
	json_close(out, '}');
}

int64_t demo_result_int(const struct json *result, const char *name)
{
	const struct json *value = json_member(result, name);

	return value != NULL && json_kind(value) == JSON_INT ? json_int(value) : 0;
}

struct text demo_result_text(const struct json *result, const char *name)
{
	const struct json *value = json_member(result, name);

	return value != NULL && json_kind(value) == JSON_TEXT ? json_text(value) : text_of(NULL);
}

void demo_init(struct demo *demo, const struct demo_script *script, uint64_t seed, int utc_offset_min, double speed,
	       int64_t now_ms)
{
	ASSERT(script->crew.n <= DEMO_CREW_MAX && script->needs.n <= DEMO_NEEDS_MAX);
	ASSERT(speed > 0);
	*demo = (struct demo){ .script = script, .utc_offset_min = utc_offset_min, .speed = speed };
	rng_seed(&demo->rng, seed);
	for (uint32_t i = 0; i < script->crew.n; i++)
		demo->posts[i] = (struct demo_post){ .window = demo_word(&script->crew, i),
						     .at_ms = demo_after(demo, now_ms, 1 + i * SIGN_IN_GAP_S) };
	demo_plan(demo, DEMO_ARRIVE, now_ms, 0);
	demo_plan(demo, DEMO_BOOK, demo_after(demo, now_ms, FIRST_BOOKING_S), 0);
}

/* The window that moves first. */
static struct demo_post *first_post(const struct demo *demo)
{
	const struct demo_post *first = &demo->posts[0];

	for (uint32_t i = 1; i < demo->script->crew.n; i++)
		if (demo->posts[i].at_ms < first->at_ms)
			first = &demo->posts[i];
	return (struct demo_post *)first;
}

/* Place of the errand that comes first; there is always one, for customers never stop coming. */
static uint32_t first_errand(const struct demo *demo)
{
	uint32_t first = 0;

	ASSERT(demo->errand_n > 0);
	for (uint32_t i = 1; i < demo->errand_n; i++)
		if (demo->errands[i].at_ms < demo->errands[first].at_ms)
			first = i;
	return first;
}

int64_t demo_due_at(const struct demo *demo)
{
	const int64_t post = first_post(demo)->at_ms, errand = demo->errands[first_errand(demo)].at_ms;

	return post < errand ? post : errand;
}

bool demo_next(struct demo *demo, int64_t now_ms, struct buf *command)
{
	struct demo_post *post = first_post(demo);
	const uint32_t at = first_errand(demo);

	ASSERT(!demo->is_asking);
	if (demo_due_at(demo) > now_ms)
		return false;
	if (post->at_ms < demo->errands[at].at_ms) {
		demo->asked_post = post;
		demo->is_asking = true;
		demo_post_move(demo, post, now_ms, command);
	} else {
		demo->asked_post = NULL;
		demo->asked = demo->errands[at];
		demo->errands[at] = demo->errands[--demo->errand_n];
		demo->is_asking = demo_errand_do(demo, &demo->asked, now_ms, command);
	}
	return demo->is_asking;
}

/* Arrivals and bookings have planned their successors already. */
static bool is_endless(enum demo_errand_kind kind)
{
	return kind == DEMO_ARRIVE || kind == DEMO_BOOK;
}

void demo_answered(struct demo *demo, int64_t now_ms, const struct json *answer)
{
	const struct json *result = json_member(answer, "result");
	const struct text refusal = demo_result_text(answer, "refusal");
	const bool is_fault = result == NULL && refusal.len == 0;

	ASSERT(demo->is_asking);
	demo->is_asking = false;
	if (is_fault && demo->asked_post != NULL)
		demo->asked_post->at_ms = demo_after(demo, now_ms, FAULT_PAUSE_S);
	else if (is_fault && !is_endless(demo->asked.kind))
		demo_plan(demo, demo->asked.kind, demo_after(demo, now_ms, FAULT_PAUSE_S), demo->asked.subject);
	else if (demo->asked_post != NULL)
		demo_post_learn(demo, demo->asked_post, now_ms, result, refusal);
	else if (!is_fault)
		demo_errand_learn(demo, &demo->asked, now_ms, result);
}
