/* Halls for benchmarks and tests (N8): made by the desk itself in this process, so that the log is one that
 * the product wrote. */
#define _GNU_SOURCE /* nftw */
#include "bench/halls.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/hall/create.h"
#include "app/hall/desk.h"
#include "base/arena.h"
#include "base/bug.h"
#include "base/json.h"
#include "host/clock.h"
#include "host/file.h"
#include "store/store.h"

const char halls_store_name[] = "openhall.db";

enum {
	ARENA_MAX = 256 << 20,
	GROUP = 256,            /* commands in a group; at most DESK_GROUP_MAX */
	MINUTES_A_DAY = 1440,
	DIRECTORIES_OPEN = 8,   /* while a tree is deleted */
};

static const struct text config_head = TEXT(
	"{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"测试厅\",\"name_en\":\"Test hall\","
	"\"services\":[{\"id\":\"s1\",\"name\":\"现金业务\",\"prefix\":\"A\",\"digits\":4},"
	"{\"id\":\"s2\",\"name\":\"对公业务\",\"prefix\":\"B\",\"digits\":4},"
	"{\"id\":\"s3\",\"name\":\"贷款咨询\",\"prefix\":\"C\",\"digits\":4},"
	"{\"id\":\"s4\",\"name\":\"贵宾服务\",\"prefix\":\"V\",\"digits\":4}],"
	"\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\",\"rank\":2},{\"id\":\"vip\",\"name\":\"贵宾\",\"rank\":1}],"
	"\"policy\":{\"no_show_places\":3},");

struct text halls_id(uint32_t number, char into[HALLS_ID_SIZE])
{
	snprintf(into, HALLS_ID_SIZE, "b%u", number);
	return text_of(into);
}

enum rc halls_temp(const char *parent, char ret[HALLS_FILE_SIZE], struct err *err)
{
	snprintf(ret, HALLS_FILE_SIZE, "%s/openhall-XXXXXX", parent ? parent : "/var/tmp");
	if (!mkdtemp(ret))
		return err_set(err, RC_FAULT, "cannot make a directory %s: %s", ret, strerror(errno));
	return RC_OK;
}

static int delete_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
	(void)about;
	(void)type;
	(void)where;
	return remove(path);
}

void halls_clean(const char *dir)
{
	char log[HALLS_FILE_SIZE + 8];

	snprintf(log, sizeof(log), "%s.log", dir);
	(void)unlink(log);
	(void)nftw(dir, delete_one, DIRECTORIES_OPEN, FTW_DEPTH | FTW_PHYS);
}

/* A desk of this process over a data directory, and the commands that wait for it. */
struct maker {
	struct store *store;
	struct desk *desk;
	struct arena arena;
	int64_t now_ms;
	struct desk_job jobs[GROUP];
	struct desk_job *list[GROUP];
	uint32_t n;
	int64_t events; /* so far */
};

static enum rc maker_open(struct maker *maker, const char *data, struct err *err)
{
	char path[HALLS_FILE_SIZE];
	struct store_options options = { .path = path, .migrate = true };
	enum rc rc = host_dir_make(data, err);

	*maker = (struct maker){ .now_ms = host_clock_now_ms(host_clock_real()) };
	arena_init(&maker->arena, ARENA_MAX);
	for (uint32_t i = 0; i < GROUP; i++)
		maker->list[i] = &maker->jobs[i];
	snprintf(path, sizeof(path), "%s/%s", data, halls_store_name);
	return rc == RC_OK ? store_open(&maker->store, &options, err) : rc;
}

static void maker_close(struct maker *maker)
{
	desk_close(&maker->desk);
	store_close(&maker->store);
	arena_done(&maker->arena);
}

/* Let the desk decide what waits; every command must be accepted. */
static enum rc maker_flush(struct maker *maker, struct err *err)
{
	struct desk_outcome outcome;
	enum rc rc = RC_OK;

	desk_run(maker->desk, maker->list, maker->n, &maker->arena, &outcome, err);
	if (outcome.rc != RC_OK)
		return outcome.rc;
	for (uint32_t i = 0; i < maker->n && rc == RC_OK; i++)
		if (maker->jobs[i].status != 200)
			rc = err_set(err, RC_FAULT, "hall %.*s says %.*s", TEXT_ARG(maker->jobs[i].hall),
				     TEXT_ARG(maker->jobs[i].answer));
	for (uint32_t i = 0; i < outcome.n; i++)
		maker->events += outcome.news[i].n;
	maker->n = 0;
	arena_reset(&maker->arena);
	return rc;
}

/* One more command; a full group goes to the desk. */
static enum rc maker_add(struct maker *maker, uint32_t hall, const char *key, struct text body, struct err *err)
{
	char id[HALLS_ID_SIZE];
	const struct json *parsed;
	enum rc rc = json_parse(&maker->arena, body, &parsed, err);

	if (rc != RC_OK)
		return rc;
	maker->jobs[maker->n++] = (struct desk_job){
		.ask = DESK_COMMAND,
		.hall = text_copy(&maker->arena, halls_id(hall, id)),
		.key = text_copy(&maker->arena, text_of(key)),
		.actor = TEXT("bench"),
		.body = parsed,
		.now_ms = maker->now_ms,
		.arena = &maker->arena,
	};
	return maker->n == GROUP ? maker_flush(maker, err) : RC_OK;
}

/* Windows, clerks and a calendar behind `config_head`. Minutes from UTC that make it noon lie in -719..720. */
static struct text config_body(struct maker *maker)
{
	struct buf buf = { .arena = &maker->arena };
	int minute = (int)(maker->now_ms / 60000 % MINUTES_A_DAY);

	buf_text(&buf, config_head);
	buf_text(&buf, TEXT("\"windows\":["));
	for (int w = 1; w <= HALLS_WINDOWS; w++) {
		buf_printf(&buf, "%s{\"id\":\"w%d\",\"name\":\"%d号窗口\",\"services\":[", w > 1 ? "," : "", w, w);
		for (int s = 1; s <= HALLS_SERVICES; s++)
			buf_printf(&buf, "%s{\"service\":\"s%d\"}", s > 1 ? "," : "", s);
		buf_text(&buf, TEXT("]}"));
	}
	buf_text(&buf, TEXT("],\"clerks\":["));
	for (int c = 1; c <= HALLS_WINDOWS; c++)
		buf_printf(&buf, "%s{\"id\":\"c%d\",\"name\":\"柜员%d\"}", c > 1 ? "," : "", c, c);
	buf_printf(&buf, "],\"calendar\":{\"always_open\":true,\"utc_offset_min\":%d}}}}", MINUTES_A_DAY / 2 - minute);
	return buf_view(&buf);
}

static enum rc set_up_hall(struct maker *maker, uint32_t hall, struct err *err)
{
	enum rc rc = maker_add(maker, hall, "", config_body(maker), err);

	for (int w = 1; w <= HALLS_WINDOWS && rc == RC_OK; w++) {
		struct buf body = { .arena = &maker->arena };

		buf_printf(&body, "{\"command\":\"window.open\",");
		buf_printf(&body, "\"args\":{\"window\":\"w%d\",\"clerk\":\"c%d\"}}", w, w);
		rc = maker_add(maker, hall, "", buf_view(&body), err);
	}
	return rc;
}

static enum rc create(struct maker *maker, uint32_t n, struct err *err)
{
	struct hall_new *halls = ARENA_ARRAY(&maker->arena, n, struct hall_new);

	for (uint32_t i = 0; i < n; i++) {
		char id[HALLS_ID_SIZE];

		halls[i].id = text_copy(&maker->arena, halls_id(i, id));
		halls[i].name = TEXT("测试厅");
		halls[i].name_en = TEXT("Test hall");
	}
	return hall_create(maker->store, halls, n, err);
}

enum rc halls_make(const char *data, uint32_t n, struct err *err)
{
	struct maker maker;
	enum rc rc = maker_open(&maker, data, err);

	ASSERT(n > 0 && n <= HALLS_MAX);
	if (rc == RC_OK)
		rc = create(&maker, n, err);
	if (rc == RC_OK)
		rc = desk_open(&maker.desk, maker.store, 1, err);
	for (uint32_t i = 0; i < n && rc == RC_OK; i++)
		rc = set_up_hall(&maker, i, err);
	if (rc == RC_OK && maker.n)
		rc = maker_flush(&maker, err);
	maker_close(&maker);
	return rc;
}

/* The life of one ticket at the first window of a hall. */
static enum rc one_ticket(struct maker *maker, uint32_t hall, int64_t serial, struct err *err)
{
	static const char *const steps[] = {
		"{\"command\":\"ticket.take\",\"args\":{\"service\":\"s1\"}}",
		"{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w1\"}}",
		"{\"command\":\"ticket.start\",\"args\":{\"window\":\"w1\"}}",
		"{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w1\"}}",
	};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < CC_COUNT(steps) && rc == RC_OK; i++) {
		char key[48];

		snprintf(key, sizeof(key), "fill-%lld-%zu", (long long)serial, i);
		rc = maker_add(maker, hall, key, text_of(steps[i]), err);
	}
	return rc;
}

enum rc halls_fill(const char *data, uint32_t n, int64_t events, struct err *err)
{
	struct maker maker;
	enum rc rc = maker_open(&maker, data, err);

	ASSERT(n > 0 && events >= 0);
	if (rc == RC_OK)
		rc = desk_open(&maker.desk, maker.store, 1, err);
	for (int64_t i = 0; maker.events < events && rc == RC_OK; i++)
		rc = one_ticket(&maker, (uint32_t)(i % n), i, err);
	if (rc == RC_OK && maker.n)
		rc = maker_flush(&maker, err);
	maker_close(&maker);
	return rc;
}
