/* Numbered steps that make the schema; step n brings a store from version n-1 to n. A step that was
 * released is never changed: new needs are new steps. */
#ifndef OH_STORE_STORE_SCHEMA_H
#define OH_STORE_STORE_SCHEMA_H

#include "store/store.h"

/* Text of step n at [n - 1]; several statements. */
extern const char *const store_schema[STORE_VERSION];

#endif
