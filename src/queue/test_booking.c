/* Appointments: codes, capacity, moving, cancelling, redeeming, expiry (Q15). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "queue/booking.h"
#include "queue/test_script.h"

/* Service a takes two bookings an hour from 9 to 12 and from 14 to 18; b takes none. */
#define HALL                                                                                                   \
	"config services=[{'id':'a','name':'A','prefix':'A','slot_capacity':2},{'id':'b','name':'B'}]"         \
	" windows=[{'id':'w1','name':'1','services':[{'service':'a'}]}]"                                       \
	" booking={'from':'09:00','to':'18:00','grace_min':15,'days_ahead':3}"                                 \
	" calendar={'utc_offset_min':480,'week':[{'day':1,'hours':[{'from':'08:00','to':'12:00'},"             \
	"{'from':'14:00','to':'18:00'}]},{'day':2,'hours':[{'from':'08:00','to':'18:00'}]},"                   \
	"{'day':3,'hours':[{'from':'08:00','to':'18:00'}]},{'day':4,'hours':[{'from':'08:00','to':'18:00'}]}," \
	"{'day':5,'hours':[{'from':'08:00','to':'18:00'}]}]}\n"

/* Q15: every reason why a slot cannot be booked. */
static void test_book(void **state)
{
	(void)state;
	script_run(HALL
		   "08:30 book a 2026-11-23 09:00 name=wang phone=139 token=t1 channel=web"
		   " -> booked wang service=a date=2026-11-23 slot=09:00 class=ordinary name=wang phone=139 token=t1"
		   " channel=web\n"
		   "book a 2026-11-23 09:00 class=vip name=li -> booked li class=vip channel=api\n"
		   "book a 2026-11-23 09:00 name=he ! SLOT_FULL\n"
		   "book a 2026-11-23 09:30 ! SLOT_UNKNOWN\n"
		   "book a 2026-11-23 13:00 ! SLOT_UNKNOWN\n"
		   "book a 2026-11-23 18:00 ! SLOT_UNKNOWN\n"
		   "book a 2026-11-22 09:00 ! SLOT_PAST\n"
		   "book a 2026-11-26 09:00 name=zhao -> booked zhao date=2026-11-26\n"
		   "book a 2026-11-27 09:00 ! SLOT_TOO_FAR 3\n"
		   "book b 2026-11-23 09:00 ! APPOINTMENTS_OFF\n"
		   "book x 2026-11-23 09:00 ! SERVICE_UNKNOWN\n"
		   "book a 2026-11-23 09:00 class=x ! CLASS_UNKNOWN\n"
		   "10:00 book a 2026-11-23 09:00 ! SLOT_PAST\n"
		   "book a 2026-11-23 10:00 name=qian\n");
}

/* Q15: the first digit of a code names the hour slot; the others differ among the bookings of a day. */
static void test_codes(void **state)
{
	static struct script script;
	char name[16], codes[18][8] = { "" };

	(void)state;
	script_begin(&script);
	script_play(&script, HALL);
	for (int i = 0; i < 18; i++) {
		const int hour = 9 + i / 2;
		script_playf(&script, "08:00 book a 2026-11-24 %02d:00 name=n%d\n", hour, i);
		snprintf(name, sizeof(name), "n%d", i);
		const struct queue_appointment_id id = { script_id(&script, name) };
		const struct queue_booking *booking = queue_booking_at(&script.hall, id);
		assert_int_equal(strlen(booking->code), 6);
		assert_int_equal(booking->code[0] - '0', hour - 8);
		memcpy(codes[i], booking->code, sizeof(booking->code));
		for (int before = 0; before < i; before++)
			assert_string_not_equal(codes[before], codes[i]);
	}
	script_end(&script);
}

/* Q15: the same seed gives the same code, unless a booking of that day has it. */
static void test_code_is_taken(void **state)
{
	static struct script script;
	char first[7];

	(void)state;
	script_begin(&script);
	script_play(&script, HALL "book a 2026-11-24 09:00 name=wang\n");
	memcpy(first, script.hall.bookings[0].code, sizeof(first));
	script.seed--;
	script_play(&script, "book a 2026-11-25 09:00 name=li\n");
	assert_string_equal(script.hall.bookings[1].code, first);
	script.seed--;
	script_play(&script, "book a 2026-11-24 09:00 name=he\n");
	assert_string_not_equal(script.hall.bookings[2].code, first);
	script_end(&script);
}

/* Q15: moving frees the old slot, takes the new one and changes the code; cancelling frees it too. */
static void test_move_and_cancel(void **state)
{
	(void)state;
	script_run(HALL "book a 2026-11-23 09:00 name=wang\n"
			"book a 2026-11-23 09:00 name=li\n"
			"book a 2026-11-23 10:00 name=he\n"
			"move he 2026-11-23 09:00 ! SLOT_FULL\n"
			"move li 2026-11-23 09:00 -> moved li slot=09:00\n"
			"move li 2026-11-24 11:00 -> moved li date=2026-11-24 slot=11:00\n"
			"move he 2026-11-23 09:00 -> moved he slot=09:00\n"
			"move he 2026-11-23 09:15 ! SLOT_UNKNOWN\n"
			"move he 2026-11-30 09:00 ! SLOT_TOO_FAR 3\n"
			"move 999 2026-11-23 09:00 ! APPOINTMENT_UNKNOWN\n"
			"09:30 move he 2026-11-23 10:00\n"
			"move he 2026-11-23 09:00\n"
			"10:05 move he 2026-11-23 09:00 ! SLOT_PAST\n"
			"08:00 appointment.cancel wang -> appointment.cancelled wang\n"
			"appointment.cancel wang ! APPOINTMENT_OVER\n"
			"appointment.cancel 999 ! APPOINTMENT_UNKNOWN\n"
			"move wang 2026-11-23 10:00 ! APPOINTMENT_OVER\n"
			"redeem $wang ! APPOINTMENT_OVER\n"
			"book a 2026-11-24 11:00 name=qian\n"
			"book a 2026-11-24 11:00 name=sun ! SLOT_FULL\n"
			"appointment.cancel qian\n"
			"book a 2026-11-24 11:00 name=sun\n");
}

/* Q15: redeem by code, by booking, by token; only on the day; a token finds the earliest of today. */
static void test_redeem(void **state)
{
	(void)state;
	script_run(HALL
		   "08:00 book a 2026-11-23 10:00 name=wang token=t1 class=vip\n"
		   "book a 2026-11-23 09:00 name=li token=t1\n"
		   "book a 2026-11-23 11:00 name=zhou token=t1\n"
		   "appointment.cancel zhou\n"
		   "book a 2026-11-23 11:00 name=zhou token=t1\n"
		   "book a 2026-11-24 09:00 name=he token=t1\n"
		   "book a 2026-11-24 09:00 name=sun token=t2\n"
		   "redeem 999999 ! APPOINTMENT_UNKNOWN\n"
		   "redeem ! APPOINTMENT_UNKNOWN\n"
		   "redeem token=t9 ! APPOINTMENT_UNKNOWN\n"
		   "redeem $sun ! APPOINTMENT_NOT_TODAY 2026-11-24\n"
		   "redeem token=t2 ! APPOINTMENT_NOT_TODAY 2026-11-24\n"
		   "redeem token=t1 channel=kiosk -> taken A001 appointment=li customer=li token=t1 channel=kiosk\n"
		   "redeem $li ! APPOINTMENT_OVER\n"
		   "redeem appointment=wang -> taken A002 appointment=wang class=vip channel=api\n"
		   "redeem token=t1 -> taken A003 appointment=zhou\n"
		   "redeem token=t1 ! APPOINTMENT_NOT_TODAY 2026-11-24\n"
		   "appointment.cancel li ! APPOINTMENT_OVER\n"
		   "2026-11-24 08:30 tick -> unserved A001 & unserved A002 & unserved A003 & day.opened\n"
		   "redeem $he -> taken A001 appointment=he\n");
}

/* Q15: a booking has a right to its ticket past every limit, but not outside of opening hours nor while
 * its service is paused. */
static void test_redeem_has_a_right(void **state)
{
	(void)state;
	script_run("config "
		   "services=[{'id':'a','name':'A','prefix':'A','slot_capacity':4,'daily_limit':1,'waiting_limit':1}]"
		   " windows=[] booking={'from':'09:00','to':'18:00'} waiting_limit=1"
		   " calendar={'utc_offset_min':480,'week':[{'day':1,'hours':[{'from':'08:30','to':'18:00'}]}]}\n"
		   "08:00 book a 2026-11-23 10:00 name=wang\n"
		   "redeem $wang ! HALL_CLOSED 08:30-18:00\n"
		   "09:00 take a\n"
		   "take a ! HALL_FULL\n"
		   "service.pause a reason=r ask=q\n"
		   "redeem $wang ! SERVICE_PAUSED r / q\n"
		   "service.resume a\n"
		   "redeem $wang -> taken A002\n");
}

/* Q15: who does not come loses the booking when slot and grace are over, by time alone. */
static void test_expiry(void **state)
{
	(void)state;
	script_run(HALL "book a 2026-11-23 10:00 name=wang\n"
			"book a 2026-11-23 09:00 name=li\n"
			"due 10:15\n"
			"10:14:59 tick ->\n"
			"10:15 tick -> expired li\n"
			"due 11:15\n"
			"redeem $li ! APPOINTMENT_OVER\n"
			"11:14:59 redeem $wang -> taken A001\n"
			"due 2026-11-24 00:00\n"
			"book a 2026-11-24 17:00 name=sun\n"
			"due 2026-11-24 00:00\n"
			"2026-11-24 00:00 tick -> unserved A001 & day.opened\n"
			"due 18:15\n"
			"18:15 redeem $sun ! APPOINTMENT_OVER\n"
			"2026-11-26 09:00 redeem appointment=sun ! APPOINTMENT_UNKNOWN\n");
}

/* Q15: bookings that nobody redeemed on earlier days are told before their day is forgotten. */
static void test_expiry_over_days(void **state)
{
	(void)state;
	script_run(HALL "book a 2026-11-23 10:00 name=wang\n"
			"book a 2026-11-24 10:00 name=li\n"
			"book a 2026-11-25 17:00 name=he\n"
			"2026-11-25 09:00 tick -> expired wang & expired li & day.opened 2026-11-25\n"
			"redeem $he -> taken A001\n");
}

/* Q15: the book holds QUEUE_BOOKINGS_MAX; a new day makes room. */
static void test_the_book_is_full(void **state)
{
	static struct script script;
	struct queue_command book = { .kind = QUEUE_DO_APPOINTMENT_BOOK,
				      .appointment_book = { .service = { 1 }, .slot = 600 } };

	(void)state;
	script_begin(&script);
	script.quick = true;
	script_play(&script, "config services=[{'id':'a','name':'A','slot_capacity':1000}] windows=[]"
			     " booking={'from':'09:00','to':'18:00'}\n08:00 tick\n");
	struct arena *arena = &script.arena;
	for (uint32_t i = 0; i < QUEUE_BOOKINGS_MAX; i++) {
		book.appointment_book.date = script.date + 1 + (int32_t)(i % 5);
		book.appointment_book.slot = 540 + 60 * (int32_t)(i / 5 % 9);
		assert_int_equal(queue_step(&script.hall, &book, script.now, i, arena).refusal, REFUSED_NOT);
	}
	assert_int_equal(queue_step(&script.hall, &book, script.now, 0, arena).refusal, REFUSED_APPOINTMENTS_MAX);
	/* What came to nothing makes room, whichever it was; the others stay, in their order. */
	const struct queue_appointment_id first = script.hall.bookings[0].id, third = script.hall.bookings[2].id;
	struct queue_command cancel = { .kind = QUEUE_DO_APPOINTMENT_CANCEL };
	for (uint32_t i = 1; i < 4; i += 2) {
		cancel.appointment_cancel.appointment = script.hall.bookings[i].id;
		assert_int_equal(queue_step(&script.hall, &cancel, script.now, 0, arena).refusal, REFUSED_NOT);
	}
	for (uint64_t seed = 1; seed <= 2; seed++)
		assert_int_equal(queue_step(&script.hall, &book, script.now, seed, arena).refusal, REFUSED_NOT);
	assert_int_equal(queue_step(&script.hall, &book, script.now, 0, arena).refusal, REFUSED_APPOINTMENTS_MAX);
	assert_int_equal(script.hall.booking_n, QUEUE_BOOKINGS_MAX);
	assert_int_equal(script.hall.bookings[0].id.n, first.n);
	assert_int_equal(script.hall.bookings[1].id.n, third.n);
	assert_non_null(queue_booking_at(&script.hall, third));
	script_play(&script, "2026-11-25 09:00 tick\nbook a 2026-11-26 10:00\n");
	script_end(&script);
}

/* Q15: what a redemption tells does not lie in the hall, which goes on. */
static void test_redeem_keeps_its_own_texts(void **state)
{
	static struct script script;
	struct queue_command redeem = { .kind = QUEUE_DO_APPOINTMENT_REDEEM };

	(void)state;
	script_begin(&script);
	script_play(&script, HALL "book a 2026-11-23 10:00 name=wang token=t1\n");
	struct queue_booking *booking = &script.hall.bookings[0];
	redeem.appointment_redeem.appointment = booking->id;
	const struct queue_decision decision = queue_decide(&script.hall, &redeem, script.now, 1, &script.arena);
	assert_int_equal(decision.n, 1);
	const struct queue_did_ticket_taken *taken = &decision.events[0].ticket_taken;
	assert_true(text_eq(taken->customer, TEXT("wang")) && text_eq(taken->token, TEXT("t1")));
	assert_ptr_not_equal(taken->customer.at, booking->name.at);
	assert_ptr_not_equal(taken->token.at, booking->token.at);
	script_end(&script);
}

/* Q15: what is free in each slot of a day. */
static void test_slots(void **state)
{
	static struct script script;
	struct queue_slot slots[QUEUE_SLOTS_MAX];
	const struct queue_service_id a = { 1 }, b = { 2 };

	(void)state;
	script_begin(&script);
	script_play(&script, HALL "book a 2026-11-23 10:00 name=wang\n"
				  "book a 2026-11-23 11:00 name=li\n"
				  "book a 2026-11-23 11:00 name=he\n");
	assert_int_equal(queue_slots(&script.hall, a, script.date, script.now, slots), 7);
	assert_int_equal(slots[0].minute, 9 * 60);
	assert_int_equal(slots[0].free, 2);
	assert_int_equal(slots[1].free, 1);
	assert_int_equal(slots[2].free, 0);
	assert_int_equal(slots[3].minute, 14 * 60);
	assert_int_equal(queue_slots(&script.hall, a, script.date + 1, script.now, slots), QUEUE_SLOTS_MAX);
	assert_int_equal(queue_slots(&script.hall, a, script.date + 5, script.now, slots), 0);
	assert_int_equal(queue_slots(&script.hall, b, script.date, script.now, slots), 0);
	/* What is over cannot be booked, nor what lies too far ahead: here more than three days. */
	const int64_t eleven = civil_instant(script.date, 11 * 60, 480);
	assert_int_equal(queue_slots(&script.hall, a, script.date, eleven, slots), 7);
	assert_int_equal(slots[0].free, 0);
	assert_int_equal(slots[1].free, 0);
	assert_int_equal(slots[3].free, 2);
	assert_true(queue_slots(&script.hall, a, script.date + 3, eleven, slots) > 3);
	assert_int_equal(slots[3].free, 2);
	assert_true(queue_slots(&script.hall, a, script.date + 4, eleven, slots) > 3);
	assert_int_equal(slots[3].free, 0);
	/* Less capacity than bookings: nothing is free, and none is taken away. */
	script_play(&script, "config services=[{'id':'a','name':'A','slot_capacity':1},{'id':'b','name':'B'}]"
			     " booking={'from':'09:00','to':'12:00'} windows=[]\n");
	assert_int_equal(queue_slots(&script.hall, a, script.date, script.now, slots), 3);
	assert_int_equal(slots[2].free, 0);
	/* Q8: as long as a booking stands, its service stays. */
	script_play(&script, "config services=[{'id':'b','name':'B'}] windows=[] ! CONFIG_IN_USE a\n"
			     "appointment.cancel wang\nappointment.cancel li\n"
			     "config services=[{'id':'b','name':'B'}] windows=[] ! CONFIG_IN_USE a\n"
			     "appointment.cancel he\n"
			     "config services=[{'id':'b','name':'B'}] windows=[]\n");
	assert_int_equal(queue_slots(&script.hall, a, script.date, script.now, slots), 0);
	script_end(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_book),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_code_is_taken),
		cmocka_unit_test(test_move_and_cancel),
		cmocka_unit_test(test_redeem),
		cmocka_unit_test(test_redeem_has_a_right),
		cmocka_unit_test(test_expiry),
		cmocka_unit_test(test_expiry_over_days),
		cmocka_unit_test(test_the_book_is_full),
		cmocka_unit_test(test_redeem_keeps_its_own_texts),
		cmocka_unit_test(test_slots),
	};

	return cmocka_run_group_tests_name("booking", tests, NULL, NULL);
}
