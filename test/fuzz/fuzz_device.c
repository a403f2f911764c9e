/* Any bytes as a device's beat, and as the event that a slip is made of: reading ends, what is read is within its
 * limits, and what is printed is a slip (Q1, Q19). */
#include <stddef.h>
#include <stdint.h>

#include "app/phone_link.h"
#include "base/bug.h"
#include "gateway/print/escpos.h"
#include "gateway/print/ticket_slip.h"
#include "view_contract.h"

enum { ARENA_MAX = 64 << 20, DETAIL_MAX = 128 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void as_beat(const struct json *json, struct arena *arena)
{
	struct view_device_beat beat;
	struct err err;

	if (shape_read(&view_device_beat_shape, json, NULL, "", arena, &beat, &err) != RC_OK)
		return;
	ASSERT((int)beat.state >= 0 && (int)beat.state <= QUEUE_DEVICE_STATE_COUNT);
	ASSERT(beat.shown >= 0 && beat.spoken >= 0 && text_chars(beat.detail) <= DETAIL_MAX);
	ASSERT(!text_has_controls(beat.detail));
}

static void as_event(const struct json *json, struct arena *arena)
{
	struct queue_config_service service = { .id = "s1", .name = TEXT("综合业务"), .name_en = TEXT("General") };
	struct queue_config_class classes[] = { { .id = "k1", .name = TEXT("普通") },
						{ .id = "k2", .name = TEXT("贵宾") } };
	const struct queue_config config = { .name = TEXT("厅"),
					     .services = { &service, 1 },
					     .classes = { classes, CC_COUNT(classes) } };
	const struct slip_style style = { SLIP_58_MM, SLIP_BOTH };
	const struct phone_link_key key = { .bytes = { 1 } };
	const struct ticket_slip_links links = { &key, TEXT("https://q.example") };
	struct slip_ticket ticket;
	struct slip slip;
	struct text out;
	struct err err;

	if (!ticket_slip_read(TEXT("h1"), &config, json, &links, arena, &ticket))
		return;
	ASSERT(ticket.number.len > 0 && ticket.ahead >= 0);
	slip_of_ticket(&ticket, &style, arena, &slip);
	ASSERT(slip.n > 0 && slip.parts[slip.n - 1].kind == SLIP_CUT);
	ASSERT(escpos_of_slip(&slip, arena, &out, &err) == RC_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct json *json;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	if (json_parse(&arena, (struct text){ (const char *)bytes, len }, &json, &err) != RC_OK)
		return 0;
	as_beat(json, &arena);
	as_event(json, &arena);
	return 0;
}
