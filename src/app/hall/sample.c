/* Halls to try things with (S6). Made by the same commands as any other hall, a group at a time, so that
 * a province of them takes seconds. */
#include "app/hall/sample.h"

#include "app/hall/create.h"
#include "app/hall/desk.h"
#include "base/bug.h"

enum { LETTERS = 26, GROUP_ARENA_BYTES = 512 << 20, GROUP_MAX = 128 };

/* `n` from 0 as A to Z, AA to ZZ and so on. */
static struct text prefix_of(int32_t n, struct arena *arena)
{
	char letters[8];
	size_t at = sizeof(letters);

	for (n++; n > 0; n = (n - 1) / LETTERS) {
		ASSERT(at > 0);
		letters[--at] = (char)('A' + (n - 1) % LETTERS);
	}
	return text_copy(arena, (struct text){ letters + at, sizeof(letters) - at });
}

static void put_services(struct buf *buf, const struct sample_size *size)
{
	buf_printf(buf, "\"services\":[");
	for (int32_t s = 1; s <= size->services; s++) {
		const struct text prefix = prefix_of(s - 1, buf->arena);
		buf_printf(buf,
			   "%s{\"id\":\"s%d\",\"name\":\"业务%d\",\"name_en\":\"Service "
			   "%d\",\"prefix\":\"%.*s\","
			   "\"slot_capacity\":4}",
			   s > 1 ? "," : "", s, s, s, TEXT_ARG(prefix));
	}
	buf_printf(buf, "],");
}

static void put_windows(struct buf *buf, const struct sample_size *size)
{
	struct buf serves = { .arena = buf->arena };

	for (int32_t s = 1; s <= size->services; s++)
		buf_printf(&serves, "%s{\"service\":\"s%d\"}", s > 1 ? "," : "", s);
	buf_printf(buf, "\"windows\":[");
	for (int32_t w = 1; w <= size->windows; w++) {
		buf_printf(buf,
			   "%s{\"id\":\"w%d\",\"name\":\"%d号窗口\",\"name_en\":\"Window %d\","
			   "\"services\":[",
			   w > 1 ? "," : "", w, w, w);
		buf_text(buf, buf_view(&serves));
		buf_printf(buf, "]}");
	}
	buf_printf(buf, "],");
}

static void put_clerks(struct buf *buf, const struct sample_size *size)
{
	const int32_t n = size->clerks > size->windows ? size->clerks : size->windows;

	buf_printf(buf, "\"clerks\":[");
	for (int32_t c = 1; c <= n; c++)
		buf_printf(buf, "%s{\"id\":\"c%d\",\"name\":\"柜员%d\"}", c > 1 ? "," : "", c, c);
	buf_printf(buf, "],");
}

struct text sample_config(const struct sample_size *size, int32_t number, struct arena *arena)
{
	struct buf buf = { .arena = arena };

	ASSERT(size->services >= 1 && size->services <= SAMPLE_SERVICES_MAX);
	ASSERT(size->windows >= 1 && size->windows <= SAMPLE_WINDOWS_MAX);
	buf_printf(&buf, "{\"name\":\"营业厅 %d\",\"name_en\":\"Hall %d\",", number, number);
	put_services(&buf, size);
	put_windows(&buf, size);
	put_clerks(&buf, size);
	buf_printf(&buf,
		   "\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通客户\",\"name_en\":\"Ordinary\","
		   "\"rank\":2},"
		   "{\"id\":\"vip\",\"name\":\"贵宾客户\",\"name_en\":\"VIP\",\"rank\":1}],"
		   "\"calendar\":{\"always_open\":true,\"utc_offset_min\":%d,\"rollover\":\"carry\"},"
		   "\"booking\":{\"from\":\"09:00\",\"to\":\"17:00\",\"grace_min\":15}}",
		   size->utc_offset_min);
	return buf_view(&buf);
}

static enum rc add_halls(struct store *store, int32_t first, uint32_t n, struct arena *arena, struct err *err)
{
	struct hall_new *halls = ARENA_ARRAY(arena, n, struct hall_new);

	for (uint32_t i = 0; i < n; i++)
		halls[i] = (struct hall_new){
			.id = text_printf(arena, "h%d", first + (int32_t)i),
			.name = text_printf(arena, "营业厅 %d", first + (int32_t)i),
			.name_en = text_printf(arena, "Hall %d", first + (int32_t)i),
		};
	return hall_create(store, halls, n, err);
}

static enum rc configure(struct desk *desk, const struct sample_size *size, int32_t first, uint32_t n, int64_t now_ms,
			 struct arena *arena, struct err *err)
{
	struct desk_job *jobs = ARENA_ARRAY(arena, n, struct desk_job);
	struct desk_job *group[GROUP_MAX];
	struct desk_outcome outcome;

	for (uint32_t i = 0; i < n; i++) {
		const int32_t number = first + (int32_t)i;
		const struct text config = sample_config(size, number, arena);
		const struct text body = text_printf(
			arena, "{\"command\":\"hall.configure\",\"args\":{\"config\":%.*s}}", TEXT_ARG(config));
		jobs[i] = (struct desk_job){ .ask = DESK_COMMAND,
					     .hall = text_printf(arena, "h%d", number),
					     .actor = TEXT("demo"),
					     .now_ms = now_ms,
					     .arena = arena };
		group[i] = &jobs[i];
		const enum rc rc = json_parse(arena, body, &jobs[i].body, err);
		if (rc != RC_OK)
			return rc;
	}
	desk_run(desk, group, n, arena, &outcome, err);
	if (outcome.rc != RC_OK)
		return outcome.rc;
	for (uint32_t i = 0; i < n; i++)
		if (jobs[i].status != 200)
			return err_set(err, RC_INVALID, "hall %.*s: %.*s", TEXT_ARG(jobs[i].hall),
				       TEXT_ARG(jobs[i].answer));
	return RC_OK;
}

enum rc sample_make(struct desk *desk, struct store *store, const struct sample_size *size, int64_t now_ms,
		    struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;
	enum rc rc = RC_OK;

	ASSERT(size->halls >= 1 && size->halls <= SAMPLE_HALLS_MAX);
	arena_init(&arena, GROUP_ARENA_BYTES);
	for (int32_t first = 1; first <= size->halls && rc == RC_OK; first += GROUP_MAX) {
		const int32_t left = size->halls - first + 1;
		const uint32_t n = left < GROUP_MAX ? (uint32_t)left : GROUP_MAX;
		arena_reset(&arena);
		rc = add_halls(store, first, n, &arena, err);
		if (rc == RC_OK)
			rc = configure(desk, size, first, n, now_ms, &arena, err);
	}
	return rc;
}
