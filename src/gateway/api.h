/* Making a request a job: what the files that ask the desk, or an office beside it, share. */
#ifndef OH_GATEWAY_API_H
#define OH_GATEWAY_API_H

#include <stdbool.h>
#include <stdint.h>

#include "app/hall/desk.h"

struct post_job;
struct request;

/* Make the request a job about `hall`, which answers it when it is done, and keep it until then. False where the
 * server stops and takes no more; the request was then answered. */
bool api_begin(struct request *request, enum desk_ask ask, struct text hall, const struct json *body, int64_t now_ms);

/* Answer the request whose job this is. */
void api_answer(struct post_job *job);

/* The body of a command, its key in the job; NULL where there is none, and the request was answered. */
const struct json *api_command(struct request *request);

/* Read a query with `names` (NULL-terminated); false where it is malformed, and the request was answered. */
bool api_query(struct request *request, const char *const *names, struct text *ret_values);

#endif
