/* A ticket as slips are tested with: everything that a slip can say, in both languages. */
#ifndef OH_TEST_PRINT_SAMPLE_H
#define OH_TEST_PRINT_SAMPLE_H

#include "gateway/print/slip.h"

extern const struct slip_ticket slip_sample;

#endif
