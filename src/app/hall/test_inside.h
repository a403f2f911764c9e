/* What tests look at inside a desk, and nobody else outside its folder may. */
#ifndef OH_APP_HALL_TEST_INSIDE_H
#define OH_APP_HALL_TEST_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/hall/desk.h"

/* True where the hall is in memory. */
bool inside_has(const struct desk *desk, const char *hall);
/* Bytes of the hall that was used last. */
size_t inside_bytes(const struct desk *desk);
/* Where that hall last had a snapshot, and where it stands. */
int64_t inside_snapshot_seq(const struct desk *desk);
int64_t inside_seq(const struct desk *desk);

#endif
