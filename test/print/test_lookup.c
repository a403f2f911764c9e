/* Printers by the name of their host (Q19), with a resolver that does as it is told: what the machine's own would
 * answer depends on where the test runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cc.h"
#include "gateway/log.h"
#include "gateway/print/printer.h"
#include "host/clock.h"
#include "test/print/device.h"

enum {
	AWAIT_MS = 30000,
	NS_PER_MS = 1000000,
	CONFIRM_MS = 100,
	NAME_SOON_MS = 300,
	STOPS_SOON_MS = 2000,
	SLIPS = 3,
	START_MS = 1000000
};

/* What the name servers know. */
enum names { NAMES_NONE, NAMES_HERE, NAMES_ELSEWHERE, NAMES_HANG };

static atomic_int names, asked, hanging;

static struct {
	struct device *device;
	struct printer *printer;
	struct printer_options options;
} bed;

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = NS_PER_MS }, NULL);
}

/* In place of the C library's: nothing listens at 127.0.0.2. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *wish, struct addrinfo **ret)
{
	struct addrinfo *one;
	struct sockaddr_in *in;

	(void)wish;
	atomic_fetch_add(&asked, 1);
	atomic_fetch_add(&hanging, 1);
	while (atomic_load(&names) == NAMES_HANG)
		nap();
	atomic_fetch_sub(&hanging, 1);
	if (strcmp(host, "printer.test") != 0 || atomic_load(&names) == NAMES_NONE)
		return EAI_NONAME;
	one = calloc(1, sizeof(*one) + sizeof(*in));
	in = (struct sockaddr_in *)(one + 1);
	*in = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)strtol(port, NULL, 10)),
				    .sin_addr.s_addr = htonl(atomic_load(&names) == NAMES_HERE ? 0x7f000001
											       : 0x7f000002) };
	*one = (struct addrinfo){ .ai_family = AF_INET, .ai_addrlen = sizeof(*in), .ai_addr = (struct sockaddr *)in };
	*ret = one;
	return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
	free(list);
}

static int64_t clock_now(const struct host_clock *clock)
{
	(void)clock;
	return START_MS;
}

static const struct host_clock clock_still = { .now_ms = clock_now };

static int setup(void **state)
{
	char where[LOOKUP_HOST_SIZE + 8];
	struct err err;

	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	atomic_store(&names, NAMES_HERE);
	atomic_store(&asked, 0);
	bed.device = device_open(32);
	printer_options_init(&bed.options);
	bed.options.clock = &clock_still;
	assert_true(bed.options.limits.keep_ms > bed.options.limits.rest_ms && bed.options.limits.rest_ms > 0);
	bed.options.limits.confirm_ms = CONFIRM_MS;
	bed.options.again_ms = 20;
	bed.options.again_ms_max = 80;
	bed.options.beat_ms = AWAIT_MS;
	snprintf(where, sizeof(where), "printer.test:%d", device_port(bed.device));
	assert_int_equal(printer_address(text_of(where), &bed.options, &err), RC_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	atomic_store(&names, NAMES_NONE);
	printer_close(&bed.printer);
	device_close(&bed.device);
	while (atomic_load(&hanging) > 0)
		nap();
	return 0;
}

static void start(void)
{
	struct err err;

	assert_int_equal(printer_open(&bed.printer, &bed.options, &err), RC_OK);
}

static void put(int64_t id)
{
	assert_int_equal(
		printer_put(bed.printer, &(struct print_job){ .id = id, .made_ms = START_MS, .slip = TEXT("A001\n") }),
		PRINT_TAKEN);
}

static void await_state(enum escpos_state state)
{
	struct printer_status status = { .state = ESCPOS_UNKNOWN };

	for (int i = 0; i < AWAIT_MS; i++) {
		printer_status(bed.printer, &status);
		if (status.state == state)
			return;
		nap();
	}
	fail_msg("%s instead of %s", escpos_state_names[status.state], escpos_state_names[state]);
}

static void await_settled(int64_t id)
{
	for (int i = 0; i < AWAIT_MS && printer_settled(bed.printer) < id; i++)
		nap();
	assert_int_equal(printer_settled(bed.printer), id);
}

/* Q19: a printer prints by its name, which is looked up once for many connections. */
static void test_prints_by_name(void **state)
{
	(void)state;
	start();
	for (int i = 1; i <= SLIPS; i++) {
		put(i);
		await_settled(i);
	}
	assert_in_range(device_connections(bed.device), 2, SLIPS + 1);
	assert_int_equal(atomic_load(&asked), 1);
}

/* Q19: a name that cannot be found is a state of its own; slips wait for it. */
static void test_waits_for_its_name(void **state)
{
	(void)state;
	atomic_store(&names, NAMES_NONE);
	start();
	put(1);
	await_state(ESCPOS_NAMELESS);
	atomic_store(&names, NAMES_HERE);
	await_settled(1);
	await_state(ESCPOS_READY);
}

/* The printer goes while slip 2 waits, the name servers know nothing of it any more, and it comes back where it was. */
static void lose_its_name(void)
{
	device_off(bed.device);
	put(2);
	await_state(ESCPOS_UNREACHABLE);
	atomic_store(&names, NAMES_NONE);
	await_state(ESCPOS_NAMELESS);
	device_on(bed.device);
	await_settled(2);
}

/* Q19: a printer that has moved is looked for again, and one whose name servers went away is still where it was. */
static void test_follows_its_name(void **state)
{
	(void)state;
	atomic_store(&names, NAMES_ELSEWHERE);
	start();
	put(1);
	await_state(ESCPOS_UNREACHABLE);
	atomic_store(&names, NAMES_HERE);
	await_settled(1);
	lose_its_name();
}

/* How often the name is looked up for SLIPS slips, over connections of their own, while the name servers know nothing
 * and the printer is where it was. */
static int lookups_while_nameless(void)
{
	start();
	put(1);
	await_settled(1);
	lose_its_name();
	const int before = atomic_load(&asked), connections = device_connections(bed.device);
	for (int64_t id = 3; id < 3 + SLIPS; id++) {
		put(id);
		await_settled(id);
	}
	assert_true(device_connections(bed.device) > connections);
	return atomic_load(&asked) - before;
}

/* Q19: names are not looked up for every slip, also while that leads nowhere. */
static void test_rests_while_nameless(void **state)
{
	(void)state;
	bed.options.limits.keep_ms = 0;
	assert_int_equal(lookups_while_nameless(), 0);
}

/* Q19: and they are looked up again sooner than one that was found. */
static void test_asks_again_while_nameless(void **state)
{
	(void)state;
	bed.options.limits.rest_ms = 0;
	assert_in_range(lookups_while_nameless(), 1, INT32_MAX);
}

/* Q19, S9: a resolver that hangs holds up no end, and is asked once. */
static void test_ends_while_names_hang(void **state)
{
	(void)state;
	atomic_store(&names, NAMES_HANG);
	start();
	put(1);
	while (atomic_load(&hanging) == 0)
		nap();
	const int64_t began_ns = host_monotonic_ns();
	printer_close(&bed.printer);
	assert_true((host_monotonic_ns() - began_ns) / NS_PER_MS < STOPS_SOON_MS);
	assert_int_equal(atomic_load(&asked), 1);
}

/* Q19: after a bounded wait a hanging resolver shows as a name that cannot be found, and no second one is begun. */
static void test_shows_that_names_hang(void **state)
{
	(void)state;
	atomic_store(&names, NAMES_HANG);
	bed.options.limits.name_ms = NAME_SOON_MS;
	start();
	put(1);
	await_state(ESCPOS_NAMELESS);
	nanosleep(&(struct timespec){ .tv_nsec = 200 * NS_PER_MS }, NULL);
	assert_int_equal(atomic_load(&asked), 1);
	atomic_store(&names, NAMES_HERE);
	await_settled(1);
}

/* Q19: addresses as people write them: what is no IP address is a name, unless it looks like a broken address. */
static void test_addresses(void **state)
{
	static const struct {
		const char *text, *host; /* NULL for none */
		int port;
	} rows[] = {
		{ "192.168.1.50", "", 9100 },
		{ "192.168.1.50:9101", "", 9101 },
		{ "localhost", "", 9100 },
		{ "printer", "printer", 9100 },
		{ "Printer-1.lan:9101", "Printer-1.lan", 9101 },
		{ "1st_floor.branch.example", "1st_floor.branch.example", 9100 },
		{ "printer:0", NULL, 0 },
		{ "printer:70000", NULL, 0 },
		{ "printer:", NULL, 0 },
		{ "192.168.1", NULL, 0 },
		{ "printer.7", NULL, 0 },
		{ "printer.0x7f", NULL, 0 },
		{ "fe80::1", NULL, 0 },
		{ "-p.lan", NULL, 0 },
		{ "p-.lan", NULL, 0 },
		{ "p..lan", NULL, 0 },
		{ ".lan", NULL, 0 },
		{ "p.lan.", NULL, 0 },
		{ "a b", NULL, 0 },
		{ "打印机", NULL, 0 },
		{ "a123456789012345678901234567890123456789012345678901234567890123", NULL, 0 },
	};
	struct printer_options options;
	struct err err;

	(void)state;
	for (size_t i = 0; i < CC_COUNT(rows); i++) {
		const enum rc rc = printer_address(text_of(rows[i].text), &options, &err);

		assert_int_equal(rc, rows[i].host == NULL ? RC_INVALID : RC_OK);
		if (rc != RC_OK)
			continue;
		assert_string_equal(options.host, rows[i].host);
		assert_int_equal(listen_port(&options.address), rows[i].port);
	}
}

#define LOOKUP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOKUP_TEST(test_prints_by_name),        LOOKUP_TEST(test_waits_for_its_name),
		LOOKUP_TEST(test_rests_while_nameless),  LOOKUP_TEST(test_asks_again_while_nameless),
		LOOKUP_TEST(test_follows_its_name),      LOOKUP_TEST(test_ends_while_names_hang),
		LOOKUP_TEST(test_shows_that_names_hang), cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
