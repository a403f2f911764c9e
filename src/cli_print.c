/* `openhall print-test`: whether a printer of slips works (Q1, Q19). Goes the way that every slip goes, through a queue
 * with its thread, so that what works here works in the hall. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "cli_data.h"
#include "cli_options.h"
#include "gateway/log.h"
#include "gateway/print/printer.h"
#include "host/clock.h"

enum { ARENA_MAX = 1 << 20, S_PER_MIN = 60, MS_PER_S = 1000 };

/* What is known so far; the printer's thread tells. */
struct outcome {
	pthread_mutex_t lock;
	pthread_cond_t told;
	bool is_settled;
	enum print_outcome print;
	enum escpos_state state;
};

/* What to say to each state that ends the test. */
static const char *const troubles[ESCPOS_STATES] = {
	[ESCPOS_PAPER_OUT] = "is out of paper; put in a roll",
	[ESCPOS_COVER_OPEN] = "has its cover open; close it",
	[ESCPOS_FAULT] = "is off line or has a fault; see its lights, switch it off and on",
	[ESCPOS_SILENT] = "takes the connection and does not answer; switch it off and on, and make sure that it is a "
			  "printer that speaks ESC/POS",
	[ESCPOS_NAMELESS] = "is not known to the name servers by this name; see how it is spelled, or write its IP "
			    "address",
	[ESCPOS_UNREACHABLE] = "cannot be reached; see whether it is switched on, and its cable and address",
};

static void on_changed(void *context, const struct printer_status *status)
{
	struct outcome *outcome = context;

	pthread_mutex_lock(&outcome->lock);
	outcome->state = status->state;
	pthread_cond_signal(&outcome->told);
	pthread_mutex_unlock(&outcome->lock);
}

static void on_settled(void *context, int64_t id, enum print_outcome print)
{
	struct outcome *outcome = context;

	(void)id;
	pthread_mutex_lock(&outcome->lock);
	outcome->is_settled = true;
	outcome->print = print;
	pthread_cond_signal(&outcome->told);
	pthread_mutex_unlock(&outcome->lock);
}

/* Wait for a slip on paper, or for a printer that cannot print it. */
static void await_outcome(struct outcome *outcome)
{
	pthread_mutex_lock(&outcome->lock);
	while (!outcome->is_settled && troubles[outcome->state] == NULL)
		pthread_cond_wait(&outcome->told, &outcome->lock);
	pthread_mutex_unlock(&outcome->lock);
}

static int tell(const struct outcome *outcome, const char *where)
{
	if (!outcome->is_settled) {
		fprintf(stderr, "openhall: the printer %s %s\n", where, troubles[outcome->state]);
		return CLI_FAILED;
	}
	printf("the printer %s is ready%s\n", where,
	       outcome->state == ESCPOS_PAPER_LOW ? ", but its paper ends soon" : "");
	printf(outcome->print == PRINT_DONE ? "the test slip is printed; the printer has confirmed it\n"
					    : "the test slip was taken; the printer never confirms, so look at it\n");
	return CLI_OK;
}

/* Minutes that the clock on the wall is ahead of UTC. */
static int utc_offset_min(int64_t now_ms)
{
	const time_t now = (time_t)(now_ms / MS_PER_S);
	struct tm local;

	return localtime_r(&now, &local) == NULL ? 0 : (int)(local.tm_gmtoff / S_PER_MIN);
}

static enum rc make_slip(const struct slip_style *style, int64_t now_ms, struct arena *arena, struct text *ret,
			 struct err *err)
{
	struct slip slip;

	slip_of_test(style, now_ms, utc_offset_min(now_ms), arena, &slip);
	return escpos_of_slip(&slip, arena, ret, err);
}

static int print_test(struct printer_options *options, const struct slip_style *style)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct outcome outcome = { .lock = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER };
	struct print_job job = { .made_ms = host_clock_now_ms(host_clock_real()) };
	struct printer *printer = NULL;
	char where[LOOKUP_HOST_SIZE + LISTEN_TEXT_SIZE];
	struct err err;

	log_set_level(LOG_LEVEL_ERROR); /* what there is to say is said here */
	arena_init(&arena, ARENA_MAX);
	listen_text(&options->address, where);
	if (options->host[0] != '\0')
		snprintf(where, sizeof(where), "%s:%d", options->host, listen_port(&options->address));
	options->clock = host_clock_real();
	options->observer = (struct printer_observer){ on_changed, on_settled, &outcome };
	enum rc rc = make_slip(style, job.made_ms, &arena, &job.slip, &err);
	if (rc == RC_OK)
		rc = printer_open(&printer, options, &err);
	if (rc != RC_OK)
		return cli_failed(&err);
	const enum print_put put = printer_put(printer, &job);
	if (put == PRINT_TAKEN)
		await_outcome(&outcome);
	printer_close(&printer);
	if (put == PRINT_TAKEN)
		return tell(&outcome, where);
	err_set(&err, RC_FAULT, "there is no memory for a slip");
	return cli_failed(&err);
}

static bool read_style(const char *paper, const char *lang, struct slip_style *ret)
{
	static const char *const langs[] = { "zh-CN", "en", "both" };
	enum slip_paper of = SLIP_80_MM;
	int64_t width_mm;
	size_t l = 0;

	const bool known = text_int(text_of(paper), &width_mm) && slip_paper(width_mm, &of);
	while (l < CC_COUNT(langs) && strcmp(lang, langs[l]) != 0)
		l++;
	if (!known)
		fprintf(stderr, "openhall: --paper takes 57, 58 or 80, not `%s`\n", paper);
	else if (l == CC_COUNT(langs))
		fprintf(stderr, "openhall: --lang takes zh-CN, en or both, not `%s`\n", lang);
	*ret = (struct slip_style){ of, (enum slip_languages)l };
	return known && l < CC_COUNT(langs);
}

int cli_print_test(int argc, char **argv)
{
	const char *paper = "80", *lang = "zh-CN";
	const struct cli_option options[] = {
		{ "paper", "MM", "width of the roll, 58 (also sold as 57) or 80; 80 unless given", &paper, NULL },
		{ "lang", "LANGUAGE", "zh-CN, en or both; zh-CN unless given", &lang, NULL },
	};
	const struct cli_usage usage = {
		.synopsis = "print-test HOST[:PORT] [OPTIONS]",
		.about = "Prints a test slip on the ESC/POS printer at an IP address or host name, port 9100 unless\n"
			 "given, and says how the printer is.",
		.options = options,
		.n = CC_COUNT(options),
		.words_min = 1,
		.words_max = 1,
	};
	struct printer_options printer;
	struct slip_style style;
	struct cli_words words;
	struct err err;

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, &words);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (!read_style(paper, lang, &style))
		return CLI_USAGE;
	printer_options_init(&printer);
	if (printer_address(text_of(words.at[0]), &printer, &err) == RC_OK)
		return print_test(&printer, &style);
	fprintf(stderr, "openhall: %s\n", err.text);
	return CLI_USAGE;
}
