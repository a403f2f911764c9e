/* A hall on a real server whose devices are looked after by the test. */
#define _GNU_SOURCE /* nftw */
#include "test/print/floor_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/print/device.h"

enum { AWAIT_MS = 30000, NAP_US = 10000, COLUMNS = 32 };

struct floor_bed floor_bed;

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *at)
{
	(void)stat;
	(void)kind;
	(void)at;
	return remove(path);
}

int floor_setup(void **state)
{
	(void)state;
	snprintf(floor_bed.dir, sizeof(floor_bed.dir), "/tmp/openhall-floor-XXXXXX");
	if (mkdtemp(floor_bed.dir) == NULL)
		return -1;
	floor_bed.printer = device_open(COLUMNS);
	floor_bed.other = device_open(COLUMNS);
	floor_bed.wish = (struct site_wish){ .data = floor_bed.dir };
	site_open_with(&floor_bed.site, &floor_bed.wish);
	return 0;
}

int floor_teardown(void **state)
{
	(void)state;
	site_done(&floor_bed.site);
	device_close(&floor_bed.printer);
	device_close(&floor_bed.other);
	return nftw(floor_bed.dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void floor_post(const char *path, const char *body, struct reply *ret)
{
	char request[1024];

	snprintf(request, sizeof(request),
		 "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
		 "%zu\r\n\r\n%s",
		 path, strlen(body), body);
	site_ask(&floor_bed.site, request, ret);
}

void floor_must(const char *body)
{
	site_command(&floor_bed.site, "h1", body, NULL, &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "");
}

/* Wait until the list of devices says this. */
void floor_await(const char *text)
{
	for (int i = 0; i < AWAIT_MS / 10; i++) {
		site_get(&floor_bed.site, "/v1/halls/h1/devices", &floor_bed.reply);
		if (strstr(floor_bed.reply.bytes, text) != NULL)
			return;
		usleep(NAP_US);
	}
	fail_msg("no `%s` in %s", text, floor_bed.reply.bytes);
}

/* Give the hall these devices, and wait until the floor knows the last of them. */
void floor_configure(const char *devices, const char *last)
{
	static char body[32 << 10];

	snprintf(body, sizeof(body), "{\"command\":\"hall.configure\",\"args\":{\"config\":%s}}",
		 world_config(&floor_bed.site.world, NULL, devices));
	floor_must(body);
	floor_await(last);
}

/* A kiosk k1 with a printer p1; a roll that is sold as 57 mm is one of 58. */
void floor_configure_kiosk(struct device *printer)
{
	char devices[512], last[64];

	snprintf(last, sizeof(last), "127.0.0.1:%d", device_port(printer));
	snprintf(devices, sizeof(devices),
		 "\"devices\":[{\"id\":\"k1\",\"kind\":\"kiosk\",\"name\":\"取号机\",\"printer\":\"p1\"},"
		 "{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"打印机\",\"address\":\"%s\",\"paper_mm\":57}]",
		 last);
	floor_configure(devices, last);
}

void floor_take(const char *device)
{
	char body[256];

	snprintf(body, sizeof(body),
		 "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\",\"channel\":\"kiosk\",\"device\":\"%s\"}}",
		 device);
	floor_must(body);
}

void floor_await_slips(struct device *printer, int n)
{
	for (int i = 0; i < AWAIT_MS / 10 && device_count(printer) < n; i++)
		usleep(NAP_US);
	assert_int_equal(device_count(printer), n);
	assert_string_equal(device_error(printer), "");
}

/* Wait until the log of the hall holds this. */
void floor_await_event(const char *text)
{
	for (int i = 0; i < AWAIT_MS / 10; i++) {
		site_get(&floor_bed.site, "/v1/halls/h1/events?after=0&limit=1000", &floor_bed.reply);
		if (strstr(floor_bed.reply.bytes, text) != NULL)
			return;
		usleep(NAP_US);
	}
	fail_msg("no `%s` in %s", text, floor_bed.reply.bytes);
}

/* Seq of the last answer. */
long long floor_last_seq(void)
{
	const char *at = strstr(floor_bed.reply.bytes, "{\"seq\":");

	assert_non_null(at);
	return strtoll(at + 7, NULL, 10);
}
