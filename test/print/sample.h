/* A ticket as slips are tested with: everything that a slip can say, in both languages. */
#ifndef OH_TEST_PRINT_SAMPLE_H
#define OH_TEST_PRINT_SAMPLE_H

#include "gateway/print/slip.h"

extern const struct slip_ticket slip_sample;
/* The same for one who comes an hour before the appointment. */
struct slip_ticket slip_sample_booked(void);

#endif
