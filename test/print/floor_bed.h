/* A hall h1 on a real server in a directory of its own, with printers that have the troubles of real ones, and what
 * tests of its devices do again and again. A function that cannot do what it says fails the test. */
#ifndef OH_TEST_PRINT_FLOOR_BED_H
#define OH_TEST_PRINT_FLOOR_BED_H

#include "gateway/test_site.h"

struct device;

struct floor_bed {
	struct site_test site;
	struct site_wish wish;
	struct device *printer, *other;
	char dir[64];
	struct reply reply; /* the last one */
};

/* Of the test that runs, from floor_setup to floor_teardown. */
extern struct floor_bed floor_bed;

/* Make it, and take it away. */
int floor_setup(void **state);
int floor_teardown(void **state);

#define FLOOR_TEST(test) cmocka_unit_test_setup_teardown(test, floor_setup, floor_teardown)

/* Post `body` to `path`. */
void floor_post(const char *path, const char *body, struct reply *ret);
/* Send a command to the hall, which it does not refuse. */
void floor_must(const char *body);
/* Seq of the event that the last answer told. */
long long floor_last_seq(void);

/* Wait until the list of devices says this; or the log. */
void floor_await(const char *text);
void floor_await_event(const char *text);

/* Give the hall these devices, as a member of its configuration, and wait until the floor knows the last of them. */
void floor_configure(const char *devices, const char *last);
/* A kiosk k1 with a printer p1; a roll that is sold as 57 mm is one of 58. */
void floor_configure_kiosk(struct device *printer);

/* Take a ticket at a kiosk; at none for the empty text. */
void floor_take(const char *device);
/* Wait until a printer has printed so many slips, without a fault. */
void floor_await_slips(struct device *printer, int n);

#endif
