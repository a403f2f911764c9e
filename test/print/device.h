/* A printer of slips without paper: a TCP server on this machine that takes ESC/POS to the letter, as one with a roll
 * of 32 or 48 columns, and can have all the troubles of a real one. Any byte that it does not know is an error.
 *
 * What it prints is told as lines: `ALIGN SIZE BOLD|text` for text, such as `c4b|A012`; `qr MODULE|text`; `feed N`;
 * `cut`. A slip ends with its cut. */
#ifndef OH_TEST_PRINT_DEVICE_H
#define OH_TEST_PRINT_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct device;

enum {
	DEVICE_SLIPS_MAX = 512,
	DEVICE_SLIP_SIZE = 16 << 10, /* bytes of a slip as lines, with its NUL */
};

enum device_mood {
	DEVICE_FINE,
	DEVICE_PAPER_LOW,
	DEVICE_PAPER_OUT,  /* keeps what it is sent until there is paper */
	DEVICE_COVER_OPEN, /* the same */
	DEVICE_JAMMED,     /* the knife */
	DEVICE_HUNG,       /* takes connections, reads nothing, answers nothing */
	DEVICE_BABBLING,   /* the same, but sends XON without end */
};

/* Turn on, at a free port of the loopback address, with a roll of so many columns. */
struct device *device_open(int columns);
void device_close(struct device **device);
/* Its port; it stays the same. */
int device_port(const struct device *device);

/* Get into a mood. */
void device_set(struct device *device, enum device_mood mood);
/* Get into that mood once `bytes` more have been printed. */
void device_set_after(struct device *device, enum device_mood mood, size_t bytes);
/* Close the connection once `bytes` more have been taken, and print no more of that one. */
void device_drop_after(struct device *device, size_t bytes);
/* Print slips, but lose the answer to the question whether they are printed, from the `n`th one on; -1 for never. */
void device_mute_after(struct device *device, int n);
/* Switch it off, with its port closed and its memory lost; and on again. */
void device_off(struct device *device);
void device_on(struct device *device);

/* Slips that were printed to the cut. */
int device_count(struct device *device);
/* Slip `n` of them as lines, until device_close. */
const char *device_slip(struct device *device, int n);
/* Connections so far, and questions about its state. */
int device_connections(struct device *device);
int device_questions(struct device *device);
/* The first byte that it could not take, and why, or an empty text. */
const char *device_error(struct device *device);

/* Print `bytes` at once, without a connection: lines of all slips and of what is left over, into `ret`. False, with
 * the reason in `ret`, where they are not clean. */
bool device_render(struct text bytes, int columns, char *ret, size_t size);

#endif
