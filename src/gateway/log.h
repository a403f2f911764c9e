/* The log of the program: one line of `key=value` pairs (logfmt) for each thing worth saying, to standard
 * error. Written at the edge only; never holds bodies, keys, tokens or names of customers. */
#ifndef OH_GATEWAY_LOG_H
#define OH_GATEWAY_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

enum {
	LOG_PAIRS_MAX = 12,  /* in one line; more is a bug */
	LOG_VALUE_MAX = 512, /* bytes of one value; longer ones are cut */
};

/* Words of enum log_level in its order, then NULL. */
extern const char *const log_level_words[];

/* Say nothing that is less important than `level`. Info until set. Any thread. */
void log_set_level(enum log_level level);
/* True when a line of `level` would be written; for callers who would have to compute it first. */
bool log_on(enum log_level level);

struct log_pair {
	const char *key;
	struct text text;
	int64_t number;
	bool is_number;
};

/* One pair of a line. */
struct log_pair log_text(const char *key, struct text value);
struct log_pair log_string(const char *key, const char *value);
struct log_pair log_number(const char *key, int64_t value);

/* Write `time=... level=... event=NAME key=value ...` in one piece. Any thread. */
void log_write(enum log_level level, const char *event, const struct log_pair *pairs, size_t n);

#define LOG(level, event, ...)                                                \
	log_write((level), (event), (const struct log_pair[]){ __VA_ARGS__ }, \
		  sizeof((const struct log_pair[]){ __VA_ARGS__ }) / sizeof(struct log_pair))

#endif
