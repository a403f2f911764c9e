/* What kind of file some bytes are, whatever their name says. */
#ifndef OH_APP_DESIGN_SNIFF_H
#define OH_APP_DESIGN_SNIFF_H

#include <stdbool.h>

#include "base/text.h"

enum {
	SNIFF_BYTES_MIN = 64,        /* from the beginning of a file that tell what it is, or all of it */
	SNIFF_PICTURE_MAX = 8 << 20, /* bytes of a picture */
	SNIFF_VIDEO_MAX = 32 << 20,  /* bytes of a video */
};

struct sniff {
	const char *type; /* media type; NULL for files that kiosks do not show */
	bool video;
};

/* Tell by how a file begins. SVG is none of them, for it can hold programs. */
struct sniff sniff(struct text head);

#endif
