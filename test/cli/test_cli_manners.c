/* How the program treats who runs it: one line that says what was done, mistakes in the terminal's language with their
 * place, nothing overwritten, nothing left behind, nothing for others to read (S6, S7, S9). */
#include "cli_run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cc.h"

#define CONFIG(services)                                                                       \
	"{\"name\":\"东门\",\"services\":[" services "],"                                      \
	"\"windows\":[{\"id\":\"w1\",\"name\":\"一\",\"services\":[{\"service\":\"pay\"}]}]," \
	"\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"},{\"id\":\"c2\",\"name\":\"王\"}],"      \
	"\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\",\"rank\":1}," VIP "],"            \
	"\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}"
#define VIP  "{\"id\":\"vip\",\"name\":\"贵宾\",\"rank\":2}"
#define PAY  "{\"id\":\"pay\",\"name\":\"缴费\",\"prefix\":\"A\"}"
#define CARD "{\"id\":\"card\",\"name\":\"卡\",\"prefix\":\"B\"}"

enum { PAGE = 4096 }; /* of a store */

static void speak(const char *language)
{
	assert_int_equal(0, unsetenv("LC_MESSAGES"));
	assert_int_equal(0, unsetenv("LC_ALL"));
	assert_int_equal(0, setenv("LANG", language, 1));
}

static void put_hall(const char *data)
{
	file_put("east.json", CONFIG(PAY));
	assert_said(RUN("hall", "apply", "east", "east.json", "--data", data), "east is made: ");
}

/* S6: one line of what a hall has now; the same file again is no event, also after a service was left out. */
static void test_apply_sums_up(void **state)
{
	(void)state;
	file_put("east.json", CONFIG(PAY));
	assert_ran(RUN("hall", "apply", "east", "east.json", "--data=d"), 0,
		   "east is made: 1 service, 1 window, 2 clerks\n", "");
	assert_ran(RUN("hall", "apply", "east", "east.json", "--data=d"), 0, "east: nothing changed\n", "");
	file_put("both.json", CONFIG(PAY "," CARD));
	assert_ran(RUN("hall", "apply", "east", "both.json", "--data=d"), 0,
		   "east is changed: 2 services, 1 window, 2 clerks\n", "");
	assert_ran(RUN("hall", "apply", "east", "east.json", "--data=d"), 0,
		   "east is changed: 1 service, 1 window, 2 clerks\n", "");
	assert_ran(RUN("hall", "apply", "east", "east.json", "--data=d"), 0, "east: nothing changed\n", "");
	assert_said(RUN("verify", "--data=d"), "1 hall, 3 events: all is well\n");
}

/* S6: a mistake is told in the terminal's language, with its place in the file, in plain words. */
static void test_apply_speaks_to_people(void **state)
{
	static const struct {
		const char *language, *config, *says;
	} rows[] = {
		{ "en_GB.UTF-8", CONFIG("{\"id\":\"pay\"}"), "f.json: services[0].name is missing\n" },
		{ "zh_CN.UTF-8", CONFIG("{\"id\":\"pay\"}"), "f.json: services[0].name 缺少，必须填写\n" },
		{ "zh_CN.UTF-8", "{\"name\":", "f.json: 第 1 行第 8 列：内容到此中断，缺少右括号或引号\n" },
		{ "C", "[]", "f.json: must be an object\n" },
		{ "zh_CN.UTF-8", "[]", "f.json: 须为 JSON 对象\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		speak(rows[i].language);
		file_put("f.json", rows[i].config);
		assert_ran(RUN("hall", "apply", "east", "f.json", "--data=d"), 1, "",
			   say("openhall: %s", rows[i].says));
	}
	for (size_t new = 0; new < 2; new ++) { /* the hall is not there, then it is */
		file_put("f.json", CONFIG(CARD));
		speak("de_DE.UTF-8");
		const char *english = RUN("hall", "apply", "east", "f.json", "--data=d").err;
		speak("zh_CN.UTF-8");
		const char *chinese = RUN("hall", "apply", "east", "f.json", "--data=d").err;
		assert_has(english, "openhall: f.json: ");
		assert_has(english, "pay");
		assert_lacks(english, "{\"");
		assert_has(chinese, "所指的不存在\n请先定义它，或改正名称\n");
		assert_has(chinese, "pay");
		assert_lacks(chinese, "{\"");
		if (new == 0)
			put_hall("d");
	}
	assert_int_equal(0, setenv("LC_ALL", "C", 1)); /* wins over LANG */
	file_put("f.json", "[]");
	assert_failed(RUN("hall", "apply", "east", "f.json", "--data=d"), 1, "f.json: must be an object\n");
	speak("C");
}

static void assert_private(const char *name)
{
	struct stat status;

	assert_int_equal(0, stat(file_path(name), &status));
	if ((status.st_mode & 0777) != (S_IRUSR | S_IWUSR))
		fail_msg("%s has mode %o", name, (unsigned)status.st_mode & 0777);
}

/* S7: the store and every copy of it are for the owner only, whatever the umask. */
static void test_files_are_private(void **state)
{
	const mode_t usual = umask(0);
	struct running server;

	(void)state;
	put_hall("d");
	assert_said(RUN("backup", "b.db", "--data=d"), "b.db holds");
	assert_said(RUN("restore", "b.db", "--data=new"), "b.db is in");
	RUN_START(&server, "serve", "--data=d", "--listen=127.0.0.1:0");
	run_await(&server, "http://");
	assert_private("d/openhall.db");
	assert_private("d/openhall.db-wal");
	assert_private("d/openhall.db-shm");
	run_end(&server, 15);
	assert_private("b.db");
	assert_private("new/openhall.db");
	umask(usual);
}

/* S6, S7: data that somebody else owns is there, and the way to it is named; nobody is told to make it anew. */
static void test_data_of_somebody_else(void **state)
{
	static const char *const rows[][6] = {
		{ "hall", "list", "--data=d" },
		{ "hall", "show", "east", "--data=d" },
		{ "backup", "tmp/b.db", "--data=d" },
		{ "verify", "--data=d" },
		{ "customer", "count", "--data=d" },
		{ "migrate", "--data=d" },
		{ "hall", "apply", "x", "east.json", "--data=d" },
		{ "serve", "--data=d", "--listen=127.0.0.1:0" },
	};

	(void)state;
	put_hall("d");
	assert_int_equal(0, chmod(file_path("east.json"), 0644));
	if (run_as_stranger()) {
		for (size_t i = 0; i < CC_COUNT(rows); i++)
			assert_failed(run_all(rows[i]), 1,
				      "permission denied: d belongs to user root; run this as that user: "
				      "runuser -u root -- openhall ...\n");
		const struct run doctor = RUN("doctor", "--data=d");
		assert_int_equal(1, doctor.status);
		assert_has(doctor.out, "\nbad   directory    permission denied: d belongs to user root;");
		assert_lacks(doctor.out, "none yet");
		assert_lacks(doctor.out, "demo init");
		/* The directory is open, and only the file is another's. */
		assert_int_equal(0, chmod(file_path("d"), 0777));
		assert_failed(RUN("hall", "list", "--data=d"), 1,
			      "permission denied: d/openhall.db belongs to user root;");
		run_as_oneself();
		assert_said(RUN("hall", "list", "--data=d"), "east\t");
		return;
	}
	assert_int_equal(0, chmod(file_path("d"), 0));
	for (size_t i = 0; i < CC_COUNT(rows); i++)
		assert_failed(run_all(rows[i]), 1, "permission denied: d is yours, but its mode keeps you out: chmod");
	assert_lacks(RUN("doctor", "--data=d").out, "none yet");
	assert_int_equal(0, chmod(file_path("d"), S_IRWXU));
}

/* S7: half a backup is called that, without a word of the machinery, and leaves nothing behind. */
static void test_restore_of_half_a_backup(void **state)
{
	long sizes[] = { 0, 1000, PAGE, 0, 0 };
	struct stat whole;

	(void)state;
	put_hall("d");
	assert_int_equal(0, stat(file_path("d/openhall.db"), &whole));
	sizes[3] = whole.st_size / 2;
	sizes[4] = whole.st_size - PAGE;
	for (size_t i = 0; i < CC_COUNT(sizes); i++) {
		const char *name = say("b%zu.db", i);

		assert_said(RUN("backup", name, "--data=d"), " holds");
		assert_int_equal(0, truncate(file_path(name), sizes[i]));
		const struct run run = RUN("restore", name, "--data=new");
		assert_failed(run, 1, say("openhall: %s: the backup is damaged or incomplete", name));
		assert_lacks(run.err, "SELECT");
		assert_lacks(run.err, "PRAGMA");
		assert_lacks(run.err, ".restore");
		assert_false(file_there("new"));
		assert_int_equal(0, truncate(file_path("d/openhall.db"), sizes[i] > 0 ? sizes[i] : PAGE));
		const struct run list = RUN("hall", "list", "--data=d");
		assert_failed(list, 1, "the file is damaged or incomplete; restore a backup\n");
		assert_lacks(list.err, "SELECT");
		assert_int_equal(0, unlink(file_path("d/openhall.db")));
		put_hall("d");
	}
}

/* S7: whoever hears of damage hears what to do next. */
static void test_verify_says_what_to_do(void **state)
{
	(void)state;
	put_hall("d");
	assert_lacks(RUN("verify", "--data=d").out, "What to do");
	file_sql("d/openhall.db", "UPDATE events SET actor = 'nobody'");
	const struct run run = RUN("verify", "--data=d");
	assert_int_equal(1, run.status);
	assert_has(run.out, "\nWhat to do: stop the server, keep what is damaged, and go back to the last good "
			    "backup:\n  mv d d.damaged\n  openhall restore BACKUP --data d\n");
	assert_lacks(RUN("verify", "--data=d", "--json").out, "What to do");
}

/* S7: a backup overwrites nothing. */
static void test_backup_overwrites_nothing(void **state)
{
	(void)state;
	put_hall("d");
	file_put("letter", "dear");
	assert_ran(RUN("backup", file_path("letter"), "--data=d"), 1, "",
		   say("openhall: there is a %s already, and a backup overwrites nothing; name another file\n",
		       file_path("letter")));
	assert_string_equal("dear", file_get("letter", NULL));
	assert_false(file_there("letter.part"));
}

/* S7: what is no backup leaves no directory behind; one that was there stays. */
static void test_restore_of_junk_leaves_nothing(void **state)
{
	(void)state;
	file_put("junk", "This is a text that is not a database, and it is long enough to be taken for one.");
	const struct run run = RUN("restore", "junk", "--data=new/deep/er");
	assert_failed(run, 1, "the file is no database; name a store or a backup of one\n");
	assert_false(file_there("new"));
	assert_failed(RUN("restore", "nothing", "--data=new"), 1, "nothing");
	assert_false(file_there("new"));
	assert_int_equal(0, mkdir(file_path("mine"), S_IRWXU));
	assert_failed(RUN("restore", "junk", "--data=mine/new"), 1, "no database");
	assert_string_equal("", files_in("mine"));
}

/* Q10: a class that no hall has is a slip of the pen, unless there is no hall to know. */
static void test_customers_of_unknown_classes(void **state)
{
	(void)state;
	put_hall("d");
	file_put("some.csv", "card,class\n1,vip\n2,nix\n3,ordinary\n4,VIP\n");
	assert_ran(RUN("customer", "import", "some.csv", "--data=d"), 1, "",
		   "some.csv:3: no hall has a class nix\nsome.csv:5: no hall has a class VIP\n"
		   "openhall: 2 rows cannot be taken; nothing was changed\n");
	/* Nor can one card be of two classes. */
	file_put("two.csv", "card,class\n1,vip\n2,vip\n1,ordinary\n");
	assert_ran(RUN("customer", "import", "two.csv", "--data=d"), 1, "",
		   "two.csv:4: line 2 has this card too, in class vip\n"
		   "openhall: 1 row cannot be taken; nothing was changed\n");
	file_put("one.csv", "card,class\n1,vip\n");
	assert_ran(RUN("customer", "import", "one.csv", "--data=d"), 0, "1 customer added or changed\n", "");
	assert_ran(RUN("customer", "count", "--data=d"), 0, "1 customer\n", "");
	assert_failed(RUN("hall", "apply", "this-id-is-too-long", "east.json", "--data=e"), 1, "1 to 16 letters");
	assert_ran(RUN("customer", "import", "some.csv", "--data=e"), 0, "4 customers added or changed\n", "");
}

/* S9: what the server would refuse, `config check` finds, with its line. */
static void test_config_check_finds_what_serve_refuses(void **state)
{
	static const struct {
		const char *file, *says;
	} rows[] = {
		{ "[server]\nlisten = 127.0.0.1:70000\n",
		  "f.ini:2: server.listen: write an address and a port from 0 to 65535" },
		{ "[server]\nlisten = hall:80\n", "f.ini:2: server.listen: `hall` is no IP address" },
		{ "[demo]\nspeed = 2\n[server]\n\nlisten = 0.0.0.0:8080\n",
		  "f.ini:5: server.listen: 0.0.0.0:8080 can be reached from other machines" },
		{ "\xef\xbb\xbf[server]\nlisten = [::]:80\n", "f.ini:2: server.listen: [::]:80 can be reached" },
		{ "[server]\ndata = f.ini/d\n",
		  "f.ini:2: server.data: f.ini/d cannot be made: ./f.ini is not a directory\n" },
		{ "[server]\ndata = f.ini\n",
		  "f.ini:2: server.data: f.ini cannot be made: ./f.ini is not a directory\n" },
		{ "[server]\ndata = /dev/null/a/b\n",
		  "f.ini:2: server.data: /dev/null/a/b cannot be made: /dev/null is not a directory\n" },
		{ "[server]\ndata =\n", "f.ini:2: server.data: name a directory\n" },
		{ "[server]\nhosts = hall.example:8080\n",
		  "f.ini:2: server.hosts: `hall.example:8080` is no host name;" },
		{ "[server]\nhosts = a.example, http://b.example\n",
		  "f.ini:2: server.hosts: `http://b.example` is no host name;" },
		{ "[server]\nhosts = a b\n", "f.ini:2: server.hosts: `a b` is no host name;" },
		{ "[server]\nhosts = a..b\n", "f.ini:2: server.hosts: `a..b` is no host name;" },
		{ "[server]\ndata = d\nweb = /no/such/place\n",
		  "f.ini:3: server.web: there is no directory /no/such/place\n" },
		{ "[server]\nlisten = 0.0.0.0:8080\nweb=f.ini\n",
		  "f.ini:3: server.web: there is no directory f.ini\n" },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		file_put("f.ini", rows[i].file);
		assert_failed(RUN("config", "check", "f.ini"), 1, rows[i].says);
	}
	/* All of them at once, with those of single values, in the order of the file. */
	file_put("f.ini", "[server]\ndata = f.ini/d\nloops = x\nweb = nowhere\nlisten = 1.2.3.4:99999\nhosts = ?\n");
	assert_ran(RUN("config", "check", "f.ini"), 1, "",
		   "f.ini:2: server.data: f.ini/d cannot be made: ./f.ini is not a directory\n"
		   "f.ini:3: server.loops: `x` is no whole number from 0 to 64\n"
		   "f.ini:4: server.web: there is no directory nowhere\n"
		   "f.ini:5: server.listen: write an address and a port from 0 to 65535, such as 127.0.0.1:8080\n"
		   "f.ini:6: server.hosts: `?` is no host name; write names such as hall.example, without port or "
		   "http://, with commas between them\n");
	assert_string_equal("f.ini tmp ", files_in("."));
	file_put("f.ini", "[server]\nlisten = 0.0.0.0:8080\ninsecure = yes\nweb = tmp\ndata = new/deep\n"
			  "hosts = a.example, hall-2_b.example\n");
	assert_ran(RUN("config", "check", "f.ini"), 0, "f.ini is good\n", "");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		RUN_TEST(test_apply_sums_up),
		RUN_TEST(test_apply_speaks_to_people),
		RUN_TEST(test_files_are_private),
		RUN_TEST(test_data_of_somebody_else),
		RUN_TEST(test_restore_of_half_a_backup),
		RUN_TEST(test_verify_says_what_to_do),
		RUN_TEST(test_backup_overwrites_nothing),
		RUN_TEST(test_restore_of_junk_leaves_nothing),
		RUN_TEST(test_customers_of_unknown_classes),
		RUN_TEST(test_config_check_finds_what_serve_refuses),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
