/* The benchmark of the queue: the server against the limit of the disk, and what screens feel. */
#ifndef OH_BENCH_QUEUE_H
#define OH_BENCH_QUEUE_H

#include <stdint.h>

#include "base/err.h"

enum { BENCH_SECONDS_MAX = 600, BENCH_SCREENS_MIN = 200, BENCH_SCREENS_MAX = 60000,
       BENCH_BUSY_MIN = 8, BENCH_BUSY_MAX = 64 };

struct bench_options {
	const char *exe; /* program that serves */
	const char *dir; /* where the temporary directory is made; NULL for /var/tmp */
	int64_t seconds; /* of load */
	int64_t screens; /* event streams; a tenth of them watch one hall */
	int64_t busy;    /* halls that the 64 connections of the load share */
};

/* Rates are commands in a second, each of a request with a key of its own that was answered with 200. */
struct bench_result {
	double limit_rate; /* rows alone, see bench/limit.h */
	double http_rate;  /* 64 connections, closed loop, while the screens watch other halls */
	double ratio;      /* http_rate / limit_rate */
	double p50_ms, p99_ms; /* request to answer in that load */
	double push_p50_ms, push_p99_ms; /* request to event, all screens of one hall, commands one by one */
	double kib_per_screen; /* growth of the server's RSS for an idle stream */
	double steady_rate; /* commands to the halls that the screens watch */
	double steady_p50_ms, steady_p99_ms, steady_push_p50_ms, steady_push_p99_ms;
	int64_t commands, screens, halls;
};

/* Measure. Takes about twice `seconds` and 15 s more; leaves nothing behind. */
CC_CHECK enum rc bench_queue(const struct bench_options *options, struct bench_result *ret, struct err *err);

#endif
