/* `openhall demo init`: halls to try things with (S6). */
#include <stdio.h>
#include <string.h>

#include "app/hall/sample.h"
#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "host/clock.h"

/* Minutes, as a calendar takes them. */
enum { UTC_OFFSET_MIN = -720, UTC_OFFSET_MAX = 840 };

struct asked {
	const char *dir, *halls, *windows, *services, *clerks, *offset;
};

static bool read_size(const struct asked *asked, struct sample_size *ret)
{
	long long halls, windows, services, clerks, offset;

	if (!cli_number("halls", asked->halls, 1, SAMPLE_HALLS_MAX, &halls) ||
	    !cli_number("windows", asked->windows, 1, SAMPLE_WINDOWS_MAX, &windows) ||
	    !cli_number("services", asked->services, 1, SAMPLE_SERVICES_MAX, &services) ||
	    !cli_number("clerks", asked->clerks, 1, SAMPLE_CLERKS_MAX, &clerks) ||
	    !cli_number("utc-offset", asked->offset, UTC_OFFSET_MIN, UTC_OFFSET_MAX, &offset))
		return false;
	*ret = (struct sample_size){ (int32_t)halls, (int32_t)windows, (int32_t)services, (int32_t)clerks,
				     (int32_t)offset };
	return true;
}

static int init(const char *dir, const struct sample_size *size)
{
	struct cli_data data;
	struct err err = { .rc = RC_OK };

	enum rc rc = cli_data_write(&data, dir, &err);
	if (rc != RC_OK)
		return cli_failed(&err);
	rc = sample_make(data.desk, data.store, size, host_clock_now_ms(host_clock_real()), &err);
	cli_data_close(&data);
	if (rc != RC_OK)
		return cli_failed(&err);
	printf(size->halls == 1 ? "%d hall is in %s; to serve it: openhall serve --data %s\n"
				: "%d halls are in %s; to serve them: openhall serve --data %s\n",
	       size->halls, dir, dir);
	return CLI_OK;
}

int cli_demo(int argc, char **argv)
{
	struct asked asked = { CLI_DATA_DEFAULT, "1", "4", "3", "1", "480" };
	const struct cli_option options[] = {
		CLI_DATA_OPTION(&asked.dir),
		{ "halls", "N", "halls h1, h2, ...; 1 unless given", &asked.halls, NULL },
		{ "windows", "N", "windows w1, w2, ... in each; 4 unless given", &asked.windows, NULL },
		{ "services", "N", "services s1, s2, ... in each; 3 unless given", &asked.services, NULL },
		{ "clerks", "N", "clerks c1, c2, ... in each; as many as windows unless more", &asked.clerks, NULL },
		{ "utc-offset", "MIN", "their time less UTC, minutes; 480 (China) unless given", &asked.offset, NULL },
	};
	const struct cli_usage usage = {
		"demo init [OPTIONS]",
		"Makes halls to try things with: always open, every window serves every service.",
		options,
		CC_COUNT(options),
		1,
		1
	};
	struct sample_size size;
	struct cli_words words;

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (strcmp(words.at[0], "init") != 0) {
		fprintf(stderr, "openhall: demo can only `init`, not `%s`\n", words.at[0]);
		return CLI_USAGE;
	}
	return read_size(&asked, &size) ? init(asked.dir, &size) : CLI_USAGE;
}
