/* Configuration of the server: an INI file, and the same names on the command line (S6). */
#ifndef OH_GATEWAY_CONFIG_H
#define OH_GATEWAY_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum {
	CONFIG_BYTES_MAX = 64 << 10, /* of a file */
	CONFIG_LINE_MAX = 190,       /* bytes of a line; the INI library reads no longer ones */
	CONFIG_FAULTS_MAX = 100,     /* told about one file */
	CONFIG_TEXT_MAX = 160,       /* bytes of a value, with its NUL */
};

struct config {
	char listen[CONFIG_TEXT_MAX];     /* ADDRESS:PORT */
	char hosts[CONFIG_TEXT_MAX];      /* other names that the server answers to, with commas */
	char public_url[CONFIG_TEXT_MAX]; /* where phones reach the server; empty where that is not known */
	char data[CONFIG_TEXT_MAX];       /* directory */
	char web[CONFIG_TEXT_MAX];        /* directory of the screens; empty to look for them */
	char voice[CONFIG_TEXT_MAX];      /* program that speaks; empty for none */
	int64_t loops;                    /* threads that serve; 0 for one on each core */
	int64_t log_level;                /* enum log_level */
	int64_t slip_languages;           /* enum slip_languages */
	bool slip_waits;                  /* print how long it may take */
	bool insecure;                    /* may listen where others can reach it */
	double demo_speed;                /* of people in the demonstration; 1 is as in life */
	int64_t demo_seed;
};

enum config_kind { CONFIG_TEXT, CONFIG_HOSTS, CONFIG_URL, CONFIG_INT, CONFIG_REAL, CONFIG_BOOL, CONFIG_WORD };

/* One thing that can be configured. */
struct config_item {
	const char *section, *name;
	enum config_kind kind;
	size_t offset;            /* in struct config */
	double low, high;         /* of numbers */
	const char *const *words; /* of CONFIG_WORD, NULL-terminated */
	const char *initial;      /* value where nothing is said, as it would be written */
	const char *help;         /* one line */
};

/* All there is; the last one has a NULL name. */
extern const struct config_item config_items[];

/* Host name or address in an address of the kind that `public_url` takes; empty for the empty text. */
struct text config_url_host(struct text url);

/* What is wrong on a line. */
struct config_fault {
	int line; /* from 1 */
	struct err err;
};

/* The initial values. */
void config_init(struct config *config);

/* Set one value. RC_INVALID: no such name (with the nearest one that exists), or no such value. */
CC_CHECK enum rc config_set(struct config *config, struct text section, struct text name, struct text value,
			    struct err *err);

/* Read the text of an INI file over what is in `config`. Goes on after errors, so that all can be mended
 * at once: fills `ret_faults` (CONFIG_FAULTS_MAX entries) and returns how many; 0 is success. */
uint32_t config_read(struct config *config, struct text ini, struct config_fault *ret_faults);

/* The values as an INI file with the help as comments; reading it gives the same configuration. */
void config_show(const struct config *config, struct buf *into);

#endif
