/* Power cuts and failing disks: what was acknowledged stays, groups are whole, the chain holds. Each seed
 * is a life of a store on a simulated disk. S7, Q2, N7. */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "store/projection.h"
#include "store/test_bed.h"
#include "store/upkeep.h"

enum { SEEDS = 300, LIVES = 4, OPS_MAX = 120, GROUPS_MAX = 40, STATE_BYTES = 20000 };

/* What the outside knows of the store: the auditor. */
struct audit {
	int64_t acknowledged; /* last event that a commit answered for */
	int64_t possible;     /* last event that may be there, for a commit that did not answer well */
};

static struct store_answer answer_for(struct arena *arena, int64_t seq)
{
	return (struct store_answer){ .seq = seq,
				      .at_ms = seq,
				      .answer = text_printf(arena, "{\"seq\":%lld}", (long long)seq) };
}

static struct text key_for(struct arena *arena, int64_t seq)
{
	return text_printf(arena, "last-%lld", (long long)seq);
}

/* Events, the answer, a ticket and perhaps a large snapshot: a group as the desk writes it. */
static enum rc write_group(struct bed *bed, struct rng *rng, int64_t after, uint32_t n)
{
	const int64_t last = after + n;
	const struct store_answer answer = answer_for(&bed->arena, last);
	const struct store_ticket ticket = { .ticket = last, .leg = 1, .number = TEXT("A001"), .day = 1 };
	enum rc rc = bed_try_append(bed, bed->store, bed->hall, after, n);

	if (rc == RC_OK)
		rc = store_answer_put(bed->store, bed->hall, key_for(&bed->arena, last), &answer, &bed->err);
	if (rc == RC_OK)
		rc = store_ticket_put(bed->store, bed->hall, &ticket, &bed->err);
	if (rc == RC_OK && rng_below(rng, 5) == 0) {
		const struct text state = { arena_alloc(&bed->arena, STATE_BYTES), STATE_BYTES };

		memset((char *)state.at, 's', STATE_BYTES);
		rc = store_snapshot_put(bed->store, bed->hall, last, state, &bed->err);
	}
	return rc;
}

/* One group; tells the auditor what came of it. */
static enum rc commit_group(struct bed *bed, struct rng *rng, struct audit *audit)
{
	const uint32_t n = 1 + (uint32_t)rng_below(rng, 20);
	struct store_head head;
	enum rc rc = store_begin(bed->store, &bed->err);

	if (rc != RC_OK)
		return rc;
	rc = store_head(bed->store, bed->hall, &head, &bed->err);
	if (rc == RC_OK)
		rc = write_group(bed, rng, head.seq, n);
	if (rc != RC_OK) {
		store_rollback(bed->store);
		return rc;
	}
	rc = store_commit(bed->store, &bed->err);
	if (rc == RC_OK)
		audit->acknowledged = audit->possible = head.seq + n;
	if (rc == RC_UNCERTAIN)
		audit->possible = head.seq + n;
	return rc;
}

/* What must hold whenever the store is open. Resolves what was uncertain. */
static void check(struct bed *bed, struct audit *audit)
{
	struct store_answer answer;
	struct store_ticket ticket;
	struct store_head head;
	int64_t bad_seq;

	assert_ok(bed, store_integrity(bed->store, false, &bed->err));
	assert_ok(bed, store_chain_verify(bed->store, bed->hall, &bad_seq, &bed->err));
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	if (head.seq != audit->acknowledged && head.seq != audit->possible)
		fail_msg("event %lld is the last; %lld was acknowledged, %lld possible", (long long)head.seq,
			 (long long)audit->acknowledged, (long long)audit->possible);
	if (audit->possible != head.seq)
		assert_rc(RC_MISSING,
			  store_answer_get(bed->store, bed->hall, key_for(&bed->arena, audit->possible),
					   &bed->arena, &answer, &bed->err));
	audit->acknowledged = audit->possible = head.seq;
	if (head.seq == 0)
		return;
	/* The group is whole: the answer by its key, and the projection. */
	assert_ok(bed, store_answer_get(bed->store, bed->hall, key_for(&bed->arena, head.seq), &bed->arena,
					&answer, &bed->err));
	assert_int_equal(head.seq, answer.seq);
	assert_ok(bed, store_ticket_get(bed->store, bed->hall, head.seq, 1, &bed->arena, &ticket, &bed->err));
}

static enum rc try_open(struct bed *bed)
{
	return store_open(
		&bed->store,
		&(struct store_options){ .path = bed->path, .vfs = "bed", .migrate = true, .busy_ms = 1 },
		&bed->err);
}

/* Power is back; it may go again while the store recovers. */
static void recover(struct bed *bed, struct rng *rng)
{
	for (int i = 0; i < 3; i++) {
		disk_reboot(bed->disk);
		disk_faults(bed->disk, &(struct disk_faults){ .crash_at = 1 + (int64_t)rng_below(rng, 30) });
		if (try_open(bed) == RC_OK)
			break;
		assert_true(disk_is_down(bed->disk));
		assert_null(bed->store);
	}
	store_close(&bed->store);
	disk_faults(bed->disk, &(struct disk_faults){ 0 });
	disk_reboot(bed->disk);
	assert_ok(bed, try_open(bed));
}

static void live(struct bed *bed, struct rng *rng, struct audit *audit)
{
	disk_faults(bed->disk, &(struct disk_faults){ .crash_at = 1 + (int64_t)rng_below(rng, OPS_MAX) });
	for (int i = 0; i < GROUPS_MAX && !disk_is_down(bed->disk); i++) {
		(void)!commit_group(bed, rng, audit);
		if (rng_below(rng, 8) == 0)
			(void)!store_checkpoint(bed->store, &bed->err);
	}
	/* The power may also go between two operations. */
	if (!disk_is_down(bed->disk))
		disk_crash(bed->disk);
	store_close(&bed->store);
}

/* S7, N7: nothing acknowledged is lost, whenever the power goes. */
static void test_power_cuts(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct audit audit = { 0 };
		struct rng rng;
		struct bed bed;

		print_message("%s", seed % 100 == 0 ? "." : "");
		rng_seed(&rng, seed);
		bed_open(&bed, true, seed);
		for (int i = 0; i < LIVES; i++) {
			live(&bed, &rng, &audit);
			recover(&bed, &rng);
			check(&bed, &audit);
			arena_reset(&bed.arena);
		}
		bed_done(&bed);
	}
	print_message("\n");
}

/* S7: a new store is there whole or not at all, wherever the power goes while it is made. */
static void test_power_cuts_while_migrating(void **state)
{
	bool done = false;

	(void)state;
	for (int64_t at = 1; !done; at++) {
		struct bed bed = { 0 };

		assert_true(at < 1000);
		arena_init(&bed.arena, BED_ARENA_MAX);
		snprintf(bed.path, sizeof(bed.path), "/sim/store.db");
		bed.disk = disk_open((uint64_t)at);
		assert_ok(&bed, store_sim_register(&bed.sim, "bed", bed.disk, &bed.err));
		disk_faults(bed.disk, &(struct disk_faults){ .crash_at = at });
		done = try_open(&bed) == RC_OK;
		if (!disk_is_down(bed.disk))
			disk_crash(bed.disk);
		store_close(&bed.store);
		disk_faults(bed.disk, &(struct disk_faults){ 0 });
		disk_reboot(bed.disk);
		assert_ok(&bed, try_open(&bed));
		assert_ok(&bed, store_integrity(bed.store, false, &bed.err));
		bed_append(&bed, 1, 3);
		store_close(&bed.store);
		store_sim_unregister(&bed.sim);
		disk_close(&bed.disk);
		arena_done(&bed.arena);
	}
}

/* S7: a group that nobody committed leaves no trace. */
static void test_an_open_group_is_gone(void **state)
{
	struct bed *bed = *state;
	struct audit audit = { 0 };
	struct store_head head;
	struct rng rng;

	rng_seed(&rng, 3);
	assert_rc(RC_OK, commit_group(bed, &rng, &audit));
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, bed_try_append(bed, bed->store, bed->hall, audit.acknowledged, 5));
	/* Not committed: it is gone after the cut. */
	disk_crash(bed->disk);
	store_close(&bed->store);
	disk_reboot(bed->disk);
	assert_ok(bed, try_open(bed));
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(audit.acknowledged, head.seq);
}

/* Set one fault for the `at`th operation of its kind. */
static struct disk_faults fault_at(int kind, int64_t at)
{
	switch (kind) {
	case 0: return (struct disk_faults){ .write_error_at = at };
	case 1: return (struct disk_faults){ .write_short_at = at };
	default: return (struct disk_faults){ .sync_error_at = at };
	}
}

/* S7: an error of the disk is told; afterwards, with or without a power cut, the store goes on. */
static void test_disk_errors(void **state)
{
	(void)state;
	for (int round = 0; round < 3 * 2 * 40; round++) {
		const int kind = round % 3;
		const bool cut = round / 3 % 2;
		const struct disk_faults faults = fault_at(kind, 1 + round / 6);
		struct audit audit = { 0 };
		struct rng rng;
		struct bed bed;
		int told = 0;

		rng_seed(&rng, (uint64_t)round);
		bed_open(&bed, true, (uint64_t)round);
		disk_faults(bed.disk, &faults);
		for (int i = 0; i < 50; i++) {
			enum rc rc = commit_group(&bed, &rng, &audit);

			assert_true(rc == RC_OK || rc == RC_FAULT || rc == RC_UNCERTAIN);
			told += rc != RC_OK;
			if (rc != RC_OK && cut)
				break;
			check(&bed, &audit);
		}
		assert_int_equal(1, told);
		disk_crash(bed.disk);
		store_close(&bed.store);
		recover(&bed, &rng);
		check(&bed, &audit);
		assert_rc(RC_OK, commit_group(&bed, &rng, &audit));
		check(&bed, &audit);
		bed_done(&bed);
	}
}

/* N7: a commit whose sync fails is neither done nor undone until somebody asks by the key; both ends
 * really occur. */
static void test_uncertain_commits_are_resolved_by_key(void **state)
{
	int there = 0, gone = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct audit audit = { 0 };
		struct store_answer answer;
		struct rng rng;
		struct bed bed;
		enum rc rc;

		rng_seed(&rng, seed);
		bed_open(&bed, true, seed);
		assert_rc(RC_OK, commit_group(&bed, &rng, &audit));
		disk_faults(bed.disk, &(struct disk_faults){ .sync_error_at = 1 });
		assert_rc(RC_UNCERTAIN, commit_group(&bed, &rng, &audit));
		assert_true(audit.possible > audit.acknowledged);
		disk_crash(bed.disk);
		store_close(&bed.store);
		disk_reboot(bed.disk);
		assert_ok(&bed, try_open(&bed));
		rc = store_answer_get(bed.store, bed.hall, key_for(&bed.arena, audit.possible), &bed.arena,
				      &answer, &bed.err);
		assert_true(rc == RC_OK || rc == RC_MISSING);
		there += rc == RC_OK;
		gone += rc == RC_MISSING;
		check(&bed, &audit);
		bed_done(&bed);
	}
	assert_true(there > 0);
	assert_true(gone > 0);
}

/* S7: a full disk is said to be full, loses nothing, and is no harm once there is room. */
static void test_full_disk(void **state)
{
	(void)state;
	for (int64_t room = 0; room < 40; room++) {
		struct disk_faults faults = { 0 };
		struct audit audit = { 0 };
		struct rng rng;
		struct bed bed;
		enum rc rc;

		rng_seed(&rng, (uint64_t)room);
		bed_open(&bed, true, (uint64_t)room);
		faults.bytes_max = 120000 + room * 1500;
		disk_faults(bed.disk, &faults);
		do {
			rc = commit_group(&bed, &rng, &audit);
		} while (rc == RC_OK);
		assert_int_equal(RC_FULL, rc);
		check(&bed, &audit);
		/* A smaller group may still fit, one after the other until none does. */
		do {
			rc = commit_group(&bed, &rng, &audit);
		} while (rc == RC_OK);
		assert_int_equal(RC_FULL, rc);
		check(&bed, &audit);
		disk_faults(bed.disk, &(struct disk_faults){ 0 });
		assert_rc(RC_OK, commit_group(&bed, &rng, &audit));
		disk_crash(bed.disk);
		store_close(&bed.store);
		recover(&bed, &rng);
		check(&bed, &audit);
		bed_done(&bed);
	}
}

/* The same seed is the same life, to the operation; otherwise no failure could be looked into. */
static void test_lives_repeat(void **state)
{
	int64_t operations[2], seqs[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct audit audit = { 0 };
		struct rng rng;
		struct bed bed;

		rng_seed(&rng, 11);
		bed_open(&bed, true, 11);
		live(&bed, &rng, &audit);
		recover(&bed, &rng);
		check(&bed, &audit);
		seqs[i] = audit.acknowledged;
		for (int group = 0; group < 10; group++)
			assert_rc(RC_OK, commit_group(&bed, &rng, &audit));
		operations[i] = disk_operations(bed.disk);
		bed_done(&bed);
	}
	assert_int_equal(seqs[0], seqs[1]);
	assert_int_equal(operations[0], operations[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_power_cuts),
		cmocka_unit_test(test_power_cuts_while_migrating),
		BED_SIM(test_an_open_group_is_gone),
		cmocka_unit_test(test_disk_errors),
		cmocka_unit_test(test_uncertain_commits_are_resolved_by_key),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_lives_repeat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
