/* SQLite over a simulated disk, so that tests can pull the plug (host/sim/disk.h). Locks and shared
 * memory work among the stores of this process, so each runs with its usual settings. They end
 * when the last store on a file is closed: after disk_crash close all, then disk_reboot, then open again. */
#ifndef OH_STORE_STORE_SIM_H
#define OH_STORE_STORE_SIM_H

#include "base/err.h"

struct disk;
struct store_sim;

/* Register `disk` (not owned) with SQLite as the file system `name` (1 to 31 bytes, not in use yet);
 * give it as `vfs` in struct store_options. One thread only. */
CC_CHECK enum rc store_sim_register(struct store_sim **ret, const char *name, struct disk *disk,
				    struct err *err);

/* Unregister; every store on it must be closed (bug otherwise). Takes a pointer to NULL. */
void store_sim_unregister(struct store_sim **sim);

#endif
