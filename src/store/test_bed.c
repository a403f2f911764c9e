/* The place for a store under test. */
#include "store/test_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/file.h"

static const char vfs_name[] = "bed";

struct store *bed_another(struct bed *bed, bool read_only)
{
	struct store *store;

	assert_ok(bed, store_open(&store,
				  &(struct store_options){ .path = bed->path,
							   .vfs = bed->simulated ? vfs_name : NULL,
							   .read_only = read_only,
							   .migrate = !read_only,
							   .busy_ms = 1 },
				  &bed->err));
	return store;
}

void bed_reopen(struct bed *bed)
{
	store_close(&bed->store);
	bed->store = bed_another(bed, false);
}

void bed_open(struct bed *bed, bool simulated, uint64_t seed)
{
	memset(bed, 0, sizeof(*bed));
	bed->simulated = simulated;
	arena_init(&bed->arena, BED_ARENA_MAX);
	snprintf(bed->dir, sizeof(bed->dir), "/tmp/openhall-store-XXXXXX");
	assert_non_null(mkdtemp(bed->dir));
	snprintf(bed->path, sizeof(bed->path), "%.64s/store.db", bed->dir);
	if (simulated) {
		bed->disk = disk_open(seed);
		assert_ok(bed, store_sim_register(&bed->sim, vfs_name, bed->disk, &bed->err));
	}
	bed->store = bed_another(bed, false);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_hall_add(bed->store, TEXT("main"), TEXT("总行营业厅"), TEXT("Main"), &bed->hall,
				      &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

static void empty_dir(const char *dir)
{
	static const char *const names[] = {
		"store.db",    "store.db-wal", "store.db-shm", "copy.db",     "copy.db-wal",
		"copy.db-shm", "back.db",      "back.db-wal",  "back.db-shm",
	};

	for (size_t i = 0; i < CC_COUNT(names); i++) {
		char path[2 * BED_PATH_MAX];

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		assert_int_equal(RC_OK, host_file_remove(path, NULL));
	}
	/* Fails where something was left behind that nobody should leave. */
	assert_int_equal(0, rmdir(dir));
}

void bed_done(struct bed *bed)
{
	store_close(&bed->store);
	store_sim_unregister(&bed->sim);
	disk_close(&bed->disk);
	arena_done(&bed->arena);
	empty_dir(bed->dir);
}

static int setup(void **state, bool simulated)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	assert_non_null(bed);
	*state = bed;
	bed_open(bed, simulated, 1);
	return 0;
}

int bed_setup_real(void **state)
{
	return setup(state, false);
}

int bed_setup_sim(void **state)
{
	return setup(state, true);
}

int bed_teardown(void **state)
{
	bed_done(*state);
	free(*state);
	return 0;
}

struct store_event bed_event(struct arena *arena, int64_t seq)
{
	return (struct store_event){
		.seq = seq,
		.at_ms = 1000 * seq,
		.kind = TEXT("ticket.taken"),
		.actor = seq % 3 == 0 ? TEXT("") : TEXT("kiosk-1"),
		.key = seq % 2 == 0 ? TEXT("") : text_printf(arena, "key-%lld", (long long)seq),
		.payload = text_printf(arena,
				       "{\"ticket\":%lld,\"number\":\"A%03lld\",\"customer\":\"王先生\"}",
				       (long long)seq, (long long)seq % 1000),
	};
}

enum rc bed_try_append(struct bed *bed, struct store *store, int64_t hall, int64_t after, uint32_t n)
{
	struct store_event *events = ARENA_ARRAY(&bed->arena, n, struct store_event);

	for (uint32_t i = 0; i < n; i++)
		events[i] = bed_event(&bed->arena, after + 1 + i);
	return store_append(store, hall, after, events, n, &bed->err);
}

void bed_append(struct bed *bed, int64_t hall, uint32_t n)
{
	struct store_head head;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_head(bed->store, hall, &head, &bed->err));
	assert_ok(bed, bed_try_append(bed, bed->store, hall, head.seq, n));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}
