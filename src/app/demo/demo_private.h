/* What the parts of the player share. */
#ifndef OH_APP_DEMO_DEMO_PRIVATE_H
#define OH_APP_DEMO_DEMO_PRIVATE_H

#include "app/demo/demo.h"

/* An instant `seconds` after `now_ms`, at the player's speed. */
int64_t demo_after(const struct demo *demo, int64_t now_ms, double seconds);
/* The same for any number of whole seconds from `low_s` to `high_s`. */
int64_t demo_within(struct demo *demo, int64_t now_ms, int64_t low_s, int64_t high_s);

/* True in `percent` of 100 cases. */
bool demo_chance(struct demo *demo, int32_t percent);

/* Uniform from `low` to `high`, both included. */
int64_t demo_between(struct demo *demo, int64_t low, int64_t high);

/* Any entry of a list of texts. */
struct text demo_any(struct demo *demo, const struct shape_list *list);

/* Do something later. Where too much is planned already, it is dropped: people forget. */
void demo_plan(struct demo *demo, enum demo_errand_kind kind, int64_t at_ms, int64_t subject);

/* True where it is planned. */
bool demo_is_planned(const struct demo *demo, enum demo_errand_kind kind, int64_t subject);

/* Place of a service in script->needs; their number where it is not among them. */
uint32_t demo_need_of(const struct demo *demo, struct text service);

/* The command's JSON: open it, then put arguments, then close it. */
struct json_out demo_command(struct buf *into, const char *name);
void demo_put_text(struct json_out *out, const char *name, struct text value);
void demo_put_int(struct json_out *out, const char *name, int64_t value);
void demo_command_end(struct json_out *out);

/* Integer or text member of the result; 0 or empty where there is none. */
int64_t demo_result_int(const struct json *result, const char *name);
struct text demo_result_text(const struct json *result, const char *name);

/* Clerks: the move of a window that is due, and what came of it. `result` is NULL where it was refused. */
void demo_post_move(struct demo *demo, struct demo_post *post, int64_t now_ms, struct buf *command);
void demo_post_learn(struct demo *demo, struct demo_post *post, int64_t now_ms, const struct json *result,
		     struct text refusal);

/* Customers and the manager, likewise. The errand has been taken off the list. */
bool demo_errand_do(struct demo *demo, const struct demo_errand *errand, int64_t now_ms, struct buf *command);
void demo_errand_learn(struct demo *demo, const struct demo_errand *errand, int64_t now_ms, const struct json *result);

#endif
