/* SQLite's file system interface over a simulated disk (S7, N7).
 *
 * What SQLite asks of a file goes to the disk, and its faults come back as SQLite's codes. Locks and
 * the shared memory of the write-ahead log are kept here, by file, for all connections of the
 * process; they follow the rules of SQLite's unix files (see "File Locking And Concurrency" and "WAL-mode
 * File Format" in its documentation). They end with the last connection, as they would with the
 * process, so opening after a crash runs SQLite's own recovery.
 *
 * Time stands still and randomness comes from a fixed seed: the same calls do the same. */
#include "store/store_sim.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/rng.h"
#include "host/sim/disk.h"

enum { VFS_NAME_MAX = 32, SHM_REGIONS_MAX = 256, RANDOM_SEED = 1 };

/* What connections to one file share. */
struct node {
	struct node *next;
	char name[DISK_NAME_MAX];
	struct disk_file *file;
	int opened;              /* connections */
	int shared;              /* of these, with at least a shared lock */
	struct sim_file *writer; /* has the reserved lock or more */
	bool pending;            /* the writer lets no new reader in */

	int mapped; /* connections that use the shared memory */
	void *regions[SHM_REGIONS_MAX];
	int shm_shared[SQLITE_SHM_NLOCK];
	bool shm_exclusive[SQLITE_SHM_NLOCK];
};

struct store_sim {
	sqlite3_vfs vfs;
	char name[VFS_NAME_MAX];
	struct disk *disk;
	struct rng rng;
	struct node *nodes;
};

struct sim_file {
	sqlite3_file base;
	struct node *node;
	int lock; /* SQLITE_LOCK_... */
	bool mapped;
	uint16_t shm_shared, shm_exclusive; /* bit n: lock n is held */
};

static struct sim_file *file_of(sqlite3_file *base)
{
	return (struct sim_file *)base;
}

static struct store_sim *sim_of(sqlite3_vfs *vfs)
{
	return vfs->pAppData;
}

/* SQLite's code for what the disk said; `fault` is the one for an input or output error. */
static int code(enum rc rc, int fault)
{
	switch (rc) {
	case RC_OK: return SQLITE_OK;
	case RC_FULL: return SQLITE_FULL;
	default: return fault;
	}
}

static int sim_read(sqlite3_file *base, void *into, int len, sqlite3_int64 offset)
{
	size_t got;
	enum rc rc = disk_read(file_of(base)->node->file, offset, into, (size_t)len, &got);

	if (rc != RC_OK)
		return SQLITE_IOERR_READ;
	if (got == (size_t)len)
		return SQLITE_OK;
	memset((char *)into + got, 0, (size_t)len - got);
	return SQLITE_IOERR_SHORT_READ;
}

static int sim_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
	return code(disk_write(file_of(base)->node->file, offset, bytes, (size_t)len), SQLITE_IOERR_WRITE);
}

static int sim_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	return code(disk_cut(file_of(base)->node->file, size), SQLITE_IOERR_TRUNCATE);
}

static int sim_sync(sqlite3_file *base, int flags)
{
	(void)flags;
	return code(disk_sync(file_of(base)->node->file), SQLITE_IOERR_FSYNC);
}

static int sim_size(sqlite3_file *base, sqlite3_int64 *ret)
{
	int64_t size;
	int result = code(disk_size(file_of(base)->node->file, &size), SQLITE_IOERR_FSTAT);

	*ret = size;
	return result;
}

static int sim_lock(sqlite3_file *base, int level)
{
	struct sim_file *file = file_of(base);
	struct node *node = file->node;

	if (file->lock >= level)
		return SQLITE_OK;
	if (node->writer != NULL && node->writer != file && (level > SQLITE_LOCK_SHARED || node->pending))
		return SQLITE_BUSY;
	if (file->lock == SQLITE_LOCK_NONE)
		node->shared++;
	if (level > SQLITE_LOCK_SHARED)
		node->writer = file;
	file->lock = level;
	if (level != SQLITE_LOCK_EXCLUSIVE)
		return SQLITE_OK;
	node->pending = true;
	if (node->shared == 1)
		return SQLITE_OK;
	file->lock = SQLITE_LOCK_PENDING;
	return SQLITE_BUSY;
}

static int sim_unlock(sqlite3_file *base, int level)
{
	struct sim_file *file = file_of(base);
	struct node *node = file->node;

	if (file->lock <= level)
		return SQLITE_OK;
	if (node->writer == file) {
		node->writer = NULL;
		node->pending = false;
	}
	if (level == SQLITE_LOCK_NONE)
		node->shared--;
	file->lock = level;
	return SQLITE_OK;
}

static int sim_check_reserved(sqlite3_file *base, int *ret)
{
	*ret = file_of(base)->node->writer != NULL;
	return SQLITE_OK;
}

static int sim_control(sqlite3_file *base, int op, void *arg)
{
	(void)base;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int sim_sector(sqlite3_file *base)
{
	(void)base;
	return DISK_SECTOR;
}

/* As SQLite takes disks of real machines to be. */
static int sim_characteristics(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int sim_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret)
{
	struct sim_file *file = file_of(base);
	struct node *node = file->node;

	*ret = NULL;
	if (region >= SHM_REGIONS_MAX)
		return SQLITE_FULL;
	if (!file->mapped) {
		file->mapped = true;
		node->mapped++;
	}
	if (node->regions[region] == NULL && extend) {
		node->regions[region] = calloc(1, (size_t)size);
		if (node->regions[region] == NULL)
			return SQLITE_IOERR_NOMEM;
	}
	*ret = node->regions[region];
	return SQLITE_OK;
}

static void shm_unlock(struct sim_file *file, uint16_t mask)
{
	struct node *node = file->node;

	for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
		if (file->shm_shared & mask & (1u << i))
			node->shm_shared[i]--;
		if (file->shm_exclusive & mask & (1u << i))
			node->shm_exclusive[i] = false;
	}
	file->shm_shared &= (uint16_t)~mask;
	file->shm_exclusive &= (uint16_t)~mask;
}

static bool shm_free(const struct node *node, uint16_t mask, bool exclusive)
{
	for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
		if (!(mask & (1u << i)))
			continue;
		if (node->shm_exclusive[i] || (exclusive && node->shm_shared[i] > 0))
			return false;
	}
	return true;
}

static int sim_shm_lock(sqlite3_file *base, int first, int n, int flags)
{
	struct sim_file *file = file_of(base);
	struct node *node = file->node;
	uint16_t mask = (uint16_t)((1u << (first + n)) - (1u << first));
	bool exclusive = flags & SQLITE_SHM_EXCLUSIVE;

	if (flags & SQLITE_SHM_UNLOCK) {
		shm_unlock(file, mask);
		return SQLITE_OK;
	}
	if ((file->shm_shared | file->shm_exclusive) & mask)
		return exclusive == ((file->shm_exclusive & mask) == mask) ? SQLITE_OK : SQLITE_BUSY;
	if (!shm_free(node, mask, exclusive))
		return SQLITE_BUSY;
	for (int i = first; i < first + n; i++) {
		if (exclusive)
			node->shm_exclusive[i] = true;
		else
			node->shm_shared[i]++;
	}
	if (exclusive)
		file->shm_exclusive |= mask;
	else
		file->shm_shared |= mask;
	return SQLITE_OK;
}

static void sim_shm_barrier(sqlite3_file *base)
{
	(void)base;
}

static int sim_shm_unmap(sqlite3_file *base, int delete)
{
	struct sim_file *file = file_of(base);
	struct node *node = file->node;

	(void)delete;
	if (!file->mapped)
		return SQLITE_OK;
	shm_unlock(file, UINT16_MAX);
	file->mapped = false;
	if (--node->mapped > 0)
		return SQLITE_OK;
	for (int i = 0; i < SHM_REGIONS_MAX; i++) {
		free(node->regions[i]);
		node->regions[i] = NULL;
	}
	return SQLITE_OK;
}

static int sim_close(sqlite3_file *base)
{
	(void)sim_shm_unmap(base, 0);
	(void)sim_unlock(base, SQLITE_LOCK_NONE);
	file_of(base)->node->opened--;
	return SQLITE_OK;
}

static const sqlite3_io_methods file_methods = {
	.iVersion = 2,
	.xClose = sim_close,
	.xRead = sim_read,
	.xWrite = sim_write,
	.xTruncate = sim_truncate,
	.xSync = sim_sync,
	.xFileSize = sim_size,
	.xLock = sim_lock,
	.xUnlock = sim_unlock,
	.xCheckReservedLock = sim_check_reserved,
	.xFileControl = sim_control,
	.xSectorSize = sim_sector,
	.xDeviceCharacteristics = sim_characteristics,
	.xShmMap = sim_shm_map,
	.xShmLock = sim_shm_lock,
	.xShmBarrier = sim_shm_barrier,
	.xShmUnmap = sim_shm_unmap,
};

static struct node *node_of(struct store_sim *sim, const char *name)
{
	struct node *node;

	for (node = sim->nodes; node != NULL; node = node->next) {
		if (strcmp(node->name, name) == 0)
			return node;
	}
	node = calloc(1, sizeof(*node));
	if (node == NULL)
		return NULL;
	memcpy(node->name, name, strlen(name) + 1);
	node->next = sim->nodes;
	sim->nodes = node;
	return node;
}

static int sim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *ret_flags)
{
	struct store_sim *sim = sim_of(vfs);
	struct sim_file *file = file_of(base);
	struct node *node;
	enum rc rc;

	memset(file, 0, sizeof(*file));
	/* Files without a name are temporary; the store keeps those in memory. */
	if (name == NULL || strlen(name) >= DISK_NAME_MAX)
		return SQLITE_CANTOPEN;
	node = node_of(sim, name);
	if (node == NULL)
		return SQLITE_NOMEM;
	rc = disk_file_open(sim->disk, name, flags & SQLITE_OPEN_CREATE, &node->file);
	if (rc != RC_OK)
		return SQLITE_CANTOPEN;
	node->opened++;
	file->node = node;
	base->pMethods = &file_methods;
	if (ret_flags != NULL)
		*ret_flags = flags;
	return SQLITE_OK;
}

static int sim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	enum rc rc = disk_file_remove(sim_of(vfs)->disk, name, sync != 0);

	return rc == RC_MISSING ? SQLITE_IOERR_DELETE_NOENT : code(rc, SQLITE_IOERR_DELETE);
}

static int sim_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	enum rc rc = disk_file_find(sim_of(vfs)->disk, name);

	(void)flags;
	*ret = rc == RC_OK;
	return rc == RC_OK || rc == RC_MISSING ? SQLITE_OK : SQLITE_IOERR_ACCESS;
}

static int sim_full_path(sqlite3_vfs *vfs, const char *name, int size, char *ret)
{
	(void)vfs;
	sqlite3_snprintf(size, ret, "%s", name);
	return SQLITE_OK;
}

static int sim_randomness(sqlite3_vfs *vfs, int len, char *ret)
{
	struct store_sim *sim = sim_of(vfs);

	for (int i = 0; i < len; i++)
		ret[i] = (char)rng_next(&sim->rng);
	return len;
}

static int sim_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

/* Milliseconds in Julian days; any moment serves. */
static int sim_time(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
	(void)vfs;
	*ret = INT64_C(212842000000000);
	return SQLITE_OK;
}

static int sim_last_error(sqlite3_vfs *vfs, int size, char *ret)
{
	(void)vfs;
	(void)size;
	(void)ret;
	return 0;
}

static const sqlite3_vfs vfs_methods = {
	.iVersion = 2,
	.szOsFile = sizeof(struct sim_file),
	.mxPathname = DISK_NAME_MAX - 1,
	.xOpen = sim_open,
	.xDelete = sim_delete,
	.xAccess = sim_access,
	.xFullPathname = sim_full_path,
	.xRandomness = sim_randomness,
	.xSleep = sim_sleep,
	.xGetLastError = sim_last_error,
	.xCurrentTimeInt64 = sim_time,
};

enum rc store_sim_register(struct store_sim **ret, const char *name, struct disk *disk, struct err *err)
{
	struct store_sim *sim;

	*ret = NULL;
	ASSERT(name[0] != '\0' && strlen(name) < VFS_NAME_MAX && sqlite3_vfs_find(name) == NULL);
	sim = calloc(1, sizeof(*sim));
	if (sim == NULL)
		return err_set(err, RC_FAULT, "no memory");
	memcpy(sim->name, name, strlen(name) + 1);
	sim->disk = disk;
	rng_seed(&sim->rng, RANDOM_SEED);
	sim->vfs = vfs_methods;
	sim->vfs.zName = sim->name;
	sim->vfs.pAppData = sim;
	if (sqlite3_vfs_register(&sim->vfs, 0) != SQLITE_OK) {
		free(sim);
		return err_set(err, RC_FAULT, "cannot register the file system %s", name);
	}
	*ret = sim;
	return RC_OK;
}

void store_sim_unregister(struct store_sim **sim)
{
	if (*sim == NULL)
		return;
	sqlite3_vfs_unregister(&(*sim)->vfs);
	while ((*sim)->nodes != NULL) {
		struct node *node = (*sim)->nodes;

		ASSERT(node->opened == 0 && node->mapped == 0);
		(*sim)->nodes = node->next;
		free(node);
	}
	free(*sim);
	*sim = NULL;
}
