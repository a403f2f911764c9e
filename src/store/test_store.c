/* How a store behaves, the same over a file and over the simulated disk: opening and migrating, groups,
 * halls, the log, answers, snapshots. S7, S8, Q2, N7. */
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/design.h"
#include "store/store_sql.h"
#include "store/test_bed.h"
#include "store/upkeep.h"

/* Run statements beside the store, as a tool or another program would. */
static void meddle(struct bed *bed, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(SQLITE_OK, sqlite3_open_v2(bed->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
						    bed->simulated ? "bed" : NULL));
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static enum rc open_as(struct bed *bed, bool read_only, bool migrate, struct store **ret)
{
	return store_open(ret,
			  &(struct store_options){ .path = bed->path,
						   .vfs = bed->simulated ? "bed" : NULL,
						   .read_only = read_only,
						   .migrate = migrate },
			  &bed->err);
}

/* S7: an older schema is brought up step by step, and what it holds stays. */
static void test_migrates_an_older_schema(void **state)
{
	struct bed *bed = *state;
	struct store_snapshot *snapshots;
	struct store_answer answer;
	struct store_hall hall;
	struct store *store;
	uint32_t n;

	store_close(&bed->store);
	meddle(bed, "DROP TABLE tickets; DROP TABLE appointments; DROP TABLE hours;"
		    "DROP TABLE customers; DROP TABLE voices; DROP TABLE voice_pieces;"
		    "DROP TABLE designs; DROP TABLE kiosk_screens; DROP TABLE media; DROP TABLE media_parts;"
		    "DROP TABLE design_media; DROP TABLE design_marks;"
		    "DROP INDEX events_configured; ALTER TABLE answers DROP COLUMN command;"
		    "INSERT INTO answers (hall, key, seq, at, answer) VALUES (1, 'old', 1, 1, '{}');"
		    "INSERT INTO snapshots (hall, seq, at, hash, state) VALUES (1, 1, 1, x'00', '{}');"
		    "UPDATE meta SET value = '1' WHERE name = 'store.version';");
	assert_rc(RC_INVALID, open_as(bed, false, false, &store));
	assert_non_null(strstr(bed->err.text, "older"));
	assert_rc(RC_INVALID, open_as(bed, true, false, &store));
	assert_null(store);
	assert_ok(bed, open_as(bed, false, true, &bed->store));
	assert_ok(bed, store_hall_find(bed->store, TEXT("main"), &bed->arena, &hall, &bed->err));
	assert_text("总行营业厅", hall.name);
	assert_ok(bed, store_answer_get(bed->store, 1, TEXT("old"), &bed->arena, &answer, &bed->err));
	assert_text("", answer.command);
	assert_text("{}", answer.answer);
	assert_ok(bed, store_snapshot_list(bed->store, 1, 0, &bed->arena, &snapshots, &n, &bed->err));
	assert_int_equal(n, 0);
	bed_append(bed, bed->hall, 1);
	/* And a second time there is nothing to do. */
	bed_reopen(bed);
}

/* S7, Q18: the files that documents of an older schema name stay in use, and what is left of drafts that were given up
 * goes, but not their revisions. */
static void test_migrates_the_files_of_designs(void **state)
{
	struct bed *bed = *state;
	struct store_design *rows;
	uint32_t left;
	int64_t n;

	store_close(&bed->store);
	meddle(bed, "DROP TABLE design_media; DROP TABLE design_marks;"
		    "INSERT INTO designs VALUES (1, 'd', 1, 1, 'portrait', '', '', 0, '', 'h',"
		    " '{\"pages\":[{\"media\":\"f1\",\"elements\":[{\"media\":\"f2\"},{\"media\":\"f2\"}]}]}'),"
		    " (1, 'e', 0, 1, 'portrait', '', '', 0, '', 'h', '{\"pages\":[{\"media\":\"f2\"}]}'),"
		    " (1, 'f', 0, 9, 'portrait', '', '', 0, '', '', '');"
		    "UPDATE meta SET value = '8' WHERE name = 'store.version';");
	assert_ok(bed, open_as(bed, false, true, &bed->store));
	assert_ok(bed, store_design_uses(bed->store, 1, TEXT("f1"), &n, &bed->err));
	assert_int_equal(1, n);
	assert_ok(bed, store_design_uses(bed->store, 1, TEXT("f2"), &n, &bed->err));
	assert_int_equal(2, n);
	assert_ok(bed, store_design_uses(bed->store, 1, TEXT("f3"), &n, &bed->err));
	assert_int_equal(0, n);
	assert_ok(bed, store_design_last(bed->store, 1, &n, &bed->err));
	assert_int_equal(9, n);
	assert_ok(bed, store_design_list(bed->store, 1, &bed->arena, &rows, &left, &bed->err));
	assert_int_equal(2, left);
}

/* S7: a program that was rolled back does not touch what a newer one wrote. */
static void test_refuses_a_newer_schema(void **state)
{
	struct bed *bed = *state;
	struct store *store;

	store_close(&bed->store);
	meddle(bed, "UPDATE meta SET value = '99' WHERE name = 'store.version'");
	for (int i = 0; i < 4; i++) {
		assert_rc(RC_INVALID, open_as(bed, i & 1, i & 2, &store));
		assert_null(store);
		assert_non_null(strstr(bed->err.text, "schema 99 is newer"));
	}
}

/* S7: other people's files are left as they are. */
static void test_refuses_what_is_no_store(void **state)
{
	struct bed *bed = *state;
	struct store *store;

	store_close(&bed->store);
	meddle(bed, "DROP TABLE meta");
	assert_rc(RC_INVALID, open_as(bed, false, true, &store));
	assert_non_null(strstr(bed->err.text, "not of this program"));
	snprintf(bed->path, sizeof(bed->path), "%.64s/copy.db", bed->dir);
	assert_rc(RC_MISSING, open_as(bed, false, false, &store));
	assert_rc(RC_MISSING, open_as(bed, true, false, &store));
	assert_rc(RC_MISSING, open_as(bed, true, true, &store));
}

static void test_refuses_a_file_of_noise(void **state)
{
	struct bed *bed = *state;
	struct store *store;
	FILE *file;

	snprintf(bed->path, sizeof(bed->path), "%.64s/copy.db", bed->dir);
	file = fopen(bed->path, "w");
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fprintf(file, "this is a letter, not a database\n");
	fclose(file);
	assert_rc(RC_INVALID, open_as(bed, false, true, &store));
	assert_rc(RC_INVALID, open_as(bed, true, false, &store));
}

/* S8: the settings that a commit's promise hangs on are there. */
static void test_writes_ahead(void **state)
{
	struct bed *bed = *state;
	struct store_stats stats;

	bed_append(bed, bed->hall, 10);
	assert_ok(bed, store_stats(bed->store, &stats, &bed->err));
	assert_true(stats.wal_bytes > 0);
	assert_int_equal(stats.bytes, stats.pages * 4096);
	assert_ok(bed, store_checkpoint(bed->store, &bed->err));
	assert_ok(bed, store_integrity(bed->store, false, &bed->err));
	assert_ok(bed, store_integrity(bed->store, true, &bed->err));
}

static void test_halls(void **state)
{
	struct bed *bed = *state;
	struct store_hall *halls, hall;
	int64_t no;
	uint32_t n;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_hall_add(bed->store, TEXT("east"), TEXT("东区"), TEXT(""), &no, &bed->err));
	assert_true(no != bed->hall);
	/* A conflict leaves the group as it is. */
	assert_rc(RC_CONFLICT, store_hall_add(bed->store, TEXT("main"), TEXT("x"), TEXT(""), &no, &bed->err));
	assert_ok(bed, store_hall_rename(bed->store, bed->hall, TEXT("总部"), TEXT("Head office"), &bed->err));
	assert_rc(RC_MISSING, store_hall_rename(bed->store, 77, TEXT("x"), TEXT("y"), &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	bed_reopen(bed);
	assert_ok(bed, store_hall_list(bed->store, &bed->arena, &halls, &n, &bed->err));
	assert_int_equal(2, n);
	assert_text("east", halls[0].id);
	assert_text("main", halls[1].id);
	assert_text("总部", halls[1].name);
	assert_text("Head office", halls[1].name_en);
	assert_ok(bed, store_hall_find(bed->store, TEXT("east"), &bed->arena, &hall, &bed->err));
	assert_int_equal(halls[0].no, hall.no);
	assert_rc(RC_MISSING, store_hall_find(bed->store, TEXT("west"), &bed->arena, &hall, &bed->err));
}

static void test_meta(void **state)
{
	struct bed *bed = *state;
	struct text value;

	assert_rc(RC_MISSING, store_meta_get(bed->store, TEXT("salt"), &bed->arena, &value, &bed->err));
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_meta_put(bed->store, TEXT("salt"), TEXT("one"), &bed->err));
	assert_ok(bed, store_meta_put(bed->store, TEXT("salt"), TEXT("two"), &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	bed_reopen(bed);
	assert_ok(bed, store_meta_get(bed->store, TEXT("salt"), &bed->arena, &value, &bed->err));
	assert_text("two", value);
}

/* Q2, S7: what was appended comes back in order, also after opening again. */
static void test_events_come_back(void **state)
{
	struct bed *bed = *state;
	struct store_event *events;
	struct store_head head;
	uint32_t n;

	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(0, head.seq);
	bed_append(bed, bed->hall, 100);
	bed_append(bed, bed->hall, 1);
	bed_reopen(bed);
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(101, head.seq);
	assert_int_equal(101000, head.at_ms);
	assert_ok(bed, store_events(bed->store, bed->hall, 90, INT64_MAX, 50, &bed->arena, &events, &n, &bed->err));
	assert_int_equal(11, n);
	for (uint32_t i = 0; i < n; i++) {
		struct store_event expected = bed_event(&bed->arena, 91 + i);

		assert_int_equal(expected.seq, events[i].seq);
		assert_int_equal(expected.at_ms, events[i].at_ms);
		assert_true(text_eq(expected.kind, events[i].kind));
		assert_true(text_eq(expected.actor, events[i].actor));
		assert_true(text_eq(expected.key, events[i].key));
		assert_true(text_eq(expected.payload, events[i].payload));
	}
}

static void test_pages_of_events(void **state)
{
	static const struct {
		int64_t after, until_ms;
		uint32_t limit;
		uint32_t n;
	} cases[] = {
		{ 0, INT64_MAX, 10, 10 }, { 0, INT64_MAX, 1000, 50 }, { 45, INT64_MAX, 10, 5 },
		{ 50, INT64_MAX, 10, 0 }, { 99, INT64_MAX, 10, 0 },   { 0, 20000, 1000, 20 },
		{ 0, 20999, 1000, 20 },   { 0, 999, 1000, 0 },        { 19, 20000, 10, 1 },
		{ 20, 20000, 10, 0 },     { 0, INT64_MAX, 0, 0 },
	};
	struct bed *bed = *state;

	bed_append(bed, bed->hall, 50);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct store_event *events;
		uint32_t n;

		assert_ok(bed, store_events(bed->store, bed->hall, cases[i].after, cases[i].until_ms, cases[i].limit,
					    &bed->arena, &events, &n, &bed->err));
		assert_int_equal(cases[i].n, n);
		if (n > 0)
			assert_int_equal(cases[i].after + 1, events[0].seq);
	}
}

/* A page is bounded in bytes too, and still gets on. */
static void test_large_events_make_short_pages(void **state)
{
	enum { BIG = 3 << 20, N = 7 };
	struct bed *bed = *state;
	char *payload = arena_alloc(&bed->arena, BIG);
	int64_t seen = 0;
	uint32_t n;

	memset(payload, 'x', BIG);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	for (int64_t seq = 1; seq <= N; seq++) {
		struct store_event event = bed_event(&bed->arena, seq);

		event.payload = (struct text){ payload, BIG };
		assert_ok(bed, store_append(bed->store, bed->hall, seq - 1, &event, 1, &bed->err));
	}
	assert_ok(bed, store_commit(bed->store, &bed->err));
	do {
		struct store_event *events;

		assert_ok(bed, store_events(bed->store, bed->hall, seen, INT64_MAX, 100, &bed->arena, &events, &n,
					    &bed->err));
		assert_true(n <= 3);
		seen += n;
	} while (n > 0);
	assert_int_equal(N, seen);
}

/* A text that no reader could take in is refused, and with it the group. */
static void test_texts_have_a_limit(void **state)
{
	struct bed *bed = *state;
	struct store_event event = bed_event(&bed->arena, 1);
	struct store_head head;

	event.payload.at = arena_alloc(&bed->arena, STORE_TEXT_MAX + 1);
	event.payload.len = STORE_TEXT_MAX + 1;
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_rc(RC_FULL, store_append(bed->store, bed->hall, 0, &event, 1, &bed->err));
	assert_rc(RC_FAULT, store_meta_put(bed->store, TEXT("a"), TEXT("b"), &bed->err));
	assert_rc(RC_FAULT, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(0, head.seq);
	bed_append(bed, bed->hall, 1);
}

/* N7: the second writer learns that the first was there, and nothing of it is written. */
static void test_two_writers_conflict(void **state)
{
	struct bed *bed = *state;
	struct store *other = bed_another(bed, false);
	struct store_head head;

	bed_append(bed, bed->hall, 5);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, bed_try_append(bed, bed->store, bed->hall, 5, 2));
	/* While one group is open, there is no other. */
	assert_rc(RC_FAULT, store_begin(other, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_begin(other, &bed->err));
	assert_rc(RC_CONFLICT, bed_try_append(bed, other, bed->hall, 5, 2));
	assert_rc(RC_CONFLICT, bed_try_append(bed, other, bed->hall, 8, 2));
	/* It reloads and decides again, in the same group. */
	assert_ok(bed, store_head(other, bed->hall, &head, &bed->err));
	assert_int_equal(7, head.seq);
	assert_ok(bed, bed_try_append(bed, other, bed->hall, 7, 1));
	assert_ok(bed, store_commit(other, &bed->err));
	store_close(&other);
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(8, head.seq);
}

/* A group is all or nothing, whoever drops it. */
static void test_rollback(void **state)
{
	struct bed *bed = *state;
	struct store_head head;

	bed_append(bed, bed->hall, 3);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, bed_try_append(bed, bed->store, bed->hall, 3, 4));
	store_rollback(bed->store);
	store_rollback(bed->store);
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(3, head.seq);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, bed_try_append(bed, bed->store, bed->hall, 3, 4));
	bed_reopen(bed);
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_int_equal(3, head.seq);
}

static void test_readers_cannot_write(void **state)
{
	struct bed *bed = *state;
	struct store *reader = bed_another(bed, true);
	struct store_head head;

	bed_append(bed, bed->hall, 2);
	assert_rc(RC_FAULT, store_begin(reader, &bed->err));
	assert_non_null(strstr(bed->err.text, "reading only"));
	assert_rc(RC_FAULT, store_checkpoint(reader, &bed->err));
	assert_ok(bed, store_head(reader, bed->hall, &head, &bed->err));
	assert_int_equal(2, head.seq);
	store_close(&reader);
	/* The last reader leaves a store that opens. */
	store_close(&bed->store);
	reader = bed_another(bed, true);
	assert_ok(bed, store_head(reader, bed->hall, &head, &bed->err));
	assert_int_equal(2, head.seq);
	store_close(&reader);
	bed->store = bed_another(bed, false);
}

/* Readers see what is committed, at once, or one moment for as long as they like. */
static void test_readers_see_commits(void **state)
{
	struct bed *bed = *state;
	struct store *reader = bed_another(bed, true);
	struct store_head head;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, bed_try_append(bed, bed->store, bed->hall, 0, 4));
	assert_ok(bed, store_head(reader, bed->hall, &head, &bed->err));
	assert_int_equal(0, head.seq);
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_read_begin(reader, &bed->err));
	bed_append(bed, bed->hall, 4);
	assert_ok(bed, store_head(reader, bed->hall, &head, &bed->err));
	assert_int_equal(4, head.seq);
	store_read_end(reader);
	assert_ok(bed, store_head(reader, bed->hall, &head, &bed->err));
	assert_int_equal(8, head.seq);
	store_close(&reader);
}

/* Q2: the same key gets the same answer again, until it is purged. */
static void test_answers(void **state)
{
	struct bed *bed = *state;
	struct store_answer answer = { .seq = 7, .at_ms = 700, .command = TEXT("m1"), .answer = TEXT("{\"seq\":7}") };
	struct store_answer found;
	uint32_t n;

	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_rc(RC_MISSING, store_answer_get(bed->store, bed->hall, TEXT("k"), &bed->arena, &found, &bed->err));
	assert_ok(bed, store_answer_put(bed->store, bed->hall, TEXT("k"), &answer, &bed->err));
	assert_rc(RC_CONFLICT, store_answer_put(bed->store, bed->hall, TEXT("k"), &answer, &bed->err));
	assert_ok(bed, store_answer_put(bed->store, bed->hall + 1, TEXT("k"), &answer, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_answer_get(bed->store, bed->hall, TEXT("k"), &bed->arena, &found, &bed->err));
	assert_int_equal(7, found.seq);
	assert_int_equal(700, found.at_ms);
	assert_text("m1", found.command);
	assert_text("{\"seq\":7}", found.answer);

	assert_ok(bed, store_begin(bed->store, &bed->err));
	for (int i = 0; i < 10; i++) {
		answer.at_ms = 1000 + i;
		assert_ok(bed, store_answer_put(bed->store, bed->hall, text_printf(&bed->arena, "k%d", i), &answer,
						&bed->err));
	}
	assert_ok(bed, store_answer_purge(bed->store, bed->hall, 1005, 4, &n, &bed->err));
	assert_int_equal(4, n);
	assert_ok(bed, store_answer_purge(bed->store, bed->hall, 1005, 100, &n, &bed->err));
	assert_int_equal(2, n);
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_rc(RC_MISSING, store_answer_get(bed->store, bed->hall, TEXT("k4"), &bed->arena, &found, &bed->err));
	assert_ok(bed, store_answer_get(bed->store, bed->hall, TEXT("k5"), &bed->arena, &found, &bed->err));
	assert_ok(bed, store_answer_get(bed->store, bed->hall + 1, TEXT("k"), &bed->arena, &found, &bed->err));
}

static void put_snapshots(struct bed *bed)
{
	bed_append(bed, bed->hall, 100);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	for (int64_t seq = 10; seq <= 100; seq += 10)
		assert_ok(bed,
			  store_snapshot_put(bed->store, bed->hall, seq,
					     text_printf(&bed->arena, "{\"at\":%lld}", (long long)seq), &bed->err));
	assert_rc(RC_MISSING, store_snapshot_put(bed->store, bed->hall, 101, TEXT("{}"), &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
}

/* S7: a hall opens from the latest snapshot that fits, bounded by seq and by time. */
static void test_snapshots(void **state)
{
	static const struct {
		int64_t seq_max, until_ms, seq;
	} cases[] = {
		{ INT64_MAX, INT64_MAX, 100 }, { 55, INT64_MAX, 50 },  { INT64_MAX, 39999, 30 }, { 20, 39999, 20 },
		{ 9, INT64_MAX, 0 },           { INT64_MAX, 9999, 0 },
	};
	struct bed *bed = *state;

	put_snapshots(bed);
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		struct store_snapshot found = { 0 };
		enum rc rc = store_snapshot_get(bed->store, bed->hall, cases[i].seq_max, cases[i].until_ms, &bed->arena,
						&found, &bed->err);

		assert_int_equal(cases[i].seq > 0 ? RC_OK : RC_MISSING, rc);
		assert_int_equal(cases[i].seq, found.seq);
		if (rc != RC_OK)
			continue;
		assert_int_equal(1000 * found.seq, found.at_ms);
		assert_true(text_eq(text_printf(&bed->arena, "{\"at\":%lld}", (long long)found.seq), found.state));
	}
}

static void test_snapshots_thin_out(void **state)
{
	static const int64_t left[] = { 20, 50, 60, 70, 80, 90, 100 };
	struct bed *bed = *state;
	struct store_snapshot *list;
	uint32_t n;

	put_snapshots(bed);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_snapshot_thin(bed->store, bed->hall, 60, 30, &bed->err));
	assert_ok(bed, store_snapshot_put(bed->store, bed->hall, 100, TEXT("{}"), &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_snapshot_list(bed->store, bed->hall, 0, &bed->arena, &list, &n, &bed->err));
	assert_int_equal(CC_COUNT(left), n);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(left[i], list[i].seq);
	assert_ok(bed, store_snapshot_list(bed->store, bed->hall, 90, &bed->arena, &list, &n, &bed->err));
	assert_int_equal(1, n);
}

/* S7: a snapshot of another history is passed over. */
static void test_snapshots_must_fit_the_log(void **state)
{
	struct bed *bed = *state;
	struct store_snapshot found;

	put_snapshots(bed);
	store_close(&bed->store);
	meddle(bed, "UPDATE snapshots SET hash = zeroblob(32) WHERE seq > 80");
	bed->store = bed_another(bed, false);
	assert_ok(bed, store_snapshot_get(bed->store, bed->hall, INT64_MAX, INT64_MAX, &bed->arena, &found, &bed->err));
	assert_int_equal(80, found.seq);
}

/* S7: every kind of change to the log is found, with its place. */
static void test_chain_shows_changes(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad_seq;
	} cases[] = {
		{ "UPDATE events SET payload = payload || ' ' WHERE seq = 40", 40 },
		{ "UPDATE events SET at = at + 1 WHERE seq = 33", 33 },
		{ "UPDATE events SET actor = key, key = actor WHERE seq = 31", 31 },
		{ "UPDATE events SET kind = 'ticket.take' || 'd.' WHERE seq = 30", 30 },
		{ "UPDATE events SET hash = x'00' WHERE seq = 22", 22 },
		{ "DELETE FROM events WHERE seq = 20", 20 },
		{ "DELETE FROM events WHERE seq = 1", 1 },
	};
	struct bed *bed = *state;
	int64_t bad_seq;

	bed_append(bed, bed->hall, 50);
	assert_ok(bed, store_chain_verify(bed->store, bed->hall, &bad_seq, &bed->err));
	assert_int_equal(0, bad_seq);
	assert_ok(bed, store_chain_verify(bed->store, bed->hall + 1, &bad_seq, &bed->err));
	for (size_t i = 0; i < CC_COUNT(cases); i++) {
		store_close(&bed->store);
		meddle(bed, cases[i].sql);
		bed->store = bed_another(bed, false);
		assert_rc(RC_INVALID, store_chain_verify(bed->store, bed->hall, &bad_seq, &bed->err));
		assert_int_equal(cases[i].bad_seq, bad_seq);
	}
}

/* The bytes under the hash are those that chain.h lays down, made here by hand. */
static void test_chain_format(void **state)
{
	static const uint8_t bytes[] = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				       "\0\0\0\0\0\0\0\1"
				       "\0\0\0\0\0\0\3\350"
				       "\0\0\0\0\0\0\0\14ticket.taken"
				       "\0\0\0\0\0\0\0\2k1"
				       "\0\0\0\0\0\0\0\0"
				       "\0\0\0\0\0\0\0\2{}";
	const struct store_event event = {
		.seq = 1, .at_ms = 1000, .kind = TEXT("ticket.taken"), .actor = TEXT("k1"), .payload = TEXT("{}")
	};
	struct bed *bed = *state;
	uint8_t expected[STORE_HASH_BYTES];
	struct store_head head;

	crypto_generichash(expected, sizeof(expected), bytes, sizeof(bytes) - 1, NULL, 0);
	assert_ok(bed, store_begin(bed->store, &bed->err));
	assert_ok(bed, store_append(bed->store, bed->hall, 0, &event, 1, &bed->err));
	assert_ok(bed, store_commit(bed->store, &bed->err));
	assert_ok(bed, store_head(bed->store, bed->hall, &head, &bed->err));
	assert_memory_equal(expected, head.hash, sizeof(expected));
}

/* SQLite's plan for a statement, its steps joined by `; `. */
static struct text plan_of(struct bed *bed, sqlite3 *db, enum sql sql)
{
	struct buf plan = { .arena = &bed->arena };
	sqlite3_stmt *stmt = NULL;

	buf_printf(&plan, "EXPLAIN QUERY PLAN %s", store_sql[sql]);
	if (sqlite3_prepare_v2(db, plan.at, (int)plan.len, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", store_sql[sql], sqlite3_errmsg(db));
	plan.len = 0;
	while (sqlite3_step(stmt) == SQLITE_ROW)
		buf_printf(&plan, "%s; ", (const char *)sqlite3_column_text(stmt, 3));
	buf_char(&plan, '\0');
	sqlite3_finalize(stmt);
	return buf_view(&plan);
}

/* S8: every statement finds its rows by a key or an index; only what lists or counts all of a kind walks, and
 * what reads a document that it was handed. */
static void test_statements_use_their_keys(void **state)
{
	static const char *const uses[SQL_N] = {
		[SQL_TICKET_PAGE] = "PRIMARY KEY (hall=? AND (ticket,leg)>(?,?))",
		[SQL_TICKET_DAY_PAGE] = "tickets_day (hall=? AND day=?)",
		[SQL_APPOINTMENT_SEARCH_DAY] = "appointments_day (hall=? AND day=?)",
		[SQL_APPOINTMENT_SEARCH_PHONE] = "appointments_phone (hall=? AND phone=?)",
		[SQL_HOUR_PAGE] = "PRIMARY KEY (hall=? AND (hour,service,class)>(?,?,?)",
		[SQL_HEAD] = "PRIMARY KEY (hall=?)",
		[SQL_EVENTS] = "PRIMARY KEY (hall=? AND seq>?)",
	};
	struct bed *bed = *state;
	sqlite3 *db = NULL;

	assert_int_equal(SQLITE_OK, sqlite3_open(bed->path, &db));
	for (enum sql sql = 0; sql < SQL_N; sql++) {
		struct text plan = plan_of(bed, db, sql);
		bool all = sql == SQL_HALL_LIST || sql == SQL_HALL_COUNT || sql == SQL_CUSTOMER_COUNT ||
			   sql == SQL_DESIGN_NAMES;

		if (!all && strstr(plan.at, "SCAN") != NULL)
			fail_msg("%s: %s", store_sql[sql], plan.at);
		if (uses[sql] != NULL && strstr(plan.at, uses[sql]) == NULL)
			fail_msg("%s: %s", store_sql[sql], plan.at);
	}
	sqlite3_close(db);
}

#define ON_BOTH(test) BED_REAL(test), BED_SIM(test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_migrates_an_older_schema),
		ON_BOTH(test_migrates_the_files_of_designs),
		ON_BOTH(test_refuses_a_newer_schema),
		ON_BOTH(test_refuses_what_is_no_store),
		BED_REAL(test_refuses_a_file_of_noise),
		ON_BOTH(test_writes_ahead),
		ON_BOTH(test_halls),
		ON_BOTH(test_meta),
		ON_BOTH(test_events_come_back),
		ON_BOTH(test_pages_of_events),
		ON_BOTH(test_large_events_make_short_pages),
		ON_BOTH(test_texts_have_a_limit),
		ON_BOTH(test_two_writers_conflict),
		ON_BOTH(test_rollback),
		ON_BOTH(test_readers_cannot_write),
		ON_BOTH(test_readers_see_commits),
		ON_BOTH(test_answers),
		ON_BOTH(test_snapshots),
		ON_BOTH(test_snapshots_thin_out),
		ON_BOTH(test_snapshots_must_fit_the_log),
		ON_BOTH(test_chain_shows_changes),
		ON_BOTH(test_chain_format),
		BED_REAL(test_statements_use_their_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
