/* Events as the API shows them. */
#ifndef OH_APP_HALL_EVENT_TEXT_H
#define OH_APP_HALL_EVENT_TEXT_H

#include <stdint.h>

#include "base/text.h"

struct store_event;

/* {"seq", "at", "kind", ...} in `arena`: the event of the log with its own fields behind the three
 * that all share. The time is written with the offset given. */
struct text event_text(const struct store_event *event, int utc_offset_min, struct arena *arena);

#endif
