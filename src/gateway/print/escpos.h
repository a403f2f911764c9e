/* ESC/POS, the language of slip printers: a slip as bytes, and the bytes that a printer answers (Q1, Q19).
 *
 * The commands are those that Epson's TM series and its Chinese kin have in common; names and bits as in Epson's
 * reference of ESC/POS commands. */
#ifndef OH_GATEWAY_PRINT_ESCPOS_H
#define OH_GATEWAY_PRINT_ESCPOS_H

#include "base/err.h"
#include "gateway/print/slip.h"

enum {
	ESCPOS_BYTES_MAX = 64 << 10, /* of a slip; no slip reaches it */
	ESCPOS_PORT = 9100,          /* where network printers listen */
};

/* How a printer is. */
enum escpos_state {
	ESCPOS_UNKNOWN,   /* not asked yet */
	ESCPOS_READY,     /* it prints */
	ESCPOS_PAPER_LOW, /* it prints, and the roll ends soon */
	ESCPOS_PAPER_OUT,
	ESCPOS_COVER_OPEN,
	ESCPOS_FAULT,       /* a fault of its own, such as a jammed cutter, or switched off line */
	ESCPOS_SILENT,      /* it takes the connection and answers nothing: hung, or no printer */
	ESCPOS_NAMELESS,    /* its host name cannot be found */
	ESCPOS_UNREACHABLE, /* no connection: switched off, no network, wrong address */
	ESCPOS_STATES,
};

/* Bytes that print `slip`, from a printer in any state, in GB18030. RC_FAULT where the C library cannot convert to
 * it (its gconv modules are missing). */
CC_CHECK enum rc escpos_of_slip(const struct slip *slip, struct arena *arena, struct text *ret, struct err *err);

/* Dots of a module of a QR code of `len` bytes, so that it takes up two fifths of the paper and a telephone reads it at
 * arm's length. */
int escpos_qr_module(size_t len, enum slip_paper paper);

/* Questions that a printer answers at once, whatever it does (DLE EOT n): in general, why it is off line, paper. */
enum { ESCPOS_ASK_GENERAL, ESCPOS_ASK_OFF_LINE, ESCPOS_ASK_PAPER, ESCPOS_QUESTIONS };
extern const struct text escpos_questions[ESCPOS_QUESTIONS];
/* The question that it answers when all before it is printed (GS r 1). */
extern const struct text escpos_confirm;

/* What a byte from a printer is. */
enum escpos_answer {
	ESCPOS_NOTHING,   /* flow control, or a piece of a report that nobody asked for */
	ESCPOS_AT_ONCE,   /* answer to one of escpos_questions; they come in the order of asking */
	ESCPOS_CONFIRMED, /* answer to escpos_confirm */
	ESCPOS_STRANGE,   /* no printer says so */
};

/* Zeroed at the beginning of a connection. */
struct escpos_reader {
	int report_left; /* bytes of a report that are still to come */
};

/* Read one byte. */
enum escpos_answer escpos_read(struct escpos_reader *reader, uint8_t byte);

/* The state that answers to the three questions mean; never ESCPOS_UNKNOWN, SILENT or UNREACHABLE. */
enum escpos_state escpos_state_of(const uint8_t answers[ESCPOS_QUESTIONS]);

/* True when slips can be printed in this state. */
static inline bool escpos_prints(enum escpos_state state)
{
	return state == ESCPOS_READY || state == ESCPOS_PAPER_LOW;
}

/* Name of a state for logs and screens, such as `paper_out`. */
extern const char *const escpos_state_names[ESCPOS_STATES];

#endif
