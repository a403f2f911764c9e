/* The file system that gathers the writes of the log: it holds what any file would hold, it reports what could
 * not be written, and it writes less often (S7, S8). */
#include "store/sqlite_log_vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "host/sim/disk.h"
#include "store/store_sim.h"

enum { FILE_BYTES = 600000, SEEDS = 20, STEPS = 400, FRAME_HEAD = 24, PAGE = 4096 };

/* A log on a simulated disk. */
struct log_world {
	struct disk *disk;
	struct store_sim *sim;
	struct log_vfs vfs;
	sqlite3_file *file;
};

static struct log_world world;

static void open_log(void)
{
	int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	assert_int_equal(world.vfs.vfs.xOpen(&world.vfs.vfs, "log-wal\0", world.file, flags, &flags), SQLITE_OK);
}

static int set_up(void **state)
{
	struct err err;

	(void)state;
	memset(&world, 0, sizeof(world));
	world.disk = disk_open(1);
	assert_int_equal(store_sim_register(&world.sim, "below", world.disk, &err), RC_OK);
	assert_true(log_vfs_open(&world.vfs, sqlite3_vfs_find("below")));
	world.file = calloc(1, (size_t)world.vfs.vfs.szOsFile);
	assert_non_null(world.file);
	open_log();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	assert_int_equal(world.file->pMethods->xClose(world.file), SQLITE_OK);
	log_vfs_close(&world.vfs);
	store_sim_unregister(&world.sim);
	disk_close(&world.disk);
	free(world.file);
	return 0;
}

static int put(const void *bytes, int n, int64_t offset)
{
	return world.file->pMethods->xWrite(world.file, bytes, n, offset);
}

static int sync_log(void)
{
	return world.file->pMethods->xSync(world.file, SQLITE_SYNC_NORMAL);
}

/* What the file must hold. */
struct model {
	unsigned char bytes[FILE_BYTES];
	int size;
	int end; /* of the last write */
};

/* Mostly behind the last write, as a log is; sometimes anywhere, or too large to be gathered. */
static void write_some(struct model *model, struct rng *rng)
{
	static unsigned char bytes[FILE_BYTES];
	const int most = rng_below(rng, 20) == 0 ? 200000 : PAGE;
	const int at = rng_below(rng, 4) == 0 ? (int)rng_below(rng, FILE_BYTES) : model->end;
	const int room = FILE_BYTES - at;
	const int wanted = 1 + (int)rng_below(rng, (uint64_t)most);
	const int n = wanted < room ? wanted : room;

	if (n == 0) {
		model->end = 0;
		return;
	}
	for (int i = 0; i < n; i++)
		bytes[i] = (unsigned char)rng_below(rng, 256);
	assert_int_equal(put(bytes, n, at), SQLITE_OK);
	memcpy(model->bytes + at, bytes, (size_t)n);
	model->end = at + n;
	model->size = model->end > model->size ? model->end : model->size;
}

static void read_some(const struct model *model, struct rng *rng)
{
	static unsigned char bytes[FILE_BYTES];
	const int at = (int)rng_below(rng, FILE_BYTES);
	const int n = 1 + (int)rng_below(rng, (uint64_t)(FILE_BYTES - at));
	const int expected = at + n <= model->size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;

	assert_int_equal(world.file->pMethods->xRead(world.file, bytes, n, at), expected);
	assert_memory_equal(bytes, model->bytes + at, n); /* behind the end both are zero */
}

static void cut(struct model *model, struct rng *rng)
{
	const int size = (int)rng_below(rng, (uint64_t)model->size + 1);

	assert_int_equal(world.file->pMethods->xTruncate(world.file, size), SQLITE_OK);
	memset(model->bytes + size, 0, (size_t)(FILE_BYTES - size));
	model->size = size;
}

static void measure(const struct model *model)
{
	sqlite3_int64 size;

	assert_int_equal(world.file->pMethods->xFileSize(world.file, &size), SQLITE_OK);
	assert_int_equal(size, model->size);
}

/* S8: whatever is written, read, cut and measured in any order, the file is what it would be without us; also
 * for whoever opens it after it was closed. */
static void test_holds_what_was_written(void **state)
{
	static struct model model;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng rng;
		rng_seed(&rng, seed);
		for (int step = 0; step < STEPS; step++) {
			switch (rng_below(&rng, 16)) {
			case 0: read_some(&model, &rng); break;
			case 1: measure(&model); break;
			case 2: assert_int_equal(sync_log(), SQLITE_OK); break;
			case 3:
				if (rng_below(&rng, 8) == 0)
					cut(&model, &rng);
				break;
			default: write_some(&model, &rng);
			}
		}
		assert_int_equal(world.file->pMethods->xClose(world.file), SQLITE_OK);
		open_log();
		measure(&model);
		read_some(&model, &rng);
	}
}

/* Frames of a log, as SQLite writes them: a small head and a page. */
static void put_frames(int n, int64_t at)
{
	static const unsigned char head[FRAME_HEAD] = "head", page[PAGE] = "page";

	for (int i = 0; i < n; i++, at += FRAME_HEAD + PAGE) {
		assert_int_equal(put(head, FRAME_HEAD, at), SQLITE_OK);
		assert_int_equal(put(page, PAGE, at + FRAME_HEAD), SQLITE_OK);
	}
}

/* S8: two hundred pages are a few writes, not four hundred. */
static void test_writes_in_pieces(void **state)
{
	const int64_t before = disk_operations(world.disk);

	(void)state;
	put_frames(200, 0);
	assert_int_equal(sync_log(), SQLITE_OK);
	assert_in_range(disk_operations(world.disk) - before, 2, 10);
}

/* S7: a write that fails is told by the sync at the latest, and not by the one after it. */
static void test_failures_are_told(void **state)
{
	static const struct disk_faults faults[] = { { .write_error_at = 1 },
						     { .write_short_at = 1 },
						     { .sync_error_at = 1 },
						     { .bytes_max = 100 } };
	const struct disk_faults none = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const int64_t at = (int64_t)i * 3 * (FRAME_HEAD + PAGE);
		disk_faults(world.disk, &faults[i]);
		put_frames(3, at);
		assert_int_not_equal(sync_log(), SQLITE_OK);
		disk_faults(world.disk, &none);
		put_frames(3, at);
		assert_int_equal(sync_log(), SQLITE_OK);
	}
}

/* S7: what was synced outlives a power cut. */
static void test_synced_is_safe(void **state)
{
	unsigned char page[PAGE];

	(void)state;
	put_frames(2, 0);
	assert_int_equal(sync_log(), SQLITE_OK);
	put_frames(1, 2 * (FRAME_HEAD + PAGE));
	disk_crash(world.disk);
	assert_int_not_equal(world.file->pMethods->xClose(world.file), SQLITE_OK);
	disk_reboot(world.disk);
	open_log();
	const int64_t second = FRAME_HEAD + PAGE + FRAME_HEAD;
	assert_int_equal(world.file->pMethods->xRead(world.file, page, PAGE, second), SQLITE_OK);
	assert_string_equal((const char *)page, "page");
}

#define LOG_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = { LOG_TEST(test_holds_what_was_written), LOG_TEST(test_writes_in_pieces),
					    LOG_TEST(test_failures_are_told), LOG_TEST(test_synced_is_safe) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
