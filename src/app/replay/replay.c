/* The replay itself (W7): branches that play side by side in simulated time.
 *
 * A branch goes from moment to moment: services that end, shifts that change, customers who come, windows
 * that are free and call. It goes on until the answer to a call is needed, for the record of the ticket
 * that was called says how long its service lasts; then all branches' commands go to the desk as one
 * group. So the desk decides everything, and the driver knows only what it was answered. */
#include "app/replay/replay.h"

#include <stdlib.h>

#include "app/hall/create.h"
#include "app/hall/desk.h"
#include "app/replay/replay_private.h"
#include "base/bug.h"
#include "base/civil.h"
#include "base/index.h"

enum {
	ROUND_ARENA_BYTES = 1 << 30,
	/* Deeds of one moment besides tickets: finish, open or close, call, start. */
	MOMENT_MAX = 4 * REPLAY_SERVERS_MAX,
	/* Deeds of one round; they go to the desk in groups. */
	DEEDS_MAX = 16 * MOMENT_MAX,
};

enum deed_kind { DEED_TAKE, DEED_OPEN, DEED_CALL, DEED_START, DEED_FINISH, DEED_CLOSE, DEED_COUNT };

/* Bodies of commands are made once: they do not change. */
static const char *const patterns[DEED_COUNT] = {
	[DEED_TAKE] = "{\"command\":\"ticket.take\",\"args\":{\"service\":\"service\"}}",
	[DEED_OPEN] = "{\"command\":\"window.open\",\"args\":{\"window\":\"w%d\",\"clerk\":\"c%d\"}}",
	[DEED_CALL] = "{\"command\":\"ticket.call_next\",\"args\":{\"window\":\"w%d\"}}",
	[DEED_START] = "{\"command\":\"ticket.start\",\"args\":{\"window\":\"w%d\"}}",
	[DEED_FINISH] = "{\"command\":\"ticket.finish\",\"args\":{\"window\":\"w%d\"}}",
	[DEED_CLOSE] = "{\"command\":\"window.close\",\"args\":{\"window\":\"w%d\"}}",
};

struct deed {
	enum deed_kind kind;
	uint32_t branch, place; /* place of the row of a take, of the window of all others */
	int64_t at_ms;
};

struct window {
	bool open, busy;
	int64_t end_ms; /* of the service; INT64_MAX until the call was answered */
};

/* A branch on its way. */
struct branch {
	struct replay_branch *report;
	struct text hall;
	const struct replay_row *rows;
	uint32_t row_n, next;
	struct replay_shift *shifts;
	uint32_t shift_n, shift_next;
	int32_t wanted; /* servers by the present shift */
	struct window windows[REPLAY_SERVERS_MAX];
	int32_t window_n, open_n;
	int64_t waiting;             /* as far as the driver knows */
	struct index rows_by_ticket; /* ticket to place of its row, from 1 */
	bool asks;                   /* the answer to a call is needed */
};

struct drive {
	struct desk *desk;
	struct arena *arena;
	const struct json *bodies[DEED_COUNT][REPLAY_SERVERS_MAX];
	struct branch *branches;
	uint32_t branch_n;
	struct deed deeds[DEEDS_MAX];
	struct desk_job jobs[DEEDS_MAX];
	uint32_t deed_n;
	struct arena round; /* answers of one round */
};

/* --- Setting up ------------------------------------------------------------------------------------ */

static enum rc make_bodies(struct drive *drive, struct err *err)
{
	enum rc rc = RC_OK;

	for (int kind = 0; kind < DEED_COUNT; kind++)
		for (int w = 0; w < REPLAY_SERVERS_MAX && rc == RC_OK; w++) {
			struct buf buf = { .arena = drive->arena };
			struct text rest = text_of(patterns[kind]);
			while (rest.len > 0) { /* each %d is the number of the window */
				buf_text(&buf, text_cut(&rest, '%'));
				if (rest.len > 0) {
					buf_int(&buf, w + 1);
					rest.at++;
					rest.len--;
				}
			}
			rc = json_parse(drive->arena, buf_view(&buf), &drive->bodies[kind][w], err);
		}
	return rc;
}

/* Configuration of a hall with `windows` windows, one service and nothing else. */
static struct text config_of(const struct branch *branch, struct arena *arena)
{
	struct buf buf = { .arena = arena };

	buf_printf(&buf,
		   "{\"command\":\"hall.configure\",\"args\":{\"config\":{\"name\":\"%.*s\",\"services\":"
		   "[{\"id\":\"service\",\"name\":\"业务\",\"name_en\":\"Service\",\"prefix\":\"A\","
		   "\"digits\":4}],"
		   "\"calendar\":{\"always_open\":true,\"utc_offset_min\":0,\"rollover\":\"carry\"},"
		   "\"windows\":[",
		   TEXT_ARG(branch->hall));
	for (int32_t w = 1; w <= branch->window_n; w++)
		buf_printf(&buf,
			   "%s{\"id\":\"w%d\",\"name\":\"%d\",\"services\":[{\"service\":\"service\"}]}",
			   w > 1 ? "," : "", w, w);
	buf_printf(&buf, "],\"clerks\":[");
	for (int32_t w = 1; w <= branch->window_n; w++)
		buf_printf(&buf, "%s{\"id\":\"c%d\",\"name\":\"%d\"}", w > 1 ? "," : "", w, w);
	buf_printf(&buf, "]}}}");
	return buf_view(&buf);
}

/* Let the desk decide the first `n` jobs, in order. */
static enum rc run_jobs(struct drive *drive, uint32_t n, struct err *err)
{
	struct desk_job *group[DESK_GROUP_MAX];
	struct desk_outcome outcome = { .rc = RC_OK };

	for (uint32_t done = 0; done < n && outcome.rc == RC_OK; done += DESK_GROUP_MAX) {
		const uint32_t size = n - done < DESK_GROUP_MAX ? n - done : DESK_GROUP_MAX;
		for (uint32_t i = 0; i < size; i++)
			group[i] = &drive->jobs[done + i];
		desk_run(drive->desk, group, size, &drive->round, &outcome, err);
	}
	return outcome.rc;
}

static enum rc configure(struct drive *drive, const struct branch *branch, struct err *err)
{
	struct desk_job *job = &drive->jobs[0];

	*job = (struct desk_job){ .ask = DESK_COMMAND,
				  .hall = branch->hall,
				  .actor = TEXT("replay"),
				  .now_ms = branch->rows[0].arrive_ms - 1,
				  .arena = &drive->round };
	enum rc rc = json_parse(&drive->round, config_of(branch, &drive->round), &job->body, err);
	if (rc == RC_OK)
		rc = run_jobs(drive, 1, err);
	if (rc != RC_OK)
		return rc;
	if (job->status != 200)
		return err_set(err, RC_INVALID, "hall %.*s: %.*s", TEXT_ARG(branch->hall),
			       TEXT_ARG(job->answer));
	return RC_OK;
}

static int64_t count_days(const struct replay_row *rows, uint32_t n)
{
	int64_t days = 0;
	int32_t last = INT32_MIN;

	for (uint32_t i = 0; i < n; i++) {
		const int32_t day = civil_local_day(rows[i].arrive_ms, 0);
		days += day != last;
		last = day;
	}
	return days;
}

/* Days without a ticket do not count. */
static int64_t third_from(const struct replay_row *rows, uint32_t n, int64_t days)
{
	int32_t day = civil_local_day(rows[0].arrive_ms, 0);
	int64_t before = 0;

	for (uint32_t i = 0; i < n && before * 3 < days * 2; i++) {
		const int32_t next = civil_local_day(rows[i].arrive_ms, 0);
		before += next != day;
		day = next;
	}
	return civil_instant(day, 0, 0);
}

/* Days in the whole log, each once. */
static int64_t count_dates(const struct replay_log *log, struct arena *arena)
{
	struct index dates = { .arena = arena };

	for (uint32_t i = 0; i < log->row_n; i++) /* days before 1970 are negative, keys are not */
		index_put(&dates, (int64_t)civil_local_day(log->rows[i].arrive_ms, 0) - INT32_MIN + 1, 1);
	return dates.n;
}

static void set_recorded(struct replay_branch *report, const struct replay_row *rows, uint32_t n,
			 struct arena *arena)
{
	report->recorded = ARENA_ARRAY(arena, n, int64_t);
	report->recorded_n = n;
	for (uint32_t i = 0; i < n; i++)
		report->recorded[i] = rows[i].call_ms - rows[i].arrive_ms;
	qsort(report->recorded, n, sizeof(report->recorded[0]), replay_by_value);
}

static enum rc set_up(struct drive *drive, struct store *store, struct branch *branch, int32_t servers,
		      struct err *err)
{
	const struct hall_new hall = { .id = branch->hall, .name = branch->hall };

	if (servers > 0) {
		branch->shifts = ARENA_NEW(drive->arena, struct replay_shift);
		branch->shifts[0] = (struct replay_shift){ branch->rows[0].arrive_ms, servers };
		branch->shift_n = 1;
	} else {
		replay_infer(branch->rows, branch->row_n, drive->arena, &branch->shifts, &branch->shift_n);
	}
	for (uint32_t i = 0; i < branch->shift_n; i++)
		if (branch->shifts[i].servers > branch->window_n)
			branch->window_n = branch->shifts[i].servers;
	branch->rows_by_ticket.arena = drive->arena;
	branch->report->tickets = branch->row_n;
	branch->report->servers = branch->window_n;
	branch->report->days = count_days(branch->rows, branch->row_n);
	branch->report->third_from_ms = third_from(branch->rows, branch->row_n, branch->report->days);
	set_recorded(branch->report, branch->rows, branch->row_n, drive->arena);
	const enum rc rc = hall_create(store, &hall, 1, err);
	return rc == RC_OK ? configure(drive, branch, err) : rc;
}

/* --- One moment of a branch ------------------------------------------------------------------------ */

static void emit(struct drive *drive, uint32_t branch, enum deed_kind kind, uint32_t place, int64_t at_ms)
{
	const uint32_t i = drive->deed_n++;

	ASSERT(i < DEEDS_MAX);
	drive->deeds[i] = (struct deed){ kind, branch, place, at_ms };
	drive->jobs[i] = (struct desk_job){
		.ask = DESK_COMMAND,
		.hall = drive->branches[branch].hall,
		.actor = TEXT("replay"),
		.body = drive->bodies[kind][kind == DEED_TAKE ? 0 : place],
		.language = QUEUE_LANGUAGE_EN,
		.now_ms = at_ms,
		.arena = &drive->round,
	};
}

/* The next moment at which something happens in the branch; INT64_MAX when it is over. */
static int64_t next_moment(const struct branch *branch)
{
	int64_t at = INT64_MAX;
	bool busy = branch->waiting > 0;

	if (branch->next < branch->row_n)
		at = branch->rows[branch->next].arrive_ms;
	for (int32_t w = 0; w < branch->window_n; w++) {
		busy |= branch->windows[w].busy || branch->windows[w].open;
		if (branch->windows[w].busy && branch->windows[w].end_ms < at)
			at = branch->windows[w].end_ms;
	}
	if (branch->shift_next < branch->shift_n && (busy || branch->next < branch->row_n) &&
	    branch->shifts[branch->shift_next].from_ms < at)
		at = branch->shifts[branch->shift_next].from_ms;
	return at;
}

/* Servers that the branch should have now. Where the record ends for the day and people still wait, one
 * stays until they are served. */
static int32_t servers_now(const struct branch *branch, int64_t at_ms)
{
	const bool comes_back = branch->shift_next < branch->shift_n &&
				civil_local_day(branch->shifts[branch->shift_next].from_ms, 0) ==
					civil_local_day(at_ms, 0);

	return branch->wanted == 0 && branch->waiting > 0 && !comes_back ? 1 : branch->wanted;
}

static void end_services(struct drive *drive, uint32_t b, int64_t at_ms)
{
	struct branch *branch = &drive->branches[b];

	for (int32_t w = 0; w < branch->window_n; w++)
		if (branch->windows[w].busy && branch->windows[w].end_ms <= at_ms) {
			emit(drive, b, DEED_FINISH, (uint32_t)w, at_ms);
			branch->windows[w].busy = false;
		}
}

static void take_tickets(struct drive *drive, uint32_t b, int64_t at_ms)
{
	struct branch *branch = &drive->branches[b];

	while (branch->next < branch->row_n && branch->rows[branch->next].arrive_ms <= at_ms &&
	       drive->deed_n + MOMENT_MAX < DEEDS_MAX) {
		emit(drive, b, DEED_TAKE, branch->next++, at_ms);
		branch->waiting++;
	}
}

static void man_windows(struct drive *drive, uint32_t b, int64_t at_ms)
{
	struct branch *branch = &drive->branches[b];
	const int32_t servers = servers_now(branch, at_ms);

	for (int32_t w = 0; w < branch->window_n && branch->open_n < servers; w++)
		if (!branch->windows[w].open) {
			emit(drive, b, DEED_OPEN, (uint32_t)w, at_ms);
			branch->windows[w].open = true;
			branch->open_n++;
		}
	for (int32_t w = branch->window_n - 1; w >= 0 && branch->open_n > servers; w--)
		if (branch->windows[w].open && !branch->windows[w].busy) {
			emit(drive, b, DEED_CLOSE, (uint32_t)w, at_ms);
			branch->windows[w].open = false;
			branch->open_n--;
		}
}

static void call(struct drive *drive, uint32_t b, int64_t at_ms)
{
	struct branch *branch = &drive->branches[b];

	for (int32_t w = 0; w < branch->window_n && branch->waiting > 0; w++) {
		struct window *window = &branch->windows[w];
		if (!window->open || window->busy)
			continue;
		emit(drive, b, DEED_CALL, (uint32_t)w, at_ms);
		emit(drive, b, DEED_START, (uint32_t)w, at_ms);
		window->busy = true;
		window->end_ms = INT64_MAX;
		branch->waiting--;
		branch->asks = true;
	}
}

/* Deeds of a branch until it must know an answer, or the round is full. */
static void plan(struct drive *drive, uint32_t b)
{
	struct branch *branch = &drive->branches[b];

	branch->asks = false;
	while (!branch->asks && drive->deed_n + MOMENT_MAX < DEEDS_MAX) {
		const int64_t at_ms = next_moment(branch);
		if (at_ms == INT64_MAX)
			return;
		for (; branch->shift_next < branch->shift_n &&
		       branch->shifts[branch->shift_next].from_ms <= at_ms;
		     branch->shift_next++)
			branch->wanted = branch->shifts[branch->shift_next].servers;
		end_services(drive, b, at_ms);
		take_tickets(drive, b, at_ms);
		man_windows(drive, b, at_ms);
		call(drive, b, at_ms);
	}
}

/* --- Answers --------------------------------------------------------------------------------------- */

static int64_t answered_ticket(const struct desk_job *job, struct arena *arena)
{
	const struct json *answer;
	struct err err;

	if (json_parse(arena, job->answer, &answer, &err) != RC_OK)
		BUG("the desk's answer is no JSON: %s", err.text);
	return json_int(json_member(json_member(answer, "result"), "ticket"));
}

static void learn_take(struct drive *drive, struct branch *branch, const struct deed *deed,
		       const struct desk_job *job)
{
	if (job->status == 200) {
		index_put(&branch->rows_by_ticket, answered_ticket(job, &drive->round), deed->place + 1);
		return;
	}
	branch->report->refused++;
	branch->waiting -= branch->waiting > 0;
}

/* A call that was refused found nobody: who was thought to wait got no ticket. */
static enum rc learn_call(struct drive *drive, struct branch *branch, const struct deed *deed,
			  const struct desk_job *job, struct err *err)
{
	struct window *window = &branch->windows[deed->place];
	uint32_t row;

	window->busy = job->status == 200;
	if (!window->busy)
		return RC_OK;
	if (!index_get(&branch->rows_by_ticket, answered_ticket(job, &drive->round), &row))
		return err_set(err, RC_INVALID, "hall %.*s called a ticket that nobody took",
			       TEXT_ARG(branch->hall));
	window->end_ms = deed->at_ms + branch->rows[row - 1].end_ms - branch->rows[row - 1].call_ms;
	return RC_OK;
}

static enum rc learn(struct drive *drive, const struct deed *deed, const struct desk_job *job,
		     struct err *err)
{
	struct branch *branch = &drive->branches[deed->branch];

	if (deed->kind == DEED_TAKE) {
		learn_take(drive, branch, deed, job);
		return RC_OK;
	}
	if (deed->kind == DEED_CALL)
		return learn_call(drive, branch, deed, job, err);
	if (deed->kind == DEED_START && !branch->windows[deed->place].busy)
		return RC_OK;
	if (job->status != 200)
		return err_set(err, RC_INVALID, "hall %.*s: %.*s", TEXT_ARG(branch->hall),
			       TEXT_ARG(job->answer));
	return RC_OK;
}

static enum rc play(struct drive *drive, struct err *err)
{
	enum rc rc = RC_OK;

	do {
		arena_reset(&drive->round);
		drive->deed_n = 0;
		for (uint32_t b = 0; b < drive->branch_n; b++)
			plan(drive, b);
		if (drive->deed_n == 0)
			break;
		rc = run_jobs(drive, drive->deed_n, err);
		for (uint32_t i = 0; i < drive->deed_n && rc == RC_OK; i++)
			rc = learn(drive, &drive->deeds[i], &drive->jobs[i], err);
	} while (rc == RC_OK);
	return rc;
}

/* --- The whole ------------------------------------------------------------------------------------- */

struct text replay_hall(struct text branch, struct arena *arena)
{
	return text_printf(arena, "branch-%.*s", TEXT_ARG(branch));
}

static void lay_out(struct drive *drive, const struct replay_log *log, struct replay_report *report)
{
	uint32_t row = 0;

	drive->branches = ARENA_ARRAY(drive->arena, log->branch_n, struct branch);
	drive->branch_n = report->branch_n = log->branch_n;
	for (uint32_t b = 0; b < log->branch_n; b++) {
		struct branch *branch = &drive->branches[b];
		branch->report = &report->branches[b];
		branch->report->id = log->branches[b];
		branch->hall = replay_hall(log->branches[b], drive->arena);
		branch->rows = log->rows + row;
		while (row < log->row_n && log->rows[row].branch == b)
			row++;
		branch->row_n = (uint32_t)(log->rows + row - branch->rows);
		ASSERT(branch->row_n > 0);
	}
	ASSERT(row == log->row_n);
}

enum rc replay_run(struct desk *desk, struct store *store, const struct replay_log *log, int32_t servers,
		   struct arena *arena, struct replay_report *ret, struct err *err)
{
	struct drive *drive = ARENA_NEW(arena, struct drive);

	ASSERT(servers >= 0 && servers <= REPLAY_SERVERS_MAX);
	*ret = (struct replay_report){ 0 };
	ret->days = count_dates(log, arena);
	drive->desk = desk;
	drive->arena = arena;
	arena_init(&drive->round, ROUND_ARENA_BYTES);
	lay_out(drive, log, ret);
	enum rc rc = make_bodies(drive, err);
	for (uint32_t b = 0; b < drive->branch_n && rc == RC_OK; b++)
		rc = set_up(drive, store, &drive->branches[b], servers, err);
	if (rc == RC_OK)
		rc = play(drive, err);
	for (uint32_t b = 0; b < drive->branch_n && rc == RC_OK; b++)
		rc = replay_audit(store, drive->branches[b].hall, arena, &ret->branches[b], err);
	arena_done(&drive->round);
	return rc;
}
