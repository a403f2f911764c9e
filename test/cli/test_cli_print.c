/* `openhall print-test` on a printer without paper (Q1, Q19). */
#include "cli_run.h"

#include <string.h>

#include "base/cc.h"
#include "test/print/device.h"

static struct device *device;

static const char *where(void)
{
	return say("127.0.0.1:%d", device_port(device));
}

static int setup(void **state)
{
	device = device_open(48);
	return run_setup(state);
}

static int teardown(void **state)
{
	device_close(&device);
	return run_teardown(state);
}

/* Q1: the slip comes out once, in the language and width that were asked for, and is said to be there. */
static void test_prints(void **state)
{
	(void)state;
	assert_ran(RUN("print-test", where(), "--paper", "58"), 0,
		   say("the printer %s is ready\nthe test slip is printed; the printer has confirmed it\n", where()),
		   "");
	assert_int_equal(1, device_count(device));
	assert_has(device_slip(device, 0), "c2b|打印测试\n");
	assert_has(device_slip(device, 0), "c4b|T000\n");
	assert_has(device_slip(device, 0), "𠮷");
	assert_lacks(device_slip(device, 0), "Print test");
	assert_said(RUN("print-test", where(), "--paper=58", "--lang=en"), "confirmed");
	assert_has(device_slip(device, 1), "c2b|Print test\n");
	assert_lacks(device_slip(device, 1), "打印");
	assert_said(RUN("print-test", where(), "--paper=57", "--lang=both"), "confirmed"); /* the same roll */
	assert_has(device_slip(device, 2), "c2b|打印测试\nc2b|Print test\n");
	assert_has(device_slip(device, 2), "\nl1 |--------------------------------\ncut\n");
	assert_said(RUN("print-test", where()), "confirmed");
	assert_has(device_slip(device, 3), "c6b|T000\n");
	assert_has(device_slip(device, 3), "\nl1 |------------------------------------------------\ncut\n");
	assert_string_equal("", device_error(device));
	assert_string_equal("tmp ", files_in("."));
}

/* Q19: what is wrong is told, with what to do, and fails. */
static void test_says_what_is_wrong(void **state)
{
	static const struct {
		enum device_mood mood;
		const char *says;
	} rows[] = {
		{ DEVICE_PAPER_OUT, "is out of paper; put in a roll\n" },
		{ DEVICE_COVER_OPEN, "has its cover open; close it\n" },
		{ DEVICE_JAMMED, "is off line or has a fault; " },
		{ DEVICE_HUNG, "takes the connection and does not answer; " },
	};

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		device_set(device, rows[i].mood);
		assert_failed(RUN("print-test", where(), "--paper=58"), 1,
			      say("openhall: the printer %s %s", where(), rows[i].says));
	}
	device_off(device);
	assert_failed(RUN("print-test", where(), "--paper=58"), 1,
		      say("openhall: the printer %s cannot be reached; ", where()));
	assert_failed(RUN("print-test", "printer-1.invalid"), 1,
		      "openhall: the printer printer-1.invalid:9100 is not known to the name servers by this name; ");
	device_set(device, DEVICE_PAPER_LOW);
	device_on(device);
	assert_said(RUN("print-test", where(), "--paper=58"), "is ready, but its paper ends soon\n");
	assert_int_equal(1, device_count(device));
}

/* Q1: a printer that never confirms is not said to have confirmed. */
static void test_without_confirmation(void **state)
{
	(void)state;
	device_mute_after(device, 0);
	assert_said(RUN("print-test", where(), "--paper=58"), "the test slip was taken; the printer never confirms");
	assert_int_equal(1, device_count(device));
}

#define PRINT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		PRINT_TEST(test_prints),
		PRINT_TEST(test_says_what_is_wrong),
		PRINT_TEST(test_without_confirmation),
	};

	return run_use(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
