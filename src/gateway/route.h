/* Addresses of the server: which function answers which. */
#ifndef OH_GATEWAY_ROUTE_H
#define OH_GATEWAY_ROUTE_H

#include <stdbool.h>

#include "base/text.h"

struct request;

enum route_method { ROUTE_GET = 1, ROUTE_POST = 2, ROUTE_PUT = 4, ROUTE_DELETE = 8 };

struct route {
	const char *name;    /* in logs and metrics */
	const char *pattern; /* segments; `{}` is any one segment that is not empty */
	enum route_method method;
	bool streams; /* never for HEAD */
	void (*serve)(struct request *request);
};

/* The last one has a NULL name; the one before it takes everything else (screens). */
extern const struct route routes[];

/* Number of a route in the table. */
int route_number(const struct route *route);

/* All methods that routes with the same pattern take, as bits. */
unsigned route_methods(const struct route *route);

/* Route for `path` (still escaped), its segments in place of `{}` in `ret_params`. NULL where no
 * pattern fits the method; `ret_other` is then a route that fits but for its method, or NULL. */
const struct route *route_find(struct text path, enum route_method method, struct text *ret_params,
			       const struct route **ret_other);

#endif
