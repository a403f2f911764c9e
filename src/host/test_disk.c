/* The simulated disk: what it keeps, what it may lose, and the faults that it can be given. S7, N7. */
#include "host/sim/disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { SEEDS = 200, BLOCK = 4 * DISK_SECTOR, MIRROR_BYTES = 16 * DISK_SECTOR, STEPS = 60 };

static struct disk_file *open_file(struct disk *disk, const char *name)
{
	struct disk_file *file;

	assert_int_equal(RC_OK, disk_file_open(disk, name, true, &file));
	return file;
}

static void put(struct disk_file *file, int64_t offset, char c, size_t len)
{
	char bytes[2 * BLOCK];

	memset(bytes, c, len);
	assert_int_equal(RC_OK, disk_write(file, offset, bytes, len));
}

static void assert_bytes(struct disk_file *file, int64_t offset, char c, size_t len)
{
	char bytes[2 * BLOCK];
	size_t got;

	assert_int_equal(RC_OK, disk_read(file, offset, bytes, len, &got));
	assert_int_equal(len, got);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(c, bytes[i]);
}

static int64_t size_of(struct disk_file *file)
{
	int64_t size;

	assert_int_equal(RC_OK, disk_size(file, &size));
	return size;
}

static void test_reads_what_was_written(void **state)
{
	struct disk *disk = disk_open(1);
	struct disk_file *file;
	char bytes[10];
	size_t got;

	(void)state;
	assert_int_equal(RC_MISSING, disk_file_open(disk, "a", false, &file));
	assert_int_equal(RC_MISSING, disk_file_find(disk, "a"));
	file = open_file(disk, "a");
	assert_int_equal(RC_OK, disk_file_find(disk, "a"));
	put(file, 10, 'x', 5);
	assert_bytes(file, 0, '\0', 10);
	assert_bytes(file, 10, 'x', 5);
	assert_int_equal(RC_OK, disk_read(file, 12, bytes, sizeof(bytes), &got));
	assert_int_equal(3, got);
	assert_int_equal(RC_OK, disk_read(file, 99, bytes, sizeof(bytes), &got));
	assert_int_equal(0, got);
	assert_int_equal(RC_OK, disk_cut(file, 12));
	assert_int_equal(12, size_of(file));
	assert_int_equal(RC_OK, disk_cut(file, 14));
	assert_bytes(file, 12, '\0', 2);
	assert_int_equal(RC_OK, disk_file_remove(disk, "a", true));
	assert_int_equal(RC_MISSING, disk_file_remove(disk, "a", true));
	assert_int_equal(0, size_of(open_file(disk, "a")));
	disk_close(&disk);
	disk_close(&disk);
}

/* What was synced is there after every crash. */
static void test_synced_writes_stay(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct disk *disk = disk_open(seed);
		struct disk_file *file = open_file(disk, "a");

		put(file, 0, 'a', BLOCK);
		put(file, 100, 'b', 50);
		assert_int_equal(RC_OK, disk_cut(file, BLOCK / 2));
		assert_int_equal(RC_OK, disk_sync(file));
		disk_crash(disk);
		disk_reboot(disk);
		assert_int_equal(RC_OK, disk_file_find(disk, "a"));
		assert_int_equal(BLOCK / 2, size_of(file));
		assert_bytes(file, 0, 'a', 100);
		assert_bytes(file, 100, 'b', 50);
		assert_bytes(file, 150, 'a', BLOCK / 2 - 150);
		disk_close(&disk);
	}
}

/* Sectors of 'b' at the beginning of two blocks after a crash; anything else in them fails the test. */
static int sectors_kept(struct disk_file *file, int block)
{
	int kept = 0;

	for (int sector = 0; sector < BLOCK / DISK_SECTOR; sector++) {
		int64_t offset = (int64_t)block * BLOCK + sector * DISK_SECTOR;
		char first;
		size_t got;

		assert_int_equal(RC_OK, disk_read(file, offset, &first, 1, &got));
		/* A sector is old or new, never a mixture, and old ones come behind new ones. */
		assert_true(first == 'a' || (first == 'b' && kept == sector));
		assert_bytes(file, offset, first, DISK_SECTOR);
		kept += first == 'b';
	}
	return kept;
}

/* Writes that were not synced are kept, torn or lost, each by itself; all of it occurs. */
static void test_waiting_writes_meet_each_fate(void **state)
{
	enum { FATES = BLOCK / DISK_SECTOR + 1 };
	int seen[FATES][FATES] = { 0 };

	(void)state;
	for (uint64_t seed = 0; seed < 20 * SEEDS; seed++) {
		struct disk *disk = disk_open(seed);
		struct disk_file *file = open_file(disk, "a");

		put(file, 0, 'a', 2 * BLOCK);
		assert_int_equal(RC_OK, disk_sync(file));
		put(file, 0, 'b', BLOCK);
		put(file, BLOCK, 'b', BLOCK);
		disk_crash(disk);
		disk_reboot(disk);
		seen[sectors_kept(file, 0)][sectors_kept(file, 1)]++;
		disk_close(&disk);
	}
	for (int first = 0; first < FATES; first++) {
		for (int second = 0; second < FATES; second++)
			assert_true(seen[first][second] > 0);
	}
}

/* Names: a new file and a removal are sure only when synced. */
static void test_names_after_a_crash(void **state)
{
	int new_there = 0, removed_there = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct disk *disk = disk_open(seed);
		struct disk_file *file = open_file(disk, "kept");

		assert_int_equal(RC_OK, disk_sync(file));
		file = open_file(disk, "removed");
		put(file, 0, 'r', 10);
		assert_int_equal(RC_OK, disk_sync(file));
		assert_int_equal(RC_OK, disk_sync(open_file(disk, "gone")));
		(void)open_file(disk, "new");
		assert_int_equal(RC_OK, disk_file_remove(disk, "removed", false));
		assert_int_equal(RC_OK, disk_file_remove(disk, "gone", true));
		disk_crash(disk);
		disk_reboot(disk);
		assert_int_equal(RC_OK, disk_file_find(disk, "kept"));
		assert_int_equal(RC_MISSING, disk_file_find(disk, "gone"));
		new_there += disk_file_find(disk, "new") == RC_OK;
		if (disk_file_find(disk, "removed") == RC_OK) {
			removed_there++;
			assert_bytes(open_file(disk, "removed"), 0, 'r', 10);
		}
		disk_close(&disk);
	}
	assert_in_range(new_there, 1, SEEDS - 1);
	assert_in_range(removed_there, 1, SEEDS - 1);
}

static void test_nothing_works_without_power(void **state)
{
	struct disk *disk = disk_open(1);
	struct disk_file *file = open_file(disk, "a"), *other;
	int64_t size;
	char byte;
	size_t got;

	(void)state;
	assert_int_equal(RC_OK, disk_sync(file));
	disk_crash(disk);
	assert_true(disk_is_down(disk));
	assert_int_equal(RC_FAULT, disk_file_open(disk, "a", true, &other));
	assert_int_equal(RC_FAULT, disk_file_find(disk, "a"));
	assert_int_equal(RC_FAULT, disk_file_remove(disk, "a", true));
	assert_int_equal(RC_FAULT, disk_read(file, 0, &byte, 1, &got));
	assert_int_equal(RC_FAULT, disk_write(file, 0, "x", 1));
	assert_int_equal(RC_FAULT, disk_cut(file, 0));
	assert_int_equal(RC_FAULT, disk_sync(file));
	assert_int_equal(RC_FAULT, disk_size(file, &size));
	disk_reboot(disk);
	assert_int_equal(RC_OK, disk_write(file, 0, "x", 1));
	disk_close(&disk);
}

static void test_crash_at_an_operation(void **state)
{
	(void)state;
	for (int64_t at = 1; at <= 4; at++) {
		struct disk *disk = disk_open(1);
		struct disk_file *file = open_file(disk, "a");
		int worked = 0;

		disk_faults(disk, &(struct disk_faults){ .crash_at = at });
		for (int i = 0; i < 6; i++)
			worked += disk_write(file, i, "x", 1) == RC_OK;
		assert_int_equal(at - 1, worked);
		assert_true(disk_is_down(disk));
		assert_int_equal(at, disk_operations(disk));
		disk_close(&disk);
	}
}

/* Faults happen at their operation, once, and leave what they say. */
static void test_faults(void **state)
{
	struct disk *disk = disk_open(3);
	struct disk_file *file = open_file(disk, "a");

	(void)state;
	disk_faults(disk, &(struct disk_faults){ .write_error_at = 2, .sync_error_at = 1 });
	put(file, 0, 'x', 10);
	assert_int_equal(RC_FAULT, disk_write(file, 10, "yyyyy", 5));
	assert_int_equal(10, size_of(file));
	put(file, 10, 'z', 5);
	assert_int_equal(RC_FAULT, disk_sync(file));
	assert_int_equal(RC_OK, disk_sync(file));
	disk_faults(disk, &(struct disk_faults){ .write_short_at = 1 });
	assert_int_equal(RC_FAULT, disk_write(file, 15, "0123456789", 10));
	assert_in_range(size_of(file), 15, 25);
	put(file, 0, 'w', 10);
	disk_close(&disk);
}

static void test_full_disk(void **state)
{
	struct disk *disk = disk_open(3);
	struct disk_file *a = open_file(disk, "a"), *b = open_file(disk, "b");

	(void)state;
	disk_faults(disk, &(struct disk_faults){ .bytes_max = 1000 });
	put(a, 0, 'a', 600);
	assert_int_equal(RC_FULL, disk_write(b, 0, (char[500]){ "b" }, 500));
	assert_int_equal(400, size_of(b));
	/* Overwriting needs no room. */
	put(a, 0, 'c', 600);
	assert_int_equal(RC_FULL, disk_write(a, 600, "x", 1));
	assert_int_equal(RC_OK, disk_cut(b, 0));
	put(a, 600, 'd', 400);
	assert_int_equal(RC_OK, disk_file_remove(disk, "a", true));
	put(b, 0, 'b', 1000);
	disk_close(&disk);
}

static void test_too_many_files(void **state)
{
	struct disk *disk = disk_open(3);
	struct disk_file *file;

	(void)state;
	for (int i = 0; i < DISK_FILES_MAX; i++) {
		const char name[] = { (char)('0' + i / 10), (char)('0' + i % 10), '\0' };

		(void)open_file(disk, name);
	}
	assert_int_equal(RC_FULL, disk_file_open(disk, "more", true, &file));
	assert_int_equal(RC_OK, disk_file_open(disk, "00", true, &file));
	disk_close(&disk);
}

/* What a process sees of a file, kept by the simplest means. */
struct mirror {
	char bytes[MIRROR_BYTES];
	size_t len;
};

static void mirror_resize(struct mirror *mirror, size_t len)
{
	if (len > mirror->len)
		memset(mirror->bytes + mirror->len, 0, len - mirror->len);
	mirror->len = len;
}

static void assert_mirrored(struct disk_file *file, const struct mirror *mirror)
{
	char bytes[MIRROR_BYTES + 1];
	size_t got;

	assert_int_equal(mirror->len, size_of(file));
	assert_int_equal(RC_OK, disk_read(file, 0, bytes, sizeof(bytes), &got));
	assert_int_equal(mirror->len, got);
	assert_memory_equal(mirror->bytes, bytes, got);
}

/* One operation by lot on the file and on its mirror. */
static void mirrored_step(struct rng *rng, struct disk_file *file, struct mirror *seen, struct mirror *synced)
{
	const size_t offset = rng_below(rng, MIRROR_BYTES / 2), len = rng_below(rng, MIRROR_BYTES / 2);
	const char c = (char)('a' + rng_below(rng, 26));

	switch (rng_below(rng, 4)) {
	case 0:
		assert_int_equal(RC_OK, disk_cut(file, (int64_t)len));
		mirror_resize(seen, len);
		break;
	case 1:
		assert_int_equal(RC_OK, disk_sync(file));
		*synced = *seen;
		break;
	default:
		put(file, (int64_t)offset, c, len);
		if (len > 0 && offset + len > seen->len)
			mirror_resize(seen, offset + len);
		memset(seen->bytes + offset, c, len);
	}
}

/* N7: whatever is written, cut and synced, in whatever order, a process reads what it wrote; and after a crash
 * right behind a sync, exactly that. */
static void test_like_a_plain_file(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct disk *disk = disk_open(seed);
		struct disk_file *file = open_file(disk, "a");
		struct mirror seen = { .len = 0 }, synced = { .len = 0 };
		struct rng rng;

		rng_seed(&rng, seed);
		for (int step = 0; step < STEPS; step++) {
			mirrored_step(&rng, file, &seen, &synced);
			assert_mirrored(file, &seen);
		}
		assert_int_equal(RC_OK, disk_sync(file));
		disk_crash(disk);
		disk_reboot(disk);
		assert_mirrored(file, &seen);
		disk_close(&disk);
	}
}

/* N7: however the power fails, no sector holds anything but what was once written there since the last sync, or
 * what that sync left. */
static void test_no_sector_is_invented(void **state)
{
	int old = 0, new = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 5 * SEEDS; seed++) {
		struct disk *disk = disk_open(seed);
		struct disk_file *file = open_file(disk, "a");

		put(file, 0, '0', BLOCK);
		assert_int_equal(RC_OK, disk_sync(file));
		for (char c = '1'; c <= '3'; c++)
			put(file, 0, c, BLOCK);
		disk_crash(disk);
		disk_reboot(disk);
		assert_int_equal(BLOCK, size_of(file));
		for (int sector = 0; sector < BLOCK / DISK_SECTOR; sector++) {
			char first;
			size_t got;

			assert_int_equal(RC_OK, disk_read(file, sector * DISK_SECTOR, &first, 1, &got));
			assert_in_range(first, '0', '3');
			assert_bytes(file, sector * DISK_SECTOR, first, DISK_SECTOR);
			old += first == '0';
			new += first == '3';
		}
		disk_close(&disk);
	}
	assert_true(old > 0);
	assert_true(new > 0);
}

/* What one seed leaves of some writes: the whole file, behind its length. */
static size_t fate_of(uint64_t seed, char ret[MIRROR_BYTES])
{
	struct disk *disk = disk_open(seed);
	struct disk_file *file = open_file(disk, "a");
	size_t got;

	for (int i = 0; i < 8; i++)
		put(file, i * 700, (char)('a' + i), 1500);
	assert_int_equal(RC_OK, disk_cut(file, 5000));
	disk_crash(disk);
	disk_reboot(disk);
	if (disk_file_find(disk, "a") != RC_OK)
		got = 0;
	else
		assert_int_equal(RC_OK, disk_read(file, 0, ret, MIRROR_BYTES, &got));
	disk_close(&disk);
	return got;
}

/* N7: a failure that a seed has found can be looked at again: the same seed, the same fate; another, another. */
static void test_fates_follow_the_seed(void **state)
{
	char first[MIRROR_BYTES], again[MIRROR_BYTES], last[MIRROR_BYTES];
	size_t last_len = 0;
	int different = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		const size_t len = fate_of(seed, first);

		assert_int_equal(len, fate_of(seed, again));
		assert_memory_equal(first, again, len);
		different += len != last_len || memcmp(first, last, len) != 0;
		memcpy(last, first, len);
		last_len = len;
	}
	assert_in_range(different, SEEDS / 4, SEEDS);
}

/* S7: a sync that fails promises nothing and forgets nothing: what waited may be lost, until one succeeds. */
static void test_failed_sync_keeps_waiting(void **state)
{
	int lost = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct disk *disk = disk_open(seed);
		struct disk_file *file = open_file(disk, "a");

		put(file, 0, 'a', DISK_SECTOR);
		assert_int_equal(RC_OK, disk_sync(file));
		disk_faults(disk, &(struct disk_faults){ .sync_error_at = 1 });
		put(file, 0, 'b', DISK_SECTOR);
		assert_int_equal(RC_FAULT, disk_sync(file));
		assert_bytes(file, 0, 'b', DISK_SECTOR);
		if (seed % 2 == 0)
			assert_int_equal(RC_OK, disk_sync(file));
		disk_crash(disk);
		disk_reboot(disk);
		char first;
		size_t got;
		assert_int_equal(RC_OK, disk_read(file, 0, &first, 1, &got));
		assert_true(first == 'b' || (first == 'a' && seed % 2 == 1));
		lost += first == 'a';
		disk_close(&disk);
	}
	assert_in_range(lost, 1, SEEDS / 2 - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_what_was_written),
		cmocka_unit_test(test_synced_writes_stay),
		cmocka_unit_test(test_waiting_writes_meet_each_fate),
		cmocka_unit_test(test_names_after_a_crash),
		cmocka_unit_test(test_nothing_works_without_power),
		cmocka_unit_test(test_crash_at_an_operation),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_too_many_files),
		cmocka_unit_test(test_like_a_plain_file),
		cmocka_unit_test(test_no_sector_is_invented),
		cmocka_unit_test(test_fates_follow_the_seed),
		cmocka_unit_test(test_failed_sync_keeps_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
