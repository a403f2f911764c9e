/* What stands in a hall, on a real server: signs of life, silence, and the receipts of calls (Q12, Q19, M1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/print/floor_bed.h"

/* Q19: what a device says of itself is shown; strangers are turned away, and so is rubbish. */
static void test_beats(void **state)
{
	static const char path[] = "/v1/halls/h1/devices/b1/beat";

	(void)state;
	floor_await("\"devices\":[],\"calls\":[]");
	floor_configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"屏\"},"
			"{\"id\":\"p1\",\"kind\":\"printer\",\"name\":\"P\",\"address\":\"no where\"}]",
			"\"id\":\"p1\"");
	reply_must(&floor_bed.reply, 200,
		   "\"id\":\"b1\",\"kind\":\"board\",\"name\":\"屏\",\"state\":null,\"last_seen\":null");
	reply_must(&floor_bed.reply, 200, "\"state\":\"fault\",\"detail\":\"address\"");
	floor_post(path, "{}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "{\"next_s\":30}");
	floor_await("\"state\":\"ok\",\"last_seen\":\"2026-11-23T09:00:00.000+08:00\"");
	floor_post(path, "{\"state\":\"fault\",\"detail\":\"触摸屏失灵\"}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "next_s");
	floor_await("\"state\":\"fault\",\"detail\":\"触摸屏失灵\"");
	floor_post(path, "{\"state\":\"broken\"}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 400, "BODY_INVALID");
	floor_post(path, "{\"shown\":-1}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 400, "shown");
	floor_post(path, "{\"sown\":1}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 400, "sown");
	floor_post("/v1/halls/h1/devices/b9/beat", "{}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 404, "DEVICE_UNKNOWN");
	floor_post("/v1/halls/h1/devices/p1/beat", "{}", &floor_bed.reply); /* a printer speaks for itself */
	reply_must(&floor_bed.reply, 404, "DEVICE_UNKNOWN");
	floor_post("/v1/halls/h9/devices/b1/beat", "{}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 404, "HALL_UNKNOWN");
	site_get(&floor_bed.site, "/v1/halls/h9/devices", &floor_bed.reply);
	reply_must(&floor_bed.reply, 404, "HALL_UNKNOWN");
}

/* Q19: a device is silent when its time is over, after a restart when it has had time to speak, and no longer when it
 * is heard again. */
static void test_silence(void **state)
{
	static const char path[] = "/v1/halls/h1/devices/b1/beat";

	(void)state;
	floor_configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"屏\",\"silent_after_s\":2}]",
			"\"id\":\"b1\"");
	floor_post(path, "{}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "{\"next_s\":1}");
	floor_await("\"state\":\"ok\"");
	floor_await("\"state\":\"silent\"");
	floor_await_event("\"kind\":\"device.reported\",\"device\":\"b1\",\"state\":\"silent\"");
	site_await_metric(&floor_bed.site, "openhall_devices_silent", 1);
	floor_post(path, "{}", &floor_bed.reply);
	floor_await("\"state\":\"ok\"");
	site_restart(&floor_bed.site, &floor_bed.wish);
	floor_await("\"state\":null");
	floor_await("\"state\":\"silent\"");
}

static void call(const char *window)
{
	char body[128];

	snprintf(body, sizeof(body), "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"%s\"}}", window);
	floor_must(body);
}

static void beat(const char *device, const char *body)
{
	char path[64];

	snprintf(path, sizeof(path), "/v1/halls/h1/devices/%s/beat", device);
	floor_post(path, body, &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "");
}

/* Q12: each call says on how many of the boards that have to show it it was shown, who has spoken it, and how long
 * that took. */
static void test_receipts(void **state)
{
	char body[64];

	(void)state;
	floor_configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"B\"},"
			"{\"id\":\"wb1\",\"kind\":\"window_board\",\"name\":\"W\",\"window\":\"w1\"},"
			"{\"id\":\"wb2\",\"kind\":\"window_board\",\"name\":\"W\",\"window\":\"w2\"},"
			"{\"id\":\"v1\",\"kind\":\"voice\",\"name\":\"V\"}]",
			"\"id\":\"v1\"");
	floor_must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	floor_take("");
	floor_take("");
	/* What a screen shows when it is switched on is no receipt of calls before. */
	snprintf(body, sizeof(body), "{\"shown\":%lld}", floor_last_seq());
	beat("wb1", body);
	beat("wb2", body);
	beat("b1", body);
	call("w1");
	const long long seq = floor_last_seq();
	floor_await("\"number\":\"A001\"");
	reply_must(&floor_bed.reply, 200,
		   "\"boards\":2,\"shown\":0,\"first_ms\":null,\"last_ms\":null,\"voices\":1,\"spoken\":0");
	site_advance(&floor_bed.site, 120);
	snprintf(body, sizeof(body), "{\"shown\":%lld}", seq);
	beat("b1", body);
	beat("b1", body);  /* counts once */
	beat("wb2", body); /* not its window */
	site_advance(&floor_bed.site, 300);
	beat("wb1", body);
	snprintf(body, sizeof(body), "{\"spoken\":%lld}", seq);
	beat("v1", body);
	floor_await("\"boards\":2,\"shown\":2,\"first_ms\":120,\"last_ms\":420,\"voices\":1,\"spoken\":1,\"spoken_ms\":"
		    "420");
	site_get(&floor_bed.site, "/metrics", &floor_bed.reply);
	reply_must(&floor_bed.reply, 200, "openhall_call_shown_seconds_bucket{le=\"0.2\"} 1\n");
	reply_must(&floor_bed.reply, 200,
		   "openhall_call_shown_seconds_sum 0.540\nopenhall_call_shown_seconds_count 2\n");
	reply_must(&floor_bed.reply, 200, "openhall_call_spoken_seconds_count 1\n");
	/* A board may tell sooner than the floor has heard of the call. */
	floor_must("{\"command\":\"ticket.recall\",\"args\":{\"window\":\"w1\"}}");
	snprintf(body, sizeof(body), "{\"shown\":%lld}", floor_last_seq());
	beat("b1", body);
	floor_await("\"shown\":1,\"first_ms\":1,\"last_ms\":1");
}

/* Q12: no device has shown or spoken what has not happened, and a beat that says so leaves no receipt behind. */
static void test_receipts_ahead(void **state)
{
	static const char path[] = "/v1/halls/h1/devices/b1/beat";

	(void)state;
	floor_configure("\"devices\":[{\"id\":\"b1\",\"kind\":\"board\",\"name\":\"B\"}]", "\"id\":\"b1\"");
	floor_must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	floor_take("");
	floor_post(path, "{\"shown\":9223372036854775807}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 400, "\"field\":\"shown\"");
	floor_post(path, "{\"spoken\":1000}", &floor_bed.reply);
	reply_must(&floor_bed.reply, 400, "\"field\":\"spoken\"");
	call("w1");
	floor_await("\"boards\":1,\"shown\":0");
}

/* Q12: whose receipts a call wants follows the zones and windows of the configuration that holds. */
static void test_receipts_follow_the_zones(void **state)
{
	static const char boards[] = "{\"id\":\"a1\",\"kind\":\"area_board\",\"name\":\"A\"%s},"
				     "{\"id\":\"a2\",\"kind\":\"area_board\",\"name\":\"A\"%s},"
				     "{\"id\":\"v1\",\"kind\":\"voice\",\"name\":\"V\",\"window\":\"w1\"}]";
	char devices[1024];
	int n;

	(void)state;
	n = snprintf(devices, sizeof(devices), "\"devices\":[");
	snprintf(devices + n, sizeof(devices) - (size_t)n, boards, "", "");
	floor_configure(devices, "\"id\":\"v1\"");
	floor_must("{\"command\":\"window.open\",\"args\":{\"window\":\"w1\",\"clerk\":\"c1\"}}");
	floor_take("");
	call("w1");
	floor_await("\"boards\":2,\"shown\":0,\"first_ms\":null,\"last_ms\":null,\"voices\":1");
	/* w1 names no zone, so it is in the first one. */
	n = snprintf(devices, sizeof(devices),
		     "\"zones\":[{\"id\":\"z1\",\"name\":\"Z\"},{\"id\":\"z2\",\"name\":\"Z\"}],\"devices\":[");
	snprintf(devices + n, sizeof(devices) - (size_t)n, boards, ",\"zone\":\"z1\"", ",\"zone\":\"z2\"");
	floor_configure(devices, "\"zone\":\"z2\"");
	floor_await("\"boards\":1,\"shown\":0,\"first_ms\":null,\"last_ms\":null,\"voices\":1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOOR_TEST(test_beats),
		FLOOR_TEST(test_silence),
		FLOOR_TEST(test_receipts),
		FLOOR_TEST(test_receipts_ahead),
		FLOOR_TEST(test_receipts_follow_the_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
