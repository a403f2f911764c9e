/* `openhall backup`, `restore`, `verify`, `doctor`, `migrate`: nothing is lost, nothing is overwritten, and what was
 * tampered with is found (S7). */
#include "cli_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cc.h"

enum { PAGE = 4096 };

/* A small recorded day: four tickets, a window for each, a log of 25 events. */
static const char day[] = "id,branch_id,date,wait_start,wait_end,service_end\n"
			  "1,b,2020-04-01,09:01:00,09:11:00,09:21:00\n"
			  "2,b,2020-04-01,09:02:00,09:12:00,09:22:00\n"
			  "3,b,2020-04-01,09:03:00,09:13:00,09:23:00\n"
			  "4,b,2020-04-01,09:04:00,09:14:00,09:24:00\n";

static void make_day(const char *data)
{
	file_put("day.csv", day);
	assert_said(RUN("replay", "day.csv", "--data", data), "served 4, ");
}

/* S7: a backup is whole, and what is restored from it is the same to the last byte that counts. */
static void test_backup_and_restore(void **state)
{
	(void)state;
	make_day("d");
	const char *before = data_print("d");
	assert_ran(RUN("backup", "b.db", "--data=d"), 0,
		   "b.db holds all of d; to use it: openhall restore b.db --data NEW-DIR\n", "");
	assert_false(file_there("b.db.part"));
	assert_ran(RUN("restore", "b.db", "--data=new/deep"), 0,
		   "b.db is in new/deep; to check it: openhall verify --data new/deep\n", "");
	assert_string_equal(before, data_print("new/deep"));
	assert_string_equal(before, data_print("d"));
	assert_said(RUN("verify", "--data=new/deep"), "1 hall, 25 events: all is well\n");
	assert_said(RUN("demo", "init", "--data=new/deep"), "1 hall is");
	/* The short way to say it. */
	assert_said(RUN("backup", "new/deep", "c.db"), "c.db holds all of new/deep;");
	assert_said(RUN("restore", "c.db", "third"), "c.db is in third;");
	assert_string_equal(data_print("new/deep"), data_print("third"));
	assert_true(strcmp(before, data_print("third")) != 0);
}

/* S7: yesterday's backup stays as it is; half a backup that a crash left behind is in nobody's way. */
static void test_backup_beside_a_backup(void **state)
{
	(void)state;
	make_day("d");
	assert_said(RUN("backup", "b.db", "--data=d"), "b.db holds");
	const char *old = file_query("b.db", "SELECT count(*) FROM events");
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	assert_failed(RUN("backup", "b.db", "--data=none"), 1, "there is no file none/openhall.db\n");
	assert_string_equal(old, file_query("b.db", "SELECT count(*) FROM events"));
	assert_failed(RUN("backup", "b.db", "--data=d"), 1, "there is a b.db already");
	assert_string_equal(old, file_query("b.db", "SELECT count(*) FROM events"));
	file_put("c.db.part", "left behind by a machine that lost power");
	assert_said(RUN("backup", "c.db", "--data=d"), "c.db holds");
	assert_string_equal("26\n", file_query("c.db", "SELECT count(*) FROM events"));
	assert_false(file_there("c.db.part"));
}

/* S7: a backup never takes the place of a store. */
static void test_backup_spares_stores(void **state)
{
	(void)state;
	make_day("d");
	assert_said(RUN("demo", "init", "--data=other"), "1 hall is");
	assert_int_equal(0, symlink("d/openhall.db", file_path("alias.db")));
	assert_int_equal(0, link(file_path("d/openhall.db"), file_path("twin.db")));
	assert_failed(RUN("backup", "d/openhall.db", "--data=d"), 1, "d/openhall.db is the store itself;");
	assert_failed(RUN("backup", "./d/../d/openhall.db", "--data=d"), 1, "is the store itself;");
	assert_failed(RUN("backup", "alias.db", "--data=d"), 1, "alias.db is the store itself;");
	assert_failed(RUN("backup", "twin.db", "--data=d"), 1, "twin.db is the store itself;");
	/* A log beside it tells of another server. */
	file_put("other/openhall.db-wal", "");
	assert_failed(RUN("backup", "other/openhall.db", "--data=d"), 1, "is a store in use;");
	assert_failed(RUN("backup", "d", "--data=d"), 1, "there is a d already");
	assert_failed(RUN("backup", "no/dir.db", "--data=d"), 1, "no/dir.db.part");
	assert_failed(RUN("backup", say("%01100d", 0), "--data=d"), 1, "longer than");
	assert_said(RUN("verify", "--data=d"), "1 hall, 25 events: all is well\n");
	assert_said(RUN("hall", "list", "--data=other"), "h1\t");
	assert_lacks(files_in("."), ".part");
}

/* S7: data that is there is never overwritten, not even half of it. */
static void test_restore_overwrites_nothing(void **state)
{
	(void)state;
	make_day("d");
	assert_said(RUN("backup", "b.db", "--data=d"), "b.db holds");
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	const char *before = data_print("d");
	assert_failed(RUN("restore", "b.db", "--data=d"), 1,
		      "there is a store d/openhall.db already; move it away first\n");
	assert_string_equal(before, data_print("d"));
	/* Only the store was moved away: its log would be taken for the restored one's. */
	assert_int_equal(0, mkdir(file_path("half"), S_IRWXU));
	file_put("half/openhall.db-wal", "the last hour");
	assert_failed(RUN("restore", "b.db", "--data=half"), 1, "half/openhall.db-wal");
	assert_string_equal("the last hour", file_get("half/openhall.db-wal", NULL));
	assert_false(file_there("half/openhall.db"));
	file_put("file", "x");
	assert_failed(RUN("restore", "b.db", "--data=file"), 1, "file is not a directory\n");
	assert_string_equal("x", file_get("file", NULL));
}

/* S7: what is no good backup is refused before anybody can rely on it, and leaves no store behind. */
static void test_restore_checks_the_backup(void **state)
{
	static const struct {
		const char *damage, *says;
	} rows[] = {
		{ "UPDATE events SET payload = replace(payload, 'c1', 'c2') WHERE seq = 2", "from event 2 on" },
		{ "DELETE FROM events WHERE seq = 7", "from event 7 on" },
		{ "DELETE FROM halls", "1 log belongs to no hall" },
		{ "DROP TABLE events; UPDATE meta SET value = value", "not of this program" },
		{ "UPDATE meta SET value = '99' WHERE name = 'store.version'", "schema 99 is newer" },
	};

	(void)state;
	make_day("d");
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const char *backup = say("b%zu.db", i);

		assert_said(RUN("backup", backup, "--data=d"), " holds all of d;");
		file_sql(backup, rows[i].damage);
		assert_failed(RUN("restore", backup, "--data=new"), 1, rows[i].says);
		assert_false(file_there("new"));
	}
	file_put("text.db", "This is a text that is not a database, and it is long enough to be taken for one.");
	assert_failed(RUN("restore", "text.db", "--data=new"), 1, "the file is no database");
	assert_failed(RUN("restore", "none.db", "--data=new"), 1, "none.db: No such file or directory\n");
	assert_failed(RUN("restore", "tmp", "--data=new"), 1, "openhall: ");
	assert_false(file_there("new"));
}

/* Overwrite one byte of a file in place. */
static void flip(const char *name, long at)
{
	FILE *file = fopen(file_path(name), "r+b");

	assert_non_null(file);
	assert_int_equal(0, fseek(file, at, SEEK_SET));
	const int byte = fgetc(file);
	assert_true(byte != EOF);
	assert_int_equal(0, fseek(file, at, SEEK_SET));
	assert_true(fputc(byte ^ 0x20, file) != EOF);
	assert_int_equal(0, fclose(file));
}

/* S7: whatever in the record is changed, taken away or added, verify names the hall and the place. */
static void test_verify_finds_tampering(void **state)
{
	static const struct {
		const char *tamper, *says;
	} rows[] = {
		{ "UPDATE events SET payload = replace(payload, 'c1', 'c2') WHERE seq = 2", "branch-b 2: " },
		{ "UPDATE events SET at = at + 1 WHERE seq = 5", "branch-b 5: " },
		{ "UPDATE events SET kind = 'ticket.called' WHERE seq = 6", "branch-b 6: " },
		{ "UPDATE events SET actor = 'nobody' WHERE seq = 25", "branch-b 25: " },
		{ "UPDATE events SET key = 'k' WHERE seq = 9", "branch-b 9: " },
		{ "UPDATE events SET hash = zeroblob(32) WHERE seq = 18", "branch-b 18: " },
		{ "DELETE FROM events WHERE seq = 12", "branch-b 12: " },
		{ "DELETE FROM events WHERE seq = 25", "branch-b 25: there is a snapshot and no event" },
		{ "DELETE FROM events", "branch-b 6: row 6 1 of tickets is not in the log" },
		{ "UPDATE tickets SET number = 'A0099' WHERE ticket = 6",
		  "branch-b 6: row 6 1 of tickets says: visit 6 number A0099 " },
		{ "DELETE FROM tickets WHERE ticket = 9", "branch-b 9: row 9 1 of tickets" },
		{ "UPDATE hours SET arrived = arrived + 1", "of hours says: arrived 5 called 4" },
		{ "UPDATE snapshots SET state = replace(state, '1', '2')",
		  "branch-b 25: the snapshot is not what the events" },
		{ "UPDATE snapshots SET seq = 24", "branch-b 24: the snapshot does not carry the hash" },
		{ "UPDATE halls SET name = 'x'", "branch-b 0: the hall's name is not that of its configuration" },
		{ "DELETE FROM halls", "1 log belongs to no hall" },
	};

	(void)state;
	make_day("d");
	assert_ran(RUN("verify", "--data=d"), 0, "1 hall, 25 events: all is well\n", "");
	assert_said(RUN("backup", "good.db", "--data=d"), "good.db holds");
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const char *data = say("d%zu", i);

		assert_said(RUN("restore", "good.db", "--data", data), "good.db is in");
		file_sql(say("%s/openhall.db", data), rows[i].tamper);
		const struct run text = RUN("verify", "--data", data), json = RUN("verify", "--json", "--data", data);
		assert_int_equal(1, text.status);
		assert_has(text.out, " events: problems were found\n  ");
		assert_has(text.out, rows[i].says);
		assert_int_equal(1, json.status);
		assert_has(json.out, "{\"ok\":false,\"halls\":");
		assert_has(json.out, "\"problems\":[{\"hall\":\"");
	}
	assert_string_equal("", files_in("tmp"));
}

/* S7: bytes that the disk changed. Every page of the file is tried; no crash, and no "all is well" beside damage to
 * what was told. */
static void test_verify_survives_damage(void **state)
{
	size_t size, found = 0, pages = 0;

	(void)state;
	make_day("d");
	assert_said(RUN("backup", "good.db", "--data=d"), "good.db holds");
	const char *bytes = file_get("good.db", &size);
	assert_int_equal(0, size % PAGE);
	assert_int_equal(0, mkdir(file_path("bad"), S_IRWXU));
	for (size_t page = 0; page < size / PAGE; page++) {
		/* The head of a page says what the rest of it is; empty pages say nothing. */
		if (bytes[page * PAGE + (page == 0 ? 100 : 0)] == 0)
			continue;
		pages++;
		unlink(file_path("bad/openhall.db"));
		assert_int_equal(0, link(file_path("good.db"), file_path("bad/openhall.db")));
		flip("good.db", (long)(page * PAGE + (page == 0 ? 100 : 0)));
		const struct run run = RUN("verify", "--data=bad");
		assert_in_range(run.status, 0, 1);
		found += run.status == 1;
		flip("good.db", (long)(page * PAGE + (page == 0 ? 100 : 0)));
	}
	assert_in_range(pages, 8, 200);
	assert_int_equal(pages, found);
	assert_said(RUN("verify", "--data=bad"), "all is well");
}

/* S6, S7: what verify needs, and that it leaves nothing behind and changes nothing. */
static void test_verify_only_reads(void **state)
{
	(void)state;
	assert_failed(RUN("verify", "--data=none"), 1, "there is no file none/openhall.db\n");
	assert_string_equal("", files_in("tmp"));
	assert_said(RUN("demo", "init", "--data=d", "--halls=2"), "2 halls");
	const char *before = data_print("d");
	assert_ran(RUN("verify", "--data=d", "--json"), 0,
		   "{\"ok\":true,\"halls\":2,\"events\":2,\"problems\":[],\"left_off\":0}\n", "");
	assert_string_equal(before, data_print("d"));
	assert_string_equal("", files_in("tmp"));
	assert_int_equal(0, setenv("TMPDIR", file_path("nowhere"), 1));
	assert_failed(RUN("verify", "--data=d"), 1, "name another one by TMPDIR\n");
}

/* S6, S7: the doctor says what is good and, where something is not, what to do. */
static void test_doctor(void **state)
{
	static const char *const good[] = { "sqlite", "files", "clock", "voice", "directory",
					    "space",  "sync",  "data",  "halls" };

	(void)state;
	make_day("d");
	const struct run well = RUN("doctor", "--data=d");
	assert_said(well, "ok    directory    d\n");
	for (size_t i = 0; i < CC_COUNT(good); i++)
		assert_has(well.out, say(" %-12s ", good[i]));
	assert_lacks(well.out, "bad ");
	assert_has(well.out, "\nok    halls        1\n");
	assert_lacks(files_in("d"), "doctor");
	assert_has(well.out, " voice        espeak-ng speaks\n");

	file_put("hall.ini", "[server]\ndata = d\nvoice = /nowhere/speaker\n");
	const struct run other = RUN("doctor", "--config=hall.ini");
	assert_said(other, "ok    directory    d\n");
	assert_has(other.out, "\nwarn  voice        /nowhere/speaker is not there");
	file_put("hall.ini", "[server]\nvoice =\n");
	assert_said(RUN("doctor", "--config=hall.ini", "--data=d"),
		    "\nok    voice        calls are spoken from recordings only");

	struct run run = RUN("doctor", "--data=none");
	assert_int_equal(1, run.status);
	assert_has(run.out, "\nbad   directory    none is no directory: name the right one with --data");
	assert_false(file_there("none"));
	run = RUN("doctor", "--data=tmp");
	assert_said(run, "\nwarn  data         none yet: ");
	assert_string_equal("", files_in("tmp"));

	assert_int_equal(0, chmod(file_path("d"), 0755));
	assert_said(RUN("doctor", "--data=d"), "\nwarn  directory    others may look into d");
	assert_int_equal(0, chmod(file_path("d"), S_IRWXU));
	file_sql("d/openhall.db", "UPDATE events SET at = 4000000000000 WHERE seq = 25");
	assert_said(RUN("doctor", "--data=d"), "s in the future: set the clock, or wait\n");
	file_sql("d/openhall.db", "UPDATE meta SET value = '99' WHERE name = 'store.version'");
	run = RUN("doctor", "--data=d");
	assert_int_equal(1, run.status);
	assert_has(run.out, "\nbad   data         d/openhall.db: store: schema 99 is newer than ");
}

/* S7: an older version's data is brought up, and keeps what it holds; only `migrate` and the server do that. */
static void test_migrate(void **state)
{
	(void)state;
	assert_ran(RUN("migrate", "--data=none"), 1, "", "openhall: there is no data in none\n");
	assert_ran(RUN("migrate", "--data=tmp"), 1, "", "openhall: there is no data in tmp\n");
	assert_string_equal("", files_in("tmp"));
	make_day("d");
	const char *before = data_print("d");
	assert_ran(RUN("migrate", "--data=d"), 0, "the data in d has schema 10\n", "");
	assert_string_equal(before, data_print("d"));

	file_sql("d/openhall.db",
		 "UPDATE meta SET value = '2' WHERE name = 'store.version'; DROP TABLE customers;"
		 "DROP INDEX events_configured; DROP TABLE voices; DROP TABLE voice_pieces;"
		 "DROP TABLE designs; DROP TABLE kiosk_screens; DROP TABLE media; DROP TABLE media_parts;"
		 "DROP TABLE design_media; DROP TABLE design_marks;"
		 "ALTER TABLE answers DROP COLUMN command");
	assert_failed(RUN("hall", "list", "--data=d"), 1, "schema 2 is older than 10;");
	assert_failed(RUN("verify", "--data=d"), 1, "schema 2 is older than 10;");
	assert_failed(RUN("customer", "count", "--data=d"), 1, "schema 2 is older than 10;");
	assert_ran(RUN("migrate", "--data=d"), 0, "the data in d has schema 10\n", "");
	assert_string_equal(before, data_print("d"));
	assert_said(RUN("verify", "--data=d"), "1 hall, 25 events: all is well\n");
	assert_said(RUN("customer", "count", "--data=d"), "0 customers\n");
}

/* S7: an older program keeps its hands off a newer version's data. */
static void test_newer_data(void **state)
{
	static const char *const rows[][5] = {
		{ "migrate", "--data=d" },           { "serve", "--data=d", "--listen=127.0.0.1:0" },
		{ "hall", "list", "--data=d" },      { "verify", "--data=d" },
		{ "backup", "b.db", "--data=d" },    { "demo", "init", "--data=d" },
		{ "replay", "day.csv", "--data=d" }, { "customer", "count", "--data=d" },
	};

	(void)state;
	make_day("d");
	file_sql("d/openhall.db", "UPDATE meta SET value = '11' WHERE name = 'store.version'");
	const char *before = data_print("d");
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_failed(run_all(rows[i]), 1, "schema 11 is newer than 10, the newest that this program knows;");
	assert_string_equal(before, data_print("d"));
	assert_false(file_there("b.db"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_backup_and_restore),
		RUN_TEST(test_backup_beside_a_backup),
		RUN_TEST(test_backup_spares_stores),
		RUN_TEST(test_restore_overwrites_nothing),
		RUN_TEST(test_restore_checks_the_backup),
		RUN_TEST(test_verify_finds_tampering),
		RUN_TEST(test_verify_survives_damage),
		RUN_TEST(test_verify_only_reads),
		RUN_TEST(test_doctor),
		RUN_TEST(test_migrate),
		RUN_TEST(test_newer_data),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
