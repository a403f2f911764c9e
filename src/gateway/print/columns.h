/* Texts on paper of so many columns: what can be printed, how wide it is, where a line ends. */
#ifndef OH_GATEWAY_PRINT_COLUMNS_H
#define OH_GATEWAY_PRINT_COLUMNS_H

#include "base/text.h"

/* Columns of a text without line ends: one for each character of ASCII, two for every other one, since the fonts of
 * Chinese printers draw all that GB18030 writes in more than one byte into a square. */
int columns_of(struct text text);

/* Copy well-formed UTF-8 (bug otherwise) without what a printer would take for a command or cannot show: control
 * characters, and marks of no width. Tabs become blanks; line ends stay, as `\n`. */
struct text columns_clean(struct text text, struct arena *arena);

/* Cut the next line of at most `columns` (at least 2) off a cleaned `rest`: at a line end, behind a blank, or
 * between two characters of which one is not ASCII; inside a word only where it is longer than a line, and never
 * inside a character. A line does not begin with closing punctuation unless it would be two characters long. */
struct text columns_cut(struct text *rest, int columns);

#endif
