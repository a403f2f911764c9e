/* Printers (Q1, Q19): one thread and one bounded queue for each, so that a dead printer holds up nothing but its own
 * slips.
 *
 * Invariants: a slip is settled once, and slips are settled in order. The mark on disk names a slip as begun before a
 * byte of it can be on paper, and as settled before the next one is begun; so whatever moment the power fails,
 * a slip that was confirmed is not printed again, and one that may have been is marked as a repetition. A mark that
 * cannot be written is logged, and printing goes on: people wait for their numbers. */
#include "gateway/print/printer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/print/mark.h"
#include "host/clock.h"
#include "host/file.h"

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

struct waiting {
	struct waiting *next;
	struct print_job job;
	bool touched; /* some of it may be on paper */
	char bytes[]; /* its texts */
};

struct printer {
	struct printer_options options;
	char name[PRINTER_NAME_SIZE], mark_path[HOST_PATH_MAX];
	pthread_t thread;
	int stop_fd;
	struct talk talk;  /* its thread only */
	bool mark_is_lost; /* its thread only: writing it failed */
	int32_t pause_ms;  /* its thread only */

	pthread_mutex_t lock; /* for all below */
	pthread_cond_t arrived;
	struct waiting *first, **last;
	struct mark mark; /* written by its thread only */
	struct printer_status status;
	int64_t put_last; /* highest id */
	bool stopping;
};

void printer_options_init(struct printer_options *options)
{
	*options = (struct printer_options){
		.name = "printer",
		.limits = { .connect_ms = 3000,
			    .write_ms = 5000,
			    .answer_ms = 3000,
			    .confirm_ms = 10000,
			    .name_ms = LOOKUP_MS_MAX,
			    .keep_ms = LOOKUP_KEEP_MS,
			    .rest_ms = LOOKUP_REST_MS },
		.again_ms = 1000,
		.again_ms_max = 30000,
		.beat_ms = 30000,
		.stop_ms = 2000,
		.stale_ms = 10 * 60 * 1000,
		.id_max = INT64_MAX,
	};
}

/* `where` is an IP address and a port, or a name and a port. */
static bool parse_address(struct text where, struct printer_options *ret)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct text rest = where;
	const struct text host = text_cut(&rest, ':');

	arena_init(&arena, where.len + LISTEN_TEXT_SIZE);
	ret->host[0] = '\0';
	if (listen_parse(where, &ret->address, NULL) == RC_OK)
		return listen_port(&ret->address) != 0;
	if (!lookup_is_name(host))
		return false;
	text_fill(ret->host, sizeof(ret->host), host);
	return listen_parse(text_printf(&arena, "0.0.0.0:%.*s", TEXT_ARG(rest)), &ret->address, NULL) == RC_OK &&
	       listen_port(&ret->address) != 0;
}

enum rc printer_address(struct text text, struct printer_options *ret, struct err *err)
{
	CC_CLEANUP(arena_done) struct arena arena;

	arena_init(&arena, text.len + LISTEN_TEXT_SIZE);
	if (parse_address(text, ret) || parse_address(text_printf(&arena, "%.*s:%d", TEXT_ARG(text), ESCPOS_PORT), ret))
		return RC_OK;
	return err_set(err, RC_INVALID,
		       "`%.*s` is no address of a printer; write its IP address or host name, and its port where that "
		       "is not %d",
		       TEXT_ARG(text), ESCPOS_PORT);
}

static int64_t now_ms(const struct printer *printer)
{
	return host_clock_now_ms(printer->options.clock);
}

/* Called by the conversation. */
static void on_told(void *context, enum escpos_state state)
{
	struct printer *printer = context;
	const struct printer_observer *observer = &printer->options.observer;

	pthread_mutex_lock(&printer->lock);
	const bool changed = printer->status.state != state;
	printer->status.state = state;
	if (state != ESCPOS_SILENT && state != ESCPOS_UNREACHABLE && state != ESCPOS_NAMELESS)
		printer->status.seen_ms = now_ms(printer);
	const struct printer_status status = printer->status;
	pthread_mutex_unlock(&printer->lock);
	if (!changed)
		return;
	LOG(escpos_prints(state) ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "printer_state",
	    log_string("printer", printer->name), log_string("state", escpos_state_names[state]),
	    log_number("waiting", status.waiting));
	if (observer->changed != NULL)
		observer->changed(observer->context, &status);
}

static void write_mark(struct printer *printer, struct mark mark)
{
	struct err err;

	pthread_mutex_lock(&printer->lock);
	printer->mark = mark;
	pthread_mutex_unlock(&printer->lock);
	if (printer->options.mark_path == NULL)
		return;
	const bool lost = mark_write(printer->mark_path, &mark, &err) != RC_OK;
	if (lost && !printer->mark_is_lost)
		LOG(LOG_LEVEL_ERROR, "printer_mark_lost", log_string("printer", printer->name),
		    log_string("why", err.text));
	printer->mark_is_lost = lost;
}

/* Wait until there is a slip, `until_ns` has come, or it is time to stop; the first slip, or NULL. */
static struct waiting *await_slip(struct printer *printer, int64_t until_ns)
{
	const struct timespec until = { until_ns / NS_PER_S, until_ns % NS_PER_S };

	pthread_mutex_lock(&printer->lock);
	while (printer->first == NULL && !printer->stopping &&
	       pthread_cond_timedwait(&printer->arrived, &printer->lock, &until) == 0)
		;
	struct waiting *const first = printer->first;
	pthread_mutex_unlock(&printer->lock);
	return first;
}

static bool is_stopping(struct printer *printer)
{
	pthread_mutex_lock(&printer->lock);
	const bool stopping = printer->stopping;
	pthread_mutex_unlock(&printer->lock);
	return stopping;
}

static int64_t in_ms(int32_t ms)
{
	return host_monotonic_ns() + (int64_t)ms * NS_PER_MS;
}

/* Do nothing for a while, and longer the next time where the printer does not answer. */
static void pause_for(struct printer *printer, bool answers)
{
	const struct printer_options *options = &printer->options;

	if (answers)
		printer->pause_ms = options->again_ms;
	const int64_t until_ns = in_ms(printer->pause_ms);
	const struct timespec until = { until_ns / NS_PER_S, until_ns % NS_PER_S };
	printer->pause_ms = printer->pause_ms < options->again_ms_max / 2 ? printer->pause_ms * 2
									  : options->again_ms_max;
	pthread_mutex_lock(&printer->lock);
	/* A slip that comes meanwhile does not make the printer better. */
	while (!printer->stopping && pthread_cond_timedwait(&printer->arrived, &printer->lock, &until) == 0)
		;
	pthread_mutex_unlock(&printer->lock);
}

/* Take the first slip out of the queue. */
static void settle(struct printer *printer, struct waiting *slip, enum print_outcome outcome)
{
	const struct printer_observer *observer = &printer->options.observer;

	if (slip->job.id != 0)
		write_mark(printer, (struct mark){ .settled = slip->job.id });
	pthread_mutex_lock(&printer->lock);
	ASSERT(printer->first == slip && printer->status.waiting > 0);
	printer->first = slip->next;
	if (printer->first == NULL)
		printer->last = &printer->first;
	printer->status.waiting--;
	printer->status.printed += outcome != PRINT_STALE;
	printer->status.stale += outcome == PRINT_STALE;
	pthread_mutex_unlock(&printer->lock);
	if (outcome == PRINT_STALE)
		LOG(LOG_LEVEL_WARN, "slip_stale", log_string("printer", printer->name),
		    log_number("slip", slip->job.id));
	if (observer->settled != NULL)
		observer->settled(observer->context, slip->job.id, outcome);
	free(slip);
}

/* Send the first slip to a printer that is ready. */
static enum talk_end print(struct printer *printer, struct waiting *slip)
{
	const bool again = slip->touched;
	bool touched = false;

	if (slip->job.id != 0 && printer->mark.begun != slip->job.id)
		write_mark(printer, (struct mark){ printer->mark.settled, slip->job.id });
	const enum talk_end end = talk_print(&printer->talk, again ? slip->job.again : (struct text){ 0 },
					     slip->job.slip, &touched);
	slip->touched |= touched;
	pthread_mutex_lock(&printer->lock);
	printer->status.repeated += again && touched;
	pthread_mutex_unlock(&printer->lock);
	return end;
}

/* Try to get the first slip out of the queue. */
static void serve(struct printer *printer, struct waiting *slip)
{
	enum escpos_state state;

	if (now_ms(printer) - slip->job.made_ms > printer->options.stale_ms) {
		settle(printer, slip, PRINT_STALE);
		return;
	}
	enum talk_end end = talk_ask(&printer->talk, &state);
	if (end == TALK_DONE && !escpos_prints(state)) {
		talk_close(&printer->talk);
		pause_for(printer, true);
		return;
	}
	if (end == TALK_DONE)
		end = print(printer, slip);
	if (end == TALK_FAILED) {
		pause_for(printer, false);
	} else if (end != TALK_STOPPED) {
		printer->pause_ms = printer->options.again_ms;
		settle(printer, slip, end == TALK_DONE ? PRINT_DONE : PRINT_BELIEVED);
	}
}

/* See how the printer is while it has nothing to do. */
static void look(struct printer *printer)
{
	enum escpos_state state;

	if (talk_ask(&printer->talk, &state) != TALK_DONE)
		return; /* the observer was told */
	if (escpos_prints(state))
		talk_probe(&printer->talk);
	talk_close(&printer->talk);
}

static void *run(void *context)
{
	struct printer *printer = context;
	int64_t beat_ns = 0; /* a look at once, so that a dead printer shows before it is needed */

	while (!is_stopping(printer)) {
		struct waiting *const slip = await_slip(printer, beat_ns);

		if (slip != NULL)
			serve(printer, slip);
		else if (host_monotonic_ns() >= beat_ns)
			look(printer);
		else
			continue;
		beat_ns = in_ms(printer->options.beat_ms);
		/* A printer has one connection only, which others may need. */
		if (await_slip(printer, 0) == NULL)
			talk_close(&printer->talk);
	}
	talk_done(&printer->talk);
	return NULL;
}

static enum rc start(struct printer *printer, struct err *err)
{
	pthread_condattr_t attributes;

	printer->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (printer->stop_fd < 0)
		return err_set(err, RC_FAULT, "cannot make an event descriptor: %s", strerror(errno));
	printer->talk = (struct talk){
		.address = printer->options.address,
		.host = printer->options.host,
		.limits = printer->options.limits,
		.told = on_told,
		.context = printer,
		.link = { .stop_fd = printer->stop_fd, .grace_ms = printer->options.stop_ms },
	};
	pthread_mutex_init(&printer->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&printer->arrived, &attributes);
	pthread_condattr_destroy(&attributes);
	const int failed = pthread_create(&printer->thread, NULL, run, printer);
	if (failed == 0)
		return RC_OK;
	close(printer->stop_fd);
	return err_set(err, RC_FAULT, "cannot start a thread for a printer: %s", strerror(failed));
}

/* How far it had got. A mark ahead of what it counts is left over from before the data were restored: by it, all that
 * comes would be printed already. It is replaced at once, or it would count again once there are as many events. */
static enum rc find_mark(struct printer *printer, const char *path, struct err *err)
{
	const int64_t id_max = printer->options.id_max;

	if (strlen(path) >= sizeof(printer->mark_path))
		return err_set(err, RC_FULL, "the path of a printer's mark is longer than %d bytes", HOST_PATH_MAX - 1);
	text_fill(printer->mark_path, sizeof(printer->mark_path), text_of(path));
	enum rc rc = mark_read(printer->mark_path, &printer->mark, err);
	if (rc == RC_OK && (printer->mark.settled > id_max || printer->mark.begun > id_max)) {
		LOG(LOG_LEVEL_WARN, "printer_mark_ahead", log_string("printer", printer->name),
		    log_number("settled", printer->mark.settled), log_number("last", id_max));
		printer->mark = (struct mark){ 0 };
		rc = mark_write(printer->mark_path, &printer->mark, err);
	}
	printer->put_last = printer->mark.settled;
	return rc;
}

enum rc printer_open(struct printer **ret, const struct printer_options *options, struct err *err)
{
	struct printer *printer = calloc(1, sizeof(*printer));
	enum rc rc = RC_OK;

	*ret = NULL;
	if (printer == NULL)
		return err_set(err, RC_FAULT, "no memory for a printer");
	ASSERT(options->clock != NULL && options->again_ms > 0 && options->again_ms_max >= options->again_ms);
	printer->options = *options;
	printer->pause_ms = options->again_ms;
	printer->last = &printer->first;
	text_fill(printer->name, sizeof(printer->name), text_of(options->name));
	if (options->mark_path != NULL)
		rc = find_mark(printer, options->mark_path, err);
	if (rc == RC_OK)
		rc = start(printer, err);
	if (rc == RC_OK)
		*ret = printer;
	else
		free(printer);
	return rc;
}

static struct waiting *copy(const struct print_job *job)
{
	struct waiting *slip = malloc(sizeof(*slip) + job->slip.len + job->again.len);

	if (slip == NULL)
		return NULL;
	*slip = (struct waiting){ .job = *job };
	memcpy(slip->bytes, job->slip.at, job->slip.len);
	if (job->again.len > 0)
		memcpy(slip->bytes + job->slip.len, job->again.at, job->again.len);
	slip->job.slip.at = slip->bytes;
	slip->job.again.at = slip->bytes + job->slip.len;
	return slip;
}

enum print_put printer_put(struct printer *printer, const struct print_job *job)
{
	enum print_put put = PRINT_TAKEN;

	ASSERT(job->id >= 0 && job->slip.len > 0 && job->slip.len <= ESCPOS_BYTES_MAX);
	ASSERT(job->again.len <= ESCPOS_BYTES_MAX);
	struct waiting *const slip = copy(job);
	pthread_mutex_lock(&printer->lock);
	if (printer->stopping)
		put = PRINT_STOPPING;
	else if (job->id != 0 && job->id <= printer->put_last)
		put = PRINT_KNOWN;
	else if (slip == NULL || printer->status.waiting == PRINTER_WAITING_MAX)
		put = PRINT_FULL;
	if (put == PRINT_TAKEN) {
		slip->touched = job->id != 0 && job->id == printer->mark.begun;
		*printer->last = slip;
		printer->last = &slip->next;
		printer->status.waiting++;
		if (job->id != 0)
			printer->put_last = job->id;
		pthread_cond_signal(&printer->arrived);
	}
	pthread_mutex_unlock(&printer->lock);
	if (put != PRINT_TAKEN)
		free(slip);
	return put;
}

int64_t printer_settled(struct printer *printer)
{
	pthread_mutex_lock(&printer->lock);
	const int64_t settled = printer->mark.settled;
	pthread_mutex_unlock(&printer->lock);
	return settled;
}

void printer_status(struct printer *printer, struct printer_status *ret)
{
	pthread_mutex_lock(&printer->lock);
	*ret = printer->status;
	pthread_mutex_unlock(&printer->lock);
}

void printer_stop(struct printer *printer)
{
	pthread_mutex_lock(&printer->lock);
	printer->stopping = true;
	pthread_cond_signal(&printer->arrived);
	pthread_mutex_unlock(&printer->lock);
	if (eventfd_write(printer->stop_fd, 1) != 0)
		BUG("a descriptor of our own takes no event: %s", strerror(errno));
}

void printer_close(struct printer **at)
{
	struct printer *printer = *at;

	*at = NULL;
	if (printer == NULL)
		return;
	printer_stop(printer);
	pthread_join(printer->thread, NULL);
	while (printer->first != NULL) {
		struct waiting *const slip = printer->first;

		printer->first = slip->next;
		free(slip);
	}
	pthread_cond_destroy(&printer->arrived);
	pthread_mutex_destroy(&printer->lock);
	close(printer->stop_fd);
	free(printer);
}
