/* Configuration of the server (S6, S9). One table says name, kind, range, initial value and help; the
 * file, the command line, `config show` and the manual all follow it.
 *
 * libinih splits lines; it drops what does not fit its line buffer and reads indented lines as more of
 * the value before. Both would hide mistakes, so the reader here hands it trimmed lines that fit, and
 * says so itself where one does not. It also counts lines, which the library keeps to itself. */
#include "gateway/config.h"

#include <ini.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/log.h"

enum { NEAR_MAX = 3, NAME_MAX_BYTES = 64 };

/* In the order of enum slip_languages. */
static const char *const slip_words[] = { "zh-CN", "en", "both", NULL };

const struct config_item config_items[] = {
	{ "server", "listen", CONFIG_TEXT, offsetof(struct config, listen), 0, 0, NULL, "127.0.0.1:8080",
	  "address and port to serve at; port 0 takes any free one" },
	{ "server", "hosts", CONFIG_HOSTS, offsetof(struct config, hosts), 0, 0, NULL, "",
	  "host names that browsers may use besides localhost and IP addresses, with commas" },
	{ "server", "public_url", CONFIG_URL, offsetof(struct config, public_url), 0, 0, NULL, "",
	  "where phones reach this server, such as https://q.example; printed on slips as a code" },
	{ "server", "loops", CONFIG_INT, offsetof(struct config, loops), 0, 64, NULL, "0",
	  "threads that serve requests; 0 for one on each core" },
	{ "server", "data", CONFIG_TEXT, offsetof(struct config, data), 0, 0, NULL, "openhall-data",
	  "directory that holds all data" },
	{ "server", "web", CONFIG_TEXT, offsetof(struct config, web), 0, 0, NULL, "",
	  "directory of the screens; empty to take those that were installed" },
	{ "server", "voice", CONFIG_TEXT, offsetof(struct config, voice), 0, 0, NULL, "espeak-ng",
	  "program that speaks calls, espeak-ng or its like; empty for recordings only" },
	{ "server", "log_level", CONFIG_WORD, offsetof(struct config, log_level), 0, 0, log_level_words, "info",
	  "least important lines to log: error, warn, info or debug" },
	{ "server", "insecure", CONFIG_BOOL, offsetof(struct config, insecure), 0, 0, NULL, "no",
	  "yes allows an address that other machines can reach, without any sign-in" },
	{ "print", "languages", CONFIG_WORD, offsetof(struct config, slip_languages), 0, 0, slip_words, "zh-CN",
	  "languages of printed slips: zh-CN, en or both" },
	{ "print", "waits", CONFIG_BOOL, offsetof(struct config, slip_waits), 0, 0, NULL, "yes",
	  "yes prints how long a ticket may wait, as it was told when it was taken" },
	{ "demo", "speed", CONFIG_REAL, offsetof(struct config, demo_speed), 0.1, 100, NULL, "1",
	  "how much faster than in life people come and are served" },
	{ "demo", "seed", CONFIG_INT, offsetof(struct config, demo_seed), 0, 2147483647, NULL, "1",
	  "seed of what was played before the start; the same seed gives the same past" },
	{ NULL, NULL, CONFIG_TEXT, 0, 0, 0, NULL, NULL, NULL },
};

static void *place(struct config *config, const struct config_item *item)
{
	return (char *)config + item->offset;
}

static enum rc set_text(char *into, struct text value, const char *field, struct err *err)
{
	if (value.len >= CONFIG_TEXT_MAX)
		return err_invalid(err, field, "it is longer than %d bytes", CONFIG_TEXT_MAX - 1);
	if (!text_is_utf8(value) || !text_eq(text_trim(value), value))
		return err_invalid(err, field, "it must be UTF-8 without blanks at its ends");
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < ' ' || value.at[i] == ';')
			return err_invalid(err, field, "it may hold no control characters and no semicolon");
	text_fill(into, CONFIG_TEXT_MAX, value);
	return RC_OK;
}

/* A name as browsers send it: letters, digits, - and _ between dots. */
static bool is_host(struct text name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	bool in_label = false;

	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] == '.' ? !in_label : name.at[i] == '\0' || strchr(good, name.at[i]) == NULL)
			return false;
		in_label = name.at[i] != '.';
	}
	return in_label;
}

static enum rc set_hosts(char *into, struct text value, const char *field, struct err *err)
{
	struct text rest = value;

	while (rest.len > 0) {
		const struct text name = text_trim(text_cut(&rest, ','));
		if (!is_host(name))
			return err_invalid(err, field,
					   "`%.*s` is no host name; write names such as hall.example, without port or "
					   "http://, with commas between them",
					   TEXT_ARG(name));
	}
	return set_text(into, value, field, err);
}

static struct text url_after_scheme(struct text url)
{
	static const struct text schemes[] = { { "https://", 8 }, { "http://", 7 } };

	for (size_t i = 0; i < CC_COUNT(schemes); i++)
		if (text_starts(url, schemes[i]))
			return (struct text){ url.at + schemes[i].len, url.len - schemes[i].len };
	return (struct text){ 0 };
}

struct text config_url_host(struct text url)
{
	struct text rest = url_after_scheme(url);

	return text_cut(&rest, ':');
}

/* The screens stand at the root of an address, so there is nothing behind its host and port. */
static enum rc set_url(char *into, struct text value, const char *field, struct err *err)
{
	struct text port = url_after_scheme(value);
	const struct text host = text_cut(&port, ':');
	const bool has_port = host.len + port.len < url_after_scheme(value).len;
	int64_t number = 0;

	if (value.len > 0 &&
	    (!is_host(host) || (has_port && (!text_int(port, &number) || number < 1 || number > 65535))))
		return err_invalid(err, field,
				   "`%.*s` is no address; write http:// or https:// and a host name, perhaps with a "
				   "port, and nothing behind it",
				   TEXT_ARG(value));
	return set_text(into, value, field, err);
}

static enum rc set_real(double *into, const struct config_item *item, const char *value, const char *field,
			struct err *err)
{
	char *end;
	double number = strtod(value, &end);

	if (end == value || *end || !isfinite(number) || number < item->low || number > item->high)
		return err_invalid(err, field, "`%s` is no number from %g to %g", value, item->low, item->high);
	*into = number;
	return RC_OK;
}

static enum rc set_bool(bool *into, struct text value, const char *field, struct err *err)
{
	bool yes = text_eq(value, TEXT("yes")) || text_eq(value, TEXT("true")) || text_eq(value, TEXT("1"));
	bool no = text_eq(value, TEXT("no")) || text_eq(value, TEXT("false")) || text_eq(value, TEXT("0"));

	if (!yes && !no)
		return err_invalid(err, field, "write yes or no instead of `%.*s`", TEXT_ARG(value));
	*into = yes;
	return RC_OK;
}

static enum rc set_word(int64_t *into, const struct config_item *item, struct text value, const char *field,
			struct err *err)
{
	for (int i = 0; item->words[i]; i++) {
		if (text_eq(text_of(item->words[i]), value)) {
			*into = i;
			return RC_OK;
		}
	}
	return err_invalid(err, field, "`%.*s` is none of the words: %s", TEXT_ARG(value), item->help);
}

static enum rc set_int(int64_t *into, const struct config_item *item, struct text value, const char *field,
		       struct err *err)
{
	int64_t number;

	if (!text_int(value, &number) || (double)number < item->low || (double)number > item->high)
		return err_invalid(err, field, "`%.*s` is no whole number from %.0f to %.0f", TEXT_ARG(value),
				   item->low, item->high);
	*into = number;
	return RC_OK;
}

static enum rc set_item(struct config *config, const struct config_item *item, struct text value, struct err *err)
{
	char field[NAME_MAX_BYTES], word[NAME_MAX_BYTES];

	snprintf(field, sizeof(field), "%s.%s", item->section, item->name);
	text_fill(word, sizeof(word), value);
	switch (item->kind) {
	case CONFIG_TEXT: return set_text(place(config, item), value, field, err);
	case CONFIG_HOSTS: return set_hosts(place(config, item), value, field, err);
	case CONFIG_URL: return set_url(place(config, item), value, field, err);
	case CONFIG_INT: return set_int(place(config, item), item, value, field, err);
	case CONFIG_REAL: return set_real(place(config, item), item, word, field, err);
	case CONFIG_BOOL: return set_bool(place(config, item), value, field, err);
	case CONFIG_WORD: return set_word(place(config, item), item, value, field, err);
	}
	BUG("kind %d of %s", item->kind, field);
}

/* Letters to change, add or drop to make `a` of `b` (V. Levenshtein, 1966). */
static int distance(struct text a, struct text b)
{
	int row[NAME_MAX_BYTES];

	if (a.len >= NAME_MAX_BYTES || b.len >= NAME_MAX_BYTES)
		return NAME_MAX_BYTES;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= a.len; i++) {
		int corner = row[0];

		row[0] = (int)i;
		for (size_t j = 1; j <= b.len; j++) {
			int change = corner + (a.at[i - 1] != b.at[j - 1]);
			int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			corner = row[j];
			row[j] = change < least ? change : least;
		}
	}
	return row[b.len];
}

static enum rc unknown(struct text section, struct text name, struct err *err)
{
	const struct config_item *nearest = NULL;
	int best = NEAR_MAX + 1;
	char field[NAME_MAX_BYTES];

	snprintf(field, sizeof(field), "%.*s.%.*s", TEXT_ARG(section), TEXT_ARG(name));
	for (const struct config_item *item = config_items; item->name; item++) {
		int far = distance(name, text_of(item->name));

		if (!text_eq(section, text_of(item->section)))
			far++;
		if (far < best) {
			best = far;
			nearest = item;
		}
	}
	if (nearest)
		return err_invalid(err, field, "there is no such setting; did you mean %s in [%s]?", nearest->name,
				   nearest->section);
	return err_invalid(err, field, "there is no such setting; `openhall config show` lists all");
}

static const struct config_item *find_item(struct text section, struct text name)
{
	for (const struct config_item *item = config_items; item->name; item++)
		if (text_eq(section, text_of(item->section)) && text_eq(name, text_of(item->name)))
			return item;
	return NULL;
}

enum rc config_set(struct config *config, struct text section, struct text name, struct text value, struct err *err)
{
	const struct config_item *item = find_item(section, name);

	return item ? set_item(config, item, value, err) : unknown(section, name, err);
}

void config_init(struct config *config)
{
	struct err err = { .rc = RC_OK };

	*config = (struct config){ .loops = 0 };
	for (const struct config_item *item = config_items; item->name; item++)
		if (set_item(config, item, text_of(item->initial), &err))
			BUG("initial %s.%s: %s", item->section, item->name, err.text);
}

/* A file on its way through libinih. */
struct reading {
	struct config *config;
	struct text rest;
	int line;      /* that was handed out last */
	uint32_t seen; /* bit of each item that was set */
	struct config_fault *faults;
	uint32_t n;
};

static void add_fault(struct reading *reading, const struct err *err)
{
	if (reading->n < CONFIG_FAULTS_MAX)
		reading->faults[reading->n++] = (struct config_fault){ reading->line, *err };
}

static bool has(struct text line, char c)
{
	return line.len && memchr(line.at, c, line.len);
}

/* True for a line that the library will read as it was meant. */
static bool is_good(struct reading *reading, struct text line, int size)
{
	struct err err = { .rc = RC_OK };

	if (has(line, '\0'))
		err_invalid(&err, "", "it holds a NUL byte; this must be a text file");
	else if (line.len > CONFIG_LINE_MAX || (int)line.len + 2 > size)
		err_invalid(&err, "", "it is longer than %d bytes; shorten the value", CONFIG_LINE_MAX);
	else if (!line.len || strchr(";#", line.at[0]) || (reading->line == 1 && line.at[0] == '\xef'))
		return true;
	else if (line.at[0] == '[' && !has(line, ']'))
		err_invalid(&err, "", "a [section] must end with a bracket");
	else if (line.at[0] != '[' && !has(line, '=') && !has(line, ':'))
		err_invalid(&err, "", "write a [section], or `name = value`, or a comment that begins with #");
	else
		return true;
	add_fault(reading, &err);
	return false;
}

/* The library's way to get a line, as fgets. Lines that it could not read become empty. */
static char *next_line(char *into, int size, void *stream)
{
	struct reading *reading = stream;
	struct text line;

	if (!reading->rest.len)
		return NULL;
	reading->line++;
	line = text_trim(text_cut(&reading->rest, '\n'));
	if (!is_good(reading, line, size))
		line = (struct text){ 0 };
	snprintf(into, (size_t)size, "%.*s\n", TEXT_ARG(line));
	return into;
}

static int on_value(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;
	const struct config_item *item = find_item(text_of(section), text_of(name));
	uint32_t bit = item ? UINT32_C(1) << (item - config_items) : 0;
	struct err err;

	if (reading->seen & bit) {
		err_invalid(&err, name, "it is set twice; keep one of the two lines");
		add_fault(reading, &err);
		return 1;
	}
	reading->seen |= bit;
	if (config_set(reading->config, text_of(section), text_of(name), text_of(value), &err))
		add_fault(reading, &err);
	return 1;
}

uint32_t config_read(struct config *config, struct text ini, struct config_fault *ret_faults)
{
	struct reading reading = { .config = config, .rest = ini, .faults = ret_faults };
	struct err err;
	int bad_line;

	if (ini.len > CONFIG_BYTES_MAX) {
		err_invalid(&err, "", "the file is longer than %d bytes", CONFIG_BYTES_MAX);
		add_fault(&reading, &err);
		return reading.n;
	}
	bad_line = ini_parse_stream(next_line, &reading, on_value, &reading);
	if (bad_line && !reading.n) {
		reading.line = bad_line > 0 ? bad_line : 1;
		err_invalid(&err, "", "this line cannot be read");
		add_fault(&reading, &err);
	}
	return reading.n;
}

static void show_value(const struct config *config, const struct config_item *item, struct buf *into)
{
	const void *at = (const char *)config + item->offset;

	switch (item->kind) {
	case CONFIG_TEXT:
	case CONFIG_URL:
	case CONFIG_HOSTS: buf_text(into, text_of(at)); break;
	case CONFIG_INT: buf_int(into, *(const int64_t *)at); break;
	case CONFIG_REAL: buf_printf(into, "%.17g", *(const double *)at); break;
	case CONFIG_BOOL: buf_text(into, *(const bool *)at ? TEXT("yes") : TEXT("no")); break;
	case CONFIG_WORD: buf_text(into, text_of(item->words[*(const int64_t *)at])); break;
	}
}

void config_show(const struct config *config, struct buf *into)
{
	const char *section = "";

	for (const struct config_item *item = config_items; item->name; item++) {
		if (strcmp(section, item->section) != 0)
			buf_printf(into, "%s[%s]\n", *section ? "\n" : "", item->section);
		section = item->section;
		buf_printf(into, "# %s\n%s = ", item->help, item->name);
		show_value(config, item, into);
		buf_char(into, '\n');
	}
}
