/* The part of the printer without paper that reads ESC/POS: commands in, lines out. */
#ifndef OH_TEST_PRINT_PAPER_H
#define OH_TEST_PRINT_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAPER_ERROR_SIZE = 128, PAPER_LINE_BYTES = 512, PAPER_QR_BYTES = 512 };

struct paper {
	int columns;
	void (*print)(void *context, const char *line); /* a line, or `cut` */
	void (*confirm)(void *context);                 /* GS r was reached */
	void *context;
	char error[PAPER_ERROR_SIZE]; /* empty while all is clean */

	bool chinese, bold, initialised;
	int align, wide, high;
	char line[PAPER_LINE_BYTES]; /* GB18030 */
	size_t line_len;
	int line_columns; /* taken of the line */
	char qr[PAPER_QR_BYTES];
	size_t qr_len;
	int qr_module;
	bool qr_model_2, qr_level_m;
};

/* Take the first command or character of `bytes`; how many bytes it has, 0 where the rest of it is still to come. After
 * an error nothing is taken any more. */
size_t paper_take(struct paper *paper, const uint8_t *bytes, size_t len);

#endif
