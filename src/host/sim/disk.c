/* A simulated disk with power cuts (S7, N7). The model is in the header.
 *
 * Invariant: `disk` and then `waiting` in order make `seen`, for every file that is seen. */
#include "host/sim/disk.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/rng.h"

/* Contents of a file. */
struct image {
	unsigned char *at;
	size_t len, size;
};

/* A write that no sync has moved to the platter; a cut has no bytes and its new size in `offset`. */
struct waiting {
	struct waiting *next;
	bool cut;
	size_t offset, len;
	unsigned char bytes[];
};

struct disk_file {
	struct disk *disk;
	char name[DISK_NAME_MAX];
	bool named; /* processes find it under its name */
	bool sure;  /* and the platter has that name */
	struct image seen, platter;
	struct waiting *first, **last;
};

struct disk {
	struct rng rng;
	struct disk_faults faults;
	int64_t operations, writes, syncs;
	bool down;
	uint32_t n;
	struct disk_file *files[DISK_FILES_MAX];
};

static void *take(size_t size)
{
	void *at = calloc(1, size);

	if (at == NULL)
		BUG("no memory for the simulated disk");
	return at;
}

static void image_resize(struct image *image, size_t len)
{
	if (len > image->size) {
		size_t size = image->size < DISK_SECTOR ? DISK_SECTOR : image->size;

		while (size < len)
			size *= 2;
		image->at = realloc(image->at, size);
		if (image->at == NULL)
			BUG("no memory for the simulated disk");
		image->size = size;
	}
	if (len > image->len)
		memset(image->at + image->len, 0, len - image->len);
	image->len = len;
}

static void image_write(struct image *image, size_t offset, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	if (offset + len > image->len)
		image_resize(image, offset + len);
	memcpy(image->at + offset, bytes, len);
}

static void image_copy(struct image *to, const struct image *from)
{
	image_resize(to, 0);
	image_write(to, 0, from->at, from->len);
}

struct disk *disk_open(uint64_t seed)
{
	struct disk *disk = take(sizeof(*disk));

	rng_seed(&disk->rng, seed);
	return disk;
}

static void forget_waiting(struct disk_file *file)
{
	while (file->first != NULL) {
		struct waiting *next = file->first->next;

		free(file->first);
		file->first = next;
	}
	file->last = &file->first;
}

void disk_close(struct disk **disk)
{
	if (*disk == NULL)
		return;
	for (uint32_t i = 0; i < (*disk)->n; i++) {
		struct disk_file *file = (*disk)->files[i];

		forget_waiting(file);
		free(file->seen.at);
		free(file->platter.at);
		free(file);
	}
	free(*disk);
	*disk = NULL;
}

void disk_faults(struct disk *disk, const struct disk_faults *faults)
{
	disk->faults = *faults;
	disk->operations = disk->writes = disk->syncs = 0;
}

int64_t disk_operations(const struct disk *disk)
{
	return disk->operations;
}

bool disk_is_down(const struct disk *disk)
{
	return disk->down;
}

static uint64_t count_waiting(const struct disk_file *file)
{
	uint64_t n = 0;

	for (const struct waiting *waiting = file->first; waiting != NULL; waiting = waiting->next)
		n++;
	return n;
}

static void to_platter(struct disk_file *file, const struct waiting *waiting, size_t len)
{
	if (waiting->cut)
		image_resize(&file->platter, waiting->offset);
	else
		image_write(&file->platter, waiting->offset, waiting->bytes, len);
}

/* Bytes of a waiting write that reach the platter: all, none, or up to the end of some sector. */
static size_t fate(struct rng *rng, const struct waiting *waiting)
{
	size_t first = waiting->offset / DISK_SECTOR;
	size_t last = waiting->len > 0 ? (waiting->offset + waiting->len - 1) / DISK_SECTOR : first;
	size_t cut;

	switch (rng_below(rng, 3)) {
	case 0: return waiting->len;
	case 1: return 0;
	default:
		cut = (first + rng_below(rng, last - first + 1)) * DISK_SECTOR;
		return cut > waiting->offset ? cut - waiting->offset : 0;
	}
}

static void file_crash(struct disk_file *file, struct rng *rng)
{
	uint64_t arrived = rng_below(rng, count_waiting(file) + 1);

	for (const struct waiting *waiting = file->first; waiting != NULL; waiting = waiting->next) {
		if (arrived > 0) {
			arrived--;
			to_platter(file, waiting, waiting->len);
		} else if (!waiting->cut) {
			to_platter(file, waiting, fate(rng, waiting));
		} else if (rng_below(rng, 2) == 0) {
			to_platter(file, waiting, 0);
		}
	}
	forget_waiting(file);
	if (file->named != file->sure)
		file->named = file->sure = rng_below(rng, 2) == 0;
	if (!file->named)
		image_resize(&file->platter, 0);
	image_copy(&file->seen, &file->platter);
}

void disk_crash(struct disk *disk)
{
	disk->down = true;
	for (uint32_t i = 0; i < disk->n; i++)
		file_crash(disk->files[i], &disk->rng);
}

void disk_reboot(struct disk *disk)
{
	disk->down = false;
}

/* Count an operation and cut the power where it is due; false where there is none. */
static bool powered(struct disk *disk)
{
	if (disk->down)
		return false;
	disk->operations++;
	if (disk->operations == disk->faults.crash_at)
		disk_crash(disk);
	return !disk->down;
}

static struct disk_file *find(struct disk *disk, const char *name)
{
	for (uint32_t i = 0; i < disk->n; i++) {
		if (strcmp(disk->files[i]->name, name) == 0)
			return disk->files[i];
	}
	return NULL;
}

static struct disk_file *add(struct disk *disk, const char *name)
{
	struct disk_file *file = take(sizeof(*file));

	ASSERT(strlen(name) < DISK_NAME_MAX);
	memcpy(file->name, name, strlen(name) + 1);
	file->disk = disk;
	file->last = &file->first;
	disk->files[disk->n++] = file;
	return file;
}

enum rc disk_file_open(struct disk *disk, const char *name, bool create, struct disk_file **ret)
{
	struct disk_file *file = find(disk, name);

	*ret = NULL;
	if (!powered(disk))
		return RC_FAULT;
	if (!create && (file == NULL || !file->named))
		return RC_MISSING;
	if (file == NULL) {
		if (disk->n == DISK_FILES_MAX)
			return RC_FULL;
		file = add(disk, name);
	}
	if (!file->named) {
		/* A name that was removed and is made again is a new file; the old one is gone for good. */
		forget_waiting(file);
		image_resize(&file->seen, 0);
		image_resize(&file->platter, 0);
		file->named = true;
		file->sure = false;
	}
	*ret = file;
	return RC_OK;
}

enum rc disk_file_find(struct disk *disk, const char *name)
{
	const struct disk_file *file = find(disk, name);

	if (!powered(disk))
		return RC_FAULT;
	return file != NULL && file->named ? RC_OK : RC_MISSING;
}

enum rc disk_file_remove(struct disk *disk, const char *name, bool sync)
{
	struct disk_file *file = find(disk, name);

	if (!powered(disk))
		return RC_FAULT;
	if (file == NULL || !file->named)
		return RC_MISSING;
	file->named = false;
	if (sync)
		file->sure = false;
	return RC_OK;
}

enum rc disk_read(struct disk_file *file, int64_t offset, void *into, size_t len, size_t *ret_len)
{
	size_t from = (size_t)offset;

	ASSERT(offset >= 0);
	*ret_len = 0;
	if (!powered(file->disk))
		return RC_FAULT;
	if (from >= file->seen.len)
		return RC_OK;
	*ret_len = file->seen.len - from < len ? file->seen.len - from : len;
	memcpy(into, file->seen.at + from, *ret_len);
	return RC_OK;
}

static void wait_for_sync(struct disk_file *file, bool cut, size_t offset, const void *bytes, size_t len)
{
	struct waiting *waiting = take(sizeof(*waiting) + len);

	waiting->cut = cut;
	waiting->offset = offset;
	waiting->len = len;
	if (len > 0)
		memcpy(waiting->bytes, bytes, len);
	*file->last = waiting;
	file->last = &waiting->next;
}

static void write_now(struct disk_file *file, size_t offset, const void *bytes, size_t len)
{
	image_write(&file->seen, offset, bytes, len);
	wait_for_sync(file, false, offset, bytes, len);
}

static size_t bytes_seen(const struct disk *disk)
{
	size_t sum = 0;

	for (uint32_t i = 0; i < disk->n; i++)
		sum += disk->files[i]->named ? disk->files[i]->seen.len : 0;
	return sum;
}

/* How much of a write still fits on the disk. */
static size_t fits(const struct disk_file *file, size_t offset, size_t len)
{
	size_t end = offset + len;
	size_t grow = end > file->seen.len ? end - file->seen.len : 0;
	size_t used = bytes_seen(file->disk);
	size_t max = (size_t)file->disk->faults.bytes_max;
	size_t lack;

	if (max == 0 || grow == 0 || used + grow <= max)
		return len;
	lack = used < max ? used + grow - max : grow;
	return lack < len ? len - lack : 0;
}

enum rc disk_write(struct disk_file *file, int64_t offset, const void *bytes, size_t len)
{
	struct disk *disk = file->disk;
	size_t from = (size_t)offset;
	size_t room;

	ASSERT(offset >= 0 && from + len <= DISK_FILE_BYTES_MAX);
	/* The write that the power fails in is on its way already. */
	if (!disk->down && disk->operations + 1 == disk->faults.crash_at)
		write_now(file, from, bytes, len);
	if (!powered(disk))
		return RC_FAULT;
	disk->writes++;
	if (disk->writes == disk->faults.write_error_at)
		return RC_FAULT;
	if (disk->writes == disk->faults.write_short_at) {
		write_now(file, from, bytes, (size_t)rng_below(&disk->rng, len + 1));
		return RC_FAULT;
	}
	room = fits(file, from, len);
	write_now(file, from, bytes, room);
	return room == len ? RC_OK : RC_FULL;
}

enum rc disk_cut(struct disk_file *file, int64_t size)
{
	ASSERT(size >= 0 && size <= DISK_FILE_BYTES_MAX);
	if (!powered(file->disk))
		return RC_FAULT;
	image_resize(&file->seen, (size_t)size);
	wait_for_sync(file, true, (size_t)size, NULL, 0);
	return RC_OK;
}

enum rc disk_sync(struct disk_file *file)
{
	struct disk *disk = file->disk;

	if (!powered(disk))
		return RC_FAULT;
	if (++disk->syncs == disk->faults.sync_error_at)
		return RC_FAULT;
	for (const struct waiting *waiting = file->first; waiting != NULL; waiting = waiting->next)
		to_platter(file, waiting, waiting->len);
	forget_waiting(file);
	file->sure = file->named;
	ASSERT(file->platter.len == file->seen.len);
	return RC_OK;
}

enum rc disk_size(struct disk_file *file, int64_t *ret)
{
	*ret = 0;
	if (!powered(file->disk))
		return RC_FAULT;
	*ret = (int64_t)file->seen.len;
	return RC_OK;
}
