/* `openhall demo`, `openhall hall`, `openhall customer`: making, listing, showing and configuring halls, and the
 * register of customers, without a server (S6, Q3, Q10). */
#include "cli_run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cc.h"
#include "base/json.h"

enum { ARENA_BYTES = 64 << 20, OWNER_ONLY = 0700 };

/* A configuration with one of each, and room for one more member. */
#define CONFIG(more)                                                                                   \
	"{\"name\":\"东门\",\"name_en\":\"East Gate\"," more                                           \
	"\"services\":[{\"id\":\"pay\",\"name\":\"缴费\",\"prefix\":\"A\"}],"                        \
	"\"windows\":[{\"id\":\"w1\",\"name\":\"一\",\"services\":[{\"service\":\"pay\"}]}],"         \
	"\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"}],"                                               \
	"\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\",\"name_en\":\"Ordinary\",\"rank\":1}]," \
	"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}"

/* The hall as `hall show` prints it. */
static const struct json *shown(struct arena *arena, const char *data, const char *id)
{
	const struct run run = RUN("hall", "show", id, "--data", data);
	const struct json *view;
	struct err err;

	assert_said(run, say("{\"hall\":\"%s\",", id));
	assert_int_equal(RC_OK, json_parse(arena, text_of(run.out), &view, &err));
	return view;
}

static const char *text_in(const struct json *object, const char *name)
{
	return say("%.*s", TEXT_ARG(json_text(json_member(object, name))));
}

/* A list of the view has `n` elements, and their ids are `letter` and their number from 1. */
static void assert_numbered(const struct json *view, const char *list, char letter, size_t n)
{
	const struct json *items = json_member(view, list);

	assert_int_equal(n, json_count(items));
	for (size_t i = 0; i < n; i++)
		assert_string_equal(say("%c%zu", letter, i + 1), text_in(json_entry(items, i), "id"));
}

/* S6: halls of the shape that was asked for, with ids to the letter, since scripts rely on them. */
static void test_demo_shapes(void **state)
{
	static const struct {
		const char *halls, *windows, *services, *clerks;
		size_t n[3]; /* windows, services, clerks in each */
	} rows[] = {
		{ "1", "1", "1", "1", { 1, 1, 1 } },
		{ "3", "2", "5", "1", { 2, 5, 2 } }, /* as many clerks as windows */
		{ "2", "3", "4", "7", { 3, 4, 7 } },
		{ "1", "128", "256", "200", { 128, 256, 200 } },
	};
	struct arena arena;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const char *data = say("d%zu", i), *lines = "";
		const long halls = strtol(rows[i].halls, NULL, 10);

		assert_ran(RUN("demo", "init", "--data", data, "--halls", rows[i].halls, "--windows", rows[i].windows,
			       "--services", rows[i].services, "--clerks", rows[i].clerks),
			   0,
			   say("%ld hall%s in %s; to serve %s: openhall serve --data %s\n", halls,
			       halls == 1 ? " is" : "s are", data, halls == 1 ? "it" : "them", data),
			   "");
		for (long h = 1; h <= halls; h++) {
			const struct json *view = shown(&arena, data, say("h%ld", h));

			assert_numbered(view, "windows", 'w', rows[i].n[0]);
			assert_numbered(view, "services", 's', rows[i].n[1]);
			assert_numbered(view, "clerks", 'c', rows[i].n[2]);
			assert_true(json_bool(json_member(view, "open")));
			lines = say("%sh%ld\t营业厅 %ld\tHall %ld\n", lines, h, h, h);
		}
		assert_ran(RUN("hall", "list", "--data", data), 0, lines, "");
		assert_said(RUN("verify", "--data", data), say("%ld hall%s, %ld event%s: all is well\n", halls,
							       halls == 1 ? "" : "s", halls, halls == 1 ? "" : "s"));
	}
	arena_done(&arena);
}

/* Q3: prefixes of the demonstration's services are letters, and pairs of them when those are used up. */
static void test_demo_prefixes(void **state)
{
	static const struct {
		size_t service;
		const char *prefix;
	} rows[] = { { 1, "A" }, { 26, "Z" }, { 27, "AA" }, { 52, "AZ" }, { 53, "BA" } };
	struct arena arena;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_said(RUN("demo", "init", "--data=d", "--services=53"), "1 hall is");
	const struct json *services = json_member(shown(&arena, "d", "h1"), "services");
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_string_equal(rows[i].prefix, text_in(json_entry(services, rows[i].service - 1), "prefix"));
	arena_done(&arena);
}

/* S6, S7: without options it is one hall of four windows in ./openhall-data, which only its owner may read. */
static void test_demo_defaults(void **state)
{
	struct arena arena;
	struct stat status;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	assert_ran(RUN("demo", "init"), 0,
		   "1 hall is in openhall-data; to serve it: openhall serve --data openhall-data\n", "");
	assert_string_equal("lock openhall.db ", files_in("openhall-data"));
	const struct json *view = shown(&arena, "openhall-data", "h1");
	assert_numbered(view, "windows", 'w', 4);
	assert_numbered(view, "services", 's', 3);
	assert_numbered(view, "clerks", 'c', 4);
	assert_said(RUN("hall", "list"), "h1\t");
	assert_int_equal(0, stat(file_path("openhall-data"), &status));
	assert_int_equal(OWNER_ONLY, status.st_mode & 0777);
	arena_done(&arena);
}

/* S7: halls that are there are never made again, nor any beside them. */
static void test_demo_spares_what_is_there(void **state)
{
	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	const char *before = data_print("d");
	assert_ran(RUN("demo", "init", "--data=d"), 1, "", "openhall: there is a hall h1 already\n");
	assert_ran(RUN("demo", "init", "--data=d", "--halls=3"), 1, "", "openhall: there is a hall h1 already\n");
	assert_string_equal(before, data_print("d"));
	file_put("file", "x");
	assert_failed(RUN("demo", "init", "--data=file"), 1, "file is not a directory\n");
	assert_failed(RUN("demo", "init", "--data=file/d"), 1, "file is not a directory\n");
	assert_string_equal("x", file_get("file", NULL));
}

/* S6: a file configures a hall; where it is not there, it is made, with its directory. */
static void test_apply(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, ARENA_BYTES);
	file_put("east.json", CONFIG(""));
	assert_said(RUN("hall", "apply", "east", "east.json", "--data=new/deep"), "east is made: ");
	assert_ran(RUN("hall", "list", "--data=new/deep"), 0, "east\t东门\tEast Gate\n", "");
	file_put("east.json", "\n  " CONFIG("\"booking\":{\"from\":\"09:00\",\"to\":\"10:00\"},") "\n\n");
	assert_said(RUN("hall", "apply", "east", "east.json", "--data=new/deep"), "east is changed: ");
	assert_said(RUN("hall", "apply", "west-2_B", "east.json", "--data=new/deep"), "west-2_B is made: ");
	const struct json *view = shown(&arena, "new/deep", "east");
	assert_int_equal(2, json_int(json_member(view, "seq")));
	assert_string_equal("pay", text_in(json_entry(json_member(view, "services"), 0), "id"));
	assert_ran(RUN("hall", "list", "--json", "--data=new/deep"), 0,
		   "{\"halls\":[{\"id\":\"east\",\"name\":\"东门\",\"name_en\":\"East Gate\"},"
		   "{\"id\":\"west-2_B\",\"name\":\"东门\",\"name_en\":\"East Gate\"}]}\n",
		   "");
	assert_said(RUN("verify", "--data=new/deep"), "2 halls, 3 events: all is well\n");
	arena_done(&arena);
}

/* S6, S7: a configuration that cannot be is refused with the place, and changes nothing: no hall is made for it. */
static void test_apply_refuses(void **state)
{
	static const struct {
		const char *config, *says;
	} rows[] = {
		{ "", "bad.json: " },
		{ "{\"name\":", "bad.json: line 1, " },
		{ "[]", "bad.json: must be an object" },
		{ "{} {}", "bad.json: " },
		{ "{\"name\":7}", "bad.json: name" },
		{ CONFIG("\"colour\":\"red\","), "bad.json: colour" },
		{ CONFIG("\"policy\":{\"rules\":[\"beauty\"]},"), "bad.json: policy.rules" },
		{ CONFIG("\"name\":\"twice\","), "bad.json: " },
		{ "{\"name\":\"x\",\"services\":[],\"windows\":[],\"clerks\":[]}", "bad.json: " },
		{ CONFIG("\"menus\":[{\"id\":\"m\",\"nodes\":[{\"id\":\"n\",\"kind\":\"service\",\"service\":\"none\"}]"
			 "}],"),
		  "none" },
	};

	(void)state;
	file_put("good.json", CONFIG(""));
	assert_said(RUN("hall", "apply", "old", "good.json", "--data=d"), " is made: ");
	const char *before = data_print("d");
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		file_put("bad.json", rows[i].config);
		assert_failed(RUN("hall", "apply", "new", "bad.json", "--data=d"), 1, rows[i].says);
		assert_failed(RUN("hall", "apply", "old", "bad.json", "--data=d"), 1, rows[i].says);
		assert_string_equal(before, data_print("d"));
	}
	assert_failed(RUN("hall", "apply", "new", "none.json", "--data=d"), 1, "none.json: No such file");
	assert_failed(RUN("hall", "apply", "new", "tmp", "--data=e"), 1, "tmp is not a file");
	assert_false(file_there("e"));
	assert_string_equal(before, data_print("d"));
}

/* S7: ids are part of addresses, so they are plain. */
static void test_hall_ids(void **state)
{
	static const char *const bad[] = { "", "a b", "a/b", "../a", "营业厅", "a.b", "x2345678901234567" };

	(void)state;
	file_put("good.json", CONFIG(""));
	for (size_t i = 0; i < CC_COUNT(bad); i++)
		assert_ran(RUN("hall", "apply", bad[i], "good.json", "--data=d"), 1, "",
			   say("openhall: id: a hall's id has 1 to 16 letters, digits, - or _, unlike `%s`\n", bad[i]));
	assert_ran(RUN("hall", "list", "--data=d"), 0, "", "");
	/* One character less is fine. */
	assert_said(RUN("hall", "apply", bad[6] + 1, "good.json", "--data=d"), " is made: ");
}

/* S6: what only looks says what is missing, and makes no data where there is none. */
static void test_looking_makes_nothing(void **state)
{
	(void)state;
	assert_failed(RUN("hall", "list", "--data=none"), 1, "there is no file none/openhall.db\n");
	assert_failed(RUN("hall", "list", "--json", "--data=none"), 1, "there is no file none/openhall.db\n");
	assert_failed(RUN("hall", "show", "h1", "--data=none"), 1, "there is no file none/openhall.db\n");
	assert_failed(RUN("hall", "show", "h1", "--data=tmp"), 1, "there is no file tmp/openhall.db\n");
	assert_failed(RUN("hall", "list", say("--data=%01100d", 0)), 1, "path of the data directory is too long\n");
	assert_string_equal("tmp ", files_in("."));
	assert_string_equal("", files_in("tmp"));
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	assert_ran(RUN("hall", "show", "h2", "--data=d"), 1, "", "openhall: there is no hall h2\n");
	assert_ran(RUN("hall", "show", "", "--data=d"), 1, "", "openhall: no hall has such an id\n");
	/* A file of another kind. */
	file_put("tmp/openhall.db",
		 "This is a text that is not a database, and it is long enough to be taken for one.");
	assert_failed(RUN("hall", "list", "--data=tmp"), 1, "the file is no database");
}

/* Q10: the register is filled from a file, row by row, and only hashes of the numbers are kept. */
static void test_customers(void **state)
{
	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	file_put("vips.csv", "\xef\xbb\xbfname,card,class\r\n张三,622200001,ordinary\r\n\"李, "
			     "四\",13800000000,ordinary\r\n,77,ordinary\r\n");
	assert_ran(RUN("customer", "count", "--data=d"), 0, "0 customers\n", "");
	assert_ran(RUN("customer", "import", "vips.csv", "--data=d"), 0, "3 customers added or changed\n", "");
	assert_ran(RUN("customer", "count", "--data=d"), 0, "3 customers\n", "");
	assert_string_equal("\n张三\n李, 四\n",
			    file_query("d/openhall.db", "SELECT name FROM customers ORDER BY name"));
	assert_string_equal(
		"0\n", file_query("d/openhall.db",
				  "SELECT count(*) FROM customers WHERE instr(token, '622200001') OR token = '77'"));
	/* Again, with another class for one of them: changed, not added. */
	file_put("vips.csv", "card,class\n77,ordinary\n");
	assert_ran(RUN("customer", "import", "vips.csv", "--data=d"), 0, "1 customer added or changed\n", "");
	assert_string_equal("3\n",
			    file_query("d/openhall.db", "SELECT count(*) FROM customers WHERE class = 'ordinary'"));
	assert_ran(RUN("customer", "remove", "13800000000", "--data=d"), 0, "removed 李, 四, class ordinary\n", "");
	assert_string_equal("\n张三\n", file_query("d/openhall.db", "SELECT name FROM customers ORDER BY name"));
	assert_failed(RUN("customer", "remove", "13800000000", "--data=d"), 1, "openhall: ");
	assert_ran(RUN("customer", "count", "--data=d"), 0, "2 customers\n", "");
	/* A card that stands twice and says the same is one customer. */
	file_put("vips.csv", "card,class,name\n900,ordinary,\n9-00,ordinary,\n");
	assert_ran(RUN("customer", "import", "vips.csv", "--data=d"), 0, "1 customer added or changed\n", "");
	assert_ran(RUN("customer", "remove", "900", "--data=d"), 0,
		   "removed a customer without a name, class ordinary\n", "");
}

/* Q10: all or nothing: rows that cannot be are named by their lines, and the good ones are not taken either. */
static void test_customers_refused(void **state)
{
	static const struct {
		const char *csv, *says;
	} rows[] = {
		{ "", "openhall: the file is empty; its first line must name the columns card and class\n" },
		{ "name,class\nx,ordinary\n",
		  "openhall: the first line must name the columns card and class, and may name name\n" },
		{ "card,name\nx,y\n",
		  "openhall: the first line must name the columns card and class, and may name name\n" },
		{ "card,class\n1,ordinary\n,ordinary\n2,ordinary\n3\n",
		  "bad.csv:3: card must have 1 to 64 characters, none of them a control character\n"
		  "bad.csv:5: class must be the id of a customer class, 1 to 16 characters\n"
		  "openhall: 2 rows cannot be taken; nothing was changed\n" },
		{ "card,class\n1,a-class-that-is-too-long\n",
		  "bad.csv:2: class must be the id of a customer class, 1 to 16 characters\n"
		  "openhall: 1 row cannot be taken; nothing was changed\n" },
		{ "card,class\n\n1,ordinary\n2,\"vip\n",
		  "bad.csv:4: a quoted field does not end\nopenhall: 1 row cannot be taken; nothing was changed\n" },
		{ "card,class,name\n1,ordinary,\xd5\xc5\xc8\xfd\n", /* 张三 as GBK has it */
		  "openhall: line 2 is not UTF-8; save the file as `CSV UTF-8` and import that one\n" },
		{ "\xbf\xa8,card,class\nx,1,ordinary\n",
		  "openhall: line 1 is not UTF-8; save the file as `CSV UTF-8` and import that one\n" },
		{ "card,class\n1,ordinary,x\n",
		  "bad.csv:2: 3 fields where the first line has 2; put a value with a comma into quotes\n"
		  "openhall: 1 row cannot be taken; nothing was changed\n" },
	};

	(void)state;
	assert_said(RUN("demo", "init", "--data=d"), "1 hall is");
	const char *before = data_print("d");
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		file_put("bad.csv", rows[i].csv);
		assert_ran(RUN("customer", "import", "bad.csv", "--data=d"), 1, "", rows[i].says);
		assert_string_equal(before, data_print("d"));
	}
	assert_failed(RUN("customer", "import", "none.csv", "--data=d"), 1, "none.csv: No such file");
}

/* Q10, S6: no register is made where there is no data: the directory is a mistake then. */
static void test_customers_of_nobody(void **state)
{
	(void)state;
	file_put("vips.csv", "card,class\n1,ordinary\n");
	assert_failed(RUN("customer", "count", "--data=tmp"), 1, "there is no file tmp/openhall.db\n");
	assert_failed(RUN("customer", "remove", "1", "--data=tmp"), 1, "there is no file tmp/openhall.db\n");
	assert_failed(RUN("customer", "import", "vips.csv", "--data=tmp"), 1, "there is no file tmp/openhall.db\n");
	assert_failed(RUN("customer", "import", "vips.csv", "--data=none"), 1, "there is no file none/openhall.db\n");
	assert_failed(RUN("customer", "count", say("--data=%01100d", 0)), 1,
		      "path of the data directory is too long\n");
	assert_string_equal("", files_in("tmp"));
	assert_string_equal("tmp vips.csv ", files_in("."));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_demo_shapes),
		RUN_TEST(test_demo_prefixes),
		RUN_TEST(test_demo_defaults),
		RUN_TEST(test_demo_spares_what_is_there),
		RUN_TEST(test_apply),
		RUN_TEST(test_apply_refuses),
		RUN_TEST(test_hall_ids),
		RUN_TEST(test_looking_makes_nothing),
		RUN_TEST(test_customers),
		RUN_TEST(test_customers_refused),
		RUN_TEST(test_customers_of_nobody),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
