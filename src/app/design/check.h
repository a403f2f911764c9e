/* Whether a design can be kept, and whether customers can use it. */
#ifndef OH_APP_DESIGN_CHECK_H
#define OH_APP_DESIGN_CHECK_H

#include "base/err.h"
#include "design_contract.h"

enum {
	DESIGN_BYTES_MAX = 256 << 10, /* of a document as JSON */
	DESIGN_TARGET_MIN = 64,       /* pixels of a button each way; a finger needs them */
	DESIGN_SCREEN_SHORT = 1080,   /* pixels of the screens that designs are made for */
	DESIGN_SCREEN_LONG = 1920,
	DESIGN_SIZE_USUAL = 32, /* height of letters where a document says 0 */
};

#define DESIGN_CONTRAST_MIN 4.5 /* of letters to what is behind them; WCAG 2.2, AA */

/* Can it be kept as a draft: names are good and not there twice, colours are colours. RC_INVALID names the place. */
CC_CHECK enum rc design_check_draft(const struct design_document *document, struct err *err);

/* Can customers use it: besides, it has one home page from which tickets can be had, words and buttons stand on the
 * screen, are large enough and readable, buttons do something and do not overlap. RC_INVALID names the place. What
 * the media library has is for the caller to see. */
CC_CHECK enum rc design_check_whole(const struct design_document *document, struct err *err);

/* The nodes of a hall's menus, which are its caller's. */
struct design_nodes {
	bool (*has)(const void *hall, const char *node);
	const void *hall;
};

/* Can customers still use what was published once: rules may have grown since, and nobody who goes back in a hurry is
 * held up by one that only does customers good. RC_INVALID where no ticket can be had from its home page, since no
 * button of a node shows that is not in a menu. What the media library has is for the caller to see. */
CC_CHECK enum rc design_check_again(const struct design_document *document, const struct design_nodes *nodes,
				    struct err *err);

/* Width and height of the screen that it is made for, pixels. */
void design_screen_size(const struct design_document *document, int64_t *ret_w, int64_t *ret_h);

#endif
