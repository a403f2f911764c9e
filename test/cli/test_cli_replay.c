/* `openhall replay`: small records that were made up, with rows and columns as odd as those of real ones (S6, S7). */
#include "cli_run.h"

#include "base/cc.h"

#define WAITS_OF_C "  wait played   p50 0 s, p95 0 s\n  wait recorded p50 60 s, p95 60 s\n"
#define HEAD       "id,branch_id,date,wait_start,wait_end,service_end\n"

/* Three tickets at once, ten minutes each. */
static const char rush[] = HEAD "1,b,2020-04-01,09:00:00,09:05:00,09:15:00\n"
				"2,b,2020-04-01,09:00:00,09:15:00,09:25:00\n"
				"3,b,2020-04-01,09:00:00,09:25:00,09:35:00\n";

/* S6: one window serves them one after the other, so they wait 0, 10 and 20 minutes; three windows at once. */
static void test_waits(void **state)
{
	static const struct {
		const char *servers;
		int p50_s, p95_s;
	} rows[] = { { "1", 600, 1200 }, { "3", 0, 0 }, { "128", 0, 0 }, { "inferred", 600, 1200 } };

	(void)state;
	file_put("log.csv", rush);
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const struct run run = RUN("replay", "log.csv", "--json", "--servers", rows[i].servers);

		assert_said(run, "{\"tickets\":3,\"served\":3,\"refused\":0,\"doubled\":0,\"lost\":0,\"days\":1,");
		assert_has(run.out, say("\"wait_p50_s\":%d,\"wait_p95_s\":%d,", rows[i].p50_s, rows[i].p95_s));
		assert_has(run.out, "\"recorded_wait_p50_s\":900,");
		assert_has(run.out, "\"rejected_rows\":0,");
	}
	assert_string_equal("", files_in("tmp"));
	assert_string_equal("log.csv tmp ", files_in("."));
}

/* S6: a row that cannot be is named with its line, and left out; it neither ends the replay nor is mended. */
static void test_odd_rows(void **state)
{
	static const struct {
		const char *row, *why;
	} rows[] = {
		{ "4,b,2020-04-31,09:00:00,09:01:00,09:02:00", "date is no day such as 2020-04-01" },
		{ "4,b,01/04/2020,09:00:00,09:01:00,09:02:00", "date is no day such as 2020-04-01" },
		{ "4,b,,09:00:00,09:01:00,09:02:00", "date is no day such as 2020-04-01" },
		{ "4,b,2020-04-01,9 o'clock,09:01:00,09:02:00", "wait_start is no time such as 09:04:58" },
		{ "4,b,2020-04-01,24:00:00,24:01:00,24:02:00", "wait_start is no time such as 09:04:58" },
		{ "4,b,2020-04-01,09:00:00,09:60:00,09:02:00", "wait_end is no time such as 09:04:58" },
		{ "4,b,2020-04-01,09:00:00,-9:00:00,09:02:00", "wait_end is no time such as 09:04:58" },
		{ "4,b,2020-04-01,09:00:00,09:01:00,", "service_end is no time such as 09:04:58" },
		{ "4,b,2020-04-01,09:00:00,09:01:00,09:02", "service_end is no time such as 09:04:58" },
		{ "4,b,2020-04-01,09:05:00,09:01:00,09:06:00", "the wait is negative: wait_end is before wait_start" },
		{ "4,b,2020-04-01,09:00:00,09:05:00,09:04:59",
		  "the service is negative: service_end is before wait_end" },
		{ "4,b", "the row has too few fields" },
		{ "nonsense", "the row has too few fields" },
		{ "4,,2020-04-01,09:00:00,09:01:00,09:02:00", "branch_id is missing or too long" },
		{ "4,b,2020-04-01,09:00:00,09:01:00,\"09:02:00", "a quoted field does not end" },
		{ "4,\"b\"x,2020-04-01,09:00:00,09:01:00,09:02:00",
		  "text follows a closing quote; write a quote inside a quoted field twice" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		file_put("log.csv", say("%s\n%s\n5,b,2020-04-01,10:00:00,10:01:00,10:02:00\n", rush, rows[i].row));
		assert_ran(RUN("replay", "log.csv"), 0,
			   say("branch b: 4 tickets on 1 day; served 4, refused 0, doubled 0, lost 0\n"
			       "  wait played   p50 0 s, p95 1200 s\n  wait recorded p50 300 s, p95 1500 s\n"
			       "1 row was rejected\n  line 6: %s\n",
			       rows[i].why),
			   "");
		const struct run json = RUN("replay", "log.csv", "--json");
		assert_said(json, "\"rejected_rows\":1,");
		assert_has(json.out, say("\"rejected\":[{\"line\":6,\"why\":\"%s\"}]", rows[i].why));
	}
}

/* S6: files that say nothing at all: the reason, no report, and status 1. */
static void test_files_that_are_no_record(void **state)
{
	static const struct {
		const char *file, *says;
	} rows[] = {
		{ "", "openhall: the file is empty\n" },
		{ "\n\n", "openhall: the file is empty\n" },
		{ HEAD, "openhall: the file has no usable ticket\n" },
		{ HEAD "1,b,never,,,\n2,b\n",
		  "  line 2: date is no day such as 2020-04-01\n  line 3: the row has too few fields\n"
		  "openhall: the file has no usable ticket\n" },
		{ "id,date,wait_start,wait_end,service_end\n1,,,,\n",
		  "openhall: there is no column branch_id in the first line\n" },
		{ "ID,branch_id,date,wait_start,wait_end,service_end\n",
		  "openhall: there is no column id in the first line\n" },
		{ "id,branch_id,date,wait_start,wait_end\n",
		  "openhall: there is no column service_end in the first line\n" },
		{ "id;branch_id;date\n1;2;3\n", "openhall: there is no column id in the first line\n" },
		{ "\n\"id\"x,y\n",
		  "openhall: line 2: text follows a closing quote; write a quote inside a quoted field twice\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		file_put("log.csv", rows[i].file);
		assert_ran(RUN("replay", "log.csv"), 1, "", rows[i].says);
		assert_ran(RUN("replay", "log.csv", "--json", "--data=d"), 1, "", rows[i].says);
	}
	assert_failed(RUN("replay", "none.csv"), 1, "none.csv: No such file or directory\n");
	assert_failed(RUN("replay", "tmp"), 1, "tmp is not a file\n");
	/* No data directory was made for them. */
	assert_string_equal("log.csv tmp ", files_in("."));
	assert_string_equal("", files_in("tmp"));
}

/* S6: columns in any order, more of them, quotes, blanks, CR LF and a byte order mark are the same record. */
static void test_other_spellings(void **state)
{
	static const char *const same[] = {
		"service_end,wait_end,wait_start,date,branch_id,id\n"
		"09:15:00,09:05:00,09:00:00,2020-04-01,b,1\n09:25:00,09:15:00,09:00:00,2020-04-01,b,2\n"
		"09:35:00,09:25:00,09:00:00,2020-04-01,b,3\n",
		"\xef\xbb\xbfid,branch_id,date,mood,wait_start,wait_end,service_end\r\n"
		"1,\"b\",2020-04-01,\"so, so\",09:00:00,09:05:00,09:15:00\r\n"
		"2,b,2020-04-01,\"a\r\nb\", 09:00:00 ,09:15:00,09:25:00\r\n"
		"\r\n3, b ,2020-04-01,,09:00:00,09:25:00,09:35:00",
	};

	(void)state;
	file_put("log.csv", rush);
	const struct run wanted = RUN("replay", "log.csv", "--json", "--servers=1");
	for (size_t i = 0; i < CC_COUNT(same); i++) {
		file_put("log.csv", same[i]);
		assert_ran(RUN("replay", "log.csv", "--json", "--servers=1"), 0, wanted.out, "");
	}
}

/* S6: each branch is a hall of its own; one of them can be asked for. */
static void test_branches(void **state)
{
	(void)state;
	file_put("log.csv",
		 say("%s4,c,2020-04-01,09:00:00,09:01:00,09:02:00\n5,c,2020-04-02,09:00:00,09:01:00,09:02:00\n", rush));
	assert_ran(RUN("replay", "log.csv"), 0,
		   "branch b: 3 tickets on 1 day; served 3, refused 0, doubled 0, lost 0\n"
		   "  wait played   p50 600 s, p95 1200 s\n  wait recorded p50 900 s, p95 1500 s\n"
		   "branch c: 2 tickets on 2 days; served 2, refused 0, doubled 0, lost 0\n" WAITS_OF_C
		   "0 rows were rejected\n",
		   "");
	assert_ran(RUN("replay", "log.csv", "--branch=c"), 0,
		   "branch c: 2 tickets on 2 days; served 2, refused 0, doubled 0, lost 0\n" WAITS_OF_C
		   "0 rows were rejected\n",
		   "");
	assert_ran(RUN("replay", "log.csv", "--branch=x"), 1, "",
		   "openhall: the file has no usable ticket of branch x\n");
}

/* Q16: what customers would have been told is said where it is asked for, and nowhere else; those who come before the
 * window opens are told nothing, the last one finds it free. */
static void test_told_waits(void **state)
{
	(void)state;
	file_put("log.csv", say("%s4,b,2020-04-01,11:00:00,11:00:00,11:02:00\n", rush));
	const struct run json = RUN("replay", "log.csv", "--json", "--servers=1", "--waits");
	assert_has(json.out, "\"waits_shown\":1,\"waits_silent\":3,\"waits_queued\":0,\"wait_range_held\":1");
	assert_has(json.out, "\"wait_mae_s\":0");
	assert_has(json.out, "\"last_third\":{\"waits_shown\":");
	assert_said(RUN("replay", "log.csv", "--servers=1", "--waits"),
		    "waits told on all days: shown to 1, silent to 3; range held for 1 (100.0 %), "
		    "of 0 who had to queue for 0;\n");
	assert_lacks(RUN("replay", "log.csv", "--json", "--servers=1").out, "waits_shown");
}

/* S7: what was played can be kept, is as sound as what was lived, and is never played over. */
static void test_kept_data(void **state)
{
	(void)state;
	file_put("log.csv", rush);
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	assert_said(RUN("replay", "log.csv", "--data=d"), "branch b: 3 tickets");
	assert_ran(RUN("hall", "list", "--data=d"), 0, "branch-b\tbranch-b\t\nh1\t营业厅 1\tHall 1\n", "");
	const struct run verified = RUN("verify", "--data=d");
	assert_said(verified, "2 halls, ");
	assert_string_equal("A0001\nA0002\nA0003\n",
			    file_query("d/openhall.db", "SELECT number FROM tickets ORDER BY 1"));
	const char *before = data_print("d");
	assert_ran(RUN("replay", "log.csv", "--data=d"), 1, "", "openhall: there is a hall branch-b already\n");
	assert_string_equal(before, data_print("d"));
	assert_ran(RUN("verify", "--data=d"), 0, verified.out, "");
}

/* S6: the same record gives the same report, to the byte, wherever its rows stand. */
static void test_same_again(void **state)
{
	enum { ROWS = 60 };
	const char *forth = "", *back = "";

	(void)state;
	/* No two come at once, for then the first row goes first. */
	for (int i = 0; i < ROWS; i++) {
		const char *row = say("%d,b,2020-04-01,09:%02d:00,10:00:00,10:%02d:00\n", i, i * 7 % 60, i % 7 + 1);

		forth = say("%s%s", forth, row);
		back = say("%s%s", row, back);
	}
	file_put("log.csv", say(HEAD "%s", forth));
	const struct run first = RUN("replay", "log.csv", "--json", "--servers=2");
	assert_said(first, "{\"tickets\":60,\"served\":60,\"refused\":0,\"doubled\":0,\"lost\":0,");
	assert_lacks(first.out, "\"wait_p50_s\":0,");
	assert_ran(RUN("replay", "log.csv", "--servers=2", "--json"), 0, first.out, "");
	file_put("log.csv", say(HEAD "%s", back));
	assert_ran(RUN("replay", "log.csv", "--servers=2", "--json"), 0, first.out, "");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_waits),           RUN_TEST(test_odd_rows), RUN_TEST(test_files_that_are_no_record),
		RUN_TEST(test_other_spellings), RUN_TEST(test_branches), RUN_TEST(test_kept_data),
		RUN_TEST(test_told_waits),      RUN_TEST(test_same_again),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
