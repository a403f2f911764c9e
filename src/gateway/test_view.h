/* Answers held against the contract, by a walk over its tables of shapes. */
#ifndef OH_GATEWAY_TEST_VIEW_H
#define OH_GATEWAY_TEST_VIEW_H

#include "base/json.h"
#include "gateway/test_site.h"

struct shape;

/* Check that `value` is an object of `shape`: every member that must be there is, each is of its kind and
 * within its range, none is unknown, and none is written that holds its zero. RC_INVALID names the member. */
CC_CHECK enum rc view_check(const struct shape *shape, const struct json *value, struct err *err);
/* The same for an event of the API: seq, at, kind, and the members of its kind. */
CC_CHECK enum rc view_check_event(const struct json *event, struct err *err);
/* Shape of a view such as "state", or "config"; fails the test where there is none. */
const struct shape *view_shape(const char *name);

/* The body of a reply as JSON; it lives until the next call of this or the next function on the thread. */
const struct json *view_body(const struct reply *reply);
/* The same, of status 200 and held against view `name`. */
const struct json *view_of(const struct reply *reply, const char *name);
/* GET a path and hold the answer against view `name`. */
const struct json *view_get(const struct site_test *site, const char *path, const char *name);

/* A member by a path such as `events.0.kind`; fails the test where there is none. */
const struct json *view_member(const struct json *value, const char *path);
int64_t view_int(const struct json *value, const char *path);
bool view_bool(const struct json *value, const char *path);
/* True when the member is this text. */
bool view_is(const struct json *value, const char *path, const char *text);

#endif
