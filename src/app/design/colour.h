/* Colours of a design and how well letters can be read on them. */
#ifndef OH_APP_DESIGN_COLOUR_H
#define OH_APP_DESIGN_COLOUR_H

#include <stdbool.h>

#include "design_contract.h"

struct design_rgb {
	double red, green, blue; /* 0 to 1, as screens take them */
};

/* Colour that `word` names: #rrggbb, or an entry of the palette. False for all else, also for the empty word. */
bool design_colour(const struct design_document *document, const char *word, struct design_rgb *ret);

/* Contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio). */
double design_contrast(struct design_rgb a, struct design_rgb b);

#endif
