/* Tickets on a printer without paper that has the troubles of a real one, and slips as pictures, on a real server
 * (Q1, Q2, Q16, Q19). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/hall/fold.h"
#include "app/hall/waits.h"
#include "store/log.h"
#include "store/store.h"
#include "test/print/device.h"
#include "test/print/floor_bed.h"

enum { AWAIT_MS = 30000, CROWD = 300, SLIP_BYTES = 120, LOOK_US = 1200000 };
/* Events of which the two questions that a picture asks do not learn all. */
enum { LONG_LOG = (2 * WAITS_PAGES_NOW + 2) * FOLD_PAGE };

static void assert_number(struct device *printer, int slip, const char *number)
{
	char line[32];

	snprintf(line, sizeof(line), "\nc4b|%s\n", number);
	if (strstr(device_slip(printer, slip), line) == NULL)
		fail_msg("slip %d is not %s: %s", slip, number, device_slip(printer, slip));
}

/* Slips from `slip` on, in order: A and `number`, and those behind it. */
static void assert_numbers(struct device *printer, int slip, int number, int n)
{
	char text[8];

	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "A%03d", number + i);
		assert_number(printer, slip + i, text);
	}
}

static void take(int n)
{
	for (int i = 0; i < n; i++)
		floor_take("k1");
}

/* A kiosk whose printer has no paper, and `n` tickets of it. */
static void begin_without_paper(int n)
{
	floor_configure_kiosk(floor_bed.printer);
	device_set(floor_bed.printer, DEVICE_PAPER_OUT);
	take(n);
}

/* A kiosk that has printed one slip. */
static void begin_with_a_slip(void)
{
	floor_configure_kiosk(floor_bed.printer);
	take(1);
	floor_await_slips(floor_bed.printer, 1);
	floor_await("\"printed\":1");
}

/* Q1: what is taken at a kiosk comes out of its printer, to the letter; what is taken elsewhere does not. */
static void test_ticket_comes_out(void **state)
{
	(void)state;
	floor_bed.wish.bare_slips = true; /* what a slip says of the wait may come too late for it */
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_configure_kiosk(floor_bed.printer);
	floor_take("k1");
	floor_await_slips(floor_bed.printer, 1);
	assert_string_equal(device_slip(floor_bed.printer, 0), "c2b|测试厅\n"
							       "l1 |--------------------------------\n"
							       "c2b|综合业务\n"
							       "c4b|A001\n"
							       "feed 1\n"
							       "c1b|您前面没有人等候\n"
							       "c1 |取号时间：2026-11-23 09:00\n"
							       "l1 |--------------------------------\n"
							       "cut\n");
	floor_take("k9");
	floor_take("p1");
	floor_must("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"class\":\"vip\"}}");
	floor_must("{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"class\":\"vip\",\"device\":\"k1\"}}");
	floor_await_slips(floor_bed.printer, 2);
	assert_number(floor_bed.printer, 1, "A005");
	assert_non_null(strstr(device_slip(floor_bed.printer, 1), "综合业务（贵宾）"));
	assert_non_null(strstr(device_slip(floor_bed.printer, 1), "您前面还有 1 位"));
}

/* Q1, Q19: without paper slips wait, the hall is told, and each comes out once when there is paper again. */
static void test_paper_out(void **state)
{
	(void)state;
	begin_without_paper(2);
	floor_await("\"state\":\"paper_out\"");
	floor_await("\"waiting\":2");
	floor_post("/v1/halls/h1/devices/k1/beat", "{}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "\"printer\":\"p1\",\"printer_state\":\"paper_out\"");
	assert_int_equal(device_count(floor_bed.printer), 0);
	floor_await_event("\"kind\":\"device.reported\",\"device\":\"p1\",\"state\":\"paper_out\"");
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_await_slips(floor_bed.printer, 2);
	assert_numbers(floor_bed.printer, 0, 1, 2);
	floor_await("\"printed\":2");
	floor_await("\"state\":\"ok\"");
	floor_await_event("\"kind\":\"device.reported\",\"device\":\"p1\",\"state\":\"ok\"");
	assert_int_equal(device_count(floor_bed.printer), 2);
}

/* Q1, Q2: a server that ends while slips wait prints them after its next start, and none of those before. */
static void test_restart(void **state)
{
	(void)state;
	begin_with_a_slip();
	device_set(floor_bed.printer, DEVICE_PAPER_OUT);
	take(2);
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_take("k1");
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_await_slips(floor_bed.printer, 4);
	assert_numbers(floor_bed.printer, 1, 2, 3);
	floor_await("\"printed\":3");
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_take("k1");
	floor_await_slips(floor_bed.printer, 5);
	assert_number(floor_bed.printer, 4, "A005");
}

/* Q1, Q2: one that ends within a slip prints it again after its start, and says so on it. */
static void test_restart_within_a_slip(void **state)
{
	(void)state;
	floor_configure_kiosk(floor_bed.printer);
	device_set_after(floor_bed.printer, DEVICE_COVER_OPEN, SLIP_BYTES);
	floor_take("k1");
	floor_await("\"state\":\"open\"");
	site_restart(&floor_bed.site, &floor_bed.wish);
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_await("\"repeated\":1");
	floor_await("\"printed\":1");
	const int n = device_count(floor_bed.printer);
	assert_number(floor_bed.printer, n - 1, "A001");
	for (int i = 0, said = 0; i < n; i++) {
		said += strstr(device_slip(floor_bed.printer, i), "【重打】同号只办理一次") != NULL;
		assert_true(i + 1 < n || said == 1);
	}
}

/* Q1: slips of ten minutes ago are not printed; their customers have gone. */
static void test_stale(void **state)
{
	(void)state;
	begin_without_paper(1);
	floor_await("\"waiting\":1");
	site_advance(&floor_bed.site, 11 * 60000);
	site_restart(&floor_bed.site, &floor_bed.wish);
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_take("k1");
	floor_await_slips(floor_bed.printer, 1);
	assert_number(floor_bed.printer, 0, "A002");
}

/* Q1, Q19: a printer that was changed for another goes on where the old one stopped. */
static void test_another_printer(void **state)
{
	(void)state;
	begin_with_a_slip();
	device_set(floor_bed.printer, DEVICE_PAPER_OUT);
	take(2);
	floor_configure_kiosk(floor_bed.other);
	floor_take("k1");
	floor_await_slips(floor_bed.other, 3);
	assert_numbers(floor_bed.other, 0, 2, 3);
	floor_configure("\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\"}]", "\"id\":\"k1\"");
	floor_take("k1");
	floor_configure_kiosk(floor_bed.other);
	floor_take("k1");
	floor_await_slips(floor_bed.other, 4);
	assert_number(floor_bed.other, 3, "A006");
}

/* Q1: more slips than a printer's queue holds come out all the same, in order. */
static void test_crowd(void **state)
{
	(void)state;
	begin_without_paper(CROWD);
	floor_await("\"waiting\":256");
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_await_slips(floor_bed.printer, CROWD);
	assert_numbers(floor_bed.printer, 0, 1, CROWD);
}

/* How far the printer has got, as its mark on disk says. */
static void write_mark(const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/printers/h1.p1", floor_bed.dir);
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
	begin_with_a_slip();
	site_advance(&floor_bed.site, 11 * 60000);
	write_mark("settled 20\nbegun 0\n");
	site_restart(&floor_bed.site, &floor_bed.wish);
	device_set(floor_bed.printer, DEVICE_PAPER_OUT);
	take(30);
	floor_await("\"waiting\":30");
	site_restart(&floor_bed.site, &floor_bed.wish);
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_await_slips(floor_bed.printer, 31);
	assert_number(floor_bed.printer, 1, "A002");
}

/* Q1, Q19: a printer that cannot be opened says why, and prints what was taken meanwhile once it can. */
static void test_opened_later(void **state)
{
	char path[128];

	(void)state;
	write_mark("rubbish");
	floor_configure_kiosk(floor_bed.printer);
	floor_await("\"state\":\"fault\",\"detail\":\"mark\"");
	floor_take("k1");
	snprintf(path, sizeof(path), "%s/printers/h1.p1", floor_bed.dir);
	assert_int_equal(remove(path), 0);
	floor_await_slips(floor_bed.printer, 1);
	assert_number(floor_bed.printer, 0, "A001");
	floor_await("\"printed\":1");
	floor_configure("\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\",\"printer\":\"p1\"},"
			"{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"P\",\"address\":\"no where\"}]",
			"\"detail\":\"address\"");
	take(2);
	floor_configure_kiosk(floor_bed.printer);
	floor_await_slips(floor_bed.printer, 3);
	assert_numbers(floor_bed.printer, 1, 2, 2);
}

static void change_store(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(floor_bed.site.world.bed.path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, AWAIT_MS);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* Q1: slips that found no room come out also where the log could not be read just when there was room. */
static void test_unreadable_for_a_while(void **state)
{
	(void)state;
	begin_without_paper(CROWD);
	floor_await("\"waiting\":256");
	change_store("ALTER TABLE events RENAME TO lost");
	device_set(floor_bed.printer, DEVICE_FINE);
	floor_await("\"printed\":256");
	usleep(LOOK_US);
	assert_int_equal(device_count(floor_bed.printer), 256);
	change_store("ALTER TABLE lost RENAME TO events");
	floor_await_slips(floor_bed.printer, CROWD);
	assert_number(floor_bed.printer, CROWD - 1, "A300");
}

/* Q19: what a kiosk reports while its printer is behind is no slip that could not be made. */
static void test_reports_are_no_slips(void **state)
{
	char path[128], lines[4096];
	const int saved = dup(STDERR_FILENO);

	(void)state;
	snprintf(path, sizeof(path), "%s/log", floor_bed.dir);
	assert_non_null(freopen(path, "we", stderr));
	write_mark("rubbish");
	floor_configure_kiosk(floor_bed.printer);
	floor_take("k1");
	floor_must("{\"command\":\"device.report\",\"args\":{\"device\":\"k1\",\"state\":\"fault\"}}");
	floor_take("k1");
	write_mark("settled 0\nbegun 0\n");
	floor_await_slips(floor_bed.printer, 2);
	floor_await("\"printed\":2");
	dup2(saved, STDERR_FILENO);
	close(saved);
	FILE *const file = fopen(path, "re");
	assert_non_null(file);
	lines[fread(lines, 1, sizeof(lines) - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(lines, "event=printer_not_opened hall=h1 device=p1"));
	assert_null(strstr(lines, "slip_not_made"));
}

/* Q19: a printer whose host name cannot be found is a fault that says so, and its slips come out once it can be. */
static void test_nameless(void **state)
{
	(void)state;
	floor_configure("\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\",\"printer\":\"p1\"},"
			"{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"P\",\"address\":\"kiosk-1.invalid\"}]",
			"\"state\":\"fault\",\"detail\":\"name\"");
	floor_await_event("\"state\":\"fault\",\"detail\":\"name\"");
	floor_take("k1");
	floor_configure_kiosk(floor_bed.printer);
	floor_await_slips(floor_bed.printer, 1);
	assert_number(floor_bed.printer, 0, "A001");
	floor_await("\"state\":\"ok\"");
}

/* Q1, Q16: where phones reach the server, the slip leads to the ticket's own page. */
static void test_link(void **state)
{
	char path[256];
	const char *at;

	(void)state;
	floor_bed.wish.public_url = "https://q.example";
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_configure_kiosk(floor_bed.printer);
	floor_take("k1");
	floor_await_slips(floor_bed.printer, 1);
	at = strstr(device_slip(floor_bed.printer, 0), "|https://q.example/t/h1-");
	assert_non_null(at);
	assert_non_null(strstr(at, "扫码查看排队进度"));
	at += strlen("|https://q.example/t/");
	snprintf(path, sizeof(path), "/v1/links/%.*s", (int)strcspn(at, "\n"), at);
	site_get(&floor_bed.site, path, &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "\"number\":\"A001\"");
}

static void get_slip(const char *ticket, const char *query)
{
	char path[128];

	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%s/slip.png%s", ticket, query);
	site_get(&floor_bed.site, path, &floor_bed.reply);
}

/* Eight customers are served for two minutes each, and two wait. */
static void serve_some(void)
{
	floor_must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	for (int i = 0; i < 8; i++) {
		floor_take("");
		floor_must("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
		floor_must("{\"command\":\"ticket.start\",\"args\":{\"window\":\"w1\"}}");
		site_advance(&floor_bed.site, 120000);
		floor_must("{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w1\"}}");
	}
	floor_take("");
	floor_take("");
}

/* What the ticket was told, as its slip says it in both languages. */
static void told_words(long long ticket, char *zh, char *en, size_t size)
{
	static const char member[] = "\"told\":{\"low_min\":";
	char path[64];
	int low, high;

	snprintf(path, sizeof(path), "/v1/halls/h1/tickets/%lld", ticket);
	site_get(&floor_bed.site, path, &floor_bed.reply);
	const char *const told = strstr(floor_bed.reply.bytes, member);
	if (told == NULL || sscanf(told + sizeof(member) - 1, "%d,\"high_min\":%d", &low, &high) != 2)
		fail_msg("nothing was told: %s", floor_bed.reply.bytes);
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
	floor_bed.wish.slips = SLIP_BOTH;
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_configure_kiosk(floor_bed.printer);
	serve_some();
	floor_take("k1");
	const long long ticket = floor_last_seq();
	floor_await_slips(floor_bed.printer, 1);
	told_words(ticket, zh, en, sizeof(zh));
	assert_non_null(strstr(device_slip(floor_bed.printer, 0), zh));
	assert_non_null(strstr(device_slip(floor_bed.printer, 0), en));
	floor_bed.wish.bare_slips = true;
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_take("k1");
	floor_await_slips(floor_bed.printer, 2);
	assert_null(strstr(device_slip(floor_bed.printer, 1), "预计等候"));
	assert_non_null(strstr(device_slip(floor_bed.printer, 1), "您前面还有 3 位"));
}

/* Dots from top to bottom of a ticket's slip as a picture: where PNG has its height. */
static int slip_height(long long ticket)
{
	char number[24];

	snprintf(number, sizeof(number), "%lld", ticket);
	get_slip(number, "?paper=58&lang=zh");
	assert_int_equal(floor_bed.reply.status, 200);
	const unsigned char *png = (const unsigned char *)reply_body(&floor_bed.reply);
	return png[22] << 8 | png[23];
}

/* Q15: the slip of a ticket that redeems an appointment says when that is, at the kiosk's printer and as a picture. */
static void test_booked_comes_out(void **state)
{
	static const char redeem[] = "{\"command\":\"appointment.redeem\",\"args\":{\"appointment\":%lld%s}}";
	char body[160];

	(void)state;
	floor_bed.wish.bare_slips = true; /* so that both pictures have the same other lines */
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_configure_kiosk(floor_bed.printer);
	floor_must("{\"command\":\"appointment.book\",\"args\":{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":"
		   "\"14:00\"}}");
	const long long appointment = floor_last_seq();
	snprintf(body, sizeof(body),
		 "{\"command\":\"appointment.move\",\"args\":{\"appointment\":%lld,\"date\":\"2026-11-23\",\"slot\":"
		 "\"15:00\"}}",
		 appointment);
	floor_must(body);
	snprintf(body, sizeof(body), redeem, appointment, ",\"channel\":\"kiosk\",\"device\":\"k1\"");
	floor_must(body);
	floor_await_slips(floor_bed.printer, 1);
	assert_non_null(strstr(device_slip(floor_bed.printer, 0), "\nc1b|预约 15:00\nc1 |15:00 前按普通号排队"));
	const long long booked = floor_last_seq();
	floor_take("k1");
	const long long plain = floor_last_seq();
	floor_await_slips(floor_bed.printer, 2);
	assert_null(strstr(device_slip(floor_bed.printer, 1), "预约"));
	assert_true(slip_height(booked) > slip_height(plain));
}

/* Q1: the picture of a ticket's slip is that of its taking, also when the hall has another name by now. */
static void test_picture(void **state)
{
	static char first[REPLY_MAX];
	char ticket[24], value[64];
	size_t len;

	(void)state;
	floor_take("");
	snprintf(ticket, sizeof(ticket), "%lld", floor_last_seq());
	get_slip(ticket, "?paper=58&lang=both");
	assert_int_equal(floor_bed.reply.status, 200);
	assert_true(reply_header(&floor_bed.reply, "Content-Type", value, sizeof(value)));
	assert_string_equal(value, "image/png");
	len = floor_bed.reply.len - floor_bed.reply.head_len;
	memcpy(first, reply_body(&floor_bed.reply), len);
	assert_memory_equal(first, "\x89PNG", 4);
	floor_must("{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"另一个厅\",\"services\":[{\"id\":"
		   "\"s1\","
		   "\"name\":\"别的业务\"}],\"calendar\":{\"always_open\":true,\"utc_offset_min\":480}}}}");
	site_restart(&floor_bed.site, &floor_bed.wish); /* with nothing kept */
	for (int i = 0; i < 2; i++) {
		get_slip(ticket, i == 0 ? "?paper=58&lang=both" : "?paper=57&lang=both"); /* the same roll */
		assert_int_equal(floor_bed.reply.len - floor_bed.reply.head_len, len);
		assert_memory_equal(reply_body(&floor_bed.reply), first, len);
	}
	get_slip(ticket, "");
	assert_int_equal(floor_bed.reply.status, 200);
	assert_true(floor_bed.reply.len - floor_bed.reply.head_len != len ||
		    memcmp(reply_body(&floor_bed.reply), first, len) != 0);
	get_slip(ticket, "?paper=70");
	reply_must(&floor_bed.reply, 400, "paper");
	get_slip(ticket, "?lang=de");
	reply_must(&floor_bed.reply, 400, "lang");
	get_slip("1", ""); /* an event, but no ticket's */
	reply_must(&floor_bed.reply, 404, "TICKET_UNKNOWN");
	get_slip("9223372036854775807", "");
	reply_must(&floor_bed.reply, 404, "TICKET_UNKNOWN");
	get_slip("x", "");
	reply_must(&floor_bed.reply, 404, "TICKET_UNKNOWN");
	site_get(&floor_bed.site, "/v1/halls/h9/tickets/1/slip.png", &floor_bed.reply);
	reply_must(&floor_bed.reply, 404, "HALL_UNKNOWN");
}

/* Q1, Q16: the picture says what the slip said, also when the customer was called and the server has started anew. */
static void test_wait_in_picture(void **state)
{
	static char first[REPLY_MAX];
	char ticket[24], value[64];

	(void)state;
	serve_some();
	floor_take("");
	snprintf(ticket, sizeof(ticket), "%lld", floor_last_seq());
	get_slip(ticket, "");
	assert_int_equal(floor_bed.reply.status, 200);
	assert_true(reply_header(&floor_bed.reply, "Cache-Control", value, sizeof(value)));
	assert_non_null(strstr(value, "max-age=3600"));
	const size_t len = floor_bed.reply.len - floor_bed.reply.head_len;
	memcpy(first, reply_body(&floor_bed.reply), len);
	for (int i = 0; i < 3; i++) {
		floor_must("{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}");
		floor_must("{\"command\":\"ticket.no_show\",\"args\":{\"window\":\"w1\"}}");
	}
	site_restart(&floor_bed.site, &floor_bed.wish);
	get_slip(ticket, "");
	assert_int_equal(floor_bed.reply.len - floor_bed.reply.head_len, len);
	assert_memory_equal(reply_body(&floor_bed.reply), first, len);
	floor_bed.wish.bare_slips = true;
	site_restart(&floor_bed.site, &floor_bed.wish);
	get_slip(ticket, "");
	assert_int_equal(floor_bed.reply.status, 200);
	assert_true(floor_bed.reply.len - floor_bed.reply.head_len != len ||
		    memcmp(reply_body(&floor_bed.reply), first, len) != 0);
}

/* A hall that nobody has asked about yet, with a ticket and a longer log than its picture learns. */
static void make_long_hall(void)
{
	static struct store_event events[LONG_LOG];
	struct world *world = &floor_bed.site.world;
	struct store *other = bed_another(&world->bed, false);
	int64_t no;

	for (size_t i = 0; i < LONG_LOG; i++)
		events[i] = (struct store_event){
			.seq = (int64_t)i + 1,
			.at_ms = WORLD_START_MS,
			.kind = i % 2 == 0 ? TEXT("service.paused") : TEXT("service.resumed"),
			.payload = TEXT("{\"service\":\"s1\"}"),
		};
	events[0].kind = TEXT("hall.configured");
	events[0].payload = text_printf(&world->arena, "{\"config\":%s}", world_config(world, NULL, NULL));
	events[1].kind = TEXT("ticket.taken");
	events[1].payload = TEXT(
		"{\"ticket\":2,\"number\":\"A001\",\"serial\":1,\"service\":\"s1\",\"class\":\"ordinary\","
		"\"ahead\":0,\"visit\":2,\"channel\":\"kiosk\"}");
	assert_ok(world, store_begin(other, &world->err));
	assert_ok(world, store_hall_add(other, TEXT("h5"), TEXT("厅"), TEXT(""), &no, &world->err));
	assert_ok(world, store_append(other, no, 0, events, LONG_LOG, &world->err));
	assert_ok(world, store_commit(other, &world->err));
	store_close(&other);
}

/* Q1, Q16: a picture that was drawn while what its ticket was told is still being learned is not kept by whoever sees
 * it; one that says all is. */
static void test_picture_while_learning(void **state)
{
	static const char path[] = "/v1/halls/h5/tickets/2/slip.png";
	char value[64];

	(void)state;
	make_long_hall();
	site_get(&floor_bed.site, path, &floor_bed.reply);
	assert_int_equal(floor_bed.reply.status, 200);
	assert_true(reply_header(&floor_bed.reply, "Cache-Control", value, sizeof(value)));
	assert_string_equal(value, "no-store");
	for (int i = 0; i < AWAIT_MS && strstr(value, "max-age=3600") == NULL; i++) {
		site_get(&floor_bed.site, path, &floor_bed.reply);
		assert_true(reply_header(&floor_bed.reply, "Cache-Control", value, sizeof(value)));
	}
	assert_non_null(strstr(value, "max-age=3600"));
}

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
		FLOOR_TEST(test_nameless),
		FLOOR_TEST(test_link),
		FLOOR_TEST(test_wait_comes_out),
		FLOOR_TEST(test_booked_comes_out),
		FLOOR_TEST(test_picture),
		FLOOR_TEST(test_wait_in_picture),
		FLOOR_TEST(test_picture_while_learning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
