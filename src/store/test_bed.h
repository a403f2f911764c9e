/* A place for a store under test: a directory of this machine, or a simulated disk. */
#ifndef OH_STORE_TEST_BED_H
#define OH_STORE_TEST_BED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/sim/disk.h"
#include "store/log.h"
#include "store/store.h"
#include "store/store_sim.h"

enum { BED_PATH_MAX = 96, BED_ARENA_MAX = 256 << 20 };

struct bed {
	bool simulated;
	char dir[BED_PATH_MAX];  /* of this machine, for backups too */
	char path[BED_PATH_MAX]; /* of the store */
	struct disk *disk;       /* NULL where it is a real one */
	struct store_sim *sim;
	struct arena arena;
	struct err err;
	struct store *store; /* open for writing; closed by the bed */
	int64_t hall;        /* number of a hall in it */
};

/* Make a bed with an open store and a hall; fails the test where it cannot. */
void bed_open(struct bed *bed, bool simulated, uint64_t seed);
void bed_done(struct bed *bed);

/* Another store on the same file. */
struct store *bed_another(struct bed *bed, bool read_only);
/* Close the store and open it again. */
void bed_reopen(struct bed *bed);

/* Setup and teardown of cmocka: the state is a struct bed. */
int bed_setup_real(void **state);
int bed_setup_sim(void **state);
int bed_teardown(void **state);

#define BED_REAL(test)                                                    \
	{                                                                 \
#test " (file)", test, bed_setup_real, bed_teardown, NULL \
	}
#define BED_SIM(test)                                                         \
	{                                                                     \
#test " (simulated)", test, bed_setup_sim, bed_teardown, NULL \
	}

/* An event with everything in it, the same for the same seq. */
struct store_event bed_event(struct arena *arena, int64_t seq);
/* Append `n` such events in a group of their own. */
void bed_append(struct bed *bed, int64_t hall, uint32_t n);
/* Same without a group. */
CC_CHECK enum rc bed_try_append(struct bed *bed, struct store *store, int64_t hall, int64_t after,
				uint32_t n);

#define assert_ok(bed, call)                                        \
	do {                                                        \
		(bed)->err.text[0] = '\0';                          \
		if ((call) != RC_OK)                                \
			fail_msg("%s: %s", #call, (bed)->err.text); \
	} while (0)
#define assert_rc(rc, call)         assert_int_equal((rc), (call))
#define assert_text(expected, text) assert_true(text_eq(text_of(expected), (text)))

#endif
