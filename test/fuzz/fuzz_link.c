/* Any bytes as a phone's link: no crash, and nothing but what the key made leads anywhere (Q16, S6). */
#include <stddef.h>
#include <stdint.h>

#include "app/phone_link.h"
#include "base/bug.h"

enum { ARENA_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Any key will do: what it makes is tried as well. */
static const struct phone_link_key key = { { 1 } };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct text given = { (const char *)bytes, len };
	struct phone_link link;

	arena_init(&arena, ARENA_MAX);
	if (phone_link_read(&key, given, &link)) {
		ASSERT(link.ticket > 0 && link.hall.len > 0 && link.hall.len < len);
		ASSERT(text_eq(phone_link_text(&key, link.hall, link.ticket, &arena), given));
	}
	/* And what was made for any hall is taken; ids of halls are texts. */
	if (len > 0 && len < PHONE_LINK_MAX / 2 && text_is_utf8(given)) {
		const struct text made = phone_link_text(&key, given, (int64_t)len, &arena);
		ASSERT(phone_link_read(&key, made, &link) && text_eq(link.hall, given) && link.ticket == (int64_t)len);
	}
	return 0;
}
