/* The log of the program (S7): logfmt, one write(2) for each line, so that lines of several threads do
 * not mix and a crash loses none.
 *
 * Values are escaped: a line ends only where this file ends it, whatever a caller of the API sent. */
#include "gateway/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/civil.h"
#include "host/clock.h"

enum { LOG_LINE_LIMIT = 128 << 10 };

const char *const log_level_words[] = { "error", "warn", "info", "debug", NULL };

static _Atomic enum log_level limit = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
	ASSERT(level <= LOG_LEVEL_DEBUG);
	atomic_store_explicit(&limit, level, memory_order_relaxed);
}

bool log_on(enum log_level level)
{
	return level <= atomic_load_explicit(&limit, memory_order_relaxed);
}

struct log_pair log_text(const char *key, struct text value)
{
	return (struct log_pair){ .key = key, .text = value };
}

struct log_pair log_string(const char *key, const char *value)
{
	return log_text(key, text_of(value));
}

struct log_pair log_number(const char *key, int64_t value)
{
	return (struct log_pair){ .key = key, .number = value, .is_number = true };
}

static bool is_plain(struct text value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.at[i];

		if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c >= 0x7f)
			return false;
	}
	return value.len > 0;
}

static void put_quoted(struct buf *buf, struct text value)
{
	buf_char(buf, '"');
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.at[i];

		if (c == '"' || c == '\\') {
			buf_char(buf, '\\');
			buf_char(buf, (char)c);
		} else if (c < ' ' || c == 0x7f) {
			buf_printf(buf, "\\x%02x", c);
		} else {
			buf_char(buf, (char)c);
		}
	}
	buf_char(buf, '"');
}

static void put_pair(struct buf *buf, const struct log_pair *pair)
{
	char cut[LOG_VALUE_MAX + 1];
	struct text value = pair->text;

	buf_printf(buf, " %s=", pair->key);
	if (pair->is_number) {
		buf_int(buf, pair->number);
		return;
	}
	if (value.len > LOG_VALUE_MAX) {
		text_fill(cut, sizeof(cut), value);
		value = text_of(cut);
	}
	if (is_plain(value))
		buf_text(buf, value);
	else
		put_quoted(buf, value);
}

void log_write(enum log_level level, const char *event, const struct log_pair *pairs, size_t n)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf line = { .arena = &arena };
	char now[CIVIL_TIME_SIZE];

	arena_init(&arena, LOG_LINE_LIMIT);
	ASSERT(n <= LOG_PAIRS_MAX);
	if (!log_on(level))
		return;
	civil_format_time(host_clock_now_ms(host_clock_real()), 0, now);
	buf_printf(&line, "time=%s level=%s event=%s", now, log_level_words[level], event);
	for (size_t i = 0; i < n; i++)
		put_pair(&line, &pairs[i]);
	buf_char(&line, '\n');
	if (write(STDERR_FILENO, line.at, line.len) < 0)
		return; /* nobody can be told */
}
