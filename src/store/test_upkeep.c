/* Backup while writing, restore, damage, figures; and how fast groups are written. S7. */
#include "store/upkeep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "host/clock.h"
#include "host/file.h"
#include "store/test_bed.h"

enum { FILE_BYTES_MAX = 64 << 20 };

static const char *path_in(struct bed *bed, const char *name)
{
	return text_printf(&bed->arena, "%s/%s", bed->dir, name).at;
}

static struct store *open_at(struct bed *bed, const char *path)
{
	struct store *store;

	assert_ok(bed,
		  store_open(&store, &(struct store_options){ .path = path, .migrate = true }, &bed->err));
	return store;
}

/* Both have the same events, by the hash of the last one, and no damage. */
static void assert_same_log(struct bed *bed, struct store *a, struct store *b)
{
	struct store_head heads[2];
	int64_t bad_seq;

	assert_ok(bed, store_head(a, bed->hall, &heads[0], &bed->err));
	assert_ok(bed, store_head(b, bed->hall, &heads[1], &bed->err));
	assert_int_equal(heads[0].seq, heads[1].seq);
	assert_memory_equal(heads[0].hash, heads[1].hash, STORE_HASH_BYTES);
	assert_ok(bed, store_integrity(b, false, &bed->err));
	assert_ok(bed, store_chain_verify(b, bed->hall, &bad_seq, &bed->err));
}

/* S7: a backup opens as a store of its own, also one of a simulated disk; an older one is not replaced. */
static void test_backup_is_a_store(void **state)
{
	struct bed *bed = *state;
	struct store *reader = bed_another(bed, true);
	struct store *copy;

	for (int i = 0; i < 2; i++) {
		const char *path = path_in(bed, i == 0 ? "copy.db" : "back.db");

		bed_append(bed, bed->hall, 500);
		assert_ok(bed, store_backup(reader, path, &bed->err));
		copy = open_at(bed, path);
		assert_same_log(bed, bed->store, copy);
		store_close(&copy);
		assert_rc(RC_CONFLICT, store_backup(reader, path, &bed->err));
	}
	store_close(&reader);
	assert_int_not_equal(RC_OK, store_backup(bed->store, path_in(bed, "no/such/copy.db"), &bed->err));
}

struct writing {
	struct bed *bed;
	struct store *store;
	atomic_bool stop;
	atomic_bool failed;
	atomic_long last; /* acknowledged */
};

static void *write_on(void *context)
{
	struct writing *writing = context;
	CC_CLEANUP(arena_done) struct arena arena;

	arena_init(&arena, BED_ARENA_MAX);
	for (int64_t seq = writing->last + 1; !writing->stop; seq++) {
		struct store_event event = bed_event(&arena, seq);
		struct err err;

		if (store_begin(writing->store, &err) != RC_OK ||
		    store_append(writing->store, writing->bed->hall, seq - 1, &event, 1, &err) != RC_OK ||
		    store_commit(writing->store, &err) != RC_OK) {
			writing->failed = true;
			break;
		}
		writing->last = (long)seq;
		arena_reset(&arena);
	}
	return NULL;
}

/* S7: a backup that is made while somebody writes is the store of one moment in between. */
static void test_backup_while_writing(void **state)
{
	struct bed *bed = *state;
	struct writing writing = { .bed = bed, .store = bed->store, .last = 20000 };
	struct store *reader = bed_another(bed, true);
	struct store_event *theirs, *ours;
	struct store *copy;
	struct store_head head;
	pthread_t thread;
	int64_t bad_seq;
	long before, after;
	uint32_t n;

	bed_append(bed, bed->hall, 20000);
	assert_int_equal(0, pthread_create(&thread, NULL, write_on, &writing));
	while (writing.last < 20050 && !writing.failed)
		;
	before = writing.last;
	assert_ok(bed, store_backup(reader, path_in(bed, "copy.db"), &bed->err));
	after = writing.last + 1;
	writing.stop = true;
	pthread_join(thread, NULL);
	assert_false(writing.failed);
	copy = open_at(bed, path_in(bed, "copy.db"));
	assert_ok(bed, store_head(copy, bed->hall, &head, &bed->err));
	assert_in_range(head.seq, before, after);
	assert_ok(bed, store_integrity(copy, false, &bed->err));
	assert_ok(bed, store_chain_verify(copy, bed->hall, &bad_seq, &bed->err));
	assert_ok(bed, store_events(copy, bed->hall, head.seq - 1, INT64_MAX, 1, &bed->arena, &theirs, &n,
				    &bed->err));
	assert_ok(bed, store_events(reader, bed->hall, head.seq - 1, INT64_MAX, 1, &bed->arena, &ours, &n,
				    &bed->err));
	assert_true(text_eq(theirs->payload, ours->payload));
	store_close(&copy);
	store_close(&reader);
}

/* S7: backup, restore, and go on where the backup was. */
static void test_restore(void **state)
{
	struct bed *bed = *state;
	const char *backup = path_in(bed, "back.db");
	const char *path = path_in(bed, "copy.db");
	struct store *restored;

	bed_append(bed, bed->hall, 100);
	assert_ok(bed, store_backup(bed->store, backup, &bed->err));
	assert_rc(RC_CONFLICT, store_restore(backup, bed->path, &bed->err));
	assert_rc(RC_MISSING, store_restore(path_in(bed, "none.db"), path, &bed->err));
	assert_ok(bed, store_restore(backup, path, &bed->err));
	restored = open_at(bed, path);
	assert_same_log(bed, bed->store, restored);
	assert_ok(bed, store_begin(restored, &bed->err));
	assert_ok(bed, bed_try_append(bed, restored, bed->hall, 100, 5));
	assert_ok(bed, store_commit(restored, &bed->err));
	/* A store that is open is no backup: part of it is in its log. */
	assert_rc(RC_INVALID, store_restore(path, path_in(bed, "none.db"), &bed->err));
	store_close(&restored);
}

/* Overwrite a few bytes of a file. */
static void scratch(const char *path, int64_t offset, uint64_t noise)
{
	FILE *file = fopen(path, "r+");

	assert_non_null(file);
	assert_int_equal(0, fseek(file, (long)offset, SEEK_SET));
	assert_int_equal(1, fwrite(&noise, sizeof(noise), 1, file));
	fclose(file);
}

/* S7: wherever a backup is damaged, either it is refused or what is restored has all events as they were. */
static void test_damaged_backups(void **state)
{
	struct bed *bed = *state;
	const char *backup = path_in(bed, "back.db");
	const char *path = path_in(bed, "copy.db");
	struct text good;
	struct rng rng;
	int refused = 0;

	bed_append(bed, bed->hall, 400);
	assert_ok(bed, store_backup(bed->store, backup, &bed->err));
	assert_ok(bed, host_file_read(backup, FILE_BYTES_MAX, &bed->arena, &good, &bed->err));
	rng_seed(&rng, 5);
	for (int i = 0; i < 60; i++) {
		struct store *restored;
		enum rc rc;

		assert_ok(bed, host_file_write(backup, good, &bed->err));
		scratch(backup, (int64_t)rng_below(&rng, good.len - 8), rng_next(&rng));
		rc = store_restore(backup, path, &bed->err);
		if (rc != RC_OK) {
			assert_true(rc == RC_INVALID || rc == RC_FAULT);
			assert_false(host_file_exists(path));
			refused++;
			continue;
		}
		restored = open_at(bed, path);
		assert_same_log(bed, bed->store, restored);
		store_close(&restored);
		assert_ok(bed, host_file_remove(path, &bed->err));
	}
	assert_true(refused > 10);
	assert_ok(bed, host_file_write(backup, (struct text){ good.at, good.len / 2 }, &bed->err));
	assert_int_not_equal(RC_OK, store_restore(backup, path, &bed->err));
	assert_ok(bed, host_file_write(backup, TEXT("no database at all, only a letter"), &bed->err));
	assert_rc(RC_INVALID, store_restore(backup, path, &bed->err));
	assert_false(host_file_exists(path));
}

/* S7: the check of the file finds damage in it. */
static void test_integrity_finds_damage(void **state)
{
	struct bed *bed = *state;

	bed_append(bed, bed->hall, 400);
	store_close(&bed->store);
	scratch(bed->path, 4096 * 12 + 3, UINT64_C(0x7777777777777777));
	bed->store = bed_another(bed, false);
	assert_rc(RC_INVALID, store_integrity(bed->store, false, &bed->err));
	assert_non_null(strstr(bed->err.text, "store: damaged: "));
}

static void test_stats_and_checkpoint(void **state)
{
	struct bed *bed = *state;
	struct store_stats first, full, last;

	assert_ok(bed, store_stats(bed->store, &first, &bed->err));
	bed_append(bed, bed->hall, 2000);
	assert_ok(bed, store_stats(bed->store, &full, &bed->err));
	assert_true(full.bytes > first.bytes + 2000 * 50);
	assert_true(full.wal_bytes > first.wal_bytes);
	assert_ok(bed, store_checkpoint(bed->store, &bed->err));
	/* The log begins anew after a checkpoint, so it does not grow. */
	bed_append(bed, bed->hall, 10);
	assert_ok(bed, store_stats(bed->store, &last, &bed->err));
	assert_int_equal(full.wal_bytes, last.wal_bytes);
}

/* No bound is asserted: machines differ. The figure is there to be read. */
static void test_rate_of_appending(void **state)
{
	enum { GROUPS = 200, GROUP = 64, NS_PER_S = 1000000000 };
	struct bed *bed = *state;
	int64_t start = host_monotonic_ns();
	double seconds;

	for (int i = 0; i < GROUPS; i++)
		bed_append(bed, bed->hall, GROUP);
	seconds = (double)(host_monotonic_ns() - start) / NS_PER_S;
	print_message("%d groups of %d events: %.0f events/s\n", GROUPS, GROUP, GROUPS * GROUP / seconds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BED_REAL(test_backup_is_a_store),    BED_SIM(test_backup_is_a_store),
		BED_REAL(test_backup_while_writing), BED_REAL(test_restore),
		BED_REAL(test_damaged_backups),      BED_REAL(test_integrity_finds_damage),
		BED_REAL(test_stats_and_checkpoint), BED_SIM(test_stats_and_checkpoint),
		BED_REAL(test_rate_of_appending),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
