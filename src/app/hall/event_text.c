/* Events as the API shows them (N8): the payload of the log is spliced in as it stands, for every event
 * passes here once live and again for each reader. */
#include "app/hall/event_text.h"

#include "base/bug.h"
#include "base/json.h"
#include "store/log.h"

struct text event_text(const struct store_event *event, int utc_offset_min, struct arena *arena)
{
	struct text own = event->payload;
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	ASSERT(own.len >= 2 && own.at[0] == '{' && own.at[own.len - 1] == '}');
	json_open(&out, '{');
	json_key(&out, "seq");
	json_put_int(&out, event->seq);
	json_key(&out, "at");
	json_put_time(&out, event->at_ms, utc_offset_min);
	json_key(&out, "kind");
	json_put_text(&out, event->kind);
	if (own.len > 2) {
		own.at += 1;
		own.len -= 2;
		json_put_raw(&out, own);
	}
	json_close(&out, '}');
	return buf_view(&buf);
}
