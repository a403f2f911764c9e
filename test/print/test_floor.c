/* What stands in a hall, on a real server: tickets on a printer without paper that has the troubles of a real one,
 * signs of life, silence, and the receipts of calls (Q1, Q2, Q12, Q19, M1). */
#define _GNU_SOURCE /* nftw */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "gateway/test_site.h"
#include "test/print/device.h"

enum { AWAIT_MS = 30000, NAP_US = 10000, COLUMNS = 32, CROWD = 300, SLIP_BYTES = 120, LOOK_US = 1200000 };

static struct {
	struct site_test site;
	struct site_wish wish;
	struct device *printer, *other;
	char dir[64];
	struct reply reply;
} bed;

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *at)
{
	(void)stat;
	(void)kind;
	(void)at;
	return remove(path);
}

static int setup(void **state)
{
	(void)state;
	snprintf(bed.dir, sizeof(bed.dir), "/tmp/openhall-floor-XXXXXX");
	if (mkdtemp(bed.dir) == NULL)
		return -1;
	bed.printer = device_open(COLUMNS);
	bed.other = device_open(COLUMNS);
	bed.wish = (struct site_wish){ .data = bed.dir };
	site_open_with(&bed.site, &bed.wish);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	site_done(&bed.site);
	device_close(&bed.printer);
	device_close(&bed.other);
	return nftw(bed.dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void post(const char *path, const char *body, struct reply *ret)
{
	char request[1024];

	snprintf(request, sizeof(request),
		 "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
		 "%zu\r\n\r\n%s",
		 path, strlen(body), body);
	site_ask(&bed.site, request, ret);
}

static void must(const char *body)
{
	site_command(&bed.site, "h1", body, NULL, &bed.reply);
	reply_must(&bed.reply, 200, "");
}

/* Wait until the list of devices says this. */
static void await_said(const char *text)
{
	for (int i = 0; i < AWAIT_MS / 10; i++) {
		site_get(&bed.site, "/v1/halls/h1/devices", &bed.reply);
		if (strstr(bed.reply.bytes, text) != NULL)
			return;
		usleep(NAP_US);
	}
	fail_msg("no `%s` in %s", text, bed.reply.bytes);
}

/* Give the hall these devices, and wait until the floor knows the last of them. */
static void configure(const char *devices, const char *last)
{
	static char body[32 << 10];

	snprintf(body, sizeof(body), "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}",
		 world_config(&bed.site.world, NULL, devices));
	must(body);
	await_said(last);
}

/* A kiosk k1 with a printer p1. */
static void configure_kiosk(struct device *printer)
{
	char devices[512], last[64];

	snprintf(last, sizeof(last), "127.0.0.1:%d", device_port(printer));
	snprintf(devices, sizeof(devices),
		 "\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\",\"printer\":\"p1\"},"
		 "{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"打印机\",\"address\":\"%s\",\"paper_mm\":58}]",
		 last);
	configure(devices, last);
}

static void take(const char *device)
{
	char body[256];

	snprintf(body, sizeof(body),
		 "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"channel\":\"kiosk\",\"device\":\"%s\"}}",
		 device);
	must(body);
}

static void await_slips(struct device *printer, int n)
{
	for (int i = 0; i < AWAIT_MS / 10 && device_count(printer) < n; i++)
		usleep(NAP_US);
	assert_int_equal(device_count(printer), n);
	assert_string_equal(device_error(printer), "");
}

/* Wait until the log of the hall holds this. */
static void await_event(const char *text)
{
	for (int i = 0; i < AWAIT_MS / 10; i++) {
		site_get(&bed.site, "/v1/halls/h1/events?after=0&limit=1000", &bed.reply);
		if (strstr(bed.reply.bytes, text) != NULL)
			return;
		usleep(NAP_US);
	}
	fail_msg("no `%s` in %s", text, bed.reply.bytes);
}

static void assert_number(struct device *printer, int slip, const char *number)
{
	char line[32];

	snprintf(line, sizeof(line), "\nc4b|%s\n", number);
	if (strstr(device_slip(printer, slip), line) == NULL)
		fail_msg("slip %d is not %s: %s", slip, number, device_slip(printer, slip));
}

/* Q1: what is taken at a kiosk comes out of its printer, to the letter; what is taken elsewhere does not. */
static void test_ticket_comes_out(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	take("k1");
	await_slips(bed.printer, 1);
	assert_string_equal(device_slip(bed.printer, 0), "c2b|测试厅\n"
							 "l1 |--------------------------------\n"
							 "c2b|综合业务\n"
							 "c4b|A001\n"
							 "feed 1\n"
							 "c1b|您前面没有人等候\n"
							 "c1 |取号时间：2026-11-23 09:00\n"
							 "l1 |--------------------------------\n"
							 "cut\n");
	take("k9");
	take("p1");
	must("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"class\":\"vip\"}}");
	must("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"class\":\"vip\",\"device\":\"k1\"}}");
	await_slips(bed.printer, 2);
	assert_number(bed.printer, 1, "A005");
	assert_non_null(strstr(device_slip(bed.printer, 1), "综合业务（贵宾）"));
	assert_non_null(strstr(device_slip(bed.printer, 1), "您前面还有 1 位"));
}

/* Q1, Q19: without paper slips wait, the hall is told, and each comes out once when there is paper again. */
static void test_paper_out(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	device_set(bed.printer, DEVICE_PAPER_OUT);
	take("k1");
	take("k1");
	await_said("\"state\":\"paper_out\"");
	await_said("\"waiting\":2");
	post("/v1/halls/h1/devices/k1/beat", "{}", &bed.reply);
	reply_must(&bed.reply, 200, "\"printer\":\"p1\",\"printer_state\":\"paper_out\"");
	assert_int_equal(device_count(bed.printer), 0);
	await_event("\"kind\":\"device.reported\",\"device\":\"p1\",\"state\":\"paper_out\"");
	device_set(bed.printer, DEVICE_FINE);
	await_slips(bed.printer, 2);
	assert_number(bed.printer, 0, "A001");
	assert_number(bed.printer, 1, "A002");
	await_said("\"printed\":2");
	await_said("\"state\":\"ok\"");
	await_event("\"kind\":\"device.reported\",\"device\":\"p1\",\"state\":\"ok\"");
	assert_int_equal(device_count(bed.printer), 2);
}

/* Q1, Q2: a server that ends while slips wait prints them after its next start, and none of those before. */
static void test_restart(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	take("k1");
	await_slips(bed.printer, 1);
	device_set(bed.printer, DEVICE_PAPER_OUT);
	await_said("\"printed\":1");
	take("k1");
	take("k1");
	site_restart(&bed.site, &bed.wish);
	take("k1");
	device_set(bed.printer, DEVICE_FINE);
	await_slips(bed.printer, 4);
	assert_number(bed.printer, 1, "A002");
	assert_number(bed.printer, 2, "A003");
	assert_number(bed.printer, 3, "A004");
	await_said("\"printed\":3");
	site_restart(&bed.site, &bed.wish);
	take("k1");
	await_slips(bed.printer, 5);
	assert_number(bed.printer, 4, "A005");
}

/* Q1, Q2: one that ends within a slip prints it again after its start, and says so on it. */
static void test_restart_within_a_slip(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	device_set_after(bed.printer, DEVICE_COVER_OPEN, SLIP_BYTES);
	take("k1");
	await_said("\"state\":\"open\"");
	site_restart(&bed.site, &bed.wish);
	device_set(bed.printer, DEVICE_FINE);
	await_said("\"repeated\":1");
	await_said("\"printed\":1");
	const int n = device_count(bed.printer);
	assert_number(bed.printer, n - 1, "A001");
	for (int i = 0, said = 0; i < n; i++) {
		said += strstr(device_slip(bed.printer, i), "【重打】同号只办理一次") != NULL;
		assert_true(i + 1 < n || said == 1);
	}
}

/* Q1: slips of ten minutes ago are not printed; their customers have gone. */
static void test_stale(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	device_set(bed.printer, DEVICE_PAPER_OUT);
	take("k1");
	await_said("\"waiting\":1");
	site_advance(&bed.site, 11 * 60000);
	site_restart(&bed.site, &bed.wish);
	device_set(bed.printer, DEVICE_FINE);
	take("k1");
	await_slips(bed.printer, 1);
	assert_number(bed.printer, 0, "A002");
}

/* Q1, Q19: a printer that was changed for another goes on where the old one stopped. */
static void test_another_printer(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	take("k1");
	await_slips(bed.printer, 1);
	await_said("\"printed\":1");
	device_set(bed.printer, DEVICE_PAPER_OUT);
	take("k1");
	take("k1");
	configure_kiosk(bed.other);
	take("k1");
	await_slips(bed.other, 3);
	assert_number(bed.other, 0, "A002");
	assert_number(bed.other, 1, "A003");
	assert_number(bed.other, 2, "A004");
	configure("\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\"}]", "\"id\":\"k1\"");
	take("k1");
	configure_kiosk(bed.other);
	take("k1");
	await_slips(bed.other, 4);
	assert_number(bed.other, 3, "A006");
}

/* Q1: more slips than a printer's queue holds come out all the same, in order. */
static void test_crowd(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	device_set(bed.printer, DEVICE_PAPER_OUT);
	for (int i = 0; i < CROWD; i++)
		take("k1");
	await_said("\"waiting\":256");
	device_set(bed.printer, DEVICE_FINE);
	await_slips(bed.printer, CROWD);
	for (int i = 0; i < CROWD; i++) {
		char number[8];

		snprintf(number, sizeof(number), "A%03d", i + 1);
		assert_number(bed.printer, i, number);
	}
}

/* How far the printer has got, as its mark on disk says. */
static void write_mark(const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/printers/h1.p1", bed.dir);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* Q1, Q2: data that were restored from a copy are behind the mark of a printer; what is taken then is printed, and
 * still after the log has grown past that mark. */
static void test_restored_data(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	take("k1");
	await_slips(bed.printer, 1);
	await_said("\"printed\":1");
	site_advance(&bed.site, 11 * 60000);
	write_mark("settled 20\nbegun 0\n");
	site_restart(&bed.site, &bed.wish);
	device_set(bed.printer, DEVICE_PAPER_OUT);
	for (int i = 0; i < 30; i++)
		take("k1");
	await_said("\"waiting\":30");
	site_restart(&bed.site, &bed.wish);
	device_set(bed.printer, DEVICE_FINE);
	await_slips(bed.printer, 31);
	assert_number(bed.printer, 1, "A002");
}

/* Q1, Q19: a printer that cannot be opened says why, and prints what was taken meanwhile once it can. */
static void test_opened_later(void **state)
{
	char path[128];

	(void)state;
	write_mark("rubbish");
	configure_kiosk(bed.printer);
	await_said("\"state\":\"fault\",\"detail\":\"mark\"");
	take("k1");
	snprintf(path, sizeof(path), "%s/printers/h1.p1", bed.dir);
	assert_int_equal(remove(path), 0);
	await_slips(bed.printer, 1);
	assert_number(bed.printer, 0, "A001");
	await_said("\"printed\":1");
	configure("\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\",\"printer\":\"p1\"},"
		  "{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"P\",\"address\":\"nowhere\"}]",
		  "\"detail\":\"address\"");
	take("k1");
	take("k1");
	configure_kiosk(bed.printer);
	await_slips(bed.printer, 3);
	assert_number(bed.printer, 1, "A002");
	assert_number(bed.printer, 2, "A003");
}

static void change_store(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(bed.site.world.bed.path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, AWAIT_MS);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* Q1: slips that found no room come out also where the log could not be read just when there was room. */
static void test_unreadable_for_a_while(void **state)
{
	(void)state;
	configure_kiosk(bed.printer);
	device_set(bed.printer, DEVICE_PAPER_OUT);
	for (int i = 0; i < CROWD; i++)
		take("k1");
	await_said("\"waiting\":256");
	change_store("ALTER TABLE events RENAME TO lost");
	device_set(bed.printer, DEVICE_FINE);
	await_said("\"printed\":256");
	usleep(LOOK_US);
	assert_int_equal(device_count(bed.printer), 256);
	change_store("ALTER TABLE lost RENAME TO events");
	await_slips(bed.printer, CROWD);
	assert_number(bed.printer, CROWD - 1, "A300");
}

/* Q19: what a kiosk reports while its printer is behind is no slip that could not be made. */
static void test_reports_are_no_slips(void **state)
{
	char path[128], lines[4096];
	const int saved = dup(STDERR_FILENO);

	(void)state;
	snprintf(path, sizeof(path), "%s/log", bed.dir);
	assert_non_null(freopen(path, "we", stderr));
	write_mark("rubbish");
	configure_kiosk(bed.printer);
	take("k1");
	must("{\"command\":\"device.report\",\"args\":{\"device\":\"k1\",\"state\":\"fault\"}}");
	take("k1");
	write_mark("settled 0\nbegun 0\n");
	await_slips(bed.printer, 2);
	await_said("\"printed\":2");
	dup2(saved, STDERR_FILENO);
	close(saved);
	FILE *const file = fopen(path, "re");
	assert_non_null(file);
	lines[fread(lines, 1, sizeof(lines) - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(lines, "event=printer_not_opened hall=h1 device=p1"));
	assert_null(strstr(lines, "slip_not_made"));
}

/* Q19: what a device says of itself is shown; strangers are turned away, and so is rubbish. */
static void test_beats(void **state)
{
	static const char path[] = "/v1/halls/h1/devices/b1/beat";

	(void)state;
	await_said("\"devices\":[],\"calls\":[]");
	configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"屏\"},"
		  "{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"P\",\"address\":\"nowhere\"}]",
		  "\"id\":\"p1\"");
	reply_must(&bed.reply, 200,
		   "\"id\":\"b1\",\"kind\":\"board\",\"name\":\"屏\",\"state\":null,\"last_seen\":null");
	reply_must(&bed.reply, 200, "\"state\":\"fault\",\"detail\":\"address\"");
	post(path, "{}", &bed.reply);
	reply_must(&bed.reply, 200, "{\"next_s\":30}");
	await_said("\"state\":\"ok\",\"last_seen\":\"2026-11-23T09:00:00.000+08:00\"");
	post(path, "{\"state\":\"fault\",\"detail\":\"触摸屏失灵\"}", &bed.reply);
	reply_must(&bed.reply, 200, "next_s");
	await_said("\"state\":\"fault\",\"detail\":\"触摸屏失灵\"");
	post(path, "{\"state\":\"broken\"}", &bed.reply);
	reply_must(&bed.reply, 400, "BODY_INVALID");
	post(path, "{\"shown\":-1}", &bed.reply);
	reply_must(&bed.reply, 400, "shown");
	post(path, "{\"sown\":1}", &bed.reply);
	reply_must(&bed.reply, 400, "sown");
	post("/v1/halls/h1/devices/b9/beat", "{}", &bed.reply);
	reply_must(&bed.reply, 404, "DEVICE_UNKNOWN");
	post("/v1/halls/h1/devices/p1/beat", "{}", &bed.reply); /* a printer speaks for itself */
	reply_must(&bed.reply, 404, "DEVICE_UNKNOWN");
	post("/v1/halls/h9/devices/b1/beat", "{}", &bed.reply);
	reply_must(&bed.reply, 404, "HALL_UNKNOWN");
	site_get(&bed.site, "/v1/halls/h9/devices", &bed.reply);
	reply_must(&bed.reply, 404, "HALL_UNKNOWN");
}

/* Q19: a device is silent when its time is over, after a restart when it has had time to speak, and no longer when it
 * is heard again. */
static void test_silence(void **state)
{
	static const char path[] = "/v1/halls/h1/devices/b1/beat";

	(void)state;
	configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"屏\",\"silent_after_s\":2}]",
		  "\"id\":\"b1\"");
	post(path, "{}", &bed.reply);
	reply_must(&bed.reply, 200, "{\"next_s\":1}");
	await_said("\"state\":\"ok\"");
	await_said("\"state\":\"silent\"");
	await_event("\"kind\":\"device.reported\",\"device\":\"b1\",\"state\":\"silent\"");
	site_await_metric(&bed.site, "openhall_devices_silent", 1);
	post(path, "{}", &bed.reply);
	await_said("\"state\":\"ok\"");
	site_restart(&bed.site, &bed.wish);
	await_said("\"state\":null");
	await_said("\"state\":\"silent\"");
}

static void call(const char *window)
{
	char body[128];

	snprintf(body, sizeof(body), "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"%s\"}}", window);
	must(body);
}

static void beat(const char *device, const char *body)
{
	char path[64];

	snprintf(path, sizeof(path), "/v1/halls/h1/devices/%s/beat", device);
	post(path, body, &bed.reply);
	reply_must(&bed.reply, 200, "");
}

/* Seq of the last answer. */
static long long last_seq(void)
{
	const char *at = strstr(bed.reply.bytes, "{\"seq\":");

	assert_non_null(at);
	return strtoll(at + 7, NULL, 10);
}

/* Q12: each call says on how many of the boards that have to show it it was shown, who has spoken it, and how long
 * that took. */
static void test_receipts(void **state)
{
	char body[64];

	(void)state;
	configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"B\"},"
		  "{\"id\":\"wb1\",\"kind\":\"window_board\",\"name\":\"W\",\"window\":\"w1\"},"
		  "{\"id\":\"wb2\",\"kind\":\"window_board\",\"name\":\"W\",\"window\":\"w2\"},"
		  "{\"id\":\"v1\",\"kind\":\"voice\",\"name\":\"V\"}]",
		  "\"id\":\"v1\"");
	must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	take("");
	take("");
	/* What a screen shows when it is switched on is no receipt of calls before. */
	snprintf(body, sizeof(body), "{\"shown\":%lld}", last_seq());
	beat("wb1", body);
	beat("wb2", body);
	beat("b1", body);
	call("w1");
	const long long seq = last_seq();
	await_said("\"number\":\"A001\"");
	reply_must(&bed.reply, 200,
		   "\"boards\":2,\"shown\":0,\"first_ms\":null,\"last_ms\":null,\"voices\":1,\"spoken\":0");
	site_advance(&bed.site, 120);
	snprintf(body, sizeof(body), "{\"shown\":%lld}", seq);
	beat("b1", body);
	beat("b1", body);  /* counts once */
	beat("wb2", body); /* not its window */
	site_advance(&bed.site, 300);
	beat("wb1", body);
	snprintf(body, sizeof(body), "{\"spoken\":%lld}", seq);
	beat("v1", body);
	await_said("\"boards\":2,\"shown\":2,\"first_ms\":120,\"last_ms\":420,\"voices\":1,\"spoken\":1,\"spoken_ms\":"
		   "420");
	site_get(&bed.site, "/metrics", &bed.reply);
	reply_must(&bed.reply, 200, "openhall_call_shown_seconds_bucket{le=\"0.2\"} 1\n");
	reply_must(&bed.reply, 200, "openhall_call_shown_seconds_sum 0.540\nopenhall_call_shown_seconds_count 2\n");
	reply_must(&bed.reply, 200, "openhall_call_spoken_seconds_count 1\n");
	/* A board may tell sooner than the floor has heard of the call. */
	must("{\"command\":\"ticket.recall\",\"args\":{\"window\":\"w1\"}}");
	snprintf(body, sizeof(body), "{\"shown\":%lld}", last_seq());
	beat("b1", body);
	await_said("\"shown\":1,\"first_ms\":1,\"last_ms\":1");
}

/* Q12: no device has shown or spoken what has not happened, and a beat that says so leaves no receipt behind. */
static void test_receipts_ahead(void **state)
{
	static const char path[] = "/v1/halls/h1/devices/b1/beat";

	(void)state;
	configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"B\"}]", "\"id\":\"b1\"");
	must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	take("");
	post(path, "{\"shown\":9223372036854775807}", &bed.reply);
	reply_must(&bed.reply, 400, "\"field\":\"shown\"");
	post(path, "{\"spoken\":1000}", &bed.reply);
	reply_must(&bed.reply, 400, "\"field\":\"spoken\"");
	call("w1");
	await_said("\"boards\":1,\"shown\":0");
}

/* Q1, Q16: where phones reach the server, the slip leads to the ticket's own page. */
static void test_link(void **state)
{
	char path[256];
	const char *at;

	(void)state;
	bed.wish.public_url = "https://q.example";
	site_restart(&bed.site, &bed.wish);
	configure_kiosk(bed.printer);
	take("k1");
	await_slips(bed.printer, 1);
	at = strstr(device_slip(bed.printer, 0), "|https://q.example/t/h1-");
	assert_non_null(at);
	assert_non_null(strstr(at, "扫码查看排队进度"));
	at += strlen("|https://q.example/t/");
	snprintf(path, sizeof(path), "/v1/links/%.*s", (int)strcspn(at, "\n"), at);
	site_get(&bed.site, path, &bed.reply);
	reply_must(&bed.reply, 200, "\"number\":\"A001\"");
}

static void get_slip(const char *ticket, const char *query)
{
	char path[128];

	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%s/slip.png%s", ticket, query);
	site_get(&bed.site, path, &bed.reply);
}

/* Eight customers are served for two minutes each, and two wait. */
static void serve_some(void)
{
	must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	for (int i = 0; i < 8; i++) {
		take("");
		must("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
		must("{\"command\":\"ticket.start\",\"args\":{\"window\":\"w1\"}}");
		site_advance(&bed.site, 120000);
		must("{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w1\"}}");
	}
	take("");
	take("");
}

/* What the ticket was told, as its slip says it in both languages. */
static void told_words(long long ticket, char *zh, char *en, size_t size)
{
	static const char member[] = "\"told\":{\"low_min\":";
	char path[64];
	int low, high;

	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%lld", ticket);
	site_get(&bed.site, path, &bed.reply);
	const char *const told = strstr(bed.reply.bytes, member);
	if (told == NULL || sscanf(told + sizeof(member) - 1, "%d,\"high_min\":%d", &low, &high) != 2)
		fail_msg("nothing was told: %s", bed.reply.bytes);
	assert_in_range(low, 1, high - 1);
	snprintf(zh, size, "\nc1 |预计等候：%d–%d 分钟\n", low, high);
	snprintf(en, size, "\nc1 |Expected wait: %d–%d min\n", low, high);
}

/* Q1, Q16: a slip says what its ticket was told as it was taken, in the languages of slips, and whatever it is told
 * meanwhile; nothing where slips are to say nothing. */
static void test_wait_comes_out(void **state)
{
	char zh[64], en[64];

	(void)state;
	bed.wish.slips = SLIP_BOTH;
	site_restart(&bed.site, &bed.wish);
	configure_kiosk(bed.printer);
	serve_some();
	take("k1");
	const long long ticket = last_seq();
	await_slips(bed.printer, 1);
	told_words(ticket, zh, en, sizeof(zh));
	assert_non_null(strstr(device_slip(bed.printer, 0), zh));
	assert_non_null(strstr(device_slip(bed.printer, 0), en));
	bed.wish.bare_slips = true;
	site_restart(&bed.site, &bed.wish);
	take("k1");
	await_slips(bed.printer, 2);
	assert_null(strstr(device_slip(bed.printer, 1), "预计等候"));
	assert_non_null(strstr(device_slip(bed.printer, 1), "您前面还有 3 位"));
}

/* Q1: the picture of a ticket's slip is that of its taking, also when the hall has another name by now. */
static void test_picture(void **state)
{
	static char first[REPLY_MAX];
	char ticket[24], value[64];
	size_t len;

	(void)state;
	take("");
	snprintf(ticket, sizeof(ticket), "%lld", last_seq());
	get_slip(ticket, "?paper=58&lang=both");
	assert_int_equal(bed.reply.status, 200);
	assert_true(reply_header(&bed.reply, "Content-Type", value, sizeof(value)));
	assert_string_equal(value, "image/png");
	len = bed.reply.len - bed.reply.head_len;
	memcpy(first, reply_body(&bed.reply), len);
	assert_memory_equal(first, "\x89PNG", 4);
	must("{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"另一个厅\",\"services\":[{\"id\":\"s1\","
	     "\"name\":\"别的业务\"}],\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}}}");
	site_restart(&bed.site, &bed.wish); /* with nothing kept */
	for (int i = 0; i < 2; i++) {
		get_slip(ticket, "?paper=58&lang=both");
		assert_int_equal(bed.reply.len - bed.reply.head_len, len);
		assert_memory_equal(reply_body(&bed.reply), first, len);
	}
	get_slip(ticket, "");
	assert_int_equal(bed.reply.status, 200);
	assert_true(bed.reply.len - bed.reply.head_len != len || memcmp(reply_body(&bed.reply), first, len) != 0);
	get_slip(ticket, "?paper=70");
	reply_must(&bed.reply, 400, "paper");
	get_slip(ticket, "?lang=de");
	reply_must(&bed.reply, 400, "lang");
	get_slip("1", ""); /* an event, but no ticket's */
	reply_must(&bed.reply, 404, "TICKET_UNKNOWN");
	get_slip("9223372036854775807", "");
	reply_must(&bed.reply, 404, "TICKET_UNKNOWN");
	get_slip("x", "");
	reply_must(&bed.reply, 404, "TICKET_UNKNOWN");
	site_get(&bed.site, "/v1/halls/h9/tickets/1/slip.png", &bed.reply);
	reply_must(&bed.reply, 404, "HALL_UNKNOWN");
}

/* Q1, Q16: the picture says what the slip said, also when the customer was called and the server has started anew. */
static void test_wait_in_picture(void **state)
{
	static char first[REPLY_MAX];
	char ticket[24], value[64];

	(void)state;
	serve_some();
	take("");
	snprintf(ticket, sizeof(ticket), "%lld", last_seq());
	get_slip(ticket, "");
	assert_int_equal(bed.reply.status, 200);
	assert_true(reply_header(&bed.reply, "Cache-Control", value, sizeof(value)));
	assert_non_null(strstr(value, "max-age=3600"));
	const size_t len = bed.reply.len - bed.reply.head_len;
	memcpy(first, reply_body(&bed.reply), len);
	for (int i = 0; i < 3; i++) {
		must("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
		must("{\"command\":\"ticket.no_show\",\"args\":{\"window\":\"w1\"}}");
	}
	site_restart(&bed.site, &bed.wish);
	get_slip(ticket, "");
	assert_int_equal(bed.reply.len - bed.reply.head_len, len);
	assert_memory_equal(reply_body(&bed.reply), first, len);
	bed.wish.bare_slips = true;
	site_restart(&bed.site, &bed.wish);
	get_slip(ticket, "");
	assert_int_equal(bed.reply.status, 200);
	assert_true(bed.reply.len - bed.reply.head_len != len || memcmp(reply_body(&bed.reply), first, len) != 0);
}

#define FLOOR_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOOR_TEST(test_ticket_comes_out),
		FLOOR_TEST(test_paper_out),
		FLOOR_TEST(test_restart),
		FLOOR_TEST(test_restart_within_a_slip),
		FLOOR_TEST(test_stale),
		FLOOR_TEST(test_another_printer),
		FLOOR_TEST(test_crowd),
		FLOOR_TEST(test_restored_data),
		FLOOR_TEST(test_opened_later),
		FLOOR_TEST(test_unreadable_for_a_while),
		FLOOR_TEST(test_reports_are_no_slips),
		FLOOR_TEST(test_beats),
		FLOOR_TEST(test_silence),
		FLOOR_TEST(test_receipts),
		FLOOR_TEST(test_receipts_ahead),
		FLOOR_TEST(test_link),
		FLOOR_TEST(test_wait_comes_out),
		FLOOR_TEST(test_picture),
		FLOOR_TEST(test_wait_in_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
