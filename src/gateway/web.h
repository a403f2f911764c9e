/* The screens: files of a directory, read once, served from memory. */
#ifndef OH_GATEWAY_WEB_H
#define OH_GATEWAY_WEB_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

struct web;

enum {
	WEB_FILES_MAX = 4096,
	WEB_BYTES_MAX = 64 << 20, /* of all files together */
	WEB_DEPTH_MAX = 8,        /* directories below the first */
	WEB_ETAG_SIZE = 20,
};

struct web_file {
	struct text body, gzip; /* gzip has `at` NULL where there is no .gz beside the file */
	const char *type;
	char etag[WEB_ETAG_SIZE]; /* with its quotes */
	bool forever;             /* its name has a hash of its content */
};

/* Read the directory `root`. RC_MISSING where there is none; RC_FULL over the limits. Links are not
 * followed. Afterwards any thread may look up. */
CC_CHECK enum rc web_open(struct web **ret, const char *root, struct err *err);
void web_close(struct web **web);

/* File for the path of an address (decoded, beginning with a slash), or NULL. `web` may be NULL. */
const struct web_file *web_find(const struct web *web, struct text path);
/* What shows the screen of an address that is no file: index.html, or NULL. */
const struct web_file *web_screen(const struct web *web, struct text path);

#endif
