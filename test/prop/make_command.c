/* Random commands (Q1-Q9, Q14, Q15, Q17, Q19, M2, M4). Most ask a window for what its state allows, for else a random
 * walk would stay where nothing is called and nothing is finished. */
#include "test/prop/make.h"

#include <string.h>

#include "base/bug.h"

enum { HOUR_MIN = 60, NONSENSE = 40, DAYS_AHEAD = 9 };

struct maker {
	struct rng *rng;
	const struct queue_hall *hall;
	struct arena *arena;
};

typedef void make_args(const struct maker *m, struct queue_command *command);

static uint16_t any_place(const struct maker *m, uint16_t n)
{
	if (n == 0 || make_rarely(m->rng, NONSENSE))
		return (uint16_t)make_number(m->rng, 0, UINT16_MAX);
	return (uint16_t)make_number(m->rng, 1, n);
}

static struct queue_service_id any_service(const struct maker *m)
{
	return (struct queue_service_id){ any_place(m, m->hall->service_n) };
}

static struct queue_window_id any_window(const struct maker *m)
{
	return (struct queue_window_id){ any_place(m, m->hall->window_n) };
}

static struct queue_clerk_id any_clerk(const struct maker *m)
{
	return (struct queue_clerk_id){ any_place(m, m->hall->clerk_n) };
}

static struct queue_ticket_id any_ticket(const struct maker *m)
{
	if (m->hall->ticket_n == 0 || make_rarely(m->rng, NONSENSE))
		return (struct queue_ticket_id){ make_number(m->rng, -2, m->hall->seq + 2) };
	return m->hall->tickets[make_number(m->rng, 1, m->hall->ticket_n)].id;
}

static struct queue_appointment_id any_booking(const struct maker *m)
{
	if (m->hall->booking_n == 0 || make_rarely(m->rng, NONSENSE))
		return (struct queue_appointment_id){ make_number(m->rng, -2, m->hall->seq + 2) };
	return m->hall->bookings[make_number(m->rng, 0, m->hall->booking_n - 1)].id;
}

static struct text any_text(const struct maker *m)
{
	static const struct text texts[] = { { "", 0 }, { "a", 1 }, { "王小明", 9 }, { "\"\\\n/", 4 }, { "x1", 2 } };

	return texts[rng_below(m->rng, CC_COUNT(texts))];
}

static void take(const struct maker *m, struct queue_command *command)
{
	struct queue_do_ticket_take *args = &command->ticket_take;

	args->service = any_service(m);
	args->class_.n = make_rarely(m->rng, 2) ? any_place(m, m->hall->class_n) : 0;
	args->customer = any_text(m);
	args->token = any_text(m);
	args->channel = (enum queue_channel)make_number(m->rng, 0, QUEUE_CHANNEL_COUNT);
	args->visit.n = make_rarely(m->rng, 10) ? any_ticket(m).n : 0;
	text_fill(args->device, sizeof(args->device), make_rarely(m->rng, 2) ? TEXT("k1") : (struct text){ 0 });
	if (!make_rarely(m->rng, 8))
		return;
	args->then.n = (uint32_t)make_number(m->rng, 1, QUEUE_THEN_MAX);
	args->then.at = ARENA_ARRAY(m->arena, args->then.n, struct queue_service_id);
	for (uint32_t i = 0; i < args->then.n; i++)
		args->then.at[i] = any_service(m);
}

static void configure(const struct maker *m, struct queue_command *command)
{
	command->hall_configure.config = make_config(m->rng, m->arena);
}

static void tick(const struct maker *m, struct queue_command *command)
{
	(void)m;
	(void)command;
}

/* All commands about one window and nothing else begin with it. */
static void at_window(const struct maker *m, struct queue_command *command)
{
	command->ticket_call_next.window = any_window(m);
}

static void call(const struct maker *m, struct queue_command *command)
{
	const struct queue_ticket *ticket = queue_ticket_at(m->hall, any_ticket(m));

	command->ticket_call.window = any_window(m);
	if (ticket != NULL && make_rarely(m->rng, 2))
		command->ticket_call.number = text_copy(m->arena, text_of(ticket->number));
	else
		command->ticket_call.ticket = any_ticket(m);
}

static void hold(const struct maker *m, struct queue_command *command)
{
	command->ticket_hold.window = any_window(m);
	command->ticket_hold.kind = (enum queue_hold)make_number(m->rng, 1, QUEUE_HOLD_COUNT);
	command->ticket_hold.places = make_number(m->rng, 0, 6);
}

static void resume(const struct maker *m, struct queue_command *command)
{
	command->ticket_resume.window = any_window(m);
	if (make_rarely(m->rng, 3))
		command->ticket_resume.ticket = any_ticket(m);
}

static void transfer(const struct maker *m, struct queue_command *command)
{
	struct queue_do_ticket_transfer *args = &command->ticket_transfer;
	const int64_t target = make_number(m->rng, 0, 9);

	args->window = any_window(m);
	args->come_back = make_rarely(m->rng, 3);
	if (target < 4)
		args->to_service = any_service(m);
	else if (target < 7)
		args->to_window = any_window(m);
	else if (target < 9)
		args->to_clerk = any_clerk(m);
}

static void ticket_only(const struct maker *m, struct queue_command *command)
{
	command->ticket_reinstate.ticket = any_ticket(m);
}

static void insert(const struct maker *m, struct queue_command *command)
{
	command->ticket_insert_ahead.ticket = any_ticket(m);
	command->ticket_insert_ahead.reason = TEXT("急");
}

static void cancel(const struct maker *m, struct queue_command *command)
{
	command->ticket_cancel.ticket = any_ticket(m);
	command->ticket_cancel.by = (enum queue_leave)make_number(m->rng, 0, QUEUE_LEAVE_COUNT);
}

static void add(const struct maker *m, struct queue_command *command)
{
	command->ticket_add_service.ticket = any_ticket(m);
	command->ticket_add_service.service = any_service(m);
}

static void open_window(const struct maker *m, struct queue_command *command)
{
	command->window_open.window = any_window(m);
	command->window_open.clerk = any_clerk(m);
}

static void pause_window(const struct maker *m, struct queue_command *command)
{
	command->window_pause.window = any_window(m);
	command->window_pause.reason = any_text(m);
}

static void set_services(const struct maker *m, struct queue_command *command)
{
	struct queue_do_window_set_services *args = &command->window_set_services;

	args->window = any_window(m);
	args->helps = make_rarely(m->rng, 2);
	args->services.n = (uint32_t)make_number(m->rng, 0, 4);
	args->services.at = ARENA_ARRAY(m->arena, args->services.n, struct queue_window_service);
	for (uint32_t i = 0; i < args->services.n; i++)
		args->services.at[i] = (struct queue_window_service){ any_service(m), make_number(m->rng, 0, 3) };
}

static void pause_service(const struct maker *m, struct queue_command *command)
{
	command->service_pause.service = any_service(m);
	command->service_pause.reason = any_text(m);
	command->service_pause.ask = any_text(m);
}

static void resume_service(const struct maker *m, struct queue_command *command)
{
	command->service_resume.service = any_service(m);
}

static void rate(const struct maker *m, struct queue_command *command)
{
	command->rating_give.ticket = any_ticket(m);
	command->rating_give.level = make_number(m->rng, 1, 5);
	command->rating_give.comment = any_text(m);
}

static void any_slot(const struct maker *m, int32_t *ret_date, int32_t *ret_slot)
{
	*ret_date = m->hall->date + (int32_t)make_number(m->rng, make_rarely(m->rng, 8) ? -1 : 0,
							 make_rarely(m->rng, 4) ? DAYS_AHEAD : 1);
	*ret_slot = m->hall->config.booking.from + (int32_t)make_number(m->rng, 0, QUEUE_SLOTS_MAX) * HOUR_MIN;
	if (make_rarely(m->rng, NONSENSE))
		*ret_slot = (int32_t)make_number(m->rng, 0, 24 * HOUR_MIN);
}

static void book(const struct maker *m, struct queue_command *command)
{
	struct queue_do_appointment_book *args = &command->appointment_book;

	args->service = any_service(m);
	any_slot(m, &args->date, &args->slot);
	args->name = any_text(m);
	args->phone = any_text(m);
	args->token = any_text(m);
	args->class_.n = make_rarely(m->rng, 2) ? any_place(m, m->hall->class_n) : 0;
}

static void move(const struct maker *m, struct queue_command *command)
{
	command->appointment_move.appointment = any_booking(m);
	any_slot(m, &command->appointment_move.date, &command->appointment_move.slot);
}

static void booking_only(const struct maker *m, struct queue_command *command)
{
	command->appointment_cancel.appointment = any_booking(m);
}

static void redeem(const struct maker *m, struct queue_command *command)
{
	const struct queue_appointment_id id = any_booking(m);
	const struct queue_booking *booking = queue_booking_at(m->hall, id);

	if (booking == NULL || make_rarely(m->rng, 3))
		command->appointment_redeem.appointment = id;
	else if (make_rarely(m->rng, 2))
		command->appointment_redeem.code = text_copy(m->arena, text_of(booking->code));
	else
		command->appointment_redeem.token = text_copy(m->arena, booking->token);
}

static void move_clerk(const struct maker *m, struct queue_command *command)
{
	command->clerk_move.clerk = any_clerk(m);
	command->clerk_move.window = any_window(m);
}

/* Devices d0 to d3 may be there. */
static void any_device(const struct maker *m, char ret[QUEUE_DEVICE_ID_MAX + 1])
{
	ret[0] = 'd';
	ret[1] = (char)('0' + make_number(m->rng, 0, make_rarely(m->rng, NONSENSE) ? 9 : 3));
}

static void report(const struct maker *m, struct queue_command *command)
{
	const int64_t state = make_number(m->rng, 1, QUEUE_DEVICE_STATE_COUNT);

	any_device(m, command->device_report.device);
	command->device_report.state = make_rarely(m->rng, 3) ? QUEUE_DEVICE_OK : (enum queue_device_state)state;
	command->device_report.detail = any_text(m);
}

static void pause_device(const struct maker *m, struct queue_command *command)
{
	any_device(m, command->device_pause.device);
	command->device_pause.reason = any_text(m);
}

static void resume_device(const struct maker *m, struct queue_command *command)
{
	any_device(m, command->device_resume.device);
}

static void help(const struct maker *m, struct queue_command *command)
{
	command->help_call.window.n = make_rarely(m->rng, 3) ? 0 : any_window(m).n;
	command->help_call.note = any_text(m);
}

static struct queue_alert_id any_alert(const struct maker *m)
{
	if (m->hall->alert_n == 0 || make_rarely(m->rng, NONSENSE))
		return (struct queue_alert_id){ make_number(m->rng, -2, m->hall->seq + 2) };
	return m->hall->alerts[make_number(m->rng, 0, m->hall->alert_n - 1)].id;
}

static void acknowledge(const struct maker *m, struct queue_command *command)
{
	command->alert_acknowledge.alert = any_alert(m);
	command->alert_acknowledge.owner = any_text(m);
}

static void escalate(const struct maker *m, struct queue_command *command)
{
	command->alert_escalate.alert = any_alert(m);
}

static void close_alert(const struct maker *m, struct queue_command *command)
{
	command->alert_close.alert = any_alert(m);
	command->alert_close.note = any_text(m);
}

static const struct {
	uint32_t weight;
	make_args *make;
} kinds[QUEUE_COMMAND_COUNT + 1] = {
	[QUEUE_DO_HALL_CONFIGURE] = { 1, configure },
	[QUEUE_DO_HALL_TICK] = { 10, tick },
	[QUEUE_DO_TICKET_TAKE] = { 300, take },
	[QUEUE_DO_TICKET_CALL_NEXT] = { 30, at_window },
	[QUEUE_DO_TICKET_CALL] = { 30, call },
	[QUEUE_DO_TICKET_RECALL] = { 10, at_window },
	[QUEUE_DO_TICKET_START] = { 10, at_window },
	[QUEUE_DO_TICKET_FINISH] = { 10, at_window },
	[QUEUE_DO_TICKET_NO_SHOW] = { 10, at_window },
	[QUEUE_DO_TICKET_REINSTATE] = { 20, ticket_only },
	[QUEUE_DO_TICKET_HOLD] = { 10, hold },
	[QUEUE_DO_TICKET_RESUME] = { 20, resume },
	[QUEUE_DO_TICKET_TRANSFER] = { 10, transfer },
	[QUEUE_DO_TICKET_TRANSFER_BACK] = { 10, at_window },
	[QUEUE_DO_TICKET_INSERT_AHEAD] = { 15, insert },
	[QUEUE_DO_TICKET_CANCEL] = { 15, cancel },
	[QUEUE_DO_TICKET_ADD_SERVICE] = { 15, add },
	[QUEUE_DO_WINDOW_OPEN] = { 15, open_window },
	[QUEUE_DO_WINDOW_CLOSE] = { 4, at_window },
	[QUEUE_DO_WINDOW_PAUSE] = { 5, pause_window },
	[QUEUE_DO_WINDOW_RESUME] = { 5, at_window },
	[QUEUE_DO_WINDOW_READY] = { 10, at_window },
	[QUEUE_DO_WINDOW_SET_SERVICES] = { 3, set_services },
	[QUEUE_DO_SERVICE_PAUSE] = { 3, pause_service },
	[QUEUE_DO_SERVICE_RESUME] = { 6, resume_service },
	[QUEUE_DO_RATING_GIVE] = { 30, rate },
	[QUEUE_DO_APPOINTMENT_BOOK] = { 30, book },
	[QUEUE_DO_APPOINTMENT_MOVE] = { 10, move },
	[QUEUE_DO_APPOINTMENT_CANCEL] = { 5, booking_only },
	[QUEUE_DO_APPOINTMENT_REDEEM] = { 30, redeem },
	[QUEUE_DO_CLERK_MOVE] = { 5, move_clerk },
	[QUEUE_DO_DEVICE_REPORT] = { 12, report },
	[QUEUE_DO_DEVICE_PAUSE] = { 4, pause_device },
	[QUEUE_DO_DEVICE_RESUME] = { 8, resume_device },
	[QUEUE_DO_HELP_CALL] = { 6, help },
	[QUEUE_DO_ALERT_ACKNOWLEDGE] = { 10, acknowledge },
	[QUEUE_DO_ALERT_ESCALATE] = { 5, escalate },
	[QUEUE_DO_ALERT_CLOSE] = { 8, close_alert },
};

/* What a window's state asks for, all of a row with the same chance. */
enum { SENSIBLE = 6 };
static const enum queue_command_kind sensible[QUEUE_WINDOW_STATE_COUNT + 1][SENSIBLE] = {
	[QUEUE_WINDOW_CLOSED] = { QUEUE_DO_WINDOW_OPEN, QUEUE_DO_WINDOW_OPEN, QUEUE_DO_WINDOW_OPEN,
				  QUEUE_DO_WINDOW_OPEN, QUEUE_DO_WINDOW_OPEN, QUEUE_DO_WINDOW_OPEN },
	[QUEUE_WINDOW_FREE] = { QUEUE_DO_TICKET_CALL_NEXT, QUEUE_DO_TICKET_CALL_NEXT, QUEUE_DO_TICKET_CALL_NEXT,
				QUEUE_DO_TICKET_CALL_NEXT, QUEUE_DO_TICKET_CALL, QUEUE_DO_TICKET_RESUME },
	[QUEUE_WINDOW_CALLED] = { QUEUE_DO_TICKET_START, QUEUE_DO_TICKET_START, QUEUE_DO_TICKET_NO_SHOW,
				  QUEUE_DO_TICKET_RECALL, QUEUE_DO_TICKET_HOLD, QUEUE_DO_TICKET_TRANSFER },
	[QUEUE_WINDOW_SERVING] = { QUEUE_DO_TICKET_FINISH, QUEUE_DO_TICKET_FINISH, QUEUE_DO_TICKET_FINISH,
				   QUEUE_DO_TICKET_TRANSFER, QUEUE_DO_TICKET_HOLD, QUEUE_DO_TICKET_TRANSFER_BACK },
	[QUEUE_WINDOW_WAITING] = { QUEUE_DO_TICKET_RESUME, QUEUE_DO_TICKET_RESUME, QUEUE_DO_TICKET_FINISH,
				   QUEUE_DO_TICKET_HOLD, QUEUE_DO_TICKET_TRANSFER, QUEUE_DO_TICKET_RESUME },
	[QUEUE_WINDOW_WRAP_UP] = { QUEUE_DO_WINDOW_READY, QUEUE_DO_TICKET_CALL_NEXT, QUEUE_DO_WINDOW_PAUSE,
				   QUEUE_DO_TICKET_RESUME, QUEUE_DO_TICKET_CALL_NEXT, QUEUE_DO_WINDOW_READY },
	[QUEUE_WINDOW_PAUSED] = { QUEUE_DO_WINDOW_RESUME, QUEUE_DO_WINDOW_RESUME, QUEUE_DO_WINDOW_RESUME,
				  QUEUE_DO_WINDOW_CLOSE, QUEUE_DO_WINDOW_RESUME, QUEUE_DO_WINDOW_RESUME },
};

static enum queue_command_kind any_kind(struct rng *rng)
{
	uint32_t sum = 0;

	for (int kind = 1; kind <= QUEUE_COMMAND_COUNT; kind++)
		sum += kinds[kind].weight;
	uint32_t at = (uint32_t)rng_below(rng, sum);
	for (int kind = 1; kind <= QUEUE_COMMAND_COUNT; kind++) {
		if (at < kinds[kind].weight)
			return (enum queue_command_kind)kind;
		at -= kinds[kind].weight;
	}
	BUG("the weights sum to %u", sum);
}

struct queue_command make_command(struct rng *rng, const struct queue_hall *hall, struct arena *arena)
{
	const struct maker m = { .rng = rng, .hall = hall, .arena = arena };
	struct queue_command command = { .kind = any_kind(rng) };
	struct queue_window_id window = { 0 };

	if (!hall->configured && !make_rarely(rng, 4)) {
		command.kind = QUEUE_DO_HALL_CONFIGURE;
	} else if (hall->window_n > 0 && make_rarely(rng, 2)) {
		window.n = (uint16_t)make_number(rng, 1, hall->window_n);
		command.kind = sensible[hall->windows[window.n].state][rng_below(rng, SENSIBLE)];
	}
	kinds[command.kind].make(&m, &command);
	/* Every command to a window begins with it. */
	if (window.n != 0)
		command.ticket_call_next.window = window;
	return command;
}
