/* Commands straight to the desk of a server under test, past its loops. */
#ifndef OH_GATEWAY_TEST_WRITE_H
#define OH_GATEWAY_TEST_WRITE_H

#include "gateway/test_site.h"

enum { WRITE_NEWS_MAX = 4096 }; /* groups whose news fill a box that nobody empties */

/* The same command `n` times, each in a group of its own; they are on disk when this returns. */
void write_each(struct site_test *site, const char *hall, const char *body, int n);
/* The same in few groups. */
void write_all(struct site_test *site, const char *hall, const char *body, int n);
/* Let the desk end what it has, before those who hear of it are closed. */
void write_stop(struct site_test *site);

#endif
