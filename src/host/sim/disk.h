/* A simulated disk with power cuts (S7, N7).
 *
 * Files live in memory twice: as processes see them, and as they are on the platter. A write changes
 * the first at once and waits in a list; disk_sync moves a file's list to the platter. At a crash the
 * first few of the list, how many by lot, have reached the platter; each of the others has one of three
 * fates: on the platter, on it up to some sector of 512 bytes, or lost. So a write may be lost while a
 * later one is kept. A new file, and the removal of one, is sure only after the file, or the removal,
 * was synced.
 *
 * The same seed and calls give the same fates. One thread only. Every operation on files (open,
 * remove, read, write, cut, sync, size) counts one for `crash_at`. */
#ifndef OH_HOST_SIM_DISK_H
#define OH_HOST_SIM_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { DISK_SECTOR = 512, DISK_NAME_MAX = 256, DISK_FILES_MAX = 64, DISK_FILE_BYTES_MAX = 1 << 30 };

struct disk;
struct disk_file;

/* What is to go wrong. Counts begin with 1 for the next operation of that kind after disk_faults;
 * 0 for never. Each happens once, but a disk stays full. */
struct disk_faults {
	int64_t crash_at;       /* operation at which the power goes */
	int64_t write_error_at; /* write that fails and leaves nothing */
	int64_t write_short_at; /* write that fails after a part of it */
	int64_t sync_error_at;  /* sync that fails; what waited still waits */
	int64_t bytes_max;      /* size of the disk, all files together */
};

/* New disk without files or faults. */
struct disk *disk_open(uint64_t seed);
void disk_close(struct disk **disk);

/* Set all faults and start counting anew; zeroed faults take them away. */
void disk_faults(struct disk *disk, const struct disk_faults *faults);
/* Operations since disk_faults, or since the beginning. */
int64_t disk_operations(const struct disk *disk);

/* Cut the power: decide the fate of all that waits. Until disk_reboot every operation is RC_FAULT. */
void disk_crash(struct disk *disk);
bool disk_is_down(const struct disk *disk);
/* Power is back; files are what the platter has. Handles of files that are still there work again. */
void disk_reboot(struct disk *disk);

/* Open by name, for as long as the disk; RC_MISSING where there is none and `create` is false, RC_FULL
 * beyond DISK_FILES_MAX. */
CC_CHECK enum rc disk_file_open(struct disk *disk, const char *name, bool create, struct disk_file **ret);
/* RC_OK or RC_MISSING. */
CC_CHECK enum rc disk_file_find(struct disk *disk, const char *name);
/* Remove by name; `sync` makes it sure. RC_MISSING. */
CC_CHECK enum rc disk_file_remove(struct disk *disk, const char *name, bool sync);

/* Read up to `len` bytes at `offset`; `ret_len` is less at the end of the file. */
CC_CHECK enum rc disk_read(struct disk_file *file, int64_t offset, void *into, size_t len, size_t *ret_len);
/* Write; a gap behind the end is filled with zeros. RC_FULL, RC_FAULT. */
CC_CHECK enum rc disk_write(struct disk_file *file, int64_t offset, const void *bytes, size_t len);
/* Make the file `size` bytes long. */
CC_CHECK enum rc disk_cut(struct disk_file *file, int64_t size);
CC_CHECK enum rc disk_sync(struct disk_file *file);
CC_CHECK enum rc disk_size(struct disk_file *file, int64_t *ret);

#endif
