/* A simulated world: a few halls at one desk, over a store on a disk that fails, on a clock that steps,
 * with clients who ask again until they are answered. All of it follows from one seed. */
#ifndef OH_TEST_SIM_SIM_H
#define OH_TEST_SIM_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "app/hall/desk.h"
#include "base/arena.h"
#include "base/rng.h"
#include "host/sim/clock.h"
#include "host/sim/disk.h"
#include "store/store.h"
#include "store/store_sim.h"

enum {
	SIM_HALLS_MAX = 3,
	SIM_COMMANDS_MAX = 1024, /* of one seed */
	SIM_PENDING_MAX = 12,    /* commands that wait for an answer, in each hall */
	SIM_RECENT_MAX = 12,     /* tickets and bookings that clients remember */
	SIM_WHY_MAX = 512,
	SIM_KEY_SIZE = 16,
	SIM_WINDOWS = 3, /* of a hall */
};

/* Where a clerk thinks to be; may be wrong, as clerks are. */
enum sim_stage { SIM_AWAY, SIM_FREE, SIM_CALLED, SIM_SERVING, SIM_STAGES };

/* What the client knows of a command. */
enum sim_fate {
	SIM_PENDING,  /* no answer yet: it may have happened or not */
	SIM_ANSWERED, /* 200: it happened, once */
	SIM_REFUSED,  /* 409 or 422: it did not */
};

/* A command that a client gave a key; the key is its place. */
struct sim_command {
	uint32_t hall;
	enum sim_fate fate;
	char key[SIM_KEY_SIZE];
	struct text body, answer;
	uint32_t window;      /* where it was asked, from 1; 0 for elsewhere */
	enum sim_stage stage; /* of that window when it succeeds */
	/* What the log has under its key, from the last look. */
	int64_t first_seq, event_n;
};

struct sim_hall {
	char id[SIM_KEY_SIZE];
	int64_t tickets[SIM_RECENT_MAX], bookings[SIM_RECENT_MAX], alerts[SIM_RECENT_MAX]; /* 0 for none */
	uint32_t ticket_n, booking_n, alert_n; /* ever remembered */
	enum sim_stage stages[SIM_WINDOWS];
	bool configured;
};

struct sim {
	uint64_t seed;
	struct rng rng;
	struct arena lasting, passing; /* of the world; of one step */
	struct sim_clock clock;
	struct disk *disk;
	struct store_sim *files;
	struct store *store;
	struct store *scratch; /* another store, to verify with */
	struct desk *desk;
	struct sim_hall halls[SIM_HALLS_MAX];
	uint32_t hall_n;
	struct sim_command commands[SIM_COMMANDS_MAX];
	uint32_t command_n;
	int64_t events, restarts, crashes, faults; /* for the report */
	char why[SIM_WHY_MAX];                     /* empty as long as all is well */
};

/* Write down what went wrong, if it is the first. */
CC_FORMAT(2, 3) void sim_fail(struct sim *sim, const char *format, ...);
/* A number of low..high, both included; and true once in `n`. */
int64_t sim_number(struct sim *sim, int64_t low, int64_t high);
bool sim_rarely(struct sim *sim, uint64_t n);

/* A new command of some client of a hall, or NULL when there were enough. The first configures the hall. */
struct sim_command *sim_command_new(struct sim *sim, uint32_t hall);
/* What clients learn from an answer: which tickets, bookings and calls for help there are, and how far a clerk is. */
void sim_learn(struct sim *sim, const struct sim_command *command);

/* The whole log of every hall against the auditor and against what the clients were told. */
void sim_check(struct sim *sim);
/* Chain, projections, snapshots and the file, made again and compared. */
void sim_verify(struct sim *sim);

#endif
