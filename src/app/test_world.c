/* A desk over a store under test. */
#include "app/test_world.h"

#include <string.h>

#include "app/hall/create.h"
#include "base/bug.h"

enum { WORLD_ARENA_MAX = 512 << 20, WORLD_SEED = 7 };

void world_open(struct world *world, bool simulated)
{
	memset(world, 0, sizeof(*world));
	bed_open(&world->bed, simulated, WORLD_SEED);
	arena_init(&world->arena, WORLD_ARENA_MAX);
	world->now_ms = WORLD_START_MS;
	world->language = QUEUE_LANGUAGE_EN;
	assert_ok(world, desk_open(&world->desk, world->bed.store, WORLD_SEED, &world->err));
}

void world_done(struct world *world)
{
	desk_close(&world->desk);
	arena_done(&world->arena);
	bed_done(&world->bed);
}

void world_reopen_desk(struct world *world)
{
	desk_close(&world->desk);
	assert_ok(world, desk_open(&world->desk, world->bed.store, WORLD_SEED, &world->err));
}

struct desk_job world_job(struct world *world, enum desk_ask ask, const char *hall, const char *body)
{
	struct desk_job job = {
		.ask = ask,
		.hall = text_of(hall),
		.key = text_of(world->key),
		.actor = TEXT("test"),
		.language = world->language,
		.now_ms = world->now_ms,
		.arena = &world->arena,
	};
	if (body != NULL)
		assert_ok(world, json_parse(&world->arena, text_of(body), &job.body, &world->err));
	return job;
}

void world_group(struct world *world, struct desk_job *jobs, uint32_t n)
{
	struct desk_job *group[DESK_GROUP_MAX];

	for (uint32_t i = 0; i < n; i++)
		group[i] = &jobs[i];
	desk_run(world->desk, group, n, &world->arena, &world->outcome, &world->err);
}

int world_ask(struct world *world, enum desk_ask ask, const char *hall, const char *body)
{
	world->job = world_job(world, ask, hall, body);
	world_group(world, &world->job, 1);
	return world->job.status;
}

int world_do(struct world *world, const char *hall, const char *command, const char *args)
{
	const char *body = text_printf(&world->arena, "{\"command\":\"%s\",\"args\":%s}", command,
				       args != NULL ? args : "{}")
				   .at;

	return world_ask(world, DESK_COMMAND, hall, body);
}

void world_must(struct world *world, const char *hall, const char *command, const char *args)
{
	if (world_do(world, hall, command, args) != 200)
		fail_msg("%s %s: %d %.*s %s", command, args != NULL ? args : "", world->job.status,
			 TEXT_ARG(world->job.answer), world->err.text);
}

const char *world_config(struct world *world, const char *policy, const char *more)
{
	static const char services[] =
		"{\"id\":\"s1\",\"name\":\"综合业务\",\"name_en\":\"General\",\"prefix\":\"A\",\"slot_"
		"capacity\":3},"
		"{\"id\":\"s2\",\"name\":\"对公业务\",\"name_en\":\"Business\",\"prefix\":\"B\"},"
		"{\"id\":\"s3\",\"name\":\"挂失\",\"name_en\":\"Lost cards\",\"prefix\":\"C\"}";
	static const char serves[] = "[{\"service\":\"s1\"},{\"service\":\"s2\"},{\"service\":\"s3\"}]";

	return text_printf(&world->arena,
			   "{\"name\":\"测试厅\",\"name_en\":\"Test hall\",\"services\":[%s],\"windows\":["
			   "{\"id\":\"w1\",\"name\":\"1号窗口\",\"services\":%s},"
			   "{\"id\":\"w2\",\"name\":\"2号窗口\",\"services\":%s},"
			   "{\"id\":\"w3\",\"name\":\"3号窗口\",\"services\":%s}],"
			   "\"clerks\":[{\"id\":\"c1\",\"name\":\"李\"},{\"id\":\"c2\",\"name\":\"王\"},"
			   "{\"id\":\"c3\",\"name\":\"张\"},{\"id\":\"c4\",\"name\":\"赵\"}],"
			   "\"classes\":[{\"id\":\"ordinary\",\"name\":\"普通\",\"rank\":2},"
			   "{\"id\":\"vip\",\"name\":\"贵宾\",\"rank\":1}],"
			   "\"calendar\":{\"always_open\":true,\"utc_offset_min\":480},"
			   "\"booking\":{\"from\":\"09:00\",\"to\":\"17:00\",\"grace_min\":15},"
			   "\"policy\":%s%s%s}",
			   services, serves, serves, serves, policy != NULL ? policy : "{}",
			   more != NULL ? "," : "", more != NULL ? more : "")
		.at;
}

void world_hall_with(struct world *world, const char *id, const char *config)
{
	const struct hall_new hall = { .id = text_of(id), .name = text_of(id) };

	assert_ok(world, hall_create(world->bed.store, &hall, 1, &world->err));
	world_must(world, id, "hall.configure", text_printf(&world->arena, "{\"config\":%s}", config).at);
}

void world_hall(struct world *world, const char *id, const char *policy)
{
	world_hall_with(world, id, world_config(world, policy, NULL));
}

const struct json *world_answer(struct world *world)
{
	const struct json *answer;

	assert_ok(world, json_parse(&world->arena, world->job.answer, &answer, &world->err));
	return answer;
}

const struct json *world_member(struct world *world, const char *path)
{
	const struct json *at = world_answer(world);
	struct text rest = text_of(path);

	while (rest.len > 0) {
		const struct text step = text_cut(&rest, '.');
		int64_t index;
		if (text_int(step, &index))
			at = (size_t)index < json_count(at) ? json_entry(at, (size_t)index) : NULL;
		else
			at = json_member(at, text_cstr(&world->arena, step));
		if (at == NULL)
			fail_msg("there is no %s in %.*s", path, TEXT_ARG(world->job.answer));
	}
	return at;
}

int64_t world_int(struct world *world, const char *path)
{
	const struct json *value = world_member(world, path);

	assert_int_equal(json_kind(value), JSON_INT);
	return json_int(value);
}

const char *world_text(struct world *world, const char *path)
{
	const struct json *value = world_member(world, path);

	assert_int_equal(json_kind(value), JSON_TEXT);
	return text_cstr(&world->arena, json_text(value));
}

/* One line of the busy day: after how many seconds, what. `%lld` in the arguments is the number in the
 * register named, and `keeps` names the one that keeps result.ticket, or result.appointment. */
struct step {
	int64_t wait_s;
	const char *command, *args;
	char uses, keeps;
};

static const struct step busy_day[] = {
	{ 0, "window.open", "{\"window\":\"w1\",\"clerk\":\"c1\"}", 0, 0 },
	{ 1, "window.open", "{\"window\":\"w2\",\"clerk\":\"c2\"}", 0, 0 },
	{ 5, "ticket.take", "{\"service\":\"s1\",\"then\":[\"s3\"],\"customer\":\"陈\"}", 0, 'a' },
	{ 5, "ticket.take", "{\"service\":\"s2\",\"class\":\"vip\",\"token\":\"t1\"}", 0, 'b' },
	{ 9, "ticket.take", "{\"service\":\"s1\"}", 0, 'c' },
	{ 9, "ticket.take", "{\"service\":\"s3\"}", 0, 'd' },
	{ 0, "appointment.book",
	  "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"10:00\",\"name\":\"周\",\"phone\":\"139\"}",
	  0, 'p' },
	{ 0, "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-24\",\"slot\":\"11:00\"}", 0, 'q' },
	{ 0, "appointment.book", "{\"service\":\"s1\",\"date\":\"2026-11-23\",\"slot\":\"09:00\"}", 0, 'r' },
	{ 60, "ticket.call_next", "{\"window\":\"w1\"}", 0, 0 },
	{ 20, "ticket.recall", "{\"window\":\"w1\"}", 0, 0 },
	{ 20, "ticket.start", "{\"window\":\"w1\"}", 0, 0 },
	{ 90, "ticket.transfer", "{\"window\":\"w1\",\"to_service\":\"s3\",\"come_back\":true}", 0, 0 },
	{ 3, "ticket.call", "{\"window\":\"w2\",\"ticket\":%lld}", 'a', 0 },
	{ 4, "ticket.start", "{\"window\":\"w2\"}", 0, 0 },
	{ 70, "ticket.hold", "{\"window\":\"w2\",\"kind\":\"keep\"}", 0, 0 },
	{ 1, "ticket.call", "{\"window\":\"w2\",\"ticket\":%lld}", 'c', 0 },
	{ 30, "ticket.no_show", "{\"window\":\"w2\"}", 0, 0 },
	{ 9, "ticket.reinstate", "{\"ticket\":%lld}", 'c', 0 },
	{ 9, "ticket.resume", "{\"window\":\"w2\",\"ticket\":%lld}", 'a', 0 },
	{ 45, "ticket.finish", "{\"window\":\"w2\"}", 0, 0 },
	{ 5, "rating.give", "{\"ticket\":%lld,\"level\":4}", 'a', 0 },
	{ 5, "ticket.insert_ahead", "{\"ticket\":%lld,\"reason\":\"老人\"}", 'd', 0 },
	{ 2, "ticket.call_next", "{\"window\":\"w1\"}", 0, 0 },
	{ 2, "ticket.start", "{\"window\":\"w1\"}", 0, 0 },
	{ 2, "ticket.hold", "{\"window\":\"w1\",\"kind\":\"put_back\",\"places\":1}", 0, 0 },
	{ 2, "ticket.cancel", "{\"ticket\":%lld}", 'c', 0 },
	{ 2, "service.pause", "{\"service\":\"s2\",\"reason\":\"系统维护\"}", 0, 0 },
	{ 4000, "appointment.redeem", "{\"appointment\":%lld}", 'p', 'e' },
	{ 9, "appointment.move", "{\"appointment\":%lld,\"date\":\"2026-11-25\",\"slot\":\"12:00\"}", 'q',
	  0 },
	{ 9, "ticket.add_service", "{\"ticket\":%lld,\"service\":\"s2\"}", 'e', 0 },
	{ 9, "ticket.call", "{\"window\":\"w1\",\"ticket\":%lld}", 'e', 0 },
	{ 9, "ticket.start", "{\"window\":\"w1\"}", 0, 0 },
	{ 99, "ticket.finish", "{\"window\":\"w1\"}", 0, 0 },
	{ 9, "rating.give", "{\"ticket\":%lld,\"level\":2,\"comment\":\"慢\"}", 'e', 0 },
	{ 9, "ticket.call_next", "{\"window\":\"w1\"}", 0, 0 },
	{ 9, "window.pause", "{\"window\":\"w3\"}", 0, 'x' },
	{ 9, "ticket.start", "{\"window\":\"w1\"}", 0, 0 },
	{ 86400, "ticket.take", "{\"service\":\"s1\"}", 0, 0 },
};

void world_busy_day(struct world *world, const char *hall)
{
	int64_t kept[128] = { 0 };

	for (size_t i = 0; i < CC_COUNT(busy_day); i++) {
		const struct step *step = &busy_day[i];
		struct buf args = { .arena = &world->arena };
		struct text rest = text_of(step->args);
		buf_text(&args, text_cut(&rest, '%'));
		if (rest.len > 0) {
			buf_int(&args, kept[(int)step->uses]);
			rest.at += 3;
			rest.len -= 3;
			buf_text(&args, rest);
		}
		world->now_ms += step->wait_s * 1000;
		const char *said = text_cstr(&world->arena, buf_view(&args));
		if (step->keeps == 'x') { /* to be refused */
			assert_int_equal(world_do(world, hall, step->command, said), 409);
			continue;
		}
		world_must(world, hall, step->command, said);
		if (step->keeps >= 'p')
			kept[(int)step->keeps] = world_int(world, "result.appointment");
		else if (step->keeps != 0)
			kept[(int)step->keeps] = world_int(world, "result.ticket");
	}
}
