/* For those who run the server (S7): is it alive, can it take work, and how much does it do. */
#include "gateway/expect.h"
#include "gateway/handlers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/floor/floor.h"
#include "gateway/loop.h"
#include "gateway/past.h"
#include "gateway/post.h"
#include "gateway/request.h"
#include "gateway/route.h"
#include "gateway/site.h"
#include "gateway/voice/office.h"
#include "host/clock.h"

static const char plain[] = "text/plain; charset=utf-8";

void serve_healthz(struct request *request)
{
	request_answer(request, 200, plain, TEXT("ok\n"));
}

void serve_readyz(struct request *request)
{
	struct site *site = request->loop->site;
	struct post_gauges gauges;

	post_gauges(site->post, &gauges);
	if (gauges.stopping || atomic_load(&site->stopping))
		request_answer(request, 503, plain, TEXT("stopping: send new work when it has started again\n"));
	else if (!gauges.healthy)
		request_answer(
			request, 503, plain,
			TEXT("the last write failed: see group_failed in the log for why, and check that the disk "
			     "has room and can be written; the next command tries again\n"));
	else
		request_answer(request, 200, plain, TEXT("ok\n"));
}

static void put_head(struct buf *buf, const char *name, const char *type, const char *help)
{
	buf_printf(buf, "# HELP openhall_%s %s\n# TYPE openhall_%s %s\n", name, help, name, type);
}

static void put_one(struct buf *buf, const char *name, const char *type, const char *help, int64_t value)
{
	put_head(buf, name, type, help);
	buf_printf(buf, "openhall_%s %" PRId64 "\n", name, value);
}

/* Sum of a counter, which lies at `offset` in each loop's meter. */
static uint64_t sum(const struct site *site, size_t offset)
{
	uint64_t total = 0;

	for (uint32_t i = 0; i < site->loops_n; i++)
		total += meter_read((const meter_count *)((const char *)&site->loops[i]->meter + offset));
	return total;
}

static void put_desk(struct buf *buf, const struct site *site)
{
	struct post_gauges g;

	post_gauges(site->post, &g);
	put_one(buf, "desk_commands_total", "counter", "Commands that were decided.", g.desk.commands);
	put_one(buf, "desk_refusals_total", "counter", "Commands that a hall refused.", g.desk.refusals);
	put_one(buf, "desk_repeated_total", "counter", "Commands answered again by their key.", g.desk.repeated);
	put_one(buf, "desk_events_total", "counter", "Events that were written.", g.desk.events);
	put_one(buf, "desk_groups_total", "counter", "Groups that were written.", g.desk.groups);
	put_one(buf, "desk_faults_total", "counter", "Jobs that failed because the store could not be read or written.",
		g.desk.faults);
	put_one(buf, "desk_snapshots_total", "counter", "Snapshots that were written.", g.desk.snapshots);
	put_one(buf, "desk_halls_open", "gauge", "Halls in memory.", g.desk.halls_open);
	put_one(buf, "desk_inbox", "gauge", "Jobs that wait for the desk.", g.waiting);
	put_one(buf, "desk_group_jobs", "gauge", "Jobs in the last group.", g.group_last);
	put_one(buf, "desk_healthy", "gauge", "1 when the last group was written.", g.healthy);
	put_one(buf, "waits_inbox", "gauge", "Questions that wait for what waits are told.",
		expect_waiting(site->expect));
	put_one(buf, "past_inbox", "gauge", "Questions that wait for the time machine.", past_waiting(site->past));
}

static void put_receipts(struct buf *buf, const char *name, const char *help, const struct floor_histogram *receipts)
{
	int64_t total = 0;

	put_head(buf, name, "histogram", help);
	for (int i = 0; i <= FLOOR_BOUNDS; i++) {
		total += receipts->n[i];
		if (i < FLOOR_BOUNDS)
			buf_printf(buf, "openhall_%s_bucket{le=\"%g\"} %" PRId64 "\n", name, floor_bounds_ms[i] / 1e3,
				   total);
	}
	buf_printf(buf, "openhall_%s_bucket{le=\"+Inf\"} %" PRId64 "\n", name, total);
	buf_printf(buf, "openhall_%s_sum %.3f\n", name, (double)receipts->ms / 1e3);
	buf_printf(buf, "openhall_%s_count %" PRId64 "\n", name, total);
}

static void put_floor(struct buf *buf, const struct site *site)
{
	struct floor_gauges g;

	floor_gauges(site->floor, &g);
	put_one(buf, "floor_halls", "gauge", "Halls that have devices.", g.halls);
	put_one(buf, "devices", "gauge", "Devices of all halls.", g.devices);
	put_one(buf, "devices_silent", "gauge", "Devices that are silent.", g.silent);
	put_one(buf, "device_beats_total", "counter", "Signs of life of devices.", g.beats);
	put_one(buf, "slips_total", "counter", "Slips that were put into printers.", g.slips);
	put_receipts(buf, "call_shown_seconds", "Time from a call to each receipt of a board that shows it.", &g.shown);
	put_receipts(buf, "call_spoken_seconds", "Time from a call to each receipt of a device that has spoken it.",
		     &g.spoken);
}

static void put_voice(struct buf *buf, const struct site *site)
{
	struct voice_gauges g;

	if (!site->voice)
		return;
	voice_gauges(site->voice, &g);
	put_one(buf, "voice_spoken", "gauge", "Calls spoken in the halls that are followed.", g.spoken);
	put_one(buf, "voice_skipped", "gauge", "Calls of them not spoken: the customer had come, or it was quiet.",
		g.skipped);
	put_one(buf, "voice_lost", "gauge", "Calls of them handed to players in vain.", g.lost);
	put_one(buf, "voice_failures_total", "counter", "Sentences that could not be made audible.", g.failures);
	put_one(buf, "voice_sound_bytes", "gauge", "Sounds that are kept on disk.", g.sound_bytes);
}

static void put_answers(struct buf *buf, const struct site *site)
{
	put_head(buf, "http_answers_total", "counter", "Answers by route and status.");
	for (int r = 0; routes[r].name; r++) {
		for (int s = 0; s < METER_STATUSES; s++) {
			size_t place = (size_t)(r * METER_STATUSES + s) * sizeof(meter_count);
			uint64_t n = sum(site, offsetof(struct meter, answers[0][0]) + place);

			if (!n)
				continue;
			buf_printf(buf, "openhall_http_answers_total{route=\"%s\",path=\"%s\",", routes[r].name,
				   routes[r].pattern ? routes[r].pattern : "/*");
			buf_printf(buf, "status=\"%d\"} %" PRIu64 "\n", meter_statuses[s], n);
		}
	}
}

static void put_latency(struct buf *buf, const struct site *site)
{
	uint64_t total = 0;

	put_head(buf, "command_seconds", "histogram", "Time from a command read to its answer given.");
	for (int i = 0; i <= METER_BUCKETS; i++) {
		total += sum(site, offsetof(struct meter, latency[0]) + (size_t)i * sizeof(meter_count));
		if (i < METER_BUCKETS)
			buf_printf(buf, "openhall_command_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
				   meter_bounds_us[i] / 1e6, total);
	}
	buf_printf(buf, "openhall_command_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", total);
	buf_printf(buf, "openhall_command_seconds_sum %.6f\n",
		   (double)sum(site, offsetof(struct meter, latency_us)) / 1e6);
	buf_printf(buf, "openhall_command_seconds_count %" PRIu64 "\n", total);
}

#define SUM(member) (int64_t) sum(site, offsetof(struct meter, member))

static void put_streams(struct buf *buf, const struct site *site)
{
	put_one(buf, "streams", "gauge", "Event streams that are open.", SUM(streams));
	put_one(buf, "streams_total", "counter", "Event streams that were opened.", SUM(streams_total));
	put_one(buf, "streams_cut_total", "counter", "Event streams ended for being broken or slow.", SUM(streams_cut));
	put_one(buf, "polls", "gauge", "Requests that wait for events.", SUM(polls));
	put_one(buf, "pushes_total", "counter", "Pieces of news sent to streams.", SUM(pushes));
	put_one(buf, "http_bytes_total", "counter", "Bytes of answers and streams.", SUM(bytes));
}

/* Resident memory, as the kernel counts it; 0 where it does not say. */
static int64_t resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long long pages = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%*s %lld", &pages) != 1)
		pages = 0;
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

void serve_metrics(struct request *request)
{
	const struct site *site = request->loop->site;
	int64_t up_ms = host_clock_now_ms(host_clock_real()) - site->started_ms;
	struct buf buf = { .arena = &request->arena };

	put_desk(&buf, site);
	put_voice(&buf, site);
	put_answers(&buf, site);
	put_latency(&buf, site);
	put_streams(&buf, site);
	put_floor(&buf, site);
	put_one(&buf, "resident_bytes", "gauge", "Resident memory of the process.", resident_bytes());
	put_one(&buf, "uptime_seconds", "gauge", "Time since the server started.", up_ms / 1000);
	put_head(&buf, "build_info", "gauge", "Version of the program.");
	buf_printf(&buf, "openhall_build_info{version=\"%s\"} 1\n", OPENHALL_VERSION);
	request_answer(request, 200, "text/plain; version=0.0.4; charset=utf-8", buf_view(&buf));
}
